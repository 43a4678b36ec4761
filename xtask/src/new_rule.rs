//! `cargo xtask new rule NAME`: the file of a new rule, its lines in `src/rules.rs`, and a case.
//!
//! What it writes compiles, decides nothing, and passes the tests: the rest is the author's.

use std::fs;
use std::path::Path;

use crate::cache::in_words;

const USAGE: &str =
    "usage: cargo xtask new rule NAME   (NAME: field-spam, body-spam, mention-spam, module-spam, guard-spam)";

/// What the first word of a name says: what the rule imports, its `run`, and the function's parameters.
const KINDS: &[(&str, &str, &str, &str)] = &[
    (
        "field",
        "use crate::plan::{Claims, Draft, Rule, Run, TypeCx, Verdict};",
        "// The fields that it answers for; no other rule may name them.\n    run: Run::Field { claims: Claims::Fields(&[]), run },",
        "_cx: &TypeCx, _draft: &mut Draft",
    ),
    (
        "body",
        "use crate::plan::{Draft, Rule, Run, TypeCx, Verdict};",
        "run: Run::Body(run),",
        "_cx: &TypeCx, _draft: &mut Draft",
    ),
    (
        "mention",
        "use crate::diagnostic::Diagnostic;\nuse crate::plan::{MentionClass, MentionCx, Rule, Run, StepAt};",
        "// The kind of use that it rewrites; each kind has one rule.\n    run: Run::Mention { class: MentionClass::Size, run },",
        "cx: &MentionCx",
    ),
    (
        "module",
        "use crate::plan::{ModuleCx, ModulePlan, Rule, Run, Verdict};",
        "run: Run::Module(run),",
        "_cx: &ModuleCx, _plan: &mut ModulePlan",
    ),
    ("guard", "use crate::plan::{Rule, Run, TypeCx, Verdict};", "run: Run::Guard(run),", "_cx: &TypeCx"),
];

pub fn run(arguments: &[String]) -> Result<(), String> {
    let [what, name] = arguments else { return Err(USAGE.to_owned()) };
    let written = match what.as_str() {
        "rule" => write(crate::root(), name)?,
        _ => return Err(USAGE.to_owned()),
    };
    written.iter().for_each(|path| println!("written: {path}"));
    println!("\nnow: let the rule decide, and the case show it; then");
    println!("  cargo xtask codegen");
    println!("  INSTA_UPDATE=always cargo test --test cases      # and read what changed in snapshots/");
    println!("  cargo xtask ci");
    Ok(())
}

/// Writes the files of a rule below `root`, and says which.
fn write(root: &Path, name: &str) -> Result<Vec<String>, String> {
    let module = name.replace('-', "_");
    let text = rule(name)?;
    let list = root.join("src/rules.rs");
    let rules = fs::read_to_string(&list).map_err(in_words(&list))?;
    let files = [
        (format!("src/rules/{module}.rs"), text),
        (format!("testdata/cases/{module}/basic.c"), case(name)),
        ("src/rules.rs".to_owned(), listed(&rules, &module)?),
    ];
    if let Some((path, _)) = files[..2].iter().find(|(path, _)| root.join(path).exists()) {
        return Err(format!("{path} is there already"));
    }
    for (path, text) in &files {
        let path = root.join(path);
        let folder = path.parent().unwrap_or(root);
        fs::create_dir_all(folder).map_err(in_words(folder))?;
        fs::write(&path, text).map_err(in_words(&path))?;
    }
    Ok(files.map(|(path, _)| path).to_vec())
}

fn rule(name: &str) -> Result<String, String> {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
    let kind = name.split_once('-').and_then(|(first, _)| KINDS.iter().find(|(kind, ..)| *kind == first));
    let Some((kind, imports, run, parameters)) = kind.filter(|_| name.split('-').all(is_word)) else {
        return Err(format!("`{name}` is no name for a rule\n{USAGE}"));
    };
    let (result, body) = match *kind {
        "mention" => {
            ("Result<Vec<StepAt>, Diagnostic>", "Err(cx.refuse(RULE.name, \"\", \"nothing is decided yet\"))")
        }
        _ => ("Verdict", "Ok(())"),
    };
    Ok(format!(
        "//! What this rule is about, in a sentence.\n\n{imports}\n\npub const RULE: Rule = Rule {{\n    name: \"{name}\",\n    \
         // The ids of the requirements that it carries out.\n    ids: &[],\n    summary: \"one line, as `migrate-types rules` prints it\",\n    \
         prose: \"\\\nWhat it does, and why a heap type needs that.\",\n    {run}\n}};\n\nfn run({parameters}) -> {result} {{\n    {body}\n}}\n"
    ))
}

/// `src/rules.rs` with the lines of one more rule, in order of the names.
fn listed(rules: &str, module: &str) -> Result<String, String> {
    let mut lines: Vec<String> = rules.lines().map(str::to_owned).collect();
    for (start, end, line) in
        [("mod ", ";", format!("mod {module};")), ("    ", "::RULE,", format!("    {module}::RULE,"))]
    {
        let is_one = |known: &str| known.starts_with(start) && known.ends_with(end);
        if lines.contains(&line) {
            return Err(format!("src/rules.rs names {module} already"));
        }
        let behind = lines.iter().rposition(|known| is_one(known) && *known < line);
        let before = lines.iter().position(|known| is_one(known));
        let at = behind.map(|at| at + 1).or(before).ok_or("src/rules.rs has no list of rules")?;
        lines.insert(at, line);
    }
    Ok(lines.join("\n") + "\n")
}

/// The smallest module with one type.
fn case(name: &str) -> String {
    format!(
        "// What is shown, in a sentence. A line that a message points at says so: want {name}, behind two slashes.\n\
         #include <Python.h>\n\
         \n\
         static PyTypeObject Basic_Type = {{\n    \
         PyVarObject_HEAD_INIT(NULL, 0)\n    \
         .tp_name = \"basic.Basic\",\n    \
         .tp_basicsize = sizeof(PyObject),\n    \
         .tp_flags = Py_TPFLAGS_DEFAULT,\n    \
         .tp_new = PyType_GenericNew,\n\
         }};\n\
         \n\
         static struct PyModuleDef basic_module = {{\n    \
         PyModuleDef_HEAD_INIT,\n    \
         .m_name = \"basic\",\n    \
         .m_size = -1,\n\
         }};\n\
         \n\
         PyMODINIT_FUNC\n\
         PyInit_basic(void)\n\
         {{\n    \
         PyObject *module = PyModule_Create(&basic_module);\n\
         \n    \
         if (module == NULL) {{\n        \
         return NULL;\n    \
         }}\n    \
         if (PyModule_AddType(module, &Basic_Type) < 0) {{\n        \
         Py_DECREF(module);\n        \
         return NULL;\n    \
         }}\n    \
         return module;\n\
         }}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_listed_where_its_name_stands() {
        let rules = "mod body_a;\nmod guard_b;\n\npub const ALL: &[Rule] = &[\n    body_a::RULE,\n    guard_b::RULE,\n];\n";
        let listed = |module| listed(rules, module);
        assert_eq!(
            listed("field_c").unwrap(),
            "mod body_a;\nmod field_c;\nmod guard_b;\n\npub const ALL: &[Rule] = &[\n    body_a::RULE,\n    field_c::RULE,\n    guard_b::RULE,\n];\n"
        );
        assert!(listed("body").unwrap().starts_with("mod body;\nmod body_a;\n"));
        assert!(listed("guard_b").is_err());
    }

    #[test]
    fn a_name_says_what_kind_of_rule_it_is() {
        for (kind, ..) in KINDS {
            let text = rule(&format!("{kind}-of-spam")).unwrap();
            assert!(text.contains(&format!("name: \"{kind}-of-spam\"")), "{text}");
        }
        for name in ["spam", "spam-field", "field-", "field-Spam", "field-a/b", ""] {
            assert!(rule(name).is_err(), "{name}");
        }
    }
}
