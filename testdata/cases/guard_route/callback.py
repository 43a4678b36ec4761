"""Callbacks that are handed an instance of the type, or of a Python subclass."""


def instances(callback):
    return {"Walker": callback.Walker, "Pair": lambda: callback.Walker().first()}


def test_each_way(callback):
    class Own(callback.Walker):
        pass

    for walker in callback.Walker(), Own():
        assert repr(walker.walk(3)) == "[<0, 0>, <1, -1>, <2, -2>]"
        assert repr(walker.first()) == "<7, 0>"
        assert repr(walker.pass_on()) == "<3, 3>"
