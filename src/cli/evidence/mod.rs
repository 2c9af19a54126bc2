//! `aicaiq evidence`: the register of evidence: add, list, verify, view, renew,
//! relink.

mod folder;
mod relink;
mod renew;
mod viewed;

use super::edit::{
    Named, absolute_folder, as_known, day, item, meant, period, proof, report, saved,
};
use super::free_text::free_text;
use super::{Context, Failure, Outcome, clock, open_file, output, print, say, summary};
use crate::assessment::{Assessment, Edit, EvidenceId, Place, Stamp, href_of};
use crate::folder::is_folder;
use crate::report::{self, EvidenceRow, FileWord};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `evidence` is told.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Put a link or a file into the register and tie it to an item
    #[command(after_help = "Examples:
  aicaiq evidence add acme.cek-02.toml CSP.01 evidence/policy.pdf --title \"Key policy\"
  aicaiq evidence add acme.cek-02.toml MP.03 https://example.com/raci --expires-on +365
  aicaiq evidence add acme.cek-02.toml CSP.02 evidence/iam.csv --period 2026-01-01..2026-06-30
  aicaiq evidence add acme.cek-02.toml CSP.04 ev-3f9a1c02        the same record proves this too
  aicaiq evidence add acme evidence/iso-27001.pdf                for all controls of a folder, tied to none yet
  aicaiq evidence add acme CEK-02:CSP.01 evidence/policy.pdf

A file is read once to record its SHA-256 and size. A link is not hashed: `evidence viewed` records
who looked at what it shows, and when.")]
    Add {
        /// The answer file
        file: PathBuf,
        /// The item: CSP.03, CSP.ccm-1, MP.CEK-02.1; in a folder of controls CEK-02:CSP.03, or none
        item: String,
        /// A link, a path from the answer file's folder or the current one, or a record's id
        href: Option<String>,
        /// What it is called
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true, value_parser = free_text)]
        title: Option<String>,
        /// When it was collected, as 2026-11-20 [default: today]
        #[arg(long, value_name = "DAY", value_parser = day)]
        collected_on: Option<NaiveDate>,
        /// When it stops being proof, as 2027-11-20 or +365
        #[arg(long, value_name = "DAY", value_parser = day)]
        expires_on: Option<NaiveDate>,
        /// The period that it covers, as 2026-01-01..2026-06-30
        #[arg(long, value_name = "FROM..TO", value_parser = period)]
        period: Option<(Option<NaiveDate>, Option<NaiveDate>)>,
    },
    /// Record that somebody has looked at what a link shows
    #[command(after_help = "Examples:
  aicaiq evidence viewed acme.cek-02.toml ev-7c2b744e
  aicaiq evidence viewed acme.cek-02.toml https://example.com/raci --on 2026-11-20 --assessor \"sample assessor\"")]
    Viewed {
        /// The answer file
        file: PathBuf,
        /// The records: ids, links or paths
        #[arg(required = true)]
        records: Vec<String>,
        /// The day [default: today]
        #[arg(long, value_name = "DAY", value_parser = day)]
        on: Option<NaiveDate>,
    },
    /// Show every record with its state and the items that it proves
    #[command(after_help = "Examples:
  aicaiq evidence list acme.cek-02.toml
  aicaiq evidence list acme.cek-02.toml --format json
  aicaiq evidence list acme --format json | jq '.[] | select(.shared)'

In JSON, used_by names the items that a record proves, here or, of a folder, in all its controls; shared is true of
a record that the controls of a folder share (it stands in assessment.toml), so that others may rest on it.")]
    List {
        /// The answer file
        file: PathBuf,
        /// How to show it
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Check every record: files that are missing, changed or expired
    #[command(after_help = "Examples:
  aicaiq evidence verify acme.cek-02.toml

The JSON is that of evidence list.

Exit codes: 0 every file is the recorded one, 1 something is missing, changed, unreadable or
expired. Links and what lies outside the folder are named and not read: a digest proves that a
file is the one that was recorded, not that what it says is true.")]
    Verify {
        /// The answer file
        file: PathBuf,
        /// How to show it
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Record a file that was written anew under its name: its SHA-256, size, day and collector
    #[command(after_help = "Examples:
  aicaiq evidence renew acme.cek-02.toml evidence/policy.pdf
  aicaiq evidence renew acme ev-3f9a1c02                 a record that the controls of a folder share

The items that rest on it are named: they were judged by the file as it was. Their reviews are
withdrawn, and a sign-off over them is stale.")]
    Renew {
        /// The answer file
        file: PathBuf,
        /// The records: ids or paths
        #[arg(required = true)]
        records: Vec<String>,
    },
    /// Let a record point to where its file or page has moved
    #[command(after_help = "Examples:
  aicaiq evidence relink acme.cek-02.toml evidence/policy.pdf evidence/2026/policy.pdf
  aicaiq evidence relink acme.cek-02.toml ev-3f9a1c02 https://example.com/policy --accept-new

A file with another SHA-256 than the recorded one is refused unless --accept-new is given. A record that
the controls of a folder share is relinked for all of them; where it shows something else than before,
the reviews of the items that rest on it are withdrawn.")]
    Relink {
        /// The answer file
        file: PathBuf,
        /// The record: its id or its present link or path
        record: String,
        /// The new link, or path from the answer file's folder or the current one
        href: String,
        /// Record the new file's SHA-256 in the place of the old one
        #[arg(long)]
        accept_new: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One array, an object a record
    Json,
}

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    title: &'a str,
    href: &'a str,
    state: &'static str,
    expired: bool,
    sha256: &'a str,
    size: Option<u64>,
    collected_on: Option<String>,
    collected_by: &'a str,
    viewed_on: Option<String>,
    viewed_by: &'a str,
    period_from: Option<String>,
    period_to: Option<String>,
    expires_on: Option<String>,
    used_by: Vec<String>,
    shared: bool,
}

/// The records that a call is about.
struct Records {
    rows: Vec<EvidenceRow>,
    /// Who refers to each of them.
    users: folder::Users,
    /// Those that the controls of a folder share.
    shared: BTreeSet<EvidenceId>,
}

impl Args {
    /// The answer file that it is about, or the folder.
    pub(super) fn file(&self) -> &Path {
        match &self.command {
            Command::Add { file, .. }
            | Command::Viewed { file, .. }
            | Command::List { file, .. }
            | Command::Verify { file, .. }
            | Command::Renew { file, .. }
            | Command::Relink { file, .. } => file,
        }
    }

    /// The file and the item of evidence that is added.
    pub(super) fn item_mut(&mut self) -> Option<(&mut PathBuf, &mut String)> {
        match &mut self.command {
            Command::Add { file, item, .. } => Some((file, item)),
            _ => None,
        }
    }
}

pub fn run(context: &Context, args: Args) -> Outcome {
    match args.command {
        Command::Add {
            file,
            item,
            href,
            title,
            collected_on,
            expires_on,
            period,
        } => {
            let of_all = is_folder(&file);
            let (item, href) = match (item, href) {
                (href, None) if of_all => (String::new(), href),
                (item, Some(href)) => (item, href),
                (_, None) => {
                    return Err(Failure::usage(
                        "name an item and then the evidence, as CSP.03 evidence/policy.pdf",
                    ));
                }
            };
            let folder = if of_all {
                crate::store::evidence::home(&file)
            } else {
                absolute_folder(&file)
            };
            let named = Named {
                hrefs: vec![proof(&href, &folder, &file)?],
                title,
                collected_on,
                expires_on,
                period,
            };
            if of_all && !item.is_empty() {
                return Err(Failure::usage(format!(
                    "{} is a folder of controls: say which one, as {}:{}, or name the evidence alone",
                    crate::text::one_line(&file.display().to_string()),
                    super::folder::some_control(&file),
                    crate::text::one_line(&item)
                )));
            }
            if of_all {
                folder::add(context, &file, &named)?;
                return Ok(ExitCode::SUCCESS);
            }
            add(context, &file, &item, &named, &folder)
        }
        Command::List { file, format } => {
            show(&records(context, &file)?, format, false)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Verify { file, format } => {
            let records = records(context, &file)?;
            show(&records, format, true)?;
            let rows = records.rows;
            let failed = rows.iter().filter(|r| fails(r)).count();
            let is_fine = |r: &&EvidenceRow| r.state == FileWord::Matches && !fails(r);
            let matched = rows.iter().filter(is_fine).count();
            say(&format!(
                "{}: {matched} as recorded, {failed} not in order, {} not to be checked",
                crate::text::count(rows.len(), "record"),
                rows.len() - matched - failed
            ));
            Ok(ExitCode::from(u8::from(failed > 0)))
        }
        Command::Relink {
            file,
            record,
            href,
            accept_new,
        } => relink::run(context, &file, &record, &href, accept_new),
        Command::Renew { file, records } => renew::run(context, &file, &records),
        Command::Viewed { file, records, on } => viewed::run(context, &file, &records, on),
    }
}

fn add(context: &Context, file: &Path, text: &str, named: &Named, folder: &Path) -> Outcome {
    let q = &context.questionnaire;
    let (role, item) = item(text, q)?;
    let stamp = Stamp {
        now: clock().now,
        by: context.assessor.clone(),
    };
    let (next, files) = saved(context, file, |next| {
        let meant = |href: &String| {
            let record = EvidenceId::new(href).and_then(|id| next.evidence.get(&id));
            match record {
                Some(record) => Ok(record.href.clone()),
                // No file is called so, but for one that is there.
                None if EvidenceId::is_like_one(href) && !folder.join(href).exists() => {
                    Err(no_record(href))
                }
                None => Ok(as_known(next, href, folder)),
            }
        };
        let hrefs: Result<Vec<String>, Failure> = named.hrefs.iter().map(meant).collect();
        let named = Named {
            hrefs: hrefs?,
            ..named.clone()
        };
        for href in &named.hrefs {
            Edit::AddEvidence(role, item.clone(), href.clone())
                .apply(next, q, &stamp)
                .map_err(|error| Failure::usage(error.to_string()))?;
        }
        named.record(next, q, folder, &stamp)
    })?;
    folder::tell(&next, &files);
    report(q, &next, folder, files, role, &item);
    Ok(ExitCode::SUCCESS)
}

/// The record that an id, a link or a path means.
fn find(a: &Assessment, named: &str, folder: &Path) -> Result<EvidenceId, Failure> {
    let with = |href: &str| {
        let found = a.evidence.iter().find(|(_, e)| e.href == href);
        found.map(|(id, _)| id.clone())
    };
    EvidenceId::new(named)
        .filter(|id| a.evidence.contains_key(id))
        .or_else(|| with(&href_of(named, folder)))
        .or_else(|| with(&as_known(a, &meant(named, folder), folder)))
        .ok_or_else(|| no_record(named))
}

fn no_record(named: &str) -> Failure {
    let shown = crate::text::one_line(named);
    Failure::usage(format!(
        "there is no record “{shown}”: aicaiq evidence list FILE shows them"
    ))
}

fn records(context: &Context, path: &Path) -> Result<Records, Failure> {
    if is_folder(path) {
        return folder::records(context, path);
    }
    let file = open_file(path, context)?;
    let rows = summary::build(context, &file).evidence;
    let users = rows.iter().map(|row| (row.id.clone(), used(row)));
    let users = users.collect();
    let shared = rows.iter().filter(|row| row.shared);
    let shared = shared.map(|row| row.id.clone()).collect();
    Ok(Records {
        rows,
        users,
        shared,
    })
}

fn fails(row: &EvidenceRow) -> bool {
    row.expired
        || matches!(
            row.state,
            FileWord::Changed | FileWord::Missing | FileWord::Unreadable
        )
}

fn show(records: &Records, format: Format, marks: bool) -> Result<(), Failure> {
    let Records {
        rows,
        users,
        shared,
    } = records;
    let used = |row: &EvidenceRow| users.get(&row.id).cloned().unwrap_or_default();
    if format == Format::Json {
        let listed = rows
            .iter()
            .map(|row| listed(row, used(row), shared.contains(&row.id)));
        let listed: Vec<Listed<'_>> = listed.collect();
        let json = serde_json::to_string_pretty(&listed).map_err(io::Error::from)?;
        return print(&format!("{json}\n"));
    }
    let mut out = String::new();
    for row in rows {
        let record = &row.record;
        // What was not read is not in order either; it is just not known.
        let mark = match row.state {
            _ if !marks => "",
            _ if fails(row) => "✗ ",
            FileWord::Matches => "✓ ",
            _ => "· ",
        };
        let expired = if row.expired { ", expired" } else { "" };
        let name = crate::text::one_line(record.name());
        out.push_str(&format!(
            "{mark}{} {name}: {}{expired}\n",
            row.id,
            match (row.state, record.place()) {
                (FileWord::NotHashed, Place::Link) => "a link, which has no hash",
                (state, _) => state.as_str(),
            }
        ));
        if record.name() != record.href {
            out.push_str(&format!("    {}\n", crate::text::one_line(&record.href)));
        }
        let used: Vec<String> = used(row);
        let used = if used.is_empty() {
            match row.is_elsewhere() {
                true => report::NOTHING_HERE.to_owned(),
                false => report::NOTHING.to_owned(),
            }
        } else {
            crate::text::one_line(&used.join(", "))
        };
        let expires = record
            .expires_on
            .map_or(String::new(), |d| format!("; expires {d}"));
        out.push_str(&format!("    proves {used}{expires}\n"));
        let facts = [
            ("covers", report::period(record)),
            ("viewed", report::viewed(record)),
        ];
        for (what, fact) in facts.iter().filter(|(_, fact)| !fact.is_empty()) {
            let fact = crate::text::one_line(fact);
            out.push_str(&format!("    {what} {fact}\n"));
        }
    }
    output::show(&out)
}

fn used(row: &EvidenceRow) -> Vec<String> {
    row.used_by
        .iter()
        .map(|(role, item)| format!("{role}.{item}"))
        .collect()
}

fn listed(row: &EvidenceRow, used_by: Vec<String>, shared: bool) -> Listed<'_> {
    let record = &row.record;
    Listed {
        id: row.id.as_str(),
        title: &record.title,
        href: &record.href,
        state: row.state.as_str(),
        expired: row.expired,
        sha256: &record.sha256,
        size: record.size,
        collected_on: record.collected_on.map(|d| d.to_string()),
        collected_by: &record.collected_by,
        viewed_on: record.viewed_on.map(|d| d.to_string()),
        viewed_by: &record.viewed_by,
        period_from: record.period_from.map(|d| d.to_string()),
        period_to: record.period_to.map(|d| d.to_string()),
        expires_on: record.expires_on.map(|d| d.to_string()),
        used_by,
        shared,
    }
}
