//! The module as a whole: how it comes up, and the state it gains.

use std::collections::BTreeMap;

use crate::facts::{InitShape, Link};
use crate::link::{FnId, GlobalId, Symbol, TableId};
use crate::source::Span;
use crate::syntax::preprocess::BranchId;

use super::draft::Draft;
use super::home::StateHome;
use super::routes::StateRoute;
use super::step::StepAt;
use super::written::WrittenRoute;

/// All that is done to one module.
#[derive(Debug)]
pub struct ModulePlan {
    /// Its place in the project.
    pub module: usize,
    pub drafts: Vec<Draft>,
    pub state: StatePlan,
    pub routes: BTreeMap<FnId, StateRoute>,
    /// Macros that are given the state.
    pub macros: Vec<String>,
    /// Those among them that write functions, which find the state by themselves.
    pub written: BTreeMap<String, WrittenRoute>,
    pub init: InitPlan,
    /// The functions of the definition that the source has already.
    pub own: OwnFunctions,
    pub steps: Vec<StepAt>,
    pub own_gil: OwnGil,
}

/// Whether the module says that it can be used by interpreters with a GIL of their own (MOD-10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnGil {
    Claimed,
    /// Something may still be shared.
    #[default]
    NotClaimed,
}

/// `m_traverse`, `m_clear` and `m_free` of the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnFunctions {
    pub traverse: Option<FnId>,
    pub clear: Option<FnId>,
    pub free: Option<FnId>,
}

impl OwnFunctions {
    pub fn all(self) -> impl Iterator<Item = FnId> {
        [self.traverse, self.clear, self.free].into_iter().flatten()
    }
}

/// The state struct and its accessors.
#[derive(Clone, Debug, PartialEq)]
pub struct StatePlan {
    pub fields: Vec<StateField>,
    /// What the source has of a state already.
    pub home: StateHome,
}

/// One field of the state.
#[derive(Clone, Debug, PartialEq)]
pub struct StateField {
    pub name: String,
    pub symbol: Symbol,
    /// Whether the state owns what it holds there: only then is it visited, and given back.
    pub is_owned: bool,
    /// The free list of a type, which must be empty when the state lets go of it.
    pub drain: Option<Drain>,
    /// The conditional branches that the type or variable stands under in its file (P-2).
    pub conditions: Vec<BranchId>,
}

/// How a free list is emptied.
#[derive(Clone, Debug, PartialEq)]
pub struct Drain {
    pub list: GlobalId,
    pub count: Option<GlobalId>,
    pub link: Link,
    /// The function of the source that does it, given the state.
    pub by: Option<FnId>,
    /// The function that frees one object.
    pub free: &'static str,
}

/// How the module comes up, and so what must change.
#[derive(Clone, Debug, PartialEq)]
pub enum InitPlan {
    /// Single-phase: `creator` makes the module. It becomes the body of `Py_mod_exec`.
    Split(Box<Split>),
    /// Multi-phase already.
    Exec { exec: FnId, definition: TableId },
    /// Left as it is, whichever it is: types become heap types in static pointers.
    Kept(Box<Kept>),
}

/// An initialization that stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The function in which types are made that are readied nowhere.
    pub maker: FnId,
    /// The function that makes the module object, its variable for it, and the call.
    pub made: Option<(FnId, String, Span)>,
}

/// A single-phase initialization that is taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    pub creator: FnId,
    /// The `PyInit_` function, when it only returns what `creator` gives: what it returns.
    pub caller: Option<Span>,
    pub creation: Creation,
    pub definition: Definition,
    /// The parameter of the exec function: the variable that held the new module, or a new name.
    pub variable: String,
    /// The variable that holds the new module stays, because it holds other things, too: it takes a reference of its own
    /// to the module, and gives it back where the function succeeds.
    pub kept: Option<String>,
    /// Statements that look whether the interpreter has the module already, and hand it out again.
    pub found_again: Vec<Span>,
    pub exits: Vec<ExitAt>,
}

/// How the module is made.
#[derive(Clone, Debug, PartialEq)]
pub enum Creation {
    /// `m = PyModule_Create(&def);`
    Call(InitShape),
    /// A macro holds definition and creation: the whole statement, and the variable's declaration.
    Macro { statement: Span, shape: InitShape },
}

impl Creation {
    /// What is known of the variable that takes the module.
    pub fn shape(&self) -> &InitShape {
        match self {
            Creation::Call(shape) | Creation::Macro { shape, .. } => shape,
        }
    }
}

/// The module definition.
#[derive(Clone, Debug, PartialEq)]
pub enum Definition {
    Table(TableId),
    /// Written by a macro until now: its name and its values.
    Expanded {
        name: String,
        cells: Vec<CellText>,
    },
}

/// A value of a definition that a macro writes.
#[derive(Clone, Debug, PartialEq)]
pub enum CellText {
    /// What the macro is given, as written.
    Given(Span),
    /// What stands in the macro.
    Plain(String),
}

/// One way out of the creator.
#[derive(Clone, Debug, PartialEq)]
pub struct ExitAt {
    /// The `return` with its `;`, or the macro that stands for it.
    pub span: Span,
    pub success: bool,
    /// Whether it is a direct part of a block.
    pub in_block: bool,
    /// Only the value changes: `NULL` in the body of a macro that is used nowhere else.
    pub value_only: bool,
}

impl InitPlan {
    /// The function in which types are made.
    pub fn maker(&self) -> FnId {
        match self {
            InitPlan::Split(split) => split.creator,
            InitPlan::Exec { exec, .. } => *exec,
            InitPlan::Kept(kept) => kept.maker,
        }
    }

    /// The variable that the source keeps the new module in.
    pub fn variable_of_source(&self) -> Option<&str> {
        match self {
            InitPlan::Split(split) => split.creation.shape().variable.as_deref(),
            InitPlan::Exec { .. } | InitPlan::Kept(_) => None,
        }
    }

    /// The definition that a macro writes until now: its name and its values.
    pub fn expanded(&self) -> Option<(&str, &[CellText])> {
        match self {
            InitPlan::Split(split) => match &split.definition {
                Definition::Expanded { name, cells } => Some((name, cells)),
                Definition::Table(_) => None,
            },
            InitPlan::Exec { .. } | InitPlan::Kept(_) => None,
        }
    }

    /// The definition, when it is a table of the source.
    pub fn definition(&self) -> Option<TableId> {
        match self {
            InitPlan::Split(split) => match split.definition {
                Definition::Table(id) => Some(id),
                Definition::Expanded { .. } => None,
            },
            InitPlan::Exec { definition, .. } => Some(*definition),
            InitPlan::Kept(_) => None,
        }
    }
}
