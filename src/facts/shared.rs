//! What stays shared by all interpreters of a process: variables that are written, and code of other libraries.
//!
//! Told from tokens, over every function of a file: it may see a write where there is none, never the other way round.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};

use crate::source::{SourceFile, Span};
use crate::syntax::head::{HeadKind, ItemHead};
use crate::syntax::unit::Unit;

/// A static variable that some code writes to.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedVariable {
    pub name: String,
    pub span: Span,
    /// The function it is local to.
    pub function: Option<String>,
}

/// What one file shares.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shared {
    pub variables: Vec<SharedVariable>,
    /// Functions that are called, each with its first place.
    pub called: BTreeMap<String, Span>,
}

/// Types whose values CPython reads and nobody writes.
const TABLES: [&str; 18] = [
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
    "PyTypeObject",
    "const",
    "constexpr",
    "extern",
];

/// Reads one file.
pub fn read(file: &SourceFile, unit: &Unit) -> Shared {
    let code: Vec<Span> = unit.code_in(file.span()).collect();
    let functions: Vec<Span> =
        unit.items().iter().filter(|head| head.kind == HeadKind::Function).map(|head| head.span).collect();
    let reader = Reader { file, code: &code, functions: &functions };
    let mut candidates: Vec<SharedVariable> = Vec::new();
    for head in unit.items() {
        match head.kind {
            HeadKind::Variable => candidates.extend(reader.file_level(head)),
            HeadKind::Function => candidates.extend(reader.local(head)),
            _ => {}
        }
    }
    let written = reader.written(&candidates);
    let mut written = written.into_iter();
    candidates.retain(|_| written.next() == Some(true));
    Shared { variables: candidates, called: reader.called() }
}

struct Reader<'a> {
    file: &'a SourceFile,
    code: &'a [Span],
    /// In order.
    functions: &'a [Span],
}

impl Reader<'_> {
    fn text(&self, at: usize) -> &[u8] {
        self.code.get(at).map_or(b"", |&span| self.file.slice(span))
    }

    fn range(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.code.partition_point(|token| token.start < span.start);
        let end = self.code.partition_point(|token| token.end <= span.end);
        start..end.max(start)
    }

    fn file_level(&self, head: &ItemHead) -> Vec<SharedVariable> {
        let range = self.range(head.span);
        let is_table = range.clone().any(|at| TABLES.iter().any(|word| self.text(at) == word.as_bytes()));
        // What stands behind the first `=` is a value.
        if is_table && range.clone().take_while(|&at| self.text(at) != b"=").any(|at| self.is_table_word(at))
        {
            return Vec::new();
        }
        let names = head.names.iter();
        names
            .map(|name| SharedVariable { name: name.text.clone(), span: name.span, function: None })
            .collect()
    }

    fn is_table_word(&self, at: usize) -> bool {
        TABLES.iter().any(|word| self.text(at) == word.as_bytes())
    }

    /// `static T x ...;` inside a function.
    fn local(&self, head: &ItemHead) -> Vec<SharedVariable> {
        let function = head.name.as_ref().map(|name| name.text.clone());
        let range = self.range(head.span);
        let body = range.clone().find(|&at| self.text(at) == b"{").unwrap_or(range.end);
        let mut found = Vec::new();
        for at in (body..range.end).filter(|&at| self.text(at) == b"static") {
            let end =
                (at..range.end).find(|&at| matches!(self.text(at), b";" | b"=" | b"[")).unwrap_or(range.end);
            let keyword_list = self.text(end) == b"[" && (at..end).any(|at| self.text(at) == b"char");
            if keyword_list || (at..end).any(|at| self.is_table_word(at)) {
                continue;
            }
            if let Some(&span) = end.checked_sub(1).and_then(|at| self.code.get(at)) {
                let name = self.file.text(span).into_owned();
                found.push(SharedVariable { name, span, function: function.clone() });
            }
        }
        found
    }

    /// For each variable, whether some code assigns it, or hands its address on.
    fn written(&self, variables: &[SharedVariable]) -> Vec<bool> {
        let mut by_name: HashMap<&[u8], Vec<usize>> = HashMap::new();
        for (place, variable) in variables.iter().enumerate() {
            by_name.entry(variable.name.as_bytes()).or_default().push(place);
        }
        let mut written = vec![false; variables.len()];
        for at in 0..self.code.len() {
            let Some(places) = by_name.get(self.text(at)) else { continue };
            if self.in_function(at) && self.writes(at) {
                let others = places.iter().filter(|&&place| variables[place].span != self.code[at]);
                others.for_each(|&place| written[place] = true);
            }
        }
        written
    }

    fn in_function(&self, at: usize) -> bool {
        let next = self.functions.partition_point(|function| function.end <= self.code[at].start);
        self.functions.get(next).is_some_and(|function| function.contains(self.code[at]))
    }

    fn writes(&self, at: usize) -> bool {
        const ASSIGN: [&[u8]; 13] =
            [b"=", b"+=", b"-=", b"*=", b"/=", b"%=", b"|=", b"&=", b"^=", b"<<=", b">>=", b"++", b"--"];
        let before = at.checked_sub(1).map_or(&b""[..], |at| self.text(at));
        if matches!(before, b"." | b"->") {
            return false;
        }
        if matches!(before, b"&" | b"++" | b"--") {
            return true;
        }
        let mut next = at + 1;
        // Past `[i]`, `.f`, `->f`.
        loop {
            match self.text(next) {
                b"[" => {
                    let mut depth = 0;
                    while next < self.code.len() {
                        depth += i32::from(self.text(next) == b"[") - i32::from(self.text(next) == b"]");
                        next += 1;
                        if depth == 0 {
                            break;
                        }
                    }
                }
                b"." | b"->" => next += 2,
                _ => break,
            }
        }
        ASSIGN.contains(&self.text(next))
            || (matches!(before, b"(" | b",") && matches!(self.text(at + 1), b")" | b","))
    }

    /// Names that stand before a `(` in the bodies of functions, parameters left out.
    fn called(&self) -> BTreeMap<String, Span> {
        let mut called = BTreeMap::new();
        for &function in self.functions {
            let range = self.range(function);
            let body = range.clone().find(|&at| self.text(at) == b"{").unwrap_or(range.end);
            for at in body..range.end {
                let is_name =
                    self.text(at).first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
                let is_member = at > 0 && matches!(self.text(at - 1), b"." | b"->");
                // `visit(op, arg)` calls what the function was given.
                let is_param = || (range.start..body).any(|param| self.text(param) == self.text(at));
                if is_name && !is_member && self.text(at + 1) == b"(" && !is_param() {
                    called.entry(self.file.text(self.code[at]).into_owned()).or_insert(self.code[at]);
                }
            }
        }
        called
    }
}
