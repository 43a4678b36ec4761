def instances(module):
    return {"Circle": module.Circle, "Square": module.Square}


def test_kinds(module):
    square = module.other(module.Circle())
    assert type(square) is module.Square
    assert repr(module.other(square)) == "circle"
