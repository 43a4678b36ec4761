def test_items(module):
    return list(module.Part()), repr(module.Part())
