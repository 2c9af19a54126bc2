//! The matrix of results: a row a role, a column an item, each cell with its
//! outcome and its worst gap, and one cell that the arrows move.

use super::Hits;
use super::lines::{fit, hanging};
use crate::assessment::Role;
use crate::gaps::Severity;
use crate::questionnaire::ItemId;
use crate::report::{Finding, Report, RoleReport, Row};
use crate::tui::action::Action;
use crate::tui::disputed;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Hit};
use crate::tui::suggested;
use crate::tui::theme::{answer_glyph, outcome_words, severity_glyph};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the roles' names.
const HEAD: usize = 5;
/// Lines that are kept for what the selected cell says, so that nothing below
/// moves with the selection.
const SAID: usize = 3;

/// A cell as it lies among the lines of the matrix.
struct Cell {
    line: usize,
    column: usize,
    role: Role,
    item: ItemId,
}

/// The matrix, drawn.
pub struct Matrix {
    /// Its lines.
    pub lines: Vec<Line<'static>>,
    /// What the selected cell stands for: always as many lines.
    pub said: Vec<Line<'static>>,
    cells: Vec<Cell>,
}

impl Matrix {
    /// The line that a cell is in.
    pub fn line_of(&self, role: Role, item: &ItemId) -> Option<usize> {
        let mut cells = self.cells.iter();
        let cell = cells.find(|c| c.role == role && c.item == *item);
        cell.map(|c| c.line)
    }

    /// Says what can be clicked, for lines that stand in an area after so many
    /// others, the first ones scrolled away.
    pub fn hit(&self, area: Rect, after: usize, scrolled: usize, hits: &mut Hits) {
        for cell in &self.cells {
            let Some(y) = (after + cell.line).checked_sub(scrolled) else {
                continue;
            };
            let (Ok(x), Ok(y)) = (u16::try_from(cell.column), u16::try_from(y)) else {
                continue;
            };
            if y < area.height && x + 2 <= area.width {
                let place = Rect::new(area.x + x, area.y + y, 2, 1);
                hits.push((place, Hit::Cell(cell.role, cell.item.clone())));
            }
        }
    }
}

/// The columns of the matrix: every item that a role of the report has.
fn columns(report: &Report) -> Vec<&ItemId> {
    let mut items: Vec<&ItemId> = report
        .roles
        .iter()
        .flat_map(|r| r.rows.iter().map(|row| &row.item))
        .collect();
    items.sort();
    items.dedup();
    items
}

fn short(item: &ItemId) -> String {
    match item {
        ItemId::Question(id) => format!("Q{}", id.rsplit('.').next().unwrap_or(id)),
        ItemId::Step(id) if id.is_ccm() => format!("c{}", id.number()),
        ItemId::Step(id) => id.to_string(),
    }
}

/// The lines of the matrix at a width; where it is too wide, its columns are
/// laid out in several blocks.
#[must_use]
pub fn draw(app: &App, report: &Report, width: usize) -> Matrix {
    let items = columns(report);
    let room = width.saturating_sub(HEAD + 1);
    let pitch = if items.len() * 4 <= room { 4 } else { 3 };
    let chosen = app.matrix_cell();
    let mut matrix = Matrix {
        lines: Vec::new(),
        said: Vec::new(),
        cells: Vec::new(),
    };
    // Blocks of the same length, a row for each role that has a part in them.
    let blocks = items.len().div_ceil((room / pitch).max(1)).max(1);
    for block in items.chunks(items.len().div_ceil(blocks).max(1)) {
        let mut head = " ".repeat(HEAD + 1);
        for item in block {
            head.push_str(&format!("{:<pitch$}", short(item)));
        }
        let head = fit(head.trim_end(), width);
        matrix.lines.push(Line::styled(head, app.theme.quiet()));
        let has_part = |role: &&RoleReport| {
            let mut rows = role.rows.iter();
            rows.any(|row| block.contains(&&row.item))
        };
        for role in report.roles.iter().filter(has_part) {
            let name = format!("{:<HEAD$} ", role.role.as_str());
            let mut spans = vec![Span::styled(name, app.theme.heading())];
            for (n, item) in block.iter().enumerate() {
                let Some(row) = role.rows.iter().find(|r| &r.item == *item) else {
                    spans.push(Span::raw(" ".repeat(pitch)));
                    continue;
                };
                let here = chosen.as_ref() == Some(&(role.role, (*item).clone()));
                spans.extend(cell(app, report, row, here));
                spans.push(Span::raw(" ".repeat(pitch - 2)));
                matrix.cells.push(Cell {
                    line: matrix.lines.len(),
                    column: HEAD + 1 + n * pitch,
                    role: role.role,
                    item: (*item).clone(),
                });
            }
            matrix.lines.push(Line::from(spans));
        }
    }
    let said = chosen.map_or_else(Vec::new, |(role, item)| {
        let rows = report.roles.iter().filter(|r| r.role == role);
        let row = rows.flat_map(|r| &r.rows).find(|r| r.item == item);
        let width = width.min(usize::from(layout::READABLE));
        row.map_or_else(Vec::new, |row| say(app, report, role, row, width))
    });
    matrix.said = said;
    matrix.said.resize(SAID, Line::default());
    matrix
}

fn worst(report: &Report, row: &Row) -> Option<Severity> {
    let gaps = row.gaps.iter().filter_map(|at| report.gaps.get(*at));
    gaps.map(|g| g.severity).min()
}

/// The outcome of a cell and, where there is more than that it is open, the
/// severity of its worst gap, or that two people changed it: that may be another
/// outcome.
fn cell(app: &App, report: &Report, row: &Row, here: bool) -> [Span<'static>; 2] {
    let (glyph, style) = match &row.finding {
        Finding::Question { answer, .. } => (answer_glyph(*answer), app.theme.answer(*answer)),
        Finding::Step { outcome, .. } => (outcome.glyph(), app.theme.outcome(*outcome)),
    };
    let (glyph, style) = match row.suggested {
        Some(_) => (suggested::SIGN, app.theme.accent()),
        None => (glyph, style),
    };
    let gap = worst(report, row).filter(|s| *s != Severity::Open);
    let (mark, mark_style) = match gap {
        _ if !row.conflict.is_empty() => (disputed::SIGN, app.theme.bad()),
        Some(severity) => (severity_glyph(severity), app.theme.severity(severity)),
        None => (" ", Style::new()),
    };
    let look = |style: Style| {
        if here {
            style.patch(app.theme.selected())
        } else {
            style
        }
    };
    [
        Span::styled(glyph, look(style)),
        Span::styled(mark, look(mark_style)),
    ]
}

/// What the selected cell stands for.
fn say(app: &App, report: &Report, role: Role, row: &Row, width: usize) -> Vec<Line<'static>> {
    let word = match &row.finding {
        Finding::Question { answer, .. } => answer.map_or("unanswered", |a| a.as_str()),
        Finding::Step { outcome, .. } => outcome_words(*outcome),
    };
    let word = row.suggested.map_or(word, |_| suggested::WORD);
    let head = format!("{role}.{} {} · {word}", row.item, row.topic);
    let mut lines = vec![Line::styled(fit(&head, width), app.theme.heading())];
    if !row.conflict.is_empty() {
        let mark = Span::styled(format!("{} conflict", disputed::SIGN), app.theme.bad());
        let key = app.keys.said(Scope::Summary, Action::Conflicts);
        let text = format!("{}: {key} chooses", row.conflict);
        lines.extend(hanging(mark, 11, &text, width, Style::new()));
    }
    for gap in row.gaps.iter().filter_map(|at| report.gaps.get(*at)) {
        let glyph = severity_glyph(gap.severity);
        let mark = Span::styled(
            format!("{glyph} {}", gap.severity),
            app.theme.severity(gap.severity),
        );
        lines.extend(hanging(mark, 8, &gap.message, width, Style::new()));
    }
    if lines.len() > SAID {
        let more = lines.len() + 1 - SAID;
        lines.truncate(SAID - 1);
        let text = format!(
            "… {}: Enter goes to it",
            crate::text::count(more, "more line")
        );
        lines.push(Line::styled(text, app.theme.quiet()));
    } else if lines.len() == 1 {
        lines.push(Line::styled("✓ no gap", app.theme.good()));
    }
    lines
}
