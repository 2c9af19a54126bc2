//! `aicaiq import`: workbooks of CSA's as questionnaires, or as answers.

mod answers;
mod at_hand;
mod placing;
mod save;
mod sheet;
mod take;
mod unlike;

pub use at_hand::{AtHand, files_of, head_of};
pub use sheet::{chosen, no_such, of_another, of_others};

use super::{Context, Failure, Outcome, is_folder_out, say, show, write_failure};
use crate::assessment::Role;
use crate::bounded;
use crate::import::{Book, Imported, checked, file_name, questionnaires};
use crate::questionnaire::Questionnaire;
use crate::store::output::{write_new, write_over};
use crate::text::{count, one_line, shell_word};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The largest workbook, in bytes.
const LIMIT: u64 = crate::limits::WORKBOOK;
/// The most notes that are told one by one.
const MOST_TOLD: usize = 200;

/// What `import` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq import AICM.xlsx --out questionnaires --dry-run   shows, writes nothing
  aicaiq import AICM.xlsx CAIQ.xlsx --out questionnaires   a file a control
  aicaiq import --answers CAIQ.xlsx --role CSP --into acme.cek-02.toml
  aicaiq import --answers CAIQ.xlsx --role CSP --into acme \\
      --questionnaires questionnaires --subject \"Acme GenAI\"

The workbooks are the ones that you download from CSA under its terms: the AI Controls Matrix \
(its auditing guidelines become the steps) and the AI-CAIQ (its questions), of version 1.0 or 1.1. \
Sheets and columns are found by their headings. A control's file is called after its id, in small \
letters, with “and” for “&”: a-and-a-01.toml. What finds no place is told, with its cell.

With --answers, what a file says already is never replaced unasked: where a workbook says \
something else, both are told, and --force takes the workbook's. --into names an answer file, \
which gets the answers of its control, or a folder with an answer file a control; files that are \
missing are made. A sheet whose name, or else whose headings, name other roles is not read; of several \
others the role's own comes first, and those that are not read are named: --sheet chooses any. A column that no heading of an answer names is told: where one of those headings \
is missing and it stands among the answers or right after them, it could not be understood (1); \
elsewhere, such as your own remarks, it is only left out (0). Who answered is recorded where --as NAME \
says it, and is nobody otherwise: the assessor only takes in what a provider states.

Exit codes: 0 fine, 1 nothing that could be used, answers that differ or could not be understood, \
2 a wrong call.")]
pub struct Args {
    /// The AICM workbook, the AI-CAIQ workbook, or both (.xlsx)
    #[arg(
        value_name = "WORKBOOK",
        required_unless_present = "answers",
        conflicts_with = "answers"
    )]
    workbooks: Vec<PathBuf>,
    /// The folder to write questionnaires to, one file a control
    #[arg(
        long,
        value_name = "FOLDER",
        required_unless_present = "answers",
        conflicts_with = "answers"
    )]
    out: Option<PathBuf>,
    /// A filled AI-CAIQ workbook, to take answers from
    #[arg(long, value_name = "WORKBOOK", requires = "role", requires = "into")]
    answers: Option<PathBuf>,
    /// Whose answers they are: CSP, MP, OSP or AP
    #[arg(long, value_parser = super::role, requires = "answers")]
    role: Option<Role>,
    /// The answer file, or the folder of answer files, to take them into
    #[arg(long, value_name = "FILE", requires = "answers")]
    into: Option<PathBuf>,
    /// Who or what is assessed, of answer files that are made
    #[arg(long, value_name = "NAME", requires = "answers")]
    subject: Option<String>,
    /// The sheet of the answers [default: the first that names the role, else the first that names none]
    #[arg(long, value_name = "NAME", requires = "answers")]
    sheet: Option<String>,
    /// A folder of questionnaires, to know the controls of the answers by
    #[arg(long, value_name = "FOLDER", requires = "answers")]
    questionnaires: Option<PathBuf>,
    /// Replace questionnaires that are there, or answers that differ
    #[arg(long)]
    force: bool,
    /// Show what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    match (&args.answers, &args.out) {
        (Some(workbook), _) => answers::run(context, args, workbook),
        (None, Some(out)) => {
            is_folder_out(out)?;
            matrix(args, out)
        }
        (None, None) => Err(Failure::usage(
            "--out is missing: name a folder for the questionnaires",
        )),
    }
}

/// Reads a workbook's bytes.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = one_line(&path.display().to_string());
    let read = bounded::open_regular(path).and_then(|file| bounded::read(&file, LIMIT));
    match read {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(Failure::found(format!(
            "{name}: it is larger than {} MiB: is it the right file?",
            LIMIT / 1024 / 1024
        ))),
        Err(error) => Err(Failure::usage(format!("cannot read {name}: {error}"))),
    }
}

/// What a workbook is called in messages and files: its file's name alone.
pub fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    one_line(&name.to_string_lossy())
}

fn book(path: &Path) -> Result<Book, Failure> {
    let bytes = bytes_of(path)?;
    Book::read(&name_of(path), &bytes).map_err(|error| {
        let name = one_line(&path.display().to_string());
        Failure::found(format!("{name}: {error}"))
    })
}

/// Tells what found no place, as far as anybody reads that.
pub fn tell(notes: &[crate::import::Note]) {
    for note in notes.iter().take(MOST_TOLD) {
        say(&format!("note: {note}"));
    }
    let more = notes.len().saturating_sub(MOST_TOLD);
    if more > 0 {
        say(&format!("note: and {more} more like these"));
    }
}

/// A file that is to be written.
struct Planned {
    path: PathBuf,
    text: String,
    state: State,
    about: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Same,
    Other,
}

fn matrix(args: &Args, out: &Path) -> Outcome {
    let mut books = Vec::new();
    for path in &args.workbooks {
        books.push(book(path)?);
    }
    let mut imported = questionnaires(&books);
    for line in &imported.found {
        say(line);
    }
    let planned = plan(&mut imported, out);
    tell(&imported.notes);
    for (id, why) in &imported.lacking {
        say(&format!("note: {}: not written: {why}", one_line(id)));
    }
    if planned.is_empty() {
        return Err(Failure::found(
            "nothing that could be used: a questionnaire needs a control with its title (sheet “AICM”) and auditing guidelines (sheet “Auditing Guidelines”); is the AICM workbook among those named?",
        ));
    }
    let others: Vec<&Planned> = planned.iter().filter(|p| p.state == State::Other).collect();
    if let Some(first) = others.first()
        && !args.force
        && !args.dry_run
    {
        let name = one_line(&first.path.display().to_string());
        let files = count(others.len(), "file");
        return Err(Failure::usage(format!(
            "{files} would be replaced ({name}…): nothing was written; choose another folder, or replace with --force"
        )));
    }
    if args.dry_run {
        show(&listed(&planned))?;
    } else {
        write(&planned, out)?;
    }
    tell_what_there_is(&imported, args, out);
    let done = if args.dry_run { "would write" } else { "wrote" };
    let new = planned.iter().filter(|p| p.state != State::Same).count();
    let same = planned.len() - new;
    let unchanged = if same > 0 {
        format!(", {same} unchanged")
    } else {
        String::new()
    };
    let folder = one_line(&out.display().to_string());
    say(&format!(
        "{done} {} to {folder}{unchanged}",
        count(new, "questionnaire")
    ));
    Ok(ExitCode::SUCCESS)
}

/// Tells what the controls have, and which of them are unlike the others.
fn tell_what_there_is(imported: &Imported, args: &Args, out: &Path) {
    let lacks = |id: &str| imported.lacking.iter().any(|(lacking, _)| lacking == id);
    let all = imported.questionnaires.iter();
    let all: Vec<&Questionnaire> = all.filter(|q| !lacks(&q.control.id)).collect();
    for line in unlike::unlike(&all) {
        say(&format!("note: {line}"));
    }
    let each = if args.dry_run {
        String::new()
    } else {
        let folder = shell_word(&out.display().to_string());
        format!("; of each: aicaiq questionnaire list {folder}")
    };
    say(&format!("{}{each}", unlike::sum(&all)));
}

/// The files to write, each read back first.
fn plan(imported: &mut Imported, out: &Path) -> Vec<Planned> {
    let mut planned = Vec::new();
    for q in &imported.questionnaires {
        let id = &q.control.id;
        let head = format!(
            "Questionnaire for control {id} of the AI Controls Matrix (AICM), made by `aicaiq import`\nfrom a workbook of the Cloud Security Alliance (CSA). questionnaires/README.md describes the format.\n\nWhose text this is: CSA's, as its workbook has it; see attribution and license below."
        );
        match checked(q, &head) {
            Ok(text) => {
                let path = out.join(file_name(id));
                let state = match std::fs::read(&path) {
                    Ok(bytes) if bytes == text.as_bytes() => State::Same,
                    Ok(_) => State::Other,
                    Err(_) if path.symlink_metadata().is_ok() => State::Other,
                    Err(_) => State::New,
                };
                planned.push(Planned {
                    path,
                    text,
                    state,
                    about: about(q),
                });
            }
            Err(error) => imported.lacking.push((id.clone(), error.to_string())),
        }
    }
    planned
}

/// A questionnaire in a line.
fn about(q: &Questionnaire) -> String {
    let roles = q.roles.iter().map(|role| {
        let ccm = role.steps.iter().filter(|s| s.id.is_ccm()).count();
        let own = role.steps.len() - ccm;
        let more = if ccm > 0 {
            format!("+{ccm}")
        } else {
            String::new()
        };
        format!("{} {own}{more}", role.id)
    });
    let roles: Vec<String> = roles.collect();
    let questions = count(q.questions.len(), "question");
    format!(
        "{} {} · {questions} · steps {}",
        q.control.id,
        one_line(&q.control.title),
        roles.join(", ")
    )
}

fn listed(planned: &[Planned]) -> String {
    let mut out = String::new();
    for file in planned {
        let state = match file.state {
            State::New => "new      ",
            State::Same => "unchanged",
            State::Other => "replaced ",
        };
        let name = one_line(&file.path.display().to_string());
        let _ = writeln!(out, "{state}  {name}  {}", file.about);
    }
    out
}

fn write(planned: &[Planned], out: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(out).map_err(|error| write_failure(out, &error))?;
    // A link would lead the text to where nobody has asked for it.
    let is_link = |file: &&Planned| {
        file.path
            .symlink_metadata()
            .is_ok_and(|meta| meta.is_symlink())
    };
    if let Some(file) = planned
        .iter()
        .filter(|p| p.state != State::Same)
        .find(is_link)
    {
        return Err(Failure::usage(format!(
            "{} is a link to somewhere else: nothing was written; delete the link, or choose another folder",
            one_line(&file.path.display().to_string())
        )));
    }
    for file in planned {
        let bytes = file.text.as_bytes();
        match file.state {
            State::Same => Ok(()),
            State::New => write_new(&file.path, bytes),
            State::Other => write_over(&file.path, bytes),
        }
        .map_err(|error| write_failure(&file.path, &error))?;
    }
    Ok(())
}
