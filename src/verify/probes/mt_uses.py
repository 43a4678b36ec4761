"""What Python code does with objects, by name: operators and built-in functions, on one object and on two of the same type."""
import operator

from mt_text import Told


def kind_of(value):
    return type(value).__name__


USES = {
    "repr": repr,
    "str": str,
    "hash": lambda o: Told("has one" if isinstance(hash(o), int) else "?"),
    "bool": bool,
    "len": len,
    "next": lambda o: next(o),
    "reversed": lambda o: kind_of(reversed(o)),
    "int": int,
    "float": float,
    "complex": complex,
    "index": operator.index,
    "bytes": lambda o: kind_of(memoryview(o)),
    "call": lambda o: o(),
    "neg": operator.neg,
    "pos": operator.pos,
    "invert": operator.invert,
    "abs": abs,
    "length_hint": lambda o: operator.length_hint(o),
    "item_number": lambda o: o[0],
    "item_text": lambda o: o["a"],
    "item_slice": lambda o: o[0:1],
    "set_item": lambda o: operator.setitem(o, 0, 1),
    "delete_item": lambda o: operator.delitem(o, 0),
    "contains": lambda o: 1 in o,
    "enter": lambda o: kind_of(o.__enter__()),
    "await": lambda o: kind_of(o.__await__()),
    "aiter": lambda o: kind_of(o.__aiter__()),
    "format": lambda o: format(o, ""),
    "add_number": lambda o: o + 1,
    "radd_number": lambda o: 1 + o,
    "sub_number": lambda o: o - 1,
    "rsub_number": lambda o: 1 - o,
    "mul_number": lambda o: o * 2,
    "rmul_number": lambda o: 2 * o,
    "mod_number": lambda o: o % 2,
    "truediv_number": lambda o: o / 2,
    "pow_number": lambda o: o ** 2,
    "or_set": lambda o: o | {1},
    "equal_number": lambda o: o == 1,
    "less_number": lambda o: o < 1,
    "inplace_add": lambda o: operator.iadd(o, 1),
    "list": lambda o: [x for x, _ in zip(o, range(20))],
}

PAIRS = {
    "equal": operator.eq,
    "not_equal": operator.ne,
    "less": operator.lt,
    "greater_equal": operator.ge,
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "and": operator.and_,
    "or": operator.or_,
    "xor": operator.xor,
    "divmod": divmod,
    "pow": operator.pow,
    "matmul": operator.matmul,
    "contains": operator.contains,
    "isinstance": lambda a, b: isinstance(a, type(b)),
}
