def instances(module):
    return {"Bare": module.Bare}
