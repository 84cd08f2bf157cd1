//! Child processes that never outlive the run.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;

use crate::outcome::{Failure, Outcome};

/// What has to go when the run is interrupted, where nothing is dropped.
static STARTED: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());
static FOLDERS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Ends every child, removes every folder of this run, and ends the run.
pub(crate) fn end_all() -> ! {
    // Both stay locked, so that the run starts nothing new while it ends.
    let started = STARTED.lock();
    let folders = FOLDERS.lock();
    for id in started.iter().flat_map(|ids| ids.iter()) {
        kill_group(*id);
    }
    for folder in folders.iter().flat_map(|folders| folders.iter()) {
        kill_naming(folder);
        for mounted in mounted_below(folder) {
            unmount(&mounted);
        }
        let _ = fs::remove_dir_all(folder);
    }
    std::process::exit(130)
}

/// A temporary folder that also goes when the run is interrupted.
pub(crate) fn folder(prefix: &str) -> Outcome<TempDir> {
    let mut folders = FOLDERS.lock().map_err(|_| poisoned())?;
    let folder = tempfile::Builder::new().prefix(prefix).tempdir()?;
    folders.insert(folder.path().to_path_buf());
    Ok(folder)
}

/// A child in a process group of its own, which is killed as a whole on drop.
pub(crate) struct Daemon {
    child: Child,
}

impl Daemon {
    /// Starts `command` with its output in `log`.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Outcome<Self> {
        let out = File::create(log)?;
        let err = out.try_clone()?;
        let program = command.get_program().to_os_string();
        let mut started = STARTED.lock().map_err(|_| poisoned())?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .process_group(0)
            .spawn()
            .map_err(|error| Failure::Failed(format!("{}: {error}", program.display())))?;
        started.insert(child.id());
        Ok(Self { child })
    }

    /// True while the process has not ended.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The processes of its group.
    pub(crate) fn group(&self) -> Vec<i32> {
        let group = self.child.id().to_string();
        processes(|process| {
            let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
            // The name in brackets may hold spaces; then come state, parent and group.
            let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
            fields.split_whitespace().nth(2) == Some(group.as_str())
        })
    }

    /// SIGKILL to the whole group, then reaps the child.
    pub(crate) fn kill(&mut self) {
        let id = self.child.id();
        // Once it is reaped, the number may be another's.
        let ours = STARTED.lock().is_ok_and(|mut started| started.remove(&id));
        if ours {
            kill_group(id);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.kill();
    }
}

fn poisoned() -> Failure {
    Failure::Failed("a list of this run is poisoned".into())
}

fn kill_group(id: u32) {
    if let Some(pid) = Pid::from_raw(id.cast_signed()) {
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

/// Two free neighbouring ports, `n` and `n + 1`, of which `n` is returned.
///
/// Never the same twice in a run: a port whose server was just killed may be asked for again by
/// the case that owns it.
pub(crate) fn free_port_pair() -> Outcome<u16> {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

    for _ in 0..200 {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = first.local_addr()?.port();
        let Some(next) = port.checked_add(1) else {
            continue;
        };
        if TcpListener::bind((Ipv4Addr::LOCALHOST, next)).is_err() {
            continue;
        }
        let mut given = GIVEN.lock().map_err(|_| poisoned())?;
        if given.contains(&port) || given.contains(&next) {
            continue;
        }
        given.insert(port);
        given.insert(next);
        return Ok(port);
    }
    Err(Failure::Failed("no two neighbouring ports are free".into()))
}

/// Ends every process whose command line names `marker`, a folder only this run has used.
///
/// Browsers put their helpers in process groups of their own, so a driver's group does not hold
/// them.
pub(crate) fn kill_naming(marker: &Path) {
    for pid in naming(marker) {
        if let Some(pid) = Pid::from_raw(pid) {
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

/// The processes whose command line names `marker`.
pub(crate) fn naming(marker: &Path) -> Vec<i32> {
    let needle = marker.as_os_str().as_encoded_bytes();
    processes(|process| {
        let line = fs::read(process.join("cmdline")).unwrap_or_default();
        line.windows(needle.len()).any(|window| window == needle)
    })
}

/// The processes that this is true of, each by its folder.
fn processes(wanted: impl Fn(&Path) -> bool) -> Vec<i32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let pid: i32 = entry.file_name().to_str()?.parse().ok()?;
            wanted(&entry.path()).then_some(pid)
        })
        .collect()
}

/// Takes a file system out of the tree; it goes when nothing uses it any more.
pub(crate) fn unmount(at: &Path) {
    let _ = Command::new("umount").arg("-l").arg(at).status();
}

fn mounted_below(folder: &Path) -> Vec<PathBuf> {
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let places = mounts.lines().filter_map(|line| line.split(' ').nth(1));
    let below = places
        .map(PathBuf::from)
        .filter(|at| at.starts_with(folder));
    below.collect()
}

/// SIGKILL to one process.
pub(crate) fn kill_at_once(pid: i32) -> Outcome {
    let pid = Pid::from_raw(pid).ok_or_else(|| Failure::Failed(format!("no process {pid}")))?;
    kill_process(pid, Signal::KILL).map_err(|error| Failure::Failed(format!("kill: {error}")))
}

/// The first of `candidates` that is an executable file, absolute or on `PATH`.
pub(crate) fn find_program<S: AsRef<OsStr>>(candidates: &[S]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    candidates.iter().find_map(|candidate| {
        let candidate = Path::new(candidate.as_ref());
        if candidate.is_absolute() {
            return candidate.is_file().then(|| candidate.to_path_buf());
        }
        std::env::split_paths(&path)
            .map(|folder| folder.join(candidate))
            .find(|full| full.is_file())
    })
}

/// Copies a folder with everything in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wait;

    #[test]
    fn ports_are_never_given_twice() {
        let first = free_port_pair().unwrap();
        let second = free_port_pair().unwrap();
        assert!(first.abs_diff(second) > 1, "{first} {second}");
    }

    #[test]
    fn a_dropped_daemon_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("waits.sh");
        fs::write(&script, "sleep 60 & wait\n").unwrap();
        let daemon =
            Daemon::start(Command::new("sh").arg(&script), &folder.path().join("log")).unwrap();
        let becomes = |alive: bool| {
            wait::until("the processes to start or end", wait::USUAL, || {
                Ok((naming(&script).is_empty() != alive).then_some(()))
            })
        };
        becomes(true).unwrap();
        drop(daemon);
        becomes(false).unwrap();
    }
}
