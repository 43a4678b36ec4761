"""Compares the speed of two builds of a module: each is loaded in a process of its own, and both are asked in turn.

Reads two jobs from standard input, as the driver does: before and after. The last line of the first job's file is
["speed", [[type, what, nanoseconds before, nanoseconds after], ...]].
"""
import json
import os
import sys
import time

import mt_driver  # noqa: E402  (puts itself off the path)

sys.path.insert(0, mt_driver.HERE)
import mt_batch  # noqa: E402
from mt_uses import PAIRS, USES  # noqa: E402
from mt_world import World  # noqa: E402

sys.path.remove(mt_driver.HERE)

BLOCK = 0.004  # seconds
ROUNDS = 9
AGAIN = 3  # times as many rounds for what seems to be slower
SLOWER = 1.10
HOT = ["hash", "repr", "bool", "len", "index", "neg", "contains", "item_number", "call", "add_number", "equal_number"]
HOT_PAIRS = ["equal", "less", "add"]


def works(world):
    """What is timed: {(type, what): function}. Recipes are Python, and the same on both sides."""
    found = {}
    for label, cls in world.types.items():
        if not world.can_make(label):
            continue
        instance = world.make(label)
        if label in world.calls:
            found[label, "create"] = lambda cls=cls, arguments=world.arguments(world.calls[label], world.first): cls(*arguments)
        if world.can_subclass(label):
            sub = type("S", (cls,), {})
            found[label, "create a subclass's"] = lambda sub=sub, arguments=world.arguments(world.calls[label], world.first): sub(*arguments)
        found[label, "isinstance"] = lambda instance=instance, cls=cls: isinstance(instance, cls)
        found.update(of_instance(label, cls, instance))
    return {key: work for key, work in found.items() if succeeds(work)}


def of_instance(label, cls, instance):
    for name, value in sorted(vars(cls).items()):
        kind = type(value).__name__
        if name.startswith("__"):
            continue
        if kind in ("getset_descriptor", "member_descriptor"):
            yield (label, "get ." + name), lambda name=name: getattr(instance, name)
        elif kind == "method_descriptor":
            yield (label, "find .%s()" % name), lambda name=name: getattr(instance, name)
    for name in HOT:
        if name in USES:
            yield (label, name), lambda use=USES[name]: use(instance)
    for name in HOT_PAIRS:
        yield (label, name), lambda use=PAIRS[name]: use(instance, instance)


def succeeds(work):
    try:
        for _ in range(3):
            work()
        return True
    except Exception:
        return False


def timed(work, count):
    begin = time.perf_counter_ns()
    for _ in range(count):
        work()
    return (time.perf_counter_ns() - begin) / count


class Side:
    """One build in a process of its own, which answers questions: a key and a count."""

    def __init__(self, job, knowledge):
        self.questions, self.answers = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.questions[1])
            self.serve(job, knowledge)
        os.close(self.questions[0])
        os.close(self.answers[1])
        self.reader = os.fdopen(self.answers[0])
        self.keys = [tuple(key) for key in self.read()]

    def serve(self, job, knowledge):
        try:
            sys.path[:0] = job["path"]
            os.chdir(job["cwd"])
            world = World(job)
            world.restore(knowledge)
            all_works = works(world)
            self.write(list(all_works))
            for line in os.fdopen(self.questions[0]):
                key, count = json.loads(line)
                self.write(timed(all_works[tuple(key)], count))
        finally:
            os._exit(1)

    def write(self, value):
        mt_batch.write_all(self.answers[1], (json.dumps(value) + "\n").encode())

    def read(self):
        line = self.reader.readline()
        if not line:
            raise RuntimeError("the module did not survive being timed")
        return json.loads(line)

    def ask(self, key, count):
        mt_batch.write_all(self.questions[1], (json.dumps([key, count]) + "\n").encode())
        return self.read()


def compare(before, after, key):
    """The best times of both sides, taken in turn; looked at longer where it seems to be slower."""
    count = max(1, int(BLOCK * 1e9 / max(before.ask(key, 10), 1)))
    best = [float("inf"), float("inf")]
    for rounds in (ROUNDS, ROUNDS * AGAIN):
        for number in range(rounds):
            pair = [(0, before), (1, after)]
            for place, side in pair if number % 2 else reversed(pair):
                best[place] = min(best[place], side.ask(key, count))
        if best[1] <= best[0] * SLOWER:
            break
    return best


def knowledge_of(job):
    """How instances are made, found out in a process that the module may bring down."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            world = mt_driver.load(job)
            runner = mt_batch.Runner(world, lambda *_: None, mt_batch.Log(job["log"]))
            mt_driver.learn(world, lambda *names: [result for name in names for result in runner.run(mt_driver.BATCHES[name])])
            mt_batch.write_all(writing, json.dumps(world.knowledge()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(text)


def main():
    jobs = [json.loads(line) for line in sys.stdin]
    knowledge = knowledge_of(jobs[0])
    before, after = (Side(job, knowledge) for job in jobs)
    rows = []
    for key in before.keys:
        if key in after.keys:
            rows.append(list(key) + compare(before, after, key))
    with open(jobs[0]["out"], "w") as out:
        out.write(json.dumps(["speed", rows]) + "\n")


if __name__ == "__main__":
    main()
