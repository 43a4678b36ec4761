import gc


def test_collected_afterwards(module):
    results = [module.Probe().count(object()) for _ in range(10)]
    gc.collect()
    return results
