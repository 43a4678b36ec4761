"""The module is loaded once more, and fails: what it had filled must not be freed twice."""

import importlib.util
import gc
import sys


def load(module):
    spec = importlib.util.spec_from_file_location(module.__name__, module.__file__)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def instances(released_on_failure):
    return {"Plug": released_on_failure.Plug}


def test_fails_and_goes_on(released_on_failure):
    sys.plug_fails = True
    try:
        for _ in range(20):
            try:
                load(released_on_failure)
            except ImportError:
                pass
            gc.collect()
            words = ["-and-not-interned-"[:count] for count in range(18)]
            assert words[3] == "-an"
    finally:
        del sys.plug_fails
    assert repr(load(released_on_failure).Plug()) == "plug-and-not-interned-123456789"
