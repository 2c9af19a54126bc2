//! No text of an assessment or a questionnaire takes effect as markup.

use crate::build;
use crate::sample::*;
use aicaiq::assessment::*;
use aicaiq::questionnaire::Questionnaire;
use aicaiq::report::{markdown, text};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

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
