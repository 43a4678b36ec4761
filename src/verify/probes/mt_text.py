"""Puts what a probe saw into words that are the same in every process: no addresses, no folders, no order of sets."""
import re
import types

ADDRESS = re.compile(r"0x[0-9a-fA-F]{4,}")
LONGEST = 400
PLAIN = (bool, int, float, complex, str, bytes, bytearray, range, slice, type(None), type(Ellipsis), type(NotImplemented))


class Told(str):
    """A finding in a probe's own words; other results are described."""


class Words:
    """Describes values. `labels` maps the id of each type of the module to its label."""

    def __init__(self, labels, folders):
        self.labels = labels
        self.folders = sorted((folder for folder in folders if folder), key=len, reverse=True)

    def mask(self, text):
        for folder in self.folders:
            text = text.replace(folder, "<dir>")
        text = ADDRESS.sub("0x...", text)
        # Lone surrogates cannot be written as JSON in UTF-8.
        text = text.encode("utf-8", "backslashreplace").decode("utf-8")
        return text if len(text) <= LONGEST else text[:LONGEST] + "..."

    def type_name(self, cls):
        label = self.labels.get(id(cls))
        return self.plain_name(cls) if label is None else label

    @staticmethod
    def plain_name(cls):
        module = getattr(cls, "__module__", "?")
        if not isinstance(module, str):
            return cls.__qualname__
        return cls.__qualname__ if module == "builtins" else "%s.%s" % (module, cls.__qualname__)

    def error(self, error):
        try:
            text = str(error)
        except BaseException as inner:
            text = "<str() raises %s>" % type(inner).__name__
        # By its own name: which import of the module it comes from is told by what is asked of types.
        return self.mask("%s: %s" % (self.plain_name(type(error)), text))

    def outcome(self, probe):
        """What calling `probe` comes to, and the label of the result's type when the module owns it.

        An exception is a result in words that begin with "raises".
        """
        try:
            result = probe()
            made = self.labels.get(id(type(result)))
            return self.describe(result), made
        except BaseException as error:
            return "raises " + self.error(error), None

    def describe(self, value, depth=0):
        cls = type(value)
        if cls is Told:
            return self.mask(str(value))
        if cls in PLAIN:
            return self.mask(repr(value))
        if cls in (list, tuple, set, frozenset, dict) and depth < 3:
            return self.mask(self.describe_items(cls, value, depth + 1))
        if isinstance(value, type):
            return "type " + self.type_name(value)
        if isinstance(value, types.ModuleType):
            return "module " + value.__name__
        return self.mask("<%s> %s" % (self.type_name(cls), self.safe_repr(value)))

    def describe_items(self, cls, value, depth):
        if cls is dict:
            items = ["%s: %s" % (self.describe(k, depth), self.describe(v, depth)) for k, v in list(value.items())[:40]]
        else:
            items = [self.describe(item, depth) for item in list(value)[:40]]
        if cls in (set, frozenset):
            items.sort()
        return "%s(%s)" % (cls.__name__, ", ".join(items))

    def safe_repr(self, value):
        try:
            return repr(value)
        except BaseException as error:
            return "repr raises " + self.error(error)
