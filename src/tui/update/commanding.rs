//! Commands of the shell, called with what is open.

use crate::tui::effect::Effect;
use crate::tui::finder::{Call, Open};
use crate::tui::model::{App, Screen};

/// What a command would be called with for what is on the screen. The tour's
/// sample is nobody's file.
pub fn open(app: &App) -> Option<Open> {
    if app.tour.is_some() || matches!(app.screen, Screen::Portfolio | Screen::Start) {
        return None;
    }
    let (typed, is_folder) = match (&app.doc, &app.controls) {
        (Some(doc), _) => (doc.typed(), false),
        (None, Some(controls)) => (crate::folder::typed(&controls.folder, None), true),
        (None, None) => return None,
    };
    Some(Open { typed, is_folder })
}

/// Says it, and has it copied.
pub fn say(app: &mut App, call: &Call) -> Vec<Effect> {
    let line = call.line();
    app.say(format!("in a shell: {line} · copied"));
    vec![Effect::Copy(line)]
}
