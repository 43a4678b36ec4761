//! Which `#if` groups can keep all their branches.
//!
//! One pass over the tokens, all branches one after the other from the place where their group starts; the path goes on
//! behind the first branch that holds something. Linear, however branches nest.

use super::Treatment;
use crate::syntax::evaluate::Life;
use crate::syntax::lex::{Token, TokenKind};
use crate::syntax::preprocess::{Branch, BranchId, Directives, Mark};
use crate::syntax::shape::Shape;

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

pub(super) struct Classifier<'a> {
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
    pub fn new(
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

    pub fn classify(mut self) -> Vec<Treatment> {
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
                                self.directives.branches[first.0 as usize]
                                    .parent
                                    .is_some_and(|id| self.is_dead(id))
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
        let says_something = frame.filled > 0 && treatment != Treatment::Drop;
        if let Some(outer) = self.frames.last_mut().filter(|outer| says_something && outer.empty_so_far) {
            outer.empty_so_far = false;
            outer.filled += 1;
            outer.elses += (frame.elses > 0) as u32;
            outer.starts_entry = outer.boundary || frame.fits;
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
            (Some(first), _) if frame.filled <= 1 && self.is_linkage(first) => return Treatment::Drop,
            _ => {}
        }
        let rest = &self.tokens[index + 1..];
        let next = rest.iter().find(|t| t.kind != TokenKind::Comment).map_or(&b""[..], |t| t.of(self.bytes));
        let several = frame.filled > 1;
        let splits_else = several && (frame.elses > 0 || next == b"else");
        if frame.filled == 0 || frame.fits && !splits_else { Treatment::KeepAll } else { Treatment::OneByOne }
    }

    /// Whether a branch for C++ holds just `extern "C" {` or `}`.
    fn is_linkage(&self, branch: &Branch) -> bool {
        if !matches!(
            branch.condition.as_str(),
            "__cplusplus" | "defined ( __cplusplus )" | "defined __cplusplus"
        ) {
            return false;
        }
        let (start, end) = (branch.content.start, branch.content.end);
        let from = self.tokens.partition_point(|t| t.start < start);
        let inside = self.tokens[from..].iter().take_while(|t| t.end <= end);
        let code = inside.filter(|t| !matches!(t.kind, TokenKind::Comment | TokenKind::Directive));
        let texts: Vec<&[u8]> = code.take(4).map(|t| t.of(self.bytes)).collect();
        matches!(texts[..], [b"extern", b"\"C\"", b"{"] | [b"}"] | [b"}", b";"])
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
