//! Functions that a type has from a base of its module.

use crate::diagnostic::Diagnostic;

use super::context::TypeCx;
use super::draft::SlotValue;

impl TypeCx<'_> {
    /// The function that the type gets from a base of the module for a field it does not set.
    pub fn inherited(&self, field: &str) -> Option<String> {
        let base = self.local_base()?;
        match base.field(field) {
            Some(found) => found.value.target().map(str::to_owned),
            None => base.inherited(field),
        }
    }

    /// Whether the name of a function means something in the type's file: it may be static in another one. What no file
    /// of the module defines is taken for CPython's, or for a macro.
    pub fn can_name(&self, function: &str) -> bool {
        let names = &self.cx.module.names;
        if names.functions(function).is_empty() || names.is_in_unit(self.id.0, function) {
            return true;
        }
        let seen = self.cx.project.with_included(self.id.0);
        let mut declared = seen.iter().flat_map(|&file| &self.cx.project.files[file].prototypes);
        declared.any(|one| one.name.text == function)
    }

    /// The inherited function as the value of a slot, which must be a name.
    pub fn inherited_slot(&self, rule: &'static str, name: String) -> Result<SlotValue, Diagnostic> {
        if self.can_name(&name) {
            return Ok(SlotValue::Named(name));
        }
        let message =
            format!("{} needs {name} in a slot of its own, which is static in another file", self.name());
        let refusal = self.refuse(rule, "T-TRAV-6", message).at(self.def.name.span, "this type");
        Err(refusal
            .why("a heap type with Py_TPFLAGS_HAVE_GC does not get the traverse of its base")
            .help(format!("declare {name} in a header, and leave its `static` out")))
    }
}
