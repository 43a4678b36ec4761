//! One file's text as facts: plain values with places. Trees die here.
//!
//! A fact says what stands in a file, not what to do about it. This module does not know which mention is whose: that
//! is settled in `link`.

use crate::source::{FileId, Span};
use crate::syntax::ast::{Name, Storage, TypeText};
use crate::syntax::head::HeadKind;
use crate::syntax::preprocess::{Branch, BranchId, Include};
use crate::syntax::unit::Damage;

mod aliases;
mod apart;
mod body;
mod bound;
mod callback;
mod calls;
mod capsules;
mod cases;
mod casts;
pub mod clinic;
mod collect;
mod dealloc;
mod entries;
mod function;
mod globals;
mod init;
mod instances;
mod macro_function;
mod macros;
mod made;
mod mentions;
mod module_macro;
mod opening;
mod parked;
mod passed;
mod place;
mod records;
mod refill;
mod release;
mod select;
mod shared;
mod statics;
mod style;
mod survey;
mod tables;
mod texts;
mod track;
mod traverse;
mod types;
mod walked;
mod written;

pub use aliases::object_names;
pub use apart::read as apart;
pub use body::Body;
pub use calls::{Anchor, Arg, ArgKind, Call, Check, FunctionUse, MacroUse, MemberCall, is_null_word};
pub use capsules::{HandedStruct, HandsOut, Member};
pub use clinic::ClinicBlock;
pub use collect::collect;
pub use dealloc::{
    DeallocShape, Free, FreeHow, Link, Parking, Trashcan, hands_on_finalizer, read as dealloc_shape,
};
pub use function::{Function, Local, Opening, Return};
pub use globals::{Global, Holds, is_number};
pub use init::{
    Declared, InitShape, creations, of_variable as variable_shape, of_word as word_shape, read as init_shape,
};
pub use macro_function::ByMacro;
pub use macros::{MacroFact, Macros, Paste};
pub use made::{How, MadeType};
pub use mentions::{Allocation, Loop, Mention, MentionKind};
pub use module_macro::{ModuleMacro, read as module_macro};
pub use parked::{ListUse, Revival, read as list_use};
pub use passed::{MemberWrite, ParamCall, Passed};
pub use place::{Around, Given, Piece, Place, PlaceStep, pieces_seen_from};
pub use records::{FieldFact, GcComment, Record};
pub use refill::Refill;
pub use release::{Handed, Release, Released};
pub use select::{Selection, select};
pub use shared::{Made, Shared, SharedVariable, is_harmless, writes};
pub use statics::{StaticKind, StaticUse};
pub use style::Style;
pub use survey::{Interest, Survey, Wanted, survey};
pub use tables::{Cell, Row, Table};
pub use texts::Texts;
pub use track::{TrackPlace, find as track_place};
pub use traverse::{Delegate, TraverseShape, read as traverse_shape};
pub use types::{FieldInit, Head, InitStyle, Sequence, TypeDef, Value};
pub use walked::Walk;
pub use written::{WrittenFunction, WrittenParam};

/// All that one file says.
#[derive(Debug, PartialEq)]
pub struct FileFacts {
    pub file: FileId,
    pub is_cplusplus: bool,
    pub includes: Vec<Include>,
    pub types: Vec<TypeDef>,
    /// Type objects without an initializer of their own.
    pub made: Vec<MadeType>,
    /// Where its brackets do not match, so that nothing behind is understood.
    pub broken: Option<Damage>,
    /// Declarations of type objects that are defined elsewhere, or further down.
    pub declarations: Vec<Declaration>,
    pub tables: Vec<Table>,
    pub records: Vec<Record>,
    /// File-level variables that hold objects or types.
    pub globals: Vec<Global>,
    pub functions: Vec<Function>,
    pub prototypes: Vec<Prototype>,
    /// Mentions and function names in initializers at file level.
    pub statics: Vec<StaticUse>,
    /// Where functions are named that a macro may write.
    pub written_at: Vec<(String, Span)>,
    /// Where a method that stands in no array is named.
    pub methods: Vec<(String, Span)>,
    /// Fields that are without a valid value for a while.
    pub refills: Vec<Refill>,
    /// Structs that capsules hand out.
    pub handed: Vec<HandedStruct>,
    /// Every top-level item, for finding a place between them.
    pub outline: Vec<OutlineItem>,
    /// Items that matter and were not understood.
    pub damages: Vec<DamagedItem>,
    pub style: Style,
    /// What Argument Clinic wrote.
    pub clinic: Vec<ClinicBlock>,
    pub texts: Texts,
    pub shared: Shared,
    /// The branches of `#if` groups, by their id.
    pub branches: Vec<Branch>,
}

impl FileFacts {
    /// Whether Argument Clinic wrote what stands here.
    pub fn is_clinics(&self, span: Span) -> bool {
        self.clinic.iter().any(|block| block.output.contains(span))
    }
}

/// A declaration of a name that is defined elsewhere: `extern PyTypeObject X;`, `static PyTypeObject X;`.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    pub name: Name,
    pub storage: Storage,
    /// The whole declaration, with its `;`.
    pub span: Span,
    /// The declarator, and how many the declaration has.
    pub declarator: Span,
    pub siblings: usize,
    pub is_array: bool,
    pub conditions: Vec<BranchId>,
}

/// The comments beside a declaration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comments {
    /// The one that ends on the line above, on lines of its own.
    pub above: Option<Span>,
    /// The one behind it on its last line.
    pub behind: Option<Span>,
}

/// A function's declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct Prototype {
    pub name: Name,
    pub storage: Storage,
    pub span: Span,
    pub specifiers: Span,
    pub params: crate::syntax::ast::Params,
    pub returns: TypeText,
}

/// The place and kind of a top-level item.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlineItem {
    pub span: Span,
    pub kind: HeadKind,
    pub name: Option<Name>,
    /// Whether it is said to be for other libraries: `PyAPI_DATA`, `__declspec(dllexport)`, ...
    pub is_exported: bool,
    /// What a macro is given that is used outside functions.
    pub args: Vec<String>,
}

/// An item that names something of interest and was not understood, or not wholly.
#[derive(Clone, Debug, PartialEq)]
pub struct DamagedItem {
    pub item: OutlineItem,
    pub damage: Damage,
    /// The interesting names in it that no fact accounts for.
    pub names: Vec<String>,
}
