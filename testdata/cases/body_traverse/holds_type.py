"""Views, and what steps through them."""


def instances(holds_type):
    return {
        "View": lambda: holds_type.view(1, "two"),
        "Step": lambda: iter(holds_type.view([], 3)),
    }


def test_steps(holds_type):
    assert list(holds_type.view(1, "two")) == [1, "two"]
    assert list(iter(iter(holds_type.view()))) == []
