//! Reading an answer file that is in the layout that this program writes,
//! many times as fast as by way of a TOML document.
//!
//! What is read is just what [`parse`](super::parse()) reads: whatever is not
//! as [`render`](super::render) would have written it (but for comments on
//! lines of their own, and blank lines), or may be wrong, is left to that. A
//! property compares the two on files that were changed in every way.

mod answers;
mod people;
mod roles;

pub(crate) use answers::Places;

use super::meant::Head;
use super::parse::{CONFLICT, Parsed, parse_document};
use crate::assessment::{Assessment, Evidence, EvidenceId, Role, SCHEMA, is_broken_link};
use crate::canon::{Canon, Lines, Other, is_plain};
use crate::questionnaire::Questionnaire;
use answers::Answers;
use std::collections::BTreeMap;

/// Reads the text of an answer file as the file says it, nothing inherited;
/// none when it is not in the canonical layout or an error may be in it. What
/// is shared is for what may be missing or referred to.
pub(crate) fn read(
    text: &str,
    questionnaire: &Questionnaire,
    shared: Option<&Assessment>,
) -> Option<Parsed> {
    let lines = checked(text).ok()?;
    let mut answers = BTreeMap::new();
    let mut parsed = canonical(text, lines, questionnaire, shared, &mut answers).ok()?;
    parsed.assessment.answers = answers;
    all_rest_on_records(&parsed.assessment, shared).then_some(parsed)
}

fn all_rest_on_records(a: &Assessment, shared: Option<&Assessment>) -> bool {
    let is_shared = |id| shared.is_some_and(|s| s.evidence.contains_key(id));
    let mut used = a.evidence_used();
    used.all(|id| a.evidence.contains_key(id) || is_shared(id))
}

/// Reads what the rules read of it, so that they come to the same: of texts no
/// more than whether there is one, and nothing that is only warned of. The
/// answers come into their places, the rest is returned. Whether there is a
/// record of all evidence that they rest on is left to who looks it up anyway:
/// where there is none, the file has to be read in the other way.
pub(crate) fn read_brief(
    text: &str,
    questionnaire: &Questionnaire,
    shared: Option<&Assessment>,
    answers: &mut Places,
) -> Option<Assessment> {
    answers.clear();
    let lines = checked(text).ok()?.brief();
    let parsed = canonical(text, lines, questionnaire, shared, answers).ok()?;
    Some(parsed.assessment)
}

/// The control that an answer file in the canonical layout answers, read from
/// its head alone.
pub(crate) fn control(text: &str) -> Option<String> {
    let mut lines = Lines::new(text);
    let mut a = Assessment::default();
    start(&mut lines).ok()?;
    names(&mut lines, &mut a).ok()?;
    // Where keys stand in another order, it comes later.
    Some(a.questionnaire).filter(|id| !id.is_empty())
}

/// What the head of an answer file says. None where it is not whole and in the
/// canonical layout.
pub(crate) fn head(text: &str) -> Option<Head> {
    let read = || {
        let mut lines = checked(text)?;
        let mut a = Assessment::default();
        start(&mut lines)?;
        names(&mut lines, &mut a)?;
        assessed(&mut lines, &mut a)?;
        from_parts(&mut lines, &mut a)?;
        lines.skip();
        let whole = lines.left() == 0 || lines.peek("[").is_some();
        let known = whole && !a.questionnaire.is_empty();
        known.then_some(a).ok_or(Other)
    };
    let a = read().ok()?;
    Some(Head {
        control: Some(a.questionnaire),
        digest: a.questionnaire_digest,
        subject: a.subject,
        has_roles: !a.roles.is_empty(),
    })
}

fn canonical(
    text: &str,
    mut lines: Lines<'_>,
    q: &Questionnaire,
    shared: Option<&Assessment>,
    answers: &mut impl Answers,
) -> Canon<Parsed> {
    start(&mut lines)?;
    let mut a = Assessment::default();
    let as_usual = known_head(&mut lines, q, &mut a)?;
    if a.roles.is_empty() && shared.is_none_or(|s| s.roles.is_empty()) {
        return Err(Other);
    }
    let problems = if as_usual {
        Vec::new()
    } else {
        // Warnings of the head are worded in one place only.
        let head = text.len() - lines.left();
        let (head, _) = parse_document(text.get(..head).ok_or(Other)?, q, shared);
        if head.has_errors() {
            return Err(Other);
        }
        head.problems
    };
    people::people(&mut lines, &mut a)?;
    let inherited = shared.filter(|_| a.roles.is_empty());
    let assessed = inherited.map_or(&a.roles, |s| &s.roles);
    roles::roles(&mut lines, q, assessed, answers)?;
    register(&mut lines, &mut a)?;
    // What is too much is said in one place only; of texts, `lines` sees it.
    let too_much = crate::limits::counts(&a).is_err();
    if lines.left() > 0 || too_much {
        return Err(Other);
    }
    Ok(Parsed {
        assessment: a,
        problems,
        schema: SCHEMA,
    })
}

/// Reads the text of an `assessment.toml`, in the same way.
pub(crate) fn read_shared(text: &str) -> Option<Parsed> {
    let shared = || {
        let mut lines = checked(text)?;
        start(&mut lines)?;
        let mut a = Assessment {
            subject: lines.text("subject")?,
            ..Assessment::default()
        };
        assessed(&mut lines, &mut a)?;
        people::people(&mut lines, &mut a)?;
        register(&mut lines, &mut a)?;
        let whole = lines.left() == 0 && !a.roles.is_empty() && crate::limits::counts(&a).is_ok();
        whole.then_some(a).ok_or(Other)
    };
    Some(Parsed {
        assessment: shared().ok()?,
        problems: Vec::new(),
        schema: SCHEMA,
    })
}

/// The lines of a text in which nothing is refused anywhere.
fn checked(text: &str) -> Canon<Lines<'_>> {
    // Its first character alone is rare.
    let mut marks = memchr::memchr_iter(b'<', text.as_bytes());
    let is_marked = |at| {
        text.get(at..)
            .is_some_and(|rest| rest.starts_with(CONFLICT))
    };
    let plain = !marks.any(is_marked) && is_plain(text);
    plain.then(|| Lines::new(text)).ok_or(Other)
}

fn start(lines: &mut Lines<'_>) -> Canon<()> {
    lines.skip();
    if lines.number("schema")? != u64::try_from(SCHEMA).ok() {
        return Err(Other);
    }
    lines.opens(["[assessment]"]).then_some(()).ok_or(Other)
}

fn names(lines: &mut Lines<'_>, a: &mut Assessment) -> Canon<()> {
    a.subject = lines.text("subject")?;
    a.questionnaire = lines.text("questionnaire")?;
    a.questionnaire_version = lines.text("questionnaire_version")?;
    a.questionnaire_digest = lines.text("questionnaire_digest")?;
    Ok(())
}

/// Reads the head; whether nothing in it is to be warned of.
fn known_head(lines: &mut Lines<'_>, q: &Questionnaire, a: &mut Assessment) -> Canon<bool> {
    names(lines, a)?;
    if a.questionnaire != q.control.id {
        return Err(Other);
    }
    assessed(lines, a)?;
    from_parts(lines, a)?;
    let layer = |id: &String| q.layers.iter().any(|l| l.id == *id);
    Ok((lines.is_brief()
        || a.questionnaire_digest.is_empty()
        || a.questionnaire_digest == q.digest)
        && a.roles.iter().all(|role| q.role(*role).is_some())
        && a.layers.iter().all(layer))
}

/// What the controls of a folder may share.
fn assessed(lines: &mut Lines<'_>, a: &mut Assessment) -> Canon<()> {
    lines.list("roles", |word| {
        let role: Role = word.parse().map_err(|_| Other)?;
        if a.roles.contains(&role) {
            return Err(Other);
        }
        a.roles.push(role);
        Ok(())
    })?;
    lines.list("layers", |layer| {
        a.layers.push(layer.into_owned());
        Ok(())
    })?;
    a.assessor = lines.text("assessor")?;
    a.questionnaires = lines.text("questionnaires")?;
    Ok(())
}

/// What it is a part of, and what was joined into it.
fn from_parts(lines: &mut Lines<'_>, a: &mut Assessment) -> Canon<()> {
    a.split_digest = lines.text("split_digest")?;
    lines.list("joined", |state| {
        match a.joined.insert(state.into_owned()) {
            true => Ok(()),
            false => Err(Other),
        }
    })?;
    Ok(())
}

fn register(lines: &mut Lines<'_>, a: &mut Assessment) -> Canon<()> {
    while let Some(header) = lines.header("[evidence.") {
        let id = EvidenceId::new(header.strip_suffix(']').ok_or(Other)?).ok_or(Other)?;
        let in_order = a
            .evidence
            .last_key_value()
            .is_none_or(|(last, _)| *last < id);
        let record = Evidence {
            title: lines.text("title")?,
            href: lines.text("href")?,
            sha256: sha256(lines.text("sha256")?)?,
            size: lines.number("size")?,
            collected_on: lines.date("collected_on")?,
            collected_by: lines.text("collected_by")?,
            viewed_on: lines.date("viewed_on")?,
            viewed_by: lines.text("viewed_by")?,
            period_from: lines.date("period_from")?,
            period_to: lines.date("period_to")?,
            expires_on: lines.date("expires_on")?,
        };
        let backwards =
            matches!((record.period_from, record.period_to), (Some(from), Some(to)) if from > to);
        let broken = record.href.is_empty() || is_broken_link(&record.href);
        if !in_order || broken || backwards {
            return Err(Other);
        }
        a.evidence.insert(id, record);
    }
    Ok(())
}

/// As it is written: without `sha256:` before it and in lower case.
fn sha256(digits: String) -> Canon<String> {
    let hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    let well_formed = digits.len() == 64 && digits.bytes().all(hex);
    (well_formed || digits.is_empty())
        .then_some(digits)
        .ok_or(Other)
}
