//! `aicaiq completions`: what a shell needs to complete the command line.

use super::{Outcome, print_bytes, public};
use crate::assessment::{
    ActionStatus, Answer, Effectiveness, Grade, Method, Outcome as StepOutcome, Retest, Review,
    Role,
};
use crate::questionnaire::embedded;
use crate::tui::theme::BUILT_IN;
use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};
use clap_complete::Shell;
use std::process::ExitCode;

/// What `completions` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq completions bash > ~/.local/share/bash-completion/completions/aicaiq
  aicaiq completions zsh > ~/.zfunc/_aicaiq           # with fpath+=~/.zfunc before compinit
  aicaiq completions fish > ~/.config/fish/completions/aicaiq.fish
  aicaiq completions powershell >> $PROFILE")]
pub struct Args {
    /// The shell
    shell: Shell,
}

pub fn run(args: &Args) -> Outcome {
    let mut out = Vec::new();
    let mut command = with_words(public());
    clap_complete::generate(args.shell, &mut command, "aicaiq", &mut out);
    print_bytes(&out)?;
    Ok(ExitCode::SUCCESS)
}

/// A command that tells shells the words of its options, also of those that
/// take more than they list.
fn with_words(command: Command) -> Command {
    command.mut_args(with_its_words).mut_subcommands(with_words)
}

fn with_its_words(arg: Arg) -> Arg {
    if !arg.get_action().takes_values() || !arg.get_possible_values().is_empty() {
        return arg;
    }
    let words = words(arg.get_long().unwrap_or_default());
    if !words.is_empty() {
        return arg.value_parser(PossibleValuesParser::new(words));
    }
    // A shell offers files where it is told of nothing else.
    match arg.get_long() {
        Some("control" | "ownership" | "from" | "due" | "expires-on") => {
            arg.value_hint(ValueHint::Other)
        }
        _ => arg,
    }
}

/// What an option takes, where it is always the same.
fn words(option: &str) -> Vec<&'static str> {
    fn of<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(|one| word(*one)).collect()
    }
    match option {
        "role" => of(Role::ALL, Role::as_str),
        "layer" => embedded().layers.iter().map(|l| l.id.as_str()).collect(),
        "outcome" => of(StepOutcome::ALL, StepOutcome::as_str),
        "grade" => of(Grade::ALL, Grade::as_str),
        "method" => of(Method::ALL, Method::as_str),
        "effectiveness" => of(Effectiveness::ALL, Effectiveness::as_str),
        "review" => of(Review::ALL, Review::as_str),
        "status" => of(ActionStatus::ALL, ActionStatus::as_str),
        "retest" => of(Retest::ALL, Retest::as_str),
        "answer" => of(Answer::ALL, Answer::as_str),
        "theme" => BUILT_IN.iter().map(|(name, _)| *name).collect(),
        _ => Vec::new(),
    }
}
