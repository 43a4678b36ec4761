//! A rewritten file as an insta snapshot, so that `cargo insta review` shows it beside the one accepted before.
//!
//! Insta compares text without its trailing white space and with all line ends alike; the description carries a
//! checksum, so that what was accepted is what is written, byte for byte. This module does not know any folder.

use super::plain;

/// What cargo-insta needs to look at a folder of a project that is not written in Rust: it asks cargo for a package.
pub const MANIFEST: &str = "\
# For `cargo insta review --workspace-root`: it looks for snapshots in the folder of a Cargo package. Nothing is built.
[workspace]

[package]
name = \"snapshots\"
version = \"0.0.0\"
edition = \"2021\"

[lib]
path = \"nothing.rs\"
";

/// The text of the snapshot of a file `name` with the contents `bytes`. `sum` is a checksum of the bytes.
pub fn text(name: &str, bytes: &[u8], sum: u64) -> String {
    let contents = plain::bytes(bytes);
    format!(
        "---\nsource: {}\ndescription: \"{}\"\nexpression: rewritten\n---\n{}\n",
        quoted(name),
        description(bytes, sum),
        contents.trim_end()
    )
}

/// Whether `accepted`, the text of a snapshot that cargo-insta may have written anew, is of exactly these bytes.
pub fn is_of(accepted: &str, bytes: &[u8], sum: u64) -> bool {
    let Some(rest) = accepted.strip_prefix("---\n") else { return false };
    let Some((head, contents)) = rest.split_once("\n---\n") else { return false };
    let described =
        head.lines().any(|line| line.replace('"', "") == format!("description: {}", description(bytes, sum)));
    described && contents.trim_end() == plain::bytes(bytes).trim_end()
}

fn description(bytes: &[u8], sum: u64) -> String {
    format!("{} bytes, checksum {sum:016x}", bytes.len())
}

/// A double-quoted YAML string.
fn quoted(text: &str) -> String {
    let escaped = plain::line(text).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_bytes_are_accepted() {
        let accepted = text("a.c", b"int x;\n", 7);
        assert!(is_of(&accepted, b"int x;\n", 7));
        assert!(!is_of(&accepted, b"int x;\r\n", 8));
        assert!(!is_of(&accepted, b"int y;\n", 7));
        assert!(!is_of("", b"", 0));
    }

    #[test]
    fn bytes_of_any_kind_become_text() {
        let text = text("a.c", b"/* caf\xe9 \x1b */\r\n", 1);
        assert!(text.ends_with("---\n/* caf\\xe9 \\u{1b} */\n"), "{text}");
    }
}
