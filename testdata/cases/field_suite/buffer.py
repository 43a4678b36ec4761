def test_view(module):
    one = module.Bytes8()
    view = memoryview(one)
    view[0] = 65
    seen = one.exports, bytes(view)
    view.release()
    return seen, one.exports
