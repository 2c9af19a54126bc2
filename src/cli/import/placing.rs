//! Answers that found no place, and how to give them one.

use super::at_hand::{AtHand, head_of};
use crate::assessment::{Role, folder_of};
use crate::cli::say;
use crate::folder::of_file;
use crate::store::{SHARED_FILE, nearest};
use crate::text::{count, one_line, shell_word};
use std::path::{Path, PathBuf};

/// How many controls are named one by one.
const NAMED: usize = 8;
/// How many questionnaires are named to show what is at hand.
const SHOWN: usize = 4;

/// The controls of a workbook that are in no answer file.
#[derive(Default)]
pub struct NotPlaced {
    /// No questionnaire is of them.
    pub unknown: Vec<String>,
    /// Their questionnaires ask nothing of the role.
    pub not_asked: Vec<String>,
    /// Their answer files are not of the role.
    pub not_assessed: Vec<(String, PathBuf)>,
}

impl NotPlaced {
    pub fn len(&self) -> usize {
        self.unknown.len() + self.not_asked.len() + self.not_assessed.len()
    }

    /// Tells each with what to do about it.
    pub fn tell(&self, at_hand: &AtHand, role: Role) {
        if !self.unknown.is_empty() {
            let (ids, why) = unknown(&self.unknown, at_hand);
            note(self.unknown.len(), &ids, &why);
        }
        if !self.not_asked.is_empty() {
            let why = format!("their questionnaires ask nothing of {role}");
            note(self.not_asked.len(), &self.not_asked, &why);
        }
        let Some((_, first)) = self.not_assessed.first() else {
            return;
        };
        let ids: Vec<String> = self.not_assessed.iter().map(|(id, _)| id.clone()).collect();
        let place = place_of_roles(first);
        let is_elsewhere = |(_, path): &(String, PathBuf)| place_of_roles(path) != place;
        let others = if self.not_assessed.iter().any(is_elsewhere) {
            ", and likewise in the files of the others"
        } else {
            ""
        };
        let why = format!(
            "{role} is not assessed there; to assess it, {}{others}",
            how_to_add(role, first)
        );
        note(ids.len(), &ids, &why);
    }
}

/// How to make a role one of an assessment's.
pub fn how_to_add(role: Role, path: &Path) -> String {
    let place = place_of_roles(path);
    let mut roles = head_of(&place).unwrap_or_default().roles;
    if !roles.contains(&role) {
        roles.push(role);
    }
    let roles: Vec<String> = roles.iter().map(|r| format!("\"{r}\"")).collect();
    format!(
        "write roles = [{}] in {}",
        roles.join(", "),
        one_line(&place.display().to_string())
    )
}

/// The file that says which roles are assessed: the answer file, or what its
/// folder's controls share.
fn place_of_roles(path: &Path) -> PathBuf {
    let says_so = head_of(path).is_some_and(|head| !head.roles.is_empty());
    let shared = || folder_of(path).join(SHARED_FILE);
    match of_file(path) {
        Some(_) if !says_so => shared(),
        _ => path.to_owned(),
    }
}

fn unknown(ids: &[String], at_hand: &AtHand) -> (Vec<String>, String) {
    let Some(folder) = at_hand.folder() else {
        let why =
            "no questionnaire is at hand for them: name a folder with --questionnaires FOLDER";
        return (ids.to_vec(), why.to_owned());
    };
    let known = at_hand.ids();
    let near = |id: &String| match nearest(id, &known) {
        Some(near) => format!("{id} near {}", one_line(near)),
        None => id.clone(),
    };
    let named = ids.iter().take(NAMED).map(near);
    let rest = ids.iter().skip(NAMED).cloned();
    let ids = named.chain(rest).collect();
    let shown: Vec<String> = known.iter().take(SHOWN).map(|id| one_line(id)).collect();
    let more = if known.len() > SHOWN { ", …" } else { "" };
    let path = folder.display().to_string();
    let why = format!(
        "none of the {} at hand from {} is theirs ({}{more}): mend the ids in the workbook, or add what is missing: aicaiq import AICM.xlsx --out {}",
        count(known.len(), "questionnaire"),
        one_line(&path),
        shown.join(", "),
        shell_word(&path)
    );
    (ids, why)
}

fn note(n: usize, ids: &[String], why: &str) {
    let first: Vec<String> = ids.iter().take(NAMED).map(|id| one_line(id)).collect();
    let more = if ids.len() > NAMED { ", …" } else { "" };
    say(&format!(
        "note: {} not placed ({}{more}): {why}",
        count(n, "control"),
        first.join(", ")
    ));
}
