//! Words in all controls of a folder, looked for off the drawing thread.

use super::finding::{finder, go, go_on_from};
use super::{controls_gaps, controls_going};
use crate::assessment::Assessment;
use crate::find::{Found, Place, Query};
use crate::questionnaire::Questionnaire;
use crate::tui::controls::From;
use crate::tui::effect::Effect;
use crate::tui::finder::{Across, Elsewhere, Finder, Looked, Target, Texts};
use crate::tui::model::{App, Screen};
use std::sync::Arc;

/// Has the texts of a folder's controls looked through for the new words.
pub(super) fn look(finder: &mut Finder) -> Vec<Effect> {
    finder.elsewhere = Elsewhere::default();
    let typed = finder.typed();
    // One letter of an alphabet is nearly everywhere.
    if typed.trim().len() < 2 {
        return vec![Effect::StopFinding];
    }
    finder.elsewhere.looked = Looked::Running;
    vec![Effect::FindInFolder(typed)]
}

/// The texts of a folder's controls were looked through.
pub fn found_in_folder(app: &mut App, typed: &str, found: Found) {
    let Some(finder) = finder(app).filter(|f| f.looks_elsewhere() && f.typed() == typed) else {
        return;
    };
    finder.elsewhere = Elsewhere {
        more: found.more,
        stops: found.stops,
        unread: found.unread.len(),
        // Of what the controls share nothing can be gone to here.
        hits: found
            .hits
            .into_iter()
            .filter(|hit| !hit.control.is_empty())
            .collect(),
        looked: Looked::Done,
    };
}

/// Goes to where something was found, in the control that was opened for it.
pub fn arrive(app: &mut App, typed: String, place: &Place) {
    let target = Target::of(place);
    let Some(doc) = &app.doc else { return };
    if typed.is_empty() {
        // It was gone to for what is due there, or for a gap, not for words.
        go(app, &target);
        let told = controls_gaps::told(app).filter(|_| app.message.as_ref().is_none_or(|m| !m.bad));
        if let Some(told) = told {
            app.say(told);
        }
        return;
    }
    let hits = hits(doc.history.now(), &app.questionnaire, &typed);
    // What opening has said of something wrong is still to be read.
    let told = app.message.take().filter(|m| m.bad);
    let Some(at) = hits.iter().position(|(hit, _)| *hit == target) else {
        app.message = told;
        if app.message.is_none() {
            app.say("it is not there any more");
        }
        return;
    };
    go(app, &target);
    go_on_from(app, typed, hits, at);
    if let Some(told) = told {
        let more = app.message.take().map(|m| format!(" · {}", m.text));
        app.complain(format!("{}{}", told.text, more.unwrap_or_default()));
    }
}

/// Where words are in a control, as the search in its folder has it: what only
/// other controls use is not found in each of them.
pub(super) fn hits(a: &Arc<Assessment>, q: &Questionnaire, typed: &str) -> Vec<(Target, String)> {
    let texts = Texts::new(a, q);
    let mut hits = texts.hits(&texts.find(&Query::new(typed), None));
    hits.retain(|(hit, _)| !matches!(hit, Target::Record(id, None) if a.is_shared(id)));
    hits
}

/// Where the words of the last search were found in other controls too.
pub(super) fn across(app: &App) -> Option<&Across> {
    let search = app.finding.last.as_ref()?;
    let open = app.controls.as_ref()?.open.as_deref()?;
    let across = app.finding.across.as_ref()?;
    let is_of_it = across.typed == search.typed && across.beyond(open, true).is_some();
    is_of_it.then_some(across)
}

/// Goes on to the next or previous control that the words were found in; none
/// where there is no other.
pub(super) fn go_on(app: &mut App, forward: bool) -> Option<Vec<Effect>> {
    let open = app.controls.as_ref()?.open.clone()?;
    let across = across(app)?;
    let (control, place) = across.beyond(&open, forward)?;
    let (control, typed, place) = (control.to_owned(), across.typed.clone(), place.clone());
    Some(go_to(app, control, typed, place, None))
}

/// To a text of a control, which is opened for it; going back from there may
/// lead to the page that it is gone to from.
pub(super) fn go_to(
    app: &mut App,
    control: String,
    typed: String,
    place: Place,
    from: Option<From>,
) -> Vec<Effect> {
    // Leaving the list drops the page of gaps, which is not left for good.
    let gaps = app.controls.as_mut().and_then(|c| c.gaps.take());
    if !typed.is_empty() {
        app.finding.in_folder = Some(typed.clone());
    }
    let effects = controls_going::go(app, &control);
    if let Some(controls) = &mut app.controls {
        controls.gaps = gaps.filter(|_| from == Some(From::Gaps));
        controls.came_from = from;
    }
    let is_open = app.screen == Screen::Walk && app.doc.is_some();
    if is_open {
        arrive(app, typed, &place);
    } else if let Some(controls) = &mut app.controls {
        controls.goes_to = Some((control, typed, place));
    }
    effects
}
