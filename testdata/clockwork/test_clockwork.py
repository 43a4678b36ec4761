"""Tests of clockwork, for the static types and for whatever they become."""

import copy
import datetime
import gc
import inspect
import io
import pickle
import subprocess
import sys
import unittest
import weakref

import clockwork
from clockwork import (Clock, CountedTimer, Duration, Firing, Handle, Instant, Interval, RepeatingTimer,
                       Schedule, TickLog, Timer, stamped)

LOW, HIGH = -2**63, 2**63 - 1


def interval(start, stop):
    return Interval(Instant(start), Instant(stop))


def hidden():
    """Types that have no name in the module."""
    return [type(interval(0, 1).by(1)), type(iter(Schedule())), type(Clock().sleep(1))]


def exposed():
    return [cls for cls in vars(clockwork).values() if isinstance(cls, type) and not issubclass(cls, Exception)]


class TestDuration(unittest.TestCase):
    def test_making(self):
        self.assertEqual(Duration(1.5).nanos, 1_500_000_000)
        self.assertEqual(Duration(2, nanos=5).nanos, 2_000_000_005)
        self.assertEqual(Duration(Duration(3)).nanos, 3_000_000_000)
        self.assertEqual(Duration(-0.25).seconds, -0.25)
        self.assertIs(Duration(), clockwork.ZERO)
        self.assertEqual(Duration.of(3, "ms"), Duration(0.003))
        for wrong in ("1", None, [1]):
            with self.assertRaisesRegex(TypeError, "a number of seconds is needed"):
                Duration(wrong)
        for far in (10**10, -10**10, 1e300, float("nan"), float("inf")):
            with self.assertRaises(OverflowError):
                Duration(far)

    def test_units(self):
        self.assertEqual(Duration.unit("us"), 1000)
        self.assertEqual(Duration(1).unit("s"), clockwork.NANOS_PER_SECOND)
        for wrong in ("h", "", 3):
            with self.assertRaises(ValueError):
                Duration.unit(wrong)
        with self.assertRaises(ValueError):
            Duration.of(1, "h")
        with self.assertRaises(OverflowError):
            Duration.of(10**15, "s")

    def test_arithmetic(self):
        self.assertEqual(Duration(1) + Duration(2), Duration(3))
        self.assertEqual(Duration(1) - Duration(2), Duration(-1))
        self.assertEqual(3 * Duration(2), Duration(6))
        self.assertEqual(Duration(2) * -3, Duration(-6))
        self.assertEqual(Duration(3) / Duration(2), 1.5)
        self.assertEqual((-Duration(1), +Duration(1), abs(Duration(-1))), (Duration(-1), Duration(1), Duration(1)))
        with self.assertRaises(ZeroDivisionError):
            Duration(1) / Duration()
        for far in (lambda: Duration(nanos=HIGH) + Duration(1), lambda: -Duration(nanos=LOW),
                    lambda: Duration(nanos=HIGH) * 2, lambda: Duration() - Duration(nanos=LOW)):
            with self.assertRaises(OverflowError):
                far()

    def test_arithmetic_with_others(self):
        for other in (1, 1.5, "1", None):
            for operation in (lambda: Duration(1) + other, lambda: other + Duration(1),
                              lambda: Duration(1) - other, lambda: other / Duration(1)):
                with self.assertRaises(TypeError):
                    operation()
        with self.assertRaises(TypeError):
            1.5 * Duration(1)

        class Other:
            def __radd__(self, other):
                return "radd", other

        self.assertEqual(Duration(1) + Other(), ("radd", Duration(1)))

    def test_truth_comparison_and_hash(self):
        self.assertTrue(Duration(1))
        self.assertFalse(clockwork.ZERO)
        self.assertLess(Duration(1), Duration(2))
        self.assertGreaterEqual(Duration(2), Duration(2))
        self.assertNotEqual(Duration(1), Instant(1))
        self.assertNotEqual(Duration(1), 1)
        with self.assertRaises(TypeError):
            Duration(1) < Instant(2)
        self.assertEqual(len({Duration(1), Duration(1), Duration(2)}), 2)
        self.assertEqual(hash(Duration(nanos=-1)), -2)

    def test_texts(self):
        for seconds, text in ((2, "2s"), (1.5, "1.5s"), (-0.001, "-0.001s"), (0, "0s")):
            self.assertEqual(str(Duration(seconds)), text)
        self.assertEqual(str(Duration(nanos=LOW)), "-9223372036.854775808s")
        self.assertEqual(repr(Duration(1)), "<Duration 1s>")

    def test_subclasses(self):
        class Mine(Duration):
            pass

        self.assertIs(type(Mine.of(1, "s")), Mine)
        self.assertIs(type(Mine()), Mine)
        self.assertIs(type(Mine(1) + Mine(2)), Duration)
        self.assertIs(type(+Mine(1)), Duration)
        self.assertEqual(Mine(1), Duration(1))


class TestInstant(unittest.TestCase):
    def test_arithmetic(self):
        self.assertEqual(Instant(1) + Duration(2), Instant(3))
        self.assertEqual(Duration(2) + Instant(1), Instant(3))
        self.assertEqual(Instant(3) - Duration(1), Instant(2))
        self.assertEqual(Instant(3) - Instant(1), Duration(2))
        for wrong in (lambda: Instant(1) + Instant(2), lambda: Duration(1) - Instant(1), lambda: Instant(1) + 1,
                      lambda: -Instant(1)):
            with self.assertRaises(TypeError):
                wrong()
        with self.assertRaises(OverflowError):
            Instant(nanos=HIGH) + Duration(1)

    def test_the_rest(self):
        self.assertEqual((str(Instant(1)), repr(Instant(1.5))), ("1s", "<Instant 1.5s>"))
        self.assertEqual(Instant(60).datetime(), datetime.datetime(1970, 1, 1, 0, 1, tzinfo=datetime.timezone.utc))
        self.assertEqual(Instant.of(2, "s"), Instant(2))
        self.assertLess(Instant(1), Instant(2))
        with self.assertRaises(AttributeError):
            Instant(1).nanos = 2
        with self.assertRaises(TypeError):
            type("Mine", (Instant,), {})


class TestInterval(unittest.TestCase):
    def test_making(self):
        some = interval(1, 3)
        self.assertEqual((some.start, some.stop, some.length), (Instant(1), Instant(3), Duration(2)))
        self.assertEqual(repr(some), "<Interval from 1s to 3s>")
        for wrong in ((1, 2), (Instant(1), Duration(2)), (Instant(1),)):
            with self.assertRaises(TypeError):
                Interval(*wrong)
        with self.assertRaises(clockwork.TimeTravel) as caught:
            interval(3, 1)
        self.assertEqual((caught.exception.now, caught.exception.then), (Instant(3), Instant(1)))

    def test_contents(self):
        some = interval(1, 3)
        for inside in (Instant(1), Instant(2.5), interval(1, 3), interval(2, 2)):
            self.assertIn(inside, some)
        for outside in (Instant(3), Instant(0), interval(0, 2), interval(2, 4), 2, None):
            self.assertNotIn(outside, some)

    def test_equality_and_overlap(self):
        self.assertEqual(interval(1, 3), interval(1, 3))
        self.assertNotEqual(interval(1, 3), interval(1, 2))
        self.assertNotEqual(interval(1, 3), (1, 3))
        self.assertEqual(interval(1, 3) & interval(2, 4), interval(2, 3))
        self.assertIsNone(interval(1, 2) & interval(2, 3))
        with self.assertRaises(TypeError):
            interval(1, 2) & 3
        with self.assertRaises(TypeError):
            hash(interval(1, 2))

    def test_steps(self):
        self.assertEqual(list(interval(0, 2).by(0.5)), [Instant(0), Instant(0.5), Instant(1), Instant(1.5)])
        self.assertEqual(list(interval(0, 0).by(1)), [])
        end = Interval(Instant(nanos=HIGH - 1), Instant(nanos=HIGH))
        self.assertEqual(len(list(end.by(Duration(5)))), 1)
        for step in (0, -1):
            with self.assertRaises(ValueError):
                interval(0, 1).by(step)
        with self.assertRaises(TypeError):
            interval(0, 1).by("1")


class TestTimers(unittest.TestCase):
    def test_making(self):
        timer = Timer(len, "name")
        self.assertEqual((timer.callback, timer.label, timer.fired), (len, "name", 0))
        self.assertEqual(repr(timer), "<clockwork.Timer 'name'>")
        self.assertIsNone(Timer(None).label)
        with self.assertRaisesRegex(TypeError, "callable or None"):
            Timer(3)
        with self.assertRaisesRegex(TypeError, "a label must be a str or None"):
            Timer(len, 3)
        with self.assertRaises(TypeError):
            Timer()

    def test_label(self):
        timer = Timer(None, "a")
        timer.label = "b"
        self.assertEqual(timer.label, "b")
        del timer.label
        self.assertIsNone(timer.label)
        with self.assertRaises(TypeError):
            timer.label = 3

    def test_call(self):
        self.assertEqual(Timer(dict)(a=1), {"a": 1})
        self.assertIsNone(Timer(None)(1, 2))
        self.assertIsNone(Timer.__new__(Timer)())
        with self.assertRaisesRegex(TypeError, "takes a Firing"):
            Timer(None).fire(3)

    def test_kinds(self):
        repeating = RepeatingTimer(None, every=2)
        self.assertEqual((repeating.every, repeating.label), (Duration(2), None))
        counted = CountedTimer(None, "x", every=Duration(1), times=3)
        self.assertEqual((counted.left, counted.every, counted.label), (3, Duration(1), "x"))
        self.assertEqual(CountedTimer.__mro__, (CountedTimer, RepeatingTimer, Timer, object))
        for wrong in (0, -1):
            with self.assertRaises(ValueError):
                RepeatingTimer(None, every=wrong)
            with self.assertRaises(ValueError):
                CountedTimer(None, times=wrong)
        with self.assertRaises(TypeError):
            CountedTimer(None, times="1")
        with self.assertRaises(TypeError):
            RepeatingTimer(None, wrong=1)

    def test_dict_and_weak_references(self):
        for cls in (Timer, RepeatingTimer, CountedTimer):
            timer = cls(None)
            timer.extra = 1
            self.assertEqual(timer.__dict__, {"extra": 1})
            ref = weakref.ref(timer)
            self.assertIs(ref(), timer)
            timer.me = timer
            del timer
            gc.collect()
            self.assertIsNone(ref())

    def test_uninitialised_timers_do_no_harm(self):
        clock = Clock()
        for cls in (Timer, RepeatingTimer, CountedTimer):
            clock.add(cls.__new__(cls))
        self.assertEqual(len(clock.advance(1)), 3)


class TestClock(unittest.TestCase):
    def test_time(self):
        clock = Clock(Instant(5))
        self.assertEqual(clock.now(), Instant(5))
        self.assertEqual(clock.advance(2), [])
        self.assertEqual(clock.now(), Instant(7))
        with self.assertRaises(clockwork.TimeTravel) as caught:
            clock.advance(-1)
        self.assertEqual((caught.exception.now, caught.exception.then), (Instant(7), Instant(6)))
        self.assertEqual(str(caught.exception), "time only goes forward")
        for wrong in ((), (1, 2), ("1",)):
            with self.assertRaises(TypeError):
                clock.advance(*wrong)
        with self.assertRaises(TypeError):
            clock.advance(by=1)
        with self.assertRaises(TypeError):
            Clock(5)

    def test_firing(self):
        clock, seen = Clock(), []
        late, early = Timer(seen.append, "late"), Timer(seen.append, "early")
        clock.add(late, 2)
        clock.add(early, Duration(1))
        self.assertEqual(clock.waiting, [(Instant(1), early), (Instant(2), late)])
        firings = clock.advance(3)
        self.assertEqual(seen, firings)
        self.assertEqual([(firing.timer, firing.at) for firing in firings], [(early, Instant(1)), (late, Instant(2))])
        self.assertEqual(repr(firings[0]), "<Firing of 'early' at 1s>")
        self.assertEqual((early.fired, clock.waiting, clock.now()), (1, [], Instant(3)))

    def test_repeating(self):
        clock = Clock()
        clock.add(RepeatingTimer(None, every=2), 1)
        clock.add(CountedTimer(None, every=1, times=2))
        self.assertEqual([f.at.seconds for f in clock.advance(5)], [0, 1, 1, 3, 5])
        self.assertEqual(len(clock.waiting), 1)

    def test_handles(self):
        clock = Clock()
        first, second = clock.add(Timer(None), 1), clock.add(Timer(None), 1)
        self.assertEqual(second.serial, first.serial + 1)
        self.assertTrue(first.waiting)
        self.assertIsNone(first.cancel())
        self.assertFalse(first.waiting)
        with self.assertRaisesRegex(clockwork.Cancelled, "does not wait"):
            first.cancel()
        self.assertEqual([firing.timer for firing in clock.advance(1)], [second.timer])
        with self.assertRaises(clockwork.Cancelled):
            second.cancel()

    def test_errors_of_callbacks(self):
        clock = Clock()
        clock.add(Timer(lambda firing: 1 // 0), 1)
        clock.add(Timer(None), 2)
        with self.assertRaises(ZeroDivisionError):
            clock.advance(5)
        self.assertEqual(clock.now(), Instant(1))
        self.assertEqual(len(clock.advance(1)), 1)
        with self.assertRaises(TypeError):
            clock.add(3)
        with self.assertRaises(clockwork.TimeTravel):
            clock.add(Timer(None), -1)

    def test_a_callback_may_use_the_clock(self):
        clock, log = Clock(), []

        def again(firing):
            log.append(firing.at.seconds)
            if len(log) < 3:
                clock.add(Timer(again), 1)
                clock.advance(0.5)

        clock.add(Timer(again))
        clock.advance(10)
        self.assertEqual(log, [0, 1, 2])
        late = RepeatingTimer(lambda firing: clock.advance(5) if late.fired == 1 else None, every=1)
        clock = Clock()
        clock.add(late)
        clock.advance(2)
        self.assertEqual(clock.now(), Instant(5))

    def test_subclasses_may_override_fire(self):
        class Loud(CountedTimer.__base__):
            def fire(self, firing):
                super().fire(firing)
                return self.said.append(firing.at)

        loud, clock = Loud(None, every=1), Clock()
        loud.said = []
        clock.add(loud)
        clock.advance(2)
        self.assertEqual((loud.said, loud.fired), ([Instant(0), Instant(1), Instant(2)], 3))

    def test_log(self):
        clock = Clock()
        self.assertIsNone(clock.log)
        clock.log = log = TickLog()
        clock.add(CountedTimer(None, every=1, times=3))
        clock.advance(1)
        self.assertEqual((clock.log, len(log), list(log)), (log, 2, [Instant(0), Instant(1)]))
        with memoryview(log) as view:
            self.assertEqual((view.format, view.shape, view.readonly), ("q", (2,), True))
            self.assertEqual(view.tolist(), [0, 10**9])
            with self.assertRaises(BufferError):
                clock.advance(1)
        self.assertEqual(len(bytes(log)), 16)
        self.assertEqual(bytes(TickLog()), b"")
        with self.assertRaises((BufferError, TypeError)):
            io.BytesIO(b"x").readinto(log)
        for wrong in (3, [], "x"):
            with self.assertRaises(TypeError):
                clock.log = wrong
        del clock.log
        self.assertIsNone(clock.log)
        with self.assertRaises(IndexError):
            log[2]

    def test_sleep(self):
        async def nap():
            return await clock.sleep(2)

        clock = Clock()
        coroutine = nap()
        self.assertEqual(coroutine.send(None), Duration(2))
        clock.advance(1)
        self.assertEqual(coroutine.send(None), Duration(1))
        clock.advance(1)
        with self.assertRaises(StopIteration) as caught:
            coroutine.send(None)
        self.assertEqual(caught.exception.value, Instant(2))
        with self.assertRaises(clockwork.TimeTravel):
            clock.sleep(-1)

    def test_sleep_asks_the_clock_it_was_made_by(self):
        class Odd(Clock):
            def now(self):
                return 3

        with self.assertRaisesRegex(TypeError, "now\\(\\) gave a int, not an Instant"):
            next(Odd().sleep(1))


class TestSchedule(unittest.TestCase):
    def test_mapping(self):
        schedule = Schedule({"a": Instant(2)})
        schedule["b"] = Instant(1)
        self.assertEqual((len(schedule), schedule["a"], "b" in schedule, "c" in schedule), (2, Instant(2), True, False))
        self.assertEqual(schedule.add("c", 3), Instant(3))
        del schedule["a"]
        self.assertEqual(list(schedule), [(Instant(1), "b"), (Instant(3), "c")])
        self.assertEqual(repr(schedule), "Schedule({'b': <Instant 1s>, 'c': <Instant 3s>})")
        with self.assertRaises(KeyError):
            schedule["a"]
        with self.assertRaises(KeyError):
            del schedule["a"]
        for key, value in ((1, Instant(1)), ("a", 1)):
            with self.assertRaises(TypeError):
                schedule[key] = value
            with self.assertRaises(TypeError):
                Schedule({key: value})
        for wrong in ((), ("a",), (1, 2), ("a", "b")):
            with self.assertRaises(TypeError):
                schedule.add(*wrong)
        with self.assertRaises(TypeError):
            Schedule(3)
        with self.assertRaises(TypeError):
            hash(schedule)

    def test_order_and_span(self):
        schedule = Schedule({str(n): Instant(n % 7) for n in range(20)})
        times = [at.seconds for at, _ in schedule]
        self.assertEqual(times, sorted(times))
        self.assertEqual(schedule.span(), interval(0, 6))
        self.assertIsNone(Schedule().span())

    def test_union(self):
        a, b = Schedule({"a": Instant(1)}), {"b": Instant(2)}
        for both in (a | b, b | a, a | Schedule(b), Schedule(b) | a):
            self.assertIs(type(both), Schedule)
            self.assertEqual(list(both), [(Instant(1), "a"), (Instant(2), "b")])
        same = a
        a |= b
        self.assertIs(a, same)
        self.assertEqual(len(a), 2)
        for wrong in (3, [("a", Instant(1))]):
            with self.assertRaises(TypeError):
                a | wrong
            with self.assertRaises(TypeError):
                wrong | a
            with self.assertRaises(TypeError):
                a |= wrong

    def test_the_iterator_ends_once(self):
        it = iter(Schedule({"a": Instant(1)}))
        self.assertEqual(next(it), (Instant(1), "a"))
        for _ in range(2):
            with self.assertRaises(StopIteration):
                next(it)


class TestStamped(unittest.TestCase):
    def test_functions_and_methods(self):
        clock = Clock(Instant(1))

        class Thing:
            value = 2
            get = stamped(clock, lambda self, add=0: self.value + add)

        self.assertEqual(Thing().get(add=3), (Instant(1), 5))
        self.assertIs(type(Thing.get), stamped)
        self.assertEqual(stamped(clock, len)("abc"), (Instant(1), 3))
        self.assertIs(stamped(clock, len).func, len)
        with self.assertRaises(ZeroDivisionError):
            stamped(clock, lambda: 1 // 0)()
        with self.assertRaises(AttributeError):
            stamped(3, lambda: None)()

    def test_it_has_a_dict(self):
        one = stamped(Clock(), len)
        one.note = "x"
        self.assertEqual(vars(one), {"note": "x"})


class TestFunctions(unittest.TestCase):
    def test_total(self):
        self.assertEqual(clockwork.total([Duration(1), 2, 0.5]), Duration(3.5))
        self.assertIs(clockwork.total([]), clockwork.ZERO)
        for wrong in (3, ["1"]):
            with self.assertRaises(TypeError):
                clockwork.total(wrong)

    def test_is_time(self):
        for time in (Duration(1), Instant(1), interval(0, 1)):
            self.assertTrue(clockwork.is_time(time))
        for other in (1, None, Clock()):
            self.assertFalse(clockwork.is_time(other))

    def test_elapsed(self):
        clock = Clock(Instant(3))
        self.assertEqual(clockwork.elapsed(clock, Instant(1)), Duration(2))
        with self.assertRaises(clockwork.TimeTravel):
            clockwork.elapsed(clock, Instant(4))
        with self.assertRaises(TypeError):
            clockwork.elapsed(clock, 1)

    def test_exceptions(self):
        self.assertEqual(clockwork.Error.__bases__, (Exception,))
        self.assertEqual(clockwork.TimeTravel.__bases__, (clockwork.Error, ValueError))
        self.assertEqual(clockwork.Cancelled.__bases__, (clockwork.Error,))
        for error in (clockwork.Error, clockwork.TimeTravel, clockwork.Cancelled):
            self.assertEqual(error.__module__, "clockwork")
            self.assertIsNotNone(weakref.ref(error("x")))


class TestTypes(unittest.TestCase):
    def test_names(self):
        names = {cls.__name__ for cls in exposed()}
        self.assertEqual(names, {"Clock", "CountedTimer", "Duration", "Firing", "Handle", "Instant", "Interval",
                                 "RepeatingTimer", "Schedule", "TickLog", "Timer", "stamped"})
        self.assertEqual([cls.__name__ for cls in hidden()], ["_IntervalIter", "_ScheduleIter", "_Sleep"])
        for cls in exposed() + hidden():
            self.assertEqual(cls.__module__, "clockwork")
            self.assertEqual(cls.__qualname__, cls.__name__)

    def test_docs_and_signatures(self):
        for cls, signature in {Duration: "(seconds=0, nanos=0)", Interval: "(start, stop)", TickLog: "()",
                               CountedTimer: "(callback, label=None, *, every=1, times=1)",
                               stamped: "(clock, func)"}.items():
            self.assertEqual(str(inspect.signature(cls)), signature)
        self.assertEqual(Timer.__doc__, "Something to be called once.")
        self.assertEqual(Firing.__doc__, "What a timer makes when it fires.")
        self.assertIsNone(Handle.__doc__)
        self.assertEqual(str(inspect.signature(Clock.add)), "(self, timer, after=0, /)")
        self.assertEqual(str(inspect.signature(Duration.of)), "(count, unit, /)")

    def test_what_cannot_be_made(self):
        for cls in [Firing, Handle] + hidden():
            with self.assertRaisesRegex(TypeError, "cannot create"):
                cls()
            with self.assertRaises(TypeError):
                object.__new__(cls)

    def test_what_can_be_derived_from(self):
        base = {Duration, Timer, RepeatingTimer, Clock, Schedule}
        for cls in exposed() + hidden():
            if cls in base:
                self.assertIs(type("Mine", (cls,), {}).__base__, cls)
            else:
                with self.assertRaisesRegex(TypeError, "not an acceptable base type"):
                    type("Mine", (cls,), {})

    @unittest.skipIf(sys.version_info < (3, 10), "heap types can be changed in 3.9")
    def test_types_cannot_be_changed(self):
        for cls in exposed() + hidden():
            with self.assertRaises(TypeError):
                cls.attribute = 1

    def test_pickles_and_copies(self):
        for value in (Duration(1.5), clockwork.ZERO, Instant(2), interval(1, 2)):
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                twin = pickle.loads(pickle.dumps(value, protocol))
                self.assertEqual(twin, value)
                self.assertIs(type(twin), type(value))
            self.assertEqual(copy.copy(value), value)
        schedule = Schedule({"a": Instant(1)})
        for twin in (copy.copy(schedule), pickle.loads(pickle.dumps(schedule))):
            self.assertEqual(list(twin), list(schedule))
        clock = Clock()
        for value in (Clock().sleep(1), clock.add(Timer(None)), clock.advance(0)[0]):
            for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
                with self.assertRaises(TypeError):
                    pickle.dumps(value, protocol)


def use_everything():
    clock, schedule = Clock(), Schedule()
    clock.log = TickLog()
    clock.add(CountedTimer(None, "x", every=1, times=2))
    clock.add(Timer(None), 99).cancel()
    clock.add(RepeatingTimer(None, every=3))
    schedule.add("a", clock.advance(4)[0].at.seconds)
    list(schedule | {"b": clock.now() + Duration(1)})
    list(schedule.span().by(1))
    stamped(clock, len)("abc")
    list(clock.log)
    try:
        clock.advance(-1)
    except clockwork.TimeTravel:
        pass
    return clock.sleep(1)


class TestLife(unittest.TestCase):
    def test_references_to_types_are_balanced(self):
        classes = exposed() + hidden()
        use_everything()
        gc.collect()
        before = [sys.getrefcount(cls) for cls in classes]
        for _ in range(1000):
            use_everything()
        gc.collect()
        self.assertEqual([sys.getrefcount(cls) for cls in classes], before)

    def collected(self, make):
        class Token:
            pass

        token = Token()
        make(token)
        ref = weakref.ref(token)
        del token
        gc.collect()
        self.assertIsNone(ref())

    def test_cycles_are_collected(self):
        def of_a_clock(token):
            token.clock = clock = Clock()
            handle = clock.add(RepeatingTimer(lambda firing: token), 1)
            token.handle = handle

        def of_a_handle(token):
            timer = Timer(lambda firing: token)
            timer.handle = Clock().add(timer, 1)

        def of_a_sleep(token):
            class Mine(Clock):
                pass

            clock = Mine()
            clock.token, clock.sleeping = token, clock.sleep(1)

        def of_a_stamp(token):
            one = stamped(token, len)
            token.one = one

        def of_a_schedule(token):
            class Mine(Schedule):
                pass

            mine = Mine()
            mine.token, mine.me = token, mine

        def of_a_firing(token):
            clock, kept = Clock(), [token]
            clock.add(Timer(kept.append))
            clock.advance(1)

        for make in (of_a_firing, of_a_clock, of_a_handle, of_a_sleep, of_a_stamp, of_a_schedule):
            self.collected(make)

    def test_subclasses_that_hold_their_instances_are_collected(self):
        for cls, args in ((Timer, (None,)), (RepeatingTimer, (None,)), (Clock, ()), (Schedule, ()), (Duration, (1,))):
            mine = type("Mine", (cls,), {})
            mine.kept = mine(*args)
            ref = weakref.ref(mine)
            del mine
            gc.collect()
            self.assertIsNone(ref(), cls)

    def test_what_waits_on_a_clock_goes_with_it(self):
        timer = Timer(None)
        ref = weakref.ref(timer)
        clock = Clock()
        clock.add(timer, 1)
        del clock, timer
        gc.collect()
        self.assertIsNone(ref())

    def test_a_process_ends_cleanly(self):
        code = ("import clockwork, sys; sys.clock = clock = clockwork.Clock(); clock.log = clockwork.TickLog(); "
                "clock.add(clockwork.RepeatingTimer(None, every=1)); sys.fired = clock.advance(0); "
                "sys.view = memoryview(clock.log); sys.sleep = clock.sleep(1); sys.all = [sys.clock, sys.fired]; "
                "sys.all.append(sys.all)")
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                              env={"PYTHONPATH": ":".join(path for path in sys.path if path)})
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
