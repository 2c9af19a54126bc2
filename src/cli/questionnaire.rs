//! `aicaiq questionnaire show`: what is asked, to read or to pipe.

use super::{Context, Failure, Outcome, print, role};
use crate::assessment::Role;
use crate::questionnaire::{Questionnaire, RoleSteps};
use crate::text::visible;
use std::fmt::Write as _;
use std::process::ExitCode;

/// What `questionnaire` is told.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show the control, its question and the audit steps
    #[command(after_help = "Examples:
  aicaiq questionnaire show
  aicaiq questionnaire show --role MP
  aicaiq --questionnaire mine.toml questionnaire show")]
    Show {
        /// Only this role's steps: CSP, MP, OSP, AP
        #[arg(long, value_name = "ROLE", value_parser = role)]
        role: Option<Role>,
    },
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    let Command::Show { role } = &args.command;
    let q = &context.questionnaire;
    if let Some(role) = role
        && q.role(*role).is_none()
    {
        let known: Vec<&str> = q.roles.iter().map(|r| r.id.as_str()).collect();
        return Err(Failure::usage(format!(
            "{} asks nothing of {role}: expected {}",
            q.control.id,
            known.join(", ")
        )));
    }
    print(&show(q, *role))?;
    Ok(ExitCode::SUCCESS)
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
    put(out, 0, &format!("Threats: {}", c.threats.join(", ")));
    put(
        out,
        0,
        &format!("Architectural relevance: {}", c.architecture.join(", ")),
    );
    out.push_str("\nLifecycle\n");
    for phase in &q.lifecycle {
        let topics = if phase.topics.is_empty() {
            "not applicable".to_owned()
        } else {
            phase.topics.join(", ")
        };
        put(out, 2, &format!("{}: {topics}", phase.phase));
    }
    out.push_str("\nOwnership (SSRM)\n");
    for layer in &q.layers {
        put(out, 2, &format!("{}: {}", layer.title(), layer.ownership));
        put(out, 4, &layer.text);
    }
    out.push_str("\nStandards\n");
    for standard in &q.standards {
        put(
            out,
            2,
            &format!(
                "{} · {} · {}",
                standard.name,
                standard.coverage.words(),
                standard.mapping
            ),
        );
        put(out, 4, &format!("Addendum: {}", standard.addendum));
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
        put(
            out,
            2,
            &format!(
                "{}.{} {} · {} · {}",
                role.id,
                step.id,
                step.topic,
                step.origin.word(),
                methods.join(", ")
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
