//! Moving through the matrix of results.

use super::walk;
use crate::assessment::Role;
use crate::questionnaire::ItemId;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::layout;
use crate::tui::model::{App, Focus, Page, Row, Screen};
use crate::tui::view;

/// Moves the selected cell. Returns whether the action was one that moves it.
pub fn walk_cells(app: &mut App, action: Action) -> bool {
    let Some((role, item)) = app.matrix_cell() else {
        return false;
    };
    let Some(doc) = &app.doc else { return false };
    let roles = &doc.assessment().roles;
    let items: Vec<ItemId> = app.questionnaire.items(role).collect();
    let at = items.iter().position(|i| *i == item).unwrap_or(0);
    let beside = |to: usize| items.get(to).map(|item| (role, item.clone()));
    let to = match action {
        Action::Left => beside(at.saturating_sub(1)),
        Action::Right => beside(at + 1),
        Action::First => beside(0),
        Action::Last => beside(items.len().saturating_sub(1)),
        Action::Up | Action::Down => {
            let row = roles.iter().position(|r| *r == role).unwrap_or(0);
            let to = if action == Action::Up {
                row.checked_sub(1)
            } else {
                Some(row + 1)
            };
            to.and_then(|n| roles.get(n))
                .and_then(|role| Some((*role, nearest(app, *role, &item)?)))
        }
        _ => return false,
    };
    if to.is_some() {
        app.summary.cell = to;
        keep_in_sight(app);
    }
    true
}

/// Scrolls the results so that the selected cell is seen.
pub fn keep_in_sight(app: &mut App) {
    if app.screen == Screen::Summary && app.summary.page == Page::Matrix && layout::fits(app.size) {
        app.summary.scroll = view::cell_in_sight(app);
    }
}

/// The item itself where the role has it, otherwise the last one before it.
fn nearest(app: &App, role: Role, item: &ItemId) -> Option<ItemId> {
    let items: Vec<ItemId> = app.questionnaire.items(role).collect();
    let before = items.iter().rev().find(|i| *i <= item);
    before.or(items.first()).cloned()
}

/// Goes to the item of the selected cell.
pub fn jump(app: &mut App) -> Vec<Effect> {
    let cell = app.matrix_cell();
    let (Some((role, item)), Some(doc)) = (cell, &mut app.doc) else {
        return Vec::new();
    };
    walk::select(doc, Row::Item(role, item));
    doc.focus = Focus::Outline;
    app.screen = Screen::Walk;
    app.summary.cell = None;
    app.summary.left = true;
    Vec::new()
}

/// A click selects a cell; one on the selected cell goes to its item.
pub fn click(app: &mut App, role: Role, item: ItemId) -> Vec<Effect> {
    let cell = (role, item);
    let again = app.matrix_cell().as_ref() == Some(&cell) && app.summary.cell.is_some();
    app.summary.cell = Some(cell);
    if again { jump(app) } else { Vec::new() }
}
