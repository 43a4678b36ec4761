def instances(module):
    label = "a label" * 2
    return {
        "Shape": lambda: module.Shape(label),
        "Circle": lambda: module.Circle(label),
        "Dot": lambda: module.Dot(label),
    }


def test_label(module):
    for name in ("Shape", "Circle", "Dot"):
        assert repr(getattr(module, name)("round")) == f"<base_elsewhere.{name} round>"


def test_labels_are_given_back(module):
    import sys

    label = "".join(["la", "bel"])
    before = sys.getrefcount(label)
    for name in ("Shape", "Circle", "Dot"):
        getattr(module, name)(label)
    assert sys.getrefcount(label) == before


def test_new(module):
    assert module.Circle.__new__ is not module.Shape.__new__ or "__new__" not in vars(module.Circle)
    try:
        module.Circle(1)
    except TypeError as error:
        assert "str" in str(error)
    else:
        raise AssertionError("a label is a str")
