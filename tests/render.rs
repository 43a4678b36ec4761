//! Reports of one hand-made outcome, in every format.

use migrate_types::diagnostic::{Diagnostic, Severity};
use migrate_types::edit::{Change, Edit, EditSet};
use migrate_types::render::{self, Format, Report};
use migrate_types::report::{BrokenLaw, Drift, Ledger, Outcome, Safety, Sharing, TypeReport, Verdict};
use migrate_types::source::{FileId, Sources, Span};

const TEXT: &[u8] = b"/* caf\xe9 */\n#include <Python.h>\nstatic PyTypeObject Foo_Type = {\n\t.tp_name = \"m.Foo\",\n};\nstatic PyTypeObject Bar_Type;\n";

fn span(of: &str) -> Span {
    let at = TEXT.windows(of.len()).position(|part| part == of.as_bytes()).unwrap();
    Span::new(FileId(0), at, at + of.len())
}

fn sources() -> Sources {
    Sources::new([("src/m.c".to_owned(), TEXT.to_vec())])
}

fn ty(name: &str, verdict: Verdict, drifts: Vec<Drift>) -> TypeReport {
    let python_name = (name == "Foo_Type").then(|| "m.Foo".to_owned());
    TypeReport {
        name: name.to_owned(),
        python_name,
        module: Some("m".to_owned()),
        span: span(name),
        verdict,
        shared: shares(&[]),
        drifts,
    }
}

fn shares(variables: &[&str]) -> Sharing {
    Sharing { parts: vec!["ob_refcnt"], variables: variables.iter().map(|&name| name.to_owned()).collect() }
}

fn outcome() -> Outcome {
    let drift = Drift { id: "D-MUTABLE", text: "attributes of the type can be set".to_owned() };
    let types = vec![
        ty("Foo_Type", Verdict::Migrate(Safety::Review), vec![drift]),
        ty("Bar_Type", Verdict::Refuse, vec![]),
    ];
    let refusal = Diagnostic::refusal("guard-forward", "`Bar_Type` is declared and never defined")
        .id("R-DECL")
        .subject("Bar_Type")
        .at(span("Bar_Type"), "declared here")
        .at(span("Foo_Type"), "beside this one")
        .why("there is nothing to rewrite")
        .help("define it, or remove the declaration");
    let edit =
        Edit { span: span("static PyTypeObject Foo_Type"), text: b"x".to_vec(), author: "t", order: 0 };
    let edits = EditSet::new(vec![edit], TEXT.len()).unwrap();
    let change = Change { group: "m".to_owned(), files: [(FileId(0), edits)].into(), ..Change::default() };
    Outcome {
        ledger: Ledger::balance(2, &types).unwrap(),
        types,
        diagnostics: vec![refusal],
        changes: vec![change],
        ..Outcome::default()
    }
}

fn written(format: Format, outcome: &Outcome) -> String {
    let sources = sources();
    let report = Report::new(&sources, outcome);
    let mut text = Vec::new();
    report.write(format, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn people_see_place_reason_and_way_out() {
    let expected = r#"warning[static-type]: `Foo_Type` can become a heap type
  --> src/m.c:3:21
  |
3 | static PyTypeObject Foo_Type = {
  |                     ^^^^^^^^ `m.Foo` in Python
  |
  = why: Python code can see that attributes of the type can be set (D-MUTABLE)

warning[guard-forward R-DECL]: refused: `Bar_Type` is declared and never defined
  --> src/m.c:6:21
  |
3 | static PyTypeObject Foo_Type = {
  |                     -------- beside this one
  .
6 | static PyTypeObject Bar_Type;
  |                     ^^^^^^^^ declared here
  |
  = why: there is nothing to rewrite
  = help: define it, or remove the declaration

found 2 static types: 1 to migrate, 1 refused
1 of them gains little as long as one interpreter uses the module (migrate-types explain static-type)
"#;
    assert_eq!(written(Format::Human, &outcome()), expected);
}

#[test]
fn concise_is_a_line_a_message() {
    let expected = "\
src/m.c:3:21: warning[static-type]: `Foo_Type` can become a heap type: Python code can see that attributes of the type can be set (D-MUTABLE)
src/m.c:6:21: refused[guard-forward]: `Bar_Type` is declared and never defined: there is nothing to rewrite
found 2 static types: 1 to migrate, 1 refused
1 of them gains little as long as one interpreter uses the module (migrate-types explain static-type)
";
    assert_eq!(written(Format::Concise, &outcome()), expected);
}

#[test]
fn github_gets_a_command_a_message() {
    let expected = "\
::warning file=src/m.c,line=3,endLine=3,col=21,endColumn=29,title=static-type::`Foo_Type` can become a heap type%0APython code can see that attributes of the type can be set (D-MUTABLE)
::warning file=src/m.c,line=6,endLine=6,col=21,endColumn=29,title=guard-forward::`Bar_Type` is declared and never defined%0Athere is nothing to rewrite%0Adefine it, or remove the declaration
";
    assert_eq!(written(Format::Github, &outcome()), expected);
}

#[test]
fn json_has_its_documented_shape() {
    let json: serde_json::Value = serde_json::from_str(&written(Format::Json, &outcome())).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["types"][0]["verdict"], "migrate");
    assert_eq!(json["types"][0]["safety"], "review");
    assert_eq!(json["types"][0]["drifts"][0]["id"], "D-MUTABLE");
    assert_eq!(json["types"][1]["verdict"], "refuse");
    let place = &json["diagnostics"][0]["places"][0];
    assert_eq!((&place["file"], &place["label"]), (&"src/m.c".into(), &"declared here".into()));
    assert_eq!(
        place["start"],
        serde_json::json!({ "offset": span("Bar_Type").start, "line": 6, "column": 21 })
    );
    assert_eq!(
        json["changes"][0],
        serde_json::json!({
            "module": "m", "applied": false, "files": [{ "file": "src/m.c", "edits": 1 }], "new_files": [],
        })
    );
    assert_eq!(
        json["ledger"],
        serde_json::json!({ "found": 2, "migrated": 1, "refused": 1, "already_heap": 0 })
    );
    assert_eq!(json["broken_laws"], serde_json::json!([]));
}

#[test]
fn sarif_and_rdjson_point_at_the_same_place() {
    let sarif: serde_json::Value = serde_json::from_str(&written(Format::Sarif, &outcome())).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(
        run["tool"]["driver"]["rules"],
        serde_json::json!([{ "id": "guard-forward" }, { "id": "static-type" }])
    );
    let region = &run["results"][1]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        (&region["startLine"], &region["startColumn"], &region["byteLength"]),
        (&6.into(), &21.into(), &8.into())
    );
    assert_eq!(run["results"][1]["relatedLocations"].as_array().unwrap().len(), 1);
    let rdjson: serde_json::Value = serde_json::from_str(&written(Format::Rdjson, &outcome())).unwrap();
    let entry = &rdjson["diagnostics"][1];
    assert_eq!(entry["location"]["range"]["start"], serde_json::json!({ "line": 6, "column": 21 }));
    assert_eq!((&entry["severity"], &entry["code"]["value"]), (&"WARNING".into(), &"guard-forward".into()));
}

#[test]
fn beside_a_patch_only_what_matters_is_told() {
    let (sources, mut outcome) = (sources(), outcome());
    outcome.types[0].verdict = Verdict::Migrate(Safety::Safe);
    let mut text = Vec::new();
    let report = Report { notes: false, ledger: false, ..Report::new(&sources, &outcome) };
    report.write(Format::Concise, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with("src/m.c:6:21: refused[guard-forward]") && text.lines().count() == 1, "{text}");
}

#[test]
fn a_broken_law_is_told_as_a_bug_of_ours() {
    let law =
        BrokenLaw { law: "parses", group: "m".to_owned(), detail: "an item is lost".to_owned(), span: None };
    let outcome = Outcome { broken_laws: vec![law], ..Outcome::default() };
    let text = written(Format::Human, &outcome);
    assert!(
        text.starts_with("error[broken-law]: the change to `m` broke the law `parses`, and is withheld\n"),
        "{text}"
    );
    assert!(text.contains("a bug of migrate-types"), "{text}");
}

#[test]
fn counts_come_most_frequent_first() {
    let mut outcome = outcome();
    outcome.diagnostics.push(outcome.diagnostics[0].clone());
    let sources = sources();
    let written = [FileId(0)].into();
    let report = Report { written: &written, ..Report::new(&sources, &outcome) };
    let mut text = Vec::new();
    render::statistics(&report, &mut text).unwrap();
    let expected = "2  guard-forward\n1  static-type\nfound 2 static types: 1 migrated, 1 refused\n";
    assert_eq!(String::from_utf8(text).unwrap(), expected);
}

/// P15, with everything unsafe in every place that others write.
#[test]
fn nothing_unsafe_is_printed_in_any_format() {
    let evil = "a\x1b]0;title\x07\u{9b}31m\u{202e}\r\nb";
    let source = format!("{evil} {evil}\t\0{evil}").into_bytes();
    let sources = Sources::new([(format!("src/{evil}.c"), [&source[..], b"\xff\xfe"].concat())]);
    let here = Span::new(FileId(0), 0, source.len());
    let said =
        Diagnostic::new(Severity::Warning, "rule", evil).subject(evil).at(here, evil).why(evil).help(evil);
    let types = vec![TypeReport {
        name: evil.to_owned(),
        python_name: Some(evil.to_owned()),
        module: Some(evil.to_owned()),
        span: here,
        verdict: Verdict::Migrate(Safety::Review),
        shared: shares(&[evil]),
        drifts: vec![Drift { id: "D-X", text: evil.to_owned() }],
    }];
    let law = BrokenLaw { law: "x", group: evil.to_owned(), detail: evil.to_owned(), span: Some(here) };
    let ledger = Ledger::balance(1, &types).unwrap();
    let outcome =
        Outcome { types, diagnostics: vec![said], broken_laws: vec![law], ledger, ..Outcome::default() };
    let report = Report::new(&sources, &outcome);
    for (word, format) in Format::WORDS {
        let mut text = Vec::new();
        report.write(format, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let bad = text.chars().find(|&letter| letter != '\n' && render::plain::is_unsafe(letter));
        assert_eq!(bad, None, "{word}: {text}");
        assert!(text.lines().count() > 1, "{word}");
    }
}

#[test]
fn what_interpreters_share_through_a_type_is_named() {
    let mut outcome = outcome();
    outcome.types[0].shared = shares(&["cache", "last"]);
    let human = written(Format::Concise, &outcome);
    assert!(human.contains("interpreters share cache, last through it; Python code can see"), "{human}");
    let json: serde_json::Value = serde_json::from_str(&written(Format::Json, &outcome)).unwrap();
    assert_eq!(json["types"][0]["shared"], serde_json::json!(["cache", "last"]));
    assert_eq!(json["types"][1]["shared"], serde_json::json!([]));
    assert_eq!(json["types"][0]["shared_parts"], serde_json::json!(["ob_refcnt"]));
    assert_eq!(json["types"][0]["little_gained"], false);
    assert_eq!(json["types"][1]["little_gained"], true);
}
