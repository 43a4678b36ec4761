//! Versions of CPython, and what a version has.
//!
//! Only feature releases of Python 3 count: `3.9`, never `3.9.18`. This module does not know any name of the C API.

use std::fmt;
use std::str::FromStr;

/// A feature release of CPython 3, by its minor number. Ordered from old to new.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    pub minor: u8,
}

/// The oldest version the output may have to build on.
pub const OLDEST: Version = Version::of(9);

/// The newest version whose C API the tables describe. Rows above 3.13 follow the published documentation.
pub const NEWEST: Version = Version::of(15);

impl Version {
    /// `3.minor`
    pub const fn of(minor: u8) -> Version {
        Version { minor }
    }

    /// What `PY_VERSION_HEX` (and `Py_LIMITED_API`) is for the first release of it: `0x030A0000` for 3.10.
    pub const fn hex(self) -> u32 {
        0x0300_0000 | (self.minor as u32) << 16
    }

    /// The supported versions from this one on, this one included.
    pub fn and_later(self) -> impl Iterator<Item = Version> {
        (self.minor.max(OLDEST.minor)..=NEWEST.minor).map(Version::of)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "3.{}", self.minor)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not a version that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownVersion(String);

impl fmt::Display for UnknownVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no supported version of CPython: write one of {OLDEST} to {NEWEST}", self.0)
    }
}

impl std::error::Error for UnknownVersion {}

impl FromStr for Version {
    type Err = UnknownVersion;

    /// Reads `3.N` for a supported `N`. A patch number (`3.9.2`) is no version here.
    fn from_str(text: &str) -> Result<Version, UnknownVersion> {
        let minor = text.strip_prefix("3.").filter(|minor| minor.bytes().all(|b| b.is_ascii_digit()));
        let version = minor.and_then(|minor| minor.parse().ok()).map(Version::of);
        version.filter(|v| (OLDEST..=NEWEST).contains(v)).ok_or_else(|| UnknownVersion(text.to_owned()))
    }
}

/// The first version that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    /// In the headers without `Py_LIMITED_API`. `None`: in no CPython 3. A name that was there before [`OLDEST`]
    /// may say any older version.
    pub full: Option<Version>,
    /// Usable with `Py_LIMITED_API` of that version: the headers show it, and either the manifest of the stable ABI
    /// promises it, or it is a constant or a macro over what is promised. `None`: never.
    pub limited: Option<Version>,
}

impl Since {
    /// Older than anything that is asked for, and in the limited API.
    pub const ALWAYS: Since = Since::both(2);
    /// Python 2 had it; CPython 3 does not.
    pub const NEVER: Since = Since { full: None, limited: None };

    pub const fn both(minor: u8) -> Since {
        Since::split(minor, minor)
    }

    pub const fn split(full: u8, limited: u8) -> Since {
        Since { full: Some(Version::of(full)), limited: Some(Version::of(limited)) }
    }

    /// Not in the limited API.
    pub const fn full(minor: u8) -> Since {
        Since { full: Some(Version::of(minor)), limited: None }
    }
}

/// What the output must build on and behave on: the only configuration that a rule sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The lowest CPython.
    pub lowest: Version,
    /// The version of the limited API that the output keeps to, if it does.
    pub limited: Option<Version>,
}

impl Target {
    /// The full C API, from `lowest` on.
    pub const fn full(lowest: Version) -> Target {
        Target { lowest, limited: None }
    }

    /// Whether the output can count on a name: every CPython of the target has it.
    pub fn has(self, since: Since) -> bool {
        match self.limited {
            Some(limited) => since.limited.is_some_and(|first| first <= limited),
            None => since.full.is_some_and(|first| first <= self.lowest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_read_print_and_sort() {
        assert_eq!("3.10".parse(), Ok(Version::of(10)));
        assert_eq!(Version::of(10).to_string(), "3.10");
        assert_eq!(Version::of(10).hex(), 0x030A_0000);
        assert!(Version::of(9) < Version::of(10));
        assert_eq!(Version::of(13).and_later().collect::<Vec<_>>(), [13, 14, 15].map(Version::of));
        for wrong in ["3.8", "3.16", "3.9.2", "2.7", "3.", "3.+9", "3.300", "310", ""] {
            assert_eq!(wrong.parse::<Version>(), Err(UnknownVersion(wrong.to_owned())));
        }
        let message = UnknownVersion("2.7".to_owned()).to_string();
        assert_eq!(message, "`2.7` is no supported version of CPython: write one of 3.9 to 3.15");
    }

    #[test]
    fn a_target_counts_on_what_its_lowest_version_has() {
        let by_def = Since::split(11, 13);
        assert!(!Target::full(Version::of(10)).has(by_def));
        assert!(Target::full(Version::of(11)).has(by_def));
        let limited = |minor| Target { lowest: Version::of(minor), limited: Some(Version::of(minor)) };
        assert!(!limited(12).has(by_def));
        assert!(limited(13).has(by_def));
        assert!(!limited(15).has(Since::full(9)));
        assert!(!Target::full(NEWEST).has(Since::NEVER));
    }
}
