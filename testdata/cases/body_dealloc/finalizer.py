def test_back(module):
    kept = []
    module.Lazarus(kept)
    module.Lazarus(None)
    found = len(kept), type(kept[0]).__name__
    kept.clear()
    return found, len(kept)
