//! What the HTML export says, and that nothing in it takes effect as markup.
//! The pages are read back by python3's own parser.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod sample;

use aicaiq::assessment::*;
use aicaiq::gaps::Context;
use aicaiq::questionnaire::Questionnaire;
use aicaiq::report::{self, html};
use aicaiq::text::visible;
use sample::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

type Files = BTreeMap<EvidenceId, FileState>;

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "\" onfocus=alert(1) autofocus x=\"",
    "javascript:alert(1)",
    "</style><style>*{display:none}</style>",
    "</title></pre></td></table></svg></main><base href=//evil.example>",
    "<![CDATA[ ]]> ]]>",
    "<!-- --> --!> <?xml?> <!DOCTYPE x>",
    "<svg onload=alert(1)><a xlink:href='javascript:x'>",
    "&lt;b&gt; &#60;script&#62; &amp; &quot &",
    "#content\" onclick=\"x",
    "line\r\nnext\n\n  third\tcolumn\u{2028}x\u{85}y",
    "right\u{202E}left \u{2066}in\u{2069} \u{1b}[31m \u{0} \u{7f}",
    "שלום <b>",
    "{{7*7}} ${x} `y` %3Cscript%3E",
];

fn render(q: &Questionnaire, a: &Assessment, files: &Files) -> String {
    let ctx = Context {
        today: today(),
        soon_days: 30,
        files,
    };
    html::render(&report::build(q, a, &ctx))
}

/// Every text of a questionnaire and an assessment is this one.
fn hostile(text: &str, href: &str) -> String {
    let mut q = questionnaire();
    let (mut a, mut files) = mixed();
    let t = || text.to_owned();
    let c = &mut q.control;
    for field in [
        &mut c.id,
        &mut c.title,
        &mut c.domain,
        &mut c.version,
        &mut c.specification,
        &mut c.attribution,
        &mut c.license,
    ] {
        *field = t();
    }
    c.source = href.to_owned();
    q.digest = t();
    for layer in &mut q.layers {
        (layer.id, layer.name, layer.label, layer.text) = (t(), t(), t(), t());
    }
    for standard in &mut q.standards {
        (standard.id, standard.name) = (t(), t());
        (standard.mapping, standard.addendum) = (t(), t());
        standard.references = vec![t(), t()];
    }
    for question in &mut q.questions {
        (question.id, question.text) = (t(), t());
    }
    for role in &mut q.roles {
        role.name = t();
        for step in &mut role.steps {
            (step.topic, step.text) = (t(), t());
        }
    }
    (a.subject, a.assessor) = (t(), t());
    a.questionnaire_digest = format!("sha256:{text}");
    let action = || {
        Some(Action {
            text: t(),
            owner: t(),
            ..action()
        })
    };
    for answers in a.answers.values_mut() {
        let mut question = answers.questions.values().next().cloned().unwrap();
        (
            question.implementation,
            question.customer_responsibilities,
            question.answered_by,
        ) = (t(), t(), t());
        question.action = action();
        answers.questions.clear();
        answers
            .questions
            .insert(format!("stray {text}"), question.clone());
        answers.questions.insert(t(), question);
        for step in answers.steps.values_mut() {
            (step.note, step.justification, step.assessed_by) = (t(), t(), t());
            step.action = action();
        }
    }
    step(&mut a, "02").evidence.insert(ev("ev_unregistered"));
    for record in a.evidence.values_mut() {
        (record.title, record.sha256, record.collected_by) = (t(), t(), t());
        record.href = href.to_owned();
        record.expires_on = Some(today());
    }
    files.insert(ev("ev-2"), FileState::Unreadable(t()));
    render(&q, &a, &files)
}

/// The pages as python3 reads them, with no problem in any.
fn read(pages: &[String]) -> Vec<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/export/page.py");
    let mut child = Command::new("python3")
        .env("PYTHONIOENCODING", "utf-8")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(&serde_json::to_vec(pages).unwrap())
        .unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let read: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(read.len(), pages.len());
    for (page, read) in pages.iter().zip(&read) {
        assert_eq!(read["problems"], serde_json::json!([]), "{page}");
        assert_eq!(*page, visible(page));
    }
    read
}

fn sample_page() -> String {
    let (a, files) = mixed();
    render(&questionnaire(), &a, &files)
}

#[test]
fn html_of_the_sample() {
    // The style has no words to review.
    let page = sample_page();
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let (before, digest) = head.split_once("'sha256-").unwrap();
    let (_, after) = digest.split_once('\'').unwrap();
    insta::assert_snapshot!(format!("{before}'sha256-…'{after}<style>…</style>{rest}"));
}

#[test]
fn the_same_report_is_the_same_bytes() {
    assert_eq!(sample_page(), sample_page());
}

#[test]
fn pages_are_well_formed_and_every_link_arrives() {
    let files = Files::new();
    let empty = Assessment::default();
    let all = clean(&[Role::Mp, Role::Csp, Role::Osp, Role::Ap, Role::Aic]);
    let mut long = questionnaire();
    for role in &mut long.roles {
        let mut steps = Vec::new();
        for n in 1..=30 {
            let mut step = role.steps[0].clone();
            step.id = step_id(&format!("{n:02}"));
            steps.push(step);
        }
        role.steps = steps;
    }
    let pages = [
        sample_page(),
        render(&questionnaire(), &empty, &files),
        render(&questionnaire(), &all, &files),
        render(&long, &all, &files),
        render(aicaiq::questionnaire::embedded(), &all, &files),
    ];
    read(&pages);
}

#[test]
fn the_program_writes_the_page_of_the_sample_file() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_aicaiq"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .env("XDG_STATE_HOME", folder.path())
        .args(["export", "assets/sample/sample.cek-02.toml"])
        .args(["--format", "html"])
        .output()
        .unwrap();
    assert!(output.status.success());
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(page.contains("id=\"wp-CSP-s-01\""));
    read(&[page]);
}

#[test]
fn hostile_texts_change_nothing_but_the_text() {
    let mut pages = vec![
        hostile("harmless", "evidence/a.pdf"),
        hostile("harmless", "../a.pdf"),
        hostile("harmless", "ftp://example.com/a.pdf"),
    ];
    pages.extend(HOSTILE.iter().map(|text| hostile(text, "evidence/a.pdf")));
    pages.extend(HOSTILE.iter().map(|text| hostile(text, text)));
    let read = read(&pages);
    let texts = HOSTILE.iter().chain(HOSTILE).enumerate();
    for ((n, text), page) in texts.zip(read.iter().skip(3)) {
        // What is no path within the folder has a gap that says so, and a scheme
        // that nobody follows one of its own.
        let is_outside = n >= HOSTILE.len() && Place::of(text) == Place::Outside;
        let plain = match (is_outside, text.starts_with(['.', '/'])) {
            (false, _) => &read[0],
            (true, true) => &read[1],
            (true, false) => &read[2],
        };
        assert!(page["shape"] == plain["shape"], "the shape with {text:?}");

        assert_eq!(page["links"], serde_json::json!([]), "{text:?}");
        let shown = page["shown"].as_str().unwrap();
        for line in visible(text).lines().filter(|l| !l.trim().is_empty()) {
            assert!(shown.contains(line), "{line:?} is not in {shown}");
        }
    }
}

#[test]
fn hostile_addresses_stay_one_address() {
    let addresses = HOSTILE.iter().map(|t| format!("https://e.com/{t}"));
    let pages: Vec<String> = addresses.map(|a| hostile("harmless", &a)).collect();
    let read = read(&pages);
    for page in &read {
        assert_eq!(page["shape"], read[0]["shape"]);
        // The source, two records and the three uses of them.
        assert_eq!(page["links"].as_array().unwrap().len(), 6);
    }
}

#[test]
fn only_http_addresses_are_links() {
    let cases = [
        ("https://example.com/a b(c)|d>e\"f[g]", true),
        ("HTTP://example.com", true),
        ("javascript:alert(1)", false),
        (" javascript:alert(1)", false),
        ("java\nscript:alert(1)", false),
        ("data:text/html,<b>", false),
        ("file:///etc/passwd", false),
        ("evidence/a.pdf", false),
        ("mailto:x@evil.example", false),
        ("//example.com", false),
    ];
    let pages: Vec<String> = cases.iter().map(|(h, _)| hostile("harmless", h)).collect();
    for ((href, link), page) in cases.iter().zip(read(&pages)) {
        let links = page["links"].as_array().unwrap().len();
        assert_eq!(links, if *link { 6 } else { 0 }, "{href}");
    }
}

#[test]
fn a_note_keeps_its_lines() {
    let page = sample_page();
    assert!(page.contains(
        "<pre dir=\"auto\">Two of three teams are named.\n\n  - Platform\n  - Security\nThe third is open.</pre>"
    ));
}
