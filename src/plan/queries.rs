//! Questions about a type that several rules ask.

use crate::capi::calls::{Role, role_of};
use crate::capi::entries::MODULE_DEF;
use crate::diagnostic::Diagnostic;
use crate::facts::{
    Arg, ArgKind, Call, FileFacts, MacroFact, Mention, MentionKind, OutlineItem, StaticUse, Table, TypeDef,
    Value,
};
use crate::link::{FnId, Owner, Symbol, TableId, TypeId};
use crate::source::Span;
use crate::syntax::head::HeadKind;
use crate::syntax::preprocess::BranchId;

use super::ModuleCx;
use super::context::{Base, TypeCx};
use super::mention::{MentionClass, MentionCx};
use super::step::Step;

impl TypeCx<'_> {
    /// The text of a value, when it is known at compile time.
    pub fn constant_text(&self, value: &Value) -> Option<String> {
        value.text.clone().or_else(|| {
            let name = value.target()?;
            let files = self.cx.module.files.iter().map(|&file| &self.cx.project.files[file]);
            files.into_iter().find_map(|file| file.texts.get(name)).cloned()
        })
    }

    /// What the names of the type's functions start with: `node` of `node_dealloc`, else of the type's own name, `Node`
    /// of `NodeType`.
    pub fn stem(&self) -> &str {
        let types = self.cx.module.types.iter().filter(|&&id| id != self.id);
        let mut others = types.map(|&id| stem_of_functions(self.cx.project.type_def(id)));
        // Types that share functions must not share the names of generated ones.
        if let Some(stem) = stem_of_functions(self.def)
            && others.all(|other| other != Some(stem))
        {
            return stem;
        }
        let name = self.name();
        let stem = name.strip_suffix("Type").or_else(|| name.strip_suffix("type")).unwrap_or(name);
        let stem = stem.trim_end_matches('_');
        if stem.is_empty() { name } else { stem }
    }

    /// The metaclass, when it is a type of the module: written in the head, or set at run time.
    pub fn local_metaclass(&self) -> Option<TypeId> {
        let in_head = self.def.head.as_ref().and_then(|head| head.metaclass.target());
        let set = self.mentions.iter().find_map(|(function, mention)| {
            let cx = MentionCx {
                cx: self.cx,
                function: *function,
                mention,
                symbol: Symbol::Type(self.id),
                draft: None,
            };
            cx.metaclass_set()
        });
        let symbol = |name: &str| self.cx.module.names.symbol(&self.cx.project.files, self.id.0, name);
        match symbol(&set.or(in_head.map(str::to_owned))?)? {
            Symbol::Type(id) => Some(id),
            Symbol::Global(_) => None,
        }
    }

    /// The table that a field names.
    pub fn table(&self, field: &str) -> Option<&Table> {
        let name = self.field(field)?.value.target()?;
        let id = self.cx.module.names.table(&self.cx.project.files, self.id.0, name)?;
        Some(self.cx.project.table(id))
    }

    /// Whether no other type of the module points to the table.
    pub fn is_own_table(&self, table: TableId) -> bool {
        let name = &self.cx.project.table(table).name.text;
        let others = self.cx.module.types.iter().filter(|&&id| id != self.id);
        others.into_iter().all(|&id| {
            let fields = &self.cx.project.type_def(id).fields;
            fields.iter().all(|field| field.value.target() != Some(name))
        })
    }

    /// The first base up the chain that is not of the module.
    pub fn root_base(&self) -> Base {
        match self.local_base() {
            Some(base) => base.root_base(),
            None => self.base.clone(),
        }
    }

    /// Whether a function is the dealloc of some type of the module.
    pub fn is_dealloc_of_type(&self, name: &str) -> bool {
        self.some_type_has("tp_dealloc", name)
    }

    /// Whether a function is the traverse of some type of the module.
    pub fn is_traverse_of_type(&self, function: FnId) -> bool {
        self.some_type_has("tp_traverse", &self.cx.project.function(function).name.text)
    }

    fn some_type_has(&self, field: &str, function: &str) -> bool {
        self.cx.module.types.iter().any(|&id| {
            let fields = &self.cx.project.type_def(id).fields;
            fields.iter().any(|one| one.field.name == field && one.value.target() == Some(function))
        })
    }

    pub fn is_type_of_module(&self, name: &str) -> bool {
        matches!(self.cx.module.names.symbol(&self.cx.project.files, self.id.0, name), Some(Symbol::Type(_)))
    }

    /// A local name that means nothing in `function` yet: the first that is free, or one made of it.
    pub fn free_name(&self, function: FnId, wishes: &[&str]) -> String {
        let idents = &self.cx.project.function(function).idents;
        let is_free = |name: &str| idents.binary_search_by(|known| known.as_str().cmp(name)).is_err();
        let free = wishes.iter().find(|name| is_free(name)).map(|name| (*name).to_owned());
        free.unwrap_or_else(|| format!("{}_", wishes[0]))
    }

    /// A file-level name that means nothing in the module yet.
    pub fn free_function(&self, wish: &str) -> String {
        self.cx.free_global(wish)
    }

    /// Where a field of the type is read above the `PyType_Ready` of the same function.
    pub fn read_before_made(&self) -> Option<Span> {
        let of = |function: FnId, mention: &'_ Mention| {
            let cx = MentionCx { cx: self.cx, function, mention, symbol: Symbol::Type(self.id), draft: None };
            cx.class()
        };
        let ready = |function: FnId| {
            let ready = self
                .mentions
                .iter()
                .filter(|(id, one)| *id == function && of(*id, one) == MentionClass::Ready);
            ready.map(|(_, one)| one.span.start).min()
        };
        let reads = self.mentions.iter().filter(|(id, one)| of(*id, one) == MentionClass::Member);
        let mut early = reads.filter(|(id, one)| ready(*id).is_some_and(|ready| one.span.start < ready));
        early.next().map(|(_, one)| one.whole)
    }

    /// Whether a name can stand in a constant initializer: a function, an array, a macro, or something of CPython's.
    pub fn is_constant_name(&self, name: &str) -> bool {
        let mut files = self.cx.module.files.iter().map(|&file| &self.cx.project.files[file]);
        let known = |file: &FileFacts| {
            let is = |item: &OutlineItem| item.name.as_ref().is_some_and(|known| known.text == name);
            file.texts.contains_key(name)
                || file.outline.iter().any(|item| item.kind != HeadKind::Variable && is(item))
        };
        files.any(known) || !self.cx.project.macros.get(name).is_empty() || name.starts_with("Py")
    }

    /// Whether a function runs only while the module comes up.
    pub fn runs_in_init(&self, function: FnId) -> bool {
        let init = super::init::find(&self.cx);
        init.is_ok_and(|init| super::init::functions(&self.cx, init.maker()).contains(&function))
    }
}

fn stem_of_functions(def: &TypeDef) -> Option<&str> {
    const ENDS: [&str; 6] = ["_dealloc", "_repr", "_iternext", "_init", "_new", "_methods"];
    let functions = def.fields.iter().filter_map(|field| field.value.target());
    let mut stems = functions.filter_map(|name| ENDS.iter().find_map(|end| name.strip_suffix(end)));
    stems.find(|stem| !stem.starts_with("Py") && !stem.is_empty())
}

impl<'a> ModuleCx<'a> {
    /// The C name of a symbol.
    pub fn name(&self, symbol: Symbol) -> &'a str {
        match symbol {
            Symbol::Type(id) => &self.project.type_def(id).name.text,
            Symbol::Global(id) => &self.project.global(id).name.text,
        }
    }

    /// A file-level name that means nothing in the module yet.
    pub fn free_global(&self, wish: &str) -> String {
        let mut name = wish.to_owned();
        while self.is_known(&name) {
            name.push('_');
        }
        name
    }

    /// What a symbol is called in the state: its own name, behind the function's for a local one whose name is not its
    /// own alone.
    pub fn field_name(&self, symbol: Symbol) -> String {
        let Symbol::Global(id) = symbol else {
            let Symbol::Type(id) = symbol else { unreachable!("a symbol is a type or a variable") };
            return self.project.type_def(id).name.text.clone();
        };
        let global = self.project.global(id);
        let name = &global.name.text;
        let same = self
            .module
            .globals
            .iter()
            .filter(|&&other| self.project.global(other).name.text == *name)
            .count();
        match &global.function {
            Some(function) if same > 1 || self.is_known(name) => format!("{function}_{name}"),
            _ => name.clone(),
        }
    }

    /// What Python calls the module: as its definition says, when that goes further than the last word.
    pub fn python_name(&self) -> &'a str {
        let files = self.module.files.iter().map(|&file| &self.project.files[file]);
        let rows = files.flat_map(|file| &file.tables).filter(|table| table.c_type.ends_with("PyModuleDef"));
        let names = rows.filter_map(|table| table.only()?.cell(MODULE_DEF, "m_name")?.value.text.as_deref());
        let is_own = |name: &&str| name.rsplit('.').next() == Some(self.module.name.as_str());
        names.into_iter().find(is_own).unwrap_or(&self.module.name)
    }

    /// What the project states of a type under a key of the configuration.
    pub fn statement(&self, ty: &str, key: &str) -> Option<&'a str> {
        self.settings.statements.get(ty)?.get(key).map(String::as_str)
    }

    /// Where a name is said to be for other libraries: `PyAPI_DATA(PyTypeObject) X;`
    pub fn exported(&self, name: &str) -> Option<Span> {
        let files = self.module.files.iter().map(|&file| &self.project.files[file]);
        let mut items = files.flat_map(|file| &file.outline).filter(|item| item.is_exported);
        items.find_map(|item| item.name.as_ref().filter(|known| known.text == name)).map(|name| name.span)
    }

    /// Whether a macro of the module names something.
    pub fn is_in_macro(&self, name: &str) -> bool {
        self.module.macros.iter().any(|one| one.names(name))
    }

    /// Whether a function is declared ahead of its definition.
    pub fn is_declared(&self, name: &str) -> bool {
        let files = self.module.files.iter().map(|&file| &self.project.files[file]);
        files.flat_map(|file| &file.prototypes).any(|one| one.name.text == name)
    }

    /// The functions that run only while the module comes up.
    pub fn init_functions(&self, creator: FnId) -> Vec<FnId> {
        super::init::functions(self, creator)
    }

    /// Whether the module definition can be named in a file: both are one translation unit.
    pub fn sees_definition(&self, file: usize, definition: Option<TableId>) -> bool {
        definition.is_none_or(|table| {
            let with = |one: usize, other: usize| self.project.with_included(one).contains(&other);
            with(file, table.0) || with(table.0, file)
        })
    }

    /// The file of the module that a place is in.
    pub fn file_of(&self, span: Span) -> Option<usize> {
        self.module.files.iter().copied().find(|&at| self.project.files[at].file == span.file)
    }

    /// The conditional branches that a symbol is defined under.
    pub fn conditions(&self, symbol: Symbol) -> &[BranchId] {
        match symbol {
            Symbol::Type(id) => &self.project.type_def(id).conditions,
            Symbol::Global(id) => &self.project.global(id).conditions,
        }
    }

    pub(super) fn is_known(&self, name: &str) -> bool {
        let files = self.module.files.iter().map(|&file| &self.project.files[file]);
        let in_outline = |file: &crate::facts::FileFacts| {
            file.outline.iter().any(|item| item.name.as_ref().is_some_and(|known| known.text == name))
        };
        files.into_iter().any(in_outline) || !self.module.macros.get(name).is_empty()
    }

    /// Pairs of types that must go the same way: one inherits from the other, or they share a function that ends an
    /// instance's life.
    pub fn bonds(&self) -> Vec<(TypeId, TypeId)> {
        let mut bonds = Vec::new();
        for &id in &self.module.types {
            let cx = TypeCx::new(*self, id);
            bonds.extend(cx.local_metaclass().map(|meta| (id, meta)));
            if let Base::Local(base) = cx.base {
                bonds.push((id, base));
            }
            bonds.extend(self.written_bases(&cx).into_iter().map(|base| (id, base)));
        }
        for uses in self.module.entries.values() {
            let owners: Vec<TypeId> = uses
                .iter()
                .filter(|one| one.entry.kind == crate::capi::entries::EntryKind::DyingSlot)
                .filter_map(|one| match one.owner {
                    Owner::Type(id) => Some(id),
                    _ => None,
                })
                .collect();
            bonds.extend(owners.windows(2).map(|pair| (pair[0], pair[1])));
        }
        bonds.extend(super::table::taken_down_together(self));
        bonds
    }

    /// The types that may stand in the tuple that a type is given for `tp_bases`: those that its value names, else all.
    fn written_bases(&self, cx: &TypeCx) -> Vec<TypeId> {
        let types = self.module.types.iter().copied().filter(|&ty| ty != cx.id);
        let Some(bases) = cx.field("tp_bases") else { return Vec::new() };
        let (named, others): (Vec<TypeId>, Vec<TypeId>) =
            types.partition(|&ty| bases.value.names.iter().any(|name| name == self.name(Symbol::Type(ty))));
        if named.is_empty() { others } else { named }
    }
}

impl MentionCx<'_> {
    /// The metaclass that a statement like `Py_SET_TYPE(&X, &Meta)` gives the type.
    pub fn metaclass_set(&self) -> Option<String> {
        if self.class() != MentionClass::SetType {
            return None;
        }
        let kind = match (&self.mention.kind, self.call()) {
            (MentionKind::MemberWrite { value_kind, .. }, _) => value_kind,
            (_, Some((call, _))) => {
                call.assigned.as_ref().map_or(call.args.get(1).map(|arg| &arg.kind), |one| Some(&one.kind))?
            }
            _ => return None,
        };
        match kind {
            ArgKind::Address(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// Why the symbol cannot move, at this mention.
    pub fn refuse(&self, rule: &'static str, id: &'static str, why: &str) -> Diagnostic {
        let message = format!("{} stays as it is: {why}", self.mention.symbol);
        Diagnostic::refusal(rule, message).id(id).subject(&self.mention.symbol).at(self.mention.whole, "here")
    }

    /// Whether the function is the module's m_clear or m_free.
    pub fn clears_module(&self) -> bool {
        use crate::capi::entries::EntryKind::{ModuleClear, ModuleFree};
        let entries = self.cx.module.entries_of(self.function);
        entries.iter().any(|one| matches!(one.entry.kind, ModuleClear | ModuleFree))
    }

    /// Whether a reference that is given back here is the state's own, which m_clear would give back once more: in what
    /// clears the module, and in what brings it up, should that fail. A reference that is taken there, too, is the one
    /// meant there.
    pub fn gives_back_for_state(&self) -> bool {
        let function = self.cx.project.function(self.function);
        let same = |one: &&Mention| one.symbol == self.mention.symbol;
        let takes =
            function.calls.iter().filter_map(taken_by).any(|arg| {
                function.mentions.iter().filter(same).any(|mention| arg.span.contains(mention.whole))
            });
        self.clears_module() || (self.makes_type() && !takes)
    }

    /// The reference to what a variable borrows where the module comes up.
    pub fn retain_filled(&self) -> Option<Step> {
        let init = super::init::find(&self.cx).ok()?;
        let after = super::owns::retained(&self.cx, &init, self.function, self.mention)?;
        Some(Step::RetainFilled { function: self.function, symbol: self.symbol, after })
    }

    /// The statement that gives back what the state owns now.
    pub fn given_back(&self) -> Option<Step> {
        let init = super::init::find(&self.cx).ok()?;
        let statement = super::owns::given_back(&self.cx, &init, self.function, self.mention)?;
        Some(Step::DropStatement { statement })
    }

    /// Whether the heap type is made at this mention, or nearby: the module is coming up.
    pub fn makes_type(&self) -> bool {
        let init = super::init::find(&self.cx);
        init.is_ok_and(|init| super::init::functions(&self.cx, init.maker()).contains(&self.function))
    }
}

impl Step {
    /// The mention is read from the state.
    pub fn reach(cx: &MentionCx) -> Step {
        let member = matches!(
            cx.mention.kind,
            crate::facts::MentionKind::Member { .. } | crate::facts::MentionKind::MemberWrite { .. }
        );
        Step::Reach {
            function: cx.function,
            whole: cx.mention.whole,
            symbol: cx.symbol,
            address: cx.mention.address,
            member: member && !cx.mention.address,
        }
    }
}

/// A name in the body of a macro, as a rule sees it.
pub struct MacroCx<'a> {
    pub cx: ModuleCx<'a>,
    pub definition: &'a MacroFact,
    /// The place of the name among the body's tokens.
    pub at: usize,
    pub symbol: Symbol,
}

impl MacroCx<'_> {
    fn token(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.definition.tokens.get(at)).map_or("", |(text, _)| text)
    }

    /// Whether `##` or `#` stands beside the name.
    pub fn is_pasted(&self) -> bool {
        let before = self.token(self.at.checked_sub(1));
        let after = self.token(Some(self.at + 1));
        before.starts_with('#') || after.starts_with('#')
    }

    /// What stands for the object (`&X` or `X`), whether that is an address, and whether a member is taken of it.
    pub fn shape(&self) -> (Span, bool, bool) {
        let own = self.definition.tokens[self.at].1;
        let address = self.token(self.at.checked_sub(1)) == "&"
            && !self.at.checked_sub(2).is_some_and(|at| ends_operand(self.token(Some(at))));
        let whole = if address { self.definition.tokens[self.at - 1].1.to(own) } else { own };
        (whole, address, self.token(Some(self.at + 1)) == ".")
    }

    pub fn refuse(&self, rule: &'static str, id: &'static str, why: &str) -> Diagnostic {
        let (name, span) = &self.definition.tokens[self.at];
        Diagnostic::refusal(rule, format!("{name} stays as it is: {why}"))
            .id(id)
            .subject(name)
            .at(*span, format!("in the macro {}", self.definition.name))
    }
}

/// Whether a `&` behind this token is the binary operator.
fn ends_operand(token: &str) -> bool {
    let last = token.bytes().last();
    last.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b')' | b']'))
}

/// A name in a file-level initializer, as a rule sees it.
pub struct StaticCx<'a> {
    pub cx: ModuleCx<'a>,
    pub use_: &'a StaticUse,
    pub symbol: Symbol,
}

impl StaticCx<'_> {
    /// Whether the initializer is a type object's own, whose fields have rules of their own.
    pub fn is_type_field(&self) -> bool {
        self.use_.c_type == "PyTypeObject" && self.use_.stars == 0
    }

    /// Whether the use is all of the initializer of a variable that can be filled behind the type.
    pub fn fills_second_name(&self) -> bool {
        let file = self.cx.file_of(self.use_.span);
        let variable = file.and_then(|file| self.cx.second_name(file, &self.use_.variable));
        variable.is_some_and(|id| super::guards::can_move(&self.cx, id).is_ok())
    }

    /// Whether the object that the initializer makes can be made at run time; why not.
    pub fn made_object(&self) -> Option<Result<(), String>> {
        let file = self.cx.file_of(self.use_.span)?;
        let object = self.cx.made_named(file, &self.use_.variable)?;
        Some(super::guards::can_move(&self.cx, object).map_err(|diagnostic| diagnostic.message))
    }

    pub fn refuse(&self, rule: &'static str, id: &'static str, why: &str) -> Diagnostic {
        Diagnostic::refusal(rule, format!("{} stays as it is: {why}", self.use_.name))
            .id(id)
            .subject(&self.use_.name)
            .at(self.use_.whole, "here")
    }
}

/// What a call takes a reference to, or takes over.
fn taken_by(call: &Call) -> Option<&Arg> {
    match role_of(&call.callee)? {
        Role::Retain { .. } => call.args.first(),
        Role::AddToModule { value, .. } => call.args.get(value),
        _ => None,
    }
}
