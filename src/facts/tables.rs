//! Tables: arrays and structs of CPython's that a module fills at compile time, row by row.
//!
//! Methods, members, getters and setters, suites, module definitions, slots and specs all read alike: rows of values.
//! What a row means is told by its C type, later.

use crate::source::{SourceFile, Span};
use crate::syntax::ast::{
    Declaration, Declarator, Designator, Expr, ExprKind, Function, Init, Name, StmtKind, Storage,
};
use crate::syntax::evaluate::Life;
use crate::syntax::preprocess::BranchId;
use crate::syntax::unit::Unit;

use super::Comments;
use super::calls::ArgKind;
use super::collect::comments_beside;
use super::macros::Macros;
use super::types::{Value, value};

/// One table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub name: Name,
    /// `PyMethodDef`, `PyNumberMethods`, `PyModuleDef`, ...
    pub c_type: String,
    pub is_array: bool,
    pub storage: Storage,
    /// The whole declaration, with its `;`.
    pub span: Span,
    /// The braces and what is between them.
    pub list: Span,
    /// The rows of an array; a struct has one.
    pub rows: Vec<Row>,
    pub conditions: Vec<BranchId>,
    /// The function it is declared in, when it is a local.
    pub function: Option<String>,
    pub comments: Comments,
}

/// One row: `{ a, b, c }`, a macro that stands for rows, or the struct itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub span: Span,
    pub cells: Vec<Cell>,
    /// When the row is a macro's work: its name (`FOO_METHODDEF`).
    pub macro_name: Option<String>,
    pub conditions: Vec<BranchId>,
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The designator's name, if there is one.
    pub field: Option<String>,
    /// With its designator.
    pub span: Span,
    pub value: Value,
}

impl Table {
    /// The one row of a table that is no array.
    pub fn only(&self) -> Option<&Row> {
        self.rows.first().filter(|_| !self.is_array)
    }
}

impl Row {
    /// The cell of a field, by its designator or by its place in `order`, the struct's fields as declared.
    pub fn cell<'a>(&'a self, order: &[&str], field: &str) -> Option<&'a Cell> {
        let mut at = 0;
        self.cells.iter().find(|cell| {
            if let Some(name) = &cell.field {
                at = order.iter().position(|known| known == name).unwrap_or(order.len());
            }
            at += 1;
            order.get(at - 1).copied().or(cell.field.as_deref()) == Some(field)
        })
    }

    /// Each cell with the field it fills, in the order written.
    pub fn cells_in<'a>(
        &'a self,
        order: &'a [&'a str],
    ) -> impl Iterator<Item = (Option<&'a str>, &'a Cell)> + 'a {
        let mut at = 0;
        self.cells.iter().map(move |cell| {
            if let Some(name) = &cell.field {
                at = order.iter().position(|field| field == name).unwrap_or(order.len());
            }
            let field = order.get(at).copied().or(cell.field.as_deref());
            at += 1;
            (field, cell)
        })
    }

    /// Whether the row ends a table: its first value is zero, and so is every other one.
    pub fn is_sentinel(&self) -> bool {
        self.macro_name.is_none() && self.cells.iter().all(|cell| cell.value.is_null())
    }
}

/// The C types whose initializers are tables.
pub(super) fn is_table(base: &str) -> bool {
    const TABLES: [&str; 14] = [
        "PyMethodDef",
        "PyMemberDef",
        "PyGetSetDef",
        "PyModuleDef",
        "PyModuleDef_Slot",
        "PyType_Slot",
        "PyType_Spec",
        "PyNumberMethods",
        "PySequenceMethods",
        "PyMappingMethods",
        "PyAsyncMethods",
        "PyBufferProcs",
        "PyStructSequence_Desc",
        "PyStructSequence_Field",
    ];
    TABLES.contains(&base.trim_start_matches("struct "))
}

/// Tables that are local variables of a function: a `static struct PyModuleDef` inside `PyInit_x`.
pub fn of_function(file: &SourceFile, unit: &Unit, macros: &Macros, function: &Function) -> Vec<Table> {
    let mut found = Vec::new();
    function.body.walk(&mut |stmt| {
        let StmtKind::Declaration(declaration) = &stmt.kind else { return };
        if !is_table(&declaration.base) {
            return;
        }
        for declarator in &declaration.declarators {
            let table = read(file, unit, macros, declaration, declarator);
            found.extend(table.map(|mut table| {
                table.function = function.name.as_ref().map(|name| name.text.clone());
                table
            }));
        }
    });
    found
}

/// Reads one declarator with an initializer list as a table.
pub fn read(
    file: &SourceFile,
    unit: &Unit,
    macros: &Macros,
    declaration: &Declaration,
    declarator: &Declarator,
) -> Option<Table> {
    let init = declarator.init.as_ref()?;
    let ExprKind::List(list) = &init.kind else { return None };
    let is_array = declarator.ty.arrays > 0;
    let reader = Reader { file, unit, macros, outer: unit.branches_at(declaration.span.start).len() };
    let rows = match is_array {
        true => list.iter().map(|entry| reader.row(entry)).collect(),
        false => vec![reader.cells(init.span, list)],
    };
    Some(Table {
        name: declarator.name.clone(),
        c_type: declaration.base.trim_start_matches("struct ").to_owned(),
        is_array,
        storage: declaration.storage,
        span: declaration.span,
        list: init.span,
        rows,
        conditions: unit.conditions_at(declaration.span.start),
        function: None,
        comments: comments_beside(file, unit, declaration.span),
    })
}

struct Reader<'a> {
    file: &'a SourceFile,
    unit: &'a Unit,
    macros: &'a Macros,
    /// How many branches are around the whole table.
    outer: usize,
}

impl Reader<'_> {
    fn row(&self, entry: &Init) -> Row {
        match &entry.value.peel().kind {
            ExprKind::List(list) => self.cells(entry.span, list),
            _ => {
                let cell = self.cell(entry);
                let macro_name = match &cell.value.kind {
                    ArgKind::Name(name) | ArgKind::Call(name) => Some(name.clone()),
                    _ => None,
                };
                Row {
                    span: entry.span,
                    cells: vec![cell],
                    macro_name,
                    conditions: self.conditions(entry.span),
                }
            }
        }
    }

    fn cells(&self, span: Span, list: &[Init]) -> Row {
        let cells =
            list.iter().filter(|entry| !is_head(&entry.value)).map(|entry| self.cell(entry)).collect();
        Row { span, cells, macro_name: None, conditions: self.conditions(span) }
    }

    fn cell(&self, entry: &Init) -> Cell {
        let field = match &entry.designator {
            Some(Designator::Field(name)) => Some(name.text.clone()),
            _ => None,
        };
        Cell { field, span: entry.span, value: value(self.file, self.unit, self.macros, &entry.value) }
    }

    fn conditions(&self, span: Span) -> Vec<BranchId> {
        let inner = self.unit.branches_at(span.start).split_off(self.outer);
        inner.into_iter().filter(|&branch| self.unit.branch(branch).life == Life::Sometimes).collect()
    }
}

/// `PyModuleDef_HEAD_INIT` and its like: no field of its own.
fn is_head(expr: &Expr) -> bool {
    let name = expr.as_name().or_else(|| expr.as_call().map(|(name, _)| name));
    name.is_some_and(|name| name.ends_with("_HEAD_INIT"))
}
