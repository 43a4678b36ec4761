use super::*;

/// Kind and text of each token, one a line.
fn shown(bytes: &[u8], cplusplus: bool) -> String {
    let line = |t: Token| format!("{:?} {}\n", t.kind, String::from_utf8_lossy(t.of(bytes)).escape_debug());
    lex(bytes, cplusplus).into_iter().map(line).collect()
}

#[test]
fn operators_take_the_longest_match() {
    let tokens = shown(b"a->b<<=c...d##e::f>=1e-3+0x1e-3", false);
    let texts: Vec<&str> = tokens.lines().map(|l| l.split_once(' ').unwrap().1).collect();
    let wanted =
        ["a", "->", "b", "<<=", "c", "...", "d", "##", "e", "::", "f", ">=", "1e-3", "+", "0x1e", "-", "3"];
    assert_eq!(texts, wanted);
}

#[test]
fn a_directive_keeps_its_splices_and_leaves_its_last_comment() {
    let tokens = shown(b"  # define A \"/*\" \\\n  /* in */ b /* after */ // more\nx # y\n", false);
    let wanted = "Directive # define A \\\"/*\\\" \\\\\\n  /* in */ b\nComment /* after */\nComment // more\nIdent x\nPunct #\nIdent y\n";
    assert_eq!(tokens, wanted);
}

#[test]
fn a_comment_over_lines_inside_a_directive_belongs_to_it() {
    let tokens = shown(b"#define A 1 /* one\n two */ + 2\nint x;", false);
    assert_eq!(tokens, "Directive #define A 1 /* one\\n two */ + 2\nIdent int\nIdent x\nPunct ;\n");
}

#[test]
fn splices_crlf_and_line_comments_over_lines() {
    let tokens = shown(b"ab\\\r\ncd // one \\\r\n two\r\nreturn\\\n  x;", false);
    assert_eq!(
        tokens,
        "Ident ab\\\\\\r\\ncd\nComment // one \\\\\\r\\n two\nIdent return\nIdent x\nPunct ;\n"
    );
    assert_eq!(ident_text(b"ab\\\r\ncd"), "abcd");
}

#[test]
fn strings_of_all_kinds() {
    let tokens = shown(b"L\"a\\\"b\" u8\"c\" 'd' L'\\'' R\"(x)\" \"e\\\nf\"", false);
    let wanted = "Str L\\\"a\\\\\\\"b\\\"\nStr u8\\\"c\\\"\nChar \\'d\\'\nChar L\\'\\\\\\'\\'\nIdent R\nStr \\\"(x)\\\"\nStr \\\"e\\\\\\nf\\\"\n";
    assert_eq!(tokens, wanted);
    assert_eq!(shown(b"R\"t(a\"\n)\")t\" 1'000", true), "Str R\\\"t(a\\\"\\n)\\\")t\\\"\nNumber 1\\'000\n");
}

#[test]
fn what_is_never_closed_is_unknown_and_ends_with_its_line_or_the_file() {
    assert_eq!(shown(b"\"abc\nx", false), "Unknown \\\"abc\nIdent x\n");
    assert_eq!(shown(b"x /* abc\n", false), "Ident x\nUnknown /* abc\\n\n");
    assert_eq!(shown(b"R\"(abc\n", true), "Unknown R\\\"(abc\\n\n");
    assert_eq!(shown(b"a @ ` \\ b", false), "Ident a\nUnknown @\nUnknown `\nUnknown \\\\\nIdent b\n");
}

#[test]
fn odd_bytes_pass() {
    assert_eq!(
        shown(b"\xEF\xBB\xBFint \xE9t\xE9;\0", false),
        "Ident int\nIdent \u{fffd}t\u{fffd}\nPunct ;\n"
    );
    assert_eq!(shown(b"??=x", false), "Punct ?\nPunct ?\nPunct =\nIdent x\n");
    assert_eq!(ident_text(b"\xE9t"), "\u{fffd}t");
}

#[test]
fn every_cut_of_a_text_is_lexed_in_bounds() {
    let text =
        b"#define A(x) x ## 1 \\\n /* c */\nstatic L\"a\\\"b\" 'c' R\"q(z)q\" 1.5e+3 // end\\\n x\n/* y */";
    for cut in 0..=text.len() {
        let mut last = 0;
        for token in lex(&text[..cut], true) {
            assert!(
                last <= token.start && token.start < token.end && token.end as usize <= cut,
                "cut at {cut}"
            );
            last = token.end;
        }
    }
}
