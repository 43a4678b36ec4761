"""What an interpreter says of itself, as one line of JSON. Runs on any Python, however old or strange."""
import json
import os
import sys
import sysconfig

# Set like sysconfig.get_config_var, which warns of names it does not know on some versions.
VARS = sysconfig.get_config_vars()


def var(name):
    return VARS.get(name) or ""


def libpython():
    """The library to link an embedding program against, a shared one if there is one; None when there is none."""
    folders = [var("LIBDIR"), os.path.join(var("LIBDIR"), var("MULTIARCH") or "-"), var("LIBPL")]
    names = ([var("LDLIBRARY")] if var("Py_ENABLE_SHARED") else []) + [var("LIBRARY")]
    for name in filter(None, names):
        for folder in folders:
            if os.path.exists(os.path.join(folder, name)):
                return {"folder": folder, "name": name}
    return None


paths = sysconfig.get_paths()
includes = [paths.get("include"), paths.get("platinclude"), var("INCLUDEPY")]
includes = [folder for folder in dict.fromkeys(includes) if folder and os.path.exists(os.path.join(folder, "Python.h"))]
about = {
    "version": list(sys.version_info[:3]),
    "implementation": sys.implementation.name,
    "executable": os.path.realpath(sys.executable),
    "in_venv": sys.prefix != getattr(sys, "base_prefix", sys.prefix),
    "prefix": sys.prefix,
    "include_dirs": includes,
    "ext_suffix": var("EXT_SUFFIX"),
    "free_threaded": bool(var("Py_GIL_DISABLED")),
    "debug": hasattr(sys, "gettotalrefcount"),
    "cc": var("CC"),
    "cxx": var("CXX"),
    "libpython": libpython(),
    "link_flags": " ".join([var("LIBS"), var("SYSLIBS")]),
}
print(json.dumps(about))
