//! The shape of the sources, as `cargo xtask tidy` checks it.

#[path = "../xtask/src/codegen.rs"]
mod codegen;
#[path = "../xtask/src/tidy.rs"]
mod tidy;

use std::path::Path;

#[test]
fn the_sources_are_in_shape() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(tidy::check(root), Vec::<String>::new());
}

#[test]
fn generated_files_are_not_stale() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(codegen::stale(root), Vec::<String>::new());
}
