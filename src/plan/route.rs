//! What is told of one function's way to the module state; not how it was found.

use crate::link::Symbol;
use crate::source::Span;

/// How one function reaches the state.
#[derive(Clone, Debug, PartialEq)]
pub struct StateRoute {
    pub fetch: Fetch,
    /// What an entry point returns when the look-up fails; `None` when it cannot fail.
    pub error: Option<&'static str>,
    pub state: StateName,
    /// Whether the function uses the module object itself.
    pub module: bool,
    /// Set where what an entry point does becomes a function of its own, which is handed the state.
    pub entry: Option<EntryPoint>,
}

/// What is left of an entry point whose body moves: it finds the state, and hands it on.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryPoint {
    pub fetch: Fetch,
    pub error: Option<&'static str>,
    /// The name of the function that takes the body.
    pub inner: String,
}

/// Where the state comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// The function has it already, in a parameter or a variable of its own.
    Own,
    /// The function gains a parameter for the state.
    Parameter,
    /// The function gains a parameter for the module.
    ModuleParameter,
    /// From the module: the parameter at this place, or the variable that held the new module.
    Module(ModuleFrom),
    /// `PyType_GetModuleByDef` on the type at this parameter.
    Type(usize),
    /// The same on the type of the instance at this parameter.
    Instance(usize),
    /// On the types of so many first parameters, one after the other.
    Operands(usize),
    /// From the type of the instance at this parameter, where the state may be gone: it is NULL then.
    Dying(usize),
    /// Not at all: all it asks is whether something is of the type of the instance at this parameter.
    OwnType(usize),
    /// The same, of a type that it gains a parameter for.
    TypeParameter,
    /// From the struct that a converter is given for its result.
    Converter,
    /// On the type of the instance that a callback is given with its call.
    UserData(UserData),
}

impl Fetch {
    /// Whether the function gains a parameter, which every call must give it.
    pub fn is_parameter(&self) -> bool {
        matches!(self, Fetch::Parameter | Fetch::ModuleParameter | Fetch::TypeParameter)
    }
}

/// Where a callback has the instance that was handed over with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserData {
    /// In a variable that it makes of a parameter.
    Variable(String),
    /// In a member of a parameter.
    Member { param: usize, field: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleFrom {
    Param(usize),
    Variable(String),
}

/// What the state is called in a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateName {
    /// The function does not use it.
    Unused,
    /// The name chosen for the module: of a new variable, or of the new parameter.
    Chosen,
    /// Only assertions use it: the look-up stands there itself.
    Inline,
    /// Argument Clinic wrote the function: a macro around the include of its output stands for the look-up.
    Clinic,
    /// A parameter or variable of the source; `fill` when its initializer must become a look-up.
    Own { name: String, fill: Option<Fill> },
}

/// A variable of the source whose initializer does not lead to the state any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    pub initializer: Span,
    /// The whole statement, and whether it declares nothing else.
    pub declaration: Span,
    pub alone: bool,
}

/// What a function needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    State,
    /// The module object itself, to make types: the state comes with it.
    Module,
}

/// What a function needs the state for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// It mentions a symbol that moves.
    Moved(Symbol),
    /// It reads the state, or asks for the module, by a way that must go.
    State,
}
