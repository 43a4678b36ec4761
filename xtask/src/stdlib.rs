//! `cargo xtask stdlib [--leaks] [MODULE]...`: the tool on CPython's own modules.
//!
//! Debian's source is built as it came, once; the modules are migrated in a copy, which is built anew, and CPython's own
//! tests for them are run on both. `--leaks` does it all on a debug build, and looks for leaked references, too. A run
//! over all modules with `--leaks` writes docs/stdlib.md.

mod list;
mod page;
mod row;
mod tree;
mod trial;

use std::path::{Path, PathBuf};

use migrate_types::verify::build::warnings;
use migrate_types::verify::scratch;

use crate::tool::{self, Said};
use crate::{cache, date};
use list::{List, Module};
use page::Share;
use row::Row;
use tree::{Changed, Kind, Tree};
use trial::Bench;

/// Says which run of the tool is measured, whatever the user's settings.
const USUAL: [&str; 2] = ["--exit-zero", "--target-version"];

pub fn run(arguments: &[String]) -> Result<(), String> {
    let leaks = arguments.iter().any(|word| word == "--leaks");
    let names: Vec<String> = arguments.iter().filter(|word| *word != "--leaks").cloned().collect();
    if let Some(option) = names.iter().find(|word| word.starts_with('-')) {
        return Err(format!("no option `{option}` is known here"));
    }
    let list = List::read(crate::root())?;
    let modules = list.chosen(&names)?;
    let folder = cache::folder("stdlib")?;
    let archive = tree::archive(&folder, &list.package)?;
    let home = folder.join(&list.package);
    cache::make(&home)?;
    let (said, rewritten) = migrated(&home, &archive, &list, &list.version)?;
    let mut rows = row::rows(&list.modules, &said);
    let kind = if leaks { Kind::Debug } else { Kind::Release };
    let lab = Lab { home, archive, kind, setup: list.setup.clone() };
    measure(&lab, &modules, &rewritten, &mut rows)?;
    rows.iter().filter(|row| !row.is_well()).for_each(|row| {
        println!("{}", row.module);
        page::troubles(row).iter().for_each(|line| println!("  {line}"));
    });
    let mut shares = vec![share(&list.package, &said)];
    shares.extend(list.also.iter().filter_map(|other| {
        let archive =
            tree::archive(&folder, &other.package).map_err(|problem| eprintln!("{problem}")).ok()?;
        let (said, _) = migrated(&folder.join(&other.package), &archive, &list, &other.version)
            .map_err(|problem| eprintln!("{}: {problem}", other.package))
            .ok()?;
        Some(share(&other.package, &said))
    }));
    shares.iter().for_each(|one| println!("{}: {} of {} static types", one.source, one.migrated, one.found));
    if names.is_empty() && leaks {
        keep(&lab, &rows, &shares)?;
    }
    let problem = said.bugs.first().cloned();
    let unwell: Vec<&str> = rows.iter().filter(|row| !row.is_well()).map(|row| row.module.as_str()).collect();
    match problem {
        Some(bug) => Err(format!("a bug of the tool: {bug}")),
        None if unwell.is_empty() => Ok(()),
        None => Err(format!("not as before: {}", unwell.join(", "))),
    }
}

/// The folder Modules of a source package, as it came.
pub fn source(folder: &Path, package: &str) -> Result<PathBuf, String> {
    let archive = tree::archive(folder, package)?;
    let home = folder.join(package);
    cache::make(&home)?;
    Ok(tree::unpacked(&archive, &home.join("source"))?.join("Modules"))
}

/// The same, and a copy of it that the tool has migrated.
pub fn before_and_after(folder: &Path, package: &str, version: &str) -> Result<[PathBuf; 2], String> {
    let source = source(folder, package)?;
    let home = folder.join(package);
    let list = List::read(crate::root())?;
    migrated(&home, &tree::archive(folder, package)?, &list, version)?;
    Ok([source, home.join("migrated")])
}

/// What the builds of one run have in common.
struct Lab {
    home: PathBuf,
    archive: PathBuf,
    kind: Kind,
    setup: Vec<String>,
}

/// Runs the tool on a fresh copy of Modules; what it said, and the files that it wrote anew.
fn migrated(home: &Path, archive: &Path, list: &List, version: &str) -> Result<(Said, Changed), String> {
    cache::make(home)?;
    let source = tree::unpacked(archive, &home.join("source"))?.join("Modules");
    let copy = home.join("migrated");
    cache::remove(&copy)?;
    scratch::copy_tree(&source, &copy, &[]).map_err(cache::in_words(&copy))?;
    let config = home.join("migrate-types.toml");
    cache::publish(&config, list.configuration().as_bytes())?;
    let config = config.display().to_string();
    let usual = [USUAL.as_slice(), &[version, "--config", &config]].concat();
    let write = [usual.as_slice(), &["--write", "--allow-no-vcs"]].concat();
    let mut said = tool::run(&copy, &home.join("report.json"), &write, &["."])?;
    let again = tool::run(&copy, &home.join("again.json"), &usual, &["."])?;
    if again.changes > 0 {
        said.bugs.push(format!("a second run would make {} changes more", again.changes));
    }
    let mut changed = Changed::new();
    for name in scratch::files(&copy) {
        let new = cache::read(&copy.join(&name))?;
        if cache::read(&source.join(&name)).ok().as_ref() != Some(&new) {
            changed.insert(name.to_string_lossy().into_owned(), new);
        }
    }
    Ok((said, changed))
}

/// Builds and tests the modules of which something was migrated.
fn measure(lab: &Lab, modules: &[Module], rewritten: &Changed, rows: &mut [Row]) -> Result<(), String> {
    let touched = |module: &&Module| rewritten.keys().any(|name| module.has(name));
    let mut built: Vec<&Module> = modules.iter().filter(touched).collect();
    if built.is_empty() {
        return Ok(());
    }
    let before = tree::before(&lab.home, &lab.archive, lab.kind, &lab.setup)?;
    let (after, changed) = loop {
        let changed: Changed =
            rewritten.iter().filter(|(name, _)| goes_along(&before, &built, name)).map(owned).collect();
        let after = tree::after(&lab.home, &before, lab.kind, &changed)?;
        let broken: Vec<&Module> =
            built.iter().copied().filter(|module| !errors(&after, module).is_empty()).collect();
        if broken.is_empty() {
            if let Some(error) = after.errors.first() {
                return Err(format!("does not build, and no module is to blame: {error}"));
            }
            break (after, changed);
        }
        // The others are measured without what does not compile.
        for module in broken {
            tell(rows, module, |row| row.trouble.extend(errors(&after, module)));
            built.retain(|other| other.name != module.name);
        }
    };
    let clinic = after.clinic(&before, &changed)?;
    let benches = [
        Bench { tree: &before, folder: lab.home.join("tests"), key: format!("before {:?}", lab.kind) },
        Bench {
            tree: &after,
            folder: lab.home.join("tests"),
            key: format!("{} {:?}", tree::key(&changed), lab.kind),
        },
    ];
    for module in built {
        let mut outcome = Row::default();
        compare(lab, &benches, module, &clinic, &mut outcome)?;
        tell(rows, module, |row| {
            row.tests = outcome.tests;
            row.leaks = outcome.leaks;
            row.warnings = outcome.warnings;
            row.trouble.extend(outcome.trouble);
        });
    }
    Ok(())
}

fn compare(
    lab: &Lab,
    [before, after]: &[Bench; 2],
    module: &Module,
    clinic: &[String],
    row: &mut Row,
) -> Result<(), String> {
    eprintln!("{}: tests", module.name);
    let names = names(after.tree, module);
    let of = |tree: &Tree| -> Vec<warnings::Warning> {
        tree.warnings.iter().filter(|warning| names.contains(&warning.file)).cloned().collect()
    };
    let (old, new) = (of(before.tree), of(after.tree));
    row.warnings = warnings::new_ones(&old, &new).iter().map(|warning| warning.to_string()).collect();
    let of_module = |line: &&String| module.has(line.split(':').next().unwrap_or_default());
    row.trouble = clinic.iter().filter(of_module).map(|line| format!("clinic: {line}")).collect();
    row.trouble.extend(trial::unimportable(after.tree, &module.name, &lab.home)?);
    if row.trouble.iter().any(|line| line.starts_with(&module.name)) || module.tests.is_empty() {
        return Ok(());
    }
    row.tests = Some(trial::compare(before, after, module)?);
    if lab.kind == Kind::Debug {
        eprintln!("{}: leaks", module.name);
        row.leaks = trial::compare_leaks(before, after, module)?;
    }
    Ok(())
}

/// Whether a file is one of these modules', or one that the migration added.
fn goes_along(before: &Tree, modules: &[&Module], name: &str) -> bool {
    modules.iter().any(|module| module.has(name)) || !before.root.join("Modules").join(name).exists()
}

fn owned((name, bytes): (&String, &Vec<u8>)) -> (String, Vec<u8>) {
    (name.clone(), bytes.clone())
}

fn tell(rows: &mut [Row], module: &Module, with: impl FnOnce(&mut Row)) {
    if let Some(row) = rows.iter_mut().find(|row| row.module == module.name) {
        with(row);
    }
}

/// What compilers say against the files of a module, told from the folder Modules on.
fn errors(tree: &Tree, module: &Module) -> Vec<String> {
    let inside = tree.errors.iter().filter_map(|line| line.split_once("Modules/"));
    let of_module = inside.filter(|(_, line)| line.split(':').next().is_some_and(|name| module.has(name)));
    of_module.map(|(_, line)| format!("does not compile: {line}")).collect()
}

/// The names of a module's files, without folders: all that a warning tells.
fn names(tree: &Tree, module: &Module) -> Vec<String> {
    let modules = tree.root.join("Modules");
    let under = |own: &String| {
        let inside = scratch::files(&modules.join(own));
        if inside.is_empty() { vec![PathBuf::from(own)] } else { inside }
    };
    let last = |path: PathBuf| Some(path.file_name()?.to_string_lossy().into_owned());
    module.files.iter().flat_map(under).filter_map(last).collect()
}

fn share(source: &str, said: &Said) -> Share {
    let types = || said.types.iter().filter(|ty| ty.is_static());
    Share {
        source: source.to_owned(),
        found: types().count(),
        migrated: types().filter(|ty| ty.is_migrated()).count(),
    }
}

/// Writes the page that is committed.
fn keep(lab: &Lab, rows: &[Row], shares: &[Share]) -> Result<(), String> {
    let archive = lab.archive.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let head = format!(
        "# CPython's own modules\n\nWritten by `cargo xtask stdlib --leaks` on {}, with {archive}, built with `--with-pydebug`. \
         Modules and tests: xtask/stdlib.toml.\n`found` counts static types; `tests` those that pass, before and after; \
         `lost` those that passed before and do not after;\n`new leaks` what `-R 3:3` says after and not before; `new \
         warnings` those of the compiler. `-` was not \
         measured: not built, or without leaks counted, as a test fails on the untouched build, too.\n\nMigrated in all of Modules:\n",
        date::today(),
    );
    let path = crate::root().join("docs").join("stdlib.md");
    cache::publish(&path, page::page(&head, rows, shares).as_bytes())?;
    eprintln!("written: {}", path.display());
    Ok(())
}
