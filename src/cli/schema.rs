//! `aicaiq schema`: the file formats, for editors.

use super::{Failure, Outcome, print};
use crate::schema;
use std::process::ExitCode;

/// What `schema` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq schema questionnaire > questionnaire.schema.json
  aicaiq schema answer-file > answer-file.schema.json

Editors with taplo (VS Code's Even Better TOML, Helix, Neovim) use it where a file begins with
  #:schema ./questionnaire.schema.json
or where .taplo.toml names it for a folder (see questionnaires/README.md). What a schema cannot
say, `aicaiq check` and `aicaiq questionnaire check` do.")]
pub struct Args {
    /// Which format
    #[arg(value_enum)]
    of: Of,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Of {
    /// Answer files, and assessment.toml of a folder
    AnswerFile,
    /// Questionnaires
    Questionnaire,
}

pub fn run(args: &Args) -> Outcome {
    let schema = match args.of {
        Of::AnswerFile => schema::answer_file(),
        Of::Questionnaire => schema::questionnaire(),
    };
    let text = serde_json::to_string_pretty(&schema).map_err(|e| Failure::found(e.to_string()))?;
    print(&format!("{text}\n"))?;
    Ok(ExitCode::SUCCESS)
}
