//! C sources under folders, for the tasks that measure.

use std::path::{Path, PathBuf};

use migrate_types::source::Sources;

const ENDINGS: [&str; 8] = ["c", "h", "cc", "cpp", "cxx", "hh", "hpp", "hxx"];

/// All C and C++ files under the folders, sorted; names are relative to `base` where they lie in it.
pub fn read_all(folders: &[PathBuf], base: &Path) -> Result<Sources, String> {
    let mut paths = Vec::new();
    for folder in folders {
        collect(folder, &mut paths).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let name = path.strip_prefix(base).unwrap_or(&path).display().to_string();
        files.push((name, bytes));
    }
    Ok(Sources::new(files))
}

fn collect(path: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            if !entry.file_type()?.is_symlink() {
                collect(&entry.path(), into)?;
            }
        }
    } else if path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known)) {
        into.push(path.to_path_buf());
    }
    Ok(())
}
