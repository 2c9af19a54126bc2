//! What one side took away of an item that the other has worked on.

use crate::merged;

const STEP: &str = "roles.CSP.steps.01";
const QUESTION: &str = "roles.CSP.questions.\"CEK-02.1\"";

/// A file with some lines in a table.
fn file(table: &str, lines: &str) -> String {
    format!("schema = 1\n\n[{table}]\n{lines}")
}

#[test]
fn what_one_took_away_of_what_the_other_worked_on_is_asked() {
    let found = "outcome = \"not-satisfied\"\ngrade = \"major\"\n";
    let step = format!("{found}note = \"n\"\njustification = \"j\"\n");
    let with = |more: &str| format!("{step}{more}");
    let answer = "answer = \"Yes\"\nownership = \"CSP-Owned\"\nimplementation = \"i\"\n";
    for (table, base, gone, worked, asked) in [
        // The note, evidence, a method, who found it, what a reviewer says.
        (
            STEP,
            step.as_str(),
            step.replace(found, ""),
            step.replace("\"n\"", "\"more\""),
            &["grade", "outcome"][..],
        ),
        (
            STEP,
            &step,
            step.replace(found, ""),
            with("evidence = [\"ev-1\"]\n"),
            &["grade", "outcome"],
        ),
        (
            STEP,
            &step,
            step.replace(found, ""),
            with("review = \"reviewed\"\nreviewed_by = \"R\"\n"),
            &["grade", "outcome"],
        ),
        (
            STEP,
            &step,
            step.replace("grade = \"major\"\n", ""),
            with("methods = [\"test\"]\n"),
            &["grade"],
        ),
        // What was found is as well taken away from under a note.
        (
            STEP,
            &step,
            step.replace("note = \"n\"\n", ""),
            step.replace("not-satisfied", "partially-satisfied"),
            &["note"],
        ),
        (
            STEP,
            &step,
            "x = 1\n".to_owned(),
            with("effectiveness = \"design\"\n"),
            &["grade", "justification", "note", "outcome"],
        ),
        (
            QUESTION,
            answer,
            answer.replace("answer = \"Yes\"\n", ""),
            answer.replace("\"i\"", "\"more\""),
            &["answer"],
        ),
        (
            QUESTION,
            answer,
            "x = 1\n".to_owned(),
            answer.replace("\"Yes\"", "\"No\""),
            &["answer", "implementation", "ownership"],
        ),
        // Each of the two another part.
        (
            STEP,
            &step,
            step.replace(found, ""),
            step.replace("note = \"n\"\n", ""),
            &["grade", "note", "outcome"],
        ),
        // A grade that goes with its outcome is no answer of its own.
        (
            STEP,
            &step,
            step.replace(found, "outcome = \"satisfied\"\n"),
            with("evidence = [\"ev-1\"]\n"),
            &[],
        ),
        // Nobody has worked on it.
        (STEP, &step, step.replace(found, ""), step.clone(), &[]),
        // Both took it away.
        (
            STEP,
            &step,
            step.replace(found, ""),
            step.replace(found, "").replace("\"n\"", "\"more\""),
            &[],
        ),
    ] {
        let [base, gone, worked] = [base, &gone, &worked].map(|lines| file(table, lines));
        // Somebody is at work elsewhere in the file.
        let [gone, worked] = [("gone", gone), ("worked", worked)]
            .map(|(who, text)| format!("{text}\n[roles.MP.steps.{who}]\nnote = \"{who}\"\n"));
        let paths: Vec<String> = asked.iter().map(|key| format!("{table}.{key}")).collect();
        for (x, y) in [(&gone, &worked), (&worked, &gone)] {
            let m = merged(&base, x, y);
            assert_eq!(m.conflicts, paths, "{x}{y}{}", m.text);
            for side in [x, y] {
                assert_eq!(merged(&base, &m.text, side).text, m.text, "{side}");
            }
        }
    }
}

#[test]
fn it_is_told_why_that_is_asked() {
    let base = file(STEP, "outcome = \"satisfied\"\nnote = \"n\"\n");
    let gone = file(STEP, "note = \"n\"\n");
    let worked = base.replace("\"n\"", "\"more\"");
    for (x, y, it, other) in [
        (&gone, &worked, "ours", "theirs"),
        (&worked, &gone, "theirs", "ours"),
    ] {
        let m = merged(&base, x, y);
        let told = format!(
            "CSP.01 outcome: {it} took it away, {other} has worked on CSP.01 since: somebody has to decide it"
        );
        assert_eq!(m.notes, [told]);
        let words = m.in_words(&m.choices());
        assert!(words.iter().any(|w| w.contains("nothing")), "{words:?}");
    }
}
