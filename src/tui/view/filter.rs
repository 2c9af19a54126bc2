//! The menu of filters, and what the outline says while one is on.

use super::Hits;
use super::lines::{columns, fit, pad, wrap};
use super::overlay::frame_box;
use crate::assessment::Role;
use crate::text::{grouped, one_line};
use crate::tui::action::Action;
use crate::tui::controls::gaps;
use crate::tui::finder::actions::key_of;
use crate::tui::finder::filter::Show;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Doc, Focus, Hit, Menu, Screen};
use crate::tui::portfolio::Only;
use crate::tui::update::person;
use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph};

/// Columns of the menu.
const WIDTH: u16 = 58;
/// Columns of a count.
const COUNT: usize = 7;

/// Draws the menu.
pub fn draw(app: &App, menu: &Menu, frame: &mut Frame<'_>, size: (u16, u16), hits: &mut Hits) {
    let height = u16::try_from(menu.rows.len()).unwrap_or(8) + 2;
    let area = layout::middle(size, WIDTH, height);
    let block = frame_box(app, " Show only ");
    let inner = block.inner(area).inner(Margin::new(1, 0));
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    for ((n, (show, count)), row) in menu.rows.iter().enumerate().zip(inner.rows()) {
        let selected = n == menu.at;
        let base = if selected {
            app.theme.selected()
        } else {
            Style::new()
        };
        let key = key_of(&app.keys, Scope::Filter, Action::Show(*show)).unwrap_or_default();
        let words = match (show, person(app)) {
            (Show::All, _) if app.screen == Screen::Controls => "all controls".to_owned(),
            (show, _) if app.screen == Screen::Gaps => gaps::words(*show).to_owned(),
            (show, _) if app.screen == Screen::Portfolio => {
                Only::of(*show).map_or("", Only::words).to_owned()
            }
            (Show::Mine, "") => "mine: but nobody is named as assessor".to_owned(),
            (Show::Mine, me) => format!("{} {}", show.words(), one_line(me)),
            _ => show.words().to_owned(),
        };
        let mark = if selected { "▸ " } else { "  " };
        let key = if selected {
            Span::styled(format!("{key}  "), base)
        } else {
            Span::styled(format!("{key}  "), app.theme.accent())
        };
        let room = usize::from(row.width).saturating_sub(2 + key.width() + COUNT);
        let line = vec![
            Span::styled(mark, base),
            key,
            Span::styled(pad(&words, room), base),
            Span::styled(format!("{:>COUNT$}", grouped(*count)), base),
        ];
        frame.render_widget(Paragraph::new(Line::from(line)), row);
        hits.push((row, Hit::Found(n)));
    }
}

/// Says at the top of the outline which items are shown and how to see all.
/// Returns what is left of it.
pub fn head(app: &App, doc: &Doc, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let below = below_head(doc, area);
    if below == area {
        return area;
    }
    let key = match doc.focus {
        Focus::Outline => key_of(&app.keys, Scope::Outline, Action::Back).unwrap_or_default(),
        Focus::Form => {
            let opens = key_of(&app.keys, Scope::Form, Action::Filters).unwrap_or_default();
            let all = key_of(&app.keys, Scope::Filter, Action::Show(Show::All)).unwrap_or_default();
            format!("{opens} {all}")
        }
    };
    let word = doc.filter.show.word();
    let text = format!("only {word} · {key}: all");
    // The way back is to be read, whatever the word.
    let text = match columns(&text) > usize::from(area.width) {
        true => format!("{word} · {key}: all"),
        false => text,
    };
    let line = Span::styled(fit(&text, usize::from(area.width)), app.theme.warn());
    frame.render_widget(line, Rect { height: 1, ..area });
    below
}

/// What is left of the outline below what [`head`] says.
pub fn below_head(doc: &Doc, area: Rect) -> Rect {
    if !doc.filter.is_on() || area.height == 0 {
        return area;
    }
    let [_, below] = layout::split_rows(area, 1);
    below
}

/// The heading of a role while a filter is on.
pub fn heading(app: &App, doc: &Doc, role: Role, width: usize) -> Option<Line<'static>> {
    if !doc.filter.is_on() {
        return None;
    }
    let folded = doc.folded.contains(&role);
    let fold = app.theme.fold(folded);
    let total = app.questionnaire.items(role).count();
    let text = format!("{fold} {role} {} of {total} shown", doc.filter.count(role));
    Some(Line::styled(pad(&text, width), app.theme.heading()))
}

/// Says below the headings that nothing fits.
pub fn empty(app: &App, doc: &Doc, frame: &mut Frame<'_>, area: Rect) {
    if !doc.filter.is_empty() || doc.item().is_some() {
        return;
    }
    let key = key_of(&app.keys, Scope::Outline, Action::Back).unwrap_or_default();
    let text = format!("{} {key} shows all items.", doc.filter.show.none());
    let width = usize::from(area.width).saturating_sub(2);
    let lines = wrap(&text, width);
    for (line, row) in lines.into_iter().zip(area.rows()) {
        let row = Rect {
            x: row.x + 1,
            width: row.width.saturating_sub(1),
            ..row
        };
        frame.render_widget(Span::styled(line, app.theme.quiet()), row);
    }
}
