//! What a function gives back of what it is handed: the references that it releases, and under which conditions.
//!
//! `Py_XDECREF(self->items[i])` in a loop says that the object owns what stands there, and a traverse visits it in the
//! same loop. What is not followed is said to be so.

use crate::capi::calls::{Role, role_of};
use crate::source::{SourceFile, Span};
use crate::syntax::ast::{Block, Expr, ExprKind, Op, Stmt, StmtKind};

use super::calls::{is_null_word, is_zero};
use super::function::Function;
use super::place::{Around, Given, Names, Piece, Place};

/// What a function releases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Released {
    pub releases: Vec<Release>,
    /// Calls that get something of what the function was handed.
    pub handed: Vec<Handed>,
    /// Releases of something that may belong to the object, by a way that is not followed.
    pub lost: Vec<Span>,
}

/// One reference, or one in each element, that is given back.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    pub place: Place,
    pub span: Span,
    pub around: Vec<Around>,
    /// Why it is not known when this happens.
    pub unclear: Option<&'static str>,
}

/// A call with something of what the function was handed among its arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Handed {
    /// Nothing for a call through a pointer.
    pub callee: Option<String>,
    pub given: Vec<Given>,
    pub span: Span,
    pub around: Vec<Around>,
    pub unclear: Option<&'static str>,
}

impl Released {
    /// Adds what another reading of the same body (with other branches of an `#if`) has and this one has not.
    pub(super) fn merge(&mut self, other: Released) {
        let is_new = |one: &Release| self.releases.iter().all(|known| known.span != one.span);
        let releases: Vec<Release> = other.releases.into_iter().filter(is_new).collect();
        self.releases.extend(releases);
        let is_new = |one: &Handed| self.handed.iter().all(|known| known.span != one.span);
        let handed: Vec<Handed> = other.handed.into_iter().filter(is_new).collect();
        self.handed.extend(handed);
        self.lost.extend(other.lost);
    }
}

/// Reads `function`, which stands in `file`.
pub fn read(file: &SourceFile, function: &Function) -> Released {
    let names = Names::new(function);
    let found = Released::default();
    let mut reader = Reader { file, names, around: Vec::new(), unclear: None, jumped: None, found };
    reader.block(&function.block);
    reader.found
}

struct Reader<'a> {
    file: &'a SourceFile,
    names: Names<'a>,
    around: Vec<Around>,
    unclear: Option<&'static str>,
    /// The same for all the rest of the function.
    jumped: Option<&'static str>,
    found: Released,
}

impl Reader<'_> {
    /// A block; an `if` that leaves the function says something of all that follows.
    fn block(&mut self, block: &Block) {
        self.inside(|reader| {
            for stmt in &block.stmts {
                reader.stmt(stmt);
                match &stmt.kind {
                    StmtKind::If { cond, then, otherwise: None } if leaves(then) => {
                        reader.condition(cond, true);
                    }
                    StmtKind::Return(_) => {}
                    _ if returns(stmt) => reader.jumped = Some("a return leads around it"),
                    _ => {}
                }
            }
        });
    }

    /// Reads something inside, and comes back to what stood around it.
    fn inside(&mut self, read: impl FnOnce(&mut Self)) {
        let (around, unclear) = (self.around.len(), self.unclear);
        read(self);
        self.around.truncate(around);
        self.unclear = unclear;
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Block(block) => self.block(block),
            StmtKind::If { cond, then, otherwise } => {
                self.expr(cond);
                self.under(cond, false, then);
                if let Some(otherwise) = otherwise {
                    self.under(cond, true, otherwise);
                }
            }
            StmtKind::Goto(_) | StmtKind::Label(_) => self.jumped = Some("a goto leads around it"),
            StmtKind::For { .. } | StmtKind::While { .. } => self.a_loop(stmt),
            StmtKind::DoWhile { .. } | StmtKind::Switch { .. } | StmtKind::MacroControl { .. } => {
                self.inside(|reader| {
                    reader.unclear = Some("it stands in a loop or switch that is not followed");
                    stmt.exprs().into_iter().for_each(|expr| reader.expr(expr));
                    stmt.children().into_iter().for_each(|child| reader.stmt(child));
                });
            }
            _ => stmt.exprs().into_iter().for_each(|expr| self.expr(expr)),
        }
    }

    fn under(&mut self, cond: &Expr, negated: bool, stmt: &Stmt) {
        self.inside(|reader| {
            reader.condition(cond, negated);
            reader.stmt(stmt);
        });
    }

    /// From here on the condition holds, or does not.
    fn condition(&mut self, cond: &Expr, negated: bool) {
        // What the function itself changes is no longer as it was while the object lived; a pointer's test is no
        // question of that.
        let holds_still = |pieces: &[Piece]| {
            is_test(pieces)
                || pieces.iter().all(|piece| match piece {
                    Piece::Place(place) => !place.last().is_some_and(|field| self.names.function.sets(field)),
                    _ => true,
                })
        };
        match self.names.pure(cond).filter(|pieces| holds_still(pieces)) {
            Some(cond) => self.around.push(Around::If { cond, negated }),
            None => self.unclear = Some("it depends on a condition that is not followed"),
        }
    }

    fn a_loop(&mut self, stmt: &Stmt) {
        let body = match &stmt.kind {
            StmtKind::For { body, .. } | StmtKind::While { body, .. } => body,
            _ => return,
        };
        stmt.exprs().into_iter().for_each(|expr| self.expr(expr));
        self.inside(|reader| match reader.counted(stmt).filter(|_| !has_jump(body)) {
            Some((variable, bound)) => {
                let local = reader.names.function.locals.iter().find(|local| local.name == variable);
                let counter = local.map_or_else(|| "Py_ssize_t".to_owned(), |local| local.ty.base.clone());
                reader.around.push(Around::Loop { bound, counter });
                reader.names.counters.push(variable);
                reader.stmt(body);
                reader.names.counters.pop();
            }
            None => {
                reader.unclear = Some("it stands in a loop that is not followed");
                reader.stmt(body);
            }
        });
    }

    /// The variable of a loop over all numbers below a bound, and the bound.
    fn counted(&self, stmt: &Stmt) -> Option<(String, Vec<Piece>)> {
        match &stmt.kind {
            StmtKind::For { init: Some(init), cond: Some(cond), step: Some(step), .. } => {
                let (variable, bound) = below(cond)?;
                let is_counted = self.starts(init, variable) && counts_up(step, variable);
                is_counted.then(|| Some((variable.to_owned(), self.names.pure(bound)?)))?
            }
            // `while (--i >= 0)` with `i` that had one value before.
            StmtKind::While { cond, .. } => {
                let variable = self.counted_down(cond)?;
                let values = self.names.values(variable);
                let [value] = values[..] else { return None };
                (self.names.function.changes(variable) == 1)
                    .then(|| Some((variable.to_owned(), self.names.pure(value)?)))?
            }
            _ => None,
        }
    }

    /// `i = 0`, or a declaration that says so.
    fn starts(&self, init: &Stmt, variable: &str) -> bool {
        match &init.kind {
            StmtKind::Expr(expr) => match &expr.peel().kind {
                ExprKind::Assign { op: Op::Assign, left, right } => {
                    left.as_name() == Some(variable) && self.is_zero(right)
                }
                _ => false,
            },
            StmtKind::Declaration(declaration) => match &declaration.declarators[..] {
                [one] => {
                    one.name.text == variable && one.init.as_ref().is_some_and(|value| self.is_zero(value))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// The variable of `--i >= 0`, `i-- > 0` and `i--`.
    fn counted_down<'e>(&self, cond: &'e Expr) -> Option<&'e str> {
        let (step, wanted) = match &cond.peel().kind {
            ExprKind::Binary { op: Op::Ge, left, right } if self.is_zero(right) => (left, Op::PreDecrement),
            ExprKind::Binary { op: Op::Gt, left, right } if self.is_zero(right) => (left, Op::PostDecrement),
            ExprKind::Unary { op: Op::PostDecrement, operand } => return operand.as_name(),
            _ => return None,
        };
        match &step.peel().kind {
            ExprKind::Unary { op, operand } if *op == wanted => operand.as_name(),
            _ => None,
        }
    }

    fn is_zero(&self, expr: &Expr) -> bool {
        let expr = expr.peel();
        matches!(expr.kind, ExprKind::Number) && is_zero(&self.file.text(expr.span))
    }

    fn expr(&mut self, expr: &Expr) {
        expr.walk(&mut |part| {
            if let ExprKind::Call { callee, args, .. } = &part.kind {
                self.call(callee.as_name(), args, part.span);
            }
        });
    }

    fn call(&mut self, callee: Option<&str>, args: &[Expr], span: Span) {
        match callee.and_then(role_of) {
            Some(Role::Release { .. }) => self.release(args.first(), span),
            Some(_) => {}
            None => {
                let given: Vec<Given> = args.iter().map(|arg| self.names.given(arg)).collect();
                if given.iter().any(|one| matches!(one, Given::Value(_) | Given::Address(_))) {
                    let (callee, around) = (callee.map(str::to_owned), self.around.clone());
                    self.found.handed.push(Handed {
                        callee,
                        given,
                        span,
                        around,
                        unclear: self.unclear.or(self.jumped),
                    });
                }
            }
        }
    }

    fn release(&mut self, what: Option<&Expr>, span: Span) {
        let Some(what) = what else { return };
        match self.names.place(what) {
            Some(place) => {
                let (around, unclear) = (self.around.clone(), self.unclear.or(self.jumped));
                self.found.releases.push(Release { place, span, around, unclear });
            }
            None if self.may_belong(what) => self.found.lost.push(span),
            None => {}
        }
    }

    /// Whether something that is no place may have been reached from one: not what a call made.
    fn may_belong(&self, what: &Expr) -> bool {
        let mut root = what.peel();
        loop {
            root = match &root.kind {
                ExprKind::Field { base, .. } | ExprKind::Index { base, .. } => base.peel(),
                ExprKind::Unary { operand, .. } => operand.peel(),
                _ => break,
            };
        }
        let Some(name) = root.as_name() else { return !matches!(root.kind, ExprKind::Call { .. }) };
        if self.names.function.params.list.iter().any(|p| p.name.as_ref().is_some_and(|n| n.text == name)) {
            return true;
        }
        let made = |value: &&Expr| matches!(value.peel().kind, ExprKind::Call { .. } | ExprKind::Number);
        let is_null = |value: &&Expr| value.as_name().is_some_and(is_null_word);
        !self.names.values(name).iter().all(|value| made(value) || is_null(value))
    }
}

/// Whether a statement never gets behind itself.
fn leaves(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Block(block) => block.stmts.last().is_some_and(leaves),
        StmtKind::Return(_) => true,
        _ => false,
    }
}

/// Whether a return stands in a statement.
fn returns(stmt: &Stmt) -> bool {
    let mut found = false;
    stmt.walk(&mut |stmt| found |= matches!(stmt.kind, StmtKind::Return(_)));
    found
}

/// `place`, `place != NULL`
fn is_test(pieces: &[Piece]) -> bool {
    match pieces {
        [Piece::Place(_)] | [Piece::Text("!"), Piece::Place(_), _] => true,
        [Piece::Place(_), Piece::Text(" != " | " == "), Piece::Written(null)] => null.len() <= 4,
        _ => false,
    }
}

/// Whether control can leave a statement from inside.
fn has_jump(stmt: &Stmt) -> bool {
    let mut found = false;
    stmt.walk(&mut |stmt| {
        found |= matches!(
            stmt.kind,
            StmtKind::Return(_)
                | StmtKind::Goto(_)
                | StmtKind::Break
                | StmtKind::Continue
                | StmtKind::Label(_)
        );
    });
    found
}

/// `i < bound`
fn below(cond: &Expr) -> Option<(&str, &Expr)> {
    match &cond.peel().kind {
        ExprKind::Binary { op: Op::Lt, left, right } => Some((left.as_name()?, right)),
        ExprKind::Binary { op: Op::Gt, left, right } => Some((right.as_name()?, left)),
        _ => None,
    }
}

/// `i++` or `++i`
fn counts_up(step: &Expr, variable: &str) -> bool {
    match &step.peel().kind {
        ExprKind::Unary { op: Op::PreIncrement | Op::PostIncrement, operand } => {
            operand.as_name() == Some(variable)
        }
        _ => false,
    }
}
