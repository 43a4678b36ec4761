//! What the world can do to a verification: builds that fail, imports that crash or hang, tools that are missing, processes that stay.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use migrate_types::verify::planted;
use migrate_types::verify::process::{self, Call, End};
use migrate_types::verify::{
    Class, Error, Guard, Job, Options, PlainBuild, Python, Report, bench, compare_modules, pythons,
};

fn python() -> &'static Python {
    pythons::cpythons().last().expect("a CPython with headers")
}

fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify")
}

/// A module whose entry point runs `body` first.
fn module(body: &str) -> PlainBuild {
    let text = format!(
        "#include <Python.h>\n#include <unistd.h>\n\
         static struct PyModuleDef def = {{PyModuleDef_HEAD_INIT, \"odd\", NULL, -1, NULL, NULL, NULL, NULL, NULL}};\n\
         PyMODINIT_FUNC PyInit_odd(void)\n{{\n    {body}\n    return PyModule_Create(&def);\n}}\n"
    );
    PlainBuild::one_file("odd", "odd.c", text)
}

fn compare(before: &PlainBuild, after: &PlainBuild, options: Options) -> Result<Report, Error> {
    let python = python();
    let (before, after) = (before.build(python, Some(&cache()))?, after.build(python, Some(&cache()))?);
    compare_modules(&Job {
        module: "odd",
        python,
        before: &before,
        after: &after,
        exercise: None,
        announced: &[],
        options,
        cache: None,
    })
}

#[test]
fn the_same_module_has_no_difference() {
    let report = compare(&module(""), &module(""), Options::default()).unwrap();
    assert_eq!(report.differences, []);
    assert!(report.compared > 10);
}

#[test]
fn a_crash_at_import_is_a_failure_and_its_cure_an_improvement() {
    let (good, bad) = (module(""), module("abort();"));
    let report = compare(&good, &bad, Options::default()).unwrap();
    let import = report.failures().find(|failure| failure.check == "import").unwrap();
    assert_eq!(import.after.as_deref(), Some("crash: SIGABRT"));
    let report = compare(&bad, &good, Options::default()).unwrap();
    assert!(report.differences.iter().any(|d| d.check == "import" && d.class == Class::Improvement));
}

/// It keeps memory of one interpreter for the next, as a static type does that is made ready again.
#[test]
fn memory_of_an_ended_interpreter_is_a_failure() {
    let keeps = "static PyObject *kept; Py_XDECREF(kept); kept = PyList_New(5000); if (!kept) return NULL;";
    let report = compare(&module(""), &module(keeps), Options::default()).unwrap();
    let failed: Vec<&str> = report.failures().map(|failure| failure.check.as_str()).collect();
    // Where there is no library of the interpreter, nothing can be embedded.
    if python().libpython.is_some() {
        assert!(failed.iter().any(|check| check.starts_with("life.embedded")), "{failed:?}");
    }
}

#[test]
fn the_same_calls_are_timed_on_both_sides() {
    let text = "#include <Python.h>\n\
        static PyTypeObject Knob = {PyVarObject_HEAD_INIT(NULL, 0) .tp_name = \"odd.Knob\",\n\
            .tp_basicsize = sizeof(PyObject), .tp_new = PyType_GenericNew};\n\
        static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, .m_name = \"odd\", .m_size = -1};\n\
        PyMODINIT_FUNC PyInit_odd(void)\n{\n    PyObject *m = PyModule_Create(&def);\n\
            if (m && PyModule_AddType(m, &Knob) < 0) return NULL;\n    return m;\n}\n";
    let slow = text.replace(".tp_new = PyType_GenericNew", ".tp_new = slow_new");
    let slow = slow.replace(
        "static PyTypeObject Knob",
        "static PyObject *slow_new(PyTypeObject *tp, PyObject *a, PyObject *k)\n{\n\
             for (volatile int i = 0; i < 20000; i++) {}\n    return PyType_GenericNew(tp, a, k);\n}\nstatic PyTypeObject Knob",
    );
    let python = python();
    let build =
        |text: &str| PlainBuild::one_file("odd", "odd.c", text).build(python, Some(&cache())).unwrap();
    let (before, after) = (build(text), build(&slow));
    let job = Job {
        module: "odd",
        python,
        before: &before,
        after: &after,
        exercise: None,
        announced: &[],
        options: Options::default(),
        cache: None,
    };
    let speeds = bench::bench(&job).unwrap();
    let slower: Vec<&str> =
        speeds.iter().filter(|speed| speed.is_slower()).map(|speed| speed.what.as_str()).collect();
    assert!(slower.contains(&"create"), "{speeds:?}");
    assert!(speeds.iter().any(|speed| speed.what == "isinstance"), "{speeds:?}");
}

#[test]
fn a_module_that_never_imports_is_no_success() {
    let refusing = module("PyErr_SetString(PyExc_ImportError, \"not here\"); return NULL;");
    let report = compare(&refusing, &refusing, Options::default()).unwrap();
    let failures: Vec<String> = report.failures().map(ToString::to_string).collect();
    assert_eq!(failures, ["import odd: raises ImportError: not here -> raises ImportError: not here"]);
}

#[test]
fn new_warnings_are_failures() {
    let warned = module("int unused;");
    let report = compare(&module(""), &warned, Options::default()).unwrap();
    let failures: Vec<&str> = report.failures().map(|failure| failure.check.as_str()).collect();
    assert_eq!(failures, ["build.warning"]);
}

#[test]
fn probes_run_without_fork() {
    let options = Options { spawn: true, ..Options::default() };
    let report = compare(&module(""), &module(""), options).unwrap();
    assert_eq!(report.differences, []);
    assert!(report.compared > 10);
}

#[test]
fn a_broken_source_says_what_the_compiler_said() {
    let error = module("this is not C;").build(python(), None).unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, Error::BuildFailed { .. }), "{text}");
    assert!(text.contains("odd.c") && text.contains("error:"), "{text}");
}

#[cfg(unix)]
#[test]
fn what_a_program_started_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    // One child in the group, one that leaves it; both would write a file two seconds from now.
    let script = "import os, subprocess, sys, time\n\
                  late = 'import time; time.sleep(2); open(%r, \"w\")'\n\
                  subprocess.Popen([sys.executable, '-c', late % 'in-group'])\n\
                  subprocess.Popen([sys.executable, '-c', late % 'left-group'], start_new_session=True)\n\
                  time.sleep(float(sys.argv[1]))\n";
    for (nap, limit, end) in [("60", 1, End::TimedOut), ("0", 60, End::Code(0))] {
        let mut call = Call::new(&python().executable, folder.path(), Duration::from_secs(limit))
            .args(["-c", script, nap]);
        call.hunt = cfg!(target_os = "linux");
        let started = Instant::now();
        let done = process::run(&call).unwrap();
        assert_eq!(done.end, end);
        assert!(started.elapsed() < Duration::from_secs(10));
    }
    std::thread::sleep(Duration::from_millis(2500));
    let mut left: Vec<_> = folder.path().read_dir().unwrap().flatten().map(|file| file.file_name()).collect();
    left.retain(|name| cfg!(target_os = "linux") || name == "in-group");
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_program_that_is_not_there_is_an_error() {
    let call = Call::new("/nowhere/at-all", Path::new("."), Duration::from_secs(1));
    assert!(process::run(&call).is_err());
}

/// One byte behind its memory is read: nothing that Python sees, and found by those who watch the memory.
#[test]
fn a_guard_makes_a_crash_of_what_goes_unnoticed() {
    let bad = "volatile char *block = calloc(1, 4), *end = block + 4; if (*end == 1) return NULL; free((void *)block);";
    for guard in [Guard::AddressSanitizer, Guard::Valgrind] {
        let build = |body: &str| {
            let flags = guard.build_environment().into_iter().filter(|(name, _)| name == "CFLAGS");
            flags
                .flat_map(|(_, flags)| flags.split(' ').map(str::to_owned).collect::<Vec<_>>())
                .fold(module(body), PlainBuild::flag)
        };
        let failures = |before: &str, after: &str| {
            let options = Options { guard: Some(guard), ..Options::default() };
            match compare(&build(before), &build(after), options) {
                Ok(report) => report.failures().map(ToString::to_string).collect::<Vec<_>>(),
                // It is not installed: then the message says so.
                Err(error) => vec![error.to_string()],
            }
        };
        // All of the probes would take minutes under valgrind: this one goes no further than its import.
        let refuses = "PyErr_SetNone(PyExc_ImportError); return NULL;";
        let bad = failures(refuses, bad);
        if bad.iter().any(|line| line.contains("install it")) {
            continue;
        }
        assert!(
            bad.len() == 1 && bad[0].starts_with("import odd: raises ImportError:"),
            "{guard:?}: {bad:?}"
        );
        assert!(bad[0].ends_with(["-> crash: SIGABRT", "-> exit: code 86"][guard as usize]), "{bad:?}");
    }
    let options = Options { guard: Some(Guard::AddressSanitizer), ..Options::default() };
    let sanitized = module("").flag("-fsanitize=address");
    match compare(&sanitized, &sanitized, options) {
        Ok(report) => assert_eq!(report.differences, []),
        Err(error) => assert!(error.to_string().contains("install it"), "{error}"),
    }
}

/// PyPy, where there is one: what cannot be seen there is told, and what can be is compared.
#[test]
fn pypy_is_compared_as_far_as_it_goes() {
    let Some(python) = pythons::discover().iter().find(|python| python.implementation == "pypy") else {
        return;
    };
    assert!(python.limit().unwrap().contains("tp_traverse and tp_clear are never called"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/verify/testdata");
    let ring = planted::modules(&folder).unwrap().into_iter().find(|module| module.name == "ring").unwrap();
    let failures = |variant: &planted::Variant| {
        let report = ring.judge(variant, python, &Options::default(), &cache()).unwrap();
        report.failures().map(|failure| failure.check.clone()).collect::<Vec<_>>()
    };
    assert_eq!(failures(&ring.variants[0]), Vec::<String>::new());
    let lost = ring
        .variants
        .iter()
        .find(|variant| variant.why.contains("a slot of the sequence suite is missing"))
        .unwrap();
    assert!(failures(lost).contains(&"member".to_owned()));
}
