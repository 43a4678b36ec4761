def test_binding(module):
    class Owner:
        one, two = module.Bind(), module.Bound()

    return Owner().one(1), Owner().two(1), Owner.one(1)
