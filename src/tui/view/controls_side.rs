//! What is known of the selected control.

use super::controls::{glyph, parts_line, result_style, style};
use super::controls_matrix::sign_style;
use super::lines::{bar, columns, cut, fit, hanging, wrap};
use super::put::put;
use crate::assessment::{Outcome, Role};
use crate::gaps::Severity;
use crate::overview::RoleOverview;
use crate::tui::action::Action;
use crate::tui::controls::{Controls, Entry, Facts, Row, Sign};
use crate::tui::keymap::Scope;
use crate::tui::model::App;
use crate::tui::theme::severity_glyph;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders};

/// Draws it in one row: its roles and what they come to. Of the sign-offs each
/// role has a row, where there are so many: why one is open takes most of it.
pub fn foot(app: &App, controls: &Controls, frame: &mut Frame<'_>, area: Rect) {
    let theme = app.theme;
    let width = usize::from(area.width).saturating_sub(2);
    if let Some(facts) = controls.selected().and_then(|e| e.facts.as_deref())
        && controls.signs
        && facts.overview.problem.is_none()
    {
        signs(app, facts, frame, area);
        return;
    }
    let parts = match (controls.selected(), controls.row()) {
        (Some(entry), _) => {
            let facts = entry.facts.as_deref();
            match facts.map(|f| f.overview.problem.as_deref().ok_or(f)) {
                None => vec![("counting …".to_owned(), theme.quiet())],
                Some(Ok(problem)) => vec![(format!("✗ {problem}"), theme.bad())],
                Some(Err(facts)) => roles_in_a_row(app, entry, facts),
            }
        }
        (None, Some(Row::Domain(n))) => {
            let sum = controls.domains.get(n).map(|d| d.sum).unwrap_or_default();
            let broken = format!("! {} unreadable", sum.broken);
            let broken = (sum.broken > 0).then_some((broken, theme.bad()));
            let done = format!("{} of {} controls done", sum.done, sum.controls);
            let items = format!("{} of {} items answered", sum.answered, sum.items);
            let known = [done, items].map(|text| (text, theme.quiet()));
            broken.into_iter().chain(known).collect()
        }
        _ => Vec::new(),
    };
    put(frame, area, &parts_line(theme, parts, width));
}

/// What is to be known of the sign-offs: of stale ones first, then of what is
/// open. What has no row of its own is in the last one.
fn signs(app: &App, facts: &Facts, frame: &mut Frame<'_>, area: Rect) {
    let mut signs: Vec<_> = facts.signs.iter().collect();
    signs.sort_by_key(|(_, sign)| match sign {
        sign if sign.is_stale() => 0,
        Sign::Open(_) => 1,
        _ => 2,
    });
    let part = |(role, sign): &(Role, Sign)| {
        let text = format!("{} {}", sign.glyph(), sign.words(*role));
        (text, sign_style(app.theme, sign))
    };
    let width = usize::from(area.width).saturating_sub(2);
    let mut parts: Vec<_> = signs.into_iter().map(part).collect();
    let left = parts.len();
    for (n, row) in area.rows().enumerate() {
        let last = n + 1 == usize::from(area.height);
        let here = if last { left } else { 1 };
        let here: Vec<_> = parts.drain(..here.min(parts.len())).collect();
        put(frame, row, &parts_line(app.theme, here, width));
    }
}

fn roles_in_a_row(app: &App, entry: &Entry, facts: &Facts) -> Vec<(String, Style)> {
    let theme = app.theme;
    let mut parts = Vec::new();
    for of in &facts.overview.roles {
        let result = of.roll_up.result;
        let (done, all) = of.progress();
        let text = format!("{} {} {done}/{all}", of.role, glyph(result));
        parts.push((text, result_style(theme, result)));
    }
    let mut more = |text: String| parts.push((text, theme.quiet()));
    if !facts.overview.overdue.is_empty() {
        more(format!("{} overdue", facts.overview.overdue.len()));
    }
    if facts.waits > 0 {
        more(format!("{} in review", facts.waits));
    }
    if !facts.expiring.is_empty() {
        more(format!("{} expiring", facts.expiring.len()));
    }
    if let Some(last) = facts.overview.last {
        more(format!("last {}", last.format("%Y-%m-%d")));
    }
    if !entry.head.begun {
        more("no file yet".to_owned());
    }
    parts
}

/// Draws it in a pane of its own.
pub fn draw(app: &App, controls: &Controls, frame: &mut Frame<'_>, area: Rect) {
    let block = Block::new()
        .borders(Borders::LEFT)
        .border_style(app.theme.quiet());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let width = usize::from(inner.width);
    let mut lines = match (controls.selected(), controls.row()) {
        (Some(entry), _) => of_control(app, entry, width),
        (None, Some(Row::Domain(n))) => of_domain(app, controls, n, width),
        _ => Vec::new(),
    };
    let left = usize::from(inner.height).saturating_sub(lines.len() + 2);
    if left > 2 && !controls.expiring.is_empty() {
        lines.push(Line::default());
        lines.extend(expiring(app, controls, width, left));
    }
    for (line, y) in lines.iter().zip(inner.y..inner.bottom()) {
        put(frame, Rect::new(inner.x, y, inner.width, 1), line);
    }
}

fn of_domain(app: &App, controls: &Controls, domain: usize, width: usize) -> Vec<Line<'static>> {
    let Some(domain) = controls.domains.get(domain) else {
        return Vec::new();
    };
    let sum = &domain.sum;
    let mut lines = headed(app, &domain.name, width);
    lines.push(Line::default());
    lines.push(Line::raw(format!(
        "{} {} of {} controls done",
        bar(sum.done, sum.controls, 12),
        sum.done,
        sum.controls
    )));
    lines.push(Line::raw(format!(
        "{} {} of {} items answered",
        bar(sum.answered, sum.items, 12),
        sum.answered,
        sum.items
    )));
    if sum.broken > 0 {
        let text = format!("! {} unreadable", sum.broken);
        lines.push(Line::styled(text, app.theme.bad()));
    }
    for severity in Severity::ALL {
        let n = sum.gaps.get(severity);
        if n > 0 {
            let text = format!("{} {n} {severity}", severity_glyph(severity));
            lines.push(Line::styled(text, app.theme.severity(severity)));
        }
    }
    lines
}

fn headed(app: &App, text: &str, width: usize) -> Vec<Line<'static>> {
    let lines = wrap(text, width).into_iter().take(3);
    lines
        .map(|l| Line::styled(l, app.theme.heading()))
        .collect()
}

fn of_control(app: &App, entry: &Entry, width: usize) -> Vec<Line<'static>> {
    let theme = app.theme;
    let head = &entry.head;
    let mut lines = headed(app, &format!("{} {}", head.id, head.title), width);
    lines.push(Line::styled(fit(&head.domain, width), theme.quiet()));
    let standing = entry.standing();
    let text = format!("{} {}", standing.glyph(), standing.word());
    lines.push(Line::styled(text, style(theme, standing)));
    lines.push(Line::default());
    let Some(facts) = entry.facts.as_deref() else {
        return lines;
    };
    let overview = &facts.overview;
    if let Some(problem) = &overview.problem {
        let wrapped = wrap(problem, width).into_iter().take(8);
        lines.extend(wrapped.map(|l| Line::styled(l, theme.bad())));
        return lines;
    }
    lines.extend(overview.roles.iter().flat_map(|of| role(app, of, width)));
    lines.push(Line::default());
    let mut fact = |name: &str, text: String, look: Style| {
        let name = Span::styled(name.to_owned(), theme.quiet());
        lines.extend(hanging(name, 14, &text, width, look));
    };
    let (done, all) = overview.progress();
    fact("answered", format!("{done} of {all}"), Style::new());
    let last = overview
        .last
        .map(|t| t.format("%Y-%m-%d %H:%M").to_string());
    let last = last.map_or("nothing yet".to_owned(), |t| format!("{t} UTC"));
    fact("last answered", last, Style::new());
    if app.controls.as_ref().is_some_and(|c| c.signs) {
        for (role, sign) in &facts.signs {
            fact("sign-off", sign.words(*role), sign_style(theme, sign));
        }
    } else {
        for (role, sign) in facts.signs.iter().filter(|(_, sign)| sign.is_stale()) {
            fact("! sign-off", sign.words(*role), sign_style(theme, sign));
        }
    }
    if facts.waits > 0 {
        fact(
            "in review",
            crate::text::count(facts.waits, "step"),
            Style::new(),
        );
    }
    if overview.conflicts > 0 {
        let text = crate::text::count(overview.conflicts, "undecided field");
        fact("conflicts", text, theme.bad());
    }
    for late in overview.overdue.iter().take(4) {
        let owner = match late.owner.trim() {
            "" => "no owner",
            owner => owner,
        };
        let text = format!(
            "{}.{} since {} · {owner} · {}",
            late.role, late.item, late.due, late.text
        );
        fact("! overdue", text, theme.bad());
    }
    for near in overview.soon.iter().take(4) {
        let text = format!(
            "{}.{} on {} · {}",
            near.role, near.item, near.due, near.text
        );
        fact("◷ due", text, theme.warn());
    }
    if overview.overdue.len() > 4 {
        let more = format!("and {} more", overview.overdue.len() - 4);
        fact("", more, theme.bad());
    }
    for record in facts.expiring.iter().take(4) {
        let expired = record.on < app.clock.today;
        let (name, look) = if expired {
            ("✗ expired", theme.bad())
        } else {
            ("◷ expires", theme.warn())
        };
        fact(name, format!("{} · {}", record.on, record.title), look);
    }
    let file = head
        .path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned());
    let file = file.unwrap_or_default();
    let file = if head.begun {
        file
    } else {
        format!("{file}, made with the first answer")
    };
    fact("file", file, theme.quiet());
    let key = app.keys.said(Scope::Controls, Action::Enter);
    fact("", format!("{key} opens it"), theme.quiet());
    lines
}

/// A role: its result, its steps by outcome, its gaps.
fn role(app: &App, of: &RoleOverview, width: usize) -> Vec<Line<'static>> {
    let theme = app.theme;
    let roll_up = of.roll_up;
    let counts = roll_up.counts;
    let (done, all) = of.progress();
    let gauge = format!("{} {done:>2}/{all:<2} ", bar(done, all, 8));
    let words = roll_up.words();
    let room = width.saturating_sub(4 + columns(&gauge) + 2);
    // What it is so far gives way: the counts below say it, too.
    let words = match words.split_once(',') {
        Some((result, _)) if columns(&words) > room => result,
        _ => &words,
    };
    let result = Span::styled(
        format!("{} {words}", glyph(roll_up.result)),
        result_style(theme, roll_up.result),
    );
    let first = vec![
        Span::styled(format!("{:<4}", of.role.as_str()), theme.heading()),
        Span::raw(gauge),
        result,
    ];
    let mut second = vec![Span::raw("    ")];
    for outcome in [
        Outcome::Satisfied,
        Outcome::PartiallySatisfied,
        Outcome::NotSatisfied,
        Outcome::NotApplicable,
    ] {
        let n = counts.get(outcome);
        if n > 0 {
            let text = format!("{}{n} ", outcome.glyph());
            second.push(Span::styled(text, theme.outcome(outcome)));
        }
    }
    for severity in [Severity::Major, Severity::Minor] {
        let n = of.gaps.get(severity);
        if n > 0 {
            let text = format!("· {} {n} {severity} ", severity_glyph(severity));
            second.push(Span::styled(text, theme.severity(severity)));
        }
    }
    let mut lines = vec![cut(Line::from(first), width)];
    if second.len() > 1 {
        lines.push(cut(Line::from(second), width));
    }
    lines
}

/// Evidence of the whole folder that has expired or will soon.
fn expiring(app: &App, controls: &Controls, width: usize, rows: usize) -> Vec<Line<'static>> {
    let theme = app.theme;
    let title = format!("Evidence expired or soon: {}", controls.expiring.len());
    let mut lines = vec![Line::styled(fit(&title, width), theme.heading())];
    for record in controls.expiring.iter().take(rows.saturating_sub(1)) {
        let (sign, look) = if record.on < app.clock.today {
            ("✗", theme.bad())
        } else {
            ("◷", theme.warn())
        };
        let text = format!("{sign} {} {}", record.on, record.title);
        lines.push(Line::styled(fit(&text, width), look));
    }
    lines
}
