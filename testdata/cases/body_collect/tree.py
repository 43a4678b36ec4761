"""What the trees hold, and that a cycle through a tree is found once its type is collected."""

import gc
import sys
import weakref


def instances(module):
    return {"Index": lambda: module.Index(1, [2], "3"), "Plant": lambda: module.Plant([1])}


class Key:
    pass


def test_what_they_hold(module):
    key = Key()
    before = sys.getrefcount(key)
    index, plant = module.Index(key, 2, key), module.Plant(key)
    gc.collect()
    held = sys.getrefcount(key) - before
    assert index.keys()[0] is key and plant.label is key
    del index, plant
    gc.collect()
    return held, sys.getrefcount(key) - before


def test_cycles(module):
    collected = module.Index.__flags__ & (1 << 14) != 0
    for make in (lambda key: module.Index(1, 2, key), module.Plant):
        key = Key()
        key.holder = make(key)
        seen = weakref.ref(key)
        del key
        gc.collect()
        assert (seen() is None) == collected


def test_subclass(module):
    class Sub(module.Index):
        pass

    for _ in range(100):
        sub = Sub(1, [], {})
        sub.me = sub
    del sub
    gc.collect()
    return Sub(1, 2, 3).keys()
