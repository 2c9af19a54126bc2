//! The control's facts: specification, ownership, lifecycle, mappings.

use super::item::scope;
use super::lines::{hanging, span, wrap};
use crate::text::is_blank;
use crate::tui::action::Action;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::App;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, Paragraph};

/// All facts, wrapped. In the walk those of the selected role's layer come
/// first, since they are what one looks for.
#[must_use]
pub fn lines(app: &App, width: usize) -> Vec<Line<'static>> {
    let q = &app.questionnaire;
    let c = &q.control;
    let theme = app.theme;
    let mut out: Vec<Line<'static>> = Vec::new();
    let heading = |out: &mut Vec<Line<'static>>, text: &str| {
        if !out.is_empty() {
            out.push(Line::default());
        }
        out.extend(
            wrap(text, width)
                .into_iter()
                .map(|l| Line::styled(l, theme.heading())),
        );
    };
    let text = |out: &mut Vec<Line<'static>>, text: &str, style: Style| {
        out.extend(
            wrap(text, width)
                .into_iter()
                .map(|l| Line::styled(l, style)),
        );
    };
    heading(&mut out, &format!("{} {}", c.id, c.title));
    text(&mut out, &c.specification, Style::new());
    text(
        &mut out,
        &format!("{} · {}", c.domain, c.version),
        theme.quiet(),
    );

    for (name, of) in [
        ("Threats", &c.threats),
        ("Architectural relevance", &c.architecture),
    ] {
        if !of.is_empty() {
            heading(&mut out, name);
            text(&mut out, &of.join(" · "), Style::new());
        }
    }

    if !q.lifecycle.is_empty() {
        heading(&mut out, "Lifecycle");
    }
    for phase in &q.lifecycle {
        let topics = if phase.topics.is_empty() {
            "not applicable".to_owned()
        } else {
            phase.topics.join(", ")
        };
        let style = if phase.topics.is_empty() {
            theme.quiet()
        } else {
            Style::new()
        };
        out.extend(hanging(
            span(&phase.phase, Style::new()),
            23,
            &topics,
            width,
            style,
        ));
    }

    if !q.layers.is_empty() {
        heading(&mut out, "Ownership (SSRM)");
    }
    for layer in &q.layers {
        text(
            &mut out,
            &format!("{}: {}", layer.title(), layer.ownership),
            theme.accent(),
        );
        if !is_blank(&layer.text) {
            text(&mut out, &layer.text, Style::new());
        }
    }

    if !q.standards.is_empty() {
        heading(&mut out, "Standards");
    }
    for standard in &q.standards {
        text(&mut out, &standard.line(), theme.accent());
        for line in standard.more() {
            text(&mut out, &line, Style::new());
        }
    }

    let from = [&c.source, &c.attribution, &c.license];
    let from: Vec<&String> = from.into_iter().filter(|part| !is_blank(part)).collect();
    if !from.is_empty() {
        heading(&mut out, "Source");
    }
    for part in from {
        text(&mut out, part, Style::new());
    }
    out
}

/// Draws the facts in a pane of their own.
pub fn draw_pane(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let block = Block::new()
        .borders(Borders::LEFT)
        .border_style(app.theme.quiet());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let text = layout::readable(Rect::new(
        inner.x + 1,
        inner.y,
        inner.width.saturating_sub(2),
        inner.height,
    ));
    let mut lines = lines(app, usize::from(text.width));
    let room = usize::from(text.height);
    if lines.len() > room {
        lines.truncate(room.saturating_sub(1));
        let scope = app.doc.as_ref().map_or(Scope::Outline, scope);
        let key = app.keys.said(scope, Action::Details);
        lines.push(Line::styled(
            format!("… {key} shows all of it"),
            app.theme.quiet(),
        ));
    }
    frame.render_widget(Paragraph::new(lines), text);
}
