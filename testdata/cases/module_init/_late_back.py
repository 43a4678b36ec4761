"""A package that imports the module as soon as it can; another process has neither of them yet."""

import os
import sys
import types

sys.modules.setdefault("late_back", types.ModuleType("late_back"))


def ends(module, first):
    place = os.path.dirname(module.__file__)
    folder = os.path.join(place, "package")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "late_back.py"), "w") as file:
        file.write("import _late_back\nway = _late_back.Way\n")
    code = "import sys; sys.path[:0] = %r; import %s; import late_back, _late_back; late_back.way(); sys.exit(3 if late_back.way is _late_back.Way else 4)"
    code %= [place, folder], first
    try:
        return os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code])
    except RuntimeError:
        # An interpreter that is wholly apart starts no process.
        return 3


def test_module_first(module):
    return ends(module, "_late_back")


def test_package_first(module):
    return ends(module, "late_back")
