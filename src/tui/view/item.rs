//! An item: its text, its form, its gaps and what to ask for.

mod page;

use super::Hits;
use super::lines::{cut, hanging, wrap};
use super::outline::MARK;
use super::put::put;
use crate::assessment::Edit;
use crate::find::Query;
use crate::gaps::Kind;
use crate::questionnaire::Questionnaire;
use crate::tui::action::Action;
use crate::tui::disputed;
use crate::tui::keymap::{Keys, Scope};
use crate::tui::layout;
use crate::tui::model::{App, Doc, Field, Focus, Hit, Overlay, Row};
use crate::tui::theme::{Theme, severity_glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::borrow::Cow;
use std::cell::Cell;

/// A line, the field that it is part of, and what can be clicked in it.
pub(super) struct PaneLine {
    pub line: Line<'static>,
    pub field: Option<Field>,
    pub picks: Vec<Pick>,
    /// How many of the words that were looked for are in it.
    pub found: usize,
}

impl PaneLine {
    fn blank() -> Self {
        Self {
            line: Line::default(),
            field: None,
            picks: Vec::new(),
            found: 0,
        }
    }
}

/// Columns of a line that make an edit when they are clicked.
pub(super) struct Pick {
    pub start: usize,
    pub width: usize,
    pub edit: Edit,
}

/// The lines that are scrolled away above the pane: as far as the user has
/// scrolled, but the selected field stays in sight.
/// Where nothing is pinned below, the mark of what is further down takes the end
/// of the last row, and that is not to be the selected one.
fn offset(rows: &[PaneLine], doc: &Doc, height: usize, pinned: usize) -> usize {
    let offset = doc.scroll.min(rows.len().saturating_sub(height));
    if doc.focus != Focus::Form {
        return offset;
    }
    // Of what was found the line with most of the words, the first of them.
    let best = rows.iter().map(|r| r.found).max().unwrap_or(0);
    if let Some(at) = rows.iter().position(|r| best > 0 && r.found == best) {
        let of = rows.get(at).and_then(|r| r.field.as_ref());
        let first = rows.iter().position(|r| r.field.as_ref() == of);
        // With the text's label, where both have room.
        let first = first.filter(|first| at - first + 1 < height);
        let middle = at.saturating_sub(height / 2);
        return first
            .map_or(middle, |first| middle.min(first))
            .min(rows.len().saturating_sub(height));
    }
    let mine = |r: &PaneLine| r.field.as_ref() == Some(&doc.field);
    match (rows.iter().position(mine), rows.iter().rposition(mine)) {
        (Some(first), Some(last)) => {
            let is_marked = pinned == 0 && last + 1 < rows.len();
            let least = (last + 1 + usize::from(is_marked)).saturating_sub(height);
            // One that is taller than the pane is read by scrolling within it.
            offset.clamp(least.min(first), least.max(first))
        }
        _ => offset,
    }
}

/// Where the text of the pane is.
fn inside(area: Rect) -> Rect {
    let width = area.width.saturating_sub(2);
    layout::readable(Rect::new(area.x + 1, area.y, width, area.height))
}

/// How far the pane is scrolled now, and how far it can be.
#[must_use]
pub fn scrolled(
    questionnaire: &Questionnaire,
    keys: &Keys,
    doc: &Doc,
    area: Rect,
    found: Option<&Query>,
) -> (usize, usize) {
    let theme = Theme::default();
    let inner = inside(area);
    let pinned = pinned((questionnaire, keys, theme, doc), inner, found).len();
    let height = usize::from(area.height).saturating_sub(pinned);
    let rows = rows(
        (questionnaire, keys, theme, doc),
        (usize::from(inner.width), height),
        found,
    );
    (
        offset(&rows, doc, height, pinned),
        rows.len().saturating_sub(height),
    )
}

/// Draws the selected item or role.
pub fn draw(app: &App, doc: &Doc, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let inner = inside(area);
    hits.push((area, Hit::Item));
    let found = match &app.overlay {
        Some(Overlay::Finder(finder)) => finder.query_of_texts().cloned(),
        _ => app.finding.words(),
    };
    let of = (&*app.questionnaire, &app.keys, app.theme, doc);
    let pinned = pinned(of, inner, found.as_ref());
    let pinned_height = u16::try_from(pinned.len()).unwrap_or(0).min(inner.height);
    let below_text = Rect::new(
        inner.x,
        inner.bottom() - pinned_height,
        inner.width,
        pinned_height,
    );
    for (place, line) in below_text.rows().zip(&pinned) {
        put(frame, place, line);
    }
    let inner = Rect::new(inner.x, inner.y, inner.width, inner.height - pinned_height);
    let height = usize::from(inner.height);
    let rows = rows(of, (usize::from(inner.width), height), found.as_ref());
    let offset = offset(&rows, doc, height, pinned.len());
    let below = rows.len().saturating_sub(offset + height);
    let more = format!(" {} ", app.theme.below(below));
    for (y, row) in (inner.y..inner.bottom()).zip(rows.iter().skip(offset)) {
        let place = Rect::new(inner.x, y, inner.width, 1);
        if below > 0 && pinned_height == 0 && y + 1 == inner.bottom() {
            let room = usize::from(inner.width).saturating_sub(more.chars().count());
            put(frame, place, &cut(row.line.clone(), room));
        } else {
            put(frame, place, &row.line);
        }
        if let Some(field) = &row.field {
            hits.push((place, Hit::Field(field.clone())));
        }
        for pick in &row.picks {
            let start = u16::try_from(pick.start)
                .unwrap_or(u16::MAX)
                .min(place.width);
            let width = u16::try_from(pick.width)
                .unwrap_or(u16::MAX)
                .min(place.width - start);
            let words = Rect::new(place.x + start, y, width, 1);
            hits.push((words, Hit::Edit(pick.edit.clone())));
        }
    }
    if below > 0 && inner.height > 0 {
        let width = u16::try_from(more.chars().count())
            .unwrap_or(0)
            .min(inner.width);
        // On the line above the gaps, where there are any: it hides nothing.
        let y = if pinned_height > 0 {
            inner.bottom()
        } else {
            inner.bottom() - 1
        };
        let place = Rect::new(inner.right() - width, y, width, 1);
        frame.render_widget(
            Paragraph::new(Span::styled(more, app.theme.selected())),
            place,
        );
    }
}

/// What stands at the bottom of the pane. Where a gap is of a review comment
/// that is not in sight, it says which key scrolls there.
fn pinned(of: Of<'_>, area: Rect, found: Option<&Query>) -> Vec<Line<'static>> {
    let (_, keys, theme, doc) = of;
    let plain = gap_lines(doc, keys, theme, area, None);
    let asks = |row: &Row| match row {
        Row::Item(role, item) => doc
            .gaps_of(*role, item)
            .any(|gap| gap.kind == Kind::ChangesRequested),
        Row::Role(_) => false,
    };
    if !asks(&doc.row) {
        return plain;
    }
    let height = usize::from(area.height).saturating_sub(plain.len());
    let rows = rows(of, (usize::from(area.width), height), found);
    let top = offset(&rows, doc, height, plain.len());
    let comment = |row: &PaneLine| row.field == Some(Field::ReviewComment);
    let (Some(first), Some(last)) = (
        rows.iter().position(comment),
        rows.iter().rposition(comment),
    ) else {
        return plain;
    };
    let way = match first {
        first if first < top => Action::ScrollUp,
        _ if last >= top + height => Action::ScrollDown,
        _ => return plain,
    };
    gap_lines(doc, keys, theme, area, Some(way))
}

/// The gaps of the selected item, to stand at the bottom of the pane however
/// it is scrolled; in a low pane only the first. What scrolls to a review
/// comment is said where it is given.
fn gap_lines(
    doc: &Doc,
    keys: &Keys,
    theme: Theme,
    area: Rect,
    scrolls: Option<Action>,
) -> Vec<Line<'static>> {
    let Row::Item(role, item) = &doc.row else {
        return Vec::new();
    };
    let width = usize::from(area.width);
    let mut lines: Vec<Line<'static>> = doc
        .gaps_of(*role, item)
        .flat_map(|gap| {
            let style = theme.severity(gap.severity);
            let head = format!("{} {}", severity_glyph(gap.severity), gap.severity);
            let key = scrolls.filter(|_| gap.kind == Kind::ChangesRequested);
            let key = key.map(|way| keys.said(scope(doc), way));
            let message = match key {
                Some(key) => Cow::Owned(format!("{} ({key} scrolls to it)", gap.message)),
                None => Cow::Borrowed(gap.message.as_str()),
            };
            hanging(Span::styled(head, style), 8, &message, width, Style::new())
        })
        .collect();
    let disputed = doc.assessment().disputed(*role, item);
    if !disputed.is_empty() {
        let head = format!("{} conflict", disputed::SIGN);
        let key = keys.said(scope(doc), Action::Conflicts);
        let text = format!("two people changed {disputed}: {key} chooses");
        let head = Span::styled(head, theme.bad());
        lines.splice(0..0, hanging(head, 11, &text, width, Style::new()));
    }
    let most = usize::from(area.height / 4).max(1);
    if lines.len() > most {
        let more = lines.len() - most + 1;
        lines.truncate(most.saturating_sub(1));
        let text = format!(
            "… {}: {} shows all gaps",
            crate::text::count(more, "more line"),
            keys.said(scope(doc), Action::Summary)
        );
        lines.push(cut(Line::styled(text, theme.quiet()), width));
    }
    if !lines.is_empty() {
        lines.insert(0, Line::styled("─".repeat(width), theme.quiet()));
    }
    lines
}

/// Where keys go while an item is shown.
pub(super) fn scope(doc: &Doc) -> Scope {
    match doc.focus {
        Focus::Form => Scope::Form,
        Focus::Outline => Scope::Outline,
    }
}

/// The lines of the pane, for so many columns and rows.
fn rows(of: Of<'_>, size: (usize, usize), found: Option<&Query>) -> Vec<PaneLine> {
    let page = rows_with(of, size.0, found, 0);
    let mut page = match size.1.saturating_sub(page.rows.len()) {
        spare @ 1.. if page.is_cut.get() => rows_with(of, size.0, found, spare),
        _ => page,
    };
    // From item to item the form stays where it is, as far as nothing has to be
    // scrolled for that, and most of what is in sight is no blank.
    let spare = size.1.saturating_sub(page.rows.len());
    let (at, lines, most) = page.form;
    let behind = most.min(size.1 / 3).saturating_sub(lines);
    let blanks = std::iter::repeat_with(PaneLine::blank).take(behind.min(spare));
    page.rows.splice(at..at, blanks);
    page.rows
}

/// What a pane shows, and how.
type Of<'a> = (&'a Questionnaire, &'a Keys, Theme, &'a Doc);

/// The lines of the pane with so many more of long texts.
fn rows_with<'a>(
    (q, keys, theme, doc): Of<'a>,
    width: usize,
    found: Option<&'a Query>,
    spare: usize,
) -> Page<'a> {
    let mut page = Page {
        q,
        keys,
        theme,
        doc,
        width,
        found,
        spare: Cell::new(spare),
        is_cut: Cell::new(false),
        form: (0, 0, 0),
        rows: Vec::with_capacity(64),
    };
    if !doc.marked.is_empty() && doc.focus == Focus::Outline {
        // Else one would think that they act on what is shown here.
        let n = crate::text::count(doc.marked.len(), "item");
        let text = match doc.marked_in_sight() {
            shown if shown == doc.marked.len() => {
                format!("{MARK} {n} marked: keys act on all of them")
            }
            shown => format!("{MARK} {n} marked: keys act on {shown}, the others are hidden"),
        };
        page.text(&text, theme.accent());
    }
    match &doc.row {
        Row::Role(role) => page.role(*role),
        Row::Item(role, item) => page.item(*role, item),
    }
    page
}

/// The lines of an item, being put together.
pub(super) struct Page<'a> {
    pub q: &'a Questionnaire,
    pub keys: &'a Keys,
    pub theme: Theme,
    pub doc: &'a Doc,
    pub width: usize,
    /// What was looked for, at a text that was just found.
    pub found: Option<&'a Query>,
    /// Lines that long texts may have beyond the few that they always have.
    pub spare: Cell<usize>,
    /// Whether one of them is cut all the same.
    pub is_cut: Cell<bool>,
    /// Where the form begins, behind so many lines of a text, of which the
    /// role's longest text has so many.
    form: (usize, usize, usize),
    pub rows: Vec<PaneLine>,
}

impl Page<'_> {
    /// The key of an action where the user is, for a sentence.
    pub fn key(&self, action: Action) -> String {
        self.keys.said(scope(self.doc), action)
    }

    fn push(&mut self, line: Line<'static>) {
        self.rows.push(PaneLine {
            line,
            ..PaneLine::blank()
        });
    }

    fn text(&mut self, text: &str, style: Style) {
        for part in wrap(text, self.width) {
            self.push(Line::styled(part, style));
        }
    }

    fn blank(&mut self) {
        self.push(Line::default());
    }
}
