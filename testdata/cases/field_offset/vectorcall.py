def test_calls(module):
    class Sub(module.Named):
        pass

    return [cls(2)(40) for cls in (module.Adder, module.Named, Sub)]
