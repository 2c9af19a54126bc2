//! `aicaiq summary` of many providers.

mod reading;
mod since;

use super::summary::{Format, width};
use super::{Context, Failure, Outcome, print, report_clock, say, write_failure};
use crate::assessment::Role;
use crate::overview::ProviderOverview;
use crate::portfolio::find::{FindError, find};
use crate::portfolio::{By, FailOn, Filter, Portfolio, build, failed, matches};
use crate::report;
use crate::store::output::{write_new, write_over};
use crate::text::{count, one_line};
use clap::builder::PossibleValue;
use reading::Reading;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `summary` is told of many providers.
#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// What stands beside the providers [default: role]
    #[arg(long, value_enum, value_name = "WHAT")]
    by: Option<By>,
    /// Count only these controls: ids or patterns, such as 'A&A-01,CEK-*'
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    controls: Vec<String>,
    /// Count only these roles: CSP, MP, OSP, AP, AIC
    #[arg(long, value_name = "ROLES", value_delimiter = ',', value_parser = super::role)]
    role: Vec<Role>,
    /// Compare with the previous assessment; providers are matched by subject, else by name
    #[arg(long, value_name = "PATH", conflicts_with = "since")]
    previous: Option<PathBuf>,
    /// Compare with an earlier state of the same files in git
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// End with exit code 1 where there is any of these; a list, or several times
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub(super) fail_on: Vec<FailOn>,
    /// Where to write it; without it, to standard output
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Replace the file named by --out if there is one
    #[arg(long, requires = "out")]
    pub(super) force: bool,
}

impl Asked {
    /// Whether nothing is asked that makes sense of several providers only.
    pub(super) fn is_of_one_file(&self) -> bool {
        self.by.is_none()
            && self.controls.is_empty()
            && self.role.is_empty()
            && self.previous.is_none()
            && self.since.is_none()
    }

    fn filter(&self) -> Filter {
        Filter {
            controls: self.controls.clone(),
            roles: self.role.clone(),
        }
    }
}

impl clap::ValueEnum for By {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

impl clap::ValueEnum for FailOn {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()).help(self.help()))
    }
}

/// Shows what the providers of some paths come to.
pub(super) fn run(
    context: &Context,
    paths: &[PathBuf],
    format: Format,
    asked: &Asked,
) -> Outcome {
    let (portfolio, log) = gather(context, paths, format == Format::Sarif, asked)?;
    let text = match format {
        Format::Text => report::portfolio::text::render(&portfolio, width()),
        Format::Json => report::portfolio::json::render(&portfolio),
        Format::Csv => report::portfolio::csv::render(&portfolio),
        Format::Html => report::html::portfolio::render(&portfolio),
        Format::Sarif => log.render(),
    };
    match &asked.out {
        Some(out) => write(context, out, asked.force, &text, paths)?,
        None => print(&text)?,
    }
    ended(&portfolio, asked)
}

/// Says of one answer file, which was shown already, whether it fails.
pub(super) fn judge(context: &Context, paths: &[PathBuf], asked: &Asked) -> Outcome {
    let (portfolio, _) = gather(context, paths, false, asked)?;
    ended(&portfolio, asked)
}

/// How the run ends, with one line that says why where it fails.
fn ended(p: &Portfolio, asked: &Asked) -> Outcome {
    let mut why: Vec<String> = Vec::new();
    if !p.broken.is_empty() {
        why.push(format!("{} cannot be read", count(p.broken.len(), "file")));
    }
    let found = failed(p, &asked.fail_on);
    why.extend(found.iter().map(|f| format!("on {}: {}", f.on.as_str(), f.why)));
    if why.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("failed: {}", why.join("; ")));
    Ok(ExitCode::FAILURE)
}

/// Reads all and works out what it comes to; with the gaps themselves where
/// they are asked for.
fn gather(
    context: &Context,
    paths: &[PathBuf],
    gaps: bool,
    asked: &Asked,
) -> Result<(Portfolio, report::sarif::Log), Failure> {
    if asked.fail_on.contains(&FailOn::Worse) && asked.previous.is_none() && asked.since.is_none() {
        return Err(Failure::usage(
            "--fail-on worse needs something to compare with: --previous PATH or --since REV",
        ));
    }
    let today = report_clock().today;
    let filter = asked.filter();
    let found = found(paths)?;
    let earlier = match &asked.previous {
        Some(path) => Some(self::found(std::slice::from_ref(path))?),
        None => None,
    };
    // Before anything that takes long.
    let past = match &asked.since {
        Some(revision) => Some(since::Past::of(&found, revision)?),
        None => None,
    };
    let mut reading = Reading::new(context, today);
    let folder = std::env::current_dir().unwrap_or_default();
    let mut log = report::sarif::Log::default();
    let now = reading.all(&found, gaps || past.is_some(), |provider| {
        if gaps {
            let text = |path: &Path| std::fs::read_to_string(path).ok();
            log.add(&filtered(provider, &filter), &folder, &text);
        }
    })?;
    let before = match (earlier, past) {
        (Some(paths), _) => Some(reading.previous(&paths, asked.previous.as_deref())?),
        (_, Some(past)) => Some(reading.since(&past, &now)?),
        _ => None,
    };
    let now: Vec<ProviderOverview> = now.into_iter().map(without_gaps).collect();
    known(&now, &filter)?;
    let by = asked.by.unwrap_or_default();
    let mut portfolio = build(&now, before.as_ref(), by, &filter, today);
    if !gaps {
        reading.uses(&mut portfolio, &now)?;
    }
    reading.done();
    Ok((portfolio, log))
}

fn found(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    find(paths).map_err(|error| match &error {
        FindError::Io { .. } | FindError::Nothing { .. } => Failure::usage(error.to_string()),
    })
}

fn without_gaps(mut provider: ProviderOverview) -> ProviderOverview {
    for control in &mut provider.controls {
        control.gaps = Vec::new();
    }
    provider
}

fn filtered(provider: &ProviderOverview, filter: &Filter) -> ProviderOverview {
    let mut own = provider.clone();
    own.controls.retain(|control| filter.control(&control.id));
    for control in &mut own.controls {
        control.gaps.retain(|gap| filter.role(gap.role));
    }
    own
}

/// Refuses a pattern that stands for no control: it is mistyped, and a
/// pipeline would pass for ever.
fn known(providers: &[ProviderOverview], filter: &Filter) -> Result<(), Failure> {
    let controls = || providers.iter().flat_map(|p| &p.controls);
    let unknown = filter
        .controls
        .iter()
        .find(|pattern| !controls().any(|c| matches(pattern, &c.id)));
    let Some(pattern) = unknown else {
        return Ok(());
    };
    let mut ids: Vec<String> = controls().map(|c| one_line(&c.id)).collect();
    ids.sort();
    ids.dedup();
    let more = match ids.len() {
        n @ 13.. => format!(" and {} more", n - 12),
        _ => String::new(),
    };
    ids.truncate(12);
    Err(Failure::usage(format!(
        "no control is “{}”: there are {}{more}",
        one_line(pattern),
        ids.join(", ")
    )))
}

/// Writes to a file that is not one of those that are read.
pub(super) fn write(
    context: &Context,
    out: &Path,
    force: bool,
    text: &str,
    paths: &[PathBuf],
) -> Result<(), Failure> {
    if let Ok(real) = out.canonicalize() {
        let same = |path: &Path| path.canonicalize().is_ok_and(|p| p == real);
        let inside = out.extension().is_some_and(|e| e == "toml");
        if inside || paths.iter().any(|p| same(p)) {
            return Err(Failure::usage(
                "--out names an answer file, or what may be one: choose another name",
            ));
        }
        if context.questionnaire_file.as_deref().is_some_and(same) {
            return Err(Failure::usage(
                "--out names the questionnaire that is used: choose another name",
            ));
        }
    }
    let write = if force { write_over } else { write_new };
    write(out, text.as_bytes()).map_err(|error| write_failure(out, &error))?;
    say(&format!("wrote {}", one_line(&out.display().to_string())));
    Ok(())
}
