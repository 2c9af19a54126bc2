//! Drawing: the state in, cells and what can be clicked out. Changes nothing.

mod blame;
mod changes;
mod chrome;
mod controls;
mod controls_gaps;
mod controls_matrix;
mod controls_side;
mod cursor;
mod details;
mod drafts;
mod editor;
mod filter;
mod finder;
mod form;
mod item;
mod keyed;
mod legend;
mod lines;
mod links;
mod lists;
mod matrix;
mod names;
mod narrow;
mod outline;
mod overlay;
mod picker;
mod place;
mod portfolio;
mod portfolio_listed;
mod portfolio_side;
mod put;
mod resolve;
mod resolve_about;
mod resolve_rows;
mod settle;
mod sign_off;
mod start;
mod summary;
mod tour;
mod wizard;
mod writing;

use super::hyperlink::Link;
use super::keymap::Keys;
use super::layout;
use super::model::{App, Doc, Hit, Overlay, Screen};
use crate::questionnaire::Questionnaire;
pub(super) use drafts::last as last_of_draft;
pub(super) use lines::is_plain;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;
pub use settle::{moves_after, settle};
pub(super) use sign_off::last as last_of_sign_off;

/// Areas that can be clicked, later ones lying over earlier ones.
pub type Hits = Vec<(Rect, Hit)>;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>) -> Hits {
    draw_linked(app, frame, None).0
}

/// Draws the screen; also returns the rows of it that are links. A pane that is
/// `held` is left out: of it the terminal is told nothing.
pub fn draw_linked(app: &App, frame: &mut Frame<'_>, held: Option<Rect>) -> (Hits, Vec<Link>) {
    let drawn = draw_parts(app, frame, held);
    settle(frame.buffer_mut());
    app.theme.finish(frame.buffer_mut());
    drawn
}

fn draw_parts(app: &App, frame: &mut Frame<'_>, held: Option<Rect>) -> (Hits, Vec<Link>) {
    let mut hits = Hits::with_capacity(64);
    let whole = (frame.area().width, frame.area().height);
    if !layout::fits(whole) {
        too_small(frame, whole);
        return (hits, Vec::new());
    }
    // The tour lies below everything: it never covers what it talks about.
    let taken = app.tour.as_ref().map_or(0, |_| super::tour::ROWS);
    let size = (whole.0, whole.1.saturating_sub(taken));
    tour::draw(app, frame, Rect::new(0, size.1, size.0, taken));
    chrome::draw(app, frame, size);
    let body = layout::frame(size).body;
    match app.screen {
        Screen::Controls => controls::draw(app, frame, (size, held), &mut hits),
        Screen::Gaps => controls_gaps::draw(app, frame, size, &mut hits),
        Screen::Start => start::draw(app, frame, body, &mut hits),
        Screen::Wizard => wizard::draw(app, frame, body, &mut hits),
        Screen::Walk => walk(app, frame, (size, held), &mut hits),
        Screen::Summary => summary::draw(app, frame, body, &mut hits),
        Screen::Portfolio => portfolio::draw(app, frame, body, &mut hits),
    }
    let found = links::find(app, &hits, frame.buffer_mut());
    chrome::draw_message(app, frame, size);
    overlay::draw(app, frame, size, &mut hits);
    cursor::place(app, frame, &hits);
    let links = links::kept(found, frame.buffer_mut());
    (hits, links)
}

fn walk(
    app: &App,
    frame: &mut Frame<'_>,
    (size, held): ((u16, u16), Option<Rect>),
    hits: &mut Hits,
) {
    let Some(doc) = &app.doc else { return };
    let panes = finder::beside(app, layout::walk(size));
    outline::draw(app, doc, frame, panes.outline, hits);
    if held != Some(panes.item) {
        item::draw(app, doc, frame, panes.item, hits);
    }
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

pub use controls::areas as controls_areas;
pub use editor::writing_window;
pub use resolve::scrolled as resolve_scrolled;

/// How many lines an open overlay has to scroll through.
#[must_use]
pub fn overlay_lines(app: &App) -> usize {
    match &app.overlay {
        Some(Overlay::Help(scope, ..)) => overlay::help_lines(app, *scope).len(),
        Some(Overlay::Who(who)) => blame::lines(app, who).len(),
        Some(Overlay::Details(_)) => details::lines(app, overlay::text_width(app.size)).len(),
        _ => 0,
    }
}

/// How many rows the list of changes has, and how far the details of the
/// selected one can be scrolled.
#[must_use]
pub fn changes_room(app: &App) -> (usize, usize) {
    match &app.overlay {
        Some(Overlay::Changes(of) | Overlay::Left(Ok(of))) => changes::room(app, of),
        _ => (1, 0),
    }
}

/// How many lines the summary's present page has.
#[must_use]
pub fn summary_lines(app: &App) -> usize {
    let width = usize::from(app.size.0.saturating_sub(2));
    summary::page_lines(app, app.summary.page, width).len()
}

pub use summary::cell_in_sight;

/// The first row of the outline in sight on the screen as it is.
#[must_use]
pub fn outline_top(app: &App, doc: &Doc) -> usize {
    let panes = finder::beside(app, layout::walk(layout::capped(app.size)));
    outline::top(app, doc, panes.outline)
}

/// How far the item's pane is scrolled now, and how far it can be.
#[must_use]
pub fn item_scroll(
    questionnaire: &Questionnaire,
    keys: &Keys,
    doc: &Doc,
    size: (u16, u16),
) -> (usize, usize) {
    item::scrolled(questionnaire, keys, doc, layout::walk(size).item, None)
}

/// How far the item's pane is scrolled while it shows what was found.
#[must_use]
pub fn scrolled_to_hit(app: &App, doc: &Doc) -> usize {
    let area = layout::walk(app.size).item;
    let found = app.finding.words();
    item::scrolled(&app.questionnaire, &app.keys, doc, area, found.as_ref()).0
}
