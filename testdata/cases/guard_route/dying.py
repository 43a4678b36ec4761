def instances(dying):
    return {"Told": lambda: dying.Told("a")}


def test_repr(dying):
    assert repr(dying.Told(1)) == "told 1"
