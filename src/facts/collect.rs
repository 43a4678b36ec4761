//! Gathers the facts of one file: parses the items that matter and reads each.

use crate::source::{SourceFile, Span};
use crate::syntax::ast::{self, Item};
use crate::syntax::head::ItemHead;
use crate::syntax::unit::Unit;

use super::calls::arg_kind;
use super::function::Function;
use super::macros::Macros;
use super::survey::Interest;
use super::{DamagedItem, Declaration, FileFacts, Global, OutlineItem, Prototype, style};
use super::{body, records, statics, tables, texts, types};

/// Reads the items of `unit` at the places in `wanted`.
pub fn collect(
    file: &SourceFile,
    unit: &Unit,
    macros: &Macros,
    interest: &Interest,
    wanted: &[usize],
) -> FileFacts {
    let outline = unit.items().iter().map(outline_item).collect();
    let mut collector = Collector {
        file,
        unit,
        macros,
        interest,
        facts: FileFacts {
            file: file.id,
            is_cplusplus: file.is_cplusplus(),
            includes: unit.includes().to_vec(),
            types: Vec::new(),
            declarations: Vec::new(),
            tables: Vec::new(),
            records: Vec::new(),
            globals: Vec::new(),
            functions: Vec::new(),
            prototypes: Vec::new(),
            statics: Vec::new(),
            outline,
            damages: Vec::new(),
            style: style::read(file, unit),
            texts: texts::read(file, unit, macros),
            branches: unit.branches().to_vec(),
        },
    };
    for &at in wanted {
        collector.item(&unit.items()[at]);
    }
    collector.facts
}

fn outline_item(head: &ItemHead) -> OutlineItem {
    OutlineItem { span: head.span, kind: head.kind, name: head.name.clone() }
}

/// The C types whose initializers are tables.
fn is_table(base: &str) -> bool {
    const TABLES: [&str; 14] = [
        "PyMethodDef",
        "PyMemberDef",
        "PyGetSetDef",
        "PyModuleDef",
        "PyModuleDef_Slot",
        "PyType_Slot",
        "PyType_Spec",
        "PyNumberMethods",
        "PySequenceMethods",
        "PyMappingMethods",
        "PyAsyncMethods",
        "PyBufferProcs",
        "PyStructSequence_Desc",
        "PyStructSequence_Field",
    ];
    TABLES.contains(&base.trim_start_matches("struct "))
}

struct Collector<'a> {
    file: &'a SourceFile,
    unit: &'a Unit,
    macros: &'a Macros,
    interest: &'a Interest,
    facts: FileFacts,
}

impl Collector<'_> {
    fn item(&mut self, head: &ItemHead) {
        match self.unit.parse(self.file, head) {
            Ok(variants) => {
                let mut variants = variants.into_iter();
                match variants.next() {
                    Some(Item::Function(function)) => self.function(function, variants),
                    Some(Item::Declaration(declaration)) => self.declaration(&declaration),
                    _ => {}
                }
            }
            Err(damage) => {
                let names = self.unit.names_in(self.file, head.span).map(|(name, _)| name.to_owned());
                let of_interest = |name: &String| self.interest.symbols.contains(name);
                let names = names.filter(of_interest).collect();
                self.facts.damages.push(DamagedItem { item: outline_item(head), damage, names });
            }
        }
    }

    fn declaration(&mut self, declaration: &ast::Declaration) {
        self.facts.records.extend(records::read(self.unit, declaration));
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
                None => self.type_declaration(declaration, declarator),
            }
        } else if is_table(&declaration.base) {
            let table = tables::read(self.file, self.unit, self.macros, declaration, declarator);
            self.facts.tables.extend(table);
        } else if self.interest.symbols.contains(&declarator.name.text) {
            self.global(declaration, declarator);
        }
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
        let text = |span: Span| self.file.text(span).into_owned();
        let init = declarator.init.as_ref().map(|init| (init.span, arg_kind(init, &text)));
        self.facts.globals.push(Global {
            name: declarator.name.clone(),
            ty: declarator.ty.clone(),
            storage: declaration.storage,
            span: declaration.span,
            declarator: declarator.span,
            siblings: declaration.declarators.len(),
            init,
            conditions: self.unit.conditions_at(declaration.span.start),
        });
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

    fn function(&mut self, function: ast::Function, variants: impl Iterator<Item = Item>) {
        let mut body = body::read(self.file, &function.body, self.interest);
        for variant in variants {
            if let Item::Function(other) = variant {
                body.merge(body::read(self.file, &other.body, self.interest));
            }
        }
        self.local_tables(&function);
        let head_macro = function.head.as_ref().map(|head| head.span);
        let Some(name) = function.name.clone().or_else(|| self.name_by_macro(&function)) else { return };
        let mut idents: Vec<String> =
            self.unit.names_in(self.file, function.span).map(|(name, _)| name.to_owned()).collect();
        idents.sort();
        idents.dedup();
        self.facts.functions.push(Function {
            inits: self.inits(&name.text),
            name,
            span: function.span,
            storage: function.storage,
            head_macro,
            specifiers: function.specifiers,
            returns: function.returns,
            conditions: self.unit.conditions_at(function.span.start),
            body: function.body.span,
            opening: body::opening(&function.body, self.interest),
            params: function.params,
            facts: body,
            idents,
            block: function.body,
        });
    }

    /// Tables that are local variables of a function: a `static struct PyModuleDef` inside `PyInit_x`.
    fn local_tables(&mut self, function: &ast::Function) {
        let mut found = Vec::new();
        function.body.walk(&mut |stmt| {
            let ast::StmtKind::Declaration(declaration) = &stmt.kind else { return };
            if !is_table(&declaration.base) {
                return;
            }
            for declarator in &declaration.declarators {
                let table = tables::read(self.file, self.unit, self.macros, declaration, declarator);
                found.extend(table.map(|mut table| {
                    table.function = function.name.as_ref().map(|name| name.text.clone());
                    table
                }));
            }
        });
        self.facts.tables.extend(found);
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
            .any(pastes)
            .then(|| ast::Name { text: format!("PyInit_{argument}"), span: head.span })
    }
}
