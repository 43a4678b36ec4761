def instances(module):
    return {"Counter": module.Counter}


def test_up(module):
    return [module.Counter().up(value) for value in (1, 3, 5)]
