//! Which sheet of a workbook answers are taken from, and what is told of it.

use super::{book, tell};
use crate::assessment::Role;
use crate::cli::{Failure, say};
use crate::import::{Filled, Ids, Named, NotFilled, Wanted, filled_in};
use crate::text::{count, one_line, shell_word};
use std::path::Path;

/// How many questions are named.
const NAMED: usize = 8;

/// Reads a role's answers from a workbook and tells which they are.
pub fn read(
    workbook: &Path,
    sheet: Option<&str>,
    role: Role,
    ids: &Ids,
) -> Result<Filled, Failure> {
    let name = one_line(&workbook.display().to_string());
    let wanted = Wanted {
        sheet,
        role: Some(role),
        ids: Some(ids),
    };
    let filled = filled_in(&book(workbook)?, &wanted).map_err(|error| match error {
        NotFilled::NoSheet(near) => {
            tell(&near);
            Failure::found(format!("{name}: no sheet has a column “Question ID” and one for answers: is it an AI-CAIQ workbook?"))
        }
        NotFilled::Other(fitting) => {
            no_such(&name, sheet.unwrap_or_default(), &fitting)
        }
        NotFilled::OtherRoles(role, fitting) => of_others(&name, role, &fitting),
    })?;
    let answered = filled.answered();
    let all = count(answered + filled.open.len(), "question");
    say(&format!(
        "{name}: “{}”, answers of {role}: {answered} of {all} answered{}",
        one_line(&filled.sheet),
        open(&filled.open)
    ));
    of_another(&name, &filled.sheet, &filled.named, role);
    tell(&filled.notes);
    tell(&filled.left_out);
    others(&name, &filled, role)?;
    Ok(filled)
}

/// Which questions have no answer, and which of them have other texts.
fn open(all: &[(String, bool)]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let named = all.iter().take(NAMED).map(|(id, has_texts)| {
        let texts = if *has_texts {
            " (with other texts)"
        } else {
            ""
        };
        format!("{}{texts}", one_line(id))
    });
    let named: Vec<String> = named.collect();
    let rest = all.get(NAMED..).unwrap_or_default();
    let more = match rest.iter().filter(|(_, has_texts)| *has_texts).count() {
        0 if rest.is_empty() => String::new(),
        0 => ", …".to_owned(),
        n => format!(", … ({n} more with other texts)"),
    };
    format!(
        "; {} without an answer: {}{more}",
        all.len(),
        named.join(", ")
    )
}

/// Tells the other sheets that have answers; without any here, they are to be
/// chosen from.
fn others(name: &str, filled: &Filled, role: Role) -> Result<(), Failure> {
    let others: Vec<String> = filled
        .others
        .iter()
        .filter(|(_, answers)| *answers > 0)
        .map(|(other, answers)| {
            let answers = count(*answers, "answer");
            let how = match other.roles.first() {
                Some(theirs) if !other.serves(role) => format!("--role {theirs}"),
                _ => chosen(&other.sheet),
            };
            format!("“{}” ({answers}): {how}", one_line(&other.sheet))
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

/// That all sheets of a workbook name other roles than the one that is meant.
pub fn of_others(name: &str, role: Role, all: &[Named]) -> Failure {
    let named = all.iter().map(|named| {
        let sheet = one_line(&named.sheet);
        format!("“{sheet}” is of {}", list(&named.roles))
    });
    let named: Vec<String> = named.collect();
    let how: Vec<String> = all.iter().map(|named| chosen(&named.sheet)).collect();
    Failure::usage(format!(
        "{name}: no sheet with answers is one of {role}: {}; if one is all the same, choose it with {}",
        named.join(", "),
        how.join(" or ")
    ))
}

/// Tells that the sheet that was chosen names another role.
pub fn of_another(name: &str, sheet: &str, named: &[Role], role: Role) {
    if !named.is_empty() && !named.contains(&role) {
        say(&format!(
            "note: {name}: “{}” is of {} by its name or headings, and --sheet takes it for {role}",
            one_line(sheet),
            list(named)
        ));
    }
}

fn list(roles: &[Role]) -> String {
    let words: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    words.join(" and ")
}

/// How a sheet is chosen.
pub fn chosen(sheet: &str) -> String {
    format!("--sheet {}", shell_word(sheet))
}
