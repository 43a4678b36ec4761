import sys


def back(type):
    kept = []
    before = sys.getrefcount(type)
    for _ in range(5):
        type(kept)
        found = len(kept), kept[0].__class__ is type
        kept.clear()
    return found, sys.getrefcount(type) - before


def test_back(module):
    return back(module.Lazarus)


def test_back_of_class(module):
    class Child(module.Lazarus):
        pass

    return back(Child)
