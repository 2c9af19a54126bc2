//! Signing a role off, and what a sign-off is worth.

use super::{overlays, refusal};
use crate::assessment::{Edit, Role, SignOff, SignOffState, Stamp};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Doc, Overlay, Page, Screen};
use crate::tui::view;

/// Shows what a sign-off of the selected role, or that of the selected cell, would
/// stand for.
pub fn ask_sign_off(app: &mut App) -> Vec<Effect> {
    if !app.may_edit() {
        return Vec::new();
    }
    let cell = app.matrix_cell().map(|(role, _)| role);
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let role = match (app.screen, app.summary.page, cell) {
        (Screen::Summary, Page::Matrix, Some(role)) => role,
        (Screen::Summary, ..) => {
            let sign = app.keys.said(Scope::Summary, Action::SignOff);
            let items = app.keys.said(Scope::Summary, Action::Back);
            app.say(format!("{sign} works at the items: {items}"));
            return Vec::new();
        }
        _ => doc.row.role(),
    };
    let why = cannot_sign(app, doc, role);
    app.overlay = Some(Overlay::SignOff(role, why, 0));
    Vec::new()
}

/// Why a role cannot be signed off, if it cannot.
fn cannot_sign(app: &App, doc: &Doc, role: Role) -> Option<String> {
    let stamp = Stamp {
        now: app.clock.now,
        by: app.user.clone(),
    };
    let mut trial = doc.assessment().clone();
    let edit = Edit::SignOff(role, String::new());
    if let Err(error) = edit.apply(&mut trial, &app.questionnaire, &stamp) {
        return Some(refusal::words(&app.keys, &error));
    }
    let broken = doc.assessment().broken_evidence(role, &doc.files);
    let id = broken.first()?;
    let record = doc.assessment().evidence.get(id);
    let name = crate::text::one_line(record.map_or(id.as_str(), |r| r.name()));
    Some(format!("“{name}” is missing or changed: mend it first"))
}

/// The sign-off of a role that is worth something still, so that nobody
/// replaces it in passing.
#[must_use]
pub fn standing(doc: &Doc, role: Role) -> Option<&SignOff> {
    let state = doc.signed.get(&role)?;
    let signed = doc.assessment().answers.get(&role)?.sign_off.as_ref()?;
    (!state.is_stale()).then_some(signed)
}

/// Who signed, and when: `sample assessor, 2026-11-24 10:15 UTC`.
#[must_use]
pub fn signed_by(signed: &SignOff) -> String {
    let by = match signed.by.trim() {
        "" => "someone unnamed".to_owned(),
        by => crate::text::one_line(by),
    };
    let at = signed.at.map_or(String::new(), |t| {
        t.format(", %Y-%m-%d %H:%M UTC").to_string()
    });
    format!("{by}{at}")
}

/// A key while that is asked.
pub fn sign_off(app: &mut App, action: Action) -> Vec<Effect> {
    let last = view::last_of_sign_off(app);
    let page = usize::from(app.size.1).saturating_sub(6).max(1);
    let Some(Overlay::SignOff(role, _, scroll)) = &mut app.overlay else {
        return Vec::new();
    };
    let role = *role;
    if let Some(to) = overlays::scrolled(*scroll, action, page, last) {
        *scroll = to;
        return Vec::new();
    }
    let kept = app.doc.as_ref().and_then(|doc| standing(doc, role));
    let kept = kept.map(signed_by);
    let action = match (action, kept) {
        (Action::Sign, Some(by)) => {
            app.overlay = None;
            app.say(format!("{role} stays signed off by {by}"));
            return Vec::new();
        }
        (Action::SignAnew, Some(_)) => Action::Sign,
        // There is nothing that it would replace: the other key signs.
        (Action::SignAnew, None) => return Vec::new(),
        (action, _) => action,
    };
    let (edit, what) = match action {
        Action::Sign => (
            Edit::SignOff(role, String::new()),
            format!("{role} signed off"),
        ),
        Action::About => {
            app.overlay = None;
            return overlays::about(app);
        }
        Action::Withdraw => (
            Edit::WithdrawSignOff(role),
            format!("{role} sign-off taken back"),
        ),
        _ => {
            app.overlay = None;
            return Vec::new();
        }
    };
    if action == Action::Sign
        && let Some(doc) = &app.doc
        && let Some(why) = cannot_sign(app, doc, role)
    {
        app.overlay = Some(Overlay::SignOff(role, Some(why), 0));
        return Vec::new();
    }
    let effects = app.edit(&[edit], what.clone());
    if let Some(message) = app.message.take().filter(|m| m.bad) {
        app.overlay = Some(Overlay::SignOff(role, Some(message.text), 0));
        return Vec::new();
    }
    app.overlay = None;
    if effects.is_empty() {
        app.say(format!("{role} is not signed off"));
    } else {
        let key = app.key(Action::Undo);
        app.say(format!("{what}; {key} undoes it"));
    }
    effects
}

/// The words for what a role's sign-off is worth, and whether that is bad.
#[must_use]
pub fn sign_off_words(state: Option<SignOffState>) -> (&'static str, bool) {
    match state {
        None => ("not signed off", false),
        Some(SignOffState::Valid) => ("✎ signed off", false),
        Some(state) if state.is_requested() => {
            ("✎ signed off, but changes are requested since", true)
        }
        Some(SignOffState::Unchecked) => ("✎ signed off, some evidence not checked", false),
        Some(SignOffState::AskedUnknown) => ("✎ signed off, what is asked may have changed", false),
        Some(_) => ("! sign-off is stale", true),
    }
}
