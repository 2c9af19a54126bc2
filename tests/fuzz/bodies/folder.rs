//! What the controls of a folder share, and one of its controls.

use super::answers::{edited, rules};
use super::{can_be_shown, scratch, texts};
use aicaiq::questionnaire::embedded;
use aicaiq::store::{AnswerFile, SHARED_FILE, parse_in, parse_shared, read, read_shared};
use aicaiq::tui::controls::Disk;
use std::fs;

pub fn folder(data: &[u8]) {
    let Some([shared, control]) = texts(data) else {
        return;
    };
    let q = embedded();
    let read_once = parse_shared(shared);
    assert_eq!(read_shared(shared), read_once);
    can_be_shown(shared, &read_once.problems);
    let inherited = &read_once.assessment;
    let slow = parse_in(control, q, Some(inherited));
    assert_eq!(read(control, q, Some(inherited)), slow);
    can_be_shown(control, &slow.problems);

    let dir = scratch();
    let path = dir.path().join("CEK-02.toml");
    fs::write(dir.path().join(SHARED_FILE), shared).unwrap();
    fs::write(&path, control).unwrap();
    let opened = AnswerFile::open(&path, q);
    // Such a file is somebody's answers, and nobody inherits from it.
    let has_roles =
        |text: &str| toml::from_str::<toml::Table>(text).is_ok_and(|t| t.contains_key("roles"));
    if shared.contains("questionnaire") || shared.contains("roles.") || has_roles(shared) {
        return;
    }
    let fine = !read_once.has_errors() && !slow.has_errors();
    assert_eq!(opened.is_ok(), fine, "{:?}", opened.err());
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    // A folder of questionnaires that a file names is read, wherever it is.
    if !shared.contains("questionnaires")
        && let Ok(disk) = Disk::open(dir.path())
    {
        let listing = disk.listing(today);
        for control in &listing.controls {
            let _ = disk.facts(&control.id, today, false);
        }
    }
    let Ok(mut file) = opened else { return };
    assert_eq!(file.assessment(), &slow.assessment);
    rules(q, file.assessment());
    let files = || {
        [SHARED_FILE, "CEK-02.toml"].map(|name| fs::read_to_string(dir.path().join(name)).unwrap())
    };
    let first = file.assessment().clone();
    if file.read_only().is_some() {
        let before = files();
        assert!(file.save(&first).is_err());
        assert_eq!(files(), before);
        return;
    }
    let before = files();
    file.save(&first).unwrap();
    assert_eq!(files(), before);
    let Some(next) = edited(&first, q) else {
        return;
    };
    file.save(&next).unwrap();
    let reopened = AnswerFile::open(&path, q).unwrap();
    assert_eq!(reopened.assessment(), &next, "{}", files().join("\n---\n"));
}
