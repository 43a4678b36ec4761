def instances(module):
    return {"Box": module.Box, "Size": lambda: module.Size((1, 2))}
