//! `aicaiq conflicts`: what two people changed and nobody has decided.

use super::{Context, Failure, Outcome, folder, print, say};
use crate::assessment::{
    Assessment, Evidence, FileState, Role, field_words, folder_of, same_person,
};
use crate::compare::beside::{Line, around};
use crate::folder::{Folder, is_folder};
use crate::git;
use crate::merge::{Choice, Choices, Pick, choices, file_of, is_found, item_of, unlike};
use crate::portfolio::find::find;
use crate::questionnaire::ItemId;
use crate::store::evidence::inspect;
use crate::store::{AnswerFile, SHARED_FILE};
use crate::text::{count, json, one_line, shell_word};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use unicode_width::UnicodeWidthStr as _;

/// What `conflicts` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq conflicts acme.cek-02.toml
  aicaiq conflicts acme/                            all controls of a folder
  aicaiq conflicts customers/ --format json | jq -r '.[].field' | sort | uniq -c

Of each field: the values that are kept, whose they are, and which one is in the field meanwhile.
Of long texts the lines that are not in all of them have the sign ≠, with a line around them.
Of two SHA-256 of an evidence file it says which is that of the file that is there.
Fields that go together, as an outcome and its grade, are one conflict. aicaiq resolve decides one.
A file that one side of a merge in git took away and the other changed is named, too: git decides it.

Exit codes: 0 none; 1 there are some, or a file cannot be read; 2 a wrong call.")]
pub struct Args {
    /// Answer files, folders of controls, or folders of them
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to show them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A paragraph a conflict
    Text,
    /// One array, an object a conflict
    Json,
}

/// A conflict of a file.
struct Open {
    file: PathBuf,
    path: String,
    /// What the record is called and where it is, of a field of one.
    record: Option<String>,
    /// What is there on disk, where that is what it is about.
    found: Option<FileState>,
    choices: Choices,
    decide: String,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    let providers = find(&args.paths).map_err(|e| Failure::usage(e.to_string()))?;
    let (mut all, mut unread) = (Vec::new(), 0);
    for path in &providers {
        let folder = is_folder(path).then(|| folder::open(path)).transpose()?;
        for file in files(path, folder.as_ref()) {
            match of_file(context, folder.as_ref(), path, &file) {
                Ok(open) => all.extend(open),
                Err(failure) if failure.code == 2 && providers.len() == 1 => return Err(failure),
                Err(failure) => {
                    unread += 1;
                    say(failure.message.trim_end());
                }
            }
        }
    }
    let text = match args.format {
        Format::Text => all.iter().map(shown).collect::<Vec<_>>().join("\n"),
        Format::Json => {
            let listed: Vec<Value> = all.iter().map(listed).collect();
            json(format!("{:#}\n", Value::from(listed)))
        }
    };
    print(&text)?;
    let deleted = deleted(&args.paths, &providers);
    deleted.iter().for_each(|said| say(said));
    match all.len() {
        0 if unread == 0 && deleted.is_empty() => say("no field is in conflict"),
        0 => {}
        n => say(&count(n, "conflict")),
    }
    let none = all.is_empty() && deleted.is_empty() && unread == 0;
    Ok(ExitCode::from(u8::from(!none)))
}

/// What is said of the files that one side of a merge took away and the other
/// changed.
fn deleted(paths: &[PathBuf], providers: &[PathBuf]) -> BTreeSet<String> {
    let folder = |path: &PathBuf| match path.is_dir() {
        true => path.clone(),
        false => folder_of(path).to_owned(),
    };
    // What lies here is named with and without it.
    let plain = |path: &Path| path.strip_prefix(".").unwrap_or(path).to_owned();
    let folders: BTreeSet<PathBuf> = paths.iter().map(folder).collect();
    let mut said = BTreeSet::new();
    for folder in folders {
        for (name, check) in git::deleted(&folder) {
            let file = plain(&folder.join(name));
            let is_meant = |provider: &PathBuf| match plain(provider) {
                path if is_folder(provider) => file.parent() == Some(&path),
                path => file == path,
            };
            if providers.iter().any(is_meant) {
                said.insert(format!("{}: {}", check.text, check.mend));
            }
        }
    }
    said
}

/// The files of a provider: of a folder, what is shared and its controls.
fn files(path: &Path, folder: Option<&Folder>) -> Vec<PathBuf> {
    let Some(folder) = folder else {
        return vec![path.to_owned()];
    };
    let controls = folder.controls().iter().map(|c| c.path.clone());
    let shared = std::iter::once(path.join(SHARED_FILE));
    shared.chain(controls).collect()
}

fn of_file(
    context: &Context,
    folder: Option<&Folder>,
    provider: &Path,
    file: &Path,
) -> Result<Vec<Open>, Failure> {
    let failed = |error| super::open_failure(&error, super::styled(&std::io::stderr()));
    if crate::folder::is_shared_file(file) {
        let opened = AnswerFile::open_shared(file).map_err(failed)?;
        return Ok(open(&opened, file, &context.typed(provider)));
    }
    let q = match folder {
        Some(folder) => folder::for_control(context, folder, file)?,
        None => folder::for_file(context, file)?,
    };
    let opened = AnswerFile::open(file, &q).map_err(failed)?;
    Ok(open(&opened, file, &context.typed(file)))
}

fn open(opened: &AnswerFile, file: &Path, typed: &str) -> Vec<Open> {
    let of = |path: &str| {
        let field = field_name(path);
        let record = opened.assessment().record_at(path);
        let named = record.filter(|_| file_of(path).is_some());
        Some(Open {
            file: file.to_owned(),
            path: path.to_owned(),
            record: record.map(Evidence::titled),
            found: named.map(|of| inspect(folder_of(file), &of.href, false)),
            choices: choices(opened.assessment(), path)?,
            decide: format!("aicaiq resolve {typed} {field}"),
        })
    };
    // What is shared is listed once.
    opened.undecided().into_iter().filter_map(of).collect()
}

/// How many conflicts are listed of a path; what cannot be read has none.
pub(super) fn left(context: &Context, path: &Path) -> usize {
    let folder = is_folder(path).then(|| folder::open(path).ok()).flatten();
    let files = files(path, folder.as_ref()).into_iter();
    let counts = files.map(|file| of_file(context, folder.as_ref(), path, &file));
    counts.map(|open| open.map_or(0, |open| open.len())).sum()
}

/// A field as `resolve` takes it: `CSP.03.action.text`.
pub(super) fn field_name(path: &str) -> String {
    let words = field_words(path).replace(' ', ".");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    match words.chars().all(is_plain) {
        true => words,
        false => shell_word(path),
    }
}

/// What a value is called in a list, and the option that takes it.
fn named(choice: &Choice, all: &Choices) -> (&'static str, String) {
    let by_name = |from: &str| {
        let same = |c: &&Choice| same_person(&c.from, from);
        !from.is_empty() && all.values.iter().filter(same).count() == 1
    };
    match &choice.pick {
        Pick::Base => ("before both", "--base".into()),
        Pick::Ours => ("ours", "--ours".into()),
        Pick::Theirs => ("theirs", "--theirs".into()),
        Pick::Other(_) if by_name(&choice.from) => {
            ("further", format!("--from {}", shell_word(&choice.from)))
        }
        Pick::Other(id) => ("further", format!("--from {}", shell_word(id))),
        Pick::Current | Pick::Text(_) => ("now in the file", "--current".into()),
    }
}

fn shown(open: &Open) -> String {
    let file = open.file.strip_prefix(".").unwrap_or(&open.file);
    let file = one_line(&file.display().to_string());
    let of = open.record.as_ref().map(|of| format!(" ({of})"));
    let words = field_words(&open.path);
    let values = open.choices.values.iter().chain(&open.choices.base);
    let parts = parts(&open.choices);
    let sign = match parts.is_empty() {
        true => String::new(),
        false => format!(" ({SIGN}differs)"),
    };
    let mut out = format!("{file}: {words}{}{sign}\n", of.unwrap_or_default());
    let named: Vec<_> = values.map(|c| (c, named(c, &open.choices))).collect();
    let width = named.iter().map(|(_, (_, option))| option.width());
    let width = width.max().unwrap_or(0);
    let mut options = Vec::new();
    for (at, (choice, (word, option))) in named.into_iter().enumerate() {
        let word = match (&choice.pick, choice.from.as_str()) {
            (_, "") => word.to_owned(),
            // The option says which of the two it is.
            (Pick::Ours | Pick::Theirs, from) => one_line(from),
            (_, from) => format!("{word}, {}", one_line(from)),
        };
        let is_found = open.found.as_ref().map(|file| is_found(choice, file));
        let stands = match (
            choice.stands && choice.pick != Pick::Current,
            is_found == Some(true),
        ) {
            (true, true) => " (in the file; that of the file on disk now)",
            (true, false) => " (in the file)",
            (false, true) => " (that of the file on disk now)",
            (false, false) => "",
        };
        let pad = " ".repeat(width.saturating_sub(option.width()));
        out.push_str(&format!("  {option}{pad}  {word}{stands}:"));
        match choice.text() {
            Some(_) if parts.get(at).is_some_and(|lines| !lines.is_empty()) => {
                out.push('\n');
                for line in parts.get(at).into_iter().flatten() {
                    out.push_str(format!("    {}", part(line)).trim_end());
                    out.push('\n');
                }
            }
            None => out.push_str(" nothing\n"),
            Some(text) if text.contains('\n') => {
                out.push('\n');
                for line in text.split('\n') {
                    out.push_str(format!("    {}", one_line(line)).trim_end());
                    out.push('\n');
                }
            }
            Some(text) => out.push_str(&format!(" {}\n", one_line(&text))),
        }
        options.push(option);
    }
    if let Some(said) = open.found.as_ref().and_then(|f| unlike(&open.choices, f)) {
        out.push_str(&format!("  {said}\n"));
    }
    out.push_str(&format!(
        "  decide: {} {}\n",
        open.decide,
        options.join(" | ")
    ));
    out
}

/// The sign before a line that is not in all texts.
const SIGN: &str = "≠ ";

/// Of each value, and of what was before both, where the long texts among them
/// differ; nothing of a value that is shown whole.
fn parts(choices: &Choices) -> Vec<Vec<Line>> {
    let all = choices.values.iter().chain(&choices.base);
    let texts: Vec<Option<String>> = all.map(Choice::text).collect();
    let of = |texts: &[Option<String>]| {
        let known: Vec<&str> = texts.iter().flatten().map(String::as_str).collect();
        let mut lines = around(&known)?.into_iter();
        let each = texts
            .iter()
            .map(|text| text.as_ref().and_then(|_| lines.next()));
        Some(each.map(Option::unwrap_or_default).collect::<Vec<_>>())
    };
    // What was before may have been another text altogether.
    let values = texts.get(..choices.values.len()).unwrap_or_default();
    of(&texts).or_else(|| of(values)).unwrap_or_default()
}

fn part(line: &Line) -> String {
    match line {
        Line::Same(text) => format!("  {}", one_line(text)),
        Line::Differs(text) => format!("{SIGN}{}", one_line(text)),
        Line::Left(lines) => format!("… {} that all have", count(*lines, "line")),
    }
}

fn listed(open: &Open) -> Value {
    let of = |choice: &Choice| {
        let (word, option) = named(choice, &open.choices);
        let along: serde_json::Map<String, Value> = choice
            .along
            .iter()
            .map(|(key, value)| (key.clone(), value.clone().into()))
            .collect();
        json!({
            "side": word,
            "from": choice.from,
            "value": choice.value,
            "along": along,
            "in_file": choice.stands,
            "on_disk": open.found.as_ref().map(|file| is_found(choice, file)),
            "option": option,
        })
    };
    let base = open.choices.base.as_ref().map(of);
    json!({
        "file": open.file.display().to_string(),
        "field": field_words(&open.path),
        "path": open.path,
        "values": open.choices.values.iter().map(of).collect::<Vec<_>>(),
        "base": base,
        "decide": open.decide,
    })
}

/// What is said of an item that was written while something of it is in
/// conflict: that nothing was decided by it, and what does.
pub(super) fn of_item(a: &Assessment, typed: &str, role: Role, item: &ItemId) -> Vec<String> {
    let of = |path: &&str| item_of(path) == Some((role, item.clone()));
    let line = |path: &str| {
        let all = choices(a, path)?;
        let kept = all
            .values
            .iter()
            .filter(|c| c.pick != Pick::Current)
            .count();
        Some(format!(
            "  {} is in conflict: all {kept} values that are kept stay until it is decided: aicaiq resolve {typed} {} --current takes what is there now, aicaiq conflicts {typed} shows the others",
            field_words(path),
            field_name(path),
        ))
    };
    a.choices().filter(of).filter_map(line).collect()
}
