//! What can be picked.

use super::matching::Haystack;
use crate::assessment::{Assessment, EvidenceId, FileState, Place, Role, href_of};
use crate::questionnaire::ItemId;
use crate::store::listing::Listing;
use crate::text::{is_unsafe, one_line};
use crate::tui::doc::Doc;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What a candidate is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A record of the register.
    Record(EvidenceId),
    /// A file that is no record yet.
    File,
    /// A folder on the way to a file.
    Folder,
}

/// Something that can be picked.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// What it is.
    pub kind: Kind,
    /// What picking it records; of a folder the path to it.
    pub href: String,
    /// What taking it makes of the line.
    pub line: String,
    /// A record's title, safe to show; may be empty.
    pub title: String,
    /// A record's href, a file's path or name, safe to show.
    pub path: String,
    /// The items that a record proves already, as `CSP.03`.
    pub proves: Vec<String>,
    /// Whether it is a record whose file is not there.
    pub(super) is_missing: bool,
    /// Title and path as they are matched.
    pub(super) haystack: Haystack,
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.href == other.href
    }
}

impl Eq for Candidate {}

impl Candidate {
    /// Whether title and path have each word as it is typed, its letters
    /// together.
    pub(super) fn says(&self, typed: &str) -> bool {
        let (title, path) = (self.title.to_lowercase(), self.path.to_lowercase());
        let typed = typed.to_lowercase();
        let mut words = typed.split_whitespace();
        words.all(|word| title.contains(word) || path.contains(word))
    }
}

/// The records that one of the items does not have yet, those collected last
/// first.
pub fn records(doc: &Doc, items: &[(Role, ItemId)]) -> Vec<Arc<Candidate>> {
    let a = doc.assessment();
    let has = |record: &EvidenceId| {
        items.iter().all(|(role, item)| match item {
            ItemId::Question(id) => a.question(*role, id).evidence.contains(record),
            ItemId::Step(id) => a.step(*role, id).evidence.contains(record),
        })
    };
    let mut uses = uses(a);
    let mut records: Vec<_> = a
        .evidence
        .iter()
        .filter(|(id, record)| !has(id) && is_plain(&record.href))
        .filter(|(_, record)| record.place() == Place::Link || !record.href.contains("://"))
        .collect();
    records.sort_by(|(_, a), (_, b)| {
        (b.collected_on.cmp(&a.collected_on)).then_with(|| a.name().cmp(b.name()))
    });
    records
        .into_iter()
        .map(|(id, record)| {
            let title = one_line(&record.title);
            let path = one_line(&record.href);
            Arc::new(Candidate {
                kind: Kind::Record(id.clone()),
                href: record.href.clone(),
                line: record.href.clone(),
                haystack: Haystack::new(&title, &path),
                title,
                path,
                proves: uses.remove(id).unwrap_or_default(),
                is_missing: doc.files.get(id) == Some(&FileState::Missing),
            })
        })
        .collect()
}

/// Whether an href, typed, comes to the same href.
fn is_plain(href: &str) -> bool {
    !href.is_empty()
        && href == href_of(href, Path::new(""))
        && !href.contains(|c: char| c.is_control() || is_unsafe(c))
}

fn uses(a: &Assessment) -> BTreeMap<&EvidenceId, Vec<String>> {
    let mut uses: BTreeMap<&EvidenceId, Vec<String>> = BTreeMap::new();
    for role in &a.roles {
        let Some(answers) = a.answers.get(role) else {
            continue;
        };
        let questions = answers
            .questions
            .iter()
            .map(|(id, q)| (id.clone(), &q.evidence));
        let steps = answers
            .steps
            .iter()
            .map(|(id, s)| (id.to_string(), &s.evidence));
        for (item, evidence) in questions.chain(steps) {
            for id in evidence {
                uses.entry(id).or_default().push(format!("{role}.{item}"));
            }
        }
    }
    uses
}

fn is_like_answers(name: &str) -> bool {
    !name.contains('/') && name.ends_with(".toml")
}

/// The files and folders of a listing whose names start at `base`, without
/// those that are taken already, and without what lies beside the answer file
/// and looks like one: in a folder of controls they would hide all else.
pub fn files(
    listing: &Listing,
    base: &str,
    folder: &Path,
    taken: &BTreeSet<String>,
) -> Vec<Arc<Candidate>> {
    let candidate = |entry: &crate::store::listing::Entry| {
        if base.is_empty() && !entry.folder && is_like_answers(&entry.name) {
            return None;
        }
        let path = format!("{base}{}", entry.name);
        let href = href_of(&path, folder);
        // A name that a line of text cannot say: quotes, spaces at an end.
        let says = is_plain(&href) && (!base.is_empty() || href == path);
        if !says || path.starts_with("~/") || taken.contains(&href) {
            return None;
        }
        let (kind, line, name) = if entry.folder {
            (Kind::Folder, format!("{path}/"), format!("{}/", entry.name))
        } else {
            (Kind::File, href.clone(), entry.name.clone())
        };
        Some(Arc::new(Candidate {
            kind,
            href,
            line,
            title: String::new(),
            haystack: Haystack::new("", &name),
            path: name,
            proves: Vec::new(),
            is_missing: false,
        }))
    };
    listing.entries.iter().filter_map(candidate).collect()
}
