//! Functions that a heap type needs and its static form had not: traverse, clear, dealloc.

use crate::facts::{Around, Piece, Place, PlaceStep};
use crate::link::FnId;
use crate::plan::{Collection, Draft, Generated, Tree, Visit};

use super::Emitter;
use super::printer::{Printer, declared};

/// What loops count with, outermost first; a second row for loops that count with another type.
const COUNTERS: [&str; 6] = ["i", "j", "k", "l", "m", "n"];

impl Emitter<'_> {
    pub(super) fn generated(&self, printer: &mut Printer, draft: &Draft, generated: &Generated) {
        let object = declared(printer.style, "PyObject *", "op");
        match generated {
            Generated::Traverse { name, visits, base } => {
                self.tree_visitors(printer, draft, visits);
                printer.function("static int", name, &format!("{object}, visitproc visit, void *arg"));
                if !visits.is_empty() {
                    self.cast_object(printer, draft);
                }
                let counters = counters(visits);
                for (_, (ty, name)) in &counters {
                    printer.line(format!("{ty} {name};"));
                }
                let has_tree = visits.iter().any(|visit| visit.tree.is_some());
                if has_tree {
                    printer.line("int result;");
                }
                if has_tree || !counters.is_empty() {
                    printer.blank();
                }
                printer.line("Py_VISIT(Py_TYPE(op));");
                for visit in visits {
                    let by = visit.tree.as_ref().map(|tree| self.tree_visitor_name(tree));
                    self.visit(printer, "self", visit, &counters, by.as_deref());
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
    fn visit(
        &self,
        printer: &mut Printer,
        root: &str,
        visit: &Visit,
        counters: &[Counter],
        by: Option<&str>,
    ) {
        let mut names: Vec<&str> = Vec::new();
        for around in &visit.around {
            match around {
                Around::If { cond, negated } => {
                    let cond = self.pieces(root, cond, &names);
                    let cond = if *negated { format!("!({cond})") } else { cond };
                    printer.opened("if", &cond)
                }
                Around::Loop { bound, counter } => {
                    let name = name_of(counters, names.len(), counter);
                    let bound = self.pieces(root, bound, &names);
                    names.push(name);
                    printer.opened("for", &format!("{name} = 0; {name} < {bound}; {name}++"))
                }
            }
        }
        let place = self.place(root, &visit.place, &names);
        match by {
            None => printer.line(format!("Py_VISIT({place});")),
            Some(visitor) => {
                printer.line(format!("result = {visitor}({place}, visit, arg);"));
                printer.when("result != 0", &["return result;"]);
            }
        }
        for _ in &visit.around {
            printer.closed();
        }
    }

    /// The functions that visit trees, unless a type further up in the file has them.
    fn tree_visitors(&self, printer: &mut Printer, draft: &Draft, visits: &[Visit]) {
        let of_draft = |draft: &Draft| -> Vec<FnId> {
            let visits = draft.generated.iter().filter_map(|one| match one {
                Generated::Traverse { visits, .. } => Some(visits),
                _ => None,
            });
            visits.flatten().filter_map(|visit| visit.tree.as_ref()).map(|tree| tree.frees).collect()
        };
        let above = self.plan.drafts.iter().take_while(|other| other.ty != draft.ty);
        let mut known: Vec<FnId> =
            above.filter(|other| other.ty.0 == draft.ty.0).flat_map(of_draft).collect();
        for tree in visits.iter().filter_map(|visit| visit.tree.as_deref()) {
            if !known.contains(&tree.frees) {
                known.push(tree.frees);
                self.tree_visitor(printer, tree);
                printer.blank();
            }
        }
    }

    fn tree_visitor(&self, printer: &mut Printer, tree: &Tree) {
        let frees = self.function(tree.frees);
        let name = self.tree_visitor_name(tree);
        let ty = frees.params.list.first().map_or("void", |param| &param.ty.base);
        let node = declared(printer.style, &format!("{ty} *"), "node");
        let counters = counters(&[&tree.visits[..], &tree.below[..]].concat());
        printer.line(format!("/* Visits what {} gives back. */", frees.name.text));
        printer.function("static int", &name, &format!("{node}, visitproc visit, void *arg"));
        for (_, (ty, name)) in &counters {
            printer.line(format!("{ty} {name};"));
        }
        printer.line("int result;");
        printer.blank();
        printer.when("node == NULL", &["return 0;"]);
        for visit in &tree.visits {
            self.visit(printer, "node", visit, &counters, None);
        }
        for below in &tree.below {
            self.visit(printer, "node", below, &counters, Some(&name));
        }
        printer.line("return 0;");
        printer.end();
    }

    /// `node_visit` for `node_free`.
    fn tree_visitor_name(&self, tree: &Tree) -> String {
        let name = &self.function(tree.frees).name.text;
        let stem = name.rsplit_once('_').map_or(name.as_str(), |(stem, _)| stem);
        self.cx().free_global(&format!("{stem}_visit"))
    }

    fn place(&self, root: &str, place: &Place, names: &[&str]) -> String {
        if place.steps.is_empty() {
            return root.to_owned();
        }
        let steps = place.steps.iter().map(|step| match step {
            PlaceStep::Arrow(name) => format!("->{name}"),
            PlaceStep::Dot(name) => format!(".{name}"),
            PlaceStep::Element(at) => format!("[{}]", names[*at]),
            PlaceStep::ElementAt(span) => format!("[{}]", self.text(*span)),
        });
        format!("{root}{}", steps.collect::<String>())
    }

    fn pieces(&self, root: &str, pieces: &[Piece], names: &[&str]) -> String {
        let text = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Written(span) => self.text(*span),
            Piece::Place(place) => self.place(root, place, names),
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
