//! The gaps of all controls of a folder, a row each, and the selected one in
//! full.

use super::Hits;
use super::controls::{doubted_short, id_width, parts_line, parts_width};
use super::lines::{fit, pad, wrap};
use super::put::{put, put_selected};
use crate::gaps::Severity;
use crate::overview::doubted_words;
use crate::text::{count, grouped, one_line};
use crate::tui::action::Action;
use crate::tui::controls::Controls;
use crate::tui::controls::gaps::{Found, Gaps};
use crate::tui::disputed;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Hit};
use crate::tui::theme::severity_glyph;
use crate::tui::update::only_gaps;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the longest severity.
const WORD: usize = 5;
/// The same where there is a conflict, or changes are requested.
const LONG: usize = 8;

/// Draws the page.
pub fn draw(app: &App, frame: &mut Frame<'_>, size: (u16, u16), hits: &mut Hits) {
    let Some(controls) = &app.controls else {
        return;
    };
    let Some(gaps) = &controls.gaps else { return };
    let areas = layout::gaps(size);
    head(app, controls, gaps, frame, areas.head);
    if gaps.rows.is_empty() {
        empty(app, controls, gaps, frame, areas.rows);
        return;
    }
    let height = usize::from(areas.rows.height);
    let in_sight = gaps.rows.iter().enumerate();
    let in_sight = in_sight.skip(gaps.first_in_sight(height));
    for (row, (n, found)) in areas.rows.rows().zip(in_sight) {
        let line = line(app, controls, found, usize::from(row.width));
        if n == gaps.at {
            put_selected(frame, row, &line, app.theme.selected());
        } else {
            put(frame, row, &line);
        }
        hits.push((row, Hit::Gap(n)));
    }
    if let Some(found) = gaps.selected() {
        foot(app, found, frame, areas.foot);
    }
}

/// How many gaps there are, as far as controls were counted; in fewer words
/// where there is little room.
fn head(app: &App, controls: &Controls, gaps: &Gaps, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width).saturating_sub(2);
    let all = [0, 1, 2, 3].map(|level| parts(app, controls, gaps, level, width));
    let fits = |parts: &&Vec<(String, Style)>| parts_width(parts) <= width;
    let parts = all.iter().find(fits).or(all.last()).cloned();
    let line = parts_line(app.theme, parts.unwrap_or_default(), width);
    put(frame, area, &line);
}

fn parts(
    app: &App,
    controls: &Controls,
    gaps: &Gaps,
    level: u8,
    width: usize,
) -> Vec<(String, Style)> {
    let (sum, theme) = (&controls.sum, app.theme);
    let mut parts: Vec<(String, Style)> = Vec::new();
    if gaps.is_filtered() {
        let key = app.keys.said(Scope::Gaps, Action::Back);
        let only = fit(&one_line(&only_gaps(gaps)), width / 2);
        let mut text = format!("only {only}: {}", grouped(gaps.rows.len()));
        if level < 3 {
            text.push_str(&format!(" · {key}: all"));
        }
        parts.push((text, theme.warn()));
    }
    let of_controls = |n: usize| match level {
        0 => count(n, "control"),
        _ => grouped(n),
    };
    let left = sum.controls.saturating_sub(sum.counted);
    if left > 0 {
        let text = format!("{} not counted yet", of_controls(left));
        parts.push((text, theme.warn()));
    }
    if gaps.conflicts > 0 {
        let text = match level {
            0 | 1 => format!("{} {}", disputed::SIGN, count(gaps.conflicts, "conflict")),
            _ => format!("{} {}", disputed::SIGN, grouped(gaps.conflicts)),
        };
        parts.push((text, theme.bad()));
    }
    if gaps.stale > 0 {
        let text = match level {
            0 | 1 => format!("! {}", doubted_words(gaps.stale, gaps.requested)),
            _ => doubted_short(gaps.stale, gaps.requested),
        };
        parts.push((text, theme.bad()));
    }
    for severity in Severity::ALL {
        let n = gaps.counts.get(severity);
        if n == 0 {
            continue;
        }
        let text = match level {
            0 | 1 => format!("{} {} {severity}", severity_glyph(severity), grouped(n)),
            _ => format!("{} {}", severity_glyph(severity), grouped(n)),
        };
        parts.push((text, theme.severity(severity)));
    }
    if sum.broken > 0 {
        let text = format!("! {} unreadable", of_controls(sum.broken));
        parts.push((text, theme.bad()));
    }
    if parts.is_empty() {
        parts.push(("0 gaps".to_owned(), theme.quiet()));
    }
    parts
}

fn style(app: &App, found: &Found) -> Style {
    match found.gap() {
        Some(gap) => app.theme.severity(gap.severity),
        None => app.theme.bad(),
    }
}

fn line(app: &App, controls: &Controls, found: &Found, width: usize) -> Line<'static> {
    let sum = &controls.sum;
    let word = if sum.conflicts + sum.requested > 0 {
        LONG
    } else {
        WORD
    };
    let id = id_width(controls);
    let control = match found.control() {
        "" => pad("shared", id),
        control => pad(control, id),
    };
    // A question is named after its control.
    let item = pad(&found.item(), id + 6);
    let head = format!(" {} {:<word$} ", found.glyph(), found.word());
    let used = 4 + word + id + 1 + id + 6 + 1;
    let text = fit(&found.message(), width.saturating_sub(used));
    let words = match found.gap().map(|gap| gap.severity) {
        Some(Severity::Open) => app.theme.quiet(),
        _ => Style::new(),
    };
    Line::from(vec![
        Span::styled(head, style(app, found)),
        Span::raw(format!("{control} {item} ")),
        Span::styled(text, words),
    ])
}

/// The selected one in full: control, item, text.
fn foot(app: &App, found: &Found, frame: &mut Frame<'_>, area: Rect) {
    let room = area.width.min(layout::READABLE).saturating_sub(2);
    let control = one_line(&format!("{} {}", found.control(), found.title()));
    let item = match found.item().as_str() {
        "" => String::new(),
        item => format!(" › {item}"),
    };
    let name = format!(" {}{item}", control.trim_start());
    let name = fit(&name, usize::from(area.width));
    let name = Line::styled(name, app.theme.heading());
    let text = wrap(&found.message(), usize::from(room)).into_iter();
    let text = text.map(|line| Line::raw(format!(" {line}")));
    let lines: Vec<Line<'static>> = std::iter::once(name).chain(text).collect();
    for (row, line) in area.rows().zip(&lines) {
        put(frame, row, line);
    }
}

/// Why there is nothing, and what to do.
fn empty(app: &App, controls: &Controls, gaps: &Gaps, frame: &mut Frame<'_>, area: Rect) {
    let key = app.keys.said(Scope::Gaps, Action::Back);
    let sum = &controls.sum;
    let left = sum.controls.saturating_sub(sum.counted);
    let text = if sum.controls == 0 && controls.problem().is_some() {
        format!("No controls: their questionnaires are missing. {key} goes back.")
    } else if sum.controls == 0 {
        format!("No controls: the folder names no questionnaires. {key} goes back.")
    } else if gaps.is_filtered() {
        let only = one_line(&only_gaps(gaps));
        format!("No gap that was counted is of {only}: {key} shows all again.")
    } else if left > 0 {
        format!(
            "No gaps so far: {} still to be counted.",
            count(left, "control")
        )
    } else if sum.broken > 0 {
        format!(
            "No gaps in what can be read: {} cannot. {key} goes back to see why.",
            count(sum.broken, "control")
        )
    } else {
        format!(
            "✓ No gaps: every item of every control is answered and proven. {key} goes back; `aicaiq sign-off` signs off what is ready."
        )
    };
    let width = usize::from(area.width.min(layout::READABLE)).saturating_sub(2);
    for (row, line) in area.rows().zip(wrap(&text, width)) {
        put(
            frame,
            row,
            &Line::styled(format!(" {line}"), app.theme.quiet()),
        );
    }
}
