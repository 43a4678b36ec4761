"""Calls what the macros wrote, with instances and with other things on either side."""


def instances(module):
    return {"Count": module.dozen}


def said(call, *args):
    try:
        return call(*args)
    except Exception as error:
        return (type(error).__name__, str(error))


def test_functions_of_the_module(module):
    dozen, zero = module.dozen(), module.zero()
    return dozen.is_above(zero), dozen.is_below(zero), said(module.debt), module.one()


def test_operators(module):
    class Sub(module.Count):
        pass

    dozen, three = module.dozen(), module.Count.from_pairs(1)
    most = dozen + three
    sub = Sub.from_dozens(2)
    sub += dozen
    return (
        most.is_above(dozen),
        (dozen - three).is_below(dozen),
        said(lambda: three - dozen),
        said(lambda: dozen + 1),
        said(lambda: 1 + dozen),
        said(lambda: [] - dozen),
        type(sub).__name__,
        sub.is_above(most),
        type(sub + sub).__name__,
    )


def test_methods(module):
    class Sub(module.Count):
        pass

    return (
        type(Sub.from_pairs(3)).__name__,
        said(module.Count.from_dozens, -1),
        said(module.dozen().is_above, 3),
        module.Count.from_pairs.__doc__,
    )
