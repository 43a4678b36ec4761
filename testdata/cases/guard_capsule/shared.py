"""Uses what the capsules hold, through functions of the module that play the other module."""


def instances(module):
    return {"Node": module.Node, "Moss": module.Moss, "Root": lambda: module.root_of(module.root)}


def test_the_struct_holds_its_types(module):
    node, leaf, version, size = module.from_capsule(module.api, "shared.api")
    assert type(node) is module.Node
    return (type(leaf).__name__, version, size)


def test_the_struct_that_is_filled_late(module):
    node, nothing, version, size = module.from_capsule(module.late_api, "shared.late_api")
    assert type(node) is module.Node
    return (nothing, version, size)


def test_a_dealloc_follows_the_pointer(module):
    class Twig(module.Node):
        pass

    before = module.gone()
    for _ in range(10):
        module.Node()
        Twig()
    return module.gone() - before


def test_the_types_outlive_the_capsule(module):
    api = module.api
    del module.api
    again = type(module.from_capsule(api, "shared.api")[0])
    module.api = api
    return again is module.Node
