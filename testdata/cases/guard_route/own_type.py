"""Chains of any length go without a deep recursion."""


def instances(own_type):
    return {"Link": own_type.Link()}


def test_long_chain(own_type):
    chain = None
    for _ in range(200_000):
        chain = own_type.Link(chain)
    del chain


def test_cycle(own_type):
    import gc

    ring = []
    ring.append(own_type.Link(own_type.Link(ring)))
    del ring
    gc.collect()
