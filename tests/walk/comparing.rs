//! What changed since any earlier state, and who changed it.

use crate::harness::{Screen, assessment};
use aicaiq::assessment::{Assessment, Evidence, EvidenceId, Outcome, Role, StepAnswer};
use aicaiq::compare::blame::Commit;
use aicaiq::compare::story::{Chapter, Story};
use aicaiq::questionnaire::StepId;
use aicaiq::store::listing::{Entry, Listing};
use aicaiq::store::render;
use aicaiq::tui::effect::{Effect, Known, Past, Wanted};
use aicaiq::tui::model::{Page, Row, Screen as Shown};

const SIZE: (u16, u16) = (80, 24);

fn step<'a>(a: &'a mut Assessment, role: Role, id: &str) -> &'a mut StepAnswer {
    let steps = &mut a.answers.entry(role).or_default().steps;
    steps.entry(StepId::new(id).unwrap()).or_default()
}

fn outcome(a: &mut Assessment, role: Role, id: &str, outcome: Outcome, note: &str) {
    let step = step(a, role, id);
    step.outcome = Some(outcome);
    note.clone_into(&mut step.note);
}

fn proof(title: &str, expires: &str) -> Evidence {
    Evidence {
        title: title.into(),
        href: format!("https://example.com/{title}"),
        expires_on: Some(expires.parse().unwrap()),
        ..Evidence::default()
    }
}

/// Last year and this year: better, worse, renewed and gone.
fn two_years() -> (Assessment, Assessment) {
    let mut old = assessment(&[Role::Csp, Role::Mp]);
    outcome(
        &mut old,
        Role::Csp,
        "02",
        Outcome::PartiallySatisfied,
        "Two of five.",
    );
    outcome(&mut old, Role::Csp, "03", Outcome::Satisfied, "All named.");
    outcome(&mut old, Role::Mp, "01", Outcome::Satisfied, "Signed.");
    let id = |text: &str| EvidenceId::new(text).unwrap();
    old.evidence
        .insert(id("ev-a"), proof("Policy", "2026-12-31"));
    old.evidence
        .insert(id("ev-b"), proof("Access list", "2026-12-31"));
    let mut new = old.clone();
    outcome(&mut new, Role::Csp, "02", Outcome::Satisfied, "All five.");
    outcome(
        &mut new,
        Role::Mp,
        "01",
        Outcome::NotSatisfied,
        "Not signed any more.",
    );
    new.evidence
        .insert(id("ev-a"), proof("Policy", "2027-12-31"));
    new.evidence.remove(&id("ev-b"));
    (old, new)
}

pub fn commit(id: &str, subject: &str) -> Commit {
    Commit {
        id: id.repeat(20),
        author: "Ann Example".into(),
        date: "2025-11-20T10:00:00+00:00".into(),
        subject: subject.into(),
    }
}

/// This year's with last year's behind the key `D`.
pub fn compared() -> Screen {
    let (old, new) = two_years();
    let mut screen = Screen::with(SIZE, new, Vec::new());
    screen.past = Some(Past {
        name: "the last commit".into(),
        text: render(&old),
        questionnaire: None,
    });
    screen.keys("D");
    screen
}

#[test]
fn differences_are_a_list_by_role_with_the_selected_one_below() {
    let mut screen = compared();
    insta::assert_snapshot!("compared", screen.shown());
    screen.keys("down").sees("▸ ↓ MP.01");
    screen.sees("↓ regressed: satisfied → not-satisfied");
    screen.keys("end").sees("▸ - Access list");
    screen.sees("gone");
    screen.keys("home").sees("▸ ↑ CSP.02");
}

#[test]
fn a_step_that_only_moved_in_the_text_is_no_step_back() {
    let now = aicaiq::questionnaire::embedded();
    let mut then = now.clone();
    then.digest = "sha256:00".into();
    let steps = &mut then.roles[0].steps;
    let (a, b) = (steps[1].text.clone(), steps[2].text.clone());
    (steps[1].text, steps[2].text) = (b, a);
    let answered = |digest: &str, two, three| {
        let mut a = assessment(&[Role::Csp]);
        a.questionnaire_digest = digest.into();
        outcome(&mut a, Role::Csp, "02", two, "");
        outcome(&mut a, Role::Csp, "03", three, "");
        a
    };
    let old = answered("sha256:00", Outcome::Satisfied, Outcome::NotSatisfied);
    let new = answered(&now.digest, Outcome::NotSatisfied, Outcome::Satisfied);
    let mut screen = Screen::with(SIZE, new, Vec::new());
    screen.past = Some(Past {
        name: "the last commit".into(),
        text: render(&old),
        questionnaire: Some(std::sync::Arc::new(then)),
    });
    for _ in 0..2 {
        screen.keys("D").sees("0 improved, 0 regressed");
        screen.sees("CSP.02").sees("moved, was CSP.03");
        // Back from the item it is the same comparison.
        screen.keys("down enter");
    }
}

#[test]
fn it_fits_a_small_terminal() {
    let mut screen = compared();
    screen.app.size = (60, 15);
    screen.keys("down");
    insta::assert_snapshot!("compared_small", screen.shown());
}

#[test]
fn only_what_got_worse_is_shown_when_asked() {
    let mut screen = compared();
    screen.keys("r").sees("Only what got worse");
    screen
        .sees("MP.01")
        .sees("Access list")
        .does_not_see("CSP.02");
    screen.keys("r").sees("CSP.02");
    let (old, _) = two_years();
    screen.keys("esc");
    let mut better = old.clone();
    outcome(
        &mut better,
        Role::Csp,
        "02",
        Outcome::Satisfied,
        "All five.",
    );
    let mut screen = Screen::with(SIZE, better, Vec::new());
    screen.past = Some(Past {
        name: "the last commit".into(),
        text: render(&old),
        questionnaire: None,
    });
    screen
        .keys("D r")
        .sees("nothing got worse: r shows all changes");
}

#[test]
fn enter_goes_to_the_item_and_the_key_comes_back_to_the_list() {
    let mut screen = compared();
    screen.keys("r enter");
    let step = StepId::new("01").unwrap();
    let row = Row::Item(Role::Mp, aicaiq::questionnaire::ItemId::Step(step));
    assert_eq!(screen.doc().row, row);
    assert_eq!(screen.app.screen, Shown::Walk);
    screen.sees("D goes back to the changes");
    screen.past = None;
    screen
        .keys("D")
        .sees("Only what got worse")
        .sees("▸ ↓ MP.01");
    // Closed, it is over: the last commit is compared with again.
    screen.keys("esc D").sees("Changes since it was opened");
    let mut screen = compared();
    screen.keys("end up enter");
    assert_eq!(
        (screen.app.screen, screen.app.summary.page),
        (Shown::Summary, Page::Evidence)
    );
    screen
        .keys("D end enter")
        .sees("is at no item of this assessment");
}

#[test]
fn an_answer_given_after_the_jump_is_in_the_list_that_comes_back() {
    let mut screen = compared();
    screen.keys("r enter s D");
    screen.does_not_see("MP.01").sees("Access list");
}

#[test]
fn any_commit_and_any_file_can_be_compared_with() {
    let (old, new) = two_years();
    let mut screen = Screen::with(SIZE, new, Vec::new());
    let known = |id: &str, subject: &str| Known {
        commit: commit(id, subject),
        object: format!("object-{id}"),
    };
    screen.commits = Ok(vec![
        known("b2", "Review"),
        known("a1", "Last year's audit"),
    ]);
    let entry = |name: &str| Entry {
        name: name.into(),
        folder: false,
    };
    let listing = Listing {
        entries: ["2025.toml", "notes.md", "sample.cek-02.toml"]
            .map(entry)
            .into(),
        more: false,
    };
    screen.folders.insert(String::new(), Ok(listing));
    screen.earlier = Ok(Past {
        name: "last year".into(),
        text: render(&old),
        questionnaire: None,
    });
    screen.keys("D c");
    insta::assert_snapshot!("against", screen.shown());
    screen
        .does_not_see("notes.md")
        .does_not_see("▤ sample.cek-02.toml");
    screen.keys("\"audit\" down enter");
    let wanted = Wanted::Commit(known("a1", "Last year's audit"));
    assert!(screen.effects.contains(&Effect::Earlier(wanted)));
    screen.sees("Changes since last year").sees("CSP.02");
    screen.keys("c \"2025.t\" down enter");
    let file = Effect::Earlier(Wanted::File("2025.toml".into()));
    assert_eq!(screen.effects.last(), Some(&file));
    screen.keys("c \"v2025\" enter");
    let typed = Effect::Earlier(Wanted::Typed("v2025".into()));
    assert_eq!(screen.effects.last(), Some(&typed));
    screen
        .keys("c \"opened\" down enter")
        .sees("Changes since it was opened");
    screen.sees("no differences");
}

#[test]
fn a_folder_is_completed_into() {
    let mut screen = Screen::fresh(SIZE);
    let listing = Listing {
        entries: vec![
            Entry {
                name: "acme".into(),
                folder: true,
            },
            Entry {
                name: "old.toml".into(),
                folder: false,
            },
        ],
        more: false,
    };
    screen.folders.insert("../".into(), Ok(listing));
    screen
        .keys("D c \"../\"")
        .sees("▤ ../acme/")
        .sees("▤ ../old.toml");
    screen
        .keys("\"o\" tab")
        .does_not_see("▤ ../acme/")
        .sees("../old.toml");
    screen.keys("enter");
    let typed = Effect::Earlier(Wanted::Typed("../old.toml".into()));
    assert_eq!(screen.effects.last(), Some(&typed));
}

#[test]
fn what_cannot_be_compared_with_is_refused_with_its_reason() {
    let mut screen = compared();
    screen.keys("c enter").sees("choose one with ↓, or type");
    screen.sees("no revisions: git is not at hand");
    screen.earlier = Err("there is no file “v9”; as a revision: no such one".into());
    screen.keys("\"v9\" enter").sees("✗ there is no file “v9”");
    screen.earlier = Ok(Past {
        name: "notes\u{1b}[31m".into(),
        text: "hello".into(),
        questionnaire: None,
    });
    screen
        .keys("enter")
        .sees("notes␛[31m cannot be compared with: ");
    let (mut other, _) = two_years();
    other.questionnaire = "IAM-01".into();
    screen.earlier = Ok(Past {
        name: "iam.toml".into(),
        text: render(&other),
        questionnaire: None,
    });
    screen
        .keys("enter")
        .sees("iam.toml cannot be compared with: the file answers questionnaire");
    screen.keys("esc").sees("Changes since the last commit");
}

#[test]
fn who_and_when_is_told_from_the_file_and_from_git() {
    let mut a = assessment(&[Role::Csp]);
    let answered = step(&mut a, Role::Csp, "01");
    answered.outcome = Some(Outcome::Satisfied);
    answered.assessed_by = "Ann Example".into();
    answered.assessed_at = "2026-11-20T10:15:00Z".parse().ok();
    answered.assessed_also.insert("Bo Sample".into());
    answered.reviewed_by = "Cy Reviewer".into();
    answered.reviewed_at = "2026-11-21T09:00:00Z".parse().ok();
    let signed = aicaiq::assessment::SignOff {
        by: "Di Lead".into(),
        at: "2026-11-22T09:00:00Z".parse().ok(),
        ..Default::default()
    };
    a.answers.entry(Role::Csp).or_default().sign_off = Some(signed);
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.story = Ok(Story {
        chapters: vec![
            Chapter {
                commit: None,
                lines: vec!["note: a → b".into()],
            },
            Chapter {
                commit: Some(commit("c3", "Owners are named")),
                lines: vec!["↑ improved: partially-satisfied → satisfied".into()],
            },
        ],
        notes: Vec::new(),
    });
    screen.keys("down B");
    insta::assert_snapshot!("who_and_when", screen.shown());
    screen.keys("B").does_not_see("who and when");
    for _ in 0..30 {
        screen.keys("J");
    }
    screen.sees("assessed: Ann Example, 2026-11-20 10:15 UTC");
    screen
        .sees("had a hand in: Bo Sample")
        .sees("reviewed: Cy Reviewer");
    screen.sees("signed off: Di Lead, 2026-11-22 09:00 UTC");
    screen.story = Err("the file is in no git repository".into());
    screen.keys("home B").sees("CSP sign-off: who and when");
    screen.sees("Not from git: the file is in no git repository.");
}
