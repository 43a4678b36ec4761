//! Which files matter: those that define a type object, and those that are tied to them by includes or names.
//!
//! A file that names nothing of interest is never cut into items, let alone parsed.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use memchr::memmem;
use rayon::prelude::*;

use crate::source::{FileId, SourceFile, Sources};
use crate::syntax::grammar::Grammar;
use crate::syntax::head::{HeadKind, ItemHead};
use crate::syntax::lex::{TokenKind, lex};
use crate::syntax::preprocess::MacroDef;
use crate::syntax::unit::Unit;

/// The files that matter, cut into items.
#[derive(Debug)]
pub struct Selection {
    /// Those that define static types, and those tied to them, in order.
    pub units: Vec<Unit>,
    /// Those with heap types only, in order, which no static type is tied to: they are told of, and not read further.
    pub apart: Vec<Unit>,
}

/// The units of the files that matter.
pub fn select(sources: &Sources, grammar: &Grammar) -> Selection {
    let named = |file: &&SourceFile| {
        memmem::find(&file.bytes, b"PyTypeObject").is_some()
            || memmem::find(&file.bytes, b"PyType_Spec").is_some()
    };
    let candidates: Vec<&SourceFile> = sources.iter().filter(named).collect();
    let defining: Vec<Unit> = candidates
        .into_par_iter()
        .map(|file| Unit::new(file, grammar))
        .filter(|unit| defines_types(sources, unit))
        .collect();
    let (mut units, mut apart): (Vec<Unit>, Vec<Unit>) =
        defining.into_iter().partition(|unit| has_static_type(sources, unit));
    bind(sources, &mut units, &mut apart);
    // Names of those files may be needed in others, and names of these in turn in others: two rounds reach a file that
    // holds `PyInit_` and calls into one that readies types.
    for _ in 0..2 {
        let ties = Ties::of(sources, &units);
        let known: HashSet<FileId> = units.iter().chain(&apart).map(Unit::file).collect();
        let rest: Vec<&SourceFile> = sources.iter().filter(|file| !known.contains(&file.id)).collect();
        let found: Vec<Unit> = rest
            .into_par_iter()
            .filter(|file| ties.reach(file))
            .map(|file| Unit::new(file, grammar))
            .collect();
        if found.is_empty() {
            break;
        }
        units.extend(found);
        bind(sources, &mut units, &mut apart);
    }
    units.sort_by_key(Unit::file);
    Selection { units, apart }
}

fn defines_types(sources: &Sources, unit: &Unit) -> bool {
    let file = sources.get(unit.file());
    has_static_type(sources, unit) || unit.items().iter().any(|head| is_spec(file, unit, head))
}

/// Whether a type object stands in the file, or something that may hide one.
fn has_static_type(sources: &Sources, unit: &Unit) -> bool {
    let file = sources.get(unit.file());
    unit.items().iter().any(|head| {
        matches!(head.kind, HeadKind::TypeObject | HeadKind::TypeDeclaration)
            || unit.type_macro(file, head).is_some()
            || head.broken.is_some()
    })
}

fn is_spec(file: &SourceFile, unit: &Unit, head: &ItemHead) -> bool {
    head.kind == HeadKind::SlotsOrSpec
        && unit.names_in(file, head.span).any(|(name, _)| name == "PyType_Spec")
}

/// Moves to `units` what of `apart` includes, names or is named by one of them, directly or not.
fn bind(sources: &Sources, units: &mut Vec<Unit>, apart: &mut Vec<Unit>) {
    let mut new = 0;
    while new < units.len() && !apart.is_empty() {
        let (ours, theirs) = (Outside::of(sources, &units[new..]), Outside::of(sources, apart));
        let named: HashSet<usize> =
            units[new..].iter().flat_map(|unit| theirs.meant_by(sources, unit)).collect();
        new = units.len();
        let (bound, rest): (Vec<_>, Vec<_>) = std::mem::take(apart)
            .into_iter()
            .enumerate()
            .partition(|(at, unit)| named.contains(at) || !ours.meant_by(sources, unit).is_empty());
        units.extend(bound.into_iter().map(|(_, unit)| unit));
        apart.extend(rest.into_iter().map(|(_, unit)| unit));
    }
}

/// What other files can know of some units: by name, which of the units it means.
struct Outside {
    /// Functions, variables and types with external linkage.
    names: HashMap<Vec<u8>, Vec<usize>>,
    /// The last parts of the files' own names.
    files: HashMap<Vec<u8>, Vec<usize>>,
}

impl Outside {
    fn of(sources: &Sources, units: &[Unit]) -> Outside {
        let mut outside = Outside { names: HashMap::new(), files: HashMap::new() };
        for (at, unit) in units.iter().enumerate() {
            use HeadKind::{Function, TypeDeclaration, TypeObject, Variable};
            let external = unit.items().iter().filter(|head| {
                !head.storage.is_static
                    && matches!(head.kind, Function | Variable | TypeObject | TypeDeclaration)
            });
            for name in external.flat_map(|head| &head.names) {
                outside.names.entry(name.text.clone().into_bytes()).or_default().push(at);
            }
            let name = base(&sources.get(unit.file()).name).as_bytes();
            outside.files.entry(name.to_vec()).or_default().push(at);
        }
        outside
    }

    /// Those of the units that `unit` includes or names, in its code or its macros.
    fn meant_by(&self, sources: &Sources, unit: &Unit) -> HashSet<usize> {
        let bytes = &sources.get(unit.file()).bytes;
        let bodies = unit.macros().iter().flat_map(|definition| &definition.body_tokens);
        let idents = unit.tokens().iter().chain(bodies).filter(|token| token.kind == TokenKind::Ident);
        let by_name = idents.filter_map(|token| self.names.get(token.of(bytes)));
        let includes = unit.includes().iter().filter(|include| include.quoted);
        let by_file = includes.filter_map(|include| self.files.get(base(&include.path).as_bytes()));
        by_name.chain(by_file).flatten().copied().collect()
    }
}

/// What ties other files to those that are chosen.
struct Ties {
    /// Names with external linkage that the chosen files define, and macros that stand for one.
    names: HashSet<Vec<u8>>,
    /// Folders of the chosen files.
    folders: Vec<String>,
    /// The last parts of the chosen files' names, and of what they include.
    included: HashSet<Vec<u8>>,
}

impl Ties {
    fn of(sources: &Sources, units: &[Unit]) -> Ties {
        let mut ties = Ties { names: HashSet::new(), folders: Vec::new(), included: HashSet::new() };
        for unit in units {
            let file = sources.get(unit.file());
            ties.folders.push(folder(&file.name).to_owned());
            ties.included.insert(base(&file.name).as_bytes().to_vec());
            let includes = unit.includes().iter().filter(|include| include.quoted);
            ties.included.extend(includes.map(|include| base(&include.path).as_bytes().to_vec()));
            let external = unit.items().iter().filter(|head| {
                use HeadKind::{Function, TypeDeclaration, TypeObject};
                !head.storage.is_static && matches!(head.kind, Function | TypeObject | TypeDeclaration)
            });
            ties.names
                .extend(external.flat_map(|head| &head.names).map(|name| name.text.clone().into_bytes()));
        }
        ties.folders.sort();
        ties.folders.dedup();
        ties.add_macros(sources, units);
        ties
    }

    /// Macros that stand for such a name: `#define X_Check(op) Py_IS_TYPE(op, &X_Type)`, and macros that use those.
    fn add_macros(&mut self, sources: &Sources, units: &[Unit]) {
        let definitions = || {
            units.iter().flat_map(|unit| {
                let file = sources.get(unit.file());
                unit.macros().iter().map(move |definition| (file, definition))
            })
        };
        loop {
            let names_one = |(file, definition): &(&SourceFile, &MacroDef)| {
                let idents = definition.body_tokens.iter().filter(|token| token.kind == TokenKind::Ident);
                let mut words = idents.map(|token| token.of(&file.bytes));
                !self.names.contains(definition.name.text.as_bytes())
                    && words.any(|word| self.names.contains(word))
            };
            let found: Vec<Vec<u8>> = definitions()
                .filter(names_one)
                .map(|(_, definition)| definition.name.text.clone().into_bytes())
                .collect();
            if found.is_empty() {
                return;
            }
            self.names.extend(found);
        }
    }

    /// Whether a file includes or is included by a chosen one, or names what one of them defines.
    fn reach(&self, file: &SourceFile) -> bool {
        let own = folder(&file.name);
        let near =
            self.folders.iter().any(|folder| own.starts_with(folder.as_str()) || folder.starts_with(own));
        if !near {
            return false;
        }
        let name = base(&file.name);
        if self.included.contains(name.as_bytes()) && !name.ends_with(".c") {
            return true;
        }
        // What a header of theirs declares is defined in the source of that name.
        let header = name.rsplit_once('.').map(|(stem, _)| format!("{stem}.h"));
        if header.is_some_and(|header| self.included.contains(header.as_bytes())) {
            return true;
        }
        if !self.may_name(&file.bytes) {
            return false;
        }
        lex(&file.bytes, file.is_cplusplus()).iter().any(|token| match token.kind {
            TokenKind::Ident => self.names.contains(token.of(&file.bytes)),
            TokenKind::Directive => self.includes_chosen(token.of(&file.bytes)),
            _ => false,
        })
    }

    /// Whether some word of a text is one of the names, or may be the path of a source: comments and strings count, so
    /// that the text need not be cut.
    fn may_name(&self, bytes: &[u8]) -> bool {
        let in_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..);
        bytes.split(|byte| !in_word(byte)).any(|word| self.names.contains(word))
            || memmem::find(bytes, b".c\"").is_some()
    }

    fn includes_chosen(&self, directive: &[u8]) -> bool {
        let text = String::from_utf8_lossy(directive);
        let path = text.split('"').nth(1).filter(|_| text.contains("include"));
        path.is_some_and(|path| self.included.contains(base(path).as_bytes()) && path.ends_with(".c"))
    }
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn base(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, base)| base)
}
