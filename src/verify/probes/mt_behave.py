"""What types and instances do when Python code uses them (V-2)."""
import abc
import copy
import gc
import pickle
import sys
import weakref

from mt_surface import is_known
from mt_text import Told
from mt_uses import PAIRS, USES, kind_of
from mt_world import ARGUMENTS, IS_CPYTHON, has_gc, is_base

MANY = (None,) * 12


def construct(world):
    """Makes instances: as the exercise says, and by calling every type in every way of the list. What works becomes a recipe."""
    for label in world.first.given:
        recipe = {"recipe": ("given", label)}
        yield "exercise.arguments", label, lambda label=label: world.types[label](*world.first.given[label]), recipe
    for key, make in world.first.factories.items():
        yield "exercise.instance", key, make, {"recipe": ("exercise", key)}
    for label, cls in world.types.items():
        for index, (text, arguments) in enumerate(ARGUMENTS):
            call = lambda cls=cls, arguments=arguments: cls(*arguments())
            yield "type.call", "%s(%s)" % (label, text), call, {"recipe": ("call", label, index)}
        yield "type.call", label + "(no_such=1)", lambda cls=cls: cls(no_such=1)
        yield "type.call", label + "(12 arguments)", lambda cls=cls: cls(*MANY)


def derive(world):
    """What instances give when asked without arguments; so types are reached that cannot be called."""
    for label in world.types:
        if world.can_make(label):
            yield "instance.iter", label, lambda label=label: iter(world.make(label)), {"recipe": ("iter", label)}
            for name in methods_of(world.types[label]):
                call = lambda label=label, name=name: getattr(world.make(label), name)()
                yield "method.none", "%s.%s()" % (label, name), call, {"recipe": ("method", label, name)}


def functions(world):
    """The module's own functions, called wrongly; without arguments only where that was allowed."""
    for name, value in sorted(vars(world.first.module).items()):
        if type(value) is type(len):
            yield "function.many", name, lambda value=value: value(*MANY)
            yield "function.keyword", name, lambda value=value: value(no_such=1)
            if world.job.get("call_functions"):
                yield "function.none", name, value, {"recipe": ("function", name)}


def methods_of(cls):
    return [name for name in sorted(vars(cls)) if callable(vars(cls)[name]) and name not in SPECIAL_METHODS and not name.startswith("__")]


SPECIAL_METHODS = {"__new__", "__init__", "__class__", "__del__"}


def of_types(world):
    """Probes that need the type alone."""
    for label, cls in world.types.items():
        yield "new.own", label, lambda cls=cls: cls.__new__(cls)
        yield "new.object", label, lambda cls=cls: object.__new__(cls)
        yield "new.wrong", label, lambda cls=cls: cls.__new__(int)
        yield from after_bare_new(label, cls)
        yield from unbound(label, cls)
        yield from subclassing(world, label, cls)
        yield from changing(label, cls)


def after_bare_new(label, cls):
    """`T.__new__(T)` leaves fields that only `__init__` fills: nothing may crash on them."""
    for name in sorted(dir(cls)):
        if not name.startswith("__"):
            yield "new.then_get", "%s.%s" % (label, name), lambda name=name: Told(kind_of(getattr(cls.__new__(cls), name)))
    for name, use in USES.items():
        if name != "call":
            yield "new.then_use", "%s: %s" % (label, name), lambda use=use: use(cls.__new__(cls))


def unbound(label, cls):
    for name in methods_of(cls):
        yield "method.unbound", "%s.%s" % (label, name), lambda name=name: getattr(cls, name)()
        yield "method.wrong_self", "%s.%s" % (label, name), lambda name=name: getattr(cls, name)(3)


def subclassing(world, label, cls):
    yield "subclass.define", label, lambda: Told(len(type("S", (cls,), {}).__mro__))
    yield "subclass.call", label, lambda: Told(kind_of(type("S", (cls,), {})()))
    yield "subclass.layout", label, lambda: layout(type("S", (cls,), {}))
    yield "subclass.slots", label, lambda: layout(type("S", (cls,), {"__slots__": ()}))
    yield "subclass.abstract", label, lambda: abstract(cls)
    for name, other in [("list", list), ("dict", dict), ("int", int), ("Exception", Exception)]:
        yield "subclass.mixed", "%s, %s" % (label, name), lambda other=other: layout(type("S", (cls, other), {})), MIXED
    if is_base(cls):
        for name, other in world.types.items():
            if other is not cls and is_base(other):
                yield "subclass.mixed", "%s, %s" % (label, name), lambda other=other: layout(type("S", (cls, other), {})), MIXED
    if world.can_subclass(label):
        yield "subclass.instance", label, lambda: world.make_sub(label, type("S", (cls,), {}))
        yield "subclass.pickle", label, lambda: Told(kind_of(world.make_sub(label, type("S", (cls,), {})).__reduce_ex__(2)))


def layout(cls):
    """Flags and sizes that a Python subclass inherits."""
    sizes = ["__basicsize__", "__itemsize__", "__dictoffset__", "__weakrefoffset__"]
    seen = [getattr(cls, name) for name in sizes if is_known(name)] + [has_gc(cls)]
    return Told(" ".join(map(str, seen)))


def abstract(cls):
    made = abc.ABCMeta("A", (cls,), {"f": abc.abstractmethod(lambda self: None)})
    return made()


def changing(label, cls):
    """Attempts to change the type, which can all succeed on 3.9 and cannot all be undone."""
    methods = methods_of(cls)
    yield "change.set", label, lambda: try_set(cls, "mt_new", 1), APART
    yield "change.set_method", label, lambda: try_set(cls, methods[0], 1) if methods else None, APART
    yield "change.delete", label, lambda: try_delete(cls, methods[0]) if methods else None, APART
    for name, value in [("__doc__", "x"), ("__name__", "x"), ("__qualname__", "x"), ("__module__", "x"), ("__init__", len)]:
        yield "change." + name.strip("_"), label, lambda name=name, value=value: try_set(cls, name, value), APART
    yield "change.bases", label, lambda: try_set(cls, "__bases__", cls.__bases__), APART
    yield "change.abstract", label, lambda: try_set(cls, "__abstractmethods__", {"x"}), APART


APART = {"apart": True}
# Where layouts are not compared, an instance of such a class would overwrite what is not its own.
MIXED = {} if IS_CPYTHON else APART
NOTHING = object()


def try_set(cls, name, value):
    """Undoes what it can: where there is no fork, the next probe sees the rest."""
    old = getattr(cls, name, NOTHING) if name in OF_TYPES else vars(cls).get(name, NOTHING)
    setattr(cls, name, value)
    if old is not NOTHING:
        setattr(cls, name, old)
    elif name in vars(cls):
        delattr(cls, name)
    return Told("can be set")


# Not in the type's dict.
OF_TYPES = {"__name__", "__qualname__", "__bases__"}


def try_delete(cls, name):
    old = vars(cls)[name]
    delattr(cls, name)
    setattr(cls, name, old)
    return Told("can be deleted")


def of_instances(world):
    """Probes that need an instance; each makes its own."""
    for label, cls in world.types.items():
        if world.can_make(label):
            yield from instance(world, label, cls, lambda label=label: world.make(label))


def instance(world, label, cls, make):
    yield "instance.type", label, lambda: type(make())
    if IS_CPYTHON:
        yield "instance.tracked", label, lambda: gc.is_tracked(make())
    yield "instance.size", label, lambda: Told(sys.getsizeof(make()))
    yield "instance.weakref", label, lambda: weakref.ref(make())() is None
    yield "instance.dict", label, lambda: make().__dict__
    yield "instance.set_attribute", label, lambda: setattr(make(), "mt_new", 1)
    yield "instance.set_class", label, lambda: setattr(make(), "__class__", type("S", (cls,), {}))
    yield from copying(label, make)
    for name, use in USES.items():
        yield "use." + name, label, lambda use=use: use(make()), {"recipe": ("use", label, name)}
    for name, use in PAIRS.items():
        yield "use." + name, label, lambda use=use: use(make(), make()), {"recipe": ("pair", label, name)}
        if world.can_subclass(label):
            make_sub = lambda: world.make_sub(label, type("S", (cls,), {}))
            yield "use." + name, label + " and a subclass", lambda use=use, sub=make_sub: use(make(), sub())
    for name in methods_of(cls):
        yield from method(label, name, make)
    for name in sorted(vars(cls)):
        if not name.startswith("__") and type(vars(cls)[name]).__name__ in ("getset_descriptor", "member_descriptor"):
            yield from attribute(label, name, make)


def copying(label, make):
    yield "copy.copy", label, lambda: copy.copy(make())
    yield "copy.deepcopy", label, lambda: copy.deepcopy(make())
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        subject = "%s, protocol %d" % (label, protocol)
        yield "pickle.reduce", subject, lambda protocol=protocol: make().__reduce_ex__(protocol)
        yield "pickle.dumps", subject, lambda protocol=protocol: Told("a " + kind_of(pickle.dumps(make(), protocol)))
        yield "pickle.loads", subject, lambda protocol=protocol: pickle.loads(pickle.dumps(make(), protocol))


def method(label, name, make):
    subject = "%s.%s" % (label, name)
    yield "method.type", subject, lambda: Told(kind_of(getattr(make(), name)))
    yield "method.many", subject, lambda: getattr(make(), name)(*MANY)
    yield "method.keyword", subject, lambda: getattr(make(), name)(no_such=1)
    yield "method.one", subject + "(1)", lambda: getattr(make(), name)(1)
    yield "method.one", subject + "('a')", lambda: getattr(make(), name)("a")
    yield "method.one", subject + "(same type)", lambda: getattr(make(), name)(make()), {"recipe": ("one", label, name)}


def attribute(label, name, make):
    subject = "%s.%s" % (label, name)
    yield "attribute.get", subject, lambda: getattr(make(), name)
    yield "attribute.set", subject, lambda: setattr(make(), name, 1)
    yield "attribute.set", subject + " = None", lambda: setattr(make(), name, None)
    yield "attribute.delete", subject, lambda: delattr(make(), name)


def tests(world):
    """The exercise's own tests: what they return is compared, too."""
    for name in sorted(vars(world.exercise)) if world.exercise else ():
        if name.startswith("test_"):
            yield "exercise", name, lambda name=name: world.run_test(name, world.first), {"limit": 20}
