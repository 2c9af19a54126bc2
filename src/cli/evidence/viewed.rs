//! `aicaiq evidence viewed`: who looked at what a link shows, and when.

use super::super::edit::{absolute_folder, saved};
use super::super::{Context, Failure, Outcome, clock, say};
use crate::assessment::{Assessment, Edit, Stamp};
use chrono::NaiveDate;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(
    context: &Context,
    file: &Path,
    records: &[String],
    on: Option<NaiveDate>,
) -> Outcome {
    let stamp = Stamp {
        now: clock().now,
        by: context.assessor.clone(),
    };
    let day = on.unwrap_or(clock().today);
    let of_all = crate::folder::is_folder(file);
    let folder = if of_all {
        std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
    } else {
        absolute_folder(file)
    };
    let change = |next: &mut Assessment| {
        let mut ids = Vec::new();
        for record in records {
            let id = super::find(next, record, &folder)?;
            Edit::EvidenceViewed(id.clone(), Some(day))
                .apply(next, &context.questionnaire, &stamp)
                .map_err(|error| Failure::usage(error.to_string()))?;
            ids.push(id);
        }
        Ok(ids)
    };
    let (next, ids) = if of_all {
        super::folder::saved(file, change)?
    } else {
        saved(context, file, change)?
    };
    for id in ids {
        let by = next.evidence.get(&id).map(|e| e.viewed_by.as_str());
        let by = by.filter(|by| !by.is_empty()).unwrap_or("someone unnamed");
        let by = crate::text::one_line(by);
        say(&format!("{id}: viewed {day} by {by}"));
    }
    Ok(ExitCode::SUCCESS)
}
