//! What changed since an earlier state: a list above, the selected difference
//! below; and the question what to compare with.

use super::Hits;
use super::lines::{fit, pad, wrap};
use super::overlay::frame_box;
use crate::tui::action::Action;
use crate::tui::changes::{Against, Candidate, Changes};
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Hit};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Clear, Paragraph};

/// The panes of the comparison: counts, list, details.
fn panes(app: &App, changes: &Changes) -> (Rect, Vec<String>, [Rect; 3]) {
    let body = layout::frame(app.size).body;
    let inner = Block::bordered().inner(body);
    let inner = Rect::new(
        inner.x + 1,
        inner.y,
        inner.width.saturating_sub(2),
        inner.height,
    );
    let mut counts = wrap(&changes.counts, usize::from(inner.width));
    counts.truncate(3);
    let head = u16::try_from(counts.len()).unwrap_or(1) + 1;
    let areas = Layout::vertical([
        Constraint::Length(head),
        Constraint::Min(3),
        Constraint::Ratio(2, 5),
    ])
    .areas(inner);
    (body, counts, areas)
}

/// The selected difference, wrapped.
fn details(changes: &Changes, width: usize) -> Vec<String> {
    let Some(entry) = changes.at() else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for line in &entry.lines {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let mark = " ".repeat(indent.min(width / 2));
        for part in wrap(line.trim_start(), width.saturating_sub(mark.len())) {
            out.push(format!("{mark}{part}"));
        }
    }
    out
}

/// How many rows the list has, and how far the details can be scrolled.
#[must_use]
pub fn room(app: &App, changes: &Changes) -> (usize, usize) {
    let (_, _, [_, list, below]) = panes(app, changes);
    let lines = details(changes, usize::from(below.width)).len();
    let height = usize::from(below.height.saturating_sub(1));
    (usize::from(list.height), lines.saturating_sub(height))
}

/// Draws the comparison.
pub fn draw(app: &App, changes: &Changes, frame: &mut Frame<'_>, hits: &mut Hits) {
    // The words that count come first: the end is cut where there is no room.
    let what = if changes.worse_only {
        "Only what got worse"
    } else {
        "Changes"
    };
    let all = changes.entries.len();
    let none = if changes.worse_only && all > 0 {
        let all = app.key(Action::WorseOnly);
        format!("✓ nothing got worse: {all} shows all changes")
    } else {
        let (other, close) = (app.key(Action::Against), app.key(Action::Back));
        format!("no differences: {other} compares with another state, {close} closes")
    };
    let title = format!(" {what} since {} ", changes.since);
    draw_with(app, changes, frame, hits, (&title, &none));
}

/// Draws answers that could not be saved the last time, beside the file.
pub fn draw_left(app: &App, changes: &Changes, frame: &mut Frame<'_>, hits: &mut Hits) {
    let at = match changes.since.as_str() {
        "" => String::new(),
        at => format!(", {at}"),
    };
    let title = format!(" Not saved the last time{at} ");
    let key = app.key(Action::Discard);
    let none = format!("All of it is in the file: {key} puts it away.");
    draw_with(app, changes, frame, hits, (&title, &none));
}

fn draw_with(
    app: &App,
    changes: &Changes,
    frame: &mut Frame<'_>,
    hits: &mut Hits,
    (title, none): (&str, &str),
) {
    let (body, counts, [head, list, below]) = panes(app, changes);
    frame.render_widget(Clear, body);
    let all = changes.entries.len();
    let shown = changes.shown().count();
    let room = usize::from(body.width).saturating_sub(18);
    let block = frame_box(app, &fit(title, room)).title_bottom(
        Line::styled(format!(" {shown} of {all} "), app.theme.quiet()).right_aligned(),
    );
    frame.render_widget(block, body);
    let counts: Vec<Line<'_>> = counts.into_iter().map(Line::raw).collect();
    frame.render_widget(Paragraph::new(counts), head);
    if shown == 0 {
        let lines = wrap(none, usize::from(list.width));
        let lines = lines
            .into_iter()
            .map(|l| Line::styled(l, app.theme.quiet()));
        frame.render_widget(Paragraph::new(Vec::from_iter(lines)), list);
        frame.set_cursor_position(list.as_position());
        return;
    }
    rows(app, changes, frame, list, hits);
    let width = usize::from(below.width);
    let lines = details(changes, width);
    let name = changes.at().map_or("", |e| &e.name);
    let rule = format!("── {} ", fit(name, width.saturating_sub(8)));
    let rule = format!("{rule}{}", "─".repeat(width));
    let height = usize::from(below.height.saturating_sub(1));
    let scroll = changes.scroll.min(lines.len().saturating_sub(height));
    let more = lines.len().saturating_sub(scroll + height);
    let mut text = vec![Line::styled(cut(&rule, width), app.theme.heading())];
    let last = height.saturating_sub(usize::from(more > 0));
    text.extend(lines.into_iter().skip(scroll).take(last).map(Line::raw));
    if more > 0 {
        let more = format!("… {} (J)", crate::text::count(more + 1, "more line"));
        text.push(Line::styled(more, app.theme.quiet()));
    }
    frame.render_widget(Paragraph::new(text), below);
}

fn cut(text: &str, width: usize) -> String {
    fit(text, width).replace('…', "─")
}

fn rows(app: &App, changes: &Changes, frame: &mut Frame<'_>, list: Rect, hits: &mut Hits) {
    let width = usize::from(list.width);
    let names = changes
        .shown()
        .map(|e| unicode_width::UnicodeWidthStr::width(e.name.as_str()));
    let name = names.max().unwrap_or(0).min(width / 2);
    let mut lines: Vec<(Line<'static>, Option<usize>)> = Vec::new();
    let mut group = "";
    for (n, entry) in changes.shown().enumerate() {
        if entry.group != group {
            group = &entry.group;
            let full = app
                .questionnaire
                .roles
                .iter()
                .find(|r| r.id.as_str() == group);
            let text = match full {
                Some(role) => format!("{group} {}", role.name),
                None => group.to_owned(),
            };
            lines.push((Line::styled(fit(&text, width), app.theme.heading()), None));
        }
        let mark = if n == changes.selected { "▸" } else { " " };
        let text = format!(
            "{mark} {} {} {}",
            entry.glyph,
            pad(&entry.name, name),
            entry.way
        );
        let style = if n == changes.selected {
            app.theme.selected()
        } else if entry.worse {
            app.theme.bad()
        } else {
            Style::new()
        };
        lines.push((Line::styled(pad(&text, width), style), Some(n)));
    }
    let height = usize::from(list.height);
    let at = lines.iter().position(|(_, n)| *n == Some(changes.selected));
    let offset = (at.unwrap_or(0) + 1)
        .saturating_sub(height / 2)
        .min(lines.len().saturating_sub(height));
    for (y, (line, n)) in (list.y..list.bottom()).zip(lines.into_iter().skip(offset)) {
        let place = Rect::new(list.x, y, list.width, 1);
        frame.render_widget(Paragraph::new(line), place);
        hits.extend(n.map(|n| (place, Hit::Change(n))));
    }
}

/// Draws the question what to compare with.
pub fn draw_against(app: &App, against: &Against, frame: &mut Frame<'_>, hits: &mut Hits) {
    draw(app, &against.behind, frame, &mut Hits::new());
    let body = layout::frame(app.size).body;
    let area = Rect::new(
        body.x + 2,
        body.y + 1,
        body.width.saturating_sub(4),
        body.height.saturating_sub(2),
    );
    frame.render_widget(Clear, area);
    let block = frame_box(app, " Compare with: a file, or a git revision ")
        .border_type(BorderType::Rounded);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let inner = Rect::new(
        inner.x + 1,
        inner.y,
        inner.width.saturating_sub(2),
        inner.height,
    );
    let width = usize::from(inner.width);
    let mut rows = (inner.y..inner.bottom()).map(|y| Rect {
        y,
        height: 1,
        ..inner
    });
    if let Some(row) = rows.next() {
        super::writing::draw(&against.area, frame, row);
        hits.push((row, Hit::Writing));
    }
    let quiet = app.theme.quiet();
    let mut notes: Vec<Line<'static>> = Vec::new();
    if let Some(error) = &against.error {
        let error = wrap(&format!("✗ {error}"), width).into_iter();
        notes.extend(error.map(|l| Line::styled(l, app.theme.bad())));
    } else if against.reading.is_some() {
        notes.push(Line::styled("reading…", quiet));
    }
    match &against.commits {
        None => notes.push(Line::styled("looking through git…", quiet)),
        Some(Err(why)) => {
            let why = wrap(&format!("no revisions: {why}"), width).into_iter();
            notes.extend(why.map(|l| Line::styled(l, quiet)));
        }
        Some(Ok(_)) if notes.is_empty() => {
            let key = |action| app.keys.said(Scope::Against, action);
            let (down, tab, enter) = (key(Action::Down), key(Action::Take), key(Action::Done));
            let text = format!("{down} chooses, {tab} completes, {enter} compares");
            notes.push(Line::styled(text, quiet));
        }
        Some(Ok(_)) => {}
    }
    for note in notes {
        if let Some(row) = rows.next() {
            frame.render_widget(Paragraph::new(note), row);
        }
    }
    let rows: Vec<Rect> = rows.collect();
    let candidates = against.candidates();
    let at = against.selected.unwrap_or(0);
    let offset = (at + 1).saturating_sub(rows.len());
    for (row, (n, candidate)) in rows.iter().zip(candidates.iter().enumerate().skip(offset)) {
        let chosen = against.selected == Some(n);
        let mark = if chosen { "▸" } else { " " };
        let what = match candidate {
            Candidate::Opened => "·",
            Candidate::Commit(_) => "●",
            Candidate::File(_) | Candidate::Folder(_) => "▤",
        };
        let style = if chosen {
            app.theme.selected()
        } else {
            Style::new()
        };
        let text = format!("{mark} {what} {}", candidate.words());
        frame.render_widget(Paragraph::new(Line::styled(pad(&text, width), style)), *row);
        hits.push((*row, Hit::Earlier(n)));
    }
}
