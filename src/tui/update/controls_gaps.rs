//! The page with the gaps of all controls of a folder, and the way back to it
//! and to what is due.

use super::{controls_going, finding_elsewhere, joining, overlays::moved, quit, walk};
use crate::find::{Part, Place};
use crate::questionnaire::ItemId;
use crate::text::count;
use crate::tui::action::Action;
use crate::tui::controls::gaps::{self, Found, Gaps};
use crate::tui::controls::{Controls, Entry, From, OpensAt, Standing};
use crate::tui::effect::Effect;
use crate::tui::finder::filter::Show;
use crate::tui::finder::{Content, Finder, Palette};
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Focus, Menu, Overlay, Row, Screen};

/// Opens the page.
pub fn open(app: &mut App) {
    let Some(controls) = &mut app.controls else {
        return;
    };
    let mut gaps = Gaps::default();
    gaps.list(&controls.entries, &controls.undecided);
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
            gaps.show_all(&controls.entries, &controls.undecided);
            app.say("all gaps are shown");
        }
        Action::Back => close(app),
        Action::Copy => {
            let Some(text) = gaps.selected().map(as_text) else {
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

fn as_text(found: &Found) -> String {
    let words = [
        found.word(),
        found.control(),
        &found.item(),
        &found.message(),
    ];
    let words = words.into_iter().filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
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
    let found = found.clone();
    let control = found.control().to_owned();
    app.finding.across = None;
    if let Some(of) = found.conflict() {
        let at = OpensAt::Conflict(of.path.clone());
        return match control.as_str() {
            "" => decide_shared(app, of.path.clone(), Some(From::Gaps)),
            _ => go_to(app, control, at, Some(From::Gaps)),
        };
    }
    if let Some(of) = found.sign_off() {
        return go_to(app, control, OpensAt::SignOff(of.role), Some(From::Gaps));
    }
    let Some(gap) = found.gap() else {
        return Vec::new();
    };
    let part = match gap.item {
        ItemId::Question(_) => Part::Question,
        ItemId::Step(_) => Part::Step,
    };
    let place = Place::Item(gap.role, gap.item.clone(), part);
    finding_elsewhere::go_to(app, control, String::new(), place, Some(From::Gaps))
}

/// To what is no text of a control, which is opened for it.
fn go_to(app: &mut App, control: String, at: OpensAt, from: Option<From>) -> Vec<Effect> {
    // Leaving the list drops the page of gaps, which is not left for good.
    let gaps = app.controls.as_mut().and_then(|c| c.gaps.take());
    let effects = controls_going::go(app, &control);
    if let Some(controls) = &mut app.controls {
        controls.gaps = gaps.filter(|_| from == Some(From::Gaps));
        controls.came_from = from;
    }
    if app.screen == Screen::Walk && app.doc.is_some() {
        arrive(app, &at);
    } else if let Some(controls) = &mut app.controls {
        controls.opens_at = Some((control, at));
    }
    effects
}

/// To the first conflict in what the controls share, or else in a control.
pub fn first_shared(app: &mut App) -> Vec<Effect> {
    let Some(controls) = &app.controls else {
        return Vec::new();
    };
    if let Some(path) = controls.undecided.first() {
        return decide_shared(app, path.clone(), None);
    }
    let at = controls.selected().map(|e| e.head.id.as_str());
    let entries = || controls.entries.iter();
    let place = entries().position(|e| Some(e.head.id.as_str()) == at);
    // From the selected one on, and then from the first.
    let (before, on) = controls.entries.split_at(place.unwrap_or(0));
    let disputed = |e: &Entry| {
        let of = e.facts.as_ref()?.disputed.first()?;
        Some((e.head.id.clone(), of.path.clone()))
    };
    if let Some((id, path)) = on.iter().chain(before).find_map(disputed) {
        return go_to(app, id, OpensAt::Conflict(path), None);
    }
    let more = match controls.sum.controls - controls.sum.counted {
        0 => String::new(),
        n => format!("; {} still to be counted", count(n, "control")),
    };
    app.say(format!("nothing is in conflict{more}"));
    Vec::new()
}

/// To a conflict in what the controls share, which any of them shows: the
/// selected one, if there is a file of it.
pub fn decide_shared(app: &mut App, path: String, from: Option<From>) -> Vec<Effect> {
    let Some(controls) = &app.controls else {
        return Vec::new();
    };
    let opens = |e: &&Entry| e.standing() != Standing::Broken;
    let selected = controls.selected().filter(|e| e.head.begun);
    let all = || controls.entries.iter();
    let begun = || all().filter(|e| e.head.begun).find(opens);
    let shows = selected.filter(opens).or_else(begun);
    let Some(entry) = shows.or_else(|| all().find(opens)) else {
        app.say("no control can be opened to show it");
        return Vec::new();
    };
    let id = entry.head.id.clone();
    go_to(app, id, OpensAt::Conflict(path), from)
}

/// Goes to what a control was opened for.
pub fn arrive(app: &mut App, at: &OpensAt) {
    match at {
        OpensAt::Conflict(path) => joining::ask(app, path),
        OpensAt::SignOff(role) => {
            let Some(doc) = &mut app.doc else { return };
            walk::select(doc, Row::Role(*role));
            doc.focus = Focus::Outline;
            let key = app.keys.said(Scope::Outline, Action::SignOff);
            if let Some(told) = told(app).filter(|_| app.message.as_ref().is_none_or(|m| !m.bad)) {
                app.say(format!("{told}; {key} signs it off again"));
            }
        }
    }
}

/// What is to be said of the gap that a control was opened for.
pub fn told(app: &App) -> Option<String> {
    let controls = app.controls.as_ref()?;
    if controls.came_from != Some(From::Gaps) {
        return None;
    }
    let found = controls.gaps.as_ref()?.selected()?;
    Some(format!("{}: {}", found.word(), found.message()))
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
    let rows = gaps::offered(of, &controls.roles, &controls.entries, &controls.undecided);
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
            gaps.show_all(&controls.entries, &controls.undecided);
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
    gaps.choose(&controls.entries, &controls.undecided);
    let sum = controls.sum.gaps;
    let all = sum.major + sum.minor + sum.open + sum.watch;
    let (all, noun) = match show {
        Show::Conflicts => (controls.sum.conflicts, "conflict"),
        Show::Stale => (controls.sum.stale, "sign-off"),
        _ => (all, "gap"),
    };
    let text = format!(
        "{} of {}: {}; {back} shows all",
        gaps.rows.len(),
        count(all, noun),
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
    gaps.choose(&controls.entries, &controls.undecided);
}
