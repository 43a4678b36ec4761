def test_messages(module):
    class Sub(module.Gauge):
        pass

    try:
        Sub().add(1)
    except TypeError as error:
        return str(error), repr(Sub()).split(" at ")[0], Sub().add(module.Gauge())
