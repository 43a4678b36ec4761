def instances(module):
    return {"Point": module.Point(1.5)}


def test_subclasses(module):
    class Named:
        pass

    class Sub(Named, module.Point):
        pass

    class SubSub(Sub):
        pass

    one = SubSub(2.0)
    return [type(one.twin()).__name__, (one + module.Point(1)).x, type(one + one).__name__]


def test_strangers(module):
    try:
        module.Point(1) + 1
    except TypeError:
        return "TypeError"
