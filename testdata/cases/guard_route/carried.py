"""The state is found where it was handed over, for instances that were never initialised, too."""


def instances(carried):
    return {"Packer": carried.Packer, "Box": lambda: carried.Packer().unit()}


def test_packing(carried):
    assert repr(carried.Packer(1).each("ab")) == "[[['a']], [['b']]]"
    assert repr(carried.Packer().unit()) == "['unit']"
    assert carried.flat(1)[1] == 1


def test_without_init(carried):
    assert repr(carried.Packer.__new__(carried.Packer).each("a")) == "[['a']]"
