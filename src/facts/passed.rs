//! What a function puts into structs of its own before it hands them on, and what it hands to functions that it was
//! given.

use crate::source::Span;
use crate::syntax::ast::{Block, Expr, ExprKind, Init, Param, Params, Stmt, StmtKind};

use super::calls::{Arg, arg_kind};

/// What one function hands on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passed {
    pub writes: Vec<MemberWrite>,
    /// Calls of a parameter: `encode(&state, x)`.
    pub param_calls: Vec<ParamCall>,
    /// Parameters that are called, and used for nothing else.
    pub only_called: Vec<String>,
    /// Parameters that are functions, their own parameters written out.
    pub pointers: Vec<Pointer>,
    /// What is assigned to a variable, or to something that is reached from one: the variable's name, and the value.
    pub stored: Vec<(String, Span)>,
    /// Variables that are assigned as a whole, or that a function is told to overwrite.
    pub overwritten: Vec<String>,
}

/// `x.field = value`, `x->field = value`, or `.field = value` in the initializer of `x`.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberWrite {
    pub variable: String,
    pub field: String,
    pub arrow: bool,
    pub value: Arg,
    /// The statement, and the block that it is a direct part of: behind it there the field is set. `None` where control
    /// may come around it.
    pub place: Option<(Span, Span)>,
}

/// A call of one of the function's own parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamCall {
    pub param: String,
    pub args: Vec<Arg>,
    pub span: Span,
    /// From `(` to `)`.
    pub parens: Span,
}

/// A parameter that is a function: `void (*visit)(int)`, `void visit(int)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pointer {
    pub param: String,
    /// Its own parameters, from `(` to `)`.
    pub parens: Span,
    /// Whether there are none: `()`, `(void)`.
    pub is_empty: bool,
}

impl Passed {
    /// Adds what another reading of the same body has.
    pub fn merge(&mut self, other: Passed) {
        for write in other.writes {
            if !self.writes.contains(&write) {
                self.writes.push(write);
            }
        }
        for call in other.param_calls {
            if !self.param_calls.contains(&call) {
                self.param_calls.push(call);
            }
        }
        self.only_called.retain(|name| other.only_called.contains(name));
        self.overwritten.extend(other.overwritten);
        self.stored.extend(other.stored);
    }
}

/// Reads one body.
pub fn read(params: &Params, block: &Block, text: &dyn Fn(Span) -> String) -> Passed {
    let pointers = params.list.iter().filter_map(|param| pointer(param, text)).collect();
    let names = params.list.iter().filter_map(|param| param.name.as_ref());
    let params = names.map(|name| name.text.clone()).collect();
    let passed = Passed { pointers, ..Passed::default() };
    let mut reader = Reader { text, params, passed, jumps: false };
    reader.block(block);
    reader.passed.only_called =
        reader.params.iter().filter(|name| is_only_called(name, block)).cloned().collect();
    reader.passed
}

struct Reader<'a> {
    text: &'a dyn Fn(Span) -> String,
    params: Vec<String>,
    passed: Passed,
    /// Whether a `goto` was met: it may lead around what comes.
    jumps: bool,
}

impl Reader<'_> {
    fn arg(&self, expr: &Expr) -> Arg {
        Arg { span: expr.span, kind: arg_kind(expr, self.text) }
    }

    fn block(&mut self, block: &Block) {
        let has_cases = block.stmts.iter().any(|stmt| matches!(stmt.kind, StmtKind::Case(_)));
        for stmt in &block.stmts {
            let place = (!has_cases && !self.jumps).then_some((stmt.span, block.span));
            self.stmt(stmt, place);
        }
    }

    fn stmt(&mut self, stmt: &Stmt, place: Option<(Span, Span)>) {
        match &stmt.kind {
            StmtKind::Block(block) => return self.block(block),
            StmtKind::Goto(_) => self.jumps = true,
            StmtKind::Declaration(declaration) => {
                for declarator in &declaration.declarators {
                    if let Some(Expr { kind: ExprKind::List(list), .. }) = &declarator.init {
                        self.list(&declarator.name.text, list, place);
                    }
                }
            }
            StmtKind::Expr(expr) => {
                if let ExprKind::Assign { left, right, .. } = &expr.kind {
                    self.assignment(left, right, place);
                }
            }
            _ => {}
        }
        let whole = match &stmt.kind {
            StmtKind::Expr(expr) => Some(expr.span),
            _ => None,
        };
        for expr in stmt.exprs() {
            expr.walk(&mut |part| self.part(part, whole));
        }
        stmt.children().into_iter().for_each(|child| self.stmt(child, None));
    }

    fn list(&mut self, variable: &str, list: &[Init], place: Option<(Span, Span)>) {
        use crate::syntax::ast::Designator::Field;
        for init in list {
            if let Some(Field(field)) = &init.designator {
                let (variable, field) = (variable.to_owned(), field.text.clone());
                let value = self.arg(&init.value);
                self.passed.writes.push(MemberWrite { variable, field, arrow: false, value, place });
            }
        }
    }

    fn assignment(&mut self, left: &Expr, right: &Expr, place: Option<(Span, Span)>) {
        let ExprKind::Field { base, arrow, field } = &left.peel().kind else { return };
        let Some(variable) = base.as_name().map(str::to_owned) else { return };
        let (field, value) = (field.text.clone(), self.arg(right));
        self.passed.writes.push(MemberWrite { variable, field, arrow: *arrow, value, place });
    }

    /// Calls of parameters, and what else may change a variable.
    fn part(&mut self, part: &Expr, whole: Option<Span>) {
        const OVERWRITES: [&str; 3] = ["memset", "memcpy", "memmove"];
        if let ExprKind::Assign { left, right, .. } = &part.kind {
            self.passed.stored.extend(root(left).map(|root| (root.to_owned(), right.span)));
        }
        match &part.kind {
            ExprKind::Assign { left, .. } if left.as_name().is_some() => {
                self.passed.overwritten.extend(left.as_name().map(str::to_owned));
            }
            // Within a larger expression, an assignment may not happen.
            ExprKind::Assign { left, right, .. } if whole != Some(part.span) => {
                self.assignment(left, right, None)
            }
            ExprKind::Call { callee, args, parens } => {
                let Some(name) = callee.as_name() else { return };
                if OVERWRITES.contains(&name)
                    && let Some(variable) = args.first().and_then(Expr::as_address_of)
                {
                    self.passed.overwritten.push(variable.to_owned());
                }
                if self.params.iter().any(|param| param == name) {
                    let args = args.iter().map(|arg| self.arg(arg)).collect();
                    let call = ParamCall { param: name.to_owned(), args, span: part.span, parens: *parens };
                    self.passed.param_calls.push(call);
                }
            }
            _ => {}
        }
    }
}

/// Reads a parameter as a function: behind its name, which may stand in parentheses, stand the parameters of its own.
fn pointer(param: &Param, text: &dyn Fn(Span) -> String) -> Option<Pointer> {
    let name = param.name.as_ref()?;
    let behind = Span { start: name.span.end, ..param.span };
    let words = text(behind);
    let inner = words.trim().trim_start_matches(')').trim_start().strip_prefix('(')?.strip_suffix(')')?;
    let open = behind.start + u32::try_from(words.find('(')?).ok()?;
    let parens = Span { start: open, ..behind };
    let is_simple = !inner.contains(['(', ')']) && words.ends_with(')');
    is_simple.then(|| Pointer {
        param: name.text.clone(),
        parens,
        is_empty: matches!(inner.trim(), "" | "void"),
    })
}

/// The variable that a place is reached from: `x` of `x.f[i]`.
fn root(place: &Expr) -> Option<&str> {
    match &place.peel().kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Field { base, .. } | ExprKind::Index { base, .. } => root(base),
        ExprKind::Unary { operand, .. } => root(operand),
        _ => None,
    }
}

/// Whether every use of a name in a body is a call of it.
fn is_only_called(name: &str, block: &Block) -> bool {
    let (mut uses, mut calls) = (0, 0);
    block.walk_exprs(&mut |expr| match &expr.kind {
        ExprKind::Name(known) if known == name => uses += 1,
        ExprKind::Call { callee, .. } if callee.as_name() == Some(name) => calls += 1,
        _ => {}
    });
    calls > 0 && uses == calls
}
