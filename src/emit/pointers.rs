//! Types in static pointers: the variables, and creations that need no module.
//!
//! Nothing here knows of the module state, which such a module does not gain.

use std::collections::BTreeSet;

use crate::capi::version::Version;
use crate::link::{FnId, TypeId};
use crate::options::Isolation;
use crate::plan::{Draft, InitPlan, Step};
use crate::source::Span;

use super::Emitter;
use super::printer::declared;

impl Emitter<'_> {
    /// Whether types go into static pointers, and the module comes up as before.
    pub(super) fn in_pointers(&self) -> bool {
        self.cx().isolation() == Isolation::Types
    }

    /// The creation without its module, and without the cast.
    pub(super) fn creation_alone(&self, spec: &str, base: Option<String>) -> String {
        match base {
            None => format!("PyType_FromSpec(&{spec})"),
            Some(base) if self.settings.target.lowest >= Version::of(10) => {
                format!("PyType_FromSpecWithBases(&{spec}, (PyObject *){base})")
            }
            Some(base) => format!("type_from_base(&{spec}, {base})"),
        }
    }

    /// The declarations of a type become those of its pointer; one of them that of its spec, too, where that is needed
    /// ahead of its definition.
    pub(super) fn pointer_declarations(&mut self, draft: &Draft) {
        const AUTHOR: &str = "mention-ready";
        let name = &self.project.type_def(draft.ty).name.text;
        let pointer = self.cx().pointer_name(draft.ty);
        let is_shared = self.spec_is_shared(draft.ty);
        let early = is_shared || self.is_made_before_definition(draft.ty);
        let of_spec = if early { self.spec_declaration(name) } else { None };
        for &file in &self.module.files {
            let facts = &self.project.files[file];
            for declaration in facts.declarations.iter().filter(|one| one.name.text == *name) {
                // A `*` of its own: the declaration may have other names, which stay types.
                self.replace(declaration.declarator, format!("*{pointer}"), AUTHOR);
                if of_spec == Some(declaration.span) {
                    let linkage = if is_shared { "extern" } else { "static" };
                    let line = format!("{linkage} PyType_Spec {};", self.names.spec(name));
                    self.insert_after(declaration.span, &[line], AUTHOR, 0);
                }
            }
        }
    }

    /// The definition of the pointer, with the linkage of the type. A declaration above is one already.
    pub(super) fn pointer_definition(&self, ty: TypeId) -> Option<String> {
        let def = self.project.type_def(ty);
        let facts = self.facts(def.span.file);
        let mut known = facts.declarations.iter().filter(|one| one.name.text == def.name.text);
        if def.storage.is_static && known.any(|one| one.conditions == def.conditions) {
            return None;
        }
        let linkage = if def.storage.is_static { "static " } else { "" };
        let variable = declared(self.style(def.span.file), "PyTypeObject *", &self.cx().pointer_name(ty));
        Some(format!("{linkage}{variable};"))
    }

    /// The variable of the module object, where a function has made it by this place.
    pub(super) fn module_made_before(&self, function: FnId, near: Span) -> Option<&str> {
        let InitPlan::Kept(kept) = &self.plan.init else { return None };
        let (maker, variable, made) = kept.made.as_ref()?;
        let is_behind = *maker == function && made.file == near.file && made.end <= near.start;
        is_behind.then_some(variable)
    }

    /// What older CPythons lack, in each file that makes types.
    pub(super) fn support(&mut self) {
        let made_in = |at: &crate::plan::StepAt| match &at.step {
            Step::Create { function, .. } => Some(function.0),
            _ => None,
        };
        let makers: BTreeSet<usize> = self.plan.steps.iter().filter_map(made_in).collect();
        let flagged = self.files_with_later_flags();
        for &file in makers.union(&flagged) {
            let at = self.place_behind_includes(file);
            let mut printer = self.printer(at.file);
            if flagged.contains(&file) {
                self.flags_of_later(&mut printer);
            }
            if makers.contains(&file) {
                self.support_functions(&mut printer);
            }
            let mut lines = printer.lines();
            lines.pop_if(|last| last.is_empty());
            if lines.is_empty() {
                continue;
            }
            let mut block = self.printer(at.file);
            if lines.first().is_some_and(|first| !first.is_empty()) {
                block.blank();
            }
            lines.iter().for_each(|line| block.line(line));
            self.insert_block(at, block);
        }
    }
}
