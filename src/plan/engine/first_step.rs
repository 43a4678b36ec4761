//! What is left to do with a module that stays as it is: the first step, heap types in static pointers.

use crate::diagnostic::Diagnostic;
use crate::link::Symbol;

use super::super::{Isolation, ModuleCx, Settings};
use super::Engine;

impl Engine<'_> {
    /// A refusal of the whole module, with what is left to do: types may go where its variables and initialization do not.
    pub(super) fn first_step(&self, diagnostic: Diagnostic) -> Diagnostic {
        if self.cx.isolation() == Isolation::Types {
            return diagnostic;
        }
        let settings = Settings { isolation: Isolation::Types, ..self.cx.settings.clone() };
        let cx = ModuleCx { project: self.cx.project, module: self.cx.module, settings: &settings };
        let settled = Engine::new(cx, self.rules).settle().ok().flatten();
        let live = settled.iter().flat_map(|settled| &settled.live);
        let count = live.filter(|symbol| matches!(symbol, Symbol::Type(_))).count();
        if count == 0 {
            return diagnostic;
        }
        let step = format!(
            "--isolation=types makes heap types of {count} of its {} types, in static pointers, and leaves the rest as it is",
            self.module().types.len()
        );
        let before = diagnostic.help.as_ref().map(|help| format!("{help}; or as a first step, "));
        diagnostic.help(before.unwrap_or_default() + &step)
    }
}
