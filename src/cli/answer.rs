//! `aicaiq answer`: the walk, on the screen or in plain lines.

use super::look::Look;
use super::{Context, Failure, Outcome, clock, open, open_failure, role, say, styled};
use crate::assessment::Role;
use crate::plain::{self, OnDisk, Options, Walk};
use crate::store::AnswerFile;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// What `answer` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq answer acme.cek-02.toml                            on the screen
  aicaiq answer acme.cek-02.toml --plain                    lines in, lines out: for screen readers and braille displays
  aicaiq answer acme.cek-02.toml --plain --role MP          only the items of this role
  aicaiq answer acme.cek-02.toml --plain --from MP.05 --all answered items too
  aicaiq answer acme --control CEK-02 --plain               a control of a folder
  aicaiq answer acme.cek-02.toml --plain < answers.txt      a line for each prompt

Where TERM is dumb, or where there is no terminal, it is plain by itself. Exit codes: 0 fine,\n1 a line was not taken from what is no terminal, or something could not be saved, 2 a wrong call.")]
pub struct Args {
    /// The answer file, or a folder of controls
    pub(super) file: PathBuf,
    /// Which control, where the file is a folder of them
    #[arg(long, value_name = "ID")]
    pub(super) control: Option<String>,
    /// Lines in, lines out: no screen, no colour, nothing drawn again
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    look: Look,
    /// Plain: only the items of this role; may be given several times
    #[arg(long = "role", value_name = "ROLE", value_parser = role)]
    roles: Vec<Role>,
    /// Plain: begin with this item, as MP.05; without it, where you left, and a script with the first unanswered
    #[arg(long, value_name = "ITEM")]
    from: Option<String>,
    /// Plain: ask about answered items too
    #[arg(long)]
    all: bool,
    /// Plain: break lines at so many columns; without it the terminal breaks them
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    width: Option<u16>,
}

pub fn run(context: &Context, args: Args) -> Outcome {
    let heard = io::stdin().is_terminal();
    let screen = heard && io::stdout().is_terminal();
    let dumb = open::dumb();
    if !args.plain {
        let of_plain = !args.roles.is_empty() || args.from.is_some() || args.all;
        if screen && !dumb && (of_plain || args.width.is_some()) {
            return Err(Failure::usage(
                "--role, --from, --all and --width are of the plain walk: add --plain",
            ));
        }
        if screen && !dumb {
            return open::run(context, &args.look, Some(args.file));
        }
        say(if screen {
            "TERM is dumb or not set: no screen here, so the walk is plain (--plain)"
        } else {
            "there is no terminal: no screen here, so the walk is plain (--plain)"
        });
    }
    if crate::folder::is_folder(&args.file) {
        let name = crate::text::shell_word(&args.file.display().to_string());
        return Err(Failure::usage(format!(
            "{name} is a folder of controls: say which one, as --control CEK-02; they are listed by: aicaiq summary {name} --by control"
        )));
    }
    let base = || open::past(&args.file, ":1");
    let q = &context.questionnaire;
    let file = match AnswerFile::open_marked(&args.file, q, base) {
        Err(crate::store::OpenError::Io { source, .. })
            if source.kind() == io::ErrorKind::NotFound =>
        {
            super::folder::open_or_begin(&args.file, q)
        }
        opened => opened,
    };
    let file = file.map_err(|error| open_failure(&error, styled(&io::stderr())))?;
    let options = Options {
        roles: args.roles,
        from: args.from,
        all: args.all,
        width: args.width.map(usize::from),
        user: context.assessor.clone(),
        home: directories::BaseDirs::new().map(|d| d.home_dir().to_owned()),
        interactive: heard,
    };
    let q = Arc::clone(&context.questionnaire);
    let state = open::state_folder()?;
    let mut desk = OnDisk::new(file, Arc::clone(&q), state).with_flag(context.named.clone());
    let opened = desk.open(clock().now);
    let mut walk = Walk::new(q, opened, options, clock()).map_err(Failure::usage)?;
    let mut input = io::stdin().lock();
    let mut output = io::stdout().lock();
    let ended = plain::run(
        &mut walk,
        &mut desk,
        &mut input,
        &mut output,
        !heard,
        &clock,
    );
    let rescued = desk.rescue(walk.assessment());
    if let Some(rescued) = &rescued {
        say(&crate::text::one_line(rescued));
    }
    let refused = ended?.refused;
    if refused > 0 && !heard {
        let lines = crate::text::count(refused, "line");
        return Err(Failure::found(format!(
            "{lines} of the input not taken: see “Not taken” in the output"
        )));
    }
    Ok(if rescued.is_some() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
