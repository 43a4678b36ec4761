"""How types and instances live and die (V-3).

A finding here is "ok" or a problem in words: unlike the surface, it is judged alone and not only against the other build.
"""
import functools
import gc
import sys
import time
import types
import weakref

from mt_text import Told
from mt_world import all_types, forget, has_gc, is_base, is_heap

OK = Told("ok")
COUNT = 1000
# Free lists and caches hold a few instances; what grows with every instance is far above this.
SLACK = 40
# A problem shows each time one looks; what the interpreter does for itself does not.
LOOKS = 3
LONG = {"limit": 60}


def counted(number, work, what):
    """Judges how `number()` moves with `work`. What only moves at first, or while caches fill, is no problem: it stops."""
    for _ in range(100):
        work()
    for _ in range(LOOKS):
        gc.collect()
        before = number()
        for _ in range(COUNT):
            work()
        gc.collect()
        change = number() - before
        if abs(change) <= SLACK:
            return OK
    return Told("problem: %s by %+.1f per round" % (what, change / COUNT))


def references(world):
    """The counts of a type, and of a subclass made in Python, must not move with instances that come and go."""
    for label, cls in world.types.items():
        if world.can_make(label):
            yield "life.references", label, lambda label=label, cls=cls: count_references(cls, lambda: world.make(label)), LONG
            yield "life.memory", label, lambda label=label: count_blocks(lambda: world.make(label)), LONG
            if hasattr(sys, "gettotalrefcount"):
                yield "life.all_references", label, lambda label=label: count_all_references(lambda: world.make(label)), LONG
        if world.can_subclass(label):
            yield "life.subclass_references", label, lambda label=label, cls=cls: subclass_references(world, label, cls), LONG


def count_references(cls, make):
    return counted(lambda: sys.getrefcount(cls), make, "references to the type change")


def subclass_references(world, label, cls):
    sub = type("S", (cls,), {})
    found = count_references(sub, lambda: world.make_sub(label, sub))
    if found != OK:
        return Told(found.replace("the type", "the subclass"))
    return count_references(cls, lambda: world.make_sub(label, sub))


def count_blocks(make):
    if not hasattr(sys, "getallocatedblocks"):
        return OK
    return counted(sys.getallocatedblocks, make, "memory blocks grow")


def count_all_references(make):
    """Those to any object, which debug builds count: an object that outlives the instance is given back as often as it was taken."""
    return counted(sys.gettotalrefcount, make, "references grow")


def type_visits(world):
    """An instance of a heap type owns its type, and tells the collector so exactly once."""
    for label, cls in world.types.items():
        if world.can_make(label):
            yield "life.visits_type", label, lambda label=label, cls=cls: visits(world.make(label), cls)
        if world.can_subclass(label):
            yield "life.subclass_visits_type", label, lambda label=label, cls=cls: visits_subclass(world, label, cls)
            yield "life.class_cycle", label, lambda label=label, cls=cls: class_cycle(world, label, cls)
            yield "life.instance_cycle", label, lambda label=label, cls=cls: instance_cycle(world, label, cls)


def visits(instance, cls):
    if not (is_heap(cls) and has_gc(cls)):
        return OK
    count = sum(1 for seen in gc.get_referents(instance) if seen is cls)
    return OK if count == 1 else Told("problem: the type is visited %d times" % count)


def visits_subclass(world, label, cls):
    sub = type("S", (cls,), {})
    return visits(world.make_sub(label, sub), sub)


def class_cycle(world, label, cls):
    """A class that keeps an instance of itself."""
    sub = type("S", (cls,), {})
    sub.kept = world.make_sub(label, sub)
    watched = weakref.ref(sub)
    del sub
    return collected(watched)


def instance_cycle(world, label, cls):
    sub = type("S", (cls,), {})
    instance = world.make_sub(label, sub)
    instance.me = instance
    watched = weakref.ref(instance) if sub.__weakrefoffset__ else weakref.ref(sub)
    del instance, sub
    return collected(watched)


def collected(watched):
    for _ in range(3):
        gc.collect()
    return OK if watched() is None else Told("problem: a cycle is never collected")


class Canary(list):
    """Goes where an object can go: it can be called, hashed, iterated. Whoever keeps it can be found out."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__

    def __call__(self, *arguments, **keywords):
        return self


class Collecting(Canary):
    """Runs the collector while its owner is being deallocated."""

    def __del__(self):
        gc.collect()


def ways_in(world):
    """Every way to put an object into an instance that is worth a try: (text, label, function of instance-maker and canary)."""
    for label, cls in world.types.items():
        yield "%s(o)" % label, label, lambda make, o, cls=cls: cls(o)
        yield "%s(o, o)" % label, label, lambda make, o, cls=cls: cls(o, o)
        yield "%s(1, o)" % label, label, lambda make, o, cls=cls: cls(1, o)
        yield "%s('a', o)" % label, label, lambda make, o, cls=cls: cls("a", o)
        if world.can_make(label):
            yield from ways_into_instance(world, label, cls)


def ways_into_instance(world, label, cls):
    yield "%s[0] = o" % label, label, lambda make, o: put(make(), lambda i: i.__setitem__(0, o))
    yield "%s['a'] = o" % label, label, lambda make, o: put(make(), lambda i: i.__setitem__("a", o))
    yield "%s[o] = o" % label, label, lambda make, o: put(make(), lambda i: i.__setitem__(o, o))
    yield "%s.mt_new = o" % label, label, lambda make, o: put(make(), lambda i: setattr(i, "mt_new", o))
    yield "%s.__init__(o)" % label, label, lambda make, o: put(make(), lambda i: i.__init__(o))
    for name in sorted(vars(cls)):
        kind = type(vars(cls)[name]).__name__
        if name.startswith("__"):
            continue
        if kind in ("getset_descriptor", "member_descriptor"):
            yield "%s.%s = o" % (label, name), label, lambda make, o, name=name: put(make(), lambda i: setattr(i, name, o))
        elif kind == "method_descriptor":
            yield from ways_by_method(label, name)


def ways_by_method(label, name):
    yield "%s.%s(o)" % (label, name), label, lambda make, o: put(make(), lambda i: getattr(i, name)(o))
    yield "%s.%s('a', o)" % (label, name), label, lambda make, o: put(make(), lambda i: getattr(i, name)("a", o))
    yield "%s.%s(0, o)" % (label, name), label, lambda make, o: put(make(), lambda i: getattr(i, name)(0, o))


def put(instance, change):
    change(instance)
    return instance


def holding(world):
    """Which ways lead to an instance that keeps the object."""
    for text, label, way in ways_in(world):
        yield "instance.holds", text, lambda label=label, way=way: held(lambda: world.make(label), way)


def held(make, way):
    canary = Canary()
    before = sys.getrefcount(canary)
    instance = way(make, canary)
    kept = sys.getrefcount(canary) - before
    return Told("keeps it %d times" % kept if kept and instance is not canary else "does not keep it")


def kept_objects(world):
    """For each way in: the object is visited, released with its owner, and a cycle through it is found."""
    for text, label, way in ways_in(world):
        if text in world.ways:
            make = lambda label=label: world.make(label)
            yield "life.visits_field", text, lambda way=way, make=make: visits_field(make, way)
            yield "life.release", text, lambda way=way, make=make: release(make, way)
            yield "life.cycle", text, lambda way=way, make=make: cycle(make, way)
            yield "life.collect_in_dealloc", text, lambda way=way, make=make: collect_in_dealloc(make, way)


def visits_field(make, way):
    canary = Canary()
    before = sys.getrefcount(canary)
    instance = way(make, canary)
    kept = sys.getrefcount(canary) - before
    seen = sum(1 for referent in gc.get_referents(instance) if referent is canary)
    if seen > kept:
        return Told("problem: it is visited %d times, and kept %d times" % (seen, kept))
    # An object that is kept and not visited is no problem where no cycle can form; `cycle` tells.
    return OK


def release(make, way):
    canary = Canary()
    watched = weakref.ref(canary)
    instance = way(make, canary)
    del canary, instance
    if watched() is None:
        return OK
    gc.collect()
    return Told("problem: only the collector releases it" if watched() is None else "problem: it is never released")


def cycle(make, way):
    canary = Canary()
    watched = weakref.ref(canary)
    canary.append(way(make, canary))
    del canary
    return collected(watched)


def collect_in_dealloc(make, way):
    for _ in range(5):
        way(make, Collecting())
    gc.collect()
    return OK


def self_cycles(world):
    """Instances put into instances of the same type, which only the collector can take apart."""
    for text, label, way in ways_in(world):
        if text.endswith(("o)", "= o")) and world.can_make(label):
            yield "life.self_cycle", text, lambda label=label, way=way: self_cycle(lambda: world.make(label), way)


def self_cycle(make, way):
    def tie():
        instance = make()
        way(lambda: instance, instance)

    tie()  # What cannot be tied is told as the error it is.
    return count_blocks(tie)


MOST_ROUNDS = 25
WINDOWS = 16
PATIENCE = 3.0


def reimport(world):
    """Import, use, forget, collect: nothing may pile up."""
    for text, keep in [
        ("nothing kept", lambda loaded: None),
        ("an instance of each type kept in the module", keep_instances(world)),
        ("a subclass and its instance kept in the module", keep_subclasses(world)),
        ("the exercise's tests run", run_tests(world)),
    ]:
        yield "life.reimport", text, lambda keep=keep: grows(world, keep), LONG


def keep_instances(world):
    def keep(loaded):
        made = [world.make(label, loaded) for label in world.types if world.can_make(label)]
        loaded.module.mt_kept = [instance for instance in made if is_seen_through(world, instance)]

    return keep


def is_seen_through(world, instance):
    """The collector sees the instance and all of the module's instances that it leads to.

    From one that it does not track on, a chain to the type and back to the module lives on by design.
    """
    names = {(cls.__module__, cls.__name__) for cls in world.types.values()}
    waiting, seen = [instance], set()
    while waiting and len(seen) < 1000:
        thing = waiting.pop()
        cls = type(thing)
        if id(thing) in seen or isinstance(thing, (type, types.ModuleType)):
            continue
        seen.add(id(thing))
        is_own = any((base.__module__, base.__name__) in names for base in cls.__mro__)
        if is_heap(cls) and is_own and not gc.is_tracked(thing):
            return False
        waiting.extend(gc.get_referents(thing))
    return True


def keep_subclasses(world):
    def keep(loaded):
        for number, (label, cls) in enumerate(loaded.types.items()):
            if world.can_subclass(label):
                sub = type("S", (cls,), {})
                instance = world.make_sub(label, sub, loaded)
                if is_seen_through(world, instance):
                    sub.kept = instance
                    setattr(loaded.module, "mt_kept_%d" % number, sub)

    return keep


def run_tests(world):
    return lambda loaded: [world.run_test(name, loaded) for name in world.passing] and None


def turn(world, keep):
    loaded = world.another(watched=False)
    keep(loaded)
    del loaded
    forget(world.name)
    gc.collect()


def grows(world, keep):
    """Looks at one window of rounds after the other, until one has no growth: the interpreter's own caches fill up for a while."""
    begin, rushed, change, rates = time.monotonic(), False, [0], []
    for _ in range(10):
        turn(world, keep)
    rounds = max(4, min(MOST_ROUNDS, int(2 / (time.monotonic() - begin))))
    while len(rates) < WINDOWS or is_falling(rates):
        before = census(world)
        for _ in range(rounds):
            turn(world, keep)
        change = [(after - old) / rounds for old, after in zip(before, census(world))]
        rates.append(max(change))
        rushed = time.monotonic() > begin + PATIENCE
        if rushed or change[0] >= 0.5 or max(change) < 0.5:
            break
    return judged(change, 4 if rushed else 0.5)


def is_falling(rates):
    """What stays behind each time does so at the same rate; caches that fill up do so ever more slowly."""
    half = WINDOWS // 2
    return sum(rates[-half:]) < 0.9 * sum(rates[-WINDOWS:-half])


def judged(change, least):
    """Where caches may still be filling, only what is far above them counts."""
    for rate, limit, what in zip(change, [0.5, least, least], ["types", "memory blocks", "references"]):
        if rate >= limit:
            return Told("problem: %d %s stay behind each time" % (round(rate), what))
    return OK


def census(world):
    names = {(getattr(cls, "__module__", None), cls.__name__) for cls in world.types.values()}
    types = sum(1 for cls in all_types().values() if (getattr(cls, "__module__", None), cls.__name__) in names)
    blocks = getattr(sys, "getallocatedblocks", int)()
    # Of a debug build; it counts each allocated block, too.
    references = getattr(sys, "gettotalrefcount", int)()
    return types, blocks, references


def two_modules(world):
    """Two imports alive at once."""
    second = functools.lru_cache(None)(world.another)
    for label in world.types:
        yield "multi.same_type", label, lambda label=label: same_type(world, second(), label)
    for recipe in world.products[:MANY_PRODUCTS]:
        yield "life.two_modules", " ".join(map(str, recipe)), lambda recipe=recipe: of_own_module(world, second(), recipe)
    yield "life.two_modules", "the first is used after the second is gone", lambda: survives(world)


MANY_PRODUCTS = 200


def same_type(world, second, label):
    return Told("shared" if second.types.get(label) is world.types[label] else "own")


def of_own_module(world, second, recipe):
    """What a module makes is of its own types, also when the same module was imported again since."""
    first = world.first
    for name, loaded, other in [("first", first, second), ("second", second, first)]:
        cls = type(world.follow(recipe, loaded))
        if cls not in loaded.types.values() and id(cls) in other.own:
            return Told("problem: the %s module makes an instance of the other's type" % name)
    return OK


def survives(world):
    second = world.another()
    for label in second.types:
        if world.can_make(label):
            world.make(label, second)
    del second
    forget(world.name)
    gc.collect()
    for label, cls in world.types.items():
        if world.can_make(label) and type(world.make(label)) is not cls:
            return Told("problem: %s is made of another type now" % label)
    return OK


def prepare_shutdown(world):
    """Live instances, classes and cycles of all of them, for the interpreter to take down."""
    if hasattr(gc, "unfreeze"):
        gc.unfreeze()
    kept = []
    for label, cls in world.types.items():
        if world.can_make(label):
            kept.append(world.make(label))
        if world.can_subclass(label):
            sub = type("S", (cls,), {})
            sub.kept = world.make_sub(label, sub)
            kept.append(sub)
    for text, label, way in ways_in(world):
        if text in world.ways:
            canary = Canary()
            canary.append(way(lambda label=label: world.make(label), canary))
            kept.append(canary)
    kept.append(kept)
    world.first.module.mt_kept = kept
    sys.mt_kept = kept
