//! One masked item through the C grammar, and back as plain values.
//!
//! The only place that runs the parser. A tree is used when it has no error and is one node of the kind that is wanted
//! over all of the text; otherwise the item is refused with the place and the reason.

use std::cell::RefCell;
use std::ops::ControlFlow;

use tree_sitter::{Node, ParseOptions, ParseState, Parser, Tree};

use super::lower::Failure;
use super::mask::Masked;

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new(new_parser());
}

/// A text of at most so many bytes is parsed to its end even when it is in error, so that the error's place is exact.
const SHORT: usize = 16 << 10;

/// How often the parser may report, which it does after every hundred of its steps: ordinary code of the largest size
/// that is read stays far below, and so many take a few seconds. A count, not a clock, so that runs do not differ.
const MOST_STEPS: u32 = 50_000;

const UNREADABLE: &str = "the parser cannot read this";

fn new_parser() -> Parser {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_c::LANGUAGE.into())
        .expect("the C grammar fits the parser that is linked with it");
    parser
}

/// Parses and hands the tree's root on; fails at the first syntax error.
pub(super) fn with_tree<T>(
    masked: &Masked,
    use_root: impl FnOnce(Node) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let skipped = masked.text.iter().take_while(|&&b| b == b' ').count();
    let tree = PARSER.with_borrow_mut(|parser| run(parser, &masked.text))?;
    let root = tree.root_node();
    if root.has_error() {
        let at = first_error(root).unwrap_or(skipped);
        return Err(Failure { at: at as u32, why: UNREADABLE.to_string() });
    }
    use_root(root)
}

fn run(parser: &mut Parser, text: &[u8]) -> Result<Tree, Failure> {
    parser.reset();
    if text.len() <= SHORT {
        let tree = parser.parse(text, None);
        return tree.ok_or_else(|| Failure { at: 0, why: "the parser gave up".to_string() });
    }
    let mut stopped: Option<(usize, &str)> = None;
    let mut steps = 0;
    let mut progress = |state: &ParseState| {
        steps += 1;
        // Once all readings are in error the tree will be refused anyway; going on could take very long.
        if state.has_error() {
            stopped = Some((state.current_byte_offset(), UNREADABLE));
        } else if steps > MOST_STEPS {
            stopped = Some((state.current_byte_offset(), "reading this takes too long: it is too involved"));
        }
        if stopped.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let mut read = |at: usize, _| text.get(at..).unwrap_or_default();
    let tree = parser.parse_with_options(&mut read, None, Some(options));
    let (at, why) = stopped.unwrap_or((0, UNREADABLE));
    tree.ok_or_else(|| Failure { at: at.min(text.len() - 1) as u32, why: why.to_string() })
}

/// The offset of the first error or missing token, going down without recursion.
fn first_error(root: Node) -> Option<usize> {
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            return Some(node.start_byte());
        }
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return None;
            }
        }
    }
}
