//! The gaps of all controls of a folder: what is listed, what filters leave of
//! it, and the way into a control and back.

use crate::harness::{DiskIs, Screen};
use crate::{folder, signs};
use aicaiq::assessment::{Conflict, Role};
use aicaiq::gaps::Severity;
use aicaiq::tui::controls::Listing;
use aicaiq::tui::effect::{Effect, Event};
use aicaiq::tui::model::{Row, Screen as Shown};

const SIZE: (u16, u16) = (80, 24);
const NOTE: &str = "roles.CSP.steps.03.note";
const LEAD: &str = "people.Lead.function";

fn page() -> Screen {
    let mut screen = folder::sample(SIZE);
    screen.keys("#");
    assert_eq!(screen.app.screen, Shown::Gaps);
    screen
}

/// Severity, control, role and item of all that is shown.
fn rows(screen: &Screen) -> Vec<(Severity, String, String)> {
    let controls = screen.app.controls.as_ref().unwrap();
    let rows = controls.gaps.as_ref().unwrap().rows.iter();
    let row = rows.map(|row| {
        let gap = row.gap().unwrap();
        let item = format!("{}.{}", gap.role, gap.item);
        (gap.severity, row.control().to_owned(), item)
    });
    row.collect()
}

/// The same with a conflict of CEK-02, one in what the controls share, and a
/// sign-off of A&A-01 that is stale.
pub fn disputed(size: (u16, u16)) -> Screen {
    let mut screen = signs::signed(size);
    let said = |ours: &str, theirs: &str| Conflict {
        ours: Some(format!("\"{ours}\"")),
        theirs: Some(format!("\"{theirs}\"")),
        ours_from: "sample assessor".into(),
        theirs_from: "Dana".into(),
        ..Conflict::default()
    };
    let note = said("seen", "not seen");
    let shared = said("CISO", "Head of security");
    let of_cek = screen.controls.get_mut("CEK-02").unwrap();
    of_cek.conflicts.insert(NOTE.into(), note);
    for a in screen.controls.values_mut() {
        a.conflicts.insert(LEAD.into(), shared.clone());
        a.people.entry("Lead".into()).or_default().function = "CISO".into();
    }
    let listing = folder::listing(&|id| id != "IAM-18");
    screen.happen(Event::FolderOpened(Box::new(Listing {
        undecided: [LEAD.to_owned()].into(),
        ..listing
    })));
    screen.count(folder::ids());
    screen
}

fn at(screen: &Screen) -> usize {
    let controls = screen.app.controls.as_ref().unwrap();
    controls.gaps.as_ref().unwrap().at
}

fn all(screen: &Screen) -> Vec<String> {
    let controls = screen.app.controls.as_ref().unwrap();
    let ids = controls.entries.iter().map(|e| e.head.id.clone());
    ids.collect()
}

#[test]
fn all_gaps_are_listed_the_worst_first_and_as_many_as_are_counted() {
    let mut screen = page();
    screen
        .sees("All gaps · Sample GenAI Platform · 37 controls")
        .sees("▲ major CEK-01")
        .sees("! 1 control unreadable");
    let rows = rows(&screen);
    let sum = screen.app.controls.as_ref().unwrap().sum.gaps;
    for severity in Severity::ALL {
        let listed = rows.iter().filter(|(s, ..)| *s == severity).count();
        assert_eq!(listed, sum.get(severity), "{severity}");
        if listed > 0 {
            let n = aicaiq::text::grouped(listed);
            screen.sees(&format!("{n} {severity}"));
        }
    }
    let order = |(s, control, _): &(Severity, String, String)| (*s, control.clone());
    assert!(rows.is_sorted_by_key(order));
    // What does not fit into its row stands below the list.
    screen.keys("/ \"fall short\" enter");
    screen.happen(Event::Resize(60, 15));
    let row = screen.at_cursor();
    assert!(row.contains("CEK-01") && row.ends_with('…'), "{row}");
    screen.sees("CEK-01 Sample control CEK-01 › CSP.");
    screen.sees("fall short: mend them or answer No");
}

#[test]
fn from_a_gap_into_its_control_and_back_to_the_same_row() {
    for back in ["-", "esc", "o -", "tab -"] {
        let mut screen = page();
        screen.keys("j j j j enter");
        let (severity, control, item) = rows(&screen)[4].clone();
        assert_eq!(screen.app.screen, Shown::Walk);
        screen.sees(&format!("› {control}"));
        screen.sees(&format!("{severity}: "));
        let here = screen.doc().item().unwrap();
        assert_eq!(format!("{}.{}", here.0, here.1), item);
        screen.keys(back);
        assert_eq!(screen.app.screen, Shown::Gaps, "{back}");
        assert_eq!(at(&screen), 4, "{back}");
        // And once more: to the list.
        screen.keys("-");
        assert_eq!(screen.app.screen, Shown::Controls, "{back}");
        assert!(screen.app.controls.as_ref().unwrap().gaps.is_none());
    }
}

#[test]
fn a_gap_that_is_closed_is_gone_and_the_next_one_is_at_its_row() {
    let mut screen = page();
    screen.keys("/ \"grade it\" enter j");
    let before = rows(&screen);
    screen.keys("enter S -").sees("only “grade it”: ");
    let after = rows(&screen);
    assert!(after.len() < before.len());
    assert_eq!(at(&screen), 1);
    assert!(!after.contains(&before[1]), "it is closed");
    assert_eq!(after[1], before[2]);
}

#[test]
fn whoever_goes_on_to_another_control_comes_back_to_the_list() {
    for keys in ["enter L -", "enter ctrl-g esc", ": \"IAM-02\" enter -"] {
        let mut screen = page();
        screen.keys(keys);
        assert_eq!(screen.app.screen, Shown::Controls, "{keys}");
        assert!(screen.app.overlay.is_none(), "{keys}");
    }
}

#[test]
fn a_control_that_does_not_open_leads_back_to_its_gap() {
    let mut screen = page();
    screen.broken.push("CEK-01".into());
    screen.keys("j j enter").sees("CEK-01.toml has 1 error");
    assert_eq!((screen.app.screen, at(&screen)), (Shown::Gaps, 2));
    // What is not saved is asked about, and one stays where one is.
    let mut screen = page();
    screen.keys("enter");
    screen.disk = DiskIs::Broken("no space left on device");
    screen.keys("n -").sees("not saved").keys("esc");
    assert_eq!(screen.app.screen, Shown::Walk);
    screen.disk = DiskIs::Fine;
    screen.keys("ctrl-s -");
    assert_eq!((screen.app.screen, at(&screen)), (Shown::Gaps, 0));
}

#[test]
fn severity_role_and_words_are_filtered_together() {
    let mut screen = page();
    let everything = rows(&screen);
    let shown = |screen: &Screen, fits: &dyn Fn(&(Severity, String, String)) -> bool| {
        let wanted: Vec<_> = everything.iter().filter(|r| fits(r)).cloned().collect();
        assert_eq!(rows(screen), wanted);
        assert!(!wanted.is_empty());
    };
    screen
        .keys("z")
        .sees("1  major")
        .sees("u  open: unanswered");
    screen.sees("M  MP").does_not_see("AIC").keys("esc");
    screen.keys("z M").sees("only MP: ").sees("Esc: all");
    shown(&screen, &|(_, _, item)| item.starts_with("MP."));
    screen.keys("z g").sees("only MP, major or minor: ");
    let heavy = |s: Severity| s < Severity::Open;
    shown(&screen, &|(s, _, item)| {
        heavy(*s) && item.starts_with("MP.")
    });
    screen.keys("/ \"cek-06 mp\" enter").sees("“cek-06 mp”");
    shown(&screen, &|(s, control, item)| {
        heavy(*s) && control == "CEK-06" && item.starts_with("MP.")
    });
    screen.keys("esc").sees("all gaps are shown");
    shown(&screen, &|_| true);
    screen.keys("z u");
    shown(&screen, &|(s, ..)| *s == Severity::Open);
    screen.keys("z a z 2");
    shown(&screen, &|(s, ..)| *s == Severity::Minor);
    // What is of other lists is not of gaps, nor the other way round.
    screen
        .keys("z m")
        .sees("not of gaps")
        .keys("z I")
        .sees("AIC is not assessed");
    screen.keys("- z 1").sees("not of controls");
    screen
        .keys("/ \"CEK-02\" enter enter z 1")
        .sees("not of items");
}

#[test]
fn the_filter_is_kept_on_the_way_into_a_control_and_back() {
    let mut screen = page();
    screen
        .keys("z M / \"cek-06\" enter j")
        .sees("only MP, “cek-06”");
    let before = rows(&screen);
    screen.keys("enter -").sees("only MP, “cek-06”");
    assert_eq!((rows(&screen), at(&screen)), (before, 1));
    // Esc in the line shows all that it hides.
    screen
        .keys("/ esc")
        .does_not_see("“cek-06”")
        .sees("only MP: ");
}

#[test]
fn what_is_counted_meanwhile_moves_no_selection() {
    let mut screen = folder::counting();
    screen.keys("#").sees("28 controls not counted yet");
    let first = rows(&screen)[0].clone();
    let asked = screen.effects.iter().rev().find_map(|e| match e {
        Effect::Count(ids) => Some(ids.clone()),
        _ => None,
    });
    assert!(asked.unwrap().contains(&first.1), "looked after");
    screen.keys("G");
    let (before, last) = (at(&screen), rows(&screen).last().unwrap().clone());
    let ids = all(&screen);
    screen.count(ids);
    screen.does_not_see("not counted yet");
    assert_eq!(rows(&screen)[at(&screen)], last);
    assert!(at(&screen) > before, "worse ones stand before it");
    assert!(screen.at_cursor().contains(&last.2));
    // Whoever has selected nothing sees the worst.
    let mut screen = folder::counting();
    screen.keys("#");
    let ids = all(&screen);
    screen.count(ids);
    assert_eq!(at(&screen), 0);
    screen.sees("▲ major CEK-01");
}

#[test]
fn where_there_are_no_gaps_it_is_said_what_to_do() {
    let mut screen = Screen::start(SIZE);
    let mut listing = folder::listing(&|_| true);
    listing.controls.clear();
    screen.happen(Event::FolderOpened(Box::new(listing)));
    screen.keys("#").sees("the folder names no questionnaires");
    screen.keys("esc");
    assert_eq!(screen.app.screen, Shown::Controls);
    let mut screen = folder::counting();
    screen.keys("# / \"nothing like it\" enter");
    screen.sees("No gap that was counted is of “nothing like it”: Esc shows all again");
    screen.keys("enter").sees("there is no gap to go to");
    let mut screen = Screen::start(SIZE);
    screen.slow = true;
    let mut listing = folder::listing(&|_| true);
    listing.controls.truncate(1);
    screen.happen(Event::FolderOpened(Box::new(listing)));
    screen
        .keys("#")
        .sees("No gaps so far: 1 control still to be counted");
    screen
        .controls
        .insert("A&A-01".into(), folder::flawless("A&A-01"));
    screen.count(vec!["A&A-01".into()]);
    screen
        .sees("✓ No gaps")
        .sees("Esc goes back")
        .sees("aicaiq sign-off");
}

#[test]
fn a_click_selects_and_another_one_goes_there() {
    let mut screen = page();
    screen.keys("z M");
    let item = rows(&screen)[3].clone();
    let (x, y) = screen.find(&format!("{} ", item.2));
    let press = crossterm::event::MouseEventKind::Down(crossterm::event::MouseButton::Left);
    screen.mouse(press, x, y);
    let now = at(&screen);
    assert_eq!(rows(&screen)[now].2, item.2);
    screen.mouse(press, x, y);
    assert_eq!(screen.app.screen, Shown::Walk);
}

#[test]
fn what_is_due_and_what_is_signed_are_a_key_away() {
    let mut screen = page();
    screen.keys("!").sees("Due in all controls").keys("esc");
    assert_eq!(screen.app.screen, Shown::Gaps);
    screen.keys("F").sees("signed");
    assert_eq!(screen.app.screen, Shown::Controls);
    screen.keys("esc").sees("CEK-01");
    assert_eq!(screen.app.screen, Shown::Controls);
}

#[test]
fn a_conflict_and_a_stale_sign_off_have_a_row_that_leads_there() {
    for size in [SIZE, (60, 15), (120, 40)] {
        let mut screen = disputed(size);
        screen.keys("#");
        let text = screen.shown();
        let rows: Vec<&str> = text
            .lines()
            .skip_while(|l| !l.contains("≠ conflict"))
            .collect();
        assert!(
            rows[0].contains("shared") && rows[0].contains("Lead's function"),
            "{text}"
        );
        assert_eq!(
            text.matches("Lead's function: two people").count(),
            2,
            "{text}"
        );
        assert!(
            rows[1].contains("≠ conflict CEK-02 CSP.03") && rows[1].contains("note"),
            "{text}"
        );
        assert!(rows[2].contains("! stale    A&A-01 MP "), "{text}");
        assert!(rows[3].contains("▲ major"), "{text}");
    }
    let mut screen = disputed(SIZE);
    screen.keys("#").sees("≠ 2 · ! 1 stale · ");
    // What they share, from any of them.
    screen.keys("enter").sees("Both changed Lead's function");
    screen.keys("esc -");
    assert_eq!((screen.app.screen, at(&screen)), (Shown::Gaps, 0));
    // One of a control.
    screen
        .keys("j enter")
        .sees("› CEK-02")
        .sees("Both changed CSP.03 note");
    screen.keys("t");
    assert!(!screen.doc().assessment().conflicts.contains_key(NOTE));
    screen.keys("esc -").sees("≠ 1 · ");
    assert_eq!((screen.app.screen, at(&screen)), (Shown::Gaps, 1));
    // The role that is to be signed off again.
    screen.keys("enter");
    assert!(screen.app.overlay.is_none());
    assert_eq!(screen.doc().row, Row::Role(Role::Mp));
    screen.keys("- G g j j");
    assert_eq!(at(&screen), 2);
    // The list of controls has the same signs and words.
    screen.keys("esc").sees(" ! A&A-01").sees(" stale ");
    let mut screen = disputed(SIZE);
    screen
        .sees(" ≠ CEK-02")
        .sees(" conflict ")
        .sees("≠ 2 undecided");
    screen.keys("#");
    // The filters know them.
    screen.keys("z x").sees("only in conflict: 2");
    screen.keys("esc / \"stale\" enter").sees("only “stale”: 1");
    screen.keys("esc z M").sees("! stale").does_not_see("≠");
}

#[test]
fn what_the_controls_share_is_asked_once_and_the_list_says_so() {
    const TITLE: &str = "Both changed Lead's function (1 of 1), in what the controls share";
    for size in [SIZE, (60, 15), (120, 40)] {
        let mut screen = disputed(size);
        screen
            .sees(" ≠ two people changed Lead's function, in what ")
            .sees("chooses");
        screen.keys("o").sees("≠ two people changed");
    }
    let mut screen = disputed(SIZE);
    screen.keys("/ \"A&A-02\" enter enter").sees(TITLE);
    screen.keys("esc - j enter");
    assert!(screen.app.overlay.is_none());
    screen.sees("A&A-03").sees("! 1 conflict (X)");
    let asks = screen.app.message.as_ref().map(|m| m.text.clone());
    assert!(!asks.unwrap_or_default().contains("in conflict"));
    // Whoever asks for it sees it, and the next control does not ask either.
    screen.keys("X").sees(TITLE).keys("esc L");
    assert!(screen.app.overlay.is_none());
    // What is of the control alone is asked, and first.
    screen.keys("- / \"CEK-02\" enter enter");
    screen.sees("Both changed CSP.03 note (2 of 2) ");
    screen.does_not_see("in what the controls share");
    // From the list to it.
    screen
        .keys("esc - X")
        .sees("Both changed Lead's function (1 of 2), in what");
    screen.keys("t esc");
    for a in screen.controls.values_mut() {
        a.conflicts.remove(LEAD);
    }
    screen.keys("-").does_not_see("≠ two people changed");
    screen.keys("X").sees("Both changed CSP.03 note (1 of 1)");
    // Where more of it is elsewhere, the way is said; else there is nothing.
    screen
        .keys("t")
        .sees("no conflict is left")
        .does_not_see("in other");
    screen.keys("-").keys("X").sees("nothing is in conflict");
    // One that comes again is asked again.
    let mut screen = disputed(SIZE);
    screen.keys("enter");
    screen.keys("esc -");
    let listing = folder::listing(&|id| id != "IAM-18");
    screen.happen(Event::FolderOpened(Box::new(listing.clone())));
    screen.happen(Event::FolderOpened(Box::new(Listing {
        undecided: [LEAD.to_owned()].into(),
        ..listing
    })));
    screen.keys("enter").sees(TITLE);
}
