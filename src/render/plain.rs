//! Text that is safe for a terminal.
//!
//! Names and sources are written by others: a control character in them could move the cursor, change colours, or
//! hide text. None reaches a reader raw. This module does not know what the text says.

use std::borrow::Cow;
use std::fmt::Write;

/// Control characters, and those that turn the direction of text or cannot be seen.
pub fn is_unsafe(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// One line of text; what is unsafe, line ends and tabs too, is spelled out: `\n`, `\u{1b}`.
pub fn line(text: &str) -> Cow<'_, str> {
    spelled(text, |letter| !is_unsafe(letter))
}

/// As [`line()`], but line ends and tabs stay.
pub fn text(text: &str) -> Cow<'_, str> {
    spelled(text, |letter| letter == '\n' || letter == '\t' || !is_unsafe(letter))
}

fn spelled(text: &str, is_fine: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().all(&is_fine) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if is_fine(letter) { result.push(letter) } else { result.extend(letter.escape_default()) }
    }
    Cow::Owned(result)
}

/// Bytes as text, one line or many; what is no UTF-8 becomes `\xNN`, and what is unsafe is spelled out. A carriage
/// return before a line feed is left out.
pub fn bytes(bytes: &[u8]) -> String {
    let mut result = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        result.push_str(&text(&chunk.valid().replace("\r\n", "\n")));
        for byte in chunk.invalid() {
            let _ = write!(result, "\\x{byte:02x}");
        }
    }
    result
}

/// The same number of bytes as `bytes`, as UTF-8 that is safe to show, so that offsets into the one are offsets into
/// the other. Line feeds and tabs stay.
pub fn same_length(bytes: &[u8]) -> String {
    let mut result = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '\n' | '\t' => result.push(letter),
                '\r' => result.push(' '),
                _ if !is_unsafe(letter) => result.push(letter),
                _ => {
                    result.push_str(["", "?", "\u{bf}", "\u{fffd}"].get(letter.len_utf8()).unwrap_or(&"????"))
                }
            }
        }
        result.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unsafe_is_left() {
        assert_eq!(line("plain é"), "plain é");
        assert_eq!(line("a\x1b[31m\nb"), "a\\u{1b}[31m\\nb");
        assert_eq!(text("a\tb\nc\r\u{9b}\u{202e}"), "a\tb\nc\\r\\u{9b}\\u{202e}");
        assert_eq!(bytes(b"caf\xe9\r\nx\x07"), "caf\\xe9\nx\\u{7}");
    }

    #[test]
    fn offsets_stay_what_they_were() {
        let odd = "ab\0c\u{9b}d\u{202e}e\r\né\u{e0001}\t".as_bytes();
        let odd = [odd, b"\xff\xc3 end"].concat();
        let shown = same_length(&odd);
        assert_eq!(shown.len(), odd.len());
        assert!(shown.chars().all(|letter| letter == '\n' || letter == '\t' || !is_unsafe(letter)));
        assert_eq!(shown.find("end"), Some(odd.len() - 3));
        assert_eq!(shown.find('é'), "ab\0c\u{9b}d\u{202e}e\r\n".find('\n').map(|at| at + 1));
    }
}
