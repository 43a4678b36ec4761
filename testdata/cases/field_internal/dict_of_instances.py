def test_constant(module):
    return type(module.Level.zero).__name__
