//! What a terminal gets: colours where they are wanted, and nothing unsafe (P15).

use crate::program::{command, run};
use crate::support::Tree;

/// A name that would clear the screen.
const EVIL: &str = "evil\x1b[2J\u{9b}31m\u{202e}.c";

fn tree() -> Tree {
    Tree::new(&[(EVIL, b"\x01\x02\x03\x04\x05".to_vec())])
}

#[test]
fn names_reach_no_terminal_raw() {
    let tree = tree();
    let is_bad = |text: &str| {
        text.chars().any(|letter| letter != '\n' && (letter.is_control() || letter == '\u{202e}'))
    };
    for format in ["human", "concise", "json", "sarif", "github", "rdjson"] {
        let ran = run(&tree.path(), &["--output-format", format, "."]);
        assert!(ran.text().contains("evil"), "{format}: {ran:?}");
        assert!(!is_bad(&ran.text()) && !is_bad(&ran.err), "{format}: {ran:?}");
    }
    let others: &[&[&str]] = &[
        &["--show-files"],
        &["nowhere\x1b[2J"],
        &["--nonsense\x1b[2J"],
        &["--type", "x\x1b[2J"],
        &["--config", "x\x1b[2J"],
        &["explain", "x\x1b[2J"],
        &["recover", "x\x1b[2J"],
        &["-o", "/dev/null/x\x1b[2J"],
    ];
    for arguments in others {
        let ran = run(&tree.path(), arguments);
        assert!(!is_bad(&ran.text()) && !is_bad(&ran.err), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let tree = tree();
    let coloured = |arguments: &[&str], no_color: Option<&str>| {
        let mut command = command(&tree.path());
        no_color.map(|value| command.env("NO_COLOR", value));
        let output = command.args(arguments).arg(".").output().unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(!coloured(&[], None), "a pipe is no terminal");
    assert!(coloured(&["--color", "always"], None));
    assert!(coloured(&["--color", "always"], Some("1")), "the flag is closer than the environment");
    assert!(!coloured(&["--color", "never"], None));
}

/// `script` gives the program a terminal.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_no_color_is_honoured() {
    let tree = tree();
    let on_terminal = |no_color: &str| {
        let program = format!("'{}' --output-format human .", env!("CARGO_BIN_EXE_migrate-types"));
        let mut command = std::process::Command::new("script");
        command.args(["-qec", &program, "/dev/null"]).current_dir(tree.path()).env("TERM", "xterm");
        command.env("NO_COLOR", no_color).stdin(std::process::Stdio::null());
        command.output().unwrap().stdout
    };
    let (with, without) = (on_terminal(""), on_terminal("1"));
    assert!(with.contains(&0x1b), "{}", String::from_utf8_lossy(&with));
    assert!(!without.is_empty() && !without.contains(&0x1b), "{}", String::from_utf8_lossy(&without));
}
