//! Deciding conflicts, wherever that is done: the values, who decided, and what
//! reviewers agreed to.

use super::choices::choices;
use super::resolve::{Pick, PickError, keys_of, resolve};
use crate::assessment::{
    Assessment, Edit, EvidenceId, Review, Role, Stamp, StepAnswer, may_comment, record_choice,
};
use crate::questionnaire::{ItemId, Questionnaire, StepId};

/// The assessment with conflicts decided as one: all of them, or none.
///
/// # Errors
/// The field that cannot be decided so, and why.
pub fn decide(
    now: &Assessment,
    chosen: &[(String, Pick)],
    q: &Questionnaire,
    stamp: &Stamp,
) -> Result<Assessment, (String, PickError)> {
    let mut next = now.clone();
    for (path, pick) in chosen {
        let decided = match reviewed_step(path) {
            Some(step) => review(&next, path, &step, pick, q, stamp),
            None => resolve(&next, path, pick, q),
        };
        next = decided.map_err(|error| (path.clone(), error))?;
    }
    let mut items: Vec<(Role, ItemId)> = chosen.iter().filter_map(|(p, _)| item_of(p)).collect();
    items.sort();
    items.dedup();
    for (role, item) in items {
        let is_new = match &item {
            ItemId::Step(id) => found(now.step(role, id)) != found(next.step(role, id)),
            ItemId::Question(id) => now.question(role, id) != next.question(role, id),
        };
        if is_new {
            record_choice(&mut next, role, &item, stamp);
        }
    }
    let shows = |a: &Assessment, id: &EvidenceId| {
        let record = a.evidence.get(id);
        record.map(|e| (e.href.clone(), e.sha256.clone(), e.size))
    };
    let other = |id: &&EvidenceId| shows(now, id) != shows(&next, id);
    let ids: Vec<EvidenceId> = next.evidence.keys().filter(other).cloned().collect();
    for id in &ids {
        next.withdraw_reviews_of(id);
    }
    Ok(next)
}

/// A step without what its reviewer says.
fn found(step: &StepAnswer) -> StepAnswer {
    StepAnswer {
        review: None,
        reviewed_by: String::new(),
        reviewed_at: None,
        review_comment: String::new(),
        ..step.clone()
    }
}

/// The step of a conflict over what its reviewer says.
fn reviewed_step(path: &str) -> Option<(Role, StepId)> {
    let key = path.rsplit_once('.').map(|(_, key)| key);
    let keys = ["review_comment", "review", "reviewed_by", "reviewed_at"];
    match item_of(path)? {
        (role, ItemId::Step(id)) if key.is_some_and(|key| keys.contains(&key)) => Some((role, id)),
        _ => None,
    }
}

/// Decides what the reviewer says: for another text who decides stands, and who
/// assessed the step decides nothing of it.
fn review(
    a: &Assessment,
    path: &str,
    (role, id): &(Role, StepId),
    pick: &Pick,
    q: &Questionnaire,
    stamp: &Stamp,
) -> Result<Assessment, PickError> {
    let by = match stamp.by.trim() {
        "" => a.assessor.trim(),
        by => by,
    };
    may_comment(a, *role, id, by)?;
    if let Pick::Text(text) = pick {
        let mut next = resolve(a, path, &Pick::Current, q)?;
        Edit::ReviewComment(*role, id.clone(), text.clone()).apply(&mut next, q, stamp)?;
        return Ok(next);
    }
    let mut next = resolve(a, path, pick, q)?;
    let (was, step) = (a.step(*role, id), next.step(*role, id));
    // The step was changed since, or the review was withdrawn meanwhile.
    let all = choices(a, path).map(|all| all.values).unwrap_or_default();
    let withdrawn = was.review == Some(Review::ReadyForReview)
        && all.iter().any(|choice| choice.pick == Pick::Current);
    let is_old = withdrawn || step.assessed_at > step.reviewed_at;
    let is_new = step.review == Some(Review::Reviewed) && was.review != step.review;
    // A verdict that both gave is in no conflict, and goes with them.
    let judged = matches!(
        step.review,
        Some(Review::Reviewed | Review::ChangesRequested)
    );
    let is_nobodys = *pick == Pick::Base && judged && step.reviewed_by.trim().is_empty();
    if (is_new && is_old) || is_nobodys {
        let ready = Edit::Review(*role, id.clone(), Some(Review::ReadyForReview));
        ready.apply(&mut next, q, stamp)?;
    }
    Ok(next)
}

/// The item that a conflict is about.
#[must_use]
pub fn item_of(path: &str) -> Option<(Role, ItemId)> {
    let keys = keys_of(path)?;
    let parts: Vec<&str> = keys.iter().map(String::as_str).collect();
    let item = match parts.as_slice() {
        ["roles", _, "steps", id, ..] => ItemId::Step(StepId::new(id).ok()?),
        ["roles", _, "questions", id, ..] => ItemId::Question((*id).to_owned()),
        _ => return None,
    };
    Some((parts.get(1)?.parse().ok()?, item))
}

/// The conflicts that a name means, as people write it: `CSP.03` for all of an
/// item, `CSP.03.note`, `ev-3f9a1c02.title`, `subject`, or a key path.
#[must_use]
pub fn named(a: &Assessment, name: &str) -> Vec<String> {
    let plain = |text: &str| {
        let text = text.replace("sign_off", "sign-off");
        let text = text.replace("sign.off", "sign-off");
        let parts = text.split(['.', ' ', '_']).map(|part| match part.len() {
            1 if part.chars().all(|c| c.is_ascii_digit()) => format!("0{part}"),
            _ => part.to_lowercase(),
        });
        parts.collect::<Vec<_>>().join(".")
    };
    let asked = plain(name.trim());
    let is_meant = |path: &&str| {
        let words = plain(&crate::assessment::field_words(path));
        let path_words = plain(&path.replace('"', ""));
        let is_or_is_in = |words: &str| {
            let of = words.strip_prefix(asked.as_str());
            of.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        *path == name
            || is_or_is_in(&words)
            || path.starts_with("people.") && is_or_is_in(&path_words)
    };
    let all: Vec<String> = a.choices().filter(is_meant).map(str::to_owned).collect();
    if !all.is_empty() {
        return all;
    }
    // A field that is chosen with another one.
    let led = a.conflicts.keys().map(String::as_str).filter(is_meant);
    led.take(1).map(str::to_owned).collect()
}
