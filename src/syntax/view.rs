//! The readings of a file: which `#if` branches stand in the text at once.
//!
//! A group whose branches each begin and end where a list entry, a statement or an item does keeps all of them. Any
//! other group shows one branch a view, and as many views are made as it takes to show each branch once. This module
//! does not know the C grammar beyond brackets and what can end an entry.

use std::collections::HashMap;

use super::evaluate::Life;
use super::lex::{Token, TokenKind};
use super::preprocess::{Branch, BranchId, Directives, Keyword, Mark};
use super::shape::Shape;

/// How many views a file can have. What none of them shows is known by `Unit::kept`.
const MOST_VIEWS: usize = 8;

/// What becomes of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Treatment {
    KeepAll,
    OneByOne,
    /// Holds only `extern "C" {` or its `}`.
    Drop,
}

/// The token lists of all views, the main one first. Comments, directives and dead branches are in none.
pub(super) fn views(
    bytes: &[u8],
    tokens: &[Token],
    directives: &Directives,
    shape: &dyn Fn(&[u8]) -> Shape,
) -> Vec<Vec<Token>> {
    let treatments = Classifier::new(bytes, tokens, directives, shape).classify();
    let mut needs = Needs { directives, treatments: &treatments, shown: vec![false; directives.branches.len()] };
    let mut views = Vec::new();
    while views.len() < MOST_VIEWS {
        let choice = needs.choose();
        if !choice.news && !views.is_empty() {
            break;
        }
        views.push(select(tokens, directives, &choice.live));
        if !treatments.contains(&Treatment::OneByOne) {
            break;
        }
    }
    views
}

/// The tokens that stand in live branches.
fn select(tokens: &[Token], directives: &Directives, live: &[bool]) -> Vec<Token> {
    let mut view = Vec::with_capacity(tokens.len());
    let mut marks = directives.marks.iter().peekable();
    let mut on = true;
    for (index, &token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Directive => {
                if let Some(&(_, mark)) = marks.next_if(|(at, _)| *at == index) {
                    on = match mark {
                        Mark::Start(id) | Mark::Next(id) => live[id.0 as usize],
                        Mark::End(group) => {
                            let first = directives.groups[group as usize].branches[0];
                            directives.branches[first.0 as usize].parent.is_none_or(|id| live[id.0 as usize])
                        }
                    };
                }
            }
            TokenKind::Comment => {}
            _ if on => view.push(token),
            _ => {}
        }
    }
    view
}

/// Chooses branches so that view after view shows what was not shown yet.
struct Needs<'a> {
    directives: &'a Directives,
    treatments: &'a [Treatment],
    shown: Vec<bool>,
}

struct Choice {
    live: Vec<bool>,
    /// Whether it shows a branch for the first time.
    news: bool,
}

impl<'a> Needs<'a> {
    fn choose(&mut self) -> Choice {
        let wanted = self.wanted();
        let branches = &self.directives.branches;
        let mut live = vec![false; branches.len()];
        let mut truths = self.seed(&wanted);
        for (group, treatment) in self.directives.groups.iter().zip(self.treatments) {
            let parent = branches[group.branches[0].0 as usize].parent;
            if parent.is_some_and(|id| !live[id.0 as usize]) || *treatment == Treatment::Drop {
                continue;
            }
            let alive = group.branches.iter().map(|id| &branches[id.0 as usize]).filter(|b| b.life != Life::Never);
            if *treatment == Treatment::KeepAll {
                alive.for_each(|branch| live[branch.id.0 as usize] = true);
            } else if let Some(branch) = pick(alive, &wanted, &mut truths) {
                live[branch.id.0 as usize] = true;
            }
        }
        let mut news = false;
        for (shown, live) in self.shown.iter_mut().zip(&live) {
            news |= *live && !*shown;
            *shown |= *live;
        }
        Choice { live, news }
    }

    /// For each branch, whether it or one below it was not shown yet. Branches come after those around them.
    fn wanted(&self) -> Vec<bool> {
        let branches = &self.directives.branches;
        let can_show = |b: &Branch| b.life != Life::Never && self.treatments[b.group as usize] != Treatment::Drop;
        let mut wanted: Vec<bool> = branches.iter().zip(&self.shown).map(|(b, shown)| !shown && can_show(b)).collect();
        for branch in branches.iter().rev() {
            if let Some(parent) = branch.parent.filter(|_| wanted[branch.id.0 as usize]) {
                wanted[parent.0 as usize] = true;
            }
        }
        wanted
    }

    /// What must hold so that the first branch that was not shown yet is shown.
    fn seed(&self, wanted: &[bool]) -> HashMap<&'a str, bool> {
        let branches = &self.directives.branches;
        let mut truths = HashMap::new();
        let mut next = (0..branches.len()).find(|&at| wanted[at] && !self.shown[at]).map(|at| &branches[at]);
        while let Some(branch) = next {
            if self.treatments[branch.group as usize] == Treatment::OneByOne {
                for id in &self.directives.groups[branch.group as usize].branches {
                    let (text, sense) = condition(&branches[id.0 as usize]);
                    truths.entry(text).or_insert((*id == branch.id) == sense);
                    if *id == branch.id {
                        break;
                    }
                }
            }
            next = branch.parent.map(|id| &branches[id.0 as usize]);
        }
        truths
    }
}

/// The branch of a group to show: one that agrees with what was assumed before in this view, if possible one that was
/// not shown yet. `None` when the assumptions leave out all of them.
fn pick<'a>(
    alive: impl Iterator<Item = &'a Branch>,
    wanted: &[bool],
    truths: &mut HashMap<&'a str, bool>,
) -> Option<&'a Branch> {
    let alive: Vec<&Branch> = alive.collect();
    let mut possible = Vec::new();
    for &branch in &alive {
        let (text, sense) = condition(branch);
        let known = if branch.keyword == Keyword::Else { None } else { truths.get(text).map(|&truth| truth == sense) };
        if known != Some(false) {
            possible.push(branch);
        }
        if known == Some(true) {
            break;
        }
    }
    let chosen = possible.iter().copied().find(|b| wanted[b.id.0 as usize]).or(possible.first().copied());
    for branch in alive {
        let (text, sense) = condition(branch);
        let is_chosen = chosen.is_some_and(|c| c.id == branch.id);
        if branch.keyword != Keyword::Else {
            truths.entry(text).or_insert(is_chosen == sense);
        }
        if is_chosen {
            break;
        }
    }
    chosen
}

/// A branch's condition as a text that others can equal, and whether it must hold or not. `#else` always holds.
fn condition(branch: &Branch) -> (&str, bool) {
    let text = branch.condition.as_str();
    match branch.keyword {
        Keyword::Ifdef | Keyword::Elifdef => (text, true),
        Keyword::Ifndef | Keyword::Elifndef => (text, false),
        Keyword::Else => ("", true),
        Keyword::If | Keyword::Elif => {
            let (inner, sense) = match text.strip_prefix("! ") {
                Some(inner) => (inner, false),
                None => (text, true),
            };
            let name = inner.strip_prefix("defined ( ").and_then(|t| t.strip_suffix(" )"));
            let name = name.or_else(|| inner.strip_prefix("defined "));
            match name.filter(|name| !name.contains(' ')) {
                Some(name) => (name, sense),
                None => (text, true),
            }
        }
    }
}

/// A bracket that is open where the classifier stands; closing goes back to `outer`.
#[derive(Clone, Copy)]
struct Open {
    kind: u8,
    /// A brace whose entries are set apart by commas.
    is_list: bool,
    outer: usize,
    depth: i32,
    /// The token before it.
    before: Option<usize>,
}

/// Where one path through the text stands.
#[derive(Clone, Copy)]
struct Place {
    open: usize,
    /// The last token.
    last: Option<usize>,
    /// The bracket that the last token closed.
    closed: Option<usize>,
    /// A `?` waits for its `:`.
    question: bool,
    /// A word that makes the next brace one of enumerators.
    enumerators: bool,
    /// The least bracket depth since the innermost branch began; less than 0 when brackets are out of step.
    least: i32,
}

/// An open group: where it began, and what its branches did so far.
struct Frame {
    group: usize,
    start: Place,
    first_end: Option<Place>,
    /// Whether an entry can start where the group does, and whether all branches so far fit there.
    boundary: bool,
    fits: bool,
    /// Whether the branch that is read starts as an entry does.
    starts_entry: bool,
    /// Branches with a token in them, and branches that begin with `else`.
    filled: u32,
    elses: u32,
    empty_so_far: bool,
}

struct Classifier<'a> {
    bytes: &'a [u8],
    tokens: &'a [Token],
    directives: &'a Directives,
    shape: &'a dyn Fn(&[u8]) -> Shape,
    opens: Vec<Open>,
    place: Place,
    frames: Vec<Frame>,
    treatments: Vec<Treatment>,
}

impl<'a> Classifier<'a> {
    fn new(
        bytes: &'a [u8],
        tokens: &'a [Token],
        directives: &'a Directives,
        shape: &'a dyn Fn(&[u8]) -> Shape,
    ) -> Classifier<'a> {
        let top = Open { kind: 0, is_list: false, outer: 0, depth: 0, before: None };
        let place =
            Place { open: 0, last: None, closed: None, question: false, enumerators: false, least: 0 };
        let treatments = vec![Treatment::KeepAll; directives.groups.len()];
        Classifier { bytes, tokens, directives, shape, opens: vec![top], place, frames: vec![], treatments }
    }

    fn text(&self, index: usize) -> &'a [u8] {
        self.tokens[index].of(self.bytes)
    }

    fn classify(mut self) -> Vec<Treatment> {
        if self.directives.groups.is_empty() {
            return self.treatments;
        }
        let mut marks = self.directives.marks.iter().peekable();
        let mut dead = false;
        for index in 0..self.tokens.len() {
            match self.tokens[index].kind {
                TokenKind::Comment => {}
                TokenKind::Directive => {
                    if let Some(&(_, mark)) = marks.next_if(|(at, _)| *at == index) {
                        match mark {
                            Mark::Start(id) => self.start(id),
                            Mark::Next(_) => self.next_branch(),
                            Mark::End(_) => self.end(index),
                        }
                        dead = match mark {
                            Mark::Start(id) | Mark::Next(id) => self.is_dead(id),
                            Mark::End(group) => {
                                let first = self.directives.groups[group as usize].branches[0];
                                self.directives.branches[first.0 as usize].parent.is_some_and(|id| self.is_dead(id))
                            }
                        };
                    }
                }
                _ if dead => {}
                _ => self.step(index),
            }
        }
        self.treatments
    }

    fn is_dead(&self, id: BranchId) -> bool {
        self.directives.branches[id.0 as usize].life == Life::Never
    }

    fn step(&mut self, index: usize) {
        let text = self.text(index);
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.empty_so_far) {
            frame.empty_so_far = false;
            frame.filled += 1;
            frame.elses += (text == b"else") as u32;
            let leads = self.opens[frame.start.open].is_list && text == b",";
            frame.starts_entry = frame.boundary || leads;
        }
        let mut closed = None;
        match text {
            b"{" | b"(" | b"[" => self.push(text[0]),
            b"}" | b")" | b"]" => closed = self.pop(text[0]),
            b"?" => self.place.question = true,
            b";" => (self.place.question, self.place.enumerators) = (false, false),
            b"enum" => self.place.enumerators = true,
            _ => {}
        }
        self.place.last = Some(index);
        self.place.closed = closed;
    }

    fn push(&mut self, kind: u8) {
        let around = self.opens[self.place.open];
        let before = self.place.last.map_or(&b""[..], |at| self.text(at));
        let is_list = kind == b'{' && (before == b"=" || around.is_list || self.place.enumerators);
        self.place.enumerators = false;
        self.opens.push(Open {
            kind,
            is_list,
            outer: self.place.open,
            depth: around.depth + 1,
            before: self.place.last,
        });
        self.place.open = self.opens.len() - 1;
    }

    fn pop(&mut self, kind: u8) -> Option<usize> {
        let open = self.opens[self.place.open];
        let partner = match kind {
            b'}' => b'{',
            b')' => b'(',
            _ => b'[',
        };
        if open.kind != partner {
            // Out of step: no group around this place can be said to balance.
            self.place.least = -1;
            return None;
        }
        let closed = self.place.open;
        self.place.open = open.outer;
        self.place.least = self.place.least.min(self.opens[open.outer].depth);
        Some(closed)
    }

    fn start(&mut self, id: BranchId) {
        let group = self.directives.branches[id.0 as usize].group as usize;
        let start = self.place;
        self.frames.push(Frame {
            group,
            start,
            first_end: None,
            boundary: self.at_boundary(start),
            fits: true,
            starts_entry: true,
            filled: 0,
            elses: 0,
            empty_so_far: true,
        });
        self.place.least = self.opens[start.open].depth;
    }

    /// Ends the branch that was read, and goes back to where the group began.
    fn next_branch(&mut self) {
        let end = self.place;
        let Some(frame) = self.frames.last() else { return };
        let (start, empty) = (frame.start, frame.empty_so_far);
        let balanced = end.open == start.open && end.least >= self.opens[start.open].depth;
        let fits = empty || frame.starts_entry && balanced && self.at_end_of_entry(start, end);
        let Some(frame) = self.frames.last_mut() else { return };
        frame.fits &= fits;
        // The path goes on behind the first branch that says something.
        if !empty && frame.first_end.is_none() {
            frame.first_end = Some(end);
        }
        frame.empty_so_far = true;
        self.place = start;
        self.place.least = self.opens[start.open].depth;
    }

    fn end(&mut self, index: usize) {
        self.next_branch();
        let Some(frame) = self.frames.pop() else { return };
        let treatment = self.treatment(&frame, index);
        self.treatments[frame.group] = treatment;
        let outer_least = frame.start.least;
        if let Some(end) = frame.first_end.filter(|_| treatment != Treatment::Drop) {
            self.place = end;
        } else {
            self.place = frame.start;
        }
        self.place.least = outer_least.min(self.place.least);
        if let Some(outer) = self.frames.last_mut().filter(|_| frame.filled > 0 && treatment != Treatment::Drop) {
            if outer.empty_so_far {
                outer.empty_so_far = false;
                outer.filled += 1;
                outer.elses += (frame.elses > 0) as u32;
                outer.starts_entry = outer.boundary || frame.fits;
            }
        }
    }

    fn treatment(&self, frame: &Frame, index: usize) -> Treatment {
        let group = &self.directives.groups[frame.group];
        let branches = group.branches.iter().map(|id| &self.directives.branches[id.0 as usize]);
        let mut alive = branches.filter(|b| b.life != Life::Never);
        let (first, more) = (alive.next(), alive.next());
        match (first, more) {
            (None, _) => return Treatment::KeepAll,
            (Some(only), None) if only.life == Life::Always => return Treatment::KeepAll,
            (Some(only), None) if only.condition == "__cplusplus" || only.condition == "defined ( __cplusplus )" => {
                if self.is_linkage(only.content.start, only.content.end) {
                    return Treatment::Drop;
                }
            }
            _ => {}
        }
        let rest = &self.tokens[index + 1..];
        let next = rest.iter().find(|t| t.kind != TokenKind::Comment).map_or(&b""[..], |t| t.of(self.bytes));
        let several = frame.filled > 1;
        let splits_else = several && (frame.elses > 0 || next == b"else");
        if frame.filled == 0 || frame.fits && !splits_else { Treatment::KeepAll } else { Treatment::OneByOne }
    }

    /// Whether a range holds just `extern "C" {` or `}`.
    fn is_linkage(&self, start: u32, end: u32) -> bool {
        let from = self.tokens.partition_point(|t| t.start < start);
        let code = self.tokens[from..].iter().take_while(|t| t.end <= end).filter(|t| t.kind != TokenKind::Comment);
        let texts: Vec<&[u8]> = code.take(4).map(|t| t.of(self.bytes)).collect();
        matches!(texts[..], [b"extern", b"\"C\"", b"{"] | [b"}"])
    }

    /// Whether an entry, a statement or an item can start behind this place.
    fn at_boundary(&self, place: Place) -> bool {
        let open = self.opens[place.open];
        let Some(last) = place.last else { return true };
        let text = self.text(last);
        match open.kind {
            b'(' | b'[' => false,
            _ if open.is_list => matches!(text, b"," | b"{") || self.ends_macro(place, |s| s.comma),
            _ => match text {
                b";" | b"{" | b"}" => true,
                b":" => !place.question,
                _ => self.ends_macro(place, |s| s.complete),
            },
        }
    }

    fn at_end_of_entry(&self, start: Place, end: Place) -> bool {
        let open = self.opens[start.open];
        let Some(last) = end.last else { return true };
        if !open.is_list {
            return self.at_boundary(end);
        }
        let text = self.text(last);
        // `, entry` behind an entry is as good as `entry,`.
        let led_by_comma = start.last.is_some_and(|at| !matches!(self.text(at), b"," | b"{"));
        (text == b",") != led_by_comma || self.ends_macro(end, |s| s.comma)
    }

    /// Whether the last token is a macro, or ends a macro's call, of the shape asked for.
    fn ends_macro(&self, place: Place, wanted: impl Fn(Shape) -> bool) -> bool {
        let Some(last) = place.last else { return false };
        let name = match place.closed {
            Some(closed) if self.opens[closed].kind == b'(' => self.opens[closed].before,
            Some(_) => None,
            None => Some(last),
        };
        name.is_some_and(|at| self.tokens[at].kind == TokenKind::Ident && wanted((self.shape)(self.text(at))))
    }
}
