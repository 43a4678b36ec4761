//! Type objects without an initializer that could be read: a macro's use writes it, or a call fills them while the module
//! comes up, or it is damaged.

use std::collections::BTreeSet;

use crate::capi::calls::{Role, role_of};
use crate::source::SourceFile;
use crate::syntax::ast::Name;
use crate::syntax::head::{HeadKind, ItemHead};
use crate::syntax::unit::Unit;

use super::calls::ArgKind;
use super::tables::Cell;
use super::types::TypeDef;
use super::{Call, FileFacts, Table};

/// One such type.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeType {
    /// Where it is declared, or where the macro is used.
    pub name: Name,
    pub how: How,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// Its initializer is not understood, for this reason.
    Damaged(String),
    /// `MY_TYPE(foo_type, "m.foo");`: the name of the macro where it is defined.
    Macro { definition: Name },
    /// `PyStructSequence_InitType(&X, &desc)`
    StructSequence,
}

/// The fields of `PyStructSequence_Desc`, in order.
const DESCRIPTION: [&str; 4] = ["name", "doc", "fields", "n_in_sequence"];

impl FileFacts {
    /// The calls that fill a struct sequence, each with the place of its function.
    pub fn fills<'a>(&'a self, ty: &'a TypeDef) -> impl Iterator<Item = (usize, &'a Call)> {
        let calls = self
            .functions
            .iter()
            .enumerate()
            .flat_map(|(at, function)| function.calls.iter().map(move |call| (at, call)));
        calls.filter(move |(_, call)| {
            role_of(&call.callee) == Some(Role::InitStructSequence)
                && call.args.first().is_some_and(|arg| arg.kind == ArgKind::Address(ty.name.text.clone()))
        })
    }

    /// The description that such a call is given.
    pub fn description(&self, fill: &Call) -> Option<&Table> {
        let ArgKind::Address(name) = &fill.args.get(1)?.kind else { return None };
        let mut tables = self.tables.iter().filter(|table| table.name.text == *name);
        let table = tables.next().filter(|table| table.function.is_none())?;
        tables.next().is_none().then_some(table)
    }

    /// The name of a struct sequence in Python.
    pub fn sequence_name(&self, ty: &TypeDef) -> Option<&str> {
        let (_, fill) = ty.sequence.as_ref().and_then(|_| self.fills(ty).next())?;
        self.description(fill)?.description_cell("name")?.value.text.as_deref()
    }
}

impl Table {
    /// A cell of a `PyStructSequence_Desc`.
    pub fn description_cell(&self, field: &str) -> Option<&Cell> {
        self.only()?.cell(&DESCRIPTION, field)
    }
}

/// Those of one file, each once.
pub fn read(file: &SourceFile, unit: &Unit) -> Vec<MadeType> {
    let sequences = struct_sequences(file, unit);
    let defined = names_of(unit, HeadKind::TypeObject);
    let mut made: Vec<MadeType> = Vec::new();
    for head in unit.items() {
        let by_macro = unit.type_macro(file, head).map(|one| How::Macro { definition: one.name.clone() });
        let of_macro =
            unit.generated_types(file, head).into_iter().filter_map(|name| Some((name, by_macro.clone()?)));
        let declared = declared(head).map(|name| (name.clone(), How::StructSequence));
        let filled = declared.filter(|(name, _)| {
            sequences.contains(name.text.as_bytes()) && !defined.contains(name.text.as_str())
        });
        let damaged = damaged(file, unit, head);
        for (name, how) in of_macro.chain(filled).chain(damaged) {
            if made.iter().all(|known| known.name.text != name.text) {
                made.push(MadeType { name, how });
            }
        }
    }
    made
}

/// The type whose definition cannot be read, with the reason.
fn damaged(file: &SourceFile, unit: &Unit, head: &ItemHead) -> Option<(Name, How)> {
    let name = head.name.as_ref().filter(|_| head.kind == HeadKind::TypeObject)?;
    let damage = unit.declared(file, head).err()?;
    Some((name.clone(), How::Damaged(damage.reason.clone())))
}

/// The names of a `static PyTypeObject X;`.
fn declared(head: &ItemHead) -> impl Iterator<Item = &Name> {
    let is_one = head.kind == HeadKind::TypeDeclaration && !head.storage.is_extern;
    head.names.iter().filter(move |_| is_one)
}

fn names_of(unit: &Unit, kind: HeadKind) -> BTreeSet<&str> {
    let heads = unit.items().iter().filter(|head| head.kind == kind);
    heads.flat_map(|head| &head.names).map(|name| name.text.as_str()).collect()
}

/// The types that `PyStructSequence_InitType(&X, ...)` and its kin fill in.
fn struct_sequences<'a>(file: &'a SourceFile, unit: &'a Unit) -> BTreeSet<&'a [u8]> {
    const INIT: &[u8] = b"PyStructSequence_Init";
    if memchr::memmem::find(&file.bytes, INIT).is_none() {
        return BTreeSet::new();
    }
    let fills = |window: &&[crate::syntax::lex::Token]| {
        let [call, open, and] = [0, 1, 2].map(|at| window[at].of(&file.bytes));
        call.starts_with(INIT) && (open, and) == (b"(", b"&")
    };
    unit.tokens().windows(4).filter(fills).map(|window| window[3].of(&file.bytes)).collect()
}
