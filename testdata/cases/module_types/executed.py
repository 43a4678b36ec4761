def instances(module):
    return {"Mark": module.Mark}
