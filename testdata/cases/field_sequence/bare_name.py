"""A name without a module."""


def instances(bare_name):
    return {"Bare": lambda: bare_name.make(3)}


def test_names(bare_name):
    assert repr(bare_name.make(3)) == "Bare(value=3)"
    assert repr(bare_name.Bare) == "<class 'Bare'>"
    assert (bare_name.Bare.__module__, bare_name.Bare.__qualname__) == ("builtins", "Bare")
    assert bare_name.Bare.__doc__.startswith("A value")
