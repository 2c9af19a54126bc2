//! No text takes effect as markup, breaks a data type or becomes a link.

use crate::sample::*;
use crate::{Files, read_well, render};
use aicaiq::assessment::*;
use aicaiq::text::visible;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

const HOSTILE: &[&str] = &[
    "",
    " \u{a0}\u{feff}\n\t",
    "<script>alert(1)</script>",
    "![x](javascript:alert(1)) [a](b) [a][b]\n\n[b]: https://evil.example",
    "<https://evil.example> [[wiki]] [^1]\n\n[^1]: note",
    "| a | b |\n| --- | --- |\n| c | d |",
    "a | b\n--- | ---\nc | d",
    "```\ncode\n```\n~~~\n    indented\n\tindented",
    "# h\nh\n===\nh\n---\n***\n+++",
    "&lt;script&gt; &#60;b&#62; &amp; &x",
    "*a* __b__ ~~c~~ ^d^ ~e~ `f`",
    "> quote\n- list\n1. one\n2) two\n+ plus\n* star",
    "{{ insert: param, x }} {#id .class}",
    "<!-- comment\n\n--> <a href='x'>",
    "right\u{202E}left \u{1b}[31m \u{0} \u{9b}2J \u{fffe}",
    "line\r\nnext\u{2028}para\u{85}end\\",
    ": term\n:   definition",
    "ends with two  \nspaces\\\nand \"quotes\" 'here'",
    "javascript:alert(1)",
    "//evil.example/x",
    "2026-11-24T10:15:00",
    "\u{1f511} 漢字 שלום",
];

/// Every text of a questionnaire and an assessment is this one.
fn hostile(text: &str, href: &str) -> String {
    let mut q = questionnaire();
    let (mut a, mut files): (Assessment, Files) = mixed();
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
        &mut q.digest,
    ] {
        *field = t();
    }
    c.source = href.to_owned();
    for layer in &mut q.layers {
        (layer.id, layer.name, layer.label, layer.text) = (t(), t(), t(), t());
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
    (a.subject, a.assessor, a.questionnaire_digest) = (t(), t(), t());
    let action = Action {
        text: t(),
        owner: t(),
        retest: Some(Retest::Passed),
        retested_by: t(),
        ..action()
    };
    for answers in a.answers.values_mut() {
        let mut question = answers.questions.values().next().cloned().unwrap();
        question.answer = Some(Answer::No);
        (question.implementation, question.customer_responsibilities) = (t(), t());
        (question.answered_by, question.action) = (t(), Some(action.clone()));
        answers.questions.clear();
        answers.questions.insert(t(), question);
        for step in answers.steps.values_mut() {
            (step.note, step.justification, step.assessed_by) = (t(), t(), t());
            (step.reviewed_by, step.review_comment) = (t(), t());
            step.action = Some(action.clone());
            step.sample = Some(Sample {
                items: t(),
                selection: t(),
                ..Sample::default()
            });
        }
        answers.sign_off = Some(SignOff {
            by: t(),
            at: None,
            statement: t(),
            asked: t(),
            digest: t(),
        });
    }
    step(&mut a, "02").evidence.insert(ev("ev_unregistered"));
    for record in a.evidence.values_mut() {
        (record.title, record.sha256) = (t(), t());
        (record.collected_by, record.viewed_by) = (t(), t());
        record.href = href.to_owned();
        record.expires_on = Some(today());
    }
    files.insert(ev("ev-2"), FileState::Unreadable(t()));
    render(&q, &a, &files)
}

/// Every text of a document with the key that it stands under.
fn texts(value: &Value, key: &str, out: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(k, v)| texts(v, k, out)),
        Value::Array(list) => list.iter().for_each(|v| texts(v, key, out)),
        Value::String(text) => out.push((key.to_owned(), text.clone())),
        _ => {}
    }
}

fn is_markup(key: &str) -> bool {
    [
        "title",
        "description",
        "remarks",
        "statement",
        "prose",
        "text",
    ]
    .contains(&key)
}

/// The words that markup shows, where it is nothing but paragraphs.
fn shown(markup: &str) -> String {
    let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION - Options::ENABLE_MATH;
    let mut out = String::new();
    for event in Parser::new_ext(markup, options) {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::HardBreak | Event::End(TagEnd::Paragraph) => out.push('\n'),
            Event::Start(Tag::Paragraph) => {}
            other => panic!("{other:?} in {markup:?}"),
        }
    }
    out
}

#[test]
fn hostile_texts_are_texts_and_nothing_else() {
    let mut documents = Vec::new();
    for (n, text) in HOSTILE.iter().enumerate() {
        for (place, href) in [
            ("path", (*text).to_owned()),
            ("link", format!("https://e.com/{text}")),
            ("host", format!("https://{text}")),
        ] {
            documents.push((format!("{place}-{n:02}"), hostile(text, &href)));
        }
    }
    documents.push(("harmless".to_owned(), hostile("harmless", "a.pdf")));
    let read = read_well(&documents);
    for (name, text) in &documents {
        let counts = &read[format!("{name}.json")]["counts"];
        assert_eq!(*counts, read["harmless.json"]["counts"], "{name}");
        assert_eq!(*text, visible(text));
    }
    for (text, (_, document)) in HOSTILE.iter().zip(documents.iter().step_by(3)) {
        let mut found = Vec::new();
        texts(&serde_json::from_str(document).unwrap(), "", &mut found);
        // Separators are line ends.
        let words = text
            .replace("\r\n", "\n")
            .replace(['\u{2028}', '\u{2029}'], "\n");
        let words = visible(&words).replace('\u{fffe}', "\u{fffd}");
        let notes: Vec<String> = found
            .iter()
            .filter(|(key, _)| is_markup(key))
            .map(|(_, markup)| shown(markup))
            .collect();
        for line in words.lines() {
            let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            let there = notes.iter().filter(|n| n.contains(line)).count();
            assert!(there > 10, "{line:?} is in {there} of {notes:?}");
        }
    }
}

#[test]
fn a_note_keeps_its_lines() {
    let (a, files) = mixed();
    let document = render(&questionnaire(), &a, &files);
    assert!(document.contains(
        r#""Two of three teams are named.\n\n  \\- Platform\\\n  \\- Security\\\nThe third is open.""#
            .replace("  ", "\u{a0}\u{a0}")
            .as_str()
    ));
}
