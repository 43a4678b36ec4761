"""Instances that a call without arguments does not make."""


def instances(clockwork):
    def interval():
        return clockwork.Interval(clockwork.Instant(0), clockwork.Instant(9))

    def handle():
        return clockwork.Clock().add(clockwork.Timer(print), 1)

    def firing():
        clock = clockwork.Clock()
        clock.add(clockwork.Timer(id), 1)
        return clock.advance(3)[0]

    return {
        "Interval": interval,
        "_IntervalIter": lambda: interval().by(1),
        "_Sleep": lambda: clockwork.Clock().sleep(1),
        "Handle": handle,
        "Firing": firing,
    }
