//! A function: its head, and what its body does that others need to know.

use crate::source::Span;
use crate::syntax::ast::{self, Block, Name, Params, Storage, TypeText};
use crate::syntax::preprocess::BranchId;

use super::body::Body;
use super::calls::{ArgKind, is_null_word};
use super::capsules::HandsOut;
use super::macro_function::ByMacro;
use super::passed::Passed;
use super::release::Released;
use super::walked::Walk;

/// One function definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    pub name: Name,
    /// From the first specifier to the closing brace.
    pub span: Span,
    pub storage: Storage,
    /// The name of the module, when this is its `PyInit_` function, maybe by way of a macro.
    pub inits: Option<String>,
    /// When a macro writes the head: the call of that macro (`MOD_INIT(name)`).
    pub head_macro: Option<Span>,
    /// When a macro writes all of it, at file level: the places are those in the macro's body.
    pub by_macro: Option<ByMacro>,
    /// All before the declarator's stars: `static PyObject`.
    pub specifiers: Span,
    pub returns: TypeText,
    pub params: Params,
    /// The parameters of all readings, in order: where they differ under an `#if`, those of each branch.
    pub all_params: Vec<ast::Param>,
    pub conditions: Vec<BranchId>,
    /// From `{` to `}`.
    pub body: Span,
    /// The declarations that open the body.
    pub opening: Opening,
    /// What the body does.
    pub facts: Body,
    /// What it puts into structs and hands on.
    pub passed: Passed,
    /// Every identifier of the body, sorted: what a new local name must not collide with.
    pub idents: Vec<String>,
    /// What it gives back of what it is handed; told of functions that have to do with the life of instances.
    pub released: Option<Released>,
    /// The tables with types or variables that it names, and how it walks each.
    pub walks: Vec<(String, Walk)>,
    /// The variables whose address it puts into capsules.
    pub hands_out: Vec<HandsOut>,
    /// The statements, kept as values for the shape readers of this layer.
    pub(super) block: Block,
}

/// The declarations that open a body: behind which of them code that must run first can be put.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// All of them, in order.
    pub declarations: Vec<Span>,
    /// How many of them, from the first on, have no effect and need no state.
    pub pure: usize,
}

/// A local variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Local {
    pub name: String,
    pub ty: TypeText,
    pub is_static: bool,
    /// The declaration it stands in, and how many variables that declares.
    pub declaration: Span,
    pub siblings: usize,
    /// The declarator, with its initializer.
    pub span: Span,
    pub init: Option<(Span, ArgKind)>,
}

/// One `return`.
#[derive(Clone, Debug, PartialEq)]
pub struct Return {
    /// The whole statement, with its `;`.
    pub span: Span,
    pub value: Option<(Span, ArgKind)>,
    /// Whether it is a direct part of a block.
    pub in_block: bool,
}

impl std::ops::Deref for Function {
    type Target = Body;

    fn deref(&self) -> &Body {
        &self.facts
    }
}

impl Function {
    /// Its name, or those of all the functions that a macro makes of it.
    pub fn names(&self) -> &[String] {
        self.by_macro.as_ref().map_or(std::slice::from_ref(&self.name.text), |by| &by.functions)
    }

    /// The parameter at `index`, if it has a name or is marked unused with one.
    pub fn param(&self, index: usize) -> Option<&ast::Param> {
        self.params.list.get(index)
    }

    /// Whether the return type is a pointer.
    pub fn returns_pointer(&self) -> bool {
        self.returns.stars > 0
    }

    /// The first use of a name in the body, when it is an identifier of its own.
    pub fn name_span(&self, name: &str) -> Option<Span> {
        let mut found = None;
        self.block.walk_exprs(&mut |expr| {
            if found.is_none() && matches!(&expr.kind, ast::ExprKind::Name(known) if known == name) {
                found = Some(expr.span);
            }
        });
        found
    }

    /// Whether a local variable may be given what stands in a field of this name, of whatever object.
    pub fn reads_into(&self, local: &str, field: &str) -> bool {
        let mut found = false;
        for value in self.values_of(local) {
            value.walk(&mut |part| {
                found |= matches!(&part.kind, ast::ExprKind::Field { field: read, .. } if read.text == field);
            });
        }
        found
    }

    /// All values that are given to a local variable by a plain assignment or its declaration.
    pub(super) fn values_of(&self, local: &str) -> Vec<&ast::Expr> {
        values_in(&self.block, local)
    }

    /// How often a variable is changed otherwise: counted up or down, added to, or its address taken.
    pub(super) fn changes(&self, local: &str) -> usize {
        use ast::Op::{AddressOf, Assign, PostDecrement, PostIncrement, PreDecrement, PreIncrement};
        let mut count = 0;
        self.block.walk_exprs(&mut |expr| {
            let changed = match &expr.kind {
                ast::ExprKind::Assign { op, left, .. } if *op != Assign => left,
                ast::ExprKind::Unary {
                    op: AddressOf | PostDecrement | PostIncrement | PreDecrement | PreIncrement,
                    operand,
                } => operand,
                _ => return,
            };
            count += usize::from(changed.as_name() == Some(local));
        });
        count
    }

    /// Whether the function assigns to a field of this name, of whatever object.
    pub fn sets(&self, field: &str) -> bool {
        let mut found = false;
        self.block.walk_exprs(&mut |expr| {
            if let ast::ExprKind::Assign { left, .. } = &expr.kind
                && let ast::ExprKind::Field { field: set, .. } = &left.peel().kind
            {
                found |= set.text == field;
            }
        });
        found
    }

    /// The statements of the function's own block that do nothing but assign to a field of this name, of whatever object.
    pub fn statements_that_set(&self, field: &str) -> Vec<Span> {
        let sets = |stmt: &&ast::Stmt| match &stmt.kind {
            ast::StmtKind::Expr(expr) => match &expr.kind {
                ast::ExprKind::Assign { op: ast::Op::Assign, left, .. } => {
                    matches!(&left.peel().kind, ast::ExprKind::Field { field: set, .. } if set.text == field)
                }
                _ => false,
            },
            _ => false,
        };
        self.block.stmts.iter().filter(sets).map(|stmt| stmt.span).collect()
    }

    /// How often a variable is read in the condition of an `if` that does nothing but fill it: `if (x == -1) x = f();`.
    pub fn reads_to_fill(&self, name: &str) -> usize {
        let mut count = 0;
        self.block.walk(&mut |stmt| {
            if let ast::StmtKind::If { cond, then, otherwise: None } = &stmt.kind
                && only_fills(then, name)
            {
                cond.walk(&mut |part| {
                    count += usize::from(matches!(&part.kind, ast::ExprKind::Name(known) if known == name));
                });
            }
        });
        count
    }

    /// The `if` right behind a statement that tests only `variable`.
    pub fn if_behind(&self, statement: Span, variable: &str) -> Option<Span> {
        let mut found = None;
        let mut look = |stmts: &[ast::Stmt]| {
            let at = stmts.iter().position(|stmt| stmt.span == statement);
            let Some(next) = at.and_then(|at| stmts.get(at + 1)) else { return };
            if let ast::StmtKind::If { cond, otherwise: None, .. } = &next.kind {
                let mut names = Vec::new();
                cond.walk(&mut |part| names.extend(part.as_name().map(str::to_owned)));
                if names.iter().all(|name| name == variable || is_null_word(name)) {
                    found = Some(next.span);
                }
            }
        };
        look(&self.block.stmts);
        self.block.walk(&mut |stmt| {
            if let ast::StmtKind::Block(inner) = &stmt.kind {
                look(&inner.stmts);
            }
        });
        found
    }

    /// Whether the statement is the last of the function's own block.
    pub fn is_last(&self, statement: Span) -> bool {
        self.block.stmts.last().is_some_and(|stmt| stmt.span == statement)
    }

    /// The first statement of the function's own block that may leave it, where that is told by `return`s alone: no jump,
    /// and no test whether a pointer is NULL.
    pub fn first_way_out(&self) -> Option<Span> {
        use ast::StmtKind::{Goto, Label, MacroControl, Return};
        let mut jumps = false;
        self.block.walk(&mut |stmt| jumps |= matches!(stmt.kind, Goto(_) | Label(_) | MacroControl { .. }));
        let leaves = |stmt: &&ast::Stmt| {
            let mut found = false;
            stmt.walk(&mut |one| found |= matches!(one.kind, Return(_)));
            found
        };
        let first = self.block.stmts.iter().find(leaves).filter(|_| !jumps)?;
        (!tests_pointer(first)).then_some(first.span)
    }

    /// The innermost statement that holds `span`.
    pub fn statement_at(&self, span: Span) -> Option<Span> {
        let mut found = None;
        self.block.walk(&mut |stmt| {
            if stmt.span.contains(span) {
                found = Some(stmt.span);
            }
        });
        found
    }

    /// The statement of the function's own block that holds `span`.
    pub fn top_statement(&self, span: Span) -> Option<Span> {
        self.block.stmts.iter().map(|stmt| stmt.span).find(|stmt| stmt.contains(span))
    }

    /// How often an expression of the body is this name.
    pub fn count_of(&self, name: &str) -> usize {
        let mut count = 0;
        self.block.walk_exprs(&mut |expr| {
            count += usize::from(matches!(&expr.kind, ast::ExprKind::Name(known) if known == name));
        });
        count
    }

    /// The statement of the function's own block that stands before `place`.
    pub fn statement_before(&self, place: Span) -> Option<Span> {
        self.block.stmts.iter().map(|stmt| stmt.span).rfind(|stmt| stmt.end <= place.start)
    }

    /// Whether nothing is returned.
    pub fn returns_void(&self) -> bool {
        self.returns.stars == 0 && self.returns.base == "void"
    }
}

/// `if (x == NULL) ...`, `if (!x) ...`
fn tests_pointer(stmt: &ast::Stmt) -> bool {
    let ast::StmtKind::If { cond, .. } = &stmt.kind else { return false };
    let mut found = false;
    cond.walk(&mut |part| {
        found |= match &part.kind {
            ast::ExprKind::Unary { op: ast::Op::Not, operand } => operand.as_name().is_some(),
            ast::ExprKind::Binary { left, right, .. } => {
                [left, right].iter().any(|side| side.as_name().is_some_and(is_null_word))
            }
            _ => false,
        };
    });
    found || cond.as_name().is_some()
}

fn only_fills(stmt: &ast::Stmt, name: &str) -> bool {
    match &stmt.kind {
        ast::StmtKind::Block(block) => block.stmts.iter().all(|inner| only_fills(inner, name)),
        ast::StmtKind::Expr(expr) => {
            matches!(&expr.kind, ast::ExprKind::Assign { left, .. } if left.as_name() == Some(name))
        }
        _ => false,
    }
}

/// All values that a block gives to a local variable by a plain assignment or its declaration.
pub(super) fn values_in<'a>(block: &'a ast::Block, local: &str) -> Vec<&'a ast::Expr> {
    let mut values = Vec::new();
    block.walk(&mut |stmt| {
        if let ast::StmtKind::Declaration(declaration) = &stmt.kind {
            let same = declaration.declarators.iter().filter(|one| one.name.text == local);
            values.extend(same.filter_map(|one| one.init.as_ref()));
        }
    });
    block.walk_exprs(&mut |expr| {
        if let ast::ExprKind::Assign { op: ast::Op::Assign, left, right } = &expr.kind
            && left.as_name() == Some(local)
        {
            values.push(&**right);
        }
    });
    values
}
