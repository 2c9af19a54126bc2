//! The tour's rows below the screen.

use super::lines::{columns, hanging};
use crate::tui::action::Action;
use crate::tui::keymap::Scope;
use crate::tui::model::App;
use crate::tui::tour::{STEPS, text};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph};

/// Draws the present step: how far one is, the keys it asks for, the words.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let Some(tour) = &app.tour else { return };
    frame.render_widget(Clear, area);
    let width = usize::from(area.width);
    let head = if tour.step < STEPS {
        format!("── Tour: {} of {STEPS} ", tour.step + 1)
    } else {
        "── Tour: done ".to_owned()
    };
    let leaves = match app.scope() {
        scope @ (Scope::Outline | Scope::Form | Scope::Summary) => {
            format!(" {} leaves ──", app.keys.said(scope, Action::Quit))
        }
        _ => String::new(),
    };
    let between = width.saturating_sub(columns(&head) + columns(&leaves));
    let rule = format!("{head}{}{leaves}", "─".repeat(between));
    let mut lines = vec![Line::styled(rule, app.theme.heading())];
    let (keys, words) = text(app, tour);
    let indent = columns(&keys) + 2;
    let keys = Span::styled(keys, app.theme.accent().add_modifier(Modifier::BOLD));
    let inner = width.saturating_sub(2);
    for mut line in hanging(keys, indent, &words, inner, Style::new()) {
        line.spans.insert(0, Span::raw(" "));
        lines.push(line);
    }
    frame.render_widget(Paragraph::new(lines), area);
}
