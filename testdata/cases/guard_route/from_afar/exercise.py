def instances(module):
    class Derived(module.Counter):
        pass

    return {"counter": module.Counter(), "derived": Derived(step=3)}


def test_steps(module):
    class Derived(module.Counter):
        pass

    assert [next(one) for one in (module.Counter(), Derived(), module.Counter(5))] == [2, 2, 5]
    module.step = 7
    assert next(module.Counter()) == 7 and next(Derived()) == 7
    del module.step
    try:
        module.Counter()
    except AttributeError:
        pass
    else:
        raise AssertionError("a counter without a step")
    module.step = 2
