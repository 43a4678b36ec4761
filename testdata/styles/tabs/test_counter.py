import inspect
import unittest

import counter


class TestCounter(unittest.TestCase):
    def test_use(self):
        one = counter.counter(5, step=2)
        self.assertEqual((one.tick(), one.tick(), one.value, one.step), (7, 9, 9, 2))
        one.value = 3
        self.assertEqual(one.tick(), 5)
        two = counter.counter()
        two.value = one
        self.assertEqual(two.tick(), 6)

    def test_errors(self):
        one = counter.counter(2**63 - 1)
        for wrong in (one.tick, lambda: counter.counter(step=0), lambda: delattr(one, "value")):
            with self.assertRaises(counter.error):
                wrong()
        with self.assertRaises(TypeError):
            one.value = "1"
        with self.assertRaises(OverflowError):
            one.value = 2**63
        with self.assertRaises(AttributeError):
            one.step = 1

    def test_type(self):
        class Mine(counter.counter):
            pass

        mine = Mine(1)
        one = counter.counter()
        one.value = mine
        self.assertEqual(one.value, 1)
        self.assertEqual(str(inspect.signature(counter.counter)), "(value=0, step=1)")
        self.assertEqual((counter.counter.__module__, counter.error.__module__), ("counter", "counter"))


if __name__ == "__main__":
    unittest.main()
