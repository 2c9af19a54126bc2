//! One change in files as people write them: which lines change.

use crate::common::{questionnaire, sample, step, valid};
use aicaiq::assessment::{
    Action, Assessment, Evidence, EvidenceId, Grade, Outcome, Role, StepAnswer,
};
use aicaiq::store::{Layout, parse, update};

/// The lines that went (`-`) and came (`+`), by a change to what was read.
pub fn diff(text: &str, change: impl FnOnce(&mut Assessment)) -> String {
    let parsed = parse(text, questionnaire());
    assert!(!parsed.has_errors(), "{:#?}", parsed.problems);
    let mut next = parsed.assessment.clone();
    change(&mut next);
    let next = valid(next);
    let mut layout = Layout::of(&toml_edit::Document::parse(text).unwrap());
    update(&mut layout, &parsed.assessment, &next);
    let after = layout.to_string();
    let again = parse(&after, questionnaire());
    assert_eq!(again.assessment, next, "{after}\n{:#?}", again.problems);
    let (old, new): (Vec<&str>, Vec<&str>) = (
        text.split_inclusive('\n').collect(),
        after.split_inclusive('\n').collect(),
    );
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..]
        .iter()
        .rev()
        .zip(new[head..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let shown =
        |sign: &str, lines: &[&str]| -> String { lines.iter().map(|l| visible(sign, l)).collect() };
    shown("-", &old[head..old.len() - tail]) + &shown("+", &new[head..new.len() - tail])
}

fn visible(sign: &str, line: &str) -> String {
    match line.strip_suffix('\n') {
        Some(line) => format!("{sign}{}\n", line.replace('\r', "\\r")),
        None => format!("{sign}{line} (no line end)\n"),
    }
}

pub fn csp<'a>(a: &'a mut Assessment, id: &str) -> &'a mut StepAnswer {
    a.answers
        .entry(Role::Csp)
        .or_default()
        .steps
        .entry(step(id))
        .or_default()
}

const HEAD: &str =
    "schema = 1\n[assessment]\nsubject = \"Acme\"\nquestionnaire = \"CEK-02\"\nroles = [\"CSP\"]\n";

pub fn file(rest: &str) -> String {
    format!("{HEAD}{rest}")
}

#[test]
fn one_field_is_one_line_and_its_comment_stays() {
    let text =
        file("\n[roles.CSP.steps.03]\noutcome = \"satisfied\"   # signed off by Kim\nx = 1\n");
    let got = diff(&text, |a| {
        csp(a, "03").outcome = Some(Outcome::NotSatisfied)
    });
    insta::assert_snapshot!(got);
    let got = diff(&text, |a| csp(a, "03").grade = Some(Grade::Ofi));
    insta::assert_snapshot!(got);
    let got = diff(&text, |a| csp(a, "03").outcome = None);
    insta::assert_snapshot!(got);
}

#[test]
fn line_ends_byte_order_mark_and_a_missing_last_line_end_stay() {
    let text = file("[roles.CSP.steps.03]\nnote = \"\"\"\na\nb\"\"\" # why").replace('\n', "\r\n");
    let text = format!("\u{feff}{text}");
    let got = diff(&text, |a| csp(a, "03").note = "a\nc".into());
    insta::assert_snapshot!(got);
    let got = diff(&text, |a| csp(a, "03").outcome = Some(Outcome::Satisfied));
    insta::assert_snapshot!(got);
    let got = diff(&text, |a| {
        csp(a, "ccm-1").outcome = Some(Outcome::Satisfied)
    });
    insta::assert_snapshot!(got);
}

#[test]
fn inline_tables_stay_inline() {
    let text = file(
        "[roles.CSP.steps]\n01 = { outcome = \"satisfied\", x = 1 } # one\n02 = { note = 'a' }\n",
    );
    let got = diff(&text, |a| {
        csp(a, "01").outcome = Some(Outcome::NotSatisfied)
    });
    insta::assert_snapshot!(got);
    let got = diff(&text, |a| {
        csp(a, "01").note = "two\nlines".into();
        csp(a, "01").action = Some(Action {
            text: "do".into(),
            ..Action::default()
        });
    });
    insta::assert_snapshot!(got);
    let got = diff(&text, |a| {
        a.answers
            .get_mut(&Role::Csp)
            .unwrap()
            .steps
            .remove(&step("02"));
    });
    insta::assert_snapshot!(got);
    let got = diff(&text, |a| csp(a, "03").outcome = Some(Outcome::Satisfied));
    insta::assert_snapshot!(got);
}

#[test]
fn dotted_keys_stay_dotted() {
    let text = file(
        "[roles.CSP]\nsteps.01.outcome = \"satisfied\"\nsteps.02.note = \"a\"\nsteps.01.note = \"b\"\n",
    );
    let got = diff(&text, |a| csp(a, "01").note = "c".into());
    insta::assert_snapshot!(got);
    let got = diff(&text, |a| {
        csp(a, "02").outcome = Some(Outcome::Satisfied);
        csp(a, "03").outcome = Some(Outcome::Satisfied);
        csp(a, "03").action = Some(Action {
            text: "do".into(),
            ..Action::default()
        });
    });
    insta::assert_snapshot!(got);
    let root = "schema = 1\nassessment = { subject = \"A\", questionnaire = \"CEK-02\", roles = [\"CSP\"] }\nevidence.e.href = \"x\"\n";
    let got = diff(root, |a| {
        a.assessor = "me".into();
        let id = EvidenceId::new("f").unwrap();
        a.evidence.insert(
            id,
            Evidence {
                href: "y".into(),
                ..Evidence::default()
            },
        );
        csp(a, "01").outcome = Some(Outcome::Satisfied);
    });
    insta::assert_snapshot!(got);
}

#[test]
fn lists_keep_the_comments_in_them() {
    let text = file(
        "[roles.CSP.steps.01]\nmethods = [\n  \"examine\", # the policy\n  \"test\",  # in staging\n]\n",
    );
    let got = diff(&text, |a| {
        csp(a, "01").methods.insert("interview".parse().unwrap());
    });
    insta::assert_snapshot!(got);
    let got = diff(&text, |a| {
        csp(a, "01").methods.remove(&"examine".parse().unwrap());
    });
    insta::assert_snapshot!(got);
}

#[test]
fn an_empty_value_that_a_person_wrote_stays() {
    let text = file(
        "[roles.CSP.steps.01]\nnote = \"\"\noutcome = \"satisfied\"\njustification = \"\"\nevidence = []\n",
    );
    let got = diff(&text, |a| csp(a, "01").grade = Some(Grade::Ofi));
    insta::assert_snapshot!(got);
}

#[test]
fn a_removed_record_leaves_its_comments_and_unknown_keys() {
    let rest = "\n# about one\n[evidence.e1]\nhref = \"x\" # there\n\n[evidence.e2]\nhref = \"y\"\nticket = 7\n";
    let got = diff(&file(rest), |a| a.evidence.clear());
    insta::assert_snapshot!(got);
}

#[test]
fn new_tables_go_to_their_place() {
    let rest = "\n[roles.CSP.steps.01]\nnote = \"a\"\n[roles.CSP.steps.01.mine]\nx = 1\n\n# three\n[roles.CSP.steps.03]\nnote = \"c\"\n\n[team]\nlead = \"Kim\"\n";
    let got = diff(&file(rest), |a| csp(a, "02").note = "b".into());
    insta::assert_snapshot!(got);
    let got = diff(&file(rest), |a| {
        let action = Action {
            text: "do".into(),
            ..Action::default()
        };
        csp(a, "01").action = Some(action);
        let id = EvidenceId::new("e").unwrap();
        a.evidence.insert(
            id,
            Evidence {
                href: "y".into(),
                ..Evidence::default()
            },
        );
    });
    insta::assert_snapshot!(got);
}

#[test]
fn a_new_file_looks_as_the_format_says() {
    let mut a = sample();
    csp(&mut a, "02").note = "Two\n\"\"\"lines\"\"\" ".into();
    csp(&mut a, "02").action = Some(Action {
        text: "Map it".into(),
        due: chrono::NaiveDate::from_ymd_opt(2027, 1, 31),
        ..Action::default()
    });
    csp(&mut a, "02").assessed_at = chrono::DateTime::from_timestamp(1_795_515_300, 0);
    let id = EvidenceId::of("evidence/kms.pdf");
    a.evidence.insert(
        id.clone(),
        Evidence {
            href: "evidence/kms.pdf".into(),
            size: Some(3),
            ..Evidence::default()
        },
    );
    csp(&mut a, "02").evidence.insert(id);
    insta::assert_snapshot!(aicaiq::store::render(&a));
}

#[test]
fn a_header_beside_dotted_keys_is_not_defined_twice() {
    let rest =
        "\n[roles.CSP]\nsteps.01.outcome = \"satisfied\"\n\n[roles.CSP.steps.03]\nnote = \"a\"\n";
    let got = diff(&file(rest), |a| {
        csp(a, "03").action = Some(Action {
            text: "do".into(),
            ..Action::default()
        });
        csp(a, "01").note = "b".into();
        csp(a, "02").note = "c".into();
    });
    insta::assert_snapshot!(got);
}

/// What a change makes of the entry that starts with the key.
pub fn entry(rest: &str, change: impl FnOnce(&mut Assessment)) -> String {
    let text = file(&format!("[roles.CSP.steps]\n{rest}"));
    let parsed = parse(&text, questionnaire());
    let mut next = parsed.assessment.clone();
    change(&mut next);
    let mut layout = Layout::of(&toml_edit::Document::parse(text.as_str()).unwrap());
    let next = valid(next);
    update(&mut layout, &parsed.assessment, &next);
    let after = layout.to_string();
    let again = parse(&after, questionnaire());
    assert_eq!(again.assessment, next, "{after}\n{:#?}", again.problems);
    let (_, shown) = after.split_once("[roles.CSP.steps]\n").unwrap();
    shown.to_owned()
}

fn with(a: &mut Assessment, method: &str) {
    csp(a, "01").methods.insert(method.parse().unwrap());
}

fn without(a: &mut Assessment, method: &str) {
    csp(a, "01").methods.remove(&method.parse().unwrap());
}

#[test]
fn comments_within_arrays_and_inline_tables_stay() {
    let one = "01 = { methods = [\"examine\", # the policy\n \"test\"] }\n";
    let got = entry(one, |a| with(a, "interview"));
    insta::assert_snapshot!(got, @r##"
    01 = { methods = ["examine", # the policy
     "test",
     "interview"] }
    "##);
    let got = entry(one, |a| without(a, "examine"));
    insta::assert_snapshot!(got, @r##"
    01 = { methods = [ # the policy
     "test"] }
    "##);
    let got = entry(one, |a| csp(a, "01").methods.clear());
    insta::assert_snapshot!(got, @r##"
    01 = { methods = [ # the policy
    ] }
    "##);
}

#[test]
fn an_inline_table_over_lines_keeps_its_comments_and_lines() {
    let several = "01 = { # all\n  # why\n  outcome = \"satisfied\", # by Kim\n  # what\n  note = \"a\" # b\n}\n";
    let got = entry(several, |a| csp(a, "01").outcome = None);
    insta::assert_snapshot!(got, @r##"
    01 = { # all
      # why
      # by Kim
      # what
      note = "a" # b
    }
    "##);
    let got = entry(several, |a| csp(a, "01").note.clear());
    insta::assert_snapshot!(got, @r##"
    01 = { # all
      # why
      outcome = "satisfied" # by Kim
      # what
      # b
    }
    "##);
    let got = entry(several, |a| csp(a, "01").justification = "c".into());
    insta::assert_snapshot!(got, @r##"
    01 = { # all
      # why
      outcome = "satisfied", # by Kim
      # what
      note = "a", # b
      justification = "c"
    }
    "##);
    let got = entry(several, |a| {
        a.answers.clear();
        csp(a, "02").note = "b".into();
    });
    insta::assert_snapshot!(got, @r##"
    # all
    # why
    # by Kim
    # what
    # b

    [roles.CSP.steps.02]
    note = "b"
    "##);
}

#[test]
fn an_array_over_lines_keeps_an_element_a_line() {
    let plain = "01.methods = [\n  \"examine\",\n  \"test\"\n]\n";
    let got = entry(plain, |a| with(a, "interview"));
    insta::assert_snapshot!(got, @r##"
    01.methods = [
      "examine",
      "test",
      "interview"
    ]
    "##);
    let got = entry(plain, |a| without(a, "test"));
    insta::assert_snapshot!(got, @r##"
    01.methods = [
      "examine"
    ]
    "##);
    let got = entry(plain, |a| without(a, "examine"));
    insta::assert_snapshot!(got, @r##"
    01.methods = [
      "test"
    ]
    "##);
    let only = "01.methods = [\n  \"examine\", # policy\n]\n";
    let got = entry(only, |a| {
        without(a, "examine");
        with(a, "test");
    });
    insta::assert_snapshot!(got, @r##"
    01.methods = [
      # policy
      "test",
    ]
    "##);
    let got = entry("01.methods = [\"examine\" # policy\n]\n", |a| {
        with(a, "test")
    });
    insta::assert_snapshot!(got, @r##"
    01.methods = ["examine", # policy
      "test"
    ]
    "##);
    let got = entry("01.methods = [\"examine\", \"test\", ]\n", |a| {
        without(a, "test")
    });
    insta::assert_snapshot!(got, @r#"01.methods = ["examine"]"#);
}

#[test]
fn roles_take_their_comments_with_them() {
    let roles = "[ # of the contract\n  \"CSP\", # hosts\n  # since May\n  \"MP\",\n  # end\n]";
    let text = file("").replace("[\"CSP\"]", roles);
    let got = diff(&text, |a| a.roles.reverse());
    insta::assert_snapshot!(got, @r##"
    -  "CSP", # hosts
    -  # since May
    -  "MP",
    +  # since May
    +  "MP",
    +  "CSP", # hosts
    "##);
}
