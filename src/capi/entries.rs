//! Entry points: the functions of an extension that CPython calls, by what they are given and how they fail.
//!
//! This is what a function must be known by to find its way to the module state (semantics, section 5.1). A function
//! that no table of CPython's points to (a helper, a C library's callback, an `O&` converter) has no row here. This
//! module does not know which way is taken in the end.

/// What kind of function CPython calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// `PyInit_x`: no module yet.
    ModuleInit,
    /// `Py_mod_create`: no module yet.
    ModuleCreate,
    /// `Py_mod_exec`
    ModuleExec,
    /// `m_traverse`
    ModuleTraverse,
    /// `m_clear`
    ModuleClear,
    /// `m_free`
    ModuleFree,
    /// In a module's `m_methods`.
    ModuleFunction,
    /// In a type's `tp_methods`, without `METH_CLASS`, `METH_STATIC` and `METH_METHOD`.
    Method,
    /// With `METH_METHOD`: the defining class comes with the call.
    DefiningClassMethod,
    /// With `METH_CLASS`.
    ClassMethod,
    /// With `METH_STATIC`: the first argument is NULL.
    StaticMethod,
    /// In a `PyGetSetDef`.
    Getter,
    /// In a `PyGetSetDef`.
    Setter,
    /// `tp_new`
    New,
    /// `tp_alloc`
    Alloc,
    /// `tp_vectorcall`, the call of the type itself. It is set on one type and no subclass inherits it.
    TypeVectorcall,
    /// The function that an instance keeps at its `tp_vectorcall_offset`.
    InstanceVectorcall,
    /// A slot whose first argument is an instance: `tp_repr`, `sq_item`, `nb_inplace_add`, ...
    InstanceSlot,
    /// A binary `nb_*` slot: either operand may be the instance.
    BinarySlot,
    /// `nb_power`, and `nb_inplace_power`: before 3.10 CPython tried that one for the other operands, too.
    TernarySlot,
    /// `tp_richcompare`: the first argument is an instance, also in a reflected comparison.
    RichCompare,
    /// `tp_dealloc`, `tp_free`, `tp_traverse`, `tp_clear`, `tp_is_gc`: may run when the state is gone already, and
    /// may not fail.
    DyingSlot,
    /// `tp_finalize`, `tp_del`: the state is there still, but an exception may be under way.
    Finalizer,
}

/// What an entry point is given from which the module state can be found. Numbers are places of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateFrom {
    /// The parameter is the module.
    Module(usize),
    /// The parameter is the type, or a subclass of it.
    Type(usize),
    /// The parameter is the very type that defines the method.
    DefiningClass(usize),
    /// The parameter is an instance of the type or of a subclass.
    Instance(usize),
    /// One of so many first parameters is such an instance, and any other may be anything.
    OneOfFirst(usize),
    /// The parameter is such an instance, and the look-up must keep the exception that is under way.
    Finalizing(usize),
    /// The parameter is such an instance, but no look-up that can fail is allowed (semantics, section 5.6).
    Dying(usize),
    /// Nothing it is given leads there.
    Nothing,
}

/// What an entry point returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Returns {
    /// `PyObject *`, NULL with an exception set on failure.
    Object,
    /// `int`, -1 on failure.
    Int,
    /// `Py_ssize_t`, -1 on failure.
    Ssize,
    /// `Py_hash_t`, -1 on failure.
    Hash,
    /// `PySendResult`, `PYGEN_ERROR` on failure.
    Send,
    /// `int` that has no value for a failure: `tp_traverse`, `tp_clear`, `tp_is_gc` and their like.
    Answer,
    Void,
}

impl Returns {
    /// What `return` gives when the function fails with an exception set; `None` when it has no way to say so.
    pub const fn error(self) -> Option<&'static str> {
        match self {
            Returns::Object => Some("NULL"),
            Returns::Int | Returns::Ssize | Returns::Hash => Some("-1"),
            Returns::Send => Some("PYGEN_ERROR"),
            Returns::Answer | Returns::Void => None,
        }
    }
}

/// A kind of function and what it returns: all that a table entry of CPython's says of the function behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    pub kind: EntryKind,
    pub returns: Returns,
}

impl Entry {
    pub const fn new(kind: EntryKind, returns: Returns) -> Entry {
        Entry { kind, returns }
    }
}

impl EntryKind {
    /// Where the module state can be found from.
    pub const fn state_from(self) -> StateFrom {
        use EntryKind::*;
        match self {
            ModuleInit | ModuleCreate | StaticMethod => StateFrom::Nothing,
            ModuleExec | ModuleTraverse | ModuleClear | ModuleFree | ModuleFunction => StateFrom::Module(0),
            ClassMethod | New | Alloc | TypeVectorcall => StateFrom::Type(0),
            DefiningClassMethod => StateFrom::DefiningClass(1),
            Method | Getter | Setter | InstanceVectorcall | InstanceSlot | RichCompare => {
                StateFrom::Instance(0)
            }
            BinarySlot => StateFrom::OneOfFirst(2),
            TernarySlot => StateFrom::OneOfFirst(3),
            Finalizer => StateFrom::Finalizing(0),
            DyingSlot => StateFrom::Dying(0),
        }
    }

    /// The place of the parameter that is surely an instance of the type, if there is one.
    pub const fn self_param(self) -> Option<usize> {
        match self.state_from() {
            StateFrom::Instance(at) | StateFrom::Finalizing(at) | StateFrom::Dying(at) => Some(at),
            StateFrom::DefiningClass(_) => Some(0),
            _ => None,
        }
    }
}

/// The entry points of a module definition: the fields of `PyModuleDef` that hold functions.
pub const MODULE_FIELDS: &[(&str, Entry)] = &[
    ("m_traverse", Entry::new(EntryKind::ModuleTraverse, Returns::Answer)),
    ("m_clear", Entry::new(EntryKind::ModuleClear, Returns::Answer)),
    ("m_free", Entry::new(EntryKind::ModuleFree, Returns::Void)),
];

/// The fields of `PyModuleDef` after `PyModuleDef_HEAD_INIT`, in declaration order. `m_slots` was `m_reload` before 3.5.
pub const MODULE_DEF: &[&str] =
    &["m_name", "m_doc", "m_size", "m_methods", "m_slots", "m_traverse", "m_clear", "m_free"];

/// The slots of a module definition that hold functions.
pub const MODULE_SLOTS: &[(&str, Entry)] = &[
    ("Py_mod_create", Entry::new(EntryKind::ModuleCreate, Returns::Object)),
    ("Py_mod_exec", Entry::new(EntryKind::ModuleExec, Returns::Int)),
];

/// The functions of one `PyGetSetDef` row.
pub const GETTER: Entry = Entry::new(EntryKind::Getter, Returns::Object);
pub const SETTER: Entry = Entry::new(EntryKind::Setter, Returns::Int);

/// How a function of a `PyMethodDef` row is called: which flags say so, and its parameters.
#[derive(Clone, Copy, Debug)]
pub struct ConventionRow {
    /// The flags besides `METH_CLASS`, `METH_STATIC` and `METH_COEXIST`, in the documentation's order.
    pub flags: &'static [&'static str],
    /// The C types of its parameters.
    pub params: &'static [&'static str],
}

pub const CONVENTIONS: &[ConventionRow] = &[
    convention(&["METH_VARARGS"], &[OBJECT, OBJECT]),
    convention(&["METH_VARARGS", "METH_KEYWORDS"], &[OBJECT, OBJECT, OBJECT]),
    convention(&["METH_FASTCALL"], &[OBJECT, VECTOR, COUNT]),
    convention(&["METH_FASTCALL", "METH_KEYWORDS"], &[OBJECT, VECTOR, COUNT, OBJECT]),
    convention(&["METH_METHOD", "METH_FASTCALL", "METH_KEYWORDS"], &[OBJECT, TYPE, VECTOR, COUNT, OBJECT]),
    convention(&["METH_NOARGS"], &[OBJECT, OBJECT]),
    convention(&["METH_O"], &[OBJECT, OBJECT]),
];

const OBJECT: &str = "PyObject *";
const TYPE: &str = "PyTypeObject *";
const VECTOR: &str = "PyObject *const *";
const COUNT: &str = "Py_ssize_t";

const fn convention(flags: &'static [&'static str], params: &'static [&'static str]) -> ConventionRow {
    ConventionRow { flags, params }
}

/// The convention that a row's flags name, in any order. `METH_CLASS`, `METH_STATIC`, `METH_COEXIST` do not count.
pub fn convention_of(flags: &[&str]) -> Option<&'static ConventionRow> {
    let calls = |flag: &&&str| !["METH_CLASS", "METH_STATIC", "METH_COEXIST"].contains(*flag);
    let wanted = flags.iter().filter(calls).count();
    CONVENTIONS
        .iter()
        .find(|row| row.flags.len() == wanted && row.flags.iter().all(|flag| flags.contains(flag)))
}

/// What kind of method a row of a type's `tp_methods` with these flags is.
pub fn method_kind(flags: &[&str]) -> EntryKind {
    if flags.contains(&"METH_STATIC") {
        EntryKind::StaticMethod
    } else if flags.contains(&"METH_CLASS") {
        EntryKind::ClassMethod
    } else if flags.contains(&"METH_METHOD") {
        EntryKind::DefiningClassMethod
    } else {
        EntryKind::Method
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conventions_are_found_whatever_the_order_of_flags() {
        let params = |flags: &[&str]| convention_of(flags).map(|row| row.params.len());
        assert_eq!(params(&["METH_KEYWORDS", "METH_VARARGS"]), Some(3));
        assert_eq!(params(&["METH_NOARGS", "METH_CLASS"]), Some(2));
        assert_eq!(params(&["METH_KEYWORDS", "METH_METHOD", "METH_FASTCALL"]), Some(5));
        assert_eq!(params(&["METH_O", "METH_NOARGS"]), None);
        assert_eq!(params(&["METH_CLASS"]), None);
    }

    #[test]
    fn only_an_argument_that_is_surely_an_instance_is_self() {
        assert_eq!(EntryKind::Method.self_param(), Some(0));
        assert_eq!(EntryKind::DefiningClassMethod.self_param(), Some(0));
        assert_eq!(EntryKind::BinarySlot.self_param(), None);
        assert_eq!(EntryKind::ClassMethod.self_param(), None);
        assert_eq!(method_kind(&["METH_O", "METH_STATIC"]).state_from(), StateFrom::Nothing);
        assert_eq!(method_kind(&["METH_METHOD"]).state_from(), StateFrom::DefiningClass(1));
    }

    #[test]
    fn who_cannot_fail_has_no_error_value() {
        assert_eq!(Returns::Ssize.error(), Some("-1"));
        assert_eq!(Returns::Answer.error(), None);
    }
}
