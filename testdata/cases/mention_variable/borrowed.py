"""References are given back as often as they were taken."""


def instances(borrowed):
    return {"Lookup": borrowed.Lookup}


def test_lookup(borrowed):
    lookup = borrowed.Lookup()
    assert lookup["len"]("ab") == 2
    assert "len" in borrowed.names
    assert lookup.nothing() is None
    try:
        lookup["no such name"]
    except borrowed.Error as error:
        assert error.args == ("no such name",)
    else:
        raise AssertionError
