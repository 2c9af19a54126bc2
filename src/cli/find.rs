//! `aicaiq find`: words in the texts of assessments.

use super::{Context, Failure, Outcome, folder, say, show_if, styled};
use crate::find::{Cell, Found, Hit, Place, Query, Search, in_file, in_folder, snippet};
use crate::folder::Folder;
use crate::portfolio::find::find;
use crate::questionnaire::catalog::Catalog;
use crate::text::{count, one_line};
use serde_json::{Value, json};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Columns of a text that are shown around what was found in it.
const WIDTH: usize = 100;

/// What `find` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq find \"hsm backup\" acme.cek-02.toml
  aicaiq find --written rotation acme/               in all controls of a folder, in what was written
  aicaiq find raci customers/ --format json | jq -r '.[].file' | sort -u

A text is found that has all of the words in it, as parts of words too, in any order. A capital letter \
anywhere makes capital letters count, an accent in a word the accents of that word.

Looked through are the questions and steps, what is asked for as evidence, notes, implementations, \
justifications, actions, review comments, and titles and links of evidence.

Exit codes: 0 something was found; 1 nothing was, or a file cannot be read; 2 a wrong call.")]
pub struct Args {
    /// The words, in one argument
    words: String,
    /// Answer files, assessment folders, or folders of them
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Only in what was written, not in what is asked
    #[arg(long)]
    written: bool,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line a text: its file, item, which text it is, and the words in it
    Text,
    /// One array, an object a text, with the whole text
    Json,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    let query = Query::new(&args.words);
    if query.is_empty() {
        return Err(Failure::usage(
            "no words are looked for: name some, in quotes where there are several",
        ));
    }
    let search = Search {
        query: &query,
        asked: !args.written,
        most: usize::MAX,
        go_on: &|| true,
    };
    let providers = find(&args.paths).map_err(|e| Failure::usage(e.to_string()))?;
    let mut all = Found::default();
    for path in &providers {
        let found = in_provider(context, path, &search)?;
        all.hits.extend(found.hits);
        all.unread.extend(found.unread);
    }
    let text = match args.format {
        Format::Text => {
            let style = styled(&io::stdout());
            all.hits.iter().map(|hit| shown(hit, style)).collect()
        }
        Format::Json => {
            let hits: Vec<Value> = all.hits.iter().map(listed).collect();
            crate::text::json(format!("{:#}\n", Value::from(hits)))
        }
    };
    show_if(args.format == Format::Text, &text)?;
    for (path, why) in &all.unread {
        say(&format!(
            "! {}: {why}",
            one_line(&path.display().to_string())
        ));
    }
    let is_fine = !all.hits.is_empty() && all.unread.is_empty();
    if all.hits.is_empty() {
        let unread = match all.unread.len() {
            0 => String::new(),
            n => format!(" in what could be read ({} could not)", count(n, "file")),
        };
        say(&format!("found nowhere{unread}"));
    }
    Ok(ExitCode::from(u8::from(!is_fine)))
}

fn in_provider(context: &Context, path: &Path, search: &Search<'_>) -> Result<Found, Failure> {
    let unread = |why: String| Found {
        unread: vec![(path.to_owned(), why)],
        ..Found::default()
    };
    if path.is_dir() {
        let folder = match Folder::open(path) {
            Ok(opened) => {
                folder::tell_instead(opened.instead());
                with_named(context, opened)?
            }
            Err(error) => return Ok(unread(one_line(&error.first()))),
        };
        let found = in_folder(&folder, folder.shared(), search);
        return Ok(found.unwrap_or_default());
    }
    let q = match folder::for_file(context, path) {
        Ok(q) => q,
        Err(failure) if failure.code == 2 => return Err(failure),
        Err(failure) => return Ok(unread(one_line(&failure.message))),
    };
    Ok(match in_file(path, &q, search) {
        Ok(hits) => Found {
            hits,
            ..Found::default()
        },
        Err(error) => unread(one_line(&error.first())),
    })
}

/// With the questionnaires that the call names, where it names any.
fn with_named(context: &Context, folder: Folder) -> Result<Folder, Failure> {
    let Some(named) = &context.named else {
        return Ok(folder);
    };
    let mut catalog = Catalog::built_in();
    if named.is_dir() {
        let name = one_line(&named.display().to_string());
        catalog
            .add_folder(named)
            .map_err(|e| Failure::usage(format!("questionnaires {name}: {e}")))?;
    } else {
        catalog.put(context.questionnaire.clone(), Some(named.clone()));
    }
    Ok(folder.with_catalog(catalog))
}

/// `acme/CEK-02.toml: CSP.03 note: … with the words in it …`.
fn shown(hit: &Hit, style: bool) -> String {
    // As one would type it.
    let path = hit.path.strip_prefix(".").unwrap_or(&hit.path);
    let path = one_line(&path.display().to_string());
    let cells = snippet(&hit.text, &hit.places, WIDTH);
    let runs = cells.chunk_by(|a, b| a.1 == b.1).map(|run: &[Cell]| {
        let text: String = run.iter().map(|(c, _)| c.as_str()).collect();
        match run {
            [(_, true), ..] if style => format!("\x1b[1;4m{text}\x1b[0m"),
            _ => text,
        }
    });
    let text: String = runs.collect();
    let (name, word) = (hit.place.name(), hit.place.word());
    format!("{path}: {name} {word}: {}\n", text.trim_end())
}

fn listed(hit: &Hit) -> Value {
    let (role, item) = match &hit.place {
        Place::Item(role, item, _) => (Some(role.as_str()), Some(item.to_string())),
        Place::Register(_) => (None, None),
    };
    json!({
        "file": hit.path.display().to_string(),
        "control": hit.control,
        "role": role,
        "item": item,
        "text_of": hit.place.word(),
        "evidence": hit.place.evidence().map(|id| id.as_str()),
        "text": hit.text,
    })
}
