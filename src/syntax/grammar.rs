//! The macro shapes and type names that the front end reads by: tables as data, and what a project adds.
//!
//! This module does not know how a shape is used; `shape` tells them from a `#define`, `mask` acts on them.

use std::sync::{Arc, LazyLock};

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::source::SourceFile;

use super::fragment::{self, Fragment, FragmentKind};
use super::lex::lex;
use super::mask::Words;
use super::preprocess;
use super::shape::{self, Shape};
use super::unit::Damage;

static BUILTIN: LazyLock<Grammar> = LazyLock::new(|| {
    let mut tables = Tables::default();
    tables.add_macros(include_str!("../../grammars/macros.txt")).expect("our own table is well formed");
    tables.add_types(include_str!("../../grammars/types.txt"));
    Grammar(Arc::new(tables))
});

/// What is known of macros and types before a file is opened. A clone is cheap.
#[derive(Clone, Debug)]
pub struct Grammar(Arc<Tables>);

#[derive(Clone, Debug, Default)]
struct Tables {
    macros: Names<Shape>,
    types: Names<()>,
    /// Told from the `#define`s of other files; a table's word goes first.
    learned: HashMap<Vec<u8>, Shape>,
}

/// The part of a path behind the last `/`.
fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

impl Words for Grammar {
    fn shape(&self, name: &[u8]) -> Shape {
        Grammar::shape(self, name)
    }

    fn is_type(&self, name: &[u8]) -> bool {
        Grammar::is_type(self, name)
    }
}

/// Names and patterns with a `*` at one end.
#[derive(Clone, Debug)]
struct Names<T> {
    exact: HashMap<Vec<u8>, T>,
    prefixes: Vec<(Vec<u8>, T)>,
    suffixes: Vec<(Vec<u8>, T)>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Names { exact: HashMap::new(), prefixes: Vec::new(), suffixes: Vec::new() }
    }
}

impl<T: Copy> Names<T> {
    fn get(&self, name: &[u8]) -> Option<T> {
        let exact = self.exact.get(name).copied();
        let prefix = || self.prefixes.iter().find(|(p, _)| name.starts_with(p)).map(|p| p.1);
        let suffix = || self.suffixes.iter().find(|(s, _)| name.ends_with(s)).map(|s| s.1);
        exact.or_else(prefix).or_else(suffix)
    }

    fn insert(&mut self, name: &str, value: T, merge: impl Fn(T, T) -> T) {
        if let Some(suffix) = name.strip_prefix('*') {
            self.suffixes.push((suffix.into(), value));
        } else if let Some(prefix) = name.strip_suffix('*') {
            self.prefixes.push((prefix.into(), value));
        } else {
            let slot = self.exact.entry(name.into()).or_insert(value);
            *slot = merge(*slot, value);
        }
    }
}

impl Grammar {
    /// The tables in `grammars/`.
    pub fn builtin() -> &'static Grammar {
        &BUILTIN
    }

    /// These tables and a project's own lines, in the form of `grammars/macros.txt`. The error names the line.
    pub fn with(&self, lines: &str) -> Result<Grammar, String> {
        let mut grammar = self.clone();
        Arc::make_mut(&mut grammar.0).add_macros(lines)?;
        Ok(grammar)
    }

    /// Takes the `#define`s and typedefs of all files that others read: headers, and what is included by its name.
    pub fn learn_from(&mut self, files: &[SourceFile]) {
        let mut included: HashSet<String> = HashSet::new();
        for file in files {
            let tokens = lex(&file.bytes, file.is_cplusplus());
            let includes = preprocess::read(file, &tokens).includes;
            let quoted = includes.into_iter().filter(|include| include.quoted);
            included.extend(quoted.map(|include| base_name(&include.path).to_string()));
        }
        let ending = |file: &SourceFile| file.name.rsplit('.').next().is_some_and(|e| e.starts_with('h'));
        for file in files.iter().filter(|file| ending(file) || included.contains(base_name(&file.name))) {
            self.learn(file);
        }
    }

    /// Takes the `#define`s and typedefs of a file, usually a header, for use in the files that are read after it.
    /// A macro that two files define in two shapes has the shapes of both.
    pub fn learn(&mut self, file: &SourceFile) {
        let tokens = lex(&file.bytes, file.is_cplusplus());
        let directives = preprocess::read(file, &tokens);
        let shapes = shape::shapes(&file.bytes, &directives.macros, self);
        let tables = Arc::make_mut(&mut self.0);
        let words = directives.includes.iter().any(|include| include.path == "iso646.h");
        for (name, shape) in shapes.into_iter().chain(shape::operator_words().filter(|_| words)) {
            let slot = tables.learned.entry(name.to_vec()).or_default();
            *slot = slot.merge(shape);
        }
        for name in shape::typedefs(&file.bytes, &tokens) {
            tables.types.exact.insert(name.to_vec(), ());
        }
    }

    /// Reads text that is no file: see [`fragment`].
    pub fn parse_fragment(&self, text: &[u8], kind: FragmentKind) -> Result<Fragment, Damage> {
        fragment::parse(text, kind, false, self)
    }

    /// The shape of a macro by its name.
    pub(super) fn shape(&self, name: &[u8]) -> Shape {
        let Tables { macros, learned, .. } = &*self.0;
        let learned = || learned.get(name).copied();
        let exact = macros.exact.get(name).copied().or_else(learned);
        exact.map_or_else(|| macros.get(name).unwrap_or_default(), |shape| self.patterned(name, shape))
    }

    /// What a macro's `#define` says, and what its name says where the `#define` says nothing: the one that is seen may
    /// stand for a case in which the macro is switched off.
    pub(super) fn patterned(&self, name: &[u8], shape: Shape) -> Shape {
        let pattern = if shape.attribute { self.0.macros.get(name) } else { None };
        pattern.map_or(shape, |pattern| shape.merge(pattern))
    }

    /// Whether the tables, not a file's `#define`, speak of this very name.
    pub(super) fn names(&self, name: &[u8]) -> bool {
        self.0.macros.exact.contains_key(name)
    }

    pub(super) fn is_type(&self, name: &[u8]) -> bool {
        self.0.types.get(name).is_some()
    }
}

impl Tables {
    fn add_macros(&mut self, lines: &str) -> Result<(), String> {
        for (number, line) in lines.lines().enumerate() {
            let line = line.split('#').next().unwrap_or("");
            let mut words = line.split_whitespace();
            let Some(word) = words.next() else { continue };
            let shape = Shape::named(word).ok_or_else(|| {
                format!(
                    "line {}: `{word}` is no macro shape; the shapes are {}",
                    number + 1,
                    Shape::NAMES.join(", ")
                )
            })?;
            for name in words {
                self.macros.insert(name, shape, Shape::merge);
            }
        }
        Ok(())
    }

    fn add_types(&mut self, lines: &str) {
        for line in lines.lines().filter(|line| !line.starts_with('#')) {
            for name in line.split_whitespace() {
                self.types.insert(name, (), |_, _| ());
            }
        }
    }
}
