//! The tables of the C API against the headers and interpreters of every CPython at hand.
//!
//! The headers are read as a compiler sees them, whole and as limited API, so that no `#if` is guessed at.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use migrate_types::capi::builtins::{AsBase, BUILTINS};
use migrate_types::capi::casts::CASTS;
use migrate_types::capi::fields::{FIELDS, FORMER};
use migrate_types::capi::suites::{MemberSlot, SUITES};
use migrate_types::capi::{OLDEST, Since, Version, api, calls, entries, flags, limited, slots};
use migrate_types::verify::places;
use migrate_types::verify::process::{self, Call, Finished};
use migrate_types::verify::{pythons, scratch};

/// A CPython of this machine.
struct Python {
    version: Version,
    program: PathBuf,
    include: PathBuf,
}

/// All of them; none only outside CI, and then that is said.
fn pythons() -> Vec<Python> {
    let of = |python: &pythons::Python| Python {
        version: Version::of(python.version.1 as u8),
        program: python.executable.clone(),
        include: python.include_dirs[0].clone(),
    };
    let found: Vec<Python> = pythons::cpythons().map(of).collect();
    if found.is_empty() {
        skip("no CPython with headers was found; set MIGRATE_TYPES_PYTHONS");
    }
    found
}

/// Says that a test cannot do its work; in CI that is a failure.
fn skip(why: &str) {
    assert!(places::setting("CI").is_none(), "{why}");
    say(why);
}

/// Says, past the test harness's capture, that something was not tested.
fn say(why: &str) {
    writeln!(std::io::stderr(), "SKIPPED: {why}").expect("stderr takes a line");
}

/// `None` when there is no such program.
fn run(program: &Path, arguments: &[&str]) -> Option<Finished> {
    let call = Call::new(program, Path::new("."), Duration::from_secs(60)).args(arguments.iter().copied());
    process::run(&call).ok()
}

#[test]
fn fields_stand_in_the_order_of_the_struct() {
    for python in pythons() {
        let header = read_header(&python, "cpython/object.h");
        let found = members_of(&header, "struct _typeobject").split_off(1);
        let rows: Vec<_> = FIELDS.iter().filter(|row| row.since <= python.version).collect();
        let expected: Vec<&str> = rows.iter().map(|row| row.name).collect();
        assert_eq!(names(&found), expected, "PyTypeObject of {}", python.version);
        for (member, row) in found.iter().zip(rows) {
            same_type(member, row.c_type, python.version);
        }
        for row in FORMER {
            assert!(!names(&found).contains(&row.name), "{} is a field of {}", row.name, python.version);
        }
    }
}

/// Each cast is a macro of one argument in some CPython, and where it is one it makes a pointer of the type said.
#[test]
fn casts_are_macros_that_cast() {
    let pythons = pythons();
    for (name, base) in CASTS {
        let bodies: Vec<String> = pythons.iter().filter_map(|python| macro_body(python, name)).collect();
        assert!(pythons.is_empty() || !bodies.is_empty(), "{name} is no macro");
        assert!(bodies.iter().all(|body| body.contains(base)), "{name} casts to something else: {bodies:?}");
    }
}

/// The body of a macro of one argument, continued lines joined, as its header has it.
fn macro_body(python: &Python, name: &str) -> Option<String> {
    ["object.h", "methodobject.h"].iter().find_map(|header| {
        let text = std::fs::read_to_string(python.include.join(header)).ok()?.replace("\\\n", " ");
        let start = text.find(&format!("define {name}("))?;
        text[start..].lines().next().map(str::to_owned)
    })
}

#[test]
fn suites_stand_in_the_order_of_their_structs() {
    for python in pythons() {
        let header = read_header(&python, "cpython/object.h");
        for suite in SUITES {
            let found = members_of(&header, suite.c_type);
            let there = |slot| match slot {
                MemberSlot::Id(id) => has(slots::slot_named(id).expect(id).since.full, python.version),
                MemberSlot::Hole => true,
            };
            let rows: Vec<_> = suite.members.iter().filter(|row| there(row.slot)).collect();
            let expected: Vec<&str> = rows.iter().map(|row| row.name).collect();
            assert_eq!(names(&found), expected, "{} of {}", suite.c_type, python.version);
            for (member, row) in found.iter().zip(rows) {
                same_type(member, row.c_type, python.version);
            }
        }
    }
}

#[test]
fn a_module_definition_stands_in_the_order_of_its_struct() {
    for python in pythons() {
        let header = read_header(&python, "moduleobject.h");
        let found = members_of(&header, "struct PyModuleDef").split_off(1);
        assert_eq!(names(&found), entries::MODULE_DEF, "PyModuleDef of {}", python.version);
        for (field, _) in entries::MODULE_FIELDS {
            assert!(entries::MODULE_DEF.contains(field), "{field}");
        }
    }
}

#[test]
fn slots_are_those_of_the_headers() {
    let is_slot = |name: &str| {
        ["tp", "nb", "sq", "mp", "am", "bf"].iter().any(|s| name.starts_with(&format!("Py_{s}_")))
    };
    let rows: Vec<(&str, Since)> = slots::SLOTS.iter().map(|row| (row.name, row.since)).collect();
    macros_are_these(is_slot, &rows);
}

#[test]
fn flags_are_those_of_the_headers() {
    let is_flag = |name: &str| name.trim_start_matches('_').starts_with("Py_TPFLAGS_");
    let rows: Vec<(&str, Since)> = flags::FLAGS.iter().map(|row| (row.name, row.since)).collect();
    macros_are_these(is_flag, &rows);
}

/// In every version, whole and limited, the macros that `wanted` picks are the rows that say so, and no others.
fn macros_are_these(wanted: impl Fn(&str) -> bool, rows: &[(&str, Since)]) {
    for python in pythons() {
        for limited in [false, true] {
            let Some(seen) = Seen::of(&python, limited) else { return };
            let found: BTreeSet<&str> =
                seen.macros.iter().map(String::as_str).filter(|name| wanted(name)).collect();
            let first = |since: Since| if limited { since.limited } else { since.full };
            let there = rows.iter().filter(|(_, since)| has(first(*since), python.version));
            let expected: BTreeSet<&str> = there.map(|(name, _)| *name).collect();
            assert_eq!(found, expected, "{} limited: {limited}", python.version);
        }
    }
}

#[test]
fn api_names_came_when_the_table_says() {
    for python in pythons() {
        let (Some(full), Some(limited)) = (Seen::of(&python, false), Seen::of(&python, true)) else { return };
        for row in api::API {
            let expected = has(row.since.full, python.version);
            assert_eq!(full.has(row.name), expected, "{} in {}", row.name, python.version);
            // Headers may show a name before the manifest promises it, so one direction only.
            if has(row.since.limited, python.version) {
                assert!(limited.has(row.name), "{} in the limited API of {}", row.name, python.version);
            }
        }
        let by_def = full.has(api::MODULE_BY_DEF_IN_3_10);
        assert_eq!(by_def, python.version == Version::of(10), "{}", python.version);
        for (slot, _) in entries::MODULE_SLOTS {
            assert!(full.has(slot), "{slot} in {}", python.version);
        }
        for flag in entries::CONVENTIONS.iter().flat_map(|row| row.flags) {
            assert!(full.has(flag), "{flag} in {}", python.version);
        }
    }
}

/// The names that a result for the limited API is held against: each is shown from its version on.
#[test]
fn names_of_the_limited_api_are_those_of_the_headers() {
    for python in pythons().into_iter().filter(|python| python.version >= limited::OLDEST) {
        let Some(seen) = Seen::of(&python, true) else { return };
        let there = limited::rows().filter(|(_, since)| *since <= python.version);
        let missing: Vec<&str> =
            there.map(|(name, _)| name).filter(|name| !is_configured(name) && !seen.has(name)).collect();
        assert!(missing.is_empty(), "not in the limited API of {}: {missing:?}", python.version);
        let early: Vec<&str> = limited::rows()
            .filter(|(name, since)| *since > python.version && seen.macros.contains(*name))
            .map(|(name, _)| name)
            .collect();
        println!("shown by {} before they are promised: {early:?}", python.version);
    }
}

/// What pyconfig.h says of the machine, which another machine's may leave out.
fn is_configured(name: &str) -> bool {
    name.starts_with("PY_") || ["Py_ENABLE_SHARED", "Py_HASH_ALGORITHM"].contains(&name)
}

/// A name that no CPython knows would be a misspelling, or Python 2's.
#[test]
fn every_call_is_known_to_some_cpython() {
    let found = pythons();
    let versions: Vec<Version> = found.iter().map(|python| python.version).collect();
    if !versions.contains(&OLDEST) || !versions.iter().any(|&v| v >= Version::of(12)) {
        return say("names of calls are only checked with CPython 3.9 and a CPython from 3.12 on");
    }
    let mut known = BTreeSet::new();
    for python in &found {
        let Some(seen) = Seen::of(python, false) else { return };
        known.extend(seen.macros.iter().chain(&seen.identifiers).cloned());
        // CPython's own modules take tracking from here, and so do copies of them.
        known.extend(words(&read(&python.include.join("internal/pycore_object.h"))).map(str::to_owned));
    }
    for row in calls::CALLS {
        let is_python_2 = row.role == calls::Role::CreateModule { def: None };
        assert_eq!(known.contains(row.name), !is_python_2, "{}", row.name);
    }
}

#[test]
fn builtin_types_are_what_the_interpreters_say() {
    let lines = BUILTINS.iter().map(|row| format!("show({:?}, {})\n", row.name, row.python));
    let script = "import collections, contextvars, datetime, pickle, types, weakref\n\
        def show(name, cls):\n    \
            flags = cls.__flags__\n    \
            assert type(cls) is type and not flags & 1 << 9, name\n    \
            print(name, 'Final' if not flags & 1 << 10 else 'Collected' if flags & 1 << 14 else 'Plain')\n"
        .to_owned()
        + &lines.collect::<String>()
        + "for cls in vars(__builtins__).values():\n    \
            if isinstance(cls, type) and issubclass(cls, BaseException):\n        \
                assert cls.__flags__ & 1 << 10 and cls.__flags__ & 1 << 14, cls\n";
    let base = |as_base| match as_base {
        AsBase::Final => "Final",
        AsBase::Plain => "Plain",
        AsBase::Collected => "Collected",
    };
    let expected: String =
        BUILTINS.iter().map(|row| format!("{} {}\n", row.name, base(row.as_base))).collect();
    for python in pythons() {
        let output = run(&python.program, &["-I", "-c", &script]).expect("python runs");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{}", python.version);
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{}", python.version);
        let Some(seen) = Seen::of(&python, false) else { continue };
        for row in BUILTINS {
            assert!(seen.has(row.name), "{} in {}", row.name, python.version);
        }
    }
}

fn has(first: Option<Version>, version: Version) -> bool {
    first.is_some_and(|first| first <= version)
}

/// What a compiler sees of `Python.h`.
struct Seen {
    macros: BTreeSet<String>,
    identifiers: BTreeSet<String>,
}

impl Seen {
    /// `None` without a compiler, said aloud. `limited`: with `Py_LIMITED_API` of the interpreter's own version.
    fn of(python: &Python, limited: bool) -> Option<Arc<Seen>> {
        type Cache = BTreeMap<(Version, bool), Option<Arc<Seen>>>;
        static CACHE: Mutex<Cache> = Mutex::new(Cache::new());
        let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
        cache.entry((python.version, limited)).or_insert_with(|| Seen::read(python, limited)).clone()
    }

    fn read(python: &Python, limited: bool) -> Option<Arc<Seen>> {
        let defines = preprocess(python, limited, "-dM")?;
        let macros = defines.lines().filter_map(|line| line.strip_prefix("#define "));
        let macros = macros.filter_map(|line| words(line).next()).map(str::to_owned).collect();
        let text = preprocess(python, limited, "-P")?;
        Some(Arc::new(Seen { macros, identifiers: words(&text).map(str::to_owned).collect() }))
    }

    fn has(&self, name: &str) -> bool {
        self.macros.contains(name) || self.identifiers.contains(name)
    }
}

fn preprocess(python: &Python, limited: bool, how: &str) -> Option<String> {
    let compiler = places::setting("CC").unwrap_or_else(|| "cc".into());
    let include = format!("-I{}", python.include.display());
    let limit = format!("-DPy_LIMITED_API={:#010X}", python.version.hex());
    let mut arguments = vec!["-E", how, &include];
    arguments
        .extend(["Python.h", "structmember.h", "frameobject.h"].iter().flat_map(|name| ["-include", name]));
    arguments.extend(limited.then_some(limit.as_str()));
    arguments.extend(["-x", "c", "/dev/null"]);
    let Some(output) = run(Path::new(&compiler), &arguments) else {
        skip(&format!("no C compiler: {compiler:?} does not run; set CC"));
        return None;
    };
    assert!(output.ok(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

/// A header without its comments and with one blank for any white space.
fn read_header(python: &Python, name: &str) -> String {
    let text = read(&python.include.join(name));
    let mut code = String::new();
    for line in text.lines().map(|line| line.split("//").next().unwrap_or("")) {
        code.push_str(line);
        code.push(' ');
    }
    while let Some(start) = code.find("/*") {
        let end = code[start..].find("*/").expect("a comment ends") + start + 2;
        code.replace_range(start..end, " ");
    }
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read(path: &Path) -> String {
    let bytes = scratch::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The type and name of each member of a struct, found by `struct tag` before its body or by a typedef's name after it.
fn members_of(header: &str, name: &str) -> Vec<(String, String)> {
    let before = [format!("{name} {{"), format!("{name}{{")];
    let body = match before.iter().find_map(|head| header.find(head)) {
        Some(start) => &header[start..],
        None => {
            let end = header.find(&format!("}} {name};")).unwrap_or_else(|| panic!("no struct {name}"));
            &header[header[..end].rfind('{').expect("a body opens")..]
        }
    };
    let body = &body[body.find('{').expect("a body opens") + 1..body.find('}').expect("a body ends")];
    // The head is a macro without an end of its own: a member that callers split off.
    let body = body.replace("PyObject_VAR_HEAD", "PyVarObject ob_base;");
    body.split(';').filter(|member| !member.trim().is_empty()).flat_map(declared).collect()
}

/// `T a, b` and `T *a`, as pairs of type and name.
fn declared(member: &str) -> Vec<(String, String)> {
    let mut parts = member.split(',');
    let first = parts.next().expect("a split has a part").trim();
    let at = first.rfind([' ', '*']).expect("a type stands before a name") + 1;
    let c_type = first[..at].trim();
    let rest = parts.map(str::trim);
    std::iter::once(&first[at..]).chain(rest).map(|name| (c_type.to_owned(), name.to_owned())).collect()
}

fn names(members: &[(String, String)]) -> Vec<&str> {
    members.iter().map(|(_, name)| name.as_str()).collect()
}

/// Pointers changed their spelling over the versions (`struct PyMethodDef *`); function types never did.
fn same_type((found, name): &(String, String), expected: &str, version: Version) {
    if !expected.ends_with('*') {
        assert_eq!(found, expected, "{name} in {version}");
    }
}
