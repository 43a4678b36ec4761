//! `cargo xtask finding [--keep] LIST ROOT [LIST ROOT]...`: the types that a run tells of, against lists that were made
//! without it.
//!
//! A list is CSV with the columns `file` and `c_name`, files relative to the root; or JSON with `packages`, each with its
//! `sdist` and `type_names` of the form `file:name`, the root holding the unpacked archives. `--keep` writes docs/finding.md.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use migrate_types::options::Options;
use migrate_types::report::Verdict;
use migrate_types::run;

use crate::{cache, date, files};

/// Types by file and C name, with the verdict; empty on a list.
type Types = BTreeMap<(String, String), &'static str>;

const USAGE: &str = "usage: cargo xtask finding [--keep] LIST ROOT [LIST ROOT]...";

/// Code of others that the lists leave out.
const BUNDLED: [&str; 4] = ["expat/", "libmpdec/", "libffi", "_hacl/"];

/// Where a list and what is found differ, and the list is wrong.
const LIST_IS_WRONG: &[(&str, &str)] = &[(
    "CBORSimpleValueType",
    "a static type that PyStructSequence_InitType fills; the list counts it among the 6 types, and does not name it",
)];

/// One list, held against what was found.
struct Compared {
    list: String,
    wanted: Types,
    found: Types,
}

pub fn run(arguments: &[String]) -> Result<(), String> {
    let keep = arguments.first().is_some_and(|word| word == "--keep");
    let pairs = arguments[usize::from(keep)..].chunks(2);
    let mut all = Vec::new();
    for pair in pairs {
        let [list, root] = pair else { return Err(USAGE.to_owned()) };
        all.push(compare(Path::new(list), Path::new(root))?);
    }
    if all.is_empty() {
        return Err(USAGE.to_owned());
    }
    let text: String = all.iter().map(Compared::section).collect();
    print!("{text}");
    if keep {
        write(&text)?;
    }
    let differences: usize = all.iter().map(|one| one.missing().count() + one.extra().count()).sum();
    if differences == 0 {
        Ok(())
    } else {
        Err(format!("{differences} differences that no list is to blame for"))
    }
}

fn compare(list: &Path, root: &Path) -> Result<Compared, String> {
    let text = std::fs::read_to_string(list).map_err(cache::in_words(list))?;
    let is_json = list.extension().is_some_and(|ending| ending == "json");
    let (wanted, folders) = if is_json { packages(&text)? } else { (table(&text)?, vec![String::new()]) };
    let mut found = Types::new();
    for folder in folders {
        found.extend(find(&root.join(&folder), root)?);
    }
    found.retain(|(file, _), _| !BUNDLED.iter().any(|text| file.contains(text)));
    let list = list.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Compared { list, wanted, found })
}

/// All types under a folder that a run tells of, those already made from specs left out.
fn find(folder: &Path, base: &Path) -> Result<Types, String> {
    let sources = files::read_all(&[PathBuf::from(folder)], base)?;
    let outcome = run::analyse(&sources, &Options::default());
    let told = outcome.types.iter().filter_map(|ty| {
        let verdict = match ty.verdict {
            Verdict::Migrate(_) => "migrates",
            Verdict::Refuse => "refused, with the reason",
            Verdict::AlreadyHeap => return None,
        };
        Some(((sources.get(ty.span.file).name.clone(), ty.name.clone()), verdict))
    });
    Ok(told.collect())
}

type Entry<'a> = (&'a (String, String), Option<&'static str>);

impl Compared {
    fn missing(&self) -> impl Iterator<Item = Entry<'_>> {
        self.wanted.keys().filter(|key| !self.found.contains_key(key)).map(|key| (key, None))
    }

    /// Found and not on the list: with the reason, where the list is wrong.
    fn not_listed(&self) -> impl Iterator<Item = Entry<'_>> {
        let extra = self.found.keys().filter(|key| !self.wanted.contains_key(key));
        extra.map(|key| (key, LIST_IS_WRONG.iter().find(|(name, _)| *name == key.1).map(|(_, why)| *why)))
    }

    fn extra(&self) -> impl Iterator<Item = Entry<'_>> {
        self.not_listed().filter(|(_, why)| why.is_none())
    }

    fn section(&self) -> String {
        let mut text = format!(
            "\n## {}\n\n{} on the list, {} found; {} missing, {} that are on no list.\n\n",
            self.list,
            self.wanted.len(),
            self.found.len(),
            self.missing().count(),
            self.extra().count()
        );
        let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
        self.found.values().for_each(|verdict| *verdicts.entry(verdict).or_default() += 1);
        // Writing to a string does not fail.
        verdicts.iter().for_each(|(verdict, count)| _ = writeln!(text, "* {verdict}: {count}"));
        for (what, (key, why)) in
            self.missing().map(|one| ("missing", one)).chain(self.not_listed().map(|one| ("not listed", one)))
        {
            let why = why.map_or(String::new(), |why| format!(": {why}"));
            let _ = writeln!(text, "* {what}: {} in {}{why}", key.1, key.0);
        }
        text
    }
}

fn write(text: &str) -> Result<(), String> {
    let path = crate::root().join("docs").join("finding.md");
    cache::make(path.parent().unwrap_or(&path))?;
    let head = format!(
        "# The types that are found\n\nWritten by `cargo xtask finding --keep` on {}. Each list was made without the tool: static types in \
         CPython's Modules,\nstruct sequences and types that macros define included, bundled code left out; and in 26 packages.\n",
        date::today()
    );
    cache::publish(&path, format!("{head}{text}").as_bytes())?;
    eprintln!("written: {}", path.display());
    Ok(())
}

fn packages(text: &str) -> Result<(Types, Vec<String>), String> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let (mut types, mut folders) = (Types::new(), Vec::new());
    for package in value["packages"].as_array().ok_or("the list has no `packages`")? {
        let folder = package["sdist"].as_str().ok_or("a package has no `sdist`")?.trim_end_matches(".tar.gz");
        folders.push(folder.to_string());
        for name in package["type_names"].as_array().ok_or("a package has no `type_names`")? {
            let (file, name) =
                name.as_str().and_then(|n| n.rsplit_once(':')).ok_or("a type name is not `file:name`")?;
            types.insert((format!("{folder}/{file}"), name.to_string()), "");
        }
    }
    Ok((types, folders))
}

fn table(text: &str) -> Result<Types, String> {
    let mut rows = rows(text).into_iter();
    let head = rows.next().ok_or("the list is empty")?;
    let column =
        |name: &str| head.iter().position(|c| c == name).ok_or(format!("the list has no column `{name}`"));
    let (file, name) = (column("file")?, column("c_name")?);
    let row = |row: Vec<String>| ((row[file].clone(), row[name].clone()), "");
    Ok(rows.filter(|row| row.len() > 4).map(row).collect())
}

/// CSV, with quotes doubled inside quotes.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => {
                cell.push('"');
                rest.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            _ => cell.push(c),
        }
    }
    rows
}
