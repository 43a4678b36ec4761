"""Points of two numbers, that compare with numbers."""


def instances(set_later):
    return {"point": lambda: set_later.point(1, 2)}


def test_new(set_later):
    point = set_later.point(1, 2)
    assert (point.x, point.y) == (1, 2)
    assert repr(point) == "set_later.point(x=1, y=2)"
    assert set_later.point.__new__(set_later.point, 3, 4).y == 4
    try:
        set_later.point((1, 2))
    except TypeError:
        pass
    else:
        raise AssertionError("made of a tuple")


def test_compares(set_later):
    assert set_later.point(1, 2) == 1 and set_later.point(1, 2) < 2
    assert set_later.point(1, 2) != (1, 2)
