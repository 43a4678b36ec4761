//! The journal of one write: what is about to be replaced, so that a run that is cut off can be completed or undone.
//!
//! It is a file in the folder that all replaced files share, so whoever finds one of them finds it by going up. It is
//! locked while its run lives: an unlocked journal belongs to a run that was cut off. Its lines:
//!
//! ```text
//! migrate-types journal 1
//! 00000000000004d2 00000000000010e1 src/a.c        checksum before, checksum after, path
//! - 0000000000000929 src/a_state.h                 a file that did not exist
//! planned                                          only now drafts and backups are written
//! ready                                            only now files are replaced
//! done                                             all is replaced, or all is undone; only tidying is left
//! ```
//!
//! Beside each file, while the journal stands: `.migrate-types-N.new` (the draft) and `.migrate-types-N.old` (the
//! backup), `N` its number in the journal. This module does not know what is replaced, or why.

use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use super::files::{self, File, Files};

/// The journal's file name.
pub const NAME: &str = ".migrate-types-journal";

const HEAD: &str = "migrate-types journal 1";

/// Larger than any journal that was ever written: it is one line a file.
const LONGEST: usize = 64 << 20;

/// One file to replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub path: PathBuf,
    /// [`checksum`] of the text before; `None` for a file that did not exist.
    pub old: Option<u64>,
    pub new: u64,
}

/// How far a run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The entries may be incomplete; nothing else was touched.
    Begun,
    /// Drafts and backups may be there, whole or in part; no file was replaced.
    Planned,
    /// All drafts and backups are there; files may be replaced.
    Ready,
    /// No file will be touched any more.
    Done,
}

const MARKS: [(&str, State); 3] =
    [("planned", State::Planned), ("ready", State::Ready), ("done", State::Done)];

/// A journal that is ours: we hold its lock.
#[derive(Debug)]
pub struct Journal {
    file: File,
    pub path: PathBuf,
    pub entries: Vec<Entry>,
    pub state: State,
}

/// Why a journal could not be had.
#[derive(Debug)]
pub enum Unavailable {
    /// Another run holds it.
    Live,
    /// One is there, and its run is gone.
    Orphan,
    Io(io::Error),
}

impl From<io::Error> for Unavailable {
    fn from(error: io::Error) -> Unavailable {
        Unavailable::Io(error)
    }
}

impl Drop for Journal {
    /// Gives the lock back. To close the file is not enough where a child that was just forked still has a copy of it.
    fn drop(&mut self) {
        // Whoever cannot unlock a file loses the lock with the process.
        let _ = self.file.unlock();
    }
}

impl Journal {
    /// Makes the journal in `folder` and writes down the entries.
    pub fn begin(files: &dyn Files, folder: &Path, entries: Vec<Entry>) -> Result<Journal, Unavailable> {
        let path = folder.join(NAME);
        let file = match files.create(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(Journal::who_holds(&path));
            }
            Err(error) => return Err(error.into()),
        };
        let locked = lock_new(&file);
        let mut journal = Journal { file, path, entries, state: State::Begun };
        let written = match locked {
            // Between making and locking, somebody may have taken it for an orphan and removed it.
            Ok(locked) if !locked || !files::is_named(&journal.file, &journal.path) => {
                return Err(Unavailable::Live);
            }
            Ok(_) => journal.write_entries(files, folder),
            Err(error) => Err(error),
        };
        if let Err(error) = written {
            let _ = files.remove(&journal.path);
            return Err(error.into());
        }
        Ok(journal)
    }

    fn write_entries(&mut self, files: &dyn Files, folder: &Path) -> io::Result<()> {
        let mut text = format!("{HEAD}\n");
        for entry in &self.entries {
            let old = entry.old.map_or_else(|| "-".to_owned(), |sum| format!("{sum:016x}"));
            let path = entry.path.strip_prefix(folder).unwrap_or(&entry.path);
            text += &format!("{old} {:016x} {}\n", entry.new, escape(&path.to_string_lossy()));
        }
        files.append(&mut self.file, text.as_bytes())?;
        self.mark(files, State::Planned)?;
        files.sync_folder(folder)
    }

    /// Why a journal that is in the way is there. One that vanished meanwhile was just in use.
    pub fn who_holds(path: &Path) -> Unavailable {
        match Journal::open(path) {
            Ok(_) => Unavailable::Orphan,
            Err(Unavailable::Io(error)) if error.kind() == io::ErrorKind::NotFound => Unavailable::Live,
            Err(why) => why,
        }
    }

    /// Takes over an orphaned journal.
    pub fn open(path: &Path) -> Result<Journal, Unavailable> {
        let mut file = files::open(path)?;
        if !files::lock(&file)? || !files::is_named(&file, path) {
            return Err(Unavailable::Live);
        }
        let mut text = String::new();
        (&mut file).take(LONGEST as u64).read_to_string(&mut text)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let (entries, state) =
            parse(&text, folder).ok_or_else(|| io::Error::other("it is no journal of ours"))?;
        Ok(Journal { file, path: path.to_path_buf(), entries, state })
    }

    /// Writes down that the next part begins, and waits until that is on the disk.
    pub fn mark(&mut self, files: &dyn Files, state: State) -> io::Result<()> {
        if let Some((word, _)) = MARKS.iter().find(|(_, marked)| *marked == state) {
            // The line end before it ends a mark that could only be written in part.
            files.append(&mut self.file, format!("\n{word}\n").as_bytes())?;
        }
        files.sync(&self.file)?;
        self.state = state;
        Ok(())
    }

    /// The new text of an entry, before it takes its place.
    pub fn draft(&self, number: usize) -> PathBuf {
        self.beside(number, "new")
    }

    /// The old text of an entry.
    pub fn backup(&self, number: usize) -> PathBuf {
        self.beside(number, "old")
    }

    fn beside(&self, number: usize, what: &str) -> PathBuf {
        self.entries[number].path.with_file_name(format!(".migrate-types-{number}.{what}"))
    }

    /// Removes drafts, backups and the journal, in this order: as long as there is anything, there is a journal.
    pub fn close(mut self, files: &dyn Files) -> io::Result<()> {
        if self.state > State::Begun {
            // Only an aid: without it, the texts themselves still tell that everything is in place.
            let _ = self.mark(files, State::Done);
        }
        for number in 0..self.entries.len() {
            for path in [self.draft(number), self.backup(number)] {
                if files::exists(&path) {
                    files.remove(&path)?;
                }
            }
        }
        files.remove(&self.path)?;
        files.sync_folder(self.path.parent().unwrap_or(Path::new(".")))
    }
}

/// Takes the lock of a file just made. Another run may look at it first, for a moment, to see whether it is an orphan.
fn lock_new(file: &File) -> io::Result<bool> {
    for _ in 0..100 {
        if files::lock(file)? {
            return Ok(true);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(false)
}

/// The journals in `folder` and above.
pub fn above(folder: &Path) -> impl Iterator<Item = PathBuf> {
    folder.ancestors().map(|folder| folder.join(NAME)).filter(|path| files::exists(path))
}

/// FNV-1a: it tells an old text from a new one and from one somebody else wrote; it is no protection against forgers.
pub fn checksum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// The text without a last line that was cut off.
fn whole(text: &str) -> &str {
    &text[..text.rfind('\n').map_or(0, |end| end + 1)]
}

/// `None` when it is no journal. A last line that was cut off counts for nothing.
fn parse(text: &str, folder: &Path) -> Option<(Vec<Entry>, State)> {
    let mut lines = whole(text).lines();
    let (mut entries, mut state) = (Vec::new(), State::Begun);
    match lines.next() {
        Some(HEAD) => {}
        Some(_) => return None,
        None if HEAD.starts_with(text) => return Some((entries, state)),
        None => return None,
    }
    for line in lines.filter(|line| !line.is_empty()) {
        match MARKS.iter().find(|(word, _)| *word == line) {
            Some((_, mark)) => state = *mark,
            None if state == State::Begun => entries.push(parse_entry(line, folder)?),
            None => {}
        }
    }
    Some((entries, state))
}

fn parse_entry(line: &str, folder: &Path) -> Option<Entry> {
    let (old, rest) = line.split_once(' ')?;
    let (new, path) = rest.split_once(' ')?;
    let sum = |text| u64::from_str_radix(text, 16).ok();
    let path = PathBuf::from(unescape(path));
    // A journal may have come with the sources: it must not reach out of its folder.
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(())?;
    let old = if old == "-" { None } else { Some(sum(old)?) };
    Some(Entry { path: folder.join(path), old, new: sum(new)? })
}

/// One path on one line.
fn escape(path: &str) -> String {
    path.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D")
}

fn unescape(text: &str) -> String {
    text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_any_kind_are_read_back() {
        for path in ["a b.c", "per%cent.c", "new\nline\r.c", "%0A.c", "ü.c"] {
            assert_eq!(unescape(&escape(path)), path);
        }
    }

    #[test]
    fn a_journal_is_read_as_far_as_it_was_written() {
        let text = format!(
            "{HEAD}\n00000000000000ff 0000000000000001 src/a.c\n- 0000000000000002 b.h\nplanned\nready\n"
        );
        let read = |end: usize| parse(&text[..end], Path::new("/f"));
        let (entries, state) = read(text.len()).unwrap();
        assert_eq!(state, State::Ready);
        assert_eq!(entries[0], Entry { path: "/f/src/a.c".into(), old: Some(255), new: 1 });
        assert_eq!(entries[1], Entry { path: "/f/b.h".into(), old: None, new: 2 });
        assert_eq!(read(text.len() - 1).unwrap().1, State::Planned);
        for end in 0..text.len() - "planned\nready\n".len() {
            assert_eq!(read(end).unwrap().1, State::Begun, "cut at {end}");
        }
    }

    #[test]
    fn a_journal_cannot_reach_out_of_its_folder() {
        for path in ["../a.c", "/etc/passwd", "a/../../b"] {
            assert_eq!(
                parse(&format!("{HEAD}\n- 0000000000000002 {path}\n"), Path::new("/f")),
                None,
                "{path}"
            );
        }
        assert_eq!(parse("something else\n", Path::new("/f")), None);
    }
}
