//! Gathers the facts of one file: parses the items that matter and reads each.

use crate::source::{SourceFile, Span};
use crate::syntax::ast::{self, Item};
use crate::syntax::head::{HeadKind, ItemHead};
use crate::syntax::unit::{Damage, Unit};
use crate::syntax::written::Written;

use super::function::Function;
use super::macros::Macros;
use super::made::{How, MadeType};
use super::release::{self, Released};
use super::statics::{StaticKind, StaticUse};
use super::survey::{Interest, Wanted};
use super::{Comments, DamagedItem, Declaration, FileFacts, OutlineItem, Prototype, style};
use super::{
    HandedStruct, Walk, body, bound, capsules, casts, clinic, globals, macro_function, made, opening, passed,
    records, refill, shared, statics, tables, texts, types, walked, written,
};

/// Reads the items of `unit` at the places in `wanted`.
pub fn collect(
    file: &SourceFile,
    unit: &Unit,
    macros: &Macros,
    interest: &Interest,
    wanted: &Wanted,
) -> FileFacts {
    let facts = FileFacts {
        outline: unit.items().iter().map(|head| outline_item(file, unit, head)).collect(),
        refills: refill::read(file, unit),
        style: style::read(file, unit),
        clinic: clinic::read(file),
        texts: texts::read(file, unit, macros),
        shared: shared::read(file, unit),
        written_at: written_at(file, unit, interest),
        methods: bound::read(file, unit, interest),
        branches: unit.branches().to_vec(),
        ..blank(file, unit)
    };
    let mut collector = Collector { file, unit, macros, interest, facts };
    for (at, head) in unit.items().iter().enumerate() {
        if wanted.items.binary_search(&at).is_ok() {
            collector.item(head, wanted.life.contains(&at));
        } else {
            collector.passed_over(head);
        }
    }
    unit.written().iter().for_each(|written| collector.written(written));
    let mut facts = collector.facts;
    facts.handed = handed(file, unit, &facts);
    if let Some(damage) = &facts.broken {
        let doubt = (damage.span, damage.reason.clone());
        facts.types.iter_mut().for_each(|ty| ty.doubts.push(doubt.clone()));
    }
    facts
}

/// What is told of every file, and nothing else yet.
pub(super) fn blank(file: &SourceFile, unit: &Unit) -> FileFacts {
    FileFacts {
        file: file.id,
        is_cplusplus: file.is_cplusplus(),
        includes: unit.includes().to_vec(),
        types: Vec::new(),
        made: made::read(file, unit),
        broken: broken(unit),
        declarations: Vec::new(),
        tables: Vec::new(),
        records: Vec::new(),
        globals: Vec::new(),
        functions: Vec::new(),
        prototypes: Vec::new(),
        statics: Vec::new(),
        written_at: Vec::new(),
        methods: Vec::new(),
        handed: Vec::new(),
        refills: Default::default(),
        outline: Vec::new(),
        damages: Vec::new(),
        style: style::Style::default(),
        clinic: Default::default(),
        texts: texts::Texts::default(),
        shared: shared::Shared::default(),
        branches: Vec::new(),
    }
}

/// The places of functions that a macro may write.
fn written_at(file: &SourceFile, unit: &Unit, interest: &Interest) -> Vec<(String, Span)> {
    if interest.written.is_empty() {
        return Vec::new();
    }
    let names = unit.names_in(file, file.span()).filter(|(name, _)| interest.written.contains(*name));
    names.map(|(name, span)| (name.to_owned(), span)).collect()
}

/// The structs at file level that functions hand out in capsules, and those with types, which may get there, too.
fn handed(file: &SourceFile, unit: &Unit, facts: &FileFacts) -> Vec<HandedStruct> {
    let given = facts.functions.iter().flat_map(|one| &one.hands_out).map(|one| &one.variable);
    let is_filled = |one: &&StaticUse| one.kind == StaticKind::Symbol && one.c_type != "PyTypeObject";
    let filled = facts.statics.iter().filter(is_filled).map(|one| &one.variable);
    let named: Vec<&str> = given.chain(filled).map(String::as_str).collect();
    let is_named = |head: &&ItemHead| head.names.iter().any(|name| named.contains(&name.text.as_str()));
    let heads = unit.items().iter().filter(|head| head.kind == HeadKind::Variable).filter(is_named);
    heads.filter_map(|head| capsules::read_struct(file, unit, head)).collect()
}

/// The first item that has no end.
fn broken(unit: &Unit) -> Option<Damage> {
    let damage = |head: &ItemHead| Some(Damage { span: head.span, reason: head.broken?.to_owned() });
    unit.items().iter().find_map(damage)
}

/// The comments on the line above a declaration and behind it.
pub(super) fn comments_beside(file: &SourceFile, unit: &Unit, span: Span) -> Comments {
    let bytes = &file.bytes;
    let only_blanks = |range: std::ops::Range<u32>| {
        bytes[range.start as usize..range.end as usize]
            .iter()
            .all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
    };
    let line = file.line_at(span.start);
    let last = file.line_at(span.end);
    let above =
        line.start.checked_sub(1).filter(|_| only_blanks(line.start..span.start)).and_then(|newline| {
            let end = file.line_at(newline);
            let comment = unit.comments_in(Span { start: 0, end: newline + 1, ..span }).last()?;
            let first = file.line_at(comment.start);
            let alone =
                only_blanks(first.start..comment.start) && only_blanks(comment.end..newline.max(comment.end));
            (alone && comment.end > end.start).then_some(comment)
        });
    let behind = unit.comments_in(Span { start: span.end, end: last.end, ..span }).next();
    let behind = behind.filter(|comment| only_blanks(span.end..comment.start));
    Comments { above, behind }
}

fn outline_item(file: &SourceFile, unit: &Unit, head: &ItemHead) -> OutlineItem {
    let before = |name: &ast::Name| Span { end: name.span.start, ..head.span };
    let is_exported = head.name.as_ref().is_some_and(|name| {
        let words = file.text(before(name));
        ["PyAPI_DATA", "PyAPI_FUNC", "dllexport", "visibility(\"default\")"]
            .iter()
            .any(|word| words.contains(word))
    });
    let args = match head.kind {
        HeadKind::MacroCall => written::args(file, unit, head),
        _ => Vec::new(),
    };
    OutlineItem { span: head.span, kind: head.kind, name: head.name.clone(), is_exported, args }
}

struct Collector<'a> {
    file: &'a SourceFile,
    unit: &'a Unit,
    macros: &'a Macros,
    interest: &'a Interest,
    facts: FileFacts,
}

impl Collector<'_> {
    fn item(&mut self, head: &ItemHead, of_life: bool) {
        match self.readings(head) {
            Ok(variants) => {
                let unaccounted = self.unit.unaccounted(self.file, head, &variants);
                self.damage(head, &unaccounted, "a name in it is in no reading of it");
                let mut variants = variants;
                variants.iter_mut().for_each(|item| casts::understand(item, self.macros));
                let mut variants = variants.into_iter();
                match variants.next() {
                    Some(Item::Function(function)) => self.function(function, variants, of_life),
                    Some(Item::Declaration(declaration)) => self.declaration(&declaration),
                    _ => {}
                }
            }
            Err(damage) => {
                let names = self.symbols_in(head);
                self.facts.damages.push(DamagedItem {
                    item: outline_item(self.file, self.unit, head),
                    damage,
                    names,
                });
            }
        }
    }

    /// A function that a macro writes at each use, when all that matters in it can be followed. Otherwise the macro stays
    /// one.
    fn written(&mut self, written: &Written) {
        let is_plain = macro_function::is_plain(written, self.interest);
        let beyond = self.interest.beyond_a_file.contains(&written.name.text);
        let Ok(mut readings) = self.unit.parse(self.file, &written.head) else { return };
        readings.iter_mut().for_each(|item| casts::understand(item, self.macros));
        let (true, false, Some(Item::Function(function))) = (is_plain, beyond, readings.into_iter().next())
        else {
            return;
        };
        let Some(mut function) = self.function_of(function, std::iter::empty(), false) else { return };
        let names = macro_function::spread(&mut function, written, self.interest);
        if names.is_empty() {
            return self.facts.functions.push(function);
        }
        let reason = "a macro puts this name together, or hands it to several functions".to_owned();
        let damage = Damage { span: written.name.span, reason };
        let item = outline_item(self.file, self.unit, &written.head);
        self.facts.damages.push(DamagedItem { item, damage, names });
    }

    fn readings(&self, head: &ItemHead) -> Result<Vec<Item>, Damage> {
        match head.kind {
            HeadKind::Function => self.unit.parse(self.file, head),
            _ => self.unit.declared(self.file, head).map(<[Item]>::to_vec).map_err(Damage::clone),
        }
    }

    fn symbols_in(&self, head: &ItemHead) -> Vec<String> {
        let names = self.unit.names_in(self.file, head.span).map(|(name, _)| name);
        let matters = |name: &&str| {
            let Interest { symbols, macros, functions, .. } = self.interest;
            [symbols, macros, functions].iter().any(|known| known.contains(*name))
        };
        names.filter(matters).map(str::to_owned).collect()
    }

    /// An item of a kind that is not read: a macro's use, or something unknown. It must name nothing that moves.
    fn passed_over(&mut self, head: &ItemHead) {
        use HeadKind::{MacroCall, Other, Typedef};
        if !matches!(head.kind, MacroCall | Other | Typedef) {
            return;
        }
        let names: Vec<ast::Name> = self
            .unit
            .names_in(self.file, head.span)
            .map(|(name, span)| ast::Name { text: name.to_owned(), span })
            .collect();
        self.damage(head, &names, "what it does with the name is not known");
    }

    /// Notes the interesting ones among `names` as not understood.
    fn damage(&mut self, head: &ItemHead, names: &[ast::Name], reason: &str) {
        let symbols: Vec<&ast::Name> = names.iter().filter(|name| self.interest.knows(&name.text)).collect();
        if let Some(first) = symbols.first() {
            let damage = Damage { span: first.span, reason: reason.to_owned() };
            let names = symbols.iter().map(|name| name.text.clone()).collect();
            self.facts.damages.push(DamagedItem {
                item: outline_item(self.file, self.unit, head),
                damage,
                names,
            });
        }
    }

    fn declaration(&mut self, declaration: &ast::Declaration) {
        self.facts.records.extend(records::read(self.file, self.unit, declaration));
        self.facts.statics.extend(statics::read(declaration, self.interest));
        for declarator in &declaration.declarators {
            if declaration.storage.is_typedef {
                continue;
            }
            match &declarator.params {
                Some(params) if !declarator.is_function_pointer => {
                    self.prototype(declaration, declarator, params);
                }
                Some(_) => {}
                None => self.variable(declaration, declarator),
            }
        }
    }

    fn variable(&mut self, declaration: &ast::Declaration, declarator: &ast::Declarator) {
        if declaration.base == "PyTypeObject" && declarator.ty.stars == 0 {
            match types::read(self.file, self.unit, self.macros, declaration, declarator) {
                Some(definition) => self.facts.types.push(definition),
                None if declarator.ty.arrays == 0 && self.is_sequence(declarator) => {
                    self.facts.types.push(types::of_sequence(self.unit, declaration, declarator));
                }
                None => self.type_declaration(declaration, declarator),
            }
        } else if tables::is_table(&declaration.base) {
            let table = tables::read(self.file, self.unit, self.macros, declaration, declarator);
            self.facts.tables.extend(table);
        } else if self.interest.symbols.contains(&declarator.name.text) {
            self.global(declaration, declarator);
        }
    }

    /// Whether this is the type object of a struct sequence. It is no longer one that could not be read, then.
    fn is_sequence(&mut self, declarator: &ast::Declarator) -> bool {
        let before = self.facts.made.len();
        let is_it =
            |made: &MadeType| made.how == How::StructSequence && made.name.span == declarator.name.span;
        self.facts.made.retain(|made| !is_it(made));
        self.facts.made.len() < before
    }

    fn type_declaration(&mut self, declaration: &ast::Declaration, declarator: &ast::Declarator) {
        self.facts.declarations.push(Declaration {
            name: declarator.name.clone(),
            storage: declaration.storage,
            span: declaration.span,
            declarator: declarator.span,
            siblings: declaration.declarators.len(),
            is_array: declarator.ty.arrays > 0,
            conditions: self.unit.conditions_at(declaration.span.start),
        });
    }

    fn global(&mut self, declaration: &ast::Declaration, declarator: &ast::Declarator) {
        let Some(mut global) = globals::read(self.file, declaration, declarator, self.interest) else {
            return;
        };
        global.conditions = self.unit.conditions_at(declaration.span.start);
        global.comments = comments_beside(self.file, self.unit, declaration.span);
        self.facts.globals.push(global);
    }

    /// Static variables of a function that hold objects.
    fn local_statics(&mut self, function: &ast::Function, name: &str) {
        let statics = opening::static_variables(&function.body, self.interest);
        let mut found = Vec::new();
        function.body.walk(&mut |stmt| {
            let ast::StmtKind::Declaration(declaration) = &stmt.kind else { return };
            for declarator in declaration.declarators.iter().filter(|one| statics.contains(&one.name.text)) {
                found.push((declaration.clone(), declarator.clone(), stmt.span));
            }
        });
        for (declaration, declarator, statement) in found {
            self.global(&declaration, &declarator);
            if let Some(global) = self.facts.globals.last_mut() {
                global.span = statement;
                global.function = Some(name.to_owned());
            }
        }
    }

    fn prototype(
        &mut self,
        declaration: &ast::Declaration,
        declarator: &ast::Declarator,
        params: &ast::Params,
    ) {
        self.facts.prototypes.push(Prototype {
            name: declarator.name.clone(),
            storage: declaration.storage,
            span: declaration.span,
            specifiers: declaration.specifiers,
            params: params.clone(),
            returns: declarator.ty.clone(),
        });
    }

    fn body(&self, function: &ast::Function) -> body::Body {
        let params = function.params.list.iter().filter_map(|param| param.name.as_ref());
        let names = params.map(|name| name.text.clone()).collect();
        body::read(self.file, &function.body, names, self.interest)
    }

    fn function(&mut self, function: ast::Function, variants: impl Iterator<Item = Item>, of_life: bool) {
        let name = function.name.clone().or_else(|| self.name_by_macro(&function));
        self.facts.tables.extend(tables::of_function(self.file, self.unit, self.macros, &function));
        if let Some(name) = name {
            self.local_statics(&function, &name.text);
        }
        let function = self.function_of(function, variants, of_life);
        self.facts.functions.extend(function);
    }

    fn function_of(
        &self,
        function: ast::Function,
        variants: impl Iterator<Item = Item>,
        of_life: bool,
    ) -> Option<Function> {
        let mut body = self.body(&function);
        let text = |span: Span| self.file.text(span).into_owned();
        let mut passed = passed::read(&function.params, &function.body, &text);
        let mut other_blocks = Vec::new();
        let mut all_params = function.params.list.clone();
        for variant in variants {
            if let Item::Function(other) = variant {
                all_params.extend(other.params.list.iter().cloned());
                body.merge(self.body(&other));
                passed.merge(passed::read(&other.params, &other.body, &text));
                other_blocks.push(other.body);
            }
        }
        all_params.sort_by_key(|param| param.span);
        all_params.dedup_by_key(|param| param.span);
        let head_macro = function.head.as_ref().map(|head| head.span);
        let name = function.name.clone().or_else(|| self.name_by_macro(&function))?;
        let mut idents: Vec<String> =
            self.unit.names_in(self.file, function.span).map(|(name, _)| name.to_owned()).collect();
        idents.sort();
        idents.dedup();
        let mut function = Function {
            inits: self.inits(&name.text),
            name,
            span: function.span,
            storage: function.storage,
            head_macro,
            by_macro: None,
            specifiers: function.specifiers,
            returns: function.returns,
            conditions: self.unit.conditions_at(function.span.start),
            body: function.body.span,
            opening: opening::of_body(self.unit, &function.body, self.interest),
            params: function.params,
            all_params,
            facts: body,
            passed,
            idents,
            released: None,
            walks: Vec::new(),
            hands_out: Vec::new(),
            block: function.body,
        };
        function.walks = self.walks(&function, &other_blocks);
        let blocks: Vec<&ast::Block> = std::iter::once(&function.block).chain(&other_blocks).collect();
        function.hands_out = capsules::read(&blocks);
        if of_life {
            function.released = Some(self.released(&mut function, other_blocks));
        }
        Some(function)
    }

    /// How the function walks the tables that it names.
    fn walks(&self, function: &Function, other_blocks: &[ast::Block]) -> Vec<(String, Walk)> {
        let text = |span: Span| self.file.text(span).into_owned();
        let names = |table: &String| function.idents.binary_search(table).is_ok();
        let tables = self.interest.tables.iter().filter(|(table, _)| names(table));
        let walk = |(table, is_plain): (&String, &bool)| {
            let mut walk = walked::walk(&function.block, table, *is_plain, &text);
            if !other_blocks.is_empty() {
                walk.takedown = None;
                walk.trouble = Some((function.name.span, "there are several readings of the function"));
            }
            (table.clone(), walk)
        };
        let mut walks: Vec<(String, Walk)> = tables.map(walk).collect();
        walks.sort_by(|a, b| a.0.cmp(&b.0));
        walks
    }

    /// What all readings of a function's body release.
    fn released(&self, function: &mut Function, other_blocks: Vec<ast::Block>) -> Released {
        let mut released = release::read(self.file, function);
        for block in other_blocks {
            let first = std::mem::replace(&mut function.block, block);
            released.merge(release::read(self.file, function));
            function.block = first;
        }
        released
    }

    /// The module that a function of this name brings up: `PyInit_x`, or a macro that stands for that name.
    fn inits(&self, name: &str) -> Option<String> {
        let of_macro = self.macros.get(name).iter().find_map(|one| one.text.strip_prefix("PyInit_"));
        name.strip_prefix("PyInit_").or(of_macro).map(str::to_owned)
    }

    /// `MOD_INIT(x) { ... }` whose macro writes `PyInit_##x`: the name that comes out.
    fn name_by_macro(&self, function: &ast::Function) -> Option<ast::Name> {
        let head = function.head.as_ref()?;
        let (name, args) = head.as_call()?;
        let argument = self.file.text(args.first()?.span).into_owned();
        let pastes = |one: &super::MacroFact| one.text.contains("PyInit_ ##");
        self.macros
            .get(name)
            .iter()
            .any(|one| pastes(one))
            .then(|| ast::Name { text: format!("PyInit_{argument}"), span: head.span })
    }
}
