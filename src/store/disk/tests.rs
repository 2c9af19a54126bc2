//! Tests of writing and locking files.

use super::*;
use crate::store::fs::REAL;

#[test]
fn what_nobody_writes_any_more_is_swept_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    for name in [".aicaiq-abc123.tmp", ".aicaiq-held01.tmp", ".aicaiq-x.tmp"] {
        std::fs::write(at(name), "half").unwrap();
    }
    // As between making it and locking it.
    std::fs::write(at(".aicaiq-begun1.tmp"), "").unwrap();
    let held = File::open(at(".aicaiq-held01.tmp")).unwrap();
    held.try_lock().unwrap();
    sweep(dir.path());
    assert!(!at(".aicaiq-abc123.tmp").exists());
    for name in [".aicaiq-held01.tmp", ".aicaiq-x.tmp", ".aicaiq-begun1.tmp"] {
        assert!(at(name).exists(), "{name}");
    }
    drop(held);
    sweep(dir.path());
    assert!(!at(".aicaiq-held01.tmp").exists());
}

#[test]
fn what_is_old_is_swept_although_it_is_held() {
    let dir = tempfile::tempdir().unwrap();
    for (minutes, stays) in [(1, true), (55, true), (65, false)] {
        let path = dir.path().join(".aicaiq-held01.tmp");
        let file = File::create(&path).unwrap();
        file.try_lock().unwrap();
        let then = std::time::SystemTime::now() - Duration::from_secs(60 * minutes);
        file.set_modified(then).unwrap();
        sweep(dir.path());
        assert_eq!(path.exists(), stays, "{minutes} minutes");
    }
}

#[cfg(unix)]
#[test]
fn neither_links_nor_the_files_of_others_are_swept() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    std::fs::write(at("a.toml"), "whole").unwrap();
    std::os::unix::fs::symlink("a.toml", at(".aicaiq-link01.tmp")).unwrap();
    std::fs::write(at(".aicaiq-other1.tmp"), "half").unwrap();
    // Only root may give a file away.
    let given = std::os::unix::fs::chown(at(".aicaiq-other1.tmp"), Some(65_534), None).is_ok()
        && rustix::process::geteuid().is_root();
    sweep(dir.path());
    assert!(std::fs::symlink_metadata(at(".aicaiq-link01.tmp")).is_ok());
    assert_eq!(at(".aicaiq-other1.tmp").exists(), given);
    assert_eq!(std::fs::read(at("a.toml")).unwrap(), b"whole");
}

/// A file system in which another program saves at the last moment.
#[derive(Debug)]
struct Busy;

impl FileSystem for Busy {
    fn rename(&self, temp: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
        sweep(folder_of(path));
        REAL.rename(temp, path)
    }
}

#[test]
fn what_is_about_to_be_put_in_its_place_is_not_swept() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.toml");
    std::fs::write(&path, "old").unwrap();
    let meta = std::fs::metadata(&path).unwrap();
    for place in [Place::Over(&meta), Place::Private] {
        write::<io::Error>(&Busy, &path, b"new", &place, || Ok(()))
            .unwrap()
            .unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
    }
    let temp = super::super::fs::named(dir.path(), Rights::Private).unwrap();
    over(&Busy, temp, &path).unwrap();
}

/// A file system that is interrupted now and then, and cannot flush a
/// folder for a reason.
#[cfg(unix)]
#[derive(Debug)]
struct Odd {
    writes: std::sync::atomic::AtomicUsize,
    no_flush: rustix::io::Errno,
}

#[cfg(unix)]
impl Odd {
    fn new(no_flush: rustix::io::Errno) -> Self {
        Self {
            writes: 0.into(),
            no_flush,
        }
    }
}

#[cfg(unix)]
impl FileSystem for Odd {
    fn write(&self, mut file: &File, bytes: &[u8]) -> io::Result<usize> {
        use std::io::Write;
        let n = self
            .writes
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        match bytes.get(..1) {
            Some(first) if n % 2 == 1 => file.write(first),
            _ => Err(rustix::io::Errno::INTR.into()),
        }
    }

    fn flush_folder(&self, _: &File) -> io::Result<()> {
        Err(self.no_flush.into())
    }
}

#[cfg(unix)]
#[test]
fn being_interrupted_is_no_error_and_neither_is_a_folder_that_nobody_can_flush() {
    use rustix::io::Errno;
    let dir = tempfile::tempdir().unwrap();
    for (error, is_fine) in [
        (Errno::INVAL, true),
        (Errno::OPNOTSUPP, true),
        (Errno::IO, false),
        (Errno::NOSPC, false),
    ] {
        let path = dir.path().join(error.raw_os_error().to_string());
        let odd = Odd::new(error);
        let flush = write::<io::Error>(&odd, &path, b"all of it", &Place::New, || Ok(()));
        assert_eq!(flush.unwrap().is_ok(), is_fine, "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"all of it");
        assert_eq!(flush_folder_of(&odd, &path).is_ok(), is_fine);
    }
}

#[cfg(unix)]
#[test]
fn what_is_one_persons_is_for_nobody_else_to_read() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let dir = tempfile::tempdir().unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = dir.path().join("one/two");
    make_private(&folder).unwrap();
    make_private(&folder).unwrap();
    assert_eq!(
        (mode(&folder), mode(&dir.path().join("one"))),
        (0o700, 0o700)
    );
    let written = |name: &str, place: &Place<'_>| {
        let path = folder.join(name);
        write::<io::Error>(&REAL, &path, b"x", place, || Ok(()))
            .unwrap()
            .unwrap();
        path
    };
    let private = written("private", &Place::Private);
    assert_eq!(mode(&private), 0o600);
    let plain = folder.join("plain");
    std::fs::write(&plain, "x").unwrap();
    assert_eq!(mode(&written("new", &Place::New)), mode(&plain));
    let like = folder.join("like");
    std::fs::write(&like, "x").unwrap();
    std::fs::set_permissions(&like, std::fs::Permissions::from_mode(0o640)).unwrap();
    // Given away where that can be done.
    let _ = std::os::unix::fs::chown(&like, Some(65_534), Some(65_534));
    let meta = std::fs::metadata(&like).unwrap();
    let new = std::fs::metadata(written("of-another", &Place::Like(&meta, &like))).unwrap();
    assert_eq!((new.uid(), new.gid()), (meta.uid(), meta.gid()));
    assert_eq!(new.permissions().mode(), meta.permissions().mode());
}

#[cfg(unix)]
#[test]
fn no_locks_are_not_a_failed_lock() {
    use rustix::io::Errno;
    let without = |e: Errno| without_locks(&e.into());
    assert!(without(Errno::NOLCK) && without(Errno::OPNOTSUPP) && without(Errno::NOSYS));
    assert!(!without(Errno::IO) && !without(Errno::BADF));
}

#[cfg(unix)]
#[test]
fn a_change_with_its_time_set_back_and_a_change_of_mode_are_seen() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a");
    std::fs::write(&path, "one").unwrap();
    let meta = || std::fs::metadata(&path).unwrap();
    let before = meta();
    assert!(same(&before, &meta()));
    // As long as the clock that stamps files takes for a step.
    std::thread::sleep(Duration::from_millis(20));
    std::fs::write(&path, "two").unwrap();
    let file = File::options().write(true).open(&path).unwrap();
    file.set_modified(before.modified().unwrap()).unwrap();
    let written = meta();
    assert!(!same(&before, &written));
    std::thread::sleep(Duration::from_millis(20));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(!same(&written, &meta()));
}

#[test]
fn a_file_with_a_name_from_the_start_has_one_that_is_swept_and_the_rights_that_are_meant() {
    let dir = tempfile::tempdir().unwrap();
    for rights in [Rights::Private, Rights::Umask] {
        let temp = crate::store::fs::named(dir.path(), rights).unwrap();
        let Temp::Named(temp) = temp else {
            panic!("it has no name");
        };
        let name = temp.path().file_name().unwrap().to_str().unwrap();
        assert!(is_temp_name(name), "{name}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
            let plain = dir.path().join("plain");
            std::fs::write(&plain, "").unwrap();
            let meant = match rights {
                Rights::Private => 0o100_600,
                Rights::Umask => mode(&plain),
            };
            assert_eq!(mode(temp.path()), meant);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_opened_is_told_before_anything_is_written() {
    let dir = tempfile::tempdir().unwrap();
    assert!(folder_to_flush(dir.path()).unwrap().is_some());
    for path in ["gone", "file/below"] {
        std::fs::write(dir.path().join("file"), "").unwrap();
        assert!(folder_to_flush(&dir.path().join(path)).is_err(), "{path}");
    }
}

/// Runs a test as somebody who may not do everything; true where that is who
/// runs it already. Without `setpriv`, or where its user cannot run the tests,
/// nothing is seen.
#[cfg(unix)]
pub(in crate::store) fn as_nobody(
    module: &str,
    test: &str,
    like: impl FnOnce() -> std::path::PathBuf,
) -> bool {
    if !rustix::process::geteuid().is_root() {
        return true;
    }
    let (_, module) = module.split_once("::").unwrap();
    let ran = std::process::Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--groups=65533"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("{module}::{test}")])
        .env("TMPDIR", "/tmp")
        .env("AICAIQ_LIKE", like())
        .output();
    match ran {
        Ok(ran) if ran.status.code() != Some(126) && ran.status.code() != Some(127) => {
            let said = String::from_utf8_lossy(&ran.stdout).into_owned();
            let told = String::from_utf8_lossy(&ran.stderr).into_owned();
            assert!(said.contains("1 passed"), "{said}{told}");
        }
        _ => eprintln!("skipped: nobody else can run the tests here"),
    }
    false
}
