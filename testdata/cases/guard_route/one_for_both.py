def instances(module):
    return {"Sum": module.Sum}


def test_both_forms(module):
    class Sub(module.Sum):
        pass

    said = []
    for make in (lambda: module.Sum() + 1, lambda: 1 + module.Sum(), lambda: [] + Sub()):
        try:
            said.append(make())
        except TypeError as error:
            said.append(str(error))
    one, sub = module.Sum(), Sub()
    one += sub
    sub += one
    one += one
    return said, int(one), int(sub), type(sub).__name__
