"""Each instance that ends is counted, with an exception under way, too."""

import gc


def instances(module):
    return {"Plain": module.Plain, "Told": module.Told}


def test_finalizer_counts(module):
    class Own(module.Told):
        pass

    gc.collect()
    before = module.count
    module.Told()
    Own()
    gc.collect()
    assert module.count == (before + 2) % 100


def test_an_exception_stays(module):
    def fails():
        told = module.Told()
        raise KeyError(str(type(told)))

    try:
        fails()
    except KeyError as error:
        del error
    else:
        raise AssertionError
