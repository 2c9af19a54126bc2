//! Samples, review, sign-off, the action plan and the register on the screen.

use crate::harness::{Screen, assessment};
use aicaiq::assessment::{
    Assessment, Effectiveness, EvidenceId, Retest, Review, Role, SignOffState, StepAnswer,
};
use aicaiq::questionnaire::StepId;
use aicaiq::tui::model::Field;
use crossterm::event::{MouseButton, MouseEventKind};
use std::collections::BTreeMap;

const SIZE: (u16, u16) = (80, 24);

fn first(screen: &Screen) -> StepAnswer {
    let saved = screen.saved.clone().unwrap();
    saved.step(Role::Csp, &StepId::new("01").unwrap()).clone()
}

/// The same assessment, opened by somebody else.
fn as_reviewer(screen: &Screen) -> Screen {
    let saved = screen.saved.as_deref().unwrap().clone();
    let mut other = Screen::with(SIZE, saved, Vec::new());
    other.app.user = "sample reviewer".into();
    other.keys("g down down");
    other
}

#[test]
fn a_sample_is_typed_in_a_line() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j S f").sees("CSP.01 design");
    screen
        .keys("f")
        .sees("operating effectiveness without a sample");
    screen
        .keys("m \"9 of 5 keys\" enter")
        .sees("a sample is not larger");
    screen.keys("ctrl-u \"5 of 42 KMS administrators, at random\" enter");
    let step = first(&screen);
    assert_eq!(step.effectiveness, Some(Effectiveness::Operating));
    let sample = step.sample.unwrap();
    assert_eq!((sample.size, sample.population), (Some(5), Some(42)));
    screen.keys("tab end pgdn").sees("5 of 42 KMS");
    screen
        .keys("esc g down f")
        .sees("a question has no effectiveness");
    screen.keys("m").sees("a question has no sample");
}

#[test]
fn an_assessor_makes_ready_and_another_person_reviews() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j S R").sees("CSP.01 ready-for-review");
    screen
        .keys("tab end")
        .click("reviewed")
        .sees("cannot review it");
    assert_eq!(first(&screen).review, Some(Review::ReadyForReview));

    let mut other = as_reviewer(&screen);
    other
        .keys("C \"Which teams?\" esc")
        .sees("CSP.01: changes requested");
    let step = first(&other);
    assert_eq!(step.review, Some(Review::ChangesRequested));
    assert_eq!(step.review_comment, "Which teams?");
    assert_eq!(step.reviewed_by, "sample reviewer");
    other.sees("◷ watch sample reviewer asks for changes");
    other.keys("u");
    assert_eq!(
        first(&other).review,
        Some(Review::ReadyForReview),
        "one step of undo"
    );
    other.keys("R").sees("CSP.01 reviewed");
    assert_eq!(first(&other).review, Some(Review::Reviewed));
    other.keys("e \"More.\" esc");
    assert_eq!(first(&other).review, Some(Review::Draft), "changed since");
    // Who has changed it has become its assessor.
    other.keys("R").sees("CSP.01 ready-for-review");
}

#[test]
fn a_reviewer_reaches_all_that_the_row_of_the_review_shows() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j S R");
    let mut other = as_reviewer(&screen);
    other.keys("tab");
    while other.doc().field != Field::Review {
        other.keys("down");
    }
    // All of it is in sight, whatever is further down.
    let shown = other.shown();
    let row = shown.lines().find(|row| row.contains("▸Review")).unwrap();
    assert!(row.contains("draft [ready] reviewed  changes"), "{shown}");
    assert!(!row.contains("more"), "{shown}");
    let state = |screen: &Screen| first(screen).review;
    other.keys("right").sees("CSP.01 reviewed");
    other.keys("right \"Which teams?\" esc");
    other.sees("CSP.01: changes requested");
    assert_eq!(state(&other), Some(Review::ChangesRequested));
    assert_eq!(first(&other).review_comment, "Which teams?");
    while other.doc().field != Field::Review {
        other.keys("up");
    }
    for now in [Review::Reviewed, Review::ReadyForReview, Review::Draft] {
        other.keys("left");
        assert_eq!(state(&other), Some(now));
    }
    other.keys("left").sees("draft is the first there is");
    other.keys("right").sees("ready-for-review first");
}

#[test]
fn the_mark_of_what_is_below_never_stands_in_the_selected_row() {
    let mut screen = Screen::fresh((60, 15));
    screen.keys("j S v \"https://example.org/p\" enter R tab");
    let mut below = 0;
    for _ in 0..20 {
        let shown = screen.shown();
        let rows = shown.lines().filter(|row| row.contains('▸'));
        for row in rows {
            assert!(!row.contains(" more"), "{shown}");
        }
        below += usize::from(shown.contains(" more"));
        screen.keys("down");
    }
    assert!(below > 0, "{}", screen.shown());
}

#[test]
fn a_review_goes_on_to_the_next_step_that_is_ready() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Csp, Role::Mp]), Vec::new());
    // Three of two roles are ready, one is not.
    screen.keys("j S R j S j S R").keys("end S R");
    for filter in ["", "z r"] {
        let mut other = as_reviewer(&screen);
        other.keys(filter);
        other.keys("R").sees("CSP.01 reviewed · u undoes it");
        other.sees("CSP · step 03");
        other.keys("R").sees("CSP.03 reviewed").sees("MP · step 10");
        other
            .keys("R")
            .sees("MP.10 reviewed · no other step is ready for review");
        other.sees("MP · step 10");
        // Once more takes it back, and says so.
        other.keys("R").sees("MP.10 ready-for-review; u undoes it");
        other.sees("MP · step 10");
    }
    // In the form one stays at what one reads.
    let mut other = as_reviewer(&screen);
    other.keys("tab R").sees("CSP.01 reviewed");
    other.sees("CSP · step 01");
}

#[test]
fn a_comment_that_goes_with_the_next_reviewer_is_told() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j S R");
    let mut saved = screen.saved.as_deref().unwrap().clone();
    let steps = &mut saved.answers.get_mut(&Role::Csp).unwrap().steps;
    let step = steps.get_mut(&StepId::new("01").unwrap()).unwrap();
    step.review_comment = "R4".into();
    step.reviewed_by = "Rev".into();
    let mut other = Screen::with(SIZE, saved, Vec::new());
    other.app.user = "sample reviewer".into();
    other
        .keys("g down down R")
        .sees("CSP.01 reviewed · the comment by Rev is gone");
    assert_eq!(first(&other).review_comment, "");
}

#[test]
fn a_draft_cannot_be_reviewed() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j S");
    let mut other = as_reviewer(&screen);
    other
        .keys("R")
        .sees("its assessor makes it ready-for-review first");
    assert_eq!(other.saves, 0);
}

#[test]
fn a_role_is_signed_off_and_the_sign_off_goes_stale() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    screen
        .keys("F enter")
        .sees("11 of its questions and steps have no");
    screen.keys("esc y s s s s s s s s s s F");
    screen
        .sees("Sign off MP")
        .sees("Signs: sample assessor")
        .sees("10 of 10 steps assessed");
    insta::assert_snapshot!("sign_off", screen.shown());
    screen.keys("esc");
    assert!(
        screen.saved.clone().unwrap().answers[&Role::Mp]
            .sign_off
            .is_none()
    );
    screen.keys("F enter").sees("MP signed off; u undoes it");
    assert_eq!(screen.doc().signed[&Role::Mp], SignOffState::Valid);
    screen
        .keys("g")
        .sees("✎ signed off, by sample assessor, 2026-11-24");
    screen.keys("down p").sees("there is no partial");
    screen.keys("n").sees("the sign-off of MP is stale now");
    screen.keys("g").sees("! sign-off is stale");
    screen
        .keys("o")
        .sees("! sign-off is stale by sample assessor");
    screen
        .keys("tab tab tab")
        .sees("! MP sign-off")
        .sees("(F on MP shows it)");
    screen.keys("shift-tab shift-tab shift-tab");
    screen.keys("o F w").sees("MP sign-off taken back");
    assert!(
        screen.saved.clone().unwrap().answers[&Role::Mp]
            .sign_off
            .is_none()
    );
}

#[test]
fn a_role_is_signed_off_where_the_results_are() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Csp, Role::Mp]), Vec::new());
    screen.keys("o down F").sees("Sign off MP").keys("esc");
    screen.sees("Standards").keys("up F").sees("Sign off CSP");
    screen.keys("? esc esc").sees("Standards");
    screen.keys("tab F").sees("F works at the items: ");
    // What is signed there is saved and undone as elsewhere.
    let mut screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    screen.keys("y s s s s s s s s s s o F enter");
    screen.sees("MP signed off; u undoes it").sees("Standards");
    assert_eq!(screen.doc().signed[&Role::Mp], SignOffState::Valid);
    screen.keys("u");
    assert!(screen.doc().signed.is_empty());
}

#[test]
fn a_valid_sign_off_is_replaced_by_a_key_of_its_own_alone() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    // Where nothing is to be replaced, that key does nothing.
    screen.keys("y s s s s s s s s s s F R").sees("Sign off MP");
    assert!(screen.doc().signed.is_empty());
    screen.keys("enter").sees("MP signed off");
    let by = |screen: &Screen| {
        let saved = screen.saved.clone().unwrap();
        saved.answers[&Role::Mp].sign_off.clone().unwrap().by
    };
    let mut other = as_reviewer(&screen);
    other.keys("F");
    insta::assert_snapshot!("sign_off_valid", other.shown());
    other
        .keys("enter")
        .does_not_see("Sign off MP")
        .sees("MP stays signed off by sample assessor, 2026-11-24 10:15 UTC");
    assert_eq!(other.saves, 0);
    other.keys("F esc");
    assert_eq!(other.saves, 0);
    other.keys("F R").sees("MP signed off; u undoes it");
    assert_eq!(by(&other), "sample reviewer");
    other.keys("u");
    assert_eq!(by(&other), "sample assessor");
    // As small as it may be, what keeps it and what does not is in sight.
    let saved = screen.saved.as_deref().unwrap().clone();
    let mut small = Screen::with((60, 15), saved, Vec::new());
    small.keys("F");
    small.sees("It is valid: Enter keeps it. R signs anew");
    small.sees("Enter keep").sees("R sign anew");
    // One that is stale is replaced by signing, as one that is not there.
    other.clock.now += chrono::TimeDelta::minutes(1);
    other.keys("g down n F").sees("sign-off is stale");
    other
        .sees("the answers changed since")
        .sees(" since 2026-11-24)");
    let saved = other.saved.as_deref().unwrap().clone();
    let mut small = Screen::with((60, 15), saved, Vec::new());
    small.keys("F").does_not_see("Signing again");
    small.keys("pgdn").sees("Signing again");
    small.keys("Z").sees("Z does nothing here");
    other.does_not_see("sign anew").keys("enter");
    assert_eq!(by(&other), "sample reviewer");
}

#[test]
fn a_sign_off_of_which_changes_are_requested_since_says_so() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    screen.keys("y s s s s s s s s s s F enter R");
    let mut other = as_reviewer(&screen);
    other.keys("end").sees("MP · step 10");
    other
        .keys("C \"Why?\" esc")
        .sees("! MP is signed off, and changes are requested now");
    other
        .keys("F")
        .sees("✗ MP cannot be signed off: changes are requested of MP.10")
        .sees("It is valid, but changes are requested since: Enter keeps it.")
        .does_not_see("signs anew")
        .does_not_see("sign anew");
    insta::assert_snapshot!("sign_off_requested", other.shown());
    let saves = other.saves;
    other.keys("R").sees("Sign off MP");
    other.keys("enter").sees("MP stays signed off by");
    assert_eq!(other.saves, saves);
    other
        .keys("g")
        .sees("MP !11/11")
        .sees("but changes are requested since, by");
    other
        .keys("o")
        .sees("signed off, but changes are requested since");
    other
        .keys("tab tab tab")
        .sees("! MP sign-off")
        .sees("changes are requested since (MP.10)");
}

#[test]
fn a_role_with_broken_evidence_is_not_signed_off() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    screen
        .keys("y s s s s s s s s s s v \"gone.pdf\" enter ctrl-t")
        .sees("gone.pdf");
    screen
        .keys("F enter")
        .sees("is missing or changed: mend it first");
    assert!(screen.doc().signed.is_empty());
}

#[test]
fn the_action_plan_leads_to_its_items() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j n c \"Split the duties\" enter \"Platform\" enter \"2026-11-01\" enter");
    screen.keys("down n c \"Name deputies\" enter esc");
    screen.keys("o tab tab tab tab").sees("! overdue CSP.01");
    screen.sees("due 2026-11-01 · Platform · Split the duties");
    screen
        .sees("○ open    CSP.02")
        .sees("no due date · no owner · Name deputies");
    screen.keys("enter").sees("▸  status");
    screen.keys("right down right");
    let action = first(&screen).action.unwrap();
    assert_eq!(action.retest, Some(Retest::Passed));
    assert_eq!(action.retested_by, "sample assessor");
    screen
        .keys("o")
        .sees("✓ done    CSP.01")
        .sees("passed 2026-11-24 by sample assessor");
    screen.keys("G enter");
    screen.sees("CSP · step 01");
}

#[test]
fn the_register_is_a_page_of_the_summary() {
    let mut screen = Screen::sample(SIZE);
    screen.keys("o shift-tab");
    insta::assert_snapshot!("register", screen.shown());
    screen.sees("✗ missing").sees("proves MP.04");
    screen.keys("V").sees("there is no link here");
    screen.keys("down V").sees("1 link viewed 2026-11-24");
    screen.keys("V").sees("recorded for today already");
    let id = EvidenceId::new("ev-7c2b744e").unwrap();
    let record = &screen.saved.clone().unwrap().evidence[&id];
    assert_eq!(record.viewed_by, "sample assessor");
    screen.keys("enter").sees("CSP · step 06").sees("▸Evidence");
}

#[test]
fn what_only_other_controls_use_comes_last_and_is_not_called_useless() {
    let sample = Screen::sample(SIZE);
    let own = Assessment::clone(sample.doc().history.now());
    let record = own.evidence.values().next().unwrap().clone();
    let spare = |href: &str| {
        let mut record = record.clone();
        record.href = href.into();
        record.title = format!("A first title of {href}");
        (EvidenceId::of(href), record)
    };
    let mut shared = Assessment {
        evidence: BTreeMap::from([spare("https://example.com/theirs")]),
        ..Assessment::default()
    };
    let mut control = own.clone();
    shared.evidence.append(&mut control.evidence);
    control.evidence.extend([spare("https://example.com/own")]);
    let control = control.inheriting(&shared);
    let mut screen = Screen::with(SIZE, control, Vec::new());
    screen.keys("o shift-tab");
    // Its own is called what it is.
    let shown = screen.shown();
    let own = shown.find("com/own · proves nothing\n");
    let theirs = shown.find("nothing here; shared");
    assert!(own.is_some() && own < theirs, "{shown}");
    let last = screen.doc().register().last();
    assert_eq!(last, Some(EvidenceId::of("https://example.com/theirs")));
    screen.keys("ctrl-p \"theirs\"").sees("proves nothing here");
    screen
        .keys("esc ctrl-p \"com/own\"")
        .does_not_see("nothing here");
}

#[test]
fn a_record_gets_a_period() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j S v \"https://example.com/a\" enter tab down down down down enter");
    screen
        .keys("enter enter")
        .sees("covers (2026-01-01..2026-06-30)");
    screen
        .keys("\"2026-02-01..2026-01-01\" enter")
        .sees("2026-01-01 is before 2026-02-01");
    screen.keys("ctrl-u \"2026-01-01..2026-06-30\" enter");
    screen.sees("covers 2026-01-01 to 2026-06-30");
    screen.sees("link, not viewed (V)");
    screen
        .keys("V")
        .sees("viewed 2026-11-24 by sample")
        .sees("link, viewed");
}

#[test]
fn a_review_that_is_withdrawn_is_told_whatever_has_done_it() {
    for (keys, keeps) in [
        ("x", false),
        ("r", false),
        ("f", false),
        ("p", false),
        // It is asked first.
        ("R R", false),
        ("R", true),
        ("R j k R", true),
        ("tab end up enter", true),
        ("e \"More.\" esc", false),
        ("m \"5 of 42 keys\" enter", false),
        ("v \"https://example.org/x\" enter", false),
        ("backspace", false),
        // The comment of who reviewed changes nothing that was agreed to.
        ("j k", true),
    ] {
        let mut screen = Screen::fresh(SIZE);
        screen.keys("j S R");
        let mut other = as_reviewer(&screen);
        other.keys("R").sees("CSP.01 reviewed");
        let saved = other.saved.as_deref().unwrap().clone();
        let mut screen = Screen::with(SIZE, saved, Vec::new());
        screen.keys("g down down");
        screen.keys(keys);
        let review = screen
            .doc()
            .assessment()
            .step(Role::Csp, &StepId::new("01").unwrap())
            .review;
        assert_eq!(review == Some(Review::Reviewed), keeps, "{keys}");
        let note = "its review by sample reviewer is withdrawn";
        if keeps {
            screen.does_not_see(note);
            let asks =
                "R again: the review of CSP.01 by sample reviewer is withdrawn (u undoes it)";
            let said = screen.app.message.as_ref().map(|m| m.text.clone());
            assert_eq!(said.as_deref() == Some(asks), keys != "j k", "{keys}");
        } else {
            // It may stand on two lines.
            let shown = screen.shown().replace('\n', " ");
            let words: Vec<&str> = shown.split_whitespace().collect();
            assert!(words.join(" ").contains(note), "{keys}: {shown}");
        }
    }
}

#[test]
fn a_text_that_has_changed_is_confirmed_as_one_step() {
    let mut a = assessment(&[Role::Mp]);
    let own = aicaiq::questionnaire::embedded().digest.clone();
    a.questionnaire_digest = "sha256:00".into();
    let answers = a.answers.entry(Role::Mp).or_default();
    for id in ["01", "02"] {
        let step = answers.steps.entry(StepId::new(id).unwrap()).or_default();
        step.outcome = Some(aicaiq::assessment::Outcome::Satisfied);
    }
    let mut screen = Screen::with((80, 24), a, Vec::new());
    let confirm = ": \"answers fit the questionnaire\" enter";
    let marked = |screen: &mut Screen| screen.shown().matches('§').count();
    // Two rows, and the item that is shown: answered again, it is as it is now.
    screen
        .keys("down down")
        .sees("§ answered before the questionnaire's text changed");
    assert_eq!(marked(&mut screen), 3);
    screen.keys("s up");
    assert_eq!(marked(&mut screen), 1);
    screen
        .keys(confirm)
        .sees("the answers count as given to the text as it is now; u undoes it");
    assert_eq!(screen.doc().assessment().questionnaire_digest, own);
    screen
        .keys(confirm)
        .sees("the questionnaire's text is the one that was answered");
    screen.keys("u");
    assert_eq!(screen.doc().assessment().questionnaire_digest, "sha256:00");
}

#[test]
fn only_a_reviewer_is_let_write_a_review_comment() {
    let mut screen = Screen::fresh(SIZE);
    screen
        .keys("j S R tab end")
        .sees("C: for its reviewer to write");
    assert_eq!(screen.doc().field, Field::ReviewComment);
    for keys in ["enter", "right", "C"] {
        screen
            .keys(keys)
            .sees("its review comment is another person's");
        assert!(screen.app.overlay.is_none(), "{keys}");
    }
    let (column, row) = screen.find("for its reviewer");
    screen.mouse(MouseEventKind::Down(MouseButton::Left), column, row);
    assert!(screen.app.overlay.is_none());
    screen.sees("is another person's");
    let mut other = as_reviewer(&screen);
    other.keys("tab end enter \"Which teams?\" esc");
    other.sees("CSP.01: changes requested");
    // Also of a step that was agreed to.
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j S R");
    let mut other = as_reviewer(&screen);
    other.keys("R").sees("reviewed");
    other.keys("C \"Not so.\" esc");
    other.sees("CSP.01: changes requested");
    assert_eq!(first(&other).review_comment, "Not so.");
    // What one has said oneself is gone on with, what another said is not.
    other.keys("C \" At all.\" esc");
    assert_eq!(first(&other).review_comment, "Not so. At all.");
    other.app.user = "third person".into();
    other.keys("C esc").keys("C \" \" esc");
    assert_eq!(first(&other).review_comment, "Not so. At all.");
    assert_eq!(first(&other).reviewed_by, "sample reviewer");
    other.keys("C \"Why?\" esc");
    assert_eq!(first(&other).review_comment, "Why?");
    assert_eq!(first(&other).reviewed_by, "third person");
}

#[test]
fn evidence_that_has_expired_says_so_in_the_form() {
    for (day, words) in [
        ("2026-11-23", "✗ expired 2026-11-23"),
        ("2026-11-24", "expires 2026-11-24"),
    ] {
        for name in ["Policy", "A policy whose name leaves no room for anything"] {
            let mut screen = Screen::fresh(SIZE);
            screen.keys("j S v \"https://example.org/p\" enter tab end");
            while !matches!(screen.doc().field, Field::Evidence(_)) {
                screen.keys("up");
            }
            screen.keys(&format!(
                "enter ctrl-u \"{name}\" enter \"{day}\" enter esc"
            ));
            screen.sees(words);
            let other = if words.starts_with('e') {
                "expired"
            } else {
                "expires"
            };
            screen.does_not_see(&format!("{other} 2026"));
        }
    }
}
