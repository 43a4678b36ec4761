//! Reads the XML that pytest and CPython's own test runner write: names and outcomes, no more.
//!
//! It is not a parser of XML: it relies on the regular form that one program gives it.

use std::collections::BTreeMap;

use super::Ended;

/// Each `<testcase classname="..." name="...">` with the outcome that its content tells; CPython's have no class.
pub(super) fn tests(xml: &str) -> BTreeMap<String, Ended> {
    xml.split("<testcase ").skip(1).filter_map(test).collect()
}

fn test(piece: &str) -> Option<(String, Ended)> {
    let head = &piece[..head_end(piece)?];
    let content =
        if head.ends_with('/') { "" } else { piece.split("</testcase>").next()?.get(head.len()..)? };
    let ended = if content.contains("<failure") || content.contains("<error") {
        Ended::Failed
    } else if content.contains("<skipped") {
        Ended::Skipped
    } else {
        Ended::Passed
    };
    let name = value(head, "name")?;
    let name = value(head, "classname").map_or(name.clone(), |class| format!("{class}::{name}"));
    Some((name, ended))
}

/// Where the tag ends: a `>` outside of quotes.
fn head_end(piece: &str) -> Option<usize> {
    let mut quoted = false;
    piece.char_indices().find_map(|(place, letter)| {
        quoted ^= letter == '"';
        (letter == '>' && !quoted).then_some(place)
    })
}

fn value(head: &str, key: &str) -> Option<String> {
    let start = format!("{key}=\"");
    let at =
        head.match_indices(&start).map(|(at, _)| at).find(|at| *at == 0 || head[..*at].ends_with(' '))?;
    let text = head[at + start.len()..].split('"').next()?;
    Some(text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_and_outcomes() {
        let xml = r#"<testsuite tests="4"><testcase classname="t.A" name="good" time="0.1" /><testcase classname="t.A"
            name="bad[&lt;x> &amp; y]" time="0"><failure message="no">text</failure></testcase><testcase classname="t"
            name="skip"><skipped type="x"/></testcase><testcase classname="t" name="odd"><error>e</error></testcase>
            <testcase name="m.A.bare" status="run" /></testsuite>"#;
        let found = tests(&xml.replace("\n            ", " "));
        let found: Vec<(&str, Ended)> = found.iter().map(|(name, ended)| (name.as_str(), *ended)).collect();
        let wanted = [
            ("m.A.bare", Ended::Passed),
            ("t.A::bad[<x> & y]", Ended::Failed),
            ("t.A::good", Ended::Passed),
            ("t::odd", Ended::Failed),
            ("t::skip", Ended::Skipped),
        ];
        assert_eq!(found, wanted);
    }
}
