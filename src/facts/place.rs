//! Places: what a function reaches from its parameters, `self->state.fd` or `self->items[i]`, and expressions of them.
//!
//! A place is free of the names that one function uses, so that what a helper does can be said of its caller's object.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Op};

use super::function::Function;

/// Something that is reached from a parameter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The number of the parameter.
    pub root: usize,
    pub steps: Vec<PlaceStep>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceStep {
    /// `->f`
    Arrow(String),
    /// `.f`
    Dot(String),
    /// `[i]`: by the variable of the loop at this depth, counted from the outermost.
    Element(usize),
    /// `[0]`, as written.
    ElementAt(Span),
}

/// A piece of an expression that has no effect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    Text(&'static str),
    /// A number or a constant, as written.
    Written(Span),
    Place(Place),
    /// The variable of the loop at this depth.
    Counter(usize),
}

/// What stands around a statement, outermost first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Around {
    /// `if (cond)`, or `if (!(cond))`
    If { cond: Vec<Piece>, negated: bool },
    /// `for (i = 0; i < bound; i++)`, whichever way the source counts.
    Loop {
        bound: Vec<Piece>,
        /// The C type that is counted with.
        counter: String,
    },
}

/// What a call gives to a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// `self->items`
    Value(Place),
    /// `&self->state`
    Address(Place),
    /// Another expression without effect.
    Pure(Vec<Piece>),
    Other,
}

impl Place {
    /// The first field.
    pub fn field(&self) -> Option<&str> {
        match self.steps.first()? {
            PlaceStep::Arrow(name) | PlaceStep::Dot(name) => Some(name),
            _ => None,
        }
    }

    /// The last field.
    pub fn last(&self) -> Option<&str> {
        self.steps.iter().rev().find_map(|step| match step {
            PlaceStep::Arrow(name) | PlaceStep::Dot(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// Whether this is `other`, or the way to it leads over this.
    pub fn leads_to(&self, other: &Place) -> bool {
        self.root == other.root && other.steps.starts_with(&self.steps)
    }

    /// The same place, seen from where `given` was handed over, inside `depth` loops.
    pub fn seen_from(&self, given: &[Given], depth: usize) -> Option<Place> {
        let steps = self.steps.iter().map(|step| match step {
            PlaceStep::Element(at) => PlaceStep::Element(at + depth),
            step => step.clone(),
        });
        match given.get(self.root)? {
            Given::Value(place) => {
                Some(Place { root: place.root, steps: place.steps.iter().cloned().chain(steps).collect() })
            }
            Given::Address(place) => {
                // `(&x)->f` is `x.f`.
                let mut steps: Vec<PlaceStep> = steps.collect();
                match steps.first_mut()? {
                    PlaceStep::Arrow(name) => steps[0] = PlaceStep::Dot(std::mem::take(name)),
                    _ => return None,
                }
                Some(Place { root: place.root, steps: place.steps.iter().cloned().chain(steps).collect() })
            }
            Given::Pure(_) | Given::Other => None,
        }
    }
}

/// The pieces, seen from where `given` was handed over, inside `depth` loops.
pub fn pieces_seen_from(pieces: &[Piece], given: &[Given], depth: usize) -> Option<Vec<Piece>> {
    let mut seen = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Place(place) => match given.get(place.root)? {
                Given::Pure(pure) if place.steps.is_empty() => seen.extend(in_parens(pure.clone())),
                _ => seen.push(Piece::Place(place.seen_from(given, depth)?)),
            },
            Piece::Counter(at) => seen.push(Piece::Counter(at + depth)),
            piece => seen.push(piece.clone()),
        }
    }
    Some(seen)
}

/// The names of a function that stand for places.
pub(super) struct Names<'a> {
    pub function: &'a Function,
    /// The variables of the loops around.
    pub counters: Vec<String>,
    /// What [`Names::only_value`] found: it looks through the whole function for each name.
    only_values: RefCell<HashMap<String, Option<&'a Expr>>>,
}

impl<'a> Names<'a> {
    pub fn new(function: &'a Function) -> Names<'a> {
        Names { function, counters: Vec::new(), only_values: RefCell::default() }
    }

    /// The place that `expr` means.
    pub fn place(&self, expr: &Expr) -> Option<Place> {
        let expr = expr.peel();
        match &expr.kind {
            ExprKind::Name(name) => self.root(name),
            ExprKind::Field { base, arrow, field } => {
                let mut place = self.place(base)?;
                let field = field.text.clone();
                place.steps.push(if *arrow { PlaceStep::Arrow(field) } else { PlaceStep::Dot(field) });
                Some(place)
            }
            ExprKind::Index { base, index } => {
                let mut place = self.place(base)?;
                let step = match (&index.peel().kind, index.as_name()) {
                    (ExprKind::Number, _) => PlaceStep::ElementAt(index.span),
                    (_, Some(name)) => PlaceStep::Element(self.counter(name)?),
                    _ => return None,
                };
                place.steps.push(step);
                Some(place)
            }
            _ => None,
        }
    }

    /// The number of the loop that counts with this variable.
    pub fn counter(&self, name: &str) -> Option<usize> {
        self.counters.iter().rposition(|known| known == name)
    }

    fn root(&self, name: &str) -> Option<Place> {
        if self.counter(name).is_some() {
            return None;
        }
        let params = &self.function.params.list;
        let at = params.iter().position(|param| param.name.as_ref().is_some_and(|one| one.text == name));
        match at {
            Some(root) if !self.is_assigned(name) => Some(Place { root, steps: Vec::new() }),
            Some(_) => None,
            None => self.place(self.only_value(name)?),
        }
    }

    fn is_assigned(&self, name: &str) -> bool {
        self.function.assigned.iter().any(|(assigned, _)| assigned == name)
    }

    /// The only value that a local variable ever has.
    pub fn only_value(&self, local: &str) -> Option<&'a Expr> {
        if let Some(&known) = self.only_values.borrow().get(local) {
            return known;
        }
        let found = self.find_only_value(local);
        self.only_values.borrow_mut().insert(local.to_owned(), found);
        found
    }

    fn find_only_value(&self, local: &str) -> Option<&'a Expr> {
        let mut values = self.values(local);
        let is_counted = self.function.changes(local) > 0;
        match values.pop() {
            Some(value) if values.is_empty() && !is_counted && !names(value, local) => Some(value),
            _ => None,
        }
    }

    /// All values that are given to a local variable.
    pub fn values(&self, local: &str) -> Vec<&'a Expr> {
        self.function.values_of(local)
    }

    /// `expr` as pieces, when it has no effect and depends on nothing but places and constants.
    pub fn pure(&self, expr: &Expr) -> Option<Vec<Piece>> {
        if let Some(place) = self.place(expr) {
            return Some(vec![Piece::Place(place)]);
        }
        let wrap = |before, inner: Vec<Piece>, after| {
            [vec![Piece::Text(before)], inner, vec![Piece::Text(after)]].concat()
        };
        match &expr.kind {
            ExprKind::Paren(inner) => Some(wrap("(", self.pure(inner)?, ")")),
            ExprKind::Cast { operand, .. } => self.pure(operand),
            ExprKind::Number | ExprKind::Char => Some(vec![Piece::Written(expr.span)]),
            ExprKind::Name(name) => match self.counter(name) {
                Some(at) => Some(vec![Piece::Counter(at)]),
                None if is_constant(name) => Some(vec![Piece::Written(expr.span)]),
                None => self.pure(self.only_value(name)?).map(in_parens),
            },
            ExprKind::Unary { op: Op::Not, operand } => Some(wrap("!", self.pure(operand)?, "")),
            ExprKind::Unary { op: Op::Negate, operand } => Some(wrap("-", self.pure(operand)?, "")),
            ExprKind::Binary { op, left, right } => {
                Some([self.pure(left)?, vec![Piece::Text(written(*op)?)], self.pure(right)?].concat())
            }
            ExprKind::Call { args, .. } => match (expr.as_call()?, &args[..]) {
                (("Py_SIZE", _), [object]) => Some(wrap("Py_SIZE(", self.pure(object)?, ")")),
                _ => None,
            },
            _ => None,
        }
    }

    /// The place that `self->items + i` points to.
    fn element(&self, expr: &Expr) -> Option<Place> {
        let ExprKind::Binary { op: Op::Add, left, right } = &expr.peel().kind else { return None };
        let mut place = self.place(left)?;
        place.steps.push(PlaceStep::Element(self.counter(right.as_name()?)?));
        Some(place)
    }

    /// What is handed over as an argument.
    pub fn given(&self, expr: &Expr) -> Given {
        let operand = match &expr.peel().kind {
            ExprKind::Unary { op: Op::AddressOf, operand } => self.place(operand),
            _ => None,
        };
        match (operand.or_else(|| self.element(expr)), self.place(expr)) {
            (Some(place), _) => Given::Address(place),
            (None, Some(place)) => Given::Value(place),
            (None, None) => self.pure(expr).map_or(Given::Other, Given::Pure),
        }
    }
}

/// Pieces that can stand inside others.
fn in_parens(pieces: Vec<Piece>) -> Vec<Piece> {
    match &pieces[..] {
        [_] | [Piece::Text("(" | "Py_SIZE("), ..] => pieces,
        _ => [vec![Piece::Text("(")], pieces, vec![Piece::Text(")")]].concat(),
    }
}

/// Constants are written in capitals: there is no other way to tell them from variables here.
fn is_constant(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn names(expr: &Expr, name: &str) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= matches!(&part.kind, ExprKind::Name(known) if known == name));
    found
}

fn written(op: Op) -> Option<&'static str> {
    Some(match op {
        Op::Add => " + ",
        Op::Sub => " - ",
        Op::Mul => " * ",
        Op::BitAnd => " & ",
        Op::BitOr => " | ",
        Op::And => " && ",
        Op::Or => " || ",
        Op::Eq => " == ",
        Op::Ne => " != ",
        Op::Lt => " < ",
        Op::Le => " <= ",
        Op::Gt => " > ",
        Op::Ge => " >= ",
        _ => return None,
    })
}
