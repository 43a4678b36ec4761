import sys
import unittest

from tally import Tally


class TestTally(unittest.TestCase):
    def test_use(self):
        one = Tally()
        self.assertIsNone(one.add(Tally()))
        with self.assertRaisesRegex(TypeError, "only a tally can be added"):
            one.add(1)

    def test_what_stays(self):
        self.assertEqual((Tally.__module__, Tally.__name__, Tally.__doc__), ("tally", "Tally", "A tally."))
        if sys.version_info >= (3, 10):
            with self.assertRaises(TypeError):
                Tally.more = 1
        with self.assertRaises(TypeError):
            type("Sub", (Tally,), {})


if __name__ == "__main__":
    unittest.main()
