//! What has changed since the last commit, since the file was opened, or since
//! any earlier state that the user names.

use super::overlays::moved;
use super::walk;
use crate::assessment::Assessment;
use crate::compare::entries::{Place, counts, entries};
use crate::compare::{Sides, compare, widened, with_later};
use crate::questionnaire::Questionnaire;
use crate::store::{Severity, parse};
use crate::text::one_line;
use crate::tui::action::Action;
use crate::tui::changes::{Against, Candidate, Changes};
use crate::tui::effect::{Effect, Known, Past, Wanted};
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Focus, Overlay, Page, Row, Screen};
use crate::tui::picker::{Listed, Where};
use crate::tui::view;
use std::sync::Arc;

/// An earlier state, and what it answers where that is another text and at hand.
type Old = (Arc<Assessment>, Option<Arc<Questionnaire>>);

/// Asks for the state to compare with. After a jump from a comparison it is
/// that one again.
pub fn ask(app: &mut App) -> Vec<Effect> {
    if app.doc.is_none() {
        return Vec::new();
    }
    let Some(left) = app.left_changes.take() else {
        return vec![Effect::Past];
    };
    let old = (left.old, left.old_questionnaire);
    let Some(mut again) = changes(app, left.since, old) else {
        return Vec::new();
    };
    again.worse_only = left.worse_only;
    again.selected = left.selected.min(again.shown().count().saturating_sub(1));
    app.overlay = Some(Overlay::Changes(Box::new(again)));
    Vec::new()
}

/// Shows the comparison with the last commit; where there is none, with the
/// file as it was opened.
pub fn show(app: &mut App, past: Option<Past>) {
    let is_new = past.is_none();
    let committed = past.and_then(|past| {
        let old = read(app, &past).ok()?;
        Some((past.name, old, past.questionnaire))
    });
    match committed {
        Some((name, old, own)) => present(app, name, (Arc::new(old), own)),
        // Else "no differences" would be read as: all of it is committed.
        None if is_new => since(app, "it was opened (no commit has it)"),
        None => since_opened(app),
    }
}

fn since_opened(app: &mut App) {
    since(app, "it was opened");
}

/// Compares with the file as it was opened.
fn since(app: &mut App, words: &str) {
    let Some(doc) = &app.doc else { return };
    let old = Arc::new(doc.opened.clone());
    present(app, words.to_owned(), (old, None));
}

fn present(app: &mut App, since: String, old: Old) {
    if let Some(changes) = changes(app, since, old) {
        app.overlay = Some(Overlay::Changes(Box::new(changes)));
    }
}

fn changes(app: &App, since: String, old: Old) -> Option<Changes> {
    let doc = app.doc.as_ref()?;
    Some(between(app, since, old, doc.assessment()))
}

/// What differs between two states, to be walked through.
pub fn between(app: &App, since: String, (old, own): Old, new: &Assessment) -> Changes {
    let now = &app.questionnaire;
    let own = own.filter(|own| own.control.id == now.control.id && own.digest != now.digest);
    let mut comparison = compare(&Sides {
        old: &old,
        new,
        questionnaire: &app.questionnaire,
        old_questionnaire: own.as_deref(),
        today: app.clock.today,
    });
    let is_assessed = |role| new.roles.contains(&role);
    comparison.texts.retain(|t| t.role.is_none_or(is_assessed));
    Changes {
        since,
        counts: counts(&comparison),
        entries: entries(&comparison),
        old,
        old_questionnaire: own,
        worse_only: false,
        selected: 0,
        scroll: 0,
    }
}

/// The answers in the text of an earlier state, or why there are none that
/// can be compared with.
fn read(app: &App, past: &Past) -> Result<Assessment, String> {
    let name = one_line(&past.name);
    let now = &app.questionnaire;
    let own = past.questionnaire.as_deref();
    let own = own.filter(|own| own.control.id == now.control.id);
    let parsed = match own {
        Some(own) => parse(&past.text, &with_later(own, now, &past.text)),
        None => parse(&past.text, &widened(now, &past.text)),
    };
    if parsed.has_errors() {
        let mut errors = parsed
            .problems
            .iter()
            .filter(|p| p.severity == Severity::Error);
        let first = errors.next().map_or("it cannot be read", |p| &p.message);
        return Err(format!(
            "{name} cannot be compared with: {}",
            one_line(first)
        ));
    }
    Ok(parsed.assessment)
}

/// Does an action in the comparison.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    let (page, below) = view::changes_room(app);
    let Some(Overlay::Changes(changes)) = &mut app.overlay else {
        return Vec::new();
    };
    match action {
        Action::Back => app.overlay = None,
        Action::Against => return choose(app),
        Action::Enter => jump(app),
        Action::WorseOnly => {
            let there = changes.at().cloned();
            changes.worse_only = !changes.worse_only;
            changes.scroll = 0;
            let again = changes.shown().position(|e| Some(e) == there.as_ref());
            changes.selected = again.unwrap_or(0);
        }
        Action::ScrollDown => changes.scroll = (changes.scroll + 1).min(below),
        Action::ScrollUp => changes.scroll = changes.scroll.min(below).saturating_sub(1),
        _ => {
            let last = changes.shown().count().saturating_sub(1);
            let to = moved(changes.selected, action, page, last);
            if to != changes.selected {
                changes.selected = to;
                changes.scroll = 0;
            }
        }
    }
    Vec::new()
}

/// Goes to where the selected difference is. `D` comes back.
fn jump(app: &mut App) {
    let (Some(Overlay::Changes(changes)), Some(doc)) = (&app.overlay, &mut app.doc) else {
        return;
    };
    let Some(entry) = changes.at() else { return };
    let row = match &entry.place {
        Place::Item(role, item) => Row::Item(*role, item.clone()),
        Place::Role(role) => Row::Role(*role),
        Place::Evidence(id) => {
            let at = doc.register().position(|of| of == *id).unwrap_or(0);
            app.summary.page = Page::Evidence;
            app.summary.record = at;
            app.screen = Screen::Summary;
            leave(app);
            return;
        }
        Place::Nowhere => {
            let why = format!("{} is at no item of this assessment", entry.name);
            app.say(why);
            return;
        }
    };
    let there = match &row {
        Row::Item(role, item) => doc
            .items(&app.questionnaire)
            .contains(&(*role, item.clone())),
        Row::Role(role) => doc.assessment().roles.contains(role),
    };
    if !there {
        let why = format!("{} is not part of this assessment any more", entry.name);
        app.complain(why);
        return;
    }
    walk::select(doc, row);
    doc.focus = Focus::Outline;
    app.screen = Screen::Walk;
    leave(app);
}

fn leave(app: &mut App) {
    if let Some(Overlay::Changes(changes)) = app.overlay.take() {
        let said = changes.at().map(|e| format!("{}: {}", e.name, e.way));
        app.left_changes = Some(changes);
        if let Some(said) = said {
            app.say(format!("{said} · D goes back to the changes"));
        }
    }
}

/// Asks what to compare with instead.
fn choose(app: &mut App) -> Vec<Effect> {
    let (Some(Overlay::Changes(behind)), Some(doc)) = (app.overlay.take(), &app.doc) else {
        return Vec::new();
    };
    let against = Against::new(behind, &doc.path, app.home.clone());
    app.overlay = Some(Overlay::Against(Box::new(against)));
    vec![Effect::Revisions, Effect::List(Where::Below)]
}

fn against(app: &mut App) -> Option<&mut Against> {
    match &mut app.overlay {
        Some(Overlay::Against(against)) => Some(against),
        _ => None,
    }
}

/// Does an action where it is asked what to compare with.
pub fn act_against(app: &mut App, action: Action) -> Vec<Effect> {
    let page = usize::from(app.size.1).saturating_sub(8).max(1);
    let down = app.keys.said(Scope::Against, Action::Down);
    let Some(against) = against(app) else {
        return Vec::new();
    };
    let candidates = against.candidates();
    match action {
        Action::Back => {
            if let Some(Overlay::Against(against)) = app.overlay.take() {
                app.overlay = Some(Overlay::Changes(against.behind));
            }
        }
        Action::ClearLine => against.put(""),
        Action::Write(stroke) => {
            against.area.stroke(stroke, (usize::from(u16::MAX), 1));
            return typed(app);
        }
        Action::Up | Action::PageUp => {
            let by = if action == Action::Up { 1 } else { page };
            against.selected = against.selected.and_then(|at| at.checked_sub(by));
        }
        Action::Down | Action::PageDown if !candidates.is_empty() => {
            let by = if action == Action::Down { 1 } else { page };
            let next = against.selected.map_or(0, |at| at + by);
            against.selected = Some(next.min(candidates.len() - 1));
        }
        Action::Take => {
            let chosen = candidates.get(against.selected.unwrap_or(0));
            match chosen.cloned() {
                Some(Candidate::File(name) | Candidate::Folder(name)) => against.put(&name),
                Some(Candidate::Commit(known)) => against.put(&known.commit.id),
                Some(Candidate::Opened) | None => {}
            }
            return typed(app);
        }
        Action::Done => {
            let chosen = against.selected.and_then(|at| candidates.get(at));
            return match chosen.cloned() {
                Some(Candidate::Opened) => {
                    since_opened(app);
                    Vec::new()
                }
                Some(Candidate::Commit(known)) => want(app, Wanted::Commit(known)),
                Some(Candidate::File(name)) => want(app, Wanted::File(name)),
                Some(Candidate::Folder(name)) => {
                    against.put(&name);
                    typed(app)
                }
                None if against.text().is_empty() => {
                    against.error = Some(format!(
                        "choose one with {down}, or type a file or a revision"
                    ));
                    Vec::new()
                }
                None => {
                    let text = against.text();
                    want(app, Wanted::Typed(text))
                }
            };
        }
        _ => {}
    }
    Vec::new()
}

fn want(app: &mut App, wanted: Wanted) -> Vec<Effect> {
    if let Some(against) = against(app) {
        against.error = None;
        against.reading = Some(wanted.clone());
    }
    vec![Effect::Earlier(wanted)]
}

/// The line has changed.
pub fn typed(app: &mut App) -> Vec<Effect> {
    let Some(against) = against(app) else {
        return Vec::new();
    };
    against.selected = None;
    against.error = None;
    against.reading = None;
    against.wants().into_iter().map(Effect::List).collect()
}

/// A folder was listed.
pub fn listed(app: &mut App, listed: Listed) {
    if let (Some(against), Ok(listing)) = (against(app), listed.found) {
        against.listed(&listed.place, listing);
    }
}

/// The commits that changed the file are known.
pub fn revisions(app: &mut App, commits: Result<Vec<Known>, String>) {
    if let Some(against) = against(app) {
        // Whoever has selected something meanwhile keeps it.
        let chosen = against.selected;
        let chosen = chosen.and_then(|at| against.candidates().get(at).cloned());
        against.commits = Some(commits);
        against.selected = chosen.and_then(|c| against.candidates().iter().position(|of| *of == c));
    }
}

/// An earlier state was read, or not. One that is waited for no more is let go.
pub fn earlier(app: &mut App, wanted: &Wanted, past: Result<Past, String>) {
    if against(app).is_none_or(|a| a.reading.as_ref() != Some(wanted)) {
        return;
    }
    let read = past.and_then(|past| Ok((read(app, &past)?, past)));
    match read {
        Ok((old, past)) => present(app, past.name, (Arc::new(old), past.questionnaire)),
        Err(why) => {
            if let Some(against) = against(app) {
                against.reading = None;
                against.error = Some(why);
            }
        }
    }
}
