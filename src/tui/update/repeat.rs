//! Doing the last thing again on the selected item, or on the marked ones.

use super::plan::{self, Plan};
use super::{evidence as records, items, many, marks, review};
use crate::assessment::{Edit, Role};
use crate::questionnaire::ItemId;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Focus};

/// The items to act on, or a word that there are none.
fn targets(app: &mut App) -> Vec<(Role, ItemId)> {
    let targets = marks::targets(app);
    if targets.is_empty() {
        let (down, mark) = (app.key(Action::Down), app.key(Action::MarkRole));
        app.say(format!(
            "this is a role: go to one of its items ({down}), or mark its steps ({mark})"
        ));
    }
    targets
}

/// Gives the last answer again, with the grade, methods and effectiveness that
/// were given with it, and goes on as an answer does.
pub fn answer(app: &mut App) -> Vec<Effect> {
    let targets = targets(app);
    let given = app.doc.as_ref().and_then(|d| d.again.answer().cloned());
    let Some(given) = given else {
        app.say("nothing was answered yet that could be repeated: answer an item first");
        return Vec::new();
    };
    let choice = given.choice;
    if let Some(why) = choice.and_then(|c| many::refusal(c, &targets)) {
        app.say(match targets.len() {
            1 => "a question has Yes (y), No (n) and NA (a); there is no partial to repeat"
                .to_owned(),
            _ => why,
        });
        return Vec::new();
    }
    let plan = Plan::of(app, &targets, |_, role, item| {
        given.edits(role, item).map_err(str::to_owned)
    });
    let words = given.words();
    if app.doc.as_ref().is_some_and(marks::acts_on_marks) {
        return plan.run(app, &format!("repeated: {words}"));
    }
    let Some((role, item)) = targets.into_iter().next() else {
        return Vec::new();
    };
    let words = match (&item, choice.and_then(|c| c.answer())) {
        (ItemId::Question(_), Some(answer)) => answer.to_string(),
        _ => words,
    };
    let what = format!("{} {words}", items::name(role, &item));
    let effects = app.edit(&plan.edits, what.clone());
    let what = format!("{what} (repeated)");
    items::report_gaps(app, role, &item, &what);
    let moves_on = app.doc.as_ref().is_some_and(|d| d.focus == Focus::Outline);
    if moves_on {
        items::move_on(app, role, &item, Some(&what));
    }
    effects
}

/// Ties the evidence that was added last to the items as well.
pub fn evidence(app: &mut App) -> Vec<Effect> {
    let targets = targets(app);
    if targets.is_empty() || !app.may_edit() {
        return Vec::new();
    }
    let href = app
        .doc
        .as_ref()
        .and_then(|d| d.again.evidence().map(str::to_owned));
    let Some(href) = href else {
        let key = app.key(Action::AddEvidence);
        app.say(format!(
            "no evidence was added yet that could be added again: {key} adds one"
        ));
        return Vec::new();
    };
    tie(app, &targets, &[href], " again")
}

/// Ties records to all of the items as one step, making those that are not there.
pub fn tie(
    app: &mut App,
    targets: &[(Role, ItemId)],
    hrefs: &[String],
    again: &str,
) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let before = doc.assessment();
    let has = |(role, item): &(Role, ItemId), id| match item {
        ItemId::Question(q) => before.question(*role, q).evidence.contains(id),
        ItemId::Step(s) => before.step(*role, s).evidence.contains(id),
    };
    let has_it = |target: &(Role, ItemId), href: &String| {
        let mut records = before.evidence.iter();
        let record = records.find(|(_, e)| e.href == *href);
        record.is_some_and(|(id, _)| has(target, id))
    };
    let has_all = |target: &&(Role, ItemId)| hrefs.iter().all(|href| has_it(target, href));
    let had = targets.iter().filter(has_all).count();
    let add = |(role, item): &(Role, ItemId)| {
        let (role, item) = (*role, item.clone());
        let edit = move |href: &String| Edit::AddEvidence(role, item.clone(), href.clone());
        hrefs.iter().map(edit)
    };
    let edits: Vec<Edit> = targets.iter().flat_map(add).collect();
    let href = hrefs.join(", ");
    let of = match targets {
        [(role, item)] => items::name(*role, item),
        many => crate::text::count(many.len(), "item"),
    };
    let mut effects = app.edit(&edits, format!("{of} evidence {href}"));
    if app.message.as_ref().is_some_and(|m| m.bad) {
        return effects;
    }
    if had == targets.len() {
        app.say(match targets {
            [_] => {
                let changed = review::changed_words(app, &href);
                format!("that evidence is on this item already: {href}{changed}")
            }
            _ => format!("that evidence is on all of these items already: {href}"),
        });
    } else {
        let of = match targets {
            [_] => of,
            many => crate::text::count(many.len() - had, "item"),
        };
        let had = match had {
            0 => String::new(),
            n => format!(" · {n} had it already"),
        };
        let gaps = plan::gaps(app, targets);
        app.say(format!("evidence added{again} to {of}: {href}{had}{gaps}"));
    }
    effects.extend(hrefs.iter().filter_map(|href| records::look_at(app, href)));
    effects
}
