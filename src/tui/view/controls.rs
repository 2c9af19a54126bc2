//! The controls of a folder: domains and controls with sign, word, progress
//! and gaps.

use super::lines::{columns, cut, fit, pad};
use super::put::put;
use super::{Hits, controls_matrix, controls_side};
use crate::gaps::{RoleResult, Severity, SeverityCounts};
use crate::text::grouped;
use crate::tui::action::Action;
use crate::tui::controls::{Controls, Entry, Order, Row, Standing};
use crate::tui::finder::filter::Show;
use crate::tui::layout;
use crate::tui::model::{App, Hit};
use crate::tui::theme::{Theme, severity_glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the longest word for how a control stands.
const WORD: usize = 10;
/// Columns that the mini results of a role take: ` ✗OSP`.
const MINI: usize = 5;

/// Draws the list, and what is known of the selected control beside or
/// below it.
pub fn draw(app: &App, frame: &mut Frame<'_>, size: (u16, u16), hits: &mut Hits) {
    let Some(controls) = &app.controls else {
        return;
    };
    let areas = layout::controls(size, controls.matrix);
    head(app, controls, frame, areas.head);
    if controls.matrix {
        controls_matrix::names(app, controls, frame, areas.names);
    }
    rows(app, controls, frame, areas.rows, hits);
    if let Some(area) = areas.foot {
        controls_side::foot(app, controls, frame, area);
    }
    if let Some(area) = areas.side {
        controls_side::draw(app, controls, frame, area);
    }
}

/// How a standing looks.
pub fn style(theme: Theme, standing: Standing) -> Style {
    match standing {
        Standing::Broken | Standing::Conflict => theme.bad(),
        Standing::Major => theme.severity(Severity::Major),
        Standing::Minor => theme.severity(Severity::Minor),
        Standing::Open => theme.severity(Severity::Open),
        Standing::Watch => theme.severity(Severity::Watch),
        Standing::NotBegun | Standing::Counting | Standing::NotApplicable => theme.quiet(),
        Standing::Fine => theme.good(),
    }
}

/// What all controls come to, as far as they were counted; in few words where
/// there is little room.
fn head(app: &App, controls: &Controls, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    let of_width = |parts: &[(String, Style)]| {
        let columns: usize = parts.iter().map(|(text, _)| columns(text) + 3).sum();
        columns.saturating_sub(2)
    };
    let mut parts = sums(app, controls, false);
    if of_width(&parts) > width {
        parts = sums(app, controls, true);
    }
    let mut spans = vec![Span::raw(" ")];
    for (n, (text, style)) in parts.into_iter().enumerate() {
        if n > 0 {
            spans.push(Span::styled(" · ", app.theme.quiet()));
        }
        spans.push(Span::styled(text, style));
    }
    put(frame, area, &cut(Line::from(spans), width));
}

fn sums(app: &App, controls: &Controls, short: bool) -> Vec<(String, Style)> {
    let sum = &controls.sum;
    let theme = app.theme;
    let of = |done: usize, all: usize| {
        let between = if short { "/" } else { " of " };
        format!("{}{between}{}", grouped(done), grouped(all))
    };
    let mut parts: Vec<(String, Style)> = Vec::new();
    if controls.order == Order::Worst {
        parts.push(("worst first".to_owned(), theme.accent()));
    }
    if controls.show != Show::All {
        let text = format!("only {}: {}", controls.show.word(), controls.shown());
        parts.push((text, theme.warn()));
    }
    if sum.counted < sum.controls {
        let text = format!("counting: {}", of(sum.counted, sum.controls));
        parts.push((text, theme.warn()));
    }
    let done = of(sum.done, sum.controls);
    let noun = if short { "" } else { " controls" };
    parts.push((format!("{done}{noun} done"), theme.heading()));
    let answered = format!("{} answered", of(sum.answered, sum.items));
    parts.push((answered, Style::new()));
    if sum.overdue > 0 {
        parts.push((format!("▲ {} overdue", grouped(sum.overdue)), theme.bad()));
    }
    let expired = controls.expiring.iter().filter(|e| e.on < app.clock.today);
    let expired = expired.count();
    let soon = controls.expiring.len() - expired;
    if expired > 0 {
        parts.push((format!("✗ {expired} expired"), theme.bad()));
    }
    if soon > 0 {
        parts.push((format!("◷ {soon} expiring"), theme.warn()));
    }
    parts
}

fn rows(app: &App, controls: &Controls, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let width = usize::from(area.width);
    let top = controls.first_in_sight(usize::from(area.height));
    let in_sight = controls.rows.iter().enumerate().skip(top);
    for (y, (n, row)) in (area.y..area.bottom()).zip(in_sight) {
        let line = match row {
            Row::Domain(domain) => heading(app, controls, *domain, width),
            Row::Control(n) => match controls.entries.get(*n) {
                Some(entry) if controls.matrix => controls_matrix::row(app, controls, entry, width),
                Some(entry) => control(app, controls, entry, width),
                None => Line::default(),
            },
        };
        let place = Rect::new(area.x, y, area.width, 1);
        if n == controls.at {
            frame.buffer_mut().set_style(place, app.theme.selected());
        }
        put(frame, place, &line);
        hits.push((place, Hit::Control(n)));
    }
    if controls.rows.is_empty() {
        let text = match controls.show {
            Show::All => "No controls: the folder names no questionnaires.".to_owned(),
            show => format!(
                "No control that was counted is “{}”: {} shows all.",
                show.word(),
                app.key(Action::Back)
            ),
        };
        let text = format!(" {}", fit(&text, width.saturating_sub(1)));
        put(frame, area, &Line::styled(text, app.theme.quiet()));
    }
}

fn heading(app: &App, controls: &Controls, domain: usize, width: usize) -> Line<'static> {
    let Some(domain) = controls.domains.get(domain) else {
        return Line::default();
    };
    let sum = &domain.sum;
    if controls.matrix {
        return controls_matrix::heading(app, controls, domain, width);
    }
    let fold = if controls.folded.contains(&domain.name) {
        "▸"
    } else {
        "▾"
    };
    let mut right = format!("{}/{} done ", sum.done, sum.controls);
    if sum.counted < sum.controls {
        right = format!("… {right}");
    }
    let counts = gap_columns(&sum.gaps);
    if width >= 70 {
        right.push_str(&counts);
    }
    let room = width.saturating_sub(columns(&right) + 3);
    let text = format!("{fold} {} {right}", pad(&domain.name, room));
    Line::styled(text, app.theme.heading())
}

/// Gaps in columns that stand below each other: `▲ 2 △ 1 ○33 `.
fn gap_columns(gaps: &SeverityCounts) -> String {
    let columns = [Severity::Major, Severity::Minor, Severity::Open];
    let columns = columns.map(|s| gap_column(s, gaps.get(s)));
    columns.concat()
}

fn gap_column(severity: Severity, n: usize) -> String {
    let sign = severity_glyph(severity);
    match n {
        0 => " ".repeat(5),
        1000.. => format!("{sign}{:<4}", format!("{}k", n / 1000)),
        n => format!("{sign}{n:<4}"),
    }
}

fn control(app: &App, controls: &Controls, entry: &Entry, width: usize) -> Line<'static> {
    let theme = app.theme;
    let standing = entry.standing();
    let look = style(theme, standing);
    let facts = entry.facts.as_deref().map(|f| &f.overview);
    let id = id_width(controls);
    let indent = match controls.order {
        Order::Catalogue => "  ",
        Order::Worst => " ",
    };
    let progress = match facts.filter(|f| f.problem.is_none()) {
        Some(f) => {
            let (done, all) = f.progress();
            format!("{done}/{all}")
        }
        None => "–".to_owned(),
    };
    let gaps = facts.map(|f| f.counts()).unwrap_or_default();
    let minis = controls.roles.len() * MINI;
    let fixed = indent.len() + 2 + id + 1 + 1 + WORD + 1 + 7 + 2 + 15;
    let minis = if width >= fixed + minis + 30 {
        minis
    } else {
        0
    };
    let title = width.saturating_sub(fixed + minis);
    let mut spans = vec![
        Span::raw(indent),
        Span::styled(format!("{} ", standing.glyph()), look),
        Span::raw(format!("{} ", pad(&entry.head.id, id))),
        Span::raw(format!("{} ", pad(&entry.head.title, title))),
        Span::styled(format!("{:<WORD$}", standing.word()), look),
        Span::raw(format!(" {progress:>7}  ")),
    ];
    for severity in [Severity::Major, Severity::Minor, Severity::Open] {
        let text = gap_column(severity, gaps.get(severity));
        spans.push(Span::styled(text, theme.severity(severity)));
    }
    if minis > 0 {
        for role in &controls.roles {
            let of = facts.and_then(|f| f.roles.iter().find(|r| r.role == *role));
            let (glyph, look) = match of {
                Some(of) => (
                    glyph(of.roll_up.result),
                    result_style(theme, of.roll_up.result),
                ),
                None => ("·", theme.quiet()),
            };
            spans.push(Span::styled(format!(" {glyph}{:<3}", role.as_str()), look));
        }
    }
    Line::from(spans)
}

/// Columns of the longest id.
pub fn id_width(controls: &Controls) -> usize {
    let all = controls.entries.iter().map(|e| e.head.id.len());
    // Ids are ASCII by the questionnaire's rules; a longer one is cut.
    all.max().unwrap_or(7).clamp(6, 12)
}

/// The sign of a role's result.
pub fn glyph(result: RoleResult) -> &'static str {
    match result {
        RoleResult::Incomplete => "○",
        RoleResult::NotSatisfied => "✗",
        RoleResult::PartiallySatisfied => "◐",
        RoleResult::Satisfied => "✓",
        RoleResult::NotApplicable => "–",
    }
}

/// How a role's result looks.
pub fn result_style(theme: Theme, result: RoleResult) -> Style {
    match result {
        RoleResult::Incomplete => Style::new(),
        RoleResult::NotSatisfied => theme.bad(),
        RoleResult::PartiallySatisfied => theme.warn(),
        RoleResult::Satisfied => theme.good(),
        RoleResult::NotApplicable => theme.quiet(),
    }
}
