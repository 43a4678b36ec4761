def made(module):
    return module.Meta("Made", (), {})


def instances(module):
    return {"Meta": lambda: made(module), "Token": lambda: made(module)()}


def test_call(module):
    cls = made(module)
    seen = [type(cls()).__name__, cls.calls]
    try:
        cls(1)
    except TypeError as error:
        seen.append(str(error))
    return seen, cls.calls
