//! The window that a text of an item is written in.

use super::Hits;
use super::lines::{fit, wrap};
use super::overlay::frame_box;
use crate::text::count;
use crate::tui::layout;
use crate::tui::model::{App, Editor, Field, Hit, Overlay, Screen};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};

/// Where a text is written, its frame and why it cannot be taken included;
/// the lines of the latter; and where the text itself is.
fn areas(app: &App, editor: &Editor) -> (Rect, Vec<String>, Rect) {
    let size = app.size;
    let body = layout::frame(size).body;
    let pane = if app.screen == Screen::Walk {
        layout::walk(size).item
    } else {
        body
    };
    let said = |sign: &str, text: Option<&String>| {
        let text = text.map(|text| format!("{sign} {text}"));
        text.map_or(Vec::new(), |text| {
            wrap(&text, usize::from(pane.width.saturating_sub(4)))
        })
    };
    let mut error_lines = said("·", editor.note.as_ref());
    error_lines.extend(said("✗", editor.error.as_ref()));
    let extra = u16::try_from(error_lines.len()).unwrap_or(0);
    let wanted = if editor.field.is_long() {
        (pane.height * 3 / 5).max(8)
    } else {
        4
    } + extra;
    let height = wanted.min(pane.height);
    let area = Rect::new(pane.x, pane.bottom() - height, pane.width, height);
    let inner = Block::bordered().inner(area);
    let text = Rect {
        height: inner.height.saturating_sub(extra),
        ..inner
    };
    (area, error_lines, text)
}

/// Columns and rows of the window that a text is written in.
#[must_use]
pub fn writing_window(app: &App) -> (usize, usize) {
    let Some(Overlay::Editor(editor)) = &app.overlay else {
        return (usize::MAX, 1);
    };
    let (_, _, text) = areas(app, editor);
    (usize::from(text.width), usize::from(text.height))
}

/// Draws it.
pub(super) fn draw(app: &App, editor: &Editor, frame: &mut Frame<'_>, hits: &mut Hits) {
    let (area, error_lines, text) = areas(app, editor);
    let title = match editor.field {
        Field::Evidence(_) => "Evidence: title".to_owned(),
        Field::EvidenceExpires(_) => "Evidence: expires on (2027-01-31, +365)".to_owned(),
        Field::EvidencePeriod(_) => "Evidence: covers (2026-01-01..2026-06-30)".to_owned(),
        Field::Sample => "Sample: 5 of 42 what, how chosen".to_owned(),
        Field::ReviewComment => "Review comment".to_owned(),
        Field::ActionText => "Action: what will be done".to_owned(),
        Field::ActionOwner => "Action: who does it".to_owned(),
        Field::ActionDue => "Action: by when (2027-01-31, +30)".to_owned(),
        Field::Customer => "Customer responsibilities".to_owned(),
        ref field => field.label().to_owned(),
    };
    let title = match editor.many.is_empty() || !editor.field.is_long() {
        true => title,
        false => format!("{title}: added to what is there"),
    };
    let title = format!(" {title} · {} ", editor.of());
    frame.render_widget(Clear, area);
    let mut block = frame_box(app, &fit(&title, usize::from(area.width.saturating_sub(4))));
    if editor.field.is_long() {
        let (line, column, all) = editor.area.position();
        let place = format!(" {line}:{column} · {} ", count(all, "character"));
        block = block.title_bottom(Line::styled(place, app.theme.quiet()).right_aligned());
    }
    let inner = block.inner(area);
    frame.render_widget(block, area);
    super::writing::draw(&editor.area, frame, text);
    hits.push((text, Hit::Writing));
    for (n, line) in (0..).zip(error_lines) {
        let y = text.bottom() + n;
        if y < inner.bottom() {
            frame.render_widget(
                Paragraph::new(Span::styled(line, app.theme.bad())),
                Rect::new(inner.x, y, inner.width, 1),
            );
        }
    }
}
