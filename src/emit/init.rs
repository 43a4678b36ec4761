//! Single-phase initialization taken apart: an exec function, and a `PyInit_` that only names the definition.

use crate::capi::version::Version;
use crate::facts::Function;
use crate::plan::{ExitAt, InitPlan, Split};
use crate::source::Span;

use super::Emitter;
use super::printer::declared;

const AUTHOR: &str = "module-init";

impl Emitter<'_> {
    pub(super) fn init(&mut self) {
        if let InitPlan::Split(split) = &self.plan.init {
            self.split(split);
        }
        self.module_definition();
    }

    /// The name of the exec function: a creator other than `PyInit_` keeps its own.
    pub(super) fn exec_name(&self) -> String {
        match &self.plan.init {
            InitPlan::Split(split) if split.caller.is_none() => self.names.exec.clone(),
            init => self.function(init.maker()).name.text.clone(),
        }
    }

    fn split(&mut self, split: &Split) {
        let function = self.function(split.creator);
        self.exec_head(function, &split.variable);
        self.creation_goes(split);
        for exit in &split.exits {
            self.exit(exit, split.kept.as_deref());
        }
        for &statement in &split.found_again {
            self.drop_statement(statement, AUTHOR);
        }
        let drops = if split.kept.is_some() { &[][..] } else { &split.creation.shape().drops[..] };
        for drop in drops {
            match drop.statement {
                Some(statement) if !drop.anchor.nested => self.drop_statement(statement, AUTHOR),
                Some(statement) => self.replace(statement, ";", AUTHOR),
                None => {}
            }
        }
        if split.kept.is_none() {
            for statement in split.creation.shape().clears.iter().filter_map(|one| one.statement) {
                self.replace(statement, "return -1;", AUTHOR);
            }
        }
        let definition = format!("PyModuleDef_Init(&{})", self.definition_name());
        match split.caller {
            Some(returned) => self.replace(returned, definition, AUTHOR),
            None => self.new_py_init(function, &definition),
        }
    }

    /// `static int x_exec(PyObject *m)` in place of the creator's head, and in its prototypes.
    fn exec_head(&mut self, function: &Function, variable: &str) {
        let name = self.exec_name();
        let param = declared(self.style(function.span.file), "PyObject *", variable);
        let head = Span { end: function.params.span.end, ..function.span };
        let style = self.style(function.span.file);
        let is_below = match function.head_macro {
            Some(_) => style.name_below,
            // Where functions are written in two lines, the macro before `PyInit_` may count as no line of its own.
            None => style.name_below || self.is_below(function.specifiers, function.name.span),
        };
        let separator = if is_below { style.newline } else { " " };
        self.replace(head, format!("static int{separator}{name}({param})"), AUTHOR);
        if name != function.name.text {
            // `PyInit_` itself is defined anew below, and stays declared.
            return;
        }
        for &file in &self.module.files {
            for prototype in &self.project.files[file].prototypes {
                if prototype.name.text == function.name.text {
                    let head = Span { end: prototype.params.span.end, ..prototype.span };
                    let is_below = self.is_below(prototype.specifiers, prototype.name.span);
                    let separator = if is_below { self.style(prototype.span.file).newline } else { " " };
                    self.replace(head, format!("static int{separator}{name}({param})"), AUTHOR);
                }
            }
        }
    }

    /// `return m;` is `return 0;`, `return NULL;` is `return -1;`.
    fn exit(&mut self, exit: &ExitAt, kept: Option<&str>) {
        if let (true, Some(kept)) = (exit.success, kept) {
            // Braces, should the `return` stand below an `if` without any.
            let (newline, indent) = (self.style(exit.span.file).newline, self.indentation(exit.span));
            let in_block = self.starts_line(exit.span) && exit.in_block;
            let text = match in_block {
                true => format!("Py_DECREF({kept});{newline}{indent}return 0;"),
                false => format!("{{ Py_DECREF({kept}); return 0; }}"),
            };
            return self.replace(exit.span, text, AUTHOR);
        }
        let value = if exit.success { "0" } else { "-1" };
        if exit.value_only {
            return self.replace(exit.span, value, AUTHOR);
        }
        let bytes = &self.sources.get(exit.span.file).bytes;
        let has_end = bytes[exit.span.end as usize - 1] == b';';
        let end_follows =
            bytes[exit.span.end as usize..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b';');
        let end = if has_end || !end_follows { ";" } else { "" };
        self.replace(exit.span, format!("return {value}{end}"), AUTHOR);
    }

    /// Whether a line ends between the specifiers and the name.
    fn is_below(&self, specifiers: Span, name: Span) -> bool {
        let between = &self.sources.get(name.file).bytes[specifiers.end as usize..name.start as usize];
        between.contains(&b'\n')
    }

    /// The statement that made the module, its check, and the variable's declaration.
    fn creation_goes(&mut self, split: &Split) {
        let shape = split.creation.shape();
        if split.kept.is_some() {
            let text = match self.settings.target.lowest >= Version::of(10) {
                true => format!("Py_NewRef({})", split.variable),
                false => format!("(Py_INCREF({0}), {0})", split.variable),
            };
            return self.replace(shape.call, text, AUTHOR);
        }
        let declared = shape.declared.as_ref();
        if let Some(declared) = declared {
            self.remove_declarator(declared.declaration, declared.declarator, declared.siblings, AUTHOR);
        }
        let creates_in_declaration = declared.is_some_and(|declared| declared.creates);
        if let Some(statement) = shape.checked_in_place {
            self.drop_statement(statement, AUTHOR);
        } else if let (Some(statement), false) = (shape.statement, creates_in_declaration) {
            self.drop_statement(statement, AUTHOR);
        }
        if let Some(check) = shape.null_check {
            self.drop_statement(check, AUTHOR);
        }
    }

    /// The old head with a body that only names the definition, behind the exec function.
    fn new_py_init(&mut self, function: &Function, definition: &str) {
        let style = self.style(function.span.file);
        let newline = style.newline;
        let head = Span { end: function.body.start + 1, ..function.span };
        let mut printer = self.printer(function.span.file);
        printer.indent();
        printer.line(format!("return {definition};"));
        let body: String = printer.lines().iter().map(|line| format!("{line}{newline}")).collect();
        let text = format!("{newline}{newline}{}{newline}{body}}}", self.text(head));
        let text = self.bytes(&text);
        self.insert(function.body.after(), text, AUTHOR, 0);
    }
}
