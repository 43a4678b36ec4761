//! Gets the archive of a package and unpacks it.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::environment::Environment;
use super::list::Package;
use crate::{cache, shell};

/// The archive, downloaded with pip when it is not in `folder`; its checksum must be the one on the list.
pub fn archive(package: &Package, folder: &Path, environment: &Environment) -> Result<PathBuf, String> {
    let path = folder.join(&package.sdist);
    if !path.exists() {
        download(package, folder, environment)?;
    }
    let found = checksum(&cache::read(&path)?);
    if found != package.sha256 {
        return Err(format!("{}: its sha256 is {found}, and should be {}", path.display(), package.sha256));
    }
    Ok(path)
}

fn download(package: &Package, folder: &Path, environment: &Environment) -> Result<(), String> {
    let name = package.distribution();
    // Only this package must come as source: to build what builds it would take hours.
    let call = shell::call(environment.python(), folder)
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation", "--no-binary"])
        .args([name, &format!("{name}=={}", package.version)])
        .arg("--dest")
        .arg(folder);
    shell::must(&call).map(drop)
}

fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Unpacks an archive, which holds one folder, as `folder`.
pub fn unpack(archive: &Path, folder: &Path) -> Result<(), String> {
    cache::remove(folder)?;
    cache::make(folder)?;
    let call = shell::call("tar", folder).args(["xf", "-", "--strip-components=1", "--no-same-owner", "-z"]);
    let mut call = call;
    call.input = cache::read(archive)?;
    shell::must(&call).map(drop)
}
