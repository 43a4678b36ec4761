//! What is to become of each type: drafts, steps, routes, verdicts.
//!
//! A plan is values only. It says *what* changes where; it does not know how that is written in C.

use std::collections::BTreeMap;

use crate::capi::version::Target;
use crate::diagnostic::{Diagnostic, Severity};
use crate::link::{FnId, Module, Project, Symbol, TypeId};
pub use crate::options::{GcPolicy, Isolation, RuleChoice, TypeChoice};
use crate::report::{Drift, Sharing};
pub use clinic::CLINIC_STATE;

mod absent;
mod asserted;
mod back;
mod bars;
mod bound;
mod by_macro;
mod callback;
mod capsule;
mod carried;
mod chosen;
mod clinic;
mod collect;
mod common;
mod context;
mod converter;
mod create;
mod direct;
mod draft;
mod dying;
mod engine;
mod entry;
mod exact;
mod exits;
mod finalizer;
mod free_list;
mod guards;
mod handed;
mod home;
mod inherited;
mod init;
mod kept;
mod left;
mod life;
mod macro_function;
mod made;
mod mention;
mod mixes;
mod module;
mod notices;
mod outside;
mod own;
mod own_type;
mod owned;
mod owns;
mod pasted;
mod pointers;
mod queries;
mod route;
mod routes;
mod rule;
mod second_name;
mod sequence;
mod settle;
mod shared;
mod spared;
mod step;
mod table;
mod tag;
mod tree;
mod unseen;
mod uses;
mod vector;
mod wants;
mod ways;
mod written;

pub use capsule::{HandOut, Handed, InCapsule};
pub use collect::Collection;
pub use common::LateFill;
pub use context::{Base, FieldValue, Origin, TypeCx};
pub use draft::{
    AfterCreation, BaseCall, Bases, Draft, FlagTerm, Generated, Members, Offset, Slot, SlotValue, SpecName,
};
pub use dying::Ask;
pub use engine::plan;
pub use free_list::FreeList;
pub use home::{ExistingState, StateHome, Ways};
pub use mention::{MentionClass, MentionCx};
pub use module::{
    CellText, Creation, Definition, Drain, ExitAt, InitPlan, Kept, ModulePlan, OwnFunctions, OwnGil, Split,
    StateField, StatePlan,
};
pub use notices::NOTICES;
pub use own::{Duty, place_in};
pub use owned::{FieldClass, Visit};
pub use queries::{MacroCx, StaticCx};
pub use routes::{EntryPoint, Fetch, Fill, ModuleFrom, StateName, StateRoute, UserData};
pub use rule::{Claims, Rule, Run, Verdict};
pub use sequence::Filled;
pub use step::{CreateAt, Step, StepAt};
pub use tree::Tree;
pub use written::WrittenRoute;

/// The configuration a rule sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub target: Target,
    pub gc: GcPolicy,
    pub isolation: Isolation,
    /// Types whose names have no dot gain the module's name.
    pub qualify_names: bool,
    pub choice: TypeChoice,
    /// Rules that may not act: a type that needs one stays.
    pub rules: RuleChoice,
    /// What the project states of single types, by C name, then by key.
    pub statements: BTreeMap<String, BTreeMap<String, String>>,
}

/// What one run decides.
#[derive(Debug, Default)]
pub struct Plan {
    /// Modules with something to do, in order.
    pub modules: Vec<ModulePlan>,
    /// Every type that was found, in order of file and place.
    pub outcomes: Vec<TypeOutcome>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Plan {
    /// Leaves a module alone after all, for reasons that only its result shows.
    pub fn leave_module(&mut self, project: &Project, name: &str, reasons: Vec<Diagnostic>) {
        let is_meant = |module: &Module| module.name == name;
        self.modules.retain(|plan| !is_meant(&project.modules[plan.module]));
        let types: Vec<TypeId> = project
            .modules
            .iter()
            .filter(|module| is_meant(module))
            .flat_map(|one| one.types.clone())
            .collect();
        for outcome in self.outcomes.iter_mut().filter(|outcome| types.contains(&outcome.ty)) {
            outcome.migrates = false;
            outcome.drifts.clear();
        }
        // What was told of the migration is not so any more; what keeps single types static is.
        self.diagnostics.retain(|one| one.severity > Severity::Warning || !about(one, project, &types));
        self.diagnostics.extend(reasons);
        self.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    }
}

/// Whether a message is about one of these types.
fn about(diagnostic: &Diagnostic, project: &Project, types: &[TypeId]) -> bool {
    let subjects = diagnostic.subject.iter().flat_map(|subject| subject.split(", "));
    subjects.into_iter().any(|subject| types.iter().any(|&ty| project.type_def(ty).name.text == subject))
}

/// What was decided about one type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeOutcome {
    pub ty: TypeId,
    pub migrates: bool,
    /// Static variables that interpreters share through it.
    pub shared: Sharing,
    pub drifts: Vec<Drift>,
}

/// What a rule that looks at a whole module sees.
#[derive(Clone, Copy)]
pub struct ModuleCx<'a> {
    pub project: &'a Project,
    pub module: &'a Module,
    pub settings: &'a Settings,
}

/// Types and variables that leave their static place, with what reaches them.
pub type Reached = BTreeMap<Symbol, Vec<FnId>>;
