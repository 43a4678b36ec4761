def instances(module):
    return {"Gauge": module.Gauge}


def test_reasons(module):
    told = []
    for code in (1, 2, 3, 4):
        try:
            module.Gauge().fail(code)
        except module.Error as error:
            told.append((type(error).__name__, str(error)))
    return told, module.TooLowError.__bases__ == (module.Error,)
