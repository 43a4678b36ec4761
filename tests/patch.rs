//! P10: the printed patch, given to `git apply`, makes the bytes that `--write` makes, whatever the bytes are.

mod support;

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use migrate_types::disk::{self, Inputs, Permission, Search};
use migrate_types::edit::{Change, Edit, EditSet, NewFile};
use migrate_types::render::diff::{self, For};
use migrate_types::source::{SourceFile, Span};
use support::{Tree, change, git};

const ALL: Permission = Permission { dirty: true, no_vcs: true };

/// Pieces of files; some look like parts of a patch.
const PIECES: &[&[u8]] = &[
    b"int a;",
    b"b",
    b"\n",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xe9\xff",
    b"\xef\xbb\xbf",
    b"\\\n",
    b"??/\n",
    b"\t ",
    b" \n",
    b"\n\\ No newline at end of file\n",
    b"\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n",
    b"\ndiff --git a/x b/x\n",
    b"-",
    b"+",
    b"\x1b[31m",
];

const NAMES: &[&str] = &[
    "a.c",
    "with blank.c",
    "quo\"te.c",
    "back\\slash.c",
    "tab\t.c",
    "\u{e9}\u{4e16}.c",
    "sub/x.h",
    "sub/y y/z.c",
];

fn text(random: &mut fastrand::Rng, pieces: usize) -> Vec<u8> {
    (0..random.usize(0..=pieces)).flat_map(|_| random.choice(PIECES).unwrap().iter().copied()).collect()
}

/// Random edits of one file.
fn edits(random: &mut fastrand::Rng, file: &SourceFile) -> EditSet {
    let mut places: Vec<usize> =
        (0..random.usize(0..5) * 2).map(|_| random.usize(0..=file.bytes.len())).collect();
    places.sort_unstable();
    let edits = places.chunks(2).map(|place| {
        let span = Span::new(file.id, place[0], place[1]);
        Edit { span, text: text(random, 4), author: "test", order: 0 }
    });
    EditSet::new(edits.collect(), file.bytes.len()).unwrap()
}

fn random_change(random: &mut fastrand::Rng, inputs: &Inputs) -> Change {
    let files = inputs.sources.iter().map(|file| (file.id, edits(random, file))).collect();
    let beside = inputs.sources.as_slice()[0].id;
    let new_files = (0..random.usize(0..3))
        .map(|number| NewFile { beside, name: format!("new {number}.h"), bytes: text(random, 6) })
        .collect();
    Change { group: "m".to_owned(), files, new_files, ..Change::default() }
}

fn inputs(folder: &Path) -> Inputs {
    disk::read(disk::discover(&Search { paths: vec![folder.to_path_buf()], ..Search::default() }).unwrap())
}

/// The patch of a change, applied to the tree by git, against the same change written by us.
fn compare(tree: &Tree, folder: &Path, inputs: &Inputs, change: Change, what: &str) {
    let before = tree.listing();
    let mut patch = Vec::new();
    let changes = [change];
    let anything = diff::write(&inputs.sources, &changes, For::Programs, &mut patch).unwrap();
    assert_eq!(anything, !patch.is_empty(), "{what}");
    if anything {
        apply(folder, &patch, what);
    }
    let patched = tree.listing();
    for (name, bytes) in &before {
        if !name.ends_with('/') {
            tree.put(name, bytes);
        }
    }
    for name in patched.keys().filter(|name| !before.contains_key(*name)) {
        std::fs::remove_file(tree.join(name)).unwrap();
    }
    disk::write(inputs, &changes, ALL).unwrap();
    assert!(
        tree.listing() == patched,
        "{what}: git made something else of\n{}",
        String::from_utf8_lossy(&patch)
    );
}

fn apply(folder: &Path, patch: &[u8], what: &str) {
    let mut command = git(folder);
    command.args(["apply", "--whitespace=nowarn", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(patch).unwrap();
    let output = child.wait_with_output().unwrap();
    let (said, patch) = (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(patch));
    assert!(output.status.success(), "{what}: {said}\n{patch}");
}

#[test]
fn git_makes_of_a_patch_what_we_write() {
    for seed in 0..80 {
        let mut random = fastrand::Rng::with_seed(seed);
        let files: Vec<(&str, Vec<u8>)> = NAMES.iter().map(|name| (*name, text(&mut random, 30))).collect();
        let tree = Tree::new(&files);
        // From the top of a repository every second time, and outside of any for the rest.
        let is_repository = seed % 2 == 0;
        if is_repository {
            tree.commit();
        }
        let inputs = inputs(&tree.path());
        let change = random_change(&mut random, &inputs);
        // Outside of a repository, and of the working directory, names are absolute.
        let folder = if is_repository { tree.path() } else { "/".into() };
        compare(&tree, &folder, &inputs, change, &format!("seed {seed}"));
    }
}

#[test]
fn every_odd_kind_of_text_survives() {
    let body: &[u8] = b"static int x = 1;\nint keep;\n";
    let crlf = b"static int x = 1;\r\nint keep;\r\n".to_vec();
    let kinds: Vec<(&str, Vec<u8>)> = vec![
        ("plain.c", body.to_vec()),
        ("crlf.c", crlf.clone()),
        ("mixed.c", [body, &crlf, body].concat()),
        ("cr.c", b"static int x = 1;\rint keep;\r".to_vec()),
        ("bom.c", [b"\xef\xbb\xbf", body].concat()),
        ("latin1.c", [b"/* caf\xe9 */\n", body].concat()),
        ("nul.c", [b"/* \0 */\n", body].concat()),
        ("no_newline.c", body[..body.len() - 1].to_vec()),
        ("splice.c", [b"#define A \\\n  1\n", body].concat()),
        ("trigraph.c", [b"??=define B ??/\n 2\n", body].concat()),
        ("form_feed.c", [b"\x0c\n", body].concat()),
        ("empty.c", Vec::new()),
    ];
    let tree = Tree::new(&kinds);
    tree.commit();
    let inputs = inputs(&tree.path());
    assert_eq!(inputs.sources.as_slice().len(), kinds.len());
    let renamed = change(&inputs, |file| {
        let at = file.bytes.windows(2).position(|pair| pair == b"x ")?;
        Some([&file.bytes[..at], b"changed", &file.bytes[at + 1..]].concat())
    });
    assert_eq!(renamed.files.len(), kinds.len() - 1);
    compare(&tree, &tree.path(), &inputs, renamed, "kinds");
    for (name, old) in &kinds {
        let new = tree.get(name);
        let at = new.windows(7).position(|word| word == b"changed");
        let back = at.map_or(new.clone(), |at| [&new[..at], b"x", &new[at + 7..]].concat());
        assert_eq!(&back, old, "{name}: nothing but the edit changed");
    }
}

#[test]
fn a_patch_applies_from_any_folder_of_the_repository() {
    let tree = Tree::new(&[("src/a.c", "a\n"), ("src/deep/b.c", "b\n")]);
    tree.commit();
    let inputs = inputs(&tree.join("src/deep"));
    let made = change(&inputs, |_| Some(b"new\n".to_vec()));
    let mut patch = Vec::new();
    diff::write(&inputs.sources, &[made], For::Programs, &mut patch).unwrap();
    assert!(
        patch.starts_with(b"diff --git a/src/deep/b.c b/src/deep/b.c\n"),
        "{}",
        String::from_utf8_lossy(&patch)
    );
    for folder in [".", "src", "src/deep"] {
        tree.put("src/deep/b.c", "b\n");
        apply(&tree.join(folder), &patch, folder);
        assert_eq!(tree.get("src/deep/b.c"), b"new\n");
    }
}
