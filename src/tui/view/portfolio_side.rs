//! Many providers: what is selected, explained.

use super::lines::{fit, hanging, wrap};
use crate::gaps::{Gap, Severity};
use crate::overview::doubted_words;
use crate::portfolio::{By, Trend};
use crate::report::portfolio::words;
use crate::text::one_line;
use crate::tui::action::Action;
use crate::tui::keymap::Scope;
use crate::tui::model::App;
use crate::tui::portfolio::{Page, Portfolio};
use crate::tui::theme::severity_glyph;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// What is selected, in as many lines as there is room for.
pub(super) fn said(app: &App, p: &Portfolio, width: usize, height: usize) -> Vec<Line<'static>> {
    let mut lines = match p.page {
        Page::Matrix => said_of_cell(app, p, width, height),
        Page::Expiring => p.record().map_or_else(Vec::new, |e| {
            let mut lines = heading(app, &e.title, width);
            let when = format!("{} on {}", words::expiry(e), e.on);
            lines.extend(fact(app, "when", &when, width));
            lines.extend(fact(app, "provider", &e.provider, width));
            lines.extend(fact(app, "used by", &words::uses(e), width));
            lines
        }),
        Page::Due => p.selected_due().map_or_else(Vec::new, |(a, overdue)| {
            let mut lines = heading(app, &a.text, width);
            let due = match overdue {
                true => format!("{}, overdue", a.due),
                false => a.due.to_string(),
            };
            lines.extend(fact(app, "due", &due, width));
            let owner = match a.owner.trim() {
                "" => "nobody",
                owner => owner,
            };
            lines.extend(fact(app, "owner", owner, width));
            lines.extend(fact(app, "provider", &a.provider, width));
            let item = format!("{} {}.{}", a.control, a.role, a.item);
            lines.extend(fact(app, "item", &item, width));
            lines
        }),
    };
    if lines.len() > height {
        lines.truncate(height.saturating_sub(1));
        lines.push(Line::styled("…", app.theme.quiet()));
    }
    lines
}

fn heading(app: &App, text: &str, width: usize) -> Vec<Line<'static>> {
    vec![Line::styled(fit(text, width), app.theme.heading())]
}

fn fact(app: &App, term: &str, says: &str, width: usize) -> Vec<Line<'static>> {
    let term = Span::styled(term.to_owned(), app.theme.quiet());
    hanging(term, 10, &one_line(says), width, Style::new())
}

fn said_of_cell(app: &App, p: &Portfolio, width: usize, height: usize) -> Vec<Line<'static>> {
    let Some(row) = p.selected() else {
        return Vec::new();
    };
    let column = p.column_name(p.column);
    let title = match p.column.checked_sub(1).and_then(|n| p.shown.columns.get(n)) {
        Some(c) if p.shown.by == By::Control => format!("{column} {}", c.title),
        _ => column.to_owned(),
    };
    let mut lines = heading(app, &format!("{} · {title}", row.name), width);
    let Some(cell) = p.cell(row, p.column) else {
        lines.push(Line::raw("not assessed"));
        return lines;
    };
    if let Some(problem) = &row.problem {
        lines.extend(fact(app, "problem", problem, width));
    }
    let c = cell.controls;
    let mut counts = format!(
        "{} · {} answered · {} of {} begun",
        words::gaps(&cell.tally),
        words::answered(&cell.tally),
        c.begun,
        crate::text::count(c.total, "control"),
    );
    if c.broken > 0 {
        counts = format!(
            "{} cannot be read · {counts}",
            crate::text::count(c.broken, "file")
        );
    }
    if c.conflicts > 0 {
        let conflicts = crate::text::count(c.conflicts, "undecided conflict");
        counts = format!("{conflicts} · {counts}");
    }
    if cell.tally.stale > 0 {
        let stale = doubted_words(cell.tally.stale, cell.tally.requested);
        counts = format!("{stale} · {counts}");
    }
    lines.extend(wrap(&counts, width).into_iter().map(Line::raw));
    if cell.trend.is_some() {
        let change = words::change(cell);
        let text = match change.as_str() {
            "" => words::trend(cell),
            change if p.shown.of_same_files => {
                format!("{}: {change}, without evidence files", words::trend(cell))
            }
            change => format!("{}: {change}", words::trend(cell)),
        };
        lines.extend(wrap(&text, width).into_iter().map(Line::raw));
    }
    for one in p.shown.broken.iter().filter(|b| b.provider == row.name) {
        if p.shown.by != By::Control || p.column == 0 || one.control == column {
            let mark = Span::styled("! broken", app.theme.bad());
            lines.extend(hanging(
                mark,
                10,
                &one_line(&words::problem(one)),
                width,
                Style::new(),
            ));
        }
    }
    let role = (p.shown.by == By::Role && p.column > 0).then_some(column);
    for one in p.shown.stale.iter().filter(|s| s.provider == row.name) {
        let here = match p.shown.by {
            By::Role => role.is_none_or(|role| one.role.as_str() == role),
            By::Control => p.column == 0 || one.control == column,
            By::Domain => true,
        };
        if here {
            let mark = match one.state.is_requested() {
                true => "! changes",
                false => "! stale",
            };
            let mark = Span::styled(mark, app.theme.bad());
            let text = format!("{} {}: {}", one.control, one.role, words::stale(one));
            lines.extend(hanging(mark, 10, &one_line(&text), width, Style::new()));
        }
    }
    for one in p.shown.unread.iter().filter(|b| b.provider == row.name) {
        let mark = Span::styled("? then", app.theme.bad());
        let text = one_line(&format!("{} {}", one.control, one.problem));
        lines.extend(hanging(mark, 10, text.trim(), width, Style::new()));
    }
    for one in p.shown.gone.iter().filter(|g| g.provider == row.name) {
        let gone = format!("{} gone", Trend::Gone.glyph());
        let mark = Span::styled(gone, app.theme.bad());
        let text = match one.part() {
            part if part.is_empty() => one.what(),
            part => format!("{part}: {}", one.what()),
        };
        lines.extend(hanging(mark, 10, &one_line(&text), width, Style::new()));
    }
    let gaps = cell.tally.gaps;
    let all = gaps.major + gaps.minor + gaps.open + gaps.watch;
    let mut named = 0;
    // What is open is named where there is room left for it.
    let worst = p.worst(usize::MAX);
    let is_open = |gap: &Gap| gap.severity == Severity::Open;
    let open = worst.iter().filter(|(_, gap)| is_open(gap));
    let others = worst.iter().filter(|(_, gap)| !is_open(gap));
    for (control, gap) in others.chain(open) {
        let glyph = severity_glyph(gap.severity);
        let mark = Span::styled(
            format!("{glyph} {}", gap.severity),
            app.theme.severity(gap.severity),
        );
        let text = format!("{control} {}.{}: {}", gap.role, gap.item, gap.message);
        let of_gap = hanging(mark, 10, &text, width, Style::new());
        // A row is kept for how many more there are.
        let last = usize::from(named + 1 < all);
        if lines.len() + of_gap.len() + last > height {
            break;
        }
        lines.extend(of_gap);
        named += 1;
    }
    if named > 0 && named < all {
        let key = app.keys.said(Scope::Portfolio, Action::Enter);
        let more = crate::text::grouped(all - named);
        let text = format!("… {more} more: {key} opens it at the worst");
        lines.push(Line::styled(fit(&text, width), app.theme.quiet()));
    }
    lines
}
