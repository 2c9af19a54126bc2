//! The summary: results, shared responsibility, standards, gaps. Drawn from
//! the report that exports are made from.

use super::lines::{BESIDE, bar, columns, cut, fit, flow, hanging, wrap};
use super::{Hits, lists, matrix};
use crate::assessment::{Outcome, Role};
use crate::gaps::{Context, Owner, RoleResult, SOON_DAYS};
use crate::questionnaire::title_of;
use crate::report::{self, Report};
use crate::tui::action::Action;
use crate::tui::layout::{self, is_wide};
use crate::tui::model::{App, Hit, Page};
use crate::tui::update::{sign_off_words, signed_by};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Paragraph};

/// Draws the summary.
pub fn draw(app: &App, frame: &mut Frame<'_>, body: Rect, hits: &mut Hits) {
    let (Some(doc), Some(report)) = (&app.doc, report_of(app)) else {
        return;
    };
    if is_wide(app.size) {
        let [left, right] = layout::split_columns(body, body.width * 3 / 5);
        let width = usize::from(left.width.saturating_sub(3));
        let mut lines = Vec::new();
        let mut top = 0;
        for page in [Page::Matrix, Page::Responsibility, Page::Standards] {
            let style = if page == app.summary.page {
                // The page that Tab chose is brought into sight.
                top = lines.len();
                app.theme.selected()
            } else {
                app.theme.heading()
            };
            lines.push(Line::from(Span::styled(
                format!(" {} ", page.title()),
                style,
            )));
            lines.extend(lines_of(app, &report, page, width));
            lines.push(Line::default());
        }
        let place = Rect::new(
            left.x + 1,
            left.y,
            left.width.saturating_sub(2),
            left.height,
        );
        let top = scrolled(app, lines, top, frame, place);
        let under = Rect::new(left.x + 1, left.y, left.width, left.height);
        matrix::draw(app, &report, width).hit(under, 1, top, hits);
        // Beside the pages that are no list, the gaps stay in sight.
        let list_page = Some(app.summary.page)
            .filter(|p| p.is_list())
            .unwrap_or(Page::Gaps);
        let block = Block::new()
            .borders(Borders::LEFT)
            .border_style(app.theme.quiet());
        let inner = block.inner(right);
        frame.render_widget(block, right);
        let title = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(1), 1);
        let mut titles = Vec::new();
        let mut x = title.x;
        for page in [Page::Gaps, Page::Actions, Page::Evidence] {
            let text = format!(" {} ({}) ", page.title(), listed(&report, page));
            let style = match page {
                page if page == app.summary.page => app.theme.selected(),
                page if page == list_page => app.theme.heading(),
                _ => app.theme.quiet(),
            };
            let width = u16::try_from(text.chars().count()).unwrap_or(0);
            let place = Rect::new(x, title.y, width.min(title.right().saturating_sub(x)), 1);
            hits.push((place, Hit::Page(page)));
            x = x.saturating_add(width).min(title.right());
            titles.push(Span::styled(text, style));
        }
        frame.render_widget(Paragraph::new(Line::from(titles)), title);
        let list = Rect::new(
            inner.x + 1,
            inner.y + 1,
            inner.width.saturating_sub(2),
            inner.height.saturating_sub(1),
        );
        lists::draw(app, doc, &report, list_page, frame, list, hits);
        return;
    }
    let [tabs, content] = layout::split_rows(body, 2);
    let mut x = tabs.x + 1;
    let counted = |page: Page| match page {
        Page::Gaps => format!(" {} ({}) ", page.title(), report.gaps.len()),
        page => format!(" {} ", page.title()),
    };
    let wanted: usize = Page::ALL
        .map(|p| counted(p).chars().count() + 1)
        .iter()
        .sum();
    let tight = wanted > usize::from(tabs.width);
    for page in Page::ALL {
        let text = if tight {
            page.title().to_owned()
        } else {
            counted(page)
        };
        let width = u16::try_from(text.chars().count())
            .unwrap_or(0)
            .min(tabs.right().saturating_sub(x));
        let place = Rect::new(x, tabs.y, width, 1);
        let style = if page == app.summary.page {
            app.theme.selected()
        } else {
            Style::new()
        };
        frame.render_widget(Paragraph::new(Span::styled(text, style)), place);
        hits.push((place, Hit::Page(page)));
        x += width + 1 + u16::from(tight);
    }
    let inner = Rect::new(
        content.x + 1,
        content.y,
        content.width.saturating_sub(2),
        content.height,
    );
    if app.summary.page.is_list() {
        lists::draw(app, doc, &report, app.summary.page, frame, inner, hits);
        return;
    }
    let width = usize::from(inner.width);
    let mut lines = lines_of(app, &report, app.summary.page, width);
    let mut inner = inner;
    if app.summary.page == Page::Matrix {
        let matrix = matrix::draw(app, &report, width);
        let (under, said) = under_matrix(inner, &matrix, lines.len());
        if said.height > 0 {
            // Not all is in sight: what the selected cell says is, at the
            // bottom.
            let place = matrix.lines.len() + 1;
            lines.drain(place..place + matrix.said.len() + 1);
            let [rule, text] = layout::split_rows(said, 1);
            let dashes = "─".repeat(usize::from(rule.width));
            frame.render_widget(
                Paragraph::new(Line::styled(dashes, app.theme.quiet())),
                rule,
            );
            frame.render_widget(Paragraph::new(matrix.said.clone()), text);
            inner = under;
        }
        let most = lines.len().saturating_sub(usize::from(inner.height));
        matrix.hit(inner, 0, app.summary.scroll.min(most), hits);
    }
    scrolled(app, lines, app.summary.scroll, frame, inner);
}

/// Draws lines from one of them on, or from an earlier one where these are
/// the last, and says how many there are below. Returns which is the first.
fn scrolled(
    app: &App,
    lines: Vec<Line<'static>>,
    from: usize,
    frame: &mut Frame<'_>,
    area: Rect,
) -> usize {
    let height = usize::from(area.height);
    let top = from.min(lines.len().saturating_sub(height));
    let below = lines.len().saturating_sub(top + height);
    let mut seen: Vec<Line<'static>> = lines.into_iter().skip(top).take(height).collect();
    let more = format!(" {} ", app.theme.below(below));
    let room = usize::from(area.width).saturating_sub(more.chars().count());
    if let Some(last) = seen.last_mut().filter(|_| below > 0) {
        *last = cut(std::mem::take(last), room);
    }
    frame.render_widget(Paragraph::new(seen), area);
    if below > 0 {
        let width = u16::try_from(more.chars().count())
            .unwrap_or(0)
            .min(area.width);
        let place = Rect::new(
            area.right() - width,
            area.bottom().saturating_sub(1),
            width,
            1,
        );
        frame.render_widget(
            Paragraph::new(Span::styled(more, app.theme.selected())),
            place,
        );
    }
    top
}

fn report_of(app: &App) -> Option<Report> {
    let doc = app.doc.as_ref()?;
    let context = Context {
        today: app.clock.today,
        soon_days: SOON_DAYS,
        files: &doc.files,
    };
    Some(report::build(
        &app.questionnaire,
        doc.assessment(),
        &context,
    ))
}

/// Where the matrix and what is under it are seen, and where it is said what
/// the selected cell stands for: among the other lines, or, where these need
/// more room than there is, in lines of its own below.
fn under_matrix(area: Rect, matrix: &matrix::Matrix, lines: usize) -> (Rect, Rect) {
    let said = u16::try_from(matrix.said.len() + 1).unwrap_or(area.height);
    if lines <= usize::from(area.height) || area.height <= said + 1 {
        return (area, Rect::ZERO);
    }
    let [above, below] = layout::split_rows(area, area.height - said);
    (above, below)
}

/// How far the page of results is scrolled so that the selected cell is in
/// sight, at least so far as it must be.
#[must_use]
pub fn cell_in_sight(app: &App) -> usize {
    let scroll = app.summary.scroll;
    let (Some(report), Some((role, item))) = (report_of(app), app.matrix_cell()) else {
        return scroll;
    };
    if is_wide(app.size) {
        return scroll;
    }
    let [_, content] = layout::split_rows(layout::frame(app.size).body, 2);
    let width = usize::from(content.width.saturating_sub(2));
    let matrix = matrix::draw(app, &report, width);
    let lines = results(app, &report, width).len();
    let (above, _) = under_matrix(content, &matrix, lines);
    let Some(line) = matrix.line_of(role, &item) else {
        return scroll;
    };
    let height = usize::from(above.height);
    // With the heads of its columns, as long as there is room for them.
    let roles = report.roles.len();
    let first = line.saturating_sub(roles.min(height.saturating_sub(1)));
    scroll.min(first).max((line + 1).saturating_sub(height))
}

/// The lines of a page at a width.
#[must_use]
pub fn page_lines(app: &App, page: Page, width: usize) -> Vec<Line<'static>> {
    report_of(app)
        .map(|report| lines_of(app, &report, page, width))
        .unwrap_or_default()
}

fn lines_of(app: &App, report: &Report, page: Page, width: usize) -> Vec<Line<'static>> {
    match page {
        Page::Matrix => results(app, report, width),
        Page::Responsibility => responsibility(app, report, width),
        Page::Standards => standards(app, report, width),
        Page::Gaps | Page::Actions | Page::Evidence => Vec::new(),
    }
}

/// How many rows a list has.
fn listed(report: &Report, page: Page) -> usize {
    match page {
        Page::Actions => report.actions.len(),
        Page::Evidence => report.evidence.len(),
        _ => report.gaps.len(),
    }
}

fn results(app: &App, report: &Report, width: usize) -> Vec<Line<'static>> {
    let matrix = matrix::draw(app, report, width);
    let mut lines = matrix.lines;
    lines.push(Line::default());
    lines.extend(matrix.said);
    lines.push(Line::default());
    let width = width.min(usize::from(layout::READABLE));
    for role in &report.roles {
        let counts = &role.roll_up.counts;
        let total = counts.total();
        let result = role.roll_up.words();
        let gauge = bar(counts.assessed(), total, 12);
        let heading = app.theme.heading();
        let name = format!("{:<4} ", role.role.as_str());
        let words = format!("{} of {total} steps assessed", counts.assessed());
        let with_gauge = format!("{name}{result} · {gauge} {words}");
        if columns(&with_gauge) <= width {
            lines.push(Line::styled(with_gauge, heading));
        } else {
            let words = format!("{result} · {words}");
            let name = Span::styled(name, heading);
            lines.extend(hanging(name, 5, &words, width, heading));
        }
        let outcomes = || Outcome::ALL.iter().skip(1).chain(Outcome::ALL.first());
        let parts: Vec<String> = outcomes()
            .map(|o| {
                let n = counts.get(*o);
                format!("{} {n}/{total} {}", o.glyph(), o.as_str().replace('-', " "))
            })
            .collect();
        // What there is none of alarms nobody.
        let mut looks = outcomes().map(|o| match counts.get(*o) {
            0 => app.theme.quiet(),
            _ => app.theme.outcome(*o),
        });
        for line in flow(&parts, width.saturating_sub(5)) {
            let mut spans = vec![Span::raw("  ")];
            for part in line.split(BESIDE) {
                let look = looks.next().unwrap_or_default();
                spans.extend([Span::raw(BESIDE), Span::styled(part.to_owned(), look)]);
            }
            lines.push(Line::from(spans));
        }
        let state = role.sign_off.as_ref().map(|s| s.state);
        let (words, bad) = sign_off_words(state);
        let text = format!("{} steps reviewed · {words}", report::reviewed(role));
        let style = if bad { app.theme.bad() } else { Style::new() };
        for part in signed(app, role.role, &text, width.saturating_sub(5)) {
            lines.push(Line::styled(format!("     {part}"), style));
        }
    }
    lines.push(Line::default());
    let mut legend = "A role's result is its worst applicable step; a step that is not assessed makes it incomplete. Q = AI-CAIQ question, c = step from CCM; ▲ △ ◷ the worst gap of a cell.".to_owned();
    if report
        .roles
        .iter()
        .flat_map(|r| &r.rows)
        .any(|row| !row.conflict.is_empty())
    {
        legend.push_str(" ≠ conflict: two people changed it.");
    }
    lines.extend(
        wrap(&legend, width)
            .into_iter()
            .map(|l| Line::styled(l, app.theme.quiet())),
    );
    lines
}

/// What is said of a role, with who signed it off and when. A time is not
/// broken.
fn signed(app: &App, role: Role, text: &str, width: usize) -> Vec<String> {
    let answers = app
        .doc
        .as_ref()
        .and_then(|d| d.assessment().answers.get(&role));
    let Some(signed) = answers.and_then(|of| of.sign_off.as_ref()) else {
        return wrap(text, width);
    };
    let whole = format!("{text} by {}", signed_by(signed));
    match whole.rsplit_once(", ") {
        Some((by, at)) if columns(&whole) > width => {
            let mut parts = wrap(&format!("{by},"), width);
            parts.push(at.to_owned());
            parts
        }
        _ => wrap(&whole, width),
    }
}

/// Why a page is empty, and what to do.
fn none(app: &App, why: &str, tables: &str, width: usize) -> Vec<Line<'static>> {
    let back = app.key(Action::Back);
    let todo = format!(
        "Write its {tables} into the questionnaire's file, then open this one again; {back} goes back."
    );
    let lines = [why, &todo].into_iter().flat_map(|text| wrap(text, width));
    lines.map(|l| Line::styled(l, app.theme.quiet())).collect()
}

fn responsibility(app: &App, report: &Report, width: usize) -> Vec<Line<'static>> {
    let width = width.min(usize::from(layout::READABLE));
    if report.responsibility.is_empty() {
        let text = "No layers: its questionnaire does not say who owns the control in which layer, so that nobody's share can be told.";
        return none(app, text, "[[layers]]", width);
    }
    let mut lines = Vec::new();
    for layer in &report.responsibility {
        let scope = if layer.in_scope {
            ""
        } else {
            " · not run by this provider"
        };
        let head = format!(
            "{} · {}{scope}",
            title_of(&layer.layer, &layer.name),
            layer.ownership
        );
        lines.push(Line::styled(fit(&head, width), app.theme.heading()));
        let owners = layer.owners.iter().map(|o| owner(app, o, width));
        let mut spans = vec![Span::raw("  ")];
        for mut part in owners {
            let used: usize = spans.iter().map(Span::width).sum();
            let more: usize = part.iter().map(Span::width).sum();
            if used > 2 && used + 5 + more > width {
                lines.push(Line::from(std::mem::replace(
                    &mut spans,
                    vec![Span::raw("  ")],
                )));
            } else if used > 2 {
                spans.push(Span::styled("  │  ", app.theme.quiet()));
            }
            spans.append(&mut part);
        }
        lines.push(Line::from(spans));
        if let Some(finding) = &layer.finding {
            lines.extend(hanging(
                Span::styled("  ! ", app.theme.warn()),
                4,
                finding,
                width,
                Style::new(),
            ));
        }
        lines.push(Line::default());
    }
    lines
}

/// An owner of a layer with its result; in a narrow place with fewer words.
fn owner(app: &App, owner: &Owner, width: usize) -> Vec<Span<'static>> {
    let mut spans = vec![Span::raw(format!("{} ", owner.role))];
    match &owner.roll_up {
        Some(roll) => {
            let outcome = match roll.result {
                RoleResult::Satisfied => Outcome::Satisfied,
                RoleResult::PartiallySatisfied => Outcome::PartiallySatisfied,
                RoleResult::NotSatisfied => Outcome::NotSatisfied,
                RoleResult::NotApplicable => Outcome::NotApplicable,
                RoleResult::Incomplete => Outcome::NotAssessed,
            };
            let (done, all) = (roll.counts.assessed(), roll.counts.total());
            let result = format!("{} {}", outcome.glyph(), roll.words());
            let short = format!("{result} ({done}/{all})");
            let text = format!("{result} ({done} of {all} assessed)");
            let fits = columns(&text) + 2 + owner.role.as_str().len() < width;
            let text = if fits { text } else { short };
            spans.push(Span::styled(text, app.theme.outcome(outcome)));
        }
        None => spans.push(Span::styled("◌ not in this assessment", app.theme.quiet())),
    }
    spans
}

fn standards(app: &App, report: &Report, width: usize) -> Vec<Line<'static>> {
    let width = width.min(usize::from(layout::READABLE));
    if report.standards.is_empty() {
        let text = "No standards: its questionnaire does not say how far other standards cover the control.";
        return none(app, text, "[[standards]]", width);
    }
    let mut lines = Vec::new();
    for standard in &report.standards {
        let head = format!(
            "{} · coverage: {}",
            standard.name,
            standard.coverage.words()
        );
        lines.push(Line::styled(fit(&head, width), app.theme.heading()));
        for (label, text) in [
            ("mapping", &standard.mapping),
            ("meaning", &standard.meaning),
            ("addendum", &standard.addendum),
        ] {
            lines.extend(hanging(
                Span::styled(format!("  {label}"), app.theme.quiet()),
                12,
                text,
                width,
                Style::new(),
            ));
        }
        lines.push(Line::default());
    }
    lines
}
