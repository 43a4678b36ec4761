//! `Py_SET_TYPE(&X, &PyType_Type)` and its older spellings.

use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, MentionKind};
use crate::plan::{MentionClass, MentionCx, Rule, Run, Step, StepAt};

pub const RULE: Rule = Rule {
    name: "mention-set-type",
    ids: &["T-META-1", "T-META-3"],
    summary: "setting the metaclass to type is noise",
    prose: "\
Old compilers could not put the address of `PyType_Type` into an initializer, so modules set it at run time. A heap type
has the right metaclass from the start, and the statement goes. Any other metaclass is refused.",
    run: Run::Mention { class: MentionClass::SetType, run },
};

fn run(cx: &MentionCx) -> Result<Vec<StepAt>, Diagnostic> {
    let (value, statement) = match (&cx.mention.kind, cx.call()) {
        (MentionKind::MemberWrite { value_kind, statement, .. }, _) => (value_kind.clone(), *statement),
        (_, Some((call, _))) => match &call.assigned {
            Some(assigned) => (assigned.kind.clone(), assigned.statement),
            None => (call.args.get(1).map_or(ArgKind::Other, |arg| arg.kind.clone()), call.statement),
        },
        _ => (ArgKind::Other, None),
    };
    match (value, statement) {
        (ArgKind::Address(name), Some(statement)) if name == "PyType_Type" => {
            Ok(vec![StepAt { step: Step::DropStatement { statement }, author: RULE.name }])
        }
        _ => Err(cx.refuse(RULE.name, "R-META-OLD", "its metaclass is set at run time")),
    }
}
