"""Constructors and methods behind wrappers do as before, messages included."""


def instances(wrappers):
    return {"Box": wrappers.Box(3), "Lid": wrappers.Lid(wrappers.Box(3))}


def test_makes(wrappers):
    assert type(wrappers.box(2)) is wrappers.Box
    assert type(wrappers.Box(2).lid()) is wrappers.Lid
    assert wrappers.Box(2).fits(wrappers.box(2)) == 1
    assert wrappers.Box(2).fits("no box") == 0
    assert type(wrappers.Box(2)(wrappers.Box(3))) is wrappers.Lid


def test_derived(wrappers):
    class Crate(wrappers.Box):
        def __init__(self, width, colour=None):
            self.colour = colour

    crate = Crate(2, colour="red")
    assert crate.fits(wrappers.Box(2)) == 1
    assert type(crate.lid()) is wrappers.Lid
    assert type(wrappers.Lid(crate)) is wrappers.Lid


def test_messages(wrappers):
    for call in (lambda: wrappers.Lid("no box"), lambda: wrappers.Lid(), lambda: wrappers.Box(width=2), lambda: wrappers.Box(2)(3)):
        try:
            call()
        except TypeError as error:
            print(error)
        else:
            raise AssertionError
