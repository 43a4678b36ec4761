//! The macros of all files read, by name.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::lex::{Token, TokenKind};
use crate::syntax::preprocess::MacroDef;
use crate::syntax::unit::Unit;

use super::calls::is_zero;

/// Every live `#define` of the files read.
#[derive(Debug, Default)]
pub struct Macros {
    by_name: HashMap<String, Vec<Arc<MacroFact>>>,
}

/// One definition of a macro.
#[derive(Clone, Debug, PartialEq)]
pub struct MacroFact {
    pub name: String,
    /// `None` for a macro without parentheses.
    pub params: Option<Vec<String>>,
    /// The whole directive.
    pub span: Span,
    /// The place of the name, and after it, of the parameter list.
    pub name_span: Span,
    pub body: Span,
    /// The tokens of the body, comments left out.
    pub tokens: Vec<(String, Span)>,
    /// The identifiers among them.
    pub idents: Vec<(String, Span)>,
    /// The body, blanks and comments folded.
    pub text: String,
}

impl Macros {
    pub fn new<'a>(sources: &Sources, units: impl Iterator<Item = &'a Unit>) -> Macros {
        let mut by_name: HashMap<String, Vec<Arc<MacroFact>>> = HashMap::new();
        for unit in units {
            let file = sources.get(unit.file());
            for definition in unit.macros().iter().filter(|definition| !unit.is_dead(definition.span.start)) {
                by_name
                    .entry(definition.name.text.clone())
                    .or_default()
                    .push(Arc::new(fact(file, definition)));
            }
        }
        Macros { by_name }
    }

    /// Those that stand in some of the files: another module's macro of the same name is another macro.
    pub fn within(&self, files: &HashSet<FileId>) -> Macros {
        let within = |definitions: &Vec<Arc<MacroFact>>| -> Vec<Arc<MacroFact>> {
            definitions.iter().filter(|one| files.contains(&one.span.file)).cloned().collect()
        };
        let by_name = self.by_name.iter().map(|(name, all)| (name.clone(), within(all)));
        Macros { by_name: by_name.filter(|(_, all)| !all.is_empty()).collect() }
    }

    /// All others than these.
    pub fn without(mut self, names: &HashSet<String>) -> Macros {
        self.by_name.retain(|name, _| !names.contains(name));
        self
    }

    /// The definitions of `name`, in the order of files and places.
    pub fn get(&self, name: &str) -> &[Arc<MacroFact>] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn iter(&self) -> impl Iterator<Item = &MacroFact> {
        self.by_name.values().flatten().map(Arc::as_ref)
    }

    /// Whether every definition of `name` stands for nothing but a null pointer or zero.
    pub fn is_null(&self, name: &str) -> bool {
        let definitions = self.get(name);
        !definitions.is_empty() && definitions.iter().all(|one| one.text == "NULL" || is_zero(&one.text))
    }
}

/// A name that a macro puts together with `##`: what it is given, between fixed words.
#[derive(Clone, Debug, PartialEq)]
pub struct Paste {
    /// From the first to the last of its words.
    pub span: Span,
    pub before: String,
    /// The place of the parameter among the macro's.
    pub param: usize,
    pub after: String,
}

impl Paste {
    /// Whether some argument makes `name` of it.
    pub fn can_make(&self, name: &str) -> bool {
        let fixed = self.before.len() + self.after.len();
        fixed > 0 && name.len() > fixed && name.starts_with(&self.before) && name.ends_with(&self.after)
    }
}

impl MacroFact {
    /// Whether a word stands in its body.
    pub fn names(&self, word: &str) -> bool {
        self.idents.iter().any(|(ident, _)| ident == word)
    }

    /// The names that its body puts together of one parameter and fixed words.
    pub fn pastes(&self) -> Vec<Paste> {
        let mut pastes = Vec::new();
        let mut rest = &self.tokens[..];
        while let [first, tail @ ..] = rest {
            rest = tail;
            let mut words = vec![first];
            while let [(mark, _), word, tail @ ..] = rest
                && mark == "##"
            {
                words.push(word);
                rest = tail;
            }
            if words.len() > 1 {
                pastes.extend(self.paste(&words));
            }
        }
        pastes
    }

    fn paste(&self, words: &[&(String, Span)]) -> Option<Paste> {
        let params = self.params.as_ref()?;
        let place = |word: &str| params.iter().position(|param| param == word);
        let mut given = words.iter().enumerate().filter_map(|(at, (word, _))| Some((at, place(word)?)));
        let (at, param) = given.next()?;
        if given.next().is_some() {
            return None;
        }
        let text = |words: &[&(String, Span)]| words.iter().map(|(word, _)| word.as_str()).collect();
        let span = words[0].1.to(words[words.len() - 1].1);
        Some(Paste { span, before: text(&words[..at]), param, after: text(&words[at + 1..]) })
    }

    /// Whether a name that it puts together is declared where it stands, `PyObject *prefix##_loop;`, and so is no use of
    /// anything: two words, or a word and stars, stand before it, and its declaration ends behind it.
    pub fn declares(&self, paste: &Paste) -> bool {
        const STATEMENTS: [&str; 6] = ["return", "goto", "else", "do", "case", "sizeof"];
        let word = |at: usize| self.tokens.get(at).map_or("", |(word, _)| word.as_str());
        let is_name = |word: &str| word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let Some(first) = self.tokens.iter().position(|(_, span)| span.start == paste.span.start) else {
            return false;
        };
        let last = self.tokens.iter().position(|(_, span)| span.end == paste.span.end).unwrap_or(first);
        let Some(ty) = (0..first).rev().find(|&at| word(at) != "*") else { return false };
        is_name(word(ty)) && !STATEMENTS.contains(&word(ty)) && word(last + 1) == ";"
    }

    /// Whether its use can leave the function it stands in.
    pub fn returns(&self) -> bool {
        self.idents.iter().any(|(name, _)| name == "return")
    }

    /// Whether the argument at `index` is only a word: the tag of a struct (`offsetof(struct s, field)`), or a part of
    /// another name or of a text (`str_ ## s`, `#s`).
    pub fn takes_word(&self, index: usize) -> bool {
        let Some(param) = self.params.as_ref().and_then(|params| params.get(index)) else { return false };
        let mut places = self.tokens.iter().enumerate().filter(|(_, (word, _))| word == param).peekable();
        let token = |at: Option<usize>| at.and_then(|at| self.tokens.get(at)).map_or("", |(word, _)| word);
        let is_word = |at: usize| {
            matches!(token(at.checked_sub(1)), "struct" | "union" | "enum" | "#" | "##")
                || token(Some(at + 1)) == "##"
        };
        places.peek().is_some() && places.all(|(at, _)| is_word(at))
    }
}

fn fact(file: &SourceFile, definition: &MacroDef) -> MacroFact {
    let body = definition.body_tokens.iter().filter(|token| token.kind != TokenKind::Comment);
    let word = |token: &Token| {
        let span = Span::new(file.id, token.start as usize, token.end as usize);
        (file.text(span).into_owned(), span)
    };
    let tokens: Vec<(String, Span)> = body.clone().map(word).collect();
    let idents = body.filter(|token| token.kind == TokenKind::Ident).map(word).collect();
    let words: Vec<&str> = tokens.iter().map(|(word, _)| word.as_str()).collect();
    MacroFact {
        name: definition.name.text.clone(),
        params: definition.params.as_ref().map(|list| list.iter().map(|name| name.text.clone()).collect()),
        span: definition.span,
        name_span: definition.name.span,
        body: definition.body,
        text: words.join(" "),
        idents,
        tokens,
    }
}
