def test_names(module):
    return sorted(name for name in vars(module) if not name.startswith("__")), module.make()
