def instances(module):
    return {"Thing": module.Thing}


def test_raises_what_was_lent(module):
    try:
        module.fail()
    except Exception as error:
        return type(error).__name__, str(error)
