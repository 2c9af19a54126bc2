//! Saving: nothing is lost, nothing is overwritten that was not read.

use crate::common::{questionnaire, sample, step};
use aicaiq::assessment::{Assessment, Role};
use aicaiq::store::{AnswerFile, CreateError, ResolveError, SaveError, render};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn noted(a: &Assessment, note: &str) -> Assessment {
    let mut next = a.clone();
    let steps = &mut next.answers.entry(Role::Csp).or_default().steps;
    steps.entry(step("02")).or_default().note = note.into();
    next
}

fn note(path: &Path) -> String {
    let file = AnswerFile::open(path, questionnaire()).unwrap();
    file.assessment().step(Role::Csp, &step("02")).note.clone()
}

fn open(path: &Path) -> AnswerFile {
    AnswerFile::open(path, questionnaire()).unwrap()
}

fn made() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.toml");
    AnswerFile::create(&path, &sample()).unwrap();
    (dir, path)
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = entries
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn what_is_saved_is_there_and_saving_again_goes_on_from_it() {
    let (dir, path) = made();
    let mut file = open(&path);
    for text in ["one", "two\nlines", "three"] {
        let next = noted(file.assessment(), text);
        file.save(&next).unwrap();
        assert_eq!(note(&path), text);
        assert!(!file.changed_on_disk().unwrap());
    }
    assert_eq!(names(dir.path()), ["a.toml"]);
}

#[test]
fn saving_what_did_not_change_leaves_every_byte_and_the_file() {
    let (_dir, path) = made();
    let odd = format!(
        "\u{feff}# ours\r\n{}",
        render(&sample()).trim_end().replace('\n', "\r\n")
    );
    fs::write(&path, &odd).unwrap();
    let before = fs::metadata(&path).unwrap();
    let mut file = open(&path);
    let same = file.assessment().clone();
    file.save(&same).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), odd);
    let after = fs::metadata(&path).unwrap();
    assert_eq!(before.modified().unwrap(), after.modified().unwrap());
}

#[test]
fn a_file_changed_by_another_is_not_overwritten() {
    let (dir, path) = made();
    let mut file = open(&path);
    let mut other = open(&path);
    let theirs = noted(other.assessment(), "theirs");
    other.save(&theirs).unwrap();
    assert!(file.changed_on_disk().unwrap());
    let mine = noted(file.assessment(), "mine");
    for _ in 0..2 {
        assert!(matches!(file.save(&mine), Err(SaveError::ChangedOnDisk)));
        assert_eq!(note(&path), "theirs");
    }
    // Also when nothing is to be saved: the user has to learn of it.
    let same = file.assessment().clone();
    assert!(matches!(file.save(&same), Err(SaveError::ChangedOnDisk)));
    assert_eq!(names(dir.path()), ["a.toml"]);
}

#[test]
fn a_change_of_the_same_length_is_noticed() {
    let (_dir, path) = made();
    let mut file = open(&path);
    let text = fs::read_to_string(&path).unwrap();
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, text.replace("Seen.", "Told.")).unwrap();
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(time)
        .unwrap();
    let mine = noted(file.assessment(), "mine");
    assert!(matches!(file.save(&mine), Err(SaveError::ChangedOnDisk)));
}

#[test]
fn taking_theirs_keeps_mine_beside_it() {
    let (dir, path) = made();
    let mut file = open(&path);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("Seen.", "theirs")).unwrap();
    let mine = noted(file.assessment(), "mine");
    let saved = file.take_theirs(&mine, questionnaire()).unwrap();
    assert_eq!(note(&saved), "mine");
    assert_eq!(
        file.assessment().step(Role::Csp, &step("02")).note,
        "theirs"
    );
    let name = saved.file_name().unwrap().to_str().unwrap();
    assert!(
        name.starts_with("a.mine-") && name.ends_with(".toml") && name.len() == 20,
        "{name}"
    );
    let next = noted(file.assessment(), "both");
    file.save(&next).unwrap();
    assert_eq!(names(dir.path()).len(), 2);
}

#[test]
fn a_copy_never_overwrites_one_that_is_there() {
    let (dir, path) = made();
    let mut file = open(&path);
    let mine = noted(file.assessment(), "mine");
    let first = file.take_theirs(&mine, questionnaire()).unwrap();
    assert_eq!(file.take_theirs(&mine, questionnaire()).unwrap(), first);
    fs::write(&first, "# edited").unwrap();
    let second = file.take_theirs(&mine, questionnaire()).unwrap();
    assert_ne!(first, second);
    assert_eq!(fs::read_to_string(&first).unwrap(), "# edited");
    assert_eq!(names(dir.path()).len(), 3);
}

#[test]
fn mine_is_safe_when_theirs_cannot_be_read() {
    let (_dir, path) = made();
    let mut file = open(&path);
    fs::write(&path, "<<<<<<< HEAD\n").unwrap();
    let mine = noted(file.assessment(), "mine");
    match file.take_theirs(&mine, questionnaire()) {
        Err(ResolveError::Reload { saved, .. }) => assert_eq!(note(&saved), "mine"),
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), "<<<<<<< HEAD\n");
}

#[test]
fn keeping_mine_keeps_theirs_beside_it() {
    let (_dir, path) = made();
    let mut file = open(&path);
    fs::write(&path, b"\xff whatever it is").unwrap();
    let mine = noted(file.assessment(), "mine");
    let saved = file.keep_mine(&mine).unwrap().unwrap();
    assert_eq!(fs::read(&saved).unwrap(), b"\xff whatever it is");
    assert!(saved.to_str().unwrap().contains("a.theirs-"));
    assert_eq!(note(&path), "mine");
    let next = noted(&mine, "on");
    file.save(&next).unwrap();
}

#[test]
fn a_file_that_is_gone_is_made_again_only_by_keeping_mine() {
    let (dir, path) = made();
    let mut file = open(&path);
    fs::remove_file(&path).unwrap();
    assert!(file.changed_on_disk().unwrap());
    let mine = noted(file.assessment(), "mine");
    assert!(matches!(file.save(&mine), Err(SaveError::Gone)));
    assert_eq!(names(dir.path()).len(), 0);
    assert_eq!(file.keep_mine(&mine).unwrap(), None);
    assert_eq!(note(&path), "mine");
}

#[test]
fn creating_never_overwrites() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.toml");
    fs::write(&path, "precious").unwrap();
    let refused = AnswerFile::create(&path, &sample());
    assert!(
        matches!(refused, Err(CreateError::Exists(_))),
        "{refused:?}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    // Of many at once exactly one succeeds, and its file is whole.
    let path = dir.path().join("b.toml");
    let made: usize = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|n| {
                let path = &path;
                scope.spawn(move || {
                    let a = noted(&sample(), &format!("thread {n}"));
                    usize::from(AnswerFile::create(path, &a).is_ok())
                })
            })
            .collect();
        tries.into_iter().map(|t| t.join().unwrap()).sum()
    });
    assert_eq!(made, 1);
    assert!(note(&path).starts_with("thread"));
    assert_eq!(names(dir.path()), ["a.toml", "b.toml"]);
}

#[cfg(unix)]
#[test]
fn creating_does_not_write_through_a_dangling_link() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.toml");
    std::os::unix::fs::symlink("elsewhere.toml", &path).unwrap();
    assert!(matches!(
        AnswerFile::create(&path, &sample()),
        Err(CreateError::Exists(_))
    ));
    assert_eq!(names(dir.path()), ["a.toml"]);
}

#[cfg(unix)]
#[test]
fn link_and_mode_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("real")).unwrap();
    let real = dir.path().join("real/a.toml");
    AnswerFile::create(&real, &sample()).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    let link = dir.path().join("link.toml");
    symlink("real/a.toml", &link).unwrap();
    let mut file = open(&link);
    let next = noted(file.assessment(), "by the link");
    file.save(&next).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(note(&real), "by the link");
    let mode = fs::metadata(&real).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(names(&dir.path().join("real")), ["a.toml"]);
}

#[cfg(unix)]
#[test]
fn a_file_without_write_permission_is_read_only() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, path) = made();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let protected = fs::write(dir.path().join("probe"), "").is_err();
    // Root may write anywhere: then there is nothing to see here.
    if protected {
        let mut file = open(&path);
        assert!(file.read_only().unwrap().contains("folder"));
        let next = noted(file.assessment(), "x");
        assert!(matches!(file.save(&next), Err(SaveError::ReadOnly(_))));
        assert_eq!(names(dir.path()), ["a.toml"]);
    }
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_fault_leaves_the_file_and_no_temporary_one() {
    let (dir, path) = made();
    let before = fs::read(&path).unwrap();
    let mut file = open(&path);
    // What was a file is a folder now: neither is written.
    fs::rename(&path, dir.path().join("moved.toml")).unwrap();
    fs::create_dir(&path).unwrap();
    let next = noted(file.assessment(), "x");
    assert!(file.save(&next).is_err());
    assert!(file.keep_mine(&next).is_err());
    assert_eq!(names(dir.path()), ["a.toml", "moved.toml"]);
    assert_eq!(fs::read(dir.path().join("moved.toml")).unwrap(), before);
    assert_eq!(names(&path).len(), 0);
}

#[test]
fn a_held_lock_makes_a_save_give_up_and_say_so() {
    let (dir, path) = made();
    let mut file = open(&path);
    file.set_patience(Duration::ZERO);
    let holder = fs::File::open(&path).unwrap();
    holder.lock().unwrap();
    let next = noted(file.assessment(), "x");
    assert!(matches!(file.save(&next), Err(SaveError::Busy)));
    assert_eq!(note(&path), "Seen.");
    drop(holder);
    file.save(&next).unwrap();
    assert_eq!(note(&path), "x");
    assert_eq!(names(dir.path()), ["a.toml"]);
}

/// Every writer adds its lines to one note; what a save acknowledged has to
/// be in the file in the end.
#[test]
fn no_acknowledged_save_is_lost_between_writers() {
    let (dir, path) = made();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let path = &path;
            scope.spawn(move || {
                for n in 0..10 {
                    loop {
                        let mut file = open(path);
                        let old = file.assessment().step(Role::Csp, &step("02")).note.clone();
                        let next = noted(file.assessment(), &format!("{old}\nw{writer}-{n}."));
                        match file.save(&next) {
                            Ok(()) => break,
                            Err(SaveError::ChangedOnDisk | SaveError::Busy) => {}
                            Err(e) => panic!("{e}"),
                        }
                    }
                }
            });
        }
    });
    let all = note(&path);
    for writer in 0..4 {
        for n in 0..10 {
            assert!(
                all.contains(&format!("w{writer}-{n}.")),
                "w{writer}-{n}: {all}"
            );
        }
    }
    assert_eq!(all.lines().count(), 41);
    assert_eq!(names(dir.path()), ["a.toml"]);
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(unix)]
fn chmod(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
#[test]
fn copies_and_a_file_made_again_are_as_private_as_the_file() {
    let (_dir, path) = made();
    chmod(&path, 0o600);
    let mut file = open(&path);
    let mine = noted(file.assessment(), "mine");
    assert_eq!(
        mode(&file.take_theirs(&mine, questionnaire()).unwrap()),
        0o600
    );
    fs::write(&path, "theirs").unwrap();
    assert_eq!(mode(&file.keep_mine(&mine).unwrap().unwrap()), 0o600);
    fs::remove_file(&path).unwrap();
    assert_eq!(file.keep_mine(&mine).unwrap(), None);
    assert_eq!(mode(&path), 0o600);
}

/// Root may do anything: for it there is nothing to see in such tests.
#[cfg(unix)]
fn root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_can_be_saved_in() {
    let (dir, path) = made();
    let mut file = open(&path);
    chmod(dir.path(), 0o300);
    for text in ["one", "two"] {
        let next = noted(file.assessment(), text);
        file.save(&next).unwrap();
        assert_eq!(note(&path), text);
    }
    AnswerFile::create(&dir.path().join("b.toml"), &sample()).unwrap();
    chmod(dir.path(), 0o700);
}

#[cfg(unix)]
#[test]
fn permission_that_is_taken_away_meanwhile_is_respected() {
    let (_dir, path) = made();
    let mut file = open(&path);
    chmod(&path, 0o444);
    let next = noted(file.assessment(), "x");
    if !root() {
        match file.save(&next) {
            Err(SaveError::ReadOnly(why)) => assert!(why.contains("chmod u+w"), "{why}"),
            other => panic!("{other:?}"),
        }
        assert_eq!(note(&path), "Seen.");
    }
    chmod(&path, 0o644);
    file.save(&next).unwrap();
    assert_eq!(note(&path), "x");
}

#[cfg(unix)]
#[test]
fn another_name_of_the_file_is_warned_of() {
    let (dir, path) = made();
    assert_eq!(open(&path).problems().len(), 0);
    fs::hard_link(&path, dir.path().join("b.toml")).unwrap();
    let mut file = open(&path);
    let [problem] = file.problems() else {
        panic!("{:?}", file.problems())
    };
    assert!(!problem.is_error() && problem.message.contains("hard link"));
    let next = noted(file.assessment(), "x");
    file.save(&next).unwrap();
    let [told] = &file.take_told()[..] else {
        panic!("nothing is told")
    };
    assert!(told.contains("hard link"), "{told}");
    // From then on it has one name.
    file.save(&noted(&next, "y")).unwrap();
    assert!(file.take_told().is_empty());
}

#[test]
fn what_broken_off_saves_left_is_swept_once_it_is_old() {
    let (dir, path) = made();
    let put = |name: &str, hours: u64| {
        let file = fs::File::create(dir.path().join(name)).unwrap();
        let time = std::time::SystemTime::now() - Duration::from_secs(hours * 3600);
        file.set_modified(time).unwrap();
    };
    put(".aicaiq-aB3dE6.tmp", 2);
    let stay = [
        ".aicaiq-abcdeg.tmp.bak",
        ".aicaiq-abcdefg.tmp",
        ".aicaiq-ab_def.tmp",
        "aicaiq-abcdef.tmp",
    ];
    stay.iter().for_each(|name| put(name, 2));
    put(".aicaiq-young1.tmp", 0);
    fs::create_dir(dir.path().join(".aicaiq-folder.tmp")).unwrap();
    let mut file = open(&path);
    let next = noted(file.assessment(), "one");
    file.save(&next).unwrap();
    let left = names(dir.path());
    assert!(!left.contains(&".aicaiq-aB3dE6.tmp".to_owned()), "{left:?}");
    assert_eq!(left.len(), 7, "{left:?}");
    // Only the first save looks.
    put(".aicaiq-aB3dE6.tmp", 2);
    let next = noted(file.assessment(), "two");
    file.save(&next).unwrap();
    assert_eq!(names(dir.path()).len(), 8);
}

#[cfg(unix)]
#[test]
fn a_file_that_is_gone_is_made_again_at_the_end_of_its_links() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir(at("far")).unwrap();
    AnswerFile::create(&at("far/c.toml"), &sample()).unwrap();
    symlink("c.toml", at("far/b.toml")).unwrap();
    symlink("far/b.toml", at("a.toml")).unwrap();
    let mut file = open(&at("a.toml"));
    fs::remove_file(at("far/c.toml")).unwrap();
    let mine = noted(file.assessment(), "mine");
    assert_eq!(file.keep_mine(&mine).unwrap(), None);
    assert_eq!(note(&at("far/c.toml")), "mine");
    assert!(fs::symlink_metadata(at("far/b.toml")).unwrap().is_symlink());
    // In a circle there is no end.
    fs::remove_file(at("far/c.toml")).unwrap();
    symlink("b.toml", at("far/c.toml")).unwrap();
    assert!(file.keep_mine(&mine).is_err());
}

#[test]
fn nothing_is_saved_that_could_not_be_opened_again() {
    let (_dir, path) = made();
    let mut file = open(&path);
    let before = fs::read(&path).unwrap();
    let next = noted(file.assessment(), &"x".repeat(17 * 1024 * 1024));
    let refused = file.save(&next);
    assert!(matches!(refused, Err(SaveError::Excess(_))), "{refused:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
    let next = noted(file.assessment(), "short");
    file.save(&next).unwrap();
    assert_eq!(note(&path), "short");
}
