"""Doors that close while the module is there, and doors that outlive it."""
import gc
import subprocess
import sys

OUTLIVES = """
import gc, sys
import dying_removal
class Gate(dying_removal.Door):
    pass
first = dying_removal.Door("first")
ring = Gate("ring")
ring.self, ring.type = ring, Gate
dying_removal.kept = [ring, Gate("kept"), first]
del sys.modules["dying_removal"], dying_removal, Gate, ring
gc.collect()
first.close()
del first
gc.collect()
"""


def instances(dying_removal):
    return {"Door": lambda: dying_removal.Door("a name")}


def test_closed_doors_are_forgotten(dying_removal):
    before = dying_removal.still_open()
    door = dying_removal.Door("one")
    peer = dying_removal.Door("two", door)
    within = dying_removal.still_open()
    door.close()
    door.close()
    del peer
    gc.collect()
    return [after - start for after, start in zip(within, before)], dying_removal.still_open() == before


def test_a_name_that_cannot_be_kept(dying_removal):
    dying_removal.Door([])


def test_doors_outlive_the_module(dying_removal):
    code = "import sys; sys.path[:0] = %r\n%s" % (sys.path[:1], OUTLIVES)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.returncode, done.stderr
