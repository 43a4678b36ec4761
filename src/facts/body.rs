//! Reads a function's body: calls, mentions, returns, locals, in one walk.

use crate::capi;
use crate::source::{SourceFile, Span};
use crate::syntax::ast::{Block, Declaration, Expr, ExprKind, Op, Stmt, StmtKind};

use super::Interest;
use super::calls::{
    Anchor, Arg, ArgKind, AssignedTo, Call, Check, FunctionUse, MacroUse, MemberCall, arg_kind, is_null_word,
};
use super::function::{Local, Return};
use super::mentions::{Allocation, Loop, Mention, MentionKind};
use super::opening;

mod kinds;

/// What one walk over a body finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    pub calls: Vec<Call>,
    pub member_calls: Vec<MemberCall>,
    pub mentions: Vec<Mention>,
    pub function_uses: Vec<FunctionUse>,
    pub macro_uses: Vec<MacroUse>,
    /// The calls that make arrays.
    pub allocations: Vec<Allocation>,
    /// The modules that it imports by a name written in the call, with the call.
    pub imports: Vec<(String, Span)>,
    pub returned: Vec<Return>,
    pub locals: Vec<Local>,
    /// Each assignment to a plain variable, or taking of its address.
    pub assigned: Vec<(String, Span)>,
}

impl Body {
    /// Adds what another reading of the same body (with other branches of an `#if`) has and this one has not.
    pub fn merge(&mut self, other: Body) {
        // Calls are referred to by number, so mentions of new calls are renumbered.
        let numbers: Vec<usize> = other
            .calls
            .into_iter()
            .map(|call| match self.calls.iter().position(|known| known.span == call.span) {
                Some(known) => known,
                None => {
                    self.calls.push(call);
                    self.calls.len() - 1
                }
            })
            .collect();
        for mut mention in other.mentions {
            if let MentionKind::Argument { call, .. } = &mut mention.kind {
                *call = numbers[*call];
            }
            add_new(&mut self.mentions, mention, |one| one.span);
        }
        other.member_calls.into_iter().for_each(|one| add_new(&mut self.member_calls, one, |one| one.span));
        other.macro_uses.into_iter().for_each(|one| add_new(&mut self.macro_uses, one, |one| one.span));
        other.function_uses.into_iter().for_each(|one| add_new(&mut self.function_uses, one, |one| one.span));
        other.allocations.into_iter().for_each(|one| add_new(&mut self.allocations, one, |one| one.span));
        other.imports.into_iter().for_each(|one| add_new(&mut self.imports, one, |one| one.1));
        other.returned.into_iter().for_each(|one| add_new(&mut self.returned, one, |one| one.span));
        other.locals.into_iter().for_each(|one| add_new(&mut self.locals, one, |one| one.span));
        other.assigned.into_iter().for_each(|one| add_new(&mut self.assigned, one, |one| one.1));
    }
}

fn add_new<T>(known: &mut Vec<T>, one: T, span: fn(&T) -> Span) {
    if known.iter().all(|other| span(other) != span(&one)) {
        known.push(one);
    }
}

/// Walks `block`, looking for the names in `interest`.
///
/// `params` are the names that the function's parameters give another meaning.
pub fn read(file: &SourceFile, block: &Block, params: Vec<String>, interest: &Interest) -> Body {
    let statics = opening::static_variables(block, interest);
    let (body, place) = (Body::default(), Place::start(block));
    let mut reader = Reader { file, interest, statics, scope: params, body, place };
    reader.block(block);
    reader.body
}

/// Where the walk is.
#[derive(Clone)]
struct Place {
    anchor: Span,
    depth: u16,
    nested: bool,
    in_assert: bool,
    /// The innermost loop around.
    repeated: Option<Loop>,
    /// The statement when the expression at hand is all of it.
    statement: Option<Span>,
    /// The `if` whose condition the expression at hand is, when it stands at block level: condition and branch.
    condition: Option<(Span, Span)>,
    /// The variable whose initializer is walked.
    variable: Option<(String, bool)>,
}

impl Place {
    fn start(block: &Block) -> Place {
        Place {
            anchor: block.span,
            depth: 0,
            nested: false,
            in_assert: false,
            repeated: None,
            statement: None,
            condition: None,
            variable: None,
        }
    }

    fn anchor(&self) -> Anchor {
        Anchor { span: self.anchor, depth: self.depth, nested: self.nested }
    }
}

struct Reader<'a> {
    file: &'a SourceFile,
    interest: &'a Interest,
    /// See [`opening::static_variables`].
    statics: Vec<String>,
    /// Parameters and local variables that are declared where the walk is: they hide what has their name outside.
    scope: Vec<String>,
    body: Body,
    place: Place,
}

impl<'a> Reader<'a> {
    fn text(&self, span: Span) -> String {
        self.file.text(span).into_owned()
    }

    fn kind_of(&self, expr: &Expr) -> ArgKind {
        arg_kind(expr, &|span| self.text(span))
    }

    /// Runs `walk` with another place, and comes back.
    fn at(&mut self, place: Place, walk: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.place, place);
        walk(self);
        self.place = before;
    }

    fn block(&mut self, block: &Block) {
        let outside = self.scope.len();
        for stmt in &block.stmts {
            let place =
                Place { anchor: stmt.span, depth: self.place.depth + 1, nested: false, ..self.place.clone() };
            let inside = self.scope.len();
            self.at(place, |reader| reader.stmt(stmt));
            if !matches!(stmt.kind, StmtKind::Declaration(_)) {
                self.scope.truncate(inside);
            }
        }
        self.scope.truncate(outside);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Block(block) => return self.block(block),
            StmtKind::Declaration(declaration) => return self.declaration(declaration),
            StmtKind::Return(value) => self.body.returned.push(Return {
                span: stmt.span,
                value: value.as_ref().map(|value| (value.span, self.kind_of(value))),
                in_block: !self.place.nested,
            }),
            _ => {}
        }
        let mut place = self.place.clone();
        match &stmt.kind {
            StmtKind::Expr(_) => place.statement = Some(stmt.span),
            StmtKind::If { cond, then, .. } if !self.place.nested => {
                place.condition = Some((cond.span, then.span));
            }
            _ => {}
        }
        self.at(place, |reader| {
            for expr in stmt.exprs() {
                reader.expr(expr, &mut Vec::new());
            }
        });
        for child in stmt.children() {
            let place = Place { nested: true, repeated: self.repeated(stmt), ..self.place.clone() };
            self.at(place, |reader| reader.stmt(child));
        }
    }

    fn declaration(&mut self, declaration: &Declaration) {
        for declarator in &declaration.declarators {
            if declarator.params.is_some() && !declarator.is_function_pointer {
                continue;
            }
            let init = declarator.init.as_ref();
            self.scope.push(declarator.name.text.clone());
            self.body.locals.push(Local {
                name: declarator.name.text.clone(),
                ty: declarator.ty.clone(),
                is_static: declaration.storage.is_static,
                declaration: declaration.span,
                siblings: declaration.declarators.len(),
                span: declarator.span,
                init: init.map(|init| (init.span, self.kind_of(init))),
            });
            if let Some(init) = init {
                let variable = Some((declarator.name.text.clone(), declaration.storage.is_static));
                let place = Place { variable, ..self.place.clone() };
                self.at(place, |reader| reader.expr(init, &mut Vec::new()));
            }
        }
    }

    fn expr<'e>(&mut self, expr: &'e Expr, parents: &mut Vec<&'e Expr>) {
        match &expr.kind {
            ExprKind::Name(name) => self.name(name, expr, parents),
            ExprKind::Call { callee, args, parens } => {
                if let Some(name) = callee.as_name().filter(|name| !self.is_hidden(name)) {
                    return self.call(name, callee, args, *parens, expr, parents);
                }
                self.member_call(callee, args, expr, parents);
            }
            ExprKind::Assign { left: target, .. } => self.assigned(target, expr),
            ExprKind::Unary { op: Op::AddressOf, operand: target } => self.assigned(target, expr),
            _ => {}
        }
        parents.push(expr);
        for part in expr.parts() {
            self.expr(part, parents);
        }
        parents.pop();
    }

    fn call<'e>(
        &mut self,
        name: &str,
        callee: &'e Expr,
        args: &'e [Expr],
        parens: Span,
        expr: &'e Expr,
        parents: &mut Vec<&'e Expr>,
    ) {
        let (result, check, assigned) = self.outcome(expr, parents);
        let index = self.body.calls.len();
        self.body.allocations.extend(kinds::array_of(expr.span, args));
        if let Some(arg) =
            args.first().filter(|arg| name.starts_with("PyImport_ImportModule") && is_text(arg))
        {
            self.body.imports.push((self.text(arg.span).trim_matches('"').to_owned(), expr.span));
        }
        if self.interest.macros.contains(name) {
            self.macro_use(name, callee.peel().span, Some(parens));
        }
        self.body.calls.push(Call {
            callee: name.to_owned(),
            name_span: callee.peel().span,
            span: expr.span,
            parens,
            args: self.args(args),
            anchor: self.place.anchor(),
            statement: self.place.statement.filter(|_| parents.iter().all(|parent| is_wrapping(parent))),
            result,
            check,
            assigned,
            in_assert: self.place.in_assert,
        });
        let place = Place { in_assert: self.place.in_assert || name == "assert", ..self.place.clone() };
        self.at(place, |reader| {
            parents.push(expr);
            let word = usize::from(capi::takes_word(name.as_bytes()));
            for (position, arg) in args.iter().enumerate().skip(word) {
                reader.argument(arg, index, position, parents);
            }
            parents.pop();
        });
    }

    fn member_call<'e>(&mut self, callee: &'e Expr, args: &'e [Expr], expr: &'e Expr, parents: &[&'e Expr]) {
        let mut function = callee.peel();
        if let ExprKind::Unary { op: Op::Deref, operand } = &function.kind {
            function = operand.peel();
        }
        let ExprKind::Field { base, field, .. } = &function.kind else { return };
        let (result, ..) = self.outcome(expr, parents);
        let base_of = base.as_call().and_then(|(_, args)| args.first()).map(|arg| self.kind_of(arg));
        self.body.member_calls.push(MemberCall {
            member: field.clone(),
            base: Arg { span: base.span, kind: self.kind_of(base) },
            base_of,
            span: expr.span,
            args: self.args(args),
            anchor: self.place.anchor(),
            statement: self.place.statement.filter(|_| parents.iter().all(|parent| is_wrapping(parent))),
            result,
        });
    }

    fn args(&self, args: &[Expr]) -> Vec<Arg> {
        args.iter().map(|arg| Arg { span: arg.span, kind: self.kind_of(arg) }).collect()
    }

    fn assigned(&mut self, target: &Expr, whole: &Expr) {
        if let Some(name) = target.as_name() {
            self.body.assigned.push((name.to_owned(), whole.span));
        }
    }

    /// An argument: when it is `x` or `&x` of an interesting name, the mention knows its call.
    fn argument<'e>(&mut self, arg: &'e Expr, call: usize, index: usize, parents: &mut Vec<&'e Expr>) {
        let (name, whole, address) = match &arg.peel().kind {
            ExprKind::Name(name) => (Some(name.as_str()), arg.peel().span, false),
            ExprKind::Unary { op: Op::AddressOf, operand } => (operand.as_name(), arg.peel().span, true),
            _ => (None, arg.span, false),
        };
        match name {
            Some(name) if self.is_symbol(name) => {
                let span = innermost_name(arg);
                self.push_mention(name, span, whole, address, MentionKind::Argument { call, index });
            }
            Some(name) if self.is_function(name) => {
                let callee = Some((self.body.calls[call].callee.clone(), index));
                let span = innermost_name(arg);
                self.body.function_uses.push(FunctionUse { name: name.to_owned(), span, callee });
            }
            _ => self.expr(arg, parents),
        }
    }

    fn name<'e>(&mut self, name: &str, expr: &'e Expr, parents: &[&'e Expr]) {
        if self.is_symbol(name) {
            let address = parents.iter().rev().find(|parent| !is_wrapping(parent));
            let is_address = address
                .is_some_and(|parent| matches!(parent.kind, ExprKind::Unary { op: Op::AddressOf, .. }));
            let whole = if is_address { address.map_or(expr.span, |parent| parent.span) } else { expr.span };
            let kind = self.mention_kind(expr, parents);
            self.push_mention(name, expr.span, whole, is_address, kind);
        } else if self.interest.macros.contains(name) {
            self.macro_use(name, expr.span, None);
        } else if self.is_function(name) {
            self.body.function_uses.push(FunctionUse {
                name: name.to_owned(),
                span: expr.span,
                callee: None,
            });
        }
    }

    fn macro_use(&mut self, name: &str, span: Span, parens: Option<Span>) {
        let in_assert = self.place.in_assert;
        self.body.macro_uses.push(MacroUse { name: name.to_owned(), span, parens, in_assert });
    }

    fn is_symbol(&self, name: &str) -> bool {
        self.statics.iter().any(|known| known == name)
            || self.interest.symbols.contains(name) && !self.is_hidden(name)
    }

    fn is_function(&self, name: &str) -> bool {
        self.interest.functions.contains(name) && !self.is_hidden(name)
    }

    fn is_hidden(&self, name: &str) -> bool {
        self.scope.iter().any(|known| known == name)
    }

    fn push_mention(&mut self, symbol: &str, span: Span, whole: Span, address: bool, kind: MentionKind) {
        let anchor = self.place.anchor();
        let in_assert = self.place.in_assert;
        self.body.mentions.push(Mention {
            symbol: symbol.to_owned(),
            is_local: self.statics.iter().any(|known| known == symbol),
            span,
            whole,
            address,
            kind,
            anchor,
            in_assert,
        });
    }

    /// What becomes of the value of `expr`: the variable that takes it, the check, an assignment through it.
    fn outcome(&self, expr: &Expr, parents: &[&Expr]) -> (Option<String>, Check, Option<AssignedTo>) {
        let mut result = self.place.variable.as_ref().filter(|_| parents.iter().all(|p| is_wrapping(p)));
        let mut result = result.take().map(|(name, _)| name.clone());
        let mut fails_when = None;
        let mut at = expr;
        for parent in parents.iter().rev() {
            match &parent.kind {
                _ if is_wrapping(parent) => {}
                ExprKind::Assign { left, right, .. } if std::ptr::eq(&**left, at) => {
                    let assigned = AssignedTo {
                        statement: self.place.statement,
                        value: right.span,
                        kind: self.kind_of(right),
                    };
                    return (None, Check::Value, Some(assigned));
                }
                ExprKind::Assign { left, .. } => result = left.as_name().map(str::to_owned).or(result),
                ExprKind::Unary { op: Op::Not, .. } => fails_when = Some(!fails_when.unwrap_or(true)),
                ExprKind::Binary { op, left, right } if fails_when.is_none() => {
                    let (other, op) =
                        if std::ptr::eq(&**left, at) { (right, *op) } else { (left, op.mirrored()) };
                    match self.comparison(op, other) {
                        Some(on_failure) => fails_when = Some(on_failure),
                        None => break,
                    }
                }
                _ => break,
            }
            at = parent;
        }
        (result, self.check(at, parents, fails_when), None)
    }

    /// Whether `x OP other` is true when the call that gave `x` failed.
    fn comparison(&self, op: Op, other: &Expr) -> Option<bool> {
        let number = self.text(other.peel().span);
        let null = self.kind_of(other) == ArgKind::Null;
        match op {
            Op::Lt if null => Some(true),
            Op::Ge if null => Some(false),
            Op::Eq if number == "-1" => Some(true),
            Op::Ne if number == "-1" => Some(false),
            Op::Eq if is_null_word(&number) => Some(true),
            Op::Ne if is_null_word(&number) => Some(false),
            Op::Ne if null => Some(true),
            Op::Eq if null => Some(false),
            _ => None,
        }
    }

    fn check(&self, outermost: &Expr, parents: &[&Expr], fails_when: Option<bool>) -> Check {
        let is_whole = parents.first().is_none_or(|first| std::ptr::eq(*first, outermost));
        match self.place.condition {
            Some((condition, branch)) if is_whole => {
                return Check::If { condition, on_failure: fails_when.unwrap_or(true), branch };
            }
            _ => {}
        }
        if is_whole && self.place.statement.is_some() && fails_when.is_none() {
            return Check::None;
        }
        match fails_when {
            Some(true_on_failure) => Check::Compared { whole: outermost.span, true_on_failure },
            None => Check::Value,
        }
    }
}

fn is_wrapping(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Paren(_) | ExprKind::Cast { .. })
}

/// The identifier inside `x`, `&x`, `(T *)&x`.
fn innermost_name(expr: &Expr) -> Span {
    match &expr.peel().kind {
        ExprKind::Unary { operand, .. } => innermost_name(operand),
        _ => expr.peel().span,
    }
}

fn is_text(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Str)
}
