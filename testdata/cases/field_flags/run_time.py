def instances(run_time):
    return {"Cell": lambda: run_time.make(1)}


def test_repr(run_time):
    return repr(run_time.make("x"))
