//! Which sheet of a workbook answers are taken from, and what is told of it.

use super::{book, tell};
use crate::cli::{Failure, say};
use crate::import::{Filled, NotFilled, filled_in};
use crate::text::{count, one_line, shell_word};
use std::path::Path;

/// Reads a workbook's answers and tells which they are.
pub fn read(workbook: &Path, sheet: Option<&str>) -> Result<Filled, Failure> {
    let name = one_line(&workbook.display().to_string());
    let filled = filled_in(&book(workbook)?, sheet).map_err(|error| match error {
        NotFilled::NoSheet(near) => {
            tell(&near);
            Failure::found(format!("{name}: no sheet has a column “Question ID” and one for answers: is it an AI-CAIQ workbook?"))
        }
        NotFilled::Other(fitting) => {
            no_such(&name, sheet.unwrap_or_default(), &fitting)
        }
    })?;
    let texts = filled.rows.len() - filled.answered();
    let of_these = match texts {
        0 => String::new(),
        1 => ", 1 of which has other texts".to_owned(),
        n => format!(", {n} of which have other texts"),
    };
    say(&format!(
        "{name}: “{}”: {}, {} without an answer{of_these}",
        one_line(&filled.sheet),
        count(filled.answered(), "answered question"),
        filled.empty + texts
    ));
    tell(&filled.notes);
    tell(&filled.left_out);
    others(&name, &filled)?;
    Ok(filled)
}

/// Tells the other sheets that have answers; without any here, they are to be
/// chosen from.
fn others(name: &str, filled: &Filled) -> Result<(), Failure> {
    let others: Vec<String> = filled
        .others
        .iter()
        .filter(|(_, answers)| *answers > 0)
        .map(|(sheet, answers)| {
            let answers = count(*answers, "answer");
            format!("“{}” ({answers}): {}", one_line(sheet), chosen(sheet))
        })
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    if filled.rows.is_empty() {
        return Err(Failure::found(format!(
            "{name}: “{}” has no answer, and others have; choose {}",
            one_line(&filled.sheet),
            others.join(", or ")
        )));
    }
    for other in others {
        say(&format!("note: {name}: not read: {other}"));
    }
    Ok(())
}

/// That a workbook has no sheet of a name for answers, and which it has.
pub fn no_such(name: &str, sheet: &str, fitting: &[String]) -> Failure {
    let fitting: Vec<String> = fitting.iter().map(|s| chosen(s)).collect();
    Failure::usage(format!(
        "{name}: no sheet with answers is called “{}”: choose with {}",
        one_line(sheet),
        fitting.join(" or ")
    ))
}

/// How a sheet is chosen.
pub fn chosen(sheet: &str) -> String {
    format!("--sheet {}", shell_word(sheet))
}
