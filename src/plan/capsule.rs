//! Types that capsules hand to other modules (semantics, X-3), and how each module can hand out its own.
//!
//! A static struct with the address of a type becomes a variable of the function that makes the capsule; the capsule gets
//! a copy that owns what stands in it. What other modules do with it is not seen: the user must confirm.

use std::collections::BTreeSet;

use crate::capi::calls::{Role, role_of};
use crate::facts::{
    Arg, ArgKind, Call, Function, HandedStruct, HandsOut, Mention, MentionKind, StaticKind, StaticUse,
};
use crate::link::{FnId, Symbol, TypeId};
use crate::source::Span;

use super::context::TypeCx;
use super::mention::MentionCx;
use super::queries::StaticCx;
use super::step::Step;
use super::{Isolation, ModuleCx};

/// What a capsule owns in the end.
#[derive(Clone, Debug, PartialEq)]
pub struct HandOut {
    /// The function that makes the capsule.
    pub function: FnId,
    /// `PyCapsule_New`, and what stands behind the first argument, up to the closing parenthesis.
    pub callee: Span,
    pub rest: Span,
    /// The capsule's name.
    pub name: Span,
    pub what: Handed,
}

/// What the capsule's pointer leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Handed {
    /// `PyCapsule_New(&X, ...)`
    Type(TypeId),
    /// `PyCapsule_New(&s, ...)`, where `s` is a static struct.
    Struct {
        variable: String,
        c_type: String,
        declaration: Span,
        declarator: Span,
        has_initializer: bool,
        /// The statement that uses it first.
        before: Span,
        fields: Vec<OwnedField>,
    },
}

/// A field that holds a type, or an object that may move.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnedField {
    pub name: String,
    pub symbol: Symbol,
    /// Whether it is never NULL.
    pub is_sure: bool,
}

/// One place where a type gets into a capsule.
pub struct InCapsule {
    pub at: Span,
    /// What the capsule is given.
    pub holder: String,
    /// Why the capsule cannot own the type.
    pub trouble: Option<String>,
}

impl TypeCx<'_> {
    /// All places where the type gets into a capsule, as far as they are seen.
    pub fn in_capsules(&self) -> Vec<InCapsule> {
        let name = self.name();
        let files = self.cx.module.files.iter();
        let statics =
            files.flat_map(|&file| self.cx.project.files[file].statics.iter().map(move |one| (file, one)));
        let own = statics.filter(|(file, one)| {
            let is_use = one.name == name && one.kind == StaticKind::Symbol && one.c_type != "PyTypeObject";
            is_use
                && self.cx.module.names.symbol(&self.cx.project.files, *file, name)
                    == Some(Symbol::Type(self.id))
        });
        let is_handed = |one: &StaticUse| !self.cx.is_instance(one) && self.cx.hands_out(&one.variable);
        let tables = own.filter(|(_, one)| is_handed(one)).map(|(file, one)| InCapsule {
            at: one.whole,
            holder: one.variable.clone(),
            trouble: match self.cx.is_capsule_shared(name) {
                true => self.cx.late_fill(one, Symbol::Type(self.id)).err(),
                false => self.cx.handed_struct(file, &one.variable).err(),
            },
        });
        let mentions =
            self.mentions.iter().filter_map(|(function, mention)| self.cx.put_in(*function, mention));
        // A static pointer is there as long as the type was: what it is put into at run time need not own it.
        let is_shared = self.cx.is_capsule_shared(name);
        let untroubled =
            |place: InCapsule| InCapsule { trouble: place.trouble.filter(|_| !is_shared), ..place };
        tables.chain(mentions.map(untroubled)).collect()
    }
}

impl StaticCx<'_> {
    /// The struct that the use stands in, when a capsule can hand out a copy of it.
    pub fn handed_out(&self) -> Option<Step> {
        let file = self.cx.file_of(self.use_.span)?;
        let out = self.cx.handed_struct(file, &self.use_.variable).ok()?;
        self.cx.may_own(&out, self.symbol).then_some(Step::HandOut(out))
    }
}

impl MentionCx<'_> {
    /// The capsule that is given the type, or the struct with this name that it is put into.
    pub fn handed_out(&self, holder: Option<&str>) -> Option<Step> {
        if self.cx.isolation() == Isolation::Types {
            return None;
        }
        let out = match (holder, self.symbol, self.call()) {
            (Some(holder), ..) => self.cx.handed_struct(self.function.0, holder).ok()?,
            (None, Symbol::Type(ty), Some((call, 0))) if is_capsule(call) => {
                self.cx.capsule(self.function, call, Handed::Type(ty)).ok()?
            }
            _ => return None,
        };
        self.cx.may_own(&out, self.symbol).then_some(Step::HandOut(out))
    }
}

impl<'a> ModuleCx<'a> {
    /// Whether the user confirmed that a type may be handed out by a capsule.
    pub fn is_capsule_confirmed(&self, ty: &str) -> bool {
        self.statement(ty, "capsule") == Some("confirm")
    }

    /// Whether a variable that names a type at compile time is an object itself.
    pub fn is_instance(&self, one: &StaticUse) -> bool {
        let record = self.project.record(self.module, &one.c_type);
        let is_object = matches!(one.c_type.as_str(), "PyObject" | "PyVarObject");
        one.stars == 0 && (is_object || record.is_some_and(|record| record.has_head()))
    }

    /// A type of its own right; anything else with types, all of which the user confirmed.
    fn may_own(&self, out: &HandOut, symbol: Symbol) -> bool {
        let Handed::Struct { fields, .. } = &out.what else { return true };
        let is_type = |symbol: &Symbol| matches!(symbol, Symbol::Type(_));
        let mut types = fields.iter().map(|field| field.symbol).filter(is_type).peekable();
        is_type(&symbol) || types.peek().is_some() && types.all(|ty| self.is_capsule_confirmed(self.name(ty)))
    }

    /// Whether a function that makes a capsule names a variable.
    fn hands_out(&self, variable: &str) -> bool {
        let mut functions = self.module.functions(self.project);
        functions.any(|id| {
            let function = self.project.function(id);
            function.calls.iter().any(is_capsule) && names(function, variable)
        })
    }

    /// What a mention puts into a capsule.
    fn put_in(&self, function: FnId, mention: &Mention) -> Option<InCapsule> {
        let facts = self.project.function(function);
        let place =
            |holder: &str, trouble| InCapsule { at: mention.whole, holder: holder.to_owned(), trouble };
        if let MentionKind::Argument { call, index: 0 } = mention.kind
            && is_capsule(&facts.calls[call])
        {
            let Some(Symbol::Type(ty)) = self.module.names.mentioned(&self.project.files, function, mention)
            else {
                return None;
            };
            let out = self.capsule(function, &facts.calls[call], Handed::Type(ty));
            return Some(place("the capsule", out.err()));
        }
        let (holder, _) = facts.passed.stored.iter().find(|(_, value)| value.contains(mention.whole))?;
        let is_local = facts.locals.iter().any(|local| local.name == *holder && !local.is_static);
        let is_param =
            facts.params.list.iter().any(|one| one.name.as_ref().is_some_and(|name| name.text == *holder));
        match (is_param, is_local) {
            (false, false) => facts
                .calls
                .iter()
                .any(is_capsule)
                .then(|| place(holder, self.handed_struct(function.0, holder).err())),
            _ => self.reaches_capsule(function, holder).then(|| {
                let trouble = match is_param || !is_allocated(facts, holder) {
                    true => Some(format!(
                        "{holder} is no memory that {} allocates for the capsule",
                        facts.name.text
                    )),
                    false => (!self.takes_reference(function, mention)).then(|| {
                        format!("{holder} takes no reference to it: write Py_NewRef(&{})", mention.symbol)
                    }),
                };
                place(holder, trouble)
            }),
        }
    }

    /// Whether a pointer that a function has goes into a capsule, by itself or by those that call it.
    fn reaches_capsule(&self, function: FnId, pointer: &str) -> bool {
        let facts = self.project.function(function);
        let gives = |facts: &Function, is: &dyn Fn(&ArgKind) -> bool| {
            facts
                .calls
                .iter()
                .any(|call| is_capsule(call) && call.args.first().is_some_and(|arg| is(&arg.kind)))
        };
        let is_pointer = |kind: &ArgKind| matches!(kind, ArgKind::Name(name) if name == pointer);
        let is_returned =
            facts.returned.iter().any(|one| one.value.as_ref().is_some_and(|(_, kind)| is_pointer(kind)));
        let at = facts
            .params
            .list
            .iter()
            .position(|one| one.name.as_ref().is_some_and(|name| name.text == pointer));
        let own = &facts.name.text;
        let by_caller = |caller: FnId| {
            let caller = self.project.function(caller);
            caller.calls.iter().filter(|call| call.callee == *own).any(|call| {
                let arg = at.and_then(|at| call.args.get(at)).map(|arg| &arg.kind);
                gives(caller, &|kind| match kind {
                    ArgKind::Call(name) => is_returned && name == own,
                    ArgKind::Name(name) => {
                        is_returned && call.result.as_ref() == Some(name) || arg == Some(kind)
                    }
                    kind => arg == Some(kind),
                })
            })
        };
        gives(facts, &is_pointer) || self.module.functions(self.project).any(by_caller)
    }

    /// Whether what is put somewhere is a reference of its own: `Py_NewRef(&X)`, or `Py_INCREF(&X)` nearby that no
    /// addition to the module takes over.
    fn takes_reference(&self, function: FnId, mention: &Mention) -> bool {
        let facts = self.project.function(function);
        let role = |mention: &Mention| match mention.kind {
            MentionKind::Argument { call, .. } => role_of(&facts.calls[call].callee),
            _ => None,
        };
        let same = || facts.mentions.iter().filter(|one| one.symbol == mention.symbol);
        let is_taken = same().any(|one| matches!(role(one), Some(Role::Retain { returns: false })));
        let is_added = same().any(|one| matches!(role(one), Some(Role::AddToModule { .. })));
        matches!(role(mention), Some(Role::Retain { returns: true })) || is_taken && !is_added
    }

    /// The static struct of this name as something that one capsule hands out; why it cannot be that.
    pub fn handed_struct(&self, file: usize, name: &str) -> Result<HandOut, String> {
        let facts = &self.project.files[file];
        let one = facts.handed.iter().find(|one| one.name == name).filter(|_| !self.is_in_macro(name));
        let one = one.ok_or_else(|| {
            format!("{name} is not one plain static struct whose address a capsule is given")
        })?;
        let users = self.module.functions(self.project).filter(|id| names(self.project.function(*id), name));
        let ([function], [only]) = (&users.collect::<Vec<_>>()[..], &one.named_by[..]) else {
            return Err(format!("{name} is used by more than one function"));
        };
        let (function, user) = (*function, self.project.function(*function));
        if user.span != *only {
            return Err(format!("{name} is used outside the function that hands it out"));
        }
        let hands: Vec<&HandsOut> = user.hands_out.iter().filter(|out| out.variable == name).collect();
        let ([hands], true) = (&hands[..], function.0 == file) else {
            return Err(format!("{name} is not handed out once"));
        };
        if let Some((_, why)) = hands.trouble {
            return Err(format!(
                "{} does more with {name} than a variable of its own could: {why}",
                user.name.text
            ));
        }
        let call = user.calls.iter().find(|call| call.span == hands.call);
        let (Some(call), Some(before)) = (call, hands.first) else {
            return Err(format!("the call that hands {name} out is not understood"));
        };
        if !runs_in_init(self, function) || user.locals.iter().any(|local| local.name == name) {
            return Err(format!("{name} is not handed out while the module comes up"));
        }
        let what = Handed::Struct {
            variable: one.name.clone(),
            c_type: one.c_type.clone(),
            declaration: one.declaration,
            declarator: one.declarator,
            has_initializer: one.has_initializer,
            before,
            fields: self.owned_fields(file, one, function)?,
        };
        self.capsule(function, call, what)
    }

    /// A capsule that is made by a plain call, with a name that a destructor can use, too, and no destructor yet.
    fn capsule(&self, function: FnId, call: &Call, what: Handed) -> Result<HandOut, String> {
        let facts = self.project.function(function);
        let [pointer, name, destructor] = &call.args[..] else {
            return Err("the call of PyCapsule_New is not understood".to_owned());
        };
        let is_lasting = match &name.kind {
            ArgKind::Str | ArgKind::Null => true,
            ArgKind::Name(name) => {
                let is_param = facts
                    .params
                    .list
                    .iter()
                    .any(|one| one.name.as_ref().is_some_and(|one| one.text == *name));
                !is_param && facts.locals.iter().all(|local| local.name != *name)
            }
            _ => false,
        };
        if !is_lasting {
            return Err("the capsule's name is no literal".to_owned());
        }
        if destructor.kind != ArgKind::Null {
            return Err(
                "the capsule has a destructor already, which does not know of the reference".to_owned()
            );
        }
        let rest = Span { start: pointer.span.end, end: call.parens.end - 1, ..call.parens };
        Ok(HandOut { function, callee: call.name_span, rest, name: name.span, what })
    }

    /// The fields that hold what may move; why they cannot be told.
    fn owned_fields(
        &self,
        file: usize,
        one: &HandedStruct,
        function: FnId,
    ) -> Result<Vec<OwnedField>, String> {
        let user = self.project.function(function);
        let record = self.project.record(self.module, &one.c_type).filter(|record| !record.is_union);
        let mut fields: Vec<OwnedField> = Vec::new();
        let mut at = 0;
        let mut set = Vec::new();
        for member in &one.members {
            if let Some(field) = &member.field {
                at = record
                    .and_then(|record| record.fields.iter().position(|known| known.name == *field))
                    .unwrap_or(0);
            }
            let field = member
                .field
                .as_ref()
                .or_else(|| record.and_then(|record| record.fields.get(at)).map(|f| &f.name));
            at += 1;
            set.push((field.cloned(), &member.value, true));
        }
        for write in user.passed.writes.iter().filter(|write| write.variable == one.name && !write.arrow) {
            let is_sure = write.place.is_some_and(|(_, block)| block == user.body);
            set.push((Some(write.field.clone()), &write.value, is_sure));
        }
        for (field, value, is_sure) in &set {
            let Some(symbol) = self.symbol_in(file, function, value)? else { continue };
            let field = field.clone().ok_or_else(|| format!("the fields of {} are not known", one.c_type))?;
            let known = record.and_then(|record| record.field(&field));
            if known.is_some_and(|known| known.in_union) {
                return Err(format!("{field} is part of a union"));
            }
            let once = set.iter().filter(|(other, ..)| other.as_ref() == Some(&field)).count() == 1;
            if fields.iter().all(|known| known.name != field) {
                fields.push(OwnedField { name: field, symbol, is_sure: *is_sure && once });
            }
        }
        Ok(fields)
    }

    /// The type or object that a value is; an error for one that is only a part of it.
    fn symbol_in(&self, file: usize, function: FnId, value: &Arg) -> Result<Option<Symbol>, String> {
        let means = |name: &str| {
            let is_local = self.project.function(function).locals.iter().any(|local| local.name == name);
            self.module.names.symbol(&self.project.files, file, name).filter(|_| !is_local)
        };
        let counted = |symbol: Symbol| match symbol {
            Symbol::Type(_) => true,
            Symbol::Global(id) => self.project.global(id).holds.is_counted(),
        };
        let symbol = match &value.kind {
            ArgKind::Address(name) => means(name).filter(|symbol| matches!(symbol, Symbol::Type(_))),
            ArgKind::Name(name) => means(name).filter(|symbol| counted(*symbol)),
            _ => None,
        };
        let statics = self.project.files[file].statics.iter().filter(|one| one.kind == StaticKind::Symbol);
        let mentions = self.project.function(function).mentions.iter().map(|one| one.whole);
        let has_one = statics.map(|one| one.whole).chain(mentions).any(|span| value.span.contains(span));
        match symbol {
            None if has_one => Err("it stands in a larger expression there".to_owned()),
            symbol => Ok(symbol),
        }
    }

    /// Whether a static struct becomes a variable of the function that hands it out, for what moves.
    pub fn is_handed_out(&self, file: usize, variable: &str, live: &BTreeSet<Symbol>) -> bool {
        match self.handed_struct(file, variable) {
            Ok(HandOut { what: Handed::Struct { fields, .. }, .. }) => {
                fields.iter().any(|field| live.contains(&field.symbol))
            }
            _ => false,
        }
    }

    /// Where structs that are handed out name a type at compile time: the function, and the statement that comes first.
    pub fn handed_first(&self, symbol: Symbol) -> Vec<(FnId, Span)> {
        let name = self.name(symbol);
        let files = self.module.files.iter();
        let uses =
            files.flat_map(|&file| self.project.files[file].statics.iter().map(move |one| (file, one)));
        let own = uses.filter(|(file, one)| {
            one.name == name && self.module.names.symbol(&self.project.files, *file, name) == Some(symbol)
        });
        own.filter_map(|(file, one)| match self.handed_struct(file, &one.variable).ok()? {
            HandOut { function, what: Handed::Struct { before, .. }, .. } => Some((function, before)),
            _ => None,
        })
        .collect()
    }
}

/// Whether a function runs only while the module comes up.
fn runs_in_init(cx: &ModuleCx, function: FnId) -> bool {
    super::init::find(cx).is_ok_and(|init| cx.init_functions(init.maker()).contains(&function))
}

fn is_capsule(call: &Call) -> bool {
    role_of(&call.callee) == Some(Role::Capsule)
}

fn names(function: &Function, name: &str) -> bool {
    function.idents.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
}

/// Whether a local pointer only ever leads to memory that the function allocated.
fn is_allocated(function: &Function, pointer: &str) -> bool {
    const ALLOCATORS: [&str; 8] = [
        "PyMem_Malloc",
        "PyMem_Calloc",
        "PyMem_New",
        "PyMem_NEW",
        "PyMem_RawMalloc",
        "PyObject_Malloc",
        "malloc",
        "calloc",
    ];
    let is_of = |call: &&Call| call.result.as_deref() == Some(pointer);
    let mut calls = function.calls.iter().filter(is_of).peekable();
    let is_filled = calls.peek().is_some();
    let only = calls.all(|call| ALLOCATORS.contains(&call.callee.as_str()));
    let values =
        function.locals.iter().filter(|local| local.name == pointer).filter_map(|local| local.init.as_ref());
    let inits = values.map(|(_, kind)| kind).all(|kind| matches!(kind, ArgKind::Call(_) | ArgKind::Null));
    let is_plain = |span: &Span| function.calls.iter().any(|call| is_of(&call) && span.contains(call.span));
    let assigned =
        function.assigned.iter().filter(|(name, _)| name == pointer).all(|(_, span)| is_plain(span));
    is_filled && only && inits && assigned
}
