//! Flags, subcommands and exit status.

use std::io::Read;
use std::process::Stdio;

use crate::program::{command, run, run_with};
use crate::support::Tree;

fn empty() -> Tree {
    Tree::new(&[("a.c", "int x;\n")])
}

#[test]
fn nothing_to_do_is_success() {
    let tree = empty();
    let ran = run(&tree.path(), &[]);
    assert_eq!((ran.status, ran.text().as_str(), ran.err.as_str()), (0, "found no static types\n", ""));
    let before = std::fs::metadata(tree.join("a.c")).unwrap().modified().unwrap();
    assert_eq!(run(&tree.path(), &["--write"]).status, 0);
    assert_eq!(std::fs::metadata(tree.join("a.c")).unwrap().modified().unwrap(), before);
    let ran = run(&tree.path(), &["--diff"]);
    assert_eq!((ran.status, ran.text().as_str()), (0, ""));
    assert_eq!(run(&tree.path(), &["--quiet"]).text(), "");
}

#[test]
fn wrong_usage_is_told_with_a_status_of_its_own() {
    let tree = empty();
    let cases: &[(&[&str], &str)] = &[
        (&["--no-such-flag"], "--no-such-flag"),
        (&["--target-version", "3.8"], "`3.8` is no supported version of CPython: write one of 3.9 to 3.15"),
        (&["--diff", "--write"], "cannot be used with"),
        (&["--gc", "never"], "possible values: policy, always, minimal"),
        (&["--isolation", "none"], "possible values: module, types"),
        (&["--output-format", "xml"], "human, concise, json, sarif, github, rdjson"),
        (&["--type", "Nowhere_Type"], "no static type is named `Nowhere_Type`"),
        (&["--select", "no-such-rule"], "there is no rule `no-such-rule`"),
        (&["explain", "read-binari"], "did you mean `read-binary`?"),
        (&["debug", "nonsense", "a.c"], "invalid value 'nonsense'"),
        (&["recover", "nowhere"], "`nowhere` does not exist"),
    ];
    for (arguments, expected) in cases {
        let ran = run(&tree.path(), arguments);
        assert_eq!(ran.status, 2, "{arguments:?}");
        assert!(ran.err.contains(expected), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.text(), "", "{arguments:?}");
    }
}

#[test]
fn help_and_pages_come_from_the_same_list() {
    let tree = empty();
    let help = run(&tree.path(), &["--help"]);
    assert_eq!(help.status, 0);
    let flags: Vec<String> = help
        .text()
        .split_whitespace()
        .filter_map(|word| word.strip_prefix("--"))
        .map(|flag| flag.trim_matches(|letter: char| !letter.is_ascii_lowercase()).to_owned())
        .filter(|flag| !flag.is_empty())
        .collect();
    for expected in [
        "diff",
        "write",
        "snapshot",
        "type",
        "target-version",
        "limited-api",
        "gc",
        "isolation",
        "qualify-names",
        "select",
        "ignore",
    ] {
        assert!(flags.iter().any(|flag| flag == expected), "{expected}: {flags:?}");
    }
    let man = run(&tree.path(), &["man"]).text().replace("\\-", "-");
    let script = run(&tree.path(), &["completions", "bash"]).text();
    for flag in flags.iter().filter(|flag| *flag != "workspace-root") {
        assert!(man.contains(&format!("--{flag}")), "{flag} is missing in the manual page");
        assert!(script.contains(&format!("--{flag}")), "{flag} is missing in the completions");
    }
    assert!(help.text().contains("Exit status:"));
    assert!(run(&tree.path(), &["--version"]).text().starts_with("migrate-types "));
}

#[test]
fn everything_that_speaks_is_explained() {
    let tree = empty();
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/RULES.md")).unwrap();
    let names: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert!(names.contains(&"read-binary") && names.contains(&"static-type"), "{names:?}");
    for name in names {
        assert!(run(&tree.path(), &["explain", name]).text().starts_with(&format!("# {name}\n\n")), "{name}");
    }
    assert_eq!(run(&tree.path(), &["rules"]).status, 0);
    let text = run(&tree.path(), &["explain", "D-GC"]).text();
    assert!(
        text.starts_with("# D-GC\n\nthe collector sees") && text.contains("\n# body-collect\n"),
        "{text}"
    );
}

#[test]
fn the_report_goes_where_it_is_sent() {
    let tree = Tree::new(&[("a.c", b"\x01\x02\x03\x04".to_vec())]);
    let ran = run(&tree.path(), &["--output-format=json", "-o", "out/report.json"]);
    assert_eq!((ran.status, ran.text().as_str()), (1, ""));
    assert!(tree.get("out/report.json").starts_with(b"{\n  \"version\": 1,\n"));
    let ran = run(&tree.path(), &["--diff"]);
    assert!(
        ran.text().is_empty() && ran.err.contains("read-binary"),
        "standard output is for the patch: {ran:?}"
    );
    let ran = run(&tree.path(), &["-o", "a.c/report"]);
    assert!(ran.status == 2 && ran.err.contains("cannot write `a.c/report`"), "{ran:?}");
    assert_eq!(run(&tree.path(), &["--exit-zero"]).status, 0);
    let ran = run(&tree.path(), &["--statistics"]);
    assert_eq!(ran.text(), "1  read-binary\nfound no static types\n");
}

#[test]
fn standard_input_is_a_file_with_a_name() {
    let tree = empty();
    let text = b"int caf\xe9;\r\nint y;";
    let ran = run_with(&tree.path(), &["--stdin-filename", "x.c", "--write"], text);
    assert_eq!(
        (ran.status, ran.out.as_slice()),
        (0, &text[..]),
        "what stays the same comes out as it went in"
    );
    assert_eq!(ran.err, "found no static types\n");
    let ran = run_with(&tree.path(), &["--stdin-filename", "x.c", "--diff"], text);
    assert_eq!((ran.status, ran.text().as_str()), (0, ""));
    let ran = run_with(&tree.path(), &["--stdin-filename", "x.c"], b"\x01\x02\x03\x04\x05");
    assert!(ran.status == 1 && ran.text().contains("`x.c` was left alone"), "{ran:?}");
    let ran = run_with(&tree.path(), &["--stdin-filename", "x.c", "--write"], b"\x01\x02\x03\x04\x05");
    assert_eq!((ran.status, ran.text().as_str()), (2, ""), "an editor must not take it for an empty result");
    assert_eq!(run_with(&tree.path(), &["--stdin-filename", "x.c", "a.c"], b"").status, 2);
    let ran = run_with(&tree.path(), &["-", "--stdin-filename", "x.c", "--write"], text);
    assert_eq!((ran.status, ran.out.as_slice()), (0, &text[..]), "`-` says the same");
    let ran = run_with(&tree.path(), &["-"], text);
    assert!(ran.status == 2 && ran.err.contains("--stdin-filename NAME"), "{ran:?}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let tree = empty();
    for arguments in [&["man"][..], &["--help"], &["completions", "zsh"], &["--output-format=json"]] {
        let mut child = command(&tree.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn a_run_that_was_cut_off_stops_the_next_one_until_it_is_recovered() {
    let tree = empty();
    let journal = tree.join(".migrate-types-journal");
    std::fs::write(&journal, "migrate-types journal 1\n").unwrap();
    let ran = run(&tree.path(), &[]);
    assert!(ran.status == 2 && ran.err.contains("run `migrate-types recover`"), "{ran:?}");
    let ran = run(&tree.path(), &["recover"]);
    assert!(ran.status == 0 && ran.text().starts_with("took back the run that was cut off in"), "{ran:?}");
    assert!(!journal.exists());
    assert_eq!(run(&tree.path(), &["recover"]).text(), "no run was cut off here\n");

    std::fs::write(&journal, "migrate-types journal 1\n").unwrap();
    let ran = run(&tree.path(), &["--write"]);
    assert!(ran.status == 0 && ran.err.starts_with("took back"), "a run that writes recovers first: {ran:?}");
    assert!(!journal.exists());

    std::fs::write(&journal, "something else\n").unwrap();
    assert_eq!(run(&tree.path(), &["recover"]).status, 2);
    assert_eq!(run(&tree.path(), &["--write"]).status, 3);
    assert!(journal.exists(), "what is no journal of ours is not touched");
}

#[test]
fn every_stage_can_be_looked_at() {
    let tree = Tree::new(&[("m.c", include_str!("../../testdata/example/tally.c"))]);
    let shown = |stage: &str| {
        let ran = run(&tree.path(), &["debug", stage, "m.c"]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{stage}");
        ran.text()
    };
    let expected = [
        ("lex", "3:1 Directive #include <Python.h>\n"),
        ("mask", "PyVarObject_HEAD_INIT(NULL, 1),"),
        ("items", "TypeObject static Tally_Type\n"),
        ("ast", "PyVarObject_HEAD_INIT(NULL, 0)"),
        ("facts", "TypeDef {"),
        ("project", "name: \"tally\""),
        ("plan", "ModulePlan {"),
        ("plan", ": finds the module by the type of parameter 1; CPython calls it as "),
        ("draft", "Py_tp_methods"),
        ("edits", "+ static inline tally_state *\n"),
        ("laws", "every law holds\n"),
    ];
    for (stage, text) in expected {
        assert!(shown(stage).contains(text), "{stage}: {}", shown(stage));
    }
}
