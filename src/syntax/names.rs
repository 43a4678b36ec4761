//! Every identifier that a lowered item accounts for, with the part it plays.
//!
//! What the lexer sees in an item and this list does not hold is lost on whoever reads the AST: see
//! [`super::unit::Unit::unaccounted`].

use crate::source::Span;

use super::ast::{
    Block, Declaration, Declarator, Designator, Expr, ExprKind, Field, FieldKind, Function, Init, Item, Name,
    Params, RecordDef, RecordKind, Stmt, StmtKind,
};

/// How an identifier is accounted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A name in an expression.
    Expression,
    /// The name of a field in `x->name` or `.name =`.
    Field,
    /// The name that a declaration, a parameter or a function declares.
    Declared,
    /// All identifiers of this span are words of a type or a declarator.
    TypeWords,
    Label,
    /// All identifiers of this span are macros that make a part of a string.
    InString,
}

/// The places in an item whose identifiers are accounted for: of a name, or of a text whose words all have that role.
pub fn accounted(item: &Item) -> Vec<(Span, Role)> {
    let mut places = Places(Vec::new());
    match item {
        Item::Function(f) => places.function(f),
        Item::Declaration(d) => places.declaration(d),
        Item::MacroCall(e) => places.expr(e),
        Item::Empty => {}
    }
    places.0.sort_unstable();
    places.0
}

struct Places(Vec<(Span, Role)>);

impl Places {
    fn add(&mut self, span: Span, role: Role) {
        self.0.push((span, role));
    }

    fn name(&mut self, name: &Name, role: Role) {
        self.add(name.span, role);
    }

    fn function(&mut self, f: &Function) {
        self.add(f.specifiers, Role::TypeWords);
        f.name.iter().for_each(|n| self.name(n, Role::Declared));
        f.head.iter().for_each(|e| self.expr(e));
        self.params(&f.params);
        // Stars and attributes between the specifiers and the body.
        self.block(&f.body);
    }

    fn params(&mut self, params: &Params) {
        for param in &params.list {
            self.add(param.span, Role::TypeWords);
            param.name.iter().chain(&param.unused).for_each(|n| self.name(n, Role::Declared));
        }
        if params.is_void {
            self.add(params.span, Role::TypeWords);
        }
    }

    fn block(&mut self, block: &Block) {
        block.stmts.iter().for_each(|s| self.stmt(s));
    }

    fn stmt(&mut self, outer: &Stmt) {
        outer.walk(&mut |stmt| {
            match &stmt.kind {
                StmtKind::Declaration(d) => self.declaration(d),
                StmtKind::Label(name) | StmtKind::Goto(name) => self.name(name, Role::Label),
                _ => stmt.exprs().into_iter().for_each(|e| self.expr(e)),
            };
        });
    }

    fn declaration(&mut self, d: &Declaration) {
        match &d.defines {
            Some(record) => {
                self.add(Span { end: record.body.start, ..d.specifiers }, Role::TypeWords);
                self.add(Span { start: record.body.end, ..d.specifiers }, Role::TypeWords);
                self.record(record);
            }
            None => self.add(d.specifiers, Role::TypeWords),
        }
        d.declarators.iter().for_each(|declarator| self.declarator(declarator));
        // Bit widths and attributes behind the last declarator.
        let last = d.declarators.last().map_or(d.specifiers.end, |declarator| declarator.span.end);
        self.add(Span { start: last.min(d.span.end), ..d.span }, Role::TypeWords);
    }

    fn declarator(&mut self, declarator: &Declarator) {
        self.name(&declarator.name, Role::Declared);
        let end = declarator.init.as_ref().map_or(declarator.span.end, |init| init.span.start);
        self.add(Span { end, ..declarator.span }, Role::TypeWords);
        declarator.params.iter().for_each(|params| self.params(params));
        declarator.init.iter().for_each(|init| self.expr(init));
    }

    fn record(&mut self, record: &RecordDef) {
        record.tag.iter().for_each(|tag| self.name(tag, Role::Declared));
        if record.kind == RecordKind::Enum {
            self.add(record.body, Role::TypeWords);
        }
        for Field { kind, .. } in &record.fields {
            match kind {
                FieldKind::Macro(e) => self.expr(e),
                FieldKind::Named(d) => self.declaration(d),
                FieldKind::Anonymous(inner) => self.record(inner),
            }
        }
    }

    fn expr(&mut self, outer: &Expr) {
        outer.walk(&mut |e| match &e.kind {
            ExprKind::Name(_) => self.add(e.span, Role::Expression),
            ExprKind::Str => self.add(e.span, Role::InString),
            ExprKind::Field { field, .. } => self.name(field, Role::Field),
            ExprKind::Cast { ty, .. } => self.add(ty.span, Role::TypeWords),
            ExprKind::Type(ty) => self.add(ty.span, Role::TypeWords),
            ExprKind::OffsetOf { ty, member } => {
                self.add(ty.span, Role::TypeWords);
                self.add(*member, Role::Field);
            }
            ExprKind::CompoundLiteral { ty, list } => {
                self.add(ty.span, Role::TypeWords);
                self.designators(list);
            }
            ExprKind::List(list) => self.designators(list),
            _ => {}
        });
    }

    fn designators(&mut self, list: &[Init]) {
        for init in list {
            match &init.designator {
                Some(Designator::Field(name)) => self.name(name, Role::Field),
                Some(Designator::Path(span)) => self.add(*span, Role::Field),
                _ => {}
            }
        }
    }
}
