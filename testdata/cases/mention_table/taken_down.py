def instances(module):
    return {"Counter": module.Counter, "Extra": module.Extra}
