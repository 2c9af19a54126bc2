//! Writing: what is pasted, typed, erased and undone; the cursor; links and
//! the clipboard.

use crate::harness::Screen;
use aicaiq::assessment::{Edit, Role, Stamp};
use aicaiq::questionnaire::{StepId, embedded};
use aicaiq::tui::effect::{Effect, Event};
use aicaiq::tui::model::{Conflict, Field, Overlay};

const SIZE: (u16, u16) = (80, 24);

/// A fresh assessment with the note of CSP.01 open.
fn note() -> Screen {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j e");
    screen
}

fn text(screen: &Screen) -> String {
    match &screen.app.overlay {
        Some(Overlay::Editor(editor)) => editor.text(),
        other => panic!("no text is written: {other:?}"),
    }
}

fn note_saved(screen: &Screen) -> String {
    let saved = screen.saved.clone().unwrap();
    saved
        .step(Role::Csp, &"01".parse::<StepId>().unwrap())
        .note
        .clone()
}

#[test]
fn a_long_line_wraps_and_the_cursor_goes_by_rows() {
    let mut screen = note();
    let prose = "The provider's custodians hold the root keys in two vaults, each of them under dual control.";
    screen.happen(Event::Paste(prose.into()));
    screen
        .sees("hold the root keys")
        .sees("under dual control.");
    screen.sees("1:93 · 92 characters");
    screen.keys("up \"X\"");
    assert_ne!(
        text(&screen),
        format!("{prose}X"),
        "up is a row up in the same line"
    );
    assert!(text(&screen).contains('X'));
    screen.keys("alt-u");
    assert_eq!(text(&screen), prose);
}

#[test]
fn pastes_keep_their_lines_and_lose_what_steers() {
    let mut screen = note();
    screen.happen(Event::Paste(
        "one\r\ntwo\ttabbed\rthree\u{1b}[31m\u{202e}".into(),
    ));
    assert_eq!(text(&screen), "one\ntwo\ttabbed\nthree");
    screen.sees("left out of the paste: 1 control sequence, 1 control character");
    screen.keys("esc");
    assert_eq!(note_saved(&screen), "one\ntwo\ttabbed\nthree");
    // A sequence that never ends takes nothing along.
    let mut other = note();
    let long = "é is read ".repeat(100);
    other.happen(Event::Paste(format!("\u{1b}]0;{long}")));
    assert!(text(&other).contains(&format!("]0;{long}")));
    // Into a line, with a word.
    screen.keys("n r c");
    screen.happen(Event::Paste("Split\nthe duties\r\n".into()));
    assert_eq!(text(&screen), "Split the duties");
    screen.sees("line breaks became spaces");
}

#[test]
fn two_hundred_kilobytes_are_pasted_and_undone_in_one_step() {
    let mut screen = note();
    let long = "Sample evidence of key rotation. ".repeat(6200);
    screen.keys("\"before\"");
    screen.happen(Event::Paste(long.clone()));
    assert_eq!(text(&screen), format!("before{long}"));
    screen.keys("\"!\" ctrl-home \"?\" pgdn down ctrl-end");
    screen.sees("204608 characters");
    screen.keys("alt-u alt-u alt-u");
    assert_eq!(text(&screen), "before");
    screen.keys("alt-U");
    assert_eq!(text(&screen), format!("before{long}"));
    let journalled = screen.journal.values().next().unwrap();
    assert_eq!(
        journalled,
        &format!("before{long}"),
        "the draft follows undo and redo"
    );
}

#[test]
fn words_are_erased_and_had_back() {
    let mut screen = note();
    screen.keys("\"keys are rotated\" ctrl-w alt-backspace");
    assert_eq!(text(&screen), "keys ");
    screen.keys("ctrl-7 alt-u");
    assert_eq!(text(&screen), "keys are rotated");
    screen.keys("ctrl-r");
    assert_eq!(text(&screen), "keys are ");
    screen.keys("ctrl-a alt-d");
    assert_eq!(text(&screen), " are ");
    screen.keys("ctrl-e ctrl-left ctrl-k ctrl-u");
    assert_eq!(text(&screen), "");
    screen.keys("alt-u alt-u alt-u alt-u alt-u alt-u alt-u alt-u alt-u alt-u");
    assert_eq!(text(&screen), "");
    screen.sees("nothing to undo in this text");
}

#[test]
fn letters_with_alt_or_ctrl_type_nothing() {
    let mut screen = note();
    screen.keys("alt-x ctrl-g alt-z");
    assert_eq!(text(&screen), "");
}

#[test]
fn the_users_editor_takes_a_line_and_the_next_one_follows() {
    let mut screen = Screen::fresh(SIZE);
    screen.editor = Ok("Split the\nduties\n".into());
    screen.keys("j n r c ctrl-o");
    screen.sees("Action: who does it");
    let saved = screen.saved.clone().unwrap();
    let step = saved.step(Role::Csp, &"01".parse::<StepId>().unwrap());
    assert_eq!(step.action.clone().unwrap().text, "Split the duties");
}

#[test]
fn a_draft_is_kept_whatever_key_changed_it() {
    let mut screen = note();
    screen.keys("\"half a thought\" ctrl-w");
    assert_eq!(screen.journal.values().next().unwrap(), "half a ");
    screen.keys("alt-u");
    assert_eq!(screen.journal.values().next().unwrap(), "half a thought");
    screen.keys("ctrl-u");
    assert!(screen.journal.is_empty(), "an empty text is no draft");
}

#[test]
fn the_lines_of_a_new_assessment_are_written_alike() {
    let mut screen = Screen::start(SIZE);
    screen.keys("n \"Sample Corp Ltd\" ctrl-w alt-b \"X\" ctrl-e \"!\" alt-u alt-u");
    screen
        .sees("Provider Sample Corp\n")
        .sees("sample-corp.cek-02.toml");
    screen.keys("alt-U \"?\"").sees("Sample X?Corp");
}

pub fn with_evidence(hrefs: &[&str]) -> Screen {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j");
    let item = screen.doc().item().unwrap().1;
    let mut a = (**screen.doc().history.now()).clone();
    let stamp = Stamp {
        now: screen.clock.now,
        by: String::new(),
    };
    for href in hrefs {
        Edit::AddEvidence(Role::Csp, item.clone(), (*href).to_owned())
            .apply(&mut a, embedded(), &stamp)
            .unwrap();
    }
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.keys("j");
    screen
}

fn opened(screen: &Screen) -> Vec<String> {
    let effects = screen.effects.iter();
    effects
        .filter_map(|e| match e {
            Effect::OpenLink(href) => Some(href.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn evidence_is_opened_and_a_list_asks_which() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j O").sees("there is no evidence here to open");
    let mut screen = with_evidence(&["https://sample.example/policy"]);
    screen.keys("O");
    assert_eq!(opened(&screen), ["https://sample.example/policy"]);
    screen.sees("V records that you looked at it");
    let mut screen = with_evidence(&["https://sample.example/policy", "evidence/a.pdf"]);
    screen
        .keys("O")
        .sees("Open which?")
        .sees("▸ evidence/a.pdf");
    insta::assert_snapshot!("open_which_80x24", screen.shown());
    assert!(screen.at_cursor().starts_with("▸ evidence/a.pdf"));
    screen.keys("down enter");
    assert_eq!(opened(&screen), ["https://sample.example/policy"]);
    screen.keys("O enter").sees("opened evidence/a.pdf");
    screen.does_not_see("V records");
    screen.keys("O esc");
    assert_eq!(opened(&screen).len(), 2);
    // On the record's field, and in the register.
    screen.keys("tab");
    let id = screen.doc().register().next().unwrap();
    screen.app.doc.as_mut().unwrap().field = Field::Evidence(id);
    screen.keys("O");
    assert_eq!(opened(&screen).len(), 3);
    screen.keys("o O").sees("go to the Evidence page first");
    screen.keys("shift-tab O");
    assert_eq!(opened(&screen).len(), 4);
    screen.happen(Event::OpenedLink(
        "x".into(),
        Err("nothing opens it".into()),
    ));
    screen.sees("not opened: nothing opens it: x");
}

#[test]
fn what_is_selected_is_copied() {
    let mut screen = with_evidence(&["https://sample.example/policy"]);
    let copied = |screen: &mut Screen, keys: &str| {
        screen.copied = None;
        screen.keys(keys);
        screen.copied.clone().unwrap_or_default()
    };
    assert_eq!(copied(&mut screen, "S ctrl-y"), "CSP.01 satisfied");
    screen.keys("j p e \"Seen on site.\" esc");
    assert_eq!(
        copied(&mut screen, "ctrl-y"),
        "CSP.02 partially-satisfied: Seen on site."
    );
    screen.sees("copied: CSP.02 partially-satisfied: Seen on site.");
    assert_eq!(
        copied(&mut screen, "e \" Twice.\" alt-y"),
        "Seen on site. Twice."
    );
    screen.keys("esc k tab");
    let id = screen.doc().register().next().unwrap();
    screen.app.doc.as_mut().unwrap().field = Field::Evidence(id);
    assert_eq!(
        copied(&mut screen, "ctrl-y"),
        "https://sample.example/policy"
    );
    screen.keys("o shift-tab");
    assert_eq!(
        copied(&mut screen, "ctrl-y"),
        "https://sample.example/policy"
    );
    screen.keys("shift-tab shift-tab");
    let gap = copied(&mut screen, "ctrl-y");
    assert!(gap.starts_with("CSP."), "{gap}");
    assert!(gap.contains(&screen.doc().gaps[0].message), "{gap}");
    assert_eq!(copied(&mut screen, "shift-tab ctrl-y"), "");
    screen.sees("nothing is selected here to copy");
    // A cell of the matrix is its item.
    assert_eq!(
        copied(&mut screen, "tab tab tab tab ctrl-y"),
        "CSP.01 satisfied"
    );
    // More than terminals take is not sent.
    let mut screen = note();
    screen.happen(Event::Paste("x".repeat(60_000)));
    assert_eq!(copied(&mut screen, "alt-y"), "");
    screen.sees("not copied: 60000 bytes");
}

#[test]
fn the_cursor_is_at_what_is_selected() {
    for size in [(80, 24), (60, 15), (200, 50)] {
        let mut screen = Screen::start(size);
        assert!(screen.at_cursor().starts_with("▸ New assessment"));
        screen.keys("j");
        assert!(screen.at_cursor().starts_with("▸ A sample"));
        screen.keys("k n \"Samples\" left");
        assert_eq!(screen.at_cursor(), "s");
        screen.keys("tab tab");
        assert!(
            screen.at_cursor().starts_with("▸ [ ] "),
            "{}",
            screen.at_cursor()
        );
        let mut screen = Screen::sample(size);
        screen.keys("g j j");
        assert!(
            screen.at_cursor().contains(" 01 "),
            "{}",
            screen.at_cursor()
        );
        screen.keys("tab");
        assert!(
            screen.at_cursor().starts_with("▸Outcome"),
            "{}",
            screen.at_cursor()
        );
        screen.keys("down down");
        assert!(
            screen.at_cursor().starts_with('▸'),
            "{}",
            screen.at_cursor()
        );
        screen.keys("m \"5 of 42\" home");
        assert!(
            screen.at_cursor().starts_with("5 of 42"),
            "{}",
            screen.at_cursor()
        );
        screen.keys("esc v \"evi\"");
        assert!(
            screen.at_cursor().trim_start().starts_with('│'),
            "{}",
            screen.at_cursor()
        );
        screen.keys("home");
        assert!(screen.at_cursor().starts_with("evi"));
        screen.keys("down");
        assert!(
            screen.at_cursor().starts_with("▸ record"),
            "{}",
            screen.at_cursor()
        );
        screen.keys("esc o");
        assert!(screen.cursor().is_some());
        for _ in 0..6 {
            screen.keys("tab");
            assert!(screen.cursor().is_some(), "{}", screen.shown());
        }
        while screen.app.summary.page != aicaiq::tui::model::Page::Gaps {
            screen.keys("tab");
        }
        screen.keys("down");
        let gap = screen.doc().gaps[1].clone();
        let item = format!("{}.{}", gap.role, gap.item);
        assert!(screen.at_cursor().contains(&item), "{}", screen.at_cursor());
    }
}

#[test]
fn the_cursor_is_in_every_question() {
    let mut screen = Screen::sample(SIZE);
    for (overlay, starts) in [
        (Overlay::Details(0), ""),
        (Overlay::Leaving, "Not everything is saved."),
        (
            Overlay::Conflict(Conflict {
                gone: true,
                why: None,
                joins: false,
            }),
            "The file is not there any more.",
        ),
        (Overlay::SignOff(Role::Csp, None, 0), ""),
    ] {
        screen.app.overlay = Some(overlay);
        assert!(
            screen.at_cursor().starts_with(starts),
            "{}",
            screen.at_cursor()
        );
    }
    screen.app.overlay = None;
    screen.keys("?");
    assert!(screen.cursor().is_some());
}

/// Many records do not push the rest of the form away; all are there where one
/// of them is selected.
#[test]
fn many_records_fold_to_a_line_until_one_is_selected() {
    let hrefs: Vec<String> = (10..46)
        .map(|n| format!("https://sample.example/{n}"))
        .collect();
    let hrefs: Vec<&str> = hrefs.iter().map(String::as_str).collect();
    let mut screen = with_evidence(&hrefs);
    screen
        .sees("sample.example/12")
        .sees("… 33 more records: select one");
    screen.does_not_see("sample.example/13").sees("Review");
    screen.click("33 more records");
    screen
        .sees("sample.example/13")
        .does_not_see("more records");
    screen.keys("down").sees("sample.example/14");
    screen.keys("home").sees("33 more records");
    // A few are all shown.
    let mut few = with_evidence(&hrefs[..4]);
    few.sees("sample.example/13").does_not_see("more record");
}

#[test]
fn a_long_note_says_how_it_is_read_and_is_read_without_the_editor() {
    let mut screen = Screen::fresh((80, 24));
    let lines: Vec<String> = (0..60).map(|n| format!("line {n} of it")).collect();
    screen.keys("j S e").happen(Event::Paste(lines.join("\n")));
    screen.keys("esc").sees("more lines: select it to read");
    screen
        .click("line 0 of it")
        .does_not_see("select it to read");
    for _ in 0..10 {
        screen.keys("pgdn");
    }
    screen.sees("line 59 of it");
}
