//! Reviewing, and saying that a link was looked at.

use super::items::{self, name};
use super::marks;
use super::walk;
use crate::assessment::{
    Edit, EvidenceId, FileState, Place, Review, Role, StepAnswer, assessed_by, same_person,
};
use crate::questionnaire::{ItemId, StepId};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Doc, Field, Focus, Message, Page, Row, Screen};
use std::collections::BTreeSet;

/// Who sits here: by the name given at the start, else the file's assessor.
#[must_use]
pub fn person(app: &App) -> &str {
    match (app.user.trim(), &app.doc) {
        ("", Some(doc)) => doc.assessment().assessor.trim(),
        ("", None) => app.controls.as_ref().map_or("", |c| c.assessor.trim()),
        (user, _) => user,
    }
}

/// Whether who sits here may review the step.
pub fn reviews(app: &App, step: &StepAnswer) -> bool {
    let me = person(app);
    let Some(doc) = &app.doc else { return false };
    !me.is_empty() && !assessed_by(doc.assessment(), step, me)
}

fn step_here(app: &mut App) -> Option<(Role, StepId)> {
    match app.doc.as_ref().and_then(Doc::item) {
        Some((role, ItemId::Step(id))) => Some((role, id)),
        Some(_) => {
            app.say("a question has no review state; steps have");
            None
        }
        None => {
            let down = app.keys.said(Scope::Outline, Action::Down);
            app.say(format!(
                "this is a role: go to one of its steps first ({down})"
            ));
            None
        }
    }
}

/// Left and right in the row of the review: for a reviewer through all that the
/// row shows, the last of which is said with a comment.
pub fn step(app: &mut App, by: isize) -> Vec<Effect> {
    let Some((role, id)) = step_here(app) else {
        return Vec::new();
    };
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let step = doc.assessment().step(role, &id);
    let now = step.review.unwrap_or(Review::Draft);
    let next = match (now, by < 0) {
        _ if !reviews(app, step) => return toggle(app),
        (Review::Draft, true) => {
            app.say("draft is the first there is");
            return Vec::new();
        }
        (Review::Reviewed | Review::ChangesRequested, false) => {
            return items::open_of_step(app, Field::ReviewComment);
        }
        (Review::Draft | Review::Reviewed, _) | (Review::ReadyForReview, false) => {
            return toggle(app);
        }
        (Review::ReadyForReview, true) => Review::Draft,
        (Review::ChangesRequested, true) => Review::Reviewed,
    };
    set(app, role, id, next)
}

/// For the assessor: ready for review, or back to draft. For a reviewer:
/// reviewed, and in the list on to the next step that is ready, as an answer
/// leads on; or back to ready.
pub fn toggle(app: &mut App) -> Vec<Effect> {
    let Some((role, id)) = step_here(app) else {
        return Vec::new();
    };
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let step = doc.assessment().step(role, &id);
    let was = step.review;
    let next = match (was.unwrap_or(Review::Draft), reviews(app, step)) {
        (Review::Reviewed, true) => Review::ReadyForReview,
        (_, true) => Review::Reviewed,
        (Review::Draft | Review::ChangesRequested, false) => Review::ReadyForReview,
        (Review::ReadyForReview | Review::Reviewed, false) => Review::Draft,
    };
    let is_theirs =
        step.review == Some(Review::Reviewed) && !same_person(&step.reviewed_by, person(app));
    let by = step.reviewed_by.trim().to_owned();
    let of = name(role, &ItemId::Step(id.clone()));
    if is_theirs && app.may_edit() {
        let by = match by.as_str() {
            "" => String::new(),
            by => format!(" by {by}"),
        };
        let (key, undo) = (app.key(Action::Ready), app.key(Action::Undo));
        let question =
            format!("{key} again: the review of {of}{by} is withdrawn ({undo} undoes it)");
        if !app.sure(Action::Ready, question) {
            return Vec::new();
        }
    }
    let here = (role, ItemId::Step(id.clone()));
    let effects = set(app, role, id, next);
    if effects.is_empty() {
        return effects;
    }
    let undo = app.key(Action::Undo);
    let in_list = app
        .doc
        .as_ref()
        .is_some_and(|doc| doc.focus == Focus::Outline);
    let note = match (was, next) {
        (Some(Review::Reviewed), _) => format!("; {undo} undoes it"),
        (_, Review::Reviewed) if in_list => match next_ready(app, &here) {
            Some(row) => {
                if let Some(doc) = &mut app.doc {
                    walk::select(doc, row);
                }
                format!(" · {undo} undoes it")
            }
            None => " · no other step is ready for review".to_owned(),
        },
        _ => String::new(),
    };
    if let Some(message) = &mut app.message {
        message.text.push_str(&note);
    }
    effects
}

/// The next step, in a ring, that is ready and that who sits here may review.
fn next_ready(app: &App, here: &(Role, ItemId)) -> Option<Row> {
    let doc = app.doc.as_ref()?;
    let items = doc.items(&app.questionnaire);
    let at = items.iter().position(|item| item == here)?;
    let is_ready = |(role, item): &&(Role, ItemId)| {
        let step = item.step().map(|id| doc.assessment().step(*role, id));
        step.is_some_and(|step| step.review == Some(Review::ReadyForReview) && reviews(app, step))
            && doc.shows(*role, item)
    };
    let (before, from) = items.split_at(at);
    let (role, item) = from.iter().chain(before).find(is_ready)?;
    Some(Row::Item(*role, item.clone()))
}

fn set(app: &mut App, role: Role, id: StepId, next: Review) -> Vec<Effect> {
    let what = format!("{} {next}", name(role, &ItemId::Step(id.clone())));
    let effects = app.edit(&[Edit::Review(role, id, Some(next))], what.clone());
    if !effects.is_empty() {
        app.say(what);
    }
    effects
}

/// Says whose review is withdrawn by what was just done, whatever that was:
/// else nobody would know that the reviewer has to look again.
pub fn tell_withdrawn(app: &mut App) {
    let Some(doc) = &app.doc else { return };
    let [(role, id, by), others @ ..] = doc.withdrawn.as_slice() else {
        return;
    };
    let item = name(*role, &ItemId::Step(id.clone()));
    // What is said of several items begins with their number.
    let is_of_many = |m: &Message| m.text.starts_with(|c: char| c.is_ascii_digit());
    let alone = others.is_empty() && !app.message.as_ref().is_some_and(is_of_many);
    let note = match (alone, by.as_str()) {
        (true, "") => "its review is withdrawn".to_owned(),
        (true, by) => format!("its review by {by} is withdrawn"),
        _ => format!(
            "{} withdrawn",
            crate::text::count(others.len() + 1, "review")
        ),
    };
    match &mut app.message {
        Some(message) => put_behind(message, &note),
        None if alone => app.say(format!("{item}: {note}")),
        None => app.say(note),
    }
}

/// Says whose review comment has gone with what was just done.
pub fn tell_replaced(app: &mut App) {
    let Some(doc) = &app.doc else { return };
    let note = match doc.replaced.as_slice() {
        [] => return,
        [(_, _, by)] => format!("the comment by {} is gone", crate::text::one_line(by)),
        all => format!(
            "{} of others are gone",
            crate::text::count(all.len(), "comment")
        ),
    };
    match &mut app.message {
        Some(message) => put_behind(message, &note),
        None => app.say(note),
    }
}

/// Puts a note right behind what was done: what follows may be cut.
fn put_behind(message: &mut Message, note: &str) {
    match message.text.split_once(" · ") {
        Some((done, rest)) => message.text = format!("{done} · {note} · {rest}"),
        None => message.text.push_str(&format!(" · {note}")),
    }
}

/// Whether a text is a review comment of somebody else: theirs is no beginning
/// of one's own.
#[must_use]
pub fn is_of_another(app: &App, role: Role, item: &ItemId, field: &Field) -> bool {
    let (Some(doc), Field::ReviewComment, ItemId::Step(id)) = (&app.doc, field, item) else {
        return false;
    };
    let step = doc.assessment().step(role, id);
    !step.review_comment.is_empty() && !same_person(&step.reviewed_by, person(app))
}

/// How far the review of an item is.
#[must_use]
pub fn state(app: &App, role: Role, item: &ItemId) -> Option<Review> {
    let step = app.doc.as_ref().zip(item.step());
    step.and_then(|(doc, id)| doc.assessment().step(role, id).review)
}

/// The selected record, or all of the item or the marked ones.
fn chosen(app: &App, doc: &Doc) -> Vec<EvidenceId> {
    let a = doc.assessment();
    match (&app.screen, &doc.field, doc.item()) {
        (Screen::Summary, ..) => doc.register().nth(app.summary.record).into_iter().collect(),
        _ if marks::acts_on_marks(doc) => {
            let of = |(role, item): (Role, ItemId)| match item {
                ItemId::Question(id) => a.question(role, &id).evidence.clone(),
                ItemId::Step(id) => a.step(role, &id).evidence.clone(),
            };
            let all: BTreeSet<EvidenceId> = marks::marked(app).into_iter().flat_map(of).collect();
            all.into_iter().collect()
        }
        (_, Field::Evidence(id), _) => vec![id.clone()],
        (_, _, Some((role, ItemId::Question(id)))) => {
            a.question(role, &id).evidence.iter().cloned().collect()
        }
        (_, _, Some((role, ItemId::Step(id)))) => {
            a.step(role, &id).evidence.iter().cloned().collect()
        }
        _ => Vec::new(),
    }
}

/// Records that the link of the selected record, or all links of the item,
/// were looked at today.
pub fn viewed(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let a = doc.assessment();
    let chosen = chosen(app, doc);
    let is_link = |id: &&EvidenceId| {
        let record = a.evidence.get(*id);
        record.is_some_and(|e| e.place() == Place::Link)
    };
    let links: Vec<EvidenceId> = chosen.iter().filter(is_link).cloned().collect();
    if links.is_empty() {
        app.say("there is no link here to have looked at; files are hashed instead");
        return Vec::new();
    }
    let today = app.clock.today;
    let edits: Vec<Edit> = links
        .iter()
        .map(|id| Edit::EvidenceViewed(id.clone(), Some(today)))
        .collect();
    let place = doc
        .item()
        .filter(|_| app.screen == Screen::Walk && !marks::acts_on_marks(doc))
        .map_or(String::new(), |(role, item)| {
            format!("{} ", name(role, &item))
        });
    let what = format!(
        "{place}{} viewed {today}",
        crate::text::count(links.len(), "link")
    );
    let effects = app.edit(&edits, what.clone());
    match effects.is_empty() {
        false => app.say(what),
        true if app.message.is_none() => app.say("that is recorded for today already"),
        true => {}
    }
    effects
}

/// What is said of a file that was named for what it proves already, and is
/// another one than was recorded.
#[must_use]
pub fn changed_words(app: &App, href: &str) -> String {
    let is_changed = |doc: &Doc| {
        let found = doc
            .assessment()
            .evidence
            .iter()
            .find(|(_, e)| e.href == href);
        found.is_some_and(|(id, record)| {
            let state = doc.files.get(id);
            state.is_some_and(|state| crate::gaps::is_changed(record, state))
        })
    };
    if !app.doc.as_ref().is_some_and(is_changed) {
        return String::new();
    }
    let key = app.key(Action::Palette);
    format!("; changed: {key} renew records it")
}

/// Records the files here that were written anew under their names, as they
/// were found.
pub fn renew(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let a = doc.assessment();
    let found = |id: &EvidenceId| match (a.evidence.get(id), doc.files.get(id)) {
        (Some(record), Some(state @ FileState::Present { sha256, size }))
            if crate::gaps::is_changed(record, state) =>
        {
            Some(Edit::EvidenceRenewed(id.clone(), sha256.clone(), *size))
        }
        _ => None,
    };
    let chosen = chosen(app, doc);
    let edits: Vec<Edit> = chosen.iter().filter_map(found).collect();
    if edits.is_empty() {
        app.say("no file here is another one than was recorded");
        return Vec::new();
    }
    let rest = |edit: &Edit| match edit {
        Edit::EvidenceRenewed(id, ..) => doc.users(&app.questionnaire, id).len(),
        _ => 0,
    };
    let rest: usize = edits.iter().map(rest).sum();
    let what = format!("{} renewed", crate::text::count(edits.len(), "record"));
    let effects = app.edit(&edits, what.clone());
    if !effects.is_empty() {
        let rest = crate::text::count(rest, "item");
        let key = app.key(Action::Undo);
        app.say(format!("{what}; {rest} to look at again; {key} undoes it"));
    }
    effects
}

/// Says that the answers fit the questionnaire's text as it is now.
pub fn confirm_text(app: &mut App) -> Vec<Effect> {
    let reworded = |doc: &Doc| doc.assessment().is_reworded(&app.questionnaire);
    if !app.doc.as_ref().is_some_and(reworded) {
        app.say("the questionnaire's text is the one that was answered");
        return Vec::new();
    }
    let what = "the text as it is now confirmed".to_owned();
    let effects = app.edit(&[Edit::ConfirmText], what);
    if !effects.is_empty() {
        let key = app.key(Action::Undo);
        app.say(format!(
            "the answers count as given to the text as it is now; {key} undoes it"
        ));
    }
    effects
}

/// Enter on a row of the summary's lists of actions and evidence.
pub fn jump(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let target = match app.summary.page {
        Page::Actions => {
            let rows = doc.plan(&app.questionnaire);
            let row = rows.get(app.summary.action);
            row.map(|(role, item)| (*role, item.clone(), Field::ActionStatus))
        }
        Page::Evidence => doc.register().nth(app.summary.record).and_then(|id| {
            let (role, item) = doc.users(&app.questionnaire, &id).into_iter().next()?;
            Some((role, item, Field::Evidence(id)))
        }),
        _ => None,
    };
    let Some((role, item, field)) = target else {
        app.say("no item uses it");
        return Vec::new();
    };
    if let Some(doc) = &mut app.doc {
        walk::select(doc, Row::Item(role, item));
        doc.focus = Focus::Form;
        doc.field = field;
    }
    app.screen = Screen::Walk;
    app.summary.left = true;
    Vec::new()
}
