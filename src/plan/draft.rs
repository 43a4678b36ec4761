//! The heap type under construction.

use crate::capi::fields;
use crate::diagnostic::Diagnostic;
use crate::link::{TableId, TypeId};
use crate::report::Drift;
use crate::source::Span;
use crate::syntax::preprocess::BranchId;

use super::collect::Collection;
use super::context::FieldValue;
use super::owned::Visit;
use super::step::StepAt;

/// What the rules make of one static type.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub ty: TypeId,
    pub name: Option<SpecName>,
    pub basicsize: Option<Span>,
    pub itemsize: Option<Span>,
    pub flags: Vec<FlagTerm>,
    /// In the order of the struct's fields when the draft is done.
    pub slots: Vec<Slot>,
    pub members: Members,
    pub bases: Bases,
    pub collection: Collection,
    pub generated: Vec<Generated>,
    pub after: Vec<AfterCreation>,
    pub steps: Vec<StepAt>,
    pub drifts: Vec<Drift>,
    /// Notes and warnings; the type migrates all the same.
    pub notes: Vec<Diagnostic>,
    /// Suite tables that the type points to.
    pub suites: Vec<TableId>,
    /// The description that a struct sequence is made by: `&desc`.
    pub description: Option<Span>,
}

/// `spec.name`
#[derive(Clone, Debug, PartialEq)]
pub enum SpecName {
    /// As written.
    Written(Span),
    /// T-NAME-2: a name without a dot is made as `builtins.X` and renamed after creation.
    Builtins { written: Span, name: String },
    /// T-NAME-2 with `--qualify-names`: the module's name stands before it.
    Qualified { name: String },
}

/// One term of `spec.flags`.
#[derive(Clone, Debug, PartialEq)]
pub enum FlagTerm {
    Written(Span),
    Added(&'static str),
}

/// One slot.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    pub id: &'static str,
    pub value: SlotValue,
    /// Comments of the source that go with it.
    pub comments: Vec<Span>,
    pub conditions: Vec<BranchId>,
    /// What it is sorted by: the place of its field in the struct, and of its member in a suite.
    pub order: (usize, usize),
}

#[derive(Clone, Debug, PartialEq)]
pub enum SlotValue {
    /// A function or an array, as written without casts.
    Written(Span),
    /// A text: needs a cast to lose its `const`.
    Text(Span),
    /// A function by name: generated, or another type's.
    Named(String),
}

/// `Py_tp_members`: the type's own table, and rows to add.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members {
    pub table: Option<TableId>,
    /// How the source names the table.
    pub written: Option<Span>,
    /// Name of the special member and the offset's expression.
    pub rows: Vec<(&'static str, Offset)>,
    /// Whether the table belongs to this type alone, so that rows can be added to it.
    pub is_own: bool,
}

/// The offset that a special member tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Offset {
    Written(Span),
    /// That of `tp_vectorcall` in a class.
    OfClass,
}

/// The `bases` argument of the creation.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Bases {
    #[default]
    Object,
    /// A type of the module that is converted, too.
    Local(TypeId),
    /// An expression as written: `&PyList_Type`, `PyDateTimeAPI->TZInfoType`.
    Written(Span),
}

/// A function that is generated.
#[derive(Clone, Debug, PartialEq)]
pub enum Generated {
    Traverse {
        name: String,
        visits: Vec<Visit>,
        base: Option<BaseCall>,
    },
    Clear {
        name: String,
        base: BaseCall,
    },
    Dealloc {
        name: String,
    },
    /// Calls that of a base.
    New {
        name: String,
        base: BaseCall,
    },
}

/// The base type whose traverse or clear a generated one calls: `PyList_Type`.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseCall {
    pub ty: String,
}

/// What is done to the type right after it is made.
#[derive(Clone, Debug, PartialEq)]
pub enum AfterCreation {
    /// T-NAME-2: `type->tp_name = "X"`
    Rename { written: Span },
    /// T-DOC-3: a signature without text: `__doc__` is None.
    NoDoc,
    /// T-NEW-2, `type->tp_new = PyList_Type.tp_new`: a builtin that compares the function with its own.
    NewOf { ty: String },
    /// T-DEALLOC-7, T-NEW-2, `type->tp_dealloc = state->Base->tp_dealloc`: what the base has is static in another file.
    OfBase { field: &'static str },
    /// T-VEC-2
    Vectorcall { function: Span },
    /// T-NEW-1 below 3.10: `type->tp_new = NULL`
    NoNew,
    /// T-NEW-4: `type->tp_new = PyBaseObject_Type.tp_new`
    ObjectNew,
    /// T-DOC-4: 3.9 strips the signature.
    KeepSignature,
    /// MOD-12: what makes struct sequences gives them no such flag.
    Immutable,
}

impl Draft {
    pub fn new(ty: TypeId, collection: Collection) -> Draft {
        Draft {
            ty,
            name: None,
            basicsize: None,
            itemsize: None,
            flags: Vec::new(),
            slots: Vec::new(),
            members: Members::default(),
            bases: Bases::default(),
            collection,
            generated: Vec::new(),
            after: Vec::new(),
            steps: Vec::new(),
            drifts: Vec::new(),
            notes: Vec::new(),
            suites: Vec::new(),
            description: None,
        }
    }

    /// Puts slots and flags into their final order, whatever the order of the rules.
    pub fn finish(&mut self) {
        self.slots.sort_by_key(|slot| (slot.order, slot.id));
        self.flags.sort_by_key(|term| match term {
            FlagTerm::Written(span) => (0, span.start, ""),
            FlagTerm::Added(flag) => (1, 0, *flag),
        });
        self.drifts.sort();
        self.drifts.dedup();
    }

    pub fn drift(&mut self, id: &'static str, text: impl Into<String>) {
        self.drifts.push(Drift { id, text: text.into() });
    }
}

impl Slot {
    /// The slot of a field, with what the source says around it.
    pub fn of_field(id: &'static str, field: &FieldValue, value: SlotValue) -> Slot {
        let (comments, conditions) = (field.comments.clone(), field.conditions.clone());
        Slot { id, value, comments, conditions, order: Slot::order_of(field.name) }
    }

    /// A slot that the source does not have.
    pub fn new(id: &'static str, field: &str, value: SlotValue) -> Slot {
        Slot { id, value, comments: Vec::new(), conditions: Vec::new(), order: Slot::order_of(field) }
    }

    fn order_of(field: &str) -> (usize, usize) {
        (fields::place_of(field).unwrap_or(usize::MAX), 0)
    }
}
