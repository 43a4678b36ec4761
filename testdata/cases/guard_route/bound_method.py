"""A method that is bound to an instance of the type, or of a Python subclass, and called much later."""


def instances(bound_method):
    return {"Bell": bound_method.Bell, "Ring": lambda: bound_method.Bell().later(0)(1)}


def test_either_way(bound_method):
    class Own(bound_method.Bell):
        pass

    for bell in bound_method.Bell(), Own():
        later, other = bell.later(0), bell.other
        assert repr(later(3)) == "<ring 3>"
        assert bell.later(bell) is None
        del bell
        assert later.__self__ is other.__self__
        assert type(other(4)) is type(later(5))
        assert other.__doc__ == "ring(number)"
