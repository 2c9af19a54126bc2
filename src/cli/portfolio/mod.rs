//! `aicaiq summary` of many providers.

mod reading;
pub(super) mod since;

use super::look::Look;
use super::summary::{Format, width};
use super::{Context, Failure, Outcome, report_clock, say, show_if, write_failure};
use crate::assessment::Role;
use crate::overview::ProviderOverview;
use crate::portfolio::find::{FindError, find};
use crate::portfolio::{Before, By, FailOn, Filter, Portfolio, build, failed, matches};
use crate::report;
use crate::store::output::{write_new, write_over};
use crate::text::{count, one_line};
use crate::tui::lookout::Asking;
use crate::tui::portfolio::few_gaps;
use clap::builder::PossibleValue;
use reading::Reading;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

/// Which part of the providers is looked at, and what it is compared with.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Chosen {
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
    /// Compare with an earlier state of the same files in git, also of those that are gone since
    #[arg(long, value_name = "REV")]
    since: Option<String>,
}

/// What `summary` is told of many providers.
#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    #[command(flatten)]
    chosen: Chosen,
    /// End with exit code 1 where there is any of these; a list, or several times
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub(super) fail_on: Vec<FailOn>,
    /// Where to write it; without it or for -, to standard output
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Replace the file named by --out if there is one
    #[arg(long, requires = "out")]
    pub(super) force: bool,
    #[command(flatten)]
    kept: super::severity::Kept,
}

/// What `portfolio` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq portfolio customers/
  aicaiq portfolio customers/*/ --previous customers-2025/
  aicaiq portfolio customers/ --since origin/main --controls 'CEK-*'

It changes nothing: Enter opens an answer file, Esc comes back. In lines: aicaiq summary.")]
pub struct Args {
    /// Answer files, assessment folders, or folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    look: Look,
}

/// Shows the providers that are in a folder, as where nothing else is named.
pub(super) fn of_folder(context: &Context, look: &Look, folder: &Path) -> Outcome {
    let args = Args {
        paths: vec![folder.to_owned()],
        chosen: Chosen::default(),
        look: look.clone(),
    };
    screen(context, &args)
}

/// Shows many providers on the screen.
pub fn screen(context: &Context, args: &Args) -> Outcome {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() || super::open::dumb() {
        return Err(Failure::usage(
            "the screen needs a terminal; without one use: aicaiq summary PATH",
        ));
    }
    let since = SystemTime::now();
    let gathered = gather(context, &args.paths, Keep::Few, &args.chosen)?;
    let providers = gathered.providers.iter();
    let looks_after = Asking {
        paths: args.paths.clone(),
        providers: providers.map(|p| p.path.clone()).collect(),
        since,
        named: context.own_questionnaire(),
    };
    let shown = crate::tui::portfolio::Portfolio::new(
        gathered.providers,
        gathered.before,
        args.chosen.filter(),
        gathered.portfolio,
    );
    super::open::show(context, &args.look, None, Some((shown, looks_after)))
}

impl Asked {
    /// Whether nothing is asked that makes sense of several providers only.
    pub(super) fn is_of_one_file(&self) -> bool {
        let chosen = &self.chosen;
        chosen.by.is_none()
            && chosen.controls.is_empty()
            && chosen.role.is_empty()
            && chosen.previous.is_none()
            && chosen.since.is_none()
            && self.kept.is_all()
    }
}

impl Chosen {
    fn filter(&self) -> Filter {
        Filter {
            controls: self.controls.clone(),
            roles: self.role.clone(),
        }
    }
}

/// Which gaps are kept while providers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// None: their numbers are enough.
    None,
    /// All of one provider at a time, for the log.
    Log,
    /// The heaviest few of each role.
    Few,
}

/// What was read, and what it comes to.
struct Gathered {
    providers: Vec<ProviderOverview>,
    before: Option<Before>,
    portfolio: Portfolio,
    log: report::sarif::Log,
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
pub(super) fn run(context: &Context, paths: &[PathBuf], format: Format, asked: &Asked) -> Outcome {
    worse_than_what(asked)?;
    asked.kept.goes_with(format == Format::Sarif)?;
    let keep = if format == Format::Sarif {
        Keep::Log
    } else {
        Keep::None
    };
    // The program ends with it: to free tens of thousands of texts one by one
    // would take longer than to show them.
    let mut gathered = ManuallyDrop::new(gather(context, paths, keep, &asked.chosen)?);
    let log = std::mem::take(&mut gathered.log);
    let portfolio = &gathered.portfolio;
    let text = match format {
        Format::Text => report::portfolio::text::render(portfolio, width()),
        Format::Json => report::portfolio::json::render(portfolio),
        Format::Csv => report::portfolio::csv::render(portfolio),
        Format::Html => report::html::portfolio::render(portfolio),
        Format::Sarif => asked.kept.of(log).render(),
    };
    match &asked.out {
        Some(out) => write(context, out, asked.force, &text, paths)?,
        None => show_if(format == Format::Text, &text)?,
    }
    ended(portfolio, asked)
}

/// Says of one answer file, which was shown already, whether it fails.
pub(super) fn judge(context: &Context, paths: &[PathBuf], asked: &Asked) -> Outcome {
    worse_than_what(asked)?;
    let gathered = gather(context, paths, Keep::None, &asked.chosen)?;
    ended(&gathered.portfolio, asked)
}

/// How the run ends, with one line that says why where it fails.
fn ended(p: &Portfolio, asked: &Asked) -> Outcome {
    if let (Some(first), Some(then)) = (p.unread.first(), &p.compared) {
        say(&format!(
            "note: {} of {} cannot be read and not be compared, the first {}: {}",
            count(p.unread_files(), "file"),
            one_line(then),
            one_line(&first.path.display().to_string()),
            one_line(&first.problem)
        ));
    }
    for (provider, role) in &p.not_asked {
        let said = report::portfolio::words::not_asked(*role, &one_line(provider));
        say(&format!("note: {said}"));
    }
    let mut why: Vec<String> = Vec::new();
    if !p.broken.is_empty() {
        why.push(format!(
            "{} cannot be read",
            count(p.broken_files(), "file")
        ));
    }
    let found = failed(p, &asked.fail_on);
    why.extend(
        found
            .iter()
            .map(|f| format!("on {}: {}", f.on.as_str(), f.why)),
    );
    if why.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("failed: {}", why.join("; ")));
    Ok(ExitCode::FAILURE)
}

/// Refuses to look for what got worse without anything to compare with.
fn worse_than_what(asked: &Asked) -> Result<(), Failure> {
    let chosen = &asked.chosen;
    let compared = chosen.previous.is_some() || chosen.since.is_some();
    match asked.fail_on.iter().find(|on| on.compares()) {
        Some(on) if !compared => Err(Failure::usage(format!(
            "--fail-on {} needs something to compare with: --previous PATH or --since REV",
            on.as_str()
        ))),
        _ => Ok(()),
    }
}

/// Reads all and works out what it comes to.
fn gather(
    context: &Context,
    paths: &[PathBuf],
    keep: Keep,
    chosen: &Chosen,
) -> Result<Gathered, Failure> {
    let today = report_clock().today;
    let filter = chosen.filter();
    let found = found(paths)?;
    let earlier = match &chosen.previous {
        Some(path) => Some(self::found(std::slice::from_ref(path))?),
        None => None,
    };
    // Before anything that takes long.
    let past = match &chosen.since {
        Some(revision) => Some(since::Past::of(paths, &found, revision)?),
        None => None,
    };
    // As what was read, it stays until the program ends.
    let mut reading = ManuallyDrop::new(Reading::new(context, today));
    let folder = std::env::current_dir().unwrap_or_default();
    let root = crate::git::root_of(&folder).or_else(|| {
        let first = found.first()?.canonicalize().ok()?;
        crate::git::root_of(&first)
    });
    let base = report::sarif::Base { folder, root };
    let mut log = report::sarif::Log::default();
    // What is compared with an earlier revision needs its gaps once more.
    let with_gaps = keep != Keep::None || past.is_some();
    let now = reading.all(&found, with_gaps, |provider| {
        if keep == Keep::Log {
            let text = |path: &Path| std::fs::read_to_string(path).ok();
            log.add(&filtered(provider, &filter), &base, &text);
        }
        if past.is_none() {
            match keep {
                Keep::Few => few_gaps(provider),
                Keep::None | Keep::Log => without_gaps(provider),
            }
        }
    })?;
    let before = match (earlier, past) {
        (Some(paths), _) => Some(reading.previous(&paths, chosen.previous.as_deref())?),
        (_, Some(past)) => Some(reading.since(&past, &now)?),
        _ => None,
    };
    let mut providers = now;
    for provider in &mut providers {
        match keep {
            Keep::Few => few_gaps(provider),
            Keep::None | Keep::Log => without_gaps(provider),
        }
    }
    let then = before.iter().flat_map(|b| &b.then);
    known(providers.iter().chain(then), &filter)?;
    let by = chosen.by.unwrap_or_default();
    let portfolio = build(&providers, before.as_ref(), by, &filter, today);
    if keep == Keep::Log {
        log.gone(&portfolio, &base);
    }
    reading.done();
    Ok(Gathered {
        providers,
        before,
        portfolio,
        log,
    })
}

fn found(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    find(paths).map_err(|error| match &error {
        FindError::Io { .. } | FindError::Nothing { .. } => Failure::usage(error.to_string()),
    })
}

fn without_gaps(provider: &mut ProviderOverview) {
    for control in &mut provider.controls {
        control.gaps = Vec::new();
    }
}

fn filtered(provider: &ProviderOverview, filter: &Filter) -> ProviderOverview {
    let mut own = provider.clone();
    own.controls.retain(|control| filter.control(&control.id));
    for control in &mut own.controls {
        control.gaps.retain(|gap| filter.role(gap.role));
    }
    own
}

/// Refuses a pattern that stands for no control, and a role that none asks
/// anything of: it is mistyped, and a pipeline would pass for ever.
fn known<'a>(
    providers: impl Iterator<Item = &'a ProviderOverview> + Clone,
    filter: &Filter,
) -> Result<(), Failure> {
    let controls = || providers.clone().flat_map(|p| &p.controls);
    let unknown = filter
        .controls
        .iter()
        .find(|pattern| !controls().any(|c| matches(pattern, &c.id)));
    let Some(pattern) = unknown else {
        return asked(providers, filter);
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

/// Refuses a role that no control that is counted asks anything of, where all can
/// be read.
fn asked<'a>(
    providers: impl Iterator<Item = &'a ProviderOverview> + Clone,
    filter: &Filter,
) -> Result<(), Failure> {
    let controls = || providers.clone().flat_map(|p| &p.controls);
    let counted = || controls().filter(|c| filter.control(&c.id));
    if controls().any(|c| c.problem.is_some()) || providers.clone().any(|p| p.problem.is_some()) {
        return Ok(());
    }
    let known: BTreeSet<Role> = counted().flat_map(|c| &c.roles).map(|r| r.role).collect();
    let Some(role) = filter.roles.iter().find(|role| !known.contains(role)) else {
        return Ok(());
    };
    let known: Vec<&str> = known.iter().map(|role| role.as_str()).collect();
    let known = match known.as_slice() {
        [] => ", nor of another role".to_owned(),
        known => format!(": there are {}", known.join(", ")),
    };
    Err(Failure::usage(format!(
        "no control asks anything of {role}{known}"
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
