//! A questionnaire as the text of its file, in the layout of `cek-02.toml`.

use crate::questionnaire::{LoadError, Questionnaire, parse};
use std::fmt::Write as _;

/// Why a questionnaire was not written.
#[derive(Debug, thiserror::Error)]
pub enum NotFaithful {
    /// Its text would not be read.
    #[error("{0}")]
    Refused(#[from] LoadError),
    /// Its text would be read as something else.
    #[error("its text would be read as something else")]
    Changed,
}

/// The text of a questionnaire's file, read back to see that it says the
/// same.
///
/// # Errors
/// When it breaks a rule of the format.
pub fn checked(q: &Questionnaire, head: &str) -> Result<String, NotFaithful> {
    let text = render(q, head);
    let mut again = parse(&text)?;
    again.digest.clone_from(&q.digest);
    again.text.clone_from(&q.text);
    if again == *q {
        Ok(text)
    } else {
        Err(NotFaithful::Changed)
    }
}

/// The text of a questionnaire's file, under a comment.
#[must_use]
pub fn render(q: &Questionnaire, head: &str) -> String {
    let mut out = String::new();
    for line in head.lines() {
        let _ = writeln!(
            out,
            "{}",
            format!("# {}", crate::text::one_line(line)).trim_end()
        );
    }
    let _ = writeln!(out, "\nschema = {}\n\n[control]", q.schema);
    let c = &q.control;
    line(&mut out, "id", &c.id);
    line(&mut out, "title", &c.title);
    line(&mut out, "domain", &c.domain);
    line(&mut out, "version", &c.version);
    block(&mut out, "specification", &c.specification);
    list(&mut out, "threats", &c.threats);
    list(&mut out, "architecture", &c.architecture);
    block(&mut out, "attribution", &c.attribution);
    block(&mut out, "license", &c.license);
    line(&mut out, "source", &c.source);
    for phase in &q.lifecycle {
        out.push_str("\n[[lifecycle]]\n");
        line(&mut out, "phase", &phase.phase);
        list(&mut out, "topics", &phase.topics);
    }
    for layer in &q.layers {
        out.push_str("\n[[layers]]\n");
        line(&mut out, "id", &layer.id);
        line(&mut out, "name", &layer.name);
        line(&mut out, "role", layer.role.as_str());
        line(&mut out, "ownership", layer.ownership.as_str());
        line(&mut out, "label", &layer.label);
        if !layer.text.is_empty() {
            block(&mut out, "text", &layer.text);
        }
    }
    for standard in &q.standards {
        out.push_str("\n[[standards]]\n");
        line(&mut out, "id", &standard.id);
        line(&mut out, "name", &standard.name);
        let coverage = match standard.coverage {
            crate::questionnaire::Coverage::NoGap => "no-gap",
            crate::questionnaire::Coverage::PartialGap => "partial-gap",
            crate::questionnaire::Coverage::FullGap => "full-gap",
        };
        line(&mut out, "coverage", coverage);
        line(&mut out, "mapping", &standard.mapping);
        list(&mut out, "references", &standard.references);
        block(&mut out, "addendum", &standard.addendum);
    }
    for question in &q.questions {
        out.push_str("\n[[questions]]\n");
        line(&mut out, "id", &question.id);
        block(&mut out, "text", &question.text);
    }
    for role in &q.roles {
        out.push_str("\n[[roles]]\n");
        line(&mut out, "id", role.id.as_str());
        line(&mut out, "name", &role.name);
        for step in &role.steps {
            out.push_str("\n[[roles.steps]]\n");
            line(&mut out, "id", step.id.as_str());
            line(&mut out, "topic", &step.topic);
            line(&mut out, "origin", step.origin.word());
            if !step.methods.is_empty() {
                let words: Vec<String> = step.methods.iter().map(ToString::to_string).collect();
                list(&mut out, "methods", &words);
            }
            if !step.typical_evidence.is_empty() {
                out.push_str("typical_evidence = [\n");
                for evidence in &step.typical_evidence {
                    let _ = writeln!(out, "  {},", basic(evidence));
                }
                out.push_str("]\n");
            }
            block(&mut out, "text", &step.text);
        }
    }
    out
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {}", basic(value));
}

fn list(out: &mut String, key: &str, values: &[String]) {
    let values: Vec<String> = values.iter().map(|v| basic(v)).collect();
    let _ = writeln!(out, "{key} = [{}]", values.join(", "));
}

/// A text that may have several lines.
fn block(out: &mut String, key: &str, value: &str) {
    let _ = write!(out, "{key} = \"\"\"");
    // A line end right after the quotes would not count.
    if value.starts_with('\n') {
        out.push('\n');
    }
    let mut quotes = 0;
    for c in value.chars() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            '\n' => out.push('\n'),
            // The third quote in a row would end the text, and so would the last.
            '"' if quotes < 3 => out.push('"'),
            '"' => {
                quotes = 0;
                out.push_str("\\\"");
            }
            c => escaped(out, c),
        }
    }
    if value.ends_with('"') && !out.ends_with("\\\"") {
        out.pop();
        out.push_str("\\\"");
    }
    out.push_str("\"\"\"\n");
}

fn basic(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => escaped(&mut out, c),
        }
    }
    out.push('"');
    out
}

fn escaped(out: &mut String, c: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\t' => out.push('\t'),
        c if c.is_control() => {
            let _ = write!(out, "\\u{:04X}", c as u32);
        }
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::embedded;
    use proptest::prelude::*;

    #[test]
    fn the_built_in_questionnaire_is_laid_out_as_its_file_is() {
        let text = checked(embedded(), "Any").unwrap();
        let file = include_str!("../../questionnaires/cek-02.toml");
        let bare = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|l| !l.starts_with('#'));
            let lines = lines.map(|l| l.split("  # ").next().unwrap_or_default().to_owned());
            lines.skip_while(String::is_empty).collect()
        };
        assert_eq!(bare(&text), bare(file));
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(text in "[a\"\\\\\n\t é☑#'=]{0,40}") {
            let mut q = embedded().clone();
            q.control.specification = text.clone();
            q.control.source = text.clone();
            q.control.threats = vec![text];
            prop_assert!(checked(&q, "Any\nhead").is_ok());
        }
    }
}
