//! Which configuration counts, and what is said of one that is wrong.

use crate::program::run;
use crate::support::Tree;

fn settings(tree: &Tree, arguments: &[&str]) -> String {
    let ran = run(&tree.path(), &[&["--show-settings"], arguments].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    ran.text()
}

#[test]
fn the_closest_file_counts_and_nothing_is_merged() {
    let tree = Tree::new(&[
        ("pyproject.toml", "[tool.migrate-types]\ngc = \"always\"\nexclude = [\"x\"]\n"),
        ("in/pyproject.toml", "[project]\nname = \"no tool table\"\n"),
        ("in/deep/migrate-types.toml", "target-version = \"3.12\"\n"),
        ("in/deep/pyproject.toml", "[tool.migrate-types]\ntarget-version = \"3.9\"\n"),
        ("in/deep/a.c", ""),
    ]);
    let outer = settings(&tree, &["in"]);
    assert!(
        outer.contains("# configuration: pyproject.toml\n") && outer.contains("gc = \"always\"\n"),
        "{outer}"
    );
    let inner = settings(&tree, &["in/deep/a.c"]);
    assert!(inner.contains("# configuration: in/deep/migrate-types.toml\n"), "{inner}");
    assert!(inner.contains("target-version = \"3.12\"  # from the configuration\n"), "{inner}");
    assert!(inner.contains("gc = \"policy\"\n") && inner.contains("exclude = []\n"), "{inner}");
    let both = settings(&tree, &["in/deep/a.c", "."]);
    assert!(
        both.contains("# configuration: pyproject.toml\n"),
        "several paths have the closest in common: {both}"
    );
    let isolated = settings(&tree, &["--isolated", "in/deep"]);
    assert!(
        isolated.contains("# configuration: none\n") && isolated.contains("\"3.10\"  # from the default\n"),
        "{isolated}"
    );
    let named = settings(&tree, &["--config", "in/deep/pyproject.toml"]);
    assert!(named.contains("target-version = \"3.9\"  # from the configuration\n"), "{named}");
    let flag = settings(&tree, &["--gc=minimal", "--target-version=3.13", "in"]);
    assert!(
        flag.contains("gc = \"minimal\"\n") && flag.contains("\"3.13\"  # from the command line\n"),
        "{flag}"
    );
}

#[test]
fn the_target_is_what_the_project_requires() {
    let required = |specifier: &str| {
        let text = format!("[project]\nrequires-python = \"{specifier}\"\n");
        let tree = Tree::new(&[("pyproject.toml", text.as_str()), ("src/a.c", "int x;\n")]);
        (settings(&tree, &["src"]), run(&tree.path(), &["src"]))
    };
    let (shown, ran) = required(">=3.11");
    assert!(
        shown.contains("target-version = \"3.11\"  # from requires-python of pyproject.toml\n"),
        "{shown}"
    );
    assert!(!ran.text().contains("target-raised"));
    let (shown, ran) = required(">=3.7");
    assert!(shown.contains("target-version = \"3.9\""), "{shown}");
    assert!(ran.text().contains("note[target-raised]"), "{}", ran.text());
    assert_eq!(ran.status, 0, "a note is nothing to do");
}

#[test]
fn the_limited_api_goes_with_the_target() {
    let tree = Tree::new(&[("a.c", "")]);
    let shown = settings(&tree, &["--limited-api=3.12"]);
    assert!(
        shown.contains("limited-api = \"3.12\"") && shown.contains("target-version = \"3.12\""),
        "{shown}"
    );
    let ran = run(&tree.path(), &["--limited-api=3.12", "--target-version=3.11"]);
    assert!(ran.status == 2 && ran.err.contains("cannot be used on Python 3.11"), "{ran:?}");
}

#[test]
fn what_is_shown_can_be_read_back() {
    let text = "exclude = [\"a b\", \"c\\\"d\\u001B\"]\ngc = \"always\"\nisolation = \"types\"\n\
                limited-api = \"3.11\"\nqualify-names = true\nmacros = [\"head MY_HEAD\"]\n[types.Foo_Type]\nexported = \"confirm\"\n";
    let tree = Tree::new(&[("migrate-types.toml", text), ("a.c", "")]);
    let shown = settings(&tree, &[]);
    tree.put("again.toml", &shown);
    let again = settings(&tree, &["--config", "again.toml"]);
    let without_origin = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split("  #").next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(without_origin(&again), without_origin(&shown));
    assert!(shown.contains("[types.\"Foo_Type\"]\n\"exported\" = \"confirm\"\n"), "{shown}");
}

#[test]
fn a_mistake_ends_the_run_with_its_place_and_a_hint() {
    let cases = [
        (
            "targt-version = \"3.9\"\n",
            "migrate-types.toml:1:1: unknown key `targt-version`; did you mean `target-version`?",
        ),
        ("\ngc = \"sometimes\"\n", "migrate-types.toml:2:6: `gc` is \"policy\", \"always\" or \"minimal\""),
        ("isolation = 1\n", "migrate-types.toml:1:13: `isolation` "),
        ("qualify-names = 1\n", "migrate-types.toml:1:17: `qualify-names` is true or false"),
        ("gc = [\n", "migrate-types.toml:"),
        ("select = [\"field-nwe\"]\n", "there is no rule `field-nwe`"),
        ("macros = [\n  \"head A\",\n  \"heed B\"]\n", "migrate-types.toml:3: "),
        ("exclude = [\"a{b\"]\n", "`a{b` is no pattern"),
    ];
    for (text, expected) in cases {
        let tree = Tree::new(&[("migrate-types.toml", text), ("a.c", "")]);
        let ran = run(&tree.path(), &[]);
        assert_eq!(ran.status, 2, "{text}");
        assert!(ran.err.starts_with(&format!("error: {expected}")), "{text}: {}", ran.err);
        assert_eq!(ran.text(), "");
    }
    let tree = Tree::new(&[("pyproject.toml", "[tool.migrate-types]\nx = 1\n"), ("a.c", "")]);
    assert!(
        run(&tree.path(), &[])
            .err
            .contains("pyproject.toml:2:1: unknown key `x`; `migrate-types config` lists the keys")
    );
    assert!(run(&tree.path(), &["--config", "none.toml"]).err.contains("cannot read `none.toml`"));
}

#[test]
fn every_key_is_explained() {
    let tree = Tree::new(&[("a.c", "")]);
    let keys = run(&tree.path(), &["config"]).text();
    assert!(keys.lines().count() >= 8, "{keys}");
    for key in keys.lines() {
        assert!(run(&tree.path(), &["config", key]).text().contains("\nExample: "), "{key}");
    }
    let ran = run(&tree.path(), &["config", "macro"]);
    assert!(ran.status == 2 && ran.err.contains("did you mean `macros`?"), "{ran:?}");
}
