//! Texts of before that are still at hand.

use super::{QUESTIONNAIRES, at_hand, own_place, questionnaires_of};
use crate::assessment::{Assessment, folder_of};
use crate::questionnaire::{Questionnaire, built_in, parse, read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many files of a folder are looked at.
const FILES: usize = 1000;

/// The other texts for the control of an answer file that lie where questionnaires
/// for it are, or beside the one that is named; none where no answer of the file is
/// to another text.
#[must_use]
pub fn texts_then(
    file: &Path,
    named: Option<&Path>,
    answers: &Assessment,
    asked: &Questionnaire,
) -> Vec<Arc<Questionnaire>> {
    if answers.reworded_items(asked).is_empty() && answers.reworded_suggestions(asked).is_empty() {
        return Vec::new();
    }
    let id = asked.control.id.as_str();
    let mut found = vec![built_in()];
    let folder = folder_of(file);
    let place = questionnaires_of(folder).unwrap_or_else(|_| folder.join(QUESTIONNAIRES));
    let (place, _) = at_hand(folder, place);
    let own = own_place(folder, &place).is_ok().then_some(place);
    let named = named.map(|named| match named.is_dir() {
        true => named.to_owned(),
        false => folder_of(named).to_owned(),
    });
    for place in named.into_iter().chain(own) {
        let texts = tomls(&place)
            .into_iter()
            .filter_map(|path| read(&path).ok());
        let of_control = texts.filter(|text| text.contains(id));
        found.extend(
            of_control
                .filter_map(|text| parse(&text).ok())
                .map(Arc::new),
        );
    }
    found.retain(|q| q.control.id == id && q.digest != asked.digest);
    found
}

fn tomls(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let mut tomls: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .take(FILES)
        .collect();
    tomls.sort();
    tomls
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::{Outcome, Role, StepAnswer};
    use crate::questionnaire::{ItemId, StepId, embedded};

    #[test]
    fn a_text_of_then_is_found_beside_the_file_or_the_one_that_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let reworded = |words: &str| embedded().text.replacen("Verify that", words, 1);
        let (old, new) = (reworded("See whether"), reworded("Ask whether"));
        let (own, asked) = (parse(&old).unwrap(), parse(&new).unwrap());
        let step = StepId::new("01").unwrap();
        let mut answers = Assessment {
            questionnaire: "CEK-02".into(),
            questionnaire_digest: own.digest.clone(),
            roles: vec![Role::Csp],
            ..Assessment::default()
        };
        let steps = &mut answers.answers.entry(Role::Csp).or_default().steps;
        let answer = StepAnswer {
            outcome: Some(Outcome::Satisfied),
            ..StepAnswer::default()
        };
        steps.insert(step.clone(), answer);
        let file = dir.path().join("a.toml");
        for (folder, named) in [("questionnaires", None), ("q", Some("q/new.toml"))] {
            let place = dir.path().join(folder);
            std::fs::create_dir(&place).unwrap();
            std::fs::write(place.join("old.toml"), &old).unwrap();
            std::fs::write(place.join("new.toml"), &new).unwrap();
            let named = named.map(|named| dir.path().join(named));
            let then = texts_then(&file, named.as_deref(), &answers, &asked);
            let item = ItemId::Step(step.clone());
            let text = answers.text_then((&asked, &then), Role::Csp, &item);
            assert!(text.unwrap().starts_with("See whether"), "{folder}");
            assert!(texts_then(&file, named.as_deref(), &answers, &own).is_empty());
            std::fs::remove_dir_all(place).unwrap();
        }
        let none = texts_then(&file, None, &answers, &asked);
        let item = ItemId::Step(step);
        assert_eq!(answers.text_then((&asked, &none), Role::Csp, &item), None);
    }
}
