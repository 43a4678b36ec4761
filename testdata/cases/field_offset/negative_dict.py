def instances(module):
    return {"tagged": lambda: module.Tagged((1, 2))}


def test_dict(module):
    tagged = module.Tagged((1, 2, 3))
    tagged.colour = "red"
    return tagged, tagged.__dict__
