//! Reads what unittest (and pytest without its XML) prints.
//!
//! Does not know which of them printed it.

use std::collections::BTreeMap;

use super::Ended;

/// Outcomes by name, and how many tests ran, as far as the lines tell.
pub(super) fn tests(output: &str) -> (BTreeMap<String, Ended>, Option<usize>) {
    let mut found = BTreeMap::new();
    let mut count = None;
    for line in output.lines() {
        if let Some((name, ended)) = verbose(line).or_else(|| headline(line)).or_else(|| pytest(line)) {
            // The headline of a failure comes after its verbose line, and says the same.
            found.insert(name, ended);
        }
        // Some runners indent it.
        if let Some(number) = line.trim_start().strip_prefix("Ran ").and_then(|rest| rest.split(' ').next()) {
            count = number.parse().ok().map(|number: usize| count.unwrap_or(0) + number);
        }
    }
    (found, count)
}

/// `test_x (module.Class.test_x) ... ok`
fn verbose(line: &str) -> Option<(String, Ended)> {
    let (name, ended) = line.rsplit_once(" ... ")?;
    let ended = match ended.split([' ', ':']).next()? {
        "ok" | "expected" => Ended::Passed,
        "FAIL" | "ERROR" | "unexpected" => Ended::Failed,
        "skipped" => Ended::Skipped,
        _ => return None,
    };
    Some((unittest_name(name)?, ended))
}

/// `FAIL: test_x (module.Class.test_x)`; zope.testrunner words it otherwise.
fn headline(line: &str) -> Option<(String, Ended)> {
    let starts = ["FAIL: ", "ERROR: ", "Failure in test ", "Error in test "];
    let name = starts.iter().find_map(|start| line.strip_prefix(start))?;
    Some((unittest_name(name)?, Ended::Failed))
}

/// `tests/test_x.py::test_y PASSED [ 50%]`, `FAILED tests/test_x.py::test_y - why`
fn pytest(line: &str) -> Option<(String, Ended)> {
    let mut words = line.split(' ');
    let (first, second) = (words.next()?, words.next()?);
    let ended = |word| match word {
        "PASSED" | "XFAIL" => Some(Ended::Passed),
        "FAILED" | "ERROR" => Some(Ended::Failed),
        "SKIPPED" => Some(Ended::Skipped),
        _ => None,
    };
    let (name, ended) = match (ended(first), ended(second)) {
        (Some(ended), None) => (second, ended),
        (None, Some(ended)) => (first, ended),
        _ => return None,
    };
    name.contains("::").then(|| (name.to_owned(), ended))
}

/// `module.Class.test_x`: from 3.11 on it stands so in the brackets, before without the last part.
fn unittest_name(text: &str) -> Option<String> {
    let (name, rest) = text.split_once(" (")?;
    let place = rest.split(')').next()?;
    if name.contains(' ') {
        return None;
    }
    Some(if place.rsplit('.').next() == Some(name) { place.to_owned() } else { format!("{place}.{name}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
test_a (t.A.test_a) ... ok
test_b (t.A) ... FAIL
test_c (t.A.test_c) ... skipped 'no'
======
FAIL: test_b (t.A)
ERROR: test_d (t.A.test_d)
Failure in test test_g (t.A.test_g)
  Ran 4 tests in 0.1s
t.py::e PASSED [ 9%]
FAILED t.py::f - why
";

    #[test]
    fn reads_both_kinds() {
        let (found, count) = tests(OUTPUT);
        let found: Vec<(&str, Ended)> = found.iter().map(|(name, ended)| (name.as_str(), *ended)).collect();
        let wanted = [
            ("t.A.test_a", Ended::Passed),
            ("t.A.test_b", Ended::Failed),
            ("t.A.test_c", Ended::Skipped),
            ("t.A.test_d", Ended::Failed),
            ("t.A.test_g", Ended::Failed),
            ("t.py::e", Ended::Passed),
            ("t.py::f", Ended::Failed),
        ];
        assert_eq!((found.as_slice(), count), (wanted.as_slice(), Some(4)));
    }
}
