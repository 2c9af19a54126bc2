//! Reading a changed text again, to see that it says what was meant: in debug
//! builds and tests only.

use super::{
    Fields, action_fields, assessment_fields, conflict_fields, evidence_fields, other_fields,
    person_fields, question_fields, sample_fields, sign_off_fields, step_fields,
};
use crate::assessment::{Action, Assessment};
use std::collections::{BTreeMap, BTreeSet};
use toml_edit::{Document, TableLike, Value};

/// What stands at which path. An empty text or list says as much as none.
type Flat = BTreeMap<Vec<String>, String>;

/// Whether the text after a change differs from the one before in just what
/// differs between the two states; else, where it does not.
pub(super) fn as_meant(
    before: &str,
    after: &str,
    old: &Assessment,
    new: &Assessment,
) -> Result<(), Vec<Vec<String>>> {
    let Some(mut expected) = read(before) else {
        return Ok(());
    };
    let (old, new) = (flat(old), flat(new));
    for path in old.keys().chain(new.keys()) {
        match (old.get(path), new.get(path)) {
            (a, b) if a == b => {}
            (_, Some(value)) => {
                expected.insert(path.clone(), value.clone());
            }
            (_, None) => {
                expected.remove(path);
            }
        }
    }
    let got = read(after).unwrap_or_default();
    let paths: BTreeSet<&Vec<String>> = expected.keys().chain(got.keys()).collect();
    let wrong = paths
        .into_iter()
        .filter(|p| expected.get(*p) != got.get(*p));
    let wrong: Vec<Vec<String>> = wrong.cloned().collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn flat(a: &Assessment) -> Flat {
    let mut out = Flat::new();
    let mut put = |path: &[&str], fields: Fields<'_>| {
        for (key, field) in fields {
            let value = field.and_then(|f| f.toml().parse::<Value>().ok());
            if let Some(value) = value.and_then(|v| said(key, &v)) {
                let path = path.iter().chain([&key]);
                out.insert(path.map(|p| (*p).to_owned()).collect(), value);
            }
        }
    };
    let action = |action: &Option<Action>| action.clone().unwrap_or_default();
    put(&["assessment"], assessment_fields(a));
    for (role, answers) in &a.answers {
        for (id, q) in &answers.questions {
            let path = ["roles", role.as_str(), "questions", id];
            put(&path, question_fields(q));
            let [a, b, c, d] = path;
            put(&[a, b, c, d, "action"], action_fields(&action(&q.action)));
        }
        for (id, s) in &answers.steps {
            let path = ["roles", role.as_str(), "steps", id.as_str()];
            put(&path, step_fields(s));
            let [a, b, c, d] = path;
            let sample = s.sample.clone().unwrap_or_default();
            put(&[a, b, c, d, "sample"], sample_fields(&sample));
            put(&[a, b, c, d, "action"], action_fields(&action(&s.action)));
        }
        let signed = answers.sign_off.clone().unwrap_or_default();
        put(
            &["roles", role.as_str(), "sign_off"],
            sign_off_fields(&signed),
        );
    }
    for (path, conflict) in &a.conflicts {
        put(&["conflicts", path.as_str()], conflict_fields(conflict));
        for (id, other) in &conflict.others {
            let table = ["conflicts", path.as_str(), "others", id.as_str()];
            put(&table, other_fields(other));
        }
    }
    for (name, person) in &a.people {
        put(&["people", name.as_str()], person_fields(person));
    }
    for (id, record) in &a.evidence {
        put(&["evidence", id.as_str()], evidence_fields(record));
    }
    out
}

/// None when the text is not valid.
fn read(text: &str) -> Option<Flat> {
    let document = Document::parse(text).ok()?;
    let mut out = Flat::new();
    collect(document.as_table(), &mut Vec::new(), &mut out);
    Some(out)
}

fn collect(table: &dyn TableLike, path: &mut Vec<String>, out: &mut Flat) {
    for (key, item) in table.iter() {
        path.push(key.to_owned());
        if let Some(inner) = item.as_table_like() {
            collect(inner, path, out);
        } else {
            let value = match item.as_value() {
                Some(value) => said(key, value),
                None => Some(item.to_string()),
            };
            out.extend(value.map(|v| (path.clone(), v)));
        }
        path.pop();
    }
}

fn said(key: &str, value: &Value) -> Option<String> {
    let text = match value {
        Value::String(s) => s.value().replace("\r\n", "\n"),
        Value::Array(array) => {
            let mut all: Vec<String> = array.iter().filter_map(|v| said(key, v)).collect();
            if !crate::store::inline::is_ordered(key) {
                all.sort();
                all.dedup();
            }
            all.join("\0")
        }
        // The value, not its text: zeros at the end of a fraction say nothing.
        Value::Integer(n) => n.value().to_string(),
        Value::Float(n) => n.value().to_string(),
        Value::Boolean(b) => b.value().to_string(),
        Value::Datetime(t) => t.value().to_string(),
        Value::InlineTable(table) => table.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_as_meant_whatever_its_fraction() {
        use crate::assessment::{QuestionAnswer, Role};
        let old = Assessment::default();
        for nanos in [0, 100_000_000, 120_000_000, 123_400_000, 123_456_780, 1] {
            let mut new = old.clone();
            let answer = QuestionAnswer {
                answered_at: chrono::DateTime::from_timestamp(1_800_000_000, nanos),
                ..QuestionAnswer::default()
            };
            let answers = new.answers.entry(Role::Csp).or_default();
            answers.questions.insert("Q.1".into(), answer);
            let text = crate::store::render(&old);
            assert_eq!(
                as_meant(&text, &crate::store::render(&new), &old, &new),
                Ok(())
            );
        }
    }

    #[test]
    fn a_change_that_is_not_as_meant_is_found() {
        let head = "x = 1\n[assessment]\nsubject = \"a\"\nassessor = \"\"\n";
        let old = Assessment {
            subject: "a".into(),
            ..Assessment::default()
        };
        let new = Assessment {
            subject: "b".into(),
            ..Assessment::default()
        };
        let right = head.replace("\"a\"", "'b'");
        assert_eq!(as_meant(head, &right, &old, &new), Ok(()));
        let at = |path: &str| Err(vec![path.split('.').map(str::to_owned).collect()]);
        assert_eq!(
            as_meant(head, head, &old, &new),
            at("assessment.subject"),
            "not written"
        );
        let wrong = right.replace("x = 1", "x = 2");
        assert_eq!(as_meant(head, &wrong, &old, &new), at("x"), "another key");
        let wrong = right.replace("x = 1", "");
        assert_eq!(as_meant(head, &wrong, &old, &new), at("x"), "lost");
        assert!(as_meant(head, "x = ", &old, &new).is_err());
    }
}
