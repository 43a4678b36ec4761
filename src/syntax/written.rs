//! Functions that a macro writes: `#define GETTER(kind) static PyObject *get_##kind(...) { ... }`, used at file level.
//!
//! The macro's body is read in its place, as an item is: a name that `##` puts together is one word there. What each use
//! makes of the words is kept beside. Only the plainest macros are taken: whatever else is left to those who read macros
//! as tokens.

use std::ops::Range;

use crate::source::{SourceFile, Span};

use super::ast::Name;
use super::cut::{Cutter, partners};
use super::evaluate::Life;
use super::head::{HeadKind, HeadReader, ItemHead};
use super::lex::{Token, TokenKind, ident_text};
use super::preprocess::MacroDef;
use super::shape::Shape;
use super::unit::View;

/// A macro each use of which writes one function, all of them at file level.
#[derive(Debug)]
pub struct Written {
    /// The macro.
    pub name: Name,
    /// The function in its body.
    pub head: ItemHead,
    pub uses: Vec<Span>,
    /// The words of the body, in order.
    pub words: Vec<Word>,
}

/// A word in the body of such a macro.
#[derive(Debug)]
pub struct Word {
    /// As the facts have it: `get_##kind`.
    pub text: String,
    pub span: Span,
    /// What it is at each use, in their order; nothing for a word that is itself.
    pub made: Vec<String>,
}

impl Written {
    /// Every name that stands in one of the functions, with its place in the macro.
    pub fn names(&self) -> impl Iterator<Item = (&str, Span)> {
        self.words.iter().flat_map(|word| {
            let own = word.made.is_empty().then_some(&word.text);
            own.into_iter().chain(&word.made).map(|name| (name.as_str(), word.span))
        })
    }

    /// The names of the functions.
    pub fn functions(&self) -> &[String] {
        let own = self.head.name.as_ref().map(|name| name.span);
        self.words.iter().find(|word| Some(word.span) == own).map_or(&[], |word| &word.made)
    }
}

/// What a file consists of.
pub(super) struct Finder<'a> {
    pub file: &'a SourceFile,
    pub tokens: &'a [Token],
    pub macros: &'a [MacroDef],
    pub items: &'a [ItemHead],
    pub shape: &'a dyn Fn(&[u8]) -> Shape,
}

/// A use's arguments, each with its tokens.
type Args = Vec<Vec<Token>>;

impl Finder<'_> {
    /// Every such macro, with a view of its body; the views are numbered on.
    pub fn find(&self, views: &mut Vec<View>) -> Vec<Written> {
        let mut found = Vec::new();
        if self.file.is_cplusplus() {
            return found;
        }
        for def in self.macros.iter().filter(|def| self.may_write(def)) {
            let Some(uses) = self.uses(def, views) else { continue };
            let Some((view, words)) = self.body(def, &uses) else { continue };
            let Some(head) = self.head(&view, views.len()) else { continue };
            views.push(view);
            let uses = uses.into_iter().map(|(span, _)| span).collect();
            let written = Written { name: def.name.clone(), head, uses, words };
            found.extend((!written.functions().is_empty()).then_some(written));
        }
        found
    }

    fn word(&self, token: Token) -> &[u8] {
        token.of(&self.file.bytes)
    }

    fn span(&self, token: Token) -> Span {
        Span { file: self.file.id, start: token.start, end: token.end }
    }

    /// Whether a macro has parameters and ends in a block, and stands between the items.
    fn may_write(&self, def: &MacroDef) -> bool {
        let ends = def.body_tokens.last().is_some_and(|&last| self.word(last) == b"}");
        let is_named = |other: &MacroDef| other.name.text == def.name.text;
        ends && def.params.is_some()
            && !def.variadic
            && def.life != Life::Never
            && self.macros.iter().filter(|other| is_named(other)).count() == 1
            && !self.items.iter().any(|item| item.span.contains(def.span))
    }

    /// The uses, when all of them are items by themselves.
    fn uses(&self, def: &MacroDef, views: &[View]) -> Option<Vec<(Span, Args)>> {
        let is_name =
            |token: &&Token| token.kind == TokenKind::Ident && self.word(**token) == def.name.text.as_bytes();
        let named_by_macro =
            self.macros.iter().flat_map(|other| &other.body_tokens).any(|token| is_name(&token));
        let is_use = |item: &&ItemHead| {
            item.kind == HeadKind::MacroCall
                && item.name.as_ref().is_some_and(|name| name.text == def.name.text)
        };
        let items: Vec<&ItemHead> = self.items.iter().filter(is_use).collect();
        let all = self.tokens.iter().filter(is_name).count();
        if items.is_empty() || items.len() != all || named_by_macro {
            return None;
        }
        let count = def.params.as_ref()?.len();
        let read =
            |item: &ItemHead| Some((item.span, self.args(item, views).filter(|args| args.len() == count)?));
        items.into_iter().map(read).collect()
    }

    /// The arguments of `NAME(a, b)` or `NAME(a, b);`.
    fn args(&self, item: &ItemHead, views: &[View]) -> Option<Args> {
        let tokens = &views[item.view].tokens[item.range.clone()];
        let tokens = match tokens {
            [head @ .., last] if self.word(*last) == b";" => head,
            all => all,
        };
        let [_, open, inner @ .., close] = tokens else { return None };
        if self.word(*open) != b"(" || self.word(*close) != b")" || item.readings() > 1 {
            return None;
        }
        let mut args: Args = vec![Vec::new()];
        for &token in inner {
            match self.word(token) {
                b"(" | b")" | b"{" | b"}" | b"[" | b"]" | b";" | b"#" => return None,
                b"," => args.push(Vec::new()),
                _ => args.last_mut()?.push(token),
            }
        }
        args.iter().all(|arg| !arg.is_empty()).then_some(args)
    }

    /// The body with pasted words made one, and all its words.
    fn body(&self, def: &MacroDef, uses: &[(Span, Args)]) -> Option<(View, Vec<Word>)> {
        let (mut tokens, mut words) = (Vec::new(), Vec::new());
        let mut rest = &def.body_tokens[..];
        while let [first, tail @ ..] = rest {
            rest = tail;
            let mut parts = vec![*first];
            while let [mark, next, tail @ ..] = rest
                && self.word(*mark) == b"##"
            {
                parts.push(*next);
                rest = tail;
            }
            let is_word = |part: &Token| matches!(part.kind, TokenKind::Ident | TokenKind::Number);
            if self.word(*first) == b"#" || parts.len() > 1 && !parts.iter().all(is_word) {
                return None;
            }
            let end = parts.last()?.end;
            let kind = if parts.len() > 1 { TokenKind::Ident } else { first.kind };
            let token = Token { kind, end, ..*first };
            tokens.push(token);
            if kind == TokenKind::Ident {
                let made = self.made(def, &parts, uses)?;
                words.push(Word { text: ident_text(self.word(token)), span: self.span(token), made });
            }
        }
        let is_attribute = |word: &Word| word.made.is_empty() && (self.shape)(word.text.as_bytes()).attribute;
        if words.iter().any(is_attribute) {
            return None;
        }
        Some((View { partners: partners(&self.file.bytes, &tokens), tokens }, words))
    }

    /// What a word is at each use: nothing where no parameter is in it. `None` when it is no one word where it must be.
    fn made(&self, def: &MacroDef, parts: &[Token], uses: &[(Span, Args)]) -> Option<Vec<String>> {
        let params = def.params.as_deref().unwrap_or_default();
        let place = |part: &Token| params.iter().position(|param| param.text.as_bytes() == self.word(*part));
        if parts.len() == 1 && parts.iter().all(|part| place(part).is_none()) {
            return Some(Vec::new());
        }
        let text = |tokens: &[Token]| {
            let words: Vec<String> = tokens.iter().map(|&token| ident_text(self.word(token))).collect();
            words.join(" ")
        };
        let at_use = |(_, args): &(Span, Args)| {
            let part = |part: &Token| match place(part) {
                Some(at) if parts.len() > 1 && args[at].len() > 1 => None,
                Some(at) => Some(text(&args[at])),
                None => Some(text(&[*part])),
            };
            parts.iter().map(part).collect::<Option<String>>()
        };
        uses.iter().map(at_use).collect()
    }

    /// The function that the body is, if it is one.
    fn head(&self, view: &View, number: usize) -> Option<ItemHead> {
        let View { tokens, partners } = view;
        let (bytes, shape) = (&self.file.bytes[..], self.shape);
        let cuts = Cutter { bytes, tokens, partners, shape }.cut();
        let all: Range<usize> = 0..tokens.len();
        let [cut] = &cuts[..] else { return None };
        if cut.broken.is_some() || cut.range != all {
            return None;
        }
        let head = HeadReader { file: self.file.id, bytes, tokens, partners, shape }.head(number, all, None);
        (head.kind == HeadKind::Function && head.name.is_some()).then_some(head)
    }
}
