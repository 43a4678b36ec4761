def test_hash(module):
    found = []
    for cls in (module.Size, module.Bag):
        found.append(cls.__hash__)
        try:
            hash(cls())
        except TypeError as error:
            found.append(str(error))
    return found, module.Size(3) == module.Size(3), module.Size(3) != module.Size(4)
