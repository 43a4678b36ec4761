//! Directives as values: includes, macros, and the branches of `#if` groups.
//!
//! Nothing is included and nothing is expanded here; whether a branch can be compiled is asked of `evaluate`.

use crate::source::{SourceFile, Span};

use super::ast::Name;
use super::evaluate::{Definitions, Life};
use super::lex::{Token, TokenKind, ident_text, lex_inside};

/// `#include "path"` or `#include <path>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    pub path: String,
    pub quoted: bool,
    pub span: Span,
}

/// One `#define`. Its body is tokens, never a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacroDef {
    pub name: Name,
    /// `None` for a macro without parameters; named ones only, the `...` is in `variadic`.
    pub params: Option<Vec<Name>>,
    pub variadic: bool,
    /// From the first to the last token of the body; empty where there is none.
    pub body: Span,
    /// Without comments.
    pub body_tokens: Vec<Token>,
    /// The whole directive.
    pub span: Span,
    /// The innermost `#if` branch it stands in.
    pub branch: Option<BranchId>,
    pub life: Life,
}

/// A branch's place in [`super::unit::Unit::branches`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchId(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    If,
    Ifdef,
    Ifndef,
    Elif,
    Elifdef,
    Elifndef,
    Else,
}

/// One branch of an `#if` group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    pub id: BranchId,
    /// Branches of one `#if ... #endif` share this number.
    pub group: u32,
    /// The branch around the group.
    pub parent: Option<BranchId>,
    pub keyword: Keyword,
    /// The `#if`, `#elif` or `#else` line.
    pub directive: Span,
    /// What follows the keyword, without comments, its tokens joined by blanks; empty for `#else`.
    pub condition: String,
    /// From the end of its line to the next directive of the group.
    pub content: Span,
    /// Of this branch together with those around it.
    pub life: Life,
}

/// One `#if ... #endif`.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub branches: Vec<BranchId>,
    pub has_else: bool,
}

/// What a conditional directive does where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    Start(BranchId),
    Next(BranchId),
    End(u32),
}

/// All that directives say, in source order.
#[derive(Debug, Default)]
pub(super) struct Directives {
    pub includes: Vec<Include>,
    pub macros: Vec<MacroDef>,
    pub branches: Vec<Branch>,
    pub groups: Vec<Group>,
    /// Conditional directives, by the index of their token.
    pub marks: Vec<(usize, Mark)>,
    /// Comments inside directives.
    pub comments: Vec<Span>,
    /// `#else`, `#elif` and `#endif` without an `#if`, in order.
    pub strays: Vec<Span>,
    /// The first `#if` that is never closed.
    pub unclosed: Option<Span>,
}

struct Reader<'a> {
    file: &'a SourceFile,
    result: Directives,
    known: Definitions<'a>,
    /// The branch that is read now, for each open group.
    open: Vec<BranchId>,
    /// For each open group whether an earlier branch of it is always compiled.
    taken: Vec<bool>,
}

/// Reads all directives among `tokens`.
pub(super) fn read(file: &SourceFile, tokens: &[Token]) -> Directives {
    let known = Definitions::new(&file.bytes, include_guard(&file.bytes, tokens));
    let mut reader = Reader { file, result: Directives::default(), known, open: vec![], taken: vec![] };
    for (index, &token) in tokens.iter().enumerate() {
        if token.kind == TokenKind::Directive {
            reader.directive(index, token);
        }
    }
    reader.finish()
}

impl<'a> Reader<'a> {
    fn span(&self, start: u32, end: u32) -> Span {
        Span { file: self.file.id, start, end }
    }

    fn life(&self) -> Life {
        self.open.last().map_or(Life::Always, |&id| self.result.branches[id.0 as usize].life)
    }

    fn name(&self, token: Token) -> Name {
        Name { text: ident_text(token.of(&self.file.bytes)), span: self.span(token.start, token.end) }
    }

    fn directive(&mut self, index: usize, token: Token) {
        let file = self.file;
        let inside =
            lex_inside(&file.bytes, token.start as usize + 1..token.end as usize, file.is_cplusplus());
        let (comments, words): (Vec<Token>, Vec<Token>) =
            inside.into_iter().partition(|inner| inner.kind == TokenKind::Comment);
        self.result.comments.extend(comments.iter().map(|c| Span {
            file: file.id,
            start: c.start,
            end: c.end,
        }));
        let Some((&word, rest)) = words.split_first() else { return };
        let keyword = match word.of(&file.bytes) {
            b"if" => Keyword::If,
            b"ifdef" => Keyword::Ifdef,
            b"ifndef" => Keyword::Ifndef,
            b"elif" => Keyword::Elif,
            b"elifdef" => Keyword::Elifdef,
            b"elifndef" => Keyword::Elifndef,
            b"else" => Keyword::Else,
            b"endif" => return self.end(index, token),
            b"define" => return self.define(token, rest),
            b"undef" => return self.undefine(rest),
            b"include" => return self.include(token, rest),
            b"error" => return self.error(),
            _ => return,
        };
        match keyword {
            Keyword::If | Keyword::Ifdef | Keyword::Ifndef => self.start(index, token, keyword, rest),
            _ => self.next_branch(index, token, keyword, rest),
        }
    }

    fn start(&mut self, index: usize, token: Token, keyword: Keyword, rest: &[Token]) {
        let parent = self.open.last().copied();
        let group = self.result.groups.len() as u32;
        self.result.groups.push(Group { branches: vec![], has_else: false });
        let outer = self.life();
        let own = self.known.life(keyword, rest);
        let id = self.branch(group, parent, keyword, token, rest, outer.within(own));
        self.open.push(id);
        self.taken.push(own == Life::Always);
        self.result.marks.push((index, Mark::Start(id)));
    }

    fn next_branch(&mut self, index: usize, token: Token, keyword: Keyword, rest: &[Token]) {
        let (Some(last), Some(taken)) = (self.open.pop(), self.taken.last().copied()) else {
            self.result.strays.push(self.span(token.start, token.end));
            return;
        };
        self.close(last, token);
        let Branch { group, parent, .. } = self.result.branches[last.0 as usize];
        let all_never = self.all_never(group);
        let own = match keyword {
            _ if taken => Life::Never,
            Keyword::Else if all_never => Life::Always,
            Keyword::Else => Life::Sometimes,
            // An `#elif` that holds is compiled only when no earlier branch was.
            _ => match self.known.life(keyword, rest) {
                Life::Always if !all_never => Life::Sometimes,
                life => life,
            },
        };
        let outer = parent.map_or(Life::Always, |id| self.result.branches[id.0 as usize].life);
        let holds = matches!(keyword, Keyword::Else) || self.known.life(keyword, rest) == Life::Always;
        let id = self.branch(group, parent, keyword, token, rest, outer.within(own));
        self.result.groups[group as usize].has_else |= keyword == Keyword::Else;
        self.open.push(id);
        *self.taken.last_mut().expect("one for each open group") |= holds;
        self.result.marks.push((index, Mark::Next(id)));
    }

    /// Whether no branch of the group so far can be compiled, those around it aside.
    fn all_never(&self, group: u32) -> bool {
        let branches = &self.result.groups[group as usize].branches;
        let branches = branches.iter().map(|id| &self.result.branches[id.0 as usize]);
        let outer =
            branches.clone().next().and_then(|b| b.parent).map(|id| &self.result.branches[id.0 as usize]);
        outer.is_none_or(|b| b.life != Life::Never) && branches.clone().all(|b| b.life == Life::Never)
    }

    fn end(&mut self, index: usize, token: Token) {
        let Some(last) = self.open.pop() else {
            self.result.strays.push(self.span(token.start, token.end));
            return;
        };
        self.taken.pop();
        self.close(last, token);
        let group = self.result.branches[last.0 as usize].group;
        self.result.marks.push((index, Mark::End(group)));
    }

    fn close(&mut self, id: BranchId, by: Token) {
        let branch = &mut self.result.branches[id.0 as usize];
        branch.content.end = by.start.max(branch.content.start);
    }

    fn branch(
        &mut self,
        group: u32,
        parent: Option<BranchId>,
        keyword: Keyword,
        token: Token,
        rest: &[Token],
        life: Life,
    ) -> BranchId {
        let id = BranchId(self.result.branches.len() as u32);
        let condition = if keyword == Keyword::Else { String::new() } else { joined(&self.file.bytes, rest) };
        self.result.branches.push(Branch {
            id,
            group,
            parent,
            keyword,
            directive: self.span(token.start, token.end),
            condition,
            content: self.span(token.end, token.end),
            life,
        });
        self.result.groups[group as usize].branches.push(id);
        id
    }

    fn define(&mut self, token: Token, rest: &[Token]) {
        let Some((&name, mut rest)) = rest.split_first() else { return };
        if name.kind != TokenKind::Ident {
            return;
        }
        let (mut params, mut variadic) = (None, false);
        // Only a parenthesis right behind the name starts parameters.
        if rest.first().is_some_and(|t| t.start == name.end && t.of(&self.file.bytes) == b"(") {
            let close = rest.iter().position(|t| t.of(&self.file.bytes) == b")").unwrap_or(rest.len() - 1);
            let list = &rest[1..close.max(1)];
            variadic = list.iter().any(|t| t.of(&self.file.bytes) == b"...");
            let names = list.iter().filter(|t| t.kind == TokenKind::Ident);
            params = Some(names.map(|&t| self.name(t)).collect());
            rest = &rest[close + 1..];
        }
        let life = self.life();
        self.known.define(name, params.is_some(), rest, life);
        let body = match (rest.first(), rest.last()) {
            (Some(first), Some(last)) => self.span(first.start, last.end),
            _ => self.span(token.end, token.end),
        };
        self.result.macros.push(MacroDef {
            name: self.name(name),
            params,
            variadic,
            body,
            body_tokens: rest.to_vec(),
            span: self.span(token.start, token.end),
            branch: self.open.last().copied(),
            life,
        });
    }

    fn undefine(&mut self, rest: &[Token]) {
        if let Some(&name) = rest.first() {
            self.known.undefine(name, self.life());
        }
    }

    /// No build gets through the branch that this stands in.
    fn error(&mut self) {
        if let Some(&id) = self.open.last() {
            self.result.branches[id.0 as usize].life = Life::Never;
        }
    }

    fn include(&mut self, token: Token, rest: &[Token]) {
        let (Some(first), Some(last)) = (rest.first(), rest.last()) else { return };
        let text = String::from_utf8_lossy(&self.file.bytes[first.start as usize..last.end as usize]);
        let quoted = text.starts_with('"');
        let path = text.trim_matches(|c| matches!(c, '"' | '<' | '>')).to_string();
        self.result.includes.push(Include { path, quoted, span: self.span(token.start, token.end) });
    }

    /// A group that the file ends in goes to its end.
    fn finish(mut self) -> Directives {
        let end = self.file.bytes.len() as u32;
        while let Some(id) = self.open.pop() {
            let branch = &mut self.result.branches[id.0 as usize];
            branch.content.end = end;
            let first = self.result.groups[branch.group as usize].branches[0];
            let directive = self.result.branches[first.0 as usize].directive;
            self.result.unclosed = Some(directive);
        }
        self.result
    }
}

/// Token texts joined by blanks: conditions that differ in blanks only read the same.
fn joined(bytes: &[u8], tokens: &[Token]) -> String {
    let words: Vec<_> = tokens.iter().map(|t| String::from_utf8_lossy(t.of(bytes))).collect();
    words.join(" ")
}

/// The macro of the include guard around the file, if its first two directives are one.
fn include_guard<'a>(bytes: &'a [u8], tokens: &[Token]) -> Option<&'a [u8]> {
    let words = |token: &Token| lex_inside(bytes, token.start as usize + 1..token.end as usize, false);
    let mut code = tokens.iter().filter(|t| t.kind != TokenKind::Comment);
    let (first, second) = (words(code.next()?), words(code.next()?));
    let guard = first.get(1)?.of(bytes);
    let guarded = first[0].of(bytes) == b"ifndef" && second.first()?.of(bytes) == b"define";
    (guarded && second.get(1)?.of(bytes) == guard).then_some(guard)
}
