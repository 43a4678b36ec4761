//! Casts that CPython's macros make, and in the limited API from 3.11 on do not: `Py_INCREF(type)` of a `PyTypeObject *`.
//!
//! It looks at the tokens of the result, so at what the tool writes and at what it leaves alone. What is declared as
//! `PyObject *` gets none. A cast too many changes nothing; this module does not know the types of expressions.

use std::collections::BTreeSet;

use crate::capi::{Version, limited};
use crate::edit::{Change, EditSet, NewFile};
use crate::link::Project;
use crate::plan::Settings;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::grammar::Grammar;
use crate::syntax::unit::Unit;

const AUTHOR: &str = "guard-limited";

/// From here on the limited API's macros leave the type of their argument to the compiler (`object.h`).
const FIRST: Version = Version::of(11);

/// What takes a `PyObject *` without a cast of its own, with what ends in `_Check` and `_CheckExact`.
const TAKERS: [&str; 10] = [
    "Py_TYPE",
    "Py_SIZE",
    "Py_REFCNT",
    "Py_IS_TYPE",
    "Py_SET_TYPE",
    "Py_INCREF",
    "Py_XINCREF",
    "Py_XDECREF",
    "Py_NewRef",
    "Py_XNewRef",
];

/// Adds the casts to a change that keeps to the limited API.
pub fn add_casts(
    sources: &Sources,
    grammar: &Grammar,
    project: &Project,
    change: Change,
    settings: &Settings,
) -> Change {
    if settings.target.limited.is_none_or(|limited| limited < FIRST) {
        return change;
    }
    let module = &project.modules[change.module];
    let mut files: Vec<SourceFile> = Vec::new();
    for &at in &module.files {
        let file = sources.get(project.files[at].file);
        let edits = change.files.get(&file.id);
        let bytes = edits.map_or_else(|| file.bytes.clone(), |edits| edits.apply(&file.bytes));
        files.push(SourceFile::new(file.id, file.name.clone(), bytes));
    }
    for (at, file) in change.new_files.iter().enumerate() {
        let id = FileId((sources.as_slice().len() + at) as u32);
        files.push(SourceFile::new(id, file.name_in(sources), file.bytes.clone()));
    }
    let read: Vec<Code> = files.iter().map(|file| Code::new(file, grammar)).collect();
    let mut declared = Declared::default();
    read.iter().for_each(|code| declared.read(code.file, &code.runs[0]));
    let is_object = |name: &str| declared.says_object(name);
    let mut change = change;
    for code in &read {
        let casts = code.casts(&is_object);
        let new = (code.file.id.0 as usize).checked_sub(sources.as_slice().len());
        match new {
            Some(at) => insert_into(&mut change.new_files[at], &casts),
            None if casts.is_empty() => {}
            None => {
                let edits = change.files.remove(&code.file.id).unwrap_or_default();
                change.files.insert(code.file.id, edits.then_insert(code.file.id, &casts, AUTHOR));
            }
        }
    }
    change
}

fn insert_into(file: &mut NewFile, casts: &[(u32, String)]) {
    let whole = EditSet::default().then_insert(FileId(0), casts, AUTHOR);
    file.bytes = whole.apply(&file.bytes);
}

/// The live tokens of one file of the result.
struct Code<'a> {
    file: &'a SourceFile,
    /// The code itself, then the body of each macro.
    runs: Vec<Vec<Span>>,
    /// The top-level items.
    items: Vec<Span>,
}

/// Names that stand in declarations of a `PyObject *`, and of a pointer to something else.
#[derive(Default)]
struct Declared {
    objects: BTreeSet<Vec<u8>>,
    others: BTreeSet<Vec<u8>>,
}

impl Declared {
    fn read(&mut self, file: &SourceFile, code: &[Span]) {
        for three in code.windows(3) {
            let [ty, star, name] = [three[0], three[1], three[2]].map(|span| file.slice(span));
            if star == b"*" && is_word(ty) && is_word(name) {
                let list = if ty == b"PyObject" { &mut self.objects } else { &mut self.others };
                list.insert(name.to_vec());
            }
        }
    }

    fn says_object(&self, name: &str) -> bool {
        self.objects.contains(name.as_bytes()) && !self.others.contains(name.as_bytes())
    }

    fn knows(&self, name: &str) -> bool {
        self.objects.contains(name.as_bytes()) || self.others.contains(name.as_bytes())
    }
}

impl<'a> Code<'a> {
    fn new(file: &'a SourceFile, grammar: &Grammar) -> Code<'a> {
        let unit = Unit::new(file, grammar);
        let mut runs = vec![unit.code_in(file.span()).collect::<Vec<Span>>()];
        for one in unit.macros() {
            let body = one.body_tokens.iter();
            runs.push(body.map(|token| Span { file: file.id, start: token.start, end: token.end }).collect());
        }
        let items = unit.items().iter().map(|item| item.span).collect();
        Code { file, runs, items }
    }

    /// Where casts go, and their text.
    fn casts(&self, is_object: &dyn Fn(&str) -> bool) -> Vec<(u32, String)> {
        let mut casts = Vec::new();
        for (run, code) in self.runs.iter().enumerate() {
            let is_macro = run > 0;
            let takes = |at: usize| self.text(code, at) == "(" && takes_object(&self.text(code, at - 1));
            for at in (1..code.len()).filter(|&at| takes(at)) {
                let here = self.declared_around(code[at]);
                let says_object = |name: &str, is_variable: bool| match is_variable && here.knows(name) {
                    true => here.says_object(name),
                    false => is_object(name),
                };
                casts.extend(self.cast(code, at + 1, is_macro, &says_object));
            }
        }
        casts.sort();
        casts
    }

    /// What the function around a place declares.
    fn declared_around(&self, at: Span) -> Declared {
        let mut declared = Declared::default();
        if let Some(item) = self.items.iter().find(|item| item.contains(at)) {
            let code: Vec<Span> = self.runs[0].iter().copied().filter(|span| item.contains(*span)).collect();
            declared.read(self.file, &code);
        }
        declared
    }

    /// The cast of the argument that starts at `start`.
    fn cast(
        &self,
        code: &[Span],
        start: usize,
        is_macro: bool,
        is_object: &dyn Fn(&str, bool) -> bool,
    ) -> Vec<(u32, String)> {
        let end = self.argument_end(code, start);
        let words: Vec<String> = (start..end).map(|at| self.text(code, at)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let Some((first, last)) = code.get(start).zip(end.checked_sub(1).and_then(|at| code.get(at))) else {
            return Vec::new();
        };
        let place = first.start;
        match words.as_slice() {
            [] | ["(", "PyObject", "*", ")", ..] => Vec::new(),
            // What a parameter of a macro stands for is not known.
            [_] if is_macro => vec![(place, "(PyObject *)(".to_owned()), (last.end, ")".to_owned())],
            [.., name]
                if is_path(&words) && (is_object(name, words.len() == 1) || is_object_of_cpython(&words)) =>
            {
                Vec::new()
            }
            words if is_path(words) || is_call(words) || is_address(words) => {
                vec![(place, "(PyObject *)".to_owned())]
            }
            _ => vec![(place, "(PyObject *)(".to_owned()), (last.end, ")".to_owned())],
        }
    }

    /// The token that ends an argument: a comma, or the closing parenthesis.
    fn argument_end(&self, code: &[Span], start: usize) -> usize {
        let mut depth = 0;
        for at in start..code.len() {
            match self.text(code, at).as_str() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" if depth == 0 => return at,
                ")" | "]" | "}" => depth -= 1,
                "," if depth == 0 => return at,
                _ => {}
            }
        }
        start
    }

    fn text(&self, code: &[Span], at: usize) -> String {
        code.get(at).map_or_else(String::new, |&span| self.file.text(span).into_owned())
    }
}

fn takes_object(name: &str) -> bool {
    let is_check = name.ends_with("_Check") || name.ends_with("_CheckExact") || name.ends_with("_TypeCheck");
    TAKERS.contains(&name) || (is_check && limited::since(name).is_some())
}

fn is_word(text: &[u8]) -> bool {
    text.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
        && !matches!(text, b"return" | b"sizeof" | b"case")
}

/// `x`, `self->f.g`
fn is_path(words: &[&str]) -> bool {
    words.len() % 2 == 1
        && words.iter().enumerate().all(|(at, word)| match at % 2 {
            0 => is_word(word.as_bytes()),
            _ => matches!(*word, "->" | "."),
        })
}

fn is_object_of_cpython(words: &[&str]) -> bool {
    matches!(words, [name] if name.starts_with("Py_") || name.starts_with("PyExc_"))
}

/// `f(...)` and nothing behind it.
fn is_call(words: &[&str]) -> bool {
    let mut depth = 0;
    let closes_last = |at: usize| at + 1 == words.len();
    words.len() > 2
        && is_word(words[0].as_bytes())
        && words[1] == "("
        && words.iter().enumerate().skip(1).all(|(at, word)| {
            match *word {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            depth > 0 || closes_last(at)
        })
}

/// `&x`
fn is_address(words: &[&str]) -> bool {
    matches!(words, ["&", rest @ ..] if is_path(rest))
}
