//! Every problem of a questionnaire file, and that loading has the same rules.

use crate::pack;
use aicaiq::questionnaire::{check, parse};
use aicaiq::store::{Problem, position};
use proptest::prelude::*;

const BASE: &str = include_str!("../../questionnaires/cek-02.toml");

fn said(text: &str) -> Vec<String> {
    let shown = |p: &Problem| {
        let (line, column) = p.span.as_ref().map_or((0, 0), |s| position(text, s.start));
        let kind = if p.is_error() { "error" } else { "warning" };
        format!("{line}:{column} {kind} {}", p.message)
    };
    check(text).problems.iter().map(shown).collect()
}

const SMALL: &str = r#"schema = 1
[control]
id = "X-01"
title = "Keys"
domain = "D"
version = "1"
specification = "S"
[[layers]]
id = "PI"
name = "P"
role = "CSP"
ownership = "ND"
[[questions]]
id = "X-01.1"
text = "Q?"
[[roles]]
id = "CSP"
name = "C"
[[roles.steps]]
id = "01"
topic = "T"
origin = "adapted"
text = "x"
"#;

#[test]
fn what_is_right_has_no_problem() {
    assert_eq!(said(BASE), [""; 0]);
    assert_eq!(said(SMALL), [""; 0]);
    for shape in pack::shapes(3, 18, 5, 18 * 58).unwrap() {
        assert_eq!(
            said(&pack::questionnaire(3, &shape)),
            [""; 0],
            "{}",
            shape.id
        );
    }
}

/// A change of the small file, and what is said of it.
#[test]
fn each_rule_has_its_place_and_words() {
    let step = "[[roles.steps]]\nid = \"01\"\ntopic = \"T\"\norigin = \"adapted\"\ntext = \"x\"\n";
    for (from, to, expected) in [
        ("schema = 1\n", "", "1:1 error there is no schema"),
        (
            "schema = 1",
            "schema = 2",
            "1:10 error schema 2 is not known",
        ),
        (
            "schema = 1",
            "schema = \"1\"",
            "1:10 error schema of the file is a text",
        ),
        (
            "title = \"Keys\"\n",
            "",
            "2:1 error the control has no title",
        ),
        (
            "title = \"Keys\"",
            "title = \" \"",
            "4:9 error the title of the control is empty",
        ),
        (
            "title = \"Keys\"",
            "title = 4",
            "4:9 error title of the control is a number",
        ),
        (
            "title = \"Keys\"",
            "titel = \"Keys\"",
            "4:1 error unknown key “titel” in the control",
        ),
        (
            "domain = \"D\"",
            "domain = \"\"",
            "5:10 warning the domain of the control is empty",
        ),
        (
            "\"S\"",
            "\"a\u{202e}b\"",
            "7:19 error control character U+202E in the specification",
        ),
        (
            "\"S\"",
            "\"a\\u001Bb\"",
            "7:17 error control character U+001B in the specification",
        ),
        (
            "ownership = \"ND\"",
            "ownership = \"NP\"",
            "12:13 error “NP” is not an ownership",
        ),
        (
            "role = \"CSP\"",
            "role = \"CPS\"",
            "11:8 error “CPS” is not a provider role",
        ),
        (
            "[[questions]]\nid = \"X-01.1\"\ntext = \"Q?\"\n",
            "",
            "21:1 warning there is no [[questions]]",
        ),
        (
            "id = \"X-01.1\"",
            "id = \"X-01.2\"",
            "14:6 warning the questions have a gap before X-01.2",
        ),
        (
            "id = \"X-01.1\"",
            "id = \"X-02.1\"",
            "14:6 warning question X-02.1 is not numbered as one of X-01",
        ),
        (
            "id = \"X-01.1\"",
            "id = \"\"",
            "14:6 error the id of question  is empty",
        ),
        (
            "text = \"Q?\"",
            "text = \"\"",
            "15:8 warning the text of question X-01.1 is empty",
        ),
        (
            "[[roles]]\n",
            "[[questions]]\nid = \"X-01.1\"\ntext = \"R?\"\n[[roles]]\n",
            "17:6 error question X-01.1 stands twice",
        ),
        (
            "[[questions]]\n",
            "[[layers]]\nid = \"PI\"\nname = \"P\"\nrole = \"CSP\"\nownership = \"ND\"\n[[questions]]\n",
            "14:6 error layer PI stands twice",
        ),
        (step, "", "17:6 error role CSP has no steps"),
        (
            "text = \"Q?\"",
            "steps = [\"01\", \"02\"]\ntext = \"Q?\"",
            "15:16 error question X-01.1 names step 02, which no role has",
        ),
        (
            "text = \"Q?\"",
            "steps = [\"01\", \"01\"]\ntext = \"Q?\"",
            "15:16 error question X-01.1 names step 01 twice",
        ),
        (
            "text = \"Q?\"",
            "steps = [\"1\"]\ntext = \"Q?\"",
            "15:10 error “1” is not a step's id",
        ),
        (
            "text = \"Q?\"",
            "steps = \"01\"\ntext = \"Q?\"",
            "15:9 error steps of AI-CAIQ question X-01.1 is a text",
        ),
        (
            "id = \"01\"",
            "id = \"1\"",
            "20:6 error “1” is not a step's id",
        ),
        (
            "id = \"01\"",
            "id = \"02\"",
            "20:6 error the steps of CSP have a gap before 02",
        ),
        (
            "id = \"01\"",
            "id = \"ccm-2\"",
            "20:6 error the steps of CSP have a gap before ccm-2",
        ),
        (
            "topic = \"T\"",
            "topic = \"Twenty-nine columns and a half\"",
            "21:9 warning the topic of step 01 of CSP is 30 columns wide",
        ),
        (
            "origin = \"adapted\"",
            "origin = \"adopted\"",
            "22:10 error “adopted” is not an origin",
        ),
        (
            "origin = \"adapted\"\n",
            "",
            "19:1 error step 01 of CSP has no origin",
        ),
        (
            "text = \"x\"\n",
            "text = \"x\"\nmethods = [\"exam\"]\n",
            "24:12 error “exam” is not a method",
        ),
        (
            "text = \"x\"\n",
            "text = \"x\"\nmethods = \"test\"\n",
            "24:11 error methods of step 01 of CSP is a text",
        ),
        (
            "text = \"x\"\n",
            "text = \"x\"\ntypical_evidence = [4]\n",
            "24:21 error an entry of typical_evidence of step 01 of CSP is no text",
        ),
        (
            "text = \"x\"\n",
            "text = \"x\ny\"\n",
            "24:3 error not valid TOML",
        ),
        (
            "name = \"C\"\n",
            "name = \"C\"\nname = \"C\"\n",
            "19:1 error not valid TOML: duplicate key",
        ),
    ] {
        let text = SMALL.replacen(from, to, 1);
        assert_ne!(text, SMALL, "{from}");
        let said = said(&text);
        assert_eq!(said.len(), 1, "{to}: {said:#?}");
        assert!(said[0].starts_with(expected), "{to}: {said:?}");
        assert!(check(&text).problems[0].help.is_some());
        assert_eq!(parse(&text).is_err(), expected.contains(" error "), "{to}");
    }
    let twice = format!("{SMALL}{step}");
    assert_eq!(said(&twice), ["25:6 error step 01 of CSP stands twice"]);
    let role = &SMALL[SMALL.find("[[roles]]").unwrap()..];
    let twice = format!("{SMALL}{role}");
    assert_eq!(said(&twice), ["25:6 error role CSP stands twice"]);
    assert_eq!(said("schema = 1\nroles = []\n").len(), 3);
}

#[test]
fn usual_mistakes_are_warned_of() {
    let step = |id: &str, topic: &str, text: &str, origin: &str| {
        format!(
            "[[roles.steps]]\nid = \"{id}\"\ntopic = \"{topic}\"\norigin = \"{origin}\"\ntext = \"{text}\"\n"
        )
    };
    let second = step("02", "U", "y", "adapted");
    let mp = |topic: &str, origin: &str| {
        let step = step("01", topic, "z", origin);
        format!("[[roles]]\nid = \"MP\"\nname = \"M\"\n{step}")
    };
    let first = &SMALL[SMALL.find("[[roles.steps]]").unwrap()..];
    let question = "[[questions]]\nid = \"X-01.1\"\ntext = \"Q?\"\n";
    let other = question.replace(".1", ".2");
    for (text, expected) in [
        (format!("{SMALL}{second}"), ""),
        (
            SMALL.replace(first, &format!("{second}{first}")),
            "25:6 warning step 01 of CSP stands behind 02",
        ),
        (
            SMALL.replace(question, &format!("{}{question}", other.replace("Q", "R"))),
            "17:6 warning question X-01.1 stands behind X-01.2",
        ),
        (
            SMALL.replace(question, &format!("{question}{other}")),
            "18:8 warning the text of question X-01.2 is that of question X-01.1, too",
        ),
        (
            format!("{SMALL}{}", second.replace("\"U\"", "\"T\"")),
            "26:9 warning the topic of step 02 of CSP is that of step 01 of CSP, too",
        ),
        (
            format!("{SMALL}{}", second.replace("\"y\"", "\"x\"")),
            "28:8 warning the text of step 02 of CSP is that of step 01 of CSP, too",
        ),
        (format!("{SMALL}{}", mp("T", "adapted")), ""),
        (
            format!("{SMALL}{}", mp("U", "adapted")),
            "29:9 warning the topic of step 01 of MP is another than that of step 01 of CSP, “T”",
        ),
        // That of a catalogue is its own.
        (format!("{SMALL}{}", mp("U", "published")), ""),
        (
            SMALL.replace("role = \"CSP\"", "role = \"AP\""),
            "11:8 warning layer PI is of AP, and AP is asked nothing here",
        ),
        (
            SMALL.replace("\"ND\"", "\"Shared OSP-AP\""),
            "12:13 warning layer PI is of OSP, and OSP is asked nothing here",
        ),
        (SMALL.replace("\"ND\"", "\"AIC-Owned\""), ""),
    ] {
        let said = said(&text);
        let wanted: Vec<&str> = Some(expected)
            .filter(|e| !e.is_empty())
            .into_iter()
            .collect();
        assert_eq!(said, wanted, "{text}");
        assert!(parse(&text).is_ok());
    }
}

#[test]
fn all_problems_are_told_and_loading_tells_the_first() {
    let text = SMALL
        .replace("title = \"Keys\"", "title = \"\"")
        .replace("\"ND\"", "\"N\"")
        .replace("topic = \"T\"", "topik = \"T\"");
    let said = said(&text);
    assert_eq!(
        said,
        [
            "4:9 error the title of the control is empty",
            "12:13 error “N” is not an ownership",
            "21:1 error unknown key “topik” in step 01 of CSP",
        ]
    );
    let error = parse(&text).unwrap_err();
    assert!(
        error
            .message
            .starts_with("the title of the control is empty: ")
    );
    assert_eq!(position(&text, error.span.unwrap().start), (4, 9));
}

/// Breaks a file: takes a line out, puts one twice, or changes a piece of it.
fn broken() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\"",
        "01",
        "02",
        "ccm-1",
        "CSP",
        "MP",
        "ND",
        "id",
        "text",
        "topic",
        "X-01",
        "= ",
        "[[",
        "roles",
        "steps",
        "schema",
        "1",
        "\u{202e}",
        "\\u0007",
        "[]",
        "{ a = 1 }",
        "\n",
        "methods",
        "2026-01-01",
    ]);
    let change = (any::<prop::sample::Index>(), 0..4_usize, pieces);
    prop::collection::vec(change, 1..4).prop_map(|changes| {
        let mut lines: Vec<String> = SMALL.lines().map(str::to_owned).collect();
        for (at, how, piece) in changes {
            let n = at.index(lines.len());
            match how {
                0 if lines.len() > 1 => {
                    lines.remove(n);
                }
                1 => lines.insert(n, lines[n].clone()),
                2 => {
                    let quoted: Vec<&str> = lines[n].split('"').collect();
                    if let [before, _, after] = quoted[..] {
                        lines[n] = format!("{before}\"{piece}\"{after}");
                    }
                }
                _ => {
                    let words: Vec<&str> = lines[n].splitn(2, ' ').collect();
                    lines[n] = match words[..] {
                        [first, rest] if how == 3 => format!("{first} {piece}{rest}"),
                        _ => piece.to_owned(),
                    };
                }
            }
        }
        lines.join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn checking_and_loading_refuse_the_same(text in broken()) {
        let checked = check(&text);
        prop_assert_eq!(parse(&text).is_err(), checked.has_errors(), "{}\n{:#?}", text, checked);
        for p in &checked.problems {
            prop_assert!(p.span.as_ref().is_some_and(|s| text.get(s.clone()).is_some()), "{:?}", p);
            prop_assert!(!p.message.contains(aicaiq::text::is_unsafe), "{:?}", p);
        }
    }
}
