//! Whatever text there is, lines stand in their columns: in the cells and in
//! an emulator that is sent what the program writes.

use crate::harness::{Screen, clock};
use crate::looks::{WALKS, cells, others};
use aicaiq::assessment::{Action, Assessment, Outcome, Role};
use aicaiq::questionnaire::{StepId, embedded};
use aicaiq::store::listing::{Entry, Listing};
use aicaiq::tui::layout;
use aicaiq::tui::model::Screen as Shown;
use aicaiq::tui::paint::Shown as Painted;
use aicaiq::tui::view::{controls_areas, draw_linked, moves_after};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Position;
use std::sync::Arc;

/// Text of every awkward kind.
const PIECES: [&str; 40] = [
    "a",
    "word ",
    "B-12 ",
    " ",
    "漢",
    "鍵管理",
    "한국",
    "각",
    "e\u{301}",
    "n\u{303}\u{330}",
    "👩\u{200d}🔬",
    "👨\u{200d}👩\u{200d}👧\u{200d}👦",
    "🏳\u{fe0f}\u{200d}🌈",
    "🇩🇪",
    "🇫",
    "❤\u{fe0f}",
    "⌚\u{fe0e}",
    "1\u{fe0f}\u{20e3}",
    "👍🏽",
    "🏽",
    "🙂",
    "שלום ",
    "مرحبا لا ",
    "\u{200b}",
    "\u{200d}",
    "\u{ad}",
    "\u{feff}",
    "\u{301}",
    "ｶﾞ",
    "क्षि",
    "\u{1780}\u{17d2}\u{1780}",
    "\u{115f}",
    "\u{1b}[31m",
    "\u{7}",
    "\u{9b}",
    "\u{202e}",
    "\t",
    "\n",
    "…",
    "ﷺ",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => proptest::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn sample(size: (u16, u16), texts: &[String]) -> Screen {
    let mut at = texts.iter().cycle().cloned();
    let mut next = || at.next().unwrap();
    let mut screen = Screen::sample(size);
    let mut a: Assessment = screen.doc().assessment().clone();
    a.subject = next();
    a.assessor = next();
    for (_, role) in a.answers.iter_mut() {
        for question in role.questions.values_mut() {
            question.implementation = next();
            question.answered_by = next();
        }
        for (n, step) in role.steps.values_mut().enumerate() {
            step.note = next();
            step.assessed_by = next();
            step.review_comment = next();
            step.action = (n % 2 == 0).then(|| Action {
                text: next(),
                owner: next(),
                ..Action::default()
            });
        }
    }
    let steps = &mut a.answers.entry(Role::Csp).or_default().steps;
    let step = steps.entry(StepId::new("05").unwrap()).or_default();
    step.outcome = Some(Outcome::NotSatisfied);
    step.note = next();
    for record in a.evidence.values_mut() {
        record.title = next();
        record.viewed_by = next();
        record.viewed_on = Some(clock().today);
    }
    let mut questionnaire = embedded().clone();
    questionnaire.control.title = next();
    questionnaire.control.threats = vec![next(), next()];
    for phase in &mut questionnaire.lifecycle {
        phase.phase = next();
    }
    for role in &mut questionnaire.roles {
        role.name = next();
        for step in &mut role.steps {
            step.topic = next();
            step.text = next();
        }
    }
    let names: Vec<Entry> = (0..6)
        .map(|n| Entry {
            name: format!("{n}{}", next()),
            folder: n == 0,
        })
        .collect();
    let files = screen.files.clone();
    screen = Screen::with(size, a, Vec::new());
    screen.app.questionnaire = Arc::new(questionnaire);
    screen.files = files;
    let listing = Listing {
        entries: names,
        more: false,
    };
    screen.folders.insert(String::new(), Ok(listing));
    screen
}

/// No character is cut, none hangs over the edge, and no cell has one whose
/// width is a matter of opinion.
fn is_whole(buffer: &Buffer) -> Result<(), String> {
    let width = buffer.area.width;
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < width {
            let cell = &buffer[(x, y)];
            let wide = cell.cell_width();
            if wide == 0 {
                return Err(format!("{:?} has no column at {x},{y}", cell.symbol()));
            }
            for hidden in x + 1..(x + wide).min(width) {
                if buffer[(hidden, y)].symbol() != " " {
                    return Err(format!("{:?} is covered at {x},{y}", cell.symbol()));
                }
            }
            let odd = |c: char| {
                c.is_control()
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f1e6}'..='\u{1f1ff}')
            };
            if cell.symbol().contains(odd) {
                return Err(format!("{:?} at {x},{y}", cell.symbol()));
            }
            x += wide;
        }
        if x != width {
            return Err(format!("row {y} has {x} columns"));
        }
    }
    Ok(())
}

/// The line between the panes of the walk, and the sides of every box, are
/// whole.
pub fn lines_stand(screen: &Screen, buffer: &Buffer) -> Result<(), String> {
    let (width, height) = screen.app.size;
    let at = |x: u16, y: u16| buffer[(x, y)].symbol();
    let plain = screen.app.overlay.is_none() && screen.app.message.is_none();
    if screen.app.screen == Shown::Walk && plain {
        let outline = layout::walk(screen.app.size).outline;
        for y in outline.top()..outline.bottom() {
            if at(outline.right() - 1, y) != "│" {
                return Err(format!("no line between the panes in row {y}"));
            }
        }
    }
    let mut boxes = 0;
    for y in 0..height {
        for x in (0..width).filter(|x| at(*x, y) == "╭") {
            boxes += 1;
            let right = (x..width).find(|x| at(*x, y) == "╮");
            let right = right.ok_or(format!("an open box at {x},{y}"))?;
            let mut below = (y + 1..height).take_while(|y| at(x, *y) != "╰");
            if let Some(row) = below.find(|y| at(x, *y) != "│" || at(right, *y) != "│") {
                return Err(format!("the sides of a box are broken in row {row}"));
            }
        }
    }
    if screen.app.overlay.is_some() && boxes == 0 {
        return Err("no box".to_owned());
    }
    Ok(())
}

/// A pane that is left out of a frame leaves all else in it as it is.
pub fn held_alone(screen: &Screen, buffer: &Buffer) -> Result<(), String> {
    let app = &screen.app;
    let pane = match app.screen {
        _ if app.overlay.is_some() => None,
        Shown::Walk => Some(layout::walk(app.size).item),
        Shown::Controls => {
            let areas = controls_areas(app);
            areas.side.or(areas.foot)
        }
        _ => None,
    };
    let Some(pane) = pane else { return Ok(()) };
    let mut terminal = Terminal::new(TestBackend::new(app.size.0, app.size.1)).unwrap();
    let draw = |frame: &mut ratatui::Frame<'_>| drop(draw_linked(app, frame, Some(pane)));
    let drawn = terminal.draw(draw).unwrap();
    let wrong = |at: &Position| !pane.contains(*at) && drawn.buffer[*at] != buffer[*at];
    match buffer.area.positions().find(wrong) {
        Some(at) => Err(format!("{at} is another one where {pane} is left out")),
        None => Ok(()),
    }
}

/// A terminal that counts character by character, as most do.
struct Emulator {
    parser: vt100::Parser,
    painted: Painted,
}

impl Emulator {
    fn new(size: (u16, u16)) -> Self {
        Self {
            parser: vt100::Parser::new(size.1.try_into().unwrap(), size.0.try_into().unwrap(), 0),
            painted: Painted::default(),
        }
    }

    /// Sends what has changed, and compares all that is seen.
    fn draw(&mut self, mut buffer: Buffer) -> Result<(), String> {
        // The emulator takes it for broken UTF-8 and draws nothing.
        for cell in &mut buffer.content {
            if cell.symbol().contains('\u{fffd}') {
                let plain = cell.symbol().replace('\u{fffd}', "?");
                cell.set_symbol(&plain);
            }
        }
        let mut bytes = Vec::new();
        self.painted
            .paint(&mut bytes, &buffer, (&[], &[]), (None, None));
        self.parser.process(&bytes);
        let screen = self.parser.screen();
        for y in 0..buffer.area.height {
            let mut x = 0;
            while x < buffer.area.width {
                let cell = &buffer[(x, y)];
                let seen = screen.cell(y, x).map_or("", |c| c.contents());
                let seen = if seen.is_empty() { " " } else { seen };
                // What an emulator makes of it is its own affair.
                let excused = moves_after(cell);
                if seen != cell.symbol() && !excused {
                    return Err(format!(
                        "{:?} is seen as {seen:?} at {x},{y}",
                        cell.symbol()
                    ));
                }
                x += cell.cell_width().max(1);
            }
        }
        Ok(())
    }
}

fn check(screen: &Screen, emulator: &mut Emulator, what: &str) -> Result<(), TestCaseError> {
    let buffer = cells(screen);
    let found = is_whole(&buffer)
        .and_then(|()| lines_stand(screen, &buffer))
        .and_then(|()| emulator.draw(buffer.clone()));
    if let Err(why) = found {
        let mut shown = String::new();
        for row in buffer.content.chunks(usize::from(screen.app.size.0)) {
            shown.extend(row.iter().map(|c| c.symbol()));
            shown.push('\n');
        }
        return Err(TestCaseError::fail(format!("{what:?}: {why}\n{shown}")));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_text_moves_the_lines(texts in prop::collection::vec(text(), 1..8), wide in any::<bool>()) {
        let size = if wide { (120, 40) } else { (80, 24) };
        // One terminal for all: what one screen leaves must not show in the next.
        let mut emulator = Emulator::new(size);
        for keys in WALKS {
            let mut screen = sample(size, &texts);
            check(&screen, &mut emulator, "walk")?;
            screen.keys(keys);
            check(&screen, &mut emulator, keys)?;
            screen.keys("down");
            check(&screen, &mut emulator, keys)?;
        }
        for text in &texts {
            for screen in others(size, text) {
                check(&screen, &mut emulator, "others")?;
            }
            let mut screen = sample(size, &texts);
            screen.keys("e");
            let typed: String = text.chars().filter(|c| *c != '"').collect();
            screen.keys(&format!("\"{typed}\""));
            check(&screen, &mut emulator, "typing")?;
            screen.keys("esc");
            check(&screen, &mut emulator, "typed")?;
        }
    }
}
