import weakref


def instances(module):
    return {"Bag": lambda: module.Bag(1, 2), "Sack": lambda: module.Sack(3)}


def test_length(module):
    return len(module.Bag(1, 2)), len(module.Sack())


def test_weak(module):
    bag = module.Bag()
    return weakref.ref(bag)() is bag
