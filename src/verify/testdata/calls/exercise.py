"""What calling comes to."""


def instances(calls):
    return {"closing": lambda: calls.Closing.of(None)}


def test_call(calls):
    caller = calls.Caller(max)
    return caller(1, 2), caller.count, [caller(n, key=lambda n: n) for n in ([1], [2])]


def test_loud(calls):
    loud = calls.LoudCaller(len)
    return loud("abc"), repr(loud)


def test_as_method(calls):
    class Owner:
        method = calls.Caller(lambda self, text: (type(self).__name__, text))

    return Owner().method("x"), type(Owner.method).__name__


def test_closing_calls_once(calls):
    seen = []
    calls.Closing.of(lambda closing: seen.append(1))
    return seen


def test_closing_in_a_subclass(calls):
    class Sub(calls.Closing):
        pass

    seen = []
    Sub.of(lambda closing: seen.append(1))
    return seen


def test_closing_comes_back(calls):
    for _ in range(200):
        kept = []
        calls.Closing.of(kept.append)
        assert type(kept.pop()) is calls.Closing


def test_last(calls):
    caller = calls.Caller()
    calls.remember(caller)
    return calls.last() is caller
