//! What CPython says of itself, as constant tables: fields, slots, suites, flags, entry points, calls, versions.
//!
//! One row is one fact, and each fact is held against the headers of every CPython at hand (`tests/capi.rs`).
//! There is no logic here beyond look-ups, and nothing here knows about source text, types found in it, or rules.

pub mod api;
pub mod borrowed;
pub mod builtins;
pub mod calls;
pub mod casts;
pub mod entries;
pub mod fields;
pub mod flags;
pub mod libc;
pub mod limited;
pub mod memory;
pub mod slots;
pub mod suites;
pub mod version;
mod words;

pub use version::{NEWEST, OLDEST, Since, Target, Version};
pub use words::takes_word;

/// When `name` came to CPython, wherever in the tables it stands: a slot id, a flag, or an API the output may use.
pub fn since(name: &str) -> Option<Since> {
    let slot = slots::slot_named(name).map(|row| row.since);
    let flag = || flags::flag_named(name).map(|row| row.since);
    let api = || api::api_named(name).map(|row| row.since);
    slot.or_else(flag).or_else(api)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_whichever_table_it_stands() {
        assert_eq!(since("Py_am_send"), Some(Since::both(10)));
        assert_eq!(since("Py_TPFLAGS_IMMUTABLETYPE").and_then(|since| since.full), Some(Version::of(10)));
        assert_eq!(since("PyModule_Add"), Some(Since::both(13)));
        assert_eq!(since("PyType_Ready_"), None);
    }

    /// A name in two tables would be two facts about one thing.
    #[test]
    fn no_name_stands_in_two_tables() {
        let slots = slots::SLOTS.iter().map(|row| row.name);
        let flags = flags::FLAGS.iter().map(|row| row.name);
        let api = api::API.iter().map(|row| row.name);
        let mut names: Vec<&str> = slots.chain(flags).chain(api).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn the_limited_api_never_has_a_name_before_the_full_one() {
        let slots = slots::SLOTS.iter().map(|row| (row.name, row.since));
        let flags = flags::FLAGS.iter().map(|row| (row.name, row.since));
        let api = api::API.iter().map(|row| (row.name, row.since));
        for (name, since) in slots.chain(flags).chain(api) {
            assert!(
                since.limited.is_none_or(|limited| since.full.is_some_and(|full| full <= limited)),
                "{name}"
            );
        }
    }
}
