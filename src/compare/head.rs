//! What differs beside the items: the assessment's own facts, the text that
//! was answered, conflicts of a merge.

use super::{Change, How, TextChange, words};
use crate::assessment::{Assessment, Conflict, Person, Role};
use crate::questionnaire::{ItemId, Questionnaire, StepId};
use std::collections::BTreeSet;

/// Subject, assessor, roles, layers, people and questionnaire.
pub(super) fn head(old: &Assessment, new: &Assessment) -> Vec<Change> {
    let roles = |a: &Assessment| a.roles.iter().map(ToString::to_string).collect::<Vec<_>>();
    let list = |field: &str, old: &[String], new: &[String]| {
        Change::members(field, old, new)
            // The same ones in another order.
            .or_else(|| Change::value(field, old.join(", "), new.join(", ")))
    };
    let people = |a: &Assessment| {
        let one = |(name, person): (&String, &Person)| {
            // No two people who differ read the same.
            match (person.function.as_str(), person.organisation.as_str()) {
                ("", "") => name.clone(),
                (function, "") => format!("{name} ({function})"),
                ("", organisation) => format!("{name} (of {organisation})"),
                (function, organisation) => format!("{name} ({function}, {organisation})"),
            }
        };
        a.people.iter().map(one).collect::<Vec<_>>()
    };
    [
        Change::value("subject", &old.subject, &new.subject),
        Change::value("assessor", &old.assessor, &new.assessor),
        list("roles", &roles(old), &roles(new)),
        list("layers", &old.layers, &new.layers),
        list("people", &people(old), &people(new)),
        Change::value(
            "questionnaire version",
            &old.questionnaire_version,
            &new.questionnaire_version,
        ),
        Change::value(
            "questionnaire digest",
            &old.questionnaire_digest,
            &new.questionnaire_digest,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Questions and steps that are asked otherwise in a later questionnaire.
#[must_use]
pub fn texts(old: &Questionnaire, new: &Questionnaire) -> Vec<TextChange> {
    let mut out = Vec::new();
    let ids = old.questions.iter().chain(&new.questions).map(|q| &q.id);
    for id in ids.collect::<BTreeSet<_>>() {
        let text = |q: &Questionnaire| q.question(id).map(|x| (String::new(), x.text.clone()));
        let item = ItemId::Question(id.clone());
        change(&mut out, None, &item, text(old), text(new));
    }
    for role in Role::ALL {
        let steps = |q: &'_ Questionnaire| -> Vec<StepId> {
            let steps = q.role(*role).into_iter().flat_map(|r| &r.steps);
            steps.map(|s| s.id.clone()).collect()
        };
        for id in steps(old)
            .into_iter()
            .chain(steps(new))
            .collect::<BTreeSet<_>>()
        {
            let text = |q: &Questionnaire| {
                let step = q.step(*role, &id)?;
                Some((step.topic.clone(), step.text.clone()))
            };
            let item = ItemId::Step(id.clone());
            change(&mut out, Some(*role), &item, text(old), text(new));
        }
    }
    out
}

fn change(
    out: &mut Vec<TextChange>,
    role: Option<Role>,
    item: &ItemId,
    old: Option<(String, String)>,
    new: Option<(String, String)>,
) {
    let mut put = |what, words| {
        out.push(TextChange {
            role,
            item: item.clone(),
            what,
            words,
        });
    };
    match (old, new) {
        (Some((topic, text)), Some((new_topic, new_text))) => {
            if topic != new_topic {
                put("topic", words(&topic, &new_topic));
            }
            if text != new_text {
                put("text", words(&text, &new_text));
            }
        }
        (None, Some(_)) => put("new item", Vec::new()),
        (Some(_), None) => put("no longer asked", Vec::new()),
        (None, None) => {}
    }
}

/// Conflicts that came, went or are others.
pub(super) fn conflicts(old: &Assessment, new: &Assessment) -> Vec<Change> {
    let paths: BTreeSet<&String> = old.conflicts.keys().chain(new.conflicts.keys()).collect();
    paths
        .into_iter()
        .filter_map(|path| {
            let what = match (old.conflicts.get(path), new.conflicts.get(path)) {
                (a, b) if a == b => return None,
                (None, Some(_)) => "came",
                (Some(_), None) => "settled",
                _ => "changed",
            };
            let (a, b) = (old.conflicts.get(path), new.conflicts.get(path));
            Some(Change {
                field: path.clone(),
                how: How::Event {
                    what: what.to_owned(),
                    changes: values(a, b),
                },
            })
        })
        .collect()
}

fn values(old: Option<&Conflict>, new: Option<&Conflict>) -> Vec<Change> {
    let get = |c: Option<&Conflict>, which: fn(&Conflict) -> &Option<String>| {
        c.and_then(|c| which(c).clone()).unwrap_or_default()
    };
    let ours: fn(&Conflict) -> &Option<String> = |c| &c.ours;
    let theirs: fn(&Conflict) -> &Option<String> = |c| &c.theirs;
    [("ours", ours), ("theirs", theirs)]
        .into_iter()
        .filter_map(|(name, which)| Change::text(name, &get(old, which), &get(new, which)))
        .collect()
}
