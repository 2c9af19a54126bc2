//! The answers of a canonical file, role by role. The fields stand here in the
//! order of the file.

use super::answers::Answers;
use crate::assessment::{
    Action, EvidenceId, EvidenceIds, QuestionAnswer, Role, Sample, SignOff, StepAnswer,
};
use crate::canon::{Canon, Lines, Other};
use crate::questionnaire::{Questionnaire, Step};
use std::collections::BTreeSet;

const START: &str = "[roles.";

/// Where the tables of a role have come to, in their order.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Place<'t> {
    Nowhere,
    Question(&'t str),
    Step(bool, u32),
    SignedOff,
}

pub(super) fn roles(
    lines: &mut Lines<'_>,
    q: &Questionnaire,
    assessed: &[Role],
    answers: &mut impl Answers,
) -> Canon<()> {
    let mut last = None;
    while let Some(header) = lines.peek(START) {
        let (word, _) = header.split_once('.').ok_or(Other)?;
        let role: Role = word.parse().map_err(|_| Other)?;
        if last >= Some(role) || !assessed.contains(&role) {
            return Err(Other);
        }
        tables(lines, q, role, answers)?;
        last = Some(role);
    }
    Ok(())
}

/// All tables of a role.
fn tables(
    lines: &mut Lines<'_>,
    q: &Questionnaire,
    role: Role,
    answers: &mut impl Answers,
) -> Canon<()> {
    // Where nothing is asked of the role, that is to be told.
    let steps = q.role(role).ok_or(Other)?.steps.as_slice();
    let mut place = Place::Nowhere;
    // Most steps come one after the other.
    let mut next = 0;
    while let Some(header) = lines.peek(START) {
        let Some(table) = header
            .strip_prefix(role.as_str())
            .and_then(|h| h.strip_prefix('.'))
        else {
            break;
        };
        let before = place;
        if let Some(rest) = table.strip_prefix("steps.") {
            let end = rest.find(['.', ']']).ok_or(Other)?;
            let (id, after) = rest.split_at_checked(end).ok_or(Other)?;
            let known = |s: &&Step| s.id.as_str() == id;
            let at = match steps.get(next).filter(known) {
                Some(_) => next,
                None => steps.iter().position(|s| known(&s)).ok_or(Other)?,
            };
            next = at + 1;
            let step = steps.get(at).ok_or(Other)?;
            place = Place::Step(step.id.is_ccm(), step.id.number());
            let answer = step_answer(lines, &mut Tables::of(header, after))?;
            if answer != *StepAnswer::none() {
                answers.step(role, (at, step), answer);
            }
        } else if let Some(rest) = table.strip_prefix("questions.") {
            let (id, after) = Lines::key_of(rest)?;
            let mut all = q.questions.iter().enumerate();
            let asked = all.find(|(_, x)| x.id == id).ok_or(Other)?;
            place = Place::Question(id);
            let answer = question_answer(lines, &mut Tables::of(header, after))?;
            if answer != *QuestionAnswer::none() {
                answers.question(role, asked, answer);
            }
        } else if table == "sign_off]" {
            place = Place::SignedOff;
            lines.header(START).ok_or(Other)?;
            let signed = SignOff {
                by: lines.text("by")?,
                at: lines.time("at")?,
                statement: lines.text("statement")?,
                asked: lines.text("asked")?,
                digest: lines.text("digest")?,
            };
            if signed != SignOff::default() {
                answers.signed(role, signed);
            }
        } else {
            return Err(Other);
        }
        // What stands twice is refused with what stands in another order.
        if before >= place {
            return Err(Other);
        }
    }
    Ok(())
}

/// The table of an item and the tables below it.
struct Tables<'t> {
    /// The header without what stands behind the item.
    header: &'t str,
    found: bool,
}

impl<'t> Tables<'t> {
    fn of(header: &'t str, after: &str) -> Self {
        let end = header.len() - after.len();
        Self {
            header: header.get(..end).unwrap_or_default(),
            found: false,
        }
    }

    /// Passes the header with this end, if it is the next one.
    fn open(&mut self, lines: &mut Lines<'_>, end: &str) -> bool {
        let opened = lines.opens([START, self.header, end]);
        self.found |= opened;
        opened
    }
}

fn question_answer(lines: &mut Lines<'_>, tables: &mut Tables<'_>) -> Canon<QuestionAnswer> {
    // Where there is none, none of its keys is found either.
    tables.open(lines, "]");
    let answer = QuestionAnswer {
        answer: lines.word("answer")?,
        suggested: lines.word("suggested")?,
        ownership: lines.word("ownership")?,
        implementation: lines.told("implementation")?,
        customer_responsibilities: lines.unread("customer_responsibilities")?,
        evidence: evidence(lines)?,
        answered_by: lines.unread("answered_by")?,
        answered_at: lines.time("answered_at")?,
        asked: lines.unread("asked")?,
        was: lines.unread("was")?,
        action: action(lines, tables)?,
    };
    tables.found.then_some(answer).ok_or(Other)
}

fn step_answer(lines: &mut Lines<'_>, tables: &mut Tables<'_>) -> Canon<StepAnswer> {
    tables.open(lines, "]");
    let answer = StepAnswer {
        outcome: lines.word("outcome")?,
        suggested: lines.word("suggested")?,
        grade: lines.word("grade")?,
        methods: {
            let mut methods = BTreeSet::new();
            let brief = lines.is_brief();
            lines.list("methods", |word| {
                let method = word.parse().map_err(|_| Other)?;
                // No rule reads them.
                if !brief {
                    methods.insert(method);
                }
                Ok(())
            })?;
            methods
        },
        effectiveness: lines.word("effectiveness")?,
        note: lines.unread("note")?,
        justification: lines.told("justification")?,
        evidence: evidence(lines)?,
        assessed_by: lines.text("assessed_by")?,
        assessed_at: lines.time("assessed_at")?,
        asked: lines.unread("asked")?,
        was: lines.unread("was")?,
        assessed_also: {
            let mut names = BTreeSet::new();
            lines.list("assessed_also", |name| {
                if !name.is_empty() {
                    names.insert(name.into_owned());
                }
                Ok(())
            })?;
            names
        },
        review: lines.word("review")?,
        reviewed_by: lines.text("reviewed_by")?,
        reviewed_at: lines.time("reviewed_at")?,
        review_comment: lines.unread("review_comment")?,
        sample: sample(lines, tables)?,
        action: action(lines, tables)?,
    };
    let fits = answer.grade.is_none_or(|g| g.fits(answer.outcome()));
    (tables.found && fits).then_some(answer).ok_or(Other)
}

fn evidence(lines: &mut Lines<'_>) -> Canon<EvidenceIds> {
    let mut ids = EvidenceIds::new();
    lines.list("evidence", |id| {
        ids.insert(EvidenceId::new(&id).ok_or(Other)?);
        Ok(())
    })?;
    Ok(ids)
}

fn sample(lines: &mut Lines<'_>, tables: &mut Tables<'_>) -> Canon<Option<Sample>> {
    if !tables.open(lines, ".sample]") {
        return Ok(None);
    }
    let sample = Sample {
        size: lines.number("size")?,
        population: lines.number("population")?,
        items: lines.told("items")?,
        selection: lines.told("selection")?,
    };
    sample.check().map_err(|_| Other)?;
    Ok((!sample.is_empty()).then_some(sample))
}

fn action(lines: &mut Lines<'_>, tables: &mut Tables<'_>) -> Canon<Option<Action>> {
    if !tables.open(lines, ".action]") {
        return Ok(None);
    }
    let action = Action {
        text: lines.text("text")?,
        owner: lines.text("owner")?,
        due: lines.date("due")?,
        status: lines.word("status")?,
        retest: lines.word("retest")?,
        retested_by: lines.unread("retested_by")?,
        retested_on: lines.date("retested_on")?,
    };
    Ok((action != Action::default()).then_some(action))
}
