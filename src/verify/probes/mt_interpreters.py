"""The module in several interpreters of one process."""
import functools
import json
import os
import sys
import threading

from mt_text import Told

OK = Told("ok")
LONG = {"limit": 60}
INTERPRETERS = 3

SCRIPT = """
import json, os, sys
job = json.loads({job!r})
sys.path[:0] = {probes!r}
from mt_world import World
sys.dont_write_bytecode = True
sys.path[:0] = job["path"]
world = World(job)
world.restore(json.loads({knowledge!r}))
answer = {{"types": {{}}, "wrong": []}}
for label in {labels!r}:
    cls = world.types.get(label) or getattr(world.first.module, label, None)
    made = type(world.make(label)) if world.can_make(label) else cls
    answer["types"][label] = id(cls or made)
    if cls is not None and made is not cls:
        answer["wrong"].append(label)
for name in sorted(world.passing):
    world.run_test(name, world.first)
if {busy}:
    from mt_stress import in_threads
    problems = []
    in_threads(lambda: [world.make(label) for label in {labels!r} * 20 if world.can_make(label)], problems)
    if problems:
        raise RuntimeError(problems[0])
os.write({pipe}, json.dumps(answer).encode())
"""


def private_module():
    """The interpreter's own module for this, under the name it has in this version; None where there is none."""
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            return __import__(name)
        except ImportError:
            continue
    return None


def create(module, own_lock):
    """A new interpreter. With a lock of its own from 3.12 on."""
    if sys.version_info >= (3, 13):
        return module.create("isolated" if own_lock else "legacy")
    return module.create(isolated=own_lock)


class Refused(Exception):
    """The interpreter ran the script to an error."""


def run(module, interpreter, script):
    try:
        answer = module.run_string(interpreter, script)
    except RuntimeError as error:
        raise Refused(str(error)) from None
    # From 3.13 on, an error is a value.
    if answer is not None:
        raise Refused("%s: %s" % (answer.type.__name__, answer.msg))


def interpreters(world):
    if private_module() is None:
        return
    # Both probes judge one run of it, as long as they share a process.
    answers = functools.lru_cache(None)(lambda own_lock: use(world, own_lock))
    yield "life.interpreters", world.name, lambda: told_problems(world, answers(False)), LONG
    yield "multi.interpreters", world.name, lambda: told_sharing(world, answers(False)), LONG
    if sys.version_info >= (3, 12):
        yield "multi.own_lock", world.name, lambda: told_problems(world, answers(True)), LONG
    if sys.version_info >= (3, 13):
        # Before, threads in interpreters that threads run do not come to an end, whatever they run.
        yield "life.interpreters_busy", world.name, lambda: busy(world, False), {"limit": 20}
        yield "multi.own_lock_busy", world.name, lambda: busy(world, True), {"limit": 20}


def use(world, own_lock):
    """Loads and uses the module in two new interpreters and ends them; what was seen there."""
    module = private_module()
    first = create(module, own_lock)
    answers = [answer_of(world, module, first)]
    second = create(module, own_lock)
    answers.append(answer_of(world, module, second))
    module.destroy(first)
    answers.append(answer_of(world, module, second))
    module.destroy(second)
    return answers


def busy(world, own_lock):
    """Interpreters at the same time, each with threads of its own that use the module."""
    module, answers, problems = private_module(), [], []
    made = [create(module, own_lock) for _ in range(INTERPRETERS)]

    def serve(interpreter):
        try:
            answers.append(answer_of(world, module, interpreter, True))
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=serve, args=(interpreter,)) for interpreter in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for interpreter in made:
        module.destroy(interpreter)
    if problems:
        raise problems[0]
    return told_problems(world, answers)


def answer_of(world, module, interpreter, is_busy=False):
    reading, writing = os.pipe()
    run(module, interpreter, script(world, writing, is_busy))
    answer = os.read(reading, 1 << 20)
    os.close(reading)
    os.close(writing)
    return json.loads(answer)


def script(world, pipe, is_busy):
    probes = [os.path.dirname(os.path.abspath(__file__))]
    job, knowledge = json.dumps(world.job), json.dumps(world.knowledge())
    return SCRIPT.format(pipe=pipe, busy=is_busy, labels=list(world.types), job=job, knowledge=knowledge, probes=probes)


def told_problems(world, answers):
    wrong = sorted({label for answer in answers for label in answer["wrong"]})
    if wrong:
        return Told("problem: of another interpreter's type: " + ", ".join(wrong))
    for label, cls in world.types.items():
        if world.can_make(label) and type(world.make(label)) is not cls:
            return Told("problem: afterwards, %s is made of another type here" % label)
    return OK


def told_sharing(world, answers):
    shared = [label for label, cls in world.types.items() if any(answer["types"].get(label) == id(cls) for answer in answers)]
    return Told("shared: " + ", ".join(shared) if shared else "nothing is shared")
