def test_like(module):
    twin = module.Twin()
    return twin.like(module.Twin()), twin.like(1), type(twin.like).__name__
