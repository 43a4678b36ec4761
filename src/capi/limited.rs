//! The names of the limited API, from [grammars/limited.txt]: what a build with `Py_LIMITED_API` may use, and since when.
//!
//! A name that is no row is taken to be outside. This module does not know where a name is used, or that a module may
//! have given it to something of its own.
//!
//! [grammars/limited.txt]: ../../grammars/limited.txt

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::version::Version;

/// The oldest limited API that the output can keep to: PyType_FromModuleAndSpec and the way from a type to its module
/// came to it with 3.10 (`Misc/stable_abi.toml`).
pub const OLDEST: Version = Version::of(10);

/// The struct whose members the limited API hides, and which it knows by pointers only.
pub const OPAQUE: [&str; 2] = ["PyTypeObject", "_typeobject"];

#[derive(Default)]
struct Table {
    since: HashMap<&'static str, Version>,
    instead: HashMap<&'static str, &'static str>,
    headers: HashSet<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| read(include_str!("../../grammars/limited.txt")));

fn read(text: &'static str) -> Table {
    let mut table = Table::default();
    // The version that a row is about; none in the row of headers.
    let mut version = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, instead)) = line.split_once(" -> ") {
            table.instead.insert(name, instead);
            continue;
        }
        for word in line.split_whitespace() {
            match (word.strip_suffix(':'), version) {
                (Some(head), _) => version = head.parse().ok(),
                (None, Some(version)) => {
                    table.since.insert(word, version);
                }
                (None, None) => {
                    table.headers.insert(word);
                }
            }
        }
    }
    table
}

/// The first version whose limited API has the name, [`OLDEST`] for those that are older; `None`: no version's.
pub fn since(name: &str) -> Option<Version> {
    TABLE.since.get(name).copied()
}

/// What to write in place of a name that is outside, in words.
pub fn instead(name: &str) -> Option<&'static str> {
    TABLE.instead.get(name).copied()
}

/// Whether a header of this name is one of CPython's.
pub fn is_header(name: &str) -> bool {
    TABLE.headers.contains(name)
}

/// Every row, in no order.
pub fn rows() -> impl Iterator<Item = (&'static str, Version)> {
    TABLE.since.iter().map(|(name, since)| (*name, *since))
}

/// Whether a name looks like one that CPython's headers give: `PyList_New`, `_Py_Dealloc`, `PY_VERSION_HEX`, `METH_NOARGS`.
pub fn is_of_cpython(name: &str) -> bool {
    // The module's own, though CPython gives it its name.
    if name.starts_with("PyInit_") {
        return false;
    }
    let rest = name.strip_prefix("_Py").or_else(|| name.strip_prefix("Py"));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c == '_' || c.is_ascii_uppercase()))
        || name.starts_with("PY_")
        || name.starts_with("METH_")
        || OPAQUE.contains(&name)
}

/// Whether a member of this name is one of a struct that the limited API hides: a type's.
pub fn is_hidden_member(name: &str) -> bool {
    name.starts_with("tp_") || name.starts_with("ht_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capi::{api, flags, slots};

    /// What the output uses is told from the other tables; both must say the same.
    #[test]
    fn it_agrees_with_the_other_tables() {
        let slots = slots::SLOTS.iter().map(|row| (row.name, row.since));
        let flags = flags::FLAGS.iter().map(|row| (row.name, row.since));
        let api = api::API.iter().map(|row| (row.name, row.since));
        for (name, other) in slots.chain(flags).chain(api).filter(|(name, _)| !name.starts_with('_')) {
            assert_eq!(since(name), other.limited.map(|limited| limited.max(OLDEST)), "{name}");
        }
    }

    #[test]
    fn a_name_has_its_version_or_a_way_out() {
        assert_eq!(since("PyList_GetItem"), Some(OLDEST));
        assert_eq!(since("Py_bf_getbuffer"), Some(Version::of(11)));
        assert_eq!(since("PyList_GET_ITEM"), None);
        assert!(is_header("Python.h") && !is_header("3.10:") && !is_header("zlib.h"));
        assert_eq!(instead("PyTuple_GET_SIZE"), Some("PyTuple_Size"));
        assert!(TABLE.instead.keys().all(|name| since(name).is_none()));
    }

    #[test]
    fn names_of_cpython_look_like_it() {
        for name in ["PyList_New", "_PyObject_New", "Py_ssize_t", "PY_SSIZE_T_MAX", "METH_O", "_typeobject"] {
            assert!(is_of_cpython(name), "{name}");
        }
        for name in ["Pyramid", "python", "METHOD", "PyInit_x", "pylist_new", "tp_name"] {
            assert!(!is_of_cpython(name), "{name}");
        }
    }
}
