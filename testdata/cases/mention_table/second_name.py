def instances(module):
    return {"Counter": module.Counter}


def test_is_counter(module):
    return module.is_counter(module.Counter()), module.is_counter(None)
