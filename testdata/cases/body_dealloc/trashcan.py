"""Long chains, of the type itself and of a Python subclass."""


def instances(trashcan):
    return {"Link": lambda: trashcan.Link(trashcan.Link())}


def chain(make, length=200000):
    link = None
    for _ in range(length):
        link = make(link)


def test_long_chain(trashcan):
    chain(trashcan.Link)


def test_long_chain_of_a_subclass(trashcan):
    class Sub(trashcan.Link):
        pass

    chain(Sub)
