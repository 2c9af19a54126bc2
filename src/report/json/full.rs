//! Everything that a report says, as one JSON object.
//!
//! | key | what it is |
//! | --- | --- |
//! | `format` | the number 1; another one when a key changes its meaning or goes, new keys alone don't change it |
//! | `subject`, `assessor` | who is assessed, and who assesses |
//! | `as_of` | the day that dates were compared with |
//! | `questionnaire` | `id`, `title`, `domain`, `version`, `specification`, `digest` (of the text shown), `answered_digest`, `text_differs`, `attribution`, `license`, `source` |
//! | `roles` | a list in the assessment's order: `role`, `name`, `result`, `worst` (outcome so far), `counts` (by outcome, with `assessed` and `total`), `reviewed` (steps), `sign_off` (`by`, `at`, `statement`, `digest`, `state`), `items` |
//! | `roles[].items` | questions, then steps: `kind` (`question`, `step`), `item`, `topic`, `text`, `suggested` (by the last assessment, while nobody has confirmed it; `suggested_was`, its id then where that was another, and `suggested_text_changed`), `text_changed` (since it was answered, or since what is suggested was found), `conflict` (what two people changed and nobody has decided), `evidence` (ids), `action` (`text`, `owner`, `due`, `status`, `retest`, `retested_by`, `retested_on`), `by`, `at`, `gaps` (places in the root's list, from 0) |
//! | … of kind `question` | also `answer`, `ownership`, `implementation`, `customer_responsibilities` |
//! | … of kind `step` | also `origin` (of the wording), `outcome`, `grade`, `methods`, `effectiveness`, `sample` (`size`, `population`, `items`, `selection`), `note`, `justification`, `review` (`state`, `by`, `at`, `comment`) |
//! | `gap_counts` | `major`, `minor`, `open`, `watch` |
//! | `gaps` | a list, the heaviest first: `kind`, `severity`, `role`, `item`, `message`, `source` (of the rule) |
//! | `responsibility` | a layer each: `layer`, `name`, `ownership`, `in_scope`, `owners` (`role`, `assessed_here`, `result`, `worst`, `counts`, `declared`), `finding` (the holes in words) |
//! | `standards` | `id`, `name`, `coverage`, `mapping`, `references`, `addendum`, `gap_counts`, `bearing`, `meaning` |
//! | `evidence` | the register: `id`, `title`, `href`, `sha256`, `size` (bytes), `collected_on`, `collected_by`, `viewed_on`, `viewed_by`, `period_from`, `period_to`, `expires_on`, `state`, `expired`, `used_by` (`role`, `item`) |
//! | `actions` | all corrective actions: `role`, `item`, `topic`, the keys of an `action`, `overdue`, `due_soon` (within 30 days) |
//! | `not_asked` | assessed roles that the control asks nothing of |
//! | `unplaced` | answers that the questionnaire has no item for: `role`, `item` |
//! | `conflicts` | fields that two people changed and nobody has decided, by key path |
//!
//! Every key is always there; what is not known or not written is `null`, and
//! a list without entries is empty. Days are `YYYY-MM-DD`, times are UTC to
//! the second. Vocabularies are those of the answer file. Texts are as they
//! were written; characters that would steer a terminal are `\u` escapes.

use super::parts::{Action, Counts, EvidenceRecord, Item, Owner, SeverityCounts, day, text, time};
use crate::gaps;
use crate::questionnaire::Coverage;
use crate::report::{ActionRow, Report, RoleReport, SignedOff};
use serde::Serialize;

/// The number under `format`.
pub const FORMAT: u32 = 1;

/// Everything as one pretty-printed JSON object with a final line feed.
#[must_use]
pub fn render(report: &Report) -> String {
    // Structures with string keys cannot fail to serialise.
    let mut json = serde_json::to_string_pretty(&root(report)).unwrap_or_default();
    json.push('\n');
    crate::text::json(json)
}

#[derive(Serialize)]
pub(super) struct Root<'a> {
    format: u32,
    subject: Option<&'a str>,
    assessor: Option<&'a str>,
    as_of: String,
    questionnaire: Questionnaire<'a>,
    roles: Vec<Role<'a>>,
    gap_counts: SeverityCounts,
    gaps: Vec<Gap<'a>>,
    responsibility: Vec<Layer<'a>>,
    standards: Vec<Standard<'a>>,
    evidence: Vec<EvidenceRecord<'a>>,
    actions: Vec<ActionLine<'a>>,
    not_asked: Vec<&'a str>,
    unplaced: Vec<Place<'a>>,
    conflicts: &'a [String],
}

#[derive(Serialize)]
struct Questionnaire<'a> {
    id: &'a str,
    title: Option<&'a str>,
    domain: Option<&'a str>,
    version: Option<&'a str>,
    specification: Option<&'a str>,
    digest: &'a str,
    answered_digest: Option<&'a str>,
    text_differs: bool,
    attribution: Option<&'a str>,
    license: Option<&'a str>,
    source: Option<&'a str>,
}

#[derive(Serialize)]
struct Role<'a> {
    role: &'a str,
    name: Option<&'a str>,
    result: &'a str,
    worst: Option<&'a str>,
    counts: Counts,
    reviewed: usize,
    sign_off: Option<SignOff<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct SignOff<'a> {
    by: Option<&'a str>,
    at: Option<String>,
    statement: Option<&'a str>,
    digest: Option<&'a str>,
    state: &'a str,
}

#[derive(Serialize)]
struct Gap<'a> {
    kind: &'a str,
    severity: &'a str,
    role: &'a str,
    item: &'a str,
    message: &'a str,
    source: &'a str,
}

#[derive(Serialize)]
struct Layer<'a> {
    layer: &'a str,
    name: Option<&'a str>,
    ownership: &'a str,
    in_scope: bool,
    owners: Vec<Owner<'a>>,
    finding: Option<&'a str>,
}

#[derive(Serialize)]
struct Standard<'a> {
    id: &'a str,
    name: Option<&'a str>,
    coverage: &'a str,
    mapping: Option<&'a str>,
    references: &'a [String],
    addendum: Option<&'a str>,
    gap_counts: SeverityCounts,
    bearing: &'a str,
    meaning: &'a str,
}

#[derive(Serialize)]
struct ActionLine<'a> {
    role: &'a str,
    item: &'a str,
    topic: Option<&'a str>,
    #[serde(flatten)]
    action: Action<'a>,
    overdue: bool,
    due_soon: bool,
}

#[derive(Serialize)]
struct Place<'a> {
    role: &'a str,
    item: &'a str,
}

pub(super) fn root(report: &Report) -> Root<'_> {
    Root {
        format: FORMAT,
        subject: text(&report.subject),
        assessor: text(&report.assessor),
        as_of: day(report.today),
        questionnaire: questionnaire(report),
        roles: report.roles.iter().map(role).collect(),
        gap_counts: gaps::SeverityCounts::of(&report.gaps).into(),
        gaps: report.gaps.iter().map(gap).collect(),
        responsibility: report.responsibility.iter().map(layer).collect(),
        standards: report.standards.iter().map(standard).collect(),
        evidence: report.evidence.iter().map(EvidenceRecord::from).collect(),
        actions: report.actions.iter().map(action).collect(),
        not_asked: report.not_asked.iter().map(|r| r.as_str()).collect(),
        unplaced: report
            .unplaced
            .iter()
            .map(|u| Place {
                role: u.role.as_str(),
                item: u.item.as_str(),
            })
            .collect(),
        conflicts: &report.conflicts,
    }
}

fn questionnaire(report: &Report) -> Questionnaire<'_> {
    let q = &report.questionnaire;
    Questionnaire {
        id: &q.id,
        title: text(&q.title),
        domain: text(&q.domain),
        version: text(&q.version),
        specification: text(&q.specification),
        digest: &q.digest,
        answered_digest: text(&q.answered_digest),
        text_differs: q.text_differs,
        attribution: text(&q.attribution),
        license: text(&q.license),
        source: text(&q.source),
    }
}

fn role(role: &RoleReport) -> Role<'_> {
    Role {
        role: role.role.as_str(),
        name: text(&role.name),
        result: role.roll_up.result.as_str(),
        worst: role.roll_up.worst.map(|w| w.as_str()),
        counts: role.roll_up.counts.into(),
        reviewed: role.reviewed,
        sign_off: role.sign_off.as_ref().map(sign_off),
        items: role.rows.iter().map(Item::from).collect(),
    }
}

fn sign_off(signed: &SignedOff) -> SignOff<'_> {
    SignOff {
        by: text(&signed.signed.by),
        at: signed.signed.at.map(time),
        statement: text(&signed.signed.statement),
        digest: text(&signed.signed.digest),
        state: signed.state.as_str(),
    }
}

fn gap(gap: &gaps::Gap) -> Gap<'_> {
    Gap {
        kind: gap.kind.as_str(),
        severity: gap.severity.as_str(),
        role: gap.role.as_str(),
        item: gap.item.as_str(),
        message: &gap.message,
        source: gap.kind.source(),
    }
}

fn layer(share: &gaps::LayerShare) -> Layer<'_> {
    Layer {
        layer: &share.layer,
        name: text(&share.name),
        ownership: share.ownership.as_str(),
        in_scope: share.in_scope,
        owners: share.owners.iter().map(Owner::from).collect(),
        finding: share.finding.as_deref(),
    }
}

fn standard(impact: &gaps::StandardImpact) -> Standard<'_> {
    Standard {
        id: &impact.id,
        name: text(&impact.name),
        coverage: match impact.coverage {
            Coverage::NoGap => "no-gap",
            Coverage::PartialGap => "partial-gap",
            Coverage::FullGap => "full-gap",
        },
        mapping: text(&impact.mapping),
        references: &impact.references,
        addendum: text(&impact.addendum),
        gap_counts: impact.gaps.into(),
        bearing: &impact.bearing,
        meaning: &impact.meaning,
    }
}

fn action(row: &ActionRow) -> ActionLine<'_> {
    ActionLine {
        role: row.role.as_str(),
        item: row.item.as_str(),
        topic: text(&row.topic),
        action: Action::from(&row.action),
        overdue: row.overdue,
        due_soon: row.soon,
    }
}
