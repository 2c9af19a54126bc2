//! What `cargo run --example generate` writes: questionnaires of every shape,
//! and answers to them. Nothing in the program may count on CEK-02.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code
)]

#[path = "../../examples/generate/answers.rs"]
mod answers;
#[path = "../../examples/generate/folder.rs"]
mod folder;
mod overview;
#[path = "../../examples/generate/pack.rs"]
mod pack;
#[path = "../../examples/generate/random.rs"]
mod random;
#[path = "../../examples/generate/table.rs"]
mod table;

use aicaiq::assessment::Assessment;
use aicaiq::questionnaire::{self, Questionnaire};
use aicaiq::store;

const SEED: u64 = 7;

/// Two controls of each domain, all five roles.
fn asked() -> Vec<(Questionnaire, usize)> {
    let shapes = pack::shapes(SEED, 36, 5, 36 * 58).unwrap();
    let read = |shape: &pack::Shape| {
        let text = pack::questionnaire(SEED, shape);
        let q = questionnaire::parse(&text);
        (
            q.unwrap_or_else(|e| panic!("{}: {e}", shape.id)),
            shape.answers(),
        )
    };
    shapes.iter().map(read).collect()
}

#[test]
fn questionnaires_are_of_every_shape_and_valid() {
    let asked = asked();
    let ids: Vec<&str> = asked.iter().map(|(q, _)| q.control.id.as_str()).collect();
    assert!(ids.contains(&"A&A-01") && ids.contains(&"I&S-02") && ids.contains(&"CEK-02"));
    let steps = || asked.iter().flat_map(|(q, _)| &q.roles).map(|r| &r.steps);
    let numbered = |s: &[questionnaire::Step]| s.iter().filter(|s| !s.id.is_ccm()).count();
    assert_eq!(steps().map(|s| numbered(s)).min(), Some(1));
    assert_eq!(steps().map(|s| numbered(s)).max(), Some(20));
    assert!(steps().any(|s| s.iter().any(|s| s.id.is_ccm())));
    let questions = || asked.iter().map(|(q, _)| q.questions.len());
    assert_eq!((questions().min(), questions().max()), (Some(1), Some(3)));
    assert!(asked.iter().all(|(q, _)| q.roles.len() == 5));
    let texts = || steps().flatten().map(|s| s.text.as_str());
    assert!(texts().all(|t| t.starts_with("SAMPLE")));
    let longest = texts().map(|t| t.chars().count()).max().unwrap();
    assert!((4_900..=5_000).contains(&longest), "{longest}");
    for odd in ["\"", "\\", "\n", "見本", "e\u{301}"] {
        assert!(texts().any(|t| t.contains(odd)), "{odd:?}");
    }
}

#[test]
fn answers_that_stand_alone_are_read_without_a_problem() {
    let provider = answers::Provider::new(SEED, 1);
    let mut written = 0;
    for (n, (q, expected)) in asked().iter().enumerate() {
        let a = provider.assessment(SEED, n, q);
        let text = folder::alone(&a);
        let read = store::parse(&text, q);
        assert_eq!(read.problems, [], "{}", q.control.id);
        assert_eq!(read.assessment.answers, a.answers);
        assert_eq!(store::render(&read.assessment), text);
        let mut rows = table::Table::default();
        rows.add(&a);
        assert_eq!(rows.0.len(), *expected);
        written += rows.0.len();
    }
    assert_eq!(written, 36 * 58);
}

/// What a folder keeps in one place is left out of its answer files, and
/// nothing else.
#[test]
fn an_answer_file_of_a_folder_is_canonical() {
    let provider = answers::Provider::new(SEED, 1);
    let (q, _) = &asked()[3];
    let a = provider.assessment(SEED, 3, q);
    let shared = folder::shared(&a);
    let head: Vec<&str> = shared.lines().take(7).collect();
    assert_eq!(
        head[..4],
        [
            "schema = 1",
            "",
            "[assessment]",
            &format!("questionnaire = \"{}\"", q.control.id)
        ]
    );
    assert!(head[5].starts_with("questionnaire_digest = \"sha256:") && head[6].is_empty());
    let whole = store::render(&Assessment {
        evidence: Default::default(),
        ..a.clone()
    });
    let rest = |t: &str| t[t.find("[roles.").unwrap()..].to_owned();
    assert_eq!(rest(&shared), rest(&whole));
    assert!(!shared.contains("\n[evidence."));
    let register = folder::head(&provider, 5, "../questionnaires");
    for id in a.evidence.keys() {
        assert!(register.contains(&format!("[evidence.{id}]")), "{id}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    let make = |seed| {
        let shapes = pack::shapes(seed, 2, 3, 80).unwrap();
        let text = pack::questionnaire(seed, &shapes[1]);
        let q = questionnaire::parse(&text).unwrap();
        let provider = answers::Provider::new(seed, 2);
        (text, folder::alone(&provider.assessment(seed, 1, &q)))
    };
    assert_eq!(make(1), make(1));
    assert_ne!(make(1), make(2));
}
