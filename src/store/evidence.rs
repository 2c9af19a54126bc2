//! Looking at the files that evidence records point to.

mod named;
mod same;

pub use named::{Meant, apart, home, meant, named, probe};
pub use same::as_known;

use super::disk;
use crate::assessment::{Assessment, EvidenceId, FileState, Place, is_half_link};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
#[cfg(unix)]
use {
    rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, openat, statat},
    std::{ffi::OsStr, os::fd::OwnedFd, path::Component},
};

/// How much of a file is hashed at a time, in bytes.
const PIECE: usize = 64 * 1024;
/// After how many bytes it is told how far that has come.
const TELL: u64 = 1024 * 1024;

/// What is at an href, relative to the answer file's folder; see [`open()`] for
/// what is read. Links are never followed.
#[must_use]
pub fn inspect(folder: &Path, href: &str, pointed_at: bool) -> FileState {
    let observer = OBSERVER.get();
    let mut look = |done, total| {
        if let Some(observer) = observer {
            observer(href, done, total);
        }
        true
    };
    inspect_while(folder, href, pointed_at, &mut look).unwrap_or(FileState::Unchecked)
}

/// As [`inspect`]; `go_on` is told how many bytes of how many are read, from
/// time to time, and stops it by saying no: then there is no state.
pub fn inspect_while(
    folder: &Path,
    href: &str,
    pointed_at: bool,
    go_on: &mut dyn FnMut(u64, u64) -> bool,
) -> Option<FileState> {
    let plain = (!pointed_at).then(|| plain(folder, href)).flatten();
    let opened = match plain {
        Some(opened) => Ok(opened),
        None => open(folder, href, pointed_at).map(|o| (o.file, o.meta)),
    };
    Some(match opened {
        Ok((file, meta)) => match hash(&file, meta.len(), go_on) {
            Ok((sha256, size)) => FileState::Present {
                sha256: sha256?,
                size,
            },
            Err(e) => failed(&e),
        },
        Err(state) => state,
    })
}

/// Opens what most records name: a file below the folder, with no link and no
/// `..` on the way to it, so that it need not be found out where it really
/// lies. None of all else.
#[cfg(unix)]
fn plain(folder: &Path, href: &str) -> Option<(File, Metadata)> {
    let path = Path::new(href);
    let is_normal = |step| matches!(step, Component::Normal(_));
    // A slash at the end, which is of a folder, is none of the components.
    let is_folder = href.ends_with(['/', '.']);
    if Place::of(href) != Place::Inside || is_folder || !path.components().all(is_normal) {
        return None;
    }
    let home = open_folder(folder).ok()?;
    let file = step_by_step(home, path, |folder, name| {
        // Before it is opened, as opening alone can do something to a device.
        let found = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
        FileType::from_raw_mode(found.st_mode)
            .is_file()
            .then_some(())
            .ok_or_else(|| io::Error::other("it is no file"))
    });
    let file = file.ok()?;
    let meta = file.metadata().ok()?;
    meta.is_file().then_some((file, meta))
}

#[cfg(not(unix))]
fn plain(_: &Path, _: &str) -> Option<(File, Metadata)> {
    None
}

/// Is told the href, the bytes that are read and those that there are.
pub type Observer = fn(&str, u64, u64);

static OBSERVER: OnceLock<Observer> = OnceLock::new();

/// Has every [`inspect`] of this process tell how far it is: for commands that
/// make somebody wait. Only the first call counts.
pub fn observe(observer: Observer) {
    let _ = OBSERVER.set(observer);
}

/// An evidence file, open for reading.
#[derive(Debug)]
pub struct Opened {
    /// The file: regular, and read from its start.
    pub file: File,
    /// Its size and the like, as of the opening.
    pub meta: Metadata,
    /// Where it really lies, without symbolic links.
    pub path: PathBuf,
    /// Whether that is outside the answer file's folder.
    pub outside: bool,
}

/// Opens the file at an href, relative to the answer file's folder. Nothing
/// outside the folder is opened (also not through a symbolic link, and not
/// through one that is put there meanwhile) unless the user `pointed_at` it
/// this instant. Waits for no pipe and opens no device.
///
/// # Errors
/// The state of what is there, if that is no file to be read.
pub fn open(folder: &Path, href: &str, pointed_at: bool) -> Result<Opened, FileState> {
    match Place::of(href) {
        Place::Link => return Err(FileState::Unchecked),
        Place::Outside if !pointed_at || href.contains("://") => return Err(FileState::Outside),
        Place::Inside | Place::Outside => {}
    }
    let resolved = std::fs::canonicalize(folder)
        .and_then(|home| Ok((std::fs::canonicalize(home.join(href))?, home)));
    let (path, home) = resolved.map_err(|e| failed(&e))?;
    let inside = path.strip_prefix(&home).ok();
    if !pointed_at && inside.is_none() {
        return Err(FileState::Outside);
    }
    let regular = |meta: &Metadata| {
        if meta.is_file() {
            return Ok(());
        }
        Err(FileState::Unreadable(format!("it is {}", disk::kind(meta))))
    };
    // Before it is opened, as opening alone can do something to a device.
    regular(&std::fs::metadata(&path).map_err(|e| failed(&e))?)?;
    let file = match inside {
        Some(inside) => beneath(&home, inside),
        None => disk::open(&path),
    };
    let file = file.map_err(|e| failed(&e))?;
    // It may have been replaced since it was looked at.
    let meta = file.metadata().map_err(|e| failed(&e))?;
    regular(&meta)?;
    Ok(Opened {
        file,
        meta,
        outside: inside.is_none(),
        path,
    })
}

/// Opens what lies at a path without links in a folder, one step after the
/// other and none of them through a link: whoever puts one there after the
/// path was resolved leads nowhere.
#[cfg(unix)]
fn beneath(home: &Path, inside: &Path) -> io::Result<File> {
    let home = openat(CWD, home, SEARCH | OFlags::NOFOLLOW, Mode::empty())?;
    step_by_step(home, inside, |_, _| Ok(()))
}

/// A folder to look for what is in it, also by way of a link to it: its user
/// named it.
#[cfg(unix)]
fn open_folder(folder: &Path) -> io::Result<OwnedFd> {
    Ok(openat(CWD, folder, SEARCH, Mode::empty())?)
}

// To search a folder takes no permission to list it.
#[cfg(target_os = "linux")]
const SEARCH: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
#[cfg(all(unix, not(target_os = "linux")))]
const SEARCH: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);

/// Opens a file below a folder, no step through a link; `look` may refuse it
/// before.
#[cfg(unix)]
fn step_by_step(
    home: OwnedFd,
    inside: &Path,
    look: impl Fn(&OwnedFd, &OsStr) -> io::Result<()>,
) -> io::Result<File> {
    let read =
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let mut folder = home;
    let mut steps = inside.components().peekable();
    while let Some(step) = steps.next() {
        let name = step.as_os_str();
        if steps.peek().is_none() {
            look(&folder, name)?;
            return Ok(File::from(openat(&folder, name, read, Mode::empty())?));
        }
        folder = openat(&folder, name, SEARCH | OFlags::NOFOLLOW, Mode::empty())?;
    }
    Err(io::Error::other("it is a folder"))
}

#[cfg(not(unix))]
fn beneath(home: &Path, inside: &Path) -> io::Result<File> {
    disk::open(&home.join(inside))
}

/// Why what the user has just typed is no evidence: nothing is there, or no
/// file. Reads nothing of it, so that it answers at once.
#[must_use]
pub fn problem(folder: &Path, href: &str) -> Option<String> {
    let is_half = is_half_link(href);
    if !is_half && (Place::of(href) == Place::Link || href.contains("://")) {
        return None;
    }
    match std::fs::metadata(folder.join(href)) {
        Ok(meta) if meta.is_file() => None,
        Ok(_) | Err(_) if is_half => Some(
            "that is the beginning of a link: write it whole, as https://example.com/raci"
                .to_owned(),
        ),
        Ok(meta) => Some(format!("it is {}, not a file", disk::kind(&meta))),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let hint = if is_like_host(href) {
                "; a link begins with https://"
            } else {
                ""
            };
            Some(format!("there is no such file{hint}"))
        }
        Err(e) => Some(format!("it cannot be looked at: {e}")),
    }
}

/// Whether it is written as a link without its beginning:
/// `wiki.example.com/raci`.
fn is_like_host(href: &str) -> bool {
    let host = href.split_once('/').map_or(href, |(host, _)| host);
    let mut names = host.split('.');
    // Without a path it is rather a file's name, however many dots it has.
    let is_whole = host.len() < href.len() || host.starts_with("www.");
    let is_name = |name: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !name.is_empty() && name.chars().all(fits)
    };
    is_whole && host.contains('.') && names.all(is_name)
}

/// [`inspect`] for every record of an assessment that is no link, none of
/// them pointed at.
#[must_use]
pub fn inspect_all(folder: &Path, assessment: &Assessment) -> BTreeMap<EvidenceId, FileState> {
    assessment
        .evidence
        .iter()
        .map(|(id, record)| (id.clone(), inspect(folder, &record.href, false)))
        .collect()
}

fn failed(error: &io::Error) -> FileState {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileState::Missing,
        _ => FileState::Unreadable(error.to_string()),
    }
}

/// The digest, none when it was stopped, and how many bytes it is of.
fn hash(
    mut file: &File,
    total: u64,
    go_on: &mut dyn FnMut(u64, u64) -> bool,
) -> io::Result<(Option<String>, u64)> {
    let mut hasher = Sha256::new();
    // Most files are small.
    let fits = usize::try_from(total).map_or(PIECE, |n| n.saturating_add(1).min(PIECE));
    let mut piece = vec![0; fits];
    let mut size: u64 = 0;
    let mut told = 0;
    loop {
        if size >= told {
            if !go_on(size, total.max(size)) {
                return Ok((None, size));
            }
            told = size + TELL;
        }
        let n = match file.read(&mut piece) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        hasher.update(piece.get(..n).unwrap_or_default());
        size += u64::try_from(n).unwrap_or_default();
    }
    go_on(size, size);
    Ok((Some(disk::hex(&hasher.finalize())), size))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_was_put_there_meanwhile_leads_nowhere() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("home");
        std::fs::create_dir_all(home.join("a/b")).unwrap();
        std::fs::create_dir(dir.path().join("b")).unwrap();
        std::fs::write(home.join("a/b/file"), "in").unwrap();
        std::fs::write(dir.path().join("b/file"), "out").unwrap();
        let inside = Path::new("a/b/file");
        assert!(beneath(&home, inside).is_ok());
        assert!(plain(&home, "a/b/file").is_some());
        std::fs::rename(home.join("a"), home.join("old")).unwrap();
        std::os::unix::fs::symlink(dir.path(), home.join("a")).unwrap();
        assert!(disk::open(&home.join(inside)).is_ok());
        assert!(beneath(&home, inside).is_err());
        assert!(plain(&home, "a/b/file").is_none());
        std::fs::remove_file(home.join("a")).unwrap();
        std::fs::create_dir_all(home.join("a/b")).unwrap();
        // Nor does one that took the place of the folder itself.
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&home, &link).unwrap();
        std::fs::write(home.join("a/b/file"), "in").unwrap();
        assert!(beneath(&home, inside).is_ok());
        assert!(beneath(&link, inside).is_err());
        std::fs::remove_file(home.join("a/b/file")).unwrap();
        let out = dir.path().join("b/file");
        std::os::unix::fs::symlink(out, home.join(inside)).unwrap();
        assert!(beneath(&home, inside).is_err());
        assert!(plain(&home, "a/b/file").is_none());
    }

    #[test]
    fn what_is_no_plain_file_below_the_folder_is_left_to_the_careful_way() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("home");
        std::fs::create_dir_all(home.join("a")).unwrap();
        std::fs::write(home.join("a/file"), "in").unwrap();
        std::fs::write(dir.path().join("out"), "out").unwrap();
        std::os::unix::fs::symlink(dir.path().join("out"), home.join("link")).unwrap();
        std::os::unix::fs::symlink(home.join("a/file"), home.join("short")).unwrap();
        std::os::unix::fs::symlink(&home, dir.path().join("named")).unwrap();
        let pipe = home.join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        for other in [
            "link",
            "short",
            "pipe",
            "a",
            "",
            ".",
            "none",
            "a/file/",
            "a/file/.",
            "../out",
            "a/../a/file",
        ] {
            assert!(plain(&home, other).is_none(), "{other}");
        }
        let present = inspect(&home, "a/file", false);
        assert!(matches!(present, FileState::Present { size: 2, .. }));
        assert_eq!(inspect(&home, "a/../a/file", false), present);
        assert_eq!(inspect(&home, "short", false), present);
        assert_eq!(inspect(&dir.path().join("named"), "a/file", false), present);
        assert_eq!(inspect(&home, "link", false), FileState::Outside);
        assert_eq!(inspect(&home, "none", false), FileState::Missing);
        assert_eq!(inspect(&home, "a/file/", false), FileState::Missing);
    }
}

#[cfg(test)]
mod hints {
    use super::problem;

    #[test]
    fn a_link_without_its_beginning_is_told_from_a_file_that_is_missing() {
        let dir = tempfile::tempdir().unwrap();
        let says = |href: &str| problem(dir.path(), href).unwrap();
        for href in [
            "wiki.example.com/raci",
            "example.com/a/b.pdf",
            "www.example.com",
        ] {
            assert_eq!(
                says(href),
                "there is no such file; a link begins with https://"
            );
        }
        for href in [
            "docs/raci.pdf",
            "raci.pdf",
            "../a.b/c",
            "./a.b",
            ".hidden/x",
            "a b.c/d",
        ] {
            assert_eq!(says(href), "there is no such file", "{href}");
        }
    }
}
