//! The pictures and key tables of the README, made from the real screen.
//!
//! `UPDATE_PICTURES=1 cargo test --test walk picture` makes them anew.

use crate::harness::Screen;
use aicaiq::tui::theme::Theme;
use aicaiq::tui::view::draw;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use std::path::Path;

fn look(cell: &Cell) -> anstyle::Style {
    // The bright ones stand out on the pictures' black.
    let color = |c: Color| match c {
        Color::Red => Some(anstyle::AnsiColor::BrightRed.into()),
        Color::Green => Some(anstyle::AnsiColor::BrightGreen.into()),
        Color::Yellow => Some(anstyle::AnsiColor::BrightYellow.into()),
        Color::Cyan => Some(anstyle::AnsiColor::BrightCyan.into()),
        Color::Reset => None,
        Color::Rgb(r, g, b) => Some(anstyle::RgbColor(r, g, b).into()),
        named_or_indexed => aicaiq::tui::theme::color::rgb(named_or_indexed)
            .map(|[r, g, b]| anstyle::RgbColor(r, g, b).into()),
    };
    let mut style = anstyle::Style::new()
        .fg_color(color(cell.fg))
        .bg_color(color(cell.bg));
    for (modifier, effect) in [
        (Modifier::BOLD, anstyle::Effects::BOLD),
        (Modifier::DIM, anstyle::Effects::DIMMED),
        (Modifier::REVERSED, anstyle::Effects::INVERT),
        (Modifier::UNDERLINED, anstyle::Effects::UNDERLINE),
        (Modifier::ITALIC, anstyle::Effects::ITALIC),
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
    // A theme's own background is the picture's.
    let ground = buffer.content.last().unwrap().bg;
    let mut ansi = String::new();
    for row in buffer.content.chunks(width.into()) {
        for run in row.chunk_by(|a, b| look(a) == look(b)) {
            let mut style = look(&run[0]);
            if run[0].bg == ground && !run[0].modifier.contains(Modifier::REVERSED) {
                style = style.bg_color(None);
            }
            let text: String = run.iter().map(Cell::symbol).collect();
            ansi.push_str(&format!("{style}{text}{style:#}"));
        }
        ansi.push('\n');
    }
    let mut term = anstyle_svg::Term::new().min_width_px(720);
    if let Color::Rgb(r, g, b) = ground {
        term = term.bg_color(anstyle::RgbColor(r, g, b).into());
    }
    term.render_svg(ansi.trim_end())
}

#[test]
fn pictures_show_the_screen_as_it_is() {
    let mut walk = Screen::sample((100, 28));
    walk.keys("g down down down down");
    let mut summary = Screen::sample((100, 28));
    summary.keys("o");
    let themed = |theme: &str| {
        let mut screen = Screen::sample((100, 28));
        screen.keys("g down down down down");
        screen.app.theme = Theme::named(theme).unwrap();
        screen
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screenshots");
    for (name, screen) in [
        ("walk.svg", walk),
        ("results.svg", summary),
        ("dark.svg", themed("dark")),
        ("high-contrast.svg", themed("high-contrast")),
    ] {
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
