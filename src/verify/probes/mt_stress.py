"""Instances under stress: the collector runs all the time, and several threads make, use and drop them at once."""
import gc
import sys
import sysconfig
import threading

from mt_life import LONG, OK, SLACK
from mt_text import Told

THREADS = 4
ROUNDS = 60


def stress(world):
    for label, cls in world.types.items():
        if world.can_make(label):
            yield "life.gc_always", label, lambda label=label, cls=cls: always(lambda: turn(world, label, cls)), LONG
            yield "life.threads", label, lambda label=label, cls=cls: at_once(world, label, cls), LONG
    if world.passing:
        yield "life.gc_always", "the exercise's tests", lambda: always(lambda: run_tests(world)), LONG


def always(work):
    """Does `work` with a collection at every chance."""
    threshold = gc.get_threshold()
    gc.set_threshold(1)
    try:
        for _ in range(10):
            work()
    finally:
        gc.set_threshold(*threshold)
    return OK


def turn(world, label, cls):
    """An instance, one of a new subclass, and cycles of both, made and dropped."""
    kept = [world.make(label)]
    if world.can_subclass(label):
        sub = type("S", (cls,), {})
        sub.kept = world.make_sub(label, sub)
        kept.append(sub.kept)
    kept.append(kept)


def run_tests(world):
    for name in world.passing:
        world.run_test(name, world.first)


# In a build that can run without the lock, each thread counts its references to types by itself.
COUNTS_BY_THREAD = bool(sysconfig.get_config_vars().get("Py_GIL_DISABLED"))


def at_once(world, label, cls):
    turn(world, label, cls)
    gc.collect()
    before, problems = sys.getrefcount(cls), []
    in_threads(lambda: [turn(world, label, cls) for _ in range(ROUNDS)], problems)
    if problems:
        return Told("problem: " + problems[0])
    for _ in range(3):
        gc.collect()
    change = sys.getrefcount(cls) - before
    if not COUNTS_BY_THREAD and abs(change) > SLACK:
        return Told("problem: references to the type change by %+.1f per round" % (change / (THREADS * ROUNDS)))
    return OK


def in_threads(work, problems):
    """Does `work` in several threads that are switched as often as can be."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)

    def run():
        try:
            work()
        except BaseException as error:
            problems.append("%s: %s" % (type(error).__name__, error))

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
