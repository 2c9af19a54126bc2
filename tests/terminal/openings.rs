//! What one opening of a file leaves to the next, in the same process or in
//! another, without a screen.

use crate::pty::Place;
use aicaiq::assessment::{Assessment, Edit, Outcome, Role, Stamp};
use aicaiq::questionnaire::{Questionnaire, StepId, embedded};
use aicaiq::store::AnswerFile;
use aicaiq::store::drafts::{Draft, Drafts};
use aicaiq::tui::asker::Git;
use aicaiq::tui::effect::{Effect, Event, Opened};
use aicaiq::tui::runtime::Runtime;
use aicaiq::tui::wait::Waiter;
use chrono::{DateTime, Utc};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_515_300, 0).unwrap()
}

/// What a screen has of files, and nothing is open in it.
pub fn runtime(place: &Place, q: &Arc<Questionnaire>) -> Runtime {
    Runtime::new(
        Arc::clone(q),
        place.path("state/aicaiq"),
        std::ffi::OsString::new(),
        Waiter::new().unwrap().waker().unwrap(),
        |_, _| None,
        Git::absent(),
    )
}

/// With a step answered.
pub fn answered(file: &Assessment, step: &str) -> Arc<Assessment> {
    let mut next = file.clone();
    let stamp = Stamp {
        now: now(),
        by: "sample assessor".into(),
    };
    Edit::Outcome(
        Role::Csp,
        StepId::new(step).unwrap(),
        Some(Outcome::Satisfied),
    )
    .apply(&mut next, embedded(), &stamp)
    .unwrap();
    Arc::new(next)
}

/// A place, and a screen without a file.
fn begun() -> (Place, Runtime) {
    let place = Place::new();
    fs::create_dir(place.path("work")).unwrap();
    let words = ["new", "work/a.toml", "--subject", "Sample", "--role", "CSP"];
    place.run(&words);
    let runtime = runtime(&place, &Arc::new(embedded().clone()));
    (place, runtime)
}

fn open(place: &Place, runtime: &mut Runtime) -> Opened {
    let file = AnswerFile::open(&place.path("work/a.toml"), embedded()).unwrap();
    match runtime.adopt(file, false, now()) {
        Event::Opened(opened) => *opened,
        other => panic!("{other:?}"),
    }
}

fn kept(place: &Place) -> Vec<PathBuf> {
    let entries = fs::read_dir(place.path("state/aicaiq/unsaved"));
    let entries = entries.into_iter().flatten().flatten();
    entries.map(|e| e.path()).collect()
}

/// Answers a step while the folder is away, so that it can be saved nowhere in
/// it.
fn answer_in_vain(place: &Place, runtime: &mut Runtime, step: &str) -> Arc<Assessment> {
    let mine = answered(&open(place, runtime).assessment, step);
    fs::rename(place.path("work"), place.path("away")).unwrap();
    let event = runtime.perform(Effect::Save(Arc::clone(&mine)), now());
    assert!(matches!(event, Some(Event::SaveFailed(_))), "{event:?}");
    mine
}

#[test]
fn what_an_earlier_opening_could_not_save_is_offered_and_stays() {
    let (place, mut runtime) = begun();
    let mine = answer_in_vain(&place, &mut runtime, "01");
    let event = runtime.perform(Effect::CloseControl(Some(Arc::clone(&mine))), now());
    let Some(Event::Notice(told)) = &event else {
        panic!("{event:?}");
    };
    let [path] = &kept(&place)[..] else {
        panic!("{:?}", kept(&place));
    };
    assert!(told.contains(&path.display().to_string()), "{told}");
    fs::rename(place.path("away"), place.path("work")).unwrap();
    // Also one that is named by a process: this one's number was another's.
    let name = path.file_stem().unwrap().to_str().unwrap();
    let (stem, _) = name.split_once('-').unwrap();
    let old = path.with_file_name(format!("{stem}-{}.toml", std::process::id()));
    for path in [path, &old] {
        fs::rename(&kept(&place)[0], path).unwrap();
        let opened = open(&place, &mut runtime);
        let [left] = &opened.left[..] else {
            panic!("{path:?}: {:?}", opened.left);
        };
        assert_eq!(left.answers.as_ref(), Ok(&*mine));
        // A save, and leaving, are of this opening.
        let more = answered(&opened.assessment, "02");
        let event = runtime.perform(Effect::Save(Arc::clone(&more)), now());
        assert!(matches!(event, Some(Event::Saved)), "{event:?}");
        assert_eq!(runtime.rescue(&more), None);
        assert_eq!(kept(&place), std::slice::from_ref(path));
    }
}

#[test]
fn a_text_that_is_being_typed_is_journalled_for_its_own_file() {
    let (place, mut runtime) = begun();
    place.run(&["new", "b.toml", "--subject", "Other", "--role", "CSP"]);
    open(&place, &mut runtime);
    let draft = Draft {
        role: "CSP".into(),
        item: "01".into(),
        field: "note".into(),
        text: "half a th".into(),
        base: String::new(),
        saved_at: now(),
    };
    assert!(
        runtime
            .perform(Effect::Journal(draft.clone()), now())
            .is_none()
    );
    let event = runtime.perform(Effect::Open(place.path("b.toml")), now());
    assert!(matches!(event, Some(Event::Opened(_))), "{event:?}");
    assert!(runtime.journal(true).is_none());
    let journal = |name: &str| Drafts::new(&place.path("state/aicaiq"), &place.path(name)).look();
    assert_eq!(journal("work/a.toml"), [draft]);
    assert_eq!(journal("b.toml"), []);
}

#[test]
fn what_is_kept_of_a_file_is_not_offered_to_another_in_its_place() {
    let (place, mut runtime) = begun();
    let words = ["--subject", "Other GmbH", "--role", "CSP"];
    place.run(&[&["new", "other.toml"], &words[..]].concat());
    let draft = Draft {
        role: "CSP".into(),
        item: "01".into(),
        field: "note".into(),
        text: "half a th".into(),
        base: String::new(),
        saved_at: now(),
    };
    open(&place, &mut runtime);
    runtime.perform(Effect::Journal(draft.clone()), now());
    assert!(runtime.journal(true).is_none());
    // With another name its drafts are still its own.
    let mut renamed = (*answered(&open(&place, &mut runtime).assessment, "01")).clone();
    renamed.subject = "Sample SE".into();
    runtime.perform(Effect::Save(Arc::new(renamed)), now());
    let opened = open(&place, &mut runtime);
    assert_eq!(
        (opened.drafts, opened.aside),
        (vec![draft.clone()], Vec::new())
    );
    answer_in_vain(&place, &mut runtime, "02");
    fs::rename(place.path("away"), place.path("work")).unwrap();
    drop(runtime);
    fs::copy(place.path("other.toml"), place.path("work/a.toml")).unwrap();

    let mut runtime = self::runtime(&place, &Arc::new(embedded().clone()));
    let opened = open(&place, &mut runtime);
    assert_eq!((opened.drafts, opened.left), (Vec::new(), Vec::new()));
    let [texts, answers] = &opened.aside[..] else {
        panic!("{:?}", opened.aside);
    };
    for (told, what, holds) in [
        (texts, "half-typed texts of another file", "half a th"),
        (
            answers,
            "unsaved answers of another file",
            "[roles.CSP.steps.02]",
        ),
    ] {
        let begins = format!("{what} that stood here (“Sample SE”, CEK-02) are set aside in ");
        let path = told
            .strip_prefix(&begins)
            .and_then(|rest| rest.strip_suffix(", where they can be read"))
            .unwrap_or_else(|| panic!("{told}"));
        let kept = fs::read_to_string(path).unwrap();
        assert!(kept.contains(holds), "{kept}");
    }
    assert_eq!(open(&place, &mut runtime).aside, [""; 0]);
}

#[test]
fn a_file_that_others_gave_another_name_keeps_what_is_its_own() {
    let (place, mut runtime) = begun();
    answer_in_vain(&place, &mut runtime, "02");
    fs::rename(place.path("away"), place.path("work")).unwrap();
    drop(runtime);
    let file = place.path("work/a.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("\"Sample\"", "\"Sample SE\"")).unwrap();
    let mut runtime = self::runtime(&place, &Arc::new(embedded().clone()));
    let opened = open(&place, &mut runtime);
    assert_eq!((opened.left.len(), opened.aside), (1, Vec::new()));
}
