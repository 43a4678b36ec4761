def instances(module):
    return {"Counter": module.Counter}
