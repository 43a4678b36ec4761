def test_attributes(module):
    old = module.Old()
    old.value = 4
    try:
        old.other = 1
    except AttributeError as error:
        return old.value, str(error)
