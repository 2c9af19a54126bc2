//! README.txt: what a pack is and what it does not have in it.

use super::plan::Text;
use super::{FOLDER, MANIFEST, Packed, Plan};
use crate::assessment::{Evidence, EvidenceId, FileState, has_scheme};
use crate::folder::typed;
use crate::text::one_line;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The register.
type Records<'a> = BTreeMap<EvidenceId, Cow<'a, Evidence>>;

/// The text of README.txt.
pub fn render(plan: &Plan<'_>, reports: &[&str], packed: &Packed) -> String {
    let assessment = &plan.records;
    let mut out = format!("Audit pack: {}\n\n", plan.title);
    for name in reports {
        let _ = writeln!(out, "{name:26} a report: results, gaps, evidence");
    }
    let many = plan.texts.len() > 2;
    for text in &plan.texts {
        let what = match (text.is_answers(), many) {
            _ if text.answered.is_some() => {
                "a questionnaire as it is now: NOT the text that was answered, see below"
            }
            (true, true) if text.entry.ends_with("/assessment.toml") => {
                "what the controls share, byte by byte"
            }
            (true, true) => "answers of a control, byte by byte",
            (true, false) => "the answer file, byte by byte",
            (false, true) => "a questionnaire, as it was asked",
            (false, false) => "the questionnaire that was answered",
        };
        let _ = writeln!(out, "{}\n                           {what}", text.entry);
    }
    let _ = write!(
        out,
        "{FOLDER}/…               evidence, where the answer file's paths lead
outside/…                  evidence that has no such place, by record
{MANIFEST}                   the SHA-256 of every other file here

How to read it, in the folder it was unpacked into
  aicaiq summary {}

How to verify
  aicaiq pack verify PACK.zip
      finds every byte of the pack that was altered, removed or added
  aicaiq pack verify PACK.zip --sha256 HEX
      and holds the whole pack against its SHA-256
  sha256sum -c {MANIFEST}
      in the folder it was unpacked into: checks the files alone

What that proves
  The files have the bytes that were packed, if {MANIFEST} is the one that was
  packed. The SHA-256 of the whole pack says so of everything, if it was got by
  another way than the pack: with both in one hand, both can be changed.
  A SHA-256 does not prove who made the pack, or when, or that the evidence is
  true or has anything to do with what it is said to prove.
",
        reading(plan)
    );
    let others: Vec<&Text<'_>> = plan.texts.iter().filter(|t| t.answered.is_some()).collect();
    if !others.is_empty() {
        let _ = write!(
            out,
            "\nNot the text that was answered (packed as it is now; the answers name another by its digest)\n"
        );
        for text in others {
            let answered = text.answered.unwrap_or_default();
            let _ = writeln!(
                out,
                "  {}\n    answered: {}",
                text.entry,
                one_line(answered)
            );
        }
    }
    section(
        &mut out,
        assessment,
        "Evidence in this pack",
        packed.evidence.iter().map(|(id, name)| (id, name.clone())),
    );
    section(
        &mut out,
        assessment,
        "Changed since it was recorded (packed as it is now; its SHA-256 is not the recorded one)",
        packed.changed.iter().map(|(id, name)| (id, name.clone())),
    );
    section(
        &mut out,
        assessment,
        "Packed under another name than its path",
        packed
            .elsewhere
            .iter()
            .map(|s| (&s.id, format!("{}: its path {}", s.name, s.why))),
    );
    section(
        &mut out,
        assessment,
        "Not packed",
        packed.left.iter().map(|l| {
            let record = assessment.get(&l.id);
            (&l.id, why(&l.state, record.map_or("", |r| r.href.as_str())))
        }),
    );
    section(
        &mut out,
        assessment,
        "Links, not packed (nothing is fetched)",
        packed.links.iter().map(|id| (id, "a link".to_owned())),
    );
    out
}

/// What of the pack a command takes to read it.
fn reading(plan: &Plan<'_>) -> String {
    let of = |is_answers: bool| plan.texts.iter().find(|t| t.is_answers() == is_answers);
    let entry =
        |text: Option<&Text<'_>>| text.map_or_else(PathBuf::new, |t| PathBuf::from(&t.entry));
    let answers = entry(of(true));
    if answers.ends_with(crate::store::SHARED_FILE) {
        return typed(Path::new(FOLDER), None);
    }
    typed(&answers, Some(&entry(of(false))))
}

/// Why the file that a record's href names is not in the pack.
#[must_use]
pub fn why(state: &FileState, href: &str) -> String {
    match state {
        FileState::Outside if has_scheme(href) => {
            "it is outside the answer file's folder: neither a path nor an http or https link"
                .to_owned()
        }
        FileState::Missing => "there is no such file".to_owned(),
        FileState::Outside => {
            "it is outside the answer file's folder, not read (--include-outside packs it)"
                .to_owned()
        }
        FileState::Unreadable(why) => format!("it cannot be read: {}", one_line(why)),
        FileState::Unchecked | FileState::Present { .. } => "it was not looked at".to_owned(),
    }
}

fn section<'a>(
    out: &mut String,
    records: &Records<'_>,
    title: &str,
    lines: impl Iterator<Item = (&'a EvidenceId, String)>,
) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    let _ = write!(out, "\n{title}\n");
    for (id, text) in lines {
        let record = records.get(id);
        let href = record.map_or("", |record| record.href.as_str());
        let name = record.map_or("", |record| record.name());
        let _ = writeln!(out, "  {id} {}", one_line(name));
        if name != href {
            let _ = writeln!(out, "    {}", one_line(href));
        }
        let _ = writeln!(out, "    {}", one_line(&text));
    }
}
