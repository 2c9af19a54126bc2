//! What is said of which change.

use crate::common::{questionnaire, step};
use aicaiq::assessment::*;
use aicaiq::compare::{Comparison, RecordFate, Sides, Verdict, compare, json, markdown, text};
use aicaiq::questionnaire;
use chrono::{NaiveDate, TimeZone, Utc};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn compared(old: &Assessment, new: &Assessment) -> Comparison {
    compare(&Sides {
        old,
        new,
        questionnaire: questionnaire(),
        old_questionnaire: None,
        today: day("2026-11-24"),
    })
}

fn with(outcomes: &[(&str, Outcome)]) -> Assessment {
    let mut a = Assessment {
        subject: "Acme".into(),
        questionnaire: "CEK-02".into(),
        roles: vec![Role::Csp],
        ..Assessment::default()
    };
    for (id, outcome) in outcomes {
        let answers = a.answers.entry(Role::Csp).or_default();
        answers.steps.entry(step(id)).or_default().outcome = Some(*outcome);
    }
    a
}

#[test]
fn any_difference_of_a_person_is_told() {
    let of = |function: &str, organisation: &str| {
        let mut a = with(&[]);
        let person = Person {
            function: function.into(),
            organisation: organisation.into(),
        };
        a.people.insert("sample reviewer".into(), person);
        a
    };
    for (old, new) in [
        (("", ""), ("", " ")),
        (("Audit", ""), ("", "Audit")),
        (("Audit", ""), ("Audit", "Acme")),
    ] {
        let c = compared(&of(old.0, old.1), &of(new.0, new.1));
        let shown = text::render(&c);
        assert!(shown.contains("people: "), "{old:?} {new:?}: {shown}");
    }
}

fn verdict(old: Outcome, new: Outcome) -> Option<Verdict> {
    let c = compared(&with(&[("01", old)]), &with(&[("01", new)]));
    c.items.first().and_then(|i| i.verdict)
}

#[test]
fn outcomes_have_an_order_and_ends_outside_it() {
    use Outcome::*;
    for (old, new, expected) in [
        (NotSatisfied, PartiallySatisfied, Some(Verdict::Improved)),
        (NotSatisfied, Satisfied, Some(Verdict::Improved)),
        (Satisfied, PartiallySatisfied, Some(Verdict::Regressed)),
        (PartiallySatisfied, NotSatisfied, Some(Verdict::Regressed)),
        (NotAssessed, NotSatisfied, Some(Verdict::NewlyAssessed)),
        (NotAssessed, NotApplicable, Some(Verdict::NewlyAssessed)),
        (Satisfied, NotAssessed, Some(Verdict::NoLongerAssessed)),
        (NotApplicable, NotAssessed, Some(Verdict::NoLongerAssessed)),
        (Satisfied, NotApplicable, Some(Verdict::NowNotApplicable)),
        (NotApplicable, NotSatisfied, Some(Verdict::AppliesAgain)),
        (Satisfied, Satisfied, None),
    ] {
        assert_eq!(verdict(old, new), expected, "{old} {new}");
    }
}

/// Last year's and this year's state, with everything that can change.
fn years() -> (Assessment, Assessment) {
    let old = {
        let mut a = with(&[
            ("01", Outcome::PartiallySatisfied),
            ("02", Outcome::Satisfied),
            ("03", Outcome::NotSatisfied),
        ]);
        a.assessor = "sample assessor".into();
        let csp = a.answers.get_mut(&Role::Csp).unwrap();
        let one = csp.steps.get_mut(&step("01")).unwrap();
        one.grade = Some(Grade::Minor);
        one.note = "Owners named for three roles.\nTwo have none.\nSeen in the RACI.".into();
        one.action = Some(Action {
            text: "Name the owners".into(),
            owner: "Platform".into(),
            due: Some(day("2026-01-31")),
            status: Some(ActionStatus::Open),
            ..Action::default()
        });
        let two = csp.steps.get_mut(&step("02")).unwrap();
        two.methods = [Method::Examine].into();
        two.evidence = ["ev-1", "ev-2"].map(|i| EvidenceId::new(i).unwrap()).into();
        two.assessed_by = "sample assessor".into();
        two.assessed_at = Utc.with_ymd_and_hms(2025, 11, 20, 9, 0, 0).single();
        csp.questions.insert(
            "CEK-02.1".into(),
            QuestionAnswer {
                answer: Some(Answer::No),
                ownership: Some(Ownership::CspOwned),
                ..QuestionAnswer::default()
            },
        );
        for (id, on, expires) in [
            ("ev-1", "2025-11-01", "2026-10-31"),
            ("ev-2", "2025-11-01", "2027-10-31"),
        ] {
            let record = Evidence {
                title: format!("Paper {id}"),
                href: format!("{id}.pdf"),
                sha256: "a".repeat(64),
                collected_on: Some(day(on)),
                expires_on: Some(day(expires)),
                ..Evidence::default()
            };
            a.evidence.insert(EvidenceId::new(id).unwrap(), record);
        }
        a
    };
    let mut new = old.clone();
    new.assessor = "another assessor".into();
    new.roles.push(Role::Mp);
    let csp = new.answers.get_mut(&Role::Csp).unwrap();
    let one = csp.steps.get_mut(&step("01")).unwrap();
    one.outcome = Some(Outcome::Satisfied);
    one.grade = None;
    one.note = "Owners named for five roles.\nSeen in the RACI.".into();
    let action = one.action.as_mut().unwrap();
    action.status = Some(ActionStatus::Done);
    action.retest = Some(Retest::Passed);
    action.retested_by = "sample reviewer".into();
    action.retested_on = Some(day("2026-11-01"));
    let two = csp.steps.get_mut(&step("02")).unwrap();
    two.outcome = Some(Outcome::PartiallySatisfied);
    two.methods = [Method::Examine, Method::Test].into();
    two.evidence = ["ev-1", "ev-3"].map(|i| EvidenceId::new(i).unwrap()).into();
    two.assessed_by = "another assessor".into();
    two.assessed_at = Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).single();
    two.review = Some(Review::Reviewed);
    two.reviewed_by = "sample reviewer".into();
    csp.steps.remove(&step("03"));
    csp.questions.get_mut("CEK-02.1").unwrap().answer = Some(Answer::Yes);
    csp.sign_off = Some(SignOff {
        by: "sample lead".into(),
        statement: "As seen.".into(),
        digest: "sha256:1".into(),
        ..SignOff::default()
    });
    let record = new
        .evidence
        .get_mut(&EvidenceId::new("ev-1").unwrap())
        .unwrap();
    record.expires_on = Some(day("2027-10-31"));
    record.sha256 = "b".repeat(64);
    let two = new
        .evidence
        .remove(&EvidenceId::new("ev-2").unwrap())
        .unwrap();
    new.evidence.insert(
        EvidenceId::new("ev-3").unwrap(),
        Evidence {
            href: "ev-3.pdf".into(),
            ..two
        },
    );
    (old, new)
}

#[test]
fn a_year_of_changes_is_told() {
    let (old, new) = years();
    let c = compared(&old, &new);
    assert_eq!(c.count(Verdict::Improved), 1);
    let fates: Vec<RecordFate> = c.evidence.iter().map(|r| r.fate).collect();
    assert_eq!(
        fates,
        [RecordFate::Renewed, RecordFate::Gone, RecordFate::Added]
    );
    insta::assert_snapshot!("year_text", text::render(&c));
    insta::assert_snapshot!("year_markdown", markdown::render(&c));
    insta::assert_snapshot!("year_json", json::render(&c));
    let back = compared(&new, &old);
    assert_eq!(back.count(Verdict::Regressed), 1);
    assert!(text::render(&back).contains("opened again"));
}

#[test]
fn nothing_is_said_so() {
    let (old, _) = years();
    let c = compared(&old, &old);
    assert!(c.is_empty());
    assert_eq!(text::render(&c), "Acme, CEK-02\nno differences\n");
    assert!(markdown::render(&c).contains("No differences."));
    assert!(json::render(&c).contains("\"differs\": false"));
}

#[test]
fn a_changed_text_is_shown_by_its_words() {
    let text_of = |words: &str, more: &str| {
        format!(
            "schema = 1\n[control]\nid = \"CEK-02\"\ntitle = \"t\"\ndomain = \"d\"\nversion = \"v\"\nspecification = \"s\"\n\
             [[questions]]\nid = \"CEK-02.1\"\ntext = \"q\"\n\
             [[roles]]\nid = \"CSP\"\nname = \"n\"\n\
             [[roles.steps]]\nid = \"01\"\ntopic = \"t\"\norigin = \"adapted\"\ntext = \"{words}\"\n{more}"
        )
    };
    let more = "[[roles.steps]]\nid = \"02\"\ntopic = \"t\"\norigin = \"adapted\"\ntext = \"x\"\n";
    let old_q = questionnaire::parse(&text_of("Look at the keys.", "")).unwrap();
    let new_q = questionnaire::parse(&text_of("Look at all of the keys.", more)).unwrap();
    let with_digest = |q: &questionnaire::Questionnaire| Assessment {
        questionnaire_digest: q.digest.clone(),
        ..with(&[("01", Outcome::Satisfied)])
    };
    let (old, new) = (with_digest(&old_q), with_digest(&new_q));
    let sides = Sides {
        old: &old,
        new: &new,
        questionnaire: &new_q,
        old_questionnaire: Some(&old_q),
        today: day("2026-11-24"),
    };
    let shown = text::render(&compare(&sides));
    assert!(
        shown.contains("  CSP.01 text\n      Look at {+all of +}the keys.\n  CSP.02 new item\n"),
        "{shown}"
    );
    let blind = compare(&Sides {
        old_questionnaire: None,
        ..sides
    });
    assert!(text::render(&blind).contains("--old-questionnaire FILE"));
}

#[test]
fn hostile_texts_stay_texts() {
    let (old, mut new) = years();
    let csp = new.answers.get_mut(&Role::Csp).unwrap();
    let one = csp.steps.get_mut(&step("01")).unwrap();
    one.note = "```\n# not a heading\u{1b}[31m\u{202e}\n````\n<script>".into();
    one.justification = "<img src=x> [a](javascript:x) \u{1b}]0;x\u{7}".into();
    new.subject = "\u{1b}[2J*Acme*".into();
    let c = compared(&old, &new);
    for shown in [text::render(&c), markdown::render(&c)] {
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'));
    }
    let shown = markdown::render(&c);
    assert!(shown.contains("`````diff"), "{shown}");
    let html = {
        let mut out = String::new();
        pulldown_cmark::html::push_html(&mut out, pulldown_cmark::Parser::new(&shown));
        out
    };
    assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<em>"));
    assert!(!html.contains("not a heading</h"), "{html}");
}

#[test]
fn every_field_of_a_step_is_told_by_its_name() {
    type Edit = fn(&mut StepAnswer);
    let fields: [(&str, Edit); 13] = [
        ("suggested", |s| s.suggested = Some(Outcome::Satisfied)),
        ("grade", |s| s.grade = Some(Grade::Minor)),
        ("methods", |s| s.methods = [Method::Test].into()),
        ("effectiveness", |s| {
            s.effectiveness = Some(Effectiveness::Design)
        }),
        ("sample", |s| {
            s.sample = Some("1 of 2 keys, all".parse().unwrap())
        }),
        ("note", |s| s.note = "x".into()),
        ("justification", |s| s.justification = "x".into()),
        ("evidence", |s| {
            s.evidence = [EvidenceId::new("ev-9").unwrap()].into()
        }),
        ("corrective action", |s| {
            s.action = Some(Action {
                owner: "x".into(),
                ..Action::default()
            })
        }),
        ("review", |s| s.review = Some(Review::Draft)),
        ("review comment", |s| s.review_comment = "x".into()),
        ("assessed by", |s| s.assessed_by = "x".into()),
        ("review", |s| s.reviewed_by = "x".into()),
    ];
    for (field, edit) in fields {
        let old = with(&[("01", Outcome::PartiallySatisfied)]);
        let mut new = old.clone();
        let csp = new.answers.get_mut(&Role::Csp).unwrap();
        edit(csp.steps.get_mut(&step("01")).unwrap());
        let c = compared(&old, &new);
        let named: Vec<&str> = c.items[0]
            .changes
            .iter()
            .map(|x| x.field.as_str())
            .collect();
        assert_eq!(named, [field]);
    }
}

#[test]
fn every_field_of_a_question_is_told_by_its_name() {
    type Edit = fn(&mut QuestionAnswer);
    let fields: [(&str, Edit); 7] = [
        ("suggested", |q| q.suggested = Some(Answer::No)),
        ("ownership", |q| q.ownership = Some(Ownership::Nd)),
        ("implementation", |q| q.implementation = "x".into()),
        ("customer responsibilities", |q| {
            q.customer_responsibilities = "x".into()
        }),
        ("evidence", |q| {
            q.evidence = [EvidenceId::new("ev-9").unwrap()].into()
        }),
        ("corrective action", |q| {
            q.action = Some(Action {
                text: "x".into(),
                ..Action::default()
            })
        }),
        ("answered by", |q| q.answered_by = "x".into()),
    ];
    for (field, edit) in fields {
        let old = with(&[]);
        let mut new = old.clone();
        let csp = new.answers.entry(Role::Csp).or_default();
        edit(csp.questions.entry("CEK-02.1".into()).or_default());
        let c = compared(&old, &new);
        let named: Vec<&str> = c.items[0]
            .changes
            .iter()
            .map(|x| x.field.as_str())
            .collect();
        assert_eq!(named, [field]);
    }
}

#[test]
fn evidence_is_renewed_by_later_dates_or_another_file() {
    let id = EvidenceId::new("ev-1").unwrap();
    let record = Evidence {
        href: "a.pdf".into(),
        sha256: "a".repeat(64),
        collected_on: Some(day("2025-11-01")),
        expires_on: Some(day("2026-11-01")),
        ..Evidence::default()
    };
    type Edit = fn(&mut Evidence);
    let cases: [(RecordFate, Edit); 8] = [
        (RecordFate::Renewed, |e| {
            e.collected_on = Some(day("2026-11-01"))
        }),
        (RecordFate::Renewed, |e| {
            e.expires_on = Some(day("2027-11-01"))
        }),
        (RecordFate::Renewed, |e| e.sha256 = "b".repeat(64)),
        (RecordFate::Changed, |e| {
            e.collected_on = Some(day("2024-11-01"))
        }),
        (RecordFate::Changed, |e| e.expires_on = None),
        (RecordFate::Changed, |e| e.sha256 = "A".repeat(64)),
        (RecordFate::Changed, |e| e.title = "x".into()),
        (RecordFate::Changed, |e| {
            e.viewed_on = Some(day("2026-11-01"))
        }),
    ];
    for (at, (fate, edit)) in cases.into_iter().enumerate() {
        let mut old = with(&[]);
        old.evidence.insert(id.clone(), record.clone());
        let mut new = old.clone();
        edit(new.evidence.get_mut(&id).unwrap());
        let c = compared(&old, &new);
        assert_eq!(c.evidence[0].fate, fate, "{at}");
        assert_eq!(c.evidence[0].changes.len(), 1, "{at}");
    }
}
