//! Which types of a module were asked for, with those that must come along.
//!
//! Does not know whether any of them can move.

use std::collections::BTreeSet;

use super::ModuleCx;
use crate::diagnostic::{Diagnostic, Severity};
use crate::link::{Symbol, TypeId};

impl ModuleCx<'_> {
    /// The types that stay because the caller said so.
    pub fn left_out(&self) -> BTreeSet<TypeId> {
        let choice = &self.settings.choice;
        let named =
            |names: &[String], id: TypeId| names.iter().any(|name| name == self.name(Symbol::Type(id)));
        let mut left: BTreeSet<TypeId> = self.module.types.iter().copied().collect();
        let mut wanted: BTreeSet<TypeId> =
            left.iter().copied().filter(|&id| choice.only.is_empty() || named(&choice.only, id)).collect();
        self.join_bonds(&mut wanted);
        left.retain(|&id| !wanted.contains(&id) || named(&choice.without, id));
        left
    }

    /// A base and what derives from it move together.
    fn join_bonds(&self, wanted: &mut BTreeSet<TypeId>) {
        let bonds = self.bonds();
        loop {
            let before = wanted.len();
            for (one, other) in &bonds {
                if wanted.contains(one) || wanted.contains(other) {
                    wanted.extend([*one, *other]);
                }
            }
            if wanted.len() == before {
                return;
            }
        }
    }

    /// Says of a type that it was left out.
    pub fn told_left_out(&self, id: TypeId) -> Diagnostic {
        let name = self.name(Symbol::Type(id));
        Diagnostic::new(
            Severity::Note,
            "guard-choice",
            format!("{name} stays as it is: it was not asked for"),
        )
        .subject(name)
        .at(self.project.type_def(id).name.span, "defined here")
        .help("leave out --type, or name it there, too")
    }
}
