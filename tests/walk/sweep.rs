//! All states at all sizes: pictures with styles, and what holds at each.

use crate::columns::{held_alone, lines_stand};
use crate::harness::Screen;
use crate::states::{self, State};
use aicaiq::tui::effect::Event;
use aicaiq::tui::layout;
use aicaiq::tui::model::{Overlay, Page};
use aicaiq::tui::view::draw;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Position;
use ratatui::style::{Color, Style};
use std::fmt::Write;

/// A frame, and where its cursor is if it has one.
fn frame(screen: &mut Screen) -> (Buffer, Option<Position>) {
    let (width, height) = screen.app.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let mut hits = Vec::new();
    let app = &screen.app;
    terminal.draw(|frame| hits = draw(app, frame)).unwrap();
    screen.app.hits = hits;
    let backend = terminal.backend();
    let cursor = backend.cursor_visible().then(|| backend.cursor_position());
    (backend.buffer().clone(), cursor)
}

fn rows(buffer: &Buffer) -> Vec<String> {
    let row = |y: u16| {
        let mut line = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            line.push_str(cell.symbol());
            x += cell.cell_width().max(1);
        }
        line.trim_end().to_owned()
    };
    (0..buffer.area.height).map(row).collect()
}

/// A style in few letters: `green bold`, `on blue`.
fn words(style: Style) -> String {
    let mut words = Vec::new();
    if let Some(fg) = style.fg.filter(|c| *c != Color::Reset) {
        words.push(fg.to_string().to_lowercase());
    }
    if let Some(bg) = style.bg.filter(|c| *c != Color::Reset) {
        words.push(format!("on {}", bg.to_string().to_lowercase()));
    }
    words.extend(
        style
            .add_modifier
            .iter_names()
            .map(|(name, _)| name.to_lowercase().replace("reversed", "rev")),
    );
    words.join(" ")
}

/// The runs of styles of each row that has any.
fn styles(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut runs: Vec<(u16, u16, String)> = Vec::new();
        for x in 0..buffer.area.width {
            let style = words(buffer[(x, y)].style());
            match runs.last_mut() {
                Some((_, end, last)) if *last == style && *end + 1 == x => *end = x,
                _ => runs.push((x, x, style)),
            }
        }
        let runs = runs.iter().filter(|(.., style)| !style.is_empty());
        let runs: Vec<String> = runs.map(|(a, b, s)| format!("{a}-{b} {s}")).collect();
        if !runs.is_empty() {
            writeln!(out, "{y:02}: {}", runs.join("; ")).unwrap();
        }
    }
    out
}

#[test]
fn pictures() {
    for state in states::all().iter().filter(|s| s.kept) {
        let mut out = String::new();
        for size in [(80, 24), (120, 40), (200, 50)] {
            let (buffer, cursor) = frame(&mut state.at(size));
            let cursor = cursor.map_or("none".to_owned(), |at| format!("{},{}", at.x, at.y));
            writeln!(out, "== {}x{}, cursor {cursor}", size.0, size.1).unwrap();
            writeln!(out, "{}", rows(&buffer).join("\n").trim_end()).unwrap();
            writeln!(out, "-- styles\n{}", styles(&buffer)).unwrap();
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("state_{}", state.name), out);
        });
    }
    let mut small = states::all()[0].at((40, 10));
    insta::assert_snapshot!("too_small", rows(&frame(&mut small).0).join("\n"));
}

#[test]
fn every_kind_has_a_state() {
    let mut seen: Vec<&str> = Vec::new();
    let mut pages = Vec::new();
    for state in states::all() {
        let screen = state.at((80, 24));
        seen.push(states::kind(&screen.app));
        pages.push(screen.app.summary.page);
    }
    for kind in states::KINDS {
        assert!(seen.contains(kind), "no state shows {kind}");
    }
    assert!(Page::ALL.iter().all(|page| pages.contains(page)));
}

/// Sizes about those where the layout changes.
fn sizes() -> Vec<(u16, u16)> {
    let mut sizes = vec![(80, 24), (60, 100), (300, 15), (100, 24)];
    let edges = [
        (59..=62, 14..=16),
        (99..=101, 39..=41),
        (114..=116, 39..=41),
    ];
    let more = [(129..=131, 39..=41), (159..=161, 39..=41)];
    for (widths, heights) in edges.into_iter().chain(more) {
        for width in widths {
            sizes.extend(heights.clone().map(|height| (width, height)));
        }
    }
    sizes
}

/// What holds wherever there is a screen at all.
fn holds(screen: &mut Screen) -> Result<(), String> {
    let (buffer, cursor) = frame(screen);
    let size = screen.app.size;
    let rows = rows(&buffer);
    if !layout::fits(size) {
        let text = rows.join(" ");
        let told = usize::from(size.0) * usize::from(size.1) < 400 || text.contains("too small");
        return told.then_some(()).ok_or("it is not said why".to_owned());
    }
    lines_stand(screen, &buffer)?;
    held_alone(screen, &buffer)?;
    let at = cursor.ok_or("what is selected is not in sight")?;
    let row = rows.get(usize::from(at.y)).ok_or("the cursor is outside")?;
    if at.x >= size.0 || row.trim().is_empty() {
        return Err(format!("the cursor is at {},{} in {row:?}", at.x, at.y));
    }
    // The row of keys says a way out, and none of its words is cut.
    let keys = rows.last().ok_or("no rows")?;
    let hints = screen.app.keys.lines(screen.app.scope());
    let hints: Vec<&str> = hints
        .map(|(_, b)| b.hint)
        .filter(|h| !h.is_empty())
        .collect();
    if !hints.iter().any(|hint| keys.ends_with(hint)) {
        return Err(format!("the keys are cut: {keys:?}"));
    }
    let ways = ["quit", "back", "close", "later", "stay", "done, saved"];
    if !ways.iter().any(|way| keys.contains(way)) {
        return Err(format!("no way out: {keys:?}"));
    }
    title_is_whole(screen, &rows[0])?;
    tabs_are_whole(screen, &rows)
}

/// The title tells what is assessed and whether it is saved.
fn title_is_whole(screen: &Screen, row: &str) -> Result<(), String> {
    let Some(doc) = &screen.app.doc else {
        return Ok(());
    };
    let subject = &doc.assessment().subject;
    let shown: String = subject.chars().take(8).collect();
    let ends = ["saved", "NOT SAVED (Ctrl-S)", "read-only"];
    if !row.contains(&shown) || !ends.iter().any(|end| row.ends_with(end)) {
        return Err(format!("the title is cut: {row:?}"));
    }
    Ok(())
}

/// All pages of the summary can be seen to be there.
fn tabs_are_whole(screen: &Screen, rows: &[String]) -> Result<(), String> {
    let summary = states::kind(&screen.app) == "summary" && !layout::is_wide(screen.app.size);
    match Page::ALL
        .iter()
        .find(|page| !rows[1].contains(page.title()))
    {
        Some(page) if summary => Err(format!("{page:?} is cut: {:?}", rows[1])),
        _ => Ok(()),
    }
}

/// Tries a part of the states, so that two of them run side by side.
fn sweep(part: usize) {
    let sizes = sizes();
    let mut wrong = Vec::new();
    let states = states::all();
    for (n, state) in states.iter().enumerate().filter(|(n, _)| n % 2 == part) {
        let mut screen = state.at((60, 15));
        let mut check = |size: (u16, u16)| {
            screen.happen(Event::Resize(size.0, size.1));
            if let Err(why) = holds(&mut screen) {
                let shown = screen.shown();
                wrong.push(format!(
                    "{} at {}x{}: {why}\n{shown}",
                    state.name, size.0, size.1
                ));
            }
        };
        check((60, 15));
        let few = [1, 2, 3, 5, 9, 17, 29, 40];
        for width in few {
            for height in few.into_iter().skip(n % 2).step_by(2).filter(|h| *h <= 20) {
                check((width, height));
            }
        }
        // Each state at some of the sizes, each size with some of the states.
        for size in sizes.iter().skip(n % 5).step_by(5) {
            check(*size);
        }
        if n % 4 < 2 {
            check((300, 100));
        }
    }
    let count = wrong.len();
    wrong.truncate(12);
    assert!(count == 0, "{count} are wrong:\n{}", wrong.join("\n"));
}

#[test]
fn every_state_is_whole_at_every_size() {
    sweep(0);
}

#[test]
fn every_other_state_is_whole_at_every_size() {
    sweep(1);
}

#[test]
fn keys_do_no_harm_at_any_size() {
    let sizes = [
        (1, 1),
        (3, 40),
        (60, 15),
        (20, 5),
        (80, 24),
        (40, 1),
        (131, 41),
        (300, 100),
    ];
    let keys = "pgdn down right end ctrl-d tab enter left up home ? G backspace pgup o tab end";
    for (n, state) in states::all().iter().enumerate() {
        let State { name, .. } = state;
        for size in [sizes[n % 8], sizes[(n + 3) % 8]] {
            let mut screen = state.at(size);
            for key in keys.split(' ') {
                screen.keys(key);
            }
            frame(&mut screen);
            screen.happen(Event::Resize(60, 15));
            let (buffer, _) = frame(&mut screen);
            assert_eq!(buffer.area.width, 60, "{name}");
        }
    }
}

#[test]
fn why_something_was_refused_is_read_on_the_smallest_terminal() {
    for (state, why) in [
        ("wizard_refused", "✗ Name the provider"),
        ("sign_off_refused", "✗ "),
        ("evidence_refused", "✗ there is no such file"),
        ("editor_due_refused", "✗ “soon” is not a day"),
        ("resolve_refused", "✗ this is no text"),
    ] {
        let states = states::all();
        let state = states.iter().find(|s| s.name == state).unwrap();
        state.at((60, 15)).sees(why);
    }
    let mut screen = Screen::sample((60, 15));
    screen.disk = crate::harness::DiskIs::Changed;
    screen.keys("s");
    let Some(Overlay::Conflict(conflict)) = &mut screen.app.overlay else {
        panic!("it is asked");
    };
    conflict.why = Some("theirs is not whole".into());
    screen.sees("✗ theirs is not whole");
}

#[test]
fn newcomers_see_the_keys_they_need() {
    let mut screen = Screen::fresh((80, 24));
    screen.keys("j");
    for hint in [
        "s p n a answer",
        "e note",
        "v evidence",
        "] next open",
        "o overview",
        ": palette",
        "? help",
        "q quit",
    ] {
        screen.sees(hint);
    }
    screen.does_not_see("d details").does_not_see("u undo");
    screen.app.size = (130, 24);
    screen.sees("u undo").sees("/ find");
}

#[test]
fn the_selected_cell_of_a_large_matrix_is_in_sight() {
    for size in [(60, 15), (80, 24), (120, 40), (300, 100)] {
        let mut screen = states::large(86);
        screen.happen(Event::Resize(size.0, size.1));
        screen.keys("o down end");
        screen.sees("MP.96 ").sees("not assessed");
        assert!(screen.at_cursor().starts_with('○'), "{}", screen.shown());
        screen.keys("home").sees("MP.CEK-02.1");
        assert!(screen.at_cursor().starts_with('○'), "{}", screen.shown());
    }
}

#[test]
fn no_text_is_wider_than_is_read_with_ease() {
    let mut screen = Screen::sample((300, 100));
    for keys in ["g down down", "tab", "esc o", "tab", "tab", "tab"] {
        screen.keys(keys);
        let shown = screen.shown();
        for line in shown.lines().skip(1).take(97) {
            let runs = line.split(['│']).flat_map(|part| part.split("   "));
            let longest = runs.map(|run| run.trim().chars().count()).max();
            assert!(longest <= Some(124), "{line}\n{shown}");
        }
    }
}
