//! The page that is shown without a file.

use super::Hits;
use super::lines::{columns, fit, fit_end, wrap};
use crate::store::recent::Recent;
use crate::tui::action::Action;
use crate::tui::model::{App, Hit, Start};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Draws the start page.
pub fn draw(app: &App, frame: &mut Frame<'_>, body: Rect, hits: &mut Hits) {
    let control = &app.questionnaire.control;
    let width = usize::from(body.width.saturating_sub(4)).min(100);
    let mut lines: Vec<(Line<'static>, Option<usize>)> = vec![(Line::default(), None)];
    let intro = format!(
        "Assess an AI provider against {} {}: {}",
        control.id, control.title, control.specification
    );
    for part in wrap(&intro, width) {
        lines.push((Line::raw(part), None));
    }
    lines.push((Line::default(), None));
    let entry = |lines: &mut Vec<(Line<'static>, Option<usize>)>,
                 n: usize,
                 name: &str,
                 named: usize,
                 about: &str| {
        let selected = app.start.selected == n;
        let mark = if selected { "▸ " } else { "  " };
        let style = if selected {
            app.theme.selected()
        } else {
            Style::new()
        };
        let name = fit(name, width.saturating_sub(4));
        let gap = named.saturating_sub(columns(&name));
        let about = fit(about, width.saturating_sub(columns(&name) + gap + 5));
        lines.push((
            Line::from(vec![
                Span::styled(format!("{mark}{name} "), style),
                Span::raw(" ".repeat(gap + 2)),
                Span::styled(about, app.theme.quiet()),
            ]),
            Some(n),
        ));
    };
    let first = app.start.recent.is_empty();
    if first {
        let text =
            "Welcome. The tour is the quickest way in; the sample is there to be played with.";
        lines.extend(wrap(text, width).into_iter().map(|l| (Line::raw(l), None)));
        lines.push((Line::default(), None));
    }
    let entries = [
        (
            "New assessment",
            Action::New,
            "name the provider and its layers, then answer",
        ),
        (
            "A sample to play with",
            Action::Sample,
            "made-up answers, to try things on",
        ),
        (
            "Take the tour",
            Action::Tour,
            "a minute, on a sample: the keys that matter",
        ),
    ];
    let entries = entries.map(|(name, action, about)| {
        let name = format!("{name} ({})", app.key(action));
        (name, about)
    });
    let longest = entries.iter().map(|(name, _)| columns(name)).max();
    for (n, (name, about)) in entries.iter().enumerate() {
        entry(&mut lines, n, name, longest.unwrap_or(0), about);
    }
    lines.push((Line::default(), None));
    if first {
        let enter = app.key(Action::Enter);
        let text = format!(
            "{enter} opens what is selected. Assessments you open are listed here; to open one by name: aicaiq FILE"
        );
        lines.extend(
            wrap(&text, width)
                .into_iter()
                .map(|l| (Line::styled(l, app.theme.quiet()), None)),
        );
    } else {
        lines.push((Line::styled("Recent", app.theme.heading()), None));
    }
    // What is known of each stands in a column, its place in what is left.
    let called = |known: &Recent| match known.subject.trim() {
        "" => "(no subject)".to_owned(),
        subject => crate::text::one_line(subject),
    };
    let names = app.start.known().map(|known| columns(&called(known)));
    let named = names.max().unwrap_or(0).min(width / 3);
    let kinds = app.start.known().map(|known| columns(&known.questionnaire));
    let kind = kinds.max().unwrap_or(0).min(width / 4);
    for (n, known) in app.start.known().enumerate() {
        let is_here = n >= app.start.recent.len();
        if n == app.start.recent.len() {
            lines.push((Line::default(), None));
            lines.push((Line::styled("In this folder", app.theme.heading()), None));
        }
        let place = match known.path.file_name().filter(|_| is_here) {
            Some(name) => name.to_string_lossy().into_owned(),
            None => known.path.display().to_string(),
        };
        let of = fit(&known.questionnaire, kind);
        let gap = " ".repeat(kind.saturating_sub(columns(&of)));
        let about = format!("{of}{gap} · {} · ", known.opened_at.format("%Y-%m-%d"));
        let name = fit(&called(known), named);
        // Of a long path the end tells one from another.
        let left = width.saturating_sub(named + 5 + columns(&about));
        let about = format!("{about}{}", fit_end(&place, left));
        entry(&mut lines, n + Start::ENTRIES, &name, named, &about);
    }
    let height = usize::from(body.height);
    let at = lines
        .iter()
        .position(|(_, n)| *n == Some(app.start.selected))
        .unwrap_or(0);
    let offset = (at + 2)
        .saturating_sub(height)
        .min(lines.len().saturating_sub(height));
    for (y, (line, n)) in (body.y..body.bottom()).zip(lines.into_iter().skip(offset)) {
        let place = Rect::new(body.x + 2, y, body.width.saturating_sub(4), 1);
        frame.render_widget(Paragraph::new(line), place);
        if let Some(n) = n {
            hits.push((place, Hit::Start(n)));
        }
    }
}
