import weakref


def test_watched(module):
    return [type(weakref.ref(cls(1))()).__name__ for cls in (module.Box, module.Lidded)]
