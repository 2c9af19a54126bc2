//! An answer file as sentences, one statement a line in a fixed order: what
//! `git diff` compares and shows.

use super::Side;
use super::side::{Parsed, Path, Value, dotted};
use super::words::field;
use crate::store::fields::Canonical;
use crate::store::layout::{Order, Remarks, Spot};
use crate::text::one_line;

/// The text of an answer file as sentences, safe to show. None when it is no
/// answer file: no TOML, or without a schema and an `[assessment]`. It needs
/// no questionnaire; keys that it does not know it tells by their path.
#[must_use]
pub fn sentences(text: &str) -> Option<String> {
    let file = Parsed::of(text, Side::Ours).ok()?;
    let schema = file.get(&["schema".to_owned()]);
    let in_assessment = |p: &Path| p.len() > 1 && p.first().is_some_and(|k| k == "assessment");
    if !matches!(schema, Some(Value::Other(_))) || !file.values.keys().any(in_assessment) {
        return None;
    }
    // What was joined is digests, which say nothing to anybody.
    let is_said =
        |p: &&Path| !matches!(p.as_slice(), [of, key] if of == "assessment" && key == "joined");
    let mut paths: Vec<&Path> = file.values.keys().filter(is_said).collect();
    paths.sort_by_cached_key(|path| {
        let table = path.split_last().map_or(Vec::new(), |(_, t)| t.to_vec());
        let (rank, key) = (Canonical.table(&table), Canonical.key(path));
        // What the format does not know comes after what it knows.
        (rank.is_none(), rank, table, key.is_none(), key)
    });
    let mut out = String::new();
    for path in paths {
        match file.get(path) {
            Some(Value::List(ids)) if path.last().is_some_and(|k| k == "evidence") => {
                for id in ids {
                    let shown = record(&file, id);
                    out.push_str(&format!("{}: {shown}\n", field(&dotted(path))));
                }
            }
            Some(value) => state(&mut out, &field(&dotted(path)), value),
            None => {}
        }
    }
    for (spot, remarks) in file.layout.remarks() {
        comments(&mut out, &spot, &remarks);
    }
    Some(out)
}

/// A statement: a text of several lines has each on a line of its own.
fn state(out: &mut String, what: &str, value: &Value) {
    match value {
        Value::Text(text) | Value::Opaque(text) if text.trim_end().contains('\n') => {
            out.push_str(&format!("{what}:\n"));
            for line in text.split('\n') {
                out.push_str(format!("    {}", one_line(line)).trim_end());
                out.push('\n');
            }
        }
        Value::List(words) => {
            let words: Vec<String> = words.iter().map(|w| one_line(w)).collect();
            out.push_str(&format!("{what}: {}\n", words.join(", ")));
        }
        value => out.push_str(&format!("{what}: {}\n", value.shown())),
    }
}

/// A record by its title and where it lies; by its id when it has neither.
fn record(file: &Parsed, id: &str) -> String {
    let text = |key: &str| match file.get(&["evidence", id, key].map(str::to_owned)) {
        Some(Value::Text(text)) => one_line(text),
        _ => String::new(),
    };
    let (title, href) = (text("title"), text("href"));
    match (title.is_empty(), href.is_empty()) {
        (true, true) => one_line(id),
        (true, false) => href,
        (false, true) => title,
        (false, false) => format!("{title} ({href})"),
    }
}

fn comments(out: &mut String, spot: &Spot, remarks: &Remarks) {
    let at = match spot {
        Spot::Header(path) | Spot::Key(path) => format!("at {}", field(&dotted(path))),
        Spot::End => "at the end".to_owned(),
    };
    for line in remarks.all() {
        out.push_str(&format!("comment {at}: {}\n", one_line(line)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_file_reads_as_statements() {
        let text = r##"# ours
mine = { b = 1 }
[evidence.ev-1]
href = "policy.pdf"
title = "Policy"
[roles.CSP.steps.03.action]
due = 2027-01-31
text = "Map them"
[roles.CSP.steps.03] # of the step
note = """
first
  \u001b[31msecond
"""
evidence = ["ev-1", "ev-2"]
methods = ["examine", "test"]
outcome = "partially-satisfied"
[roles.CSP.steps.10]
assessed_at = 2026-11-20T10:00:00Z
[roles.CSP.questions."CEK-02.1"]
answer = "Yes"
[[log]]
x = 1
[assessment]
subject = "Acme\nGenAI"
roles = ["CSP"]
joined = ["evidence.ev-1 2026-11-28 collected_by=25e66450", "CSP.03"]
[conflicts."roles.CSP.steps.03.outcome"]
theirs = "satisfied"
"##;
        let told = sentences(&format!("schema = 1\n{text}")).unwrap();
        assert_eq!(
            told,
            "\
schema: 1
log: \"[{ x = 1 }]\"
subject:
    Acme
    GenAI
roles: CSP
CSP.CEK-02.1 answer: Yes
CSP.03 outcome: partially-satisfied
CSP.03 methods: examine, test
CSP.03 note:
    first
      ␛[31msecond

CSP.03 evidence: Policy (policy.pdf)
CSP.03 evidence: ev-2
CSP.03 action text: Map them
CSP.03 action due: 2027-01-31
CSP.10 assessed at: 2026-11-20T10:00:00Z
ev-1 title: Policy
ev-1 href: policy.pdf
conflict over CSP.03 outcome theirs: satisfied
mine.b: 1
comment at CSP.03: # of the step
comment at mine: # ours
"
        );
        assert_eq!(sentences(text), None);
        for none in [
            "",
            "assessment = 1\n",
            "[other]\nx = 1\n",
            "[[assessment]]\nx = 1\n",
        ] {
            assert_eq!(sentences(&format!("schema = 1\n{none}")), None, "{none}");
        }
        assert!(sentences("schema = \"1\"\n[assessment]\nx = 1\n").is_none());
        assert_eq!(sentences("schema = 1\n[assessment\n"), None);
    }
}
