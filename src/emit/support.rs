//! What older CPythons lack, printed once for a module (semantics, section 11).

use std::collections::BTreeSet;

use crate::capi::version::Version;
use crate::plan::{AfterCreation, Bases, FlagTerm};

use super::Emitter;
use super::printer::{Printer, declared};

impl Emitter<'_> {
    /// Flags that the lowest target does not know yet, as zero.
    pub(super) fn flags_of_later(&self, printer: &mut Printer) {
        if self.settings.target.lowest >= Version::of(10) {
            return;
        }
        for flag in ["Py_TPFLAGS_IMMUTABLETYPE", "Py_TPFLAGS_DISALLOW_INSTANTIATION"] {
            let is_added = |term: &FlagTerm| matches!(term, FlagTerm::Added(name) if *name == flag);
            if self.plan.drafts.iter().any(|draft| draft.flags.iter().any(is_added)) {
                printer.line(format!("#ifndef {flag}"));
                printer.line(format!("#  define {flag} 0"));
                printer.line("#endif");
                printer.blank();
            }
        }
    }

    /// The files that define types with such a flag.
    pub(super) fn files_with_later_flags(&self) -> BTreeSet<usize> {
        if self.settings.target.lowest >= Version::of(10) {
            return BTreeSet::new();
        }
        let is_added = |term: &FlagTerm| matches!(term, FlagTerm::Added(_));
        let drafts = self.plan.drafts.iter().filter(|draft| draft.flags.iter().any(is_added));
        drafts.map(|draft| draft.ty.0).collect()
    }

    /// Functions that finish types as 3.9 needs it.
    pub(super) fn support_functions(&self, printer: &mut Printer) {
        if self.settings.target.lowest >= Version::of(10) {
            return;
        }
        if self.plan.drafts.iter().any(|draft| draft.bases != Bases::Object) {
            printer.blank();
            type_from_base(printer, !self.in_pointers());
        }
        let keeps = |step: &AfterCreation| matches!(step, AfterCreation::KeepSignature);
        if self.plan.drafts.iter().any(|draft| draft.after.iter().any(keeps)) {
            printer.blank();
            set_type_doc(printer);
        }
    }
}

/// `PyType_GetModuleByDef` for CPython below 3.11: the semantics, section 5.3.
pub fn module_by_def(printer: &mut Printer) {
    let object = |name: &str| declared(printer.style, "PyObject *", name);
    let ty = declared(printer.style, "PyTypeObject *", "type");
    let def = declared(printer.style, "PyModuleDef *", "def");
    let (mro, base, module) = (object("mro"), object("base"), object("module"));
    printer.line("#if PY_VERSION_HEX < 0x030B0000");
    printer.function("static PyObject *", "PyType_GetModuleByDef", &format!("{ty}, {def}"));
    printer.line(format!("{mro} = type->tp_mro;"));
    printer.line("Py_ssize_t i;");
    printer.blank();
    printer.line("for (i = 0; mro != NULL && i < PyTuple_GET_SIZE(mro); i++) {");
    printer.indent();
    printer.line(format!("{base} = PyTuple_GET_ITEM(mro, i);"));
    printer.line(format!("{module} = NULL;"));
    let ht_module = "module = ((PyHeapTypeObject *)base)->ht_module;";
    printer.when("((PyTypeObject *)base)->tp_flags & Py_TPFLAGS_HEAPTYPE", &[ht_module]);
    printer.when("module != NULL && PyModule_GetDef(module) == def", &["return module;"]);
    printer.dedent();
    printer.line("}");
    printer.line("PyErr_Format(PyExc_TypeError, \"'%s' is no type of this module\", type->tp_name);");
    printer.line("return NULL;");
    printer.end();
    printer.line("#endif");
}

/// `PyType_GetModuleByDef` where the limited API lacks it: by the bases, each of which says its module itself.
pub fn module_by_bases(printer: &mut Printer, linkage: &str, name: &str) {
    let object = |name: &str| declared(printer.style, "PyObject *", name);
    let ty = declared(printer.style, "PyTypeObject *", "type");
    let def = declared(printer.style, "PyModuleDef *", "def");
    let (bases, module, base) =
        (object("bases"), object("module"), "(PyTypeObject *)PyTuple_GetItem(bases, i)");
    printer.function(&format!("{linkage}PyObject *"), name, &format!("{ty}, {def}"));
    printer.line(format!("{bases} = (PyObject *)PyType_GetSlot(type, Py_tp_bases);"));
    printer.line(format!("{module} = NULL;"));
    printer.line("Py_ssize_t i;");
    printer.blank();
    printer.when("PyType_GetFlags(type) & Py_TPFLAGS_HEAPTYPE", &["module = PyType_GetModule(type);"]);
    printer.when("module != NULL && PyModule_GetDef(module) == def", &["return module;"]);
    printer.opened("for", "i = 0; bases != NULL && i < PyTuple_Size(bases); i++");
    printer.line("PyErr_Clear();");
    printer.line(format!("module = {name}({base}, def);"));
    printer.when("module != NULL", &["return module;"]);
    printer.closed();
    printer.line("PyErr_SetString(PyExc_TypeError, \"this is no type of this module\");");
    printer.line("return NULL;");
    printer.end();
}

/// A type with one base: 3.9 wants a tuple of bases (T-BASE-2).
fn type_from_base(printer: &mut Printer, with_module: bool) {
    let object = |name: &str| declared(printer.style, "PyObject *", name);
    let spec = declared(printer.style, "PyType_Spec *", "spec");
    let base = declared(printer.style, "PyTypeObject *", "base");
    let (module, bases, ty) = (object("module"), object("bases"), object("type"));
    let (first, call) = match with_module {
        true => (format!("{module}, "), "PyType_FromModuleAndSpec(module, spec, bases)"),
        false => (String::new(), "PyType_FromSpecWithBases(spec, bases)"),
    };
    printer.function("static PyObject *", "type_from_base", &format!("{first}{spec}, {base}"));
    printer.line(format!("{bases} = PyTuple_Pack(1, base);"));
    printer.line(format!("{ty} = NULL;"));
    printer.blank();
    printer.when("bases != NULL", &[&format!("type = {call};"), "Py_DECREF(bases);"]);
    printer.line("return type;");
    printer.end();
}

/// Where a spec's doc loses its signature (T-DOC-4). PyPy takes the slot's text as it is, and it is not memory to free.
pub(super) const DROPS_SIGNATURE: &str = "#if PY_VERSION_HEX < 0x030A0000 && !defined(PYPY_VERSION)";

/// The whole text of a type's doc: 3.9 drops the signature in it (T-DOC-4).
fn set_type_doc(printer: &mut Printer) {
    let ty = declared(printer.style, "PyTypeObject *", "type");
    let spec = declared(printer.style, "PyType_Spec *", "spec");
    let slot = declared(printer.style, "PyType_Slot *", "slot");
    let copy = declared(printer.style, "char *", "copy");
    printer.line(DROPS_SIGNATURE);
    printer.function("static int", "set_type_doc", &format!("{ty}, {spec}"));
    printer.line(format!("{slot} = spec->slots;"));
    printer.line("size_t size;");
    printer.line(format!("{copy};"));
    printer.blank();
    printer.line("while (slot->slot != Py_tp_doc) {");
    printer.indent();
    printer.line("slot++;");
    printer.dedent();
    printer.line("}");
    printer.line("size = strlen((const char *)slot->pfunc) + 1;");
    printer.line("copy = (char *)PyObject_Malloc(size);");
    printer.when("copy == NULL", &["PyErr_NoMemory();", "return -1;"]);
    printer.line("memcpy(copy, slot->pfunc, size);");
    printer.line("PyObject_Free((void *)type->tp_doc);");
    printer.line("type->tp_doc = copy;");
    printer.line("return 0;");
    printer.end();
    printer.line("#endif");
}
