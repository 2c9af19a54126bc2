//! `aicaiq export`: a report for an audit pack.

use super::{Context, Failure, Outcome, open_file, print, say, summary};
use crate::report;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `export` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq export acme.cek-02.toml --format markdown --out acme.md
  aicaiq export acme.cek-02.toml --format html --out acme.html
  aicaiq export acme.cek-02.toml --format csv --out acme.csv
  aicaiq export acme.cek-02.toml --format markdown | less")]
pub struct Args {
    /// The answer file
    file: PathBuf,
    /// What to write
    #[arg(long, value_enum)]
    format: Format,
    /// Where to write it; without it, to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file named by --out if there is one
    #[arg(long, requires = "out")]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A document: results, gaps, a working paper for each step, evidence
    Markdown,
    /// A table: a line an item, for spreadsheets and databases
    Csv,
    /// A web page that is complete in itself, for reading and for print
    Html,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    let file = open_file(&args.file, context)?;
    let report = summary::build(context, &file);
    let text = match args.format {
        Format::Markdown => report::markdown::render(&report),
        Format::Csv => report::csv::render(&report),
        Format::Html => report::html::render(&report),
    };
    let Some(out) = &args.out else {
        print(&text)?;
        return Ok(ExitCode::SUCCESS);
    };
    let same = |a: &Path, b: &Path| {
        a.canonicalize()
            .ok()
            .is_some_and(|a| b.canonicalize().ok() == Some(a))
    };
    if same(&args.file, out) {
        return Err(Failure::usage(
            "--out names the answer file itself: choose another name",
        ));
    }
    let name = crate::text::one_line(&out.display().to_string());
    write(out, text.as_bytes(), args.force).map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            Failure::usage(format!(
                "{name} exists already: choose another name, or replace it with --force"
            ))
        } else {
            Failure::found(format!("cannot write {name}: {error}"))
        }
    })?;
    say(&format!("wrote {name}"));
    Ok(ExitCode::SUCCESS)
}

/// Writes a whole file or none of it. A link is followed; what is no file
/// (a device, a pipe) is not replaced by one.
fn write(path: &Path, bytes: &[u8], replace: bool) -> io::Result<()> {
    let resolved = match path.canonicalize() {
        Ok(target) if replace => {
            if !target.metadata()?.is_file() {
                return Err(io::Error::other(
                    "it is not a file; without --out the report goes to standard output",
                ));
            }
            target
        }
        _ => path.to_owned(),
    };
    let path = resolved.as_path();
    let folder = crate::assessment::folder_of(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aicaiq-");
    #[cfg(unix)]
    {
        // As any new file of the user's: what the umask leaves of this.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    // The kind alone: the whole error names the temporary file.
    let mut temp = builder
        .tempfile_in(folder)
        .map_err(|e| io::Error::from(e.kind()))?;
    temp.write_all(bytes)?;
    temp.as_file().sync_all()?;
    let kept = if replace {
        temp.persist(path)
    } else {
        temp.persist_noclobber(path)
    };
    kept.map(|_| ()).map_err(|e| e.error)
}
