def instances(module):
    return {"Token": module.token}


def test_made_once(module):
    import importlib.machinery
    import importlib.util
    import sys

    kind = type(module.token())
    loader = importlib.machinery.ExtensionFileLoader("again", module.__file__)
    spec = importlib.util.spec_from_loader("again", loader)
    known = sys.modules.pop("again", None)
    other = importlib.util.module_from_spec(spec)
    loader.exec_module(other)
    if known is not None:
        sys.modules["again"] = known
    assert other is not module
    assert type(other.token()) is kind and other.Plain is module.Plain
    assert module.last() == "Token"
