//! Keys and clicks in the screen of many providers.

use super::{narrowing, overlays, quit, walk};
use crate::tui::action::Action;
use crate::tui::controls::Controls;
use crate::tui::effect::Effect;
use crate::tui::finder::filter::Show;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Doc, Focus, Hit, Menu, Overlay, Row, Screen};
use crate::tui::portfolio::{Only, Page, Portfolio};
use std::sync::Arc;

/// Does an action in the screen of many providers.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    let page = usize::from(layout::frame(app.size).body.height / 2).max(1);
    let Some(p) = &mut app.portfolio else {
        return Vec::new();
    };
    match action {
        Action::Quit => return quit(app),
        Action::Enter => return open(app),
        Action::Next | Action::Previous => turn_page(p, action == Action::Next),
        Action::By => {
            let by = p.shown.by.next();
            p.turn(by);
            app.say(format!("by {}", by.as_str()));
        }
        Action::Filters => menu(app),
        Action::Find => {
            let typed = p.narrowed.clone();
            narrowing::open(app, &typed);
        }
        Action::Back => {
            if p.is_filtered() {
                p.show_all();
                app.say("all providers are shown");
            } else {
                let key = app.key(Action::Quit);
                app.say(format!("{key} quits"));
            }
        }
        Action::Left if p.page == Page::Matrix => p.column = p.column.saturating_sub(1),
        Action::Right if p.page == Page::Matrix => {
            p.column = (p.column + 1).min(p.columns().saturating_sub(1));
        }
        action => {
            let (at, rows) = match p.page {
                Page::Matrix => (&mut p.row, p.rows.len()),
                Page::Expiring => (&mut p.record, p.shown.expiring.len()),
                Page::Due => {
                    let all = p.all_due();
                    (&mut p.action, all)
                }
            };
            *at = overlays::moved(*at, action, page, rows.saturating_sub(1));
        }
    }
    Vec::new()
}

/// Opens the menu of filters.
pub fn menu(app: &mut App) {
    let Some(p) = &app.portfolio else { return };
    let rows = p.offered();
    let now = p.only.show();
    let at = rows.iter().position(|(show, _)| *show == now).unwrap_or(0);
    app.overlay = Some(Overlay::Filter(Box::new(Menu { rows, at })));
}

/// Shows only some providers.
pub fn show(app: &mut App, show: Show) {
    app.overlay = None;
    let back = app.keys.said(Scope::Portfolio, Action::Back);
    let Some(p) = &mut app.portfolio else { return };
    let offered = p.offered().iter().any(|(of, _)| *of == show);
    let Some(only) = Only::of(show).filter(|_| offered) else {
        let why = match show {
            Show::Worse => "nothing is compared with an earlier state".to_owned(),
            show => format!("“{}” is not of providers", show.word()),
        };
        app.say(why);
        return;
    };
    p.page = Page::Matrix;
    if only == Only::All {
        p.show_all();
        app.say("all providers are shown");
        return;
    }
    p.show(only);
    let total = crate::text::count(p.shown.rows.len(), "provider");
    let text = format!(
        "{} of {total}: {}; {back} shows all",
        p.rows.len(),
        only.words()
    );
    app.say(text);
}

fn turn_page(p: &mut Portfolio, on: bool) {
    let at = Page::ALL.iter().position(|page| *page == p.page);
    let to = match (at.unwrap_or(0), on) {
        (at, true) => at + 1,
        (0, false) => Page::ALL.len() - 1,
        (at, false) => at - 1,
    };
    p.page = Page::ALL.get(to).copied().unwrap_or_default();
}

/// Opens what is selected: an answer file at its item, or a folder.
fn open(app: &mut App) -> Vec<Effect> {
    let Some(p) = &mut app.portfolio else {
        return Vec::new();
    };
    let (place, item) = match p.page {
        Page::Matrix => {
            let worst = p.worst(1);
            let item = worst
                .first()
                .map(|(id, gap)| ((*id).to_owned(), gap.role, gap.item.clone()));
            (p.file(), item)
        }
        Page::Expiring => p.record().map_or((None, None), |record| {
            let used = record.uses.first();
            let item = used.map(|u| (u.control.clone(), u.role, u.item.clone()));
            (p.place_of(&record.path), item)
        }),
        Page::Due => p.selected_due().map_or((None, None), |(action, _)| {
            let item = (action.control.clone(), action.role, action.item.clone());
            (p.place_of(&action.path), Some(item))
        }),
    };
    let Some((path, is_file)) = place else {
        app.say("nothing here to open");
        return Vec::new();
    };
    p.goes_in = item
        .as_ref()
        .filter(|_| !is_file)
        .map(|(id, ..)| id.clone());
    p.goes_to = item.map(|(_, role, item)| (role, item));
    vec![Effect::Open(path)]
}

/// Goes to the item that a file was opened for.
pub fn opened(app: &mut App) {
    let Some((role, item)) = app.portfolio.as_mut().and_then(|p| p.goes_to.take()) else {
        return;
    };
    let row = Row::Item(role, item);
    if let Some(doc) = &mut app.doc
        && doc.rows(&app.questionnaire).contains(&row)
    {
        walk::select(doc, row);
        doc.focus = Focus::Outline;
    }
}

/// Leaves a file for the providers it is one of, unless something would be
/// lost. None where the file was opened by itself.
pub fn leave(app: &mut App) -> Option<Vec<Effect>> {
    let p = app.portfolio.as_mut()?;
    if app.doc.as_ref().is_some_and(Doc::is_unsaved) {
        p.leaves = true;
        app.overlay = Some(Overlay::Leaving);
        return Some(Vec::new());
    }
    depart(app, false)
}

/// Leaves it although something is not saved: it goes beside the file. None
/// where it is something else that is to be left.
pub fn leave_anyway(app: &mut App) -> Option<Vec<Effect>> {
    let leaves = &mut app.portfolio.as_mut()?.leaves;
    if !std::mem::take(leaves) {
        return None;
    }
    app.overlay = None;
    depart(app, true)
}

fn depart(app: &mut App, unsaved: bool) -> Option<Vec<Effect>> {
    let mine = app.doc.take().map(|doc| Arc::clone(doc.history.now()));
    let mut effects = vec![Effect::CloseControl(mine.filter(|_| unsaved))];
    effects.extend(back(app)?);
    Some(effects)
}

/// Back from a file to the providers it is one of; the file is read again, as
/// it may have been answered meanwhile. None where the file was opened by
/// itself.
pub fn back(app: &mut App) -> Option<Vec<Effect>> {
    app.portfolio.as_ref()?;
    app.screen = Screen::Portfolio;
    app.message = None;
    let mut effects = Vec::new();
    if let Some(p) = &mut app.portfolio {
        p.direct = false;
    }
    if app.controls.take().is_some() {
        effects.push(Effect::CloseFolder);
    }
    let p = app.portfolio.as_ref()?;
    effects.extend(p.file().map(|(path, _)| Effect::Overview(path)));
    Some(effects)
}

/// The way back from the controls of a folder that was opened from here; none
/// for all else.
pub fn from_folder(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    let all = |c: &Controls| c.show == Show::All && !c.matrix;
    let of_all = app.controls.as_deref().is_some_and(all);
    let leaves = action == Action::Back && app.screen == Screen::Controls && of_all;
    if leaves && app.overlay.is_none() {
        return back(app);
    }
    None
}

/// A click.
pub fn click(app: &mut App, hit: &Hit) -> Vec<Effect> {
    let Some(p) = &mut app.portfolio else {
        return Vec::new();
    };
    let again = match hit {
        Hit::ProviderPage(page) => {
            p.page = *page;
            false
        }
        Hit::Provider(row, column) => {
            let again = (p.row, p.column) == (*row, *column);
            (p.row, p.column) = (*row, *column);
            again
        }
        Hit::ProviderListed(n) => {
            let at = match p.page {
                Page::Due => &mut p.action,
                _ => &mut p.record,
            };
            std::mem::replace(at, *n) == *n
        }
        _ => false,
    };
    if again { open(app) } else { Vec::new() }
}

/// Selects another provider while they are narrowed.
pub fn select(app: &mut App, action: Action) {
    if let Some(p) = &mut app.portfolio {
        let last = p.rows.len().saturating_sub(1);
        p.row = overlays::moved(p.row, action, 1, last);
    }
}

/// Shows only providers with some letters in their names.
pub fn narrow(app: &mut App, typed: &str) {
    if let Some(p) = &mut app.portfolio {
        if !typed.is_empty() {
            p.page = Page::Matrix;
        }
        p.narrow(typed);
    }
}
