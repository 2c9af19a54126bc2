//! Taking the tour and leaving it.

use crate::questionnaire::embedded;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Opened};
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Disk, Focus, Overlay, Screen};
use crate::tui::tour::{Left, STEPS, Seen, Tour, is_done};
use crate::tui::wizard::Wizard;

/// Begins or leaves the tour, where the action means that.
pub fn act(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::Tour => Some(begin(app)),
        Action::Quit | Action::Back if app.tour.is_some() && app.overlay.is_none() => {
            (action == Action::Quit || leads_nowhere_else(app)).then(|| leave(app))
        }
        _ => None,
    }
}

/// Whether going back has nothing else to go back from.
fn leads_nowhere_else(app: &App) -> bool {
    app.screen == Screen::Walk
        && app.doc.as_ref().is_some_and(|doc| {
            doc.focus == Focus::Outline && doc.marked.is_empty() && !doc.filter.is_on()
        })
}

fn begin(app: &mut App) -> Vec<Effect> {
    // Its key there is help's alone.
    if matches!(app.overlay, Some(Overlay::Details(_) | Overlay::Who(_))) {
        return Vec::new();
    }
    let of = &embedded().control.id;
    if app.questionnaire.control.id != *of {
        let without = match app.controls {
            Some(_) => "a folder",
            None => "--questionnaire",
        };
        app.complain(format!(
            "the tour is of {of}: start aicaiq without {without} to take it"
        ));
        return Vec::new();
    }
    if matches!(app.overlay, Some(Overlay::Help(_, _, Some(_)))) {
        let back = app.key(Action::Back);
        app.say(format!(
            "{back} first: something is still asked; then the tour"
        ));
        return Vec::new();
    }
    let disk = app.doc.as_ref().map(|doc| &doc.disk);
    if matches!(disk, Some(Disk::Changed { .. } | Disk::Failed(_))) {
        let save = app.keys.said(Scope::Outline, Action::Save);
        app.complain(format!(
            "not everything is saved: {save} first, then the tour"
        ));
        return Vec::new();
    }
    app.overlay = None;
    vec![Effect::Tour]
}

/// The tour's sample is open: what was there before is kept for the way back.
pub fn opened(app: &mut App, opened: Opened) -> Vec<Effect> {
    let whole = app.whole();
    let left = match app.tour.take() {
        Some(tour) => tour.left,
        None => Left {
            doc: app.doc.take(),
            screen: app.screen,
            summary: std::mem::take(&mut app.summary),
            left_changes: app.left_changes.take(),
            finding: std::mem::take(&mut app.finding),
            wizard: std::mem::replace(&mut app.wizard, Wizard::new(&app.questionnaire, &app.user)),
        },
    };
    let effects = super::opening::opened(app, opened);
    app.message = None;
    if let Some(begun) = Seen::of(app) {
        app.tour = Some(Box::new(Tour {
            step: 0,
            begun,
            left,
        }));
    }
    app.fit(whole);
    effects
}

fn leave(app: &mut App) -> Vec<Effect> {
    let whole = app.whole();
    let Some(tour) = app.tour.take() else {
        return Vec::new();
    };
    app.fit(whole);
    let Tour { step, left, .. } = *tour;
    app.doc = left.doc;
    app.screen = left.screen;
    app.summary = left.summary;
    app.left_changes = left.left_changes;
    app.finding = left.finding;
    app.wizard = left.wizard;
    app.message = None;
    let clock = app.clock;
    let again = match (&mut app.doc, app.screen) {
        (Some(doc), _) => {
            doc.find_gaps(&app.questionnaire, &clock);
            let palette = app.keys.said(Scope::Outline, Action::Palette);
            format!("{palette} tour takes it again")
        }
        (None, _) => {
            // What comes next is one's own.
            app.start.selected = 0;
            let tour = app.keys.said(Scope::Start, Action::Tour);
            let new = app.keys.said(Scope::Start, Action::New);
            format!("{tour} takes it again, {new} begins your own assessment")
        }
    };
    let word = if step >= STEPS {
        "that was the tour"
    } else {
        "you have left the tour"
    };
    app.say(format!("{word}; {again}"));
    let mut effects = vec![Effect::EndTour];
    effects.extend(super::opening::inspect_all(app));
    effects
}

/// Goes on to the next step when the present one is done. Runs after every
/// event, with the state before it.
pub fn follow(app: &mut App, before: Option<&Seen>) {
    let (Some(before), Some(after)) = (before, Seen::of(app)) else {
        return;
    };
    if let Some(tour) = &mut app.tour
        && is_done(tour.step, &tour.begun, before, &after)
    {
        // Who begins with a shortfall is not asked for one again.
        let knows = tour.step == 0 && is_done(1, &tour.begun, before, &after);
        tour.step += 1 + usize::from(knows);
        tour.begun = after;
    }
}
