def instances(module):
    return {"counter": module.Counter()}
