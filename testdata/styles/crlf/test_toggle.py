import gc
import unittest
import weakref

from toggle import Toggle


class TestToggle(unittest.TestCase):
    def test_use(self):
        one = Toggle()
        self.assertFalse(one)
        self.assertIs(one.flip(), True)
        self.assertTrue(one)
        self.assertEqual(Toggle(on_change=repr).flip(), "True")
        with self.assertRaises(TypeError):
            Toggle(3).flip()

    def test_texts(self):
        self.assertEqual(Toggle.__doc__, "Toggle(on_change=None)")
        self.assertEqual(Toggle.flip.__doc__, "Turn it on or off.")
        self.assertEqual(Toggle.flip.__text_signature__, "($self, /)")

    def test_a_cycle_is_collected(self):
        class Listener:
            def __call__(self, on):
                return on

        listener = Listener()
        listener.toggle = Toggle(listener)
        ref = weakref.ref(listener)
        del listener
        gc.collect()
        self.assertIsNone(ref())


if __name__ == "__main__":
    unittest.main()
