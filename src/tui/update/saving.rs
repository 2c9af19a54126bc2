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
        Disk::Changed { .. } => {
            ask_about_conflict(app);
            Vec::new()
        }
        Disk::ReadOnly(_) => {
            app.may_edit();
            Vec::new()
        }
        Disk::Failed(_) => {
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
    app.overlay = Some(Overlay::Conflict(Conflict { gone, why: None }));
}

/// Everything is on disk.
pub fn saved(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let failed_before = doc.disk != Disk::Saved;
    doc.disk = Disk::Saved;
    let forget = std::mem::take(&mut doc.forget_after_save);
    if failed_before {
        if matches!(app.overlay, Some(Overlay::Leaving)) {
            app.overlay = None;
            controls_going::stay(app);
        }
        app.say("saved again");
    }
    forget.into_iter().map(Effect::Forget).collect()
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
            doc.disk = Disk::Changed { gone };
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
