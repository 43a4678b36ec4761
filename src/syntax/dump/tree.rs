//! The printer of `debug ast`.

use std::fmt::Write;

use crate::source::{SourceFile, Span};
use crate::syntax::ast::{
    Block, Declaration, Designator, Expr, ExprKind, FieldKind, Function, Init, Item, Op, Params, RecordDef,
    Stmt, StmtKind, TypeText,
};

pub(super) fn print(file: &SourceFile, item: &Item, into: &mut String) {
    let mut printer = Printer { file, into, indent: 0 };
    match item {
        Item::Function(function) => printer.function(function),
        Item::Declaration(declaration) => printer.declaration(declaration),
        Item::MacroCall(expr) => {
            let text = printer.expr(expr);
            printer.line(&format!("macro {text}"));
        }
        Item::Empty => printer.line("nothing"),
    }
}

struct Printer<'a> {
    file: &'a SourceFile,
    into: &'a mut String,
    indent: usize,
}

impl Printer<'_> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.into, "{:1$}{text}", "", self.indent * 2);
    }

    fn inside(&mut self, print: impl FnOnce(&mut Self)) {
        self.indent += 1;
        print(self);
        self.indent -= 1;
    }

    /// The original of a span on one line.
    fn source(&self, span: Span) -> String {
        let text = self.file.text(span);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn function(&mut self, function: &Function) {
        let storage = if function.storage.is_static { "static " } else { "" };
        let name = match (&function.name, &function.head) {
            (Some(name), _) => name.text.clone(),
            (None, Some(head)) => format!("made by {}", self.expr(head)),
            (None, None) => "?".to_string(),
        };
        let params = self.params(&function.params);
        self.line(&format!("{storage}function {name}{params} returns {}", ty(&function.returns)));
        self.inside(|p| p.block(&function.body));
    }

    fn params(&self, params: &Params) -> String {
        let list = params.list.iter().map(|param| match (&param.name, &param.unused) {
            (Some(name), _) => format!("{} {}", ty(&param.ty), name.text),
            (None, Some(name)) => format!("{} unused {}", ty(&param.ty), name.text),
            (None, None) => ty(&param.ty),
        });
        let mut list: Vec<String> = list.collect();
        list.extend(params.is_void.then(|| "void".to_string()));
        list.extend(params.is_variadic.then(|| "...".to_string()));
        format!("({})", list.join(", "))
    }

    fn declaration(&mut self, declaration: &Declaration) {
        let storage = declaration.storage;
        let words = [
            (storage.is_static, "static "),
            (storage.is_extern, "extern "),
            (storage.is_typedef, "typedef "),
        ];
        let words: String = words.iter().filter(|w| w.0).map(|w| w.1).collect();
        self.line(&format!("{words}declare {}", declaration.base));
        self.inside(|p| {
            if let Some(record) = &declaration.defines {
                p.record(record);
            }
            for declarator in &declaration.declarators {
                let params = declarator.params.as_ref().map_or(String::new(), |params| p.params(params));
                let pointer = if declarator.is_function_pointer { "pointer to function " } else { "" };
                let init =
                    declarator.init.as_ref().map_or(String::new(), |init| format!(" = {}", p.expr(init)));
                p.line(&format!("{pointer}{} {}{params}{init}", ty(&declarator.ty), declarator.name.text));
            }
        });
    }

    fn record(&mut self, record: &RecordDef) {
        let tag = record.tag.as_ref().map_or("", |tag| &tag.text);
        self.line(format!("{:?} {tag}", record.kind).trim_end());
        self.inside(|p| {
            for field in &record.fields {
                match &field.kind {
                    FieldKind::Macro(expr) => {
                        let text = p.expr(expr);
                        p.line(&format!("macro {text}"));
                    }
                    FieldKind::Named(declaration) => p.declaration(declaration),
                    FieldKind::Anonymous(record) => p.record(record),
                }
            }
        });
    }

    fn block(&mut self, block: &Block) {
        block.stmts.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let exprs: Vec<String> = stmt.exprs().into_iter().map(|e| self.expr(e)).collect();
        let joined = exprs.join("; ");
        let head = match &stmt.kind {
            StmtKind::Declaration(declaration) => return self.declaration(declaration),
            StmtKind::Block(_) => "block".to_string(),
            StmtKind::Expr(_) => joined,
            StmtKind::Return(_) => format!("return {joined}"),
            StmtKind::If { .. } => format!("if {joined}"),
            StmtKind::While { .. } => format!("while {joined}"),
            StmtKind::DoWhile { .. } => format!("do while {joined}"),
            StmtKind::For { .. } => format!("for {joined}"),
            StmtKind::Switch { .. } => format!("switch {joined}"),
            StmtKind::Case(None) => "default".to_string(),
            StmtKind::Case(_) => format!("case {joined}"),
            StmtKind::Label(name) => format!("label {}", name.text),
            StmtKind::Goto(name) => format!("goto {}", name.text),
            StmtKind::Break => "break".to_string(),
            StmtKind::Continue => "continue".to_string(),
            StmtKind::Empty => "nothing".to_string(),
            StmtKind::MacroControl { .. } => format!("governed by {joined}"),
        };
        self.line(head.trim_end());
        if let StmtKind::If { then, otherwise, .. } = &stmt.kind {
            self.inside(|p| p.stmt(then));
            if let Some(otherwise) = otherwise {
                self.line("else");
                self.inside(|p| p.stmt(otherwise));
            }
            return;
        }
        self.inside(|p| stmt.children().into_iter().for_each(|child| p.stmt(child)));
    }

    fn exprs(&self, list: &[Expr]) -> String {
        list.iter().map(|e| self.expr(e)).collect::<Vec<_>>().join(", ")
    }

    fn expr(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Name(name) => name.clone(),
            ExprKind::Number | ExprKind::Str | ExprKind::Char => self.source(expr.span),
            ExprKind::Call { callee, args, .. } => format!("{}({})", self.expr(callee), self.exprs(args)),
            ExprKind::Field { base, arrow, field } => {
                format!("{}{}{}", self.expr(base), if *arrow { "->" } else { "." }, field.text)
            }
            ExprKind::Index { base, index } => format!("{}[{}]", self.expr(base), self.expr(index)),
            ExprKind::Unary { op, operand } => format!("[{} {}]", symbol(*op), self.expr(operand)),
            ExprKind::Binary { op, left, right } => {
                format!("[{} {} {}]", self.expr(left), symbol(*op), self.expr(right))
            }
            ExprKind::Assign { op, left, right } => {
                let op = if *op == Op::Assign { String::new() } else { symbol(*op).to_string() };
                format!("[{} {op}= {}]", self.expr(left), self.expr(right))
            }
            ExprKind::Conditional { cond, then, otherwise } => {
                format!("[{} ? {} : {}]", self.expr(cond), self.expr(then), self.expr(otherwise))
            }
            ExprKind::Cast { ty: to, operand } => format!("cast<{}>({})", ty(&to.text), self.expr(operand)),
            ExprKind::Paren(inner) => format!("({})", self.expr(inner)),
            ExprKind::SizeOf(inner) => format!("sizeof({})", self.expr(inner)),
            ExprKind::OffsetOf { ty: of, member } => {
                format!("offsetof({}, {})", ty(&of.text), self.source(*member))
            }
            ExprKind::Comma(list) => format!("[{}]", self.exprs(list)),
            ExprKind::List(list) => self.list(list),
            ExprKind::CompoundLiteral { ty: of, list } => {
                format!("literal<{}>{}", ty(&of.text), self.list(list))
            }
            ExprKind::Type(of) => format!("type<{}>", ty(&of.text)),
            ExprKind::Opaque(parts) => format!("opaque<{}>", self.exprs(parts)),
        }
    }

    fn list(&self, list: &[Init]) -> String {
        let entry = |init: &Init| {
            let designator = match &init.designator {
                None => String::new(),
                Some(Designator::Field(name)) => format!(".{} = ", name.text),
                Some(Designator::Index(index)) => format!("[{}] = ", self.expr(index)),
                Some(Designator::Path(span)) => format!("{} = ", self.source(*span)),
            };
            format!("{designator}{}", self.expr(&init.value))
        };
        format!("{{{}}}", list.iter().map(entry).collect::<Vec<_>>().join(", "))
    }
}

fn ty(text: &TypeText) -> String {
    let brackets = "[]".repeat(text.arrays.into());
    format!("{}{}{brackets}", text.base, "*".repeat(text.stars.into()))
}

fn symbol(op: Op) -> &'static str {
    match op {
        Op::AddressOf | Op::BitAnd => "&",
        Op::Deref | Op::Mul => "*",
        Op::Not => "!",
        Op::Negate | Op::Sub => "-",
        Op::Plus | Op::Add => "+",
        Op::Complement => "~",
        Op::PreIncrement => "++pre",
        Op::PreDecrement => "--pre",
        Op::PostIncrement => "post++",
        Op::PostDecrement => "post--",
        Op::Assign => "=",
        Op::Div => "/",
        Op::Rem => "%",
        Op::Shl => "<<",
        Op::Shr => ">>",
        Op::BitOr => "|",
        Op::BitXor => "^",
        Op::And => "&&",
        Op::Or => "||",
        Op::Eq => "==",
        Op::Ne => "!=",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Ge => ">=",
    }
}
