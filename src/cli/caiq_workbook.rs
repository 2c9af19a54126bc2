//! `aicaiq export --format caiq-workbook`: answers into a copy of CSA's
//! AI-CAIQ workbook.

use super::import::{
    AtHand, bytes_of, chosen, files_of, head_of, name_of, no_such, of_another, of_others, tell,
};
use super::{
    Context, Failure, Outcome, not_over, open_failure, report_clock, say, styled, write_failure,
};
use crate::assessment::{Role, folder_of};
use crate::gaps::SOON_DAYS;
use crate::import::{Cells, NotCopied, Wanted, copy_in};
use crate::questionnaire::by_number;
use crate::report::{self, Finding, Report, caiq};
use crate::store::AnswerFile;
use crate::store::evidence::inspect_all;
use crate::store::output::{write_new, write_over};
use crate::text::{count, one_line};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is to be written where.
pub struct Call<'a> {
    /// An answer file, or a folder of them.
    pub file: &'a Path,
    /// The workbook that the answers go into a copy of.
    pub workbook: &'a Path,
    /// The copy.
    pub out: &'a Path,
    /// The sheet; without it the first for the role's answers.
    pub sheet: Option<&'a str>,
    pub role: Option<Role>,
    pub questionnaires: Option<&'a Path>,
    pub force: bool,
}

pub fn run(context: &Context, call: &Call<'_>) -> Outcome {
    let name = |path: &Path| one_line(&path.display().to_string());
    let folder = if call.file.is_dir() {
        call.file
    } else {
        folder_of(call.file)
    };
    let at_hand = AtHand::find(context, call.questionnaires, folder)?;
    let files: Vec<PathBuf> = if call.file.is_dir() {
        files_of(call.file)?.into_values().collect()
    } else {
        vec![call.file.to_owned()]
    };
    if same(call.workbook, call.out) {
        return Err(Failure::usage(
            "--out names the workbook itself: choose another name",
        ));
    }
    let (mut answers, mut notes) = (BTreeMap::new(), Vec::new());
    let mut reworded: Vec<(String, String)> = Vec::new();
    let mut wrong = Vec::new();
    let mut open = Open::default();
    let mut skipped = 0;
    let mut roles = BTreeSet::new();
    for path in &files {
        let id = head_of(path).unwrap_or_default().questionnaire;
        let q = match at_hand.of(&id)? {
            Some(q) => q,
            None if call.file.is_dir() => {
                notes.push(format!(
                    "{}: the questionnaire of {} is not at hand: left out",
                    name(path),
                    one_line(&id)
                ));
                continue;
            }
            None => std::sync::Arc::clone(&context.questionnaire),
        };
        let file =
            AnswerFile::open(path, &q).map_err(|e| open_failure(&e, styled(&io::stderr())))?;
        not_over(call.out, context, &file)?;
        let looked_at = inspect_all(folder_of(path), file.assessment());
        let rules = crate::gaps::Context {
            today: report_clock().today,
            soon_days: SOON_DAYS,
            files: &looked_at,
        };
        let report = report::build(&q, file.assessment(), &rules);
        if let Some(said) = caiq::text_differs(&report) {
            reworded.push((one_line(&report.questionnaire.id), said));
        }
        match gather(&report, call.role, &mut answers, &mut wrong) {
            Ok((role, more)) => {
                roles.insert(role);
                open.all.extend(more.all);
            }
            Err(caiq::NoRole::NotAssessed { .. } | caiq::NoRole::Nobody) if call.file.is_dir() => {
                skipped += 1
            }
            Err(error) => return Err(Failure::usage(error.to_string())),
        }
    }
    if answers.is_empty() {
        return Err(Failure::found(
            "no question is answered: there is nothing to write",
        ));
    }
    let role = match (roles.pop_first(), roles.is_empty()) {
        (Some(role), true) => role,
        (first, _) => {
            let all: Vec<&str> = first.iter().chain(&roles).map(|r| r.as_str()).collect();
            let error = caiq::NoRole::Several(all.join(", "));
            return Err(Failure::usage(error.to_string()));
        }
    };
    let bytes = bytes_of(call.workbook)?;
    let ids = at_hand.known();
    let wanted = Wanted {
        sheet: call.sheet,
        role: Some(role),
        ids: Some(&ids),
    };
    let copied = copy_in(&name_of(call.workbook), &bytes, &wanted, &answers);
    let copied = copied.map_err(|error| match error {
        NotCopied::Other(fitting) => no_such(
            &name(call.workbook),
            call.sheet.unwrap_or_default(),
            &fitting,
        ),
        NotCopied::OtherRoles(role, fitting) => of_others(&name(call.workbook), role, &fitting),
        error => Failure::found(format!("{}: {error}", name(call.workbook))),
    })?;
    let write = if call.force { write_over } else { write_new };
    write(call.out, &copied.bytes).map_err(|error| write_failure(call.out, &error))?;
    of_another(&name(call.workbook), &copied.sheet, &copied.named, role);
    for cell in &copied.replaced {
        say(&format!("difference: {cell}"));
    }
    tell(&copied.notes);
    for other in &copied.others {
        say(&format!(
            "note: {}: “{}” is left as it is: the answers went into “{}”; to choose the other: {}",
            name(call.workbook),
            one_line(other),
            one_line(&copied.sheet),
            chosen(other)
        ));
    }
    // What the workbook does not ask is not handed in with it.
    open.only(&copied.asked);
    let wrong = wrong
        .iter()
        .filter(|v| copied.asked.contains(v.item.as_str()));
    notes.extend(wrong.map(|v| format!("before it is handed in: {v}")));
    // Once for a folder.
    match reworded.as_slice() {
        [(_, said)] => notes.push(said.clone()),
        [(first, _), ..] => notes.push(format!(
            "{} ({first}, …): the questionnaires' texts have changed since they were answered: check that the answers still fit them",
            count(reworded.len(), "control")
        )),
        [] => {}
    }
    for note in notes {
        say(&format!("note: {note}"));
    }
    if !copied.missing.is_empty() {
        say(&format!(
            "note: the workbook does not have {}",
            some(copied.missing.iter())
        ));
    }
    if skipped > 0 {
        say(&format!(
            "note: {} without that role left out",
            count(skipped, "control")
        ));
    }
    let questions = count(copied.questions, "question");
    let cells = count(copied.changed, "cell");
    let replaced = match copied.replaced.len() {
        0 => String::new(),
        n => format!(", {n} of which said something else"),
    };
    say(&format!(
        "wrote {}: {questions} of {role} into “{}”, {cells} changed{replaced}{open}",
        name(call.out),
        one_line(&copied.sheet)
    ));
    Ok(ExitCode::SUCCESS)
}

/// The questions that have no answer.
#[derive(Default)]
struct Open {
    /// By id, whether something else of them is to be written.
    all: BTreeMap<String, bool>,
}

impl Open {
    /// Leaves out what the workbook does not ask.
    fn only(&mut self, asked: &BTreeSet<String>) {
        self.all.retain(|id, _| asked.contains(id));
    }
}

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.all.len();
        if all == 0 {
            return Ok(());
        }
        let mut ids: Vec<&String> = self.all.keys().collect();
        ids.sort_by(|a, b| by_number(a, b));
        write!(f, "; {all} not answered yet ({})", some(ids.into_iter()))?;
        match self.all.values().filter(|has_texts| **has_texts).count() {
            0 => Ok(()),
            n => write!(f, ", {n} of them with the texts that there are"),
        }
    }
}

/// The first of some ids.
fn some<'a>(ids: impl ExactSizeIterator<Item = &'a String>) -> String {
    const TOLD: usize = 8;
    let more = if ids.len() > TOLD { ", …" } else { "" };
    let first: Vec<String> = ids.take(TOLD).map(|id| one_line(id)).collect();
    format!("{}{more}", first.join(", "))
}

/// The answers of a report's role; the questions that have none.
fn gather(
    report: &Report,
    named: Option<Role>,
    answers: &mut BTreeMap<String, Cells>,
    wrong: &mut Vec<caiq::Violation>,
) -> Result<(Role, Open), caiq::NoRole> {
    let role = caiq::provider(report, named)?;
    let mut open = Open::default();
    for row in &role.rows {
        let (
            Finding::Question { answer, .. },
            Some([id, question, _, owner, description, customer]),
        ) = (&row.finding, caiq::cells(row))
        else {
            continue;
        };
        if answer.is_none() {
            let texts = [&owner, &description, &customer]
                .iter()
                .any(|text| !text.trim().is_empty());
            open.all.insert(id.clone(), texts);
            // What is written is not kept back for what is not decided yet.
            if !texts {
                continue;
            }
        }
        wrong.extend(caiq::violations(role.role, row));
        let cells = Cells {
            question,
            answer: *answer,
            ownership: owner.parse().ok(),
            assumed: caiq::assumed(row).is_some(),
            implementation: description,
            customer_responsibilities: customer,
        };
        answers.insert(id, cells);
    }
    Ok((role.role, open))
}

/// Whether two paths lead to one file.
fn same(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
