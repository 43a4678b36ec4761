//! What the front end understood of one item, as plain values with places.
//!
//! Text is never kept but for identifiers: everything else is sliced from the original by its span. An identifier
//! is told by its name, not by what the grammar took it for: in `(T)(x)` a type reads as an expression.

use crate::source::Span;

/// An identifier and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// One top-level item.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Function(Function),
    /// Variables, prototypes, typedefs, struct definitions: everything that is declared.
    Declaration(Declaration),
    /// A macro call that stands alone at top level, as `PyDoc_STRVAR(x, "...");`.
    MacroCall(Expr),
    /// `;` alone, or text with no declaration in it.
    Empty,
}

/// A function definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// From the first specifier to the closing brace.
    pub span: Span,
    /// `None` when the head is a macro's work, as in `MOD_INIT(name) { ... }`: then `head` is that macro call.
    pub name: Option<Name>,
    pub head: Option<Expr>,
    pub storage: Storage,
    /// All that stands before the declarator: `static PyObject`, `PyMODINIT_FUNC`, ...
    pub specifiers: Span,
    /// The return type without storage words, as written, with its stars: `PyObject *`.
    pub returns: TypeText,
    pub params: Params,
    /// A body that a macro makes up is a block over that macro's use, which it holds as its only statement: then the
    /// block's text does not start with `{`.
    pub body: Block,
}

/// Storage and linkage words before a declaration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    pub is_static: bool,
    pub is_extern: bool,
    pub is_typedef: bool,
    pub is_inline: bool,
    pub is_const: bool,
}

/// A type as the source writes it, reduced: the words, and how many stars follow them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeText {
    /// Specifier words without storage and qualifiers, joined by one blank: `PyObject`, `unsigned long`, `struct node`.
    pub base: String,
    /// `*` count of the declarator.
    pub stars: u8,
    /// `[...]` count of the declarator.
    pub arrays: u8,
}

/// The parameter list of a function or prototype.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    /// From `(` to `)`, both included.
    pub span: Span,
    /// Empty for `()` and `(void)`.
    pub list: Vec<Param>,
    /// `(void)`, as opposed to `()`.
    pub is_void: bool,
    pub is_variadic: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    pub span: Span,
    pub ty: TypeText,
    /// `None` in a prototype without names. For `Py_UNUSED(x)` it is `None` and `unused` is `x`.
    pub name: Option<Name>,
    pub unused: Option<Name>,
}

/// One declaration, with all its declarators: `static PyObject *a, *b = NULL;`.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// With its `;`.
    pub span: Span,
    pub storage: Storage,
    /// The specifiers, storage words included.
    pub specifiers: Span,
    /// The base type without storage and qualifiers (see [`TypeText::base`]).
    pub base: String,
    /// The body of `struct S { ... }`, `union` or `enum` when the specifiers define one.
    pub defines: Option<RecordDef>,
    pub declarators: Vec<Declarator>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Declarator {
    /// From the first star to the end of the initializer.
    pub span: Span,
    pub name: Name,
    pub ty: TypeText,
    /// The parameters when this declares a function. A pointer to a function has `is_function_pointer` too.
    pub params: Option<Params>,
    pub is_function_pointer: bool,
    pub init: Option<Expr>,
}

/// `struct S { fields }`, a union, or an enum (which has no fields here).
#[derive(Clone, Debug, PartialEq)]
pub struct RecordDef {
    pub kind: RecordKind,
    pub tag: Option<Name>,
    /// From `{` to `}`.
    pub body: Span,
    pub fields: Vec<Field>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    Struct,
    Union,
    Enum,
}

/// One field declaration of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub span: Span,
    pub kind: FieldKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// `PyObject_HEAD`, `PyObject_VAR_HEAD`, or another macro that stands for fields.
    Macro(Expr),
    /// One or more named fields.
    Named(Declaration),
    /// An anonymous nested struct or union.
    Anonymous(RecordDef),
}

/// `{ ... }` with its statements.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// From `{` to `}`.
    pub span: Span,
    pub stmts: Vec<Stmt>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    pub span: Span,
    pub kind: StmtKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    Block(Block),
    Declaration(Declaration),
    /// An expression statement. A statement macro without `;` (`Py_BEGIN_ALLOW_THREADS`) is one, too: a name or a call.
    Expr(Expr),
    Return(Option<Expr>),
    If {
        cond: Expr,
        then: Box<Stmt>,
        otherwise: Option<Box<Stmt>>,
    },
    While {
        cond: Expr,
        body: Box<Stmt>,
    },
    DoWhile {
        body: Box<Stmt>,
        cond: Expr,
    },
    For {
        init: Option<Box<Stmt>>,
        cond: Option<Expr>,
        step: Option<Expr>,
        body: Box<Stmt>,
    },
    Switch {
        cond: Expr,
        body: Box<Stmt>,
    },
    /// `case x:` or `default:`; the statements after it are its siblings in the block.
    Case(Option<Expr>),
    /// `name:`; the statement after it is its sibling in the block.
    Label(Name),
    Goto(Name),
    Break,
    Continue,
    Empty,
    /// A macro that controls the next statement: `FOREACH(x) { ... }`. Edits below it must add braces.
    MacroControl {
        head: Expr,
        body: Box<Stmt>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub span: Span,
    pub kind: ExprKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    Name(String),
    Number,
    /// One or more adjoining string literals, with macros between them if there are any.
    Str,
    Char,
    Call {
        callee: Box<Expr>,
        args: Vec<Expr>,
        /** From `(` to `)`. */
        parens: Span,
    },
    Field {
        base: Box<Expr>,
        arrow: bool,
        field: Name,
    },
    Index {
        base: Box<Expr>,
        index: Box<Expr>,
    },
    Unary {
        op: Op,
        operand: Box<Expr>,
    },
    Binary {
        op: Op,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `op` is [`Op::Assign`] for `=`, else the operator before the `=`.
    Assign {
        op: Op,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Conditional {
        cond: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    Cast {
        ty: Type,
        operand: Box<Expr>,
    },
    Paren(Box<Expr>),
    /// `sizeof(T)` or `sizeof x`, `_Alignof(T)`, `offsetof(T, m)`: what is measured, as expressions.
    SizeOf(Box<Expr>),
    OffsetOf {
        ty: Type,
        member: Span,
    },
    Comma(Vec<Expr>),
    /// `{ a, .b = c, [d] = e }`
    List(Vec<Init>),
    CompoundLiteral {
        ty: Type,
        list: Vec<Init>,
    },
    /// A type where an expression could stand: in `sizeof`, or as a macro's argument.
    Type(Type),
    /// Understood as far as its parts only (a statement expression, C++ `static_cast<T>(x)`, a lambda).
    Opaque(Vec<Expr>),
}

/// A type name in an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    pub span: Span,
    pub text: TypeText,
}

/// One entry of an initializer list.
#[derive(Clone, Debug, PartialEq)]
pub struct Init {
    /// With its designator, without the comma.
    pub span: Span,
    pub designator: Option<Designator>,
    pub value: Expr,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Designator {
    /// `.name =`, or the old `name:`.
    Field(Name),
    /// `[index] =`
    Index(Expr),
    /// `.a.b =`, `[1].x =`: more than one step.
    Path(Span),
}

/// Operators. Unary ones come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    AddressOf,
    Deref,
    Not,
    Negate,
    Plus,
    Complement,
    PreIncrement,
    PreDecrement,
    PostIncrement,
    PostDecrement,
    Assign,
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Shl,
    Shr,
    BitAnd,
    BitOr,
    BitXor,
    And,
    Or,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Op {
    /// The operator for operands in the other order: `0 > x` is `x < 0`.
    pub fn mirrored(self) -> Op {
        match self {
            Op::Lt => Op::Gt,
            Op::Gt => Op::Lt,
            Op::Le => Op::Ge,
            Op::Ge => Op::Le,
            other => other,
        }
    }
}

impl Expr {
    /// The expression without the parentheses and casts around it.
    pub fn peel(&self) -> &Expr {
        match &self.kind {
            ExprKind::Paren(inner) => inner.peel(),
            ExprKind::Cast { operand, .. } => operand.peel(),
            _ => self,
        }
    }

    /// The name, when the expression is one (parentheses and casts aside).
    pub fn as_name(&self) -> Option<&str> {
        match &self.peel().kind {
            ExprKind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// Callee and arguments, when the expression calls something by name.
    pub fn as_call(&self) -> Option<(&str, &[Expr])> {
        match &self.peel().kind {
            ExprKind::Call { callee, args, .. } => callee.as_name().map(|name| (name, args.as_slice())),
            _ => None,
        }
    }

    /// The name `X` when the expression is `&X`, parentheses and casts aside.
    pub fn as_address_of(&self) -> Option<&str> {
        match &self.peel().kind {
            ExprKind::Unary { op: Op::AddressOf, operand } => operand.as_name(),
            _ => None,
        }
    }

    /// The direct parts, in source order.
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Name(_) | ExprKind::Number | ExprKind::Str | ExprKind::Char => vec![],
            ExprKind::OffsetOf { .. } | ExprKind::Type(_) => vec![],
            ExprKind::Call { callee, args, .. } => std::iter::once(&**callee).chain(args).collect(),
            ExprKind::Field { base, .. } => vec![base],
            ExprKind::Index { base, index } => vec![base, index],
            ExprKind::Unary { operand, .. } | ExprKind::Cast { operand, .. } => vec![operand],
            ExprKind::Paren(inner) | ExprKind::SizeOf(inner) => vec![inner],
            ExprKind::Binary { left, right, .. } | ExprKind::Assign { left, right, .. } => vec![left, right],
            ExprKind::Conditional { cond, then, otherwise } => vec![cond, then, otherwise],
            ExprKind::Comma(list) | ExprKind::Opaque(list) => list.iter().collect(),
            ExprKind::List(list) | ExprKind::CompoundLiteral { list, .. } => {
                list.iter().flat_map(Init::parts).collect()
            }
        }
    }

    /// Visits this expression and everything below it, outermost first, in source order.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        for part in self.parts() {
            part.walk(visit);
        }
    }
}

impl Init {
    fn parts(&self) -> Vec<&Expr> {
        match &self.designator {
            Some(Designator::Index(index)) => vec![index, &self.value],
            _ => vec![&self.value],
        }
    }
}

impl Stmt {
    /// The expressions that belong to this statement itself, not to statements below it, in source order.
    pub fn exprs(&self) -> Vec<&Expr> {
        match &self.kind {
            StmtKind::Declaration(declaration) => declaration.inits().collect(),
            StmtKind::Expr(e) | StmtKind::Return(Some(e)) | StmtKind::Case(Some(e)) => vec![e],
            StmtKind::If { cond, .. }
            | StmtKind::While { cond, .. }
            | StmtKind::DoWhile { cond, .. }
            | StmtKind::Switch { cond, .. } => vec![cond],
            StmtKind::MacroControl { head, .. } => vec![head],
            StmtKind::For { cond, step, .. } => cond.iter().chain(step).collect(),
            _ => vec![],
        }
    }

    /// The statements directly below this one, in source order.
    pub fn children(&self) -> Vec<&Stmt> {
        match &self.kind {
            StmtKind::Block(block) => block.stmts.iter().collect(),
            StmtKind::If { then, otherwise, .. } => {
                std::iter::once(&**then).chain(otherwise.as_deref()).collect()
            }
            StmtKind::While { body, .. }
            | StmtKind::DoWhile { body, .. }
            | StmtKind::Switch { body, .. }
            | StmtKind::MacroControl { body, .. } => vec![body],
            StmtKind::For { init, body, .. } => init.as_deref().into_iter().chain([&**body]).collect(),
            _ => vec![],
        }
    }

    /// Visits this statement and all below it, outermost first, in source order.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Stmt)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }
}

impl Block {
    /// Visits every statement of the block and below, in source order.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Stmt)) {
        for stmt in &self.stmts {
            stmt.walk(visit);
        }
    }

    /// Visits every expression of the block, outermost first, in source order.
    pub fn walk_exprs<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.walk(&mut |stmt| {
            for expr in stmt.exprs() {
                expr.walk(visit);
            }
        });
    }
}

impl Declaration {
    /// The initializers of its declarators.
    pub fn inits(&self) -> impl Iterator<Item = &Expr> {
        self.declarators.iter().filter_map(|declarator| declarator.init.as_ref())
    }
}
