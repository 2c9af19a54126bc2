//! Drawing: the state in, cells and what can be clicked out. Changes nothing.

mod chrome;
mod details;
mod filter;
mod finder;
mod form;
mod item;
mod lines;
mod lists;
mod outline;
mod overlay;
mod picker;
mod resolve;
mod sign_off;
mod start;
mod summary;
mod wizard;

use super::layout;
use super::model::{App, Doc, Hit, Overlay, Screen};
use crate::questionnaire::Questionnaire;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Areas that can be clicked, later ones lying over earlier ones.
pub type Hits = Vec<(Rect, Hit)>;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>) -> Hits {
    let mut hits = Hits::new();
    let size = (frame.area().width, frame.area().height);
    if !layout::fits(size) {
        too_small(frame, size);
        return hits;
    }
    chrome::draw(app, frame, size);
    let body = layout::frame(size).body;
    match app.screen {
        Screen::Start => start::draw(app, frame, body, &mut hits),
        Screen::Wizard => wizard::draw(app, frame, body, &mut hits),
        Screen::Walk => walk(app, frame, size, &mut hits),
        Screen::Summary => summary::draw(app, frame, body, &mut hits),
    }
    chrome::draw_message(app, frame, size);
    overlay::draw(app, frame, size, &mut hits);
    hits
}

fn walk(app: &App, frame: &mut Frame<'_>, size: (u16, u16), hits: &mut Hits) {
    let Some(doc) = &app.doc else { return };
    let panes = finder::beside(app, layout::walk(size));
    outline::draw(app, doc, frame, panes.outline, hits);
    item::draw(app, doc, frame, panes.item, hits);
    if let Some(area) = panes.details {
        details::draw_pane(app, frame, area);
    }
}

fn too_small(frame: &mut Frame<'_>, size: (u16, u16)) {
    let (columns, rows) = layout::MINIMUM;
    let text = format!(
        "{}×{} is too small: aicaiq needs {columns}×{rows}. Nothing is lost.",
        size.0, size.1
    );
    let lines: Vec<Line<'_>> = lines::wrap(&text, usize::from(size.0).max(1))
        .into_iter()
        .map(Line::from)
        .collect();
    frame.render_widget(Paragraph::new(lines), frame.area());
}

/// How many lines an open overlay has to scroll through.
#[must_use]
pub fn overlay_lines(app: &App) -> usize {
    match &app.overlay {
        Some(Overlay::Help(scope, ..)) => overlay::help_lines(app, *scope).len(),
        Some(Overlay::Changes(changes)) => overlay::change_lines(app, changes).len(),
        Some(Overlay::Details(_)) => details::lines(app, overlay::text_width(app.size)).len(),
        _ => 0,
    }
}

/// How many lines the summary's present page has.
#[must_use]
pub fn summary_lines(app: &App) -> usize {
    let width = usize::from(app.size.0.saturating_sub(2));
    summary::page_lines(app, app.summary.page, width).len()
}

/// How far the item's pane is scrolled now, and how far it can be.
#[must_use]
pub fn item_scroll(questionnaire: &Questionnaire, doc: &Doc, size: (u16, u16)) -> (usize, usize) {
    item::scrolled(questionnaire, doc, layout::walk(size).item)
}
