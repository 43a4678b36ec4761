//! The warnings of gcc and clang as values that can be compared from one build to another.
//!
//! Does not judge them.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// One warning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Warning {
    /// The file's name without its folder: before and after are built in different ones.
    pub file: String,
    pub line: u32,
    pub text: String,
    /// `-Wunused-parameter`; empty when the compiler names none.
    pub flag: String,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.text)?;
        if self.flag.is_empty() { Ok(()) } else { write!(f, " [{}]", self.flag) }
    }
}

/// The warnings in a compiler's output, but for those about files under `foreign` (headers of the interpreter).
pub fn parse(output: &str, foreign: &[&Path]) -> Vec<Warning> {
    output.lines().filter_map(|line| parse_line(line, foreign)).collect()
}

/// `folder/file.c:12:34: warning: text [-Wflag]`
fn parse_line(line: &str, foreign: &[&Path]) -> Option<Warning> {
    let (place, text) = line.split_once(": warning: ")?;
    let mut parts = place.rsplitn(3, ':');
    let (last, middle, first) = (parts.next()?, parts.next()?, parts.next());
    // The column may be missing.
    let (file, number) = first.map_or((middle, last), |file| (file, middle));
    let path = Path::new(file);
    if foreign.iter().any(|folder| path.starts_with(folder)) {
        return None;
    }
    let (text, flag) = match text.rsplit_once(" [-W") {
        Some((text, flag)) => (text, format!("-W{}", flag.trim_end_matches(']'))),
        None => (text, String::new()),
    };
    let file = path.file_name()?.to_string_lossy().into_owned();
    Some(Warning { file, line: number.parse().ok()?, text: plain_quotes(text), flag })
}

fn plain_quotes(text: &str) -> String {
    text.replace(['\u{2018}', '\u{2019}'], "'")
}

/// Those of `after` that have no counterpart in `before`. Lines do not count, for code moves; how often does. What every
/// table of slots is warned for is left out.
pub fn new_ones<'a>(before: &'a [Warning], after: &'a [Warning]) -> Vec<&'a Warning> {
    let mut known: Vec<&Warning> = before.iter().collect();
    let mut new = Vec::new();
    for warning in after.iter().filter(|warning| !is_of_slots(warning)) {
        match known.iter().position(|old| same(old, warning)) {
            Some(place) => drop(known.swap_remove(place)),
            None => new.push(warning),
        }
    }
    new
}

/// `PyType_Slot` keeps functions in a `void *`, for which ISO C has no conversion, and gcc and clang none that `-Wpedantic` is
/// silent about in both.
fn is_of_slots(warning: &Warning) -> bool {
    warning.flag == "-Wpedantic"
        && warning.text.contains("function pointer")
        && ["'void *'", "void pointer", "object pointer"].iter().any(|kind| warning.text.contains(kind))
}

fn same(one: &Warning, other: &Warning) -> bool {
    (&one.file, &one.text, &one.flag) == (&other.file, &other.text, &other.flag)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
a/m.c: In function ‘f’:
a/m.c:3:10: warning: unused variable ‘x’ [-Wunused-variable]
/usr/include/python3/Python.h:9:1: warning: odd [-Wodd]
a/m.c:5: warning: no column
a/m.c:7:1: error: not a warning: at all
";

    #[test]
    fn reads_place_text_and_flag_and_leaves_the_interpreter_out() {
        let found = parse(OUTPUT, &[Path::new("/usr/include/python3")]);
        let shown: Vec<String> = found.iter().map(Warning::to_string).collect();
        assert_eq!(shown, ["m.c:3: unused variable 'x' [-Wunused-variable]", "m.c:5: no column"]);
    }

    #[test]
    fn slots_are_not_counted_where_warnings_are_pedantic() {
        let of = |text: &str, flag: &str| Warning {
            file: "m.c".into(),
            line: 1,
            text: text.into(),
            flag: flag.into(),
        };
        let after = [
            of("ISO C forbids initialization between function pointer and 'void *'", "-Wpedantic"),
            of("ISO C forbids conversion of function pointer to object pointer type", "-Wpedantic"),
            of("ISO C forbids an empty translation unit", "-Wpedantic"),
            of("initialization of 'void *' from a function pointer", "-Wother"),
        ];
        assert_eq!(new_ones(&[], &after), [&after[2], &after[3]]);
    }

    #[test]
    fn counts_but_does_not_look_at_lines() {
        let warning = |line| Warning { file: "m.c".into(), line, text: "t".into(), flag: "-Wt".into() };
        let (before, after) = ([warning(1), warning(2)], [warning(9), warning(8), warning(7)]);
        assert_eq!(new_ones(&before, &after), [&after[2]]);
        assert!(new_ones(&after, &before).is_empty());
    }
}
