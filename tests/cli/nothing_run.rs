//! P13: looking at sources runs nothing of the project, and asks nobody.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::program::command;
use crate::support::Tree;

const MODES: &[&[&str]] =
    &[&["."], &["--diff", "."], &["--snapshot", "snaps", "."], &["--show-settings", "."]];

fn tree() -> Tree {
    let tree =
        Tree::new(&[("src/a.c", "#include <Python.h>\nstatic PyTypeObject T;\n"), ("setup.py", "boom\n")]);
    tree.put(
        "pyproject.toml",
        "[project]\nrequires-python = \">=3.11\"\n[build-system]\nrequires = [\"boom\"]\n",
    );
    tree.commit();
    tree
}

/// Every program that it could find leaves a mark.
#[test]
fn no_program_is_looked_for() {
    let (tree, programs) = (tree(), Tree::new::<&str>(&[]));
    let mark = programs.join("mark");
    for name in ["git", "cc", "gcc", "clang", "cpp", "make", "python", "python3", "pip", "sh", "env", "uname"]
    {
        programs.put(name, format!("#!/bin/sh\n: > '{}'\n", mark.display()));
        fs::set_permissions(programs.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    for arguments in MODES {
        let output = command(&tree.path()).env("PATH", programs.path()).args(*arguments).output().unwrap();
        assert!(output.status.code().is_some_and(|status| status < 2), "{arguments:?}: {output:?}");
        assert!(!mark.exists(), "{arguments:?}");
    }
    Command::new(programs.join("git")).status().unwrap();
    assert!(mark.exists(), "the trap works");
}

/// The same from the kernel's side, where strace is at hand.
#[test]
fn no_program_is_started_and_no_connection_is_made() {
    if Command::new("strace").arg("-V").output().is_err() {
        return;
    }
    let (tree, log) = (tree(), Tree::new::<&str>(&[]));
    for arguments in MODES {
        let mut traced = Command::new("strace");
        traced.args(["-f", "-qq", "-e", "trace=execve,socket,connect", "-o"]).arg(log.join("log"));
        traced.arg(env!("CARGO_BIN_EXE_migrate-types")).args(*arguments).current_dir(tree.path());
        traced.output().unwrap();
        let log = String::from_utf8(log.get("log")).unwrap();
        let names = ["execve(", "socket(", "connect("];
        let calls = log.lines().filter(|line| names.iter().any(|name| line.contains(name))).count();
        assert_eq!(calls, 1, "{arguments:?}: only the program itself is started: {log}");
    }
}
