import copy
import pickle


def instances(module):
    return {"Nothing": lambda: module.nothing, "Counted": lambda: module.counted}


def test_identity(module):
    nothing = module.nothing
    return [
        type(nothing)() is nothing,
        copy.copy(nothing) is nothing,
        pickle.loads(pickle.dumps(nothing)) is nothing,
        module.is_nothing(nothing),
        module.is_nothing(None),
        repr(nothing),
    ]


def test_counted(module):
    return [module.counted.ask(), module.counted.ask()]
