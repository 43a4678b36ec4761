//! `tp_weaklistoffset`, `tp_dictoffset`, `tp_vectorcall_offset`, and the members they become.

use crate::capi::fields::{self, Travels};
use crate::plan::{Claims, Draft, Offset, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-offset",
    ids: &["T-OFF-1", "T-OFF-2", "T-OFF-3", "T-OFF-5", "T-VEC-1"],
    summary: "offsets become special members",
    prose: "\
A spec has no room for offsets: CPython reads them from members with special names, of type `T_PYSSIZET` and
`READONLY`. They join the type's own members, or a new table when it has none.",
    run: Run::Field {
        claims: Claims::Fields(&["tp_weaklistoffset", "tp_dictoffset", "tp_vectorcall_offset", "tp_members"]),
        run,
    },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    for field in &cx.fields {
        let Some(Travels::Offset(member)) = fields::field_named(field.name).map(|row| row.travels) else {
            continue;
        };
        draft.members.rows.push((member, Offset::Written(field.value.core)));
    }
    if super::field_flags::lacks_vectorcall(cx)
        && cx.field("tp_vectorcall_offset").is_none()
        && let Some(offset) = vectorcall_offset(cx)
    {
        draft.members.rows.push(("__vectorcalloffset__", offset));
    }
    draft.members.rows.sort_by_key(|(name, _)| *name);
    let Some(field) = cx.field("tp_members") else { return Ok(()) };
    draft.members.written = Some(field.value.core);
    draft.members.table =
        field.value.target().and_then(|name| cx.cx.module.names.table(&cx.cx.project.files, cx.id.0, name));
    if draft.members.rows.is_empty() {
        return Ok(());
    }
    let Some(table) = draft.members.table else {
        let message = format!("the members of {} are not defined in the files given", cx.name());
        return Err(cx.refuse(RULE.name, "T-OFF-2", message).at(field.value.span, "this table"));
    };
    draft.members.is_own = cx.is_own_table(table);
    if !draft.members.is_own {
        let message =
            format!("{} shares its members with another type, and needs more of its own", cx.name());
        return Err(cx
            .refuse(RULE.name, "T-OFF-2", message)
            .at(field.value.span, "this table")
            .help("give the type a table of its own"));
    }
    Ok(())
}

/// The offset of the nearest base that has one.
fn vectorcall_offset(cx: &TypeCx) -> Option<Offset> {
    let Some(base) = cx.local_base() else {
        return super::field_flags::derives_from_type(cx).then_some(Offset::OfClass);
    };
    let own = base.field("tp_vectorcall_offset").map(|field| Offset::Written(field.value.core));
    own.or_else(|| vectorcall_offset(&base))
}
