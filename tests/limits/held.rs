//! Limits are held on the way in: nothing is written that is then refused.

use crate::run::Place;
use aicaiq::assessment::{Assessment, Edit, EditError, Evidence, EvidenceId, Person, Role, Stamp};
use aicaiq::limits::{EVIDENCE, Excess, PEOPLE, TEXT, counts};
use aicaiq::merge::{Labels, MergeError, merge};
use aicaiq::questionnaire::{StepId, embedded};
use aicaiq::store::{AnswerFile, CreateError, SaveError, parse, render};

fn some() -> Assessment {
    Assessment {
        subject: "S".into(),
        questionnaire: "CEK-02".into(),
        roles: vec![Role::Csp],
        ..Assessment::default()
    }
}

fn record(n: usize) -> (EvidenceId, Evidence) {
    let evidence = Evidence {
        href: format!("e/{n}"),
        ..Evidence::default()
    };
    (EvidenceId::new(&format!("ev-{n:08x}")).unwrap(), evidence)
}

fn with(evidence: std::ops::Range<usize>) -> Assessment {
    Assessment {
        evidence: evidence.map(record).collect(),
        ..some()
    }
}

fn stamp() -> Stamp {
    Stamp {
        now: chrono::DateTime::from_timestamp(1_795_515_300, 0).unwrap(),
        by: "sample".into(),
    }
}

fn step() -> StepId {
    "01".parse().unwrap()
}

#[test]
fn a_text_is_taken_up_to_its_limit_and_can_be_read_again() {
    let most = usize::try_from(TEXT).unwrap();
    let note = |len: usize| Edit::Note(Role::Csp, step(), "x".repeat(len));
    let mut a = some();
    assert_eq!(note(most).apply(&mut a, embedded(), &stamp()), Ok(true));
    let before = a.clone();
    let error = note(most + 1).apply(&mut a, embedded(), &stamp());
    assert_eq!(error, Err(EditError::Excess(Excess::Text)));
    assert_eq!(a, before);
    assert!(!parse(&render(&a), embedded()).has_errors());
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.toml");
    let mut file = AnswerFile::create(&path, &a).unwrap();
    // Whoever goes round the edits is refused too.
    let answers = a.answers.get_mut(&Role::Csp).unwrap();
    answers.steps.get_mut(&step()).unwrap().note.push('x');
    assert!(matches!(
        file.save(&a),
        Err(SaveError::Excess(Excess::Text))
    ));
    let other = dir.path().join("b.toml");
    assert!(matches!(
        AnswerFile::create(&other, &a),
        Err(CreateError::Excess(_))
    ));
    assert!(!other.exists());
    let parsed = parse(&render(&a), embedded());
    let problem = parsed.problems.iter().find(|p| p.is_error()).unwrap();
    assert!(
        problem.message.contains("at most 1048576 (1 MiB)"),
        "{problem:?}"
    );
    assert_eq!(
        AnswerFile::open(&path, embedded()).unwrap().assessment(),
        &before
    );
}

#[test]
fn the_record_after_the_last_is_not_added() {
    let mut a = with(0..EVIDENCE);
    assert_eq!(counts(&a), Ok(()));
    let item = aicaiq::questionnaire::ItemId::Step(step());
    let add = |href: &str| Edit::AddEvidence(Role::Csp, item.clone(), href.into());
    // One that is there already is no other.
    assert_eq!(add("e/7").apply(&mut a, embedded(), &stamp()), Ok(true));
    let error = add("e/other")
        .apply(&mut a, embedded(), &stamp())
        .unwrap_err();
    assert_eq!(error, EditError::Excess(Excess::Evidence(EVIDENCE + 1)));
    assert!(
        error.to_string().contains("at most 100000: remove"),
        "{error}"
    );
    let people = (0..=PEOPLE).map(|n| (format!("p{n}"), Person::default()));
    let a = Assessment {
        people: people.collect(),
        ..some()
    };
    assert_eq!(counts(&a), Err(Excess::People(PEOPLE + 1)));
}

#[test]
fn too_many_records_are_an_error_of_the_file() {
    let a = with(0..EVIDENCE + 1);
    let text = render(&a);
    let parsed = parse(&text, embedded());
    let problems: Vec<_> = parsed.problems.iter().filter(|p| p.is_error()).collect();
    assert_eq!(problems.len(), 1);
    let said = &problems[0].message;
    assert!(
        said.contains("more than 100000 records of evidence"),
        "{said}"
    );
    let people = |n| Assessment {
        people: (0..n)
            .map(|n| (format!("p{n}"), Person::default()))
            .collect(),
        ..some()
    };
    let errors = |a: &Assessment| parse(&render(a), embedded()).has_errors();
    assert!(!errors(&people(PEOPLE)) && errors(&people(PEOPLE + 1)));
}

#[test]
fn two_files_that_are_too_much_together_are_not_merged() {
    let of = |people: std::ops::Range<usize>| {
        let people = people.map(|n| (format!("p{n:05}"), Person::default()));
        render(&Assessment {
            people: people.collect(),
            ..some()
        })
    };
    let (base, half) = (of(0..0), PEOPLE / 2 + 1);
    let (ours, theirs) = (of(0..half), of(half..2 * half));
    let error = merge(&base, &ours, &theirs, &Labels::default()).unwrap_err();
    assert!(matches!(error, MergeError::TooMuch(_)), "{error}");
    assert!(error.to_string().contains("more than 10000"), "{error}");
}

/// Large texts that are fine one by one and too much together.
#[test]
fn a_file_that_grows_beyond_its_limit_stays_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.toml");
    let mut a = some();
    let steps = &embedded().role(Role::Csp).unwrap().steps;
    let text = "x".repeat(usize::try_from(TEXT).unwrap());
    let write = |a: &mut Assessment, steps: std::ops::Range<usize>| {
        for step in &embedded().role(Role::Csp).unwrap().steps[steps] {
            let note = Edit::Note(Role::Csp, step.id.clone(), text.clone());
            note.apply(a, embedded(), &stamp()).unwrap();
            let why = Edit::Justification(Role::Csp, step.id.clone(), text.clone());
            why.apply(a, embedded(), &stamp()).unwrap();
        }
    };
    write(&mut a, 0..7);
    let mut file = AnswerFile::create(&path, &a).unwrap();
    let before = std::fs::read(&path).unwrap();
    write(&mut a, 7..steps.len());
    let error = file.save(&a).unwrap_err();
    assert!(matches!(error, SaveError::TooLarge { .. }), "{error}");
    assert!(std::fs::read(&path).unwrap() == before);
    AnswerFile::open(&path, embedded()).unwrap();
    let other = dir.path().join("b.toml");
    assert!(matches!(
        AnswerFile::create(&other, &a),
        Err(CreateError::TooLarge { .. })
    ));
    assert!(!other.exists());
}

#[test]
fn the_command_line_refuses_a_long_text_and_leaves_the_file() {
    let place = Place::new();
    let before = place.text("a.toml");
    let text = vec![b'x'; 20_000_000];
    let ran = place.run("set a.toml CSP.01 --note -", &text);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("longer than 1048576 bytes"), "{}", ran.err);
    assert_eq!(place.text("a.toml"), before);
    let ran = place.run("answer a.toml --plain", &text);
    assert_ne!(ran.code, None);
    assert!(ran.memory < 100 << 20, "{} bytes", ran.memory);
    assert_eq!(place.run("check a.toml", b"").code, Some(0));
}
