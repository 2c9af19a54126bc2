//! What differs beside the items: the assessment's own facts, the text that
//! was answered, conflicts of a merge.

use super::about::{self, ABOUT};
use super::show::{MOVED, NOT_ASKED};
use super::{Change, How, Origins, TextChange, words};
use crate::assessment::{Assessment, Conflict, Person, Role};
use crate::questionnaire::{ItemId, Questionnaire};
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

/// Questions and steps that are asked otherwise in a later questionnaire, in its
/// order, each compared with what it was; last those that are asked no more.
#[must_use]
pub fn texts(old: &Questionnaire, new: &Questionnaire) -> Vec<TextChange> {
    let origins = Origins::between(old, new);
    let mut out = Vec::new();
    let roles = Role::ALL.iter().map(|role| Some(*role));
    for role in std::iter::once(None).chain(roles) {
        // Questions are the same for all roles.
        let of = role.unwrap_or(Role::Csp);
        for item in items(new, role) {
            let was = origins.of(of, &item);
            let before = was.as_ref().and_then(|was| text(old, role, was));
            change(
                &mut out,
                role,
                &item,
                was.clone(),
                (before, text(new, role, &item)),
            );
            let (Some(was), None) = (was, role) else {
                continue;
            };
            let both = old.question(was.as_str()).zip(new.question(item.as_str()));
            if let Some(words) = both.and_then(|x| about::changed((old, new), &origins, x)) {
                out.push(TextChange {
                    role,
                    was: Some(was).filter(|was| *was != item),
                    item,
                    what: ABOUT,
                    words,
                });
            }
        }
        let gone = items(old, role).into_iter();
        for item in gone.filter(|item| origins.now(of, item).is_none()) {
            change(&mut out, role, &item, None, (text(old, role, &item), None));
        }
    }
    out
}

/// The questions, or the steps of a role.
fn items(q: &Questionnaire, role: Option<Role>) -> Vec<ItemId> {
    match role {
        None => {
            let all = q.questions.iter();
            all.map(|x| ItemId::Question(x.id.clone())).collect()
        }
        Some(role) => {
            let all = q.role(role).into_iter().flat_map(|r| &r.steps);
            all.map(|s| ItemId::Step(s.id.clone())).collect()
        }
    }
}

/// Topic and text of an item; none of one that is not asked.
type Texts = Option<(String, String)>;

fn text(q: &Questionnaire, role: Option<Role>, item: &ItemId) -> Texts {
    match (role, item) {
        (_, ItemId::Question(id)) => q.question(id).map(|x| (String::new(), x.text.clone())),
        (Some(role), ItemId::Step(id)) => {
            let step = q.step(role, id)?;
            Some((step.topic.clone(), step.text.clone()))
        }
        (None, ItemId::Step(_)) => None,
    }
}

fn change(
    out: &mut Vec<TextChange>,
    role: Option<Role>,
    item: &ItemId,
    was: Option<ItemId>,
    texts: (Texts, Texts),
) {
    let moved = was.filter(|was| was != item);
    let mut put = |what, words| {
        out.push(TextChange {
            role,
            item: item.clone(),
            what,
            was: moved.clone(),
            words,
        });
    };
    match texts {
        (Some((topic, text)), Some((new_topic, new_text))) => {
            if moved.is_some() {
                put(MOVED, Vec::new());
            }
            if topic != new_topic {
                put("topic", words(&topic, &new_topic));
            }
            if text != new_text {
                put("text", words(&text, &new_text));
            }
        }
        (None, Some(_)) => put("new item", Vec::new()),
        (Some(_), None) => put(NOT_ASKED, Vec::new()),
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
    let sides = [("ours", ours), ("theirs", theirs)]
        .into_iter()
        .filter_map(|(name, which)| Change::text(name, &get(old, which), &get(new, which)));
    let further = |c: Option<&Conflict>| -> String {
        let all = c.into_iter().flat_map(|c| c.others.values());
        let all: Vec<String> = all
            .map(|o| format!("{}: {}", o.from, o.value.as_deref().unwrap_or("nothing")))
            .collect();
        all.join("\n")
    };
    sides
        .chain(Change::text("others", &further(old), &further(new)))
        .collect()
}
