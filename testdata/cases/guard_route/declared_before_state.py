def instances(module):
    return {"Counter": module.Counter}


def test_up(module):
    counter = module.Counter()
    return [counter.up(value) for value in (1, 3, 5)]
