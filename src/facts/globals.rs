//! Static variables: what each holds, and so what becomes of it in a module state.

use crate::source::{SourceFile, Span};
use crate::syntax::ast::{Declaration, Declarator, Expr, ExprKind, Name, Storage, TypeText};
use crate::syntax::preprocess::BranchId;

use super::Comments;
use super::calls::{ArgKind, arg_kind};
use super::instances;
use super::survey::Interest;

/// A static or file-level variable that holds an object or a type, or that may tell whether one is filled.
#[derive(Clone, Debug, PartialEq)]
pub struct Global {
    pub name: Name,
    pub ty: TypeText,
    pub holds: Holds,
    pub storage: Storage,
    /// A word of its declaration that no field of a struct can keep, or that says that others look at it: see `SPECIAL`.
    pub special: Option<&'static str>,
    /// The whole declaration, with its `;`.
    pub span: Span,
    pub declarator: Span,
    pub siblings: usize,
    pub init: Option<(Span, ArgKind)>,
    /// The type of the object that is made here at compile time.
    pub made_of: Option<String>,
    /// Whether all of it is zero at first, as a module state is; of an object, all behind its head.
    pub starts_empty: bool,
    pub conditions: Vec<BranchId>,
    pub comments: Comments,
    /// The function it is local to, when it is a static variable of one.
    pub function: Option<String>,
}

/// What a variable holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// `PyObject *` or `PyTypeObject *`
    Object,
    /// A pointer to a struct of the project's that starts as objects do.
    Instance,
    /// An array of pointers to objects, or to such structs: its `[...]`.
    Objects(Span),
    /// A pointer to an array of pointers to objects, which code allocates.
    Vector,
    /// Nothing: it is an object itself, made at compile time.
    Itself,
    /// A number, or a truth value.
    Value,
}

impl Holds {
    /// What a variable of this type holds, if it is something that can move into a module state.
    pub fn of(base: &str, declarator: &Declarator, is_instance: &dyn Fn(&str) -> bool) -> Option<Holds> {
        if declarator.params.is_some() {
            return None;
        }
        let is_object = matches!(base, "PyObject" | "PyTypeObject");
        match (declarator.ty.stars, declarator.ty.arrays) {
            (1, 0) if is_object => Some(Holds::Object),
            (1, 1) if is_object || is_instance(base) => Some(Holds::Objects(extent(declarator))),
            (2, 0) if is_object => Some(Holds::Vector),
            (1, 0) if is_instance(base) => Some(Holds::Instance),
            (0, 0) if is_number(base) => Some(Holds::Value),
            (0, 0) if is_object || is_instance(base) => {
                instances::type_of(base, declarator).map(|_| Holds::Itself)
            }
            _ => None,
        }
    }

    /// Whether it can hold references.
    pub fn is_counted(self) -> bool {
        !matches!(self, Holds::Value | Holds::Itself)
    }
}

/// What stands between the name and the initializer.
fn extent(declarator: &Declarator) -> Span {
    let end = declarator.init.as_ref().map_or(declarator.span.end, |init| init.span.start);
    Span { end, ..declarator.name.span.after() }
}

/// Whether a type is one of C's numbers, by one of the names that every file knows.
pub fn is_number(base: &str) -> bool {
    const WORDS: [&str; 8] = ["char", "short", "int", "long", "signed", "unsigned", "float", "double"];
    const NAMES: [&str; 14] = [
        "bool",
        "_Bool",
        "size_t",
        "ssize_t",
        "Py_ssize_t",
        "Py_hash_t",
        "int8_t",
        "uint8_t",
        "int16_t",
        "uint16_t",
        "int32_t",
        "uint32_t",
        "int64_t",
        "uint64_t",
    ];
    !base.is_empty() && base.split(' ').all(|word| WORDS.contains(&word)) || NAMES.contains(&base)
}

/// Reads one variable.
pub fn read(
    file: &SourceFile,
    declaration: &Declaration,
    declarator: &Declarator,
    interest: &Interest,
) -> Option<Global> {
    let is_instance = |base: &str| interest.objects.contains(base);
    // `static PyObject nothing;`, ahead of its definition.
    let is_ahead = declarator.init.is_none() && (declarator.ty.stars, declarator.ty.arrays) == (0, 0);
    let ahead = || (is_ahead && declarator.params.is_none()).then_some(Holds::Itself);
    let mut holds = Holds::of(&declaration.base, declarator, &is_instance).or_else(ahead)?;
    if let Holds::Objects(span) = &mut holds {
        // From `[` to `]`.
        let bytes = file.slice(*span);
        let (first, last) = (bytes.iter().position(|b| *b == b'[')?, bytes.iter().rposition(|b| *b == b']')?);
        *span = Span { start: span.start + first as u32, end: span.start + last as u32 + 1, ..*span };
    }
    let text = |span: Span| file.text(span).into_owned();
    Some(Global {
        name: declarator.name.clone(),
        ty: declarator.ty.clone(),
        holds,
        storage: declaration.storage,
        special: special(&file.text(declaration.specifiers)),
        span: declaration.span,
        declarator: declarator.span,
        siblings: declaration.declarators.len(),
        init: declarator.init.as_ref().map(|init| (init.span, arg_kind(init, &text))),
        made_of: instances::type_of(&declaration.base, declarator),
        starts_empty: declarator.init.as_ref().is_none_or(|init| match holds {
            Holds::Itself => instances::is_empty(init, &text),
            _ => is_zero(init, &text),
        }),
        conditions: Vec::new(),
        comments: Comments::default(),
        function: None,
    })
}

/// Words of C by which a variable is one of each thread (C11, 6.7.1), or is read and written behind the compiler's back (6.7.3).
pub const SPECIAL: [&str; 6] =
    ["volatile", "__volatile__", "_Thread_local", "thread_local", "__thread", "_Atomic"];

fn special(specifiers: &str) -> Option<&'static str> {
    let words: Vec<&str> = specifiers.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    SPECIAL.into_iter().find(|word| words.contains(word))
}

fn is_zero(init: &Expr, text: &dyn Fn(Span) -> String) -> bool {
    match &init.peel().kind {
        ExprKind::List(list) => list.iter().all(|one| is_zero(&one.value, text)),
        ExprKind::Name(name) if name == "false" => true,
        _ => arg_kind(init, text) == ArgKind::Null,
    }
}
