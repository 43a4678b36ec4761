"""A pair, and a version that has no constructor."""


def instances(asked):
    return {"pair": asked.pair, "version": lambda: asked.version}


def test_pair(asked):
    pair = asked.pair()
    assert repr(pair) == "asked.pair(major=6, minor=4)"
    assert type(pair)((1, 2)).minor == 2
    assert type(pair).__doc__ is None


def test_version(asked):
    version = asked.version
    assert version == (6, 4) and type(version).__doc__ is None
    try:
        type(version)((1, 2))
    except TypeError as error:
        assert "cannot create" in str(error)
    else:
        raise AssertionError("made")
