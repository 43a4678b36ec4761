def instances(cached_pair):
    return {"Holder": lambda: cached_pair.hold([])}


def test_held(cached_pair):
    loop = ["one"]
    holder = cached_pair.hold(loop)
    found = [cached_pair.held() is loop]
    del holder
    return found + [cached_pair.held()]


def test_name(cached_pair):
    names = cached_pair.name(), cached_pair.other_name()
    return names, cached_pair.name() is names[0], cached_pair.other_name() is names[1]


def test_in_another_copy(cached_pair):
    import importlib
    import sys

    first = cached_pair.name(), cached_pair.other_name()
    del sys.modules["cached_pair"]
    again = importlib.import_module("cached_pair")
    return first, again.name(), again.other_name(), again.held()
