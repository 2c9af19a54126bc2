//! What was joined before: a part that comes once more does not ask again about
//! what has been decided since.

use super::groups::name;
use super::part::{pieces, sent_items, short};
use super::side::{Parsed, Path, Value, dotted};
use super::{MergeError, Side, keys_of};
use crate::assessment::Assessment;
use crate::store::Layout;
use crate::store::fields::{Canonical, quoted};
use crate::text::one_line;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use toml_edit::Document;

/// What a file remembers of the parts that were joined into it, beside one of
/// them.
pub(super) struct Joined {
    /// What stood in both when they were last alike, by its key path.
    then: BTreeMap<Path, Option<Value>>,
    /// Of each item, sign-off and record that was joined before, the fields of
    /// which that is not known.
    others: BTreeMap<Path, BTreeSet<Path>>,
    /// What the part says of these fields.
    there: BTreeMap<Path, Option<Value>>,
    /// All items, sign-offs and records of the two.
    all: BTreeSet<Path>,
    /// What is to be remembered from now on.
    states: BTreeSet<String>,
    /// Whether it is already.
    is_remembered: bool,
    /// The items that who answered them has answered anew in the part.
    anew: Vec<String>,
}

/// The fields of an item, a sign-off or a record, by their paths.
type Fields<'a> = BTreeMap<&'a Path, &'a Value>;

impl Joined {
    /// What `whole` remembers, beside `part`.
    pub(super) fn of(
        (text, whole): (&str, &Assessment),
        (part_text, part): (&str, &Assessment),
    ) -> Result<Self, MergeError> {
        let (ours, theirs) = (
            Parsed::of(text, Side::Ours)?,
            Parsed::of(part_text, Side::Theirs)?,
        );
        let (ours, theirs) = (items(&ours, part), items(&theirs, part));
        let mut joined = Self {
            then: BTreeMap::new(),
            others: BTreeMap::new(),
            there: BTreeMap::new(),
            all: ours.keys().chain(theirs.keys()).cloned().collect(),
            states: whole.joined.clone(),
            is_remembered: true,
            anew: Vec::new(),
        };
        let mut states: BTreeMap<&str, Vec<State>> = BTreeMap::new();
        for (key, state) in whole.joined.iter().filter_map(|line| State::read(line)) {
            states.entry(key).or_default().push(state);
        }
        let nothing = Fields::new();
        for key in &joined.all {
            let one = ours.get(key).unwrap_or(&nothing);
            let other = theirs.get(key).unwrap_or(&nothing);
            if let Some(states) = states.get(dotted(key).as_str()) {
                let mut unknown = BTreeSet::new();
                for path in one.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
                    let (here, there) = (one.get(*path).copied(), other.get(*path).copied());
                    let (field, of_them) = (field(key, path), there.map(digest));
                    let had = |state: &State, what: &Option<String>| {
                        state.fields.get(field.as_str()).copied() == what.as_deref()
                    };
                    // The file has had it, and what it has now comes after it.
                    if states.iter().any(|state| had(state, &of_them)) {
                        joined.then.insert((*path).clone(), there.cloned());
                        continue;
                    }
                    let of_us = here.map(digest);
                    let is_next =
                        |state: &&State| had(state, &of_us) && state.is_before(key, other);
                    if states.iter().any(|state| is_next(&state)) {
                        joined.then.insert((*path).clone(), here.cloned());
                        joined.anew.push(name(key));
                    } else {
                        unknown.insert((*path).clone());
                        joined.there.insert((*path).clone(), there.cloned());
                    }
                }
                joined.others.insert(key.clone(), unknown);
            }
        }
        joined.anew.dedup();
        let sent = sent_items(part);
        let now = pieces(part);
        let came = theirs.keys().map(|key| key.join("."));
        let came: BTreeMap<String, &Path> = came.zip(theirs.keys()).collect();
        let digests: BTreeMap<String, String> = now
            .iter()
            .map(|(key, piece)| (key.join("."), short(piece)))
            .collect();
        for (key, path) in &came {
            let was = sent.get(key.as_str()).copied();
            let has_come = joined.others.contains_key(*path);
            if was.is_none() || has_come || digests.get(key).map(String::as_str) != was {
                let fields = theirs.get(*path).unwrap_or(&nothing);
                joined.remember(State::write(path, fields));
            }
        }
        let mut gone: BTreeSet<Path> = sent
            .keys()
            .filter(|key| !came.contains_key(**key))
            .map(|key| {
                // An id may have dots in it.
                let many = if key.starts_with("roles.") { 4 } else { 2 };
                key.splitn(many, '.').map(str::to_owned).collect()
            })
            .collect();
        gone.extend(
            joined
                .others
                .keys()
                .filter(|key| !theirs.contains_key(*key))
                .cloned(),
        );
        for path in gone {
            joined.remember(State::write(&path, &nothing));
        }
        Ok(joined)
    }

    fn remember(&mut self, state: String) {
        let is_new = self.states.insert(state);
        self.is_remembered &= !is_new;
    }

    /// The text that both come from with what is known of it, and what is not
    /// known of it: of what nobody knows where it comes from, or of everything,
    /// what is not known from what was joined before, either.
    pub(super) fn base(
        &self,
        text: &str,
        part: &Assessment,
        unknown: Option<Vec<Path>>,
    ) -> Result<(String, Vec<Path>), MergeError> {
        let keys = unknown.unwrap_or_else(|| self.all.iter().cloned().collect());
        let (before, others): (Vec<Path>, _) = keys
            .into_iter()
            .partition(|key| self.others.contains_key(key));
        let mut unknown: Vec<Path> = others;
        unknown.extend(
            before
                .iter()
                .filter_map(|key| self.others.get(key))
                .flatten()
                .cloned(),
        );
        if self.others.is_empty() {
            return Ok((text.to_owned(), unknown));
        }
        let parsed = Parsed::of(text, Side::Base)?;
        let mut gone: Vec<Path> = Vec::new();
        for (key, fields) in items(&parsed, part) {
            let Some(open) = self.others.get(&key) else {
                continue;
            };
            // Neither of the two has it any more.
            let is_gone = |path: &Path| !open.contains(path) && !self.then.contains_key(path);
            gone.extend(fields.into_keys().filter(|path| is_gone(path)).cloned());
        }
        // It has come, and the part is as it was before: somebody has taken it
        // back, or the part is an older one.
        let is_back = |(path, there): &(&Path, &Option<Value>)| match (parsed.get(path), there) {
            (None, None) => true,
            (Some(a), Some(b)) => a.same(b),
            _ => false,
        };
        let back = self
            .there
            .iter()
            .filter(is_back)
            .map(|(path, _)| path.clone());
        for path in back {
            if !unknown.contains(&path) {
                unknown.push(path.clone());
            }
            gone.push(path);
        }
        let text = changed(text, Side::Base, |layout| {
            gone.iter().for_each(|path| layout.remove(path));
            for (path, value) in &self.then {
                match value {
                    Some(value) => layout.set(path, &value.toml(), &Canonical),
                    None => layout.remove(path),
                }
            }
        })?;
        Ok((text, unknown))
    }

    /// What was decided without asking, as a sentence.
    pub(super) fn note(&self) -> Option<String> {
        let anew = one_line(&self.anew.join(", "));
        (!anew.is_empty()).then(|| {
            format!("{anew}: answered anew in the part by who had answered what was joined before")
        })
    }

    /// The text that remembers the part as it is now.
    pub(super) fn remembered_in(&self, text: &str) -> Result<String, MergeError> {
        if self.is_remembered {
            return Ok(text.to_owned());
        }
        let states: Vec<String> = self.states.iter().map(|state| quoted(state)).collect();
        changed(text, Side::Ours, |layout| {
            let keys = ["assessment".to_owned(), "joined".to_owned()];
            layout.set(&keys, &format!("[{}]", states.join(", ")), &Canonical);
        })
    }
}

/// A text after a change of it.
fn changed(text: &str, side: Side, change: impl FnOnce(&mut Layout)) -> Result<String, MergeError> {
    let document = Document::parse(text).map_err(|error| MergeError::Parse {
        side,
        line: 1,
        message: one_line(error.message()),
    })?;
    let mut layout = Layout::of(&document);
    change(&mut layout);
    layout.close_lines();
    Ok(layout.to_string())
}

/// The items, sign-offs and records of a text, as far as a part is about them;
/// what is undecided of one belongs to it.
fn items<'a>(text: &'a Parsed, part: &Assessment) -> BTreeMap<Path, Fields<'a>> {
    let mut all: BTreeMap<Path, Fields<'a>> = BTreeMap::new();
    for (path, value) in &text.values {
        let about = match path.as_slice() {
            [conflicts, of, ..] if conflicts == "conflicts" => keys_of(of),
            _ => Some(path.clone()),
        };
        let Some(about) = about else { continue };
        let words: Vec<&str> = about.iter().map(String::as_str).collect();
        let is_ours = |role: &str| part.roles.iter().any(|r| r.as_str() == role);
        let many = match words.as_slice() {
            ["roles", role, "questions" | "steps", _, ..] if is_ours(role) => 4,
            ["roles", role, "sign_off", ..] if is_ours(role) => 3,
            ["evidence", _, ..] => 2,
            _ => continue,
        };
        let key = about.into_iter().take(many).collect();
        all.entry(key).or_default().insert(path, value);
    }
    all
}

/// What a field is called where it is remembered.
fn field(key: &[String], path: &Path) -> String {
    let rest = path.strip_prefix(key).unwrap_or(path);
    let name = rest.join(".");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    match name.chars().all(is_plain) {
        true => name,
        false => hash(&name),
    }
}

/// Eight hex digits of a value; the order of a set says nothing.
fn digest(value: &Value) -> String {
    match value {
        Value::List(words) => {
            let mut words = words.clone();
            words.sort();
            words.dedup();
            hash(&Value::List(words).toml())
        }
        value => hash(&value.toml()),
    }
}

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(4).map(|b| format!("{b:02x}")).collect()
}

/// An item, a sign-off or a record as it was in a part that was joined.
struct State<'a> {
    /// When it was answered; `-` where it does not say.
    at: &'a str,
    /// The digests of its fields.
    fields: BTreeMap<&'a str, &'a str>,
}

impl<'a> State<'a> {
    /// `roles.MP.steps.01 2026-11-24T10:15:00Z note=1f0c2a99,outcome=5b11e2d0`
    fn read(line: &'a str) -> Option<(&'a str, Self)> {
        let mut words = line.rsplitn(3, ' ');
        let (fields, at, key) = (words.next()?, words.next()?, words.next()?);
        let fields = fields.split(',').filter_map(|f| f.split_once('='));
        let fields = fields.collect();
        Some((key, Self { at, fields }))
    }

    fn write(key: &[String], fields: &Fields<'_>) -> String {
        let at = match when(key, fields) {
            at if at.is_empty() || at.contains(' ') => "-".to_owned(),
            at => at,
        };
        let fields = fields.iter();
        let fields = fields.map(|(path, value)| format!("{}={}", field(key, path), digest(value)));
        let fields: Vec<String> = fields.collect();
        let fields = match fields.as_slice() {
            [] => "-".to_owned(),
            fields => fields.join(","),
        };
        format!("{} {at} {fields}", dotted(key))
    }

    /// Whether the same person has said something since.
    fn is_before(&self, key: &[String], fields: &Fields<'_>) -> bool {
        let by = STAMPS.iter().find_map(|(by, _)| {
            let path: Path = key.iter().cloned().chain([(*by).to_owned()]).collect();
            Some((*by, fields.get(&path)?))
        });
        let same = by.is_some_and(|(by, value)| {
            self.fields.get(by).copied() == Some(digest(value).as_str())
        });
        same && self.at != "-" && *self.at <= *when(key, fields)
    }
}

/// Who says an item, a sign-off or a record, and when.
const STAMPS: [(&str, &str); 4] = [
    ("assessed_by", "assessed_at"),
    ("answered_by", "answered_at"),
    ("by", "at"),
    ("collected_by", "collected_on"),
];

/// When it was said, in UTC, which sorts as text; empty where it does not say.
fn when(key: &[String], fields: &Fields<'_>) -> String {
    let at = STAMPS.iter().find_map(|(_, at)| {
        let path: Path = key.iter().cloned().chain([(*at).to_owned()]).collect();
        fields.get(&path)
    });
    let text = at.map(|at| at.toml()).unwrap_or_default();
    match chrono::DateTime::parse_from_rfc3339(&text) {
        Ok(time) => time.to_utc().to_rfc3339(),
        Err(_) => text,
    }
}
