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

use crate::outcome::{Failure, Outcome};

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
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .process_group(0)
            .spawn()
            .map_err(|error| Failure::Failed(format!("{}: {error}", program.display())))?;
        Ok(Self { child })
    }

    /// True while the process has not ended.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// SIGKILL to the whole group, then reaps the child.
    pub(crate) fn kill(&mut self) {
        if let Some(pid) = Pid::from_raw(self.child.id().cast_signed()) {
            let _ = kill_process_group(pid, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.kill();
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
        let mut given = GIVEN
            .lock()
            .map_err(|_| Failure::Failed("the port list is poisoned".into()))?;
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
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let pid: i32 = entry.file_name().to_str()?.parse().ok()?;
            let line = fs::read(entry.path().join("cmdline")).ok()?;
            line.windows(needle.len())
                .any(|window| window == needle)
                .then_some(pid)
        })
        .collect()
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
        assert_eq!(naming(&script).len(), 1);
        drop(daemon);
        assert_eq!(naming(&script), Vec::<i32>::new());
    }
}
