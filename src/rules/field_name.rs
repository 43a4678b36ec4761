//! `tp_name`.

use crate::plan::{AfterCreation, Claims, Draft, Rule, Run, SpecName, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-name",
    ids: &["T-NAME-1", "T-NAME-2", "T-NAME-3", "T-NAME-4", "D-NAME"],
    summary: "tp_name becomes the spec's name; a name without a dot keeps its __module__",
    prose: "\
`spec.name` is the same text. CPython takes `__module__` from what stands before the last dot. A static type whose name
has no dot says that its module is `builtins`; a heap type would have no `__module__` at all, and its creation would
warn. Such a type is made as `builtins.X` and gets its old name right after. With `--qualify-names` it gains the module's
name instead: Python code sees that in `__module__`, in messages, and in pickles by name (D-NAME).",
    run: Run::Field { claims: Claims::Fields(&["tp_name"]), run },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    let Some(field) = cx.field("tp_name") else {
        let message = format!("{} has no tp_name", cx.name());
        return Err(cx.refuse(RULE.name, "R-NAME", message).at(cx.def.name.span, "defined here"));
    };
    let text = cx.constant_text(&field.value);
    let Some(text) = text else {
        let message = format!("tp_name of {} is not a text known at compile time", cx.name());
        return Err(cx
            .refuse(RULE.name, "R-NAME", message)
            .at(field.value.span, "this value")
            .why("the name of a heap type is fixed when its spec is read")
            .help("write the name as a string literal"));
    };
    draft.name = Some(if text.contains('.') {
        SpecName::Written(field.value.core)
    } else if cx.cx.settings.qualify_names {
        let name = format!("{}.{text}", cx.cx.python_name());
        draft.drift("D-NAME", format!("the type is `{name}` where it was `{text}`"));
        SpecName::Qualified { name }
    } else {
        draft.after.push(AfterCreation::Rename { written: field.value.core });
        SpecName::Builtins { written: field.value.core, name: text }
    });
    Ok(())
}
