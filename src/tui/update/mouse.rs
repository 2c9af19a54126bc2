//! The mouse: click selects, click on the selected thing acts, wheel scrolls.

use super::{
    act, clicked, editor, filtering, finding, items, links, matrix, picking, resolving, walk,
};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Focus, Hit, Overlay, Page, Row, Screen};
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

/// Lines that one notch of the wheel moves.
const NOTCH: usize = 3;

/// Takes in a mouse event.
pub fn on_mouse(app: &mut App, mouse: MouseEvent) -> Vec<Effect> {
    let at = Position::new(mouse.column, mouse.row);
    let hit = app
        .hits
        .iter()
        .rev()
        .find(|(area, _)| area.contains(at))
        .cloned();
    let window = hit.as_ref().map(|(area, _)| *area);
    let hit = hit.map(|(_, hit)| hit);
    match mouse.kind {
        MouseEventKind::ScrollDown => wheel(app, hit.as_ref(), Action::Down),
        MouseEventKind::ScrollUp => wheel(app, hit.as_ref(), Action::Up),
        MouseEventKind::Down(MouseButton::Left) => match hit {
            Some(Hit::Row(row)) if app.overlay.is_none() && marks(mouse.modifiers) => {
                app.message = None;
                super::marks::click(app, &row)
            }
            // Beside what is read it is closed, as everywhere.
            hit if reads(app) => match hit {
                Some(Hit::Reading) => Vec::new(),
                _ => act(app, Action::Back),
            },
            Some(Hit::Writing) => {
                in_text(app, at, window.unwrap_or_default());
                Vec::new()
            }
            Some(hit) => click(app, hit),
            None => Vec::new(),
        },
        MouseEventKind::Drag(MouseButton::Left) => match hit {
            Some(Hit::Row(row)) if app.overlay.is_none() && is_elsewhere(app, &row) => {
                app.message = None;
                super::marks::range_to(app, &row)
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn reads(app: &App) -> bool {
    app.scope() == Scope::Reading
}

fn is_elsewhere(app: &App, row: &Row) -> bool {
    app.doc.as_ref().is_some_and(|doc| doc.row != *row)
}

/// Whether a click marks: with Ctrl, or with Shift, which many terminals keep
/// for themselves.
fn marks(with: KeyModifiers) -> bool {
    with.intersects(KeyModifiers::CONTROL | KeyModifiers::SHIFT)
}

fn wheel(app: &mut App, hit: Option<&Hit>, action: Action) -> Vec<Effect> {
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        if editor.picker.is_some() {
            return act(app, action);
        }
        editor::wheel(app, action == Action::Down);
        return Vec::new();
    }
    // A question is answered by a key, not by a turn of the wheel.
    if matches!(app.overlay, Some(Overlay::Resolve(..))) {
        let way = match action {
            Action::Down => Action::ScrollDown,
            _ => Action::ScrollUp,
        };
        for _ in 0..NOTCH {
            resolving::scroll(app, way);
        }
        return Vec::new();
    }
    if matches!(
        app.overlay,
        Some(Overlay::Conflict(_) | Overlay::Leaving | Overlay::SignOff(..))
    ) {
        return Vec::new();
    }
    let over_item = app.screen == Screen::Walk
        && app.overlay.is_none()
        && matches!(hit, Some(Hit::Item | Hit::Field(_) | Hit::Edit(_)));
    if over_item {
        walk::scroll_item(app, action, NOTCH);
        return Vec::new();
    }
    if app.screen == Screen::Walk
        && app.overlay.is_none()
        && matches!(hit, Some(Hit::Outline | Hit::Row(_)))
        && let Some(doc) = &mut app.doc
    {
        doc.focus = Focus::Outline;
    }
    let far = matches!(
        app.screen,
        Screen::Summary | Screen::Controls | Screen::Gaps
    );
    let times = if app.overlay.is_some() || far {
        NOTCH
    } else {
        1
    };
    (0..times).flat_map(|_| act(app, action)).collect()
}

/// A click in the text that is being written, in its window.
fn in_text(app: &mut App, at: Position, window: Rect) {
    let area = match &mut app.overlay {
        Some(Overlay::Editor(editor)) => Some(&mut editor.area),
        Some(Overlay::Against(against)) => Some(&mut against.area),
        Some(Overlay::Finder(finder)) => {
            // Where one goes to in it, it is not to be replaced.
            finder.replaced = false;
            Some(&mut finder.line)
        }
        None if app.screen == Screen::Wizard => app.wizard.area(),
        _ => None,
    };
    if let Some(area) = area {
        let row = usize::from(at.y.saturating_sub(window.y));
        let column = usize::from(at.x.saturating_sub(window.x));
        let size = (usize::from(window.width), usize::from(window.height));
        area.click((row, column), size);
    }
}

fn click(app: &mut App, hit: Hit) -> Vec<Effect> {
    if let Hit::Candidate(at) = hit {
        return picking::click(app, at);
    }
    if let Hit::Found(at) = hit {
        return match app.overlay {
            Some(Overlay::Filter(_)) => filtering::click(app, at),
            _ => finding::click(app, at),
        };
    }
    match (&hit, &mut app.overlay) {
        (Hit::Change(n), Some(Overlay::Changes(changes))) => {
            let again = changes.selected == *n;
            changes.selected = *n;
            changes.scroll = 0;
            return if again {
                act(app, Action::Enter)
            } else {
                Vec::new()
            };
        }
        (Hit::Change(n), Some(Overlay::Left(Ok(changes)))) => {
            changes.selected = *n;
            changes.scroll = 0;
            return Vec::new();
        }
        (Hit::Earlier(n), Some(Overlay::Against(against))) => {
            let again = against.selected == Some(*n);
            against.selected = Some(*n);
            return if again {
                act(app, Action::Done)
            } else {
                Vec::new()
            };
        }
        (Hit::Choice(at), Some(Overlay::Links(..))) => return links::click(app, *at),
        _ => {}
    }
    if app.overlay.is_some() {
        return Vec::new();
    }
    app.message = None;
    match hit {
        Hit::Row(row) => {
            let Some(doc) = &mut app.doc else {
                return Vec::new();
            };
            let again = doc.row == row && doc.focus == Focus::Outline;
            walk::select(doc, row.clone());
            doc.focus = Focus::Outline;
            if again && matches!(row, Row::Role(_)) {
                return act(app, Action::Enter);
            }
            Vec::new()
        }
        Hit::Field(field) => {
            let Some(doc) = &mut app.doc else {
                return Vec::new();
            };
            let again = doc.focus == Focus::Form && doc.field == field;
            // A choice is made by a click on its word, not beside it.
            let opens = again && !field.is_choice();
            doc.focus = Focus::Form;
            doc.field = field;
            if opens {
                act(app, Action::Enter)
            } else {
                Vec::new()
            }
        }
        Hit::Edit(edit) => {
            let Some((role, item)) = edit.item() else {
                return Vec::new();
            };
            if let Some(doc) = &mut app.doc {
                doc.focus = Focus::Form;
                doc.field = items::field_of(&edit, &doc.field);
            }
            clicked::choose(app, role, &item, edit)
        }
        Hit::Cell(role, item) => matrix::click(app, role, item),
        Hit::Page(page) => {
            app.summary.page = page;
            app.summary.scroll = 0;
            matrix::keep_in_sight(app);
            Vec::new()
        }
        Hit::Listed(page, n) => {
            let at = match page {
                Page::Actions => &mut app.summary.action,
                Page::Evidence => &mut app.summary.record,
                _ => &mut app.summary.gap,
            };
            let again = *at == n && app.summary.page == page;
            *at = n;
            app.summary.page = page;
            if again {
                act(app, Action::Enter)
            } else {
                Vec::new()
            }
        }
        Hit::Control(n) => {
            let Some(controls) = &mut app.controls else {
                return Vec::new();
            };
            let again = controls.at == n;
            controls.at = n;
            if again {
                act(app, Action::Enter)
            } else {
                Vec::new()
            }
        }
        Hit::Gap(n) => {
            let gaps = app.controls.as_mut().and_then(|c| c.gaps.as_mut());
            let Some(gaps) = gaps else {
                return Vec::new();
            };
            let again = gaps.at == n;
            gaps.select(n);
            if again {
                act(app, Action::Enter)
            } else {
                Vec::new()
            }
        }
        Hit::Start(n) => {
            let again = app.start.selected == n;
            app.start.selected = n;
            if again {
                act(app, Action::Enter)
            } else {
                Vec::new()
            }
        }
        Hit::Wizard(n) => {
            app.wizard.at = n;
            if app.wizard.is_text() {
                Vec::new()
            } else {
                act(app, Action::Enter)
            }
        }
        Hit::Provider(..) | Hit::ProviderPage(_) | Hit::ProviderListed(_) => {
            super::portfolio::click(app, &hit)
        }
        Hit::Outline
        | Hit::Item
        | Hit::Writing
        | Hit::Reading
        | Hit::Candidate(_)
        | Hit::Change(_)
        | Hit::Earlier(_)
        | Hit::Found(_)
        | Hit::Choice(_) => Vec::new(),
    }
}
