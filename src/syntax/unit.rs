//! One file, lexed and cut into items: what the later stages ask of a file's text.
//!
//! A [`Unit`] is plain values; it borrows nothing and can go to another thread. Items are parsed one by one, when asked.

use std::ops::Range;

use foldhash::{HashMap, HashSet};

use crate::source::{FileId, SourceFile, Span};

use super::ast::{Item, Name};
use super::check;
use super::cut::{Cutter, partners};
use super::evaluate::Life;
use super::fragment::{self, Fragment, FragmentKind};
use super::grammar::Grammar;
use super::head::{HeadReader, ItemHead};
use super::lex::{Token, TokenKind, ident_text, lex};
use super::lower::{Failure, Lowered, Lowerer};
use super::mask::{self, Form, Masked, Source, Start, Trouble, Words};
use super::names;
use super::parse;
use super::preprocess::{self, Branch, BranchId, Directives, Include, MacroDef};
use super::shape::{self, Shape};
use super::view;
use super::written::{self, Written};

/// Why a text is not understood, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    pub span: Span,
    pub reason: String,
}

/// One file as the front end sees it.
#[derive(Debug)]
pub struct Unit {
    file: FileId,
    cplusplus: bool,
    tokens: Vec<Token>,
    views: Vec<View>,
    items: Vec<ItemHead>,
    written: Vec<Written>,
    directives: Directives,
    comments: Vec<Span>,
    vocabulary: Vocabulary,
}

/// The file's text with one choice of branches.
#[derive(Debug)]
pub(super) struct View {
    pub tokens: Vec<Token>,
    pub partners: Vec<u32>,
}

/// What is known of names in this file.
#[derive(Debug)]
struct Vocabulary {
    grammar: Grammar,
    shapes: HashMap<Vec<u8>, Shape>,
    typedefs: HashSet<Vec<u8>>,
}

impl Words for Vocabulary {
    fn shape(&self, name: &[u8]) -> Shape {
        if self.grammar.names(name) {
            return self.grammar.shape(name);
        }
        match self.shapes.get(name) {
            Some(&shape) => self.grammar.patterned(name, shape),
            None => self.grammar.shape(name),
        }
    }

    fn is_type(&self, name: &[u8]) -> bool {
        self.typedefs.contains(name) || self.grammar.is_type(name)
    }
}

impl Unit {
    /// Lexes a file and cuts it. Never fails: what cannot be cut is an item with a reason.
    pub fn new(file: &SourceFile, grammar: &Grammar) -> Unit {
        let bytes = &file.bytes[..];
        let tokens = lex(bytes, file.is_cplusplus());
        let directives = preprocess::read(file, &tokens);
        let shapes = shape::shapes(bytes, &directives.macros, grammar);
        let words =
            file.is_cplusplus() || directives.includes.iter().any(|include| include.path == "iso646.h");
        let shapes = shapes.into_iter().chain(shape::operator_words().filter(|_| words));
        let shapes = shapes.map(|(name, shape)| (name.to_vec(), shape)).collect();
        let typedefs = shape::typedefs(bytes, &tokens).into_iter().map(<[u8]>::to_vec).collect();
        let vocabulary = Vocabulary { grammar: grammar.clone(), shapes, typedefs };
        let shape = |name: &[u8]| vocabulary.shape(name);
        let mut views: Vec<View> = view::views(bytes, &tokens, &directives, &shape)
            .into_iter()
            .map(|tokens| View { partners: partners(bytes, &tokens), tokens })
            .collect();
        let items = items(file, &views, &shape);
        let finder = written::Finder {
            file,
            tokens: &tokens,
            macros: &directives.macros,
            items: &items,
            shape: &shape,
        };
        let mut written = finder.find(&mut views);
        let comments = comments(file, &tokens, &directives);
        let cplusplus = file.is_cplusplus();
        let mut unit = Unit {
            file: file.id,
            cplusplus,
            tokens,
            views,
            items,
            written: Vec::new(),
            directives,
            comments,
            vocabulary,
        };
        written.retain(|one| unit.is_understood(file, one));
        unit.written = written;
        unit
    }

    /// Whether a function that a macro writes is read, and stands under no other `#if` than the macro's uses.
    fn is_understood(&self, file: &SourceFile, written: &Written) -> bool {
        let at = |span: Span| self.conditions_at(span.start);
        let own = at(written.name.span);
        written.uses.iter().all(|&place| at(place) == own) && self.parse(file, &written.head).is_ok()
    }

    /// The functions that macros write, all of them understood.
    pub fn written(&self) -> &[Written] {
        &self.written
    }

    /// Whether all its directives belong together.
    pub(super) fn is_whole(&self) -> bool {
        self.directives.strays.is_empty() && self.directives.unclosed.is_none()
    }

    /// The tokens of each reading of an item.
    pub(super) fn readings_of<'a>(&'a self, item: &'a ItemHead) -> impl Iterator<Item = &'a [Token]> {
        let others = item.others.iter().map(|(view, range)| (*view, range.clone()));
        let all = std::iter::once((item.view, item.range.clone())).chain(others);
        all.map(|(view, range)| &self.views[view].tokens[range])
    }

    /// What is known of a word: its shape as a macro, and whether it is a type.
    pub(super) fn means(&self, word: &[u8]) -> (Shape, bool) {
        (self.vocabulary.shape(word), self.vocabulary.is_type(word))
    }

    pub(super) fn file_id(&self) -> FileId {
        self.file
    }

    /// All tokens, comments and directives included.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// What was known of names before the file was read.
    pub(super) fn grammar(&self) -> &Grammar {
        &self.vocabulary.grammar
    }

    /// Top-level items in order.
    pub fn items(&self) -> &[ItemHead] {
        &self.items
    }

    /// Each `#define`, dead ones included.
    pub fn macros(&self) -> &[MacroDef] {
        &self.directives.macros
    }

    pub fn includes(&self) -> &[Include] {
        &self.directives.includes
    }

    /// All `#if` branches, by their [`BranchId`].
    pub fn branches(&self) -> &[Branch] {
        &self.directives.branches
    }

    /// The branches around a place, outermost first.
    pub fn branches_at(&self, offset: u32) -> Vec<BranchId> {
        let mut around = Vec::new();
        let mut next = self.innermost(offset);
        while let Some(branch) = next {
            around.push(branch.id);
            next = branch.parent.map(|id| &self.directives.branches[id.0 as usize]);
        }
        around.reverse();
        around
    }

    /// Whether a place lies in a branch that no supported CPython compiles.
    pub fn is_dead(&self, offset: u32) -> bool {
        self.innermost(offset).is_some_and(|branch| branch.life == Life::Never)
    }

    fn innermost(&self, offset: u32) -> Option<&Branch> {
        let branches = &self.directives.branches;
        let last = branches.partition_point(|b| b.content.start <= offset);
        let mut next = last.checked_sub(1).map(|at| &branches[at]);
        while let Some(branch) = next.filter(|b| offset >= b.content.end) {
            next = branch.parent.map(|id| &branches[id.0 as usize]);
        }
        next
    }

    /// Comments that lie in a span, those inside directives and dead branches included.
    pub fn comments_in(&self, span: Span) -> impl Iterator<Item = Span> {
        let from = self.comments.partition_point(|c| c.start < span.start);
        self.comments[from..].iter().copied().take_while(move |c| c.end <= span.end)
    }

    /// Identifiers of live code in a span, directives aside.
    pub fn idents_in<'a>(
        &'a self,
        file: &'a SourceFile,
        span: Span,
    ) -> impl Iterator<Item = (&'a [u8], Span)> {
        let from = self.tokens.partition_point(|t| t.start < span.start);
        let inside = self.tokens[from..].iter().take_while(move |t| t.end <= span.end);
        let idents = inside.filter(|t| t.kind == TokenKind::Ident && !self.is_dead(t.start));
        idents.map(move |t| (t.of(&file.bytes), Span { file: self.file, start: t.start, end: t.end }))
    }

    /// Whether the token that starts here stands in some view. One that does not, in a live branch, is read by nobody.
    pub fn kept(&self, offset: u32) -> bool {
        self.views.iter().any(|view| view.tokens.binary_search_by_key(&offset, |t| t.start).is_ok())
    }

    /// The macros of this name that the file defines.
    pub fn macros_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a MacroDef> {
        self.directives.macros.iter().filter(move |def| def.name.text == name)
    }

    /// Parses one item. The first entry is the main reading; more follow where other `#if` branches read otherwise.
    pub fn parse(&self, file: &SourceFile, item: &ItemHead) -> Result<Vec<Item>, Damage> {
        if let Some(reason) = item.broken {
            return Err(Damage { span: item.span, reason: reason.to_string() });
        }
        let strays = &self.directives.strays;
        let stray = strays.get(strays.partition_point(|span| span.end <= item.span.start));
        if let Some(&span) = stray.filter(|span| item.span.overlaps(**span)) {
            return Err(Damage { span, reason: "this directive has no `#if`".to_string() });
        }
        if let Some(span) = self.directives.unclosed.filter(|span| span.start < item.span.end) {
            return Err(Damage { span, reason: "this `#if` is never closed".to_string() });
        }
        let mut readings = vec![self.reading(file, item, item.view, item.range.clone())?];
        for (view, range) in &item.others {
            readings.push(self.reading(file, item, *view, range.clone())?);
        }
        Ok(readings)
    }

    /// The same for what stands outside of functions: several stages ask for it, and it is read once.
    pub fn declared<'a>(&self, file: &SourceFile, item: &'a ItemHead) -> Result<&'a [Item], &'a Damage> {
        item.read.get_or_init(|| self.parse(file, item)).as_deref()
    }

    fn reading(
        &self,
        file: &SourceFile,
        item: &ItemHead,
        view: usize,
        range: Range<usize>,
    ) -> Result<Item, Damage> {
        let masked = self.masked_reading(file, item, view, range.clone())?;
        let tokens = &self.views[view].tokens[range];
        let lowered = read(&masked, file, tokens, &|name| self.vocabulary.shape(name))?;
        Ok(match lowered {
            Lowered::Item(item) => item,
            Lowered::Expr(expr) => Item::MacroCall(expr),
            Lowered::Stmts(_) => Item::Empty,
        })
    }

    /// Reads text that is no file by what this file knows of names: see [`fragment`].
    pub fn parse_fragment(&self, text: &[u8], kind: FragmentKind) -> Result<Fragment, Damage> {
        fragment::parse(text, kind, self.cplusplus, &self.vocabulary)
    }

    /// The masked text of an item's main reading, for `debug mask`.
    pub(super) fn masked(&self, file: &SourceFile, item: &ItemHead) -> Result<Masked, Damage> {
        self.masked_reading(file, item, item.view, item.range.clone())
    }

    fn masked_reading(
        &self,
        file: &SourceFile,
        item: &ItemHead,
        view: usize,
        range: Range<usize>,
    ) -> Result<Masked, Damage> {
        let View { tokens, partners } = &self.views[view];
        // A C file may hold C++ under `#ifdef __cplusplus`.
        let cplusplus =
            self.cplusplus || tokens[range.clone()].iter().any(|token| token.of(&file.bytes) == b"::");
        let source = Source { bytes: &file.bytes, tokens, partners, words: &self.vocabulary, cplusplus };
        mask::mask(source, item, range).map_err(|t| self.trouble(t))
    }

    fn trouble(&self, Trouble { at, why }: Trouble) -> Damage {
        let token = self.tokens.partition_point(|t| t.start < at);
        let end = self.tokens.get(token).map_or(at, |t| t.end);
        Damage { span: Span { file: self.file, start: at, end: end.max(at) }, reason: why }
    }

    /// Identifiers of live code in an item that its readings do not account for: what stands in attributes, or in no
    /// view. A name that matters must not be among them.
    pub fn unaccounted(&self, file: &SourceFile, item: &ItemHead, readings: &[Item]) -> Vec<Name> {
        let mut places: Vec<Span> =
            readings.iter().flat_map(names::accounted).map(|(span, _)| span).collect();
        places.sort_unstable();
        // Spans nest but in a declarator's own; what matters is how far those that start before a place reach.
        let mut reach = 0;
        let reaches: Vec<u32> = places
            .iter()
            .map(|span| {
                reach = reach.max(span.end);
                reach
            })
            .collect();
        let missing = self.idents_in(file, item.span).filter(|(word, span)| {
            let before = places.partition_point(|place| place.start <= span.start);
            let reached = before.checked_sub(1).map_or(0, |at| reaches[at]);
            reached < span.end && !mask::is_reserved(word) && !self.vocabulary.shape(word).attribute
        });
        missing.map(|(word, span)| Name { text: ident_text(word), span }).collect()
    }
}

/// Runs a masked text through the parser, lowers the tree, and checks it against the lexer.
pub(super) fn read(
    masked: &Masked,
    file: &SourceFile,
    tokens: &[Token],
    shape: &dyn Fn(&[u8]) -> Shape,
) -> Result<Lowered, Damage> {
    let place = |at: u32| {
        let at = (i64::from(at) + masked.base).clamp(0, file.bytes.len() as i64) as u32;
        let token = tokens.iter().find(|t| t.end > at).or(tokens.last());
        token.map_or(Span { file: file.id, start: at, end: at }, |t| Span {
            file: file.id,
            start: t.start,
            end: t.end,
        })
    };
    let damage = |f: Failure| Damage { span: place(f.at), reason: f.why };
    if masked.form == Form::Nothing {
        return Ok(Lowered::Item(Item::Empty));
    }
    let mut lowerer = Lowerer { bytes: &file.bytes, masked, file: file.id, tokens, shape, depth: 0 };
    let lowered = parse::with_tree(masked, |root| lowerer.root(root)).map_err(damage)?;
    let mut starts = match &lowered {
        Lowered::Item(item) => check::item_starts(item),
        Lowered::Expr(expr) => check::expr_starts(expr),
        Lowered::Stmts(stmts) => check::stmt_starts(stmts),
    };
    if let Some((at, start)) = check::disagreement(&masked.starts, &mut starts) {
        let what = match start {
            Start::Statement => "statement",
            Start::Entry => "list entry",
            Start::Field => "field",
        };
        let at = (i64::from(at) - masked.base) as u32;
        return Err(Damage { span: place(at), reason: format!("whether a {what} starts here is in doubt") });
    }
    Ok(lowered)
}

/// Cuts every view; an item that reads otherwise in a later view is noted at the item of the main view it overlaps.
fn items(file: &SourceFile, views: &[View], shape: &dyn Fn(&[u8]) -> Shape) -> Vec<ItemHead> {
    let mut items: Vec<ItemHead> = Vec::new();
    for (number, View { tokens, partners }) in views.iter().enumerate() {
        let bytes = &file.bytes;
        let cuts = Cutter { bytes, tokens, partners, shape }.cut();
        let reader = HeadReader { file: file.id, bytes, tokens, partners, shape };
        // A `;` by itself says nothing.
        let is_empty = |range: &Range<usize>| range.len() == 1 && tokens[range.start].of(bytes) == b";";
        let cuts = cuts.into_iter().filter(|cut| cut.broken.is_some() || !is_empty(&cut.range));
        let heads = cuts.map(|cut| reader.head(number, cut.range, cut.broken));
        if number == 0 {
            items = heads.collect();
            continue;
        }
        let mut added = Vec::new();
        for head in heads {
            let own = &tokens[head.range.clone()];
            // Items are in order and do not overlap within a view.
            let at = items.partition_point(|item| item.span.end <= head.span.start);
            match items.get_mut(at).filter(|item| item.span.overlaps(head.span)) {
                None => added.push(head),
                Some(item) => {
                    let known = &views[item.view].tokens[item.range.clone()] == own
                        || item.others.iter().any(|(view, range)| &views[*view].tokens[range.clone()] == own);
                    if !known {
                        item.others.push((number, head.range));
                    }
                }
            }
        }
        items.extend(added);
        items.sort_by_key(|item| item.span);
    }
    items
}

fn comments(file: &SourceFile, tokens: &[Token], directives: &Directives) -> Vec<Span> {
    let outside = tokens.iter().filter(|t| t.kind == TokenKind::Comment);
    let outside = outside.map(|t| Span { file: file.id, start: t.start, end: t.end });
    let mut comments: Vec<Span> = outside.chain(directives.comments.iter().copied()).collect();
    comments.sort_unstable();
    comments
}
