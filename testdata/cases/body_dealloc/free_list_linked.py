"""What is parked comes back, and the type counts what is alive."""


def instances(free_list_linked):
    return {"Walk": lambda: free_list_linked.walk([])}


def test_parked_and_back(free_list_linked):
    counts = [free_list_linked.count()]
    walks = [free_list_linked.walk(None) for _ in range(10)]
    counts.append(free_list_linked.count())
    walks.clear()
    counts.append(free_list_linked.count())
    walks = [free_list_linked.walk(None) for _ in range(3)]
    counts.append(free_list_linked.count())
    return counts


def test_references_to_the_type(free_list_linked):
    import sys

    walk = free_list_linked.walk(None)
    # So many that a reference too few each time does not end the type.
    spare = [type(walk)] * 2000
    first = sys.getrefcount(type(walk))
    for _ in range(100):
        walks = [free_list_linked.walk(None) for _ in range(12)]
        del walks
    return sys.getrefcount(type(walk)) - first, len(spare)


def test_cycles(free_list_linked):
    import gc

    for _ in range(20):
        ring = []
        ring.append(free_list_linked.walk(ring))
        del ring
    gc.collect()
    return free_list_linked.count()


def test_alive_behind_the_module(free_list_linked):
    import gc
    import sys

    walks = [free_list_linked.walk(None) for _ in range(12)]
    ring = []
    ring.append(free_list_linked.walk(ring))
    del sys.modules["free_list_linked"], free_list_linked, ring
    gc.collect()
    while walks:
        walks.pop()
    gc.collect()
