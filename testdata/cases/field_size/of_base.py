def instances(module):
    return {"stack": lambda: module.Stack([1, 2])}


def test_use(module):
    stack = module.Stack([1])
    stack.append(stack)
    return len(stack), stack[1] is stack, module.Stack.__doc__
