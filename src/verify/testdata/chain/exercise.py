"""How to make what cannot be made without arguments, and what the module is for."""


def instances(chain):
    return {"pair": lambda: chain.pair(1), "stack": lambda: chain.Stack([1, 2])}


def arguments(chain):
    return {"Pair": ((1, 2),)}


def test_chain(chain):
    root = chain.Base()
    leaf = chain.Derived(chain.Base(root))
    leaf.label = "leaf"
    leaf.anything = 3
    assert leaf.root() is root
    return leaf.label, leaf.anything, isinstance(leaf, chain.Base)


def test_stack(chain):
    stack = chain.Stack()
    stack.append(5)
    return stack.peek(), len(stack), stack == [5]


def test_pair(chain):
    pair = chain.pair("x")
    return pair.left, pair.right, tuple(pair), repr(pair)


def test_error(chain):
    try:
        chain.pair(None)
    except chain.Error as error:
        return str(error)
    raise AssertionError("no error")
