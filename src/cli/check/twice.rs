//! Records that are one file or link under two ids.

use crate::assessment::{EvidenceId, Place, folder_of, has_scheme, without_dots};
use crate::store::{AnswerFile, Problem, Severity};
use crate::text::one_line;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a file itself says of them: each file or link once. The paths alone are
/// compared, as nothing outside the folder is looked at.
pub(super) fn problems(file: &AnswerFile) -> Vec<Problem> {
    let folder = std::path::absolute(folder_of(file.path())).unwrap_or_default();
    let mut places: BTreeMap<PathBuf, Vec<&EvidenceId>> = BTreeMap::new();
    for (id, record) in &file.assessment().evidence {
        if record.href.is_empty() {
            continue;
        }
        let is_path = record.place() != Place::Link && !has_scheme(&record.href);
        let place = match is_path {
            true => without_dots(&folder.join(&record.href)),
            false => PathBuf::from(&record.href),
        };
        places.entry(place).or_default().push(id);
    }
    let inherited = file.shared().map(|shared| &shared.assessment().evidence);
    let is_own = |id: &EvidenceId| inherited.is_none_or(|all| !all.contains_key(id));
    let several = places.values().filter(|ids| ids.len() > 1);
    let own = several.filter(|ids| ids.iter().any(|id| is_own(id)));
    own.filter_map(|ids| {
        let (kept, others) = ids.split_first()?;
        let record = file.assessment().evidence.get(*kept)?;
        let named: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        let others: Vec<&str> = others.iter().map(|id| id.as_str()).collect();
        let last = ids.iter().rev().find(|id| is_own(id))?;
        let heading = format!("[evidence.{last}]");
        let at = file.text().find(&heading);
        let what = match record.place() {
            Place::Link => "link",
            Place::Inside | Place::Outside => "file",
        };
        Some(Problem {
            severity: Severity::Warning,
            span: at.map(|at| at..at + heading.len()),
            message: format!(
                "{} are records of one {what}: {}",
                named.join(" and "),
                one_line(&record.href)
            ),
            help: Some(format!(
                "keep one: write {kept} in the place of {} in the items, and take out what is left",
                others.join(" and ")
            )),
        })
    })
    .collect()
}
