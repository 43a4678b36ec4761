"""Runs probes in child processes, so that a crash or a hang is a result like any other.

A probe is a tuple (check, subject, function), with a dict of options at the end where needed: "limit", in seconds, "recipe", which
comes back with the result, and "apart" for a probe that changes what others look at. The probes of one batch share a child as long as
nothing goes wrong; after a crash the probe that crashed is run once more alone, and the rest in a new child. A probe that is apart has
a child of its own.
"""
import collections
import json
import os
import signal
import subprocess
import sys

LIMIT = 2.0


# `made` is the label of the type that came out, when the module owns it.
Result = collections.namedtuple("Result", "check subject value made recipe")


class Leave(BaseException):
    """Unwinds a forked child to the end of the main program, for an orderly shutdown."""


def slowness():
    """How much longer everything takes: where other programs are at work, or one that watches this one."""
    watched = float(os.environ.get("MIGRATE_TYPES_SLOWNESS", "1"))
    try:
        return watched * max(1.0, min(3.0, os.getloadavg()[0] / (os.cpu_count() or 1)))
    except (AttributeError, OSError):
        return watched


def arm(seconds):
    """The default action of SIGALRM ends the process even when C code does not come back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds and seconds * slowness())


def serve(world, batch, start, alone, write):
    """In the child: runs the probes of a batch from number `start` on."""
    waiting = ""
    for number, probe in enumerate(batch(world)):
        if number < start:
            continue
        check, subject, function = probe[:3]
        options = probe[3] if len(probe) > 3 else {}
        write(waiting + json.dumps(["begin", number, check, subject, options.get("recipe")]) + "\n")
        limit = options.get("limit", LIMIT)
        if options.get("apart") and hasattr(os, "fork"):
            value, made = apart(world, function, limit)
        else:
            arm(limit)
            value, made = world.words.outcome(function)
            arm(0)
        waiting = json.dumps(["value", number, value, made]) + "\n"
        if alone:
            break
    write(waiting + '["end"]\n')


def apart(world, function, limit):
    """What a probe comes to in a child of its own, which takes with it whatever the probe changed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        arm(limit)
        write_all(writing, json.dumps(world.words.outcome(function)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    end = end_of(os.waitpid(pid, 0)[1])
    return (end, None) if end else json.loads(answer.decode())


def end_of(status):
    """Words for a wait status: empty when all is well."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if hasattr(signal, "SIGALRM") and number == signal.SIGALRM:
            return "hang: no answer in time"
        return "crash: " + signal.Signals(number).name
    code = os.WEXITSTATUS(status)
    return "" if code == 0 else "exit: code %d" % code


class Runner:
    """Runs batches for one loaded module. `emit(check, subject, value)` takes what they find."""

    def __init__(self, world, emit, log, spawn=None):
        self.world = world
        self.emit = emit
        self.log = log
        self.spawn = spawn

    def run(self, batch):
        """All results of a batch."""
        results, start = [], 0
        while start is not None:
            lines, end = self.child(batch, start, False)
            begun = self.read(lines, results)
            start = None
            if begun is not None:
                number, check, subject, recipe = begun
                results.append(Result(check, subject, self.alone(batch, number, end), None, recipe))
                start = number + 1
            elif end:
                results.append(Result("probe.batch", batch.__name__, end, None, None))
        for result in results:
            self.emit(*result[:3])
        return results

    def alone(self, batch, number, end):
        """What the probe that was running at a bad end says when nothing ran before it."""
        found = []
        lines, end_alone = self.child(batch, number, True)
        if self.read(lines, found) is not None:
            return end_alone or end
        if end.startswith("exit") or not found:
            return end
        if not self.world.is_trusted:
            return found[0].value
        return "%s (only after the probes before it; alone: %s)" % (end, found[0].value)

    @staticmethod
    def read(lines, results):
        """Adds finished probes to `results`; the one that was begun and not finished, if any."""
        begun = None
        for line in lines:
            if line[0] == "begin":
                begun = line[1:]
            elif line[0] == "value":
                _, check, subject, recipe = begun
                results.append(Result(check, subject, line[2], line[3], recipe))
                begun = None
        return begun

    def child(self, batch, start, alone):
        self.log.clear()
        if self.spawn is not None:
            output, end = self.spawn(batch.__name__, start, alone, self.world.knowledge())
        else:
            output, end = self.fork(batch, start, alone)
        lines = []
        for line in output.decode("utf-8", "replace").splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                pass  # The last line of a child that crashed while it wrote.
        if not end and lines[-1:] != [["end"]]:
            end = "exit: code 0 in the middle of a probe"
        if end:
            self.log.keep(batch.__name__, end)
        return lines, end

    def fork(self, batch, start, alone):
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                os.close(reading)
                serve(self.world, batch, start, alone, lambda text: write_all(writing, text.encode()))
                code = 0
            finally:
                os._exit(code)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            output = pipe.read()
        return output, end_of(os.waitpid(pid, 0)[1])

    def leave(self, prepare):
        """Runs `prepare` in a child that then shuts its interpreter down; how that ended."""
        self.log.clear()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            arm(20)
            prepare()
            raise Leave
        end = end_of(os.waitpid(pid, 0)[1])
        if end:
            self.log.keep("shutdown", end)
        return end


def write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data):]


class Log:
    """What the children say on standard error: kept for those that end badly."""

    def __init__(self, path):
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self.kept = []
        os.dup2(self.file, 2)

    def clear(self):
        os.ftruncate(self.file, 0)

    def keep(self, batch, end):
        size = os.fstat(self.file).st_size
        os.lseek(self.file, max(0, size - 2000), os.SEEK_SET)
        text = os.read(self.file, 2000).decode("utf-8", "replace")
        self.kept.append("%s: %s\n%s" % (batch, end, text))


def spawner(job):
    """For platforms without fork: each child is a new interpreter that loads the module again."""

    def spawn(name, start, alone, knowledge):
        order = json.dumps({"job": job, "batch": name, "start": start, "alone": alone, "knowledge": knowledge})
        command = [sys.executable, "-s", os.path.abspath(sys.argv[0]), "--batch"]
        done = subprocess.run(command, input=order.encode(), stdout=subprocess.PIPE, check=False)
        code = done.returncode
        if code < 0:
            return done.stdout, end_of(-code)
        return done.stdout, "" if code == 0 else "exit: code %d" % code

    return spawn
