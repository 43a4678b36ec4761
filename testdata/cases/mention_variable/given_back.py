"""The exceptions are there as long as the module is."""


def instances(given_back):
    return {"Thing": given_back.Thing()}


def test_errors(given_back):
    for fail, name in ((given_back.fail, "given_back.Error"), (given_back.other, "given_back.Other")):
        try:
            fail()
        except Exception as error:
            assert f"{type(error).__module__}.{type(error).__name__}" == name
        else:
            raise AssertionError
