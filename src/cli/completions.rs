//! `aicaiq completions`: what a shell needs to complete the command line.

use super::{Outcome, print_bytes, public};
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
    clap_complete::generate(args.shell, &mut public(), "aicaiq", &mut out);
    print_bytes(&out)?;
    Ok(ExitCode::SUCCESS)
}
