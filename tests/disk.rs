//! Promises about files: found, read, written back as one, whatever happens.

#[path = "disk/faults.rs"]
mod faults;
#[path = "disk/gates.rs"]
mod gates;
#[path = "disk/kill.rs"]
mod kill;
#[path = "disk/limits.rs"]
mod limits;
#[path = "disk/links.rs"]
mod links;
#[path = "disk/races.rs"]
mod races;
mod support;
