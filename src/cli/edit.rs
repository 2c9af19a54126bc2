//! What the commands that change an answer file share: naming items and
//! days, saving against other writers, looking at evidence, telling gaps.

use super::{Context, Failure, clock, open_failure, report_clock, say, styled};
use crate::assessment::{
    Answer, Assessment, Edit, FileState, Files, Role, Stamp, folder_of, is_half_link, parse_day,
    parse_period,
};
use crate::gaps::SOON_DAYS;
use crate::questionnaire::{ItemId, Questionnaire, StepId};
use crate::store::{SaveError, evidence};
use crate::text::one_line;
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// How often a save is tried anew on what another program has just written.
const TRIES: usize = 20;

/// Makes a change on what the file says now and saves it. Another program's
/// save in between costs a new try and nothing else.
pub fn saved<T>(
    context: &Context,
    path: &Path,
    change: impl Fn(&mut Assessment) -> Result<T, Failure>,
) -> Result<(Assessment, T), Failure> {
    for _ in 0..TRIES {
        let mut file = super::folder::open_or_begin(path, &context.questionnaire)
            .map_err(|error| open_failure(&error, styled(&std::io::stderr())))?;
        let before = file.assessment().clone();
        let mut next = before.clone();
        let result = change(&mut next)?;
        match file.save(&next) {
            Ok(()) => {
                file.take_told().iter().for_each(|note| say(note));
                let whose = |by: String| match by.as_str() {
                    "" => by,
                    by => format!(" by {}", one_line(by)),
                };
                for (role, id, by) in before.reviews_withdrawn(&next) {
                    say(&format!(
                        "{role}.{id}: its review{} is withdrawn",
                        whose(by)
                    ));
                }
                for (role, id, by) in before.comments_replaced(&next) {
                    let by = one_line(&by);
                    say(&format!(
                        "{role}.{id}: the review comment by {by} is gone from the file"
                    ));
                }
                for (role, by) in before.sign_offs_broken(&next) {
                    let by = whose(by);
                    say(&format!("{role}: its sign-off{by} is stale now"));
                }
                for (role, by) in before.sign_offs_doubted(&next) {
                    let by = whose(by);
                    say(&format!(
                        "{role}: it is signed off{by}, and changes are requested now"
                    ));
                }
                return Ok((next, result));
            }
            Err(SaveError::ChangedOnDisk) => {}
            Err(error) => return Err(Failure::found(error.to_string())),
        }
    }
    Err(Failure::found(
        "the file keeps changing: nothing was changed; try again",
    ))
}

/// The href that a path which was typed is recorded with, seen from the answer
/// file's folder or else from the current one. Says which where both have one.
pub fn meant(named: &str, folder: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let meant = evidence::meant(named, folder, &here);
    meant.aside.iter().for_each(|aside| say(aside));
    meant.href
}

/// The href that the register has for what is named by one.
pub fn as_known(a: &Assessment, href: &str, folder: &Path) -> String {
    evidence::as_known(href, folder, a.evidence.values().map(|e| e.href.as_str()))
}

/// What somebody names as evidence of an answer file or a folder of controls, as
/// it is recorded. What answers stand in is no proof of them: each save would make
/// it another one.
///
/// # Errors
/// When it is such a file.
pub fn proof(named: &str, folder: &Path, file: &Path) -> Result<String, Failure> {
    let href = meant(named, folder);
    let half = is_half_link(&href).then(|| evidence::problem(folder, &href));
    if let Some(why) = half.flatten() {
        return Err(Failure::usage(format!("“{}”: {why}", one_line(named))));
    }
    match crate::folder::is_own(&folder.join(&href), file) {
        None => Ok(href),
        Some(what) => Err(Failure::usage(format!(
            "{} is {what}: name what proves the answer",
            one_line(named)
        ))),
    }
}

/// The folder that evidence paths start from, as an absolute path: what is
/// dropped on a command line often is one.
pub fn absolute_folder(file: &Path) -> PathBuf {
    evidence::home(folder_of(file))
}

/// `CSP.03`, `csp.3`, `MP.CEK-02.1`.
pub fn item(text: &str, q: &Questionnaire) -> Result<(Role, ItemId), Failure> {
    let wrong = |why: String| {
        Failure::usage(format!(
            "{why}: name an item as CSP.03, CSP.ccm-1 or CSP.{}",
            first_question(q)
        ))
    };
    let (role, rest) = text
        .split_once('.')
        .ok_or_else(|| wrong(format!("“{}” is not an item", crate::text::one_line(text))))?;
    let role = super::role(role).map_err(wrong)?;
    if !q.asks(role) {
        let asked: Vec<&str> = q.roles.iter().map(|r| r.id.as_str()).collect();
        return Err(Failure::usage(format!(
            "{} asks nothing of {role}: expected {}",
            q.control.id,
            asked.join(", ")
        )));
    }
    let question = q.questions.iter().find(|x| x.id.eq_ignore_ascii_case(rest));
    let item = match question {
        Some(question) => ItemId::Question(question.id.clone()),
        None => ItemId::Step(rest.parse::<StepId>().map_err(|e| wrong(e.to_string()))?),
    };
    Ok((role, item))
}

/// The items that are named, each once: `CSP.03`, `CSP.01..CSP.05` in the
/// questionnaire's order, `MP.*` for all steps of a role.
pub fn items(texts: &[String], q: &Questionnaire) -> Result<Vec<(Role, ItemId)>, Failure> {
    let mut all = Vec::new();
    for text in texts {
        let named = match (text.split_once(".."), text.strip_suffix(".*")) {
            (Some((from, to)), _) => between(from, to, q)?,
            (None, Some(role)) => {
                let role = super::role(role).map_err(Failure::usage)?;
                let steps = q.items(role).filter(|item| item.step().is_some());
                steps.map(|item| (role, item)).collect()
            }
            (None, None) => vec![item(text, q)?],
        };
        if named.is_empty() {
            let (text, id) = (crate::text::one_line(text), &q.control.id);
            return Err(Failure::usage(format!(
                "{text} names nothing: {id} has no steps for that role"
            )));
        }
        all.extend(named);
    }
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|named| seen.insert(named.clone()));
    Ok(all)
}

/// The items of a role from one to another, both included. The role need not
/// be said again: `CSP.01..05`.
fn between(from: &str, to: &str, q: &Questionnaire) -> Result<Vec<(Role, ItemId)>, Failure> {
    let range = crate::text::one_line(&format!("{from}..{to}"));
    if from.is_empty() || to.is_empty() {
        return Err(Failure::usage(format!(
            "{range} has one end: name both, as CSP.01..CSP.05"
        )));
    }
    let first = item(from, q)?;
    let last = match item(to, q) {
        Err(_) => item(&format!("{}.{to}", first.0), q)?,
        last => last?,
    };
    if first.0 != last.0 {
        return Err(Failure::usage(format!(
            "{range} goes from {} to {}: a range is of one role",
            first.0, last.0
        )));
    }
    let all: Vec<ItemId> = q.items(first.0).collect();
    let place = |item: &ItemId| {
        let at = all.iter().position(|i| i == item);
        at.ok_or_else(|| {
            let id = &q.control.id;
            Failure::usage(format!("{range}: {id} has no item {item} for {}", first.0))
        })
    };
    let (start, end) = (place(&first.1)?, place(&last.1)?);
    if start > end {
        return Err(Failure::usage(format!(
            "{range} runs backwards: name the earlier item first"
        )));
    }
    let chosen = all.into_iter().skip(start).take(end - start + 1);
    Ok(chosen.map(|item| (first.0, item)).collect())
}

/// A day as people write it.
pub fn day(text: &str) -> Result<NaiveDate, String> {
    parse_day(text, clock().today).map_err(|e| e.to_string())
}

fn first_question(q: &Questionnaire) -> &str {
    q.questions.first().map_or("CEK-02.1", |x| x.id.as_str())
}

/// A period as `2026-01-01..2026-06-30`; either end can be left out.
pub fn period(text: &str) -> Result<(Option<NaiveDate>, Option<NaiveDate>), String> {
    parse_period(text, clock().today)
}

/// The evidence that the user has just named, and what is said of it.
#[derive(Clone)]
pub struct Named {
    pub hrefs: Vec<String>,
    pub title: Option<String>,
    pub collected_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub period: Option<(Option<NaiveDate>, Option<NaiveDate>)>,
}

impl Named {
    /// Reads the files and records their digests where there is none yet.
    pub fn record(
        &self,
        next: &mut Assessment,
        q: &Questionnaire,
        folder: &Path,
        stamp: &Stamp,
    ) -> Result<Files, Failure> {
        let mut files = Files::new();
        for href in &self.hrefs {
            let href = as_known(next, href.trim(), folder);
            let href = href.as_str();
            let found = next
                .evidence
                .iter_mut()
                .find(|(_, record)| record.href == href);
            let Some((id, record)) = found else { continue };
            let id = id.clone();
            let state = evidence::inspect(folder, href, true);
            if let FileState::Present { sha256, size } = &state
                && record.sha256.is_empty()
            {
                record.sha256.clone_from(sha256);
                record.size = Some(*size);
            }
            let dates =
                self.collected_on.is_some() || self.expires_on.is_some() || self.period.is_some();
            if dates && crate::gaps::is_changed(record, &state) {
                return Err(Failure::usage(format!(
                    "{} is not the file that was recorded, and no day is set for that one: aicaiq evidence renew FILE {id} records it as it is now",
                    one_line(href)
                )));
            }
            let title = self
                .title
                .iter()
                .map(|t| Edit::EvidenceTitle(id.clone(), t.clone()));
            let expires = self
                .expires_on
                .iter()
                .map(|day| Edit::EvidenceExpires(id.clone(), Some(*day)));
            let collected = self
                .collected_on
                .iter()
                .map(|day| Edit::EvidenceCollected(id.clone(), Some(*day)));
            let period = self
                .period
                .iter()
                .map(|(from, to)| Edit::EvidencePeriod(id.clone(), *from, *to));
            for edit in title.chain(collected).chain(expires).chain(period) {
                edit.apply(next, q, stamp)
                    .map_err(|error| Failure::usage(error.to_string()))?;
            }
            files.insert(id, state);
        }
        Ok(files)
    }
}

/// Says what the item is now and which gaps it has, all its evidence looked
/// at.
pub fn report(
    q: &Questionnaire,
    a: &Assessment,
    folder: &Path,
    mut files: Files,
    role: Role,
    item: &ItemId,
) {
    let (word, evidence_ids) = match item {
        ItemId::Question(id) => {
            let x = a.question(role, id);
            (x.answer.map_or("unanswered", Answer::as_str), &x.evidence)
        }
        ItemId::Step(id) => {
            let x = a.step(role, id);
            (x.outcome().as_str(), &x.evidence)
        }
    };
    for id in evidence_ids {
        if let Some(record) = a.evidence.get(id)
            && !files.contains_key(id)
        {
            files.insert(id.clone(), evidence::inspect(folder, &record.href, false));
        }
    }
    say(&format!("{role}.{item} {word}"));
    let rules = crate::gaps::Context {
        today: report_clock().today,
        soon_days: SOON_DAYS,
        files: &files,
    };
    for gap in crate::gaps::of_item(q, a, &rules, role, item) {
        say(&format!("  gap ({}): {}", gap.severity, gap.message));
    }
}
