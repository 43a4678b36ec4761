def test_items(module):
    return list(module.Row(5)), list(module.Row(2).twice())
