//! `aicaiq man`: the manual, one page made from the command line's own
//! description and the key table.

use super::{Outcome, print_bytes, public};
use crate::tui::keymap::{Scope, lines, worded};
use crate::tui::theme::glyphs::plain;
use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};
use std::process::ExitCode;

/// What `man` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq man > ~/.local/share/man/man1/aicaiq.1
  aicaiq man | man -l -")]
pub struct Args {}

pub fn run() -> Outcome {
    print_bytes(&page()?)?;
    Ok(ExitCode::SUCCESS)
}

/// Exit codes of the program, as the page explains them.
const EXIT: &[(&str, &str)] = &[
    ("0", "Fine. Gaps alone are no error."),
    ("1", "A file with errors, findings, or a failure."),
    (
        "2",
        "A wrong call: an unknown option, a file that is not there.",
    ),
];

const FILES: &[(&str, &str)] = &[
    (
        "$XDG_CONFIG_HOME/aicaiq/config.toml",
        "The user's configuration; ~/.config where the variable is not set. `aicaiq config path` prints the place on every system, `aicaiq config default` a configuration with every setting and key explained.",
    ),
    (
        "$XDG_STATE_HOME/aicaiq",
        "Half-typed texts, answers that could not be saved, the list of recent files, the items where files were left, and the sample; ~/.local/state where the variable is not set.",
    ),
];

const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "VISUAL, EDITOR",
        "The editor that texts are written in outside of the screen; the first that is set, else vi. Split into words as a shell splits them, quotes and backslashes included; not given to a shell, so that variables and ~ stay as they are.",
    ),
    (
        "LC_ALL, LC_CTYPE, LANG",
        "The first that is set: where it names no UTF-8 locale, the screen and texts for people have signs of ASCII alone. --glyphs decides otherwise. Letters, files that are written and formats for programs are UTF-8 in any case.",
    ),
    (
        "NO_COLOR",
        "Where it is set and not empty, nothing is coloured.",
    ),
    (
        "SOURCE_DATE_EPOCH",
        "Seconds since 1970: the time that export and pack go by, so that what they write can be made again byte by byte. What judges (check, summary, evidence verify, sign-off, the screen) goes by the real day.",
    ),
    (
        "XDG_CONFIG_HOME, XDG_STATE_HOME, HOME",
        "Where configuration and state are: see FILES.",
    ),
];

/// The page in roff.
fn page() -> std::io::Result<Vec<u8>> {
    let mut command = public();
    command.build();
    let man = Man::new(command.clone()).manual("aicaiq manual");
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    // A name that is broken at a hyphen cannot be copied.
    out.extend(b".nh\n.ad l\n");
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for sub in public_commands(&command) {
        subcommand(&mut roff, sub, "aicaiq");
    }
    keys(&mut roff);
    list(&mut roff, "EXIT STATUS", EXIT);
    list(&mut roff, "FILES", FILES);
    list(&mut roff, "ENVIRONMENT", ENVIRONMENT);
    if let Some(text) = command.get_after_help() {
        roff.control("SH", ["EXAMPLES"]);
        let text = text.to_string();
        // The exit codes have a section of their own.
        let examples = text.split("\n\n").next().unwrap_or_default();
        literal(
            &mut roff,
            examples.strip_prefix("Examples:\n").unwrap_or(examples),
        );
    }
    roff.to_writer(&mut out)?;
    // Not every reader of a page has every sign.
    Ok(plain(&String::from_utf8_lossy(&out))
        .into_owned()
        .into_bytes())
}

fn public_commands(command: &Command) -> impl Iterator<Item = &Command> {
    let all = command.get_subcommands();
    all.filter(|c| !c.is_hide_set() && c.get_name() != "help")
}

/// A command with its arguments and examples, and then its own commands.
fn subcommand(roff: &mut Roff, command: &Command, parent: &str) {
    let name = format!("{parent} {}", command.get_name());
    roff.control("SS", [name.as_str()]);
    if let Some(about) = command.get_about() {
        roff.text([roman(about.to_string())]);
    }
    let usage = command.clone().render_usage().to_string();
    roff.control("PP", []);
    roff.text([bold(usage.trim_start_matches("Usage: ").replace('\n', " "))]);
    // Those that every command has are in OPTIONS.
    let own = command.get_arguments().filter(|a| {
        !a.is_hide_set() && !a.is_global_set() && !matches!(a.get_id().as_str(), "help" | "version")
    });
    for argument in own {
        roff.control("TP", []);
        roff.text(head(argument));
        let help = argument
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        let values: Vec<String> = argument
            .get_possible_values()
            .iter()
            .filter(|v| !v.is_hide_set())
            .map(|v| v.get_name().to_owned())
            .collect();
        let mut text = help;
        if !values.is_empty() && argument.get_action().takes_values() {
            text.push_str(&format!(" [{}]", values.join(", ")));
        }
        roff.text([roman(text)]);
    }
    if let Some(text) = command.get_after_help() {
        roff.control("PP", []);
        literal(roff, &text.to_string());
    }
    for sub in public_commands(command) {
        subcommand(roff, sub, &name);
    }
}

/// An argument as it is written: `-o, --out FILE`, `<FILE>...`.
fn head(argument: &Arg) -> Vec<Inline> {
    let names: Vec<String> = argument
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| name.to_string())
        .collect();
    if argument.is_positional() {
        let mut name = names.join(" ");
        if name.is_empty() {
            name = argument.get_id().as_str().to_uppercase();
        }
        return vec![italic(name)];
    }
    let mut out = Vec::new();
    if let Some(short) = argument.get_short() {
        out.extend([bold(format!("-{short}")), roman(", ")]);
    }
    if let Some(long) = argument.get_long() {
        out.push(bold(format!("--{long}")));
    }
    if argument.get_action().takes_values() && !names.is_empty() {
        out.extend([roman(" "), italic(names.join(" "))]);
    }
    out
}

/// Lines that stay as they are.
fn literal(roff: &mut Roff, text: &str) {
    roff.control("nf", []);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
}

/// The keys of every scope, from the table that the screen uses.
fn keys(roff: &mut Roff) {
    roff.control("SH", ["KEYS"]);
    roff.text([
        roman("As they are without a configuration. The words in brackets are the actions' names, which "),
        bold("[keys."),
        italic("SCOPE"),
        bold("]"),
        roman(" of the configuration binds keys to; "),
        bold("none"),
        roman(" takes a key's meaning away. On the screen, ? shows what works where you are."),
    ]);
    for scope in Scope::ALL {
        let heading = format!("{}: {}", scope.name(), scope.about());
        roff.control("SS", [heading.as_str()]);
        for (keys, binding) in lines(*scope) {
            roff.control("TP", []);
            let mut head = Vec::new();
            for (n, key) in keys.iter().enumerate() {
                if n > 0 {
                    head.push(roman(" "));
                }
                // Where a page has no arrows, groff takes letters for them.
                head.push(bold(worded(key)));
            }
            roff.text(head);
            roff.text([roman(format!(
                "{} [{}]",
                binding.help,
                binding.action.name()
            ))]);
        }
    }
}

fn list(roff: &mut Roff, title: &str, entries: &[(&str, &str)]) {
    roff.control("SH", [title]);
    for (name, text) in entries {
        roff.control("TP", []);
        roff.text([bold(*name)]);
        roff.text([roman(*text)]);
    }
}
