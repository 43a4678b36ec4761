//! Functions that a heap type needs and its static form had not: traverse, clear, dealloc.

use crate::facts::{Around, Piece, Place, PlaceStep};
use crate::plan::{Collection, Draft, Generated, Visit};

use super::Emitter;
use super::printer::{Printer, declared};

/// What loops count with, outermost first; a second row for loops that count with another type.
const COUNTERS: [&str; 6] = ["i", "j", "k", "l", "m", "n"];

impl Emitter<'_> {
    pub(super) fn generated(&self, printer: &mut Printer, draft: &Draft, generated: &Generated) {
        let object = declared(printer.style, "PyObject *", "op");
        match generated {
            Generated::Traverse { name, visits, base } => {
                printer.function("static int", name, &format!("{object}, visitproc visit, void *arg"));
                if !visits.is_empty() {
                    self.cast_object(printer, draft);
                }
                let counters = counters(visits);
                for (_, (ty, name)) in &counters {
                    printer.line(format!("{ty} {name};"));
                }
                if !counters.is_empty() {
                    printer.blank();
                }
                printer.line("Py_VISIT(Py_TYPE(op));");
                for visit in visits {
                    self.visit(printer, visit, &counters);
                }
                match base {
                    Some(base) => {
                        let traverse = self.function_of_builtin(&base.ty, "tp_traverse");
                        printer.line(format!("return {traverse}(op, visit, arg);"))
                    }
                    None => printer.line("return 0;"),
                }
                printer.end();
            }
            Generated::Clear { name, base } => {
                printer.function("static int", name, &object);
                printer.line(format!("return {}(op);", self.function_of_builtin(&base.ty, "tp_clear")));
                printer.end();
            }
            Generated::New { name, base } => {
                let parameter = |ty: &str, name: &str| declared(printer.style, ty, name);
                let (args, kwds) = (parameter("PyObject *", "args"), parameter("PyObject *", "kwds"));
                let parameters = format!("{}, {args}, {kwds}", parameter("PyTypeObject *", "type"));
                printer.function("static PyObject *", name, &parameters);
                let new = self.function_of_builtin(&base.ty, "tp_new");
                printer.line(format!("return {new}(type, args, kwds);"));
                printer.end();
            }
            Generated::Dealloc { name } => {
                printer.function("static void", name, &object);
                let ty = declared(printer.style, "PyTypeObject *", "tp");
                printer.line(format!("{ty} = Py_TYPE(op);"));
                if draft.collection != Collection::Plain {
                    printer.line("PyObject_GC_UnTrack(op);");
                }
                printer.line(format!("{}(op);", self.function_of_type("tp", "tp_free")));
                printer.line("Py_DECREF(tp);");
                printer.end();
            }
        }
    }

    /// `Foo *self = (Foo *)op;`
    fn cast_object(&self, printer: &mut Printer, draft: &Draft) {
        let def = self.project.type_def(draft.ty);
        let size = def.fields.iter().find(|field| field.field.name == "tp_basicsize");
        let record = size.and_then(|field| field.value.names.iter().find(|name| *name != "sizeof"));
        let Some(record) = record else { return };
        let is_tag = self.text(def.list).contains(&format!("sizeof(struct {record})"));
        let record = if is_tag { format!("struct {record}") } else { record.clone() };
        let variable = declared(printer.style, &format!("{record} *"), "self");
        let cast = declared(printer.style, &format!("{record} *"), "").trim_end().to_owned();
        printer.line(format!("{variable} = ({cast})op;"));
    }

    /// `Py_VISIT(self->f);`, inside of what stands around it.
    fn visit(&self, printer: &mut Printer, visit: &Visit, counters: &[Counter]) {
        let mut names: Vec<&str> = Vec::new();
        for around in &visit.around {
            match around {
                Around::If { cond, negated } => {
                    let cond = self.pieces(cond, &names);
                    let cond = if *negated { format!("!({cond})") } else { cond };
                    printer.opened("if", &cond)
                }
                Around::Loop { bound, counter } => {
                    let name = name_of(counters, names.len(), counter);
                    let bound = self.pieces(bound, &names);
                    names.push(name);
                    printer.opened("for", &format!("{name} = 0; {name} < {bound}; {name}++"))
                }
            }
        }
        printer.line(format!("Py_VISIT({});", self.place(&visit.place, &names)));
        for _ in &visit.around {
            printer.closed();
        }
    }

    fn place(&self, place: &Place, names: &[&str]) -> String {
        if place.steps.is_empty() {
            return "self".to_owned();
        }
        let steps = place.steps.iter().map(|step| match step {
            PlaceStep::Arrow(name) => format!("->{name}"),
            PlaceStep::Dot(name) => format!(".{name}"),
            PlaceStep::Element(at) => format!("[{}]", names[*at]),
            PlaceStep::ElementAt(span) => format!("[{}]", self.text(*span)),
        });
        format!("self{}", steps.collect::<String>())
    }

    fn pieces(&self, pieces: &[Piece], names: &[&str]) -> String {
        let text = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Written(span) => self.text(*span),
            Piece::Place(place) => self.place(place, names),
            Piece::Counter(at) => names[*at].to_owned(),
        });
        text.collect()
    }
}

/// The depth of a loop, the C type it counts with, and the variable.
type Counter = (usize, (String, &'static str));

/// A variable for each depth of loops and type that is counted with.
fn counters(visits: &[Visit]) -> Vec<Counter> {
    let mut counters: Vec<Counter> = Vec::new();
    for visit in visits {
        let loops = visit.around.iter().filter_map(|around| match around {
            Around::Loop { counter, .. } => Some(counter),
            Around::If { .. } => None,
        });
        for (depth, ty) in loops.enumerate() {
            if !counters.iter().any(|(at, (known, _))| *at == depth && known == ty) {
                let name = COUNTERS[counters.len().min(COUNTERS.len() - 1)];
                counters.push((depth, (ty.clone(), name)));
            }
        }
    }
    counters
}

fn name_of(counters: &[Counter], depth: usize, ty: &str) -> &'static str {
    let found = counters.iter().find(|(at, (known, _))| *at == depth && known == ty);
    found.map_or(COUNTERS[0], |(_, (_, name))| name)
}
