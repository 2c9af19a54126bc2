//! Looks: themes, no colours, ASCII signs.

use crate::harness::{DiskIs, Screen, assessment, clock};
use aicaiq::assessment::{Conflict, Outcome, Role};
use aicaiq::store::drafts::Draft;
use aicaiq::store::recent::Recent;
use aicaiq::tui::keymap::Keys;
use aicaiq::tui::theme::color::Depth;
use aicaiq::tui::theme::glyphs::Glyphs;
use aicaiq::tui::theme::{BUILT_IN, Theme};
use aicaiq::tui::view::draw;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use std::path::PathBuf;

/// The screen's cells with their looks.
pub fn cells(screen: &Screen) -> Buffer {
    let (width, height) = screen.app.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| {
            draw(&screen.app, frame);
        })
        .unwrap();
    terminal.backend().buffer().clone()
}

/// Key scripts that lead from an open assessment to every kind of screen.
pub const WALKS: [&str; 18] = [
    "",
    "g",
    "g down down down down tab down",
    "tab v",
    "e",
    "n c",
    "v",
    "v down down",
    "d",
    "?",
    "o",
    "o tab",
    "o tab tab",
    "o tab tab tab down down",
    "o tab tab tab tab",
    "o tab tab tab tab tab",
    ",",
    "F",
];

/// Screens that no key leads to.
pub fn others(size: (u16, u16), text: &str) -> Vec<Screen> {
    let mut start = Screen::start(size);
    start.app.start.recent = vec![Recent {
        path: PathBuf::from(format!("/work/{text}/sample.cek-02.toml")),
        subject: text.into(),
        questionnaire: "CEK-02".into(),
        opened_at: clock().now,
    }];
    let mut wizard = Screen::start(size);
    wizard.keys(&format!("n \"{}\" tab", text.replace('"', "'")));
    let draft = |field: &str| Draft {
        role: "CSP".into(),
        item: "03".into(),
        field: field.into(),
        text: text.into(),
        base: String::new(),
        saved_at: clock().now,
    };
    let drafts = Screen::with(
        size,
        assessment(&[Role::Csp]),
        vec![draft("note"), draft("action.owner")],
    );
    let mut broken = Screen::sample(size);
    broken.disk = DiskIs::Broken("no space left on device");
    broken.keys("s q");
    let mut changed = Screen::sample(size);
    changed.disk = DiskIs::Changed;
    changed.keys("s");
    let mut disputed = assessment(&[Role::Csp]);
    let quoted = |text: &str| Some(format!("{text:?}"));
    disputed.conflicts.insert(
        "roles.CSP.steps.03.note".into(),
        Conflict {
            base: None,
            ours: quoted(text),
            theirs: quoted(text),
            base_unknown: false,
            ours_from: text.into(),
            theirs_from: "audit".into(),
            ..Conflict::default()
        },
    );
    let disputed = Screen::with(size, disputed, Vec::new());
    vec![start, wizard, drafts, broken, changed, disputed]
}

fn all(size: (u16, u16)) -> Vec<Screen> {
    let mut screens = others(size, "Sample");
    for keys in WALKS {
        let mut screen = Screen::sample(size);
        screen.keys(keys);
        screens.push(screen);
    }
    screens
}

#[test]
fn with_ascii_signs_no_arrow_key_looks_like_a_letter() {
    let mut lacking = Vec::new();
    for (keys, words) in [
        ("?", &["Down j", "Up k"][..]),
        ("v", &["Down select"]),
        (": \"down\"", &["Down  j"]),
        ("tab enter", &["or Left Right to choose"]),
        ("g R", &["its steps first (Down)"]),
    ] {
        let mut screen = Screen::sample((110, 100));
        screen.app.theme = Theme::default().with_glyphs(Glyphs::Ascii);
        screen.app.keys = Keys::default().named_with(Glyphs::Ascii);
        screen.keys(keys);
        let shown = screen.shown();
        for word in words {
            if !shown.contains(word) {
                println!("{word} after {keys} in\n{shown}");
                lacking.push(*word);
            }
        }
    }
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn with_ascii_signs_there_is_nothing_else() {
    for size in [(60, 15), (80, 24), (120, 40), (200, 50), (30, 10)] {
        for mut screen in all(size) {
            screen.app.theme = Theme::default().with_glyphs(Glyphs::Ascii);
            let shown = screen.shown();
            let odd = shown.chars().find(|c| !c.is_ascii());
            assert!(odd.is_none(), "{odd:?} in\n{shown}");
        }
    }
    let mut screen = Screen::sample((100, 28));
    screen.app.theme = Theme::default().with_glyphs(Glyphs::Ascii);
    screen.keys("g down down down down tab down");
    insta::assert_snapshot!("walk_ascii_100x28", screen.shown());
}

#[test]
fn with_ascii_signs_each_sign_has_a_meaning_of_its_own() {
    let mut screen = Screen::sample((80, 40));
    screen.app.theme = Theme::default().with_glyphs(Glyphs::Ascii);
    // An open fold is not what does not apply, and a review no closed one.
    screen.sees("v CSP 9/13").sees("- 02    n/a");
    screen
        .sees("+ 01    satisfied     *")
        .sees("partially     )");
    screen.sees("x 05    not satisfied (A");
    // What is folded is not what is selected.
    screen.keys("g left").sees("} CSP 9/13");
    screen
        .keys("? end")
        .sees("the review: ) ready  ( changes asked for");
    let mut screen = crate::folder::sample((80, 24));
    screen.app.theme = Theme::default().with_glyphs(Glyphs::Ascii);
    screen.sees("  . A&A-05").sees("not begun");
}

#[test]
fn ascii_signs_leave_peoples_letters_alone() {
    let mut a = assessment(&[Role::Csp]);
    a.subject = "Müller 漢字 – É".into();
    let mut screen = Screen::with((80, 24), a, Vec::new());
    screen.app.theme = Theme::default().with_glyphs(Glyphs::Ascii);
    screen.sees("Müller 漢字 - É - CEK-02");
}

/// Modifiers of a row's cells that have something in them.
fn modifiers(buffer: &Buffer, row: u16) -> Vec<Modifier> {
    let columns = 1..20.min(buffer.area.width);
    columns.map(|x| buffer[(x, row)].modifier).collect()
}

#[test]
fn without_colours_what_is_selected_is_seen() {
    for (name, _) in BUILT_IN {
        for (keys, selected, other) in [
            ("g down down", " ✓ 01", " ✓ 02"),
            ("g down down tab", " ✓ 01", " ✓ 02"),
        ] {
            let mut screen = Screen::sample((80, 24));
            screen.app.theme = Theme::named(name).unwrap().at(Depth::None);
            screen.keys(keys);
            let buffer = cells(&screen);
            let plain = |c: &ratatui::buffer::Cell| c.fg == Color::Reset && c.bg == Color::Reset;
            assert!(buffer.content.iter().all(plain), "{name}: no colours");
            let (mine, others) = (screen.find(selected).1, screen.find(other).1);
            let mine = modifiers(&buffer, mine);
            assert_ne!(mine, modifiers(&buffer, others), "{name} {keys}");
            assert!(mine.iter().all(|m| !m.is_empty()), "{name} {keys}");
        }
    }
}

#[test]
fn a_background_of_its_own_covers_the_screen() {
    for size in [(80, 24), (30, 10)] {
        for mut screen in all(size) {
            screen.app.theme = Theme::named("high-contrast").unwrap().at(Depth::True);
            let buffer = cells(&screen);
            let bare = |c: &&ratatui::buffer::Cell| c.fg == Color::Reset || c.bg == Color::Reset;
            assert_eq!(buffer.content.iter().find(bare), None);
        }
    }
}

#[test]
fn what_there_is_none_of_alarms_nobody() {
    let mut screen = Screen::fresh((80, 24));
    screen.keys("g").sees("0 of 12 steps not satisfied");
    let (column, row) = screen.find("0 of 12 steps not satisfied");
    let quiet = screen.app.theme.quiet();
    let look = |screen: &Screen| {
        let buffer = cells(screen);
        let cell = &buffer[(column, row)];
        (cell.fg, cell.modifier)
    };
    let of = |style: ratatui::style::Style| (style.fg.unwrap_or(Color::Reset), style.add_modifier);
    assert_eq!(look(&screen), of(quiet));
    screen.keys("j j n g");
    screen.sees("1 of 12 steps not satisfied");
    let bad = screen.app.theme.outcome(Outcome::NotSatisfied);
    assert_eq!(look(&screen), of(bad));
}

#[test]
fn roles_have_a_bar_all_of_them_or_none() {
    for width in 60..=200 {
        let mut screen = Screen::sample((width, 50));
        // Ten of thirteen takes a column more than four of eleven.
        let shown = screen.keys("] s").sees("CSP 10/13").shown();
        let heads: Vec<&str> = shown.lines().filter(|l| l.starts_with('▾')).collect();
        assert_eq!(heads.len(), 2, "{shown}");
        let has_bar = |head: &&&str| head.split('│').next().unwrap().contains(['━', '┄']);
        let bars = heads.iter().filter(has_bar).count();
        assert!(bars == 0 || bars == 2, "{width}: {heads:?}");
    }
}

#[test]
fn a_title_and_what_is_said_of_it_far_away_are_joined() {
    let mut screen = crate::folder::sample((300, 100));
    let shown = screen.shown();
    let row = shown.lines().find(|line| line.contains("CEK-03 ")).unwrap();
    assert!(row.contains(" ·····") && row.contains("····· "), "{row}");
    let mut screen = crate::folder::sample((80, 24));
    let row = screen.keys("/ \"CEK-03\" enter").shown();
    assert!(!row.lines().any(|l| l.contains("·····")));
    // Inside, the name of the control stands in the top row as far as it fits.
    screen.keys("enter").sees("› CEK-03 Sample").sees("› CSP");
}
