def test_constant(module):
    return module.Level.LOW, module.Level().LOW
