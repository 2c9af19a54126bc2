//! `aicaiq answer`: the walk, on the screen or in plain lines.

use super::look::Look;
use super::output::ForPeople;
use super::{Context, Failure, Outcome, clock, open, open_failure, role, say, styled};
use crate::assessment::Role;
use crate::plain::{self, OnDisk, Options, Walk};
use crate::questionnaire::Questionnaire;
use crate::store::AnswerFile;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
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
    pub(super) look: Look,
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
        let control = super::folder::some_control(&args.file);
        let name = crate::text::shell_word(&args.file.display().to_string());
        return Err(Failure::usage(format!(
            "{name} is a folder of controls: say which one, as --control {control}; they are listed by: aicaiq summary {name} --by control"
        )));
    }
    let folder = crate::folder::of_file(&args.file).map(Path::to_owned);
    let mut options = Options {
        roles: args.roles,
        from: args.from,
        all: args.all,
        width: args.width.map(usize::from),
        user: context.assessor.clone(),
        home: directories::BaseDirs::new().map(|d| d.home_dir().to_owned()),
        interactive: heard,
        in_folder: folder.is_some(),
    };
    let q = Arc::clone(&context.questionnaire);
    let (mut walk, mut desk) = begin(context, &args.file, q, options.clone())?;
    let mut input = io::stdin().lock();
    let mut output = ForPeople(io::stdout().lock());
    // Of the controls that were left.
    let (mut before, mut lost) = (0, false);
    loop {
        let ended = plain::run(
            &mut walk,
            &mut desk,
            &mut input,
            &mut output,
            !heard,
            &clock,
        );
        let to = walk.leads().cloned();
        if let (Ok(_), Some(to), Some(folder)) = (&ended, to, &folder) {
            options.from = to.item;
            match next(context, folder, &to.control, options.clone()) {
                Err(failure) => walk.stay(&failure.message),
                Ok(next) => {
                    before += walk.refused();
                    lost |= rescue(&mut desk, &walk);
                    (walk, desk) = next;
                }
            }
            continue;
        }
        lost |= rescue(&mut desk, &walk);
        let refused = before + ended?.refused;
        if refused > 0 && !heard {
            let lines = crate::text::count(refused, "line");
            return Err(Failure::found(format!(
                "{lines} of the input not taken: see “Not taken” in the output"
            )));
        }
        return Ok(if lost {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        });
    }
}

/// Keeps what could not be saved, and tells where. Says whether there was any.
fn rescue(desk: &mut OnDisk, walk: &Walk) -> bool {
    let rescued = desk.rescue(walk.assessment());
    if let Some(rescued) = &rescued {
        say(&crate::text::one_line(rescued));
    }
    rescued.is_some()
}

/// A walk through another control of the folder.
fn next(
    context: &Context,
    folder: &Path,
    control: &str,
    options: Options,
) -> Result<(Walk, OnDisk), Failure> {
    let path = super::folder::file_of(folder, control, context.named.as_deref())?;
    let q = super::folder::for_file(context, &path)?;
    begin(context, &path, q, options)
}

/// A walk through an answer file, and what it keeps its answers by.
fn begin(
    context: &Context,
    path: &Path,
    q: Arc<Questionnaire>,
    options: Options,
) -> Result<(Walk, OnDisk), Failure> {
    let base = || open::past(path, ":1");
    let file = match AnswerFile::open_marked(path, &q, base) {
        Err(crate::store::OpenError::Io { source, .. })
            if source.kind() == io::ErrorKind::NotFound =>
        {
            super::folder::open_or_begin(path, &q)
        }
        opened => opened,
    };
    let file = file.map_err(|error| open_failure(&error, styled(&io::stderr())))?;
    let state = open::state_folder()?;
    let mut desk = OnDisk::new(file, Arc::clone(&q), state)
        .with_flag(context.named.clone())
        .with_here(std::env::current_dir().ok());
    let opened = desk.open(clock().now);
    let walk = Walk::new(q, opened, options, clock()).map_err(Failure::usage)?;
    Ok((walk, desk))
}
