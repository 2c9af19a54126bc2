//! What comes of a save.

use super::controls_going;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Trouble};
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Conflict, Disk, Overlay, Screen};

/// Saves what was not saved, or asks how.
pub fn again(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    match &doc.disk {
        Disk::Saved => {
            app.say("everything is saved already, after each answer");
            Vec::new()
        }
        Disk::ReadOnly(_) => {
            app.may_edit();
            Vec::new()
        }
        // What is asked is of the file as it is by now.
        Disk::Changed { .. } | Disk::Other | Disk::Failed(_) => {
            let now = std::sync::Arc::clone(doc.history.now());
            vec![Effect::Save(now)]
        }
    }
}

/// Asks what is to become of what both have.
pub fn ask_about_conflict(app: &mut App) {
    let gone = app
        .doc
        .as_ref()
        .is_some_and(|d| d.disk == Disk::Changed { gone: true });
    app.overlay = Some(Overlay::Conflict(Conflict {
        gone,
        why: None,
        joins: false,
    }));
}

/// Whether there is a file on disk that can be loaded: it is neither gone nor
/// broken.
#[must_use]
pub fn has_theirs(app: &App) -> bool {
    let Some(doc) = &app.doc else { return false };
    let broken = doc.differs.as_ref().is_some_and(|d| d.theirs.is_err());
    !broken && doc.disk != Disk::Changed { gone: true }
}

/// Everything is on disk.
pub fn saved(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let before = std::mem::replace(&mut doc.disk, Disk::Saved);
    let forget = std::mem::take(&mut doc.forget_after_save);
    if before != Disk::Saved {
        ask_no_more(app);
        if matches!(app.overlay, Some(Overlay::Leaving)) {
            app.overlay = None;
            controls_going::stay(app);
        }
        app.say(saved_words(&before));
    }
    forget.into_iter().map(Effect::Forget).collect()
}

/// That everything is saved, after this has kept it from being so.
pub fn saved_words(before: &Disk) -> &'static str {
    match before {
        Disk::Changed { gone: true } => "the file is back: everything is saved again",
        Disk::Changed { gone: false } => "the file can be written again: everything is saved",
        Disk::Other => "the file is as it was: everything is saved",
        _ => "saved again",
    }
}

/// What was asked about the file on disk is asked no more, also where help
/// stands over it.
pub fn ask_no_more(app: &mut App) {
    match &mut app.overlay {
        Some(Overlay::Conflict(_)) => app.overlay = None,
        Some(Overlay::Help(_, _, asked))
            if matches!(asked.as_deref(), Some(Overlay::Conflict(_))) =>
        {
            *asked = None;
        }
        _ => {}
    }
}

/// It could not be saved.
pub fn trouble(app: &mut App, trouble: Trouble) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    match trouble {
        Trouble::Changed(_) | Trouble::Gone => {
            let gone = matches!(trouble, Trouble::Gone);
            doc.differs = match trouble {
                Trouble::Changed(differs) => Some(differs),
                _ => None,
            };
            let nothing = doc.differs.as_ref().is_some_and(|d| d.mine.is_empty());
            doc.disk = match nothing {
                true => Disk::Other,
                false => Disk::Changed { gone },
            };
            // Where a text or a form is being written, the question would
            // take its letters for an answer: it waits.
            let writing = matches!(
                app.overlay,
                Some(Overlay::Editor(_) | Overlay::Finder(_) | Overlay::Against(_))
            );
            if writing || app.screen == Screen::Wizard {
                let key = app.keys.said(Scope::Outline, Action::Save);
                app.complain(format!(
                    "not saved: the file has changed on disk; {key} asks what to do"
                ));
            } else {
                ask_about_conflict(app);
            }
        }
        Trouble::Failed(why) => {
            app.message = None;
            doc.disk = Disk::Failed(why.clone());
            app.complain(format!("not saved: {why}"));
        }
    }
    Vec::new()
}
