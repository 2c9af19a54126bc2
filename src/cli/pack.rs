//! `aicaiq pack`: what an auditor files, and whether it is still that.

use super::meter::{Meter, amount};
use super::{
    Context, Failure, Outcome, is_stdout, not_over, open_file, print, report_clock, say, show,
    summary, write_failure,
};
use crate::assessment::{Assessment, EvidenceId, Files};
use crate::cli::whole::Whole;
use crate::pack::{self, FolderRequest, Packed, Plan, Report, Request, VerifyError};
use crate::questionnaire::Questionnaire;
use crate::report;
use crate::report::folder::FolderReport;
use crate::store::AnswerFile;
use crate::store::SHARED_FILE;
use crate::store::unfinished::Unfinished;
use crate::text::{count, one_line};
use std::fs::File;
use std::io::{self, IsTerminal, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `pack` is told.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:
  aicaiq pack acme.cek-02.toml --out acme.zip
  aicaiq pack acme.cek-02.toml --out acme.zip > acme.zip.sha256
  aicaiq pack acme --out acme.zip                     a folder: all of its controls in one pack
  aicaiq pack verify acme.zip

The pack's SHA-256 goes to standard output as sha256sum writes it, and to standard error where the
pack itself goes to standard output: hand it on by another way than the pack. Links are never
fetched; evidence that is missing or cannot be read is named and left out, evidence that has changed
since it was recorded is named and packed, and so is a questionnaire that is not the text that was
answered. With the same SOURCE_DATE_EPOCH the same files give the same pack, byte by byte.

Exit codes: 0 the pack is made, also when evidence was left out; 1 it could not be made; 2 a wrong
call, or --out names a file that exists."
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// The answer file, or a folder of controls
    #[arg(required = true)]
    pub(super) file: Option<PathBuf>,
    /// Where to write the pack; - is standard output, if that is no terminal
    #[arg(long, value_name = "FILE", required = true)]
    out: Option<PathBuf>,
    /// Replace the file named by --out if there is one
    #[arg(long)]
    force: bool,
    /// Read and pack evidence that lies outside the answer file's folder
    #[arg(long)]
    include_outside: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Find every byte of a pack that was altered, removed or added
    #[command(after_help = "Examples:
  aicaiq pack verify acme.zip
  aicaiq pack verify acme.zip --sha256 HEX

Without --sha256 a pack is held against its own MANIFEST and its form only: whoever can change
both can make another pack. Writes nothing and unpacks nothing.

Exit codes: 0 nothing differs, 1 something does, 2 there is no such file or it is no ZIP archive.")]
    Verify {
        /// The pack
        pack: PathBuf,
        /// The SHA-256 that the whole pack should have
        #[arg(long, value_name = "HEX", value_parser = sha256)]
        sha256: Option<String>,
    },
}

/// Reads a SHA-256 in hex digits.
fn sha256(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("a SHA-256 has 64 hex digits".to_owned())
    }
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    match (&args.command, &args.file, &args.out) {
        (Some(Command::Verify { pack, sha256 }), ..) => verify(pack, sha256.as_deref()),
        (None, Some(file), Some(out)) => make(context, args, file, out),
        _ => Err(Failure::usage("name an answer file and --out FILE")),
    }
}

fn make(context: &Context, args: &Args, path: &Path, out: &Path) -> Outcome {
    if is_stdout(out) && io::stdout().is_terminal() {
        return Err(Failure::usage(
            "a pack is not for a terminal: name a file with --out, or send it on with | or >",
        ));
    }
    if crate::folder::is_folder(path) {
        return folder(context, args, path, out);
    }
    let file = open_file(path, context)?;
    let plan = Plan::new(Request {
        file: &file,
        questionnaire: &context.questionnaire,
        include_outside: args.include_outside,
    })
    .map_err(|error| Failure::found(error.to_string()))?;
    if plan.reads(out) {
        return Err(Failure::usage(
            "--out names the answer file itself or evidence of its register: choose another name",
        ));
    }
    not_over(out, context, &file)?;
    let packed = write(plan, args, out, |packed| {
        reports(context, &file, &packed.files)
    })?;
    let a = file.assessment();
    tell(&|id| a.evidence.get(id), &packed);
    stale(a, &context.questionnaire, &packed.files, "");
    told(out, &packed)
}

/// Packs a folder of controls: all of them, or nothing.
fn folder(context: &Context, args: &Args, path: &Path, out: &Path) -> Outcome {
    let whole = Whole::open(context, path)?;
    if whole.tell_broken() {
        return Err(Failure::found(
            "nothing is packed: an audit pack has all controls; aicaiq check FOLDER says what is wrong with each",
        ));
    }
    let place = path.join(SHARED_FILE);
    let shared = crate::store::AnswerFile::open_shared(&place)
        .map_err(|error| super::open_failure(&error, super::styled(&io::stderr())))?;
    let controls: Vec<_> = whole
        .controls
        .iter()
        .map(|control| (&control.file, control.questionnaire.as_ref()))
        .collect();
    let begun = |id: &str| controls.iter().any(|(_, q)| q.control.id == id);
    let heads = whole.folder.catalog().asked();
    let not_begun: Vec<_> = heads
        .filter(|head| !begun(&head.id))
        .filter_map(|head| whole.folder.questionnaire(&head.id).ok())
        .collect();
    let size = whole.size(context);
    let plan = Plan::of_folder(FolderRequest {
        path: &place,
        shared_text: shared.text(),
        shared: shared.assessment(),
        controls: &controls,
        not_begun: &not_begun,
        size: &size,
        include_outside: args.include_outside,
    })
    .map_err(|error| Failure::found(error.to_string()))?;
    if plan.reads(out) {
        return Err(Failure::usage(
            "--out names an answer file of the folder or evidence of its register: choose another name",
        ));
    }
    whole.not_over(context, out)?;
    let packed = write(plan, args, out, |packed| {
        let files = |assessment: &Assessment| -> Files {
            let records = assessment.evidence.iter();
            let of = |(id, record): (&EvidenceId, &crate::assessment::Evidence)| {
                Some((id.clone(), packed.by_href.get(&record.href)?.clone()))
            };
            records.filter_map(of).collect()
        };
        whole_reports(&whole.report_with(context, files))
    })?;
    let record = |id: &EvidenceId| {
        let mut all = controls.iter().map(|(file, _)| file.assessment());
        let own = || all.find_map(|a| a.evidence.get(id));
        shared.assessment().evidence.get(id).or_else(own)
    };
    tell(&record, &packed);
    for (file, q) in &controls {
        let control = format!("{} ", one_line(&file.assessment().questionnaire));
        stale(file.assessment(), q, &packed.files, &control);
    }
    told(out, &packed)
}

/// The reports of a folder.
fn whole_reports(report: &FolderReport) -> Result<Vec<Report>, pack::PackError> {
    let workbook = report::xlsx::render_folder(report, report_clock().now)
        .map_err(|error| pack::PackError::Report(error.to_string()))?;
    Ok(vec![
        (
            "summary.html",
            report::html::folder::render(report).into_bytes(),
        ),
        (
            "summary.md",
            report::markdown::folder::render(report).into_bytes(),
        ),
        ("workbook.xlsx", workbook),
        (
            "report.json",
            report::json::folder::render(report).into_bytes(),
        ),
    ])
}

/// Writes what was planned to a file that comes into being whole.
fn write(
    plan: Plan<'_>,
    args: &Args,
    out: &Path,
    reports: impl FnOnce(&Packed) -> Result<Vec<Report>, pack::PackError>,
) -> Result<Packed, Failure> {
    let failed = |error: io::Error| write_failure(out, &error);
    let fill = |file: &mut File| {
        let mut meter = Meter::new();
        let packed = plan.write(file, reports, &mut |progress| meter.show(&progress));
        meter.clear();
        packed.map_err(|error| match error {
            pack::PackError::Io(error) => failed(error),
            other => Failure::found(other.to_string()),
        })
    };
    if is_stdout(out) {
        // Whole or not at all, there too.
        let mut file = tempfile::tempfile()?;
        let packed = fill(&mut file)?;
        file.rewind()?;
        let mut stdout = io::stdout().lock();
        io::copy(&mut file, &mut stdout).and_then(|_| stdout.flush())?;
        return Ok(packed);
    }
    let mut target = Unfinished::begin(out, args.force).map_err(failed)?;
    let packed = fill(target.file())?;
    target.finish().map_err(failed)?;
    Ok(packed)
}

/// Says what was made, and prints its digest.
fn told(out: &Path, packed: &Packed) -> Outcome {
    let name = one_line(&out.display().to_string());
    let made = format!("{}, {}", entries(packed.entries), amount(packed.size));
    if is_stdout(out) {
        say(&format!("wrote to standard output: {made}"));
        say(&format!("{}  {name}", packed.sha256));
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!(
        "wrote {name}: {made}; its SHA-256 is on standard output"
    ));
    print(&format!("{}  {name}\n", packed.sha256))?;
    Ok(ExitCode::SUCCESS)
}

/// What is in a pack beside answers and evidence.
fn reports(
    context: &Context,
    file: &AnswerFile,
    files: &Files,
) -> Result<Vec<Report>, pack::PackError> {
    let report = summary::build_with(context, file, files);
    let now = report_clock().now;
    let workbook = report::xlsx::render(&report, now)
        .map_err(|error| pack::PackError::Report(error.to_string()))?;
    Ok(vec![
        ("summary.html", report::html::render(&report).into_bytes()),
        ("summary.md", report::markdown::render(&report).into_bytes()),
        ("workbook.xlsx", workbook),
        (
            "oscal.json",
            report::oscal::render(&report, now).into_bytes(),
        ),
    ])
}

/// Names everything that is not as its record says.
fn tell<'a>(of: &dyn Fn(&EvidenceId) -> Option<&'a crate::assessment::Evidence>, packed: &Packed) {
    let record = |id: &EvidenceId| {
        let name = of(id).map_or("", |r| r.name());
        format!("{id} {}", one_line(name))
    };
    for left in &packed.left {
        let href = of(&left.id).map_or("", |r| &r.href);
        let why = pack::why_left(&left.state, href);
        say(&format!("not packed: {}: {why}", record(&left.id)));
    }
    for (name, answered) in &packed.reworded {
        say(&format!(
            "not the text that was answered: {name}: packed as it is now; the answers are to {}",
            one_line(answered)
        ));
    }
    for (id, name) in &packed.changed {
        say(&format!(
            "changed since it was recorded: {}: packed as it is now, {name}",
            record(id)
        ));
    }
    for stored in &packed.elsewhere {
        say(&format!(
            "packed under another name: {}: its path {}; it is {}",
            record(&stored.id),
            stored.why,
            stored.name
        ));
    }
    if !packed.links.is_empty() {
        say(&format!(
            "not fetched: {}",
            count(packed.links.len(), "link")
        ));
    }
}

/// Names the sign-offs that are stale.
fn stale(assessment: &Assessment, q: &Questionnaire, files: &Files, control: &str) {
    for role in &assessment.roles {
        let state = assessment.sign_off_state(*role, q, files);
        if let Some(state) = state.filter(|s| s.is_stale()) {
            say(&format!(
                "the sign-off of {control}{role} is {}",
                state.as_str()
            ));
        }
    }
}

fn entries(n: usize) -> String {
    if n == 1 {
        "1 entry".to_owned()
    } else {
        format!("{n} entries")
    }
}

fn verify(path: &Path, expected: Option<&str>) -> Outcome {
    let name = one_line(&path.display().to_string());
    let usage = |what: String| Failure::usage(format!("{name}: {what}"));
    let mut file = crate::bounded::open_regular(path).map_err(|e| usage(e.to_string()))?;
    let mut meter = Meter::new();
    let verified = pack::verify(&mut file, expected, &mut |progress| meter.show(&progress));
    meter.clear();
    let verified = verified.map_err(|error| match error {
        VerifyError::NoArchive => usage(format!("{error}, so it is no pack")),
        VerifyError::TooLarge(_) => Failure::found(format!("{name}: {error}")),
        VerifyError::Io(error) => Failure::found(format!("cannot read {name}: {error}")),
    })?;
    let mut out = String::new();
    if !verified.findings.is_empty() {
        out.push_str(holds(&verified));
    }
    for finding in &verified.findings {
        out.push_str(&format!("✗ {finding}\n"));
    }
    if verified.more > 0 {
        out.push_str(&format!("✗ and {} more\n", verified.more));
    }
    for note in &verified.notes {
        out.push_str(&format!("· {note}\n"));
    }
    out.push_str(&format!("{}  {name}\n", verified.sha256));
    show(&out)?;
    let found = verified.findings.len() + verified.more;
    if found > 0 {
        say(&format!(
            "{name}: {}: it is not, byte by byte, what was packed",
            count(found, "finding")
        ));
        return Ok(ExitCode::FAILURE);
    }
    let whole = match expected {
        Some(_) => "its SHA-256 is the one that was given",
        None => "compare its SHA-256 with one that you have by another way (--sha256)",
    };
    say(&format!(
        "{name}: {}, every byte as {} and the format say; {whole}",
        entries(verified.entries),
        pack::MANIFEST
    ));
    say(pack::PROOF);
    Ok(ExitCode::SUCCESS)
}

/// What holds of a pack that is not the one that was made, before it is told what
/// does not.
fn holds(verified: &pack::Verified) -> &'static str {
    let is_another = |f: &pack::Finding| matches!(f, pack::Finding::Pack { .. });
    match verified.contents_hold {
        false => "the files in it are not all there and as MANIFEST says:\n",
        true if verified.findings.iter().any(is_another) => {
            "each file in it is as MANIFEST says; that MANIFEST is the one that was packed, the SHA-256 that was given does not show:\n"
        }
        true => {
            "the files in it are unchanged, each is as MANIFEST says; only the archive around them differs, as when another program has zipped them anew:\n"
        }
    }
}
