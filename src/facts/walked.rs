//! Tables that a function walks: what it does with the rows, and with what it takes out of them.
//!
//! Told of a table that shall become a variable of the function, so nothing may lead to the table or a row of it once
//! the function has returned, and nothing may be written into what the rows point to but objects into variables.

use std::collections::HashMap;

use crate::capi::calls::{Role, Steals, role_of};
use crate::source::Span;
use crate::syntax::ast::{Block, Expr, ExprKind, Op, Stmt, StmtKind};

use super::calls::{ArgKind, arg_kind};
use super::function::values_in;

/// How a function walks a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Walk {
    /// The statement of the function's own block that names the table first.
    pub first: Option<Span>,
    /// The calls of `PyType_Ready` on what stands in a row, and those that set its type to `type`.
    pub readies: Vec<Span>,
    pub set_types: Vec<Span>,
    /// What is put into the variables whose addresses stand in rows.
    pub fills: Vec<(Span, ArgKind)>,
    /// Something that a local table could not do, and why.
    pub trouble: Option<(Span, &'static str)>,
    /// The loop that takes down the types of the rows, when the function does nothing else with the table.
    pub takedown: Option<Span>,
}

/// What an expression that starts at the table leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The table, or a pointer to one of its rows.
    Rows,
    Row,
    /// What stands in a row: a name, a type, the address of a variable.
    Value,
    /// What that points to.
    Target,
    /// A field of that, or anything further.
    Deep,
    /// An address inside the table.
    Inside,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
enum Place<'a> {
    /// Its value is looked at, or handed on by value.
    Read,
    /// It is the initializer of a local variable, or assigned to one.
    Local,
    /// It is assigned to something else.
    Stored,
    Argument {
        call: &'a Expr,
    },
    Returned,
    /// It is what an assignment changes.
    Written {
        op: Op,
        value: &'a Expr,
    },
}

/// How a function walks the table of this name. `is_plain` when its rows are no structs.
pub fn walk(block: &Block, table: &str, is_plain: bool, text: &dyn Fn(Span) -> String) -> Walk {
    let mut reader =
        Reader { kinds: HashMap::new(), locals: Vec::new(), text, is_plain, walk: Walk::default() };
    reader.kinds.insert(table.to_owned(), Kind::Rows);
    block.walk(&mut |stmt| {
        if let StmtKind::Declaration(declaration) = &stmt.kind {
            let is_kept = declaration.storage.is_static || declaration.storage.is_extern;
            let names = declaration.declarators.iter().filter(|_| !is_kept).map(|one| one.name.text.clone());
            reader.locals.extend(names);
        }
    });
    reader.aliases(block, table);
    block.walk(&mut |stmt| reader.statement(stmt));
    reader.references(block);
    let names_it = |stmt: &&Stmt| {
        let mut found = false;
        let mut look = |expr: &Expr| expr.walk(&mut |part| found |= part.as_name() == Some(table));
        stmt.walk(&mut |one| one.exprs().into_iter().for_each(&mut look));
        found
    };
    let mut naming = block.stmts.iter().filter(names_it);
    let first = naming.next();
    reader.walk.first = first.map(|stmt| stmt.span);
    reader.walk.takedown =
        first.filter(|stmt| naming.next().is_none() && takes_down(stmt, &reader)).map(|stmt| stmt.span);
    reader.walk
}

/// Whether a statement is a loop that hands the types of all rows to `_PyStaticType_Dealloc`, by which CPython 3.11 and 3.12
/// end static types (pycore_typeobject.h), and does nothing else that lasts.
fn takes_down(stmt: &Stmt, reader: &Reader) -> bool {
    let (StmtKind::For { .. } | StmtKind::While { .. }) = &stmt.kind else { return false };
    let mut own = Vec::new();
    let mut plain = true;
    stmt.walk(&mut |one| match &one.kind {
        StmtKind::Declaration(declaration) if !declaration.storage.is_static => {
            own.extend(declaration.declarators.iter().map(|one| one.name.text.clone()));
        }
        StmtKind::Block(_) | StmtKind::Expr(_) | StmtKind::For { .. } | StmtKind::While { .. } => {}
        _ => plain = false,
    });
    let is_own = |expr: &Expr| expr.as_name().is_some_and(|name| own.iter().any(|known| known == name));
    let mut ended = 0;
    let mut look = |part: &Expr| match &part.kind {
        ExprKind::Call { .. } => match part.as_call() {
            Some(("_PyStaticType_Dealloc", args)) => {
                let is_row = args.last().is_some_and(|arg| reader.kind(arg) == Some(Kind::Value));
                ended += usize::from(is_row);
                plain &= is_row;
            }
            Some(("Py_ARRAY_LENGTH", _)) => {}
            _ => plain = false,
        },
        ExprKind::Assign { left, .. } => plain &= is_own(left),
        ExprKind::Unary { op, operand } if is_step(*op) => plain &= is_own(operand),
        _ => {}
    };
    stmt.walk(&mut |one| one.exprs().into_iter().for_each(|expr| expr.walk(&mut look)));
    plain && ended == 1
}

struct Reader<'a> {
    /// The table, and local variables that are made of it.
    kinds: HashMap<String, Kind>,
    locals: Vec<String>,
    text: &'a dyn Fn(Span) -> String,
    is_plain: bool,
    walk: Walk,
}

impl Reader<'_> {
    fn kind(&self, expr: &Expr) -> Option<Kind> {
        use Kind::{Deep, Inside, Row, Rows, Target, Value};
        let row = if self.is_plain { Value } else { Row };
        Some(match &expr.kind {
            ExprKind::Name(name) => *self.kinds.get(name)?,
            ExprKind::Paren(inner) | ExprKind::Cast { operand: inner, .. } => self.kind(inner)?,
            ExprKind::Index { base, .. } => match self.kind(base)? {
                Rows => row,
                Value => Target,
                _ => Deep,
            },
            ExprKind::Field { base, arrow, .. } => match (self.kind(base)?, arrow) {
                (Row, false) | (Rows, true) => Value,
                _ => Deep,
            },
            ExprKind::Unary { op: Op::Deref, operand } => match self.kind(operand)? {
                Rows => row,
                Value => Target,
                _ => Deep,
            },
            ExprKind::Unary { op: Op::AddressOf, operand } => match self.kind(operand)? {
                Row => Rows,
                _ => Inside,
            },
            ExprKind::Unary { op, operand } if is_step(*op) => match self.kind(operand)? {
                Rows => Rows,
                _ => Inside,
            },
            ExprKind::Binary { op: Op::Add | Op::Sub, left, .. } => match self.kind(left)? {
                Rows => Rows,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Local variables that hold the table, a row or a value: closed over variables that are made of others.
    fn aliases(&mut self, block: &Block, table: &str) {
        loop {
            let known = self.kinds.len();
            for name in self.locals.clone() {
                let kinds = values_in(block, &name).into_iter().filter_map(|value| self.kind(value));
                if let Some(kind) = kinds.max_by_key(|kind| *kind as u8)
                    && name != table
                {
                    self.kinds.insert(name, kind);
                }
            }
            if self.kinds.len() == known {
                return;
            }
        }
    }

    fn statement(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Declaration(declaration) => {
                let is_kept = declaration.storage.is_static;
                declaration.inits().for_each(|init| {
                    self.visit(init, if is_kept { Place::Stored } else { Place::Local });
                });
            }
            StmtKind::Return(Some(value)) => self.visit(value, Place::Returned),
            _ => stmt.exprs().into_iter().for_each(|expr| self.visit(expr, Place::Read)),
        }
    }

    fn visit(&mut self, expr: &Expr, place: Place) {
        if let Some(kind) = self.kind(expr) {
            self.check(expr, kind, place);
            return self.indices(expr);
        }
        match &expr.kind {
            ExprKind::Paren(inner) | ExprKind::Cast { operand: inner, .. } => self.visit(inner, place),
            ExprKind::Conditional { cond, then, otherwise } => {
                self.visit(cond, Place::Read);
                self.visit(then, place);
                self.visit(otherwise, place);
            }
            ExprKind::Assign { op, left, right } => {
                self.visit(left, Place::Written { op: *op, value: right });
                let is_local = left.as_name().is_some_and(|name| self.locals.iter().any(|one| one == name));
                self.visit(right, if is_local { Place::Local } else { Place::Stored });
            }
            // As `sizeof`: the number of its rows.
            ExprKind::Call { .. } if matches!(expr.as_call(), Some(("Py_ARRAY_LENGTH", [_]))) => {}
            ExprKind::Call { callee, args, .. } => {
                self.visit(callee, Place::Read);
                args.iter().for_each(|arg| self.visit(arg, Place::Argument { call: expr }));
            }
            ExprKind::SizeOf(_) => {}
            ExprKind::List(_) | ExprKind::CompoundLiteral { .. } => {
                expr.parts().into_iter().for_each(|part| self.visit(part, Place::Stored));
            }
            _ => expr.parts().into_iter().for_each(|part| self.visit(part, Place::Read)),
        }
    }

    /// What stands between brackets on the way.
    fn indices(&mut self, expr: &Expr) {
        if let ExprKind::Index { index, .. } = &expr.kind {
            self.visit(index, Place::Read);
        }
        for part in expr.parts() {
            if self.kind(part).is_some() {
                self.indices(part);
            }
        }
    }

    fn check(&mut self, expr: &Expr, kind: Kind, place: Place) {
        let why = match (kind, place) {
            (Kind::Inside, _) => Some("an address inside it is taken"),
            (Kind::Rows, Place::Read | Place::Local) => None,
            // A pointer that goes from row to row.
            (Kind::Rows, Place::Written { .. }) if expr.as_name().is_some() => None,
            (Kind::Rows, _) => Some("it is handed on"),
            (Kind::Row, _) => Some("a row of it is copied"),
            (Kind::Target, Place::Written { op: Op::Assign, value }) => {
                self.walk.fills.push((value.span, arg_kind(value, self.text)));
                None
            }
            (Kind::Value, Place::Written { .. }) if expr.as_name().is_some() => None,
            (_, Place::Written { .. }) => Some("what stands in it is written"),
            (Kind::Value, Place::Argument { call }) => {
                self.argument(call, expr);
                None
            }
            _ => None,
        };
        if let Some(why) = why {
            self.walk.trouble.get_or_insert((expr.span, why));
        }
    }

    fn argument(&mut self, call: &Expr, arg: &Expr) {
        let Some((callee, args)) = call.as_call() else { return };
        let is_type = |one: &Expr| one.as_address_of() == Some("PyType_Type");
        match role_of(callee) {
            Some(Role::Ready) => self.walk.readies.push(call.span),
            _ if callee == "Py_SET_TYPE" && args.get(1).is_some_and(is_type) => {
                self.walk.set_types.push(call.span);
            }
            _ if matches!(callee, "Py_SET_TYPE" | "Py_TYPE" | "Py_REFCNT") => {
                self.walk.trouble.get_or_insert((arg.span, "its objects are changed"));
            }
            _ => {}
        }
    }

    /// Each reference that an addition to the module takes over must have been taken, and no other.
    fn references(&mut self, block: &Block) {
        let mut taken: Vec<(String, i32, Span)> = Vec::new();
        let mut calls: Vec<&Expr> = Vec::new();
        block.walk_exprs(&mut |expr| calls.extend(expr.as_call().is_some().then_some(expr)));
        for call in calls {
            let Some((callee, args)) = call.as_call() else { continue };
            let (at, change) = match role_of(callee) {
                Some(Role::Retain { .. }) => (0, 1),
                Some(Role::AddToModule { value, steals }) if steals != Steals::Never => (value, -1),
                _ => continue,
            };
            let Some(arg) = args.get(at).filter(|arg| self.kind(arg).is_some()) else { continue };
            let name = (self.text)(arg.peel().span);
            match taken.iter_mut().find(|(known, ..)| *known == name) {
                Some((_, count, _)) => *count += change,
                None => taken.push((name, change, call.span)),
            }
        }
        if let Some((_, _, span)) = taken.iter().find(|(_, count, _)| *count != 0) {
            let why = "references to its objects are not taken as often as they are given away";
            self.walk.trouble.get_or_insert((*span, why));
        }
    }
}

fn is_step(op: Op) -> bool {
    matches!(op, Op::PreIncrement | Op::PreDecrement | Op::PostIncrement | Op::PostDecrement)
}
