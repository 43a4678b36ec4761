import sys


def instances(converter):
    return {"Sheet": lambda: converter.Sheet(2, 3)}


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__, str(error)


def test_sizes(converter):
    class Poster(converter.Sheet):
        pass

    good = converter.Sheet(2, 3).area(), Poster(height=4).area(), converter.Sheet().area()
    return good, [attempt(converter.Sheet, *args) for args in [(0,), (1, 101), ("a",), (1, 2, 3)]]


def test_errors_are_the_modules_own(converter):
    try:
        converter.Sheet(0)
    except converter.RangeError as error:
        return str(error)


def test_widened(converter):
    sheet = converter.Sheet(5)
    before = sys.getrefcount(sheet)
    found = [attempt(converter.widened, *args) for args in [(sheet, 2), (sheet, 0), (1, 2), (sheet, "a")]]
    return found, sys.getrefcount(sheet) == before


def test_refused(converter):
    return [attempt(converter.refused, *args) for args in [(1,), ("a",), ()]]
