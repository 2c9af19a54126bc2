//! The same words in all controls of a folder, or in one answer file.

use super::Query;
use super::texts::{Place, Texts, text_of};
use crate::assessment::{Assessment, EvidenceId};
use crate::bounded::{own_metadata, text_in};
use crate::folder::{Folder, unsaid};
use crate::parallel;
use crate::questionnaire::catalog::Head;
use crate::questionnaire::{LoadError, Questionnaire};
use crate::store::{AnswerFile, LIMIT, OpenError, SHARED_FILE, read_canonical};
use crate::text::one_line;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What is looked for.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    /// The words.
    pub query: &'a Query,
    /// Whether in what is asked, too, not in the answers alone.
    pub asked: bool,
    /// How many hits are kept at most.
    pub most: usize,
    /// Whether to go on; asked from any thread.
    pub go_on: &'a (dyn Fn() -> bool + Sync),
}

/// A text that has all words in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The control; empty of a record of what the controls share that none of
    /// them uses.
    pub control: String,
    /// The answer file of the control, also where the text is of its
    /// questionnaire or of a record that the controls share.
    pub path: PathBuf,
    /// Where in it.
    pub place: Place,
    /// The text as it was written.
    pub text: String,
    /// Where the words stand in it, in bytes.
    pub places: Vec<Range<usize>>,
}

/// A control that something was found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The control.
    pub control: String,
    /// The first place in it.
    pub first: Place,
    /// The last one.
    pub last: Place,
    /// How many there are.
    pub places: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Where, in the order of the controls and of their items.
    pub hits: Vec<Hit>,
    /// How many more there are than are kept.
    pub more: usize,
    /// All controls that something was found in, also of what is not kept.
    pub stops: Vec<Stop>,
    /// Files that could not be read, and why.
    pub unread: Vec<(PathBuf, String)>,
}

impl Found {
    /// Takes in what was found in the next control, keeping `most` in all.
    pub fn add(&mut self, control: &str, hits: Vec<Hit>, most: usize) {
        if let (Some(first), Some(last)) = (hits.first(), hits.last()) {
            self.stops.push(Stop {
                control: control.to_owned(),
                first: first.place.clone(),
                last: last.place.clone(),
                places: hits.len(),
            });
        }
        let room = most.saturating_sub(self.hits.len());
        self.more += hits.len().saturating_sub(room);
        self.hits.extend(hits.into_iter().take(room));
    }
}

/// Looks through an answer file.
///
/// # Errors
/// When it cannot be read.
pub fn in_file(path: &Path, q: &Questionnaire, search: &Search<'_>) -> Result<Vec<Hit>, OpenError> {
    let file = AnswerFile::open(path, q)?;
    let texts = Texts::with(file.assessment(), q, None, search.asked);
    Ok(hits(&q.control.id, path, texts, search.query))
}

fn hits(control: &str, path: &Path, texts: Texts, query: &Query) -> Vec<Hit> {
    let hit = |text: super::Text| Hit {
        control: control.to_owned(),
        path: path.to_owned(),
        places: text.places(query),
        place: text.place,
        text: text.text,
    };
    texts.found(query).into_iter().map(hit).collect()
}

/// Looks through all controls of a folder, begun or not, with what they share
/// now, on all processors. None when it was broken off.
#[must_use]
pub fn in_folder(folder: &Folder, shared: &Assessment, search: &Search<'_>) -> Option<Found> {
    let mut found = Found::default();
    let begun = folder.controls_now().unwrap_or_else(|error| {
        let why = (folder.path().to_owned(), error.to_string());
        found.unread.push(why);
        folder.controls().to_vec()
    });
    let mut all: BTreeMap<String, Option<PathBuf>> = BTreeMap::new();
    if search.asked {
        let catalog = folder.catalog();
        let asked = catalog
            .heads()
            .filter(|head: &&Head| catalog.asks(&head.id));
        all.extend(asked.map(|head| (head.id.clone(), None)));
    }
    for control in begun {
        // Of two files for one control the first is shown everywhere.
        let slot = all.entry(control.id).or_default();
        slot.get_or_insert(control.path);
    }
    let all: Vec<(String, Option<PathBuf>)> = all.into_iter().collect();
    let idle = idle_records(shared, search.query);
    let one = |buffer: &mut Vec<u8>, (id, path): &(String, Option<PathBuf>)| {
        let of = (folder, shared, &idle);
        (search.go_on)().then(|| in_control(of, id, path.as_deref(), search, buffer))
    };
    let mut used = BTreeSet::new();
    let of_each = parallel::map(&all, Vec::new, one);
    for (one, (id, _)) in of_each.into_iter().zip(&all) {
        match one? {
            Ok((hits, uses)) => {
                found.add(id, hits, search.most);
                used.extend(uses);
            }
            Err(unread) => found.unread.push(unread),
        }
    }
    let place = folder.path().join(SHARED_FILE);
    let idle = idle.iter().filter(|id| !used.contains(*id));
    let room = search.most.saturating_sub(found.hits.len());
    found.more += idle.clone().count().saturating_sub(room);
    for id in idle.take(room) {
        if let Some(record) = shared.evidence.get(id) {
            let text = text_of(id, record, None);
            found.hits.push(Hit {
                control: String::new(),
                path: place.clone(),
                places: text.places(search.query),
                place: text.place,
                text: text.text,
            });
        }
    }
    Some(found)
}

/// The shared records that the words are in; those that a control uses are
/// found there.
fn idle_records(shared: &Assessment, query: &Query) -> BTreeSet<EvidenceId> {
    let records = shared.evidence.iter().filter(|_| !query.is_empty());
    let found = records.filter(|(id, record)| text_of(id, record, None).has(query));
    found.map(|(id, _)| id.clone()).collect()
}

type OfControl = Result<(Vec<Hit>, Vec<EvidenceId>), (PathBuf, String)>;

/// What is found in a control, and which of these records it uses.
fn in_control(
    (folder, shared, of): (&Folder, &Assessment, &BTreeSet<EvidenceId>),
    id: &str,
    path: Option<&Path>,
    search: &Search<'_>,
    buffer: &mut Vec<u8>,
) -> OfControl {
    let place = match path {
        Some(path) => path.to_owned(),
        None => folder
            .place(id)
            .map_err(|why| (folder.path().join(id), why))?,
    };
    let unread = |why: String| (place.clone(), one_line(&why));
    let unknown = |e: LoadError| unread(path.and_then(unsaid).unwrap_or(e.message));
    let q = folder.questionnaire(id).map_err(unknown)?;
    let a = match path {
        None => Assessment::default(),
        Some(path) => {
            let text = text_in(path, own_metadata, LIMIT, buffer);
            match text.and_then(|text| read_canonical(text, &q, Some(shared))) {
                Some(parsed) => parsed.assessment,
                None => {
                    let file = AnswerFile::open(path, &q).map_err(|e| unread(e.first()))?;
                    file.assessment().clone()
                }
            }
        }
    };
    let hits = hits(
        id,
        &place,
        Texts::with(&a, &q, Some(shared), search.asked),
        search.query,
    );
    let used = hits.iter().filter_map(|hit| of.get(hit.place.evidence()?));
    let used = used.cloned().collect();
    Ok((hits, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_keeps_no_more_than_it_may_and_can_be_broken_off() {
        let dir = tempfile::tempdir().unwrap();
        let shared = "schema = 1\n\n[assessment]\nsubject = \"Sample\"\nroles = [\"CSP\"]\n";
        std::fs::write(dir.path().join(SHARED_FILE), shared).unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let query = Query::new("key");
        let look = |most, go_on: &(dyn Fn() -> bool + Sync)| {
            let search = Search {
                query: &query,
                asked: true,
                most,
                go_on,
            };
            in_folder(&folder, folder.shared(), &search)
        };
        let all = look(usize::MAX, &|| true).unwrap();
        assert!(all.hits.len() > 5 && all.more == 0);
        let some = look(3, &|| true).unwrap();
        assert_eq!(some.hits, all.hits[..3]);
        assert_eq!(some.more, all.hits.len() - 3);
        // Where to go on is known of what is not kept, too.
        assert_eq!(some.stops, all.stops);
        assert_eq!(some.stops[0].places, all.hits.len());
        assert_eq!(some.stops[0].last, all.hits.last().unwrap().place);
        assert_eq!(look(3, &|| false), None);
    }
}
