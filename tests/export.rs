//! What the exports say, and that nothing in them takes effect as markup.
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
use aicaiq::report::{self, FileWord, Report, json, markdown, text};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use sample::*;
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

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
    assert_eq!(keys(&value), ["gaps", "questionnaire", "roles", "subject"]);
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
            }
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
            out.contains("T-01 has no steps for AIC: nothing shows how it meets the control."),
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

/// Comparing each record with each takes minutes here; the limit is far from
/// what a slow machine needs otherwise.
#[test]
fn a_step_with_very_many_records_is_quick() {
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
    let start = std::time::Instant::now();
    let report = build(&questionnaire(), &a, &files);
    let out = (text::render(&report, 80), markdown::render(&report));
    assert!(out.0.contains("39999.pdf") && out.1.contains("39999.pdf"));
    let took = start.elapsed();
    assert!(took.as_secs() < 15, "{took:?}");
}

#[test]
fn a_working_paper_says_whose_it_is_and_links_its_evidence() {
    let out = markdown::render(&sample_report());
    for line in [
        "### CSP 02 Topic 02",
        "### AP 01 Topic 01",
        "- Evidence: ev-1 Key policy, [https\\://example.com/policy](https://example.com/policy) (not hashed)",
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

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "![x](javascript:alert(1))",
    "| a | b",
    "a | b\n--- | ---\nc | d",
    "\\| \\\\| \\",
    "```\ncode",
    "~~~",
    "    indented",
    "# h",
    "h\n===",
    "h\n---",
    "[a](b)",
    "[a][b]\n\n[b]: https://evil.example",
    "<https://evil.example>",
    "https://evil.example www.evil.example me@evil.example",
    "&lt;script&gt; &#60;b&#62; &amp;",
    "*a* __b__ ~~c~~ $d$ `e` ^f^",
    "> quote\n- list\n1. one\n2) two\n+ plus",
    "---\n***\n+++",
    "<!-- comment\n\n--> <a href='x'>",
    "![[wiki]] [[wiki]] [^1]\n\n[^1]: note",
    "- [ ] task {#id .class}",
    "right\u{202E}left \u{1b}[31m \u{0}",
    "line\r\nnext\u{2028}para\u{85}end\\",
    ": term\n:   definition",
    "mailto:x@evil.example MAILTO:x XMPP:a@evil.example/b",
    "ends :smile",
    "@team @_x a@b.c :smile: :+1::100::t-rex:\n@team\n:smile:\n1@b.c\n1:x_y:",
    "",
    " ",
];

/// Every text of a questionnaire and an assessment is this one.
fn hostile(text: &str, href: &str) -> (Questionnaire, Assessment, BTreeMap<EvidenceId, FileState>) {
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
    for layer in &mut q.layers {
        (layer.id, layer.name, layer.label, layer.text) = (t(), t(), t(), t());
    }
    for standard in &mut q.standards {
        (standard.name, standard.mapping, standard.addendum) = (t(), t(), t());
        standard.references = vec![t(), t()];
    }
    for question in &mut q.questions {
        question.text = t();
    }
    for role in &mut q.roles {
        role.name = t();
        for step in &mut role.steps {
            (step.topic, step.text) = (t(), t());
        }
    }
    (a.subject, a.assessor, a.questionnaire_digest) = (t(), t(), t());
    for answers in a.answers.values_mut() {
        let stray = answers.questions.values().next().cloned().unwrap();
        answers.questions.insert(format!("stray {text}"), stray);
        for question in answers.questions.values_mut() {
            (question.implementation, question.customer_responsibilities) = (t(), t());
            question.answered_by = t();
            question.action = Some(Action {
                text: t(),
                owner: t(),
                ..action()
            });
        }
        for step in answers.steps.values_mut() {
            (step.note, step.justification, step.assessed_by) = (t(), t(), t());
            step.action = Some(Action {
                text: t(),
                owner: t(),
                ..action()
            });
        }
    }
    for record in a.evidence.values_mut() {
        (record.title, record.sha256, record.collected_by) = (t(), t(), t());
        record.href = href.to_owned();
        record.expires_on = Some(today());
    }
    files.insert(ev("ev-2"), FileState::Unreadable(t()));
    (q, a, files)
}

/// What GitHub makes links, mentions and pictures of in a text that is
/// Markdown already: addresses, `@name` and `:name:`.
fn takes_effect_later(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let name = |c: &char| c.is_ascii_alphanumeric() || "_+-".contains(*c);
    (0..chars.len()).any(|i| {
        let rest = &chars[i + 1..];
        match chars[i] {
            '@' => rest
                .first()
                .is_some_and(|c| c.is_alphanumeric() || *c == '_'),
            ':' => {
                let before: String = chars[..i].iter().collect::<String>().to_lowercase();
                let scheme = before.ends_with("mailto") || before.ends_with("xmpp");
                let word: String = rest.iter().take_while(|c| name(c)).collect();
                let time = word.len() == 2 && word.bytes().all(|b| b.is_ascii_digit());
                let emoji = !word.is_empty() && !time && rest.get(word.len()) == Some(&':');
                emoji || (scheme && rest.first().is_some_and(|c| !c.is_whitespace()))
            }
            _ => false,
        }
    })
}

/// The kinds of blocks in the order they stand, and what is unsafe in them.
fn check(markdown: &str) -> Vec<String> {
    let mut shape = Vec::new();
    let mut columns: Vec<usize> = Vec::new();
    let mut cells = 0;
    let mut run = String::new();
    for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        if let Event::Text(text) = &event {
            run.push_str(text);
        } else {
            assert!(!takes_effect_later(&run), "{run}");
            run.clear();
        }
        match &event {
            Event::InlineHtml(html) if &**html == "<!-- -->" => {}
            Event::Html(_) | Event::InlineHtml(_) => panic!("HTML: {event:?}"),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                panic!("code or math: {event:?}")
            }
            Event::FootnoteReference(_) | Event::TaskListMarker(_) | Event::Rule => {
                panic!("markup: {event:?}")
            }
            Event::Start(tag) => {
                match tag {
                    Tag::Link { dest_url, .. } => assert!(
                        dest_url.to_ascii_lowercase().starts_with("http://")
                            || dest_url.to_ascii_lowercase().starts_with("https://"),
                        "{dest_url}"
                    ),
                    Tag::Heading {
                        id, classes, attrs, ..
                    } => {
                        assert!(id.is_none() && classes.is_empty() && attrs.is_empty());
                    }
                    Tag::Paragraph | Tag::Item | Tag::List(None) | Tag::BlockQuote(None) => {}
                    Tag::Table(alignments) => columns.push(alignments.len()),
                    Tag::TableHead | Tag::TableRow => cells = 0,
                    Tag::TableCell => cells += 1,
                    other => panic!("markup: {other:?}"),
                }
                if matches!(
                    tag,
                    Tag::Heading { .. }
                        | Tag::Table(_)
                        | Tag::TableRow
                        | Tag::TableHead
                        | Tag::List(_)
                        | Tag::Item
                ) {
                    shape.push(format!("{:?}", tag.to_end()));
                }
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                assert_eq!(Some(&cells), columns.last(), "cells of a row");
            }
            _ => {}
        }
    }
    shape
}

/// The number of cells by the bars alone, for readers that split before they
/// read escapes: the same on each line of a table.
fn bars_are_even(markdown: &str) {
    let mut last = None;
    for line in markdown.lines() {
        let bars = line.starts_with('|').then(|| line.matches('|').count());
        if let (Some(before), Some(now)) = (last, bars) {
            assert_eq!(before, now, "{line}");
        }
        last = bars;
    }
}

#[test]
fn hostile_texts_change_nothing_but_the_text() {
    let (q, a, files) = hostile("harmless", "evidence/a.pdf");
    let expected = check(&markdown::render(&build(&q, &a, &files)));
    for hostile_text in HOSTILE {
        let (q, a, files) = hostile(hostile_text, "evidence/a.pdf");
        let out = markdown::render(&build(&q, &a, &files));
        bars_are_even(&out);
        let shape = check(&out);
        if !hostile_text.trim().is_empty() {
            let same: Vec<_> = expected.iter().filter(|s| !shape.contains(s)).collect();
            assert!(same.is_empty(), "{hostile_text:?} lost {same:?}");
            assert_eq!(headings(&shape), headings(&expected), "{hostile_text:?}");
        }
        assert_eq!(out, aicaiq::text::visible(&out), "{hostile_text:?}");
    }
}

fn headings(shape: &[String]) -> Vec<&String> {
    shape
        .iter()
        .filter(|s| s.contains("Heading") || s.contains("Table"))
        .collect()
}

#[test]
fn hostile_texts_are_shown_as_they_were_written() {
    for hostile_text in HOSTILE {
        let (q, mut a, files) = hostile("harmless", "https://example.com");
        for step in a.answers.values_mut().flat_map(|r| r.steps.values_mut()) {
            step.note = (*hostile_text).to_owned();
        }
        let out = markdown::render(&build(&q, &a, &files));
        let shown = shown_text(&out);
        let words = aicaiq::text::visible(hostile_text).into_owned();
        for line in words.lines().filter(|l| !l.trim().is_empty()) {
            assert!(shown.contains(line.trim()), "{line:?} is not in {shown}");
        }
    }
}

fn shown_text(markdown: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::HardBreak | Event::SoftBreak | Event::End(_) => out.push('\n'),
            _ => {}
        }
    }
    out
}

#[test]
fn only_http_addresses_are_links() {
    for (href, links) in [
        ("https://example.com/a b(c)|d>e\"f[g]", true),
        ("HTTP://example.com", true),
        ("javascript:alert(1)", false),
        ("data:text/html,<b>", false),
        ("file:///etc/passwd", false),
        ("evidence/a.pdf", false),
        ("mailto:x@evil.example", false),
        ("//example.com", false),
    ] {
        let (q, a, files) = hostile("harmless", href);
        let out = markdown::render(&build(&q, &a, &files));
        check(&out);
        let found = Parser::new_ext(&out, Options::all())
            .filter(|e| matches!(e, Event::Start(Tag::Link { .. })))
            .count();
        // The source, two records and the three uses of them.
        assert_eq!(found, if links { 6 } else { 0 }, "{href}");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(prop::sample::select(HOSTILE), 1..4).prop_map(|v| v.concat()),
        "[ -~\n\t]{0,40}",
        "(\\PC|\n){0,20}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_becomes_markup(text in any_text(), href in any_text(), link in any::<bool>()) {
        let href = if link { format!("https://e.com/{href}") } else { href };
        let (q, a, files) = hostile(&text, &href);
        let out = markdown::render(&build(&q, &a, &files));
        check(&out);
        bars_are_even(&out);
        prop_assert_eq!(out.as_str(), aicaiq::text::visible(&out));
    }

    #[test]
    fn plain_text_stays_within_its_width(text in "(\\PC|\n){0,30}", width in 40_usize..120) {
        let (q, a, files) = hostile(&text, &text);
        let out = text::render(&build(&q, &a, &files), width);
        for line in out.lines() {
            prop_assert!(line.width() <= width + 1, "{} columns: {line}", line.width());
        }
        prop_assert_eq!(out.as_str(), aicaiq::text::visible(&out));
    }
}
