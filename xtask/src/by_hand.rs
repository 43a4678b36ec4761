//! `cargo xtask by-hand`: types that the tool makes of CPython's own modules, against those that CPython's developers made of
//! the same ones by hand. Every difference is explained by a rule, or the task fails. Writes docs/by-hand.md.

mod differences;
mod page;
mod reach;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use crate::{cache, stdlib};
use differences::{Difference, Judgement, Trio};
use shape::Shape;

/// Where most modules have been converted.
const BY_HAND: &str = "python3.13";

/// Where they had not been, the later first, and what the tool is told to aim at: types of CPython 3.9 cannot be immutable.
const BEFORE: [(&str, &str); 2] = [("python3.11", "3.11"), ("python3.9", "3.10")];

/// A type that both have made.
struct Pair {
    name: String,
    file: String,
    same: usize,
    differences: Vec<Difference>,
}

pub fn run(arguments: &[String]) -> Result<(), String> {
    if let Some(word) = arguments.first() {
        return Err(format!("`{word}` is not known here: the task takes no arguments"));
    }
    let folder = cache::folder("stdlib")?;
    let by_hand = heap_types(shape::read(&stdlib::source(&folder, BY_HAND)?)?);
    let (mut pairs, mut alone) = (BTreeMap::new(), BTreeSet::new());
    for (package, target) in BEFORE {
        let [was, now] = stdlib::before_and_after(&folder, package, target)?;
        let ours = heap_types(shape::read(&now)?);
        for was in shape::read(&was)?.iter().filter(|shape| shape.is_static) {
            let Some(ours) = ours.get(&was.name) else { continue };
            if let Some(theirs) = partner(was, &by_hand) {
                pairs.entry(was.name.clone()).or_insert_with(|| pair(&Trio { was, ours, theirs }));
            } else {
                alone.insert(was.name.clone());
            }
        }
    }
    let pairs: Vec<Pair> = pairs.into_values().collect();
    let page = page::page(&pairs, &alone);
    print!("{page}");
    let path = crate::root().join("docs").join("by-hand.md");
    cache::publish(&path, page.as_bytes())?;
    eprintln!("written: {}", path.display());
    let open =
        pairs.iter().flat_map(|pair| &pair.differences).filter(|one| one.judgement == Judgement::Unexplained);
    match open.count() {
        0 => Ok(()),
        open => Err(format!("{open} differences that no rule explains")),
    }
}

fn heap_types(shapes: Vec<Shape>) -> BTreeMap<String, Shape> {
    shapes.into_iter().filter(|shape| !shape.is_static).map(|shape| (shape.name.clone(), shape)).collect()
}

fn pair(trio: &Trio) -> Pair {
    let (name, file) = (trio.was.name.clone(), trio.was.file.clone());
    Pair { name, file, same: trio.same(), differences: trio.differences() }
}

/// The type of the same name, or one of the same file that shares most of its functions: some were renamed.
fn partner<'a>(was: &Shape, by_hand: &'a BTreeMap<String, Shape>) -> Option<&'a Shape> {
    let shared = |other: &Shape| {
        other.slots.values().filter(|value| was.slots.values().any(|own| own == *value)).count()
    };
    let renamed = || {
        let same_file = by_hand.values().filter(|other| other.file == was.file && shared(other) > 1);
        same_file.max_by_key(|other| shared(other))
    };
    by_hand.get(&was.name).or_else(renamed)
}
