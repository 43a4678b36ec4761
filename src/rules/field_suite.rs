//! Suites: each member becomes a slot of its own.

use crate::capi::fields::{self, Travels};
use crate::capi::suites::{MemberSlot, suite_of_type};
use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::Cell;
use crate::plan::{Claims, Draft, FieldValue, Rule, Run, Slot, SlotValue, TypeCx, Verdict};
use crate::source::Span;

pub const RULE: Rule = Rule {
    name: "field-suite",
    ids: &["S-1", "S-2", "S-3", "S-4", "S-5", "S-6", "R-SUITE", "R-SUITE-HOLE"],
    summary: "the members of a suite become slots",
    prose: "\
A spec has no suites: `nb_add` becomes `Py_nb_add`, and so on. The suite's variable goes when no other type and no code
reads it. What still stands in the place of a member that Python 3 has no more is left out: nothing calls
it. When its function would be left without any use, the type is left alone.",
    run: Run::Field {
        claims: Claims::Fields(&["tp_as_async", "tp_as_number", "tp_as_sequence", "tp_as_mapping", "tp_as_buffer"]),
        run,
    },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    for field in &cx.fields {
        if let Some(Travels::Suite(suite)) = fields::field_named(field.name).map(|row| row.travels) {
            flatten(cx, draft, field, suite.row().c_type)?;
        }
    }
    Ok(())
}

fn flatten(cx: &TypeCx, draft: &mut Draft, field: &FieldValue, c_type: &str) -> Verdict {
    let table = field.value.target().and_then(|name| {
        let id = cx.cx.module.names.table(&cx.cx.project.files, cx.id.0, name)?;
        Some((id, cx.cx.project.table(id)))
    });
    let refuse = |message: String| {
        cx.refuse(RULE.name, "R-SUITE", message)
            .at(field.value.span, "this suite")
            .why("each function of a suite becomes a slot, so all of them must be known")
    };
    let table = table.filter(|(_, table)| table.c_type == c_type);
    let Some(((id, table), suite)) = table.zip(suite_of_type(c_type)) else {
        return Err(refuse(format!("the {} of {} is not a table of the files given", field.name, cx.name())));
    };
    draft.suites.push(id);
    let order: Vec<&str> = suite.members.iter().map(|member| member.name).collect();
    let place = fields::place_of(field.name).unwrap_or(usize::MAX);
    // What stands above the suite is about its functions: it goes with the first of them.
    let mut comments: Vec<Span> = table.comments.above.into_iter().collect();
    for (name, cell) in table.only().into_iter().flat_map(|row| row.cells_in(&order)) {
        if cell.value.is_null() {
            continue;
        }
        let at = suite.members.iter().position(|member| Some(member.name) == name);
        match at.map(|at| (at, suite.members[at].slot)) {
            Some((at, MemberSlot::Id(slot))) => draft.slots.push(Slot {
                id: slot,
                value: SlotValue::Written(cell.value.core),
                comments: std::mem::take(&mut comments),
                conditions: field.conditions.clone(),
                order: (place, at + 1),
            }),
            Some((at, MemberSlot::Hole)) => draft.notes.push(hole(cx, suite.members[at].name, cell)?),
            None => {
                let message = format!("a member of {} that no slot stands for is set", table.name.text);
                let diagnostic = cx.refuse(RULE.name, "R-SUITE", message);
                return Err(diagnostic.at(cell.span, "this value"));
            }
        }
    }
    Ok(())
}

/// Since Python 3.0 these places are there for nothing but the layout of the struct.
fn hole(cx: &TypeCx, member: &str, cell: &Cell) -> Result<Diagnostic, Diagnostic> {
    let name = cx.name();
    let is_used = cell.value.target().is_some_and(|function| {
        let functions = cx.cx.module.functions(cx.cx.project);
        functions.into_iter().any(|id| {
            let body = cx.cx.project.function(id);
            body.name.text != function && body.calls.iter().any(|call| call.callee == function)
        })
    });
    let diagnostic = match is_used {
        true => Diagnostic::new(
            Severity::Warning,
            RULE.name,
            format!("{member} of {name} is left out: no CPython since 3.0 calls it"),
        ),
        false => cx.refuse(RULE.name, "", format!("{member} of {name} is set, and no slot stands for it")),
    };
    let diagnostic = diagnostic.id("R-SUITE-HOLE").subject(name).at(cell.span, "this value");
    match is_used {
        true => Ok(diagnostic),
        false => Err(diagnostic
            .why("no CPython since 3.0 calls it, and nothing else is seen to use the function")
            .help("remove the function and put 0 in its place")),
    }
}
