//! The refusals in the sources of the rules, and whether a case makes each of them speak.
//!
//! Read from the text: a string behind `let message = format!(`, or the message in a call of `refuse`. What is said in
//! other ways is not counted.

use std::fs;
use std::path::Path;

use super::Case;
use super::judged::Judged;

/// One of them.
pub struct Refusal {
    /// `src/rules/field_new.rs:40`
    pub place: String,
    /// With `{}` where names go.
    pub message: String,
}

/// All that stand in the rules, in order.
pub fn written(root: &Path) -> Vec<Refusal> {
    let folder = root.join("src/rules");
    let mut found = Vec::new();
    for path in super::entries(&folder) {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let place = |at: usize| {
            let line = text[..at].matches('\n').count() + 1;
            format!("src/rules/{}:{line}", super::file_name(&path))
        };
        let mut is_refused = false;
        for (at, literal) in literals(&text) {
            let before: String = text
                .get(at.saturating_sub(120)..at)
                .unwrap_or_default()
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect();
            let is_message = before.ends_with("letmessage=format!(")
                || (is_refused && (before.ends_with("\",") || before.ends_with("\",format!(")));
            is_refused = before.ends_with("refuse(RULE.name,");
            if is_message {
                found.push(Refusal { place: place(at), message: literal });
            }
        }
    }
    found
}

/// The string literals of a Rust source, each with its place. The sources of rules have no raw ones.
fn literals(text: &str) -> Vec<(usize, String)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with('"') {
            let (literal, length) = literal(rest);
            found.push((at, literal));
            at += length;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// What a literal stands for, and its length in the source.
fn literal(rest: &str) -> (String, usize) {
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, at + 1),
            '\\' => match chars.next() {
                Some((_, '\n')) => while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {},
                Some((_, escaped)) => value.push(escaped),
                None => {}
            },
            c => value.push(c),
        }
    }
    (value, rest.len())
}

impl Refusal {
    /// Whether the outcome of some case has the message.
    pub fn is_said(&self, cases: &[(Case, Judged)]) -> bool {
        let said = cases.iter().flat_map(|(_, judged)| &judged.outcome.diagnostics);
        said.into_iter().any(|said| {
            let labels = said.labels.iter().map(|label| label.text.as_str());
            [Some(said.message.as_str()), said.why.as_deref()]
                .into_iter()
                .flatten()
                .chain(labels)
                .any(|text| self.fits(text))
        })
    }

    /// Whether the message comes out as `text` with names put in.
    fn fits(&self, text: &str) -> bool {
        let pieces =
            self.message.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, rest)| rest));
        let mut rest = text;
        pieces.into_iter().all(|piece| match rest.find(piece) {
            Some(at) => {
                rest = &rest[at + piece.len()..];
                true
            }
            None => false,
        })
    }
}
