//! Keys in what is laid over the screen, on the start page and in the summary.

use super::{
    changes, committing, controls_going, copying, editor, filtering, finding, joining, left, links,
    matrix, outside, picking, quit, resolving, review, saving, signing, walk,
};
use crate::assessment::Role;
use crate::questionnaire::{ItemId, Questionnaire, StepId};
use crate::store::drafts::Draft;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Disk, Doc, Field, Focus, Overlay, Page, Row, Screen, Start};
use crate::tui::wizard::{About, Wizard};
use std::sync::Arc;

/// Moves a number as a list or a page moves.
pub(super) fn moved(at: usize, action: Action, page: usize, last: usize) -> usize {
    match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => at.saturating_add(1).min(last),
        Action::PageUp => at.saturating_sub(page),
        Action::PageDown => at.saturating_add(page).min(last),
        Action::First => 0,
        Action::Last => last,
        _ => at,
    }
}

/// Where something that is read is scrolled to by an action; none by another
/// one.
pub(super) fn scrolled(at: usize, action: Action, page: usize, last: usize) -> Option<usize> {
    let at = at.min(last);
    Some(match action {
        Action::ScrollDown => at.saturating_add(1).min(last),
        Action::ScrollUp => at.saturating_sub(1),
        Action::PageDown => at.saturating_add(page).min(last),
        Action::PageUp => at.saturating_sub(page),
        _ => return None,
    })
}

/// Does an action in an overlay.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    let page = usize::from(app.size.1).saturating_sub(6).max(1);
    // The view clamps a scroll to what there is to see; a bound that is
    // merely large enough keeps the way back short.
    let text_end = super::super::view::overlay_lines(app).saturating_sub(page);
    match &mut app.overlay {
        Some(Overlay::Help(_, _, asked)) if action == Action::Back => {
            app.overlay = asked.take().map(|asked| *asked);
            Vec::new()
        }
        Some(Overlay::Help(_, _, asked @ Some(_))) if action == Action::Palette => {
            // A question stands behind it, which is to be answered first.
            app.overlay = asked.take().map(|asked| *asked);
            Vec::new()
        }
        Some(Overlay::Help(_, scroll, _) | Overlay::Details(scroll)) => {
            if action == Action::Palette {
                app.overlay = None;
                return finding::act(app, action).unwrap_or_default();
            }
            if action == Action::Back {
                app.overlay = None;
            } else {
                *scroll = moved(*scroll, action, page, text_end);
            }
            Vec::new()
        }
        Some(Overlay::Who(who)) => {
            if action == Action::Palette {
                app.overlay = None;
                return finding::act(app, action).unwrap_or_default();
            }
            if action == Action::Back {
                app.overlay = None;
            } else {
                who.scroll = moved(who.scroll, action, page, text_end);
            }
            Vec::new()
        }
        Some(Overlay::Narrow(_)) => super::narrowing::in_line(app, action),
        Some(Overlay::Changes(_)) => changes::act(app, action),
        Some(Overlay::Against(_)) => changes::act_against(app, action),
        Some(Overlay::Editor(_)) => match action {
            Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
                picking::select(app, action)
            }
            Action::Take => picking::take(app),
            Action::AsTyped => super::evidence::as_typed(app),
            Action::ClearLine => editor::clear_line(app),
            Action::Write(stroke) => editor::stroke(app, stroke),
            Action::Copy => copying::copy(app),
            Action::Done => committing::done(app),
            Action::Outside => outside::go_outside(app),
            Action::Back => editor::close(app),
            _ => Vec::new(),
        },
        Some(Overlay::Links(..)) => links::act(app, action),
        Some(Overlay::Drafts(..)) => drafts(app, action),
        Some(Overlay::Left(_)) => left::act(app, action),
        Some(Overlay::Conflict(_)) => conflict(app, action),
        Some(Overlay::SignOff(..)) => signing::sign_off(app, action),
        Some(Overlay::Resolve(..)) if action == Action::Undo => {
            app.overlay = None;
            super::undoing::undo(app)
        }
        Some(Overlay::Resolve(..)) if resolving::scrolls(action) => resolving::scroll(app, action),
        Some(Overlay::Resolve(..)) => joining::act(app, action),
        Some(Overlay::Finder(_)) => finding::in_finder(app, action),
        Some(Overlay::Filter(_)) => filtering::in_menu(app, action),
        Some(Overlay::Leaving) => match action {
            Action::QuitAnyway => {
                controls_going::leave_anyway(app).unwrap_or_else(|| vec![Effect::Quit])
            }
            _ => {
                controls_going::stay(app);
                app.overlay = None;
                Vec::new()
            }
        },
        None => Vec::new(),
    }
}

fn conflict(app: &mut App, action: Action) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let mine = Arc::clone(doc.history.now());
    let gone = !saving::has_theirs(app);
    match action {
        Action::TakeTheirs if gone => Vec::new(),
        Action::TakeTheirs => vec![Effect::TakeTheirs(mine)],
        Action::KeepMine => vec![Effect::KeepMine(mine)],
        Action::KeepBoth if gone => Vec::new(),
        Action::KeepBoth => {
            if let Some(Overlay::Conflict(conflict)) = &mut app.overlay {
                conflict.joins = true;
            }
            vec![Effect::Join(mine, true)]
        }
        _ => {
            app.overlay = None;
            let key = app.keys.said(Scope::Outline, Action::Save);
            app.complain(format!(
                "nothing is written until you decide: {key} asks again"
            ));
            Vec::new()
        }
    }
}

/// Where a draft belongs, if it still has a place.
pub fn place_of(
    draft: &Draft,
    doc: &Doc,
    questionnaire: &Questionnaire,
) -> Option<(Role, ItemId, Field)> {
    let role: Role = draft.role.parse().ok()?;
    let item = match StepId::new(&draft.item) {
        Ok(step) => ItemId::Step(step),
        Err(_) => ItemId::Question(draft.item.clone()),
    };
    let field = Field::of_key(&draft.field)?;
    doc.items(questionnaire)
        .contains(&(role, item.clone()))
        .then_some((role, item, field))
}

fn drafts(app: &mut App, action: Action) -> Vec<Effect> {
    let end = crate::tui::view::last_of_draft(app);
    let Some(Overlay::Drafts(at, scroll)) = &mut app.overlay else {
        return Vec::new();
    };
    if let (Action::ScrollDown | Action::ScrollUp, Some(to)) =
        (action, scrolled(*scroll, action, 1, end))
    {
        *scroll = to;
        return Vec::new();
    }
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let last = doc.drafts.len().saturating_sub(1);
    let to = moved(*at, action, 5, last);
    if to != *at {
        (*at, *scroll) = (to, 0);
    }
    let at = *at;
    match action {
        Action::Back => {
            app.overlay = None;
            app.say("kept: it comes back when you open its field");
            Vec::new()
        }
        Action::Discard if at < doc.drafts.len() => {
            let draft = doc.drafts.remove(at);
            app.overlay = (!doc.drafts.is_empty()).then_some(Overlay::Drafts(0, 0));
            app.say("thrown away");
            vec![Effect::Forget(draft.key())]
        }
        Action::Restore => {
            let Some(draft) = doc.drafts.get(at).cloned() else {
                return Vec::new();
            };
            let Some((role, item, field)) = place_of(&draft, doc, &app.questionnaire) else {
                app.complain(format!(
                    "{}.{} is not part of this assessment any more",
                    draft.role, draft.item
                ));
                return Vec::new();
            };
            walk::select(doc, Row::Item(role, item.clone()));
            editor::restore(app, role, item, field, &draft, false);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Does an action on the start page.
pub fn start(app: &mut App, action: Action) -> Vec<Effect> {
    let last = app.start.known().count() + Start::ENTRIES - 1;
    app.start.selected = moved(app.start.selected, action, 10, last);
    match action {
        Action::Quit => quit(app),
        Action::Back => {
            let key = app.key(Action::Quit);
            app.say(format!("{key} quits"));
            Vec::new()
        }
        Action::New => new(app),
        Action::Sample => vec![Effect::OpenSample],
        Action::Enter => match app.start.selected {
            0 => new(app),
            1 => vec![Effect::OpenSample],
            2 => super::act(app, Action::Tour),
            n => match app.start.known().nth(n - Start::ENTRIES) {
                Some(recent) => vec![Effect::Open(recent.path.clone())],
                None => Vec::new(),
            },
        },
        _ => Vec::new(),
    }
}

fn new(app: &mut App) -> Vec<Effect> {
    if app.wizard.about.is_some() {
        app.wizard = Wizard::new(&app.questionnaire, &app.user);
    }
    app.wizard.at = 0;
    app.screen = Screen::Wizard;
    Vec::new()
}

/// Shows what the assessment is of, to be changed.
pub fn about(app: &mut App) -> Vec<Effect> {
    if !app.may_edit() {
        return Vec::new();
    }
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    // A form that was left half-way is gone on with, if it is still of what
    // stands in the file.
    let now = About::of(doc.assessment());
    if app.wizard.about.as_deref() != Some(&now) {
        app.wizard = Wizard::about(&app.questionnaire, doc.assessment());
    }
    app.screen = Screen::Wizard;
    Vec::new()
}

/// Does an action in the summary.
pub fn summary(app: &mut App, action: Action) -> Vec<Effect> {
    let page = usize::from(app.size.1).saturating_sub(6).max(1);
    let gaps = app.doc.as_ref().map_or(0, |d| d.gaps.len());
    let q = &app.questionnaire;
    let plan = app.doc.as_ref().map_or(0, |d| d.plan(q).len());
    let records = app
        .doc
        .as_ref()
        .map_or(0, |d| d.assessment().evidence.len());
    let lines = super::super::view::summary_lines(app).saturating_sub(page);
    let wide = super::super::layout::is_wide(app.size);
    match action {
        Action::Quit => return quit(app),
        Action::Back => app.screen = Screen::Walk,
        Action::About => return about(app),
        Action::Changes => return changes::ask(app),
        Action::Details => app.overlay = Some(Overlay::Details(0)),
        Action::Conflicts => return joining::show(app),
        Action::SignOff => return signing::ask_sign_off(app),
        Action::Undo => return super::undoing::undo(app),
        Action::Redo => return super::undoing::redo(app),
        Action::Viewed if app.summary.page == Page::Evidence => return review::viewed(app),
        Action::Renew if app.summary.page == Page::Evidence => return review::renew(app),
        Action::Renew => app.say("renew evidence on its page of the overview, or on an item"),
        Action::OpenLink => return links::open(app),
        Action::Copy => return copying::copy(app),
        Action::Clear => super::evidence::tell_where(app),
        Action::Enter if app.summary.page == Page::Matrix => return matrix::jump(app),
        _ if app.summary.page == Page::Matrix && matrix::walk_cells(app, action) => {
            return Vec::new();
        }
        Action::Next | Action::Right => app.summary.page = beside(app.summary.page, 1),
        Action::Previous | Action::Left => {
            app.summary.page = beside(app.summary.page, Page::ALL.len() - 1);
        }
        Action::Enter if matches!(app.summary.page, Page::Actions | Page::Evidence) => {
            return review::jump(app);
        }
        Action::Enter if wide || app.summary.page == Page::Gaps => return jump(app),
        Action::Enter => app.summary.page = Page::Gaps,
        _ if app.summary.page == Page::Actions => {
            let last = plan.saturating_sub(1);
            app.summary.action = moved(app.summary.action, action, page, last);
        }
        _ if app.summary.page == Page::Evidence => {
            let last = records.saturating_sub(1);
            app.summary.record = moved(app.summary.record, action, page, last);
        }
        _ if wide || app.summary.page == Page::Gaps => {
            app.summary.gap = moved(app.summary.gap, action, page, gaps.saturating_sub(1));
        }
        _ => app.summary.scroll = moved(app.summary.scroll, action, page, lines),
    }
    if matches!(
        action,
        Action::Next | Action::Right | Action::Previous | Action::Left
    ) {
        app.summary.scroll = 0;
        matrix::keep_in_sight(app);
    }
    Vec::new()
}

fn beside(page: Page, by: usize) -> Page {
    let at = Page::ALL.iter().position(|p| *p == page).unwrap_or(0);
    Page::ALL
        .get((at + by) % Page::ALL.len())
        .copied()
        .unwrap_or_default()
}

/// Goes from the selected gap to its item.
pub fn jump(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let Some(gap) = doc.gaps.get(app.summary.gap).cloned() else {
        app.say("there is no gap to go to");
        return Vec::new();
    };
    walk::select(doc, Row::Item(gap.role, gap.item));
    doc.focus = Focus::Outline;
    app.screen = Screen::Walk;
    app.summary.left = true;
    app.say(format!("{}: {}", gap.severity.as_str(), gap.message));
    Vec::new()
}

/// What the title says about the disk; the key saves.
#[must_use]
pub fn disk_words(disk: &Disk, key: &str) -> String {
    match disk {
        Disk::Saved => "✓ saved".to_owned(),
        Disk::Changed { .. } | Disk::Failed(_) => format!("! NOT SAVED ({key})"),
        Disk::Other => format!("! changed on disk ({key})"),
        Disk::ReadOnly(_) => "⊘ read-only".to_owned(),
    }
}
