def instances(module):
    return {"Node": module.Node(1)}


def test_rows(module):
    row = module.Node(1, module.Node(2))
    return row.value, row.next().value, row.next().next()


def test_strangers(module):
    try:
        module.Node(1, 2)
    except TypeError as error:
        return str(error)
