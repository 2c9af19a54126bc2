//! Many providers: the matrix with its worst gaps, and what goes around it and
//! around the lists.

use super::Hits;
use super::lines::{columns, cut, fit, pad, wrap};
use super::names::Names;
use super::portfolio_listed::listed;
use super::portfolio_side::said;
use super::put::put;
use crate::portfolio::{By, Cell, Row};
use crate::report::portfolio::words;
use crate::text::one_line;
use crate::tui::action::Action;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Hit};
use crate::tui::portfolio::{Only, Page, Portfolio};
use crate::tui::theme::severity_glyph;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Columns of a cell with words, with what stands between it and the next.
const WIDE: usize = 14;
/// Columns of a cell with signs and numbers, whose words are said of the
/// selected one.
const TIGHT: usize = 9;
/// Columns of how many rows and columns are out of sight.
const MORE: usize = 27;
/// The least columns of a name.
const NAME: usize = 18;

/// Draws the screen of many providers.
pub fn draw(app: &App, frame: &mut Frame<'_>, body: Rect, hits: &mut Hits) {
    let Some(p) = &app.portfolio else { return };
    let [tabs, rest] = layout::split_rows(body, 1);
    draw_tabs(app, p, frame, tabs, hits);
    let rest = strip(app, p, frame, rest);
    let rows = match p.page {
        Page::Matrix => p.rows.len() + 1 + usize::from(has_all(p)),
        Page::Expiring => p.records.len(),
        Page::Due => p.actions.len(),
    };
    let [list, details] = panes(app, frame, rest, rows);
    match p.page {
        Page::Matrix => matrix(app, p, frame, list, hits),
        Page::Expiring | Page::Due => listed(app, p, frame, list, hits),
    }
    let width = usize::from(details.width.min(layout::READABLE));
    let lines = said(app, p, width, usize::from(details.height));
    frame.render_widget(Paragraph::new(lines), details);
}

/// The list and what is said of what is selected: below it, or beside it
/// where there is room.
fn panes(app: &App, frame: &mut Frame<'_>, area: Rect, rows: usize) -> [Rect; 2] {
    let inset = |r: Rect| Rect::new(r.x + 1, r.y, r.width.saturating_sub(2), r.height);
    if layout::is_wide(app.size) {
        let [left, right] = layout::split_columns(area, area.width * 3 / 5);
        return [inset(left), inset(right)];
    }
    // What the list does not need goes to what is said.
    let rows = u16::try_from(rows).unwrap_or(u16::MAX).max(2);
    let least = (area.height / 3).clamp(4, 9);
    let most = area.height.saturating_sub(least + 1);
    let [list, below] = layout::split_rows(area, rows.saturating_add(1).min(most));
    let [rule, details] = layout::split_rows(below, 1);
    let dashes = "─".repeat(usize::from(rule.width));
    put(frame, rule, &Line::styled(dashes, app.theme.quiet()));
    [inset(list), inset(details)]
}

fn draw_tabs(app: &App, p: &Portfolio, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let count = |page: Page| match page {
        Page::Matrix => p.rows.len(),
        Page::Expiring => p.records.len(),
        Page::Due => p.actions.len(),
    };
    let counted = |page: Page| format!(" {} ({}) ", page.title(), count(page));
    let wanted: usize = Page::ALL.map(|page| columns(&counted(page))).iter().sum();
    let tight = wanted + 1 > usize::from(area.width);
    let mut x = area.x + 1;
    for page in Page::ALL {
        let text = if tight {
            format!(" {} ", page.title())
        } else {
            counted(page)
        };
        let style = if page == p.page {
            app.theme.selected()
        } else {
            Style::new()
        };
        let width = u16::try_from(text.chars().count()).unwrap_or(0);
        let place = Rect::new(x, area.y, width.min(area.right().saturating_sub(x)), 1);
        put(frame, place, &Line::styled(text, style));
        hits.push((place, Hit::ProviderPage(page)));
        x = (x + width).min(area.right());
    }
}

/// Says which providers are shown, where some are not, and how to see all.
/// Returns what is left of the area.
fn strip(app: &App, p: &Portfolio, frame: &mut Frame<'_>, area: Rect) -> Rect {
    if !p.is_filtered() {
        let Some(what) = p.shown.compared.as_ref().filter(|_| p.page == Page::Matrix) else {
            return area;
        };
        let [row, rest] = layout::split_rows(area, 1);
        let text = format!(" {} · since {}", words::trends(&p.shown), one_line(what));
        let room = usize::from(row.width).saturating_sub(MORE);
        put(
            frame,
            row,
            &Line::styled(fit(&text, room), app.theme.quiet()),
        );
        return rest;
    }
    let key = app.keys.said(Scope::Portfolio, Action::Back);
    let name = (!p.narrowed.is_empty()).then(|| format!("“{}” in the name", p.narrowed));
    let only = (p.only != Only::All).then(|| p.only.word().to_owned());
    let shown: Vec<String> = [only, name].into_iter().flatten().collect();
    let end = format!(" · {key}: all");
    let [row, rest] = layout::split_rows(area, 1);
    // At the right it is said how many rows and columns are out of sight.
    let room = usize::from(row.width).saturating_sub(columns(&end) + MORE);
    let text = format!(
        " {}{end}",
        fit(&format!("only {}", shown.join(", and ")), room)
    );
    put(frame, row, &Line::styled(text, app.theme.warn()));
    rest
}

fn style_of(app: &App, cell: Option<&Cell>) -> Style {
    match cell {
        None => app.theme.quiet(),
        Some(cell) if cell.controls.broken > 0 => app.theme.bad(),
        Some(cell) => match cell.worst() {
            Some((severity, _)) => app.theme.severity(severity),
            None if words::cell(Some(cell)).starts_with("no gap") => app.theme.good(),
            None => app.theme.quiet(),
        },
    }
}

/// A cell with its sign, its words and the sign of its trend.
fn shown(cell: Option<&Cell>, with_words: bool) -> String {
    let word = match cell.filter(|c| c.controls.broken == 0 && !with_words) {
        Some(cell) => match cell.worst() {
            Some((_, n)) => n.to_string(),
            None => words::cell(Some(cell)),
        },
        None => words::cell(cell),
    };
    let glyph = match cell {
        None => "",
        Some(cell) if cell.controls.broken > 0 => "! ",
        Some(cell) => match cell.worst() {
            Some((severity, _)) => severity_glyph(severity),
            None if word.starts_with("no gap") => "✓",
            None => "",
        },
    };
    let sign = match glyph {
        "" => String::new(),
        glyph => format!("{} ", glyph.trim()),
    };
    let trend = cell
        .filter(|c| c.trend.is_some())
        .map_or(String::new(), |c| format!(" {}", words::trend_sign(c)));
    let conflict = match words::hides_conflict(cell) {
        true => " ≠",
        false => "",
    };
    format!("{sign}{word}{conflict}{trend}")
}

/// Whether a row says what all providers come to: of one alone it is that row.
fn has_all(p: &Portfolio) -> bool {
    p.shown.rows.len() > 1 && !p.is_filtered()
}

/// The first of some rows or columns that are seen, so that the selected one
/// is.
pub(super) fn window(at: usize, all: usize, seen: usize) -> usize {
    let most = all.saturating_sub(seen);
    at.saturating_sub(seen / 2).min(most)
}

fn matrix(app: &App, p: &Portfolio, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let width = usize::from(area.width);
    let room = width.saturating_sub(NAME);
    // With words where all columns have them, or none fits without.
    let all = p.columns() * WIDE;
    let pitch = if all <= room || p.shown.by == By::Domain {
        WIDE
    } else {
        TIGHT
    };
    let name = width.saturating_sub(p.columns() * pitch).clamp(NAME, 40);
    let seen = (width.saturating_sub(name) / pitch).max(1);
    // The whole always stands beside the name.
    let others = p.columns().saturating_sub(1);
    let room = seen.saturating_sub(1).max(1);
    let first = window(p.column.saturating_sub(1), others, room);
    let mut columns = vec![0];
    columns.extend((first + 1..=others).take(room));
    let [head, list] = layout::split_rows(area, 1);
    let mut spans = vec![Span::raw(pad(
        &format!("  by {}", p.shown.by.as_str()),
        name,
    ))];
    for column in &columns {
        let style = if *column == p.column {
            app.theme.heading()
        } else {
            app.theme.quiet()
        };
        let text = pad(&fit(p.column_name(*column), pitch - 1), pitch);
        spans.push(Span::styled(text, style));
    }
    put(frame, head, &cut(Line::from(spans), width));
    let height = usize::from(list.height).saturating_sub(usize::from(has_all(p)));
    if p.rows.is_empty() {
        empty(app, p, frame, list);
        return;
    }
    let top = window(p.row, p.rows.len(), height);
    let all = p.rows.iter().filter_map(|n| p.shown.rows.get(*n));
    let names = Names::of(all.map(|row| row.name.as_str()), name.saturating_sub(3));
    for (y, at) in (top..p.rows.len()).take(height).enumerate() {
        let Some(row) = p.rows.get(at).and_then(|n| p.shown.rows.get(*n)) else {
            continue;
        };
        let Ok(y) = u16::try_from(y) else { break };
        let place = Rect::new(list.x, list.y + y, list.width, 1);
        draw_row(
            app,
            p,
            frame,
            place,
            (at, row),
            (name, pitch, &columns, &names),
            hits,
        );
    }
    if let Ok(y) = u16::try_from(height.min(p.rows.len()))
        && has_all(p)
        && y < list.height
    {
        let place = Rect::new(list.x, list.y + y, list.width, 1);
        draw_all(app, p, frame, place, (name, pitch, &columns));
    }
    let mut more = Vec::new();
    let below = p.rows.len().saturating_sub(top + height);
    if below > 0 {
        more.push(app.theme.below(below));
    }
    if others > room {
        more.push(format!(
            "{}–{} of {others} →",
            first + 1,
            (first + room).min(others)
        ));
    }
    if !more.is_empty() {
        let text = format!(" {} ", more.join("  "));
        let wide = u16::try_from(text.chars().count())
            .unwrap_or(0)
            .min(head.width);
        // In the row of heads, where nothing of a provider is covered.
        let place = Rect::new(head.right() - wide, area.y.saturating_sub(1), wide, 1);
        put(frame, place, &Line::styled(text, app.theme.quiet()));
    }
}

/// What all providers come to, below them.
fn draw_all(
    app: &App,
    p: &Portfolio,
    frame: &mut Frame<'_>,
    place: Rect,
    (name, pitch, columns): (usize, usize, &[usize]),
) {
    let mut spans = vec![Span::styled(pad("  All", name), app.theme.quiet())];
    for column in columns {
        let cell = match column.checked_sub(1) {
            None => Some(&p.shown.all),
            Some(at) => p.shown.columns.get(at).map(|column| &column.all),
        };
        let text = pad(&fitted(cell, pitch), pitch);
        spans.push(Span::styled(text, style_of(app, cell)));
    }
    put(
        frame,
        place,
        &cut(Line::from(spans), usize::from(place.width)),
    );
}

/// A cell in its columns.
fn fitted(cell: Option<&Cell>, pitch: usize) -> String {
    // The sign of the trend rather than the word: its sign says that.
    let whole = shown(cell, pitch == WIDE);
    let short = match columns(&whole) < pitch {
        true => whole,
        false => shown(cell, false),
    };
    fit(&short, pitch - 1)
}

fn draw_row(
    app: &App,
    p: &Portfolio,
    frame: &mut Frame<'_>,
    place: Rect,
    (at, row): (usize, &Row),
    (name, pitch, columns, names): (usize, usize, &[usize], &Names),
    hits: &mut Hits,
) {
    let here = at == p.row;
    let mark = if here { "▸ " } else { "  " };
    let style = if here {
        app.theme.heading()
    } else {
        Style::new()
    };
    let mut spans = vec![Span::styled(
        format!("{mark}{} ", names.cut(&row.name)),
        style,
    )];
    for (n, column) in columns.iter().enumerate() {
        let cell = p.cell(row, *column);
        let mut look = style_of(app, cell);
        if here && *column == p.column {
            look = look.patch(app.theme.selected());
        }
        let text = fitted(cell, pitch);
        let used = super::lines::columns(&text);
        spans.push(Span::styled(text, look));
        spans.push(Span::raw(" ".repeat(pitch.saturating_sub(used))));
        let x = u16::try_from(name + n * pitch).unwrap_or(u16::MAX);
        let wide = u16::try_from(pitch - 1).unwrap_or(1);
        if x < place.width {
            let hit = Rect::new(place.x + x, place.y, wide.min(place.width - x), 1);
            hits.push((hit, Hit::Provider(at, *column)));
        }
    }
    let wide = u16::try_from(name.saturating_sub(1)).unwrap_or(1);
    let hit = Rect::new(place.x, place.y, wide.min(place.width), 1);
    hits.push((hit, Hit::Provider(at, 0)));
    put(
        frame,
        place,
        &cut(Line::from(spans), usize::from(place.width)),
    );
}

fn empty(app: &App, p: &Portfolio, frame: &mut Frame<'_>, area: Rect) {
    let key = app.keys.said(Scope::Portfolio, Action::Back);
    let text = if p.narrowed.is_empty() {
        format!("No provider is {}: {key} shows all again.", p.only.words())
    } else {
        format!(
            "No provider has “{}” in its name: {key} shows all again.",
            one_line(&p.narrowed)
        )
    };
    let lines: Vec<Line<'static>> = wrap(&text, usize::from(area.width))
        .into_iter()
        .map(Line::raw)
        .collect();
    frame.render_widget(Paragraph::new(lines), area);
}
