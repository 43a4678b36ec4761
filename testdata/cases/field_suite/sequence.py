def test_items(module):
    four = module.Four()
    four[1] = 9
    before = four
    four += [1]
    four *= 2
    return list(four), four is before, four + 1, four * 3, 1 in four, "x" in four, len(four), four[-3]
