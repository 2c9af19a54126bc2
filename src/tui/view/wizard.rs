//! The questions of a new assessment.

use super::Hits;
use super::lines::{fit, wrap};
use crate::tui::model::{App, Hit};
use crate::tui::wizard::Line as Entry;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use ratatui_textarea::TextArea;

/// Columns of a label.
const LABEL: u16 = 11;

/// Draws the form of a new assessment.
pub fn draw(app: &App, frame: &mut Frame<'_>, body: Rect, hits: &mut Hits) {
    let wizard = &app.wizard;
    let width = body.width.saturating_sub(4).min(100);
    let mut y = body.y;
    let mut put = |frame: &mut Frame<'_>, line: Line<'static>, n: Option<usize>| {
        let place = Rect::new(body.x + 2, y, width, 1);
        if y < body.bottom() {
            frame.render_widget(Paragraph::new(line), place);
            if let Some(n) = n {
                hits.push((place, Hit::Wizard(n)));
            }
        }
        y += 1;
        place
    };
    let quiet = app.theme.quiet();
    put(
        frame,
        Line::styled("New assessment", app.theme.heading()),
        None,
    );
    for (n, entry) in wizard.lines.iter().enumerate() {
        let selected = wizard.at == n;
        match entry {
            Entry::Layer(0) => {
                put(
                    frame,
                    Line::styled("Layers the provider runs", app.theme.heading()),
                    None,
                );
            }
            Entry::Role(role)
                if app
                    .questionnaire
                    .roles
                    .first()
                    .is_some_and(|r| r.id == *role) =>
            {
                let text = "Roles to assess (they follow from the layers; change them as needed)";
                put(frame, Line::styled(text, app.theme.heading()), None);
            }
            Entry::File => {
                put(frame, Line::default(), None);
            }
            _ => {}
        }
        let mark = if selected { "▸ " } else { "  " };
        let style = if selected {
            app.theme.selected()
        } else {
            Style::new()
        };
        let area = match entry {
            Entry::Subject => Some(("Provider", &wizard.subject)),
            Entry::Assessor => Some(("Assessor", &wizard.assessor)),
            Entry::File => Some(("File", &wizard.file)),
            _ => None,
        };
        if let Some((label, area)) = area {
            let place = put(
                frame,
                Line::styled(format!("{mark}{label}"), style),
                Some(n),
            );
            text(frame, area, place, selected);
            continue;
        }
        let line = match entry {
            Entry::Layer(at) => {
                let runs = wizard.layers.get(*at).copied().unwrap_or(false);
                let layer = app.questionnaire.layers.get(*at);
                let (name, own) = layer.map_or((String::new(), String::new()), |l| {
                    (l.title(), l.ownership.to_string())
                });
                vec![
                    Span::styled(format!("{mark}{} {name}", tick(runs)), style),
                    Span::styled(format!("  {own}"), quiet),
                ]
            }
            Entry::Role(role) => {
                let on = wizard.has_role(&app.questionnaire, *role);
                let name = app
                    .questionnaire
                    .role(*role)
                    .map_or("", |r| r.name.as_str());
                let why = if wizard.overrides.contains_key(role) {
                    "  as you chose"
                } else {
                    ""
                };
                vec![
                    Span::styled(format!("{mark}{} {role} · {name}", tick(on)), style),
                    Span::styled(why, quiet),
                ]
            }
            _ => vec![Span::styled(format!("{mark}Create the assessment"), style)],
        };
        put(frame, Line::from(line), Some(n));
    }
    if let Some(error) = &wizard.error {
        for part in wrap(&format!("✗ {error}"), usize::from(width)) {
            put(
                frame,
                Line::styled(fit(&part, usize::from(width)), app.theme.bad()),
                None,
            );
        }
    }
}

fn tick(on: bool) -> &'static str {
    if on { "[x]" } else { "[ ]" }
}

fn text(frame: &mut Frame<'_>, area: &TextArea<'static>, place: Rect, selected: bool) {
    let place = Rect::new(
        place.x + LABEL,
        place.y,
        place.width.saturating_sub(LABEL),
        1,
    );
    if place.y >= frame.area().bottom() {
        return;
    }
    if selected {
        frame.render_widget(area, place);
    } else {
        frame.render_widget(
            Paragraph::new(fit(&area.lines().join(" "), usize::from(place.width))),
            place,
        );
    }
}
