//! Declarations, records, and functions.

use tree_sitter::Node;

use super::node::Known;
use super::{Lowerer, Outcome};
use crate::source::Span;
use crate::syntax::ast::{
    Block, Declaration, Declarator, Expr, Field, FieldKind, Function, Name, Param, Params, RecordDef,
    RecordKind, Storage, TypeText,
};

/// What a declarator says, from the outside in.
#[derive(Default)]
struct Parts {
    name: Option<Name>,
    stars: u8,
    arrays: u8,
    params: Option<Params>,
    is_function_pointer: bool,
    /// The call that stands where a name should: `NAME(x)` in `NAME(x)(void)`.
    head: Option<Expr>,
}

impl Lowerer<'_> {
    pub(super) fn function(&mut self, node: Node) -> Outcome<Function> {
        let declarator = self.field(node, "declarator")?;
        let parts = self.declarator_parts(declarator)?;
        let ty = self.base_of(self.field(node, "type")?);
        let body = self.field(node, "body")?;
        let Some(params) = parts.params else {
            return self.fail(declarator, "this function has no parameters");
        };
        let first = self.tokens[0].start;
        let specifiers = Span { file: self.file, start: first, end: self.span(declarator).start };
        let returns =
            TypeText { base: ty.base, stars: ty.stars + parts.stars, arrays: ty.arrays + parts.arrays };
        let span = Span { start: first, ..self.span(node) };
        let storage = self.storage(specifiers);
        let mut function = Function {
            span,
            name: parts.name,
            head: parts.head,
            storage,
            specifiers,
            returns,
            params,
            body: self.block(body)?,
        };
        self.unname(&mut function);
        Ok(function)
    }

    /// `static PyObject *METHOD(kind) {`: parameters without types are a macro's arguments.
    fn unname(&self, function: &mut Function) {
        let Params { list, is_void, is_variadic, span } = &function.params;
        let untyped = !list.is_empty()
            && list.iter().all(|p| p.name.is_none() && p.unused.is_none() && p.ty.stars == 0);
        let Some(name) = function.name.as_ref().filter(|_| untyped && !is_void && !is_variadic) else {
            return;
        };
        let head = self.filled(name.span.to(*span));
        function.params = Params { span: *span, list: vec![], is_void: false, is_variadic: false };
        (function.name, function.head) = (None, Some(head));
    }

    /// A function whose head is a macro's use.
    pub(super) fn function_of_macro(&self, (head, specifiers): (Expr, Span), body: Block) -> Function {
        let span = specifiers.to(body.span);
        let params = Params { span: head.span.after(), list: vec![], is_void: false, is_variadic: false };
        let storage = self.storage(specifiers);
        let specifiers = Span { end: head.span.start, ..specifiers };
        Function {
            span,
            name: None,
            head: Some(head),
            storage,
            specifiers,
            returns: TypeText::default(),
            params,
            body,
        }
    }

    /// The storage words in a span, and what macros say.
    fn storage(&self, span: Span) -> Storage {
        let mut storage = Storage::default();
        for token in self.tokens_in(span) {
            match token.of(self.bytes) {
                b"static" => storage.is_static = true,
                // On every platform `PyAPI_DATA` starts with `extern` (pyport.h, exports.h).
                b"extern" | b"PyAPI_DATA" => storage.is_extern = true,
                b"typedef" => storage.is_typedef = true,
                b"inline" | b"__inline" | b"__inline__" | b"__forceinline" => storage.is_inline = true,
                b"const" => storage.is_const = true,
                b"{" => break,
                word => storage.is_static |= (self.shape)(word).is_static,
            }
        }
        storage
    }

    /// A declaration, a typedef, a field, or a record and its `;`.
    pub(super) fn declaration(&mut self, node: Node) -> Outcome<Declaration> {
        let type_node = match node.kind_name() {
            "declaration" | "type_definition" | "field_declaration" => self.field(node, "type")?,
            "struct_specifier" | "union_specifier" | "enum_specifier" => node,
            _ => return self.unknown(node),
        };
        let mut span = self.span(node);
        if let Some(next) = node.next_sibling().filter(|next| type_node == node && next.kind_name() == ";") {
            span = span.to(self.span(next));
        }
        let defines = self.record(type_node)?;
        let base = self.base_of(type_node);
        let mut declarators = Vec::new();
        let mut cursor = node.walk();
        let nodes: Vec<Node> = node.children_by_field_name("declarator", &mut cursor).collect();
        for declarator in nodes.iter().filter(|n| n.is_named()) {
            declarators.push(self.declarator(*declarator, &base)?);
        }
        let first = if self.is_at_item_start(span) { self.tokens[0].start } else { span.start };
        let end = nodes.first().map_or(span.end, |n| self.span(*n).start);
        let specifiers = Span { start: first, end, ..span };
        span.start = first;
        Ok(Declaration {
            span,
            storage: self.storage(specifiers),
            specifiers,
            base: base.base,
            defines,
            declarators,
        })
    }

    /// Whether only blanked tokens stand before a span in the item.
    fn is_at_item_start(&self, span: Span) -> bool {
        let before = (i64::from(span.start) - self.masked.base) as usize;
        self.masked.text[..before].iter().all(u8::is_ascii_whitespace)
    }

    fn declarator(&mut self, node: Node, base: &TypeText) -> Outcome<Declarator> {
        let span = self.span(node);
        let (declarator, init) = if node.kind_name() == "init_declarator" {
            let value = self.field(node, "value")?;
            (self.field(node, "declarator")?, Some(self.expr(value)?))
        } else {
            (node, None)
        };
        let parts = self.declarator_parts(declarator)?;
        let made_by_macro = parts.head.map(|head| Name { text: self.compact(head.span), span: head.span });
        let Some(name) = parts.name.or(made_by_macro) else {
            return self.fail(node, "this declares no name");
        };
        let ty = TypeText {
            base: base.base.clone(),
            stars: base.stars + parts.stars,
            arrays: base.arrays + parts.arrays,
        };
        Ok(Declarator {
            span,
            name,
            ty,
            params: parts.params,
            is_function_pointer: parts.is_function_pointer,
            init,
        })
    }

    fn declarator_parts(&mut self, node: Node) -> Outcome<Parts> {
        let mut parts = Parts::default();
        let mut node = node;
        for _ in 0..100 {
            match node.kind_name() {
                "identifier" | "type_identifier" | "field_identifier" | "primitive_type" => {
                    parts.name = Some(self.name(node));
                    return Ok(parts);
                }
                "pointer_declarator" | "abstract_pointer_declarator" => {
                    // Stars inside `(*name)(...)` belong to the pointer, not to what is returned.
                    if parts.params.is_none() || parts.is_function_pointer {
                        parts.stars = parts.stars.saturating_add(!parts.is_function_pointer as u8);
                    } else {
                        parts.is_function_pointer = true;
                    }
                }
                "array_declarator" | "abstract_array_declarator" => {
                    parts.arrays = parts.arrays.saturating_add(1)
                }
                "function_declarator" | "abstract_function_declarator" => {
                    let inner = node.part("declarator");
                    if parts.params.is_none() {
                        parts.params = Some(self.params(self.field(node, "parameters")?)?);
                    }
                    if let Some(inner) = inner.filter(|inner| is_call_head(*inner)) {
                        parts.head = Some(self.filled(self.span(inner)));
                        return Ok(parts);
                    }
                }
                "parenthesized_declarator" | "abstract_parenthesized_declarator" => {
                    node = self.only_child(node)?;
                    continue;
                }
                "attributed_declarator" => {
                    node = self.nth(node, 0)?;
                    continue;
                }
                _ => return self.unknown(node),
            }
            match node.part("declarator") {
                Some(inner) => node = inner,
                None => return Ok(parts),
            }
        }
        self.fail(node, "this declarator is nested too deep")
    }

    fn params(&mut self, node: Node) -> Outcome<Params> {
        self.deeper(node)?;
        let mut params = Params { span: self.span(node), list: vec![], is_void: false, is_variadic: false };
        for child in self.named(node) {
            match child.kind_name() {
                "variadic_parameter" => params.is_variadic = true,
                "parameter_declaration" => params.list.push(self.param(child)?),
                "identifier" => {
                    let span = self.span(child);
                    params.list.push(Param { span, ty: self.type_text(span), name: None, unused: None });
                }
                _ => return self.unknown(child),
            }
        }
        if let [only] = &params.list[..] {
            let void = TypeText { base: "void".to_string(), ..TypeText::default() };
            if only.ty == void && only.name.is_none() {
                params.is_void = true;
                params.list.clear();
            }
        }
        self.depth -= 1;
        Ok(params)
    }

    fn param(&mut self, node: Node) -> Outcome<Param> {
        let base = self.base_of(self.field(node, "type")?);
        let span = self.span(node);
        let Some(declarator) = node.part("declarator") else {
            return Ok(Param { span, ty: base, name: None, unused: None });
        };
        let is_unused = unused_name(declarator).filter(|d| (self.original(*d)).ends_with(b"UNUSED"));
        let parts = self.declarator_parts(declarator)?;
        let ty =
            TypeText { base: base.base, stars: base.stars + parts.stars, arrays: base.arrays + parts.arrays };
        if is_unused.is_some() {
            let unused = parts.params.and_then(|p| self.lone_name(p.span));
            return Ok(Param { span, ty, name: None, unused });
        }
        Ok(Param { span, ty, name: parts.name, unused: None })
    }

    /// The identifier in `( x )`.
    fn lone_name(&self, span: Span) -> Option<Name> {
        let inside = self.tokens_in(span);
        let name = inside.get(1).filter(|_| inside.len() == 3)?;
        Some(self.identifier(*name))
    }

    /// The body of a struct, union or enum, when the specifier has one.
    fn record(&mut self, node: Node) -> Outcome<Option<RecordDef>> {
        let kind = match node.kind_name() {
            "struct_specifier" => RecordKind::Struct,
            "union_specifier" => RecordKind::Union,
            "enum_specifier" => RecordKind::Enum,
            _ => return Ok(None),
        };
        let Some(body) = node.part("body") else { return Ok(None) };
        let tag = node.part("name").map(|name| self.name(name));
        self.deeper(node)?;
        let mut fields = Vec::new();
        if kind != RecordKind::Enum {
            for field in self.named(body) {
                fields.push(self.record_field(field)?);
            }
        }
        self.depth -= 1;
        Ok(Some(RecordDef { kind, tag, body: self.span(body), fields }))
    }

    fn record_field(&mut self, node: Node) -> Outcome<Field> {
        if node.kind_name() != "field_declaration" {
            return self.unknown(node);
        }
        let span = self.span(node);
        let type_node = self.field(node, "type")?;
        let kind = match node.part("declarator") {
            None => match self.record(type_node)? {
                Some(record) => FieldKind::Anonymous(record),
                None if type_node.kind_name() == "type_identifier" => {
                    FieldKind::Macro(self.filled(self.span(type_node)))
                }
                None => return self.fail(node, "this field has no name"),
            },
            Some(_) => FieldKind::Named(self.declaration(node)?),
        };
        Ok(Field { span, kind })
    }
}

/// `NAME(x)` where a declared name should stand.
fn is_call_head(node: Node) -> bool {
    node.kind_name() == "function_declarator"
        && node.part("declarator").is_some_and(|inner| inner.kind_name() == "identifier")
}

/// The name in `Py_UNUSED(x)`, which reads as a function's declarator.
fn unused_name(node: Node) -> Option<Node> {
    let mut node = node;
    while node.kind_name() == "pointer_declarator" {
        node = node.part("declarator")?;
    }
    if node.kind_name() != "function_declarator" {
        return None;
    }
    node.part("declarator").filter(|name| name.kind_name() == "identifier")
}
