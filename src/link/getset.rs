//! Getters and setters that a macro names: `#define COMMON_GETSETS {"x", (getter)get_x, (setter)set_x, NULL},`.

use crate::facts::MacroFact;
use crate::source::Span;

/// The words of a macro's body that stand where a row of a getset table has its getter, or its setter, with what they are.
pub fn functions(definition: &MacroFact) -> Vec<(&str, Span, bool)> {
    let mut found = Vec::new();
    // The cell of the row that is read, and how many parentheses are open in it.
    let (mut cell, mut parens): (Option<usize>, usize) = (None, 0);
    let mut before = "";
    for (word, span) in &definition.tokens {
        match word.as_str() {
            "{" => cell = Some(0),
            "}" => cell = None,
            "(" => parens += 1,
            ")" => parens = parens.saturating_sub(1),
            "," if parens == 0 => cell = cell.map(|at| at + 1),
            "get" if before == "." => cell = cell.map(|_| 1),
            "set" if before == "." => cell = cell.map(|_| 2),
            word => match cell {
                Some(1) => found.push((word, *span, false)),
                Some(2) => found.push((word, *span, true)),
                _ => {}
            },
        }
        before = word;
    }
    found
}
