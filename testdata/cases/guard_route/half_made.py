"""A lid without its box can still be compared with what is no box."""


def instances(half_made):
    return {"Box": lambda: half_made.Box(3), "Lid": lambda: half_made.Lid(half_made.Box(3))}


def test_half_made(half_made):
    lid = half_made.Lid.__new__(half_made.Lid)
    assert lid != 1
    assert not lid == "box"
    try:
        lid < lid
    except TypeError as error:
        assert "'<' not supported" in str(error)
    try:
        lid.fetch()
    except TypeError as error:
        assert str(error) == "fetch() wants one argument"
    else:
        raise AssertionError("fetched")
    assert lid.copy() is None


def test_whole(half_made):
    box, lid = half_made.Box(3), half_made.Lid(half_made.Box(3))
    assert lid == box and box == lid and lid != half_made.Box(4)
    assert lid.copy() == box and lid.fetch(1) == half_made.Box(4) and box.fetch(2) == half_made.Box(4)
    assert box.copy() is not box
