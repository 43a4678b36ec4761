def test_operators(module):
    import operator
    seen = []
    for cls in (module.Number,):
        one = cls()
        for name in ("add sub mul mod floordiv truediv pow lshift rshift and_ or_ xor matmul iadd isub imul imod ifloordiv "
                     "itruediv ipow ilshift irshift iand ior ixor imatmul").split():
            seen.append(getattr(operator, name)(one, 1))
        seen += [divmod(one, 1), -one, +one, abs(one), ~one, int(one), float(one), bool(one), operator.index(one)]
    return seen
