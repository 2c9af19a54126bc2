//! What became of each question and step.

use super::pairs::Pairs;
use super::{Change, How, ItemChange, Sides, Verdict};
use crate::assessment::{
    Action, ActionStatus, Answer, Assessment, EvidenceId, EvidenceIds, Outcome, QuestionAnswer,
    Role, SignOff, StepAnswer,
};
use crate::questionnaire::{ItemId, Questionnaire, StepId};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// Fields that are of an outcome or answer and stay behind with it.
const OF_THE_ANSWER: [&str; 9] = [
    "corrective action",
    "grade",
    "effectiveness",
    "sample",
    "review",
    "review comment",
    "assessed by",
    "answered by",
    "asked",
];

/// What became of a corrective action that only the earlier state has.
const TAKEN_AWAY: &str = "taken away";

/// The items that differ, by role, questions before steps.
pub(super) fn items(sides: &Sides<'_>) -> Vec<ItemChange> {
    let (old, new) = (sides.old, sides.new);
    let mut out = Vec::new();
    for role in roles(old, new) {
        let both = || [old, new].into_iter().filter_map(|a| a.answers.get(&role));
        let ids: BTreeSet<&String> = both().flat_map(|a| a.questions.keys()).collect();
        for id in ids {
            let (a, b) = (old.question(role, id), new.question(role, id));
            if a != b {
                out.push(question(sides, role, id, a, b));
            }
        }
        let ids: BTreeSet<&StepId> = both().flat_map(|a| a.steps.keys()).collect();
        for id in ids {
            let (a, b) = (old.step(role, id), new.step(role, id));
            if a != b {
                out.push(step(sides, role, id, a, b));
            }
        }
    }
    // No outcome and the outcome not-assessed say the same.
    out.retain(|i| i.verdict.is_some() || !i.changes.is_empty());
    out
}

/// The same where the earlier state answers another text: each item with what it
/// was, whatever its number was then, and last those that are asked no more.
pub(super) fn renumbered(sides: &Sides<'_>, pairs: &Pairs<'_>) -> Vec<ItemChange> {
    let old = pairs.renumbered();
    let mut out = items(&Sides {
        old: &old,
        ..*sides
    });
    let topic_then = |role: Role, item: &ItemId| {
        let own = sides.old_questionnaire?;
        Some(own.step(role, item.step()?)?.topic.clone())
    };
    for change in &mut out {
        let (role, item) = (change.role, &change.item);
        change.moved = pairs.was(role, item).filter(|was| *was != item).cloned();
        if pairs.stays(role, item) {
            change.topic = topic_then(role, item).unwrap_or_default();
        }
    }
    for (role, item) in pairs.gone() {
        let role = *role;
        let mut change = match item {
            ItemId::Question(id) => {
                let was = sides.old.question(role, id);
                question(sides, role, id, was, QuestionAnswer::none())
            }
            ItemId::Step(id) => {
                let was = sides.old.step(role, id);
                step(sides, role, id, was, StepAnswer::none())
            }
        };
        change.topic = topic_then(role, item).unwrap_or_default();
        change.is_asked = pairs.is_asked(role, item);
        if change.verdict.is_some() || !change.changes.is_empty() {
            out.push(change);
        }
    }
    out
}

fn roles(old: &Assessment, new: &Assessment) -> Vec<Role> {
    let has = |role: &&Role| old.answers.contains_key(role) || new.answers.contains_key(role);
    Role::ALL.iter().filter(has).copied().collect()
}

fn question(
    sides: &Sides<'_>,
    role: Role,
    id: &str,
    a: &QuestionAnswer,
    b: &QuestionAnswer,
) -> ItemChange {
    let word = |answer: Option<Answer>| answer.map_or("unanswered", Answer::as_str);
    let verdict = match (a.answer, b.answer) {
        (x, y) if x == y => None,
        (None, _) => Some(Verdict::NewlyAssessed),
        (Some(was), None) if b.suggested == Some(was) => Some(Verdict::OnlySuggested),
        (_, None) => Some(Verdict::NoLongerAssessed),
        (_, Some(Answer::Na)) => Some(Verdict::NowNotApplicable),
        (Some(Answer::Na), _) => Some(Verdict::AppliesAgain),
        _ => Some(Verdict::AnswerChanged),
    };
    let last_time = |q: &QuestionAnswer| q.suggested.map_or("", Answer::as_str);
    let owner = |q: &QuestionAnswer| q.ownership.map_or("", |o| o.as_str());
    let asked = |q: &QuestionAnswer| q.answer.map_or(String::new(), |_| q.asked.clone());
    let changes = [
        Change::value("suggested", last_time(a), last_time(b)),
        Change::value("ownership", owner(a), owner(b)),
        Change::text("implementation", &a.implementation, &b.implementation),
        Change::text(
            "customer responsibilities",
            &a.customer_responsibilities,
            &b.customer_responsibilities,
        ),
        evidence(sides, &a.evidence, &b.evidence),
        action(a.action.as_ref(), b.action.as_ref()),
        Change::value(
            "answered by",
            stamp(&a.answered_by, a.answered_at),
            stamp(&b.answered_by, b.answered_at),
        ),
        Change::value("asked", asked(a), asked(b)),
    ];
    ItemChange {
        role,
        item: ItemId::Question(id.to_owned()),
        moved: None,
        is_asked: true,
        topic: String::new(),
        verdict,
        was: word(a.answer),
        is: word(b.answer),
        changes: told(verdict, changes),
    }
}

/// How near to satisfied an outcome is; none for those that have no place in
/// the order.
fn rank(outcome: Outcome) -> Option<u8> {
    match outcome {
        Outcome::Satisfied => Some(2),
        Outcome::PartiallySatisfied => Some(1),
        Outcome::NotSatisfied => Some(0),
        Outcome::NotApplicable | Outcome::NotAssessed => None,
    }
}

fn verdict(a: Outcome, b: Outcome) -> Option<Verdict> {
    if a == b {
        return None;
    }
    Some(match (rank(a), rank(b)) {
        (Some(x), Some(y)) if y > x => Verdict::Improved,
        (Some(_), Some(_)) => Verdict::Regressed,
        _ if a == Outcome::NotAssessed => Verdict::NewlyAssessed,
        _ if b == Outcome::NotAssessed => Verdict::NoLongerAssessed,
        _ if b == Outcome::NotApplicable => Verdict::NowNotApplicable,
        _ => Verdict::AppliesAgain,
    })
}

fn step(sides: &Sides<'_>, role: Role, id: &StepId, a: &StepAnswer, b: &StepAnswer) -> ItemChange {
    let methods =
        |s: &StepAnswer| -> Vec<String> { s.methods.iter().map(ToString::to_string).collect() };
    let sample = |s: &StepAnswer| s.sample.as_ref().map_or(String::new(), ToString::to_string);
    let asked = |s: &StepAnswer| s.outcome.map_or(String::new(), |_| s.asked.clone());
    let review = |s: &StepAnswer| {
        let state = s.review.map_or("", |r| r.as_str());
        join(state, &stamp(&s.reviewed_by, s.reviewed_at))
    };
    let changes = [
        Change::value(
            "suggested",
            a.suggested.map_or("", Outcome::as_str),
            b.suggested.map_or("", Outcome::as_str),
        ),
        Change::value(
            "grade",
            a.grade.map_or("", |g| g.as_str()),
            b.grade.map_or("", |g| g.as_str()),
        ),
        Change::members("methods", &methods(a), &methods(b)),
        Change::value(
            "effectiveness",
            a.effectiveness.map_or("", |e| e.as_str()),
            b.effectiveness.map_or("", |e| e.as_str()),
        ),
        Change::text("sample", &sample(a), &sample(b)),
        Change::text("note", &a.note, &b.note),
        Change::text("justification", &a.justification, &b.justification),
        evidence(sides, &a.evidence, &b.evidence),
        action(a.action.as_ref(), b.action.as_ref()),
        Change::value("review", review(a), review(b)),
        Change::text("review comment", &a.review_comment, &b.review_comment),
        Change::value(
            "assessed by",
            stamp(&a.assessed_by, a.assessed_at),
            stamp(&b.assessed_by, b.assessed_at),
        ),
        Change::value("asked", asked(a), asked(b)),
    ];
    let topic = |q: &Questionnaire| q.step(role, id).map(|s| s.topic.clone());
    let verdict = match verdict(a.outcome(), b.outcome()) {
        Some(Verdict::NoLongerAssessed) if b.suggested == a.outcome => Some(Verdict::OnlySuggested),
        verdict => verdict,
    };
    ItemChange {
        role,
        item: ItemId::Step(id.clone()),
        moved: None,
        is_asked: true,
        topic: topic(sides.questionnaire)
            .or_else(|| sides.old_questionnaire.and_then(topic))
            .unwrap_or_default(),
        verdict,
        was: a.outcome().as_str(),
        is: b.outcome().as_str(),
        changes: told(verdict, changes),
    }
}

/// What differs beside the outcome or answer. Of one that is only suggested now
/// that is no field which stays behind with it: who found it, how it was reviewed.
fn told<const N: usize>(verdict: Option<Verdict>, changes: [Option<Change>; N]) -> Vec<Change> {
    let is_left = |change: &Change| match &change.how {
        How::Value { new, .. } => new.is_empty(),
        How::Event { what, changes } => {
            let done = ActionStatus::Done.as_str();
            let is_done = |c: &Change| matches!(&c.how, How::Value { old, .. } if old == done);
            what == TAKEN_AWAY && changes.iter().any(|c| c.field == "status" && is_done(c))
        }
        How::Members { .. } | How::Lines(_) => false,
    };
    let own = |change: &Change| {
        let field = change.field.as_str();
        field == "suggested" || (OF_THE_ANSWER.contains(&field) && is_left(change))
    };
    let of_one = |change: &Change| verdict != Some(Verdict::OnlySuggested) || !own(change);
    changes.into_iter().flatten().filter(of_one).collect()
}

/// Records that were tied to the item and untied from it, by name.
fn evidence(sides: &Sides<'_>, a: &EvidenceIds, b: &EvidenceIds) -> Option<Change> {
    let named = |of: &Assessment, id: &EvidenceId| match of.evidence.get(id) {
        Some(record) => format!("{id} {}", record.name()),
        None => id.to_string(),
    };
    let but = |of: &Assessment, ids: &EvidenceIds, but: &EvidenceIds| -> Vec<String> {
        let left = ids.iter().filter(|id| !but.contains(id));
        left.map(|id| named(of, id)).collect()
    };
    let added = but(sides.new, b, a);
    let removed = but(sides.old, a, b);
    (!added.is_empty() || !removed.is_empty()).then(|| Change {
        field: "evidence".to_owned(),
        how: How::Members { added, removed },
    })
}

fn action(old: Option<&Action>, new: Option<&Action>) -> Option<Change> {
    if old == new {
        return None;
    }
    let none = Action::default();
    let (a, b) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let mut what = Vec::new();
    match (old, new) {
        (None, Some(x)) if x.is_done() => what.push("opened and closed".to_owned()),
        (None, _) => what.push("opened".to_owned()),
        (Some(_), None) => what.push(TAKEN_AWAY.to_owned()),
        (Some(x), Some(y)) if !x.is_done() && y.is_done() => what.push("closed".to_owned()),
        (Some(x), Some(y)) if x.is_done() && !y.is_done() => what.push("opened again".to_owned()),
        _ => {}
    }
    let tested = (a.retest, a.retested_on, &a.retested_by);
    if let Some(result) = b.retest
        && tested != (b.retest, b.retested_on, &b.retested_by)
    {
        what.push(format!("retested: {result}"));
    }
    if what.is_empty() {
        what.push("changed".to_owned());
    }
    let day = |day: Option<chrono::NaiveDate>| day.map_or(String::new(), |d| d.to_string());
    let retest = |x: &Action| {
        let result = x.retest.map_or("", |r| r.as_str());
        join(&join(result, &x.retested_by), &day(x.retested_on))
    };
    let status = |x: &Action| x.status.map_or("", |s| s.as_str());
    let changes = [
        Change::text("text", &a.text, &b.text),
        Change::value("owner", &a.owner, &b.owner),
        Change::value("due", day(a.due), day(b.due)),
        Change::value("status", status(a), status(b)),
        Change::value("retest", retest(a), retest(b)),
    ];
    Some(Change {
        field: "corrective action".to_owned(),
        how: How::Event {
            what: what.join(", "),
            changes: changes.into_iter().flatten().collect(),
        },
    })
}

/// Sign-offs that differ, by role.
pub(super) fn sign_offs(old: &Assessment, new: &Assessment) -> Vec<(Role, Vec<Change>)> {
    let none = SignOff::default();
    roles(old, new)
        .into_iter()
        .filter_map(|role| {
            let of = |a: &Assessment| a.answers.get(&role).and_then(|r| r.sign_off.clone());
            let (x, y) = (of(old), of(new));
            if x == y {
                return None;
            }
            let what = match (&x, &y) {
                (None, _) => "signed",
                (_, None) => "taken back",
                _ => "signed again",
            };
            let (a, b) = (x.unwrap_or(none.clone()), y.unwrap_or(none.clone()));
            let changes = [
                Change::value("by", stamp(&a.by, a.at), stamp(&b.by, b.at)),
                Change::text("statement", &a.statement, &b.statement),
                Change::value("what was asked", &a.asked, &b.asked),
                Change::value("digest", &a.digest, &b.digest),
            ];
            let change = Change {
                field: "sign-off".to_owned(),
                how: How::Event {
                    what: what.to_owned(),
                    changes: changes.into_iter().flatten().collect(),
                },
            };
            Some((role, vec![change]))
        })
        .collect()
}

/// `sample assessor, 2026-11-20`.
fn stamp(by: &str, at: Option<DateTime<Utc>>) -> String {
    let at = at.map_or(String::new(), |t| {
        t.format("%Y-%m-%d %H:%M:%S UTC").to_string()
    });
    match (by.is_empty(), at.is_empty()) {
        (true, false) => format!("nobody named, {at}"),
        _ => join(by, &at),
    }
}

fn join(a: &str, b: &str) -> String {
    match (a.is_empty(), b.is_empty()) {
        (false, false) => format!("{a}, {b}"),
        _ => format!("{a}{b}"),
    }
}
