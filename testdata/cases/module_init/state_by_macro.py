def instances(module):
    return {"Counter": module.Counter}


def test_too_many(module):
    counter = module.Counter()
    found = [counter.up(), counter.up(), module.is_counter(counter), module.is_counter(1)]
    try:
        counter.up()
    except Exception as error:
        return found, str(error), error.__class__.__name__
