//! `aicaiq [FILE]`: the screen.

use super::look::{Look, themes_folder};
use super::story;
use super::{Context, Failure, Outcome, clock, open_failure, say, styled};
use crate::store::AnswerFile;
use crate::tui::controls::Disk;
use crate::tui::{self, Ended, Start};
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

pub fn run(context: &Context, look: &Look, file: Option<PathBuf>) -> Outcome {
    // In an assessment folder it is that one that is meant.
    let here = || Some(PathBuf::from(".")).filter(|dir| crate::folder::is_folder(dir));
    let file = file.or_else(here);
    if let Some(path) = file.as_deref().filter(|path| holds_several(path)) {
        return super::portfolio::of_folder(context, look, path);
    }
    show(context, look, file, None)
}

/// Whether a path is a folder that is no assessment and has some in it.
fn holds_several(path: &Path) -> bool {
    path.is_dir()
        && !path.join(crate::store::SHARED_FILE).is_file()
        && crate::portfolio::find::find(&[path.to_owned()]).is_ok_and(|found| !found.is_empty())
}

/// Shows a file, many providers, or without either the start page.
pub(super) fn show(
    context: &Context,
    look: &Look,
    file: Option<PathBuf>,
    many: Option<(tui::portfolio::Portfolio, tui::lookout::Asking)>,
) -> Outcome {
    let (portfolio, looks_after) = many.unzip();
    let themes = themes_folder();
    let (theme, misconfigured) = look.with(context, themes.as_deref())?;
    let misconfigured = context.misconfigured.clone().or(misconfigured);
    let named = file.clone();
    let controls = match &file {
        Some(path) if path.is_dir() && !path.join(crate::store::SHARED_FILE).is_file() => {
            return Err(no_assessment(path));
        }
        Some(path) if path.is_dir() => {
            Some(Disk::open(path).map_err(|error| open_failure(&error, styled(&io::stderr())))?)
        }
        _ => None,
    };
    let file = match file.filter(|_| controls.is_none()) {
        Some(path) => Some(
            match AnswerFile::open_marked(&path, &context.questionnaire, || past(&path, ":1")) {
                Err(_) if !path.exists() => {
                    super::folder::open_or_begin(&path, &context.questionnaire)
                }
                opened => opened,
            }
            .map_err(|error| open_failure(&error, styled(&io::stderr())))?,
        ),
        None => None,
    };
    if !has_terminal() {
        return Err(Failure::usage(
            "the screen needs a terminal; without one use: aicaiq answer FILE --plain, aicaiq summary FILE, aicaiq set FILE CSP.01 --outcome satisfied",
        ));
    }
    if dumb() {
        let file = named.map_or_else(|| "FILE".to_owned(), |path| context.typed(&path));
        return Err(Failure::usage(format!(
            "TERM is dumb or not set: no screen here; use: aicaiq answer {file} --plain"
        )));
    }
    let start = Start {
        questionnaire: Arc::clone(&context.questionnaire),
        named: context.own_questionnaire(),
        flag: context.named.clone(),
        file,
        portfolio,
        looks_after,
        controls,
        folder: std::env::current_dir().unwrap_or_default(),
        state: state_folder()?,
        home: directories::BaseDirs::new().map(|d| d.home_dir().to_owned()),
        user: context.assessor.clone(),
        theme,
        config: context.config.clone(),
        misconfigured,
        links: links(),
        editor: editor(),
        past,
        git: story::GIT,
        clock,
    };
    let end = tui::run(start)?;
    let rescued = end.rescued.is_some();
    if let Some(rescued) = end.rescued {
        say(&crate::text::one_line(&rescued));
    }
    match end.how {
        Ended::Left if rescued => Ok(ExitCode::FAILURE),
        Ended::Left => Ok(ExitCode::SUCCESS),
        // What a shell reports for a program that the signal ended.
        Ended::Signal(signal) => Ok(ExitCode::from(u8::try_from(128 + signal).unwrap_or(1))),
    }
}

/// Takes git's marks out of what the controls of a folder share before anything
/// of it is opened to be answered: none of it could be opened with them.
pub(super) fn settle_shared(path: &Path) {
    let folder = match path.is_dir() {
        true => path,
        false => crate::assessment::folder_of(path),
    };
    if !crate::folder::is_folder(folder) {
        return;
    }
    let shared = folder.join(crate::store::SHARED_FILE);
    match AnswerFile::settle_shared(&shared, || past(&shared, ":1")) {
        Ok(notes) => notes
            .iter()
            .for_each(|note| say(&crate::text::one_line(note))),
        Err(error) => say(&format!(
            "git's marks are in {} still: {error}",
            crate::text::one_line(&shared.display().to_string())
        )),
    }
}

/// What a folder can be opened as that is no assessment itself.
fn no_assessment(path: &Path) -> Failure {
    let name = path.display().to_string();
    let shown = crate::text::shell_word(name.trim_end_matches('/'));
    Failure::usage(format!(
        "{} is a folder without an assessment.toml, and has no assessment in it\nTo make it one: aicaiq new {shown}/ --folder --subject NAME --role CSP",
        crate::text::one_line(&name)
    ))
}

fn has_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Whether there is a screen to open something on.
pub(super) fn has_screen() -> bool {
    has_terminal() && !dumb()
}

/// Whether the terminal can show nothing but lines.
pub(super) fn dumb() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb")
}

/// An earlier text of a file; none outside of git.
pub(super) fn past(path: &Path, revision: &str) -> Option<String> {
    let tracked = super::past::Tracked::of(path).ok()?;
    let bytes = match revision {
        ":1" => tracked.ancestor().ok()??,
        revision => tracked.at(revision).ok()?,
    };
    let text = String::from_utf8(bytes).ok()?;
    Some(match revision {
        // To be merged with other texts of the file itself.
        ":1" => text,
        revision => super::folder::whole_then(path, &text, revision),
    })
}

/// Where half-typed texts, the list of recent files, the items where they were
/// left and the sample are kept.
pub(super) fn state_folder() -> Result<PathBuf, Failure> {
    let folders = directories::ProjectDirs::from("", "", "aicaiq").ok_or_else(|| {
        Failure::found("there is no home folder to keep half-typed texts in: set HOME")
    })?;
    Ok(folders
        .state_dir()
        .unwrap_or_else(|| folders.data_local_dir())
        .to_owned())
}

/// Where what was read of questionnaires is kept for the next time: never anything
/// that is missed. None where there is no home folder.
pub(super) fn kept_questionnaires() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "aicaiq")?;
    Some(folders.cache_dir().join("questionnaires"))
}

/// The name of this machine, where the terminal shows hyperlinks or passes
/// over them: all but the plainest do. `AICAIQ_HYPERLINKS=0` switches them off.
fn links() -> Option<String> {
    let is_off = std::env::var_os("AICAIQ_HYPERLINKS").is_some_and(|v| v == "0");
    let term = std::env::var("TERM").unwrap_or_default();
    if is_off || matches!(term.as_str(), "" | "dumb" | "linux") {
        return None;
    }
    let host = rustix::system::uname();
    Some(host.nodename().to_string_lossy().into_owned())
}

/// The user's own editor command. It is never given to a shell.
fn editor() -> OsString {
    let is_blank = |v: &OsString| v.to_str().is_some_and(|text| text.trim().is_empty());
    ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|v| !is_blank(v))
        .unwrap_or_else(|| "vi".into())
}
