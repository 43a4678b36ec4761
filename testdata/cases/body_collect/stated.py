import gc


def instances(stated):
    return {"Chain": stated.Chain}


def test_is_not_collected(stated):
    chain = stated.Chain()
    assert chain.push([]) is None
    assert not gc.is_tracked(chain)
