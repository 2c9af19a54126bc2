//! The start page and a new assessment.

use crate::harness::{Screen, clock};
use aicaiq::assessment::Role;
use aicaiq::store::recent::Recent;
use aicaiq::tui::effect::{Effect, Event};
use std::path::PathBuf;

const SIZE: (u16, u16) = (80, 24);

#[test]
fn roles_follow_from_layers_and_can_be_changed() {
    let mut screen = Screen::start(SIZE);
    screen.keys("enter \"Sample Corp\" tab \"sample assessor\" tab space");
    screen.sees("[x] CSP").sees("[x] MP").sees("[ ] OSP");
    // Off with MP, then on with the model layer: the user's choice stands.
    screen
        .keys("down down down down down space")
        .sees("[ ] MP")
        .sees("as you chose");
    screen
        .keys("up up up up space")
        .sees("[x] Model")
        .sees("[ ] MP");
    screen.sees("sample-corp.cek-02.toml");
    screen.keys("ctrl-s");
    match screen.effects.last() {
        Some(Effect::Create(path, a)) => {
            assert_eq!(path, &PathBuf::from("sample-corp.cek-02.toml"));
            assert_eq!(a.subject, "Sample Corp");
            assert_eq!(a.assessor, "sample assessor");
            assert_eq!(a.roles, [Role::Csp]);
            assert_eq!(a.layers, ["PI", "Model"]);
            assert!(a.questionnaire_digest.starts_with("sha256:"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_missing_is_asked_for() {
    let mut screen = Screen::start(SIZE);
    screen.keys("n ctrl-s").sees("Name the provider");
    screen.keys("\"Sample\" ctrl-s").sees("Choose a layer");
    screen.keys("space ctrl-s");
    assert!(matches!(screen.effects.last(), Some(Effect::Create(..))));
}

#[test]
fn a_file_that_exists_is_left_alone_and_the_form_stays() {
    let mut screen = Screen::start(SIZE);
    screen.keys("n \"Sample\" tab tab space ctrl-s");
    screen.happen(Event::OpenFailed(
        "sample.cek-02.toml exists already: open it, or choose another name".into(),
    ));
    screen.sees("exists already").sees("Sample");
}

#[test]
fn going_back_keeps_what_was_typed() {
    let mut screen = Screen::start(SIZE);
    screen
        .keys("n \"Sample Corp\" esc")
        .sees("A sample to play with");
    screen.keys("n").sees("Sample Corp");
}

#[test]
fn the_sample_and_recent_files_are_opened() {
    let mut screen = Screen::start(SIZE);
    screen.keys("s");
    assert_eq!(screen.effects.last(), Some(&Effect::OpenSample));
    screen.app.start.recent = vec![Recent {
        path: PathBuf::from("/work/acme/a.toml"),
        subject: "Sample subject".into(),
        questionnaire: "CEK-02".into(),
        opened_at: clock().now,
    }];
    screen.keys("end enter");
    assert_eq!(
        screen.effects.last(),
        Some(&Effect::Open(PathBuf::from("/work/acme/a.toml")))
    );
    screen.keys("q");
    assert!(screen.left);
}

#[test]
fn assessment_folders_are_offered_and_opened() {
    let folder = tempfile::tempdir().unwrap();
    let acme = folder.path().join("acme");
    std::fs::create_dir(&acme).unwrap();
    let head = "schema = 1\n[assessment]\nsubject = \"Sample Folder\"\nroles = [\"CSP\"]\n";
    std::fs::write(acme.join("assessment.toml"), head).unwrap();
    std::fs::write(acme.join("CEK-02.toml"), "schema = 1\n").unwrap();
    for place in [folder.path(), &acme] {
        let mut screen = Screen::start(SIZE);
        let found = aicaiq::store::recent::here(place);
        screen.app.start = aicaiq::tui::model::Start::new(Vec::new());
        screen.app.start.found_here(found);
        screen
            .sees("Sample Folder")
            .sees("1 control begun")
            .keys("G enter");
        assert_eq!(screen.effects.last(), Some(&Effect::Open(acme.clone())));
    }
}

#[test]
fn the_answer_files_of_the_folder_are_offered() {
    use aicaiq::store::recent::Recent;
    let of = |path: &str, subject: &str| Recent {
        path: path.into(),
        subject: subject.into(),
        questionnaire: "CEK-02".into(),
        opened_at: crate::harness::clock().now,
    };
    let mut screen = Screen::start((80, 24));
    screen.app.start = aicaiq::tui::model::Start::new(vec![of("/work/a.toml", "Sample A")]);
    screen.app.start.found_here(vec![
        of("/work/a.toml", "Sample A"),
        of("/work/b.toml", "Sample B"),
    ]);
    screen
        .sees("Recent")
        .sees("In this folder")
        .sees("Sample B");
    assert_eq!(screen.shown().matches("Sample A").count(), 1);
    screen.effects.clear();
    screen.keys("G enter");
    let opened = aicaiq::tui::effect::Effect::Open("/work/b.toml".into());
    assert!(screen.effects.contains(&opened));
}

#[test]
fn letters_move_where_nothing_is_written() {
    let mut screen = Screen::start(SIZE);
    screen.keys("enter \"jk\" tab \"k\" tab j j k space");
    // Into the layers by letters, and what was written has them.
    screen.sees("jk").sees("[x] MP");
}
