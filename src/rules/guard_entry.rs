//! Entries of a type that hide what a heap type keeps under the same name.

use crate::plan::{Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "guard-entry",
    ids: &["T-NAME-1"],
    summary: "a type with an attribute `__module__` for its instances stays static",
    prose: "\
A static type answers `T.__module__` from its name, and finds no `T.__annotations__`. A heap type looks for both in its
dict, where the member or getter of that name stands that was meant for instances: `repr(T)`, pickling and the
documentation tools would be handed a descriptor. There is no way around it, so such a type stays as it is.",
    run: Run::Guard(check),
};

fn check(cx: &TypeCx) -> Verdict {
    for field in ["tp_members", "tp_getset", "tp_methods"] {
        for row in cx.table(field).into_iter().flat_map(|table| &table.rows) {
            let Some(cell) = row.cells.first() else { continue };
            if let Some(name @ ("__module__" | "__annotations__")) = cell.value.text.as_deref() {
                let message = format!("{} has an entry {name}, which would hide the type's own", cx.name());
                return Err(cx.refuse(RULE.name, "T-NAME-1", message).at(cell.value.span, "this entry").why(
                    "the attribute of this name of a heap type stands in its dict, where this entry stands, too",
                ));
            }
        }
    }
    Ok(())
}
