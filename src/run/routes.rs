//! The routes of a plan in words, at the head of `migrate-types debug plan`: how each function reaches the module state, and
//! what says so.
//!
//! Decides nothing.

use std::fmt::Write;

use crate::capi::entries::EntryKind;
use crate::link::{FnId, Module, Owner, Project};
use crate::plan::{Fetch, ModuleFrom, Plan, StateRoute};
use crate::source::Sources;

/// A line for each function with a route.
pub fn describe(sources: &Sources, project: &Project, plan: &Plan) -> String {
    let mut text = String::new();
    for of_module in plan.modules.iter().filter(|one| !one.routes.is_empty()) {
        let module = &project.modules[of_module.module];
        // Writing to a string does not fail.
        let _ = writeln!(text, "== routes of {}", module.name);
        for (&id, route) in &of_module.routes {
            let name = &project.function(id).name;
            let (way, reason) = (way(route), reason(project, module, id));
            let _ = writeln!(text, "{} {}: {way}; {reason}", sources.place(name.span), name.text);
        }
    }
    text
}

fn way(route: &StateRoute) -> String {
    match &route.entry {
        Some(entry) => format!("{}, and hands it to {}", fetched(&entry.fetch), entry.inner),
        None => fetched(&route.fetch),
    }
}

fn fetched(fetch: &Fetch) -> String {
    match fetch {
        Fetch::Own => "has the state in a parameter or variable of its own".to_owned(),
        Fetch::Parameter => "gains a parameter for the state".to_owned(),
        Fetch::ModuleParameter => "gains a parameter for the module".to_owned(),
        Fetch::Module(ModuleFrom::Param(at)) => format!("asks the module, parameter {}", at + 1),
        Fetch::Module(ModuleFrom::Variable(name)) => format!("asks the new module, `{name}`"),
        Fetch::Type(at) => format!("finds the module by the type, parameter {}", at + 1),
        Fetch::Instance(at) => format!("finds the module by the type of parameter {}", at + 1),
        Fetch::Operands(count) => format!("finds the module by the type of one of {count} operands"),
        Fetch::Dying(at) => {
            format!("looks for the module by the type of parameter {}, and may not find it", at + 1)
        }
        Fetch::OwnType(at) => format!("needs no state, for it asks for the type of parameter {}", at + 1),
        Fetch::TypeParameter => "needs no state, and gains a parameter for the type".to_owned(),
        Fetch::Converter => "is given the state beside the place for its result".to_owned(),
        Fetch::UserData(_) => "finds the module by the instance that comes with the call".to_owned(),
    }
}

/// Who calls the function decides what it can be given.
fn reason(project: &Project, module: &Module, id: FnId) -> String {
    let entries = module.entries_of(id).iter().map(|one| {
        let owner = match &one.owner {
            Owner::Type(ty) => &project.type_def(*ty).name.text,
            Owner::HeapType(table) | Owner::Unknown(table) => table,
            Owner::Module => &module.name,
        };
        format!("CPython calls it as {} of {owner}", words(one.entry.kind))
    });
    let callers = module.callers.get(&id).into_iter().flatten();
    let callers = callers.map(|(caller, _)| format!("{} calls it", project.function(*caller).name.text));
    let mut reasons: Vec<String> = Vec::new();
    for reason in entries.chain(callers) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if reasons.is_empty() { "nothing seen calls it".to_owned() } else { reasons.join(", ") }
}

/// `BinarySlot` as `binary slot`.
fn words(kind: EntryKind) -> String {
    let mut words = String::new();
    for letter in format!("{kind:?}").chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}
