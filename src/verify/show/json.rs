//! For programs: everything, as one object.

use serde::Serialize;
use serde_json::{Value, json as value};

use crate::verify::compare::{Class, Difference};
use crate::verify::project::{PythonVerdict, Verdict};
use crate::verify::{Report, Speed, suite};

/// The version of the form; it grows when a field changes its meaning or goes away.
const VERSION: u32 = 1;

/// The whole verdict, ending with a newline.
pub fn json(verdict: &Verdict) -> String {
    let blame = verdict.blame.as_ref().map(|blame| {
        let files: Vec<String> = blame.files.iter().map(|file| file.path.display().to_string()).collect();
        value!({ "python": blame.python, "types": blame.types, "files": files, "builds": blame.builds, "incomplete": blame.incomplete })
    });
    let whole = value!({
        "version": VERSION,
        "passed": verdict.passed(),
        "types": verdict.types,
        "pythons": verdict.pythons.iter().map(python).collect::<Vec<Value>>(),
        "blame": blame,
    });
    let mut text = Vec::new();
    let mut writer = serde_json::Serializer::pretty(&mut text);
    // A value in memory always serializes.
    let _ = whole.serialize(&mut writer);
    text.push(b'\n');
    String::from_utf8_lossy(&text).into_owned()
}

fn python(verdict: &PythonVerdict) -> Value {
    value!({
        "python": verdict.python,
        "result": super::word(verdict),
        "skipped": verdict.skipped,
        "broken": verdict.broken,
        "limit": verdict.limit,
        "modules": verdict.modules.iter().map(report).collect::<Vec<Value>>(),
        "tests": verdict.tests.as_ref().map(tests),
        "speeds": verdict.speeds.iter().map(speed).collect::<Vec<Value>>(),
    })
}

fn speed((module, speed): &(String, Speed)) -> Value {
    value!({
        "module": module,
        "subject": speed.subject,
        "what": speed.what,
        "before_ns": speed.before,
        "after_ns": speed.after,
        "slower": speed.is_slower(),
    })
}

fn report(report: &Report) -> Value {
    value!({
        "module": report.module,
        "compared": report.compared,
        "types": report.types,
        "without_instance": report.without_instance,
        "unstable": report.unstable,
        "unknown_drifts": report.unknown_drifts,
        "differences": report.differences.iter().map(difference).collect::<Vec<Value>>(),
        "said": report.said,
    })
}

fn difference(found: &Difference) -> Value {
    let (class, why) = match &found.class {
        Class::Failure => ("failure", None),
        Class::Announced(drift) => ("announced", Some(drift.as_str())),
        Class::Unavoidable(why) => ("unavoidable", Some(*why)),
        Class::Improvement => ("improvement", None),
    };
    value!({
        "class": class,
        "why": why,
        "check": found.check,
        "subject": found.subject,
        "before": found.before,
        "after": found.after,
    })
}

fn tests(tests: &suite::Comparison) -> Value {
    value!({
        "passed_before": tests.passed_before,
        "passed_after": tests.passed_after,
        "lost": tests.lost,
        "gained": tests.gained,
    })
}
