//! `aicaiq questionnaire show`: what is asked, to read or to pipe.

use super::super::{Failure, Outcome, output, print, questionnaire_failure, role};
use crate::assessment::Role;
use crate::questionnaire::catalog::Catalog;
use crate::questionnaire::{Questionnaire, RoleSteps};
use crate::store::{nearest, shorten};
use crate::text::{is_blank, one_line, shell_word, visible};
use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

/// What `questionnaire show` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq questionnaire show
  aicaiq questionnaire show --role MP
  aicaiq --questionnaire mine.toml questionnaire show
  aicaiq --questionnaire questionnaires/ questionnaire show \"A&A-01\" --format json")]
pub struct Args {
    /// The control to show, where there are several: A&A-01
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Only this role's steps: CSP, MP, OSP, AP, AIC
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: Option<Role>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object: the file as it is, table by table
    Json,
}

pub fn run(catalog: &Catalog, args: &Args) -> Outcome {
    let q = one(catalog, args.id.as_deref())?;
    if let Some(role) = &args.role
        && q.role(*role).is_none()
    {
        let known: Vec<&str> = q.roles.iter().map(|r| r.id.as_str()).collect();
        return Err(Failure::usage(format!(
            "{} asks nothing of {role}: expected {}",
            one_line(&q.control.id),
            known.join(", ")
        )));
    }
    match args.format {
        Format::Text => output::show(&show(&q, args.role))?,
        Format::Json => print(&json(&q, args.role)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The control that is meant: the only one, or the one that is named.
fn one(catalog: &Catalog, id: Option<&str>) -> Result<Arc<Questionnaire>, Failure> {
    let ids: Vec<&str> = catalog.heads().map(|h| h.id.as_str()).collect();
    let id = match (id, ids.as_slice()) {
        (Some(id), _) => ids.iter().find(|i| i.eq_ignore_ascii_case(id)).ok_or(id),
        (None, [only]) => Ok(only),
        (None, []) => {
            return Err(Failure::usage(
                "there is no questionnaire in that folder: aicaiq questionnaire check says why",
            ));
        }
        (None, [first, ..]) => {
            return Err(Failure::usage(format!(
                "there are {} controls: name one, such as {}; aicaiq questionnaire list names all",
                ids.len(),
                one_line(first)
            )));
        }
    };
    let id = id.map_err(|id| {
        let near = nearest(id, &ids).map(|n| format!(": did you mean {}?", one_line(n)));
        let hint = if std::path::Path::new(id).is_file() {
            let id = shell_word(id);
            Some(format!(
                ": to show a file: aicaiq --questionnaire {id} questionnaire show"
            ))
        } else {
            near
        };
        let hint = hint
            .unwrap_or_else(|| "; aicaiq questionnaire list names those that there are".to_owned());
        Failure::usage(format!(
            "there is no questionnaire for {}{hint}",
            shorten(id)
        ))
    })?;
    let path = catalog.head(id).and_then(|h| h.path.clone());
    catalog.load(id).map_err(|error| match path {
        Some(path) => questionnaire_failure(&path, &error),
        None => Failure::found(error.to_string()),
    })
}

/// The file's own tables as one object.
fn json(q: &Questionnaire, only: Option<Role>) -> Result<String, Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure::found(e.to_string());
    let mut table: toml::Table = q.text.parse().map_err(|e: toml::de::Error| failed(&e))?;
    if let (Some(only), Some(roles)) = (only, table.get_mut("roles"))
        && let Some(roles) = roles.as_array_mut()
    {
        let is_it =
            |r: &toml::Value| r.get("id").and_then(toml::Value::as_str) == Some(only.as_str());
        roles.retain(is_it);
    }
    table.insert("digest".to_owned(), q.digest.clone().into());
    let text = serde_json::to_string_pretty(&table).map_err(|e| failed(&e))?;
    Ok(format!("{text}\n"))
}

fn show(q: &Questionnaire, only: Option<Role>) -> String {
    let mut out = String::new();
    let c = &q.control;
    put(
        &mut out,
        0,
        &format!("{} {} · {} · {}", c.id, c.title, c.domain, c.version),
    );
    put(&mut out, 0, &c.specification);
    if only.is_none() {
        facts(&mut out, q);
    }
    for question in &q.questions {
        out.push('\n');
        put(&mut out, 0, &format!("{} AI-CAIQ question", question.id));
        put(&mut out, 2, &question.text);
        if let Some(covered) = question.covered() {
            put(&mut out, 2, &covered);
        }
    }
    for role in q.roles.iter().filter(|r| only.is_none_or(|o| o == r.id)) {
        steps(&mut out, role);
    }
    out.push('\n');
    put(&mut out, 0, &c.attribution);
    put(&mut out, 0, &c.license);
    out
}

fn facts(out: &mut String, q: &Questionnaire) {
    let c = &q.control;
    out.push('\n');
    for (what, texts) in [
        ("Threats", &c.threats),
        ("Architectural relevance", &c.architecture),
    ] {
        if !texts.is_empty() {
            put(out, 0, &format!("{what}: {}", texts.join(", ")));
        }
    }
    heading(out, "Lifecycle", !q.lifecycle.is_empty());
    for phase in &q.lifecycle {
        let topics = if phase.topics.is_empty() {
            "not applicable".to_owned()
        } else {
            phase.topics.join(", ")
        };
        put(out, 2, &format!("{}: {topics}", phase.phase));
    }
    heading(out, "Ownership (SSRM)", !q.layers.is_empty());
    for layer in &q.layers {
        put(out, 2, &format!("{}: {}", layer.title(), layer.ownership));
        if !is_blank(&layer.text) {
            put(out, 4, &layer.text);
        }
    }
    heading(out, "Standards", !q.standards.is_empty());
    for standard in &q.standards {
        put(out, 2, &standard.line());
        for line in standard.more() {
            put(out, 4, &line);
        }
    }
}

fn heading(out: &mut String, text: &str, any: bool) {
    if any {
        out.push_str(&format!("\n{text}\n"));
    }
}

fn steps(out: &mut String, role: &RoleSteps) {
    out.push('\n');
    put(
        out,
        0,
        &format!(
            "{} {} · {}",
            role.id,
            role.name,
            crate::text::count(role.steps.len(), "step")
        ),
    );
    for step in &role.steps {
        let methods: Vec<&str> = step.methods.iter().map(|m| m.as_str()).collect();
        let methods = match methods.as_slice() {
            [] => String::new(),
            some => format!(" · {}", some.join(", ")),
        };
        put(
            out,
            2,
            &format!(
                "{}.{} {} · {}{methods}",
                role.id,
                step.id,
                step.topic,
                step.origin.word(),
            ),
        );
        put(out, 4, &step.text);
        for evidence in &step.typical_evidence {
            put(out, 4, &format!("· {evidence}"));
        }
    }
}

/// A paragraph, wrapped at 80 columns under an indent.
fn put(out: &mut String, indent: usize, text: &str) {
    let space = " ".repeat(indent);
    let options = textwrap::Options::new(80)
        .initial_indent(&space)
        .subsequent_indent(&space);
    for line in textwrap::wrap(&visible(text), options) {
        let _ = writeln!(out, "{line}");
    }
}
