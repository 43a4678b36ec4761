def instances(module):
    return {"Counter": module.Counter}


def test_ask(module):
    counter = module.Counter()
    return counter.ask(module.Counter()), counter.ask(None), counter.same(counter)
