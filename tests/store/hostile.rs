//! Files that cannot be used, and what is said about them.

use crate::common::questionnaire;
use aicaiq::store::{AnswerFile, LIMIT, OpenError, Severity, parse, render_problems};
use std::fs;
use std::path::Path;

const HEAD: &str =
    "schema = 1\n[assessment]\nsubject = \"Acme\"\nquestionnaire = \"CEK-02\"\nroles = [\"CSP\"]\n";

fn shown(text: &str) -> String {
    render_problems(
        "a.toml",
        text,
        &parse(text, questionnaire()).problems,
        false,
    )
}

macro_rules! said {
    ($($name:ident: $text:expr;)+) => {$(
        #[test]
        fn $name() {
            let text: String = $text;
            let shown = shown(&text);
            assert!(!shown.contains(aicaiq::text::is_unsafe), "{shown:?}");
            insta::assert_snapshot!(shown);
        }
    )+};
}

fn step(lines: &str) -> String {
    format!("{HEAD}[roles.CSP.steps.03]\n{lines}\n")
}

said! {
    empty: String::new();
    no_schema: HEAD.replace("schema = 1\n", "");
    schema_of_none: HEAD.replace("schema = 1", "schema = 0");
    schema_of_a_wrong_kind: HEAD.replace("schema = 1", "schema = \"one\"");
    wrong_types: step("outcome = true\nmethods = \"examine\"\nnote = 3\nevidence = [1]");
    other_wrong_types: step("note = 1.5\njustification = 2027-01-31\nassessed_by = [\"a\"]\nassessed_at = 7\nsample = {size = \"many\", population = 1.0}");
    typos: step("outcome = \"Satisfied\"\nmethods = [\"examin\"]\nreview = \"done\"");
    misspelt_keys: step("outcom = \"satisfied\"\nteam = \"blue\"");
    unknown_places: format!("{HEAD}[roles.CPS.steps.01]\n[roles.CSP.steps.3]\noutcome = \"satisfied\"\n[roles.CSP.steps.44]\n[roles.CSP.questions.\"CEK-02.3\"]\n[roles.CSP.steps]\n01 = 5\n");
    a_role_that_is_not_asked: format!("{HEAD}[roles.OSP.steps.01]\noutcome = \"satisfied\"\n");
    bad_dates: step("assessed_at = 2027-01-31\n[roles.CSP.steps.03.action]\ndue = \"2027-13-01\"\n[roles.CSP.steps.02.action]\ndue = 2027-01-31T10:00:00Z\nretested_on = 2027-01-31T10:00:00");
    a_date_that_is_none: step("assessed_at = 2027-02-30T10:00:00Z");
    dangling_evidence: step("evidence = [\"ev-1\", \"ev-22\", \"a b\"]\n[evidence.ev-2]\nhref = \"x\"\n[evidence.ev-3]\ntitle = \"t\"\n[evidence.ev-4]\n[evidence.ev-5]\nhref = \"y\"\nsize = -1");
    other_questionnaire: HEAD.replace("CEK-02", "CEK-03");
    answers_to_another_questionnaire: format!("{}[roles.CSP.steps.99]\noutcome = \"satisfied\"\n", HEAD.replace("CEK-02", "CEK-03"));
    a_period_that_ends_before_it_begins: format!("{HEAD}[evidence.a]\nhref = \"x\"\nperiod_from = 2026-02-01\nperiod_to = 2026-01-31\n[evidence.b]\nhref = \"x\"\nperiod_from = 2026-02-01\nperiod_to = 2026-02-01\n");
    other_digest_and_no_version: HEAD.replace("roles", "questionnaire_digest = \"sha256:00\"\nroles");
    other_digest: HEAD.replace("roles", "questionnaire_version = \"AICM 0.9\"\nquestionnaire_digest = \"sha256:00\"\nroles");
    digests_that_are_none: format!("{HEAD}[evidence.a]\nhref = \"x\"\nsha256 = \"af2b\"\n[evidence.b]\nhref = \"y\"\nsha256 = \"sha256:{}\"\n", "g".repeat(64));
    no_roles: HEAD.replace("[\"CSP\"]", "[]");
    roles_that_are_none: HEAD.replace("[\"CSP\"]", "[\"CSP\", \"cps\", \"CSP\", \"OSP\"]");
    answers_for_a_role_not_assessed: format!("{HEAD}[roles.MP.steps.01]\noutcome = \"satisfied\"\n");
    grade_misfit: step("outcome = \"satisfied\"\ngrade = \"major\"");
    grade_without_outcome: step("grade = \"minor\"");
    control_characters: step("note = \"\\u001b[2J\"\njustification = \"right\u{202e}left\"\nassessed_by = \"a\\rb\"");
    raw_escape_in_a_key: step("\"\\u001b[31m\" = 1\n\"\u{9b}x\" = 2");
    syntax: step("note = \"open\noutcome = satisfied");
    syntax_in_a_file_of_windows: step("note = \"open\noutcome = satisfied").replace('\n', "\r\n");
    a_bare_return_in_a_file_of_windows: step("note = \"a\rb\"").replace('\n', "\r\n");
    a_key_twice: step("note = \"a\"\nnote = \"b\"");
    merge_marks: step("<<<<<<< HEAD\nnote = \"a\"\n=======\nnote = \"b\"\n>>>>>>> theirs");
    merge_marks_in_a_note: step("note = \"\"\"\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> theirs\n\"\"\"");
    a_newer_schema: step("outcome = \"excellent\"\nnote = 7\n[risk]\nx = 1").replace("schema = 1", "schema = 2");
    a_table_where_a_text_belongs: step("[roles.CSP.steps.03.note]\nx = 1\n[[evidence]]\nhref = \"x\"");
    very_long_line: step(&format!("note = [\"{}\"]", "x".repeat(3000)));
    nested_deeply: format!("{HEAD}x = {}", "[".repeat(5000));
    wide_characters_and_tabs: step("\tnote = \"漢字\" # é\n\t\"ключ\" = \"🙂\"");
}

#[test]
fn a_newer_schema_is_tolerated_and_an_older_program_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.toml");
    let text = step("outcome = \"excellent\"").replace("schema = 1", "schema = 2");
    fs::write(&path, &text).unwrap();
    let mut file = AnswerFile::open(&path, questionnaire()).unwrap();
    assert!(
        file.problems()
            .iter()
            .all(|p| p.severity == Severity::Warning)
    );
    assert!(file.read_only().unwrap().contains("schema 2"));
    let next = file.assessment().clone();
    assert!(matches!(
        file.save(&next),
        Err(aicaiq::store::SaveError::ReadOnly(_))
    ));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_digest_is_read_as_any_tool_writes_it() {
    for (before, digits) in [("", "ab"), ("sha256:", "ab"), ("", "AB")] {
        let digits = digits.repeat(32);
        let record = format!("[evidence.a]\nhref = \"x\"\nsha256 = \"{before}{digits}\"\n");
        let parsed = parse(&format!("{HEAD}{record}"), questionnaire());
        assert_eq!(parsed.problems, []);
        let (_, record) = parsed.assessment.evidence.iter().next().unwrap();
        assert_eq!(record.sha256, "ab".repeat(32));
    }
}

#[test]
fn a_wrong_value_is_pointed_at_and_no_other() {
    for (raw, at) in [("right\u{202e}left", "\u{202e}"), ("\u{9b}", "\u{9b}")] {
        let text = step(&format!("note = \"{raw}\""));
        let problems = parse(&text, questionnaire()).problems;
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(&text[problems[0].span.clone().unwrap()], at);
    }
    let text = step("<<<<<<< HEAD\nnote = \"a\"\n=======\nnote = \"b\"\n>>>>>>> theirs");
    let problems = parse(&text, questionnaire()).problems;
    assert_eq!(&text[problems[0].span.clone().unwrap()], "<<<<<<< HEAD");
    let text = step("note = \"a\rb\"");
    let problems = parse(&text, questionnaire()).problems;
    assert_eq!(&text[problems[0].span.clone().unwrap()], "\r");
    // What is beside it is not told to be wrong for it.
    let text = step("outcome = \"satsified\"\ngrade = \"major\"");
    assert_eq!(parse(&text, questionnaire()).problems.len(), 1);
}

#[test]
fn of_many_merge_marks_the_first_are_named() {
    let lines = |n: usize| -> Vec<String> { (1..=n).map(|n| n.to_string()).collect() };
    for (marks, named, more) in [(39, 39, ""), (40, 40, ""), (41, 40, " and more")] {
        let text = "<<<<<<< a\n".repeat(marks);
        let problems = parse(&text, questionnaire()).problems;
        let (_, said) = problems[0].message.split_once("lines ").unwrap();
        assert_eq!(said, format!("{}{more}", lines(named).join(", ")));
    }
}

#[test]
fn a_name_of_a_person_is_one_that_can_be_shown() {
    for (name, what) in [
        ("a\\nb", 1),
        ("a\u{202e}b", 1),
        ("\\u0007", 1),
        (" ", 1),
        ("a b", 0),
    ] {
        let text = format!("{HEAD}[people.\"{name}\"]\nfunction = \"f\"\n");
        let parsed = parse(&text, questionnaire());
        assert_eq!(parsed.problems.len(), what, "{name}");
        assert_eq!(parsed.assessment.people.len(), 1 - what, "{name}");
    }
}

fn refused(path: &Path) -> String {
    let error = AnswerFile::open(path, questionnaire()).unwrap_err();
    let folder = path.parent().unwrap().to_string_lossy().into_owned();
    error.render(false).replace(&folder, "DIR")
}

#[test]
fn what_is_no_answer_file_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    insta::assert_snapshot!(refused(&at("none.toml")), @"cannot read DIR/none.toml: No such file or directory (os error 2)");
    fs::create_dir(at("folder")).unwrap();
    insta::assert_snapshot!(refused(&at("folder")), @"DIR/folder is a folder, not a file: name an answer file (NAME.toml), or a folder of controls (with an assessment.toml)");
    fs::write(at("latin.toml"), b"# a\n# \xe9\n").unwrap();
    insta::assert_snapshot!(refused(&at("latin.toml")), @"DIR/latin.toml is not UTF-8 text: see byte 6, on line 2; save it as UTF-8");
    fs::File::create(at("big.toml"))
        .unwrap()
        .set_len(LIMIT + 1)
        .unwrap();
    insta::assert_snapshot!(refused(&at("big.toml")), @"DIR/big.toml is 16777217 bytes long, and an answer file is at most 16777216 bytes (16 MiB): is it the right file?");
    fs::write(at("bad.toml"), "schema = 1\n").unwrap();
    assert!(refused(&at("bad.toml")).contains("DIR/bad.toml"));
}

#[cfg(unix)]
#[test]
fn a_pipe_or_device_is_refused_without_waiting() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe.toml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for path in [pipe.as_path(), Path::new("/dev/zero")] {
        let error = AnswerFile::open(path, questionnaire()).unwrap_err();
        assert!(matches!(error, OpenError::NotAFile { .. }), "{error}");
    }
}

#[test]
fn of_many_problems_the_errors_are_shown_first_and_the_rest_counted() {
    let unknown: String = (0..30).map(|n| format!("k{n} = 1\n")).collect();
    let text = shown(&(unknown + &HEAD.replace("[\"CSP\"]", "[]")));
    assert!(text.starts_with("error: roles is empty"), "{text}");
    assert_eq!(text.matches("warning: ").count(), 19);
    assert!(text.ends_with("and 11 more problems in a.toml"), "{text}");
    let unknown: String = (0..20).map(|n| format!("k{n} = 1\n")).collect();
    let text = shown(&(unknown + HEAD));
    assert_eq!(text.matches("warning: ").count(), 20);
    assert!(!text.contains("more problem"), "{text}");
}
