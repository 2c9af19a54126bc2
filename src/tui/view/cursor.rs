//! The terminal's cursor: where the focus is, so that screen readers and
//! magnifiers find it. Editors put it where they write.

use super::Hits;
use crate::tui::layout;
use crate::tui::model::{App, Field, Focus, Hit, Overlay, Page, Screen};
use crate::tui::portfolio::Page as Shown;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Puts the cursor at the start of what is selected.
pub fn place(app: &App, frame: &mut Frame<'_>, hits: &Hits) {
    if let Some(at) = position(app, frame.area(), hits) {
        frame.set_cursor_position(at);
    }
}

fn position(app: &App, area: Rect, hits: &Hits) -> Option<Position> {
    let of = |wanted: Hit| {
        let mut rows = hits.iter().filter(|(_, hit)| *hit == wanted);
        rows.next().map(|(area, _)| area.as_position())
    };
    match &app.overlay {
        // A candidate that is selected, or else the line, which has put it.
        Some(Overlay::Editor(editor)) => {
            let at = editor.picker.as_ref().and_then(|p| p.at())?;
            return Some(of(Hit::Candidate(at)))?;
        }
        Some(Overlay::Drafts(at, _) | Overlay::Links(_, at)) => return of(Hit::Choice(*at)),
        Some(Overlay::Filter(menu)) => return of(Hit::Found(menu.at)),
        Some(Overlay::Changes(changes) | Overlay::Left(Ok(changes))) => {
            return of(Hit::Change(changes.selected));
        }
        Some(_) => return None,
        None => {}
    }
    let body = layout::frame((area.width, area.height)).body;
    match app.screen {
        Screen::Controls => {
            let at = app.controls.as_ref().map_or(0, |c| c.at);
            of(Hit::Control(at)).or(Some(body.as_position()))
        }
        Screen::Gaps => {
            let gaps = app.controls.as_ref().and_then(|c| c.gaps.as_ref());
            of(Hit::Gap(gaps.map_or(0, |gaps| gaps.at))).or(Some(body.as_position()))
        }
        Screen::Start => of(Hit::Start(app.start.selected)),
        Screen::Portfolio => {
            let p = app.portfolio.as_ref()?;
            let at = match p.page {
                Shown::Matrix => Hit::Provider(p.row, p.column),
                Shown::Expiring => Hit::ProviderListed(p.record),
                Shown::Due => Hit::ProviderListed(p.action),
            };
            of(at).or_else(|| of(Hit::ProviderPage(p.page)))
        }
        Screen::Wizard if app.wizard.is_text() => None,
        Screen::Wizard => of(Hit::Wizard(app.wizard.at)),
        Screen::Walk => {
            let doc = app.doc.as_ref()?;
            match (doc.focus, &doc.field) {
                (Focus::Outline, _) => of(Hit::Row(doc.row.clone())),
                (Focus::Form, field) => field_at(hits, field),
            }
        }
        Screen::Summary => {
            let listed = match app.summary.page {
                Page::Matrix => match app.matrix_cell() {
                    Some((role, item)) => Hit::Cell(role, item),
                    None => Hit::Page(Page::Matrix),
                },
                Page::Actions => Hit::Listed(Page::Actions, app.summary.action),
                Page::Evidence => Hit::Listed(Page::Evidence, app.summary.record),
                Page::Gaps => Hit::Listed(Page::Gaps, app.summary.gap),
                // Beside the other pages the gaps are moved in, where there is room.
                _ if layout::is_wide(app.size) => Hit::Listed(Page::Gaps, app.summary.gap),
                page => Hit::Page(page),
            };
            of(listed)
                .or_else(|| of(Hit::Page(app.summary.page)))
                .or(Some(body.as_position()))
        }
    }
}

/// The mark in front of a field's label.
fn field_at(hits: &Hits, field: &Field) -> Option<Position> {
    let mut rows = hits
        .iter()
        .filter(|(_, hit)| matches!(hit, Hit::Field(f) if f == field));
    rows.next().map(|(area, _)| area.as_position())
}
