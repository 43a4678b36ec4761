"""What can be seen of the module and its types without making an instance (V-1)."""
import inspect
import sys
import types

from mt_text import Told

# Bits of tp_flags that mean something to Python code. Left out: HEAPTYPE, which is the point of a migration, and what CPython keeps
# for itself (READY, VALID_VERSION_TAG, ...).
FLAGS = {
    3: "MANAGED_WEAKREF",
    4: "MANAGED_DICT",
    5: "SEQUENCE",
    6: "MAPPING",
    7: "DISALLOW_INSTANTIATION",
    8: "IMMUTABLETYPE",
    10: "BASETYPE",
    11: "HAVE_VECTORCALL",
    14: "HAVE_GC",
    17: "METHOD_DESCRIPTOR",
    20: "IS_ABSTRACT",
    24: "LONG_SUBCLASS",
    25: "LIST_SUBCLASS",
    26: "TUPLE_SUBCLASS",
    27: "BYTES_SUBCLASS",
    28: "UNICODE_SUBCLASS",
    29: "DICT_SUBCLASS",
    30: "BASE_EXC_SUBCLASS",
    31: "TYPE_SUBCLASS",
}
if sys.version_info < (3, 10):
    # These bits have other meanings there, or none; without HAVE_VERSION_TAG methods are not cached.
    for bit in (3, 4, 5, 6, 7, 8):
        del FLAGS[bit]
    FLAGS[18] = "HAVE_VERSION_TAG"

ATTRIBUTES = [
    "__name__",
    "__qualname__",
    "__module__",
    "__doc__",
    "__text_signature__",
    "__basicsize__",
    "__itemsize__",
    "__dictoffset__",
    "__weakrefoffset__",
]

# Seen through the type itself, or made by looking.
NOT_MEMBERS = {"__dict__", "__weakref__", "__annotations_cache__"}


def surface(world):
    """The batch of all of it."""
    yield from of_module(world)
    for label, cls in world.types.items():
        yield from of_type(world, label, cls)


def of_module(world):
    module = world.first.module
    yield "module.doc", world.name, lambda: module.__doc__
    yield "module.order", world.name, lambda: Told(" ".join(key for key in vars(module) if not key.startswith("__")))
    yield "module.import_warnings", world.name, lambda: world.first.warnings
    yield "module.types", world.name, lambda: Told(" ".join(sorted(world.types)))
    for name in sorted(vars(module)):
        if name not in ("__builtins__", "__cached__", "__file__", "__loader__", "__spec__", "__doc__"):
            yield from of_attribute(name, vars(module)[name])


def of_attribute(name, value):
    if isinstance(value, types.BuiltinFunctionType):
        yield "module.attribute", name, lambda: Told("function " + value.__name__)
        yield from of_callable(name, value)
    else:
        yield "module.attribute", name, lambda: value


def of_type(world, label, cls):
    for attribute in filter(is_known, ATTRIBUTES):
        yield "type." + attribute.strip("_"), label, lambda name=attribute: getattr(cls, name)
    yield "type.repr", label, lambda: Told(repr(cls))
    yield "type.signature", label, lambda: Told(inspect.signature(cls))
    yield "type.bases", label, lambda: cls.__bases__
    yield "type.mro", label, lambda: cls.__mro__
    yield "type.metaclass", label, lambda: type(cls)
    yield "type.hash_is_none", label, lambda: cls.__hash__ is None
    for bit, name in FLAGS.items():
        yield "flag." + name, label, lambda bit=bit: bool(cls.__flags__ >> bit & 1)
    for name in sorted(set(vars(cls)) - NOT_MEMBERS):
        yield from of_member(world, "%s.%s" % (label, name), name, vars(cls)[name])
    yield "type.annotations", label, lambda: cls.__annotations__


def is_known(attribute):
    """Sizes and offsets are no attributes of types on every interpreter."""
    return hasattr(object, attribute)


def of_member(world, subject, name, value):
    if name in ("__module__", "__doc__") or not is_descriptor(value):
        yield "member", subject, lambda: value
        return
    yield "member", subject, lambda: Told(type(value).__name__)
    if callable(value):
        yield from of_callable(subject, value)
    elif type(value) in (classmethod, staticmethod):
        yield "member.value", subject, lambda: Told(type(value.__func__).__name__)
    else:
        yield "member.doc", subject, lambda: value.__doc__


def is_descriptor(value):
    return hasattr(type(value), "__get__") or isinstance(value, types.BuiltinFunctionType)


def of_callable(subject, value):
    yield "member.doc", subject, lambda: value.__doc__
    yield "member.text_signature", subject, lambda: value.__text_signature__
    yield "member.signature", subject, lambda: Told(inspect.signature(value))
    yield "member.qualname", subject, lambda: value.__qualname__
