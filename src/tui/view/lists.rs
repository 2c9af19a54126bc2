//! The summary's lists: gaps, the corrective action plan, the register of
//! evidence. Drawn from the report that exports are made from.

use super::Hits;
use super::lines::{columns, hanging, wrap};
use super::put::put;
use crate::gaps::Severity;
use crate::report::{self, ActionRow, EvidenceRow, FileWord, Report};
use crate::tui::action::Action;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Doc, Hit, Page};
use crate::tui::theme::severity_glyph;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// A row before it is laid out: its head, its text, and how both look.
struct Entry {
    head: String,
    text: String,
    style: Style,
    quiet: bool,
}

/// Draws a list page.
pub fn draw(
    app: &App,
    doc: &Doc,
    report: &Report,
    page: Page,
    frame: &mut Frame<'_>,
    area: Rect,
    hits: &mut Hits,
) {
    let key = |action| app.keys.said(Scope::Outline, action);
    let (entries, selected, indent, none) = match page {
        Page::Actions => (
            actions(app, doc, report),
            app.summary.action,
            24,
            format!(
                "No corrective actions: {} goes back, {} on an item writes one.",
                app.key(Action::Back),
                key(Action::CorrectiveAction)
            ),
        ),
        Page::Evidence => (
            evidence(app, doc, report),
            app.summary.record,
            14,
            format!(
                "No evidence yet: {} goes back, {} on an item adds a link or a file.",
                app.key(Action::Back),
                key(Action::AddEvidence)
            ),
        ),
        _ => (
            gaps(app, report),
            app.summary.gap,
            22,
            format!(
                "✓ No gaps: every item is answered and proven. {} goes back, {} on a role signs it off.",
                app.key(Action::Back),
                key(Action::SignOff)
            ),
        ),
    };
    let area = match page {
        Page::Actions | Page::Evidence => area,
        _ => stale(app, report, frame, area),
    };
    if entries.is_empty() {
        let lines = wrap(&none, usize::from(area.width));
        let lines = lines
            .into_iter()
            .map(|l| Line::styled(l, app.theme.quiet()));
        frame.render_widget(Paragraph::new(Vec::from_iter(lines)), area);
        return;
    }
    let selected = selected.min(entries.len() - 1);
    let width = usize::from(area.width).min(indent + usize::from(layout::READABLE));
    let mut lines: Vec<(Line<'static>, usize)> = Vec::new();
    for (n, entry) in entries.iter().enumerate() {
        let (head, words) = if n == selected {
            (app.theme.selected(), app.theme.selected())
        } else if entry.quiet {
            (entry.style, app.theme.quiet())
        } else {
            (entry.style, Style::new())
        };
        let head = Span::styled(entry.head.clone(), head);
        for line in hanging(head, indent, &entry.text, width, words) {
            lines.push((line, n));
        }
    }
    // What counts those below has a row of its own: it covers no text.
    let is_long = lines.len() > usize::from(area.height) && area.height > 1;
    let height = usize::from(area.height) - usize::from(is_long);
    let last = lines.iter().rposition(|(_, n)| *n == selected).unwrap_or(0);
    let offset = (last + 1)
        .saturating_sub(height / 2)
        .min(lines.len().saturating_sub(height));
    let seen = lines.get(..offset + height).and_then(<[_]>::last);
    let below = seen.map_or(0, |(_, n)| entries.len().saturating_sub(n + 1));
    let in_sight = lines.into_iter().skip(offset).take(height);
    for (y, (line, n)) in (area.y..area.bottom()).zip(in_sight) {
        let place = Rect::new(area.x, y, area.width, 1);
        frame.render_widget(Paragraph::new(line), place);
        hits.push((place, Hit::Listed(page, n)));
    }
    if below > 0 {
        let more = format!(" {} ", app.theme.below(below));
        let width = u16::try_from(columns(&more)).unwrap_or(0).min(area.width);
        let y = area.bottom().saturating_sub(1);
        let place = Rect::new(area.right() - width, y, width, 1);
        put(frame, place, &Line::styled(more, app.theme.selected()));
    }
}

/// Says above the gaps which sign-offs are stale or doubted. Returns what is left of the area.
fn stale(app: &App, report: &Report, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let width = usize::from(area.width.min(layout::READABLE));
    let mut lines = Vec::new();
    for (role, signed) in report::doubted_sign_offs(report) {
        let head = Span::styled(format!("! {role} sign-off"), app.theme.bad());
        let key = app.keys.said(Scope::Outline, Action::SignOff);
        let text = format!("{} ({key} on {role} shows it)", report::worth(signed));
        lines.extend(hanging(head, 22, &text, width, Style::new()));
    }
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let rows = rows.min(area.height / 2);
    let [above, below] = layout::split_rows(area, rows);
    frame.render_widget(Paragraph::new(lines), above);
    below
}

fn gaps(app: &App, report: &Report) -> Vec<Entry> {
    let entry = |gap: &crate::gaps::Gap| Entry {
        head: format!(
            "{} {:<6} {:<13}",
            severity_glyph(gap.severity),
            gap.severity.as_str(),
            format!("{}.{}", gap.role, gap.item)
        ),
        text: gap.message.clone(),
        style: app.theme.severity(gap.severity),
        quiet: gap.severity == Severity::Open,
    };
    report.gaps.iter().map(entry).collect()
}

fn actions(app: &App, doc: &Doc, report: &Report) -> Vec<Entry> {
    let entry = |row: &ActionRow| {
        let action = &row.action;
        let (glyph, word, style) = if row.overdue {
            ("!", "overdue", app.theme.bad())
        } else if action.is_done() {
            ("✓", "done", app.theme.good())
        } else {
            ("○", "open", app.theme.warn())
        };
        let due = action.due.map_or_else(
            || "no due date".to_owned(),
            |d| match row.soon {
                true => format!("due soon, {d}"),
                false => format!("due {d}"),
            },
        );
        let owner = match action.owner.trim() {
            "" => "no owner",
            owner => owner,
        };
        let retest = match report::retest(action).as_str() {
            "" if action.is_done() => " · not retested".to_owned(),
            "" => String::new(),
            retest => format!(" · retest {retest}"),
        };
        let text = match action.text.trim() {
            "" => "(no text)",
            text => text,
        };
        Entry {
            head: format!(
                "{glyph} {word:<7} {:<13}",
                format!("{}.{}", row.role, row.item)
            ),
            text: format!("{due} · {owner} · {text}{retest}"),
            style,
            quiet: action.is_done(),
        }
    };
    let plan = doc.plan(&app.questionnaire);
    let found = |(role, item): &(_, _)| {
        let mut rows = report.actions.iter();
        rows.find(|r| r.role == *role && r.item == *item)
    };
    plan.iter().filter_map(found).map(entry).collect()
}

fn evidence(app: &App, doc: &Doc, report: &Report) -> Vec<Entry> {
    let entry = |row: &EvidenceRow| {
        let record = &row.record;
        let (glyph, words, mut style) = super::form::file_words(app.theme, record, row.state);
        let so_far = doc.read_so_far(&record.href);
        let so_far = so_far.filter(|_| row.state == FileWord::NotChecked);
        let words = so_far.as_deref().unwrap_or(words);
        let broken = matches!(row.state, FileWord::Missing | FileWord::Changed);
        let mut parts = vec![record.name().to_owned(), format!("{glyph} {words}")];
        if record.name() != record.href {
            parts.push(record.href.clone());
        }
        if let Some(on) = record.expires_on {
            parts.push(if row.expired {
                format!("✗ expired {on}")
            } else {
                format!("expires {on}")
            });
        }
        let facts = [
            ("covers", report::period(record)),
            ("viewed", report::viewed(record)),
        ];
        parts.extend(
            facts
                .iter()
                .filter(|(_, fact)| !fact.is_empty())
                .map(|(what, fact)| format!("{what} {fact}")),
        );
        let used: Vec<String> = row
            .used_by
            .iter()
            .map(|(role, item)| format!("{role}.{item}"))
            .collect();
        parts.push(if used.is_empty() {
            format!("proves {}", doc.unused(&row.id))
        } else {
            format!("proves {}", used.join(", "))
        });
        if row.expired && !broken {
            style = app.theme.bad();
        }
        Entry {
            head: format!("{:<13}", row.id.as_str()),
            text: parts.join(" · "),
            style,
            quiet: used.is_empty(),
        }
    };
    let found = |id| report.evidence.iter().find(|r| r.id == id);
    doc.register().filter_map(found).map(entry).collect()
}
