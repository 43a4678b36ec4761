//! P7: a run that is killed at a random moment leaves all old, all new, or a journal that leads there.
//!
//! The run is this test's own binary, started again as a writer. `MIGRATE_TYPES_KILLS` says how often.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use migrate_types::disk::{self, Disk, Permission, Recovered};

use crate::support::{Tree, change};

const FILES: usize = 12;
const WRITER: &str = "MIGRATE_TYPES_TEST_WRITER";
const ALL: Permission = Permission { dirty: true, no_vcs: true };

/// Not a test of its own: the process that is killed. It writes version after version over all files.
#[test]
fn writer() {
    let Some(folder) = std::env::var_os(WRITER) else { return };
    for version in 1.. {
        let search = disk::Search { paths: vec![folder.clone().into()], ..disk::Search::default() };
        let inputs = disk::read(disk::discover(&search).unwrap());
        let text = |name: &str| format!("version {version} of {}\n", name.rsplit('/').next().unwrap());
        let made = change(&inputs, |file| Some(text(&file.name).repeat(400).into_bytes()));
        disk::write(&inputs, &[made], ALL).unwrap();
        if version == 1 {
            println!("started");
        }
    }
}

#[test]
fn killed_at_random_moments_the_tree_can_be_made_whole() {
    let kills = std::env::var("MIGRATE_TYPES_KILLS").ok().and_then(|times| times.parse().ok()).unwrap_or(15);
    let (mut whole, mut forward, mut back) = (0, 0, 0);
    let mut random = fastrand::Rng::with_seed(7);
    for round in 0..kills {
        let names: Vec<String> = (0..FILES).map(|number| format!("d{}/f{number}.c", number % 3)).collect();
        let tree = Tree::new(&names.iter().map(|name| (name.as_str(), "version 0\n")).collect::<Vec<_>>());
        kill_after(start(&tree), Duration::from_micros(random.u64(0..60_000)));
        match disk::leftovers_below(&tree.path()).first() {
            None => whole += 1,
            Some(journal) => match disk::recover(&Disk, journal).unwrap() {
                Recovered::New => forward += 1,
                Recovered::Old => back += 1,
            },
        }
        let listing = tree.listing();
        assert_eq!(
            listing.keys().filter(|name| !name.ends_with('/')).count(),
            FILES,
            "stray files: {:?}",
            listing.keys()
        );
        let versions: std::collections::BTreeSet<Vec<u8>> =
            names.iter().map(|name| listing[name].split(|&b| b == b'o').next().unwrap().to_vec()).collect();
        assert_eq!(versions.len(), 1, "round {round}: a mixture of versions");
    }
    println!("{kills} kills: {whole} whole, {forward} completed, {back} taken back");
}

fn start(tree: &Tree) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::writer", "--nocapture"])
        .env(WRITER, tree.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The harness's own words come first.
    let (mut seen, mut byte) = (String::new(), [0]);
    while !seen.contains("started") {
        assert_eq!(child.stdout.as_mut().unwrap().read(&mut byte).unwrap(), 1, "the writer ended: {seen}");
        seen.push(char::from(byte[0]));
    }
    child
}

fn kill_after(mut child: Child, time: Duration) {
    std::thread::sleep(time);
    child.kill().unwrap();
    child.wait().unwrap();
}
