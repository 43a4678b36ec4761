def instances(hole):
    return {"Span": lambda: hole.part(1, 4)}


def test_items(hole):
    return list(hole.part(3, 6)), len(hole.part(5, 5))
