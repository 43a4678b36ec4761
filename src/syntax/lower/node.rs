//! What the lowering asks of a node, answered from tables: the parser would compare the names each time.
//!
//! Knows no kind and no field by name.

use std::sync::LazyLock;

use foldhash::HashMap;
use tree_sitter::{Language, Node};

static GRAMMAR: LazyLock<Language> = LazyLock::new(|| tree_sitter_c::LANGUAGE.into());

/// What a kind is called, by its number.
static KINDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let grammar = LazyLock::force(&GRAMMAR);
    (0..grammar.node_kind_count()).map(|id| grammar.node_kind_for_id(id as u16).unwrap_or("")).collect()
});

/// The number of a field, by what it is called.
static FIELDS: LazyLock<HashMap<&'static str, u16>> = LazyLock::new(|| {
    let grammar = LazyLock::force(&GRAMMAR);
    let named = |id| Some((grammar.field_name_for_id(id)?, id));
    (1..=grammar.field_count() as u16).filter_map(named).collect()
});

/// The same as the node's own `kind` and `child_by_field_name`, sooner.
pub(super) trait Known<'t> {
    fn kind_name(&self) -> &'t str;
    fn part(&self, field: &str) -> Option<Node<'t>>;
}

impl<'t> Known<'t> for Node<'t> {
    fn kind_name(&self) -> &'t str {
        // An error's number is in no table.
        KINDS.get(usize::from(self.kind_id())).copied().unwrap_or_else(|| self.kind())
    }

    fn part(&self, field: &str) -> Option<Node<'t>> {
        self.child_by_field_id(*FIELDS.get(field)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_say_what_the_parser_says() {
        let mut parser = tree_sitter::Parser::new();
        parser.set_language(&tree_sitter_c::LANGUAGE.into()).expect("the grammar fits");
        let text =
            "int f(T *a) { for (int i = 0; i < 3; i++) if (a[i]) g((T)(x), \"s\" 'c', &a->b); else return; }";
        let tree = parser.parse(text, None).expect("it is read");
        let mut rest = vec![tree.root_node()];
        let mut fields = 0;
        while let Some(node) = rest.pop() {
            assert_eq!(node.kind_name(), node.kind());
            for name in ["declarator", "type", "body", "condition", "update", "argument", "no such field"] {
                assert_eq!(node.part(name), node.child_by_field_name(name));
                fields += usize::from(node.part(name).is_some());
            }
            let mut cursor = node.walk();
            rest.extend(node.children(&mut cursor));
        }
        assert!(fields > 10, "{fields} fields");
    }
}
