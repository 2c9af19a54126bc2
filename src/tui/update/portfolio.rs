//! Keys and clicks in the screen of many providers.

use super::{narrowing, overlays, quit, walk};
use crate::tui::action::Action;
use crate::tui::controls::Controls;
use crate::tui::effect::Effect;
use crate::tui::finder::filter::Show;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::lookout::Changed;
use crate::tui::model::{App, Doc, Focus, Hit, Menu, Overlay, Row, Screen};
use crate::tui::portfolio::{Only, Page, Portfolio};
use std::path::{Path, PathBuf};
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
        action => go(p, action, page),
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
            Show::Worse | Show::Gone => "nothing is compared with an earlier state".to_owned(),
            show => format!("“{}” is not of providers", show.word()),
        };
        app.say(why);
        return;
    };
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
    p.opened = Some(path.clone());
    vec![Effect::Open(path)]
}

/// Goes to the item that a file was opened for, where it can be undone what was
/// done in it before.
pub fn opened(app: &mut App) {
    if let (None, Some(p), Some(doc)) = (&app.controls, &mut app.portfolio, &mut app.doc)
        && let Some(kept) = p.kept.remove(&doc.path)
    {
        super::controls_going::go_on(doc, kept, &app.questionnaire);
    }
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
    let doc = app.doc.take();
    let mine = doc.as_ref().map(|doc| Arc::clone(doc.history.now()));
    let mut effects = vec![Effect::CloseControl(mine.filter(|_| unsaved))];
    if let Some(doc) = doc.filter(|_| !unsaved) {
        keep(app, doc);
    }
    effects.extend(back(app)?);
    Some(effects)
}

/// Keeps what can be undone of a file that is left, for when it is opened again.
fn keep(app: &mut App, doc: Doc) {
    if doc.history.before().is_none() && doc.history.undone() == 0 {
        return;
    }
    match (app.controls.as_deref_mut(), app.portfolio.as_deref_mut()) {
        (Some(controls), _) => {
            if let Some(id) = controls.open.take() {
                controls.kept.insert(id, doc);
            }
        }
        (None, Some(p)) => drop(p.kept.insert(doc.path.clone(), doc)),
        (None, None) => {}
    }
}

/// Back from a file to the providers it is one of; the provider that was opened
/// is read again, as it may have been answered meanwhile. None where the file was
/// opened by itself.
pub fn back(app: &mut App) -> Option<Vec<Effect>> {
    app.portfolio.as_ref()?;
    app.screen = Screen::Portfolio;
    app.message = None;
    let mut effects = Vec::new();
    if let Some(p) = &mut app.portfolio {
        p.direct = false;
    }
    if let Some(controls) = app.controls.take() {
        effects.push(Effect::CloseFolder);
        let kept = &mut app.portfolio.as_mut()?.kept_in;
        kept.insert(controls.folder, controls.kept);
    }
    // It need not be the selected one: lists lead to others.
    let opened = app.portfolio.as_mut()?.opened.take();
    effects.extend(opened.map(Effect::Overview));
    Some(effects)
}

/// Takes in what other programs have changed, and says it.
pub fn changed(app: &mut App, mut changed: Changed) {
    let Some(p) = &mut app.portfolio else { return };
    changed.read.retain(|one| !p.is_known(one));
    let known = |path: &Path| {
        p.shown
            .rows
            .iter()
            .any(|row| row.path == path && !row.is_gone())
    };
    let read = changed.read.iter().map(|one| one.path.clone());
    let (written, new): (Vec<PathBuf>, Vec<PathBuf>) = read.partition(|path| known(path));
    let gone: Vec<String> = changed.gone.iter().map(|path| name_of(p, path)).collect();
    p.take(changed.read, &changed.gone, app.clock.today);
    let named = |paths: &[PathBuf]| paths.iter().map(|path| name_of(p, path)).collect();
    let all: [(Vec<String>, &str, &str); 3] = [
        (named(&written), "has changed", "have changed"),
        (named(&new), "is new", "are new"),
        (gone, "is gone", "are gone"),
    ];
    let parts = all
        .iter()
        .filter_map(|(names, one, many)| match names.as_slice() {
            [] => None,
            [name] => Some(format!("{name} {one}")),
            names => Some(format!("{} providers {many}", names.len())),
        });
    let text = parts.collect::<Vec<_>>().join(", ");
    // Whoever is in a file sees it when they come back.
    if app.screen == Screen::Portfolio && !text.is_empty() {
        app.say(format!("on disk: {text}"));
    }
}

fn name_of(p: &Portfolio, path: &Path) -> String {
    let row = p.shown.rows.iter().find(|row| row.path == path);
    row.map_or(String::new(), |row| crate::text::one_line(&row.name))
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

/// Selects another row while they are narrowed.
pub fn select(app: &mut App, action: Action) {
    if let Some(p) = &mut app.portfolio {
        go(p, action, 1);
    }
}

/// Goes to another row of the present page.
fn go(p: &mut Portfolio, action: Action, page: usize) {
    let (at, rows) = match p.page {
        Page::Matrix => (&mut p.row, p.rows.len()),
        Page::Expiring => (&mut p.record, p.records.len()),
        Page::Due => (&mut p.action, p.actions.len()),
    };
    *at = overlays::moved(*at, action, page, rows.saturating_sub(1));
}

/// Shows only providers with some letters in their names.
pub fn narrow(app: &mut App, typed: &str) {
    if let Some(p) = &mut app.portfolio {
        p.narrow(typed);
    }
}
