//! The line that leaves in sight only what has some letters in it: providers,
//! or gaps.

use super::{controls_gaps, portfolio};
use crate::text::is_unsafe;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Overlay, Screen};
use crate::tui::wizard::{line_of, text_of};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Opens the line with what was typed before.
pub fn open(app: &mut App, typed: &str) {
    app.overlay = Some(Overlay::Narrow(Box::new(line_of(typed))));
}

/// Does an action in it.
pub fn in_line(app: &mut App, action: Action) -> Vec<Effect> {
    let Some(Overlay::Narrow(line)) = &mut app.overlay else {
        return Vec::new();
    };
    match action {
        Action::Write(stroke) => {
            line.stroke(stroke, (usize::from(u16::MAX), 1));
        }
        Action::ClearLine => line.set(""),
        Action::Enter => {
            app.overlay = None;
            return Vec::new();
        }
        Action::Back => {
            app.overlay = None;
            narrow_to(app, "");
            return Vec::new();
        }
        action => {
            match app.screen {
                Screen::Gaps => drop(controls_gaps::act(app, action)),
                _ => portfolio::select(app, action),
            }
            return Vec::new();
        }
    }
    narrow(app);
    Vec::new()
}

fn narrow(app: &mut App) {
    let Some(Overlay::Narrow(line)) = &app.overlay else {
        return;
    };
    let typed = text_of(line);
    narrow_to(app, &typed);
}

fn narrow_to(app: &mut App, typed: &str) {
    match app.screen {
        Screen::Gaps => controls_gaps::narrow(app, typed),
        _ => portfolio::narrow(app, typed),
    }
}

/// A key that no binding takes is typed into that line.
pub fn type_key(app: &mut App, key: KeyEvent) -> bool {
    let Some(Overlay::Narrow(line)) = &mut app.overlay else {
        return false;
    };
    if let KeyCode::Char(c) = key.code
        && key.modifiers.difference(KeyModifiers::SHIFT).is_empty()
    {
        line.type_char(c);
        narrow(app);
    }
    true
}

/// A paste into that line.
pub fn paste(app: &mut App, raw: &str) -> bool {
    let Some(Overlay::Narrow(line)) = &mut app.overlay else {
        return false;
    };
    let spaced = raw.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let text: String = spaced.filter(|c| !is_unsafe(*c)).collect();
    line.insert_str(text.trim());
    narrow(app);
    true
}
