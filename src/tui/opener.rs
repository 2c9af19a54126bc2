//! Opening evidence with the system's opener: never through a shell, apart
//! from the terminal, and only what may be opened.

use super::hyperlink;
use super::wait::Waker;
use crate::assessment::{FileState, Place};
use crate::store::evidence;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Endings of files that systems run instead of showing them.
const PROGRAMS: &[&str] = &[
    "app", "bat", "cmd", "com", "command", "desktop", "exe", "jar", "lnk", "msi", "ps1", "scr",
    "sh", "url", "vbs",
];

/// What came of opening: the href, and why it failed.
pub type Outcome = (String, Result<(), String>);

/// Starts openers and hears how they end.
#[derive(Debug)]
pub struct Opener {
    failed: Sender<Outcome>,
    failures: Receiver<Outcome>,
    waker: Arc<Waker>,
}

impl Opener {
    /// An opener whose failures wake the loop.
    #[must_use]
    pub fn new(waker: Arc<Waker>) -> Self {
        let (failed, failures) = channel();
        Self {
            failed,
            failures,
            waker,
        }
    }

    /// Opens what an href points to, relative to the answer file's folder.
    ///
    /// # Errors
    /// Why it is not opened.
    pub fn open(&self, folder: &Path, href: &str) -> Result<(), String> {
        let target = target(folder, href)?;
        let commands = open::commands(&target);
        let mut tried = Vec::new();
        for mut command in commands {
            tried.push(command.get_program().to_string_lossy().into_owned());
            match self.start(&mut command, href) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(format!("{} cannot be run: {error}", tried.join(", "))),
            }
        }
        Err(format!(
            "this system has none of {}: open it yourself",
            tried.join(", ")
        ))
    }

    /// Openers that have failed since this was asked last.
    pub fn failures(&self) -> impl Iterator<Item = Outcome> + '_ {
        self.failures.try_iter()
    }

    fn start(&self, command: &mut Command, href: &str) -> io::Result<()> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // Ctrl-C and Ctrl-Z at this terminal are not for it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command.spawn()?;
        let (failed, waker, href) = (
            self.failed.clone(),
            Arc::clone(&self.waker),
            href.to_owned(),
        );
        std::thread::spawn(move || {
            let why = match child.wait() {
                Ok(status) if status.success() => return,
                Ok(status) => format!("{program} ended with {status}"),
                Err(error) => format!("{program}: {error}"),
            };
            if failed.send((href, Err(why))).is_ok() {
                waker.wake();
            }
        });
        Ok(())
    }
}

/// What the opener is given for an href: a web address, or the path of a file
/// in the folder without symbolic links.
fn target(folder: &Path, href: &str) -> Result<std::ffi::OsString, String> {
    match Place::of(href) {
        Place::Link => hyperlink::web(href)
            .map(Into::into)
            .ok_or_else(|| "the address is too long".to_owned()),
        Place::Outside if href.contains("://") || href.starts_with("mailto:") => {
            Err("only http and https links are opened".to_owned())
        }
        Place::Outside => Err("it is outside this file's folder".to_owned()),
        Place::Inside => {
            let ending = Path::new(href).extension().and_then(|e| e.to_str());
            let ending = ending.unwrap_or_default().to_ascii_lowercase();
            if PROGRAMS.contains(&ending.as_str()) {
                return Err(format!("a .{ending} file may be a program"));
            }
            match evidence::open(folder, href, false) {
                Ok(opened) => Ok(opened.path.into_os_string()),
                Err(FileState::Missing) => Err("there is no such file".to_owned()),
                Err(FileState::Outside) => Err("it leads out of this file's folder".to_owned()),
                Err(FileState::Unreadable(why)) => Err(why),
                Err(_) => Err("it cannot be read".to_owned()),
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_links_and_files_of_the_folder_are_opened() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("home");
        std::fs::create_dir_all(home.join("evidence")).unwrap();
        std::fs::write(home.join("evidence/a b.pdf"), "").unwrap();
        std::fs::write(home.join("evidence/x.desktop"), "").unwrap();
        std::fs::write(dir.path().join("secret"), "").unwrap();
        std::os::unix::fs::symlink(dir.path().join("secret"), home.join("evidence/out")).unwrap();
        let ok = |href: &str| target(&home, href).unwrap();
        let refused = |href: &str| target(&home, href).unwrap_err();
        let real = std::fs::canonicalize(home.join("evidence/a b.pdf")).unwrap();
        assert_eq!(ok("evidence/a b.pdf"), real);
        assert_eq!(
            ok("https://x.example/a;b?c=\u{1b}"),
            "https://x.example/a%3Bb?c=%1B"
        );
        assert!(refused("evidence/out").contains("leads out"));
        assert!(refused("../secret").contains("outside"));
        assert!(refused("/etc/passwd").contains("outside"));
        assert!(refused("file:///etc/passwd").contains("http"));
        assert!(refused("javascript://x").contains("http"));
        assert!(refused("evidence/none.pdf").contains("no such file"));
        assert!(refused("evidence/x.desktop").contains("program"));
        assert!(refused("evidence").contains("folder"));
    }
}
