"""Sheets that are open and closed, alone and in cycles."""
import gc


def instances(nested):
    return {"Sheet": lambda: nested.sheet("a", None, [1], [2, 3])}


def test_open(nested):
    return nested.sheet("a", object(), [1], [2, 3]).count()


def test_every_reference_is_seen(nested):
    title, writer, first, second = ["t"], ["w"], ["f"], ["s"]
    sheet = nested.sheet(title, writer, [first], [second])
    if not gc.is_tracked(sheet):
        return True
    seen = [id(one) for one in gc.get_referents(sheet) if one is not type(sheet)]
    return sorted(seen) == sorted(map(id, [title, title, writer, first, second]))


def test_closed_has_no_writer(nested):
    sheet = nested.sheet(["t"], None, [], [])
    return all(one is not None for one in gc.get_referents(sheet))
