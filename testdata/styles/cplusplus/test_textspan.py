import inspect
import unittest

from textspan import Spans


class TestSpans(unittest.TestCase):
    def test_use(self):
        spans = Spans("hello world")
        spans.mark(0, 5)
        spans.mark(6, 11)
        self.assertEqual((len(spans), list(spans)), (2, ["hello", "world"]))
        more = Spans("HELLO")
        more.mark(1, 2)
        more.take(more)
        self.assertEqual(list(more), ["E", "E"])

    def test_errors(self):
        spans = Spans("abc")
        for start, stop in ((-1, 1), (2, 1), (0, 4)):
            with self.assertRaises(IndexError):
                spans.mark(start, stop)
        with self.assertRaises(IndexError):
            spans[0]
        with self.assertRaises(TypeError):
            spans.take([])
        with self.assertRaises(TypeError):
            Spans(b"abc")

    def test_type(self):
        class Mine(Spans):
            pass

        self.assertEqual(len(Mine("x")), 0)
        self.assertEqual(str(inspect.signature(Spans)), "(text, /)")
        self.assertEqual(Spans.__module__, "textspan")


if __name__ == "__main__":
    unittest.main()
