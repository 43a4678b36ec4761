"""Entries, and a second module of the same file."""

import importlib.util
import pickle
import sys


def instances(filled_once):
    return {"entry": lambda: filled_once.make("a")}


def test_again(filled_once):
    spec = importlib.util.spec_from_file_location(filled_once.__name__, filled_once.__file__)
    again = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(again)
    entry = again.make("b")
    assert again.is_entry(entry)
    assert (entry.name, entry.size, entry.inner, len(entry)) == ("b", 7, None, 2)


def test_entry(filled_once):
    entry = filled_once.make("a")
    assert repr(entry) == "filled_once.entry(name='a', size=7)"
    assert entry == ("a", 7) and filled_once.is_entry(entry)
    assert not filled_once.is_entry(("a", 7))
    assert filled_once.entry((1, 2, 3)).inner == 3
    assert filled_once.entry.n_fields == 3 and filled_once.entry.__module__ == "filled_once"
    sys.modules.setdefault("filled_once", filled_once)
    assert pickle.loads(pickle.dumps(entry)) == entry


def test_refuses(filled_once):
    # On CPython 3.9 any class that is made at run time takes it, and a wrong number brings CPython down.
    if sys.version_info >= (3, 10):
        try:
            filled_once.entry.n_fields = 1
        except TypeError:
            return
        raise AssertionError("changed")
