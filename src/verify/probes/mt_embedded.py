"""The module in an embedded interpreter that is initialised and finalised many times in one process.

The program that does it was built beforehand, where the interpreter has a library to link to; else nothing is probed.
"""
import json
import os
import subprocess
import sys

from mt_text import Told

OK = Told("ok")
SECONDS = 40

# Without the module: what the interpreter itself does not survive is not the module's.
CONTROL = "import json, gc, weakref, functools; sys = __import__('sys'); sys.mt_kept = [sys]; sys.mt_kept.append(sys.mt_kept)"

SCRIPT = """
import json, sys
job = json.loads({job!r})
sys.path[:0] = {probes!r}
from mt_world import World
import mt_life
sys.path[:0] = job["path"]
world = World(job)
world.restore(json.loads({knowledge!r}))
mt_life.prepare_shutdown(world)
for name in sorted(world.passing):
    world.run_test(name, world.first)
"""


def embedded(world):
    if not world.job.get("embed"):
        return
    limit = {"limit": 3 * SECONDS}
    yield "life.embedded", world.name, lambda: judged(world, "same"), limit
    yield "life.embedded_allocators", world.name, lambda: judged(world, "changed"), limit


def judged(world, way):
    if rounds(world, way, CONTROL) != "ok":
        return Told("(the interpreter itself cannot do it)")
    return Told(rounds(world, way, script(world)))


def script(world):
    probes = [os.path.dirname(os.path.abspath(__file__))]
    job, knowledge = json.dumps(world.job), json.dumps(world.knowledge())
    return SCRIPT.format(job=job, knowledge=knowledge, probes=probes)


def rounds(world, way, text):
    command = [world.job["embed"], sys.executable, str(world.job["rounds"]), way, text]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    try:
        done = subprocess.run(command, env=environment, cwd=world.job["cwd"], timeout=SECONDS, stderr=subprocess.PIPE, check=False)
    except subprocess.TimeoutExpired:
        return "hang: no answer in time"
    sys.stderr.write(done.stderr.decode("utf-8", "replace")[-2000:])
    if done.returncode == 0:
        return "ok"
    if done.returncode < 0:
        return "crash: " + signal_name(-done.returncode)
    lines = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    return "problem: " + (lines[-1] if lines else "exit code %d" % done.returncode)


def signal_name(number):
    import signal

    return signal.Signals(number).name
