//! Macros that are nothing but a cast, `#define OBJECT(o) ((PyObject *)(o))`, and those of CPython: their uses are read
//! as one.

use crate::syntax::ast::{
    Block, Declaration, Designator, Expr, ExprKind, Init, Item, Stmt, StmtKind, Type, TypeText,
};

use super::macros::{MacroFact, Macros};
use crate::capi::casts::{FUNCTION_POINTERS, cast_of};

impl MacroFact {
    /// The type that the macro casts its one argument to, if it does nothing else.
    pub fn cast(&self) -> Option<TypeText> {
        let Some([param]) = self.params.as_deref() else { return None };
        let words: Vec<&str> = self.tokens.iter().map(|(word, _)| word.as_str()).collect();
        let words = match &words[..] {
            ["(", inner @ .., ")"] if !closes_early(inner) => inner,
            all => all,
        };
        let end = words.iter().position(|word| *word == ")")?;
        let operand = &words[end + 1..];
        let (open, ty) = words[..end].split_first()?;
        let is_operand = is_cast_of(operand, param);
        let stars = ty.iter().rev().take_while(|word| **word == "*").count();
        let names = &ty[..ty.len() - stars];
        let is_name =
            |word: &&str| word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && word != param;
        let is_pointer = stars > 0 || matches!(names, [name] if FUNCTION_POINTERS.contains(name));
        let fits = *open == "(" && is_operand && is_pointer && !names.is_empty() && names.iter().all(is_name);
        fits.then(|| TypeText {
            base: names.join(" "),
            stars: u8::try_from(stars).unwrap_or(u8::MAX),
            arrays: 0,
        })
    }
}

/// `x`, `(x)`, or one of them behind further casts: `(void (*)(void))(x)`.
fn is_cast_of(words: &[&str], param: &str) -> bool {
    if words == [param] || words == ["(", param, ")"] {
        return true;
    }
    let mut depth = 0i32;
    let close = words.iter().position(|word| {
        depth += i32::from(*word == "(") - i32::from(*word == ")");
        depth == 0
    });
    match (words, close) {
        (["(", ..], Some(close)) => {
            let ty = &words[1..close];
            // `(f)(x)` is a call.
            let is_type = ty.ends_with(&["*"]) || ty.windows(3).any(|three| three == ["(", "*", ")"]);
            is_type && !ty.contains(&param) && is_cast_of(&words[close + 1..], param)
        }
        _ => false,
    }
}

/// Whether the parenthesis before these words is closed among them.
fn closes_early(words: &[&str]) -> bool {
    let mut depth = 0i32;
    words.iter().any(|word| {
        depth += i32::from(*word == "(") - i32::from(*word == ")");
        depth < 0
    })
}

/// Reads the uses of such macros in an item as casts.
pub fn understand(item: &mut Item, macros: &Macros) {
    let mut reader = Reader { macros };
    match item {
        Item::Function(function) => reader.block(&mut function.body),
        Item::Declaration(declaration) => reader.declaration(declaration),
        _ => {}
    }
}

struct Reader<'a> {
    macros: &'a Macros,
}

impl Reader<'_> {
    fn block(&mut self, block: &mut Block) {
        block.stmts.iter_mut().for_each(|stmt| self.stmt(stmt));
    }

    fn declaration(&mut self, declaration: &mut Declaration) {
        for declarator in &mut declaration.declarators {
            declarator.init.iter_mut().for_each(|init| self.expr(init));
        }
    }

    fn stmt(&mut self, stmt: &mut Stmt) {
        match &mut stmt.kind {
            StmtKind::Block(block) => self.block(block),
            StmtKind::Declaration(declaration) => self.declaration(declaration),
            StmtKind::Expr(expr) | StmtKind::Return(Some(expr)) | StmtKind::Case(Some(expr)) => {
                self.expr(expr);
            }
            StmtKind::If { cond, then, otherwise } => {
                self.expr(cond);
                self.stmt(then);
                otherwise.iter_mut().for_each(|stmt| self.stmt(stmt));
            }
            StmtKind::While { cond: head, body }
            | StmtKind::DoWhile { body, cond: head }
            | StmtKind::Switch { cond: head, body }
            | StmtKind::MacroControl { head, body } => {
                self.expr(head);
                self.stmt(body);
            }
            StmtKind::For { init, cond, step, body } => {
                init.iter_mut().for_each(|stmt| self.stmt(stmt));
                cond.iter_mut().chain(step).for_each(|expr| self.expr(expr));
                self.stmt(body);
            }
            StmtKind::Return(None) | StmtKind::Case(None) | StmtKind::Label(_) | StmtKind::Goto(_) => {}
            StmtKind::Break | StmtKind::Continue | StmtKind::Empty => {}
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        parts(&mut expr.kind, &mut |part| self.expr(part));
        let ExprKind::Call { callee, args, .. } = &mut expr.kind else { return };
        let ExprKind::Name(name) = &callee.kind else { return };
        if let ([_], Some(text)) = (&args[..], self.cast(name)) {
            let ty = Type { span: callee.span, text };
            let operand = Box::new(args.remove(0));
            expr.kind = ExprKind::Cast { ty, operand };
        }
    }

    /// The type that a macro casts to: the files' own macro, or one of CPython's.
    fn cast(&self, name: &str) -> Option<TypeText> {
        match self.macros.get(name) {
            [] => cast_of(name).map(|base| TypeText { base: base.to_owned(), stars: 1, arrays: 0 }),
            [definition] => definition.cast(),
            _ => None,
        }
    }
}

/// Calls `visit` for each direct part.
fn parts(kind: &mut ExprKind, visit: &mut dyn FnMut(&mut Expr)) {
    match kind {
        ExprKind::Name(_) | ExprKind::Number | ExprKind::Str | ExprKind::Char => {}
        ExprKind::OffsetOf { .. } | ExprKind::Type(_) => {}
        ExprKind::Call { callee, args, .. } => {
            visit(callee);
            args.iter_mut().for_each(visit);
        }
        ExprKind::Field { base: inner, .. }
        | ExprKind::Unary { operand: inner, .. }
        | ExprKind::Cast { operand: inner, .. }
        | ExprKind::Paren(inner)
        | ExprKind::SizeOf(inner) => visit(inner),
        ExprKind::Index { base: left, index: right }
        | ExprKind::Binary { left, right, .. }
        | ExprKind::Assign { left, right, .. } => {
            visit(left);
            visit(right);
        }
        ExprKind::Conditional { cond, then, otherwise } => {
            visit(cond);
            visit(then);
            visit(otherwise);
        }
        ExprKind::Comma(list) | ExprKind::Opaque(list) => list.iter_mut().for_each(visit),
        ExprKind::List(list) | ExprKind::CompoundLiteral { list, .. } => {
            for Init { designator, value, .. } in list {
                if let Some(Designator::Index(index)) = designator {
                    visit(index);
                }
                visit(value);
            }
        }
    }
}
