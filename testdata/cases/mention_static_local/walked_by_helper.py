def instances(module):
    return {"Cup": module.Cup, "Dish": module.Dish}


def test_names(module):
    return module.Mug is module.Cup, module.Dish.__name__, module.made_of
