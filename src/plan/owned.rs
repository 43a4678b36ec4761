//! Which fields of an instance hold references, and who they belong to.
//!
//! The evidence is what the functions that end an instance's life release: what such a function would give back now, the
//! instance owns now, and a traverse visits it under the same conditions. What cannot be told is said to be unknown.

use crate::facts::{Around, FieldFact, GcComment, Piece, Place, PlaceStep};
use crate::syntax::ast::TypeText;

use super::context::TypeCx;
use super::life::{self, Life};
use super::tree::{self, Tree};

/// What a field of an instance is to the collector.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldClass {
    /// Strong references: they are released when the instance dies.
    Owned(Vec<Visit>),
    /// References that are never released.
    Borrowed,
    /// It cannot hold a reference.
    Plain,
    /// It may hold references in a way that is not followed.
    Unknown(String),
    /// The same, and it is there only with a header that is not: its name.
    Absent(String),
}

/// One line of a traverse: a place of the instance that is visited, and what stands around the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    pub place: Place,
    pub around: Vec<Around>,
    /// What stands there is a tree of C structs, which is visited node by node.
    pub tree: Option<Box<Tree>>,
}

impl Visit {
    /// The whole of a field: `self->f`.
    fn of_field(name: &str) -> Visit {
        let steps = vec![PlaceStep::Arrow(name.to_owned())];
        Visit { place: Place { root: 0, steps }, around: Vec::new(), tree: None }
    }

    /// A place of a node that is there.
    pub(super) fn of_node(place: &Place, around: &[Around]) -> Visit {
        let is_of_node = |around: &Around| tested(around).is_some_and(|place| place.steps.is_empty());
        let around = around.iter().filter(|one| !is_of_node(one)).cloned().collect();
        Visit { place: place.clone(), around, tree: None }.settled()
    }

    /// The fields of the instance that the line reads.
    pub fn fields(&self) -> Vec<String> {
        let pieces = self.around.iter().flat_map(|around| match around {
            Around::If { cond: pieces, .. } | Around::Loop { bound: pieces, .. } => pieces,
        });
        let read = pieces.filter_map(|piece| match piece {
            Piece::Place(place) => place.field(),
            _ => None,
        });
        self.place.field().into_iter().chain(read).map(str::to_owned).collect()
    }

    /// Without tests that `Py_VISIT` makes itself, and with a test of each pointer on the way.
    pub(super) fn settled(mut self) -> Visit {
        let place = self.place.clone();
        self.around.retain(|around| tested(around) != Some(&place));
        for at in 1..place.steps.len() {
            let pointer = Place { root: place.root, steps: place.steps[..at].to_vec() };
            let is_known = self.around.iter().any(|around| tested(around) == Some(&pointer));
            if matches!(place.steps[at], PlaceStep::Arrow(_)) && !is_known {
                let cond = vec![Piece::Place(pointer), Piece::Text(" != NULL")];
                self.around.push(Around::If { cond, negated: false });
            }
        }
        self
    }
}

/// The pointer that must be there: `if (p)`, `if (p != NULL)`, and behind `if (p == NULL) return;`.
pub(super) fn tested(around: &Around) -> Option<&Place> {
    let Around::If { cond, negated } = around else { return None };
    match (&cond[..], negated) {
        ([Piece::Place(place)], false) => Some(place),
        ([Piece::Place(place), Piece::Text(" != "), Piece::Written(_)], false) => Some(place),
        ([Piece::Place(place), Piece::Text(" != NULL")], false) => Some(place),
        ([Piece::Place(place), Piece::Text(" == "), Piece::Written(_)], true) => Some(place),
        ([Piece::Text("!"), Piece::Place(place), Piece::Text("")], true) => Some(place),
        _ => None,
    }
}

/// Each field of the instance struct with its class, in order.
pub fn classify(cx: &TypeCx) -> Vec<(String, FieldClass)> {
    let Some(record) = cx.record else { return Vec::new() };
    let life = life::follow(cx);
    let class_of = |field: &FieldFact| match (class(cx, field, &life), cx.cx.absent_header(field)) {
        (FieldClass::Unknown(_), Some(header)) => FieldClass::Absent(header.to_owned()),
        (class, _) => class,
    };
    record.fields.iter().map(|field| (field.name.clone(), class_of(field))).collect()
}

fn class(cx: &TypeCx, field: &FieldFact, life: &Life) -> FieldClass {
    let is_reference = field.ty.stars == 1 && field.ty.arrays == 0;
    match field.gc {
        Some(GcComment::Owned) if is_reference => {
            return FieldClass::Owned(vec![Visit::of_field(&field.name)]);
        }
        Some(GcComment::Borrowed | GcComment::Nothing) => return FieldClass::Plain,
        _ => {}
    }
    if field.is_function_pointer {
        return FieldClass::Plain;
    }
    let releases = life.releases.iter().filter(|one| one.place.field() == Some(&field.name));
    let (clear, unclear): (Vec<_>, Vec<_>) = releases.partition(|one| one.unclear.is_none());
    if let Some((one, why)) = unclear.iter().find_map(|one| Some((one, one.unclear?)))
        && clear.iter().all(|other| other.place != one.place)
    {
        return FieldClass::Unknown(format!("it is released, and {why}"));
    }
    let mut visits: Vec<Visit> = Vec::new();
    for one in clear {
        let visit = Visit { place: one.place.clone(), around: one.around.clone(), tree: None }.settled();
        match visits.iter_mut().find(|known| known.place == visit.place) {
            // What is released whatever else holds is owned whatever else holds.
            Some(known) if known.around.len() > visit.around.len() => *known = visit,
            Some(_) => {}
            None => visits.push(visit),
        }
    }
    let is_all = match &visits[..] {
        [] => !holds(cx, field),
        [only] if is_reference && only.place.steps.len() == 1 => true,
        _ => false,
    };
    if is_all {
        return if visits.is_empty() { FieldClass::Plain } else { FieldClass::Owned(visits) };
    }
    let handed = life.handed.iter().find(|handed| {
        handed.place.field() == Some(&field.name) && (handed.again || !visits_all(cx, field, &visits))
    });
    match handed {
        Some(handed) if handed.again => match tree::of_field(cx, field, life) {
            Some(visit) => FieldClass::Owned(vec![visit]),
            None => FieldClass::Unknown(format!("{} calls itself with it", handed.to)),
        },
        Some(handed) => FieldClass::Unknown(format!("{} gets it when the instance dies", handed.to)),
        None if life.is_lost => {
            FieldClass::Unknown("what is released when the instance dies is not followed".to_owned())
        }
        None if visits.is_empty() => FieldClass::Borrowed,
        None => FieldClass::Owned(visits),
    }
}

/// Whether every reference in a nested struct is visited.
fn visits_all(cx: &TypeCx, field: &FieldFact, visits: &[Visit]) -> bool {
    let record = cx.cx.project.record(cx.cx.module, &field.ty.base);
    let inner = record.filter(|_| field.inner.is_empty()).map_or(&field.inner, |record| &record.fields);
    let mut references = inner.iter().filter(|inner| holds(cx, inner)).peekable();
    references.peek().is_some()
        && references.all(|inner| visits.iter().any(|visit| visit.place.last() == Some(&inner.name)))
}

/// Whether a field may hold references.
pub(super) fn holds(cx: &TypeCx, field: &FieldFact) -> bool {
    is_object(cx, &field.ty) || holds_nested(cx, field, &mut Vec::new())
}

/// Whether `ty` is a pointer to one object.
pub fn is_reference(cx: &TypeCx, ty: &TypeText) -> bool {
    ty.stars == 1 && ty.arrays == 0 && is_object(cx, ty)
}

/// Whether a pointer to `ty` points to an object.
fn is_object(cx: &TypeCx, ty: &TypeText) -> bool {
    let name = ty.base.as_str();
    if ty.stars == 0 && ty.arrays == 0 {
        return false;
    }
    let is_python = name.starts_with("Py") && (name.ends_with("Object") || name == "PyTypeObject");
    is_python || cx.cx.project.record(cx.cx.module, name).is_some_and(|record| record.has_head())
}

/// Whether a field, or what it points to, is a struct of the module with references in it, however deep.
fn holds_nested<'a>(cx: &'a TypeCx, field: &'a FieldFact, seen: &mut Vec<&'a str>) -> bool {
    let any = |fields: &'a [FieldFact], seen: &mut Vec<&'a str>| {
        fields.iter().any(|inner| is_object(cx, &inner.ty) || holds_nested(cx, inner, seen))
    };
    if !field.inner.is_empty() {
        return any(&field.inner, seen);
    }
    let name = field.ty.base.as_str();
    if seen.contains(&name) {
        return false;
    }
    seen.push(name);
    let record = cx.cx.project.record(cx.cx.module, name);
    // The base's part of the instance is the base's business.
    record.is_some_and(|record| !record.has_head() && any(&record.fields, seen))
}
