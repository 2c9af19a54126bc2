//! What it takes to write a report in each format: for one control, and for
//! 250, which are 250 different assessments of the built-in control, all four
//! roles, each step with a note, evidence of its own and an action. The
//! reports are built before the clock starts.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use aicaiq::assessment::{
    Action, Answer, Assessment, Evidence, EvidenceId, FileState, Grade, Method, Outcome, Ownership,
    QuestionAnswer, Role, StepAnswer,
};
use aicaiq::gaps::{Context, SOON_DAYS};
use aicaiq::questionnaire::embedded;
use aicaiq::report::{self, Report, caiq, csv, html, json, markdown, oscal, xlsx};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// How many controls a report set has.
const CONTROLS: [usize; 2] = [1, 250];

const NOTE: &str = "The key management policy v4 names the owner of every root key.\n\
    Rotation is yearly and was seen in the audit log of the HSM.\n\
    Two administrators had left and still stood in the access list.";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_515_300, 0).unwrap()
}

fn assessment(n: usize) -> (Assessment, BTreeMap<EvidenceId, FileState>) {
    let q = embedded();
    let mut a = Assessment {
        subject: format!("Acme GenAI Platform {n}"),
        questionnaire: q.control.id.clone(),
        questionnaire_digest: q.digest.clone(),
        roles: vec![Role::Csp, Role::Mp, Role::Osp, Role::Ap],
        assessor: "sample assessor".into(),
        ..Assessment::default()
    };
    let mut files = BTreeMap::new();
    for role in a.roles.clone() {
        let answers = a.answers.entry(role).or_default();
        for question in &q.questions {
            let answer = QuestionAnswer {
                answer: Some(Answer::Yes),
                ownership: Some(Ownership::SharedCspMp),
                implementation: NOTE.into(),
                customer_responsibilities: NOTE.into(),
                answered_at: Some(now()),
                ..QuestionAnswer::default()
            };
            answers.questions.insert(question.id.clone(), answer);
        }
        for (k, step) in q.role(role).into_iter().flat_map(|r| &r.steps).enumerate() {
            let href = format!("evidence/{n}/{role}-{}.pdf", step.id);
            let id = EvidenceId::of(&href);
            let sha256 = "0".repeat(64);
            files.insert(
                id.clone(),
                FileState::Present {
                    sha256: sha256.clone(),
                    size: 48_213,
                },
            );
            a.evidence.insert(
                id.clone(),
                Evidence {
                    title: format!("Evidence for {role} {}", step.id),
                    href,
                    sha256,
                    size: Some(48_213),
                    ..Evidence::default()
                },
            );
            let outcome = [
                Outcome::Satisfied,
                Outcome::PartiallySatisfied,
                Outcome::NotSatisfied,
                Outcome::NotApplicable,
            ];
            let result = StepAnswer {
                outcome: outcome.get((n + k) % 4).copied(),
                grade: Some(Grade::Minor),
                methods: [Method::Examine, Method::Interview].into(),
                note: format!("{NOTE}\nSeen for the {n}th time."),
                evidence: [id].into(),
                assessed_by: "sample assessor".into(),
                assessed_at: Some(now()),
                action: Some(Action {
                    text: "Take leavers out of the access list".into(),
                    owner: "Platform security".into(),
                    ..Action::default()
                }),
                ..StepAnswer::default()
            };
            answers.steps.insert(step.id.clone(), result);
        }
    }
    (a, files)
}

fn reports(controls: usize) -> Vec<Report> {
    let build = |n| {
        let (a, files) = assessment(n);
        let ctx = Context {
            today: now().date_naive(),
            soon_days: SOON_DAYS,
            files: &files,
        };
        report::build(embedded(), &a, &ctx)
    };
    (0..controls).map(build).collect()
}

fn render(bencher: divan::Bencher, controls: usize, format: impl Fn(&Report) -> String + Sync) {
    let reports = reports(controls);
    bencher.bench(|| reports.iter().map(|r| format(r).len()).sum::<usize>());
}

#[divan::bench(args = CONTROLS)]
fn to_markdown(bencher: divan::Bencher, controls: usize) {
    render(bencher, controls, markdown::render);
}

#[divan::bench(args = CONTROLS)]
fn to_html(bencher: divan::Bencher, controls: usize) {
    render(bencher, controls, html::render);
}

#[divan::bench(args = CONTROLS)]
fn to_csv(bencher: divan::Bencher, controls: usize) {
    render(bencher, controls, csv::render);
}

#[divan::bench(args = CONTROLS)]
fn to_json(bencher: divan::Bencher, controls: usize) {
    render(bencher, controls, json::full::render);
}

#[divan::bench(args = CONTROLS, sample_count = 10)]
fn to_oscal(bencher: divan::Bencher, controls: usize) {
    render(bencher, controls, |r| oscal::render(r, now()));
}

#[divan::bench(args = CONTROLS, sample_count = 10)]
fn to_xlsx(bencher: divan::Bencher, controls: usize) {
    let reports = reports(controls);
    bencher.bench(|| {
        let sizes = reports
            .iter()
            .map(|r| xlsx::render(r, now()).unwrap().len());
        sizes.sum::<usize>()
    });
}

#[divan::bench(args = CONTROLS)]
fn to_caiq(bencher: divan::Bencher, controls: usize) {
    render(bencher, controls, |r| {
        let role = caiq::provider(r, Some(Role::Csp)).unwrap();
        caiq::render(role).unwrap()
    });
}

fn main() {
    divan::main();
}
