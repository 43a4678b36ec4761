def test_slots(module):
    class Owner:
        count = module.Count(5)

    owner = Owner()
    seen = [owner.count]
    owner.count = 2
    seen += [owner.count, list(module.Count(3)), module.Count(1)(), str(module.Count(8)), module.Count(1) < module.Count(2)]
    return seen, hash(module.Count(1))
