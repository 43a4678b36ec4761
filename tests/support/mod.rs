//! A scratch tree for tests, and hand-made changes over it.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use migrate_types::disk::{self, Inputs, Search};
use migrate_types::edit::{Change, Edit, EditSet, NewFile};
use migrate_types::source::{FileId, SourceFile, Span};
use tempfile::TempDir;

/// A folder of its own, removed at the end.
pub struct Tree(TempDir);

/// Everything in a folder: path → bytes, hidden files and folders (with `/`) too, but not what is in `.git`.
pub type Listing = BTreeMap<String, Vec<u8>>;

impl Tree {
    pub fn new<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Tree {
        let tree = Tree(TempDir::new().unwrap());
        for (name, bytes) in files {
            tree.put(name, bytes);
        }
        tree
    }

    /// Canonical.
    pub fn path(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap()
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn get(&self, name: &str) -> Vec<u8> {
        fs::read(self.join(name)).unwrap()
    }

    pub fn listing(&self) -> Listing {
        let mut found = Listing::new();
        list(&self.path(), "", &mut found);
        found
    }

    pub fn inputs(&self) -> Inputs {
        disk::read(disk::discover(&Search { paths: vec![self.path()], ..Search::default() }).unwrap())
    }

    /// Makes it a repository with everything committed.
    pub fn commit(&self) {
        self.git(&["init", "-q"]);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "all"]);
    }

    pub fn git(&self, arguments: &[&str]) -> Vec<u8> {
        let output = git(&self.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }
}

/// git in a folder, without anybody's settings.
pub fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "core.autocrlf=false"]);
    command
}

fn list(folder: &Path, prefix: &str, found: &mut Listing) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            found.insert(format!("{name}/"), Vec::new());
            if name != ".git" {
                list(&entry.path(), &format!("{name}/"), found);
            }
        } else {
            found.insert(name, fs::read(entry.path()).unwrap_or_default());
        }
    }
}

/// A change that makes of each source what `new` says; `None` leaves it alone.
pub fn change(inputs: &Inputs, new: impl Fn(&SourceFile) -> Option<Vec<u8>>) -> Change {
    let edited = inputs.sources.iter().filter_map(|file| Some((file.id, replacing(file, &new(file)?))));
    Change { group: "m".to_owned(), files: edited.collect(), ..Change::default() }
}

/// Edits that turn a file into `text`, without touching what is alike at both ends.
pub fn replacing(file: &SourceFile, text: &[u8]) -> EditSet {
    let old = &file.bytes;
    let start = old.iter().zip(text).take_while(|(a, b)| a == b).count();
    let rest = (&old[start..], &text[start..]);
    let end = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(a, b)| a == b).count();
    let span = Span::new(file.id, start, old.len() - end);
    let edit = Edit { span, text: text[start..text.len() - end].to_vec(), author: "test", order: 0 };
    EditSet::new(vec![edit], old.len()).unwrap()
}

/// As [`change`], with `// new` put before every file and a header beside the first one.
pub fn sample_change(inputs: &Inputs) -> Change {
    let mut made = change(inputs, |file| Some([b"// new\n", file.bytes.as_slice()].concat()));
    made.new_files.push(NewFile {
        beside: FileId(0),
        name: "added.h".to_owned(),
        bytes: b"int added;\n".to_vec(),
    });
    made
}
