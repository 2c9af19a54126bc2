//! Pictures of every screen at 80×24 and 200×50.

use crate::harness::{DiskIs, Screen, assessment, clock};
use aicaiq::assessment::Role;
use aicaiq::store::drafts::Draft;
use aicaiq::store::recent::Recent;
use aicaiq::tui::model::Start;
use std::path::PathBuf;

fn at_both_sizes(name: &str, prepare: impl Fn((u16, u16)) -> Screen) {
    for size in [(80, 24), (200, 50)] {
        let shown = prepare(size).shown();
        let widest = shown
            .lines()
            .map(unicode_width::UnicodeWidthStr::width)
            .max();
        assert!(widest <= Some(size.0.into()));
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), shown);
    }
}

#[test]
fn start() {
    at_both_sizes("start", |size| {
        let mut screen = Screen::start(size);
        screen.app.start = Start::new(Vec::new());
        screen
    });
    at_both_sizes("start_recent", |size| {
        let mut screen = Screen::start(size);
        screen.app.start = Start::new(vec![Recent {
            path: PathBuf::from("/work/acme/sample.cek-02.toml"),
            subject: "Sample GenAI Platform".into(),
            questionnaire: "CEK-02".into(),
            opened_at: clock().now,
        }]);
        screen
    });
}

#[test]
fn wizard() {
    at_both_sizes("wizard", |size| {
        let mut screen = Screen::start(size);
        screen.keys("n \"Sample Corp\" tab \"sample assessor\" tab space");
        screen
    });
}

#[test]
fn walk() {
    at_both_sizes("walk_fresh", Screen::fresh);
    at_both_sizes("walk_sample", Screen::sample);
    at_both_sizes("walk_shortfall", |size| {
        let mut screen = Screen::sample(size);
        screen.keys("g down down down down tab down");
        screen
    });
    at_both_sizes("walk_role", |size| {
        let mut screen = Screen::sample(size);
        screen.keys("g");
        screen
    });
    at_both_sizes("walk_adapted_step", |size| {
        let mut screen = Screen::sample(size);
        screen.keys("G");
        screen
    });
}

#[test]
fn writing() {
    at_both_sizes("editor_note", |size| {
        let mut screen = Screen::sample(size);
        screen.keys("e \"a note that is long enough to be wrapped in the narrow pane of the smaller screen\nand a second line\"");
        screen
    });
    at_both_sizes("editor_due_refused", |size| {
        let mut screen = Screen::sample(size);
        screen.keys("n c enter enter \"soon\" enter");
        screen
    });
}

#[test]
fn overlays() {
    at_both_sizes("help", |size| {
        let mut screen = Screen::sample(size);
        screen.keys("?");
        screen
    });
    at_both_sizes("details", |size| {
        let mut screen = Screen::sample(size);
        screen.keys("d");
        screen
    });
    at_both_sizes("drafts", |size| {
        let draft = Draft {
            role: "CSP".into(),
            item: "03".into(),
            field: "note".into(),
            text: "the team list was of\nlast ye".into(),
            base: String::new(),
            saved_at: clock().now,
        };
        Screen::with(size, assessment(&[Role::Csp, Role::Mp]), vec![draft])
    });
    at_both_sizes("conflict", |size| {
        let mut screen = Screen::sample(size);
        screen.disk = DiskIs::Changed;
        screen.keys("s");
        screen
    });
    at_both_sizes("leaving", |size| {
        let mut screen = Screen::sample(size);
        screen.disk = DiskIs::Broken("no space left on device");
        screen.keys("s q");
        screen
    });
}

#[test]
fn summary() {
    for (name, keys) in [
        ("summary_results", "o"),
        ("summary_responsibility", "o tab"),
        ("summary_standards", "o tab tab"),
        ("summary_gaps", "o tab tab tab down down"),
    ] {
        at_both_sizes(name, |size| {
            let mut screen = Screen::sample(size);
            screen.keys(keys);
            screen
        });
    }
}

#[test]
fn every_size_is_drawn_without_a_panic() {
    for keys in ["", "tab", "e", "v", "d", "?", "o", "o tab tab tab"] {
        let mut screen = Screen::sample((80, 24));
        screen.keys(keys);
        for width in (1..140).step_by(9) {
            for height in (1..44).step_by(3) {
                screen.app.size = (width, height);
                screen.shown();
            }
        }
    }
    for keys in ["", "n", "n G"] {
        let mut screen = Screen::start((80, 24));
        screen.keys(keys);
        for width in (60..140).step_by(9) {
            for height in 15..30 {
                screen.app.size = (width, height);
                let shown = screen.shown();
                let selected = if keys.is_empty() { "▸ New" } else { "▸ " };
                assert!(
                    shown.contains(selected),
                    "what is selected is in sight:\n{shown}"
                );
            }
        }
    }
    let many = (1..=10).map(|n| Draft {
        role: "CSP".into(),
        item: format!("{n:02}"),
        field: "note".into(),
        text: "x".into(),
        base: String::new(),
        saved_at: clock().now,
    });
    let mut screen = Screen::with((80, 24), assessment(&[Role::Csp]), many.collect());
    for key in ["G", "g", "down", "end"] {
        screen.keys(key).sees("▸ CSP.");
        screen.app.size = (60, 15);
        screen.sees("▸ CSP.");
        screen.app.size = (80, 24);
    }
    let mut screen = Screen::sample((30, 10));
    screen.sees("too small");
}

#[test]
fn hostile_texts_reach_no_cell() {
    let mut a = assessment(&[Role::Csp]);
    a.subject = "x\u{1b}]52;c;eA==\u{7}\u{9b}31m\u{202e}y".into();
    let mut screen = Screen::with((80, 24), a, Vec::new());
    let shown = screen.shown();
    assert!(
        shown
            .chars()
            .all(|c| c == '\n' || !aicaiq::text::is_unsafe(c)),
        "{shown:?}"
    );
    screen.sees("x␛]52");
}

#[test]
fn the_matrix_is_walked_by_cells() {
    let mut screen = Screen::sample((80, 24));
    screen.keys("o").sees("CSP.07 Periodic role review");
    screen
        .keys("left left")
        .sees("CSP.05 Segregation of duties");
    screen.sees("▲ major not satisfied: mend it");
    screen.keys("down").sees("MP.05 Segregation of duties");
    screen
        .keys("end up")
        .sees("CSP.10 Supply chain coordination");
    screen.keys("end").sees("CSP.ccm-2");
    // A role without that item: the last one that it has.
    screen.keys("down").sees("MP.10 Supply chain coordination");
    screen
        .keys("down right")
        .sees("MP.10 Supply chain coordination");
    screen.keys("enter").sees("MP · step 10");
    // Back in the results, the item that the walk is at is the selected one.
    screen.keys("up o").sees("MP.09 Continuity");
}

#[test]
fn a_click_on_the_matrix_selects_and_a_second_one_goes_there() {
    let mut screen = Screen::sample((80, 24));
    screen
        .keys("o")
        .click("✗")
        .sees("CSP.05 Segregation of duties");
    screen.click("✗").sees("CSP · step 05");
}
