//! Many providers: the matrix with its worst gaps, and the lists of expiring
//! evidence and overdue actions, each with what is selected explained.

use super::Hits;
use super::lines::{columns, cut, fit, hanging, pad, wrap};
use super::names::Names;
use super::put::put;
use crate::gaps::Severity;
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
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Paragraph};

/// Columns of a cell with words, with what stands between it and the next.
const WIDE: usize = 14;
/// Columns of a cell with signs and numbers, whose words are said of the
/// selected one.
const TIGHT: usize = 9;
/// The least columns of a name.
const NAME: usize = 18;

/// Draws the screen of many providers.
pub fn draw(app: &App, frame: &mut Frame<'_>, body: Rect, hits: &mut Hits) {
    let Some(p) = &app.portfolio else { return };
    let [tabs, rest] = layout::split_rows(body, 1);
    draw_tabs(app, p, frame, tabs, hits);
    let rest = strip(app, p, frame, rest);
    let rows = match p.page {
        Page::Matrix => p.rows.len() + 1,
        Page::Expiring => p.shown.expiring.len(),
        Page::Overdue => p.shown.overdue.len(),
    };
    let [list, details] = panes(app, frame, rest, rows);
    match p.page {
        Page::Matrix => matrix(app, p, frame, list, hits),
        Page::Expiring | Page::Overdue => listed(app, p, frame, list, hits),
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
        Page::Expiring => p.shown.expiring.len(),
        Page::Overdue => p.shown.overdue.len(),
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
    if !p.is_filtered() || p.page != Page::Matrix {
        return area;
    }
    let key = app.keys.said(Scope::Portfolio, Action::Back);
    let name = (!p.narrowed.is_empty()).then(|| format!("“{}” in the name", p.narrowed));
    let only = (p.only != Only::All).then(|| p.only.word().to_owned());
    let shown: Vec<String> = [only, name].into_iter().flatten().collect();
    let end = format!(" · {key}: all");
    let [row, rest] = layout::split_rows(area, 1);
    // At the right it is said how many rows and columns are out of sight.
    let room = usize::from(row.width).saturating_sub(columns(&end) + 27);
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
            None => app.theme.good(),
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
        .and_then(|c| c.trend)
        .map_or(String::new(), |t| format!(" {}", t.glyph()));
    format!("{sign}{word}{trend}")
}

/// The first of some rows or columns that are seen, so that the selected one
/// is.
fn window(at: usize, all: usize, seen: usize) -> usize {
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
    let height = usize::from(list.height);
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
    let mut more = Vec::new();
    let below = p.rows.len().saturating_sub(top + height);
    if below > 0 {
        more.push(format!("↓ {below} more"));
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
        // The sign of the trend rather than the word: its sign says that.
        let whole = shown(cell, pitch == WIDE);
        let short = match super::lines::columns(&whole) < pitch {
            true => whole,
            false => shown(cell, false),
        };
        let text = fit(&short, pitch - 1);
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

fn listed(app: &App, p: &Portfolio, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let rows: Vec<(String, String, bool)> = match p.page {
        Page::Overdue => p
            .shown
            .overdue
            .iter()
            .map(|a| {
                let text = format!("{}: {}", a.provider, a.text);
                (a.due.to_string(), text, true)
            })
            .collect(),
        _ => p
            .shown
            .expiring
            .iter()
            .map(|e| {
                let head = format!("{} {}", e.on, words::expiry(e));
                (head, format!("{}: {}", e.provider, e.title), e.expired)
            })
            .collect(),
    };
    let at = match p.page {
        Page::Overdue => p.action,
        _ => p.record,
    };
    if rows.is_empty() {
        let text = match p.page {
            Page::Overdue => "No corrective action is overdue.",
            _ => "No evidence has expired or will within 30 days.",
        };
        put(frame, area, &Line::raw(text));
        return;
    }
    let height = usize::from(area.height);
    let top = window(at, rows.len(), height);
    for (y, (n, (head, text, bad))) in rows.iter().enumerate().skip(top).take(height).enumerate() {
        let Ok(y) = u16::try_from(y) else { break };
        let place = Rect::new(area.x, area.y + y, area.width, 1);
        let mark = if n == at { "▸ " } else { "  " };
        let look = if *bad {
            app.theme.bad()
        } else {
            app.theme.warn()
        };
        let line = Line::from(vec![
            Span::styled(format!("{mark}{head}"), look),
            Span::raw(format!("  {}", one_line(text))),
        ]);
        let line = if n == at {
            line.patch_style(Style::new().add_modifier(Modifier::BOLD))
        } else {
            line
        };
        put(frame, place, &cut(line, usize::from(area.width)));
        hits.push((place, Hit::ProviderListed(n)));
    }
    let below = rows.len().saturating_sub(top + height);
    if below > 0 {
        let text = format!(" ↓ {below} more ");
        let wide = u16::try_from(text.chars().count())
            .unwrap_or(0)
            .min(area.width);
        let place = Rect::new(area.right() - wide, area.y.saturating_sub(1), wide, 1);
        put(frame, place, &Line::styled(text, app.theme.quiet()));
    }
}

/// What is selected, in as many lines as there is room for.
fn said(app: &App, p: &Portfolio, width: usize, height: usize) -> Vec<Line<'static>> {
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
        Page::Overdue => p.overdue().map_or_else(Vec::new, |a| {
            let mut lines = heading(app, &a.text, width);
            lines.extend(fact(app, "due", &a.due.to_string(), width));
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
    for one in p.shown.unread.iter().filter(|b| b.provider == row.name) {
        let mark = Span::styled("? then", app.theme.bad());
        let text = one_line(&format!("{} {}", one.control, one.problem));
        lines.extend(hanging(mark, 10, text.trim(), width, Style::new()));
    }
    for one in p.shown.gone.iter().filter(|g| g.provider == row.name) {
        let mark = Span::styled("○ gone", app.theme.bad());
        let text = match one.part() {
            part if part.is_empty() => one.what(),
            part => format!("{part}: {}", one.what()),
        };
        lines.extend(hanging(mark, 10, &one_line(&text), width, Style::new()));
    }
    let gaps = cell.tally.gaps;
    let all = gaps.major + gaps.minor + gaps.open + gaps.watch;
    let mut named = 0;
    for (control, gap) in p.worst(height) {
        let glyph = severity_glyph(gap.severity);
        let mark = Span::styled(
            format!("{glyph} {}", gap.severity),
            app.theme.severity(gap.severity),
        );
        let text = match gap.severity {
            Severity::Open => continue,
            _ => format!("{control} {}.{}: {}", gap.role, gap.item, gap.message),
        };
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

/// Draws the line that narrows the providers, at the bottom of the body.
pub fn narrow(
    app: &App,
    frame: &mut Frame<'_>,
    size: (u16, u16),
    line: &crate::tui::writing::Writing,
) {
    let body = layout::frame(size).body;
    let area = Rect::new(body.x, body.bottom().saturating_sub(3), body.width, 3);
    frame.render_widget(ratatui::widgets::Clear, area);
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(app.theme.accent())
        .title(" Only providers with these letters in their name ");
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let text = crate::tui::wizard::text_of(line);
    let room = usize::from(inner.width).saturating_sub(1);
    let start = text.get(..line.at().byte).unwrap_or_default();
    // Of a long line the end that is written at.
    let mut skipped = 0;
    while super::lines::columns(start.get(skipped..).unwrap_or_default()) > room {
        let next = start.get(skipped..).and_then(|s| s.chars().next());
        skipped += next.map_or(1, char::len_utf8);
    }
    let shown = text.get(skipped..).unwrap_or_default();
    put(frame, inner, &Line::raw(fit(shown, room)));
    let x = super::lines::columns(start.get(skipped..).unwrap_or_default());
    let x = inner.x + u16::try_from(x).unwrap_or(0);
    frame.set_cursor_position((x, inner.y));
}
