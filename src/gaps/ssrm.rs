//! Who has to do the control in which layer, and where that leaves a hole
//! (AICM's shared security responsibility model, SSRM).

use super::{RoleResult, RollUp, roles, roll_up};
use crate::assessment::{Assessment, Outcome, Ownership, Role};
use crate::questionnaire::{Layer, Questionnaire};
use crate::text::one_line;

/// A layer, who owns the control there and what their results come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerShare {
    /// The layer's id, for example `PI`.
    pub layer: String,
    /// The layer's full name.
    pub name: String,
    /// Who owns the control there.
    pub ownership: Ownership,
    /// Whether the provider runs the layer; yes when it was not asked.
    pub in_scope: bool,
    /// The roles that the ownership names.
    pub owners: Vec<Owner>,
    /// The holes in words; none when there is none.
    pub finding: Option<String>,
}

/// A role that owns a layer's control, alone or with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The role.
    pub role: Role,
    /// Whether it is one of the assessment's roles.
    pub assessed_here: bool,
    /// Its result, when it is assessed here.
    pub roll_up: Option<RollUp>,
    /// The ownership that it declares with its first answer that has one.
    pub declared: Option<Ownership>,
}

/// The shares of all layers, in the questionnaire's order.
#[must_use]
pub fn responsibility(q: &Questionnaire, a: &Assessment) -> Vec<LayerShare> {
    let assessed = roles(a);
    q.layers
        .iter()
        .map(|layer| {
            let owners: Vec<Owner> = layer
                .ownership
                .roles()
                .iter()
                .map(|role| owner(q, a, *role, assessed.contains(role)))
                .collect();
            let in_scope = a.layers.is_empty() || a.layers.contains(&layer.id);
            let finding = in_scope.then(|| finding(layer, &owners)).flatten();
            LayerShare {
                layer: layer.id.clone(),
                name: layer.name.clone(),
                ownership: layer.ownership,
                in_scope,
                owners,
                finding,
            }
        })
        .collect()
}

fn owner(q: &Questionnaire, a: &Assessment, role: Role, assessed_here: bool) -> Owner {
    Owner {
        role,
        assessed_here,
        roll_up: (assessed_here && q.role(role).is_some()).then(|| roll_up(q, a, role)),
        declared: if assessed_here {
            q.questions
                .iter()
                .find_map(|question| a.question(role, &question.id).ownership)
        } else {
            None
        },
    }
}

fn finding(layer: &Layer, owners: &[Owner]) -> Option<String> {
    let id = one_line(&layer.id);
    let mut holes: Vec<String> = Vec::new();
    if owners.is_empty() {
        return Some(format!(
            "The ownership of {id} is not determined: find out who owns the control there."
        ));
    }
    if owners.iter().any(|o| o.assessed_here) {
        holes.extend(absent(&id, owners));
    } else {
        let names: Vec<&str> = owners.iter().map(|o| o.role.as_str()).collect();
        let is = if names.len() == 1 { "is" } else { "are" };
        holes.push(format!(
            "{} {is} not part of this assessment: {id} is unproven.",
            names.join(" and ")
        ));
    }
    holes.extend(failing(&id, owners));
    holes.extend(unfinished(&id, owners));
    holes.extend(contradiction(layer, owners));
    (!holes.is_empty()).then(|| holes.join(" "))
}

/// The owners of a shared control that nobody looks at here.
fn absent(id: &str, owners: &[Owner]) -> Vec<String> {
    let share = if owners.len() == 2 { "half" } else { "share" };
    owners
        .iter()
        .filter(|o| !o.assessed_here)
        .map(|o| {
            format!(
                "{} is not part of this assessment: its {share} of {id} is unproven.",
                o.role
            )
        })
        .collect()
}

/// Where the control falls short, and beside whom.
fn failing(id: &str, owners: &[Owner]) -> Option<String> {
    let worst = |o: &Owner| o.roll_up.and_then(|r| r.worst);
    let at: Vec<&str> = owners
        .iter()
        .filter(|o| worst(o).is_some_and(Outcome::is_shortfall))
        .map(|o| o.role.as_str())
        .collect();
    if at.is_empty() {
        return None;
    }
    let results: Vec<String> = owners
        .iter()
        .filter_map(|o| {
            let roll_up = o.roll_up?;
            Some(match (roll_up.result, roll_up.worst) {
                (RoleResult::Incomplete, Some(worst)) if worst.is_shortfall() => {
                    format!("{} {worst} so far", o.role)
                }
                (result, _) => format!("{} {result}", o.role),
            })
        })
        .collect();
    let control = if owners.len() == 1 {
        "the control"
    } else {
        "the shared control"
    };
    Some(format!(
        "{}: {control} of {id} falls short at {}.",
        results.join(", "),
        at.join(" and ")
    ))
}

fn unfinished(id: &str, owners: &[Owner]) -> Vec<String> {
    owners
        .iter()
        .filter_map(|o| {
            let counts = o.roll_up?.counts;
            (counts.not_assessed > 0).then(|| {
                format!(
                    "{} is not assessed on {} of {} steps: {id} is not proven yet.",
                    o.role,
                    counts.not_assessed,
                    counts.total()
                )
            })
        })
        .collect()
}

/// A declared ownership that is not the layer's. Only that of the role at
/// home in the layer: a role declares one ownership, and it is its own
/// layer's, not that of another layer that it has a share of.
fn contradiction(layer: &Layer, owners: &[Owner]) -> Option<String> {
    let home = owners.iter().find(|o| o.role == layer.role)?;
    let declared = home.declared.filter(|d| *d != layer.ownership)?;
    Some(format!(
        "{} declares {declared}, but {} is {}: settle who owns the control.",
        home.role,
        one_line(&layer.id),
        layer.ownership
    ))
}
