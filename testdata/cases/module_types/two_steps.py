def instances(module):
    return {"Node": module.Node, "Leaf": lambda: module.Node().leaf()}


def test_kinds(module):
    leaf = module.Node().leaf()
    assert module.is_node(leaf) and not module.is_node(1)
    assert not module.is_node(module.Node)
    assert isinstance(leaf, module.Node) and repr(leaf).startswith("<leaf ")
