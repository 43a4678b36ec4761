def finalized(cls):
    log = []
    task = cls(log)
    del task
    return len(log)


def test_plain(exact_type):
    return finalized(exact_type.Task), finalized(exact_type.Job)


def test_subclass(exact_type):
    class Child(exact_type.Task):
        pass

    class Grandchild(exact_type.Job):
        pass

    return finalized(Child), finalized(Grandchild)


def test_is_plain(exact_type):
    class Child(exact_type.Task):
        pass

    return exact_type.Task().is_plain(), exact_type.Job().is_plain(), Child().is_plain()


def test_resurrected(exact_type):
    class Phoenix(exact_type.Task):
        kept = []

        def __del__(self):
            self.kept.append(self)

    Phoenix()
    found = len(Phoenix.kept)
    Phoenix.kept.clear()
    return found, len(Phoenix.kept)


def test_alive_behind_the_module(exact_type):
    import gc
    import sys

    log = []
    tasks = [exact_type.Task(log), exact_type.Job(log)]
    del sys.modules["exact_type"], exact_type
    gc.collect()
    tasks.clear()
    return len(log)
