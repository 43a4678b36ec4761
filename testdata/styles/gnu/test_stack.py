import gc
import inspect
import unittest
import weakref

from stack import is_stack, stack


class TestStack(unittest.TestCase):
    def test_use(self):
        one = stack(1, 2)
        one.push(3)
        self.assertEqual((len(one), one.pop(), one.pop(), len(one)), (3, 3, 2, 1))
        both = one + stack("a")
        self.assertEqual((both.pop(), both.pop()), ("a", 1))
        with self.assertRaisesRegex(IndexError, "empty"):
            both.pop()
        with self.assertRaisesRegex(TypeError, "only a stack"):
            one + [1]
        with self.assertRaisesRegex(TypeError, "no keyword"):
            stack(a=1)

    def test_type(self):
        self.assertTrue(is_stack(stack()))
        self.assertFalse(is_stack([]))
        self.assertEqual((stack.__module__, stack.__name__), ("stack", "stack"))
        self.assertEqual(str(inspect.signature(stack)), "(*items)")
        with self.assertRaises(TypeError):
            type("Mine", (stack,), {})

    def test_a_cycle_is_collected(self):
        class Item:
            pass

        item = Item()
        item.held = stack(item)
        ref = weakref.ref(item)
        del item
        gc.collect()
        self.assertIsNone(ref())


if __name__ == "__main__":
    unittest.main()
