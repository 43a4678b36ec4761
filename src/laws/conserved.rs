//! Every field that was set before is found after: as a slot, a part of the spec, a member, or a step of the creation.

use std::collections::BTreeSet;

use crate::capi::fields::{Travels, field_named};
use crate::capi::suites::{MemberSlot, suite_of_type};
use crate::emit::names;
use crate::plan::{AfterCreation, Draft, ModuleCx, TypeCx};
use crate::source::FileId;

use super::{Broken, Evidence, is_new};

pub fn check(evidence: &Evidence) -> Result<(), Broken> {
    for plan in &evidence.plan.modules {
        let module = &evidence.project.modules[plan.module];
        if plan.module != evidence.change.module {
            continue;
        }
        let cx = ModuleCx { project: evidence.project, module, settings: evidence.settings };
        // What a description says stays where it stands.
        for draft in plan.drafts.iter().filter(|draft| draft.description.is_none()) {
            let ty = TypeCx::new(cx, draft.ty);
            let slots = slots_after(evidence, &names::slots(ty.name()));
            let Some(slots) = slots else {
                return Err(Broken::new(format!("the slots of {} are not found", ty.name())).at(ty.def.span));
            };
            if let Some(lost) = lost(&ty, draft, &slots) {
                return Err(Broken::new(format!("{lost} of {} is lost", ty.name())).at(ty.def.span));
            }
        }
    }
    Ok(())
}

/// The ids in a slots array of the result, and the special members of its table. Other modules may have arrays of the
/// same name: only the files of the change count.
fn slots_after(evidence: &Evidence, name: &str) -> Option<BTreeSet<String>> {
    let is_changed =
        |file: FileId| evidence.change.files.contains_key(&file) || is_new(evidence.before, file);
    let files = || evidence.project_after.files.iter().filter(|file| is_changed(file.file));
    let tables = || files().flat_map(|file| &file.tables);
    let table = tables().find(|table| table.c_type == "PyType_Slot" && table.name.text == name)?;
    let mut found = BTreeSet::new();
    for row in &table.rows {
        let [id, value, ..] = &row.cells[..] else { continue };
        let Some(id) = id.value.target() else { continue };
        found.insert(id.to_owned());
        if id == "Py_tp_members" {
            let members = value.value.target();
            let members = tables().find(|table| members == Some(&table.name.text));
            let names = members.into_iter().flat_map(|table| &table.rows);
            found.extend(names.filter_map(|row| row.cells.first()?.value.text.clone()));
        }
    }
    Some(found)
}

/// The first field that has no counterpart.
fn lost(ty: &TypeCx, draft: &Draft, slots: &BTreeSet<String>) -> Option<&'static str> {
    ty.fields.iter().map(|field| field.name).find(|&name| {
        let Some(row) = field_named(name) else { return true };
        match row.travels {
            // Left to CPython on purpose (T-ALLOC-1).
            Travels::Slot("Py_tp_free") => false,
            // Left out on purpose: an empty text, or one that would hide the instances' own (T-DOC-3, T-DOC-5).
            Travels::Slot("Py_tp_doc") => !slots.contains("Py_tp_doc") && !doc_goes(ty, draft),
            Travels::Slot(id) => !slots.contains(id),
            Travels::Offset(member) => !slots.contains(member),
            Travels::Suite(_) => suite_is_lost(ty, name, slots),
            Travels::SpecName => draft.name.is_none(),
            Travels::SpecBasicsize => draft.basicsize.is_none(),
            Travels::SpecItemsize => draft.itemsize.is_none(),
            Travels::SpecFlags => draft.flags.is_empty(),
            Travels::Base => false,
            Travels::AfterCreation(_) => {
                !draft.after.iter().any(|step| matches!(step, AfterCreation::Vectorcall { .. }))
            }
            Travels::Bases | Travels::Dict => true,
            Travels::Internal | Travels::Obsolete => true,
        }
    })
}

fn doc_goes(ty: &TypeCx, draft: &Draft) -> bool {
    let is_empty = ty
        .field("tp_doc")
        .and_then(|field| ty.constant_text(&field.value))
        .is_some_and(|text| text.is_empty());
    is_empty || draft.drifts.iter().any(|drift| drift.id == "D-DOC")
}

fn suite_is_lost(ty: &TypeCx, field: &str, slots: &BTreeSet<String>) -> bool {
    let Some(table) = ty.table(field) else { return true };
    let Some(suite) = suite_of_type(&table.c_type) else { return true };
    let order: Vec<&str> = suite.members.iter().map(|member| member.name).collect();
    let Some(row) = table.only() else { return true };
    row.cells_in(&order).filter(|(_, cell)| !cell.value.is_null()).any(|(name, _)| {
        let member = suite.members.iter().find(|member| Some(member.name) == name);
        match member.map(|member| member.slot) {
            Some(MemberSlot::Id(id)) => !slots.contains(id),
            // Left out on purpose (R-SUITE-HOLE).
            Some(MemberSlot::Hole) => false,
            None => true,
        }
    })
}
