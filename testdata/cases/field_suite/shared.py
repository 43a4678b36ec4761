def test_length(module):
    return len(module.One()), len(module.Two())
