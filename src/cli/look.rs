//! How the screen looks: the theme that is asked for, and what the terminal
//! can show of it.

use super::{Context, Failure, styled};
use crate::config;
use crate::store::{position, render_problems};
use crate::tui::theme::color::Depth;
use crate::tui::theme::glyphs::Glyphs;
use crate::tui::theme::{BUILT_IN, Theme};
use clap::{Args, ValueEnum};
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// The largest theme file that is read, in bytes.
const LARGEST: u64 = crate::limits::THEME;

/// What the call asks of the screen's look.
#[derive(Debug, Clone, Default, Args)]
pub struct Look {
    /// Colours of the screen: terminal, dark, light, high-contrast, colour-blind, one of yours, or a theme file
    #[arg(long, value_name = "NAME|FILE")]
    pub theme: Option<String>,

    /// Signs: auto (by the locale and TERM), unicode or ascii
    #[arg(long, value_name = "SIGNS", hide_possible_values = true)]
    pub glyphs: Option<Signs>,
}

/// Which signs to draw with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Signs {
    // unicode, but ascii where the locale is not UTF-8 or TERM is linux
    Auto,
    // ✓ ◐ ▲ and lines
    Unicode,
    // Nothing but ASCII beside what you write yourself
    Ascii,
}

impl Look {
    /// The theme as the call asks for it or, where it does not, as the user's
    /// configuration does. A wrong theme there stops nobody: it is told.
    pub fn with(
        &self,
        context: &Context,
        themes: Option<&Path>,
    ) -> Result<(Theme, Option<String>), Failure> {
        let config = &context.config;
        let glyphs = self.asked(config.glyphs);
        let asked = |theme: Option<String>| Self { theme, glyphs }.theme(themes);
        let configured = match (&self.theme, &config.theme) {
            (None, Some(word)) => find(word, themes).err(),
            _ => None,
        };
        let Some(why) = configured else {
            let word = self.theme.clone().or_else(|| config.theme.clone());
            return Ok((asked(word)?, None));
        };
        let (first, check) = (why.first, &context.config_check);
        let shows = match why.problems {
            0 | 1 => "it".to_owned(),
            n => format!("all {n} problems"),
        };
        // The end is what a narrow screen cuts off.
        let expected = why
            .expected
            .map_or(String::new(), |help| format!(": {help}"));
        let told = format!("config: theme: {first}; `{check}` shows {shows}{expected}");
        Ok((asked(None)?, Some(told)))
    }

    /// The signs that the call asks for or, where it does not, the user's
    /// configuration does.
    fn asked(&self, configured: config::Glyphs) -> Option<Signs> {
        self.glyphs.or(match configured {
            config::Glyphs::Auto => None,
            config::Glyphs::Unicode => Some(Signs::Unicode),
            config::Glyphs::Ascii => Some(Signs::Ascii),
        })
    }

    /// What a call asks for that is not read yet, for what is wrong with it.
    pub fn of_words(words: &[OsString]) -> Self {
        let mut words = words.iter().map(|word| word.to_string_lossy());
        let mut glyphs = None;
        while let Some(word) = words.next() {
            let value = match word.strip_prefix("--glyphs") {
                Some("") => words.next(),
                Some(value) => value.strip_prefix('=').map(|v| v.to_owned().into()),
                None if word == "--" => break,
                None => None,
            };
            let value = value.and_then(|value| Signs::from_str(&value, false).ok());
            glyphs = value.or(glyphs);
        }
        Self {
            theme: None,
            glyphs,
        }
    }

    /// Takes up what was said in another place of the call.
    pub fn inherit(&mut self, other: &Self) {
        self.theme = self.theme.take().or_else(|| other.theme.clone());
        self.glyphs = self.glyphs.or(other.glyphs);
    }

    /// The signs of what is written in lines. Only a terminal lacks some that
    /// the locale has.
    pub fn signs(&self, configured: config::Glyphs) -> Glyphs {
        let term = io::stdout().is_terminal().then(|| set("TERM")).flatten();
        signs(self.asked(configured), term.as_deref())
    }

    /// The theme as this terminal shows it. `themes` is the folder of the
    /// user's own.
    pub fn theme(&self, themes: Option<&Path>) -> Result<Theme, Failure> {
        let theme = match &self.theme {
            Some(word) => find(word, themes).map_err(|why| why.failure)?,
            None => Theme::default(),
        };
        let term = set("TERM");
        let depth = Depth::of(
            term.as_deref(),
            set("COLORTERM").as_deref(),
            set("NO_COLOR").as_deref(),
        );
        let glyphs = signs(self.glyphs, term.as_deref());
        Ok(theme.at(depth).with_glyphs(glyphs))
    }
}

/// What a variable of the environment is set to.
fn set(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?;
    Some(value.to_string_lossy().into_owned())
}

fn signs(asked: Option<Signs>, term: Option<&str>) -> Glyphs {
    match asked {
        Some(Signs::Unicode) => Glyphs::Unicode,
        Some(Signs::Ascii) => Glyphs::Ascii,
        Some(Signs::Auto) | None => {
            let names = ["LC_ALL", "LC_CTYPE", "LANG"];
            let locale = names.iter().find_map(|n| set(n).filter(|v| !v.is_empty()));
            Glyphs::auto(locale.as_deref(), term)
        }
    }
}

/// The folder of the user's own themes; none without a home.
pub fn themes_folder() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "aicaiq")?;
    Some(folders.config_dir().join("themes"))
}

/// Why a theme cannot be used, and how many things are wrong with it.
#[derive(Debug)]
pub(super) struct BadTheme {
    pub failure: Failure,
    /// The first of what is wrong, in one line with its place.
    pub first: String,
    /// What was expected there, or how to mend it.
    pub expected: Option<String>,
    pub problems: usize,
}

impl From<Failure> for BadTheme {
    fn from(failure: Failure) -> Self {
        Self {
            first: crate::text::one_line(failure.message.trim_end()),
            expected: None,
            failure,
            problems: 1,
        }
    }
}

/// The theme of a name, the user's own before those that are built in, or of
/// a file.
///
/// # Errors
/// When there is none, or it cannot be read.
pub(super) fn find(word: &str, themes: Option<&Path>) -> Result<Theme, BadTheme> {
    if word.contains('/') || word.ends_with(".toml") {
        return read(Path::new(word));
    }
    let own = themes.map(|folder| folder.join(format!("{word}.toml")));
    if let Some(path) = own.filter(|path| path.exists()) {
        return read(&path);
    }
    // As Americans write it.
    let known = if word == "color-blind" {
        "colour-blind"
    } else {
        word
    };
    Theme::named(known).ok_or_else(|| {
        let names = names(themes);
        let place = themes.map_or(String::new(), |folder| {
            let path = folder.join(format!("{word}.toml"));
            format!("; {} would be one of your own", path.display())
        });
        Failure::usage(crate::text::one_line(&format!(
            "there is no theme “{word}”: expected {} or the path of a theme file{place}",
            names.join(", ")
        )))
        .into()
    })
}

/// The names that a theme can have here, those that are built in first.
pub fn names(themes: Option<&Path>) -> Vec<String> {
    let mut names: Vec<String> = BUILT_IN.iter().map(|(n, _)| (*n).to_owned()).collect();
    names.extend(themes.map(listed).unwrap_or_default());
    names
}

/// The names of the themes in a folder, in order.
fn listed(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names.truncate(50);
    names
}

fn read(path: &Path) -> Result<Theme, BadTheme> {
    let name = crate::text::one_line(&path.display().to_string());
    let bytes = crate::bounded::open_regular(path)
        .and_then(|file| crate::bounded::read(&file, LARGEST))
        .map_err(|error| Failure::usage(format!("cannot read the theme {name}: {error}")))?;
    let too_large = || Failure::found(format!("the theme {name} is larger than 64 KiB"));
    let text = String::from_utf8(bytes.ok_or_else(too_large)?)
        .map_err(|_| Failure::found(format!("the theme {name} is not UTF-8")))?;
    Theme::parse(&text).map_err(|problems| {
        let path = path.display().to_string();
        let shown = render_problems(&path, &text, &problems, styled(&io::stderr()));
        let first = problems.first();
        let told = first.map_or(String::new(), |problem| {
            let at = problem.span.as_ref().map_or(0, |span| span.start);
            let (line, column) = position(&text, at);
            format!("{name}:{line}:{column}: {}", problem.message)
        });
        BadTheme {
            first: told,
            expected: first.and_then(|problem| problem.help.clone()),
            failure: Failure::found(shown),
            problems: problems.len(),
        }
    })
}
