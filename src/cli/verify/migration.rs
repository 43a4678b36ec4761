//! What `--write` would make of a tree, made in copies of it.
//!
//! The files are read once: what is verified is what is written in the end. Builds and runs nothing.

use std::path::{Path, PathBuf};

use crate::cli::args::Analysis;
use crate::cli::check::in_words;
use crate::cli::settings::{self, Resolved};
use crate::disk::{self, Inputs, Search};
use crate::options::Options;
use crate::report::{Outcome, TypeReport, Verdict};
use crate::run;
use crate::verify::{Announced, Rewrite, Rewritten};

/// A tree that was read, and the wishes of the user.
pub struct Migration {
    pub inputs: Inputs,
    pub resolved: Resolved,
    /// The canonical folder that is copied.
    folder: PathBuf,
    /// What is built: the folder, or a file in it that is a module of its own.
    pub project: PathBuf,
}

impl Migration {
    /// Reads `path`, a canonical one. A file is built alone, unless there is a command that knows how to build it.
    pub fn read(path: &Path, analysis: &Analysis, has_command: bool) -> Result<Migration, String> {
        let folder = disk::folder_of(path).ok_or_else(|| format!("`{}` does not exist", path.display()))?;
        let resolved = settings::resolve(analysis, &[], &folder)?;
        let search = Search {
            paths: vec![path.to_path_buf()],
            exclude: resolved.exclude.clone(),
            ..Search::default()
        };
        let found = disk::discover(&search)?;
        if let Some(journal) = found.leftovers().first() {
            let folder = journal.parent().unwrap_or(Path::new("/")).display();
            return Err(format!(
                "a run is writing in `{folder}`, or was cut off there: run `migrate-types recover` first"
            ));
        }
        let inputs = disk::read(found);
        let project = if has_command { folder.clone() } else { path.to_path_buf() };
        Ok(Migration { inputs, resolved, folder, project })
    }

    /// What becomes of the tree when types are left out, by their C names.
    pub fn outcome(&self, without: &[String]) -> Outcome {
        let mut options: Options = self.resolved.options.clone();
        options.types.without = without.to_vec();
        run::analyse(&self.inputs.sources, &options)
    }

    /// The path of a file in a copy of the folder.
    fn in_copy(&self, original: &Path, copy: &Path) -> Option<PathBuf> {
        Some(copy.join(original.strip_prefix(&self.folder).ok()?))
    }

    fn put(&self, outcome: &Outcome, copy: &Path) -> Result<(), String> {
        let place = |original: &Path| {
            self.in_copy(original, copy).ok_or_else(|| {
                format!("`{}` would change, and lies outside of what is copied", original.display())
            })
        };
        let put = |path: PathBuf, bytes: &[u8]| {
            disk::write_output(&path, bytes).map_err(|problem| in_words(&problem))
        };
        for change in &outcome.changes {
            for (&id, edits) in &change.files {
                let bytes = edits.apply(&self.inputs.sources.get(id).bytes);
                put(place(&self.inputs.file(id).path)?, &bytes)?;
            }
            for new in &change.new_files {
                let path = self.inputs.file(new.beside).path.with_file_name(&new.name);
                put(place(&path)?, &new.bytes)?;
            }
        }
        Ok(())
    }
}

impl Rewrite for Migration {
    fn rewrite(&self, tree: &Path, without: &[String]) -> Result<Rewritten, String> {
        let named = self.outcome(&[]).types;
        let without: Vec<String> = named
            .iter()
            .filter(|ty| without.contains(&shown(ty, &named)))
            .map(|ty| ty.name.clone())
            .collect();
        let outcome = self.outcome(&without);
        if let Some(law) = outcome.broken_laws.first() {
            return Err(format!(
                "a bug of migrate-types: the change of {} breaks the law `{}`: {}",
                law.group, law.law, law.detail
            ));
        }
        let copy = if self.project == self.folder { tree } else { tree.parent().unwrap_or(tree) };
        self.put(&outcome, copy)?;
        let migrated = outcome.types.iter().filter(|ty| matches!(ty.verdict, Verdict::Migrate(_)));
        Ok(Rewritten {
            types: migrated.map(|ty| shown(ty, &named)).collect(),
            announced: announced(&outcome),
        })
    }
}

/// The drifts that the plan tells of.
pub fn announced(outcome: &Outcome) -> Vec<Announced> {
    let of = |ty: &TypeReport| {
        let name = python_name(ty).unwrap_or(&ty.name).to_owned();
        ty.drifts.iter().map(move |drift| Announced::new(name.clone(), drift.id)).collect::<Vec<_>>()
    };
    outcome.types.iter().flat_map(of).collect()
}

/// By the name that Python shows, where only one type has it.
fn shown(ty: &TypeReport, all: &[TypeReport]) -> String {
    match python_name(ty) {
        Some(name) if all.iter().filter(|other| python_name(other) == Some(name)).count() == 1 => {
            name.to_owned()
        }
        _ => ty.name.clone(),
    }
}

fn python_name(ty: &TypeReport) -> Option<&str> {
    ty.python_name.as_deref().map(|name| name.trim_matches('"')).filter(|name| !name.is_empty())
}
