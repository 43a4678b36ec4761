//! The shape of the sources, checked: who imports whom, which package is used where, how long a file is.
//!
//! It reads lines, not syntax trees, so that it stays small and fast; it runs inside `cargo test`, too.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules, lowest layer first; a module imports only from lower rows.
const LAYERS: &[&[&str]] = &[
    &["source", "capi"],
    &["diagnostic", "edit", "options"],
    &["syntax"],
    &["facts"],
    &["report"],
    &["link"],
    &["plan"],
    &["rules", "emit"],
    &["laws"],
    &["config", "disk", "render", "verify"],
    &["run"],
    &["cli"],
];

/// Outside packages and the modules that may name them. An empty list: every module.
const HOMES: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("codespan_reporting", &["render"]),
    ("foldhash", &["capi", "facts", "link", "syntax"]),
    ("ignore", &["disk"]),
    ("memchr", &[]),
    ("rayon", &["facts", "laws", "link", "run"]),
    ("rustix", &["verify"]),
    ("serde", &["render", "verify"]),
    ("serde_json", &["render", "verify"]),
    ("sha1", &["facts"]),
    ("sha2", &["verify"]),
    ("signal_hook", &["verify"]),
    ("similar", &["render"]),
    ("strsim", &["config"]),
    ("tempfile", &["verify"]),
    ("toml", &["config"]),
    ("tree_sitter", &["syntax"]),
    ("tree_sitter_c", &["syntax"]),
];

/// Files that may allow what clippy.toml fences off.
const FENCE_HOMES: &[&str] = &["src/cli/console.rs", "src/disk/files.rs", "src/disk/git.rs", "src/verify"];

/// Longer than this, a file is more than one thing.
const LONGEST_FILE: usize = 500;

/// Text of the repository, by ending.
const TEXT_ENDINGS: &[&str] =
    &["rs", "md", "toml", "c", "h", "cpp", "py", "yaml", "yml", "snap", "scm", "sh", "txt"];

/// Everything that is wrong, one line each.
pub fn check(root: &Path) -> Vec<String> {
    let files = text_files(root);
    let mut problems = packages_without_home(root);
    for path in &files {
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let text =
            fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        problems.extend(machine_paths(&name, &text));
        if name.ends_with(".rs") {
            problems.extend(length(&name, &text));
            problems.extend(code_lines(&text).flat_map(|line| fences(&name, &line)));
            problems.extend(module_of(&name).into_iter().flat_map(|module| imports(&name, module, &text)));
        }
    }
    problems
}

/// One line of code, without its comment.
struct Line<'a> {
    number: usize,
    code: &'a str,
    /// Below `mod tests {`.
    in_tests: bool,
}

fn code_lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut in_tests = false;
    text.lines().enumerate().map(move |(number, line)| {
        in_tests |= line.starts_with("mod tests {");
        Line { number: number + 1, code: line.split("//").next().unwrap_or(""), in_tests }
    })
}

/// `disk` for src/disk.rs and all below src/disk; nothing for src/lib.rs, src/main.rs, and what is not in src.
fn module_of(name: &str) -> Option<&str> {
    let inside = name.strip_prefix("src/")?;
    let module = inside.split('/').next()?.trim_end_matches(".rs");
    (module != "lib" && module != "main").then_some(module)
}

fn row(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

fn imports(name: &str, module: &str, text: &str) -> Vec<String> {
    let Some(own) = row(module) else {
        return vec![format!("{name}: `{module}` has no layer; add it to the table in xtask/src/tidy.rs")];
    };
    let depth = name.matches('/').count();
    let mut problems = Vec::new();
    for line in code_lines(text) {
        for import in after(line.code, "crate::").flat_map(names) {
            if import != module && row(import).is_some_and(|other| other >= own) {
                problems.push(format!("{name}:{}: `{module}` may not import from `{import}`", line.number));
            }
        }
        let supers = (1..=depth + 1).rev().find(|&n| line.code.contains(&"super::".repeat(n))).unwrap_or(0);
        if supers >= depth + usize::from(line.in_tests) {
            problems.push(format!("{name}:{}: write `crate::` to leave the module", line.number));
        }
        for (package, homes) in HOMES.iter().filter(|(_, homes)| !homes.is_empty()) {
            if !homes.contains(&module) && after(line.code, &format!("{package}::")).next().is_some() {
                problems.push(format!("{name}:{}: `{package}` may only be named in {homes:?}", line.number));
            }
        }
    }
    problems
}

/// What follows each `path` in `code`, where it is not the end of a longer name.
fn after<'a>(code: &'a str, path: &str) -> impl Iterator<Item = &'a str> {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let starts: Vec<usize> = code.match_indices(path).map(|(at, _)| at).collect();
    let length = path.len();
    starts.into_iter().filter(move |&at| !code[..at].ends_with(is_name)).map(move |at| &code[at + length..])
}

/// `a::b` → a; `{a::b, c}` → a, c.
fn names(rest: &str) -> Vec<&str> {
    let head = |text: &str| {
        text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len())
    };
    match rest.strip_prefix('{') {
        Some(list) => list.split(',').map(str::trim).map(|one| &one[..head(one)]).collect(),
        None => vec![&rest[..head(rest)]],
    }
}

/// Every dependency of the package must be in [`HOMES`].
fn packages_without_home(root: &Path) -> Vec<String> {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap_or("");
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let packages =
        lines.filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().replace('-', "_"));
    packages
        .filter(|name| !name.starts_with('#') && !HOMES.iter().any(|(known, _)| known == name))
        .map(|name| format!("Cargo.toml: `{name}` has no home; add it to the table in xtask/src/tidy.rs"))
        .collect()
}

fn fences(name: &str, line: &Line<'_>) -> Option<String> {
    let mentions = line.code.contains("clippy::disallowed_");
    let opens = line.code.contains("allow(") || line.code.contains("expect(") || line.code.contains("warn(");
    let is_home = FENCE_HOMES.iter().any(|home| name.starts_with(home)) || !name.starts_with("src/");
    (mentions && opens && !is_home)
        .then(|| format!("{name}:{}: a fence of clippy.toml is opened here", line.number))
}

fn length(name: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > LONGEST_FILE)
        .then(|| format!("{name}: {lines} lines; more than {LONGEST_FILE} are more than one thing"))
}

/// Names of folders that exist on one machine only. Put together here, so that this file does not hold them.
fn machine_paths(name: &str, text: &str) -> Vec<String> {
    let roots = ["root", "home", "Users", "work"].map(|root| format!("/{root}/"));
    let starts = |line: &str, at: usize| {
        !line[..at].ends_with(|letter: char| letter.is_alphanumeric() || "._-~*/}>".contains(letter))
    };
    let has = |line: &str| {
        roots.iter().any(|root| line.match_indices(root.as_str()).any(|(at, _)| starts(line, at)))
    };
    let lines = text.lines().enumerate().filter(|(_, line)| has(line));
    lines.map(|(number, _)| format!("{name}:{}: a path of one machine", number + 1)).collect()
}

/// All text files, sorted. Hidden folders (but `.ci`, `.cargo`, `.github`) and caches are left out.
fn text_files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![root.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let is_hidden = name.starts_with('.') && ![".ci", ".cargo", ".github"].contains(&name.as_str());
            if path.is_dir() && !is_hidden && name != "target" && !path.join("CACHEDIR.TAG").exists() {
                waiting.push(path);
            } else if path.is_file() && is_text(&path, &folder) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_text(path: &Path, folder: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| TEXT_ENDINGS.contains(&ending))
        || folder.file_name().is_some_and(|name| name == ".ci")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, text: &str) -> Vec<String> {
        module_of(name).into_iter().flat_map(|module| imports(name, module, text)).collect()
    }

    #[test]
    fn imports_go_down_only() {
        assert_eq!(
            said("src/facts/calls.rs", "use crate::syntax::ast;\nuse crate::{source, capi};\n"),
            [""; 0]
        );
        assert_eq!(said("src/facts.rs", "use crate::facts::calls;\n"), [""; 0]);
        assert_eq!(
            said("src/facts.rs", "// crate::cli\nuse crate::{source, plan::Rule};\n"),
            ["src/facts.rs:2: `facts` may not import from `plan`"]
        );
        assert_eq!(said("src/emit.rs", "let x = crate::rules::ALL;\n").len(), 1, "nor from the same row");
        assert_eq!(said("src/novel.rs", "").len(), 1);
    }

    #[test]
    fn a_module_is_left_by_its_name_only() {
        assert_eq!(said("src/facts.rs", "use super::cli;\n").len(), 1);
        assert_eq!(said("src/facts.rs", "mod tests {\n    use super::*;\n").len(), 0);
        assert_eq!(said("src/facts/calls.rs", "use super::x;\n").len(), 0);
        assert_eq!(said("src/facts/calls.rs", "use super::super::x;\n").len(), 1);
    }

    #[test]
    fn packages_stay_at_home() {
        assert_eq!(said("src/plan.rs", "use tree_sitter::Node;\n").len(), 1);
        assert_eq!(said("src/syntax/tree.rs", "use tree_sitter::Node;\n").len(), 0);
        assert_eq!(said("src/plan.rs", "my_ignore::x();\n").len(), 0);
    }

    #[test]
    fn paths_of_one_machine_are_seen() {
        let path = ["", "home", "someone", "x"].join("/");
        assert_eq!(machine_paths("a.md", &format!("see {path}")).len(), 1);
        assert_eq!(machine_paths("a.md", &format!("https://host{path} ~{path}")).len(), 0);
    }

    #[test]
    fn fences_stay_closed() {
        let open = "#![allow(clippy::disallowed_methods)]\n";
        let said = |name| code_lines(open).filter_map(|line| fences(name, &line)).count();
        assert_eq!((said("src/facts.rs"), said("src/disk/files.rs"), said("tests/x.rs")), (1, 0, 0));
    }
}
