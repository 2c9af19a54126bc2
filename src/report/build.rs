//! From an assessment to what a report says of it.

use super::model::{
    ActionRow, EvidenceRow, FileWord, Finding, QuestionnaireRef, Report, Reviewing, RoleReport,
    Row, SignedOff, Unplaced,
};
use crate::assessment::{Answer, Assessment, EvidenceId, Outcome, Review, Role, SUGGESTED_BEFORE};
use crate::gaps::{self, Context};
use crate::questionnaire::{ItemId, Questionnaire};
use std::collections::BTreeMap;

/// The indices of the gaps of each item.
type OfItem<'a> = BTreeMap<(Role, &'a ItemId), Vec<usize>>;

/// Builds the report of an assessment.
#[must_use]
pub fn build(q: &Questionnaire, a: &Assessment, ctx: &Context<'_>) -> Report {
    let gaps = gaps::find(q, a, ctx);
    let mut of_item = OfItem::new();
    for (i, gap) in gaps.iter().enumerate() {
        of_item.entry((gap.role, &gap.item)).or_default().push(i);
    }
    let roles: Vec<RoleReport> = gaps::asked_roles(q, a)
        .into_iter()
        .map(|role| role_report(q, a, ctx, role, &of_item))
        .collect();
    Report {
        subject: a.subject.clone(),
        assessor: a.assessor.clone(),
        today: ctx.today,
        questionnaire: reference(q, a),
        responsibility: gaps::responsibility(q, a),
        standards: gaps::standards(q, a, &gaps),
        evidence: register(a, ctx, &roles),
        actions: actions(&roles, ctx),
        not_asked: gaps::roles(a)
            .into_iter()
            .filter(|role| !q.asks(*role))
            .collect(),
        unplaced: unplaced(q, a),
        conflicts: a.choices().map(str::to_owned).collect(),
        roles,
        gaps,
    }
}

fn reference(q: &Questionnaire, a: &Assessment) -> QuestionnaireRef {
    let c = &q.control;
    QuestionnaireRef {
        id: c.id.clone(),
        title: c.title.clone(),
        domain: c.domain.clone(),
        version: c.version.clone(),
        specification: c.specification.clone(),
        digest: q.digest.clone(),
        answered_digest: a.questionnaire_digest.clone(),
        text_differs: a.is_reworded(q),
        reworded: {
            let items = a.reworded_items(q).into_iter();
            items.map(|(role, item)| format!("{role}.{item}")).collect()
        },
        attribution: c.attribution.clone(),
        license: c.license.clone(),
        source: c.source.clone(),
    }
}

fn role_report(
    q: &Questionnaire,
    a: &Assessment,
    ctx: &Context<'_>,
    role: Role,
    gaps: &OfItem<'_>,
) -> RoleReport {
    let steps = || q.role(role).into_iter().flat_map(|r| &r.steps);
    let signed = a.answers.get(&role).and_then(|r| r.sign_off.clone());
    RoleReport {
        role,
        name: q
            .role(role)
            .map_or_else(|| role.to_string(), |r| r.name.clone()),
        roll_up: gaps::roll_up(q, a, role),
        reviewed: steps()
            .filter(|s| a.step(role, &s.id).review == Some(Review::Reviewed))
            .count(),
        sign_off: signed
            .zip(a.sign_off_state(role, q, ctx.files))
            .map(|(signed, state)| SignedOff {
                signed,
                state,
                since: a.since_signed(role),
            }),
        rows: q
            .items(role)
            .filter_map(|item| row(q, a, role, item, gaps))
            .collect(),
    }
}

fn row(
    q: &Questionnaire,
    a: &Assessment,
    role: Role,
    item: ItemId,
    gaps: &OfItem<'_>,
) -> Option<Row> {
    let indices = gaps.get(&(role, &item)).cloned().unwrap_or_default();
    let conflict = a.disputed(role, &item);
    let suggested_was = a.suggested_as(role, &item).unwrap_or_default();
    let text_changed = a.is_item_reworded(q, role, &item);
    let suggested_text_changed = a.look_again(q, role, &item) == Some(SUGGESTED_BEFORE);
    Some(match &item {
        ItemId::Question(id) => {
            let answer = a.question(role, id);
            Row {
                topic: "AI-CAIQ question".into(),
                text: q.question(id)?.text.clone(),
                origin: None,
                finding: Finding::Question {
                    answer: answer.answer,
                    ownership: answer.ownership,
                    implementation: answer.implementation.clone(),
                    customer_responsibilities: answer.customer_responsibilities.clone(),
                },
                suggested: answer
                    .suggested
                    .filter(|_| answer.answer.is_none())
                    .map(Answer::as_str),
                suggested_was,
                suggested_text_changed,
                text_changed,
                evidence: answer.evidence.iter().cloned().collect(),
                action: answer.action.clone(),
                by: answer.answered().0.to_owned(),
                at: answer.answered().1,
                conflict,
                gaps: indices,
                item,
            }
        }
        ItemId::Step(id) => {
            let step = q.step(role, id)?;
            let answer = a.step(role, id);
            Row {
                topic: step.topic.clone(),
                text: step.text.clone(),
                origin: Some(step.origin),
                finding: Finding::Step {
                    outcome: answer.outcome(),
                    grade: answer.grade,
                    methods: answer.methods.iter().copied().collect(),
                    effectiveness: answer.effectiveness,
                    sample: answer.sample.clone(),
                    note: answer.note.clone(),
                    justification: answer.justification.clone(),
                    review: Reviewing {
                        state: answer.review.unwrap_or(Review::Draft),
                        by: answer.reviewed_by.clone(),
                        at: answer.reviewed_at,
                        comment: answer.review_comment.clone(),
                    },
                },
                suggested: answer
                    .suggested
                    .filter(|_| answer.outcome() == Outcome::NotAssessed)
                    .map(Outcome::as_str),
                suggested_was,
                suggested_text_changed,
                text_changed,
                evidence: answer.evidence.iter().cloned().collect(),
                action: answer.action.clone(),
                by: answer.assessed().0.to_owned(),
                at: answer.assessed().1,
                conflict,
                gaps: indices,
                item,
            }
        }
    })
}

fn register(a: &Assessment, ctx: &Context<'_>, roles: &[RoleReport]) -> Vec<EvidenceRow> {
    let mut uses: BTreeMap<&EvidenceId, Vec<(Role, ItemId)>> = BTreeMap::new();
    for role in roles {
        for row in &role.rows {
            for id in &row.evidence {
                let used_by = uses.entry(id).or_default();
                used_by.push((role.role, row.item.clone()));
            }
        }
    }
    let rows = a.evidence.iter();
    let mut rows: Vec<EvidenceRow> = rows
        .map(|(id, record)| EvidenceRow {
            id: id.clone(),
            record: record.clone(),
            state: FileWord::of(record, ctx.files.get(id)),
            expired: record.expires_on.is_some_and(|on| on < ctx.today),
            used_by: uses.remove(id).unwrap_or_default(),
            shared: a.is_shared(id),
        })
        .collect();
    rows.sort_by_key(EvidenceRow::is_elsewhere);
    rows
}

fn actions(roles: &[RoleReport], ctx: &Context<'_>) -> Vec<ActionRow> {
    let rows = roles
        .iter()
        .flat_map(|r| r.rows.iter().map(|w| (r.role, w)));
    rows.filter_map(|(role, row)| {
        let action = row.action.clone()?;
        Some(ActionRow {
            role,
            item: row.item.clone(),
            topic: row.topic.clone(),
            overdue: action.is_overdue(ctx.today),
            soon: action.is_due_soon(ctx.today, ctx.soon_days),
            action,
        })
    })
    .collect()
}

fn unplaced(q: &Questionnaire, a: &Assessment) -> Vec<Unplaced> {
    let mut list = Vec::new();
    for role in gaps::roles(a) {
        let Some(answers) = a.answers.get(&role) else {
            continue;
        };
        let questions = answers.questions.keys().cloned().map(ItemId::Question);
        let steps = answers.steps.keys().cloned().map(ItemId::Step);
        let items = questions.chain(steps).filter(|item| !q.has(role, item));
        list.extend(items.map(|item| Unplaced { role, item }));
    }
    list
}
