"""Each member is visited as long as it is owned: a cycle through the second label is seen."""

import gc


def instances(member_helper):
    return {
        "one": lambda: member_helper.Parcel([], "front"),
        "two": lambda: member_helper.Parcel([], "front", []),
    }


def test_labels(member_helper):
    assert repr(member_helper.Parcel([], "a")) == "<'a'>"
    note = ["b"]
    parcel = member_helper.Parcel([], "a", note)
    assert repr(parcel) == "<'a', ['b']>"
    if gc.is_tracked(parcel):
        assert any(one is note for one in gc.get_referents(parcel))
