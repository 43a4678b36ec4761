"""Tests of iterkit, for the static types and for whatever they become."""

import copy
import gc
import inspect
import operator
import pickle
import subprocess
import sys
import types
import unittest
import weakref

import iterkit

ITERATORS = {
    "countdown": lambda cls: cls(3),
    "pairwise_sum": lambda cls: cls([1, 2, 3]),
    "chunked": lambda cls: cls([1, 2, 3], 2),
    "interleave": lambda cls: cls([1, 2], [3]),
    "flatten_once": lambda cls: cls([[1], [2]]),
    "take_while_changed": lambda cls: cls([1, 2]),
    "window": lambda cls: cls([1, 2, 3], 2),
    "cycle_n": lambda cls: cls([1, 2], 2),
    "peekable": lambda cls: cls([1, 2]),
}
FINAL = {"take_while_changed", "cycle_n", "run"}


class Broken:
    """An iterator that fails after some items."""

    def __init__(self, *items):
        self.items = list(items)

    def __iter__(self):
        return self

    def __next__(self):
        if not self.items:
            raise ZeroDivisionError("broken")
        return self.items.pop(0)


class Odd:
    """Compares in its own way, or not at all."""

    def __eq__(self, other):
        raise ZeroDivisionError("no comparison")

    __hash__ = None


def a_run(value="x", length=3):
    return next(iterkit.runs([value] * length))


class TestCountdown(unittest.TestCase):
    def test_results(self):
        self.assertEqual(list(iterkit.countdown(3)), [3, 2, 1])
        self.assertEqual(list(iterkit.countdown(10, 3, 3)), [10, 7, 4])
        self.assertEqual(list(iterkit.countdown(start=2, stop=-1)), [2, 1, 0])
        self.assertEqual(list(iterkit.countdown(0)), [])
        self.assertEqual(list(iterkit.countdown(-5, 5)), [])

    def test_extremes(self):
        low, high = -2**63, 2**63 - 1
        it = iterkit.countdown(high, low, high)
        self.assertEqual(operator.length_hint(it), 3)
        self.assertEqual(list(it), [high, 0, -high])
        self.assertEqual(list(iterkit.countdown(low + 1, low)), [low + 1])
        self.assertEqual(iterkit.countdown(high, low).__length_hint__(), 2**64 - 1)
        with self.assertRaises(OverflowError):
            iterkit.countdown(2**63)

    def test_errors(self):
        for args in [(), ("3",), (3, 0, 1, 1)]:
            with self.assertRaises(TypeError):
                iterkit.countdown(*args)
        with self.assertRaisesRegex(ValueError, "at least 1"):
            iterkit.countdown(3, 0, 0)
        with self.assertRaises(TypeError):
            iterkit.countdown(3, wrong=1)

    def test_members_and_repr(self):
        it = iterkit.countdown(9, 2, 4)
        self.assertEqual((it.stop, it.step), (2, 4))
        for name in ("stop", "step"):
            with self.assertRaises(AttributeError):
                setattr(it, name, 1)
        self.assertEqual(repr(it), "iterkit.countdown(9, 2, 4)")
        next(it)
        self.assertEqual(repr(it), "iterkit.countdown(5, 2, 4)")

    def test_length_hint(self):
        it = iterkit.countdown(5, 0, 2)
        for left in (3, 2, 1, 0):
            self.assertEqual(operator.length_hint(it), left)
            next(it, None)


class TestPairwiseSum(unittest.TestCase):
    def test_results(self):
        self.assertEqual(list(iterkit.pairwise_sum([1, 2, 3, 4])), [3, 5, 7])
        self.assertEqual(list(iterkit.pairwise_sum("abc")), ["ab", "bc"])
        for short in ([], [1]):
            self.assertEqual(list(iterkit.pairwise_sum(short)), [])

    def test_errors(self):
        with self.assertRaises(TypeError):
            iterkit.pairwise_sum(3)
        with self.assertRaises(TypeError):
            iterkit.pairwise_sum(iterable=[])
        it = iterkit.pairwise_sum([1, "a", "b"])
        with self.assertRaises(TypeError):
            next(it)
        self.assertEqual(list(it), ["ab"])
        it = iterkit.pairwise_sum(Broken(1, 2))
        self.assertEqual(next(it), 3)
        with self.assertRaises(ZeroDivisionError):
            next(it)
        self.assertEqual(list(it), [])

    def test_an_addition_may_use_the_iterator(self):
        class Nosy:
            def __add__(self, other):
                return next(it, None)

        it = iterkit.pairwise_sum(Nosy() for _ in range(4))
        self.assertEqual(list(it), [None])


class TestChunked(unittest.TestCase):
    def test_results(self):
        self.assertEqual(list(iterkit.chunked("abcdef", 2)), list(zip("ace", "bdf")))
        self.assertEqual(list(iterkit.chunked("abc", 2)), [("a", "b"), ("c",)])
        self.assertEqual(list(iterkit.chunked([], 2)), [])
        self.assertEqual(list(iterkit.chunked("ab", n=2, strict=True)), [("a", "b")])

    def test_strict(self):
        it = iterkit.chunked(range(5), 3, True)
        self.assertEqual(next(it), (0, 1, 2))
        with self.assertRaisesRegex(iterkit.LengthMismatch, "has 2 of 3 items"):
            next(it)
        self.assertEqual(list(it), [])
        self.assertTrue(issubclass(iterkit.LengthMismatch, ValueError))

    def test_errors(self):
        for n in (0, -1):
            with self.assertRaisesRegex(ValueError, "at least 1"):
                iterkit.chunked([], n)
        for args in [([],), (3, 1), ([], "1")]:
            with self.assertRaises(TypeError):
                iterkit.chunked(*args)
        it = iterkit.chunked(Broken(1, 2, 3), 2)
        self.assertEqual(next(it), (1, 2))
        with self.assertRaises(ZeroDivisionError):
            next(it)

    def test_attributes(self):
        it = iterkit.chunked([], 4, strict=1)
        self.assertEqual((it.n, it.strict), (4, True))
        for name in ("n", "strict"):
            with self.assertRaises(AttributeError):
                setattr(it, name, 1)

    def test_generic_alias(self):
        self.assertIsInstance(iterkit.chunked[int], types.GenericAlias)


class TestInterleave(unittest.TestCase):
    def test_results(self):
        self.assertEqual(list(iterkit.interleave("abc", "d", "ef")), list("adebfc"))
        self.assertEqual(list(iterkit.interleave()), [])
        self.assertEqual(list(iterkit.interleave([], [])), [])

    def test_errors(self):
        with self.assertRaisesRegex(TypeError, "no keyword arguments"):
            iterkit.interleave([], key=1)
        with self.assertRaises(TypeError):
            iterkit.interleave([], 3)
        it = iterkit.interleave([1, 2], Broken(3))
        self.assertEqual([next(it) for _ in range(3)], [1, 3, 2])
        with self.assertRaises(ZeroDivisionError):
            next(it)

    def test_a_subclass_may_take_keywords(self):
        class Named(iterkit.interleave):
            def __init__(self, *args, name):
                self.name = name

        it = Named([1], [2], name="x")
        self.assertEqual((it.name, list(it)), ("x", [1, 2]))

    def test_an_iterator_may_use_the_one_it_is_in(self):
        class Nosy:
            depth = 0

            def __iter__(self):
                return self

            def __next__(self):
                self.depth += 1
                if self.depth > 3:
                    raise StopIteration
                return next(it)

        it = iterkit.interleave(Nosy(), [1, 2, 3])
        self.assertEqual(sorted(it), [1, 2, 3])

    def test_setstate(self):
        it = iterkit.interleave("ab", "cd")
        it.__setstate__(3)
        self.assertEqual(list(it), list("cadb"))
        with self.assertRaises(ValueError):
            it.__setstate__(-1)
        with self.assertRaises(TypeError):
            it.__setstate__("1")


class TestFlattenOnce(unittest.TestCase):
    def test_results(self):
        self.assertEqual(list(iterkit.flatten_once([[1, 2], [], "ab"])), [1, 2, "a", "b"])
        self.assertEqual(list(iterkit.flatten_once.of([1], (2,))), [1, 2])
        self.assertEqual(list(iterkit.flatten_once.of()), [])

    def test_of_makes_the_class_it_is_called_on(self):
        class Mine(iterkit.flatten_once):
            pass

        self.assertIs(type(Mine.of([1])), Mine)
        self.assertIs(type(iterkit.flatten_once.of()), iterkit.flatten_once)

    def test_errors(self):
        it = iterkit.flatten_once([[1], 2, [3]])
        self.assertEqual(next(it), 1)
        with self.assertRaises(TypeError):
            next(it)
        self.assertEqual(list(it), [])
        it = iterkit.flatten_once.of(Broken(1), [2])
        self.assertEqual(next(it), 1)
        with self.assertRaises(ZeroDivisionError):
            next(it)
        self.assertEqual(list(it), [2])

    def test_close(self):
        closed = []

        def numbers():
            try:
                yield from range(9)
            finally:
                closed.append(True)

        it = iterkit.flatten_once.of(numbers(), [1])
        next(it)
        self.assertIsNone(it.close())
        self.assertEqual(closed, [True])
        self.assertEqual(list(it), [])
        self.assertIsNone(it.close())
        it = iterkit.flatten_once([[1, 2]])
        next(it)
        self.assertIsNone(it.close())

    def test_setstate(self):
        it = iterkit.flatten_once([[1]])
        it.__setstate__(iter([7]))
        self.assertEqual(list(it), [7, 1])
        with self.assertRaises(TypeError):
            it.__setstate__([7])


class TestTakeWhileChanged(unittest.TestCase):
    def test_results(self):
        take = iterkit.take_while_changed
        self.assertEqual(list(take([1, 2, 1, 1, 3])), [1, 2, 1])
        self.assertEqual(list(take("abAB", key=str.lower)), list("abAB"))
        self.assertEqual(list(take("aAb", str.lower)), ["a"])
        self.assertEqual(list(take([], None)), [])

    def test_it_stays_at_its_end(self):
        it = iterkit.take_while_changed([1, 1, 2])
        self.assertEqual(list(it), [1])
        self.assertEqual(list(it), [])

    def test_errors(self):
        with self.assertRaises(TypeError):
            iterkit.take_while_changed()
        it = iterkit.take_while_changed([1, 2], key=lambda item: 1 // (item - 2))
        self.assertEqual(next(it), 1)
        with self.assertRaises(ZeroDivisionError):
            next(it)
        self.assertEqual(list(it), [])
        it = iterkit.take_while_changed([Odd(), Odd()])
        next(it)
        with self.assertRaises(ZeroDivisionError):
            next(it)


class TestWindow(unittest.TestCase):
    def test_results(self):
        self.assertEqual(list(iterkit.window([1, 2, 3, 4], 3)), [(1, 2, 3), (2, 3, 4)])
        self.assertEqual(list(iterkit.window([1, 2], 1)), [(1,), (2,)])
        self.assertEqual(list(iterkit.window([1, 2], 3)), [])
        self.assertEqual(iterkit.window([], 5).n, 5)

    def test_pairs(self):
        it = iterkit.pairs("abc")
        self.assertIs(type(it), iterkit.window)
        self.assertEqual(list(it), [("a", "b"), ("b", "c")])
        with self.assertRaises(TypeError):
            iterkit.pairs(3)

    def test_errors(self):
        with self.assertRaisesRegex(ValueError, "at least 1"):
            iterkit.window([], 0)
        with self.assertRaises(TypeError):
            iterkit.window(3, 1)
        with self.assertRaises(AttributeError):
            iterkit.window([], 1).n = 2
        with self.assertRaises((MemoryError, OverflowError)):
            iterkit.window([], sys.maxsize)

    def test_copy(self):
        it = iterkit.window(iter([1, 2, 3, 4]), 2)
        next(it)
        twin = copy.copy(it)
        self.assertEqual(list(it), [(2, 3), (3, 4)])
        self.assertEqual(list(twin), [(2, 3), (3, 4)])
        with self.assertRaisesRegex(ValueError, "exhausted"):
            copy.copy(it)
        with self.assertRaises(TypeError):
            copy.copy(iterkit.window((i for i in range(3)), 2))

    def test_a_copy_is_plain(self):
        class Mine(iterkit.window):
            pass

        self.assertIs(type(copy.copy(Mine([1, 2], 2))), iterkit.window)


class TestCycleN(unittest.TestCase):
    def test_results(self):
        self.assertEqual(list(iterkit.cycle_n("ab", 3)), list("ababab"))
        self.assertEqual(list(iterkit.cycle_n("ab", n=1)), list("ab"))
        for n in (0, -2):
            self.assertEqual(list(iterkit.cycle_n("ab", n)), [])
        self.assertEqual(list(iterkit.cycle_n([], 4)), [])

    def test_errors(self):
        with self.assertRaises(TypeError):
            iterkit.cycle_n("ab")
        it = iterkit.cycle_n(Broken(1), 2)
        self.assertEqual(next(it), 1)
        with self.assertRaises(ZeroDivisionError):
            next(it)
        for state in (3, (1, 2), ([], "a"), ([],)):
            with self.assertRaises(TypeError):
                it.__setstate__(state)
        with self.assertRaises(ValueError):
            it.__setstate__(([], -1))


class TestPeekable(unittest.TestCase):
    def test_it_is_an_iterator(self):
        self.assertEqual(list(iterkit.peekable("abc")), list("abc"))

    def test_peek(self):
        p = iterkit.peekable([1, 2])
        self.assertEqual((p.peek(), p.peek(9), p.ahead), (1, 1, 1))
        self.assertEqual(list(p), [1, 2])
        self.assertEqual(p.peek(9), 9)
        with self.assertRaisesRegex(StopIteration, "nothing is left"):
            p.peek()
        with self.assertRaises(TypeError):
            p.peek(1, 2)

    def test_peek_many_and_items(self):
        p = iterkit.peekable("abcd")
        self.assertEqual(p.peek_many(3), ("a", "b", "c"))
        self.assertEqual(p.peek_many(0), ())
        self.assertEqual((p[3], p[0], p.ahead), ("d", "a", 4))
        self.assertEqual(p.peek_many(9), tuple("abcd"))
        for index in (4, -1, sys.maxsize):
            with self.assertRaises(IndexError):
                p[index]
        with self.assertRaises(TypeError):
            p.peek_many("1")
        self.assertEqual(list(p), list("abcd"))

    def test_push(self):
        p = iterkit.peekable("c")
        p.push("a", "b")
        self.assertEqual(p.ahead, 2)
        self.assertEqual(list(p), list("abc"))
        p.push(1)
        self.assertEqual(list(p), [1])

    def test_truth_and_length_hint(self):
        p = iterkit.peekable([1, 2])
        self.assertTrue(p)
        self.assertEqual(operator.length_hint(p), 2)
        list(p)
        self.assertFalse(p)
        self.assertEqual(operator.length_hint(p), 0)
        with self.assertRaises(ZeroDivisionError):
            bool(iterkit.peekable(Broken()))

    def test_limit(self):
        p = iterkit.peekable("abcd")
        self.assertIsNone(p.limit)
        p.limit = 2
        self.assertEqual((p.limit, p.peek_many(2)), (2, ("a", "b")))
        with self.assertRaisesRegex(IndexError, "more than 2 items"):
            p[2]
        with self.assertRaises(IndexError):
            p.push("x")
        with self.assertRaisesRegex(ValueError, "2 items were read"):
            p.limit = 1
        with self.assertRaises(TypeError):
            p.limit = "1"
        with self.assertRaises(AttributeError):
            del p.limit
        p.limit = None
        self.assertEqual(p[3], "d")
        with self.assertRaises(AttributeError):
            p.ahead = 1

    def test_ensure_peekable(self):
        p = iterkit.ensure_peekable("ab")
        self.assertIs(type(p), iterkit.peekable)
        self.assertIs(iterkit.ensure_peekable(p), p)

        class Mine(iterkit.peekable):
            pass

        mine = Mine("ab")
        self.assertIsNot(iterkit.ensure_peekable(mine), mine)
        with self.assertRaises(TypeError):
            iterkit.ensure_peekable(3)

    def test_weak_references(self):
        gone = []
        p = iterkit.peekable([1])
        ref = weakref.ref(p, gone.append)
        self.assertIs(ref(), p)
        del p
        gc.collect()
        self.assertIsNone(ref())
        self.assertEqual(gone, [ref])
        with self.assertRaises(TypeError):
            weakref.ref(iterkit.countdown(1))

    def test_a_long_look_ahead_is_freed(self):
        p = iterkit.peekable(range(300_000))
        self.assertEqual(p[299_999], 299_999)
        del p

    def test_generic_alias(self):
        self.assertIsInstance(iterkit.peekable[int], types.GenericAlias)


class TestRuns(unittest.TestCase):
    def test_results(self):
        runs = [run.as_tuple() for run in iterkit.runs("aabbba")]
        self.assertEqual(runs, [("a", 2), ("b", 3), ("a", 1)])
        self.assertEqual(list(iterkit.runs([])), [])
        run = a_run("x", 3)
        self.assertEqual((run.value, run.length), ("x", 3))
        self.assertEqual(repr(run), "<run of 3 times 'x'>")

    def test_longest_run(self):
        self.assertEqual(iterkit.longest_run("abbcca"), a_run("b", 2))
        self.assertIsNone(iterkit.longest_run([]))
        with self.assertRaises(TypeError):
            iterkit.longest_run(3)
        with self.assertRaises(ZeroDivisionError):
            iterkit.longest_run(Broken(1, 1))

    def test_equality_and_hash(self):
        self.assertEqual(a_run("x", 3), a_run("x", 3))
        self.assertNotEqual(a_run("x", 3), a_run("x", 2))
        self.assertNotEqual(a_run("x", 3), a_run("y", 3))
        self.assertNotEqual(a_run("x", 3), ("x", 3))
        self.assertEqual(len({a_run("x", 3), a_run("x", 3), a_run("y", 3)}), 2)
        with self.assertRaises(TypeError):
            a_run() < a_run()
        with self.assertRaises(TypeError):
            hash(a_run([]))

    def test_addition(self):
        self.assertEqual(a_run("x", 3) + a_run("x", 2), a_run("x", 5))
        with self.assertRaisesRegex(ValueError, "different values"):
            a_run("x") + a_run("y")
        for other in (1, "x", None):
            with self.assertRaises(TypeError):
                a_run() + other
            with self.assertRaises(TypeError):
                other + a_run()

        class Other:
            def __add__(self, run):
                return "added"

            __radd__ = __add__

        self.assertEqual((a_run() + Other(), Other() + a_run()), ("added", "added"))

    def test_neither_type_can_be_called(self):
        for cls in (iterkit.run, type(iterkit.runs([]))):
            with self.assertRaisesRegex(TypeError, "cannot create"):
                cls()
            with self.assertRaises(TypeError):
                cls.__new__(cls)
            with self.assertRaises(TypeError):
                object.__new__(cls)
        with self.assertRaises(TypeError):
            copy.copy(a_run())
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            with self.assertRaises(TypeError):
                pickle.dumps(a_run(), protocol)

    def test_errors(self):
        it = iterkit.runs([Odd(), Odd()])
        with self.assertRaises(ZeroDivisionError):
            next(it)
        self.assertEqual(len(list(it)), 1)
        it = iterkit.runs(Broken(1, 2, 2))
        self.assertEqual(next(it), a_run(1, 1))
        with self.assertRaises(ZeroDivisionError):
            next(it)
        with self.assertRaises(AttributeError):
            a_run().value = 1


class TestStates(unittest.TestCase):
    def makers(self):
        yield lambda: iterkit.countdown(9, 1, 2)
        yield lambda: iterkit.chunked(list(range(7)), 3)
        yield lambda: iterkit.interleave([1, 2, 3], (4,), [5, 6])
        yield lambda: iterkit.flatten_once([[1, 2], (3,), [4]])
        yield lambda: iterkit.cycle_n([1, 2, 3], 2)
        yield lambda: iterkit.peekable([1, 2, 3])

        def looked_ahead():
            p = iterkit.peekable([1, 2, 3, 4])
            p.limit = 3
            p.peek_many(2)
            return p

        yield looked_ahead

    def test_pickles_go_on_where_the_original_is(self):
        for make in self.makers():
            whole = list(make())
            for taken in range(len(whole) + 1):
                for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                    it = make()
                    start = [next(it) for _ in range(taken)]
                    twin = pickle.loads(pickle.dumps(it, protocol))
                    self.assertIs(type(twin), type(it))
                    self.assertEqual(start + list(twin), whole, (type(it), taken))

    def test_pickles_of_what_has_ended(self):
        for make in self.makers():
            it = make()
            list(it)
            self.assertEqual(list(pickle.loads(pickle.dumps(it))), [], type(it))

    def test_state_of_the_look_ahead(self):
        p = iterkit.peekable([1, 2, 3])
        p.limit = 2
        p.peek_many(2)
        twin = pickle.loads(pickle.dumps(p))
        self.assertEqual((twin.ahead, twin.limit), (2, 2))

    def test_copies_of_subclasses_keep_their_class(self):
        class Mine(iterkit.countdown):
            pass

        twin = copy.copy(Mine(3))
        self.assertIs(type(twin), Mine)
        self.assertEqual(list(twin), [3, 2, 1])


class TestTypes(unittest.TestCase):
    def exposed(self):
        return [getattr(iterkit, name) for name in ITERATORS] + [iterkit.run]

    def test_the_module(self):
        names = {name for name in vars(iterkit) if not name.startswith("__")}
        functions = {"runs", "longest_run", "pairs", "ensure_peekable"}
        self.assertEqual(names, {*ITERATORS, "run", "LengthMismatch", *functions})
        self.assertTrue(iterkit.__doc__.startswith("Iterators that compose."))

    def test_names(self):
        for cls in self.exposed():
            self.assertEqual(cls.__module__, "iterkit")
            self.assertIs(getattr(iterkit, cls.__name__), cls)
            self.assertEqual(cls.__qualname__, cls.__name__)
            self.assertEqual(cls.__bases__, (object,))
            self.assertEqual(repr(cls), f"<class 'iterkit.{cls.__name__}'>")
        hidden = type(iterkit.runs([]))
        self.assertEqual((hidden.__module__, hidden.__name__), ("iterkit", "_runs"))
        self.assertIsNone(hidden.__doc__)
        error = iterkit.LengthMismatch
        self.assertEqual((error.__module__, error.__name__), ("iterkit", "LengthMismatch"))

    def test_docs_and_signatures(self):
        expected = {
            "countdown": "(start, stop=0, step=1)",
            "pairwise_sum": "(iterable, /)",
            "chunked": "(iterable, n, strict=False)",
            "interleave": "(*iterables)",
            "flatten_once": "(iterable)",
            "take_while_changed": "(iterable, key=None)",
            "window": "(iterable, n)",
            "cycle_n": "(iterable, n)",
            "peekable": "(iterable)",
        }
        for name, signature in expected.items():
            cls = getattr(iterkit, name)
            self.assertEqual(str(inspect.signature(cls)), signature)
            self.assertNotIn("--\n\n", cls.__doc__)
            self.assertTrue(cls.__doc__)
        self.assertEqual(iterkit.run.__doc__, "A value, and how often it came in a row.")
        self.assertIsNone(iterkit.run.__text_signature__)

    def test_signatures_of_methods(self):
        for method, signature in {
            iterkit.peekable.peek_many: "(self, n, /)",
            iterkit.peekable.push: "(self, /, *items)",
            iterkit.flatten_once.of: "(*iterables)",
            iterkit.flatten_once.close: "(self, /)",
            iterkit.runs: "(iterable, /)",
            iterkit.countdown.__reduce__: "(self, /)",
        }.items():
            self.assertEqual(str(inspect.signature(method)), signature)
        self.assertEqual(iterkit.chunked.strict.__doc__, "whether a shorter last chunk is an error")

    def test_messages_of_methods(self):
        with self.assertRaisesRegex(TypeError, r"takes no arguments \(1 given\)"):
            iterkit.countdown(3).__reduce__(1)
        with self.assertRaisesRegex(TypeError, r"exactly one argument \(0 given\)"):
            iterkit.peekable([]).peek_many()
        with self.assertRaisesRegex(TypeError, "doesn't apply to a 'iterkit.countdown' object"):
            iterkit.peekable.peek(iterkit.countdown(3))

    def test_subclasses(self):
        for name, make in ITERATORS.items():
            cls = getattr(iterkit, name)
            if name in FINAL:
                with self.assertRaisesRegex(TypeError, "not an acceptable base type"):
                    type("Mine", (cls,), {})
                continue
            mine = type("Mine", (cls,), {"extra": 1})
            it = make(mine)
            it.attribute = 2
            self.assertEqual(list(it), list(make(cls)))
            self.assertEqual((it.extra, it.attribute), (1, 2))

    @unittest.skipIf(sys.version_info < (3, 10), "heap types can be changed in 3.9")
    def test_types_cannot_be_changed(self):
        for cls in self.exposed():
            with self.assertRaises(TypeError):
                cls.attribute = 1
            with self.assertRaises(TypeError):
                del cls.__doc__

    def test_instances_have_no_dict(self):
        for name, make in ITERATORS.items():
            it = make(getattr(iterkit, name))
            self.assertFalse(hasattr(it, "__dict__"))
            with self.assertRaises(AttributeError):
                it.attribute = 1
        with self.assertRaises(AttributeError):
            a_run().attribute = 1

    def test_references_to_types_are_balanced(self):
        def use():
            for name, make in ITERATORS.items():
                list(make(getattr(iterkit, name)))
            iterkit.longest_run("aab")
            list(iterkit.pairs(iterkit.ensure_peekable("abc")))
            a_run() + a_run()

        classes = self.exposed() + [type(iterkit.runs([]))]
        use()
        gc.collect()
        before = [sys.getrefcount(cls) for cls in classes]
        for _ in range(1000):
            use()
        gc.collect()
        self.assertEqual([sys.getrefcount(cls) for cls in classes], before)

    def test_subclasses_of_all_are_collected(self):
        for name, make in ITERATORS.items():
            if name in FINAL:
                continue
            mine = type("Mine", (getattr(iterkit, name),), {"__slots__": ("__weakref__", "me")}
                        if name != "peekable" else {})
            mine.kept = make(mine)
            mine.kept.me = mine.kept
            ref = weakref.ref(mine)
            del mine
            gc.collect()
            self.assertIsNone(ref(), name)


class TestCollector(unittest.TestCase):
    class Link:
        """An iterable that can be part of a cycle, and be waited for."""

        def __init__(self, *items):
            self.items = items

        def __iter__(self):
            return self

        def __next__(self):
            if not self.items:
                raise StopIteration
            first, *self.items = self.items
            return first

        def __eq__(self, other):
            return self is other

        __hash__ = None

        def __add__(self, other):
            return self

        def __call__(self, item):
            return item

    def check(self, make, advance=0):
        link = self.Link(*(self.Link() for _ in range(4)))
        items = list(link.items)
        it = make(link)
        for _ in range(advance):
            next(it)
        for item in [link, *items]:
            item.owner = it
        ref = weakref.ref(items[-1])
        del link, items, item, it
        gc.collect()
        self.assertIsNone(ref())

    def test_cycles_are_collected(self):
        self.check(iterkit.pairwise_sum, 1)
        self.check(lambda link: iterkit.chunked(link, 3))
        self.check(lambda link: iterkit.interleave(link, link), 1)
        self.check(lambda link: iterkit.flatten_once([link]), 1)
        self.check(lambda link: iterkit.take_while_changed(link, key=link), 2)
        self.check(lambda link: iterkit.window(link, 2), 1)
        self.check(lambda link: iterkit.cycle_n(link, 2), 3)
        self.check(iterkit.peekable, 1)
        self.check(iterkit.runs, 1)

    def test_a_look_ahead_in_a_cycle_is_collected(self):
        def looked_ahead(link):
            p = iterkit.peekable(link)
            p.peek_many(4)
            return p

        self.check(looked_ahead)

    def test_what_is_tracked(self):
        for name, make in ITERATORS.items():
            if name != "countdown":
                self.assertTrue(gc.is_tracked(make(getattr(iterkit, name))), name)
        self.assertTrue(gc.is_tracked(iterkit.runs([])))


class TestProcess(unittest.TestCase):
    def test_it_ends_cleanly_with_objects_alive(self):
        code = "import iterkit, sys; sys.kept = [iterkit.peekable('ab'), iterkit.runs('ab')]; " \
               "sys.kept[0].peek_many(2); sys.kept.append(next(sys.kept[1])); sys.kept.append(sys.kept)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                              env={"PYTHONPATH": ":".join(path for path in sys.path if path)})
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
