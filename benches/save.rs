//! A save of a full assessment against the least that a safe save has to do:
//! the same bytes to a temporary file, flushed, moved in place, the folder
//! flushed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use aicaiq::assessment::{
    Action, Assessment, Evidence, EvidenceId, Method, Outcome, QuestionAnswer, Review, Role,
    StepAnswer,
};
use aicaiq::questionnaire::StepId;
use aicaiq::store::{AnswerFile, Layout, render, update};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

const NOTE: &str = "The key management policy v4 names the owner of every root key.\n\
    Rotation is yearly and was seen in the audit log of the HSM.\n\
    Two administrators had left and still stood in the access list.";

fn full() -> Assessment {
    let mut a = Assessment {
        subject: "Acme GenAI Platform".into(),
        questionnaire: "CEK-02".into(),
        roles: vec![Role::Csp, Role::Mp, Role::Osp, Role::Ap],
        assessor: "sample assessor".into(),
        ..Assessment::default()
    };
    let at = chrono::DateTime::from_timestamp(1_795_515_300, 0);
    for role in a.roles.clone() {
        let answers = a.answers.entry(role).or_default();
        let question = QuestionAnswer {
            implementation: NOTE.into(),
            customer_responsibilities: NOTE.into(),
            answered_at: at,
            ..QuestionAnswer::default()
        };
        answers.questions.insert("CEK-02.1".into(), question);
        let ids = (1..=10).map(|n| format!("{n:02}"));
        for id in ids.chain(["ccm-1".into(), "ccm-2".into()]) {
            let href = format!("evidence/{role}-{id}.pdf");
            let evidence = EvidenceId::of(&href);
            let record = Evidence {
                title: format!("Evidence for {role} {id}"),
                href,
                sha256: "0".repeat(64),
                size: Some(48_213),
                ..Evidence::default()
            };
            a.evidence.insert(evidence.clone(), record);
            let step = StepAnswer {
                outcome: Some(Outcome::PartiallySatisfied),
                methods: [Method::Examine, Method::Interview].into(),
                note: NOTE.into(),
                evidence: [evidence].into(),
                assessed_by: "sample assessor".into(),
                assessed_at: at,
                review: Some(Review::Draft),
                action: Some(Action {
                    text: "Take leavers out of the access list".into(),
                    owner: "Platform security".into(),
                    ..Action::default()
                }),
                ..StepAnswer::default()
            };
            answers.steps.insert(StepId::new(&id).unwrap(), step);
        }
    }
    a
}

fn edited(a: &Assessment, n: u64) -> Assessment {
    let mut next = a.clone();
    let steps = &mut next.answers.get_mut(&Role::Mp).unwrap().steps;
    let step = steps.get_mut(&StepId::new("07").unwrap()).unwrap();
    step.note = format!("{NOTE}\nSeen again: {n}.");
    next
}

fn bare(path: &Path, bytes: &[u8]) {
    let folder = path.parent().unwrap();
    let mut temp = tempfile::NamedTempFile::new_in(folder).unwrap();
    temp.write_all(bytes).unwrap();
    temp.as_file().sync_all().unwrap();
    temp.persist(path).unwrap();
    File::open(folder).unwrap().sync_all().unwrap();
}

/// A folder on the disk that builds go to: a folder in memory flushes nothing.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

#[divan::bench]
fn save(bencher: divan::Bencher) {
    let dir = folder();
    let mut file = AnswerFile::create(&dir.path().join("a.toml"), &full()).unwrap();
    let mut n = 0;
    bencher.bench_local(|| {
        n += 1;
        let next = edited(file.assessment(), n);
        file.save(&next).unwrap();
    });
}

#[divan::bench]
fn bare_write(bencher: divan::Bencher) {
    let dir = folder();
    let path = dir.path().join("b.toml");
    let bytes = render(&full()).into_bytes();
    bare(&path, &bytes);
    bencher.bench_local(|| bare(&path, &bytes));
}

#[divan::bench]
fn update_and_serialise(bencher: divan::Bencher) {
    let a = full();
    let text = render(&a);
    let layout = Layout::of(&toml_edit::Document::parse(text.as_str()).unwrap());
    let next = edited(&a, 1);
    bencher.bench_local(|| {
        let mut layout = layout.clone();
        update(&mut layout, &a, &next);
        layout.to_string()
    });
}

/// Both in turns, so that what the disk does meanwhile meets both alike.
fn ratio() {
    let dir = folder();
    let mut file = AnswerFile::create(&dir.path().join("a.toml"), &full()).unwrap();
    let path = dir.path().join("b.toml");
    let bytes = render(&full()).into_bytes();
    let (mut ours, mut least) = (Vec::new(), Vec::new());
    for n in 0..300 {
        let next = edited(file.assessment(), n);
        let start = Instant::now();
        file.save(&next).unwrap();
        ours.push(start.elapsed());
        let start = Instant::now();
        bare(&path, &bytes);
        least.push(start.elapsed());
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    let (ours, least) = (median(&mut ours), median(&mut least));
    println!(
        "{} bytes: save {ours:?}, bare {least:?}, ratio {:.2} (goal: at most 1.5)",
        bytes.len(),
        ours.as_secs_f64() / least.as_secs_f64()
    );
}

fn main() {
    divan::main();
    ratio();
}
