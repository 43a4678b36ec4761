"""Stamps, which only a function makes."""


def instances(never_ready):
    return {"Stamp": lambda: never_ready.stamp(7)}


def test_repr(never_ready):
    assert repr(never_ready.stamp(3)) == "stamp(3)"
    assert type(never_ready.stamp()).__name__ == "Stamp"


def test_type_is_kept(never_ready):
    kinds = {type(never_ready.stamp(second)) for second in range(10)}
    assert len(kinds) == 1
