"""Long lists, and slips that are used again."""


def instances(pool):
    return {"slip": lambda: pool.slip(3)}


def test_long_list_ends(pool):
    node = None
    for number in range(100000):
        node = pool.Node(number, node)
    length = node.length()
    del node
    return length


def test_slips_are_reused(pool):
    kept = [pool.slip(n) for n in range(40)]
    numbers = [int(slip) for slip in kept] + [int(-kept[3])]
    del kept
    return numbers, pool.free_slips() <= pool.MAX_FREE


def test_store(pool):
    store = pool.Store(4)
    store.__init__(2)
    return store.content()
