"""The module under test as the probes see it: its types, found and named, and how an instance of each is made."""
import importlib
import importlib.machinery
import importlib.util
import sys
import warnings

import mt_text
from mt_uses import PAIRS, USES

# On others, counts of references and the collector say nothing about objects that are made in C.
IS_CPYTHON = sys.implementation.name == "cpython"

# Constructor arguments to try, in this order. Text and function, so that each use has objects of its own.
ARGUMENTS = [
    ("", lambda: ()),
    ("1", lambda: (1,)),
    ("'a'", lambda: ("a",)),
    ("b'a'", lambda: (b"a",)),
    ("[]", lambda: ([],)),
    ("{}", lambda: ({},)),
    ("None", lambda: (None,)),
    ("len", lambda: (len,)),
    ("[], 1", lambda: ([], 1)),
    ("1, 2", lambda: (1, 2)),
    ("'a', 1", lambda: ("a", 1)),
    ("'a', 'a'", lambda: ("a", "a")),
    ("len, []", lambda: (len, [])),
    ("1, 2, 3", lambda: (1, 2, 3)),
]


def all_types():
    """Every type alive, by id: static ones too, which the collector does not list."""
    found, waiting = {}, [object]
    while waiting:
        cls = waiting.pop()
        if id(cls) not in found:
            found[id(cls)] = cls
            waiting.extend(type.__subclasses__(cls))
    return found


class Watch:
    """Notes which types come to life while a module is loaded, those of modules that it imports in its turn left out."""

    def __init__(self, active=True):
        self.active = active
        self.made, self.stack, self.undo = {}, [], []

    def around(self, owner, method):
        original = getattr(owner, method)

        def watched(loader, subject):
            start = all_types()
            self.stack.append({})
            try:
                return original(loader, subject)
            finally:
                self.settle(getattr(subject, "__name__", None) or subject.name, start)

        setattr(owner, method, watched)
        return lambda: setattr(owner, method, original)

    def settle(self, name, start):
        nested = self.stack.pop()
        new = {key: cls for key, cls in all_types().items() if key not in start and key not in nested}
        self.made.setdefault(name, {}).update(new)
        if self.stack:
            self.stack[-1].update(nested)
            self.stack[-1].update(new)

    def __enter__(self):
        if not self.active:
            return self
        extension, source = importlib.machinery.ExtensionFileLoader, importlib.machinery.SourceFileLoader
        self.undo = [
            self.around(extension, "create_module"),
            self.around(extension, "exec_module"),
            self.around(source, "exec_module"),
        ]
        return self

    def __exit__(self, *_):
        for undo in self.undo:
            undo()


class Loaded:
    """One import of the module. `types` maps labels to types, in order: attributes of the module first.

    `first` is an earlier import; types that this one did not make anew are the same as there. Not watched, an import is quick and only
    the types that are attributes are known.
    """

    def __init__(self, name, first=None, watched=True):
        self.name = name
        with Watch(watched) as watch, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            self.module = importlib.import_module(name)
        self.warnings = sorted({"%s: %s" % (w.category.__name__, w.message) for w in caught})
        self.types, self.labels = {}, {}
        self.label(cls for cls in watch.made.get(name, {}).values() if not is_interpreters(cls))
        self.own = set(self.labels)
        for label, cls in first.types.items() if first else ():
            if label not in self.types and not watched:
                cls = getattr(self.module, label, None)
            if label not in self.types and cls is not None:
                self.types[label] = cls
                self.labels.setdefault(id(cls), label)
        self.factories, self.given = {}, {}

    def equip(self, exercise):
        """Takes what the exercise says of making instances, for this import of the module."""
        self.factories = call_if_there(exercise, "instances", self.module)
        self.given = call_if_there(exercise, "arguments", self.module)
        return self

    def find(self, label):
        """The type of that label; static types that another interpreter made ready are not new here, but attributes."""
        return self.types.get(label) or getattr(self.module, label)

    def label(self, new):
        exposed = {id(value): key for key, value in reversed(list(vars(self.module).items()))}
        for cls in sorted(new, key=lambda cls: (id(cls) not in exposed, exposed.get(id(cls), ""))):
            hidden = "<%s.%s>" % (getattr(cls, "__module__", "?"), cls.__qualname__)
            label = wanted = exposed.get(id(cls), hidden)
            count = 1
            while label in self.types:
                count += 1
                label = "%s#%d" % (wanted, count)
            self.types[label] = cls
            self.labels[id(cls)] = label


def is_interpreters(cls):
    """One that PyPy makes of its own when a C module first needs it."""
    return not IS_CPYTHON and cls.__module__ == "builtins"


def call_if_there(exercise, function, module):
    make = getattr(exercise, function, None)
    return dict(make(module)) if make else {}


def load_exercise(path):
    if not path:
        return None
    spec = importlib.util.spec_from_file_location("mt_exercise", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def forget(name):
    sys.modules.pop(name, None)


class World:
    """All that the batches know.

    `recipes` maps a type's label to a way to make an instance of it; `calls` to constructor arguments, which serve for Python
    subclasses, too; `products` are all recipes that gave an instance of any of the module's types; `ways` holds the ways in (see mt_life) by which an instance keeps an object; `passing` the exercise's tests that
    passed.
    """

    # Elsewhere, the interpreter's own support of C modules does not survive everything that is tried one after the other.
    is_trusted = IS_CPYTHON

    def __init__(self, job):
        self.job = job
        self.name = job["module"]
        self.first = Loaded(self.name)
        # After the module: an exercise that imports it would hide which types are new.
        self.exercise = load_exercise(job.get("exercise"))
        self.first.equip(self.exercise)
        self.recipes, self.calls, self.products, self.ways, self.passing = {}, {}, [], set(), set()
        self.words = mt_text.Words(self.first.labels, job["path"] + [job["cwd"]])

    @property
    def types(self):
        return self.first.types

    def knowledge(self):
        """What was learned, as JSON can hold it: for another process or interpreter."""
        return [self.recipes, self.calls, self.products, sorted(self.ways), sorted(self.passing)]

    def restore(self, knowledge):
        self.recipes, self.calls, self.products, ways, passing = knowledge
        self.ways, self.passing = set(ways), set(passing)

    def learn(self, result):
        """Remembers how the result of a probe was made, when it was the first of its type."""
        if result.made and result.recipe:
            if result.recipe not in self.products:
                self.products.append(result.recipe)
            self.recipes.setdefault(result.made, result.recipe)
            if result.recipe[0] in ("call", "given") and result.recipe[1] == result.made:
                self.calls.setdefault(result.made, result.recipe)

    def make(self, label, loaded=None):
        """An instance by its type's recipe."""
        return self.follow(self.recipes[label], loaded or self.first)

    def follow(self, recipe, loaded):
        kind, source, *detail = recipe
        if kind in ("call", "given"):
            return loaded.find(source)(*self.arguments(recipe, loaded))
        if kind == "exercise":
            return loaded.factories[source]()
        if kind == "function":
            return getattr(loaded.module, source)()
        instance = self.make(source, loaded)
        if kind == "iter":
            return iter(instance)
        if kind == "use":
            return USES[detail[0]](instance)
        if kind == "pair":
            return PAIRS[detail[0]](instance, self.make(source, loaded))
        if kind == "one":
            return getattr(instance, detail[0])(self.make(source, loaded))
        return getattr(instance, detail[0])()

    def make_sub(self, label, subclass, loaded=None):
        """An instance of a Python subclass of the type."""
        return subclass(*self.arguments(self.calls[label], loaded or self.first))

    @staticmethod
    def arguments(recipe, loaded):
        return loaded.given[recipe[1]] if recipe[0] == "given" else ARGUMENTS[recipe[2]][1]()

    def can_make(self, label):
        """A recipe is known, and the type it starts from: a static type that another interpreter made ready may not be."""
        if label not in self.recipes:
            return False
        kind, source = self.recipes[label][:2]
        if kind in ("call", "given"):
            return source in self.first.types or hasattr(self.first.module, source)
        return kind in ("exercise", "function") or self.can_make(source)

    def can_subclass(self, label):
        """Instances of Python subclasses can be made."""
        return label in self.calls and is_base(self.types[label])

    def run_test(self, name, loaded):
        """A test of the exercise, which may take the module as its argument."""
        test = getattr(self.exercise, name)
        return test(*[loaded.module][: test.__code__.co_argcount])

    def another(self, watched=True):
        """The module once more, after it was forgotten."""
        forget(self.name)
        return Loaded(self.name, self.first, watched).equip(self.exercise)


def is_base(cls):
    return bool(cls.__flags__ & (1 << 10))


def is_heap(cls):
    return bool(cls.__flags__ & (1 << 9))


def has_gc(cls):
    return bool(cls.__flags__ & (1 << 14))
