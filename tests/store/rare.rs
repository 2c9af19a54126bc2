//! One change in files as few people write them: headers without keys,
//! several tables on a line, keys with any characters in them.

use crate::common::{questionnaire, step};
use crate::styles::{csp, diff, entry, file};
use aicaiq::assessment::{
    Action, Assessment, Conflict, Evidence, EvidenceId, Outcome, Person, QuestionAnswer, Role,
    Sample, StepAnswer,
};
use aicaiq::store::{Layout, parse, update};

/// A text after a change to what was read.
fn after(text: &str, change: impl FnOnce(&mut Assessment)) -> String {
    let parsed = parse(text, questionnaire());
    let mut next = parsed.assessment.clone();
    change(&mut next);
    let mut layout = Layout::of(&toml_edit::Document::parse(text).unwrap());
    update(&mut layout, &parsed.assessment, &next);
    layout.to_string()
}

fn record(a: &mut Assessment, id: &str) {
    let record = Evidence {
        href: "x".into(),
        ..Evidence::default()
    };
    a.evidence.insert(EvidenceId::new(id).unwrap(), record);
}

fn person(a: &mut Assessment, name: &str) {
    a.people.insert(name.into(), Person::default());
}

#[test]
fn new_tables_stand_behind_the_headers_of_what_belongs_before_them() {
    let rest = "[people]\nKim = { function = \"lead\" }\n[roles]\nCSP.sign_off.by = \"Kim\"\n[roles.MP]\nx = 1\n\
                [roles.AP.questions]\n\"CEK-02.2\" = { answered_by = \"Kim\" }\n\
                [evidence]\ne1 = { href = \"x\" }\n[conflicts]\n\"a\" = { ours = \"1\" }\n";
    let got = diff(&file(rest), |a| {
        person(a, "Lee");
        record(a, "e2");
        let conflict = Conflict {
            theirs: Some("2".into()),
            ..Conflict::default()
        };
        a.conflicts.insert("b".into(), conflict);
        let answers = a.answers.entry(Role::Mp).or_default();
        let answer = QuestionAnswer {
            implementation: "so".into(),
            ..QuestionAnswer::default()
        };
        answers.questions.insert("CEK-02.1".into(), answer);
        let answers = a.answers.entry(Role::Ap).or_default();
        let answer = StepAnswer {
            note: "so".into(),
            ..StepAnswer::default()
        };
        answers.steps.insert(step("01"), answer);
    });
    insta::assert_snapshot!(got);
}

#[test]
fn a_file_that_ends_in_a_header_takes_a_key() {
    let text = file("[roles.CSP.steps.03]");
    let got = diff(&text, |a| csp(a, "03").note = "a".into());
    insta::assert_snapshot!(got, @r#"
    -[roles.CSP.steps.03] (no line end)
    +[roles.CSP.steps.03]
    +note = "a"
    "#);
    let got = diff(&text, |a| csp(a, "02").note = "a".into());
    insta::assert_snapshot!(got, @r#"
    +
    +[roles.CSP.steps.02]
    +note = "a"
    "#);
    let got = diff(&text, |a| a.assessor = "me".into());
    insta::assert_snapshot!(got, @r#"+assessor = "me""#);
    let got = diff(&text, |a| record(a, "e1"));
    insta::assert_snapshot!(got, @r#"
    -[roles.CSP.steps.03] (no line end)
    +[roles.CSP.steps.03]
    +
    +[evidence.e1]
    +href = "x"
    "#);
}

#[test]
fn a_record_stands_behind_all_answers_however_those_are_headed() {
    for rest in [
        "[people]\nKim.function = \"lead\"\n",
        "[roles]\nCSP.steps.01.note = \"a\"\n",
        "[roles.CSP]\nsteps.01.note = \"a\"\n",
        "[roles.CSP.questions]\n\"CEK-02.1\".implementation = \"a\"\n",
        "[roles.CSP.steps]\n01.note = \"a\"\n",
        "[roles.CSP.sign_off]\nby = \"Kim\"\n",
    ] {
        let got = after(&file(rest), |a| record(a, "e1"));
        assert_eq!(got, file(rest) + "\n[evidence.e1]\nhref = \"x\"\n");
    }
}

#[test]
fn what_is_dotted_in_an_inline_table_stays_dotted_and_alone() {
    let one = "01 = { action.text = \"do\" }\n";
    let got = entry(one, |a| {
        csp(a, "01").action = Some(Action {
            text: "do".into(),
            owner: "Kim".into(),
            ..Action::default()
        });
    });
    insta::assert_snapshot!(got, @r#"01 = { action.text = "do", action.owner = "Kim" }"#);
    let got = entry(one, |a| {
        csp(a, "01").note = "a".into();
        csp(a, "01").sample = Some(Sample {
            size: Some(3),
            ..Sample::default()
        });
    });
    insta::assert_snapshot!(got, @r#"01 = { action.text = "do", note = "a", sample = { size = 3 } }"#);
}

#[test]
fn a_list_with_a_comma_at_its_end_keeps_it() {
    let list = "01 = { note = \"a\", evidence = [\"e1\",\n \"e2\", \"e3\", ] }\n[evidence]\ne1.href = \"x\"\ne2.href = \"x\"\ne3.href = \"x\"\n";
    let got = entry(list, |a| {
        record(a, "e4");
        csp(a, "01").evidence.insert(EvidenceId::new("e4").unwrap());
    });
    insta::assert_snapshot!(got, @r#"
    01 = { note = "a", evidence = ["e1",
     "e2", "e3", "e4", ] }
    [evidence]
    e1.href = "x"
    e2.href = "x"
    e3.href = "x"

    [evidence.e4]
    href = "x"
    "#);
}

#[test]
fn a_person_whose_name_has_a_number_sign_leaves_the_comment() {
    let rest =
        "[people.\"Kim #2\"] # joined\nfunction = \"lead\"\n\n[people.'Lee #\"3\"'] # left\n";
    let got = diff(&file(rest), |a| a.people.clear());
    insta::assert_snapshot!(got, @r#"
    -[people."Kim #2"] # joined
    -function = "lead"
    -
    -[people.'Lee #"3"'] # left
    +# joined
    +
    +# left
    "#);
}

#[test]
fn a_person_whose_name_has_a_quoted_number_sign_leaves_nothing() {
    let rest = "[people.\"Kim \\\"#2\\\" Lee\"]\nfunction = \"lead\"\n";
    let got = diff(&file(rest), |a| a.people.clear());
    insta::assert_snapshot!(got, @r##"
    -[people."Kim \"#2\" Lee"]
    -function = "lead"
    "##);
}

#[test]
fn what_a_conflict_holds_is_read_without_the_comments_in_it() {
    let rest = "[conflicts.\"x\"]\nbase = [\n  1, # one\n  # two\n  2.50,\n  true, # three\n  2027-01-31 # four\n]\nours = \"a\"\n";
    let read = parse(&file(rest), questionnaire());
    assert!(!read.has_errors(), "{:?}", read.problems);
    let conflict = &read.assessment.conflicts["x"];
    assert_eq!(conflict.base.as_deref(), Some("[1, 2.5, true, 2027-01-31]"));
    let rest = "[conflicts.\"x\"]\nbase = [\"a\\u202eb\"]\nours = { a = \"\\u0007\" }\n";
    let read = parse(&file(rest), questionnaire());
    assert_eq!(read.problems.iter().filter(|p| p.is_error()).count(), 1);
    assert_eq!(read.assessment.conflicts["x"].base, None);
}

#[test]
fn a_header_with_a_comment_above_it_stays_where_its_last_key_goes() {
    let rest = "\n# of the first\n[roles.CSP.steps.01]\nnote = \"a\"\n\n[roles.CSP.steps.02] # of the second\nnote = \"b\"\n\n[roles.CSP.steps.03]\nnote = \"c\"\n";
    let got = diff(&file(rest), |a| a.answers.clear());
    insta::assert_snapshot!(got, @r#"
    -note = "a"
    -
    -[roles.CSP.steps.02] # of the second
    -note = "b"
    -
    -[roles.CSP.steps.03]
    -note = "c"
    +
    +[roles.CSP.steps.02] # of the second
    "#);
}

#[test]
fn a_table_at_the_end_stands_apart_from_the_last_comment() {
    for (end, apart) in [("", "\n\n"), ("\n", "\n"), ("\n\n", ""), ("\n\n\n", "")] {
        let text = file(&format!("\n# last{end}"));
        let got = after(&text, |a| csp(a, "01").note = "a".into());
        let expected = format!("{text}{apart}[roles.CSP.steps.01]\nnote = \"a\"\n");
        assert_eq!(got, expected);
    }
}

#[test]
fn a_sample_stands_before_an_action() {
    let rest = "[roles.CSP.steps.01]\nnote = \"a\"\n[roles.CSP.steps.01.odd]\nx = 1\n[roles.CSP.steps.01.action]\ntext = \"do\"\n";
    let got = diff(&file(rest), |a| {
        csp(a, "01").sample = Some(Sample {
            size: Some(3),
            ..Sample::default()
        });
    });
    insta::assert_snapshot!(got, @r#"
    +
    +[roles.CSP.steps.01.sample]
    +size = 3
    "#);
}

#[test]
fn a_table_over_lines_takes_texts_and_lists_over_lines() {
    let several = "01 = {\n  note = \"a\",\n  methods = [\n    \"examine\",\n    \"test\" ]\n}\n";
    let got = entry(several, |a| {
        csp(a, "01").note = "b\nc".into();
        csp(a, "01").justification = "d\ne".into();
        csp(a, "01").methods.remove(&"test".parse().unwrap());
    });
    insta::assert_snapshot!(got, @r#"
    01 = {
      note = """
    b
    c""",
      methods = [
        "examine"
    ],
      justification = """
    d
    e"""
    }
    "#);
}

#[test]
fn commas_before_what_they_part_stay_there() {
    let first = "01 = { note = \"a\"\n  , action = { # why\n    text = \"do\" }\n  , methods = [ \"examine\"\n    , \"test\"\n    ]\n  }\n";
    let got = entry(first, |a| csp(a, "01").action = None);
    insta::assert_snapshot!(got, @r#"
    01 = { note = "a"
      , # why
      methods = [ "examine"
        , "test"
        ]
      }
    "#);
    let got = entry(first, |a| {
        csp(a, "01").methods.insert("interview".parse().unwrap());
        csp(a, "01").justification = "b".into();
    });
    insta::assert_snapshot!(got, @r#"
    01 = { note = "a"
      , action = { # why
        text = "do" }
      , methods = [ "examine"
        , "test", "interview"
        ], justification = "b"
      }
    "#);
    let got = entry(first, |a| {
        csp(a, "01").note.clear();
        csp(a, "01").methods.remove(&"examine".parse().unwrap());
    });
    insta::assert_snapshot!(got, @r#"
    01 = {
       action = { # why
        text = "do" }
      , methods = [
         "test"
        ]
      }
    "#);
}

#[test]
fn what_is_left_of_an_inline_table_is_spaced_as_it_was() {
    let removed = |table: &str, key: &str| {
        let got = entry(&format!("01 = {table}\n"), |a| match key {
            "outcome" => csp(a, "01").outcome = None,
            _ => csp(a, "01").note.clear(),
        });
        got.strip_prefix("01 = ").unwrap().trim_end().to_owned()
    };
    for (table, first, last) in [
        (
            "{ outcome = \"satisfied\", note = \"a\" }",
            "{ note = \"a\" }",
            "{ outcome = \"satisfied\" }",
        ),
        (
            "{outcome = \"satisfied\", note = \"a\"}",
            "{note = \"a\"}",
            "{outcome = \"satisfied\"}",
        ),
        (
            "{ outcome = \"satisfied\" , x = 1, note = \"a\"}",
            "{ x = 1, note = \"a\"}",
            "{ outcome = \"satisfied\" , x = 1}",
        ),
        // A text that ends in a quote.
        (
            "{ outcome = \"satisfied\", x = \"\"\"a\"\"\"\", note = 'a' }",
            "{ x = \"\"\"a\"\"\"\", note = 'a' }",
            "{ outcome = \"satisfied\", x = \"\"\"a\"\"\"\" }",
        ),
    ] {
        assert_eq!(removed(table, "outcome"), first);
        assert_eq!(removed(table, "note"), last);
    }
}

#[test]
fn a_key_stands_as_far_in_as_those_beside_it() {
    let rest = "[roles.CSP]\n  [roles.CSP.steps.01]\n    note = \"a\"\n";
    let got = diff(&file(rest), |a| {
        csp(a, "01").outcome = Some(Outcome::Satisfied);
        csp(a, "01").justification = "b".into();
    });
    insta::assert_snapshot!(got, @r#"
    -    note = "a"
    +    outcome = "satisfied"
    +    note = "a"
    +    justification = "b"
    "#);
}

#[test]
fn roles_in_another_order_keep_their_lines() {
    for (roles, reversed) in [
        ("[\"CSP\", # a\n\"MP\"]", "[\n  \"MP\",\n  \"CSP\" # a\n]"),
        ("[\n\"CSP\", # a\n\"MP\"]", "[\n\"MP\",\n\"CSP\" # a\n]"),
        (
            "[\n  # b\n\t\"CSP\",\n\t\"MP\",\n]",
            "[\n\t\"MP\",\n\t# b\n\t\"CSP\",\n]",
        ),
    ] {
        let text = file("").replace("[\"CSP\"]", roles);
        let got = after(&text, |a| a.roles.reverse());
        assert_eq!(got, text.replace(roles, reversed));
    }
}

#[test]
fn of_a_text_only_the_marks_of_git_are_escaped() {
    let text = file("");
    let got = diff(&text, |a| {
        csp(a, "01").note = "a\n<b>\n<<<<<<< HEAD\n=======\n<<<<<<\"".into();
    });
    insta::assert_snapshot!(got, @r#"
    +
    +[roles.CSP.steps.01]
    +note = """
    +a
    +<b>
    +\u003C<<<<<< HEAD
    +=======
    +<<<<<<\""""
    "#);
}

#[test]
fn an_item_that_is_emptied_leaves_no_table() {
    let rest = "[roles.CSP.steps.01]\noutcome = \"satisfied\"\n[roles.CSP.steps.01.action]\ntext = \"do\"\n[roles.CSP.steps.02]\nnote = \"b\"\n";
    let got = diff(&file(rest), |a| {
        let answers = a.answers.get_mut(&Role::Csp).unwrap();
        answers.steps.remove(&step("01"));
        csp(a, "02").outcome = Some(Outcome::Satisfied);
    });
    insta::assert_snapshot!(got, @r#"
    -[roles.CSP.steps.01]
    -outcome = "satisfied"
    -[roles.CSP.steps.01.action]
    -text = "do"
    -[roles.CSP.steps.02]
    +[roles.CSP.steps.02]
    +outcome = "satisfied"
    "#);
}
