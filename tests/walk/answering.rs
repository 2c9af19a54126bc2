//! Answering items, undo, evidence, actions.

use crate::harness::{Screen, assessment};
use aicaiq::assessment::{
    Answer, EvidenceId, FileState, Grade, Method, Outcome, Ownership, Review, Role,
};
use aicaiq::questionnaire::StepId;
use aicaiq::tui::model::{Focus, Row};

const SIZE: (u16, u16) = (80, 24);

fn step(id: &str) -> StepId {
    StepId::new(id).unwrap()
}

fn selected(screen: &Screen) -> String {
    match &screen.doc().row {
        Row::Role(role) => role.to_string(),
        Row::Item(role, item) => format!("{role}.{item}"),
    }
}

#[test]
fn one_key_answers_and_moves_on() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("y s P N A");
    assert_eq!(selected(&screen), "CSP.05");
    let saved = screen.saved.clone().unwrap();
    let question = saved.question(Role::Csp, "CEK-02.1");
    assert_eq!(question.answer, Some(Answer::Yes));
    assert_eq!(
        question.ownership,
        Some(Ownership::SharedCspMp),
        "preset from the layer"
    );
    let outcomes: Vec<Outcome> = ["01", "02", "03", "04"]
        .map(|id| saved.step(Role::Csp, &step(id)).outcome())
        .to_vec();
    assert_eq!(
        outcomes,
        [
            Outcome::Satisfied,
            Outcome::PartiallySatisfied,
            Outcome::NotSatisfied,
            Outcome::NotApplicable
        ]
    );
    assert_eq!(
        saved.step(Role::Csp, &step("01")).assessed_by,
        "sample assessor"
    );
    assert_eq!(screen.saves, 5, "each answer is saved by itself");
}

#[test]
fn a_role_of_ten_takes_one_key_an_item() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    screen.keys("y s s s s s s s s s s");
    screen.sees("MP 11/11").sees("satisfied");
    assert_eq!(screen.saves, 11);
    screen
        .keys("]")
        .sees("every item is answered: F signs the role off, o shows results");
}

#[test]
fn what_needs_words_stays_and_capitals_do_the_other_thing() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("Y");
    assert_eq!(selected(&screen), "CSP.CEK-02.1");
    for stays in ["p", "n", "a", "S"] {
        screen.keys("g down down").keys(stays);
        assert_eq!(selected(&screen), "CSP.01", "{stays}");
    }
    for moves in ["P", "N", "A", "s"] {
        screen.keys("g down down").keys(moves);
        assert_eq!(selected(&screen), "CSP.02", "{moves}");
    }
    screen.keys("g down down a w \"the provider has no such thing\" esc");
    let saved = screen.saved.clone().unwrap();
    assert_eq!(
        saved.step(Role::Csp, &step("01")).justification,
        "the provider has no such thing"
    );
}

#[test]
fn at_the_end_of_a_role_an_answer_goes_on_to_the_next_one() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("y s s s s s s s s s s s N");
    assert_eq!(selected(&screen), "MP.CEK-02.1");
    screen
        .sees("all 13 of CSP answered, now MP · CSP.ccm-2 not satisfied")
        .sees("↑ ↑ goes back to it");
    screen.keys("up up");
    assert_eq!(selected(&screen), "CSP.ccm-2");
    // The same answer again goes on, too.
    screen
        .keys("N")
        .sees("now MP · CSP.ccm-2 not satisfied already");
    assert_eq!(selected(&screen), "MP.CEK-02.1");
    let before = screen.doc().assessment().answers[&Role::Csp].clone();
    screen.keys("y s s s s s s s s s s");
    assert_eq!(
        screen.doc().assessment().answers[&Role::Csp],
        before,
        "keys in a row answer one item each"
    );
    assert_eq!(screen.doc().assessment().answers[&Role::Mp].steps.len(), 10);
    // Behind the last item of all there is no other one.
    assert_eq!(selected(&screen), "MP.10");
    screen.sees("everything in MP is answered");
    screen
        .keys("N")
        .sees("MP.10 not satisfied, was satisfied")
        .sees("everything in MP is answered");
    assert_eq!(selected(&screen), "MP.10");
}

#[test]
fn what_is_open_at_the_end_of_a_role_is_told() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("g down 1 2 down");
    assert_eq!(selected(&screen), "CSP.ccm-2");
    screen.keys("s").sees("end of CSP, 12 still open, now MP");
    assert_eq!(selected(&screen), "MP.CEK-02.1");
}

#[test]
fn a_question_has_no_partial() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("p").sees("there is no partial");
    assert_eq!(screen.saves, 0);
}

#[test]
fn gaps_are_told_as_they_arise() {
    let mut screen = Screen::fresh(SIZE);
    screen
        .keys("j s")
        .sees("CSP.01 satisfied · gap: satisfied without evidence");
    screen.sees("△ 1 minor");
    screen
        .keys("k v \"https://example.com/policy\" enter")
        .sees("evidence added");
    screen.does_not_see("△ 1 minor");
}

#[test]
fn what_is_told_of_an_item_that_was_left_says_the_way_back() {
    let mut screen = Screen::fresh(SIZE);
    let gap = "satisfied · gap: satisfied without evidence";
    screen
        .keys("j s")
        .sees(&format!("CSP.01 {gap} · ↑ goes back to it"));
    screen
        .keys(".")
        .sees("CSP.02 satisfied (repeated) · gap: satisfied without evidence · ↑ goes back");
    // Where it stays, what mends it is told.
    screen
        .keys("S")
        .sees(&format!("CSP.03 {gap}: add a link or file"));
    screen
        .keys("z u s")
        .sees(&format!("CSP.04 {gap} · not shown any more"));
}

#[test]
fn enter_on_an_answer_says_how_to_give_one_and_gives_none() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j enter").sees("Outcome");
    let saves = screen.saves;
    screen
        .keys("enter")
        .sees("s satisfied, p partially, n not, a not applicable; or ← → to choose");
    assert_eq!(screen.saves, saves);
    screen.keys("right").sees("CSP.01 outcome: satisfied");
}

#[test]
fn undo_and_redo_go_where_the_edit_was_and_are_saved() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("y s s u");
    assert_eq!(selected(&screen), "CSP.02");
    assert_eq!(
        screen
            .saved
            .clone()
            .unwrap()
            .step(Role::Csp, &step("02"))
            .outcome,
        None
    );
    screen.sees("undone: CSP.02 satisfied");
    screen.keys("U");
    assert_eq!(
        screen
            .saved
            .clone()
            .unwrap()
            .step(Role::Csp, &step("02"))
            .outcome(),
        Outcome::Satisfied
    );
    screen.keys("u u u u").sees("nothing to undo");
    assert!(screen.saved.clone().unwrap().answers.is_empty());
    screen.keys("U U U U").sees("nothing to redo");
    assert_eq!(
        screen.saved.clone().unwrap().answers[&Role::Csp]
            .steps
            .len(),
        2
    );
}

#[test]
fn next_unanswered_goes_round() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("y s down s ]");
    assert_eq!(selected(&screen), "CSP.05");
    screen.keys("[ [");
    assert_eq!(selected(&screen), "CSP.02");
    screen.keys("[");
    assert_eq!(selected(&screen), "MP.10");
    screen.keys("]");
    assert_eq!(selected(&screen), "CSP.02");
}

#[test]
fn grade_fits_the_outcome() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j r").sees("answer first");
    screen.keys("n r");
    assert_eq!(
        screen
            .saved
            .clone()
            .unwrap()
            .step(Role::Csp, &step("01"))
            .grade,
        Some(Grade::Major)
    );
    screen.keys("r").sees("[minor]");
    screen.keys("S");
    assert_eq!(
        screen
            .saved
            .clone()
            .unwrap()
            .step(Role::Csp, &step("01"))
            .grade,
        None,
        "minor is of a shortfall"
    );
    screen.keys("r");
    assert_eq!(
        screen
            .saved
            .clone()
            .unwrap()
            .step(Role::Csp, &step("01"))
            .grade,
        Some(Grade::Ofi)
    );
}

#[test]
fn methods_and_review_by_one_key() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j R").sees("the step has no outcome yet");
    screen.keys("S x t i t R");
    let saved = screen.saved.clone().unwrap();
    let methods: Vec<Method> = saved
        .step(Role::Csp, &step("01"))
        .methods
        .iter()
        .copied()
        .collect();
    assert_eq!(methods, [Method::Examine, Method::Interview]);
    assert_eq!(
        saved.step(Role::Csp, &step("01")).review,
        Some(Review::ReadyForReview)
    );
}

#[test]
fn a_corrective_action_is_written_in_one_go() {
    let mut screen = Screen::fresh(SIZE);
    screen
        .keys("j n r c \"Split the duties\" enter \"Platform security\" enter \"tomorrow\" enter");
    screen.sees("“tomorrow” is not a day");
    screen.keys("ctrl-u \"2027-01-31\" enter");
    let saved = screen.saved.clone().unwrap();
    let action = saved.step(Role::Csp, &step("01")).action.clone().unwrap();
    assert_eq!(
        (action.text.as_str(), action.owner.as_str()),
        ("Split the duties", "Platform security")
    );
    assert_eq!(action.due.unwrap().to_string(), "2027-01-31");
    assert!(screen.app.overlay.is_none());
    screen.keys("tab end up up up up up enter ctrl-u \"+30\" enter");
    let saved = screen.saved.clone().unwrap();
    let action = saved.step(Role::Csp, &step("01")).action.clone().unwrap();
    assert_eq!(action.due.unwrap().to_string(), "2026-12-24");
}

#[test]
fn a_due_day_can_be_counted_from_today() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j n c enter enter \"+30\" enter");
    let saved = screen.saved.clone().unwrap();
    let action = saved.step(Role::Csp, &step("01")).action.clone().unwrap();
    assert_eq!(action.due.unwrap().to_string(), "2026-12-24");
}

#[test]
fn evidence_gets_its_digest_and_undo_does_not_lose_it() {
    let mut screen = Screen::fresh(SIZE);
    let present = FileState::Present {
        sha256: "ab".repeat(32),
        size: 7,
    };
    screen.files.insert("evidence/policy.pdf".into(), present);
    screen.keys("j v \"/work/acme/evidence/policy.pdf\" enter s u");
    let saved = screen.saved.clone().unwrap();
    let record = &saved.evidence[&EvidenceId::of("evidence/policy.pdf")];
    assert_eq!(
        record.href, "evidence/policy.pdf",
        "relative to the answer file"
    );
    assert_eq!(record.sha256, "ab".repeat(32));
    assert_eq!(record.size, Some(7));
    screen.sees("✓ matches");
    assert!(
        saved
            .step(Role::Csp, &step("01"))
            .evidence
            .contains(&EvidenceId::of("evidence/policy.pdf"))
    );
}

#[test]
fn a_file_that_was_written_anew_is_renewed_by_the_palette() {
    let mut screen = Screen::fresh(SIZE);
    let present = |hex: &str, size| FileState::Present {
        sha256: hex.repeat(32),
        size,
    };
    let href = "evidence/policy.pdf";
    screen.files.insert(href.into(), present("ab", 7));
    screen.keys("j S v \"evidence/policy.pdf\" enter");
    screen.keys(": \"renew\" enter");
    screen.sees("no file here is another one than was recorded");
    screen.files.insert(href.into(), present("cd", 8));
    screen.look();
    screen.sees("restore or renew it");
    screen.keys("v \"evidence/policy.pdf\" enter");
    screen.sees("; changed: : renew records it");
    screen.keys(": \"renew\" enter");
    screen.sees("1 record renewed; 1 item to look at again; u undoes it");
    let id = EvidenceId::of(href);
    let record = &screen.saved.clone().unwrap().evidence[&id];
    assert_eq!(
        (record.sha256.as_str(), record.size),
        ("cd".repeat(32).as_str(), Some(8))
    );
    screen.sees("✓ matches");
    screen.keys("u").sees("restore or renew it");
    // Also where the register is.
    screen.keys("o shift-tab").keys(": \"renew\" enter");
    screen.sees("1 record renewed");
    screen.keys("tab").keys(": \"renew\" enter");
    screen.sees("renew evidence on its page of the overview");
}

#[test]
fn missing_evidence_is_asked_about_and_told_at_once() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j S v \"evidence/nowhere.pdf\" enter");
    screen.sees("there is no such file");
    assert!(screen.doc().assessment().evidence.is_empty());
    screen.keys("ctrl-t");
    screen.sees("evidence/nowhere.pdf is recorded, but there is no such file");
    screen.sees("✗ missing").sees("▲ 1 major");
}

#[test]
fn undo_while_a_file_is_read_does_not_lose_its_digest() {
    let mut screen = Screen::fresh(SIZE);
    screen.slow = true;
    let present = FileState::Present {
        sha256: "ab".repeat(32),
        size: 7,
    };
    screen.files.insert("a.pdf".into(), present);
    screen.keys("j v \"a.pdf\" enter").sees("… being read");
    screen.keys("u");
    screen.files_are_read();
    assert!(screen.doc().assessment().evidence.is_empty());
    screen.keys("U").sees("✓ matches");
    let saved = screen.saved.clone().unwrap();
    assert_eq!(
        saved.evidence[&EvidenceId::of("a.pdf")].sha256,
        "ab".repeat(32)
    );
}

#[test]
fn what_changes_nothing_is_no_step_of_undo() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j s u k j e esc U");
    assert_eq!(
        screen
            .saved
            .clone()
            .unwrap()
            .step(Role::Csp, &step("01"))
            .outcome(),
        Outcome::Satisfied
    );
}

#[test]
fn undo_in_the_form_stays_in_its_field() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j v \"https://example.com/a\" enter tab down down down delete u enter");
    screen.sees("Evidence: link");
    assert_eq!(screen.doc().assessment().evidence.len(), 1);
}

#[test]
fn all_of_an_item_can_be_read_by_keys() {
    for keys in [
        "tab end pgdn pgdn pgdn pgdn",
        "J J J J J J J J J J J J J J J J J J J J",
    ] {
        let mut screen = Screen::sample(SIZE);
        screen.keys("g down down down down").keys(keys);
        screen.sees("2026-11-20 10:15 UTC").does_not_see("↓");
    }
}

#[test]
fn what_the_assessment_is_of_can_be_changed() {
    let mut screen = Screen::fresh(SIZE);
    screen
        .keys(", down ctrl-u \"another assessor\" tab space")
        .sees("[ ] PI");
    screen.keys("ctrl-s").sees("changed; u undoes it");
    let saved = screen.saved.clone().unwrap();
    assert_eq!(saved.assessor, "another assessor");
    assert_eq!(saved.layers, ["Model"]);
    assert_eq!(saved.roles, [Role::Mp]);
    screen.keys("u");
    assert_eq!(screen.saved.clone().unwrap().roles, [Role::Csp, Role::Mp]);
    // The page begins with what the file says, not with what is undone.
    screen.keys(",").sees("[x] PI").sees("sample assessor");
    let saves = screen.saves;
    screen.keys("ctrl-s");
    assert_eq!(screen.saves, saves);
}

#[test]
fn the_form_of_the_assessment_changes_what_was_changed() {
    let mut a = assessment(&[Role::Mp, Role::Csp]);
    a.layers = vec!["PI".into(), "Cellar".into()];
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.keys(", ctrl-s");
    assert_eq!(screen.saves, 0);
    screen.keys(", \"!\" ctrl-s");
    let saved = screen.saved.clone().unwrap();
    assert_eq!(saved.subject, "Sample GenAI Platform!");
    assert_eq!(saved.roles, [Role::Mp, Role::Csp]);
    assert_eq!(saved.layers, ["PI", "Cellar"]);
    screen.keys(", \"?\" esc").keys(",").sees("Platform!?");
}

#[test]
fn what_changes_nothing_stamps_nothing_and_leaves_others_alone() {
    let mut a = assessment(&[Role::Csp]);
    let answers = a.answers.entry(Role::Csp).or_default();
    answers.steps.entry(step("06")).or_default().assessed_by = "planned for somebody".into();
    answers.steps.entry(step("01")).or_default().outcome = Some(Outcome::Satisfied);
    let mut screen = Screen::with(SIZE, a.clone(), Vec::new());
    screen.keys("g down down S");
    assert_eq!(screen.saves, 0);
    assert_eq!(*screen.doc().assessment(), a);
    screen.keys("p");
    assert_eq!(
        screen
            .doc()
            .assessment()
            .step(Role::Csp, &step("06"))
            .assessed_by,
        "planned for somebody"
    );
}

#[test]
fn a_missing_file_is_asked_about_again_after_typing() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j v \"nowhere\" enter \"x\" backspace enter");
    assert!(screen.doc().assessment().evidence.is_empty());
    screen.keys("ctrl-t");
    assert_eq!(screen.doc().assessment().evidence.len(), 1);
}

#[test]
fn keys_that_nobody_sees_answer_nothing() {
    let mut screen = Screen::fresh((50, 12));
    screen.keys("y s n");
    assert_eq!(screen.saves, 0);
    screen.app.size = SIZE;
    screen.keys("y");
    assert_eq!(screen.saves, 1);
}

#[test]
fn evidence_of_other_schemes_is_refused_and_stays_in_the_line() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j v \"javascript://x\" enter");
    screen
        .sees("is neither an http(s) link nor")
        .sees("javascript://x");
    assert_eq!(screen.saves, 0);
}

#[test]
fn evidence_is_taken_off_with_delete() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j v \"https://example.com/a\" enter tab");
    screen.does_not_see("take off");
    screen.keys("down down down").sees("Backspace take off");
    screen
        .keys("delete")
        .sees("CSP.01 “https://example.com/a” taken off; u undoes it");
    let saved = screen.saved.clone().unwrap();
    assert!(saved.evidence.is_empty(), "{:?}", saved.evidence);
    screen.keys("u");
    assert_eq!(screen.saved.clone().unwrap().evidence.len(), 1);
    // Whoever does not know the key finds the way in the palette.
    screen
        .keys("esc : \"detach\" enter")
        .sees("Backspace takes this record off");
    screen.keys(": \"detach\" enter").sees("taken off");
    screen
        .keys("esc : \"detach\" enter")
        .sees("CSP.01 has no evidence");
    screen
        .keys("u o tab tab tab tab tab backspace")
        .sees("is taken off item by item");
    assert_eq!(screen.doc().assessment().evidence.len(), 1);
}

#[test]
fn evidence_gets_a_title_and_a_day_it_expires_on() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j S v \"https://example.com/a\" enter tab down down down down enter");
    screen.sees("Evidence: title").keys("\"Key policy\" enter");
    screen.sees("expires on").keys("\"2026-12-01\" enter");
    let saved = screen.saved.clone().unwrap();
    let record = &saved.evidence[&EvidenceId::of("https://example.com/a")];
    assert_eq!(record.title, "Key policy");
    assert_eq!(record.expires_on.unwrap().to_string(), "2026-12-01");
    screen.sees("Key policy").sees("1 watch");
}

#[test]
fn the_form_is_walked_and_changed_by_arrows() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("tab right right");
    assert_eq!(
        screen
            .saved
            .clone()
            .unwrap()
            .question(Role::Csp, "CEK-02.1")
            .answer,
        Some(Answer::No)
    );
    screen.keys("down right");
    assert_eq!(
        screen
            .saved
            .clone()
            .unwrap()
            .question(Role::Csp, "CEK-02.1")
            .ownership,
        Some(Ownership::SharedMpOsp)
    );
    screen.keys("down enter \"How it is done\" esc");
    assert_eq!(
        screen
            .saved
            .clone()
            .unwrap()
            .question(Role::Csp, "CEK-02.1")
            .implementation,
        "How it is done"
    );
    screen.keys("down enter \"Keep your keys\" esc esc");
    assert_eq!(
        screen
            .saved
            .clone()
            .unwrap()
            .question(Role::Csp, "CEK-02.1")
            .customer_responsibilities,
        "Keep your keys"
    );
    screen.keys("j");
    assert_eq!(selected(&screen), "CSP.01");
}

#[test]
fn clearing_leaves_no_husk() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j S backspace").sees("u undoes it");
    assert!(screen.saved.clone().unwrap().answers.is_empty());
}

#[test]
fn folding_hides_a_role_and_jumping_opens_it() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("left left").does_not_see("ccm-1").sees("▸ CSP");
    screen.keys("]").sees("▾ CSP");
    assert_eq!(selected(&screen), "CSP.CEK-02.1");
}

#[test]
fn enter_on_a_gap_goes_to_its_item() {
    let mut screen = Screen::sample(SIZE);
    screen.keys("o tab tab tab down enter");
    assert_eq!(selected(&screen), "CSP.05");
    screen.sees("major: not satisfied");
}

#[test]
fn a_read_only_file_is_not_changed() {
    let mut screen = Screen::fresh(SIZE);
    screen.app.doc.as_mut().unwrap().disk =
        aicaiq::tui::model::Disk::ReadOnly("its schema is newer".into());
    screen
        .keys("y")
        .sees("read-only: its schema is newer")
        .sees("⊘ read-only");
    assert_eq!(screen.saves, 0);
    assert!(screen.doc().assessment().answers.is_empty());
}

#[test]
fn what_it_was_last_time_is_shown_until_it_is_answered() {
    let mut old = assessment(&[Role::Csp]);
    let csp = old.answers.entry(Role::Csp).or_default();
    csp.steps.entry(step("01")).or_default().outcome = Some(Outcome::PartiallySatisfied);
    csp.steps.entry(step("02")).or_default().outcome = Some(Outcome::NotSatisfied);
    csp.questions.entry("CEK-02.1".into()).or_default().answer = Some(Answer::Yes);
    let new = aicaiq::compare::carry(&old, aicaiq::questionnaire::embedded(), None).assessment;
    let mut screen = Screen::with(SIZE, new, Vec::new());
    screen.sees("Last time: Yes (y confirms)").sees("CSP 0/13");
    screen
        .sees("◇ CEK-02.1 suggested")
        .sees("◇ 02    suggested");
    screen.keys(": \"csp 2\"").sees("◇ suggested").keys("esc");
    screen.keys("o").sees("CSP   ◇").keys("esc");
    screen
        .keys("? end")
        .sees("◇ suggested: answered last time")
        .keys("esc");
    screen.keys("y").sees("✓ CEK-02.1 Yes");
    screen.sees("Last time: partially (p confirms)");
    screen.keys("p");
    screen.does_not_see("Last time");
    let saved = screen.saved.clone().unwrap();
    assert_eq!(saved.step(Role::Csp, &step("01")).suggested, None);
    screen.keys("u").sees("Last time: partially");
    // Where there is no room for all of it, the key stays.
    screen.keys("j").sees("Last time: not satisfied (n)");

    // Its text was another one then, and stood elsewhere.
    let mut own = aicaiq::questionnaire::embedded().clone();
    own.digest = "sha256:old".into();
    let csp = own.roles.iter_mut().find(|r| r.id == Role::Csp).unwrap();
    csp.steps[0].text = "Ask who holds the keys.".into();
    let [second, third] = &mut csp.steps[1..3] else {
        panic!()
    };
    std::mem::swap(&mut second.text, &mut third.text);
    old.questionnaire_digest.clone_from(&own.digest);
    let now = aicaiq::questionnaire::embedded();
    let new = aicaiq::compare::carry(&old, now, Some(&own)).assessment;
    let mut screen = Screen::with(SIZE, new, Vec::new());
    screen.app.doc.as_mut().unwrap().texts_then = vec![std::sync::Arc::new(own)];
    screen.sees("§◇ 01").does_not_see("§○ 02");
    screen
        .keys("j")
        .sees("The text then, and now: [-Ask")
        .sees("§ suggested by the last assessment, and")
        .sees("Last time: partially (p confirms)")
        .sees("§ text changed");
    screen.keys("p").does_not_see("§");
    screen.keys("j j").sees("was CSP.02");
}

#[test]
fn the_same_answer_again_is_no_change() {
    let mut screen = Screen::fresh(SIZE);
    screen
        .keys("y s up s")
        .sees("CSP.01 satisfied already: nothing was changed");
    // It moves on as it always does.
    assert_eq!(selected(&screen), "CSP.02");
    assert_eq!(screen.doc().history.undone(), 0);
    screen.keys("S up S").sees("CSP.01 satisfied already");
    assert_eq!(selected(&screen), "CSP.01");
}

#[test]
fn h_leads_from_the_form_to_the_list_and_answers_nothing() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("y s up l");
    assert_eq!(screen.doc().focus, Focus::Form);
    let before = screen.doc().history.now().clone();
    screen.keys("h");
    assert_eq!(screen.doc().focus, Focus::Outline);
    screen.keys("l l l");
    assert_eq!(*screen.doc().history.now(), before);
    // The arrows choose, as in any row of choices.
    screen.keys("right");
    assert_ne!(*screen.doc().history.now(), before);
}

#[test]
fn a_gap_that_an_answer_brings_about_elsewhere_is_told() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("y p").sees("gap now at CEK-02.1: ");
    // Once: what was there before is not told again.
    screen.keys("j p").does_not_see("gap now at");
}

#[test]
fn the_facts_are_those_that_there_are() {
    let mut screen = Screen::fresh((100, 60));
    screen.keys("d").sees("Lifecycle");
    screen.keys("G").sees("References: ISO 27002 5.2");
    let mut q = aicaiq::questionnaire::embedded().clone();
    q.lifecycle.clear();
    for text in [
        &mut q.control.source,
        &mut q.control.attribution,
        &mut q.control.license,
    ] {
        text.clear();
    }
    q.standards.truncate(1);
    let standard = &mut q.standards[0];
    (standard.mapping, standard.addendum) = (String::new(), String::new());
    let mut screen = Screen::fresh((100, 60));
    screen.app.questionnaire = std::sync::Arc::new(q);
    screen.keys("d").does_not_see("Lifecycle");
    screen.keys("G").sees("References: ISO 27002 5.2");
    for gone in ["│ Source ", "Addendum:", "Gap ·"] {
        screen.does_not_see(gone);
    }
}
