//! All that one run has to say: data only.
//!
//! The [`Ledger`] balances or is not made. This module does not know how anything is printed.

use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::edit::Change;
use crate::source::Span;

/// What Python code can tell of a migration, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safety {
    /// Valid and working; each drift that Python code can see is named (D-...).
    Review,
    /// Python code sees nothing but what is unavoidable (semantics, section 12).
    Safe,
}

/// What became of one static type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Migrate(Safety),
    /// Left alone; the reasons are diagnostics whose subject is the type.
    Refuse,
    /// It is made from a spec already.
    AlreadyHeap,
}

/// One type object that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeReport {
    /// The C name: `deque_type`.
    pub name: String,
    /// `tp_name` as the source gives it, when it is a plain string: `collections.deque`.
    pub python_name: Option<String>,
    /// The module it belongs to, when one was found.
    pub module: Option<String>,
    pub span: Span,
    pub verdict: Verdict,
    /// What interpreters share through the type, as long as it is static.
    pub shared: Sharing,
    /// What Python code will see changed, one `D-` id each with a sentence.
    pub drifts: Vec<Drift>,
}

/// What the interpreters of a process share through a static type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sharing {
    /// Parts of the type object. Of these CPython 3.12 and later keep `tp_dict`, `tp_subclasses` and `tp_weaklist` apart
    /// for each interpreter, for its own builtin types only (Objects/typeobject.c, `managed_static_type_state`).
    pub parts: Vec<&'static str>,
    /// Static variables that its functions use.
    pub variables: Vec<String>,
}

impl Sharing {
    /// Whether a heap type gains little where one interpreter uses the module: Python code puts nothing into the type,
    /// and its functions keep nothing (PEP 687 leaves such types static where looking up the state costs).
    pub fn is_little(&self) -> bool {
        self.variables.is_empty() && !self.parts.contains(&"tp_subclasses")
    }
}

/// A difference that Python code can see and that the plan announces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drift {
    /// `D-MUTABLE`, `D-GC`, ...
    pub id: &'static str,
    pub text: String,
}

/// found = migrated + refused + already heap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    pub found: usize,
    pub migrated: usize,
    pub refused: usize,
    pub already_heap: usize,
}

impl Ledger {
    /// Counts verdicts. `found` is counted by the finder, independently of the verdicts: when they do not add up
    /// the ledger is not made, and the difference is returned.
    pub fn balance(found: usize, types: &[TypeReport]) -> Result<Ledger, (usize, usize)> {
        let count = |wanted: fn(&Verdict) -> bool| types.iter().filter(|ty| wanted(&ty.verdict)).count();
        let ledger = Ledger {
            found,
            migrated: count(|verdict| matches!(verdict, Verdict::Migrate(_))),
            refused: count(|verdict| matches!(verdict, Verdict::Refuse)),
            already_heap: count(|verdict| matches!(verdict, Verdict::AlreadyHeap)),
        };
        let told = ledger.migrated + ledger.refused + ledger.already_heap;
        if told == found { Ok(ledger) } else { Err((found, told)) }
    }
}

/// A law that did not hold: a bug of ours. The change it was found in is withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenLaw {
    /// `parses`, `outside`, `conserved`, ...
    pub law: &'static str,
    /// The module whose change is withheld.
    pub group: String,
    pub detail: String,
    pub span: Option<Span>,
}

/// The result of a run over a set of sources.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// In order of file and place.
    pub types: Vec<TypeReport>,
    /// In order of file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Lawful changes only, in order of their first file.
    pub changes: Vec<Change>,
    pub broken_laws: Vec<BrokenLaw>,
    pub ledger: Ledger,
    /// What each stage made and how long it took, in order of the stages: for `--trace` only.
    pub trace: Vec<StageCount>,
}

/// One stage's work in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageCount {
    /// `facts`, `link`, ...
    pub stage: &'static str,
    /// How many of `what` it made.
    pub count: usize,
    /// `files`, `types`, ...
    pub what: &'static str,
    pub time: Duration,
}

/// What a rule says of itself: for `rules`, `explain`, `--select` and `--ignore`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    pub name: &'static str,
    /// One line.
    pub summary: &'static str,
    /// The prose with its before and after, in Markdown.
    pub prose: &'static str,
}
