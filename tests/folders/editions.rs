//! Two editions of one control in a folder of questionnaires.

use crate::made::ok;
use crate::runner::Folder;
use crate::x01::{STEPS, reworded, x01};

const NOTE: &str = "note: X-01 is asked by several files, and no answers name one of them: ";

/// The edition of a later year, with another text of a step.
fn next(version: &str) -> String {
    let steps = reworded(&[(2, "Verify that owners are reviewed every quarter.")]);
    x01(&steps).replace("Firm 2026", version)
}

/// `firm/`, answered under the edition of 2026, and `alone.toml`.
fn firm() -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("questionnaires")).unwrap();
    folder.write("questionnaires/x.toml", x01(STEPS));
    let words = ["new", "firm/", "--subject", "Firm", "--role", "CSP"];
    let asked = ["--questionnaires", "questionnaires"];
    ok(&folder, &[words.as_slice(), &asked].concat());
    ok(
        &folder,
        &["set", "firm", "X-01:CSP.01", "--outcome", "satisfied"],
    );
    let words = ["new", "alone.toml", "--subject", "Alone", "--role", "CSP"];
    let asked = ["--questionnaire", "questionnaires/x.toml"];
    ok(&folder, &[words.as_slice(), &asked].concat());
    folder
}

#[test]
fn a_control_is_asked_by_the_edition_that_its_answers_name() {
    let folder = firm();
    let digest = |folder: &Folder, file: &str| {
        let text = folder.read(file);
        let line = text.lines().find(|l| l.starts_with("questionnaire_digest"));
        line.unwrap().to_owned()
    };
    let before = digest(&folder, "firm/X-01.toml");
    // Before the other by name, and newer.
    folder.write("questionnaires/a.toml", next("Firm 2027"));
    for words in [
        ["check", "firm"].as_slice(),
        &["summary", "firm"],
        &["set", "firm", "X-01:CSP.02", "--outcome", "satisfied"],
        &["set", "alone.toml", "CSP.02", "--outcome", "satisfied"],
        &["check", "alone.toml"],
        &[
            "questionnaire",
            "show",
            "--questionnaire",
            "questionnaires/x.toml",
        ],
    ] {
        let ran = ok(&folder, words);
        let all = format!("{}{}", ran.out, ran.err);
        assert!(
            !all.contains(NOTE) && !all.contains("every quarter"),
            "{words:?} {ran}"
        );
        assert!(
            !all.contains("text has changed") && !all.contains("another text"),
            "{words:?} {ran}"
        );
    }
    let export = ["export", "firm", "--format", "markdown", "--out", "r.md"];
    ok(&folder, &export);
    let report = folder.read("r.md");
    assert!(report.contains("every year") && !report.contains("every quarter"));
    assert_eq!(digest(&folder, "firm/X-01.toml"), before);
    let disk = aicaiq::tui::controls::Disk::open(&folder.path("firm")).unwrap();
    assert!(before.contains(&disk.control("X-01", |_| None).unwrap().questionnaire.digest));
}

#[test]
fn where_the_answers_name_no_edition_the_newest_is_taken_and_that_is_said() {
    let folder = firm();
    folder.write("questionnaires/a.toml", next("Firm 9"));
    folder.write("questionnaires/b.toml", next("Firm 2027"));
    let mended = x01(STEPS).replace("named owner", "owner by name");
    folder.write("questionnaires/x.toml", mended);
    for (words, taken) in [
        (
            ["export", "firm", "--format", "json"].as_slice(),
            "firm/../questionnaires/b.toml",
        ),
        (
            &["set", "firm", "X-01:CSP.03", "--outcome", "satisfied"],
            "firm/../questionnaires/b.toml",
        ),
        (&["summary", "alone.toml"], "./questionnaires/b.toml"),
    ] {
        let ran = ok(&folder, words);
        let said = format!("{NOTE}{taken} is taken, the newest by its version (Firm 2027), not ");
        assert_eq!(ran.err.matches(&said).count(), 1, "{words:?} {ran}");
    }
    // Of many controls that is said once, with their number.
    for (file, version) in [("c.toml", "Firm 2026"), ("d.toml", "Firm 2027")] {
        let other = next(version).replace("X-01", "Y-01");
        folder.write(&format!("questionnaires/{file}"), other);
    }
    let ran = ok(&folder, &["export", "firm", "--format", "json"]);
    assert_eq!(ran.err.matches("note: ").count(), 1, "{ran}");
    let said = NOTE.replace("note: ", "note: 2 controls have several texts each. ");
    assert!(ran.err.contains(&said), "{ran}");
}
