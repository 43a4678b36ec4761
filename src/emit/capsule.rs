//! Capsules that own what they hand out: two functions above the one that makes the capsule (semantics, X-3).

use crate::link::Symbol;
use crate::plan::{HandOut, Handed, LateFill};
use crate::source::Span;

use super::printer::{Printer, declared};
use super::{Emitter, order};

impl Emitter<'_> {
    /// The struct goes into the function, and the capsule is made by a function that takes the references.
    pub(super) fn hand_out(&mut self, out: &HandOut, author: &'static str) {
        let (wish, given) = match &out.what {
            Handed::Type(ty) => (&self.project.type_def(*ty).name.text, "type"),
            Handed::Struct { variable, .. } => (variable, "handed"),
        };
        let maker = self.cx().free_global(&format!("{wish}_capsule"));
        let destructor = self.cx().free_global(&format!("{wish}_release"));
        let function = self.function(out.function);
        let mut printer = self.printer(function.span.file);
        self.destructor(&mut printer, out, &destructor);
        printer.blank();
        self.maker(&mut printer, out, (&maker, &destructor), given);
        printer.blank();
        let (at, text) = (self.with_comment_above(function.span), self.bytes(&printer.text()));
        self.insert(at, text, author, order::STATE);
        self.replace(out.callee, maker, author);
        self.replace(out.rest, "", author);
        if let Handed::Struct { declaration, declarator, has_initializer, before, .. } = out.what {
            self.localise(out, (declaration, declarator, has_initializer), before, author);
        }
    }

    /// The struct as a variable of the function; what a static one has not set is zero, too.
    fn localise(
        &mut self,
        out: &HandOut,
        (declaration, declarator, has_initializer): (Span, Span, bool),
        before: Span,
        author: &'static str,
    ) {
        let whole = self.with_comment_above(declaration).to(declaration);
        let text = match has_initializer {
            true => self.filled(out.function, whole, declaration),
            false => {
                let (start, end) =
                    (Span { end: declarator.end, ..whole }, Span { start: declarator.end, ..declaration });
                let above = self.text(Span { end: declaration.start, ..whole });
                let own = self.text(Span { start: declaration.start, ..start }).replacen("static ", "", 1);
                format!("{above}{own} = {{0}}{}", self.text(end))
            }
        };
        self.insert_before(before, &[text.replace('\r', ""), String::new()], author, order::AFTER + 1);
        self.drop_statement(whole, author);
    }

    /// `x.f = X_type;` before the struct is used, and nothing in its initializer.
    pub(super) fn fill_late(&mut self, fill: &LateFill, author: &'static str) {
        let LateFill { value, whole, .. } = *fill;
        let (before, behind) = (Span { end: whole.start, ..value }, Span { start: whole.end, ..value });
        let reached = self.reached(&self.state_in(fill.function), fill.symbol);
        let text = format!("{}{reached}{}", self.text(before), self.text(behind));
        let line = format!("{}.{} = {text};", fill.variable, fill.field);
        self.insert_before(fill.before, &[line], author, order::AFTER);
        self.replace(value, "NULL", author);
    }

    /// The fields that own something now: the field, and whether it may be NULL.
    fn owned_fields<'o>(&self, out: &'o HandOut) -> Vec<(&'o str, bool)> {
        let Handed::Struct { fields, .. } = &out.what else { return Vec::new() };
        let moves = |symbol: Symbol| self.plan.state.fields.iter().any(|field| field.symbol == symbol);
        let owned = fields.iter().filter(|field| moves(field.symbol));
        owned
            .map(|field| (field.name.as_str(), !(field.is_sure && matches!(field.symbol, Symbol::Type(_)))))
            .collect()
    }

    fn destructor(&self, printer: &mut Printer, out: &HandOut, destructor: &str) {
        let name = self.text(out.name);
        let capsule = declared(printer.style, "PyObject *", "capsule");
        printer.function("static void", destructor, &capsule);
        let Handed::Struct { c_type, .. } = &out.what else {
            printer.line(format!("Py_DECREF((PyObject *)PyCapsule_GetPointer(capsule, {name}));"));
            return printer.end();
        };
        let handed = declared(printer.style, &format!("{c_type} *"), "handed");
        printer.line(format!("{handed} = PyCapsule_GetPointer(capsule, {name});"));
        printer.blank();
        for (field, may_be_null) in self.owned_fields(out) {
            let drop = if may_be_null { "Py_XDECREF" } else { "Py_DECREF" };
            printer.line(format!("{drop}(handed->{field});"));
        }
        printer.line("PyMem_Free(handed);");
        printer.end();
    }

    fn maker(&self, printer: &mut Printer, out: &HandOut, (maker, destructor): (&str, &str), given: &str) {
        let name = self.text(out.name);
        let capsule = declared(printer.style, "PyObject *", "capsule");
        let Handed::Struct { c_type, .. } = &out.what else {
            printer.line("/* The capsule owns a reference to the type. */");
            printer.function("static PyObject *", maker, &declared(printer.style, "void *", given));
            printer.line(format!("{capsule} = PyCapsule_New({given}, {name}, {destructor});"));
            printer.blank();
            printer.when("capsule != NULL", &[&format!("Py_INCREF((PyObject *){given});")]);
            printer.line("return capsule;");
            return printer.end();
        };
        let copied = declared(printer.style, &format!("{c_type} *"), "copy");
        printer.line("/* The capsule owns a copy, with references of its own. */");
        printer.function(
            "static PyObject *",
            maker,
            &declared(printer.style, &format!("const {c_type} *"), given),
        );
        printer.line(format!("{copied} = PyMem_Malloc(sizeof({c_type}));"));
        printer.line(format!("{capsule};"));
        printer.blank();
        printer.when("copy == NULL", &["return PyErr_NoMemory();"]);
        printer.line(format!("*copy = *{given};"));
        printer.line(format!("capsule = PyCapsule_New(copy, {name}, {destructor});"));
        printer.when("capsule == NULL", &["PyMem_Free(copy);", "return NULL;"]);
        for (field, may_be_null) in self.owned_fields(out) {
            let take = if may_be_null { "Py_XINCREF" } else { "Py_INCREF" };
            printer.line(format!("{take}(copy->{field});"));
        }
        printer.line("return capsule;");
        printer.end();
    }
}
