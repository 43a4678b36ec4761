import unittest

from unit import unit


class TestUnit(unittest.TestCase):
    def test_use(self):
        metre, foot = unit("m", 1), unit("ft", 0.25)
        self.assertEqual((metre.to(foot), foot.to(metre, 8)), (4.0, 2.0))
        self.assertEqual((repr(foot), foot.name, foot.size), ("<unit ft>", "ft", 0.25))

    def test_errors(self):
        with self.assertRaises(ValueError):
            unit("m", 0)
        with self.assertRaises(TypeError):
            unit(1, 1)
        with self.assertRaisesRegex(TypeError, "must be unit.Unit, not int"):
            unit("m", 1).to(3)

    def test_type(self):
        cls = type(unit("m", 1))
        self.assertEqual((cls.__module__, cls.__name__, cls.__doc__), ("unit", "Unit", "A unit of length."))
        with self.assertRaisesRegex(TypeError, "cannot create 'unit.Unit' instances"):
            cls()


if __name__ == "__main__":
    unittest.main()
