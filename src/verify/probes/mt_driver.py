"""Reads one job a line from standard input, and writes what the probes saw to the file that the job names.

A job: {"module": name, "path": [folders], "cwd": folder, "out": file, "log": file, "exercise": file or null, ...}
A line of the file: [check, subject, value]; the last one has the check "end".
"""
import json
import os
import sys
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder or ".") != HERE]
sys.path.insert(0, HERE)

import gc  # noqa: E402

import mt_batch  # noqa: E402
import mt_behave  # noqa: E402
import mt_embedded  # noqa: E402
import mt_interpreters  # noqa: E402
import mt_life  # noqa: E402
import mt_stress  # noqa: E402
import mt_surface  # noqa: E402
from mt_world import IS_CPYTHON, World  # noqa: E402

sys.path.remove(HERE)
# The probes' own bytecode may be kept beside them; nothing may be left beside the module's files.
sys.dont_write_bytecode = True

BATCHES = {
    function.__name__: function
    for function in [
        mt_surface.surface,
        mt_behave.construct,
        mt_behave.derive,
        mt_behave.functions,
        mt_behave.of_types,
        mt_behave.of_instances,
        mt_behave.tests,
        mt_life.references,
        mt_life.type_visits,
        mt_life.holding,
        mt_life.kept_objects,
        mt_life.self_cycles,
        mt_stress.stress,
        mt_life.reimport,
        mt_life.two_modules,
        mt_interpreters.interpreters,
        mt_embedded.embedded,
    ]
}


def load(job):
    sys.path[:0] = job["path"]
    os.chdir(job["cwd"])
    mt_batch.arm(60)
    world = World(job)
    mt_batch.arm(0)
    if hasattr(gc, "freeze"):
        # What is alive now stays out of every later collection, which makes hundreds of them cheap.
        gc.collect()
        gc.freeze()
    return world


def verify(job, emit, log):
    """All batches for one build, in an order in which the later ones can use what the earlier ones found."""
    try:
        world = load(job)
    except BaseException as error:
        emit("import", job["module"], "raises %s: %s" % (type(error).__name__, error))
        return
    emit("import", world.name, "ok")
    emit("probe.interpreter", world.name, sys.implementation.name)
    spawn = mt_batch.spawner(job) if job.get("spawn") or not hasattr(os, "fork") else None
    runner = mt_batch.Runner(world, emit, log, spawn)
    run = lambda *names: [result for name in names for result in runner.run(BATCHES[name])]
    run("surface")
    learn(world, run)
    for result in run("of_types", "of_instances"):
        world.learn(result)
    world.passing = {result.subject for result in run("tests") if not failed(result.value)}
    if IS_CPYTHON:
        run("references", "type_visits")
        world.ways = {result.subject for result in run("holding") if result.value.startswith("keeps it")}
        run("kept_objects", "self_cycles", "stress", "reimport", "interpreters", "embedded")
    run("two_modules")
    if spawn is None:
        emit("life.shutdown", world.name, runner.leave(lambda: mt_life.prepare_shutdown(world)) or "ok")
    for label in world.types:
        emit("probe.instance", label, "made" if world.can_make(label) else "none could be made")


def learn(world, run):
    """Finds a way to make an instance of each type."""
    for result in run("construct", "functions"):
        world.learn(result)
    known = None
    # What comes out of one type may lead on to another.
    while known != set(world.recipes):
        known = set(world.recipes)
        for result in run("derive"):
            world.learn(result)


def failed(value):
    return value.startswith(("raises ", "crash: ", "hang: ", "exit: "))


def host(job):
    """In a process of its own, which the module may bring down."""
    out = os.open(job["out"], os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    log = mt_batch.Log(job["log"])

    def emit(check, subject, value):
        mt_batch.write_all(out, (json.dumps([check, subject, value]) + "\n").encode())

    try:
        verify(job, emit, log)
        emit("end", "", "\n".join(log.kept))
    except mt_batch.Leave:
        raise
    except BaseException:
        emit("probe.error", job["module"], traceback.format_exc())
    os._exit(0)


def run_job(job):
    os.close(os.open(job["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    if not hasattr(os, "fork"):
        host(job)
    pid = os.fork()
    if pid == 0:
        host(job)
    end = mt_batch.end_of(os.waitpid(pid, 0)[1])
    if end:
        # It can only have been while the module was imported: all else runs in children of that process.
        with open(job["out"], "a") as out:
            out.write(json.dumps(["import", job["module"], end]) + "\n")
            with open(job["log"], errors="replace") as log:
                out.write(json.dumps(["end", "", log.read()[-2000:]]) + "\n")


def run_batch(order):
    """Without fork: a new interpreter for one batch, which writes its results to standard output."""
    world = load(order["job"])
    world.restore(order["knowledge"])
    write = lambda text: mt_batch.write_all(1, text.encode())
    mt_batch.serve(world, BATCHES[order["batch"]], order["start"], order["alone"], write)


def main():
    if sys.argv[1:] == ["--batch"]:
        run_batch(json.load(sys.stdin))
        return
    for line in sys.stdin:
        run_job(json.loads(line))


if __name__ == "__main__":
    try:
        main()
    except mt_batch.Leave:
        pass
