//! Who may read and write a file that takes another one's place: the same as
//! before, or fewer.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// The attribute of Linux in which a file's access list is (acl(5)).
#[cfg(target_os = "linux")]
const ACCESS: &str = "system.posix_acl_access";

/// Gives a file the owner, mode, access list and users' attributes of the one
/// at `from`, which `meta` is of. What one group may do is for no other group,
/// and what an access list allows is allowed to nobody where it cannot be
/// taken along.
///
/// # Errors
/// When the mode cannot be set.
#[cfg(unix)]
pub(super) fn take(file: &File, meta: &Metadata, from: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let now = file.metadata()?;
    let mut group_kept = true;
    if (now.uid(), now.gid()) != (meta.uid(), meta.gid()) {
        // Only root may give a file away; a group one belongs to is allowed.
        group_kept = fchown(file, Some(meta.uid()), Some(meta.gid())).is_ok()
            || now.gid() == meta.gid()
            || fchown(file, None, Some(meta.gid())).is_ok();
    }
    let listed = listed(file, from, group_kept);
    let mode = mode_for(
        meta.permissions().mode(),
        group_kept && listed != Listed::Lost,
    );
    if listed == Listed::Kept {
        // The bits of the group are the list's mask, and came with it.
        return Ok(());
    }
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub(super) fn take(file: &File, meta: &Metadata, _: &Path) -> io::Result<()> {
    file.set_permissions(meta.permissions())
}

/// What became of an access list.
#[cfg(unix)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listed {
    /// There is none.
    None,
    /// It is the new file's as well.
    Kept,
    /// It could not be taken along.
    Lost,
}

/// Takes along what a file has beside its mode.
#[cfg(target_os = "linux")]
fn listed(file: &File, from: &Path, group_kept: bool) -> Listed {
    use rustix::fs::{XattrFlags, fsetxattr};
    let mut listed = Listed::None;
    for name in names(from) {
        let is_list = name == ACCESS;
        if !is_list && !name.starts_with("user.") {
            continue;
        }
        let taken = (!is_list || group_kept)
            && value(from, &name)
                .is_some_and(|v| fsetxattr(file, &*name, &v, XattrFlags::empty()).is_ok());
        if is_list {
            listed = if taken { Listed::Kept } else { Listed::Lost };
        }
    }
    listed
}

#[cfg(all(unix, not(target_os = "linux")))]
fn listed(_: &File, _: &Path, _: bool) -> Listed {
    Listed::None
}

/// The names of a file's attributes; none where there are no attributes.
#[cfg(target_os = "linux")]
fn names(of: &Path) -> Vec<String> {
    let mut bytes = Vec::with_capacity(64 * 1024);
    if rustix::fs::listxattr(of, rustix::buffer::spare_capacity(&mut bytes)).is_err() {
        return Vec::new();
    }
    let names = bytes.split(|b| *b == 0).filter(|name| !name.is_empty());
    names
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect()
}

#[cfg(target_os = "linux")]
fn value(of: &Path, name: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64 * 1024);
    rustix::fs::getxattr(of, name, rustix::buffer::spare_capacity(&mut bytes)).ok()?;
    Some(bytes)
}

/// A file's mode in a group: what was meant for one group is for no other.
#[cfg(unix)]
fn mode_for(mode: u32, group_kept: bool) -> u32 {
    const GROUP_BITS: u32 = 0o2070;
    if group_kept { mode } else { mode & !GROUP_BITS }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::store::disk::tests::as_nobody;

    #[test]
    fn what_one_group_may_do_no_other_may() {
        assert_eq!(mode_for(0o100_664, true), 0o100_664);
        assert_eq!(mode_for(0o102_664, false), 0o100_604);
    }

    /// Of a file of another group the group's rights stay only where the group
    /// does.
    #[test]
    fn what_cannot_be_given_to_its_group_is_for_no_group() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let shared = tempfile::tempdir().unwrap();
        let test = "what_cannot_be_given_to_its_group_is_for_no_group";
        // A file of root's, in a group that nobody is in.
        let like = || {
            let like = shared.path().join("like");
            std::fs::write(&like, "").unwrap();
            std::os::unix::fs::chown(&like, None, Some(65_533)).unwrap();
            for (path, mode) in [(&like, 0o664), (&shared.path().to_owned(), 0o755)] {
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
            }
            like
        };
        if !as_nobody(module_path!(), test, like) {
            return;
        }
        let dir = tempfile::tempdir().unwrap();
        let root = std::fs::metadata("/").unwrap();
        let path = dir.path().join("a");
        let file = File::create(&path).unwrap();
        let mine = file.metadata().unwrap();
        if mine.gid() == root.gid() {
            return;
        }
        take(&file, &root, Path::new("/")).unwrap();
        let now = file.metadata().unwrap();
        assert_eq!((now.uid(), now.gid()), (mine.uid(), mine.gid()));
        let mode = root.permissions().mode() & 0o7777;
        assert_eq!(now.permissions().mode() & 0o7777, mode & !0o2070);
        // A group that one belongs to is given it, also by who is not its owner.
        if let Some(like) = std::env::var_os("AICAIQ_LIKE") {
            let from = std::path::PathBuf::from(like);
            let like = std::fs::metadata(&from).unwrap();
            take(&file, &like, &from).unwrap();
            let now = file.metadata().unwrap();
            assert_eq!((now.uid(), now.gid()), (mine.uid(), 65_533));
            assert_eq!(now.permissions().mode(), 0o100_664);
        }
    }

    /// What one person may do, by an access list, and the group may not.
    #[cfg(target_os = "linux")]
    #[test]
    fn an_access_list_is_taken_along_and_widens_nothing() {
        use crate::store::disk::{Place, write};
        use crate::store::fs::REAL;
        use rustix::fs::{XattrFlags, setxattr};
        use std::os::unix::fs::PermissionsExt;
        const ANY: u32 = u32::MAX;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.toml");
        std::fs::write(&path, "old").unwrap();
        let entries: [(u16, u16, u32); 5] = [
            (0x01, 6, ANY),
            (0x02, 6, 1000),
            (0x04, 0, ANY),
            (0x10, 6, ANY),
            (0x20, 0, ANY),
        ];
        let mut list = 2_u32.to_le_bytes().to_vec();
        for (tag, may, who) in entries {
            list.extend(tag.to_le_bytes());
            list.extend(may.to_le_bytes());
            list.extend(who.to_le_bytes());
        }
        if setxattr(&path, ACCESS, &list, XattrFlags::empty()).is_err() {
            eprintln!("skipped: no access lists here");
            return;
        }
        let marked = setxattr(&path, "user.origin", b"desk", XattrFlags::empty()).is_ok();
        let meta = std::fs::metadata(&path).unwrap();
        let copy = dir.path().join("copy.toml");
        for (target, place) in [
            (&path, Place::Over(&meta)),
            (&copy, Place::Like(&meta, &path)),
        ] {
            write::<io::Error>(&REAL, target, b"new", &place, || Ok(()))
                .unwrap()
                .unwrap();
            assert_eq!(value(target, ACCESS).as_deref(), Some(list.as_slice()));
            let mode = std::fs::metadata(target).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o660, "the mask is what the list has");
            assert_eq!(value(target, "user.origin").is_some(), marked);
        }
        // It is of another group, of which the list says nothing.
        let other = File::create(dir.path().join("other")).unwrap();
        assert_eq!(listed(&other, &path, false), Listed::Lost);
    }
}
