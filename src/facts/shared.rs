//! What stays shared by all interpreters of a process: variables that are written, and code of other libraries.
//!
//! Told from tokens, over every function of a file: it may see a write where there is none, never the other way round.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt, HashSet};

use crate::source::{SourceFile, Span};
use crate::syntax::ast::Name;
use crate::syntax::head::{HeadKind, ItemHead};
use crate::syntax::unit::Unit;

use super::tables::is_table;

mod pool;
mod values;

pub use values::is_harmless;

/// A static variable that some code writes to.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedVariable {
    pub name: String,
    pub span: Span,
    /// The function it is local to.
    pub function: Option<String>,
    /// The names in its declaration, its own among them; none for a pointer to a function.
    pub words: Vec<String>,
    /// Where code of functions writes what may be another value each time, in order.
    pub filled: Vec<Span>,
    /// Those of these places where the value may be an object that code of the module made.
    pub made: Vec<Made>,
    /// The functions of the file that do so, by themselves or by what they call.
    pub filling: BTreeSet<String>,
}

/// A write of what may be an object that code of the module made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    pub span: Span,
    /// The function or macro that it depends on; none where it is not known what is written.
    pub by: Option<String>,
}

/// What one file shares.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shared {
    pub variables: Vec<SharedVariable>,
    /// Functions that are called, each with its first place.
    pub called: BTreeMap<String, Span>,
}

/// Whether an operator behind a variable changes it.
pub fn writes(operator: &str) -> bool {
    const ALL: [&str; 13] = ["=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "<<=", ">>=", "++", "--"];
    ALL.contains(&operator)
}

/// Whether what is declared with this word is written by nobody: CPython reads it, or it is defined elsewhere.
fn is_still(word: &str) -> bool {
    is_table(word) || matches!(word, "PyTypeObject" | "const" | "constexpr" | "extern")
}

/// Reads one file.
pub fn read(file: &SourceFile, unit: &Unit) -> Shared {
    let written = unit.written();
    let mut code: Vec<Span> = unit.code_in(file.span()).collect();
    code.extend(written.iter().flat_map(|one| unit.code_of(one)));
    code.sort_unstable();
    let own = unit.items().iter().filter(|head| head.kind == HeadKind::Function).map(|head| head.span);
    let mut functions: Vec<Span> = own.chain(written.iter().map(|one| one.head.span)).collect();
    functions.sort_unstable();
    let words = written.iter().flat_map(|one| &one.words).filter(|word| !word.made.is_empty());
    let written_words = words.map(|word| (word.span, &word.made[..])).collect();
    let mut reader =
        Reader { file, code: &code, functions: &functions, written_words, addresses: HashSet::default() };
    reader.addresses = unit.items().iter().flat_map(|head| reader.addresses(head)).collect();
    let mut candidates: Vec<SharedVariable> = Vec::new();
    for head in unit.items() {
        match head.kind {
            HeadKind::Variable => candidates.extend(reader.file_level(head)),
            HeadKind::Record if !head.storage.is_typedef => candidates.extend(reader.file_level(head)),
            HeadKind::Function => candidates.extend(reader.local(head)),
            _ => {}
        }
    }
    let written = reader.written(&mut candidates);
    for variable in candidates.iter_mut().filter(|variable| !variable.made.is_empty()) {
        if reader.is_pool(variable) {
            variable.made.clear();
        }
    }
    let mut written = written.into_iter();
    candidates.retain(|_| written.next() == Some(true));
    if candidates.iter().any(|variable| !variable.filled.is_empty()) {
        let callers = reader.callers(unit.items());
        for variable in &mut candidates {
            variable.filling = filling(&variable.filled, unit.items(), &callers);
        }
    }
    Shared { variables: candidates, called: reader.called() }
}

struct Reader<'a> {
    file: &'a SourceFile,
    code: &'a [Span],
    /// In order.
    functions: &'a [Span],
    /// What macros that write functions make of their words.
    written_words: HashMap<Span, &'a [String]>,
    /// Names that stand for one address: functions and arrays.
    addresses: HashSet<String>,
}

impl Reader<'_> {
    fn text(&self, at: usize) -> &[u8] {
        self.code.get(at).map_or(b"", |&span| self.file.slice(span))
    }

    /// What a word stands for: itself, or what a macro makes of it.
    fn names(&self, at: usize) -> Vec<Vec<u8>> {
        match self.written_words.get(&self.code[at]) {
            Some(made) => made.iter().map(|name| name.clone().into_bytes()).collect(),
            None => vec![self.text(at).to_vec()],
        }
    }

    fn range(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.code.partition_point(|token| token.start < span.start);
        let end = self.code.partition_point(|token| token.end <= span.end);
        start..end.max(start)
    }

    fn addresses(&self, head: &ItemHead) -> Vec<String> {
        let is_array =
            |name: &&Name| self.text(self.code.partition_point(|token| token.start < name.span.end)) == b"[";
        let text = |name: &Name| name.text.clone();
        match head.kind {
            HeadKind::Function | HeadKind::Prototype => head.name.iter().map(text).collect(),
            _ => head.names.iter().filter(is_array).map(text).collect(),
        }
    }

    fn file_level(&self, head: &ItemHead) -> Vec<SharedVariable> {
        let range = self.range(head.span);
        // What stands behind the first `=` is a value.
        if range.clone().take_while(|&at| self.text(at) != b"=").any(|at| self.is_table_word(at)) {
            return Vec::new();
        }
        // `struct T;` declares no variable.
        let is_record = matches!(self.text(range.start), b"struct" | b"union" | b"enum");
        if is_record && self.text(range.start + 2) == b";" {
            return Vec::new();
        }
        let words = self.words(range);
        // A tag is no variable.
        let is_tag =
            |span: Span| self.text(self.code.partition_point(|token| token.start < span.end)) == b"{";
        let names = head.names.iter().filter(|name| !is_tag(name.span));
        let variable = |name: &Name| SharedVariable {
            name: name.text.clone(),
            span: name.span,
            function: None,
            words: words.clone(),
            filled: Vec::new(),
            made: Vec::new(),
            filling: BTreeSet::new(),
        };
        names.map(variable).collect()
    }

    /// The names in a declaration, up to its initializer.
    fn words(&self, range: std::ops::Range<usize>) -> Vec<String> {
        let declaration = || range.clone().take_while(|&at| self.text(at) != b"=");
        if declaration().any(|at| self.text(at) == b"(") {
            return Vec::new();
        }
        let is_name =
            |at: &usize| self.text(*at).first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
        declaration().filter(is_name).map(|at| self.file.text(self.code[at]).into_owned()).collect()
    }

    fn is_table_word(&self, at: usize) -> bool {
        std::str::from_utf8(self.text(at)).is_ok_and(is_still)
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
                let words = self.words(at..end);
                found.push(SharedVariable {
                    name,
                    span,
                    function: function.clone(),
                    words,
                    filled: Vec::new(),
                    made: Vec::new(),
                    filling: BTreeSet::new(),
                });
            }
        }
        found
    }

    /// For each variable, whether some code assigns it, or hands its address on; and notes what fills it.
    fn written(&self, variables: &mut [SharedVariable]) -> Vec<bool> {
        let mut by_name: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        for (place, variable) in variables.iter().enumerate() {
            by_name.entry(variable.name.clone().into_bytes()).or_default().push(place);
        }
        let mut written = vec![false; variables.len()];
        for at in 0..self.code.len() {
            let is_known =
                self.written_words.contains_key(&self.code[at]) || by_name.contains_key(self.text(at));
            if !is_known || !self.in_function(at) || !self.writes(at) {
                continue;
            }
            let span = self.code[at];
            let fills = self.fills(at);
            for &place in self.names(at).iter().filter_map(|name| by_name.get(name)).flatten() {
                if variables[place].span != span && self.is_in_scope(&variables[place], at) {
                    written[place] = true;
                    variables[place].filled.extend(fills.then_some(span));
                    let made = self.made(at, &variables[place]);
                    variables[place].made.extend(made);
                }
            }
        }
        written
    }

    /// The functions of the file that name each of them.
    fn callers(&self, items: &[ItemHead]) -> Callers {
        let functions = || items.iter().filter(|head| head.kind == HeadKind::Function);
        let names: HashSet<&[u8]> =
            functions().filter_map(|head| head.name.as_ref()).map(|name| name.text.as_bytes()).collect();
        let mut callers = Callers::new();
        for head in functions() {
            let Some(own) = &head.name else { continue };
            for at in self.range(head.span).filter(|&at| names.contains(self.text(at))) {
                let callee = self.file.text(self.code[at]).into_owned();
                callers.entry(callee).or_default().insert(own.text.clone());
            }
        }
        callers
    }

    /// Whether a name used in a function may be this variable: not one that the function declares for itself.
    fn is_in_scope(&self, variable: &SharedVariable, at: usize) -> bool {
        let is_name =
            |at: usize| self.text(at).last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        let is_end = |at: usize| matches!(self.text(at), b";" | b"{" | b"}");
        // `T *x = y;`
        let stars = (0..at).rev().take_while(|&at| self.text(at) == b"*").count();
        let is_declared = stars > 0 && at > stars + 1 && is_name(at - stars - 1) && is_end(at - stars - 2);
        let function = |start: u32| self.functions.partition_point(|function| function.end <= start);
        let is_elsewhere =
            variable.function.is_some() && function(variable.span.start) != function(self.code[at].start);
        !is_declared && !is_elsewhere
    }

    /// The function that a token stands in; empty if it stands in none.
    fn function_of(&self, at: usize) -> std::ops::Range<usize> {
        let next = self.functions.partition_point(|function| function.end <= self.code[at].start);
        self.functions.get(next).map_or(0..0, |&function| self.range(function))
    }

    fn in_function(&self, at: usize) -> bool {
        let next = self.functions.partition_point(|function| function.end <= self.code[at].start);
        self.functions.get(next).is_some_and(|function| function.contains(self.code[at]))
    }

    fn writes(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or(&b""[..], |at| self.text(at));
        if matches!(before, b"." | b"->") {
            return false;
        }
        if matches!(before, b"&" | b"++" | b"--") {
            return true;
        }
        let next = self.past_members(at + 1);
        std::str::from_utf8(self.text(next)).is_ok_and(writes)
            || (matches!(before, b"(" | b",") && matches!(self.text(at + 1), b")" | b","))
    }

    /// Past `[i]`, `.f`, `->f`.
    fn past_members(&self, mut at: usize) -> usize {
        loop {
            match self.text(at) {
                b"[" => at = self.past_group(at),
                b"." | b"->" => at += 2,
                _ => return at,
            }
        }
    }

    /// Past the brackets that open at `at`.
    fn past_group(&self, mut at: usize) -> usize {
        let mut depth = 0;
        while at < self.code.len() {
            depth += i32::from(matches!(self.text(at), b"[" | b"("))
                - i32::from(matches!(self.text(at), b"]" | b")"));
            at += 1;
            if depth == 0 {
                break;
            }
        }
        at
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
                    let is_word =
                        |name: &Vec<u8>| name.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
                    for name in self.names(at).into_iter().filter(is_word) {
                        called.entry(String::from_utf8_lossy(&name).into_owned()).or_insert(self.code[at]);
                    }
                }
            }
        }
        called
    }
}

/// By the name of a function, those that name it.
type Callers = BTreeMap<String, BTreeSet<String>>;

/// The functions that contain one of `places`, and those that lead to such a function.
fn filling(places: &[Span], items: &[ItemHead], callers: &Callers) -> BTreeSet<String> {
    let fills = |head: &&ItemHead| places.iter().any(|place| head.span.contains(*place));
    let functions = items.iter().filter(|head| head.kind == HeadKind::Function).filter(fills);
    let mut rest: Vec<&String> =
        functions.filter_map(|head| head.name.as_ref()).map(|name| &name.text).collect();
    let mut found = BTreeSet::new();
    while let Some(name) = rest.pop() {
        if found.insert(name.clone()) {
            rest.extend(callers.get(name).into_iter().flatten());
        }
    }
    found
}
