//! Fields that are without a valid value for a while: `Py_DECREF(self->f); self->f = New();`.
//!
//! The collector must not look at such an object in between. Told from the tokens of every function, so that no function
//! must be parsed for it; whose field it is, this module does not know.

use crate::source::{SourceFile, Span};
use crate::syntax::head::HeadKind;
use crate::syntax::lex::TokenKind;
use crate::syntax::unit::Unit;

/// A reference that is given back some time before the field that held it is set anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refill {
    pub field: String,
    /// `Py_DECREF` or `Py_XDECREF`, which `Py_CLEAR` could replace.
    pub callee: Span,
    /// The function it stands in.
    pub function: Option<String>,
    /// Every name in that function, sorted.
    pub names: Vec<String>,
    /// Whether the field may be NULL in between: nobody reads it there, and the reference is the field's own.
    pub can_clear: bool,
}

/// Calls that run no code of others and allocate nothing.
const QUIET: [&str; 12] = [
    "Py_INCREF",
    "Py_XINCREF",
    "Py_NewRef",
    "Py_XNewRef",
    "Py_RETURN_NONE",
    "assert",
    "if",
    "while",
    "for",
    "switch",
    "return",
    "sizeof",
];

/// Reads every function of a file.
pub fn read(file: &SourceFile, unit: &Unit) -> Vec<Refill> {
    let mut found = Vec::new();
    for head in unit.items().iter().filter(|head| head.kind == HeadKind::Function) {
        let code = Code::new(file, unit, head.span);
        for at in 0..code.words.len() {
            let Some(mut refill) = code.refill(at) else { continue };
            refill.function = head.name.as_ref().map(|name| name.text.clone());
            refill.names = unit.names_in(file, head.span).map(|(name, _)| name.to_owned()).collect();
            refill.names.sort();
            refill.names.dedup();
            found.push(refill);
        }
    }
    found
}

/// The live tokens of a function.
struct Code<'a> {
    words: Vec<&'a [u8]>,
    spans: Vec<Span>,
}

impl<'a> Code<'a> {
    fn new(file: &'a SourceFile, unit: &Unit, span: Span) -> Code<'a> {
        let all = unit.tokens();
        let from = all.partition_point(|token| token.start < span.start);
        let inside = all[from..].iter().take_while(|token| token.end <= span.end);
        let code = inside.filter(|token| {
            !matches!(token.kind, TokenKind::Comment | TokenKind::Directive) && !unit.is_dead(token.start)
        });
        let mut this = Code { words: Vec::new(), spans: Vec::new() };
        for token in code {
            this.words.push(token.of(&file.bytes));
            this.spans.push(Span { file: file.id, start: token.start, end: token.end });
        }
        this
    }

    fn word(&self, at: usize) -> &'a [u8] {
        self.words.get(at).copied().unwrap_or_default()
    }

    /// The place of the bracket that closes the one at `open`.
    fn close(&self, open: usize) -> Option<usize> {
        let mut depth = 0;
        for at in open..self.words.len() {
            match self.word(at) {
                b"(" => depth += 1,
                b")" if depth == 1 => return Some(at),
                b")" => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// `Py_DECREF(place);` at `at`, with an assignment to the same place further down and something in between that may
    /// run other code.
    fn refill(&self, at: usize) -> Option<Refill> {
        if !matches!(self.word(at), b"Py_DECREF" | b"Py_XDECREF") || self.word(at + 1) != b"(" {
            return None;
        }
        let close = self.close(at + 1)?;
        let place = without_cast(&self.words[at + 2..close]);
        let [.., b"->", field] = place else { return None };
        if self.word(close + 1) != b";" {
            return None;
        }
        let sets =
            |from: usize| self.words[from..].starts_with(place) && self.word(from + place.len()) == b"=";
        let set = (close + 2..self.words.len()).find(|&from| sets(from))?;
        let value = set + place.len() + 1;
        let end = (value..self.words.len()).find(|&at| self.word(at) == b";")?;
        let (between, value) = (&self.words[close + 2..set], &self.words[value..end]);
        if !runs_code(between) && !runs_code(value) {
            return None;
        }
        let is_read = |words: &[&[u8]]| words.windows(2).any(|pair| pair[0] == b"->" && pair[1] == *field);
        // A reference that the function took for itself is not the field's.
        let is_taken = self.words[..at].windows(place.len() + 2).any(|words| {
            matches!(words[0], b"Py_INCREF" | b"Py_XINCREF" | b"Py_NewRef" | b"Py_XNewRef")
                && words[1] == b"("
                && &words[2..] == place
        });
        Some(Refill {
            field: String::from_utf8_lossy(field).into_owned(),
            callee: self.spans[at],
            function: None,
            names: Vec::new(),
            can_clear: !is_read(between) && !is_read(value) && !is_taken,
        })
    }
}

/// `self->f` of `(PyObject *)self->f`; `((T *)op)->f` has no cast around it.
fn without_cast<'w, 'a>(words: &'w [&'a [u8]]) -> &'w [&'a [u8]] {
    match words {
        [b"(", name, b"*", b")", rest @ ..] if rest.first() != Some(&&b"->"[..]) && *name != b"(" => rest,
        words => words,
    }
}

/// Whether a call stands among the words that may run code of others, the collector's included.
fn runs_code(words: &[&[u8]]) -> bool {
    words.windows(2).any(|pair| {
        let is_name = pair[0].first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
        let is_quiet = QUIET.iter().any(|name| name.as_bytes() == pair[0]);
        // A call through a pointer: `(*f)(x)`, `a->f(x)` ends in a name.
        pair[1] == b"(" && ((is_name && !is_quiet) || pair[0] == b")")
    })
}
