//! Answer files in the hands of other TOML readers, edit after edit.

use crate::common::{assessment, mixed, questionnaire};
use crate::{node, python};
use aicaiq::assessment::Assessment;
use aicaiq::compare::carry;
use aicaiq::merge::{Labels, merge};
use aicaiq::store::{AnswerFile, parse};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// How many edits; `AICAIQ_EDITS` asks for more.
fn edits() -> usize {
    let asked = std::env::var("AICAIQ_EDITS").ok();
    asked.map_or(1000, |n| n.parse().expect("a number"))
}

/// What we think is in a file, for a reader that knows nothing of ours.
fn expected(a: &Assessment) -> Value {
    let mut out = json!({
        "subject": a.subject,
        "assessor": a.assessor,
        "evidence": {}, "people": {}, "steps": {}, "questions": {},
    });
    for (id, r) in &a.evidence {
        out["evidence"][id.to_string()] = json!([r.href, r.title, r.collected_by, r.size]);
    }
    for (name, p) in &a.people {
        out["people"][name] = json!([p.function, p.organisation]);
    }
    for (role, answers) in &a.answers {
        for (id, s) in &answers.steps {
            let evidence: Vec<String> = s.evidence.iter().map(ToString::to_string).collect();
            let action = s.action.as_ref().map_or("", |a| a.text.as_str());
            out["steps"][format!("{role}.{id}")] = json!([
                s.note,
                s.justification,
                s.assessed_by,
                s.review_comment,
                action,
                evidence
            ]);
        }
        for (id, q) in &answers.questions {
            out["questions"][format!("{role}.{id}")] =
                json!([q.implementation, q.customer_responsibilities, q.answered_by]);
        }
    }
    out
}

fn random() -> TestRunner {
    // The same edits each time: what fails here fails again.
    TestRunner::new_with_rng(
        Config::default(),
        TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]),
    )
}

fn put(folder: &Path, at: usize, text: &str, a: &Assessment) {
    std::fs::write(folder.join(format!("{at:05}.toml")), text).unwrap();
    let told = serde_json::to_string(&expected(a)).unwrap();
    std::fs::write(folder.join(format!("{at:05}.json")), told).unwrap();
}

#[test]
fn answer_files_stay_readable_by_others_after_many_edits() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner = random();
    let any_picks = prop::collection::vec(any::<bool>(), 1..40);
    let mut draw = || assessment().new_tree(&mut runner).unwrap().current();
    let mut picks = random();
    let mut pick = || any_picks.new_tree(&mut picks).unwrap().current();
    let q = questionnaire();
    let path = folder.path().join("file.aicaiq");
    let mut now = draw();
    AnswerFile::create(&path, &now).unwrap();
    let count = edits();
    for at in 0..count {
        let next = mixed(&now, &draw(), &pick());
        let mut file = AnswerFile::open(&path, q).unwrap_or_else(|e| panic!("edit {at}: {e}"));
        match at % 10 {
            // What two made of one is merged.
            3 | 7 => {
                let base = file.text().to_owned();
                file.save(&next).unwrap();
                let other = folder.path().join("other.aicaiq");
                std::fs::write(&other, &base).unwrap();
                let mut theirs = AnswerFile::open(&other, q).unwrap();
                theirs.save(&mixed(&now, &draw(), &pick())).unwrap();
                let merged = merge(&base, file.text(), theirs.text(), &Labels::default()).unwrap();
                std::fs::write(&path, &merged.text).unwrap();
            }
            9 => {
                let next = carry(&now, q, None).assessment;
                std::fs::remove_file(&path).unwrap();
                AnswerFile::create(&path, &next).unwrap();
            }
            _ => file.save(&next).unwrap(),
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let parsed = parse(&text, q);
        assert!(
            !parsed.has_errors(),
            "edit {at}: {:?}\n{text}",
            parsed.problems
        );
        now = parsed.assessment;
        if !matches!(at % 10, 3 | 7 | 9) {
            assert_eq!(expected(&now), expected(&next), "edit {at}");
        }
        put(folder.path(), at, &text, &now);
    }
    let told = python::run("answer_files.py", &[folder.path()]);
    assert_eq!(told, format!("{count} files say what they should\n"));
    taplo(folder.path(), "answer-file", "*.toml");
}

/// taplo finds files valid, by our schema too.
fn taplo(folder: &Path, schema: &str, files: &str) {
    let manifest = env!("CARGO_MANIFEST_DIR");
    let mut command = Command::new("node");
    command
        .arg(node::folder().join("node_modules/@taplo/cli/dist/cli.js"))
        .args(["lint", "--schema"])
        .arg(format!(
            "file://{manifest}/assets/schema/{schema}.schema.json"
        ))
        .arg(files)
        .current_dir(folder)
        .env("RUST_LOG", "error");
    let output = node::started(&mut command, "node", "Node 20 or newer");
    node::told("taplo", &output);
}

#[test]
fn hostile_texts_that_we_take_are_taken_by_taplo_too() {
    let place = crate::commands::made(&crate::commands::odd());
    place.run(&[
        "set",
        "a.toml",
        "--questionnaire",
        "q/q.toml",
        "CSP.01",
        "--note",
        "\"\"\" ''' \\ \\u0041 # [x]\n\"\"\"\"\n\\",
    ]);
    for file in [
        "a.toml",
        "conflicts.toml",
        "many/acme/assessment.toml",
        "many/acme/control.toml",
    ] {
        taplo(place.folder.path(), "answer-file", file);
    }
    taplo(place.folder.path(), "questionnaire", "q/q.toml");
}
