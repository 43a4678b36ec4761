def plain(one: int) -> str:
    return str(one)


def made(cls):
    def wrapped(one: int):
        return one

    wrapped.__module__ = "somewhere.else"
    return cls(wrapped)


def instances(module):
    return {"Proxy": lambda: module.Proxy(plain), "Caller": lambda: module.Caller(plain)}


def test_module(module):
    for cls in (module.Proxy, module.Caller):
        one = made(cls)
        assert one.__module__ == object.__getattribute__(one, "__module__") == "somewhere.else"
        one.__module__ = "here"
        assert one.__module__ == "here"


def test_entry(module):
    for cls in (module.Proxy, module.Caller):
        assert type(vars(cls)["__module__"]).__name__ == "getset_descriptor"


def test_subclass(module):
    class Deeper(module.Caller):
        def own(self):
            return super().__module__

    one = made(Deeper)
    assert one.__module__ == Deeper.__module__ == __name__
    assert one.own() == "somewhere.else"
    assert one(3) == 3


def test_annotations_are_not_hidden(module):
    for cls in (module.Proxy, module.Caller):
        getattr(cls, "__annotations__", None)
        assert made(cls).__annotations__ == {"one": int}
