//! `tp_basicsize` and `tp_itemsize`.

use crate::plan::{Claims, Draft, Origin, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-size",
    ids: &["T-SIZE-1", "T-SIZE-2", "T-SIZE-3", "T-SIZE-6"],
    summary: "the sizes of instances become parts of the spec",
    prose: "\
`spec.basicsize` and `spec.itemsize` are the same expressions. They are `int`s: a `sizeof` fits. Zero means what it
means for a static type: the base's size.",
    run: Run::Field { claims: Claims::Fields(&["tp_basicsize", "tp_itemsize"]), run },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    for (name, place) in [("tp_basicsize", &mut draft.basicsize), ("tp_itemsize", &mut draft.itemsize)] {
        let Some(field) = cx.field(name) else { continue };
        if let Origin::RunTime { statement, .. } = field.origin {
            let message = format!("{name} of {} is computed at run time", cx.name());
            return Err(cx
                .refuse(RULE.name, "T-SIZE-3", message)
                .at(statement, "assigned here")
                .why("a spec is filled at compile time")
                .help("write the size in the initializer"));
        }
        *place = Some(field.value.core);
    }
    Ok(())
}
