//! What the list of controls and the screen of many providers say of what
//! cannot be read, of what is hidden, and of the way back.

use crate::harness::{Screen, assessment};
use crate::{folder, portfolio};
use aicaiq::assessment::Role;
use aicaiq::tui::effect::{Effect, Event};
use aicaiq::tui::model::{Page, Screen as Shown};
use std::path::PathBuf;

const SIZE: (u16, u16) = (80, 24);
const SMALL: (u16, u16) = (60, 15);

/// A folder whose questionnaires are not there: one control is built in.
pub fn without_questionnaires(size: (u16, u16)) -> Screen {
    let mut screen = Screen::start(size);
    let mut listing = folder::listing(&|_| true);
    listing.problem = Some("Questionnaires are missing: name another folder in assessment.toml (questionnaires = \"…\") and open this folder again. /work/questionnaires, where questionnaires are, cannot be read: No such file or directory (os error 2)".into());
    let ids: Vec<String> = listing.controls.iter().map(|c| c.id.clone()).collect();
    screen.slow = true;
    screen.happen(Event::FolderOpened(Box::new(listing)));
    screen.broken = ids.iter().filter(|id| *id != "CEK-02").cloned().collect();
    screen
}

fn all(screen: &Screen) -> Vec<String> {
    let controls = screen.app.controls.as_ref().unwrap();
    controls.entries.iter().map(|e| e.head.id.clone()).collect()
}

#[test]
fn a_folder_that_cannot_be_read_never_says_that_it_has_no_gaps() {
    for size in [SIZE, SMALL, (130, 40)] {
        let mut screen = without_questionnaires(size);
        screen
            .does_not_see("no gaps")
            .sees("Questionnaires are missing");
        let ids = all(&screen);
        screen.count(ids);
        let first = screen.shown().lines().next().unwrap().to_owned();
        assert!(first.contains("! 36 unreadable"), "{first}");
        // As long as it is so, whatever one does.
        screen.keys("down G o o w w g");
        screen.sees("! 36 unreadable").does_not_see("no gaps");
        let words: Vec<_> = screen
            .shown()
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let said = words.join(" ");
        assert!(
            said.contains("name another folder in assessment.toml"),
            "{said}"
        );
    }
}

#[test]
fn a_folder_that_is_fine_says_so_only_once_all_is_counted() {
    let mut screen = Screen::start(SIZE);
    screen.slow = true;
    let mut listing = folder::listing(&|_| true);
    listing.controls.truncate(1);
    screen.happen(Event::FolderOpened(Box::new(listing)));
    screen.does_not_see("no gaps").does_not_see("missing");
}

#[test]
fn keys_of_a_control_say_in_the_list_where_they_work() {
    let mut screen = folder::sample(SIZE);
    for (key, words) in [
        (
            "D",
            "D works in a control (Enter opens it); of all: aicaiq diff --since REV",
        ),
        ("B", "B works in a control (Enter opens it)"),
        ("Z", "Z does nothing here"),
    ] {
        screen.keys(key).sees(words);
    }
}

#[test]
fn what_is_due_in_all_controls_is_listed_and_gone_to() {
    let mut screen = folder::sample(SIZE);
    screen
        .keys("!")
        .sees("Due in all controls")
        .sees("▸ ! 2026-11-01 overdue CEK-02 CSP.03");
    screen.keys("enter").sees("CEK-02").sees("▸Action");
    assert!(screen.app.finding.last.is_none(), "nothing was searched");
    // Back at the same row, with what was typed.
    for (keys, back) in [("", "-"), ("", "esc esc"), ("\"cek-04\"", "-")] {
        let mut screen = folder::sample(SIZE);
        screen.keys("!").keys(keys).keys("down down");
        let row = screen
            .shown()
            .lines()
            .find(|l| l.contains('▸'))
            .unwrap()
            .to_owned();
        screen.keys("enter").keys(back).sees("Due in all controls");
        screen.sees(&row);
        // Then to the list, and from there into a control and back to it.
        screen.keys("esc enter -");
        assert!(screen.app.overlay.is_none(), "{keys}");
    }
    // Of records, also those that nothing uses; letters narrow it.
    screen
        .keys("- \"used by no\"")
        .sees("✗ 2026-11-20 expired, used by no control · Key policy v4")
        .sees("◷ 2026-12-10 expires, used by no control · Penetration test")
        .does_not_see("2026-11-01 overdue");
    screen.keys("esc").sees("▾ Sample Audits");
    let mut screen = Screen::start(SIZE);
    let mut listing = folder::listing(&|_| true);
    listing.expiring.clear();
    screen.slow = true;
    screen.happen(Event::FolderOpened(Box::new(listing)));
    screen.keys("!").sees("still to be counted");
    let ids = all(&screen);
    screen.count(ids);
    screen
        .keys("!")
        .sees("no corrective action is due within 30 days");
}

#[test]
fn unreadable_controls_can_be_shown_alone() {
    let mut screen = folder::sample(SIZE);
    screen
        .keys("z")
        .sees("unreadable: cannot be opened as they are");
    screen.keys("!").sees("only unreadable: 1").sees("! IAM-19");
    screen.does_not_see("CEK-02").keys("esc g").sees("A&A-01");
    // Of items there is no such thing.
    screen
        .keys("/ \"CEK-02\" enter enter z !")
        .sees("not of items");
}

#[test]
fn providers_are_filtered_by_the_menu_and_esc_shows_all_again() {
    let mut screen = portfolio::few();
    screen
        .keys("z")
        .sees("Show only")
        .sees("all providers")
        .sees("worse than before");
    screen
        .keys("g")
        .sees("Providers (2)")
        .sees("only with major gaps");
    // The sign lasts.
    screen
        .keys("down up")
        .sees("only with major gaps · Esc: all");
    screen
        .keys("z w")
        .sees("only worse than before · Esc: all")
        .sees("Providers (1)");
    screen
        .keys("esc")
        .sees("Providers (3)")
        .does_not_see("Esc: all");
    screen
        .keys("z !")
        .sees("Providers (1)")
        .sees("▸ gamma.toml");
    screen
        .keys("/ \"be\" enter")
        .sees("No provider has “be”")
        .sees("Esc: all");
    screen.keys("esc").sees("Providers (3)");
    screen
        .keys("/ \"be\" enter down")
        .sees("only “be” in the name · Esc: all");
    screen.keys("esc").sees("Providers (3)");
    screen.keys("z enter").sees("all providers are shown");
    screen
        .keys("z m")
        .sees("not of providers")
        .sees("Providers (3)");
    let mut screen = portfolio::many();
    screen
        .keys("z")
        .does_not_see("worse than before")
        .keys("w")
        .sees("nothing is compared");
}

#[test]
fn esc_in_the_results_goes_back_to_the_list() {
    let mut screen = folder::sample(SIZE);
    screen
        .sees("o results")
        .keys("o")
        .sees("  Result ")
        .sees("o list");
    screen.keys("z g esc g").sees("  Result ").sees("A&A-01");
    screen
        .keys("esc")
        .does_not_see("  Result ")
        .does_not_see("quits");
    screen.keys("esc").sees("q quits");
}

/// In an item of a control that was opened from among the providers.
fn from_portfolio() -> Screen {
    let mut screen = portfolio::many();
    screen.keys("enter");
    let p = screen.app.portfolio.as_mut().unwrap();
    p.goes_in = Some("CEK-02".into());
    p.goes_to = None;
    screen
        .controls
        .insert("CEK-02".into(), folder::empty("CEK-02"));
    screen.happen(Event::FolderOpened(Box::new(folder::listing(&|_| true))));
    assert_eq!(screen.app.screen, Shown::Walk);
    screen
}

#[test]
fn esc_goes_from_an_item_to_the_providers_one_came_from() {
    let mut screen = from_portfolio();
    screen.keys("esc");
    assert_eq!(screen.app.screen, Shown::Portfolio);
    let closes = |e: &Effect| matches!(e, Effect::CloseFolder);
    assert!(screen.effects.iter().any(closes));
    assert!(screen.app.controls.is_none() && screen.app.doc.is_none());
}

#[test]
fn whoever_has_gone_to_the_list_goes_back_by_it() {
    let mut screen = from_portfolio();
    screen.keys("-");
    assert_eq!(screen.app.screen, Shown::Controls);
    screen.keys("enter esc");
    assert_eq!(screen.app.screen, Shown::Controls);
    screen.keys("esc");
    assert_eq!(screen.app.screen, Shown::Portfolio);
}

#[test]
fn a_control_that_cannot_be_opened_from_the_providers_leaves_one_in_the_list() {
    let mut screen = portfolio::many();
    screen.keys("enter");
    screen.app.portfolio.as_mut().unwrap().goes_in = Some("CEK-02".into());
    screen.broken.push("CEK-02".into());
    screen.happen(Event::FolderOpened(Box::new(folder::listing(&|_| true))));
    assert_eq!(screen.app.screen, Shown::Controls);
    screen.click("CEK-01").click("CEK-01");
    assert_eq!(screen.app.screen, Shown::Walk);
    screen.keys("esc");
    assert_eq!(screen.app.screen, Shown::Controls);
}

#[test]
fn what_is_not_saved_is_asked_about_before_the_providers() {
    let mut screen = from_portfolio();
    screen.disk = crate::harness::DiskIs::Broken("no space left on device");
    screen.keys("j s esc").sees("Not everything is saved");
    screen.keys("Q");
    assert_eq!(screen.app.screen, Shown::Portfolio);
    assert!(screen.rescued.is_some());
}

#[test]
fn esc_goes_from_a_gap_back_to_the_gaps() {
    let mut screen = Screen::sample(SIZE);
    screen.keys("o tab tab tab down down down");
    assert_eq!(screen.app.summary.page, Page::Gaps);
    let row = screen.app.summary.gap;
    screen.keys("enter");
    assert_eq!(screen.app.screen, Shown::Walk);
    screen.keys("esc");
    assert_eq!(screen.app.screen, Shown::Summary);
    assert_eq!(
        (screen.app.summary.page, screen.app.summary.gap),
        (Page::Gaps, row)
    );
    // And from there to the items, once.
    screen.keys("esc esc");
    assert_eq!(screen.app.screen, Shown::Walk);
}

#[test]
fn names_of_providers_keep_what_differs() {
    let mut screen = portfolio::many();
    screen.keys("b");
    screen.sees("06 of").sees("13 of");
}

#[test]
fn numbers_are_left_out_whole() {
    let mut screen = folder::sample(SIZE);
    for keys in ["", "z g", "w", "z u G"] {
        screen.keys(keys);
        for size in [SIZE, SMALL] {
            screen.happen(Event::Resize(size.0, size.1));
            let shown = screen.shown();
            let head = shown.lines().nth(1).unwrap();
            let whole = !head.contains('…') || head.trim_end().ends_with("· …");
            assert!(whole, "{head}");
        }
    }
}

#[test]
fn the_results_say_which_words_are_whose() {
    let mut screen = folder::sample(SIZE);
    screen
        .keys("o")
        .sees("✗ not 13/13 ▲7")
        .sees("(all roles: 5/6")
        .sees("controls done");
    screen.happen(Event::Resize(SMALL.0, SMALL.1));
    screen.sees("✗ not").sees("(all roles: ").sees("…)");
}

#[test]
fn how_many_more_gaps_there_are_is_said() {
    let mut screen = portfolio::many();
    screen.sees(" more: Enter opens it at the worst");
    let mut screen = Screen::with(SIZE, assessment(&[Role::Csp, Role::Mp]), Vec::new());
    screen.keys("o tab tab tab").sees("↓ 6 more");
    screen.keys("G").does_not_see("↓");
    // So it is on a wide screen, of what stands beside the gaps.
    screen.app.size = (200, 50);
    let is_cut = |screen: &mut Screen| {
        let shown = screen.shown();
        let left = |row: &str| {
            row.split('│')
                .next()
                .is_some_and(|text| text.contains(" more"))
        };
        shown.lines().any(left)
    };
    screen.app.summary.page = Page::Matrix;
    assert!(is_cut(&mut screen), "{}", screen.shown());
    screen.app.summary.page = Page::Standards;
    assert!(!is_cut(&mut screen), "{}", screen.shown());
}

#[test]
fn help_of_lists_says_what_their_signs_mean() {
    let mut screen = folder::sample(SIZE);
    screen
        .keys("? G")
        .sees("▲ major gap")
        .sees("◷ expires soon");
    let mut screen = portfolio::few();
    screen.keys("? G").sees("▲ major gaps").sees("↓ worse");
}

#[test]
fn the_folder_of_questionnaires_is_named_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("a/provider");
    std::fs::create_dir_all(&folder).unwrap();
    let text =
        "schema = 1\n[assessment]\nroles = [\"CSP\"]\nquestionnaires = \"../../questionnaires\"\n";
    std::fs::write(folder.join("assessment.toml"), text).unwrap();
    let disk = aicaiq::tui::controls::Disk::open(&folder).unwrap();
    let listing = disk.listing(crate::harness::clock().today);
    let said = listing.problem.unwrap();
    let place: PathBuf = dir.path().canonicalize().unwrap().join("questionnaires");
    assert!(
        said.contains(&format!("{}, where", place.display())),
        "{said}"
    );
    assert!(
        said.contains("put them back, or name another folder in assessment.toml"),
        "{said}"
    );
    // What is built in is none of its controls, unless somebody has begun it.
    assert!(listing.controls.is_empty(), "{:?}", listing.controls);
    let begun = |id: &str| {
        let text = format!("schema = 1\n[assessment]\nquestionnaire = \"{id}\"\n");
        std::fs::write(folder.join(format!("{id}.toml")), text).unwrap();
        let disk = aicaiq::tui::controls::Disk::open(&folder).unwrap();
        let listing = disk.listing(crate::harness::clock().today);
        let ids = listing.controls.iter().map(|c| c.id.clone());
        (ids.collect::<Vec<_>>(), listing.problem.unwrap_or_default())
    };
    assert_eq!(begun("X-01").0, ["X-01"]);
    // Nothing is named, nothing lies there, and another control is begun.
    std::fs::write(
        folder.join("assessment.toml"),
        text.split("questionnaires").next().unwrap(),
    )
    .unwrap();
    let (ids, said) = begun("X-01");
    assert_eq!(ids, ["X-01"]);
    assert!(said.contains("provider/questionnaires, where"), "{said}");
    assert_eq!(begun("CEK-02").0, ["CEK-02", "X-01"]);
    std::fs::write(folder.join("assessment.toml"), text).unwrap();
    assert_eq!(begun("CEK-02").0, ["CEK-02", "X-01"]);
}
