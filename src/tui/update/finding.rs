//! The palette and the search in texts.

use super::{
    at_hit, commanding, controls_going, filtering, finding_elsewhere, narrowing, person, walk,
};
use crate::find::Query;
use crate::text::is_unsafe;
use crate::tui::action::Action;
use crate::tui::controls::From;
use crate::tui::effect::Effect;
use crate::tui::finder::actions::key_of;
use crate::tui::finder::{Across, Content, Finder, Origin, Palette, Search, Target, Texts};
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Doc, Focus, Overlay, Page, Row, Screen};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::collections::HashMap;
use std::sync::Arc;

/// Does what opens a finder or goes on with what one found; nothing for
/// other actions.
pub fn act(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::Palette => palette(app),
        Action::Find => return Some(find(app)),
        Action::NextHit => return Some(hit(app, true)),
        Action::PreviousHit => return Some(hit(app, false)),
        Action::Filters => filtering::menu(app),
        Action::Show(show) => filtering::show(app, show),
        _ => return None,
    }
    Some(Vec::new())
}

pub(super) fn finder(app: &mut App) -> Option<&mut Finder> {
    match &mut app.overlay {
        Some(Overlay::Finder(finder)) => Some(finder),
        _ => None,
    }
}

fn palette(app: &mut App) {
    let scope = app.scope();
    let open = app.doc.as_ref().filter(|_| scope != Scope::Start);
    let open = open.map(|doc| (doc, app.questionnaire.as_ref()));
    let palette = Palette::new(&app.keys, scope, &app.finding.recent, open);
    let palette = match app.controls.as_ref().filter(|_| app.tour.is_none()) {
        Some(controls) => palette.with_controls(controls),
        None => palette.of_one_file(),
    };
    let palette = match commanding::open(app) {
        Some(open) => palette.called_with(&open),
        None => palette,
    };
    let content = Content::Palette(palette);
    app.overlay = Some(Overlay::Finder(Box::new(Finder::new(content, ""))));
}

fn find(app: &mut App) -> Vec<Effect> {
    if app.screen == Screen::Gaps {
        let gaps = app.controls.as_ref().and_then(|c| c.gaps.as_ref());
        let typed = gaps.map_or_else(String::new, |gaps| gaps.narrowed.clone());
        narrowing::open(app, &typed);
        return Vec::new();
    }
    if let Some(controls) = app
        .controls
        .as_ref()
        .filter(|_| app.screen == Screen::Controls)
    {
        let content = Content::Palette(Palette::of_controls(app.scope(), controls));
        let typed = app.finding.in_folder.as_deref().unwrap_or_default();
        let mut finder = Finder::new(content, typed);
        let effects = match typed {
            "" => Vec::new(),
            _ => finding_elsewhere::look(&mut finder),
        };
        app.overlay = Some(Overlay::Finder(Box::new(finder)));
        return effects;
    }
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let origin = Origin {
        screen: app.screen,
        row: doc.row.clone(),
        focus: doc.focus,
        field: doc.field.clone(),
        scroll: doc.scroll,
        folded: doc.folded.clone(),
        page: app.summary.page,
        record: app.summary.record,
    };
    let texts = Texts::new(doc.history.now(), &app.questionnaire);
    let last = app.finding.last.as_ref();
    let typed = last.map_or("", |search| search.typed.as_str());
    let mut finder = Finder::new(Content::Texts(texts, Box::new(origin)), typed);
    if let Some(search) = last {
        let at = nearest(&finder.hits(), search.hits.get(search.at), search.at);
        finder.select(at.unwrap_or(0));
    }
    app.overlay = Some(Overlay::Finder(Box::new(finder)));
    Vec::new()
}

/// Brings what is found up to date with the line and with the answers. Runs
/// after every event.
pub fn follow(app: &mut App) -> Vec<Effect> {
    let now = app.doc.as_ref().map(|doc| Arc::clone(doc.history.now()));
    let Some(Overlay::Finder(finder)) = &mut app.overlay else {
        return Vec::new();
    };
    if let (Content::Texts(texts, origin), Some(now)) = (&finder.content, &now)
        && !texts.are_of(now)
    {
        let texts = Texts::new(now, &app.questionnaire);
        finder.replace(Content::Texts(texts, origin.clone()));
    }
    if !finder.look() {
        return Vec::new();
    }
    finder.touched = true;
    if finder.looks_elsewhere() {
        return finding_elsewhere::look(finder);
    }
    preview(app);
    Vec::new()
}

/// A key that no binding takes is typed.
pub fn type_key(app: &mut App, key: KeyEvent) -> bool {
    let Some(finder) = finder(app) else {
        return false;
    };
    if let KeyCode::Char(c) = key.code
        && key.modifiers.difference(KeyModifiers::SHIFT).is_empty()
    {
        if std::mem::take(&mut finder.replaced) {
            finder.line.set("");
        }
        finder.line.type_char(c);
    }
    true
}

/// A paste into the line.
pub fn paste(app: &mut App, raw: &str) -> bool {
    let Some(finder) = finder(app) else {
        return false;
    };
    let text: String = raw
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_unsafe(*c))
        .collect();
    if std::mem::take(&mut finder.replaced) {
        finder.line.set("");
    }
    finder.line.insert_str(text.trim());
    true
}

/// How much of what was found is seen at once.
fn rows_of(finder: &Finder, size: (u16, u16)) -> usize {
    let previews = matches!(finder.content, Content::Texts(..));
    usize::from(layout::found(size, previews))
}

/// Does an action in an open finder.
pub fn in_finder(app: &mut App, action: Action) -> Vec<Effect> {
    let size = app.size;
    let Some(finder) = finder(app) else {
        return Vec::new();
    };
    let rows = rows_of(finder, size);
    let last = finder.rows().saturating_sub(1);
    let at = finder.at();
    let to = match action {
        Action::Up if !finder.has_selected() => last,
        Action::Up => at.checked_sub(1).unwrap_or(last),
        Action::Down if at == last || !finder.has_selected() => 0,
        Action::Down => at + 1,
        Action::PageUp => at.saturating_sub(rows.max(1)),
        Action::PageDown => (at + rows.max(1)).min(last),
        Action::ClearLine => {
            finder.replaced = false;
            finder.line.set("");
            return Vec::new();
        }
        Action::Write(stroke) => {
            // Erasing takes the whole of what typing would have replaced.
            if std::mem::take(&mut finder.replaced) && stroke.changes() {
                finder.line.set("");
            } else {
                finder.line.stroke(stroke, (usize::from(u16::MAX), 1));
            }
            return Vec::new();
        }
        Action::Enter => return run(app),
        Action::Back => {
            let stop = finder.looks_elsewhere();
            restore(app);
            app.overlay = None;
            return stop.then_some(Effect::StopFinding).into_iter().collect();
        }
        _ => return Vec::new(),
    };
    finder.select(to);
    finder.scroll(rows);
    finder.touched = true;
    preview(app);
    Vec::new()
}

/// A click on something that was found: selects; on the selected one goes.
pub fn click(app: &mut App, at: usize) -> Vec<Effect> {
    let size = app.size;
    let Some(finder) = finder(app) else {
        return Vec::new();
    };
    let rows = rows_of(finder, size);
    finder.scroll(rows);
    let had = finder.has_selected();
    if finder.select(at) && had {
        return run(app);
    }
    finder.touched = true;
    preview(app);
    Vec::new()
}

/// Shows what is selected behind the list of texts; where nothing is found,
/// what was there before.
fn preview(app: &mut App) {
    let Some(Overlay::Finder(finder)) = &app.overlay else {
        return;
    };
    if !matches!(finder.content, Content::Texts(..)) {
        return;
    }
    let target = finder.target(finder.at());
    restore(app);
    if let Some(target) = target {
        go(app, &target);
    }
}

/// Back to where the search was begun.
fn restore(app: &mut App) {
    let Some(Overlay::Finder(finder)) = &app.overlay else {
        return;
    };
    let (Content::Texts(_, origin), Some(doc)) = (&finder.content, &mut app.doc) else {
        return;
    };
    let origin = origin.as_ref().clone();
    app.screen = origin.screen;
    app.summary.page = origin.page;
    app.summary.record = origin.record;
    doc.folded = origin.folded;
    let is_there = match &origin.row {
        Row::Role(role) => doc.assessment().roles.contains(role),
        Row::Item(role, item) => doc
            .items(&app.questionnaire)
            .contains(&(*role, item.clone())),
    };
    if is_there {
        doc.row = origin.row;
        doc.focus = origin.focus;
        doc.field = origin.field;
        doc.scroll = origin.scroll;
    }
}

/// Does what is selected, as its key would have, or goes there.
fn run(app: &mut App) -> Vec<Effect> {
    let stop = finder(app).is_some_and(|f| f.looks_elsewhere());
    let stop = stop.then_some(Effect::StopFinding);
    stop.into_iter().chain(choose(app)).collect()
}

fn choose(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Finder(finder)) = &app.overlay else {
        return Vec::new();
    };
    if !finder.has_selected() {
        app.overlay = None;
        app.say("nothing was chosen: type what to do, or go to it");
        return Vec::new();
    }
    let Some(target) = finder.target(finder.at()) else {
        return Vec::new();
    };
    let only_finds = matches!(&finder.content, Content::Palette(p) if p.is_of_controls());
    let hits = match &finder.content {
        Content::Palette(_) => None,
        Content::Texts(..) => Some((finder.typed(), finder.hits(), finder.at())),
    };
    let (typed, at) = (finder.typed(), finder.at());
    let across = Across::of(&typed, &finder.elsewhere);
    restore(app);
    app.overlay = None;
    app.message = None;
    if let Target::Text(control, place) = target {
        app.finding.across = Some(across);
        return finding_elsewhere::go_to(app, control, typed, place, None);
    }
    if let Target::Due(control, place) = target {
        app.finding.across = None;
        let target = Target::Due(control.clone(), place.clone());
        let from = From::Due { typed, target, at };
        return finding_elsewhere::go_to(app, control, String::new(), place, Some(from));
    }
    if let Target::Command(call) = target {
        return commanding::say(app, &call);
    }
    if let Target::Action(action) = target {
        if action != Action::Palette {
            app.finding.used(action);
        }
        return super::act(app, action);
    }
    if let Target::Control(id) = &target {
        if !only_finds {
            return controls_going::go(app, id);
        }
        let me = person(app).to_owned();
        if let Some(controls) = &mut app.controls {
            controls.select(id, &me);
        }
        return Vec::new();
    }
    go(app, &target);
    if let Some((typed, hits, at)) = hits {
        app.finding.across = None;
        go_on_from(app, typed, hits, at);
    }
    Vec::new()
}

/// Remembers what was found, to go on from one of it, and tells of that.
pub(super) fn go_on_from(app: &mut App, typed: String, hits: Vec<(Target, String)>, at: usize) {
    let Some(doc) = &app.doc else { return };
    let of = Arc::clone(doc.history.now());
    app.finding.last = Some(Search {
        typed,
        hits,
        at,
        of,
    });
    at_hit::tell(app);
}

/// Goes to what was found.
pub(super) fn go(app: &mut App, target: &Target) {
    let Some(doc) = &mut app.doc else { return };
    let Some((role, item)) = target.item() else {
        if let Target::Record(id, None) = target
            && let Some(at) = doc.register().position(|other| other == *id)
        {
            app.screen = Screen::Summary;
            app.summary.page = Page::Evidence;
            app.summary.record = at;
        } else {
            app.say("it is not there any more");
        }
        return;
    };
    let row = Row::Item(role, item.clone());
    walk::select(doc, row);
    app.screen = Screen::Walk;
    doc.focus = Focus::Outline;
    // What is asked for stands at the end; the view scrolls no further.
    doc.scroll = match target {
        Target::Asked(..) => usize::MAX,
        _ => 0,
    };
    let field = match target {
        Target::Field(.., field) => Some(field.clone()),
        Target::Record(id, _) => Some(crate::tui::field::Field::Evidence(id.clone())),
        _ => None,
    };
    if let Some(field) = field.filter(|f| doc.fields(role, item).contains(f)) {
        doc.focus = Focus::Form;
        doc.field = field;
    }
}

/// Goes to the next or previous text that the last words were found in.
fn hit(app: &mut App, forward: bool) -> Vec<Effect> {
    let in_folder = finding_elsewhere::across(app).is_some();
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let Some(search) = &mut app.finding.last else {
        let key = key_of(&app.keys, Scope::Outline, Action::Find).unwrap_or_default();
        app.say(format!(
            "nothing was looked for yet: {key} finds words in all texts"
        ));
        return Vec::new();
    };
    let now = doc.history.now();
    let gone = search.hits.get(search.at).cloned();
    if !Arc::ptr_eq(&search.of, now) {
        search.hits = match in_folder {
            true => finding_elsewhere::hits(now, &app.questionnaire, &search.typed),
            false => {
                let texts = Texts::new(now, &app.questionnaire);
                texts.hits(&texts.find(&Query::new(&search.typed), None))
            }
        };
        search.of = Arc::clone(now);
    }
    // Where the user has gone elsewhere, it goes on from there.
    let stays = gone.as_ref().is_some_and(|(hit, _)| {
        let doc = app.doc.as_ref();
        doc.is_some_and(|doc| at_hit::is_at(doc, app.screen, app.summary.record, hit))
    });
    let Some(search) = &app.finding.last else {
        return Vec::new();
    };
    let gone = gone.filter(|_| stays);
    let last = nearest(&search.hits, gone.as_ref(), search.at);
    let ends = match forward {
        true => last.is_some_and(|at| at + 1 == search.hits.len()),
        false => last == Some(0),
    };
    if ends && let Some(effects) = finding_elsewhere::go_on(app, forward) {
        return effects;
    }
    let (Some(doc), Some(search)) = (&app.doc, &mut app.finding.last) else {
        return Vec::new();
    };
    let at = match (last, forward) {
        (Some(at), true) => at + 1,
        (Some(0), false) => search.hits.len().saturating_sub(1),
        (Some(at), false) => at - 1,
        (None, _) => beside(doc, &app.questionnaire, &search.hits, forward),
    };
    search.at = if at < search.hits.len() { at } else { 0 };
    let Some((target, _)) = search.hits.get(search.at).cloned() else {
        let text = format!("“{}” is in no text any more", search.typed);
        app.say(text);
        return Vec::new();
    };
    go(app, &target);
    at_hit::tell(app);
    Vec::new()
}

/// Where a hit is now that was at a place before.
fn nearest(
    hits: &[(Target, String)],
    hit: Option<&(Target, String)>,
    before: usize,
) -> Option<usize> {
    let same = hits.iter().enumerate().filter(|(_, h)| Some(*h) == hit);
    same.map(|(n, _)| n).min_by_key(|n| n.abs_diff(before))
}

/// The first hit after the selected row, or the last one before it.
fn beside(
    doc: &Doc,
    q: &crate::questionnaire::Questionnaire,
    hits: &[(Target, String)],
    forward: bool,
) -> usize {
    let items = doc.items(q);
    let order: HashMap<_, usize> = items
        .iter()
        .enumerate()
        .map(|(n, (role, item))| ((*role, item), n))
        .collect();
    // A heading stands before the first item of its role.
    let here = match &doc.row {
        Row::Item(role, item) => order.get(&(*role, item)).map_or(0, |n| 2 * n + 1),
        Row::Role(role) => items.iter().position(|(r, _)| r == role).unwrap_or(0) * 2,
    };
    let place = |(hit, _): &(Target, String)| {
        let at = hit.item().and_then(|of| order.get(&of));
        at.map_or(usize::MAX, |n| 2 * n + 1)
    };
    if forward {
        let next = hits.iter().position(|hit| place(hit) > here);
        next.unwrap_or(0)
    } else {
        let before = hits.iter().rposition(|hit| place(hit) < here);
        before.unwrap_or(hits.len().saturating_sub(1))
    }
}
