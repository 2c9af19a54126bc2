//! `aicaiq questionnaire list`: the controls that are at hand.

use super::super::{Failure, Outcome, print, say, show};
use super::catalog;
use crate::questionnaire::catalog::Catalog;
use crate::questionnaire::{Questionnaire, RoleSteps, in_order};
use crate::text::{count, one_line};
use serde::Serialize;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `questionnaire list` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq questionnaire list
  aicaiq questionnaire list questionnaires/
  aicaiq questionnaire list questionnaires/ --format json | jq -r '.[].id'

“10+2 steps” are ten numbered ones and two “From CCM”.

Exit codes: 0 listed, 1 a file cannot be used (it is named), 2 a wrong call.")]
pub struct Args {
    /// The folder; without it, what --questionnaire names, else the built-in control
    dir: Option<PathBuf>,
    /// How to show them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, by domain
    Text,
    /// One array, an object a control
    Json,
}

#[derive(Serialize)]
struct Control {
    id: String,
    title: String,
    domain: String,
    version: String,
    digest: String,
    questions: usize,
    roles: Vec<Steps>,
    file: Option<String>,
}

#[derive(Serialize)]
struct Steps {
    role: String,
    steps: usize,
    ccm_steps: usize,
}

pub fn run(args: &Args, at: Option<&Path>) -> Outcome {
    let catalog = catalog(args.dir.as_deref().or(at))?;
    let (controls, unusable) = controls(&catalog);
    match args.format {
        Format::Text => show(&text(&controls))?,
        Format::Json => {
            let text = serde_json::to_string_pretty(&controls).map_err(io::Error::from)?;
            print(&format!("{text}\n"))?;
        }
    }
    for message in &unusable {
        say(message);
    }
    if !unusable.is_empty() {
        return Err(Failure::found(format!(
            "{} not used; aicaiq questionnaire check says where and how to mend them",
            count(unusable.len(), "file")
        )));
    }
    Ok(ExitCode::SUCCESS)
}

fn controls(catalog: &Catalog) -> (Vec<Control>, Vec<String>) {
    let shown = |path: &Path| one_line(&path.display().to_string());
    let skipped = catalog.skipped().iter();
    let mut unusable: Vec<String> = skipped
        .map(|s| format!("{}: {}", shown(&s.path), one_line(&s.why)))
        .collect();
    let mut controls = Vec::new();
    for head in catalog.heads() {
        let file = head.path.as_deref().map(shown);
        match catalog.load(&head.id) {
            Ok(q) => controls.push(control(&q, file)),
            Err(error) => {
                let name = file.unwrap_or_else(|| one_line(&head.id));
                unusable.push(format!("{name}: {}", one_line(&error.message)));
            }
        }
    }
    controls.sort_by(|a, b| in_order(&a.id, &b.id));
    (controls, unusable)
}

fn control(q: &Questionnaire, file: Option<String>) -> Control {
    let steps = |role: &RoleSteps| {
        let ccm_steps = role.steps.iter().filter(|s| s.id.is_ccm()).count();
        Steps {
            role: role.id.to_string(),
            steps: role.steps.len() - ccm_steps,
            ccm_steps,
        }
    };
    Control {
        id: q.control.id.clone(),
        title: q.control.title.clone(),
        domain: q.control.domain.clone(),
        version: q.control.version.clone(),
        digest: q.digest.clone(),
        questions: q.questions.len(),
        roles: q.roles.iter().map(steps).collect(),
        file,
    }
}

fn text(controls: &[Control]) -> String {
    let all = controls.len();
    // As on the screen: each domain where the first of its controls is.
    let mut domains: Vec<&str> = Vec::new();
    for c in controls {
        if !domains.contains(&c.domain.as_str()) {
            domains.push(&c.domain);
        }
    }
    let mut out = String::new();
    let mut steps = 0;
    for domain in domains {
        let gap = if out.is_empty() { "" } else { "\n" };
        out.push_str(&format!("{gap}{}\n", one_line(domain)));
        for c in controls.iter().filter(|c| c.domain == domain) {
            out.push_str(&lines(c));
            steps += c.roles.iter().map(|r| r.steps + r.ccm_steps).sum::<usize>();
        }
    }
    if all != 1 {
        let (controls, steps) = (count(all, "control"), count(steps, "step"));
        out.push_str(&format!("\n{controls}, {steps}\n"));
    }
    out
}

fn lines(c: &Control) -> String {
    let (id, title, version) = (one_line(&c.id), one_line(&c.title), one_line(&c.version));
    let roles: Vec<String> = c.roles.iter().map(role).collect();
    let questions = count(c.questions, "question");
    let file = c.file.as_deref().unwrap_or("built in");
    format!(
        "  {id}  {title} · {version}\n      {questions}; steps: {}\n      {file}\n",
        roles.join(", ")
    )
}

fn role(r: &Steps) -> String {
    match r.ccm_steps {
        0 => format!("{} {}", r.role, r.steps),
        ccm => format!("{} {}+{ccm}", r.role, r.steps),
    }
}
