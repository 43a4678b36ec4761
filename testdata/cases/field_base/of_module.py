def test_mro(module):
    return [cls.__name__ for cls in module.Leaf.__mro__]
