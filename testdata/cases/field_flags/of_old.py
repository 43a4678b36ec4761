def test_pattern(module):
    space = {"one": module.Old()}
    exec("match one:\n    case [*_]: found = True\n    case _: found = False", space) if False else None
    return bool(module.Old.__flags__ & (1 << 5))
