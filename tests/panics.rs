//! P16: a panic is told as a bug of ours, with a status of its own.

use std::process::Command;

use migrate_types::cli::{Exit, panics};

const PANICS: &str = "MIGRATE_TYPES_TEST_PANICS";

/// Not a test of its own: the process that panics, on the main thread or on another one.
#[test]
fn panicker() {
    let Some(how) = std::env::var_os(PANICS) else { return };
    let exit = panics::guard(|| {
        if how == "thread" {
            std::thread::scope(|scope| scope.spawn(|| panic!("on \x1b purpose")).join().unwrap());
        }
        panic!("on \x1b purpose")
    });
    assert_eq!(exit, Exit::Bug);
    println!("status {}", exit as u8);
}

#[test]
fn a_panic_is_told_as_a_bug_of_ours() {
    for how in ["main", "thread"] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let output = command.args(["--exact", "panicker", "--nocapture"]).env(PANICS, how).output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(out.contains("status 5"), "{how}: {out}{err}");
        assert!(
            err.starts_with(
                "error: this is a bug of migrate-types, not of your code; no file was left half-changed\n"
            ),
            "{err}"
        );
        assert!(err.contains("tests/panics.rs:") && err.contains("on \\u{1b} purpose"), "{err}");
    }
}

#[test]
fn without_a_panic_the_status_is_what_it_is() {
    assert_eq!(panics::guard(|| Exit::Findings), Exit::Findings);
    let all = [Exit::Clean, Exit::Findings, Exit::Trouble, Exit::Refused, Exit::Bug];
    assert_eq!(all.map(|exit| exit as u8), [0, 1, 2, 3, 5]);
}
