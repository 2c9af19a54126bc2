//! What another program wrote comes in, and what both changed is chosen.

use super::conflicts::{
    self, Shown, is_conflict, list, list_of, named, noted, nth, of_item, swapped, title,
};
use super::opening::inspect_all;
use super::person;
use super::resolving;
use super::saving;
use crate::assessment::Stamp;
use crate::merge::{self, Pick, item_of};
use crate::store::{Joined, rebased};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Disk, Overlay, Screen};
use std::sync::Arc;

/// How many steps of undo are brought onto what came in.
const UNDO: usize = 50;
/// How many names of items a message has room for.
const NAMES: usize = 6;

/// The file was written by another program; nothing here waits to be saved.
pub fn touched(app: &mut App) {
    if let Some(doc) = &mut app.doc {
        doc.touched = true;
    }
}

/// The file is again as it was here last: what could not be saved over another
/// text, or none, can be saved now.
pub fn as_before(app: &mut App) -> Vec<Effect> {
    if let Some(doc) = app.doc.as_mut().filter(|doc| doc.disk == Disk::Other) {
        doc.disk = Disk::Saved;
        saving::ask_no_more(app);
        app.say(saving::saved_words(&Disk::Other));
    }
    let doc = app.doc.as_ref();
    let waits = doc.filter(|doc| matches!(doc.disk, Disk::Changed { .. }));
    let save = |doc: &crate::tui::model::Doc| Effect::Save(Arc::clone(doc.history.now()));
    waits.map(save).into_iter().collect()
}

/// Brings in what was noticed, once nothing is being written or asked.
pub fn follow(app: &mut App) -> Option<Effect> {
    let busy = matches!(
        app.overlay,
        Some(Overlay::Editor(_) | Overlay::Conflict(_) | Overlay::Left(_) | Overlay::Leaving)
    ) || app.screen == Screen::Wizard;
    let asked = matches!(app.overlay, Some(Overlay::Conflict(_)));
    if asked && let Some(doc) = app.doc.as_mut().filter(|d| d.touched) {
        // What is asked is of the file as it is now.
        doc.touched = false;
        return Some(Effect::Save(Arc::clone(doc.history.now())));
    }
    let doc = app.doc.as_mut().filter(|d| d.touched && !busy)?;
    doc.touched = false;
    // A file that could not be used may have been mended.
    if !matches!(doc.disk, Disk::Saved | Disk::Changed { .. } | Disk::Other) {
        return None;
    }
    Some(Effect::Join(Arc::clone(doc.history.now()), false))
}

/// Both writers' changes are on disk.
pub fn joined(app: &mut App, joined: Joined) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let conflicts = joined.assessment.choices().count();
    let known = doc.assessment();
    let is_new = |path: &&str| !known.conflicts.contains_key(*path);
    let new: Vec<String> = list_of(&joined.assessment)
        .into_iter()
        .filter(is_new)
        .map(title)
        .collect();
    // Whoever brings both together wants to decide. What comes in by itself
    // opens nothing that takes keys which were meant for something else.
    let decides = matches!(&app.overlay, Some(Overlay::Conflict(c)) if c.joins);
    let asked = match &app.overlay {
        Some(Overlay::Resolve(at, _)) => nth(doc, *at).map(str::to_owned),
        _ => None,
    };
    let q = Arc::clone(&app.questionnaire);
    let same = joined.came_in.is_empty();
    if joined.assessment != **doc.history.now() {
        doc.history.rebase(joined.assessment, UNDO, |state| {
            rebased(&joined.base, state, &joined.theirs, &q)
        });
    }
    let failed_before = std::mem::replace(&mut doc.disk, Disk::Saved);
    app.after_change();
    saving::ask_no_more(app);
    let before = app.message.take();
    let mut effects = saving::saved(app);
    app.message = before;
    effects.extend(inspect_all(app));
    let decided = asked.filter(|path| !still_asked(app, path));
    if let Some(path) = decided {
        // The next one is not to be answered by a key that was meant for it.
        app.overlay = None;
        let key = app.keys.said(Scope::Outline, Action::Conflicts);
        app.complain(match conflicts {
            0 => format!(
                "{} was decided meanwhile; no conflict is left",
                title(&path)
            ),
            n => format!(
                "{} was decided meanwhile; {key} shows the {} left",
                title(&path),
                crate::text::count(n, "field")
            ),
        });
        return effects;
    }
    if decides && conflicts > 0 && app.overlay.is_none() {
        ask_anew(app);
    }
    let undecided = match new.as_slice() {
        [] => None,
        _ if decides => None,
        [first, rest @ ..] => {
            let key = app.keys.said(Scope::Outline, Action::Conflicts);
            let n = crate::text::count(new.len(), "conflict");
            let more = match rest.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            Some(format!("{n} ({first}{more}): {key} decides"))
        }
    };
    if same && undecided.is_none() {
        if failed_before != Disk::Saved && app.message.is_none() {
            app.say(saving::saved_words(&failed_before));
        }
        return effects;
    }
    // A conflict that is told already is not told once more as what came in.
    let told = |name: &&String| undecided.is_none() || !is_conflict(name);
    let came_in: Vec<&String> = joined.came_in.iter().filter(told).collect();
    let names: Vec<String> = came_in.iter().take(NAMES).map(|n| named(n)).collect();
    let more = match came_in.len().saturating_sub(NAMES) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let by = match joined.by.as_slice() {
        [] => String::new(),
        by => format!(" by {}", by.join(", ")),
    };
    let note = noted(&joined.notes);
    let told = match names.as_slice() {
        [] => note.trim_start_matches(" · ").to_owned(),
        names => format!("came in from disk: {}{more}{by}{note}", names.join(", ")),
    };
    match undecided {
        Some(undecided) if told.is_empty() => app.complain(undecided),
        Some(undecided) => app.complain(format!("{undecided} · {told}")),
        None => app.say(told),
    }
    effects
}

/// Whether a conflict is asked about still; then it stays the selected one.
fn still_asked(app: &mut App, path: &str) -> bool {
    let at = app.doc.as_ref().and_then(|doc| {
        let paths = list(doc);
        paths.iter().position(|other| *other == path)
    });
    if let (Some(at), Some(Overlay::Resolve(selected, _))) = (at, &mut app.overlay) {
        *selected = at;
    }
    at.is_some()
}

/// The two could not be brought together without asking.
pub fn not_joined(app: &mut App, why: String) -> Vec<Effect> {
    match &mut app.overlay {
        Some(Overlay::Conflict(conflict)) => {
            conflict.joins = false;
            conflict.why = Some(why);
        }
        _ => {
            // What is on disk is not what is here, and nobody could load it.
            if let Some(doc) = app.doc.as_mut().filter(|d| d.disk == Disk::Saved) {
                doc.disk = Disk::Other;
            }
            app.complain(format!("the file has changed on disk: {why}"));
        }
    }
    Vec::new()
}

/// Asks about the first conflict that is to be asked: what the controls of a
/// folder share is in each of them, and was asked by the first one.
pub fn ask_anew(app: &mut App) {
    let Some(doc) = &app.doc else { return };
    let known = app.controls.as_ref().map(|c| &c.asked_shared);
    let is_new = |path: &&str| known.is_none_or(|known| !known.contains(*path));
    if let Some(at) = list(doc).iter().position(is_new) {
        open_at(app, at);
    }
}

/// Opens the choice of a conflict.
fn open_at(app: &mut App, at: usize) {
    app.overlay = Some(Overlay::Resolve(at, None));
    if let (Some(doc), Some(controls)) = (&app.doc, &mut app.controls) {
        // Whoever closes it has seen how many there are.
        let shared = list(doc).into_iter();
        let shared = shared.filter(|path| controls.undecided.contains(*path));
        controls.asked_shared.extend(shared.map(str::to_owned));
    }
}

/// Shows the conflicts, if there are some.
pub fn show(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    if doc.assessment().conflicts.is_empty() {
        if matches!(doc.disk, Disk::Changed { .. } | Disk::Other) {
            return saving::again(app);
        }
        app.say("no field is in conflict");
        return Vec::new();
    }
    // Of what is selected first.
    let here = doc.item();
    let of_it = |path: &&str| here.is_some() && item_of(path) == here;
    let at = list(doc).iter().position(of_it).unwrap_or(0);
    open_at(app, at);
    Vec::new()
}

/// Shows one of the conflicts; what was left to be asked before comes first.
pub fn ask(app: &mut App, path: &str) {
    let Some(doc) = &app.doc else { return };
    let is_free = matches!(app.overlay, None | Some(Overlay::Resolve(..)));
    match list(doc).iter().position(|other| *other == path) {
        Some(at) if is_free => open_at(app, at),
        Some(_) => {}
        None => app.say(format!("{} was decided meanwhile", title(path))),
    }
}

/// A key in the list of conflicts.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    let (Some(Overlay::Resolve(at, _)), Some(doc)) = (&app.overlay, &app.doc) else {
        return Vec::new();
    };
    let last = list(doc).len().saturating_sub(1);
    let at = (*at).min(last);
    let to = match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => (at + 1).min(last),
        Action::PickOurs => return choose(app, at, |of| Some(of.mine.pick.clone())),
        Action::PickTheirs => return choose(app, at, |of| Some(of.other()?.pick.clone())),
        Action::PickBase => return choose(app, at, |_| Some(Pick::Base)),
        Action::Further => return further(app, at),
        Action::PickAllOurs => return choose_all(app, at, &Pick::Ours),
        Action::PickAllTheirs => return choose_all(app, at, &Pick::Theirs),
        Action::PickEdit => return resolving::edit(app, at),
        _ => {
            app.overlay = None;
            app.say("decide later: all are kept in the file, X comes back here");
            return Vec::new();
        }
    };
    app.overlay = Some(Overlay::Resolve(to, None));
    Vec::new()
}

fn choose(app: &mut App, at: usize, pick: fn(&Shown) -> Option<Pick>) -> Vec<Effect> {
    let chosen = app.doc.as_ref().and_then(|doc| {
        let path = nth(doc, at)?;
        let pick = pick(&conflicts::shown(doc, path, person(app))?)?;
        Some((path.to_owned(), pick))
    });
    decide(app, at, &chosen.into_iter().collect::<Vec<_>>())
}

/// The same for all conflicts of the item that are left.
fn choose_all(app: &mut App, at: usize, side: &Pick) -> Vec<Effect> {
    let me = person(app);
    let doc = app.doc.as_ref();
    let path = doc.and_then(|doc| Some((doc, nth(doc, at)?)));
    let paths = path.map(|(doc, path)| (doc, of_item(doc, path)));
    let mut chosen = Vec::new();
    if let Some((doc, paths)) = paths {
        for path in paths {
            let conflict = doc.assessment().conflicts.get(path);
            let pick = match side {
                Pick::Ours if conflict.is_some_and(|c| swapped(c, me)) => Pick::Theirs,
                Pick::Theirs if conflict.is_some_and(|c| swapped(c, me)) => Pick::Ours,
                side => side.clone(),
            };
            chosen.push((path.to_owned(), pick));
        }
    }
    decide(app, at, &chosen)
}

/// Shows the next of the other values.
fn further(app: &mut App, at: usize) -> Vec<Effect> {
    let shown = app.doc.as_ref().and_then(|doc| {
        let path = nth(doc, at)?;
        Some((path.to_owned(), conflicts::shown(doc, path, person(app))?))
    });
    let Some((path, shown)) = shown else {
        return Vec::new();
    };
    if shown.others.len() < 2 {
        app.say("nobody else has said anything of it");
        return Vec::new();
    }
    let next = (shown.at + 1) % shown.others.len();
    if let Some(doc) = &mut app.doc {
        doc.further = Some((path, next));
    }
    app.overlay = Some(Overlay::Resolve(at, None));
    Vec::new()
}

/// Decides conflicts as one step: all of them, or none.
fn decide(app: &mut App, at: usize, chosen: &[(String, Pick)]) -> Vec<Effect> {
    let me = person(app).to_owned();
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let Some((first, pick)) = chosen.first() else {
        app.overlay = None;
        return Vec::new();
    };
    if let Disk::ReadOnly(why) = &doc.disk {
        app.overlay = Some(Overlay::Resolve(at, Some(format!("read-only: {why}"))));
        return Vec::new();
    }
    let now = Arc::clone(doc.history.now());
    let stamp = Stamp {
        now: app.clock.now,
        by: app.user.clone(),
    };
    let next = match merge::decide(&now, chosen, &app.questionnaire, &stamp) {
        Ok(next) => next,
        Err((path, error)) => {
            let why = match chosen.len() {
                1 => error.to_string(),
                _ => format!("nothing is chosen: {}: {error}", title(&path)),
            };
            app.overlay = Some(Overlay::Resolve(at, Some(why)));
            return Vec::new();
        }
    };
    let left = next.choices().count();
    let shown = conflicts::shown(doc, first, &me);
    let word = shown.map_or("a side", |shown| shown.word(pick));
    let what = match (chosen, item_of(first)) {
        ([_], _) => format!("{}: {word} chosen", title(first)),
        (_, Some((role, item))) => {
            let fields = crate::text::count(chosen.len(), "field");
            format!("{role}.{item} {word} chosen for {fields}")
        }
        (_, None) => {
            let fields = crate::text::count(chosen.len(), "field");
            format!("{}: {word} chosen for {fields}", title(first))
        }
    };
    doc.history.commit(what.clone(), next);
    let mut effects = app.after_change();
    let undo = app.keys.said(Scope::Outline, Action::Undo);
    let said = match pick {
        Pick::Base => {
            let of = what.trim_end_matches(" chosen");
            format!("{of}, neither side's; {undo} undoes it")
        }
        _ if left > 0 => format!("{what}; {undo} undoes it"),
        _ => what,
    };
    settled(app, at, left, &said);
    effects.extend((left == 0).then_some(Effect::AskMerge));
    if left > 0 && (*pick == Pick::Base || chosen.len() > 1) {
        app.say(said);
    }
    effects
}

/// What other controls of the folder have in conflict, and the way to it.
fn elsewhere(app: &App) -> String {
    let open = app.doc.as_ref().map(|doc| &doc.assessment().questionnaire);
    let Some(controls) = &app.controls else {
        return String::new();
    };
    let others = controls.entries.iter().filter(|e| Some(&e.head.id) != open);
    let facts = others.filter_map(|e| e.facts.as_ref());
    match facts.map(|facts| facts.disputed.len()).sum() {
        0 => String::new(),
        n => format!(
            " here; {} in other controls: {} {} goes on there",
            crate::text::count(n, "field"),
            app.key(Action::Controls),
            app.keys.said(Scope::Controls, Action::Conflicts)
        ),
    }
}

/// Goes on to the next conflict, or closes where none is left.
pub fn settled(app: &mut App, at: usize, left: usize, what: &str) {
    if left == 0 {
        app.overlay = None;
        let elsewhere = elsewhere(app);
        app.say(format!("{what}; no conflict is left{elsewhere}"));
    } else {
        let last = app
            .doc
            .as_ref()
            .map_or(0, |d| list(d).len())
            .saturating_sub(1);
        app.overlay = Some(Overlay::Resolve(at.min(last), None));
    }
}
