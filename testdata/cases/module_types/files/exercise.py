def instances(module):
    return {"Line": module.Line, "Point": module.point}


def test_point(module):
    assert module.is_point(module.point()) and not module.is_point(module.Line())
