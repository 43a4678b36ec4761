def instances(module):
    return {"Node": module.Node}


def test_methods(module):
    node = module.Node()
    assert node.next().next().get() == 2
    assert node.twice(3) == [0, 0, 0]
    assert module.Node.named("x").get() == 1
