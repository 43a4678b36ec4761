def instances(module):
    class Derived(module.Point):
        pass

    return {"first": module.first(), "last": module.last(), "derived": Derived()}


def test_methods(module):
    class Derived(module.Point):
        pass

    assert module.first().up(4).get() == 5 and module.last().down(2).next() == 8
    assert module.last().nowhere(3) == 27
    assert type(Derived().up(1)) is module.Point and Derived().up(1).get() == 1
    assert (module.first() + module.last()).get() == 10
    assert (Derived() - module.last()).get() == -9
    for wrong in (lambda: module.first() + 1, lambda: 1 - module.last(), lambda: module.first().up("x")):
        try:
            wrong()
        except TypeError:
            pass
        else:
            raise AssertionError(wrong)
