//! Text that nobody means to be C: no panic, no overflow of the stack, no time that grows faster than the text, and a
//! reason for what is not read. What stands beside it is still read where a line can be found that starts an item.

use std::time::{Duration, Instant};

use crate::source::{FileId, SourceFile};
use crate::syntax::dump::dump_items;
use crate::syntax::grammar::Grammar;
use crate::syntax::unit::Unit;

/// Reads everything in a text; gives how many items were read, and the reasons of the others.
fn read_all(name: &str, bytes: Vec<u8>) -> (usize, Vec<String>) {
    let started = Instant::now();
    let file = SourceFile::new(FileId(0), name, bytes);
    let unit = Unit::new(&file, Grammar::builtin());
    let (mut good, mut reasons) = (0, Vec::new());
    for item in unit.items() {
        match unit.parse(&file, item) {
            Ok(readings) => {
                unit.unaccounted(&file, item, &readings);
                good += 1;
            }
            Err(damage) => {
                assert!(damage.span.end as usize <= file.bytes.len());
                reasons.push(damage.reason);
            }
        }
    }
    // Without optimisation and on a busy machine; what grows with the square of the length takes many minutes.
    assert!(started.elapsed() < Duration::from_secs(150), "{name} took {:?}", started.elapsed());
    (good, reasons)
}

fn in_function(body: &str) -> Vec<u8> {
    format!("static int f(void)\n{{\n{body}\n}}\nint g(void) {{ return 1; }}\n").into_bytes()
}

fn nested(open: &str, middle: &str, close: &str, depth: usize) -> String {
    format!("{}{middle}{}", open.repeat(depth), close.repeat(depth))
}

const DEEP: usize = 200_000;

#[test]
fn deep_nesting_is_refused_and_the_next_function_is_read() {
    let bodies = [
        nested("(", "x", ")", DEEP) + ";",
        nested("{", ";", "}", DEEP),
        nested("a[", "1", "]", DEEP) + ";",
        nested("f(", "1", ")", DEEP) + ";",
        nested("if (x) ", ";", "", DEEP),
        nested("if (x) y; else ", ";", "", DEEP),
        nested("struct { ", "int x;", "} x;", DEEP),
        nested("!", "x;", "", DEEP),
        nested("a + ", "x;", "", DEEP),
        nested("a = ", "x;", "", DEEP),
        nested("a ? b : ", "x;", "", DEEP),
        nested("(a)", "x;", "", 20_000),
        format!("x{};", "->y".repeat(DEEP)),
        format!("x{};", "()".repeat(DEEP)),
        format!("int {}x;", "*".repeat(DEEP)),
        format!("int x{};", "[1]".repeat(DEEP)),
        "a: ".repeat(DEEP) + ";",
    ];
    for body in bodies {
        let (good, reasons) = read_all("deep.c", in_function(&body));
        assert_eq!(good, 1, "{}", &body[..20]);
        assert!(reasons.len() == 1 && reasons[0].contains("deep"), "{}: {reasons:?}", &body[..20]);
    }
}

#[test]
fn nesting_just_below_the_limit_fits_the_stack() {
    let depth = 190;
    let bodies = [
        nested("(", "x", ")", depth) + ";",
        nested("{", ";", "}", depth),
        nested("f(", "1", ")", depth) + ";",
        nested("if (x) ", ";", "", depth),
        nested("if (x) y; else ", ";", "", depth),
        nested("!", "x;", "", depth),
        nested("a + ", "x;", "", depth),
        nested("(a)", "x;", "", depth),
        nested("while (x) { do ", ";", " while (x); }", depth / 3),
        format!("int a[] = {};", nested("{", "1", "}", depth)),
        nested("struct { ", "int x;", "} x;", depth - 10),
    ];
    for body in bodies {
        let (good, reasons) = read_all("deep.c", in_function(&body));
        assert_eq!((good, reasons), (2, vec![]), "{}", &body[..20]);
    }
}

#[test]
fn unbalanced_text_spoils_its_own_item_only() {
    let text =
        "int a;\nint f(void)\n{\n    if (x) {\n    return 1;\n}\nint g(void)\n{\n    return 2;\n}\nint b;\n";
    let file = SourceFile::new(FileId(0), "a.c", text.into());
    let wanted = "1:1-1:7 Variable a\n2:1-6:2 Other broken: an opening bracket is never closed\n7:1-10:2 Function g\n11:1-11:7 Variable b\n";
    assert_eq!(dump_items(&file, Grammar::builtin()), wanted);

    // One brace too many: what was cut before it, back to the last closed item, cannot be trusted.
    let text = "int a;\nint f(void)\n{\n    if (x) }\n    return 1;\n}\nint g(void)\n{\n    return 2;\n}\n";
    let file = SourceFile::new(FileId(0), "a.c", text.into());
    let dump = dump_items(&file, Grammar::builtin());
    assert!(dump.lines().nth(1).unwrap().contains("broken"), "{dump}");
    assert!(dump.ends_with("7:1-10:2 Function g\n"), "{dump}");
}

#[test]
fn a_text_cut_anywhere_is_read_without_a_panic() {
    let text = "#ifdef X\n#define HEAD PyObject_HEAD int a;\n#endif\ntypedef struct { HEAD /* c */ char *b; } t;\n\
        static PyTypeObject T = {\n PyVarObject_HEAD_INIT(NULL, 0)\n .tp_name = \"a\\\"b\",\n#if X\n .tp_new = f,\n#endif\n};\n\
        MOD_INIT(m) {\n Py_BEGIN_ALLOW_THREADS\n switch (x) { case 'a': y = (T *)z[1](2); }\n for (;;) ;\n return; }\n";
    for cut in 0..=text.len() {
        for name in ["cut.c", "cut.cpp"] {
            read_all(name, text.as_bytes()[..cut].to_vec());
        }
    }
}

#[test]
fn noise_of_two_megabytes() {
    let mut state = 1u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let bytes = (0..2_000_000).map(|_| random() as u8).collect();
    let (_, reasons) = read_all("noise.c", bytes);
    assert!(!reasons.is_empty());
    let words = [
        "if",
        "static",
        "PyTypeObject",
        "x",
        "(",
        ")",
        "{",
        "}",
        ";",
        ",",
        "=",
        "\n#if X\n",
        "\n#else\n",
        "\n#endif\n",
        "\n#define X\n",
        "\"",
        "case",
    ];
    let text: String =
        (0..300_000).map(|_| words[random() as usize % words.len()].to_string() + " ").collect();
    read_all("words.c", text.into_bytes());
}

#[test]
fn long_texts_take_time_by_their_length() {
    let texts = [
        "#ifdef X\nint f() {\n#else\nint g() {\n#endif\n}\n".repeat(10_000),
        "#if X\n".repeat(DEEP) + &"#endif\n".repeat(DEEP),
        "#if X\nint a;\n".repeat(20_000),
        "}".repeat(DEEP),
        "int f() {\n}\nint g() {\n".repeat(10_000),
        "int f(a) int a; ".repeat(10_000),
        format!("int x[] = {{{}}};", "1, ".repeat(50_000)),
        "\"abc\n".repeat(DEEP),
        "R\"x(\n".repeat(DEEP),
        "a<".repeat(DEEP),
        "\\ ".repeat(DEEP),
        format!("#if {}\nint x;\n#endif\n", nested("(", "1", ")", DEEP)),
        (0..DEEP / 10).map(|i| format!("#define A{i} A{}\n", i + 1)).collect(),
        (0..DEEP / 10).map(|i| format!("#define A{i} A{} + A{}\n", i + 1, i + 1)).collect::<String>()
            + "#if A0\nint x;\n#endif\n",
    ];
    for text in texts {
        read_all("long.c", text.clone().into_bytes());
        read_all("long.cpp", text.into_bytes());
    }
}

#[test]
fn damage_tells_where_and_why() {
    let reason = |text: &str| {
        let (_, reasons) = read_all("a.c", text.into());
        reasons.first().cloned().unwrap_or_default()
    };
    assert_eq!(reason("#if X\nint a;\n"), "this `#if` is never closed");
    assert_eq!(reason("int f(void) {\n#endif\n}\n"), "this directive has no `#if`");
    assert_eq!(reason("int a @ 1;"), "this text is not C");
    assert_eq!(reason("int a = \"x;\n"), "the file ends before this does");
    assert_eq!(reason("int f(void) { int a = 1 }"), "a `;` is missing before this");
    assert!(reason("int f(a) int a; { return a; }").contains("old style"));
    let ends_early = |text: &str| {
        let (_, reasons) = read_all("rows.h", text.into());
        reasons.iter().any(|reason| reason == "the file ends before this does")
    };
    // Rows for an initializer elsewhere.
    assert!(!ends_early("{\"a\", 1},\n{\"b\", 2},\n"));
    assert!(ends_early("{\"a\", 1},\nint b,\n"));
    assert!(ends_early("{\"a\", 1},,\n"));
}
