"""Uses what the capsules hold, through functions of the module that play the other module."""


def instances(module):
    return {"Plug": lambda: module.plug_from(module.PLUG), "Cable": lambda: module.cable_from(module.CABLE)}


def test_both_types(module):
    return [type(make()).__name__ for make in instances(module).values()]
