"""Uses what the capsules hold, through a function of the module that plays the other module."""


def instances(module):
    return {"Shape": module.Shape, "Solid": lambda: module.from_capsule(module.SOLIDS, "handed.SOLIDS")[0]}


def test_both_capsules(module):
    shape, size, version, error = module.from_capsule(module.SHAPES, "handed.SHAPES")
    solid, solid_size, solid_version, solid_error = module.from_capsule(module.SOLIDS, "handed.SOLIDS")
    assert type(shape) is module.Shape
    return (size, version, error, solid_size, solid_version, solid_error.__name__, type(solid).__name__)


def test_a_capsule_keeps_its_types(module):
    capsule = module.SOLIDS
    made = [type(module.from_capsule(capsule, "handed.SOLIDS")[0]) for _ in range(100)]
    return len(set(made))
