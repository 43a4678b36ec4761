def test_use(module):
    one = module.Defaults(a=1)
    one.fallback = one
    return dict(one)
