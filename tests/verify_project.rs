//! Whole projects, small and made up: each way to build, tests that fail, hang or vanish, the type to blame, and nothing left behind.
#![allow(clippy::disallowed_methods, reason = "the tests look at what is left on the machine")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use migrate_types::verify::process::{self, Call};
use migrate_types::verify::project::{Limits, Silent};
use migrate_types::verify::{
    After, Announced, BuildWay, Error, Options, Python, Request, Rewrite, Rewritten, Verdict, pythons, run,
    scratch, show,
};

/// One interpreter is enough here; not the newest, which come without setuptools.
fn python() -> Python {
    pythons::cpythons().find(|python| python.version.1 >= 10).expect("a CPython").clone()
}

fn testdata(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/verify/testdata").join(name);
    String::from_utf8(scratch::read(&path).unwrap()).unwrap()
}

/// A folder with the given files.
fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        scratch::write(&folder.path().join(name), text.as_bytes()).unwrap();
    }
    folder
}

fn request<'a>(path: &Path, after: After<'a>) -> Request<'a> {
    Request {
        path: path.to_owned(),
        before: None,
        after,
        build: BuildWay::Auto,
        modules: Vec::new(),
        pythons: vec![python()],
        exercise: None,
        test_command: None,
        options: Options::default(),
        build_environment: Vec::new(),
        limits: Limits::default(),
        bench: false,
        threads: 2,
    }
}

/// Puts other texts in place of files; with one type left out, a healthier one.
struct Replace {
    file: &'static str,
    text: String,
    /// The type to blame, and the text without its migration.
    cured: Option<(&'static str, String)>,
}

impl Rewrite for Replace {
    fn rewrite(&self, tree: &Path, without: &[String]) -> Result<Rewritten, String> {
        let file = if scratch::is_file(tree) { tree.to_owned() } else { tree.join(self.file) };
        let text = match &self.cured {
            Some((culprit, text)) if without.iter().any(|name| name == culprit) => text,
            _ => &self.text,
        };
        scratch::write(&file, text.as_bytes()).map_err(|error| error.to_string())?;
        let types = ["shelf.Box", "shelf.BoxIter", "shelf.Point", "shelf.Token"].map(str::to_owned);
        let types = types.into_iter().filter(|name| !without.contains(name)).collect();
        let announced = vec![Announced::new("*", "D-MUTABLE")];
        Ok(Rewritten { types, announced })
    }
}

fn shelf() -> tempfile::TempDir {
    project(&[("shelf.c", &testdata("shelf/before.c")), ("compat.h", &testdata("compat.h"))])
}

fn good() -> Replace {
    Replace { file: "shelf.c", text: testdata("shelf/after.c"), cured: None }
}

fn verify(request: &Request) -> Verdict {
    run(request, &mut Silent).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_single_file_is_compiled_and_compared() {
    let folder = shelf();
    let (file, rewrite) = (folder.path().join("shelf.c"), good());
    let verdict = verify(&request(&file, After::Rewrite(&rewrite)));
    assert!(verdict.passed(), "{}", show::terminal(&verdict));
    assert_eq!(verdict.pythons[0].modules[0].types.len(), 4);
    assert_eq!(
        scratch::read(&file).unwrap(),
        testdata("shelf/before.c").as_bytes(),
        "the project is not written to"
    );
}

#[test]
fn the_type_to_blame_is_found() {
    let folder = shelf();
    let good = testdata("shelf/after.c");
    let bad = good.replacen("    tp->tp_free(self);\n    Py_DECREF(tp);\n", "    tp->tp_free(self);\n", 1);
    let rewrite = Replace { file: "shelf.c", text: bad, cured: Some(("shelf.Point", good)) };
    let verdict = verify(&request(folder.path(), After::Rewrite(&rewrite)));
    assert!(!verdict.passed());
    let blame = verdict.blame.as_ref().expect("somebody to blame");
    assert_eq!(blame.types, ["shelf.Point"]);
    assert_eq!(
        blame.files.iter().map(|file| file.path.as_path()).collect::<Vec<_>>(),
        [Path::new("shelf.c")]
    );
    assert!(show::terminal(&verdict).contains("to blame: shelf.Point (in shelf.c)"));
}

/// A package with a build script of its own, and tests.
const BUILD: &str = "\
import subprocess, sys, sysconfig
out = 'src/things/_shelf' + sysconfig.get_config_var('EXT_SUFFIX')
subprocess.check_call(['cc', '-shared', '-fPIC', '-I' + sysconfig.get_paths()['include'], '-I.', 'shelf.c', '-o', out])
";

const TESTS: &str = "\
import sys, unittest
sys.path.insert(0, 'src')
from things import Box

class Tests(unittest.TestCase):
    def test_box(self):
        self.assertEqual(Box(3).item, 3)

    def test_that_always_fails(self):
        self.fail()

    def test_mutability(self):
        with self.assertRaises(TypeError):
            Box.new_attribute = 1

unittest.main()
";

fn package(module: &str) -> tempfile::TempDir {
    project(&[
        ("shelf.c", module),
        ("compat.h", &testdata("compat.h")),
        ("build.py", BUILD),
        ("tests.py", TESTS),
        ("src/things/__init__.py", "from ._shelf import Box\n"),
        ("src/things/_shelf.cpython-39-x86_64-linux-gnu.so", "left behind by an earlier build"),
    ])
}

fn renamed(text: &str) -> String {
    text.replace("PyInit_shelf", "PyInit__shelf")
}

#[test]
fn a_build_command_and_tests() {
    let before = package(&renamed(&testdata("shelf/before.c")));
    let mutable = renamed(&testdata("shelf/after.c")).replace(" | MT_IMMUTABLE", "");
    for (after, lost) in
        [(renamed(&testdata("shelf/after.c")), ""), (mutable, "__main__.Tests.test_mutability")]
    {
        let after = package(&after);
        let announced = vec![Announced::new("*", "D-MUTABLE")];
        let mut request = request(before.path(), After::Tree(after.path().to_owned(), announced));
        request.build = BuildWay::Command("python build.py".to_owned());
        request.test_command = Some("{python} tests.py".to_owned());
        let verdict = verify(&request);
        let tests = verdict.pythons[0].tests.as_ref().unwrap();
        assert_eq!(verdict.pythons[0].modules[0].module, "things._shelf");
        assert_eq!(
            (tests.passed_before, tests.lost.join(" ")),
            (2, lost.to_owned()),
            "{}",
            show::terminal(&verdict)
        );
        assert_eq!(verdict.passed(), lost.is_empty(), "{}", show::terminal(&verdict));
    }
}

#[test]
fn a_project_with_a_build_system_is_built_by_pip() {
    let setup = "from setuptools import setup, Extension\nsetup(name='shelf', version='1', ext_modules=[Extension('shelf', ['shelf.c'])])\n";
    let files =
        |text: &str| project(&[("shelf.c", text), ("compat.h", &testdata("compat.h")), ("setup.py", setup)]);
    let (before, after) = (files(&testdata("shelf/before.c")), files(&testdata("shelf/after.c")));
    let verdict = run(&request(before.path(), After::Tree(after.path().to_owned(), Vec::new())), &mut Silent);
    match verdict {
        Ok(verdict) => assert!(verdict.passed(), "{}", show::terminal(&verdict)),
        // An interpreter need not have setuptools; then the message says what to do.
        Err(error) => assert!(error.to_string().contains("nothing is downloaded here: install"), "{error}"),
    }
}

#[test]
fn a_build_that_fails_says_why() {
    let folder = project(&[("kit.c", "int PyInit_kit(void) { return oops; }\n")]);
    let error = run(&request(folder.path(), After::Tree(folder.path().to_owned(), Vec::new())), &mut Silent)
        .unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("the build of kit failed (exit code 1): ") && text.contains("oops"), "{text}");
}

#[test]
fn a_migrated_project_that_does_not_build_is_a_failure() {
    let folder = shelf();
    let rewrite = Replace { file: "shelf.c", text: "oops PyInit_shelf".to_owned(), cured: None };
    let verdict = verify(&request(folder.path(), After::Rewrite(&rewrite)));
    assert!(!verdict.passed());
    assert!(verdict.pythons[0].broken.as_ref().unwrap().contains("the build of shelf failed"));
}

#[test]
fn a_build_that_hangs_is_ended() {
    let folder = shelf();
    let mut request = request(folder.path(), After::Tree(folder.path().to_owned(), Vec::new()));
    request.build = BuildWay::Command("echo begins; sleep 600 & sleep 600".to_owned());
    request.limits.build = Duration::from_millis(500);
    let error = run(&request, &mut Silent).unwrap_err().to_string();
    assert!(error.contains("still running after 0 s") && error.contains("begins"), "{error}");
}

#[test]
fn tests_that_hang_are_ended() {
    let folder = shelf();
    let rewrite = good();
    let mut request = request(folder.path(), After::Rewrite(&rewrite));
    // Hangs after the migration only: the word is in the migrated text.
    request.test_command = Some("grep -q Py_mod_exec shelf.c && sleep 600; echo 'Ran 1 test'".to_owned());
    request.limits.tests = Duration::from_secs(1);
    request.limits.blame_builds = 1;
    let verdict = verify(&request);
    assert_eq!(verdict.pythons[0].tests.as_ref().unwrap().lost, ["the tests do not come to an end"]);
}

#[test]
fn an_import_that_crashes_is_a_failure() {
    let folder = shelf();
    let crash = testdata("shelf/after.c").replace(
        "    shelf_state *st = PyModule_GetState(module);\n    st->Box",
        "    abort();\n    shelf_state *st = PyModule_GetState(module);\n    st->Box",
    );
    let rewrite = Replace { file: "shelf.c", text: crash, cured: None };
    let mut request = request(folder.path(), After::Rewrite(&rewrite));
    request.limits.blame_builds = 1;
    let text = show::terminal(&verify(&request));
    assert!(text.contains("shelf: import shelf: ok -> crash: SIGABRT"), "{text}");
}

#[test]
fn a_module_that_is_not_built_is_named() {
    let folder = shelf();
    let mut request = request(folder.path(), After::Tree(folder.path().to_owned(), Vec::new()));
    request.build = BuildWay::Command("true".to_owned());
    request.modules = vec!["shelf".to_owned()];
    let error = run(&request, &mut Silent).unwrap_err().to_string();
    assert!(error.contains("made no shelf"), "{error}");
}

#[test]
fn nothing_runs_without_consent() {
    struct No(Vec<String>);
    impl migrate_types::verify::Progress for No {
        fn step(&mut self, words: &str) {
            panic!("{words}");
        }
        fn may_run(&mut self, lines: &[String]) -> bool {
            self.0 = lines.to_vec();
            false
        }
    }
    let folder = shelf();
    let mut request = request(folder.path(), After::Tree(folder.path().to_owned(), Vec::new()));
    request.build = BuildWay::Command("make".to_owned());
    request.test_command = Some("make check".to_owned());
    let mut no = No(Vec::new());
    assert!(matches!(run(&request, &mut no), Err(Error::Request(_))));
    assert_eq!(no.0, ["make", "make check"]);
}

/// Runs other tests of this file in a process of its own, with these settings.
fn again(tests: &[&str], settings: &[(&str, &Path)]) -> process::Finished {
    let program = std::env::current_exe().unwrap();
    let mut call = Call::new(program, Path::new("."), Duration::from_secs(300))
        .arg("--exact")
        .args(tests.iter().copied());
    for (name, value) in settings {
        call = call.env(name, *value);
    }
    process::run(&call).unwrap()
}

#[test]
fn nothing_is_left_behind() {
    let temporary = tempfile::tempdir().unwrap();
    let tests = [
        "a_build_that_fails_says_why",
        "a_build_that_hangs_is_ended",
        "an_import_that_crashes_is_a_failure",
        "tests_that_hang_are_ended",
    ];
    let done = again(&tests, &[("TMPDIR", temporary.path())]);
    assert!(done.ok(), "{}", done.last_lines(20));
    let left: Vec<PathBuf> =
        temporary.path().read_dir().unwrap().flatten().map(|entry| entry.path()).collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(processes_with(temporary.path()), Vec::<PathBuf>::new());
}

/// Processes whose environment names a folder.
fn processes_with(folder: &Path) -> Vec<PathBuf> {
    let wanted = format!("TMPDIR={}", folder.display());
    let Ok(processes) = Path::new("/proc").read_dir() else { return Vec::new() };
    let holds = |path: &PathBuf| {
        let environment = scratch::read(&path.join("environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|entry| entry == wanted.as_bytes())
    };
    processes.flatten().map(|entry| entry.path()).filter(holds).collect()
}

#[test]
fn no_compiler_at_hand() {
    if std::env::var_os("MT_WITHOUT_COMPILER").is_some() {
        let mut python = python();
        python.cc = "no-such-compiler".to_owned();
        let folder = shelf();
        let mut request = request(folder.path(), After::Tree(folder.path().to_owned(), Vec::new()));
        request.pythons = vec![python];
        let error = run(&request, &mut Silent).unwrap_err().to_string();
        let wanted = "no compiler found (tried no-such-compiler, cc, gcc, clang): install one, or name it in CC or CXX";
        assert_eq!(error, wanted);
        return;
    }
    let empty = tempfile::tempdir().unwrap();
    let python = python().executable;
    let settings =
        [("PATH", empty.path()), ("MIGRATE_TYPES_PYTHONS", &python), ("MT_WITHOUT_COMPILER", empty.path())];
    let done = again(&["no_compiler_at_hand"], &settings);
    assert!(done.ok(), "{}", done.last_lines(20));
}
