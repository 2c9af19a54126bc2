//! Nothing typed is lost: drafts, Esc, failed saves, other writers, pastes.

use crate::harness::{DiskIs, Screen, assessment, clock};
use aicaiq::assessment::Role;
use aicaiq::questionnaire::StepId;
use aicaiq::store::drafts::Draft;
use aicaiq::tui::effect::{Differences, Effect, Event, Trouble};
use aicaiq::tui::model::Disk;

const SIZE: (u16, u16) = (80, 24);

fn note(screen: &Screen, id: &str) -> String {
    screen
        .doc()
        .assessment()
        .step(Role::Csp, &StepId::new(id).unwrap())
        .note
        .clone()
}

fn draft(field: &str, text: &str) -> Draft {
    Draft {
        role: "CSP".into(),
        item: "03".into(),
        field: field.into(),
        text: text.into(),
        base: String::new(),
        saved_at: clock().now,
    }
}

#[test]
fn esc_keeps_and_saves_a_note() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j e \"first line\nsecond line\"");
    assert_eq!(screen.journal.len(), 1, "journalled while it is typed");
    screen.keys("esc");
    assert_eq!(note(&screen, "01"), "first line\nsecond line");
    assert_eq!(
        screen
            .saved
            .clone()
            .unwrap()
            .step(Role::Csp, &StepId::new("01").unwrap())
            .note,
        "first line\nsecond line"
    );
    assert!(
        screen.journal.is_empty(),
        "the journal lets go once it is on disk"
    );
    screen.keys("u");
    assert_eq!(note(&screen, "01"), "");
    screen.keys("U");
    assert_eq!(note(&screen, "01"), "first line\nsecond line");
}

#[test]
fn esc_on_a_line_that_cannot_be_taken_keeps_it_as_a_draft() {
    let mut screen = Screen::fresh(SIZE);
    screen
        .keys("j v \"evidence/half\" esc")
        .sees("the text is kept");
    assert!(screen.doc().assessment().evidence.is_empty());
    assert_eq!(screen.journal.len(), 1);
    screen.keys("v").sees("evidence/half");
    screen.keys("esc n c enter enter \"some day\" esc");
    assert_eq!(screen.journal.len(), 2);
    screen.keys("tab G up up up up enter").sees("some day");
}

#[test]
fn a_draft_from_before_the_end_is_offered() {
    let mut screen = Screen::with(
        SIZE,
        assessment(&[Role::Csp]),
        vec![draft("note", "half a th")],
    );
    screen.sees("Unsaved text found").sees("half a th");
    screen.keys("enter").sees("Note · CSP.03").sees("half a th");
    screen.keys("\"ought\" esc");
    assert_eq!(note(&screen, "03"), "half a thought");
}

#[test]
fn all_of_a_draft_can_be_read_before_it_is_thrown_away() {
    let lines: Vec<String> = (1..=30).map(|n| format!("line {n:02}")).collect();
    let mut screen = Screen::with(
        (60, 15),
        assessment(&[Role::Csp]),
        vec![
            draft("note", &lines.join("\n")),
            draft("justification", "abc important\nsecond\ndef"),
        ],
    );
    screen
        .sees("CSP.03 note · 30 lines")
        .sees("line 01")
        .sees("J and K scroll")
        .does_not_see("line 30");
    screen
        .keys(&"J ".repeat(30))
        .sees("line 30")
        .sees("more")
        .does_not_see("line 01");
    screen.keys("K").does_not_see("line 30");
    screen.keys("j").sees("CSP.03 justification · 3 lines");
    for line in ["abc important", "second", "def"] {
        screen.sees(line);
    }
    screen.keys("k").sees("line 01");
}

#[test]
fn a_draft_can_wait_or_be_thrown_away() {
    let mut screen = Screen::with(
        SIZE,
        assessment(&[Role::Csp]),
        vec![draft("note", "half a th")],
    );
    screen.journal.insert(
        ("CSP".into(), "03".into(), "note".into()),
        "half a th".into(),
    );
    screen.keys("esc").does_not_see("Unsaved text found");
    screen.keys("j j j e").sees("half a th");
    screen.keys("esc");
    assert_eq!(note(&screen, "03"), "half a th");

    let mut screen = Screen::with(
        SIZE,
        assessment(&[Role::Csp]),
        vec![draft("note", "half a th")],
    );
    screen.journal.insert(
        ("CSP".into(), "03".into(), "note".into()),
        "half a th".into(),
    );
    screen.keys("D").sees("thrown away");
    assert!(screen.journal.is_empty());
}

#[test]
fn a_draft_that_was_committed_meanwhile_is_not_offered() {
    let mut a = assessment(&[Role::Csp]);
    let id = StepId::new("03").unwrap();
    a.answers
        .entry(Role::Csp)
        .or_default()
        .steps
        .entry(id)
        .or_default()
        .note = "a thought".into();
    let mut screen = Screen::with(SIZE, a, vec![draft("note", "a thought")]);
    screen.does_not_see("Unsaved text found");
}

#[test]
fn a_failed_save_is_told_and_tried_again() {
    let mut screen = Screen::fresh(SIZE);
    screen.disk = DiskIs::Broken("no space left on device");
    screen
        .keys("y")
        .sees("not saved: no space left on device")
        .sees("NOT SAVED");
    screen.keys("j e \"a note\" esc");
    assert_eq!(
        screen.journal.len(),
        1,
        "the journal holds it while the file does not"
    );
    screen.keys("q").sees("Not everything is saved");
    assert!(!screen.left);
    screen.disk = DiskIs::Fine;
    screen.keys("ctrl-s").sees("saved again").sees("✓ saved");
    assert!(screen.journal.is_empty());
    screen.keys("q");
    assert!(screen.left);
}

#[test]
fn another_writer_is_never_overwritten_unasked() {
    let mut screen = Screen::fresh(SIZE);
    screen.disk = DiskIs::Changed;
    screen
        .keys("y")
        .sees("Theirs changes CSP.02, CSP.03.")
        .sees("Changed by both: CSP.03.")
        .sees("Changed on disk")
        .sees("take theirs")
        .sees("keep mine");
    screen.keys("esc").sees("NOT SAVED");
    screen.keys("q").sees("Not everything is saved");
    screen.keys("esc ctrl-s m");
    assert!(matches!(screen.effects.last(), Some(Effect::KeepMine(_))));
    screen.happen(Event::KeptMine(Some("sample.theirs-0a1b2c3d.toml".into())));
    screen
        .sees("theirs is kept in sample.theirs-0a1b2c3d.toml")
        .sees("✓ saved");

    screen.keys("j s");
    screen.keys("t");
    assert!(matches!(screen.effects.last(), Some(Effect::TakeTheirs(_))));
    let theirs = assessment(&[Role::Csp]);
    screen.happen(Event::TookTheirs(
        Box::new(theirs.clone()),
        "sample.mine-0a1b2c3d.toml".into(),
    ));
    assert_eq!(*screen.doc().assessment(), theirs);
    screen
        .sees("yours is kept in sample.mine-0a1b2c3d.toml")
        .sees("✓ saved");
}

#[test]
fn the_journal_holds_what_the_disk_does_not() {
    let mut screen = Screen::fresh(SIZE);
    screen.disk = DiskIs::Changed;
    screen.keys("j e \"precious words\" esc");
    assert_eq!(screen.journal.len(), 1);
    // Looking at it again, or typing and taking back, changes nothing of that.
    screen.keys("esc e esc e \"x\" backspace esc");
    assert!(
        screen.journal.values().any(|t| t == "precious words"),
        "{:?}",
        screen.journal
    );
    screen.happen(Event::KeptMine(None));
    assert!(screen.journal.is_empty());
}

#[test]
fn a_draft_does_not_overwrite_what_was_written_meanwhile() {
    let mut a = assessment(&[Role::Csp]);
    let id = StepId::new("03").unwrap();
    let answers = a.answers.entry(Role::Csp).or_default();
    answers.steps.entry(id).or_default().note = "from a colleague".into();
    let mut screen = Screen::with(SIZE, a, vec![draft("note", "half a th")]);
    screen
        .keys("enter")
        .sees("half a th")
        .sees("from a colleague")
        .sees("changed meanwhile");
    screen.keys("esc").sees("the text is kept");
    assert_eq!(
        note(&screen, "03"),
        "from a colleague",
        "untouched, it writes nothing"
    );
    screen.keys("e \"!\" esc");
    assert!(
        note(&screen, "03").contains("half a th")
            && note(&screen, "03").contains("from a colleague")
    );
}

#[test]
fn a_short_draft_overwrites_only_when_told_to() {
    let mut a = assessment(&[Role::Csp]);
    let id = StepId::new("03").unwrap();
    let answers = a.answers.entry(Role::Csp).or_default();
    let action = aicaiq::assessment::Action {
        owner: "New Owner".into(),
        ..Default::default()
    };
    answers.steps.entry(id.clone()).or_default().action = Some(action);
    let owner = |screen: &Screen| {
        let step = screen
            .doc()
            .assessment()
            .step(Role::Csp, &StepId::new("03").unwrap())
            .clone();
        step.action.unwrap().owner
    };
    let mut screen = Screen::with(SIZE, a.clone(), vec![draft("action.owner", "OldX")]);
    screen.keys("enter").sees("New Owner").keys("esc");
    assert_eq!(owner(&screen), "New Owner", "Esc writes nothing over it");
    let mut screen = Screen::with(SIZE, a, vec![draft("action.owner", "OldX")]);
    screen.keys("enter enter");
    assert_eq!(owner(&screen), "OldX", "Enter does");
}

#[test]
fn an_editor_that_fails_costs_no_text() {
    let mut screen = Screen::fresh(SIZE);
    screen.editor = Err("the editor false ended with exit status: 1".into());
    screen
        .keys("j e \"abc valuable\" ctrl-o")
        .sees("exit status: 1");
    screen.keys("esc");
    assert_eq!(note(&screen, "01"), "abc valuable");
    screen.keys("e ctrl-o");
    screen.happen(Event::Paste(" and a paste".into()));
    screen.keys("esc");
    assert_eq!(note(&screen, "01"), "abc valuable and a paste");
}

#[test]
fn a_question_about_the_disk_does_not_take_letters_for_answers() {
    let mut screen = Screen::fresh(SIZE);
    screen.disk = DiskIs::Changed;
    screen.keys(",");
    screen.happen(Event::SaveFailed(crate::harness::changed()));
    screen
        .keys("\"t\"")
        .sees("Sample GenAI Platformt")
        .sees("NOT SAVED");
    assert!(
        !screen
            .effects
            .iter()
            .any(|e| matches!(e, Effect::TakeTheirs(_)))
    );
}

#[test]
fn a_file_that_is_gone_can_be_written_again() {
    let mut screen = Screen::fresh(SIZE);
    screen.happen(Event::SaveFailed(Trouble::Gone));
    screen.sees("Gone from disk").keys("t");
    assert!(
        !screen
            .effects
            .iter()
            .any(|e| matches!(e, Effect::TakeTheirs(_)))
    );
    screen.keys("m");
    assert!(matches!(screen.effects.last(), Some(Effect::KeepMine(_))));
}

#[test]
fn drafts_that_were_committed_are_forgotten_for_good() {
    let mut a = assessment(&[Role::Csp]);
    let id = StepId::new("03").unwrap();
    a.answers
        .entry(Role::Csp)
        .or_default()
        .steps
        .entry(id)
        .or_default()
        .note = "a thought".into();
    let screen = Screen::with(SIZE, a, vec![draft("note", "a thought")]);
    assert!(
        screen
            .effects
            .iter()
            .any(|e| matches!(e, Effect::Forget(_)))
    );
}

#[test]
fn a_way_out_of_a_window_that_is_too_small() {
    let mut screen = Screen::fresh((50, 12));
    screen.happen(Event::SaveFailed(crate::harness::changed()));
    screen.happen(Event::Paste("https://example.com/a".into()));
    assert!(!matches!(
        screen.app.overlay,
        Some(aicaiq::tui::model::Overlay::Editor(_))
    ));
    screen.keys("ctrl-c");
    assert!(screen.left);
}

#[test]
fn a_pasted_path_does_not_push_a_draft_out() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j v \"evidence/half\" esc");
    screen.happen(Event::Paste("https://example.com/a".into()));
    screen.sees("evidence/halfhttps://example.com/a");
}

#[test]
fn a_text_that_is_refused_can_be_closed_and_stays() {
    let mut screen = Screen::fresh(SIZE);
    screen.editor = Ok("bell \u{7} inside".into());
    screen.keys("j E").sees("control character (U+0007)");
    screen.keys("esc").sees("the text is kept");
    assert!(screen.app.overlay.is_none());
    assert_eq!(screen.journal.len(), 1);
}

#[test]
fn a_read_only_file_opens_no_text() {
    let mut screen = Screen::fresh(SIZE);
    screen.app.doc.as_mut().unwrap().disk = Disk::ReadOnly("its schema is newer".into());
    screen.keys("j e").sees("read-only");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn why_theirs_cannot_be_taken_is_said_where_it_is_asked() {
    let mut screen = Screen::fresh(SIZE);
    screen.disk = DiskIs::Changed;
    screen.keys("y");
    screen.happen(Event::Notice(
        "the file cannot be used: it has 1 error".into(),
    ));
    screen.sees("it has 1 error").sees("take theirs");
}

#[test]
fn pastes_lose_their_control_characters_only() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j e");
    screen.happen(Event::Paste("one\r\ntwo\u{1b}[31m\u{202e}three".into()));
    screen.sees("left out of the paste: 1 control sequence, 1 control character");
    screen.keys("esc");
    assert_eq!(note(&screen, "01"), "one\ntwothree");
}

#[test]
fn a_pasted_link_on_an_item_becomes_evidence() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j");
    screen.happen(Event::Paste("https://example.com/a%20b\n".into()));
    screen.keys("enter");
    let hrefs: Vec<String> = screen
        .doc()
        .assessment()
        .evidence
        .values()
        .map(|e| e.href.clone())
        .collect();
    assert_eq!(hrefs, ["https://example.com/a%20b"]);
    screen.happen(Event::Paste("just words".into()));
    screen.sees("press e for the note, then paste");
}

#[test]
fn the_users_own_editor_round_trips() {
    let mut screen = Screen::fresh(SIZE);
    screen.editor = Ok("from outside\n\nwith a gap\n".into());
    screen.keys("j E");
    assert_eq!(note(&screen, "01"), "from outside\n\nwith a gap");
    assert!(screen.app.overlay.is_none());

    screen.editor = Err("the editor false ended with exit status: 1; the text is as it was".into());
    screen.keys("E").sees("ended with exit status: 1");
    screen.keys("esc");
    assert_eq!(note(&screen, "01"), "from outside\n\nwith a gap");
}

#[test]
fn what_the_users_editor_brings_in_is_not_lost_when_it_is_refused() {
    let mut screen = Screen::fresh(SIZE);
    screen.editor = Ok("bell \u{7} inside".into());
    screen.keys("j E").sees("control character (U+0007)");
    assert_eq!(screen.journal.len(), 1);
    assert_eq!(note(&screen, "01"), "");
}

#[test]
fn leaving_while_a_note_is_open_needs_closing_it_first() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j e \"q\" ctrl-c");
    assert!(!screen.left);
    assert_eq!(note(&screen, "01"), "q");
}

#[test]
fn one_goes_on_at_the_item_that_was_left_if_it_is_still_asked() {
    for (place, at, said) in [
        ("MP.03", "MP.03", true),
        ("CSP.CEK-02.1", "CSP.CEK-02.1", true),
        ("OSP.03", "CSP.CEK-02.1", false),
        ("nonsense", "CSP.CEK-02.1", false),
    ] {
        let mut screen = Screen::left_at(SIZE, place);
        let here = screen
            .doc()
            .item()
            .map(|(role, item)| format!("{role}.{item}"));
        assert_eq!(here.unwrap_or_default(), at);
        let told = format!("going on at {place}, where you left");
        if said {
            screen.sees(&told);
        } else {
            screen.does_not_see("going on");
        }
    }
}

/// What nobody here has changed is not unsaved, whatever comes of the file.
#[test]
fn a_file_that_breaks_while_nothing_waits_to_be_saved_is_no_alarm() {
    let broken = || {
        let mut screen = Screen::fresh(SIZE);
        screen.keys("j S");
        screen.happen(Event::NotJoined("line 3: no TOML".into()));
        screen
            .sees("the file has changed on disk: line 3: no TOML")
            .sees("! changed on disk (Ctrl-S)")
            .does_not_see("NOT SAVED");
        screen
    };
    let mut screen = broken();
    screen.keys("q");
    assert!(screen.left, "nothing is lost");
    // As it was again.
    let mut screen = broken();
    screen.happen(Event::AsBefore);
    screen.sees("✓ saved").sees("the file is as it was");
    assert_eq!(screen.saves, 1);
    // Asked about, only what can be done is offered.
    let mut screen = broken();
    screen.disk = DiskIs::Changed;
    screen.keys("ctrl-s");
    let trouble = Trouble::Changed(Differences {
        theirs: Err("line 3: no TOML".into()),
        mine: Vec::new(),
    });
    screen.happen(Event::SaveFailed(trouble));
    screen
        .sees("Theirs cannot be loaded as it is (line 3: no TOML)")
        .sees("keep mine")
        .does_not_see("bring them together")
        .does_not_see("take theirs");
    let before = screen.effects.len();
    screen.keys("b t");
    assert_eq!(screen.effects.len(), before);
    screen.keys("esc").sees("! changed on disk (Ctrl-S)");
    // What is answered from now on is unsaved.
    screen.keys("n").sees("NOT SAVED");
}

#[test]
fn what_was_kept_of_another_file_is_told() {
    let mut screen = Screen::start(SIZE);
    let mut opened = crate::harness::opened(assessment(&[Role::Csp]));
    opened.aside = vec!["half-typed texts are set aside in x.before".into()];
    opened.warnings = 1;
    screen.happen(Event::Opened(Box::new(opened)));
    let said = screen.app.message.as_ref().unwrap().text.clone();
    assert!(
        said.starts_with("half-typed texts are set aside in x.before · 1 warning"),
        "{said}"
    );
}
