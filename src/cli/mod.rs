//! The command line: what can be said, and what each command does with it.
//! Data goes to standard output, messages go to standard error.

mod answer;
mod blame;
mod caiq_workbook;
mod carry;
mod check;
mod completions;
mod config;
mod conflicts;
mod diff;
mod doctor;
mod edit;
mod evidence;
mod export;
mod failure;
mod find;
mod folder;
mod free_text;
mod git;
mod import;
mod look;
mod man;
mod merge;
mod meter;
mod new;
mod open;
mod output;
mod pack;
mod part;
mod past;
mod portfolio;
mod questionnaire;
mod resolve;
mod schema;
mod set;
mod severity;
mod sign_off;
mod signals;
mod story;
mod summary;
mod time;
mod whole;

use failure::{Failure, open_failure, questionnaire_failure, write_failure};
use output::{
    for_people, is_folder_out, is_stdout, make_file, new_file, not_over, print, print_bytes, say,
    say_once, show, show_if, styled,
};
use time::{clock, fixed_time, report_clock};

use crate::assessment::Role;
use crate::config::Config;
use crate::questionnaire::{Questionnaire, built_in, load};
use crate::store::AnswerFile;
use clap::{CommandFactory, Parser, Subcommand};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What `--version` says: what the program was built from, and with what.
const BUILD: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nbuilt from     ",
    env!("BUILT_FROM"),
    "\nbuilt for      ",
    env!("BUILT_FOR"),
    "\nbuilt by       ",
    env!("BUILT_BY"),
    "\nquestionnaire  CEK-02, ",
    env!("CEK_02_DIGEST"),
);

/// Assess an AI provider against a control of CSA's AI Controls Matrix, in
/// the terminal.
#[derive(Debug, Parser)]
#[command(
    name = "aicaiq",
    version,
    long_version = BUILD,
    subcommand_precedence_over_arg = true,
    after_help = "Examples:
  aicaiq                            start page: a tour of a minute, new, a sample, recent ones
  aicaiq acme.cek-02.toml           go on with an assessment
  aicaiq customers/                 all assessments in a folder, as aicaiq portfolio
  aicaiq new acme.cek-02.toml --subject \"Acme GenAI\" --role CSP --role MP
  aicaiq summary acme.cek-02.toml   results, shared responsibility, gaps

Exit codes: 0 fine, 1 a file with errors or a failure, 2 a wrong call; gaps alone are no error."
)]
struct Cli {
    /// The answer file to open on the screen; without it, the start page
    file: Option<PathBuf>,

    /// Ask the questions of this file, or of the one in this folder that fits, instead of the built-in CEK-02
    #[arg(long, global = true, value_name = "FILE")]
    questionnaire: Option<PathBuf>,

    /// Who answers or reviews, recorded with it [default: the configuration's, else the file's assessor]
    #[arg(long, visible_alias = "as", global = true, value_name = "NAME")]
    assessor: Option<String>,

    /// Use this configuration instead of your own (`aicaiq config path`)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(flatten)]
    look: look::Look,

    #[command(subcommand)]
    command: Option<Command>,
}

impl Cli {
    /// The call that only opens a file, or the start page. All that can be
    /// said on the command line need not be put together to read this one;
    /// that would take a tenth of the time to the first frame. None where it
    /// may be another call: a command has no dot and no slash in its name.
    fn of_file(words: &[OsString]) -> Option<Self> {
        let file = match words {
            [_] => None,
            [_, file] => {
                let bytes = file.as_encoded_bytes();
                let is_path = bytes.iter().any(|b| matches!(b, b'.' | b'/'));
                if bytes.starts_with(b"-") || !is_path {
                    return None;
                }
                Some(PathBuf::from(file))
            }
            _ => return None,
        };
        Some(Self {
            file,
            questionnaire: None,
            assessor: None,
            config: None,
            look: look::Look::default(),
            command: None,
        })
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new answer file
    New(new::Args),
    /// Go through the items and answer them: on the screen, or --plain in lines
    Answer(answer::Args),
    /// Check answer files: every problem with its line and how to mend it
    Check(check::Args),
    /// Show results, shared responsibility and gaps: of one file, or of many providers
    Summary(Box<summary::Args>),
    /// Look through many providers on the screen: worst first, with expiring evidence and overdue actions
    Portfolio(Box<portfolio::Args>),
    /// Begin this year's assessment with last year's, to be confirmed item by item
    Carry(carry::Args),
    /// Show what changed between two states of an assessment
    Diff(diff::Args),
    /// Show who answered and reviewed each item, and the commit it comes from
    Blame(blame::Args),
    /// Find words in all texts: notes, evidence, questions; in a file, a folder or many
    Find(find::Args),
    /// Split some roles off into a file that somebody else answers
    Split(part::SplitArgs),
    /// Take the answers of a part back into the file that it was split off
    Join(part::JoinArgs),
    /// Write a report for an audit pack
    Export(export::Args),
    /// Make questionnaires of CSA's workbooks, or take in the answers of a filled AI-CAIQ
    Import(Box<import::Args>),
    /// Put reports, answers and evidence into one file that can be checked
    Pack(pack::Args),
    /// Answer an item without the screen
    Set(Box<set::Args>),
    /// Add, list, verify and relink evidence
    Evidence(evidence::Args),
    /// Sign a role's answers off, bound to them by a digest; show what sign-offs are worth
    SignOff(sign_off::Args),
    /// Merge two descendants of an answer file, field by field
    Merge(merge::Args),
    /// List what two people changed and nobody has decided; exit 1 where there is something
    Conflicts(conflicts::Args),
    /// Decide what is in conflict, without the screen
    Resolve(resolve::Args),
    /// Let git merge and show answer files
    Git(git::Args),
    /// Find what is not in order: git's set-up, undecided merges, what was left unsaved
    Doctor(doctor::Args),
    /// Show what is asked; list, write, check and compare questionnaires
    Questionnaire(questionnaire::Args),
    /// Print a file format as a JSON Schema, for editors
    Schema(schema::Args),
    /// Find, check and explain your configuration: keys, theme, mouse, name
    Config(config::Args),
    /// Print what a shell needs to complete the command line
    Completions(completions::Args),
    /// Print the manual as a man page
    Man(man::Args),
    /// What git calls for a merge
    #[command(hide = true)]
    GitMerge(git::Words),
    /// What git calls to make one of several ancestors
    #[command(hide = true)]
    GitMergeAncestors(git::Words),
    /// What git calls for a diff
    #[command(hide = true)]
    GitTextconv(git::Words),
}

/// What every command works with.
#[derive(Clone)]
struct Context {
    questionnaire: Arc<Questionnaire>,
    /// The file that it was read from, if it is not the built-in one.
    questionnaire_file: Option<PathBuf>,
    /// What `--questionnaire` names, a file or a folder.
    named: Option<PathBuf>,
    assessor: String,
    /// The same where the call itself names them; else empty.
    by: String,
    /// How the user wants it.
    config: Config,
    /// What is to be said of the configuration, if it has problems.
    misconfigured: Option<String>,
    /// The command that shows them.
    config_check: String,
}

impl Context {
    /// A file in a command line that reads it with the same questionnaire.
    fn typed(&self, file: &Path) -> String {
        let named = self.named.as_deref();
        let with = crate::folder::asked_with(file, &self.questionnaire, named);
        crate::folder::typed(file, with.as_deref())
    }

    /// The questionnaire that the call names, with its file: none where it
    /// names a folder of them, or none at all.
    fn own_questionnaire(&self) -> Option<crate::folder::Asked> {
        let file = self.named.clone().filter(|path| !path.is_dir())?;
        Some((Arc::clone(&self.questionnaire), Some(file)))
    }
}

type Outcome = Result<ExitCode, Failure>;

/// Runs the program on the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    signals::survive();
    let words: Vec<OsString> = std::env::args_os().collect();
    output::write_with(look::Look::of_words(&words).signs(crate::config::Glyphs::Auto));
    let cli = match Cli::of_file(&words).map_or_else(|| Cli::try_parse_from(words), Ok) {
        Ok(cli) => cli,
        Err(error) => {
            // What was typed is part of the message, and a file name that a
            // shell has filled in can be hostile.
            let text = error.to_string();
            let visible = crate::text::visible(&text);
            let shown = for_people(&visible);
            if shown != text && error.use_stderr() {
                let _ = write!(io::stderr(), "{shown}");
            } else if shown != text {
                let _ = print(&shown);
            } else {
                let _ = error.print();
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run(cli) {
        Ok(code) => code,
        Err(failure) => {
            if !failure.message.is_empty() {
                let text = failure.message.trim_end();
                // A labelled error brings its own heading.
                let head = if text.starts_with("error") || text.contains("\x1b[") {
                    ""
                } else {
                    "error: "
                };
                say(&format!("{head}{text}"));
            }
            ExitCode::from(failure.code)
        }
    }
}

fn run(mut cli: Cli) -> Outcome {
    if let Some(set) = std::env::var_os("SOURCE_DATE_EPOCH")
        && fixed_time().is_none()
    {
        let shown = crate::text::one_line(&set.to_string_lossy());
        return Err(Failure::usage(format!(
            "SOURCE_DATE_EPOCH is “{shown}”: expected seconds since 1970, such as 1795515300"
        )));
    }
    time::go_by(matches!(
        cli.command,
        Some(Command::Export(_) | Command::Pack(_))
    ));
    // What stands before the command is said of it, too.
    if let Some(Command::Answer(args)) = &mut cli.command {
        args.look.inherit(&cli.look);
    }
    let look = match &cli.command {
        Some(Command::Answer(args)) => args.look.clone(),
        _ => cli.look.clone(),
    };
    output::write_with(look.signs(crate::config::Glyphs::Auto));
    let assessor = cli.assessor.as_deref().unwrap_or_default();
    if assessor.contains(|c: char| c.is_control() || crate::text::is_unsafe(c)) {
        return Err(Failure::usage(
            "--assessor has a control character or a line break in it",
        ));
    }
    match &cli.command {
        // What git calls must not fail over anything else.
        Some(Command::GitMerge(args)) => return git::merge(args, false),
        Some(Command::GitMergeAncestors(args)) => return git::merge(args, true),
        Some(Command::GitTextconv(args)) => return git::textconv(args),
        Some(Command::Config(args)) => return config::run(args, cli.config.as_deref()),
        Some(Command::Questionnaire(args)) => {
            return questionnaire::run(args, cli.questionnaire.as_deref());
        }
        Some(Command::Completions(args)) => return completions::run(args),
        Some(Command::Man(_)) => return man::run(),
        Some(Command::Schema(args)) => return schema::run(args),
        _ => {}
    }
    // Elsewhere nothing may be written beside what is shown.
    if !matches!(
        cli.command,
        None | Some(Command::Answer(_) | Command::Portfolio(_))
    ) {
        crate::store::evidence::observe(meter::reading);
    }
    let found = config::find(cli.config.as_deref())?;
    output::write_with(look.signs(found.config.glyphs));
    if let Some(text) = found
        .misconfigured
        .as_ref()
        .filter(|_| cli.command.is_some())
    {
        say(text);
    }
    let own = found.config.assessor.as_deref().unwrap_or_default();
    let assessor = cli.assessor.clone().unwrap_or_else(|| own.to_owned());
    // No path is the same as `-`.
    match &mut cli.command {
        Some(Command::Summary(args)) => drop(args.out().take_if(|out| is_stdout(out))),
        Some(Command::Export(args)) => drop(args.out.take_if(|out| is_stdout(out))),
        Some(Command::Merge(args)) => drop(args.out.take_if(|out| is_stdout(out))),
        _ => {}
    }
    match (&cli.command, &cli.file) {
        (Some(Command::Answer(args)), _) => open::settle_shared(&args.file),
        (None, Some(file)) if open::has_screen() => open::settle_shared(file),
        _ => {}
    }
    let (questionnaire, questionnaire_file) = folder::questionnaire(&mut cli)?;
    let context = Context {
        questionnaire,
        questionnaire_file,
        named: cli.questionnaire.clone(),
        assessor: assessor.trim().to_owned(),
        by: cli
            .assessor
            .as_deref()
            .unwrap_or_default()
            .trim()
            .to_owned(),
        config: found.config,
        misconfigured: found.misconfigured,
        config_check: found.check,
    };
    match cli.command {
        None => open::run(&context, &cli.look, cli.file),
        Some(_) if cli.file.is_some() => Err(Failure::usage(
            "a file before the command means nothing: name it after the command",
        )),
        Some(Command::New(args)) => new::run(&context, args),
        Some(Command::Answer(args)) => answer::run(&context, args),
        Some(Command::Check(args)) => check::run(&context, &args),
        Some(Command::Summary(args)) => summary::run(&context, &args),
        Some(Command::Portfolio(args)) => portfolio::screen(&context, &args),
        Some(Command::Carry(args)) => carry::run(&context, &args),
        Some(Command::Diff(args)) => diff::run(&context, &args),
        Some(Command::Blame(args)) => blame::run(&context, &args),
        Some(Command::Find(args)) => find::run(&context, &args),
        Some(Command::Split(args)) => part::split_off(&context, &args),
        Some(Command::Join(args)) => part::join_in(&context, &args),
        Some(Command::Export(args)) => export::run(&context, &args),
        Some(Command::Import(args)) => import::run(&context, &args),
        Some(Command::Pack(args)) => pack::run(&context, &args),
        Some(Command::Set(args)) => set::run(&context, *args),
        Some(Command::Evidence(args)) => evidence::run(&context, args),
        Some(Command::SignOff(args)) => sign_off::run(&context, &args),
        Some(Command::Merge(args)) => merge::run(&context, &args),
        Some(Command::Conflicts(args)) => conflicts::run(&context, &args),
        Some(Command::Resolve(args)) => resolve::run(&context, &args),
        Some(Command::Git(args)) => git::run(&args),
        Some(Command::Doctor(args)) => doctor::run(&args),
        Some(Command::Questionnaire(args)) => {
            questionnaire::run(&args, cli.questionnaire.as_deref())
        }
        Some(Command::GitMerge(args)) => git::merge(&args, false),
        Some(Command::GitMergeAncestors(args)) => git::merge(&args, true),
        Some(Command::GitTextconv(args)) => git::textconv(&args),
        Some(Command::Config(args)) => config::run(&args, cli.config.as_deref()),
        Some(Command::Completions(args)) => completions::run(&args),
        Some(Command::Man(_)) => man::run(),
        Some(Command::Schema(args)) => schema::run(&args),
    }
}

fn load_questionnaire(path: Option<&Path>) -> Result<Arc<Questionnaire>, Failure> {
    let Some(path) = path else {
        return Ok(built_in());
    };
    load(path)
        .map(Arc::new)
        .map_err(|error| questionnaire_failure(path, &error))
}

/// The command line without what only git calls.
fn public() -> clap::Command {
    let whole = Cli::command();
    let hidden = |c: &&clap::Command| !c.is_hide_set();
    let mut out = clap::Command::new("aicaiq")
        .version(env!("CARGO_PKG_VERSION"))
        .args(whole.get_arguments().cloned())
        .subcommands(whole.get_subcommands().filter(hidden).cloned());
    if let Some(about) = whole.get_about() {
        out = out.about(about.clone());
    }
    if let Some(after) = whole.get_after_help() {
        out = out.after_help(after.clone());
    }
    out
}

/// Opens an answer file for a command other than `check`.
fn open_file(path: &Path, context: &Context) -> Result<AnswerFile, Failure> {
    AnswerFile::open(path, &context.questionnaire)
        .map_err(|error| open_failure(&error, styled(&io::stderr())))
}

/// Reads a role in any case.
fn role(text: &str) -> Result<Role, String> {
    text.to_ascii_uppercase()
        .parse()
        .map_err(|e: crate::assessment::BadWord| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_only_names_a_file_is_read_as_any_other() {
        let commands = Cli::command();
        let names = commands.get_subcommands().flat_map(|c| {
            let others = c.get_all_aliases().map(str::to_owned);
            others.chain([c.get_name().to_owned()])
        });
        let mut calls: Vec<Vec<String>> = names.map(|name| vec![name]).collect();
        for call in [
            "",
            "a.toml",
            "./new",
            "new/",
            "/",
            "-",
            "-.",
            "--",
            "--config=a.toml",
            "-x/y",
            "help",
            "acme",
            "a b.toml",
            ".",
            "鍵.toml",
            "new a.toml",
            "a.toml b.toml",
        ] {
            calls.push(call.split(' ').map(str::to_owned).collect());
        }
        calls.push(Vec::new());
        calls.push(vec!["a b.toml".into()]);
        let mut short = 0;
        for call in calls {
            let words: Vec<OsString> = std::iter::once("aicaiq".to_owned())
                .chain(call.clone())
                .map(OsString::from)
                .collect();
            if let Some(cli) = Cli::of_file(&words) {
                let whole = Cli::try_parse_from(words).unwrap();
                assert_eq!(format!("{cli:?}"), format!("{whole:?}"), "{call:?}");
                short += 1;
            }
        }
        assert_eq!(short, 8);
    }
}
