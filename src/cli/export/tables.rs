//! `aicaiq export --format jsonl` and `parquet`: tables of any number of
//! assessments, read and written one answer file after the other.

use super::outputs::{Output, begin, failed};
use super::sources::{self, Provider, Shared, Shelf, Shelves};
use crate::assessment::{Assessment, FileState, Files, folder_of};
use crate::cli::meter::Meter;
use crate::cli::{Context, Failure, Outcome, folder, not_over, report_clock, say, styled};
use crate::folder::{answered_by, has_own_name};
use crate::gaps::{self, SOON_DAYS};
use crate::pack::Progress;
use crate::questionnaire::Questionnaire;
use crate::report::table::{self, Format, Origin, Register, Value};
use crate::report::{self, Report};
use crate::store::AnswerFile;
use crate::store::evidence::inspect;
use crate::text::{count, one_line};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Table {
    /// A row for each question and step, answered or not
    Answers,
    /// A row for each gap
    Gaps,
    /// A row for each record of evidence
    Evidence,
}

impl From<Table> for table::Table {
    fn from(table: Table) -> Self {
        match table {
            Table::Answers => Self::Answers,
            Table::Gaps => Self::Gaps,
            Table::Evidence => Self::Evidence,
        }
    }
}

pub fn run(context: &Context, args: &super::Args, format: Format) -> Outcome {
    let stdout = args.out.is_none();
    if stdout && format == Format::Parquet && io::stdout().is_terminal() {
        return Err(Failure::usage(
            "Parquet is not for a terminal: name a file or a folder with --out, or send it on with | or >",
        ));
    }
    let mut providers = Vec::new();
    for path in &args.files {
        providers.extend(sources::find(path)?);
    }
    once(&providers)?;
    let mut made = None;
    let outputs = begin(args, format, &mut made);
    let done = outputs.and_then(|outputs| {
        let mut work = Work {
            context,
            outputs,
            shelves: Shelves::new(context),
            today: report_clock().today,
            unreadable: 0,
            meter: Meter::new(),
            bytes: (0, size(&providers)),
        };
        for provider in &providers {
            work.provider(provider)?;
        }
        work.finish(args.skip_unreadable)
    });
    if let (Err(_), Some(folder)) = (&done, made) {
        // Only if nothing came into it.
        let _ = std::fs::remove_dir(folder);
    }
    done
}

/// Refuses an assessment that is named twice: its rows would count twice.
fn once(providers: &[Provider]) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    for provider in providers {
        let path = provider.path();
        if !seen.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned())) {
            let shown = one_line(&path.display().to_string());
            return Err(Failure::usage(format!(
                "{shown} is named twice: its rows would count twice"
            )));
        }
    }
    Ok(())
}

fn size(providers: &[Provider]) -> u64 {
    let files = providers.iter().flat_map(|p| &p.files);
    let sizes = files.filter_map(|f| f.metadata().ok());
    sizes.map(|meta| meta.len()).sum()
}

/// The export as it goes on.
struct Work<'a> {
    context: &'a Context,
    outputs: Vec<Output>,
    shelves: Shelves<'a>,
    today: NaiveDate,
    /// Files that could not be read.
    unreadable: usize,
    meter: Meter,
    /// Bytes of answer files that are done, and of how many.
    bytes: (u64, u64),
}

impl Work<'_> {
    fn provider(&mut self, provider: &Provider) -> Result<(), Failure> {
        let mut shared = Shared::default();
        if provider.many {
            match Shared::read(&provider.shared()) {
                Ok(read) => shared = read,
                Err(why) => self.unreadable(&provider.shared(), &why),
            }
        }
        let shelf = match self.shelves.of(&provider.folder, &shared) {
            Ok(shelf) => shelf,
            Err(why) => {
                self.unreadable(&provider.shared(), &why);
                shared = Shared::default();
                let shelf = self.shelves.of(&provider.folder, &shared);
                shelf.map_err(Failure::found)?
            }
        };
        let mut register = Register::new(&provider.source, self.today);
        let own = provider.relative(&provider.shared());
        let mut looked = BTreeMap::new();
        let mut begun = Vec::new();
        let files = provider.files.iter();
        let of_control = |path| (path, control_of(path, &shelf));
        let files: Vec<(&Path, String)> = files.map(|p| p.as_path()).map(of_control).collect();
        // Of two files for one control that which is called so counts.
        let mut counted: BTreeMap<&str, &Path> = BTreeMap::new();
        for (path, control) in &files {
            let place = counted.entry(control).or_insert(path);
            if has_own_name(control, path) {
                *place = path;
            }
        }
        for (path, control) in &files {
            self.progress(path);
            if let Some(kept) = counted.get(control.as_str()).filter(|kept| *kept != path) {
                self.unreadable(path, &answered_by(kept, control));
                continue;
            }
            let control = control.clone();
            let shelf = provider.many.then_some(&*shelf);
            if let Some((report, id)) = self.read(path, &control, shelf, &mut looked)? {
                if shared.subject.is_empty() {
                    shared.subject.clone_from(&report.subject);
                }
                if shared.roles.is_empty() {
                    shared.roles = report.roles.iter().map(|r| r.role).collect();
                }
                let origin = Origin {
                    source: provider.source.clone(),
                    file: Some(provider.relative(path)),
                };
                self.put(&origin, &report)?;
                register.take(&origin, &report, &|id| {
                    shared.evidence.contains(id).then(|| own.clone())
                });
                begun.push(id);
            } else {
                // It was begun, whatever is wrong with it.
                begun.push(control);
            }
        }
        let scope = shelf.scope.iter().filter(|_| provider.many);
        for id in scope.filter(|id| !begun.contains(id)) {
            self.not_begun(id, &shelf, provider, &shared)?;
        }
        for output in &mut self.outputs {
            if output.table == table::Table::Evidence {
                let written = register.rows(&mut |values| output.row(values));
                written.map_err(|e| failed(output.path.as_deref(), &e))?;
            }
        }
        Ok(())
    }

    /// Reads an answer file, and says which control it answers; none where it
    /// cannot be read. One that is in no folder of controls has no shelf.
    fn read(
        &mut self,
        path: &Path,
        control: &str,
        shelf: Option<&Shelf>,
        looked: &mut BTreeMap<String, FileState>,
    ) -> Result<Option<(Report, String)>, Failure> {
        let q = match shelf.filter(|shelf| shelf.has(control)) {
            Some(shelf) => match shelf.load(control) {
                Ok(q) => q,
                Err(why) => {
                    self.unreadable(path, &format!("the questionnaire of {control}: {why}"));
                    return Ok(None);
                }
            },
            // As every other command has it.
            None => match folder::for_file(self.context, path) {
                Ok(q) => q,
                Err(failure) => {
                    self.unreadable(path, &failure.message);
                    return Ok(None);
                }
            },
        };
        let file = match AnswerFile::open(path, &q) {
            Ok(file) => file,
            Err(error) => {
                self.meter.clear();
                say(error.render(styled(&io::stderr())).trim_end());
                self.unreadable += 1;
                return Ok(None);
            }
        };
        for output in &self.outputs {
            if let Some(out) = output.path.as_ref().filter(|out| out.exists()) {
                not_over(out, self.context, &file)?;
            }
        }
        let report = self.report(&q, file.assessment(), &states(&file, looked));
        self.remark(path, &report);
        Ok(Some((report, q.control.id.clone())))
    }

    fn report(&self, q: &Questionnaire, a: &Assessment, files: &Files) -> Report {
        let rules = gaps::Context {
            today: self.today,
            soon_days: SOON_DAYS,
            files,
        };
        report::build(q, a, &rules)
    }

    /// Says what the rows of a file do not.
    fn remark(&mut self, path: &Path, report: &Report) {
        let shown = one_line(&path.display().to_string());
        let (unplaced, open) = (report.unplaced.len(), report.conflicts.len());
        if unplaced + open > 0 {
            self.meter.clear();
        }
        if unplaced > 0 {
            let them = count(unplaced, "answer");
            say(&format!(
                "note: {shown}: {them} that its questionnaire has no item for left out"
            ));
        }
        if open > 0 {
            let them = count(open, "field");
            say(&format!(
                "note: {shown}: {them} undecided after a merge, with one side's value here"
            ));
        }
    }

    /// Rows for a control that belongs to the assessment and has no file yet.
    fn not_begun(
        &mut self,
        id: &str,
        shelf: &Shelf,
        provider: &Provider,
        shared: &Shared,
    ) -> Result<(), Failure> {
        let q = match shelf.load(id) {
            Ok(q) => q,
            Err(why) => {
                self.unreadable(
                    &provider.folder,
                    &format!("the questionnaire of {id}: {why}"),
                );
                return Ok(());
            }
        };
        let nothing = Assessment {
            subject: shared.subject.clone(),
            questionnaire: id.to_owned(),
            roles: shared.roles.clone(),
            ..Assessment::default()
        };
        let report = self.report(&q, &nothing, &Files::new());
        let origin = Origin {
            source: provider.source.clone(),
            file: None,
        };
        self.put(&origin, &report)
    }

    fn put(&mut self, origin: &Origin, report: &Report) -> Result<(), Failure> {
        for output in &mut self.outputs {
            let which = output.table;
            let mut each = |values: &[Value<'_>]| output.row(values);
            let written = match which {
                table::Table::Answers => table::answers(origin, report, &mut each),
                table::Table::Gaps => table::gaps(origin, report, &mut each),
                // When the provider's last file was read.
                table::Table::Evidence => Ok(()),
            };
            written.map_err(|e| failed(output.path.as_deref(), &e))?;
        }
        Ok(())
    }

    fn unreadable(&mut self, path: &Path, why: &str) {
        self.meter.clear();
        let shown = one_line(&path.display().to_string());
        say(&format!("error: {shown}: {}", one_line(why)));
        self.unreadable += 1;
    }

    fn progress(&mut self, path: &Path) {
        let (done, total) = self.bytes;
        self.meter.show(&Progress {
            done,
            total,
            name: &path.display().to_string(),
        });
        self.bytes.0 += path.metadata().map_or(0, |meta| meta.len());
    }

    /// Puts the tables in their places: all of them, or none where files could
    /// not be read and that was not allowed.
    fn finish(mut self, incomplete: bool) -> Outcome {
        self.meter.clear();
        let them = count(self.unreadable, "file");
        if self.unreadable > 0 && !incomplete {
            return Err(Failure::found(format!(
                "nothing was written: {them} could not be read; mend them, or leave them out with --skip-unreadable"
            )));
        }
        for output in self.outputs {
            output.finish()?;
        }
        if self.unreadable > 0 {
            return Err(Failure::found(format!(
                "{them} could not be read, and nothing of them is in what was written"
            )));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The control that a file answers: what it says itself, or else its name.
fn control_of(path: &Path, shelf: &Shelf) -> String {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    match sources::control(path) {
        Some(said) => said,
        None if shelf.has(&name) => name.into_owned(),
        None => String::new(),
    }
}

/// What is known of the files of a register. The controls of a folder point
/// to the same ones: each is read once.
fn states(file: &AnswerFile, looked: &mut BTreeMap<String, FileState>) -> Files {
    let folder = folder_of(file.path());
    let records = file.assessment().evidence.iter();
    let states = records.map(|(id, record)| {
        let known = looked.get(&record.href).cloned();
        let state = known.unwrap_or_else(|| {
            let state = inspect(folder, &record.href, false);
            looked.insert(record.href.clone(), state.clone());
            state
        });
        (id.clone(), state)
    });
    states.collect()
}
