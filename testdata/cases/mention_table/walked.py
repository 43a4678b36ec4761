def test_fail(module):
    seen = [[name for name in vars(module) if name[0] != "_"], module.OtherError.__mro__[1] is module.Error]
    for argument in (1, module.Derived(), module.Base()):
        try:
            module.fail(argument)
        except module.Error as error:
            seen.append(type(error).__name__)
    return seen
