//! Texts on the command line: one may begin with a hyphen, as a list does.

use super::Cli;
use clap::{Command, CommandFactory};

/// Reads a text. An option in its place is none: then the text was forgotten.
pub(super) fn free_text(value: &str) -> Result<String, String> {
    let name = value.split_once('=').map_or(value, |(name, _)| name);
    let is_option = match name.strip_prefix("--") {
        Some("" | "help" | "version") => true,
        Some(long) => is_long(&Cli::command(), long),
        None => matches!(value, "-h" | "-V"),
    };
    match is_option {
        true => Err(format!(
            "{name} is an option: the text before it is missing"
        )),
        false => Ok(value.to_owned()),
    }
}

/// Whether a command or one below it has an option of that name.
fn is_long(command: &Command, name: &str) -> bool {
    let own = command.get_arguments().any(|arg| {
        let aliases = arg.get_all_aliases().unwrap_or_default();
        arg.get_long() == Some(name) || aliases.contains(&name)
    });
    own || command.get_subcommands().any(|below| is_long(below, name))
}
