//! The page with the gaps of all controls of a folder, and the way back to it
//! and to what is due.

use super::{finding_elsewhere, overlays::moved, quit};
use crate::find::{Part, Place};
use crate::questionnaire::ItemId;
use crate::text::count;
use crate::tui::action::Action;
use crate::tui::controls::gaps::{self, Gaps};
use crate::tui::controls::{Controls, From};
use crate::tui::effect::Effect;
use crate::tui::finder::filter::Show;
use crate::tui::finder::{Content, Finder, Palette};
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Menu, Overlay, Screen};

/// Opens the page.
pub fn open(app: &mut App) {
    let Some(controls) = &mut app.controls else {
        return;
    };
    let mut gaps = Gaps::default();
    gaps.list(&controls.entries);
    controls.gaps = Some(gaps);
    app.screen = Screen::Gaps;
}

/// How many gaps are in sight at once.
fn height(app: &App) -> usize {
    usize::from(layout::gaps(layout::capped(app.size)).rows.height)
}

/// Does an action on the page.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    let page = height(app).saturating_sub(1).max(1);
    let Some(controls) = &mut app.controls else {
        return Vec::new();
    };
    let Some(gaps) = &mut controls.gaps else {
        app.screen = Screen::Controls;
        return Vec::new();
    };
    match action {
        Action::Enter => return enter(app),
        Action::Quit => return quit(app),
        Action::Due => super::controls::due(app),
        Action::SignOff => {
            (controls.matrix, controls.signs) = (true, true);
            close(app);
        }
        Action::Back if gaps.is_filtered() => {
            gaps.show_all(&controls.entries);
            app.say("all gaps are shown");
        }
        Action::Back => close(app),
        Action::Copy => {
            let Some(text) = gaps.selected().and_then(as_text) else {
                return Vec::new();
            };
            app.say("copied to the clipboard");
            return vec![Effect::Copy(text)];
        }
        action => {
            let last = gaps.rows.len().saturating_sub(1);
            gaps.select(moved(gaps.at, action, page, last));
        }
    }
    Vec::new()
}

fn as_text(found: &gaps::Found) -> Option<String> {
    let gap = found.gap()?;
    let (control, severity) = (found.control(), gap.severity);
    Some(format!(
        "{severity} {control} {}.{} {}",
        gap.role, gap.item, gap.message
    ))
}

/// Back to the list.
fn close(app: &mut App) {
    app.screen = Screen::Controls;
    if let Some(controls) = &mut app.controls {
        controls.gaps = None;
    }
}

fn enter(app: &mut App) -> Vec<Effect> {
    let gaps = app.controls.as_ref().and_then(|c| c.gaps.as_ref());
    let Some(found) = gaps.and_then(Gaps::selected) else {
        app.say("there is no gap to go to");
        return Vec::new();
    };
    let control = found.control().to_owned();
    let Some(gap) = found.gap() else {
        return Vec::new();
    };
    let part = match gap.item {
        ItemId::Question(_) => Part::Question,
        ItemId::Step(_) => Part::Step,
    };
    let place = Place::Item(gap.role, gap.item.clone(), part);
    app.finding.across = None;
    finding_elsewhere::go_to(app, control, String::new(), place, Some(From::Gaps))
}

/// What is to be said of the gap that a control was opened for.
pub fn told(app: &App) -> Option<String> {
    let controls = app.controls.as_ref()?;
    if controls.came_from != Some(From::Gaps) {
        return None;
    }
    let gap = controls.gaps.as_ref()?.selected()?.gap()?;
    Some(format!("{}: {}", gap.severity.as_str(), gap.message))
}

/// Back from a control to the page that it was opened from.
pub fn come_back(app: &mut App, from: From) {
    match from {
        From::Gaps => app.screen = Screen::Gaps,
        From::Due { typed, target, at } => {
            let Some(controls) = &app.controls else {
                return;
            };
            let due = Palette::of_due(Scope::Controls, controls, app.clock.today);
            let Some(palette) = due else { return };
            let mut finder = Finder::new(Content::Palette(palette), &typed);
            let mut rows = 0..finder.rows();
            let same = rows.find(|n| finder.target(*n).as_ref() == Some(&target));
            finder.select(same.unwrap_or(at));
            finder.scroll(usize::from(layout::found(app.size, false)));
            app.overlay = Some(Overlay::Finder(Box::new(finder)));
        }
    }
}

/// Keeps the selected gap in sight. Returns the controls whose gaps are.
pub fn follow(controls: &mut Controls, size: (u16, u16)) -> Vec<String> {
    let height = usize::from(layout::gaps(layout::capped(size)).rows.height);
    let Some(gaps) = &mut controls.gaps else {
        return Vec::new();
    };
    gaps.top = gaps.first_in_sight(height);
    gaps.in_sight(height)
}

/// Opens the menu of filters.
pub fn menu(app: &mut App) {
    let Some(controls) = &app.controls else {
        return;
    };
    let Some(of) = &controls.gaps else { return };
    let rows = gaps::offered(of, &controls.roles, &controls.entries);
    // Of two that are chosen, the one that was last in the menu.
    let now = of.role.map_or(of.show, Show::Of);
    let at = rows.iter().position(|(show, _)| *show == now).unwrap_or(0);
    app.overlay = Some(Overlay::Filter(Box::new(Menu { rows, at })));
}

/// Shows these gaps only; severities and a role go together.
pub fn show(app: &mut App, show: Show) {
    app.overlay = None;
    let back = app.keys.said(Scope::Gaps, Action::Back);
    let Some(controls) = &mut app.controls else {
        return;
    };
    let Some(gaps) = &mut controls.gaps else {
        return;
    };
    match show {
        Show::All => {
            gaps.show_all(&controls.entries);
            app.say("all gaps are shown");
            return;
        }
        Show::Of(role) if !controls.roles.contains(&role) => {
            app.say(format!("{role} is not assessed in this folder"));
            return;
        }
        Show::Of(role) => gaps.role = Some(role),
        show if gaps::is_offered(show) => gaps.show = show,
        show => {
            app.say(format!("“{}” is not of gaps", show.word()));
            return;
        }
    }
    gaps.choose(&controls.entries);
    let sum = controls.sum.gaps;
    let all = sum.major + sum.minor + sum.open + sum.watch;
    let text = format!(
        "{} of {}: {}; {back} shows all",
        gaps.rows.len(),
        count(all, "gap"),
        only(gaps)
    );
    app.say(text);
}

/// What is shown, in words: `CSP, major, “key”`.
#[must_use]
pub fn only(gaps: &Gaps) -> String {
    let role = gaps.role.map(|role| role.as_str().to_owned());
    let show = (gaps.show != Show::All).then(|| gaps::word(gaps.show).to_owned());
    let text = (!gaps.narrowed.is_empty()).then(|| format!("“{}”", gaps.narrowed));
    let parts: Vec<String> = [role, show, text].into_iter().flatten().collect();
    parts.join(", ")
}

/// Shows only gaps with some words in them.
pub fn narrow(app: &mut App, typed: &str) {
    let Some(controls) = &mut app.controls else {
        return;
    };
    let Some(gaps) = &mut controls.gaps else {
        return;
    };
    typed.trim().clone_into(&mut gaps.narrowed);
    gaps.choose(&controls.entries);
}
