//! The subcommands that need no analysis of a tree.

use std::path::{Path, PathBuf};

use clap_complete::Shell;

use super::args::Analysis;
use super::console::Console;
use super::{Exit, check, settings};
use crate::config::{KEYS, closest};
use crate::disk::{self, Recovered};
use crate::render;
use crate::report::RuleInfo;
use crate::run;

/// Everything that speaks under a name: the rules, and what the shell itself says.
fn speakers() -> Vec<RuleInfo> {
    let mut all = run::rules();
    for notices in [disk::NOTICES, render::NOTICES, settings::NOTICES] {
        all.extend(notices);
    }
    all
}

pub fn explain(name: &str, console: &Console) -> Result<Exit, String> {
    let all = speakers();
    let Some(rule) = all.iter().find(|rule| rule.name == name) else {
        let hint = closest(name, all.iter().map(|rule| rule.name));
        let hint = hint.map_or_else(
            || "`migrate-types rules` lists the rules".to_owned(),
            |rule| format!("did you mean `{rule}`?"),
        );
        return Err(format!("there is no rule `{name}`; {hint}"));
    };
    console.out(format!("# {}\n\n{}\n\n{}\n", rule.name, rule.summary, rule.prose.trim()).as_bytes())?;
    Ok(Exit::Clean)
}

pub fn rules(console: &Console) -> Result<Exit, String> {
    let rules = run::rules();
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let lines: String =
        rules.iter().map(|rule| format!("{:width$}  {}\n", rule.name, rule.summary)).collect();
    console.out(lines.as_bytes())?;
    Ok(Exit::Clean)
}

pub fn debug(stage: &str, analysis: &Analysis, file: &Path, console: &Console) -> Result<Exit, String> {
    let (inputs, resolved) = check::one_file(file, analysis)?;
    console.out(run::dump(stage, &inputs.sources, &resolved.options).as_bytes())?;
    Ok(Exit::Clean)
}

pub fn config(key: Option<&str>, console: &Console) -> Result<Exit, String> {
    let text = match key {
        None => KEYS.iter().map(|key| format!("{}\n", key.name)).collect(),
        Some(name) => match KEYS.iter().find(|key| key.name == name) {
            Some(key) => {
                format!("{}\n\n{}\n\nTakes: {}\nExample: {}\n", key.name, key.prose, key.kind, key.example)
            }
            None => {
                let hint = closest(name, KEYS.iter().map(|key| key.name));
                let hint = hint.map_or_else(
                    || "`migrate-types config` lists the keys".to_owned(),
                    |key| format!("did you mean `{key}`?"),
                );
                return Err(format!("there is no key `{name}`; {hint}"));
            }
        },
    };
    console.out(text.as_bytes())?;
    Ok(Exit::Clean)
}

pub fn recover(paths: &[PathBuf], console: &Console) -> Result<Exit, String> {
    let paths = if paths.is_empty() { vec![PathBuf::from(".")] } else { paths.to_vec() };
    let mut exit = Exit::Clean;
    let mut found = Vec::new();
    for path in &paths {
        match disk::folder_of(path) {
            Some(folder) => found.extend(disk::leftovers_below(&folder)),
            None => return Err(format!("`{}` does not exist", path.display())),
        }
    }
    found.sort();
    found.dedup();
    if found.is_empty() {
        console.out(b"no run was cut off here\n")?;
    }
    for journal in found {
        match disk::recover(&disk::Disk, &journal) {
            Ok(restored) => console.out(format!("{}\n", told(&journal, restored)).as_bytes())?,
            Err(problem) => {
                console.complain(&check::in_words(&problem));
                exit = Exit::Trouble;
            }
        }
    }
    Ok(exit)
}

/// What a recovery did, in a sentence.
pub fn told(journal: &Path, restored: Recovered) -> String {
    let folder = journal.parent().unwrap_or(Path::new("/")).display();
    match restored {
        Recovered::New => {
            format!("completed the run that was cut off in `{folder}`: every file is as it was to be")
        }
        Recovered::Old => {
            format!("took back the run that was cut off in `{folder}`: every file is as it was before")
        }
    }
}

pub fn completions(shell: Shell, command: &mut clap::Command, console: &Console) -> Result<Exit, String> {
    let mut script = Vec::new();
    clap_complete::generate(shell, command, "migrate-types", &mut script);
    console.out(&script)?;
    Ok(Exit::Clean)
}

pub fn man(command: clap::Command, console: &Console) -> Result<Exit, String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(|error| error.to_string())?;
    console.out(&page)?;
    Ok(Exit::Clean)
}
