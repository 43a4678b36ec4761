//! A rule is a value: a name, its prose, what it claims, and a plain function.
//!
//! Rules do not see each other. What several of them need to know is worked out once, beside them, in this layer.

use crate::diagnostic::Diagnostic;

use super::ModuleCx;
use super::context::TypeCx;
use super::draft::Draft;
use super::mention::{MentionClass, MentionCx};
use super::module::ModulePlan;
use super::queries::{MacroCx, StaticCx};
use super::step::StepAt;

/// One rule.
pub struct Rule {
    /// `field-new`: one string for rule, file, case, snapshot and message.
    pub name: &'static str,
    /// The ids of the semantics it carries out.
    pub ids: &'static [&'static str],
    /// One line.
    pub summary: &'static str,
    /// What `explain` prints: the why, with a before and after that is executed by the tests.
    pub prose: &'static str,
    pub run: Run,
}

/// What a rule looks at, and its verdict.
pub enum Run {
    /// A rule about fields of a type, and about what the lack of one means.
    Field { claims: Claims, run: fn(&TypeCx, &mut Draft) -> Verdict },
    /// A rule about functions of a type: what a body must gain.
    Body(fn(&TypeCx, &mut Draft) -> Verdict),
    /// A rule about a struct sequence: what a description makes of it.
    Sequence(fn(&TypeCx, &mut Draft) -> Verdict),
    /// A rule about one kind of use of a name.
    Mention { class: MentionClass, run: fn(&MentionCx) -> Result<Vec<StepAt>, Diagnostic> },
    /// A rule about names in the bodies of macros.
    Macro(fn(&MacroCx) -> Result<Vec<StepAt>, Diagnostic>),
    /// A rule about names in file-level initializers.
    Static(fn(&StaticCx) -> Result<Vec<StepAt>, Diagnostic>),
    /// A rule about the module definition, its initialization and its state.
    Module(fn(&ModuleCx, &mut ModulePlan) -> Verdict),
    /// A reason to leave a type alone.
    Guard(fn(&TypeCx) -> Verdict),
}

/// Nothing to object, or why the type stays as it is.
pub type Verdict = Result<(), Diagnostic>;

/// The fields of `PyTypeObject` that a rule answers for. Each field is answered for by exactly one rule.
pub enum Claims {
    Fields(&'static [&'static str]),
    /// Every field that travels as a plain slot and that no other rule names.
    OtherSlots,
}
