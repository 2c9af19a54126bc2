//! Which control of a later edition one of an earlier edition is, where it has
//! another id there.

use crate::assessment::Role;
use crate::questionnaire::Questionnaire;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What of a later edition is like a control that it has no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// One control has the same texts, and those of no other.
    Texts(Box<Renumbered>),
    /// These have the same texts: which of them it is, or of which of several it is,
    /// nobody can tell.
    Several(Vec<String>),
    /// These have the same title, or half of what is asked.
    Similar(Vec<String>),
}

/// A control that has only another id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renumbered {
    /// What it is now.
    pub now: Arc<Questionnaire>,
    /// What it was, with the control's id of now, also in its texts. Its questions
    /// keep their ids, which its answers have.
    pub was: Arc<Questionnaire>,
    /// The same with the questions' ids of now.
    pub was_by_now: Arc<Questionnaire>,
}

/// What became of controls that went, by their ids, among those that came with
/// another edition: nothing of one that has no like.
#[must_use]
pub fn renumbered(
    gone: &[Arc<Questionnaire>],
    came: &[Arc<Questionnaire>],
) -> BTreeMap<String, Likeness> {
    let came: Vec<(Said, &Arc<Questionnaire>)> = came.iter().map(|q| (Said::of(q), q)).collect();
    let mut same = Vec::new();
    for old in gone {
        let said = Said::of(old);
        let alike: Vec<_> = came
            .iter()
            .filter_map(|(now_said, now)| {
                let was = as_now(old, &said, now, now_said)?;
                Some((*now, was))
            })
            .collect();
        same.push((old, said, alike));
    }
    let mut claims: BTreeMap<String, usize> = BTreeMap::new();
    for (now, _) in same.iter().flat_map(|(_, _, alike)| alike) {
        *claims.entry(now.control.id.clone()).or_default() += 1;
    }
    let mut out = BTreeMap::new();
    for (old, said, alike) in &same {
        let likeness = match alike.as_slice() {
            [(now, was)] if claims.get(&now.control.id) == Some(&1) => {
                let (id, to) = (&old.control.id, &now.control.id);
                Likeness::Texts(Box::new(Renumbered {
                    now: Arc::clone(now),
                    was: Arc::new(was.clone()),
                    was_by_now: Arc::new(with_ids(was, id, to)),
                }))
            }
            [] => {
                let free = came
                    .iter()
                    .filter(|(_, q)| !claims.contains_key(&q.control.id));
                let similar = free.filter(|(now, _)| said.is_like(now));
                let ids: Vec<String> = similar.map(|(_, q)| q.control.id.clone()).collect();
                if ids.is_empty() {
                    continue;
                }
                Likeness::Similar(ids)
            }
            several => {
                let ids = several.iter().map(|(now, _)| now.control.id.clone());
                Likeness::Several(ids.collect())
            }
        };
        out.insert(old.control.id.clone(), likeness);
    }
    out
}

/// What a control is known by, however its lines are broken.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    title: String,
    /// The texts of the questions, and of each role's steps, in no order.
    asked: Vec<(Option<Role>, String)>,
}

impl Said {
    fn of(q: &Questionnaire) -> Self {
        let questions = q.questions.iter().map(|x| (None, plain(&x.text)));
        let steps = q.roles.iter().flat_map(|role| {
            let steps = role.steps.iter();
            steps.map(|s| (Some(role.id), plain(&s.text)))
        });
        let mut asked: Vec<_> = questions.chain(steps).collect();
        asked.sort();
        Self {
            title: plain(&q.control.title),
            asked,
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        let most = self.asked.len().max(other.asked.len());
        let is_kept = |text: &&(Option<Role>, String)| other.asked.binary_search(text).is_ok();
        let kept = self.asked.iter().filter(is_kept).count();
        let has_title = !self.title.is_empty() && self.title.eq_ignore_ascii_case(&other.title);
        has_title || (kept > 0 && 2 * kept >= most)
    }
}

/// An earlier control under a later one's id, if its texts are the later one's then;
/// texts may name the control's own id, or have gone on to name the earlier one.
fn as_now(
    old: &Questionnaire,
    said: &Said,
    now: &Questionnaire,
    now_said: &Said,
) -> Option<Questionnaire> {
    if said.asked.is_empty() || said.asked.len() != now_said.asked.len() {
        return None;
    }
    if said == now_said {
        let mut was = old.clone();
        now.control.id.clone_into(&mut was.control.id);
        return Some(was);
    }
    let title = renamed(&said.title, &old.control.id, &now.control.id);
    if title != now_said.title {
        return None;
    }
    let was = under(old, &now.control.id);
    (Said::of(&was) == *now_said).then_some(was)
}

/// A control with another id, also in its texts.
fn under(old: &Questionnaire, id: &str) -> Questionnaire {
    let mut out = old.clone();
    let was = old.control.id.as_str();
    let now = |text: &mut String| *text = renamed(text, was, id);
    now(&mut out.control.title);
    now(&mut out.control.specification);
    for question in &mut out.questions {
        now(&mut question.text);
    }
    for step in out.roles.iter_mut().flat_map(|role| &mut role.steps) {
        now(&mut step.topic);
        now(&mut step.text);
    }
    id.clone_into(&mut out.control.id);
    out
}

/// A control with the questions' ids that go with another control's id.
fn with_ids(q: &Questionnaire, was: &str, id: &str) -> Questionnaire {
    let mut out = q.clone();
    for question in &mut out.questions {
        question.id = renamed(&question.id, was, id);
    }
    out
}

/// A text with another id in the place of one, where that is not a part of a longer one.
fn renamed(text: &str, was: &str, id: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '&' | '_');
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(was).filter(|_| !was.is_empty()) {
        out.push_str(before);
        let is_alone = !out.ends_with(is_part) && !after.starts_with(is_part);
        out.push_str(if is_alone { id } else { was });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A text with single spaces between its words.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::{Assessment, Outcome};
    use crate::compare::carry;
    use crate::questionnaire::embedded;

    fn control(id: &str, title: &str, first: &str) -> Arc<Questionnaire> {
        let mut q = embedded().clone();
        id.clone_into(&mut q.control.id);
        title.clone_into(&mut q.control.title);
        q.roles[0].steps[0].text = format!("{first} of {id}");
        Arc::new(q)
    }

    #[test]
    fn a_control_is_known_by_all_of_its_texts_and_only_where_it_is_one() {
        let a = control("A-02", "Keys", "Ask");
        let told = |gone: &[&Arc<Questionnaire>], came: &[&Arc<Questionnaire>]| {
            let own = |all: &[&Arc<Questionnaire>]| -> Vec<_> {
                all.iter().map(|q| Arc::clone(q)).collect()
            };
            let found = renumbered(&own(gone), &own(came));
            let said = found.iter().map(|(id, likeness)| match likeness {
                Likeness::Texts(x) => format!("{id} is {}", x.now.control.id),
                Likeness::Several(ids) => format!("{id} may be {}", ids.join(" ")),
                Likeness::Similar(ids) => format!("{id} is like {}", ids.join(" ")),
            });
            said.collect::<Vec<_>>().join(", ")
        };
        let (b, c) = (
            control("B-09", "Keys", "Ask"),
            control("C-1", "Keys", "Ask"),
        );
        let (titled, edited) = (
            control("T-1", "Locks", "Ask"),
            control("E-1", "Keys", "Say"),
        );
        let none = {
            let mut q = Questionnaire::clone(&control("N-1", "Other", "Ask"));
            q.roles.clear();
            q.questions.clear();
            Arc::new(q)
        };
        for (gone, came, says) in [
            (vec![&a], vec![&b], "A-02 is B-09"),
            (vec![&a], vec![&b, &titled, &edited], "A-02 is B-09"),
            (vec![&a], vec![&b, &c], "A-02 may be B-09 C-1"),
            (vec![&a, &c], vec![&b], "A-02 may be B-09, C-1 may be B-09"),
            (vec![&a], vec![&titled], "A-02 is like T-1"),
            (vec![&a], vec![&edited, &titled], "A-02 is like E-1 T-1"),
            (vec![&a, &edited], vec![&b], "A-02 is B-09"),
            (vec![&a], vec![&none], ""),
            (vec![&none], vec![&none], "N-1 is like N-1"),
            (vec![&a], vec![], ""),
        ] {
            assert_eq!(told(&gone, &came), says);
        }
    }

    #[test]
    fn a_text_that_names_its_own_control_has_not_changed() {
        let (a, b) = (
            control("A-02", "Keys", "Ask"),
            control("B-09", "Keys", "Ask"),
        );
        let found = renumbered(&[Arc::clone(&a)], &[Arc::clone(&b)]);
        let Some(Likeness::Texts(found)) = found.get("A-02") else {
            panic!("{found:?}");
        };
        let (role, step) = (b.roles[0].id, b.roles[0].steps[0].id.clone());
        let mut old = Assessment {
            questionnaire_digest: "sha256:then".to_owned(),
            ..Assessment::default()
        };
        let steps = &mut old.answers.entry(role).or_default().steps;
        steps.entry(step.clone()).or_default().outcome = Some(Outcome::Satisfied);
        for (own, is_same) in [(&found.was, true), (&a, false)] {
            let carried = carry(&old, &b, Some(own));
            let entry = &carried.assessment.answers[&role].steps[&step];
            assert_eq!(entry.suggested, Some(Outcome::Satisfied));
            assert_eq!(entry.asked.is_empty(), is_same);
        }
    }

    #[test]
    fn an_id_in_a_longer_one_is_another() {
        let text = "A-1, A-12, A-1.2, AA-1, A-1-b and A-1";
        let now = "B-9, A-12, B-9.2, AA-1, A-1-b and B-9";
        assert_eq!(renamed(text, "A-1", "B-9"), now);
        assert_eq!(renamed(text, "", "B-9"), text);
    }
}
