//! What a module fills while it comes up, and what cannot move into its state: reasons to leave its initialization alone.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::facts::{FieldFact, MentionKind, SharedVariable};
use crate::link::{FnId, Symbol};

use super::ModuleCx;
use super::home::StateHome;
use super::init;
use super::module::InitPlan;
use super::settle::Settler;

const OVERWRITES: &str =
    "each load of a module with multi-phase initialization would overwrite what the one before uses";

impl Settler<'_, '_> {
    /// A variable that is filled while the module comes up, and that stays: each load of the module would overwrite what
    /// the one before it uses still.
    pub(super) fn left_behind(
        &self,
        init: &InitPlan,
        home: &StateHome,
        live: &BTreeSet<Symbol>,
    ) -> Result<(), Diagnostic> {
        self.mixes(live)?;
        let InitPlan::Split(split) = init else { return Ok(()) };
        for function in init::functions(&self.cx, split.creator) {
            for mention in &self.cx.project.function(function).mentions {
                let symbol = self.cx.module.names.mentioned(&self.cx.project.files, function, mention);
                let stays = |symbol: &Symbol| match symbol {
                    Symbol::Global(id) => {
                        let counted = self.cx.project.global(*id).holds.is_counted();
                        counted && !live.contains(symbol) && !home.ways.modules.contains(id)
                    }
                    Symbol::Type(_) => false,
                };
                let Some(symbol) = symbol.filter(stays) else { continue };
                if let MentionKind::Write { .. } | MentionKind::WriteItem { .. } = mention.kind {
                    let name = self.cx.name(symbol);
                    let message = format!(
                        "module {} fills {name}, which cannot move into its state",
                        self.cx.module.name
                    );
                    let refusal = init::refuse(message).id("MOD-5").at(mention.whole, "filled here");
                    let mut refusal = refusal.why(OVERWRITES);
                    if let Some(why) = self.stays.get(&symbol) {
                        refusal.message = format!("{}: {}", refusal.message, why.message);
                        refusal.labels.extend(why.labels.iter().cloned());
                    }
                    return Err(refusal);
                }
            }
        }
        self.sequence_filled_again(split.creator, live)?;
        self.filled_by_address(home, live)?;
        self.further_away(split.creator, live)
    }

    /// A struct sequence that stays, and that the module fills each time it comes up: CPython fills none twice.
    fn sequence_filled_again(&self, creator: FnId, live: &BTreeSet<Symbol>) -> Result<(), Diagnostic> {
        let cx = &self.cx;
        let init = init::functions(cx, creator);
        for &id in cx.module.types.iter().filter(|&&id| !live.contains(&Symbol::Type(id))) {
            let ty = cx.project.type_def(id);
            let fills = cx.project.files[id.0].fills(ty).filter(|_| ty.sequence.is_some());
            // What stands deeper may be done only once.
            let mut each_time =
                fills.filter(|(at, call)| init.contains(&FnId(id.0, *at)) && call.anchor.depth == 1);
            if let Some((_, call)) = each_time.next() {
                let message = format!(
                    "module {} fills {}, a struct sequence that stays static",
                    cx.module.name, ty.name.text
                );
                let why =
                    "each load of a module with multi-phase initialization would fill it again, which fails";
                return Err(init::refuse(message).id("MOD-12").at(call.span, "filled here").why(why));
            }
        }
        Ok(())
    }

    /// A variable that stays, and whose address stands in a table: who walks the table may fill it.
    fn filled_by_address(&self, home: &StateHome, live: &BTreeSet<Symbol>) -> Result<(), Diagnostic> {
        for &file in &self.cx.module.files {
            for use_ in self.cx.project.files[file].statics.iter().filter(|one| one.whole != one.span) {
                let symbol = self.cx.module.names.symbol(&self.cx.project.files, file, &use_.name);
                let Some(Symbol::Global(id)) = symbol else { continue };
                let counted = self.cx.project.global(id).holds.is_counted();
                if counted && !live.contains(&Symbol::Global(id)) && !home.ways.modules.contains(&id) {
                    let message = format!(
                        "the address of {} stands in {}, and module {} may fill it by that",
                        use_.name, use_.variable, self.cx.module.name
                    );
                    return Err(init::refuse(message).id("MOD-5").at(use_.whole, "here").why(OVERWRITES));
                }
            }
        }
        Ok(())
    }

    /// A variable by which objects are reached over another step, such as `PyObject **`, or a struct with objects in it:
    /// nothing moves it.
    fn further_away(&self, creator: FnId, live: &BTreeSet<Symbol>) -> Result<(), Diagnostic> {
        let cx = &self.cx;
        for function in init::functions(cx, creator) {
            let name = &cx.project.function(function).name.text;
            for variable in &cx.project.files[function.0].shared.variables {
                let Some(&place) = variable.filled.first().filter(|_| variable.filling.contains(name)) else {
                    continue;
                };
                let is_known =
                    cx.module.names.symbol(&cx.project.files, function.0, &variable.name).is_some();
                let is_handed = cx.is_handed_out(function.0, &variable.name, live);
                let is_moved = is_handed || live.iter().any(|&symbol| cx.name(symbol) == variable.name);
                if is_known || is_moved || !leads_to_objects(cx, variable) {
                    continue;
                }
                let message = format!(
                    "module {} fills {}, which leads to objects and cannot move into its state",
                    cx.module.name, variable.name
                );
                let refusal = init::refuse(message).id("MOD-5").at(place, "filled here").why(OVERWRITES);
                return Err(refusal.help("keep the objects in variables or arrays of `PyObject *`"));
            }
        }
        Ok(())
    }
}

/// Whether an object can be found by what the variable holds.
pub(super) fn leads_to_objects(cx: &ModuleCx, variable: &SharedVariable) -> bool {
    let mut seen = BTreeSet::new();
    variable.words.iter().any(|word| leads(cx, word, &mut seen))
}

fn leads(cx: &ModuleCx, word: &str, seen: &mut BTreeSet<String>) -> bool {
    if matches!(word, "PyObject" | "PyTypeObject") {
        return true;
    }
    if !seen.insert(word.to_owned()) {
        return false;
    }
    let record = cx
        .project
        .record(cx.module, word)
        .or_else(|| cx.project.record(cx.module, &format!("struct {word}")));
    record.is_some_and(|record| {
        record.macros.iter().any(|name| name.ends_with("_HEAD")) || any_field(cx, &record.fields, seen)
    })
}

fn any_field(cx: &ModuleCx, fields: &[FieldFact], seen: &mut BTreeSet<String>) -> bool {
    fields.iter().any(|field| {
        let own = field.ty.base.split(' ').any(|word| leads(cx, word, seen));
        !field.is_function_pointer && own || any_field(cx, &field.inner, seen)
    })
}
