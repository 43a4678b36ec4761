def instances(module):
    return {"unit": lambda: module.unit("m", 1)}
