//! Hand-made migrations with known mistakes, and correct ones: they show that the probes find what they are made for.
//!
//! A folder of them holds `before.c`, `after.c` (correct), perhaps `exercise.py` and `announced.txt`, and under `mistakes/` and
//! `correct/` variants of `after.c` as lists of replacements; those under `in_output/` are for what the tool makes of `before.c`. Does not judge what it reports.

use std::path::{Path, PathBuf};

use super::build::{Built, PlainBuild};
use super::compare::Announced;
use super::error::Error;
use super::observe::Options;
use super::pythons::Python;
use super::scratch;
use super::{Job, Report, compare_modules};

/// One module and what is made of it.
#[derive(Clone, Debug)]
pub struct Module {
    pub name: String,
    pub before: String,
    /// The correct migration comes first.
    pub variants: Vec<Variant>,
    exercise: Option<PathBuf>,
    announced: String,
    headers: Vec<(PathBuf, Vec<u8>)>,
}

/// One way to migrate the module, right or wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    pub name: String,
    /// What is wrong with it, in a sentence; or why it is right, too.
    pub why: String,
    /// The checks that must find it, each of them enough; empty for a correct variant.
    pub caught_by: Vec<String>,
    /// The lowest minor version on which it builds and means something.
    pub since: u32,
    /// Drifts of this variant alone, as lines of `announced.txt`.
    announces: String,
    text: String,
}

impl Variant {
    pub fn is_mistake(&self) -> bool {
        !self.caught_by.is_empty()
    }
}

/// Every folder under `root` that holds a `before.c`, in order of name.
pub fn modules(root: &Path) -> Result<Vec<Module>, Error> {
    let folders = scratch::folders(root);
    folders
        .iter()
        .filter(|folder| scratch::is_file(&folder.join("before.c")))
        .map(|folder| module(root, folder))
        .collect()
}

fn module(root: &Path, folder: &Path) -> Result<Module, Error> {
    let after = text(&folder.join("after.c"))?;
    let mut variants = vec![correct(&after)];
    for list in ["correct", "mistakes"] {
        variants.extend(listed(&folder.join(list), &after, list == "mistakes")?);
    }
    with_variants(root, folder, variants)
}

/// A module of `root` with what `migrate-types` itself made of it, and with mistakes planted in that: they are in `in_output/`.
pub fn in_output(root: &Path, name: &str, after: &str) -> Result<Module, Error> {
    let folder = root.join(name);
    let mut variants = vec![correct(after)];
    variants.extend(listed(&folder.join("in_output"), after, true)?);
    with_variants(root, &folder, variants)
}

fn correct(after: &str) -> Variant {
    Variant {
        name: "after".to_owned(),
        why: "the migration as it should be".to_owned(),
        caught_by: Vec::new(),
        since: 9,
        announces: String::new(),
        text: after.to_owned(),
    }
}

/// The variants of a folder, all of them mistakes or none.
fn listed(folder: &Path, after: &str, mistakes: bool) -> Result<Vec<Variant>, Error> {
    let mut variants = Vec::new();
    for file in scratch::files(folder) {
        let path = folder.join(&file);
        let variant = variant(&path, after)
            .map_err(|problem| Error::Request(format!("{}: {problem}", path.display())))?;
        if variant.is_mistake() != mistakes {
            return Err(Error::Request(format!(
                "{}: a mistake needs a `caught by:` line, nothing else has one",
                path.display()
            )));
        }
        variants.push(variant);
    }
    Ok(variants)
}

fn with_variants(root: &Path, folder: &Path, variants: Vec<Variant>) -> Result<Module, Error> {
    let exercise = Some(folder.join("exercise.py")).filter(|path| scratch::is_file(path));
    Ok(Module {
        name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        before: text(&folder.join("before.c"))?,
        variants,
        exercise,
        announced: text(&folder.join("announced.txt")).unwrap_or_default(),
        headers: vec![(PathBuf::from("compat.h"), text(&root.join("compat.h"))?.into_bytes())],
    })
}

fn text(path: &Path) -> Result<String, Error> {
    let bytes = scratch::read(path).map_err(Error::io(path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Head lines `key: value`, then replacements, each `<<<<` old `====` new `>>>>` on lines of their own; the old text must occur once.
fn variant(path: &Path, after: &str) -> Result<Variant, String> {
    let file = text(path).map_err(|error| error.to_string())?;
    let (head, body) = file.split_once("<<<<\n").ok_or("no `<<<<` line")?;
    let value = |key: &str| head.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
    let mut result = after.to_owned();
    for block in body.split("<<<<\n") {
        let (old, rest) = block.split_once("====\n").ok_or("no `====` line")?;
        let (new, _) = rest.split_once(">>>>").ok_or("no `>>>>` line")?;
        match result.matches(old).count() {
            1 => result = result.replacen(old, new, 1),
            count => return Err(format!("this occurs {count} times in after.c, not once:\n{old}")),
        }
    }
    let since = value("since: 3.").map_or(Ok(9), str::parse).map_err(|_| "`since:` is no version")?;
    Ok(Variant {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        why: value("why:").ok_or("no `why:` line")?.to_owned(),
        caught_by: value("caught by:")
            .map(|list| list.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default(),
        since,
        announces: value("announces:").unwrap_or_default().to_owned(),
        text: result,
    })
}

impl Module {
    /// Builds and compares one variant.
    pub fn judge(
        &self,
        variant: &Variant,
        python: &Python,
        options: &Options,
        cache: &Path,
    ) -> Result<Report, Error> {
        let before = self.build(&self.before, python, cache)?;
        let after = self.build(&variant.text, python, cache)?;
        compare_modules(&Job {
            module: &self.name,
            python,
            before: &before,
            after: &after,
            exercise: self.exercise.as_deref(),
            announced: &self.announced(variant, python),
            options: options.clone(),
            cache: Some(cache),
        })
    }

    fn build(&self, text: &str, python: &Python, cache: &Path) -> Result<Built, Error> {
        let mut files = self.headers.clone();
        files.push((PathBuf::from(format!("{}.c", self.name)), text.as_bytes().to_vec()));
        PlainBuild::of_files(&self.name, files).build(python, Some(cache))
    }

    /// Lines `type drift`, with ` below 3.N` where it is so on older versions only.
    fn announced(&self, variant: &Variant, python: &Python) -> Vec<Announced> {
        let of_line = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                [ty, drift] => Some(Announced::new(ty, drift)),
                [ty, drift, "below", version] => {
                    let minor: u32 = version.strip_prefix("3.")?.parse().ok()?;
                    (python.version.1 < minor).then(|| Announced::new(ty, drift))
                }
                _ => None,
            }
        };
        self.announced.lines().chain(variant.announces.lines()).filter_map(of_line).collect()
    }
}
