//! Which roles and layers an assessment can be of.

use crate::assessment::Role;
use crate::questionnaire::Questionnaire;
use crate::questionnaire::catalog::Catalog;
use std::path::Path;

/// What the questionnaires ask about, all of them together.
pub(super) struct Offers {
    /// What says so, for a sentence.
    pub(super) name: String,
    /// The roles that one of them asks something of.
    pub(super) roles: Vec<Role>,
    /// The layers, with who owns each.
    pub(super) layers: Vec<(String, Vec<Role>)>,
}

impl Offers {
    /// Those of one questionnaire.
    pub(super) fn of(q: &Questionnaire) -> Self {
        let mut offers = Self {
            name: q.control.id.clone(),
            roles: Vec::new(),
            layers: Vec::new(),
        };
        offers.add(q);
        offers
    }

    /// Those of a folder's questionnaires; none where it has none that can be
    /// used.
    pub(super) fn of_folder(questionnaires: &Path) -> Option<Self> {
        let mut catalog = Catalog::default();
        catalog.add_folder(questionnaires).ok()?;
        let shown = questionnaires.display().to_string();
        let mut offers = Self {
            name: crate::text::one_line(shown.trim_end_matches('/')),
            roles: Vec::new(),
            layers: Vec::new(),
        };
        for head in catalog.heads() {
            if let Ok(q) = catalog.load_lean(&head.id) {
                offers.add(&q);
            }
        }
        offers.roles.sort();
        (!offers.roles.is_empty()).then_some(offers)
    }

    fn add(&mut self, q: &Questionnaire) {
        for role in q.roles.iter().map(|role| role.id) {
            if !self.roles.contains(&role) {
                self.roles.push(role);
            }
        }
        for layer in &q.layers {
            let owners = layer.ownership.roles();
            match self.layers.iter_mut().find(|(id, _)| *id == layer.id) {
                None => self.layers.push((layer.id.clone(), owners.to_vec())),
                Some((_, known)) => {
                    for role in owners {
                        if !known.contains(role) {
                            known.push(*role);
                        }
                    }
                }
            }
        }
    }
}
