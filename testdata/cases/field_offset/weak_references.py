import weakref


def test_use(module):
    box = module.Box(3)
    box.colour = "red"
    watched = weakref.ref(box)
    seen = box.held, box.__dict__, watched() is box
    del box
    return seen, watched() is None
