def instances(called_by_macro):
    return {"Machine": called_by_macro.Machine}


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__, str(error)


def test_programs(called_by_macro):
    run = called_by_macro.Machine().run
    return [attempt(run, program) for program in ("12+", "+", "c", "1 2", "x", "1" * 20, "c+")]


def test_errors_are_the_modules_own(called_by_macro):
    try:
        called_by_macro.Machine().run("+")
    except called_by_macro.ProgramError:
        return True
