"""Awaiting, watching, mapping."""
import weakref


def instances(events):
    return {"iter": lambda: events.Event().__await__()}


def test_await(events):
    event = events.Event()

    async def main():
        return await event

    steps = main()
    seen = [steps.send(None)]
    event.set(7)
    try:
        steps.send(None)
    except StopIteration as stop:
        seen.append(stop.value)
    return seen


def test_callback(events):
    seen = []
    event = events.Event(lambda event: seen.append(event.result))
    event.set("now")
    return seen


def test_attributes_and_weak_references(events):
    event = events.Event()
    event.name = "x"
    watched = weakref.ref(event)
    found = event.__dict__, watched() is event
    del event
    return found, watched() is None


def test_headers(events):
    headers = events.headers({"a": 1})
    headers["b"] = 2
    del headers["a"]
    return len(headers), sorted(headers), "b" in headers, headers["Host"]
