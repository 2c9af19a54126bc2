//! What the exports say, and that nothing in them takes effect as markup.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "export/caiq.rs"]
mod caiq;
#[path = "export/csv.rs"]
mod csv;
#[path = "export/hostile.rs"]
mod hostile;
mod sample;
#[path = "export/suggested.rs"]
mod suggested;

use aicaiq::assessment::*;
use aicaiq::gaps::Context;
use aicaiq::questionnaire::Questionnaire;
use aicaiq::report::{self, FileWord, Report, json, markdown, text};
use sample::*;
use std::collections::BTreeMap;

fn build(q: &Questionnaire, a: &Assessment, files: &BTreeMap<EvidenceId, FileState>) -> Report {
    let ctx = Context {
        today: today(),
        soon_days: 30,
        files,
    };
    report::build(q, a, &ctx)
}

fn sample_report() -> Report {
    let (a, files) = mixed();
    build(&questionnaire(), &a, &files)
}

#[test]
fn text_of_the_sample() {
    insta::assert_snapshot!(text::render(&sample_report(), 80));
}

#[test]
fn markdown_of_the_sample() {
    insta::assert_snapshot!(markdown::render(&sample_report()));
}

#[test]
fn json_has_exactly_these_keys() {
    let text = json::render(&sample_report());
    assert!(text.ends_with("}\n"));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let keys = |v: &serde_json::Value| -> Vec<String> {
        let mut keys: Vec<String> = v.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    assert_eq!(
        keys(&value),
        [
            "as_of",
            "format",
            "gaps",
            "questionnaire",
            "roles",
            "subject"
        ]
    );
    assert_eq!(value["subject"], "Acme GenAI Platform");
    assert_eq!(value["questionnaire"], "T-01");
    assert_eq!(keys(&value["roles"]), ["AP", "CSP"]);
    assert_eq!(
        value["roles"]["CSP"],
        serde_json::json!({
            "result": "partially-satisfied",
            "counts": {
                "satisfied": 1,
                "partially-satisfied": 1,
                "not-satisfied": 0,
                "not-applicable": 1,
                "not-assessed": 0,
            },
            "sign_off": "stale: the answers changed since",
        })
    );
    let gaps = value["gaps"].as_array().unwrap();
    assert!(!gaps.is_empty());
    for gap in gaps {
        assert_eq!(keys(gap), ["item", "kind", "message", "role", "severity"]);
        assert!(["T-01.1", "01", "02", "ccm-1"].contains(&gap["item"].as_str().unwrap()));
    }
}

#[test]
fn json_keeps_the_order_of_the_roles() {
    let a = clean(&[Role::Ap, Role::Csp, Role::Mp]);
    let text = json::render(&build(&questionnaire(), &a, &BTreeMap::new()));
    let at = |role: &str| text.find(&format!("\"{role}\": {{")).unwrap();
    assert!(at("AP") < at("CSP") && at("CSP") < at("MP"));
}

#[test]
fn the_register_says_what_is_known_of_a_file() {
    let state = |href: &str, sha: &str, found: Option<FileState>| {
        let mut a = clean(&[Role::Csp]);
        record(&mut a).href = href.into();
        record(&mut a).sha256 = sha.into();
        let files = found.map(|f| (ev("ev-1"), f)).into_iter().collect();
        build(&questionnaire(), &a, &files).evidence[0].state
    };
    let present = || {
        Some(FileState::Present {
            sha256: "aa".into(),
            size: 1,
        })
    };
    assert_eq!(state("https://e.com", "", None), FileWord::NotHashed);
    assert_eq!(
        state("https://e.com", "", Some(FileState::Missing)),
        FileWord::NotHashed
    );
    assert_eq!(state("a", "", present()), FileWord::NotHashed);
    assert_eq!(state("a", "AA", present()), FileWord::Matches);
    assert_eq!(state("a", "bb", present()), FileWord::Changed);
    assert_eq!(state("a", "aa", None), FileWord::NotChecked);
    assert_eq!(
        state("a", "aa", Some(FileState::Missing)),
        FileWord::Missing
    );
    assert_eq!(state("../a", "aa", None), FileWord::Outside);
}

#[test]
fn a_changed_text_and_stray_answers_are_said_up_front() {
    let mut a = clean(&[Role::Csp]);
    a.questionnaire_digest = "sha256:other".into();
    step(&mut a, "07").outcome = Some(Outcome::Satisfied);
    let report = build(&questionnaire(), &a, &BTreeMap::new());
    assert!(report.questionnaire.text_differs);
    let plain = text::render(&report, 80).replace('\n', " ");
    for out in [plain, markdown::render(&report)] {
        assert!(out.contains("text has changed since it was answered"));
        assert!(out.contains("no item for, not counted here: CSP 07"));
    }
    a.questionnaire_digest.clear();
    assert!(
        !build(&questionnaire(), &a, &BTreeMap::new())
            .questionnaire
            .text_differs
    );
}

#[test]
fn a_role_without_steps_and_loose_evidence_are_said_up_front() {
    let mut a = clean(&[Role::Csp, Role::Aic]);
    let record = |href: &str, expires: Option<&str>| Evidence {
        href: href.into(),
        expires_on: expires.map(date),
        ..Evidence::default()
    };
    for (id, href, expires) in [
        ("ev-2", "gone.pdf", None),
        ("ev-3", "https://e.com/old", Some("2026-11-23")),
        ("ev-4", "https://e.com/good", Some("2026-11-24")),
        ("ev-5", "lost.pdf", Some("2026-11-23")),
    ] {
        a.evidence.insert(ev(id), record(href, expires));
    }
    // Tied to a step, so a gap says it.
    step(&mut a, "01").evidence.insert(ev("ev-5"));
    let files = [
        (ev("ev-2"), FileState::Missing),
        (ev("ev-5"), FileState::Missing),
    ];
    let report = build(&questionnaire(), &a, &files.into());
    let plain = text::render(&report, 80).replace('\n', " ");
    for out in [plain, markdown::render(&report)] {
        assert!(
            out.contains("T-01 asks nothing of AIC: these results are not about it."),
            "{out}"
        );
        assert!(
            out.contains("Evidence that no assessed item uses: ev-2 (missing), ev-3 (expired)."),
            "{out}"
        );
    }
}

#[test]
fn that_items_are_unanswered_is_said_once_for_all_standards() {
    let report = sample_report();
    for out in [text::render(&report, 80), markdown::render(&report)] {
        assert_eq!(
            out.matches("1 item is unanswered: claim nothing").count(),
            1
        );
    }
}

/// Comparing each record with each would take many minutes here.
#[test]
fn a_step_may_have_very_many_records() {
    let mut a = clean(&[Role::Csp]);
    let mut files = BTreeMap::new();
    for n in 0..40_000 {
        let id = ev(&format!("ev-{n:05}"));
        let href = format!("evidence/{n:05}.pdf");
        a.evidence.insert(
            id.clone(),
            Evidence {
                href,
                ..Evidence::default()
            },
        );
        step(&mut a, "01").evidence.insert(id.clone());
        files.insert(id, FileState::Missing);
    }
    let report = build(&questionnaire(), &a, &files);
    let out = (text::render(&report, 80), markdown::render(&report));
    assert!(out.0.contains("39999.pdf") && out.1.contains("39999.pdf"));
}

#[test]
fn a_working_paper_says_whose_it_is_and_links_its_evidence() {
    let out = markdown::render(&sample_report());
    for line in [
        "### CSP 02 Topic 02",
        "### AP 01 Topic 01",
        "- Evidence: ev-1 Key policy, [https\\://example.com/policy](https://example.com/policy) (link, viewed)",
        "- Evidence: ev-2 Access list, evidence/access.csv (missing)",
    ] {
        assert!(out.lines().any(|l| l == line), "{line} is not in {out}");
    }
    let headings: Vec<_> = out.lines().filter(|l| l.starts_with("### ")).collect();
    let mut once = headings.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), headings.len(), "{headings:?}");
}

#[test]
fn the_source_of_a_rule_is_said_once() {
    let out = markdown::render(&sample_report());
    let source = "ISO/IEC 17021-1 (corrective action";
    assert_eq!(out.matches(source).count(), 1);
    let both = "evidence-expiring";
    assert_eq!(
        out.matches(both).count(),
        2,
        "in the table of gaps and of sources"
    );
}

#[test]
fn wording_is_marked_published_or_adapted() {
    let out = markdown::render(&sample_report());
    let (csp, ap) = out.split_once("## Working paper: AP").unwrap();
    assert_eq!(csp.matches("published wording").count(), 3);
    assert_eq!(ap.matches("adapted wording").count(), 1);
    assert!(!ap.contains("published wording"));
}
