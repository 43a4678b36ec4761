def instances(module):
    return {"failure": lambda: module.Failure("x", 1)}


def test_raise(module):
    try:
        raise module.Failure("x", 1)
    except ValueError as error:
        return error.args, str(error), type(error).__name__
