//! What a top-level item is, told from its tokens alone.
//!
//! Cheap, and so only a first answer: the parse that follows may still refuse the item. This module does not know
//! what stands inside braces.

use std::ops::Range;
use std::sync::OnceLock;

use crate::source::{FileId, Span};

use super::ast::{Item, Name, Storage};
use super::cut::NONE;
use super::lex::{Token, TokenKind, ident_text};
use super::shape::Shape;
use super::unit::Damage;

/// The kinds of top-level items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeadKind {
    /// A function with its body.
    Function,
    /// `PyTypeObject X = { ... };`, arrays of them included.
    TypeObject,
    /// `PyTypeObject X;` without an initializer: forward, extern, or tentative.
    TypeDeclaration,
    /// `PyMethodDef`, `PyMemberDef` or `PyGetSetDef` with an initializer.
    Table,
    /// `PyNumberMethods` and its kin with an initializer.
    Suite,
    /// `PyModuleDef` with an initializer.
    ModuleDef,
    /// `PyType_Slot`, `PyType_Spec`, `PyModuleDef_Slot`, `PyStructSequence_Desc` or `_Field` with an initializer.
    SlotsOrSpec,
    /// The definition of a struct, union or enum, also in a typedef.
    Record,
    Prototype,
    Variable,
    Typedef,
    /// A macro's use that stands alone.
    MacroCall,
    Other,
}

/// One top-level item, before it is parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemHead {
    /// From its first to its last token, the `;` included.
    pub span: Span,
    pub kind: HeadKind,
    /// The function's name, the first declared name, the tag or the macro. `None` when a macro makes it up.
    pub name: Option<Name>,
    /// All names it declares; for type objects and type declarations only those that are no pointers.
    pub names: Vec<Name>,
    pub storage: Storage,
    /// Why it could not be cut; it cannot be parsed then.
    pub broken: Option<&'static str>,
    /// The view it was cut from, and its tokens there.
    pub(super) view: usize,
    pub(super) range: Range<usize>,
    /// The same place in other views, where they read otherwise.
    pub(super) others: Vec<(usize, Range<usize>)>,
    /// What a declaration was read as, once somebody asked.
    pub(super) read: OnceLock<Result<Vec<Item>, Damage>>,
}

impl ItemHead {
    /// How many readings [`super::unit::Unit::parse`] gives.
    pub fn readings(&self) -> usize {
        1 + self.others.len()
    }
}

/// What a variable of this type is, when it has an initializer.
fn kind_of_type(word: &[u8]) -> Option<HeadKind> {
    Some(match word {
        b"PyTypeObject" | b"_typeobject" => HeadKind::TypeObject,
        b"PyMethodDef" | b"PyMemberDef" | b"PyGetSetDef" => HeadKind::Table,
        b"PyNumberMethods" | b"PySequenceMethods" | b"PyMappingMethods" | b"PyAsyncMethods"
        | b"PyBufferProcs" => HeadKind::Suite,
        b"PyModuleDef" => HeadKind::ModuleDef,
        b"PyType_Slot" | b"PyType_Spec" | b"PyModuleDef_Slot" => HeadKind::SlotsOrSpec,
        b"PyStructSequence_Desc" | b"PyStructSequence_Field" => HeadKind::SlotsOrSpec,
        _ => return None,
    })
}

/// Words that are no part of a declaration's type.
fn storage_word(word: &[u8], storage: &mut Storage) -> bool {
    match word {
        b"static" => storage.is_static = true,
        b"extern" => storage.is_extern = true,
        b"typedef" => storage.is_typedef = true,
        b"inline" | b"__inline" | b"__inline__" | b"__forceinline" => storage.is_inline = true,
        b"const" => storage.is_const = true,
        b"register" | b"volatile" | b"auto" | b"__thread" | b"_Thread_local" | b"thread_local" => {}
        _ => return false,
    }
    true
}

pub(super) struct HeadReader<'a> {
    pub file: FileId,
    pub bytes: &'a [u8],
    pub tokens: &'a [Token],
    pub partners: &'a [u32],
    pub shape: &'a dyn Fn(&[u8]) -> Shape,
}

/// The tokens of an item at bracket depth 0, up to its initializer or body.
struct Top {
    /// Indices; a bracket stands for all it holds.
    tokens: Vec<usize>,
    /// What ended it: the index of a `=`, `{` or `;`, or the end of the item.
    end: usize,
    storage: Storage,
}

impl<'a> HeadReader<'a> {
    fn text(&self, index: usize) -> &'a [u8] {
        self.tokens.get(index).map_or(b"", |t| t.of(self.bytes))
    }

    fn is_ident(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|t| t.kind == TokenKind::Ident)
    }

    fn name(&self, index: usize) -> Name {
        let token = self.tokens[index];
        let span = Span { file: self.file, start: token.start, end: token.end };
        Name { text: ident_text(token.of(self.bytes)), span }
    }

    /// The index of the bracket's partner, or of itself when it has none.
    fn close(&self, index: usize) -> usize {
        let partner = self.partners[index];
        if partner == NONE { index } else { partner as usize }
    }

    pub fn head(&self, view: usize, range: Range<usize>, broken: Option<&'static str>) -> ItemHead {
        let (first, last) = (self.tokens[range.start], self.tokens[range.end - 1]);
        let span = Span { file: self.file, start: first.start, end: last.end };
        let top = self.top(&range);
        let (kind, names) =
            if broken.is_some() { (HeadKind::Other, vec![]) } else { self.kind(&range, &top) };
        let name = names.first().cloned();
        ItemHead {
            span,
            kind,
            name,
            names,
            storage: top.storage,
            broken,
            view,
            range,
            others: vec![],
            read: OnceLock::new(),
        }
    }

    fn top(&self, range: &Range<usize>) -> Top {
        let mut top = Top { tokens: vec![], end: range.end, storage: Storage::default() };
        let mut at = range.start;
        while at < range.end {
            let text = self.text(at);
            match text {
                b"=" | b"{" | b";" => {
                    top.end = at;
                    break;
                }
                b"(" | b"[" => {
                    top.tokens.push(at);
                    at = self.close(at);
                }
                _ if self.is_ident(at) => {
                    let shape = (self.shape)(text);
                    top.storage.is_static |= shape.is_static;
                    if storage_word(text, &mut top.storage) {
                        // Says nothing of type or name.
                    } else if shape.attribute && !self.is_head_of_body(at, &top) {
                        at = if self.text(at + 1) == b"(" { self.close(at + 1) } else { at };
                    } else {
                        top.tokens.push(at);
                    }
                }
                _ => top.tokens.push(at),
            }
            at += 1;
        }
        top
    }

    /// Whether this is the name of a function, though a macro of the same name is nothing in another branch.
    fn is_head_of_body(&self, at: usize, top: &Top) -> bool {
        let called = self.text(at + 1) == b"(" && self.text(self.close(at + 1) + 1) == b"{";
        called && !top.tokens.iter().any(|&i| self.text(i) == b"(")
    }

    fn kind(&self, range: &Range<usize>, top: &Top) -> (HeadKind, Vec<Name>) {
        if self.text(range.start) == b"{" || top.tokens.iter().any(|&i| self.text(i) == b"class") {
            return (HeadKind::Other, vec![]);
        }
        let is_record = |&i: &usize| matches!(self.text(i), b"struct" | b"union" | b"enum");
        let record = top.tokens.iter().position(is_record);
        // `struct NAME(x) {` has a macro for a tag.
        let tag_macro = record.is_some_and(|at| at + 3 == top.tokens.len());
        let parens = top.tokens.iter().any(|&i| self.text(i) == b"(") && !tag_macro;
        if matches!(
            self.text(range.start),
            b"case" | b"default" | b"if" | b"for" | b"while" | b"do" | b"switch" | b"else"
        ) {
            return (HeadKind::Other, vec![]);
        }
        if self.text(top.end) == b"{" {
            if record.is_some() && !parens {
                return self.record(range, top);
            }
            let kind = if parens { HeadKind::Function } else { HeadKind::Other };
            return (kind, self.function_name(top).into_iter().collect());
        }
        let last = self.text(range.end - 1);
        let body_by_macro = last != b";"
            && parens
            && (self.shape)(self.text(*top.tokens.iter().rfind(|&&i| self.is_ident(i)).unwrap_or(&0))).block;
        let old_style = last == b"}" && self.text(top.end) == b";";
        if old_style || body_by_macro && top.tokens.len() > 3 {
            return (HeadKind::Function, self.first_call(top));
        }
        if top.storage.is_typedef {
            return (HeadKind::Typedef, self.declared(range, top).into_iter().map(|d| d.0).collect());
        }
        if let Some(found) = self.call(range, top) {
            return found;
        }
        self.variable(range, top)
    }

    /// `struct tag { ... } names;`
    fn record(&self, range: &Range<usize>, top: &Top) -> (HeadKind, Vec<Name>) {
        let tag = top
            .tokens
            .last()
            .filter(|&&i| self.is_ident(i) && !matches!(self.text(i), b"struct" | b"union" | b"enum"));
        let after = self.close(top.end) + 1;
        let rest = self.top(&(after..range.end));
        let declared =
            self.declared(range, &Top { tokens: rest.tokens, end: rest.end, storage: top.storage });
        let mut names: Vec<Name> = declared.into_iter().map(|d| d.0).collect();
        names.extend(tag.map(|&i| self.name(i)));
        let kind = if self.text(rest.end) == b"=" { HeadKind::Variable } else { HeadKind::Record };
        (kind, names)
    }

    /// The name before the last parentheses, if a type stands before it.
    fn function_name(&self, top: &Top) -> Option<Name> {
        let parens = top.tokens.iter().rposition(|&i| self.text(i) == b"(")?;
        let name = *top.tokens[..parens].last()?;
        let typed = parens >= 2 && self.is_ident(name);
        typed.then(|| self.name(name))
    }

    /// The first name with parentheses behind it.
    fn first_call(&self, top: &Top) -> Vec<Name> {
        let pairs = top.tokens.windows(2);
        let names = pairs
            .filter(|pair| self.is_ident(pair[0]) && self.text(pair[1]) == b"(")
            .map(|pair| self.name(pair[0]));
        names.take(1).collect()
    }

    /// A prototype or a macro's use: a name with parentheses, and no initializer.
    fn call(&self, range: &Range<usize>, top: &Top) -> Option<(HeadKind, Vec<Name>)> {
        let is_call = |&at: &usize| {
            let callee = top.tokens[at];
            let parens = top.tokens.get(at + 1).filter(|&&i| self.text(i) == b"(");
            let pointer = parens.is_some_and(|&i| self.is_pointer_group(i));
            let shape = (self.shape)(self.text(callee));
            let typed = shape.takes_type || at == 0 && self.is_unknown_type_macro(top);
            self.is_ident(callee) && parens.is_some() && !typed && !pointer
        };
        if top.tokens.len() == 2 && self.is_ident(top.tokens[0]) && self.text(top.tokens[1]) == b"(" {
            // Also `PyDoc_VAR(name) = "...";`, which declares what the macro makes of its argument.
            let alone = self.text(top.end) != b"=" && range.end - top.end <= 1;
            let kind = if alone { HeadKind::MacroCall } else { HeadKind::Variable };
            return Some((kind, self.names_if(alone, top.tokens[0])));
        }
        let at = (0..top.tokens.len()).find(is_call)?;
        let name = vec![self.name(top.tokens[at])];
        Some((if at > 0 { HeadKind::Prototype } else { HeadKind::Other }, name))
    }

    fn names_if(&self, named: bool, index: usize) -> Vec<Name> {
        if named { vec![self.name(index)] } else { vec![] }
    }

    /// `API(int) name ...`
    fn is_unknown_type_macro(&self, top: &Top) -> bool {
        matches!(top.tokens[..], [_, parens, name, ..] if self.text(parens) == b"(" && (self.is_ident(name) || self.text(name) == b"*"))
    }

    fn variable(&self, range: &Range<usize>, top: &Top) -> (HeadKind, Vec<Name>) {
        let declared = self.declared(range, top);
        let all: Vec<Name> = declared.iter().map(|d| d.0.clone()).collect();
        let Some(first) = all.first() else {
            let alone = top.tokens.len() == 1 && self.is_ident(top.tokens[0]);
            let kind = if alone { HeadKind::MacroCall } else { HeadKind::Other };
            return (kind, top.tokens.first().map_or(vec![], |&i| self.names_if(alone, i)));
        };
        let before = self.tokens[range.clone()].iter().take_while(|t| t.start < first.span.start);
        let kind = before.filter(|t| t.kind == TokenKind::Ident).find_map(|t| kind_of_type(t.of(self.bytes)));
        let plain: Vec<Name> = declared.iter().filter(|d| !d.1).map(|d| d.0.clone()).collect();
        let has_list = self.text(top.end) == b"=" && self.text(top.end + 1) == b"{";
        match kind {
            Some(HeadKind::TypeObject) if plain.is_empty() => (HeadKind::Variable, all),
            Some(HeadKind::TypeObject) if has_list => (HeadKind::TypeObject, plain),
            Some(HeadKind::TypeObject) if self.text(top.end) != b"=" => (HeadKind::TypeDeclaration, plain),
            Some(kind) if has_list && !declared[0].1 => (kind, all),
            _ => (HeadKind::Variable, all),
        }
    }

    /// The names that a declaration declares, and whether each is a pointer. The first is the last word before the
    /// initializer; others follow commas.
    fn declared(&self, range: &Range<usize>, top: &Top) -> Vec<(Name, bool)> {
        let mut names = Vec::new();
        let mut parts = top.tokens.split(|&i| self.text(i) == b",");
        for part in parts.by_ref() {
            names.extend(self.declarator(part, range.start));
        }
        let mut at = top.end;
        // Behind the first initializer.
        while at < range.end {
            match self.text(at) {
                b"{" | b"(" | b"[" => at = self.close(at),
                b"," => {
                    let next = self.top(&(at + 1..range.end));
                    for part in next.tokens.split(|&i| self.text(i) == b",") {
                        names.extend(self.declarator(part, range.start));
                    }
                    at = next.end.max(at + 1);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        names
    }

    /// `* name [n] : bits`, with a type before it in the first one.
    fn declarator(&self, part: &[usize], start: usize) -> Option<(Name, bool)> {
        let colon = part.iter().position(|&i| self.text(i) == b":").unwrap_or(part.len());
        let part = &part[..colon];
        let pointer = part.iter().any(|&i| self.text(i) == b"*");
        if let Some(inner) = self.pointer_to_function(part) {
            return Some((inner, true));
        }
        let name = *part.iter().rev().find(|&&i| self.is_ident(i))?;
        // A lone word in the first place is a type or a macro; behind a comma or a record's body it is a name.
        let before = if part[0] > start { self.text(part[0] - 1) } else { b"" };
        let declared = part.len() > 1 || matches!(before, b"," | b"}");
        declared.then(|| (self.name(name), pointer))
    }

    /// Whether `(* ...)` or `(CALLBACK * ...)` starts here.
    fn is_pointer_group(&self, open: usize) -> bool {
        let attributes =
            (open + 1..).take_while(|&i| self.is_ident(i) && (self.shape)(self.text(i)).attribute).count();
        self.text(open + 1 + attributes) == b"*"
    }

    /// The name in `(*name)(...)`.
    fn pointer_to_function(&self, part: &[usize]) -> Option<Name> {
        let open = *part.iter().find(|&&i| self.text(i) == b"(" && self.is_pointer_group(i))?;
        let inside = open + 1..self.close(open);
        inside.rev().find(|&i| self.is_ident(i)).map(|i| self.name(i))
    }
}
