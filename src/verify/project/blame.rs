//! Finds the type that breaks a migration, by leaving types out and building again.
//!
//! Does not know how types are left out: that is the rewrite's.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::work::Shared;
use super::{After, Project, PythonVerdict, Rewrite, Side, Trees};
use crate::verify::error::Error;
use crate::verify::pythons::Python;
use crate::verify::scratch;

/// Who broke it.
#[derive(Clone, Debug)]
pub struct Blame {
    /// On which Python it was found out.
    pub python: String,
    /// A smallest set found: with these left out, and all others migrated, nothing fails.
    pub types: Vec<String>,
    /// The files that differ between leaving them out and not.
    pub files: Vec<Suspect>,
    /// How many builds it took.
    pub builds: usize,
    /// The search ended before the set was smallest.
    pub incomplete: bool,
}

/// A file whose migration is to blame: as it is with the blamed types left out, and with them.
#[derive(Clone, Debug)]
pub struct Suspect {
    pub path: PathBuf,
    pub without: Vec<u8>,
    pub with: Vec<u8>,
}

/// A search in progress.
struct Search<'a, 'p> {
    project: &'a Project<'a>,
    rewrite: &'a dyn Rewrite,
    trees: &'a Trees,
    python: &'a Python,
    before: Side,
    progress: &'a Shared<'p>,
    builds: usize,
}

impl Project<'_> {
    /// `None` when nothing failed, the migrated project was given as it is, or leaving out all types does not help.
    pub(super) fn blame(
        &self,
        verdicts: &[PythonVerdict],
        pythons: &[Python],
        types: &[String],
        trees: &Trees,
        progress: &Shared,
    ) -> Option<Blame> {
        let After::Rewrite(rewrite) = &self.request.after else { return None };
        let failed = verdicts.iter().position(PythonVerdict::failed)?;
        let python = &pythons[failed];
        let before = self.recipe.build(self.request, &trees.before, python).ok()?;
        let mut search =
            Search { project: self, rewrite: *rewrite, trees, python, before, progress, builds: 0 };
        search.run(&verdicts[failed], types)
    }
}

impl Search<'_, '_> {
    fn run(&mut self, failed: &PythonVerdict, types: &[String]) -> Option<Blame> {
        let all: Vec<String> = types.to_vec();
        let named = named_in(failed, &all);
        // The failures mostly name the type that causes them.
        let start = if !named.is_empty() && named.len() < all.len() && self.passes_without(&named) {
            named
        } else if self.passes_without(&all) {
            all
        } else {
            return None;
        };
        let types = self.shrink(start);
        let files = self.suspects(&types).unwrap_or_default();
        let incomplete = self.spent();
        Some(Blame { python: self.python.label(), types, files, builds: self.builds, incomplete })
    }

    /// Takes away parts of the set, halves first, as long as leaving out the rest still helps.
    fn shrink(&mut self, mut blamed: Vec<String>) -> Vec<String> {
        let mut size = blamed.len() / 2;
        while size > 0 {
            let mut start = 0;
            while start < blamed.len() && blamed.len() > 1 && !self.spent() {
                let end = (start + size).min(blamed.len());
                let rest: Vec<String> = [&blamed[..start], &blamed[end..]].concat();
                if !rest.is_empty() && self.passes_without(&rest) {
                    blamed = rest;
                } else {
                    start = end;
                }
            }
            size /= 2;
        }
        blamed
    }

    fn spent(&self) -> bool {
        self.builds >= self.project.request.limits.blame_builds
    }

    fn passes_without(&mut self, left_out: &[String]) -> bool {
        self.progress.step(&format!("tries without {}", left_out.join(", ")));
        self.builds += 1;
        self.passes(left_out).unwrap_or(false)
    }

    fn passes(&self, left_out: &[String]) -> Result<bool, Error> {
        let (_scratch, after, _) = self.project.rewritten(self.rewrite, &self.trees.before, left_out)?;
        let after = self.project.recipe.build(self.project.request, &after, self.python)?;
        for module in self.project.modules(&self.before.built) {
            let report = self.project.compare(module, self.python, &self.before.built, &after.built)?;
            if report.failures().next().is_some() {
                return Ok(false);
            }
        }
        match &self.project.request.test_command {
            Some(line) => Ok(self.project.test(line, self.python, &self.before, &after)?.lost.is_empty()),
            None => Ok(true),
        }
    }

    /// What the blamed types changed.
    fn suspects(&self, blamed: &[String]) -> Result<Vec<Suspect>, Error> {
        let (_scratch, without, _) = self.project.rewritten(self.rewrite, &self.trees.before, blamed)?;
        let (without, with) = (root(&without), root(&self.trees.after));
        let paths: BTreeSet<PathBuf> =
            scratch::files(&with).into_iter().chain(scratch::files(&without)).collect();
        let suspect = |path: PathBuf| {
            let read = |folder: &PathBuf| scratch::read(&folder.join(&path)).unwrap_or_default();
            let (without, with) = (read(&without), read(&with));
            (without != with).then_some(Suspect { path, without, with })
        };
        Ok(paths.into_iter().filter_map(suspect).collect())
    }
}

/// The folder of a project that may be a single file.
fn root(tree: &std::path::Path) -> PathBuf {
    if scratch::is_file(tree) { tree.parent().unwrap_or(tree).to_owned() } else { tree.to_owned() }
}

/// The types that the failures speak of.
fn named_in(failed: &PythonVerdict, types: &[String]) -> Vec<String> {
    let subjects: Vec<&str> = failed
        .modules
        .iter()
        .flat_map(|report| report.failures())
        .map(|failure| failure.subject.as_str())
        .collect();
    let speaks_of = |name: &&String| {
        let last = name.rsplit('.').next().unwrap_or(name);
        subjects
            .iter()
            .any(|subject| subject.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == last))
    };
    types.iter().filter(speaks_of).cloned().collect()
}
