//! Picking evidence: records of the register, files, folders pointed at.

use crate::harness::Screen;
use aicaiq::assessment::{EvidenceId, FileState, Role};
use aicaiq::questionnaire::StepId;
use aicaiq::store::listing::{Entry, Listing};
use aicaiq::tui::effect::{Effect, Event};
use aicaiq::tui::model::{Overlay, Row};
use aicaiq::tui::picker::{Candidate, Listed, Where};
use crossterm::event::MouseEventKind;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Modifier;
use std::path::PathBuf;
use std::sync::Arc;

const SIZE: (u16, u16) = (80, 24);

const FILES: &[&str] = &[
    "evidence/kms/2026/rotation-report.pdf",
    "evidence/kms/a very long name of a policy document that fits into no line at all, version 4, signed.pdf",
    "evidence/kms/policy.pdf",
    "evidence/re\u{301}sume\u{301}.docx",
    "evidence/鍵管理の方針.pdf",
    "minutes.md",
    "notes/kick-off.md",
    "notes/review.md",
    "readme.txt",
];

fn listing(names: &[&str]) -> Listing {
    let entry = |name: &&str| Entry {
        name: name.trim_end_matches('/').to_owned(),
        folder: name.ends_with('/'),
    };
    Listing {
        entries: names.iter().map(entry).collect(),
        more: false,
    }
}

/// The sample on step 07, with files beside it; all of them can be read.
pub fn sample(size: (u16, u16)) -> Screen {
    let mut screen = Screen::sample(size);
    screen.app.home = Some(PathBuf::from("/home/me"));
    screen.folders.insert(String::new(), Ok(listing(FILES)));
    screen.folders.insert(
        "../".into(),
        Ok(listing(&["acme/", "policies/", "terms.pdf"])),
    );
    screen
        .folders
        .insert("../policies/".into(), Ok(listing(&["crypto.pdf", "old/"])));
    screen.folders.insert(
        "/home/me/".into(),
        Ok(listing(&["Documents/", "key list.csv"])),
    );
    screen.folders.insert(
        "/work/acme/".into(),
        Ok(listing(&["sample.cek-02.toml", "minutes.md"])),
    );
    for name in FILES
        .iter()
        .chain(&["../policies/crypto.pdf", "/home/me/key list.csv"])
    {
        let state = FileState::Present {
            sha256: "ab".repeat(32),
            size: 1,
        };
        screen.files.insert((*name).to_owned(), state);
    }
    screen
}

fn shown(screen: &Screen) -> Vec<Arc<Candidate>> {
    match &screen.app.overlay {
        Some(Overlay::Editor(editor)) => editor.picker.as_ref().unwrap().shown().to_vec(),
        other => panic!("no line is open: {other:?}"),
    }
}

fn hrefs(screen: &Screen) -> Vec<String> {
    shown(screen).iter().map(|c| c.href.clone()).collect()
}

fn typed(screen: &Screen) -> String {
    match &screen.app.overlay {
        Some(Overlay::Editor(editor)) => editor.text(),
        other => panic!("no line is open: {other:?}"),
    }
}

/// The hrefs of step 07's evidence.
fn tied(screen: &Screen) -> Vec<String> {
    let a = screen.doc().assessment();
    let step = a.step(Role::Csp, &StepId::new("07").unwrap());
    step.evidence
        .iter()
        .map(|id| a.evidence[id].href.clone())
        .collect()
}

#[test]
fn pictures() {
    for size in [(60, 15), (80, 24), (200, 50)] {
        for (name, keys) in [
            ("open", "v"),
            ("typed", "v \"kms\" down down"),
            ("record", "v down"),
            ("pointed", "v \"../p\""),
            ("refused", "v \"nowhere.pdf\" enter"),
        ] {
            let mut screen = sample(size);
            let shown = screen.keys(keys).shown();
            let widest = shown
                .lines()
                .map(unicode_width::UnicodeWidthStr::width)
                .max();
            assert!(widest <= Some(size.0.into()));
            insta::assert_snapshot!(format!("picker_{name}_{}x{}", size.0, size.1), shown);
        }
    }
}

#[test]
fn records_come_first_and_files_that_are_none_yet() {
    let mut screen = sample(SIZE);
    screen.keys("v");
    let all = hrefs(&screen);
    assert_eq!(all.len(), 3 + FILES.len());
    assert_eq!(all[0], "https://example.com/training/crypto-2026");
    assert_eq!(all[3..], *FILES);
    screen.keys("\"minut\" down enter");
    assert_eq!(tied(&screen), ["minutes.md"]);
    screen.keys("v");
    assert!(
        !hrefs(&screen).contains(&"minutes.md".to_owned()),
        "this item has it"
    );
    screen.keys("esc j v");
    assert_eq!(hrefs(&screen)[0], "minutes.md", "collected last");
    screen.keys("down").sees("proves CSP.07").sees("✓ matches");
}

#[test]
fn a_record_that_is_picked_stays_one_record() {
    let mut screen = sample(SIZE);
    let before = screen.doc().assessment().evidence.len();
    screen.keys("v \"sign test\" enter").sees("✗ missing");
    assert_eq!(tied(&screen), ["evidence/signing-test.log"]);
    assert_eq!(screen.doc().assessment().evidence.len(), before);
    screen.keys("u");
    assert!(tied(&screen).is_empty());
}

#[test]
fn letters_mean_the_best_match_unless_one_insists() {
    let mut screen = sample(SIZE);
    screen.keys("v \"read\"").sees("▸ file   readme.txt");
    screen.keys("enter");
    assert_eq!(tied(&screen), ["readme.txt"], "letters mean what they find");
    screen
        .keys("u v \"read\" down")
        .does_not_see("▸ file   readme.txt");
    let second = shown(&screen)[1].href.clone();
    screen.keys("enter");
    assert_eq!(tied(&screen), [second], "the one below the first");
    screen.keys("u v \"read\" ctrl-t");
    assert_eq!(tied(&screen), ["read"], "or themselves, when one insists");
    screen.keys("u v \"read\" down \"m\" enter");
    assert_eq!(tied(&screen), ["readme.txt"], "typing unselects");
    for missing in ["zzzz.pdf", "evidence/kms/polcy.pdf", "evidence/"] {
        screen
            .keys(&format!("u v ctrl-u \"{missing}\" enter enter"))
            .sees("there is no such file. ")
            .sees("Ctrl-T records it all the same");
        assert!(tied(&screen).is_empty(), "a slip is no evidence: {missing}");
        screen.keys("ctrl-t");
        assert_eq!(tied(&screen), [missing]);
    }
    screen
        .keys("u v ctrl-u \"rdme\"")
        .sees("file   readme.txt")
        .does_not_see("▸ file   readme.txt")
        .keys("enter")
        .sees("↓ chooses, Ctrl-T records it all the same");
    assert!(
        tied(&screen).is_empty(),
        "scattered letters are no word of it"
    );
    screen.keys("ctrl-u ctrl-t").sees("nothing is typed yet");
}

#[test]
fn lines_that_are_pasted_are_records_each() {
    let links = "https://a.example/x\nhttps://b.example/y\n";
    for (paste, expected) in [
        (links, ["https://a.example/x", "https://b.example/y"]),
        (
            "https://a.example/x https://b.example/y",
            ["https://a.example/x", "https://b.example/y"],
        ),
        (
            "\nminutes.md\r\n  readme.txt  \n\n",
            ["minutes.md", "readme.txt"],
        ),
        // As a terminal puts what is dropped on it.
        (
            "/home/me/key\\ list.csv /work/acme/minutes.md",
            ["/home/me/key list.csv", "minutes.md"],
        ),
        (
            "'/work/acme/minutes.md' '/work/acme/readme.txt' ",
            ["minutes.md", "readme.txt"],
        ),
        (
            "~/key\\ list.csv /work/acme/minutes.md",
            ["/home/me/key list.csv", "minutes.md"],
        ),
    ] {
        let mut screen = sample(SIZE);
        let before = screen.doc().assessment().evidence.len();
        screen.keys("v").happen(Event::Paste(paste.into()));
        if paste.contains('\n') {
            screen.sees("2 lines pasted: Enter adds each as evidence");
        } else if !paste.contains("http") {
            screen.sees("2 paths pasted: Enter adds each as evidence");
        }
        screen.keys("enter");
        // Of a file outside the folder, that is said in its place.
        let is_inside = !expected[0].starts_with('/');
        if is_inside {
            screen.sees("2 pieces of evidence added");
        }
        let mut hrefs = tied(&screen);
        hrefs.sort();
        assert_eq!(hrefs, expected);
        screen.keys("u");
        assert_eq!(screen.doc().assessment().evidence.len(), before);
        // On marked items, too; and where no line is open.
        screen
            .keys("space space v")
            .happen(Event::Paste(paste.into()));
        screen.keys("enter");
        if is_inside {
            screen.sees("evidence added to 2 items");
        }
        screen.keys("u");
        assert_eq!(screen.doc().assessment().evidence.len(), before);
    }
    let mut screen = sample(SIZE);
    screen.happen(Event::Paste(links.into()));
    screen.keys("enter");
    assert_eq!(tied(&screen).len(), 2);
    // One that is not there is named, and nothing is recorded.
    screen
        .keys("u v")
        .happen(Event::Paste("minutes.md\nno.md".into()));
    screen.keys("enter").sees("there is no such file");
    assert!(tied(&screen).is_empty());
    screen.keys("ctrl-t");
    assert_eq!(tied(&screen).len(), 2);
}

#[test]
fn a_link_with_a_space_is_none() {
    let mut screen = sample(SIZE);
    screen
        .keys("v \"https://a.example/x y z\" enter")
        .sees("a link has no space");
    assert!(tied(&screen).is_empty());
}

#[test]
fn a_link_that_is_half_typed_is_neither_recorded_nor_taken_for_another() {
    for half in ["htt", "https:/", "https://", "HTTP:"] {
        let mut screen = sample(SIZE);
        let before = screen.doc().assessment().clone();
        screen.keys(&format!("v \"{half}\""));
        for key in ["enter", "enter", "ctrl-t", "ctrl-t"] {
            screen.keys(key).sees("that is the beginning of a link");
            assert_eq!(typed(&screen), half);
        }
        assert_eq!(screen.doc().assessment(), &before, "{half}");
        screen.keys("ctrl-u \"https://a.example/x\" enter");
        assert_eq!(tied(&screen), ["https://a.example/x"]);
    }
}

#[test]
fn a_file_that_is_gone_is_asked_about_although_it_was_listed() {
    let mut screen = sample(SIZE);
    screen.files.clear();
    screen
        .keys("v \"read\" enter")
        .sees("there is no such file");
    assert!(tied(&screen).is_empty());
    screen.keys("enter").sees("there is no such file");
    assert!(tied(&screen).is_empty());
    screen.keys("ctrl-t");
    assert_eq!(tied(&screen), ["readme.txt"]);
}

#[test]
fn tab_takes_the_best_into_the_line_and_esc_keeps_it() {
    let mut screen = sample(SIZE);
    screen.keys("v \"rot\" tab");
    assert_eq!(typed(&screen), "evidence/kms/2026/rotation-report.pdf");
    let key = ("CSP".into(), "07".into(), "evidence".into());
    assert_eq!(screen.journal[&key], typed(&screen));
    screen.keys("esc v");
    assert_eq!(typed(&screen), "evidence/kms/2026/rotation-report.pdf");
    screen.keys("enter");
    assert_eq!(tied(&screen), ["evidence/kms/2026/rotation-report.pdf"]);
    assert!(screen.journal.is_empty());
    screen.keys("v \"zzzz\" tab").sees("nothing to complete");
}

#[test]
fn letters_match_with_or_without_accents_and_capitals() {
    for word in [
        "RESUME",
        "résumé",
        "re\u{301}su",
        "鍵管",
        "2026 rot",
        "pol kms",
    ] {
        let mut screen = sample(SIZE);
        screen.keys(&format!("v \"{word}\""));
        assert!(!shown(&screen).is_empty(), "{word}");
    }
}

#[test]
fn a_link_shows_records_only() {
    let mut screen = sample(SIZE);
    screen.keys("v \"https://ex\"");
    assert_eq!(hrefs(&screen), ["https://example.com/training/crypto-2026"]);
    screen.keys("\"ample.com/other\" enter");
    assert_eq!(tied(&screen), ["https://example.com/other"]);
}

#[test]
fn paths_are_completed_folder_by_folder() {
    let mut screen = sample(SIZE);
    screen.keys("v \"../pol\" tab");
    assert_eq!(typed(&screen), "../policies/");
    assert_eq!(
        hrefs(&screen),
        ["../policies/crypto.pdf", "../policies/old"]
    );
    screen.keys("\"cr\" tab enter");
    assert_eq!(tied(&screen), ["../policies/crypto.pdf"]);
    screen.keys("v \"../\" down down enter");
    assert_eq!(typed(&screen), "../policies/", "Enter goes into a folder");
    screen.folders.insert("../empty/".into(), Ok(listing(&[])));
    screen.keys("ctrl-u \"../empty/\"").sees("no files here");
    screen
        .keys("ctrl-u \"../nowhere/x\"")
        .sees("no files: No such file");
}

#[test]
fn the_home_folder_is_put_in_when_it_is_taken() {
    for keys in [
        "v \"~/key\" tab enter",
        "v \"~/key\" down enter",
        "v \"~/key list.csv\" enter",
    ] {
        let mut screen = sample(SIZE);
        screen.keys(keys);
        assert_eq!(tied(&screen), ["/home/me/key list.csv"], "{keys}");
    }
    let mut screen = sample(SIZE);
    screen.app.home = None;
    screen.keys("v \"~/key\" ctrl-t");
    assert_eq!(tied(&screen), ["~/key"], "unknown: as it is typed");
}

#[test]
fn an_absolute_path_into_the_own_folder_becomes_relative() {
    let mut screen = sample(SIZE);
    screen.keys("v \"/work/acme/\"");
    assert_eq!(hrefs(&screen), ["minutes.md"], "not the answer file");
    screen.keys("down enter");
    assert_eq!(tied(&screen), ["minutes.md"]);
}

#[test]
fn where_there_is_more_than_is_listed_the_last_line_says_so() {
    let mut screen = sample(SIZE);
    let most = Listing {
        more: true,
        ..listing(FILES)
    };
    screen.folders.insert(String::new(), Ok(most));
    screen
        .folders
        .insert("deep/".into(), Ok(listing(&["er.pdf"])));
    screen.keys("v").sees("… more files: type a path");
    screen.keys("\"deep/\"");
    assert_eq!(hrefs(&screen), ["deep/er.pdf"]);
}

#[test]
fn a_slow_folder_keeps_nobody_waiting_and_moves_nothing() {
    let mut screen = sample(SIZE);
    screen.slow = true;
    screen.keys("v \"st\" down up").sees("looking for files…");
    let before = shown(&screen)[0].href.clone();
    screen.happen(Event::Listed(Listed {
        place: Where::Below,
        found: Ok(listing(&["st", "st/st"])),
    }));
    assert_ne!(shown(&screen)[0].href, before, "better ones have come");
    screen.slow = false;
    screen.keys("enter");
    assert_eq!(tied(&screen), [before]);
    // One that comes after the line was closed is of no use and does no harm.
    screen.happen(Event::Listed(Listed {
        place: Where::Folder("../".into()),
        found: Err("gone".into()),
    }));
}

#[test]
fn tab_waits_for_a_folder_that_is_slow_but_not_for_other_letters() {
    for (more, line) in [("", "../policies/"), ("\"x\" backspace", "../pol")] {
        let mut screen = sample(SIZE);
        let folder = screen.folders.remove("../").unwrap();
        screen.keys("v");
        screen.slow = true;
        screen.keys("\"../pol\" tab").sees("looking for files…");
        screen.keys(more);
        screen.happen(Event::Listed(Listed {
            place: Where::Folder("../".into()),
            found: folder,
        }));
        assert_eq!(typed(&screen), line, "{more}");
    }
}

#[test]
fn a_folder_is_asked_for_once_not_at_every_letter() {
    let mut screen = sample(SIZE);
    screen.keys("v \"../pol\" backspace backspace");
    let asked = screen
        .effects
        .iter()
        .filter(|e| matches!(e, Effect::List(_)));
    assert_eq!(asked.count(), 2, "below, and the folder above");
}

#[test]
fn a_click_selects_a_candidate_and_a_second_one_adds_it() {
    let mut screen = sample(SIZE);
    screen.keys("v pgdn pgdn");
    screen.click("kick-off").sees("▸ file   notes/kick-off.md");
    assert!(tied(&screen).is_empty());
    screen.click("kick-off");
    assert_eq!(tied(&screen), ["notes/kick-off.md"]);
    screen.keys("v");
    let (column, row) = screen.find("record");
    screen
        .mouse(MouseEventKind::ScrollDown, column, row)
        .mouse(MouseEventKind::ScrollDown, column, row)
        .sees("▸ record");
    screen.mouse(MouseEventKind::ScrollUp, column, row);
    assert_eq!(
        screen.doc().row,
        Row::Item(
            Role::Csp,
            aicaiq::questionnaire::ItemId::Step(StepId::new("07").unwrap())
        )
    );
}

#[test]
fn matched_letters_are_marked_without_colour() {
    let mut screen = sample(SIZE);
    screen.keys("v \"鍵\"");
    let (width, height) = SIZE;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| drop(aicaiq::tui::view::draw(&screen.app, frame)))
        .unwrap();
    let buffer = terminal.backend().buffer();
    let marked: String = buffer
        .content()
        .iter()
        .filter(|cell| {
            cell.modifier
                .contains(Modifier::BOLD | Modifier::UNDERLINED)
        })
        .map(|cell| cell.symbol())
        .collect();
    assert_eq!(marked, "鍵");
}

#[test]
fn the_other_answer_files_of_a_folder_hide_no_evidence() {
    let mut screen = sample(SIZE);
    let names = ["A&A-01.toml", "assessment.toml", "config/app.toml", "p.pdf"];
    screen.folders.insert(String::new(), Ok(listing(&names)));
    screen.keys("v");
    assert_eq!(hrefs(&screen)[3..], ["config/app.toml", "p.pdf"]);
}

#[test]
fn hrefs_that_a_line_cannot_say_are_not_offered() {
    let mut screen = sample(SIZE);
    let names = [
        "'quoted.pdf'",
        " space.pdf",
        "~/x",
        "fine.pdf",
        "sample.cek-02.toml",
    ];
    screen.folders.insert(String::new(), Ok(listing(&names)));
    screen.keys("v");
    assert_eq!(hrefs(&screen)[3..], ["fine.pdf"]);
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-c]{1,3}(/[a-c ]{0,2}[a-c鍵é'\"\\\\$~^!.]{1,3}){0,3}",
        1 => "\\PC{1,12}".prop_map(|s| s.replace('/', "")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// Whatever is picked is what is recorded, by Enter on it as well as by
    /// Enter after it was taken into the line.
    #[test]
    fn what_is_picked_is_what_is_recorded(
        names in prop::collection::btree_set(name(), 1..12),
        typed in "[a-c鍵é '!^$]{0,3}",
        down in 1_usize..9,
        tab in any::<bool>(),
        size in prop_oneof![Just((60, 15)), Just(SIZE)],
    ) {
        let mut screen = Screen::sample(size);
        let names: Vec<&str> = names.iter().map(String::as_str).filter(|n| !n.is_empty()).collect();
        screen.folders.insert(String::new(), Ok(listing(&names)));
        screen.keys(&format!("v \"{typed}\""));
        for _ in 0..down {
            screen.keys("down");
        }
        screen.shown();
        let picked = match &screen.app.overlay {
            Some(Overlay::Editor(editor)) => editor.picker.as_ref().unwrap().selected().cloned(),
            _ => None,
        };
        let Some(picked) = picked else {
            prop_assert!(shown(&screen).is_empty());
            return Ok(());
        };
        screen.keys(if tab { "tab enter ctrl-t" } else { "enter ctrl-t" });
        let href = picked.href.clone();
        prop_assert_eq!(tied(&screen), vec![href.clone()]);
        prop_assert!(screen.doc().assessment().evidence.contains_key(&EvidenceId::of(&href)));
    }

    /// Any keys in the line: nothing panics, nothing is drawn outside.
    #[test]
    fn any_keys_in_the_line(
        keys in prop::collection::vec(prop_oneof![
            Just("down".to_owned()), Just("up".to_owned()), Just("tab".to_owned()),
            Just("pgdn".to_owned()), Just("pgup".to_owned()), Just("enter".to_owned()),
            Just("esc".to_owned()), Just("v".to_owned()), Just("ctrl-u".to_owned()),
            Just("backspace".to_owned()), Just("home".to_owned()), Just("delete".to_owned()),
            Just("\"../\"".to_owned()), Just("\"~\"".to_owned()), Just("\"/\"".to_owned()),
            Just("\"https://\"".to_owned()), "\\PC{1,3}".prop_map(|s| format!("\"{}\"", s.replace('"', "")))
        ], 1..40),
        width in 60_u16..100,
        height in 15_u16..30,
    ) {
        let mut screen = sample((width, height));
        screen.keys("v");
        for key in &keys {
            screen.keys(key);
            screen.shown();
            if screen.left { break; }
        }
    }
}
