//! Variables that stay, and by which one copy of the module would find instances of another copy's types.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::facts::{Made, is_harmless};
use crate::link::Symbol;

use super::ModuleCx;
use super::init;
use super::left::leads_to_objects;
use super::settle::Settler;

const MIXES: &str =
    "each module object makes types of its own, and one would find instances of another's types there";

impl Settler<'_, '_> {
    pub(super) fn mixes(&self, live: &BTreeSet<Symbol>) -> Result<(), Diagnostic> {
        let cx = &self.cx;
        for &file in &cx.module.files {
            for variable in &cx.project.files[file].shared.variables {
                // What is known as an object of the module is told of where it stays.
                let is_known = cx.module.names.symbol(&cx.project.files, file, &variable.name).is_some();
                let moves = is_known || live.iter().any(|&symbol| cx.name(symbol) == variable.name);
                let Some(made) = variable.made.iter().find(|made| may_be_made(cx, made)) else { continue };
                if moves || cx.is_handed_out(file, &variable.name, live) || !leads_to_objects(cx, variable) {
                    continue;
                }
                let message = format!(
                    "{} stays one for all module objects, and may lead to instances that module {} made",
                    variable.name, cx.module.name
                );
                let refusal = init::refuse(message).id("MOD-5").at(made.span, "filled here");
                let help = match variable.function {
                    Some(_) => "define the variable at file level, where it can move into the module state",
                    None => "keep the objects in variables or arrays of `PyObject *`",
                };
                return Err(refusal.why(MIXES).help(help));
            }
        }
        Ok(())
    }
}

/// A function of the module that was not read leads to none of its types; another library's makes no Python object.
fn may_be_made(cx: &ModuleCx, made: &Made) -> bool {
    let Some(name) = &made.by else { return true };
    let definitions = cx.module.macros.get(name);
    let mut called = definitions.iter().flat_map(|one| &one.idents).map(|(name, _)| name);
    let is_read = |name: &String| !cx.module.names.functions(name).is_empty();
    let calls = |name: &String| name.starts_with("Py") && !is_harmless(name);
    is_read(name) || calls(name) || called.any(|name| is_read(name) || calls(name))
}
