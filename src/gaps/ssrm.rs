//! Who has to do the control in which layer, and where that leaves a hole
//! (AICM's shared security responsibility model, SSRM).

use super::{RollUp, roles, roll_up};
use crate::assessment::{Assessment, Outcome, Ownership, Role};
use crate::questionnaire::{Layer, Questionnaire, title_of};
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

impl LayerShare {
    /// The layer's id and name, once where they are the same.
    #[must_use]
    pub fn title(&self) -> String {
        title_of(&self.layer, &self.name)
    }
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
    /// All that it declares, each once, in the order of its questions.
    pub all_declared: Vec<Ownership>,
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
    let mut all_declared = Vec::new();
    for question in q.questions_of(role).iter().filter(|_| assessed_here) {
        let declared = a.question(role, &question.id).ownership;
        all_declared.extend(declared.filter(|d| !all_declared.contains(d)));
    }
    Owner {
        role,
        assessed_here,
        roll_up: (assessed_here && q.asks(role)).then(|| roll_up(q, a, role)),
        declared: all_declared.first().copied(),
        all_declared,
    }
}

fn finding(layer: &Layer, owners: &[Owner]) -> Option<String> {
    let id = one_line(&layer.id);
    if owners.is_empty() {
        return Some(format!(
            "No owner is named for {id}: find out who owns the control there."
        ));
    }
    let mut holes = unproven(&id, owners);
    holes.extend(failing(&id, owners));
    holes.extend(unfinished(owners));
    holes.extend(contradiction(layer, owners));
    (!holes.is_empty()).then(|| holes.join(" "))
}

/// The owners of whom nothing is seen here.
fn unproven(id: &str, owners: &[Owner]) -> Vec<String> {
    let unseen: Vec<(Role, &str)> = owners
        .iter()
        .filter_map(|o| match (o.assessed_here, o.roll_up) {
            (false, _) => Some((o.role, "not assessed here")),
            (true, None) => Some((o.role, "asked nothing here")),
            (true, Some(_)) => None,
        })
        .collect();
    let one_why = unseen
        .first()
        .filter(|(_, why)| unseen.iter().all(|(_, other)| other == why));
    if let Some((_, why)) = one_why.filter(|_| unseen.len() == owners.len()) {
        let names: Vec<&str> = owners.iter().map(|o| o.role.as_str()).collect();
        let is = if names.len() == 1 { "is" } else { "are" };
        return vec![format!("{} {is} {why}: {id} is unproven.", list(&names))];
    }
    let share = if owners.len() == 2 { "half" } else { "share" };
    unseen
        .iter()
        .map(|(role, why)| format!("{role} is {why}: its {share} of {id} is unproven."))
        .collect()
}

/// Where the control falls short, and with whom it is shared.
fn failing(id: &str, owners: &[Owner]) -> Option<String> {
    let worst = |o: &Owner| o.roll_up.and_then(|r| r.worst);
    let (short, others): (Vec<&Owner>, Vec<&Owner>) = owners
        .iter()
        .partition(|o| worst(o).is_some_and(Outcome::is_shortfall));
    let names = |owners: &[&Owner]| {
        let names: Vec<&str> = owners.iter().map(|o| o.role.as_str()).collect();
        list(&names)
    };
    let fall = match short.len() {
        0 => return None,
        1 => "falls",
        _ => "fall",
    };
    let shared = if others.is_empty() {
        String::new()
    } else {
        format!(" ({id} is shared with {})", names(&others))
    };
    Some(format!("{} {fall} short{shared}.", names(&short)))
}

fn unfinished(owners: &[Owner]) -> Option<String> {
    let open: Vec<String> = owners
        .iter()
        .filter_map(|o| {
            let counts = o.roll_up?.counts;
            (counts.not_assessed > 0)
                .then(|| format!("{} {} of {}", o.role, counts.not_assessed, counts.total()))
        })
        .collect();
    (!open.is_empty()).then(|| format!("Not assessed yet: {}.", open.join(", ")))
}

/// Declared ownerships that are not the layer's. Only those of the role at
/// home in the layer: what a role declares is its own layer's, not that of
/// another layer that it has a share of. ND contradicts
/// nothing; that it settles nothing is a gap of the answer.
fn contradiction(layer: &Layer, owners: &[Owner]) -> Option<String> {
    let home = owners.iter().find(|o| o.role == layer.role)?;
    let declared = home.all_declared.iter();
    let declared = declared.filter(|d| **d != layer.ownership && **d != Ownership::Nd);
    let declared: Vec<&str> = declared.map(|d| d.as_str()).collect();
    if declared.is_empty() {
        return None;
    }
    Some(format!(
        "{} declares {}, {} is {}: settle who owns it.",
        home.role,
        list(&declared),
        one_line(&layer.id),
        layer.ownership
    ))
}

/// `CSP`, `CSP and MP`, `CSP, MP and OSP`.
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
