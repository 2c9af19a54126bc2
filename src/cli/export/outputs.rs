//! Where tables go: to standard output, or to files that come into being whole.

use crate::cli::{Failure, say, write_failure};
use crate::report::table::{self, Format, Value};
use crate::store::unfinished::Unfinished;
use crate::text::{count, one_line};
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

/// Where a table goes.
enum Out {
    /// Row by row, as they are read.
    Stdout(io::Stdout),
    /// All at once: nothing of it, where something cannot be read.
    Later(File),
    File(Box<Unfinished>),
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Later(file) => file.write(bytes),
            Self::File(file) => file.file().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Later(file) => file.flush(),
            Self::File(file) => file.file().flush(),
        }
    }
}

/// A table that is being written.
pub(super) struct Output {
    pub table: table::Table,
    /// None for standard output.
    pub path: Option<PathBuf>,
    writer: table::Writer<BufWriter<Out>>,
    rows: usize,
}

impl Output {
    /// Takes a row.
    pub fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        self.rows += 1;
        self.writer.row(values)
    }

    /// Writes the end and puts the file in its place.
    pub fn finish(self) -> Result<(), Failure> {
        let path = self.path.as_deref();
        let mut inner = self.writer.finish().map_err(|e| failed(path, &e))?;
        inner.flush().map_err(|e| failed(path, &e))?;
        let out = inner.into_inner().map_err(|e| failed(path, e.error()))?;
        match out {
            Out::Stdout(_) => {}
            Out::Later(mut file) => {
                let whole = file.rewind().and_then(|()| {
                    let mut out = io::stdout();
                    io::copy(&mut file, &mut out)?;
                    out.flush()
                });
                whole.map_err(|e| failed(None, &e))?;
            }
            Out::File(file) => file.finish().map_err(|e| failed(path, &e))?,
        }
        if let Some(path) = path {
            let shown = one_line(&path.display().to_string());
            say(&format!("wrote {shown}: {}", count(self.rows, "row")));
        }
        Ok(())
    }
}

/// Why a table could not be written. A reader that has seen enough is no
/// failure.
pub(super) fn failed(path: Option<&Path>, error: &io::Error) -> Failure {
    match path {
        Some(path) => write_failure(path, error),
        None if error.kind() == io::ErrorKind::BrokenPipe => Failure {
            code: 0,
            message: String::new(),
        },
        None => Failure::found(format!("cannot write: {error}")),
    }
}

/// Begins the tables that a call asks for. `made` is the folder that was made for
/// them.
pub(super) fn begin(
    args: &super::Args,
    format: Format,
    made: &mut Option<PathBuf>,
) -> Result<Vec<Output>, Failure> {
    let one = args.table.map(table::Table::from);
    let Some(out) = &args.out else {
        let table = one.unwrap_or(table::Table::Answers);
        let out = match args.skip_unreadable {
            true => Out::Stdout(io::stdout()),
            false => Out::Later(tempfile::tempfile().map_err(|e| {
                Failure::found(format!(
                    "cannot make a temporary file, where rows wait until all files are read: {e}; with --skip-unreadable they do not wait"
                ))
            })?),
        };
        return Ok(vec![output(table, format, None, out)?]);
    };
    let slash = out.to_string_lossy().ends_with('/');
    if slash && !out.exists() {
        std::fs::create_dir(out).map_err(|e| write_failure(out, &e))?;
        *made = Some(out.clone());
    }
    let begin = |table, path: PathBuf| {
        if path.extension().is_some_and(|e| e == "toml") {
            return Err(Failure::usage(
                "--out names a .toml file, as if it were an answer file: choose another name",
            ));
        }
        let file = Unfinished::begin(&path, args.force).map_err(|e| write_failure(&path, &e))?;
        output(table, format, Some(path), Out::File(Box::new(file)))
    };
    if !out.is_dir() {
        let table = one.unwrap_or(table::Table::Answers);
        return Ok(vec![begin(table, out.clone())?]);
    }
    let all = table::Table::ALL.into_iter();
    let wanted = all.filter(|table| one.is_none_or(|one| one == *table));
    let named = |table: table::Table| {
        let name = format!("{}.{}", table.name(), format.extension());
        (table, out.join(name))
    };
    wanted
        .map(named)
        .map(|(table, path)| begin(table, path))
        .collect()
}

fn output(
    table: table::Table,
    format: Format,
    path: Option<PathBuf>,
    out: Out,
) -> Result<Output, Failure> {
    let writer = table::Writer::begin(table, format, BufWriter::with_capacity(1 << 16, out));
    Ok(Output {
        table,
        writer: writer.map_err(|e| failed(path.as_deref(), &e))?,
        path,
        rows: 0,
    })
}
