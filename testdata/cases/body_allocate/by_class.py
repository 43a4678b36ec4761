"""Instances of the class itself."""


def instances(by_class):
    return {"Named": lambda: by_class.Named("a", 2), "Elsewhere": by_class.Elsewhere}


def test_repr(by_class):
    assert repr(by_class.Named("a", count=3)) == "a x 3"
