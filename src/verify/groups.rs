//! Process groups: everything a started program starts in its turn ends with it.
//!
//! Part of `process`; does not know what the programs are for.

use std::process::{Child, Command};

/// The environment variable that marks what one call started, however deep.
pub(super) const MARK: &str = "MIGRATE_TYPES_CALL";

/// Makes the program that `command` starts the leader of a new group.
pub(super) fn lead(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// True when the program has ended. It is not waited for: until it is, nobody else can get its id, and so a signal
/// to its group reaches no stranger.
#[cfg(unix)]
pub(super) fn has_ended(child: &mut Child) -> bool {
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    pid(child.id()).is_none_or(|pid| !matches!(waitid(WaitId::Pid(pid), look), Ok(None)))
}

#[cfg(not(unix))]
pub(super) fn has_ended(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}

/// Kills what is left of the group that `child` leads.
#[cfg(unix)]
pub(super) fn kill(child: &mut Child) {
    if let Some(pid) = pid(child.id()) {
        // It may be gone already, which is what we want.
        let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
pub(super) fn kill(child: &mut Child) {
    let _ = child.kill();
}

/// Kills what left the group but still carries `mark` in its environment (known on Linux only).
pub(super) fn kill_strays(mark: &str) {
    #[cfg(target_os = "linux")]
    for id in strays(mark) {
        if let Some(pid) = pid(id) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = mark;
}

#[cfg(target_os = "linux")]
#[allow(clippy::disallowed_methods, reason = "/proc is a list of processes, not a file of the project")]
fn strays(mark: &str) -> Vec<u32> {
    let wanted = format!("{MARK}={mark}");
    let carries = |id: &u32| {
        let environment = std::fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|entry| entry == wanted.as_bytes())
    };
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    ids.filter(carries).collect()
}

#[cfg(unix)]
fn pid(id: u32) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(i32::try_from(id).ok()?)
}
