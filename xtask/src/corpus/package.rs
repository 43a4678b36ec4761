//! One package from its archive to its row.

use std::path::{Path, PathBuf};
use std::time::Instant;

use migrate_types::verify::build::warnings;
use migrate_types::verify::pythons::Python;
use migrate_types::verify::scratch::Key;
use migrate_types::verify::suite::{self, Suite};
use migrate_types::verify::{Job, Options, compare_modules};

use super::environment::Environment;
use super::list::Package;
use super::row::{Row, Tests};
use super::side::{self, Build, Side};
use super::{fetch, needs};
use crate::cache;
use crate::tool::{self, Said};

/// What the packages of one run have in common.
pub struct Lab {
    /// Archives lie here.
    pub archives: PathBuf,
    /// All that is made for one Python.
    pub folder: PathBuf,
    pub environment: Environment,
    pub python: Python,
    /// Arguments for the tool.
    pub arguments: Vec<String>,
    /// Compare with `verify`, too.
    pub verify: bool,
}

/// Measures a package. A problem with the package itself is told in the row.
pub fn measure(lab: &Lab, package: &Package) -> Row {
    let started = Instant::now();
    let mut row = Row {
        package: format!("{} {}", package.name, package.version),
        listed: package.types,
        ..Row::default()
    };
    if let Err(problem) = fill(lab, package, &mut row) {
        row.unmeasured = Some(problem);
    }
    row.seconds = started.elapsed().as_secs();
    row
}

fn fill(lab: &Lab, package: &Package, row: &mut Row) -> Result<(), String> {
    let say = |words: &str| eprintln!("{}: {words}", package.name);
    let home = lab.folder.join(&package.name);
    needs::apt(&package.apt)?;
    let archive = fetch::archive(package, &lab.archives, &lab.environment)?;
    let before = untouched(lab, package, &home, &archive)?;
    let (after, said) = migrated(lab, package, &home, &archive, &before)?;
    tell(row, &said);
    say("builds before");
    let old = before.build(&lab.environment, &lab.python)?;
    if let Some(problem) = &old.problem {
        return Err(format!("{problem} as it is; see {}", before.home.join("build.txt").display()));
    }
    say("tests before");
    let suite = before.test(package, &lab.environment, 0)?;
    row.tests = Some(Tests { before: suite.passed(), after: suite.passed(), unsteady: Vec::new() });
    if after.key == before.key {
        row.modules = old.modules.len();
        return Ok(());
    }
    say("builds after");
    let new = after.build(&lab.environment, &lab.python)?;
    compare_builds(lab, &before, &after, &old, &new, row)?;
    if new.problem.is_some() {
        return Ok(());
    }
    say("tests after");
    compare_tests(lab, package, (&before, &suite), &after, row)?;
    if lab.verify {
        say("verifies");
        compare_types(lab, (&before, &old), &after, &said, row)?;
    }
    Ok(())
}

/// The package as it came.
fn untouched(lab: &Lab, package: &Package, home: &Path, archive: &Path) -> Result<Side, String> {
    let asked = format!("{:?} {:?} {:?}", package.test, package.test_files, package.env);
    let key = Key::default().with(&package.sha256).with(&lab.environment.key).with(asked).hex();
    let side = Side { home: home.join("before"), key };
    let note = side.home.join(KEY);
    if cache::read(&note).is_ok_and(|known| known == side.key.as_bytes()) {
        return Ok(side);
    }
    cache::remove(&side.home)?;
    fetch::unpack(archive, &side.sources())?;
    cache::publish(&note, side.key.as_bytes())?;
    Ok(side)
}

/// The package after a run of the tool. When the run changes nothing the key is that of the other side.
fn migrated(
    lab: &Lab,
    package: &Package,
    home: &Path,
    archive: &Path,
    before: &Side,
) -> Result<(Side, Said), String> {
    let fresh = Side { home: home.join("fresh"), key: String::new() };
    fetch::unpack(archive, &fresh.sources())?;
    let old = side::key_of(&fresh.sources());
    let mut arguments: Vec<&str> = lab.arguments.iter().map(String::as_str).collect();
    let said = package.configuration();
    let stated = home.join("configuration.toml");
    let path = stated.to_string_lossy();
    if !said.is_empty() {
        cache::publish(&stated, said.as_bytes())?;
        arguments.extend(["--config", &path]);
    }
    let patch = tool::patch(&fresh.sources(), &arguments, &["."])?;
    cache::publish(&home.join("migration.diff"), &patch)?;
    let write = [arguments.as_slice(), &["--write", "--allow-no-vcs"]].concat();
    let mut said = tool::run(&fresh.sources(), &home.join("report.json"), &write, &["."])?;
    let new = side::key_of(&fresh.sources());
    let again = tool::run(&fresh.sources(), &home.join("again.json"), &arguments, &["."])?;
    if again.changes > 0 {
        said.bugs.push(format!("a second run would make {} changes more", again.changes));
    }
    if old == new {
        return Ok((before.clone(), said));
    }
    let key = Key::default().with(&before.key).with(new).hex();
    let side = Side { home: home.join("after"), key };
    let note = side.home.join(KEY);
    if cache::read(&note).is_ok_and(|known| known == side.key.as_bytes()) {
        return Ok((side, said));
    }
    cache::remove(&side.home)?;
    std::fs::rename(&fresh.home, &side.home).map_err(cache::in_words(&side.home))?;
    cache::publish(&note, side.key.as_bytes())?;
    Ok((side, said))
}

/// Names what the other files of a side are made of.
const KEY: &str = "key.txt";

fn tell(row: &mut Row, said: &Said) {
    row.found = said.types.len();
    row.migrated = said.migrated().count();
    row.refused = said.types.iter().filter(|ty| ty.verdict == "refuse").count();
    row.refused_by = said.refused_by();
    let in_words = |one: &tool::Refusal| format!("{} {}: {}", one.rule, one.id, one.text);
    row.refusals = said.refusals.iter().map(in_words).collect();
    row.trouble.bugs = said.bugs.clone();
}

fn compare_builds(
    lab: &Lab,
    before: &Side,
    after: &Side,
    old: &Build,
    new: &Build,
    row: &mut Row,
) -> Result<(), String> {
    if let Some(problem) = &new.problem {
        let output = cache::read(&after.home.join("build.txt"))?;
        let output = String::from_utf8_lossy(&output).into_owned();
        let errors = output.lines().filter(|line| line.contains(": error: ")).take(8);
        row.trouble.build = std::iter::once(problem.clone()).chain(errors.map(str::to_owned)).collect();
        return Ok(());
    }
    let new_ones = warnings::new_ones(&old.warnings, &new.warnings);
    row.trouble.warnings = new_ones.iter().map(|warning| warning.to_string()).collect();
    row.modules = new.modules.len();
    let broken = after.unimportable(&lab.environment, &new.modules)?;
    let broken_before = before.unimportable(&lab.environment, &old.modules)?;
    let was_broken = |line: &String| {
        let name = line.split(':').next().unwrap_or_default();
        broken_before.iter().any(|old| old.split(':').next() == Some(name))
    };
    row.trouble.imports = broken.into_iter().filter(|line| !was_broken(line)).collect();
    let missing = old.modules.iter().filter(|module| !new.modules.contains(module));
    row.trouble.imports.extend(missing.map(|module| format!("{module}: is not built any more")));
    Ok(())
}

/// What is lost is looked at again on both sides: only what fails after twice, and passes before twice, is lost.
fn compare_tests(
    lab: &Lab,
    package: &Package,
    (before, old): (&Side, &Suite),
    after: &Side,
    row: &mut Row,
) -> Result<(), String> {
    let new = after.test(package, &lab.environment, 0)?;
    let mut found = suite::compare(old, &new);
    let mut unsteady = Vec::new();
    if !found.lost.is_empty() {
        let old = before.test(package, &lab.environment, 1)?;
        let new = after.test(package, &lab.environment, 1)?;
        let again = suite::compare(&old, &new).lost;
        (found.lost, unsteady) = found.lost.into_iter().partition(|name| again.contains(name));
    }
    row.tests = Some(Tests { before: found.passed_before, after: found.passed_after, unsteady });
    row.trouble.tests = found.lost;
    Ok(())
}

fn compare_types(
    lab: &Lab,
    (before, old): (&Side, &Build),
    after: &Side,
    said: &Said,
    row: &mut Row,
) -> Result<(), String> {
    let python = lab.environment.interpreter()?;
    let (built_before, built_after) = (before.built(&lab.environment)?, after.built(&lab.environment)?);
    let announced = said.announced();
    let memory = lab.folder.join("observations");
    for module in &old.modules {
        let job = Job {
            module,
            python: &python,
            before: &built_before,
            after: &built_after,
            exercise: None,
            announced: &announced,
            options: Options::default(),
            cache: Some(&memory),
        };
        let report = compare_modules(&job).map_err(|error| format!("verify {module}: {error}"))?;
        row.compared += report.compared;
        row.trouble.verify.extend(report.failures().map(|failure| format!("{module}: {failure}")));
        for difference in &report.differences {
            if let migrate_types::verify::Class::Announced(drift) = &difference.class {
                *row.announced.entry(drift.clone()).or_default() += 1;
            }
        }
    }
    Ok(())
}
