def test_kinds(module):
    return module.Probe().kind(None), module.Probe().kind(1)


def instances(module):
    return {"Probe": module.Probe}
