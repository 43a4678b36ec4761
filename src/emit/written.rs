//! The look-up of the state in functions that macros write.

use crate::facts::WrittenFunction;
use crate::plan::{Fetch, ModuleFrom, WrittenRoute};
use crate::source::Span;

use super::Emitter;
use super::printer::declared;

impl Emitter<'_> {
    /// Puts the look-up into the bodies of the macros that write functions.
    pub(super) fn written_functions(&mut self) {
        for route in self.plan.written.values() {
            let lines = self.written_look_up(route);
            self.insert_in_macro(route.function.opening, route.function.body, &lines);
        }
    }

    fn written_look_up(&self, route: &WrittenRoute) -> Vec<String> {
        let function = &route.function;
        let mut printer = self.printer(function.body.file);
        let (state, finder) = (&self.names.state, &self.names.finder);
        let variable = declared(printer.style, &format!("{} *", self.names.state_type), state);
        let by_type = |at: usize| format!("{finder}(Py_TYPE({}))", name(function, at));
        let look_up = match route.fetch {
            Fetch::Module(ModuleFrom::Param(at)) => {
                format!("{}({})", self.names.getter, given(function, at, "PyObject"))
            }
            Fetch::Type(at) => format!("{finder}({})", given(function, at, "PyTypeObject")),
            Fetch::Instance(at) => by_type(at),
            _ => by_type(0),
        };
        printer.line(format!("{variable} = {look_up};"));
        let is_null = format!("{state} == NULL");
        match (&route.fetch, route.error) {
            (Fetch::Operands(count), _) => {
                for at in 1..*count {
                    printer.when(&is_null, &["PyErr_Clear();", &format!("{state} = {};", by_type(at))]);
                }
                printer.when(&is_null, &["PyErr_Clear();", "Py_RETURN_NOTIMPLEMENTED;"]);
            }
            (_, Some(error)) => printer.when(&is_null, &[&format!("return {error};")]),
            _ => {}
        }
        printer.lines()
    }

    /// Puts lines behind a place in the body of a macro, each continued as the line they stand behind is.
    fn insert_in_macro(&mut self, behind: Span, body: Span, lines: &[String]) {
        const AUTHOR: &str = "module-state";
        let file = self.sources.get(behind.file);
        let line = file.line_at(behind.start);
        let rest = file.slice(Span { start: behind.end, ..line });
        let rest = rest.trim_ascii_end();
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if rest.get(blanks..) != Some(b"\\") {
            let text: String = lines.iter().map(|line| format!(" {}", line.trim_start())).collect();
            return self.insert(behind.after(), text, AUTHOR, 0);
        }
        let style = self.style(behind.file);
        let column = behind.end as usize + blanks - line.start as usize;
        let mut indent = self.indentation(behind);
        if self.text(behind) == "{" && behind.start == body.start {
            indent.push_str(&style.indent);
        }
        let first = self.text(Span { end: behind.end, ..line });
        let mut text = String::new();
        let mut width = first.chars().count();
        for line in lines {
            let line = format!("{indent}{line}");
            text.push_str(&format!(
                "{}\\{}{line}",
                " ".repeat(column.saturating_sub(width).max(1)),
                style.newline
            ));
            width = line.chars().count();
        }
        text.push_str(&" ".repeat(column.saturating_sub(width).max(1)));
        let whole = Span { start: behind.end, end: behind.end + blanks as u32, ..behind };
        self.replace(whole, text, AUTHOR);
    }
}

fn name(function: &WrittenFunction, at: usize) -> &str {
    function.params.get(at).and_then(Option::as_ref).map_or("self", |param| &param.name)
}

/// The parameter, as a pointer to what the callee asks for.
fn given(function: &WrittenFunction, at: usize, wanted: &str) -> String {
    let param = function.params.get(at).and_then(Option::as_ref);
    let is_wanted = param.is_some_and(|param| param.base == wanted);
    let cast = if is_wanted { String::new() } else { format!("({wanted} *)") };
    format!("{cast}{}", name(function, at))
}
