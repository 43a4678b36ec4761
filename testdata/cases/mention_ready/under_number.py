"""A second module of the same file has its types, too."""

import importlib.util


def test_again(under_number):
    spec = importlib.util.spec_from_file_location(under_number.__name__, under_number.__file__)
    again = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(again)
    assert isinstance(again.Once(), again.Once)
    assert isinstance(again.First(), again.First)
