//! What is a mistake as a rule, though it can be read: another order, the same
//! text twice, topics that do not go together, layers of nobody who is asked.

use super::StepId;
use super::format::TEMPLATE;
use super::rules::{Broken, warning};
use super::view::{Kind, Owner, Role, Text, View};
use crate::assessment::{self, Ownership};
use crate::text::{is_blank, one_line};
use std::collections::BTreeMap;

/// Questions and steps that do not stand in the order of their numbers, in which
/// they would be looked for.
pub(super) fn order<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    let help = "they are asked in the order of the file: put them in that of their numbers";
    let number = |id: &str| -> Option<u32> {
        let rest = id.strip_prefix(view.control?)?;
        rest.strip_prefix('.')?.parse().ok()
    };
    let questions = view.ids.iter().filter(|(kind, ..)| *kind == Kind::Question);
    let questions = questions.filter_map(|(_, id, at)| Some((number(id)?, *id, at)));
    let questions: Vec<_> = questions.collect();
    if let Some([(_, before, _), (_, id, at)]) = falling(&questions, |(n, ..)| *n) {
        let message = format!(
            "question {} stands behind {}",
            one_line(id),
            one_line(before)
        );
        warning(out, at, message, help);
    }
    for role in view.roles.iter().flatten() {
        if let Some([(before, _), (id, at)]) = falling(&role.steps, |(id, _)| id.clone()) {
            let name = one_line(role.id);
            let message = format!("step {id} of {name} stands behind {before}");
            warning(out, at, message, help);
        }
    }
}

/// The first two beside one another of which the second comes before the first.
fn falling<T, K: Ord>(all: &[T], key: impl Fn(&T) -> K) -> Option<[&T; 2]> {
    all.windows(2).find_map(|pair| match pair {
        [a, b] if key(b) < key(a) => Some([a, b]),
        _ => None,
    })
}

/// Texts that stand twice where each should be one of its own: questions, and
/// topics and texts of the steps of a role.
pub(super) fn twice<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    let mut seen: BTreeMap<(&str, &str, &str), &Text<'_, W>> = BTreeMap::new();
    // What is yet to be written is told as such.
    let is_own = |text: &str| !is_blank(text) && !TEMPLATE.contains(&text);
    for text in view.texts.iter().filter(|t| is_own(t.text.trim())) {
        let within = match (text.owner, text.key) {
            (Owner::Question(_), "text") => "",
            (Owner::Step(role, _), "topic" | "text") => role,
            _ => continue,
        };
        let known = seen
            .entry((within, text.key, text.text.trim()))
            .or_insert(text);
        // That an item itself stands twice is told as such.
        let same = known.owner.to_string() == text.owner.to_string();
        if !std::ptr::eq(*known, text) && !same {
            warning(
                out,
                &text.at,
                format!(
                    "the {} of {} is that of {}, too",
                    text.key, text.owner, known.owner
                ),
                "write what it is about itself, or take one of the two out",
            );
        }
    }
}

/// Steps of one number that are about different things, of which each role's
/// author would have written the topic himself. That of published wording is the
/// catalogue's.
pub(super) fn topics<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    let roles = || view.roles.iter().flatten();
    let is_adapted = |role: &str, step: &str| {
        let adapted = |r: &Role<'_, W>| r.id == role && r.adapted.contains(&step);
        roles().any(adapted)
    };
    let mut first: BTreeMap<&str, &Text<'_, W>> = BTreeMap::new();
    for text in view.texts.iter().filter(|t| t.key == "topic") {
        let Owner::Step(role, step) = text.owner else {
            continue;
        };
        // The steps "From CCM" are of a role alone.
        let is_ccm = StepId::new(step).is_ok_and(|id| id.is_ccm());
        if is_ccm || is_blank(text.text) || !is_adapted(role, step) {
            continue;
        }
        let known = first.entry(step).or_insert(text);
        if known.text.trim() != text.text.trim() {
            warning(
                out,
                &text.at,
                format!(
                    "the topic of {} is another than that of {}, “{}”",
                    text.owner,
                    known.owner,
                    one_line(known.text.trim())
                ),
                "use the same topic for the same step of every role: they are compared line by line",
            );
        }
    }
}

/// Layers of a provider that is asked nothing: no report can say how the control
/// is met there.
pub(super) fn layers<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    let Some(roles) = &view.roles else { return };
    // What is no role at all is told as such.
    let is_role = |word: &str| word.parse::<assessment::Role>().is_ok();
    let is_asked = |role: &str| !is_role(role) || roles.iter().any(|r| r.id == role);
    for layer in &view.layers {
        let home = layer.role.iter().map(|(role, at)| (vec![*role], at));
        let owners = layer.ownership.iter().map(|(word, at)| {
            let ownership = word.parse::<Ownership>();
            let roles = ownership.as_ref().map_or(&[][..], |o| o.roles());
            (roles.iter().map(|r| r.as_str()).collect(), at)
        });
        for (roles, at) in home.chain(owners) {
            // The customer is asked of another's assessment.
            let unasked = roles.iter().find(|r| **r != "AIC" && !is_asked(r));
            if let Some(role) = unasked {
                let (id, role) = (one_line(layer.id), one_line(role));
                warning(
                    out,
                    at,
                    format!("layer {id} is of {role}, and {role} is asked nothing here"),
                    format!(
                        "add [[roles]] with steps of {role}, or name one that is asked: without, {id} stays unproven"
                    ),
                );
                break;
            }
        }
    }
}
