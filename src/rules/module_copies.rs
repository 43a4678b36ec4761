//! Type tests, which know the types of their own module object only.

use crate::capi::calls::{Role, role_of};
use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::MentionKind;
use crate::link::Symbol;
use crate::plan::{ModuleCx, ModulePlan, Rule, Run, Verdict};

pub const RULE: Rule = Rule {
    name: "module-copies",
    ids: &["D-MULTI", "MOD-9"],
    summary: "a type test does not know the types of another copy of the module",
    prose: "\
A static type is one object in the whole process. Each module object makes heap types of its own: in every interpreter, and
when Python code takes the module out of `sys.modules` and imports it again. An object that the one made is not an
instance of the other's type, and a function that tests for it refuses it.",
    run: Run::Module(run),
};

fn run(cx: &ModuleCx, plan: &mut ModulePlan) -> Verdict {
    let moves = |symbol: Option<Symbol>| matches!(symbol, Some(Symbol::Type(ty)) if plan.drafts.iter().any(|draft| draft.ty == ty));
    for id in cx.module.functions(cx.project) {
        let function = cx.project.function(id);
        for mention in &function.mentions {
            let MentionKind::Argument { call, .. } = mention.kind else { continue };
            let is_test = matches!(role_of(&function.calls[call].callee), Some(Role::TypeTest { .. }));
            let is_for_state = is_test && !cx.is_stateless(id, mention.whole);
            if is_for_state && moves(cx.module.names.mentioned(&cx.project.files, id, mention)) {
                let message = format!(
                    "an instance of another module object's {} is none of this one's",
                    mention.symbol
                );
                return Err(Diagnostic::new(Severity::Note, RULE.name, message)
                    .id("D-MULTI")
                    .at(mention.whole, "tested here, perhaps elsewhere, too")
                    .why("each interpreter, and each new import, makes types of its own"));
            }
        }
    }
    Ok(())
}
