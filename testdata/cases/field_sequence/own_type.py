def instances(module):
    return {"point": module.point(1, 2)}


def test_compare(module):
    near, far = module.point(1, 9), module.point(2, 0)
    assert near < far and far > near and near == module.point(1, 3) and near != far
    assert near == 1 and far > 1 and 2 == far and near != "1" and near != (1, 9)
    assert type(near).__eq__(near, (1, 9)) is NotImplemented
