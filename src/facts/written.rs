//! Functions that macros write: `#define COUNT(op) static PyObject *count_ ## op(PyObject *module, PyObject *args) {...}`.
//!
//! Told from the tokens of the macro's body. What the functions are for is not asked here.

use std::collections::HashSet;

use crate::source::{SourceFile, Span};
use crate::syntax::head::{HeadKind, ItemHead};
use crate::syntax::unit::Unit;

use super::macros::{MacroFact, Macros, Paste};

/// The one function that the body of a macro is, perhaps with other items behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenFunction {
    pub paste: Paste,
    /// In order; `None` for one that is not plainly a name behind a type.
    pub params: Vec<Option<WrittenParam>>,
    /// From `{` to `}`.
    pub body: Span,
    /// The `{`, or the `;` of the last declaration behind it that calls nothing.
    pub opening: Span,
}

/// A parameter of such a function.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenParam {
    pub base: String,
    pub stars: usize,
    pub name: String,
}

/// The arguments of a macro that is used outside functions, as written.
pub fn args(file: &SourceFile, unit: &Unit, head: &ItemHead) -> Vec<String> {
    let mut args = vec![String::new()];
    let mut depth = 0;
    for span in unit.code_in(head.span).skip(1) {
        let text = file.text(span);
        match &*text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        match (depth, &*text) {
            (0, _) => break,
            (1, "(") if args.len() == 1 && args[0].is_empty() => {}
            (1, ",") => args.push(String::new()),
            _ => args.last_mut().expect("there is always one").push_str(&text),
        }
    }
    args
}

/// All names that macros may put together where they are used outside functions.
pub fn names<'a>(
    files: impl Iterator<Item = (&'a SourceFile, &'a Unit)>,
    macros: &Macros,
) -> HashSet<String> {
    let mut names = HashSet::new();
    for (file, unit) in files {
        for head in unit.items().iter().filter(|head| head.kind == HeadKind::MacroCall) {
            let Some(name) = &head.name else { continue };
            let pastes: Vec<Paste> = macros.get(&name.text).iter().flat_map(|one| one.pastes()).collect();
            if !pastes.is_empty() {
                let args = args(file, unit, head);
                names.extend(pastes.iter().filter_map(|paste| paste.made_of(&args)));
            }
        }
    }
    names
}

impl Paste {
    /// The name that it makes of the arguments of a use.
    pub fn made_of(&self, args: &[String]) -> Option<String> {
        Some(format!("{}{}{}", self.before, args.get(self.param)?, self.after))
    }
}

impl MacroFact {
    /// The function that its body defines, when it begins with one, and has no other.
    pub fn function(&self) -> Option<WrittenFunction> {
        let word = |at: usize| self.tokens.get(at).map_or("", |(word, _)| word.as_str());
        let open = (0..self.tokens.len()).find(|&at| word(at) == "{")?;
        let close = self.closing(open)?;
        let params_close = open.checked_sub(1).filter(|&at| word(at) == ")")?;
        let params_open = (0..params_close).find(|&at| self.closing(at) == Some(params_close))?;
        let mut name = params_open.checked_sub(1)?;
        while name >= 2 && word(name - 1) == "##" {
            name -= 2;
        }
        let is_type = |at: usize| is_name(word(at)) || word(at) == "*";
        let is_alone = !(close + 1..self.tokens.len()).any(|at| word(at) == "{");
        if name == 0 || !(0..name).all(is_type) || !is_alone {
            return None;
        }
        let span = self.tokens[name].1.to(self.tokens[params_open - 1].1);
        let paste = self.pastes().into_iter().find(|paste| paste.span == span)?;
        let params = self.tokens[params_open + 1..params_close].split(|(word, _)| word == ",");
        Some(WrittenFunction {
            paste,
            params: params.map(|tokens| self.param(tokens)).collect(),
            body: self.tokens[open].1.to(self.tokens[close].1),
            opening: self.opening(open),
        })
    }

    /// The bracket that closes the one at a place.
    fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0;
        for (at, (word, _)) in self.tokens.iter().enumerate().skip(open) {
            match word.as_str() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                _ if at == open => return None,
                _ => {}
            }
            if depth == 0 {
                return Some(at);
            }
        }
        None
    }

    fn param(&self, tokens: &[(String, Span)]) -> Option<WrittenParam> {
        let ((name, _), ty) = tokens.split_last()?;
        let is_given = |word: &String| self.params.iter().flatten().any(|param| param == word);
        let mut words: Vec<&String> = ty.iter().map(|(word, _)| word).collect();
        let stars = words.iter().rev().take_while(|word| **word == "*").count();
        words.truncate(words.len() - stars);
        let is_plain = is_name(name) && !is_given(name) && words.iter().all(|word| is_name(word));
        let base: Vec<&str> =
            words.iter().map(|word| word.as_str()).filter(|word| *word != "const").collect();
        (is_plain && !base.is_empty()).then(|| WrittenParam {
            base: base.join(" "),
            stars,
            name: name.clone(),
        })
    }

    /// The `{` at a place, or the end of the last plain declaration behind it.
    fn opening(&self, open: usize) -> Span {
        let mut opening = self.tokens[open].1;
        let mut rest = &self.tokens[open + 1..];
        while let Some(end) = rest.iter().position(|(word, _)| word == ";") {
            let (statement, tail) = rest.split_at(end + 1);
            if !is_declaration(statement) {
                break;
            }
            opening = statement[end].1;
            rest = tail;
        }
        opening
    }
}

/// Whether a statement is a declaration that calls nothing: `T *x = NULL;`.
fn is_declaration(statement: &[(String, Span)]) -> bool {
    const NONE: [&str; 9] =
        ["return", "goto", "break", "continue", "else", "do", "case", "default", "static"];
    let word = |at: usize| statement.get(at).map_or("", |(word, _)| word.as_str());
    let opens = |(word, _): &(String, Span)| matches!(word.as_str(), "(" | "{" | "}" | "#" | "##");
    is_name(word(0))
        && !NONE.contains(&word(0))
        && (is_name(word(1)) || word(1) == "*")
        && !statement.iter().any(opens)
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}
