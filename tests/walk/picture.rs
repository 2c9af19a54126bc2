//! The pictures and key tables of the README, made from the real screen.
//!
//! `UPDATE_PICTURES=1 cargo test --test walk picture` makes them anew.

use crate::harness::Screen;
use aicaiq::tui::view::draw;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use std::path::Path;

fn look(cell: &Cell) -> anstyle::Style {
    let color = |c: Color| match c {
        Color::Red => Some(anstyle::AnsiColor::BrightRed),
        Color::Green => Some(anstyle::AnsiColor::BrightGreen),
        Color::Yellow => Some(anstyle::AnsiColor::BrightYellow),
        Color::Cyan => Some(anstyle::AnsiColor::BrightCyan),
        _ => None,
    };
    let mut style = anstyle::Style::new().fg_color(color(cell.fg).map(Into::into));
    for (modifier, effect) in [
        (Modifier::BOLD, anstyle::Effects::BOLD),
        (Modifier::DIM, anstyle::Effects::DIMMED),
        (Modifier::REVERSED, anstyle::Effects::INVERT),
        (Modifier::UNDERLINED, anstyle::Effects::UNDERLINE),
    ] {
        if cell.modifier.contains(modifier) {
            style = style.effects(style.get_effects() | effect);
        }
    }
    style
}

fn svg(screen: &Screen) -> String {
    let (width, height) = screen.app.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| {
            draw(&screen.app, frame);
        })
        .unwrap();
    let buffer = terminal.backend().buffer();
    let mut ansi = String::new();
    for y in 0..height {
        for x in 0..width {
            let style = look(&buffer[(x, y)]);
            ansi.push_str(&format!("{style}{}{style:#}", buffer[(x, y)].symbol()));
        }
        ansi.push('\n');
    }
    anstyle_svg::Term::new()
        .min_width_px(720)
        .render_svg(ansi.trim_end())
}

#[test]
fn pictures_show_the_screen_as_it_is() {
    let mut walk = Screen::sample((100, 28));
    walk.keys("g down down down down");
    let mut summary = Screen::sample((100, 28));
    summary.keys("o");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screenshots");
    for (name, screen) in [("walk.svg", walk), ("results.svg", summary)] {
        let made = svg(&screen);
        let path = folder.join(name);
        if std::env::var_os("UPDATE_PICTURES").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &made).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == made,
            "{name} is stale: UPDATE_PICTURES=1 cargo test --test walk picture"
        );
    }
}

#[test]
fn the_readme_has_the_key_table_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme
        .split_once("<!-- keys: made from the key table -->")
        .unwrap();
    let (_, after) = rest.split_once("<!-- end of keys -->").unwrap();
    let keys = aicaiq::tui::keymap::markdown();
    let made = format!(
        "{before}<!-- keys: made from the key table -->\n{keys}\n<!-- end of keys -->{after}"
    );
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        std::fs::write(&path, &made).unwrap();
        return;
    }
    assert!(
        readme == made,
        "the key tables are stale: UPDATE_PICTURES=1 cargo test --test walk picture"
    );
}
