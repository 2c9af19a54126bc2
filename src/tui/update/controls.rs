//! The list of an assessment's controls.

use super::controls_going::{go, jump};
use super::{overlays::moved, person, quit};
use crate::tui::action::Action;
use crate::tui::controls::{Controls, Entry, Facts, Listing, Order, Row};
use crate::tui::effect::{Counted, Effect};
use crate::tui::finder::filter::Show;
use crate::tui::finder::{Content, Finder, Palette};
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Menu, Overlay, Screen};
use crate::tui::view;
use std::sync::Arc;

/// A folder was opened, or has changed on disk.
pub fn opened(app: &mut App, listing: Listing) -> Vec<Effect> {
    let me = person(app).to_owned();
    let notes = listing.notes.clone();
    if let Some(controls) = app.controls.as_mut().filter(|c| c.folder == listing.folder) {
        controls.take(listing);
        controls.arrange(&me);
        return Vec::new();
    }
    let place = listing.place.clone();
    let mut controls = Controls::new(listing);
    let place = place.filter(|id| controls.find(id).is_some());
    if let Some(id) = &place {
        controls.come_back(id, &me);
    }
    if let Some(p) = &mut app.portfolio {
        controls.kept = p.kept_in.remove(&controls.folder).unwrap_or_default();
    }
    let goes_in = app.portfolio.as_mut().and_then(|p| p.goes_in.take());
    let goes_in = goes_in.filter(|id| controls.find(id).is_some());
    if let Some(id) = &goes_in {
        controls.come_back(id, &me);
    }
    app.controls = Some(Box::new(controls));
    app.doc = None;
    app.overlay = None;
    app.screen = Screen::Controls;
    app.message = None;
    if let Some(note) = notes.first() {
        app.complain(match notes.len() {
            1 => note.clone(),
            n => format!("{note} (and {} more)", n - 1),
        });
    } else if let Some(id) = place.filter(|_| goes_in.is_none()) {
        app.say(format!("{id} was open last"));
    }
    if let Some(p) = app.portfolio.as_mut() {
        p.direct = goes_in.is_some();
    }
    goes_in.map_or_else(Vec::new, |id| vec![Effect::OpenControl(id)])
}

/// Some controls were counted.
pub fn counted(app: &mut App, counted: Vec<Counted>) {
    let me = person(app).to_owned();
    let Some(controls) = &mut app.controls else {
        return;
    };
    for one in counted {
        controls.learn(&one.id, one.begun, one.facts);
    }
    controls.count();
    if controls.order == Order::Worst || controls.show != Show::All {
        controls.arrange(&me);
    }
}

/// Keeps the selected row in sight, and has what is in sight counted first
/// and looked after. Runs after every event.
pub fn follow(app: &mut App) -> Vec<Effect> {
    let (size, shown) = (app.size, app.screen == Screen::Controls);
    let gaps = app.screen == Screen::Gaps;
    let height = usize::from(view::controls_areas(app).rows.height);
    let Some(controls) = &mut app.controls else {
        return Vec::new();
    };
    let mut wanted = Vec::new();
    if shown && layout::fits(size) {
        controls.top = controls.first_in_sight(height);
        wanted = controls.in_sight(height);
        if let Some(selected) = controls.selected()
            && !wanted.contains(&selected.head.id)
        {
            wanted.push(selected.head.id.clone());
        }
    } else if gaps && layout::fits(size) {
        wanted = super::controls_gaps::follow(controls, size);
    }
    if controls.asked == wanted {
        return Vec::new();
    }
    controls.asked.clone_from(&wanted);
    vec![Effect::Count(wanted)]
}

/// Does an action in the list.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    let me = person(app).to_owned();
    let page = usize::from(view::controls_areas(app).rows.height);
    let page = page.saturating_sub(1).max(1);
    // Whoever acts in the list goes back to it.
    if let Some(p) = &mut app.portfolio {
        p.direct = false;
    }
    let Some(controls) = &mut app.controls else {
        return Vec::new();
    };
    let last = controls.rows.len().saturating_sub(1);
    match action {
        Action::Up
        | Action::Down
        | Action::PageUp
        | Action::PageDown
        | Action::First
        | Action::Last => controls.at = moved(controls.at, action, page, last),
        Action::Enter => return enter(app),
        Action::Right => {
            let Some(Row::Domain(n)) = controls.row() else {
                return enter(app);
            };
            if !fold(controls, n, false, &me) {
                controls.at = (controls.at + 1).min(last);
            }
        }
        Action::Left => match controls.row() {
            Some(row @ Row::Control(_)) => {
                let heading = controls.domain(row).map(Row::Domain);
                let at = controls.rows.iter().position(|r| Some(*r) == heading);
                controls.at = at.unwrap_or(controls.at);
            }
            Some(Row::Domain(n)) => {
                fold(controls, n, true, &me);
            }
            None => {}
        },
        Action::FoldAll => fold_all(app),
        Action::Undo => return super::controls_going::undo(app),
        Action::Redo => return super::controls_going::redo(app),
        Action::WorstFirst => worst_first(app),
        Action::Due => due(app),
        Action::Gaps => super::controls_gaps::open(app),
        Action::Conflicts => return super::controls_gaps::first_shared(app),
        Action::SignOff => {
            let on = !(controls.matrix && controls.signs);
            (controls.matrix, controls.signs) = (on, on);
        }
        Action::Summary | Action::Next | Action::Previous => {
            controls.matrix = !controls.matrix || controls.signs;
            controls.signs = false;
        }
        Action::NextUnanswered => jump(app, 1, is_open, OPEN),
        Action::PreviousUnanswered => jump(app, -1, is_open, OPEN),
        Action::NextGap => jump(app, 1, has_gap, GAP),
        Action::PreviousGap => jump(app, -1, has_gap, GAP),
        Action::NextWaiting => jump(app, 1, waits, WAITS),
        Action::PreviousWaiting => jump(app, -1, waits, WAITS),
        Action::Back if controls.show != Show::All => show(app, Show::All),
        Action::Back if controls.matrix => {
            (controls.matrix, controls.signs) = (false, false);
        }
        Action::Back => {
            if let Some(effects) = super::portfolio::back(app) {
                return effects;
            }
            let key = app.key(Action::Quit);
            app.say(format!("{key} quits; everything is saved"));
        }
        Action::Copy => {
            if let Some(entry) = controls.selected() {
                let text = format!("{} {}", entry.head.id, entry.head.title);
                app.say("copied to the clipboard");
                return vec![Effect::Copy(text)];
            }
        }
        Action::Quit => return quit(app),
        _ => {}
    }
    Vec::new()
}

/// What is said where no control fits.
pub const OPEN: &str = "no control that was counted has an open item";
/// The same for gaps.
pub const GAP: &str = "no control that was counted has a major or minor gap";
/// The same for reviews.
pub const WAITS: &str = "no control that was counted has a step that waits for a review";

fn known(entry: &Entry, of: impl Fn(&Facts) -> bool) -> bool {
    entry.facts.as_deref().is_some_and(of)
}

/// Whether a control has an open item.
pub fn is_open(entry: &Entry) -> bool {
    known(entry, |f| f.overview.problem.is_none() && !f.is_answered())
}

/// Whether a control has a major or minor gap.
pub fn has_gap(entry: &Entry) -> bool {
    known(entry, |f| {
        let gaps = f.overview.counts();
        gaps.major + gaps.minor > 0
    })
}

fn waits(entry: &Entry) -> bool {
    known(entry, |f| f.waits > 0)
}

fn enter(app: &mut App) -> Vec<Effect> {
    let me = person(app).to_owned();
    let Some(controls) = &mut app.controls else {
        return Vec::new();
    };
    match controls.row() {
        Some(Row::Control(_)) => {
            let id = controls.selected().map(|e| e.head.id.clone());
            id.map_or_else(Vec::new, |id| go(app, &id))
        }
        Some(Row::Domain(n)) => {
            if !fold(controls, n, false, &me) {
                fold(controls, n, true, &me);
            }
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// Folds or unfolds a domain; returns whether it was otherwise.
fn fold(controls: &mut Controls, domain: usize, folded: bool, me: &str) -> bool {
    let Some(name) = controls.domains.get(domain).map(|d| d.name.clone()) else {
        return false;
    };
    let changed = if folded {
        controls.folded.insert(name)
    } else {
        controls.folded.remove(&name)
    };
    controls.arrange(me);
    changed
}

fn fold_all(app: &mut App) {
    let me = person(app).to_owned();
    let Some(controls) = &mut app.controls else {
        return;
    };
    if controls.order == Order::Worst {
        app.say("worst first has no domains to fold");
        return;
    }
    if controls.folded.is_empty() {
        let names = controls.domains.iter().map(|d| d.name.clone());
        controls.folded = names.collect();
    } else {
        controls.folded.clear();
    }
    controls.arrange(&me);
}

fn worst_first(app: &mut App) {
    let me = person(app).to_owned();
    let Some(controls) = &mut app.controls else {
        return;
    };
    let (order, text) = match controls.order {
        Order::Catalogue => (Order::Worst, "those that fall short most come first"),
        Order::Worst => (Order::Catalogue, "in the catalogue's order, by domain"),
    };
    let heading = matches!(controls.row(), Some(Row::Domain(_)));
    controls.order = order;
    controls.arrange(&me);
    // Who asks for the worst wants to see it.
    if order == Order::Worst || heading {
        controls.at = 0;
    }
    let left = controls.sum.controls - controls.sum.counted;
    app.say(match left {
        0 => text.to_owned(),
        n => format!(
            "{text}; {} still to be counted",
            crate::text::count(n, "control")
        ),
    });
}

/// Lists what is due in all controls.
pub(super) fn due(app: &mut App) {
    let Some(controls) = &app.controls else {
        return;
    };
    let left = controls.sum.controls - controls.sum.counted;
    match Palette::of_due(Scope::Controls, controls, app.clock.today) {
        Some(palette) => {
            let finder = Finder::new(Content::Palette(palette), "");
            app.overlay = Some(Overlay::Finder(Box::new(finder)));
        }
        None => app.say(match left {
            0 => "no corrective action is due within 30 days, and no evidence expires".to_owned(),
            n => format!(
                "nothing is due so far; {} still to be counted",
                crate::text::count(n, "control")
            ),
        }),
    }
}

/// Opens the menu of filters.
pub fn menu(app: &mut App) {
    let me = person(app).to_owned();
    let Some(controls) = &app.controls else {
        return;
    };
    let count = |show: Show| {
        let all = controls.entries.iter();
        (show, all.filter(|e| controls.fits(show, e, &me)).count())
    };
    let rows = Show::CONTROLS.map(count).to_vec();
    let now = controls.show;
    let at = rows.iter().position(|(show, _)| *show == now).unwrap_or(0);
    app.overlay = Some(Overlay::Filter(Box::new(Menu { rows, at })));
}

/// Shows these controls only.
pub fn show(app: &mut App, show: Show) {
    app.overlay = None;
    let me = person(app).to_owned();
    let back = app.keys.said(Scope::Controls, Action::Back);
    let Some(controls) = &mut app.controls else {
        return;
    };
    if !Show::CONTROLS.contains(&show) {
        app.say(format!("“{}” is not of controls", show.word()));
        return;
    }
    controls.show = show;
    controls.arrange(&me);
    let total = crate::text::count(controls.entries.len(), "control");
    let shared = controls.undecided.len();
    let left = controls.sum.controls - controls.sum.counted;
    let mut text = match show {
        Show::All => format!("all {total} are shown"),
        show => format!(
            "{} of {total}: {}; {back} shows all",
            controls.shown(),
            show.word()
        ),
    };
    if left > 0 && show != Show::All {
        text.push_str(&format!("; {left} still to be counted"));
    }
    if shared > 0 && show == Show::Conflicts {
        let key = app.keys.said(Scope::Controls, Action::Conflicts);
        let fields = crate::text::count(shared, "field");
        text.push_str(&format!("; {fields} of what they share: {key} chooses"));
    }
    app.say(text);
}

/// What is known of the control that is open, as it stands now.
pub fn facts_of_open(app: &App) -> Option<Arc<Facts>> {
    let doc = app.doc.as_ref()?;
    let ctx = crate::gaps::Context {
        today: app.clock.today,
        soon_days: crate::gaps::SOON_DAYS,
        files: &doc.files,
    };
    let mut facts = Facts::of(&app.questionnaire, doc.assessment(), &ctx);
    if let Some(controls) = &app.controls {
        facts.leave_shared(|path| controls.undecided.contains(path));
    }
    Some(Arc::new(facts))
}
