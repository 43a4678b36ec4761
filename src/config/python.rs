//! `requires-python`: which Python a project says it supports.

use toml::de::{DeTable, DeValue};

/// The lowest minor release of Python 3 that `[project] requires-python` of a pyproject.toml lets in. `None` when the
/// text does not say, or is no TOML: then this is not the place to complain.
pub fn requires_python(text: &str) -> Option<u8> {
    let document = DeTable::parse(text).ok()?;
    let project = document.get_ref().get("project")?;
    match project.get_ref().get("requires-python")?.get_ref() {
        DeValue::String(specifiers) => lowest(specifiers),
        _ => None,
    }
}

/// The lowest minor release that a list of version specifiers lets in (PEP 440); `None` without a lower bound.
fn lowest(specifiers: &str) -> Option<u8> {
    let clauses: Vec<(&str, &str)> =
        specifiers.split(',').filter_map(|clause| split(clause.trim())).collect();
    let bounds = clauses.iter().filter(|(operator, _)| [">=", "~=", "==", "===", ">"].contains(operator));
    let mut minor = bounds.filter_map(|(_, version)| minor_of(version)).max()?;
    let left_out = |minor: u8| clauses.iter().any(|clause| *clause == ("!=", &format!("3.{minor}.*")));
    while left_out(minor) {
        minor += 1;
    }
    Some(minor)
}

fn split(clause: &str) -> Option<(&str, &str)> {
    let end = clause.find(|letter: char| !"<>=!~".contains(letter))?;
    Some((&clause[..end], clause[end..].trim()))
}

/// The minor number of `3.N`, `3.N.M`, `3.N.*`; 0 for `3` and for Python 2.
fn minor_of(version: &str) -> Option<u8> {
    let mut parts = version.split('.');
    match parts.next()?.trim().parse::<u8>().ok()? {
        0..=2 => Some(0),
        3 => Some(parts.next().and_then(|minor| minor.parse().ok()).unwrap_or(0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_python_is_found_in_every_spelling() {
        let cases = [
            (">=3.9", Some(9)),
            (">= 3.10, <4", Some(10)),
            ("~=3.11.2", Some(11)),
            ("==3.12.*", Some(12)),
            (">3.8", Some(8)),
            ("!=3.9.*,>=3.9", Some(10)),
            (">=2.7, !=3.0.*, !=3.1.*", Some(2)),
            (">=3", Some(0)),
            ("<3.13", None),
            ("", None),
            ("nonsense", None),
        ];
        for (specifiers, expected) in cases {
            assert_eq!(lowest(specifiers), expected, "{specifiers}");
        }
    }

    #[test]
    fn it_is_read_from_the_project_table() {
        assert_eq!(requires_python("[project]\nrequires-python = \">=3.9\"\n"), Some(9));
        assert_eq!(requires_python("[project]\nname = \"x\"\n"), None);
        assert_eq!(requires_python("not toml"), None);
    }
}
