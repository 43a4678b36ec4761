"""What is parked comes back, and the type counts what is alive."""


def instances(free_list):
    return {"Slip": free_list.slip}


def test_parked_and_back(free_list):
    counts = [free_list.count()]
    slips = [free_list.slip() for _ in range(6)]
    counts.append(free_list.count())
    slips.clear()
    counts.append(free_list.count())
    slips = [free_list.slip() for _ in range(3)]
    counts.append(free_list.count())
    return counts


def test_references_to_the_type(free_list):
    import sys

    # So many that a reference too few each time does not end the type.
    spare = [free_list.Slip] * 1000
    first = sys.getrefcount(free_list.Slip)
    for _ in range(100):
        slips = [free_list.slip() for _ in range(7)]
        del slips
    return sys.getrefcount(free_list.Slip) - first, len(spare)


def test_alive_behind_the_module(free_list):
    import gc
    import sys

    slips = [free_list.slip() for _ in range(7)]
    del sys.modules["free_list"], free_list
    gc.collect()
    while slips:
        slips.pop()
    gc.collect()
