//! `aicaiq new`: a new answer file.

use super::{Context, Failure, Outcome, role, say};
use crate::assessment::{Assessment, Role};
use crate::store::{AnswerFile, CreateError};
use std::path::PathBuf;
use std::process::ExitCode;

/// What `new` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq new acme.cek-02.toml --subject \"Acme GenAI\" --role CSP --role MP
  aicaiq new bot.cek-02.toml --subject \"Helpdesk bot\" --role AP --assessor \"A. Assessor\"")]
pub struct Args {
    /// The file to make; one that exists is left alone
    file: PathBuf,
    /// Who or what is assessed
    #[arg(long, value_name = "NAME")]
    subject: String,
    /// A provider role to assess: CSP, MP, OSP, AP; may be given several times
    #[arg(long, value_name = "ROLE", required = true, value_parser = role)]
    role: Vec<Role>,
}

pub fn run(context: &Context, args: Args) -> Outcome {
    let q = &context.questionnaire;
    let mut roles: Vec<Role> = Vec::new();
    for role in args.role {
        if q.role(role).is_none() {
            let known: Vec<&str> = q.roles.iter().map(|r| r.id.as_str()).collect();
            let known = known.join(", ");
            return Err(Failure::usage(format!(
                "{} asks nothing of {role}: expected {known}",
                q.control.id
            )));
        }
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    for (what, text) in [("subject", &args.subject), ("assessor", &context.assessor)] {
        if text.chars().any(char::is_control) || text.chars().any(crate::text::is_unsafe) {
            return Err(Failure::usage(format!(
                "--{what} has a control character or a line break in it"
            )));
        }
    }
    if args.subject.trim().is_empty() {
        return Err(Failure::usage(
            "--subject is empty: name who or what is assessed",
        ));
    }
    let assessment = Assessment {
        subject: args.subject.trim().to_owned(),
        questionnaire: q.control.id.clone(),
        questionnaire_version: q.control.version.clone(),
        questionnaire_digest: q.digest.clone(),
        roles,
        assessor: context.assessor.trim().to_owned(),
        ..Assessment::default()
    };
    AnswerFile::create(&args.file, &assessment).map_err(|error| match error {
        CreateError::Exists(_) => Failure::usage(error.to_string()),
        CreateError::Io { .. } => Failure::found(error.to_string()),
    })?;
    let name = crate::text::one_line(&args.file.display().to_string());
    say(&format!("made {name}; to answer: aicaiq {name}"));
    Ok(ExitCode::SUCCESS)
}
