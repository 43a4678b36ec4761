def test_mark(module):
    marker = module.mark(1)
    seen = [type(marker) is module.Marker, module.is_marker(marker), module.is_marker(1)]
    try:
        module.mark(marker)
    except TypeError as error:
        seen.append(str(error))
    return seen
