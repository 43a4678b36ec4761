//! Which files are looked at.

use crate::program::run;
use crate::support::Tree;

fn shown(tree: &Tree, arguments: &[&str]) -> Vec<String> {
    let ran = run(&tree.path(), &[&["--show-files"], arguments].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    ran.text().lines().map(str::to_owned).collect()
}

fn tree() -> Tree {
    Tree::new(&[
        ("b.c", ""),
        ("a.h", ""),
        ("z.py", ""),
        ("src/m.cpp", ""),
        ("src/m.cxx", ""),
        ("src/gen/g.c", ""),
        ("src/.hidden/h.c", ""),
        ("venv/v.c", ""),
        (".gitignore", "gen/\n"),
        ("notes.txt", ""),
    ])
}

#[test]
fn sources_are_found_in_order_of_their_names() {
    assert_eq!(shown(&tree(), &[]), ["a.h", "b.c", "src/m.cpp", "src/m.cxx"]);
    assert_eq!(shown(&tree(), &["src", "b.c"]), ["b.c", "src/m.cpp", "src/m.cxx"]);
}

#[test]
fn what_is_named_is_taken_whatever_it_is() {
    assert_eq!(
        shown(&tree(), &["src/gen/g.c", "notes.txt", "venv"]),
        ["notes.txt", "src/gen/g.c", "venv/v.c"]
    );
}

#[test]
fn ignore_files_and_patterns_leave_out() {
    let all = ["a.h", "b.c", "src/gen/g.c", "src/m.cpp", "src/m.cxx", "venv/v.c"];
    assert_eq!(shown(&tree(), &["--no-ignore"]), all);
    assert_eq!(shown(&tree(), &["--exclude", "*.cxx", "--exclude=/b.c"]), ["a.h", "src/m.cpp"]);
    assert_eq!(shown(&tree(), &["--exclude", "src,a.h"]), ["b.c"]);
    let configured = tree();
    configured.put("src/migrate-types.toml", "exclude = [\"/m.cxx\"]\n");
    assert_eq!(shown(&configured, &["src"]), ["src/m.cpp"]);
}

#[test]
fn a_file_named_twice_is_looked_at_once() {
    assert_eq!(shown(&tree(), &["b.c", "./b.c", "src/../b.c"]), ["b.c"]);
}
