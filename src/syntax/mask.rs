//! One item's text in a form that the released C grammar reads right, of the same length as the original.
//!
//! Comments and directives are blanks; a macro that lacks a separator has one written into the white space after it;
//! attributes are blanked; what the grammar has no word for (a type as a macro's argument) is one identifier. While it
//! reads, the mask notes where statements, list entries and fields start: the tree must agree with that afterwards.
//! Only the bytes change, never a place, and nothing here is ever shown or written: text is sliced from the original.

mod declaration;
mod expression;
mod list;
mod statement;

use std::ops::Range;

use super::cut::NONE;
use super::head::{HeadKind, ItemHead};
use super::lex::{Token, TokenKind};
use super::shape::Shape;

/// Brackets and statements nest no deeper than this in an item that is parsed.
pub(super) const MOST_DEPTH: u32 = 200;

/// What is known of names where an item stands.
pub(super) trait Words {
    fn shape(&self, name: &[u8]) -> Shape;
    fn is_type(&self, name: &[u8]) -> bool;
}

/// What starts at a place, as the lexer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Start {
    Statement,
    Entry,
    Field,
}

/// A masked text, and what the lexer says of its structure.
pub(super) struct Masked {
    /// As long as the item, and one byte more that can hold a separator. Expressions and statements stand in braces
    /// that the original does not have.
    pub text: Vec<u8>,
    /// Where the text's first byte stands in the file; before the file's first byte for such a brace.
    pub base: i64,
    /// Offsets in the file, in order.
    pub starts: Vec<(u32, Start)>,
    pub form: Form,
}

/// What the tree of a masked text must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Function,
    /// A body whose head is the macro's use before it.
    BodyOnly,
    Declaration,
    /// An expression and `;`.
    Expression,
    Statements,
    Nothing,
}

impl Form {
    fn is_wrapped(self) -> bool {
        matches!(self, Form::Expression | Form::Statements)
    }
}

/// Where masking had to give up, and why.
pub(super) struct Trouble {
    pub at: u32,
    pub why: String,
}

type Outcome<T = ()> = Result<T, Trouble>;

/// Reads one item's tokens from left to right.
pub(super) struct Masker<'a> {
    bytes: &'a [u8],
    tokens: &'a [Token],
    partners: &'a [u32],
    words: &'a dyn Words,
    cplusplus: bool,
    end: usize,
    at: usize,
    base: u32,
    depth: u32,
    text: Vec<u8>,
    starts: Vec<(u32, Start)>,
}

/// The tokens that an item is masked from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub bytes: &'a [u8],
    pub tokens: &'a [Token],
    pub partners: &'a [u32],
    pub words: &'a dyn Words,
    pub cplusplus: bool,
}

/// Masks one item.
pub(super) fn mask(source: Source, head: &ItemHead, range: Range<usize>) -> Outcome<Masked> {
    let mut masker = Masker::new(source, range)?;
    let form = masker.item(head)?;
    Ok(masker.finish(form))
}

/// Masks text that is no item: an expression or statements.
pub(super) fn mask_fragment(source: Source, form: Form) -> Outcome<Masked> {
    let mut masker = Masker::new(source, 0..source.tokens.len())?;
    match form {
        Form::Expression if source.tokens.is_empty() => {
            return Err(Trouble { at: 0, why: "there is no expression here".to_string() });
        }
        Form::Expression => {
            masker.expression(masker.end)?;
            masker.insert(masker.end - 1, b';')?;
        }
        _ => {
            while masker.at < masker.end {
                masker.statement()?;
            }
        }
    }
    Ok(masker.finish(form))
}

impl<'a> Masker<'a> {
    fn new(source: Source<'a>, range: Range<usize>) -> Outcome<Masker<'a>> {
        let Source { bytes, tokens, partners, words, cplusplus } = source;
        let items = &tokens[range.clone()];
        let base = items.first().map_or(0, |t| t.start);
        let length = items.last().map_or(0, |t| t.end - base) as usize;
        let mut text = vec![b' '; length + 1];
        for (index, &token) in range.clone().zip(items) {
            render(&mut text[(token.start - base) as usize..(token.end - base) as usize], token, bytes)
                .map_err(|why| Trouble { at: token.start, why: why.to_string() })?;
            let opens = matches!(token.of(bytes), b"{" | b"(" | b"[" | b"}" | b")" | b"]");
            if opens && token.kind == TokenKind::Punct && !range.contains(&(partners[index] as usize)) {
                return Err(Trouble {
                    at: token.start,
                    why: "this bracket has no partner in the item".to_string(),
                });
            }
        }
        let (at, end) = (range.start, range.end);
        let starts = Vec::new();
        Ok(Masker { bytes, tokens, partners, words, cplusplus, end, at, base, depth: 0, text, starts })
    }

    fn finish(mut self, form: Form) -> Masked {
        self.starts.sort_unstable();
        let mut base = i64::from(self.base);
        if form.is_wrapped() {
            self.text.insert(0, b'{');
            self.text.push(b'}');
            base -= 1;
        }
        Masked { text: self.text, base, starts: self.starts, form }
    }

    fn item(&mut self, head: &ItemHead) -> Outcome<Form> {
        if self.word(self.at) == b"extern" && self.kind(self.at + 1) == Some(TokenKind::Str) {
            self.blank(self.at, self.at + 2);
            self.at += 2;
        }
        if self.cplusplus && self.word(self.at) == b"template" {
            let Some(behind) = self.template_end(self.at) else {
                return self.trouble(self.at, "this template is not understood");
            };
            self.blank(self.at, behind);
            self.at = behind;
        }
        match head.kind {
            HeadKind::Function => self.function(),
            HeadKind::MacroCall => {
                self.macro_call()?;
                Ok(Form::Expression)
            }
            HeadKind::Other if self.word(self.at) == b";" => Ok(Form::Nothing),
            // `PyDoc_VAR(name) = "...";`
            HeadKind::Variable if head.name.is_none() => {
                self.macro_call()?;
                Ok(Form::Expression)
            }
            HeadKind::Other => self.trouble(self.at, "this is no declaration that is understood"),
            _ => {
                self.declaration()?;
                Ok(Form::Declaration)
            }
        }
    }

    /// A macro's use that stands alone, with or without a semicolon.
    fn macro_call(&mut self) -> Outcome {
        while self.decorates_call() {
            self.blank(self.at, self.at + 1);
            self.at += 1;
        }
        let last = self.end - 1;
        let end = if self.word(last) == b";" { last } else { self.end };
        let behind = self.behind_use(self.at);
        self.lone_use(behind)?;
        self.expression(end)?;
        if end == self.end { self.insert(last, b';') } else { Ok(()) }
    }

    /// Whether a storage word or an attribute stands here, with the use of a macro behind it.
    fn decorates_call(&self) -> bool {
        let word = self.word(self.at);
        is_qualifier(word) || self.shape(self.at).attribute && self.is_ident(self.at + 1)
    }

    fn word(&self, index: usize) -> &'a [u8] {
        if index < self.end { self.tokens[index].of(self.bytes) } else { b"" }
    }

    fn kind(&self, index: usize) -> Option<TokenKind> {
        (index < self.end).then(|| self.tokens[index].kind)
    }

    fn is_ident(&self, index: usize) -> bool {
        self.kind(index) == Some(TokenKind::Ident)
    }

    /// An identifier that is no keyword of C.
    fn is_name(&self, index: usize) -> bool {
        self.is_ident(index) && !is_keyword(self.word(index))
    }

    fn shape(&self, index: usize) -> Shape {
        if self.is_name(index) { self.words.shape(self.word(index)) } else { Shape::default() }
    }

    /// The bracket that belongs to the one here. `new` has seen to it that there is one.
    fn close(&self, index: usize) -> usize {
        debug_assert_ne!(self.partners[index], NONE);
        self.partners[index] as usize
    }

    /// The index behind a name, or behind its arguments when it has some on the same line.
    fn behind_use(&self, index: usize) -> usize {
        let called = self.word(index + 1) == b"(";
        if called { self.close(index + 1) + 1 } else { index + 1 }
    }

    fn new_line_before(&self, index: usize) -> bool {
        if index == 0 || index >= self.end {
            return true;
        }
        let gap = self.tokens[index - 1].end as usize..self.tokens[index].start as usize;
        memchr::memchr(b'\n', &self.bytes[gap]).is_some()
    }

    fn trouble<T>(&self, index: usize, why: impl Into<String>) -> Outcome<T> {
        let at = self.tokens.get(index.min(self.end - 1)).map_or(0, |t| t.start);
        Err(Trouble { at, why: why.into() })
    }

    fn start(&mut self, kind: Start) {
        if self.at < self.end {
            self.starts.push((self.tokens[self.at].start, kind));
        }
    }

    fn deeper(&mut self) -> Outcome {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            self.trouble(self.at, format!("nested more than {MOST_DEPTH} deep"))
        } else {
            Ok(())
        }
    }

    /// Writes a separator behind the macro's use that ends with this token; over its last byte when nothing lies
    /// between it and the next token.
    fn insert(&mut self, index: usize, separator: u8) -> Outcome {
        let mut place = self.tokens[index].end;
        if index + 1 < self.end && self.tokens[index + 1].start == place {
            let called = self.word(index) == b")";
            let from = if called { self.close(index).saturating_sub(1) } else { index };
            if !self.is_name(from) || place - self.tokens[from].start < 2 {
                return self.trouble(index, "there is no white space behind this macro");
            }
            self.fill(from, index + 1);
            place -= 1;
        }
        self.text[(place - self.base) as usize] = separator;
        Ok(())
    }

    fn bytes_of(&mut self, from: usize, to: usize) -> &mut [u8] {
        let (start, end) = (self.tokens[from].start - self.base, self.tokens[to - 1].end - self.base);
        &mut self.text[start as usize..end as usize]
    }

    /// Takes tokens out of the text.
    fn blank(&mut self, from: usize, to: usize) {
        if from < to {
            self.bytes_of(from, to).fill(b' ');
        }
    }

    /// Makes tokens read as one identifier.
    fn fill(&mut self, from: usize, to: usize) {
        if from < to {
            self.bytes_of(from, to).fill(b'_');
        }
    }

    /// Writes a text over tokens, blanks behind it.
    fn overwrite(&mut self, from: usize, to: usize, text: &[u8]) -> Outcome {
        if self.bytes_of(from, to).len() < text.len() {
            return self.trouble(from, "this macro's name is too short to be read as a keyword");
        }
        let place = self.bytes_of(from, to);
        place.fill(b' ');
        place[..text.len()].copy_from_slice(text);
        Ok(())
    }
}

/// Writes one token: literals lose their content, and odd bytes their oddity, so that only structure is left.
fn render(text: &mut [u8], token: Token, bytes: &[u8]) -> Result<(), &'static str> {
    match token.kind {
        TokenKind::Number => text.fill(b'1'),
        TokenKind::Str | TokenKind::Char => {
            let quote = if token.kind == TokenKind::Str { b'"' } else { b'\'' };
            text.fill(b'x');
            let last = text.len() - 1;
            (text[0], text[last]) = (quote, quote);
        }
        TokenKind::Ident => {
            text.copy_from_slice(token.of(bytes));
            text.iter_mut().filter(|b| !b.is_ascii_alphanumeric()).for_each(|b| *b = b'_');
        }
        TokenKind::Punct => text.copy_from_slice(token.of(bytes)),
        TokenKind::Unknown => return Err("this text is not C"),
        TokenKind::Comment | TokenKind::Directive => {}
    }
    Ok(())
}

/// Words with which a statement starts, and operators that are words.
fn is_keyword(word: &[u8]) -> bool {
    starts_statement(word)
        || is_type_keyword(word)
        || is_qualifier(word)
        || matches!(
            word,
            b"else" | b"sizeof" | b"alignof" | b"_Alignof" | b"__alignof__" | b"__alignof" | b"_Generic"
        )
        || matches!(
            word,
            b"asm" | b"__asm__" | b"__asm" | b"typeof" | b"__typeof__" | b"__typeof" | b"offsetof"
        )
}

/// Words that can be the name of nothing.
pub(super) fn is_reserved(word: &[u8]) -> bool {
    is_keyword(word) || is_qualifier(word) || word.starts_with(b"__attribute")
}

fn starts_statement(word: &[u8]) -> bool {
    matches!(
        word,
        b"if"
            | b"for"
            | b"while"
            | b"do"
            | b"switch"
            | b"return"
            | b"goto"
            | b"break"
            | b"continue"
            | b"case"
            | b"default"
    )
}

/// Words that name a type wholly or in part, as the grammar has them.
pub(super) fn is_type_keyword(word: &[u8]) -> bool {
    match word {
        b"struct" | b"union" | b"enum" | b"void" | b"char" | b"short" | b"int" | b"long" | b"float"
        | b"double" => true,
        b"signed" | b"unsigned" | b"bool" | b"_Bool" | b"size_t" | b"ssize_t" | b"ptrdiff_t"
        | b"intptr_t" => true,
        b"uintptr_t" | b"charptr_t" | b"nullptr_t" | b"max_align_t" | b"_Complex" => true,
        _ => word.strip_suffix(b"_t").is_some_and(|stem| {
            let width = stem.strip_prefix(b"uint").or_else(|| stem.strip_prefix(b"int"));
            matches!(width.or_else(|| stem.strip_prefix(b"char")), Some(b"8" | b"16" | b"32" | b"64"))
        }),
    }
}

/// Storage words and qualifiers.
fn is_qualifier(word: &[u8]) -> bool {
    matches!(
        word,
        b"static"
            | b"extern"
            | b"typedef"
            | b"inline"
            | b"__inline"
            | b"__inline__"
            | b"__forceinline"
            | b"register"
            | b"auto"
            | b"const"
            | b"volatile"
            | b"restrict"
            | b"_Atomic"
            | b"__thread"
            | b"thread_local"
            | b"_Thread_local"
            | b"__const"
            | b"__volatile__"
            | b"__volatile"
    )
}

/// `MY_MACRO`: written as macros are.
fn is_shouted(word: &[u8]) -> bool {
    word.iter().any(u8::is_ascii_uppercase) && !word.iter().any(u8::is_ascii_lowercase)
}
