//! Opening evidence with the system's opener: never through a shell, apart
//! from the terminal, and only what may be opened.

use super::hyperlink;
use super::wait::Waker;
use crate::assessment::{FileState, Place};
use crate::store::evidence;
use crate::text::one_line;
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Endings of files that systems show and do not run: nobody knows all of those
/// that are run somewhere. Web pages and drawings with scripts are not among
/// them, nor office files that can hold macros nobody asks about.
const SHOWN: &[&str] = &[
    "avif", "bmp", "csv", "docx", "eml", "gif", "heic", "jpeg", "jpg", "json", "log", "m4a", "md",
    "mov", "mp3", "mp4", "odp", "ods", "odt", "pdf", "png", "pptx", "tif", "tiff", "toml", "tsv",
    "txt", "wav", "webm", "webp", "xlsx", "yaml", "yml",
];

/// Whether a file is shown by what opens it, as far as its name tells.
#[must_use]
pub fn is_shown(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str());
    ending.is_some_and(|e| SHOWN.iter().any(|shown| e.eq_ignore_ascii_case(shown)))
}

/// What helps where a file is not opened.
const YOURSELF: &str = "if you trust it, open it yourself from a file manager";

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
        // Without a thread nobody hears how it ends.
        let _ = std::thread::Builder::new().spawn(move || {
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
            match evidence::open(folder, href, false) {
                // A link within the folder may have another ending.
                Ok(opened) if !is_shown(&opened.path) => {
                    let ending = opened.path.extension().unwrap_or_default();
                    let what = match ending.to_string_lossy() {
                        ending if ending.is_empty() => "a file without an ending".to_owned(),
                        ending => format!("a .{} file", one_line(&ending)),
                    };
                    Err(format!("{what} may be a program, or hold one: {YOURSELF}"))
                }
                Ok(opened) if is_marked(&opened.file, &opened.meta) => Err(format!(
                    "it is marked as a program: take that away (chmod -x), or {YOURSELF}"
                )),
                Ok(opened) => Ok(opened.path.into_os_string()),
                Err(FileState::Missing) => Err("there is no such file".to_owned()),
                Err(FileState::Outside) => Err("it leads out of this file's folder".to_owned()),
                Err(FileState::Unreadable(why)) => Err(why),
                Err(_) => Err("it cannot be read".to_owned()),
            }
        }
    }
}

/// Whether a file is marked as a program. That says nothing on file systems that
/// mark all of their files so, as those of other systems do; elsewhere than on
/// Linux a file is opened by its ending alone.
#[cfg(target_os = "linux")]
fn is_marked(file: &File, meta: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    /// FAT, exFAT, NTFS, FUSE, SMB and Windows under WSL (linux/magic.h).
    const MARK_ALL: [u32; 9] = [
        0x4d44,
        0x2011_bab0,
        0x5346_544e,
        0x7366_746e,
        0x6573_5546,
        0x517b,
        0xff53_4d42,
        0xfe53_4d42,
        0x0102_1997,
    ];
    let kind = || rustix::fs::fstatfs(file).map(|found| found.f_type);
    let is_bare = |kind| u32::try_from(kind).is_ok_and(|kind| MARK_ALL.contains(&kind));
    meta.permissions().mode() & 0o111 != 0 && !kind().is_ok_and(is_bare)
}

#[cfg(not(target_os = "linux"))]
fn is_marked(_: &File, _: &Metadata) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// What some system runs, or opens with what runs it.
    const PROGRAMS: &[&str] = &[
        "noext",
        "ab.sh.",
        "ah.rdp",
        "aj.slk",
        "ak.iqy",
        "b.run",
        "c.AppImage",
        "e.py",
        "f.docm",
        "g.xlsm",
        "h.flatpakref",
        "i.inetloc",
        "j.webloc",
        "l.terminal",
        "n.jnlp",
        "o.deb",
        "p.iso",
        "q.hta",
        "s.SH",
        "t.js",
        "u.svg",
        "v.fileloc",
        "x.desktop",
        "x.pif",
        "y.pl",
        "z.html",
        "pdf",
        ".pdf",
    ];

    #[test]
    fn only_links_and_files_of_the_folder_are_opened() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("home");
        std::fs::create_dir_all(home.join("evidence")).unwrap();
        std::fs::write(home.join("evidence/a b.pdf"), "").unwrap();
        for name in PROGRAMS {
            std::fs::write(home.join("evidence").join(name), "#!/bin/sh").unwrap();
        }
        std::os::unix::fs::symlink("y.pl", home.join("evidence/y.pdf")).unwrap();
        let marked = home.join("evidence/marked.PDF");
        std::fs::write(&marked, "#!/bin/sh").unwrap();
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
        for name in PROGRAMS.iter().chain(&["y.pdf"]) {
            let said = refused(&format!("evidence/{name}"));
            assert!(
                said.contains("program") && said.contains("yourself"),
                "{said}"
            );
        }
        assert!(refused("evidence/x.desktop").starts_with("a .desktop file"));
        assert!(refused("evidence/noext").starts_with("a file without an ending"));
        assert!(!ok("evidence/marked.PDF").is_empty());
        std::fs::set_permissions(&marked, PermissionsExt::from_mode(0o755)).unwrap();
        if cfg!(target_os = "linux") {
            assert!(refused("evidence/marked.PDF").contains("chmod -x"));
        }
        assert!(refused("evidence").contains("folder"));
    }
}
