import inspect
import unittest

from point import Point, origin


class TestPoint(unittest.TestCase):
    def test_use(self):
        self.assertEqual(Point(1, 2) + Point(3, 4), Point(4, 6))
        self.assertEqual((2.0 * Point(1, 2), Point(1, 2) * 0.5), (Point(2, 4), Point(0.5, 1)))
        self.assertEqual(repr(Point(1, y=2.5)), "Point(1, 2.5)")
        self.assertEqual(origin(), Point())
        self.assertNotEqual(Point(1), Point(2))
        self.assertNotEqual(Point(), None)
        self.assertEqual((Point(3).x, Point(3).y), (3, 0))

    def test_errors(self):
        for wrong in (lambda: Point() + 1, lambda: 1 + Point(), lambda: Point() * 2, lambda: Point() < Point(),
                      lambda: Point("1"), lambda: hash(Point())):
            with self.assertRaises(TypeError):
                wrong()
        with self.assertRaises(AttributeError):
            Point().x = 1

    def test_type(self):
        class Mine(Point):
            pass

        self.assertIs(type(Mine(1, 2)), Mine)
        self.assertIs(type(Mine(1, 2) + Mine(3, 4)), Point)
        self.assertEqual(Mine(1, 2), Point(1, 2))
        self.assertEqual(str(inspect.signature(Point)), "(x=0, y=0)")


if __name__ == "__main__":
    unittest.main()
