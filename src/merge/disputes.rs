//! Conflicts that nobody has decided yet, brought together: what was said on
//! either side is kept until somebody decides.

use super::resolve::keys_of;
use super::side::{Parsed, Path, Value, dotted};
use super::three::{Draft, same};
use super::{groups, lines};
use crate::assessment::Review;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What is said of fields that go together, in their order.
type Words = Vec<Option<Value>>;

/// One of the values of a conflict.
#[derive(Debug, Clone)]
struct Said {
    words: Words,
    from: String,
    /// Its key among the others, where it has one.
    id: Option<String>,
}

impl Said {
    fn of(words: &Words, from: &str) -> Self {
        Self {
            words: words.clone(),
            from: crate::text::one_line(from),
            id: None,
        }
    }

    /// The key of the value among the others: the same wherever it is put
    /// there, so that two files in which it is agree.
    fn key(&self) -> String {
        let words = self.words.iter().map(|v| match v {
            Some(value) => value.toml(),
            None => String::new(),
        });
        let all: Vec<String> = words.collect();
        let digest = Sha256::digest(all.join("\u{1f}").as_bytes());
        digest.iter().take(4).map(|b| format!("{b:02x}")).collect()
    }
}

/// A conflict over fields that go together, as one text has it.
#[derive(Debug, Clone, Default)]
struct Dispute {
    /// What was before, of the fields that have a table.
    base: Vec<Option<Option<Value>>>,
    base_unknown: bool,
    said: Vec<Said>,
    /// Which of the fields is how far a review has come.
    review: Option<usize>,
}

impl Dispute {
    fn of(values: &BTreeMap<Path, Value>, unit: &[Path]) -> Option<Self> {
        let tables: Vec<Option<BTreeMap<Vec<String>, Value>>> =
            unit.iter().map(|path| entry(values, path)).collect();
        if tables.iter().all(Option::is_none) {
            return None;
        }
        let now = present(values, unit);
        let ids: BTreeSet<String> = tables
            .iter()
            .flatten()
            .flat_map(BTreeMap::keys)
            .filter_map(|rest| match rest.as_slice() {
                [others, id, _] if others == "others" => Some(id.clone()),
                _ => None,
            })
            .collect();
        let mut slots: Vec<(Vec<String>, Vec<String>, Option<String>)> = ["ours", "theirs"]
            .iter()
            .map(|side| (vec![(*side).into()], vec![format!("{side}_from")], None))
            .collect();
        slots.extend(ids.into_iter().map(|id| {
            let of = |key: &str| vec!["others".to_owned(), id.clone(), key.to_owned()];
            (of("value"), of("from"), Some(id.clone()))
        }));
        let mut out = Self {
            base: Vec::new(),
            base_unknown: false,
            said: Vec::new(),
            review: review_in(unit),
        };
        for table in &tables {
            let key = |key: &str| vec![key.to_owned()];
            let get = |of: &str| table.as_ref().and_then(|t| t.get(&key(of)).cloned());
            out.base_unknown |= get("base_unknown").is_some_and(|v| v.toml() == "true");
            out.base.push(table.as_ref().map(|_| get("base")));
        }
        for (value, from, id) in slots {
            let words = tables.iter().zip(&now).map(|(table, now)| match table {
                // Of what it does not know it says nothing else.
                Some(table) if id.is_none() || table.contains_key(&from) => {
                    table.get(&value).cloned()
                }
                Some(table) if table.contains_key(&value) => table.get(&value).cloned(),
                _ => now.clone(),
            });
            let words = words.collect();
            let mut names = tables.iter().flatten().filter_map(|t| t.get(&from));
            let from = names.next().map(Value::shown).unwrap_or_default();
            out.add(Said { words, from, id });
        }
        Some(out)
    }

    fn says(&self, words: &Words) -> bool {
        let mut all = self.said.iter();
        all.any(|said| repeats(&said.words, words, self.review))
    }

    /// Whether one of the texts that are kept has all in it that another says: the
    /// lines of it that did not collide were put into all of them.
    fn has(&self, base: &Words, words: &Words) -> bool {
        let text = |words: &Words| match words.as_slice() {
            [Some(Value::Text(text))] => Some(text.clone()),
            _ => None,
        };
        // What says nothing has nothing in it, and is in nothing.
        let told = |words: &Words| text(words).filter(|text| !crate::text::is_blank(text));
        let (Some(base), Some(other)) = (text(base), told(words)) else {
            return false;
        };
        let mut all = self.said.iter().filter_map(|said| told(&said.words));
        all.any(|said| lines::has(&base, &said, &other))
    }

    /// Adds what is not said yet.
    fn add(&mut self, said: Said) {
        if !self.says(&said.words) {
            self.said.push(said);
        }
    }
}

/// Whether something is said again, also where an agreement in it has been
/// withdrawn since: it was to other content.
fn repeats(said: &Words, words: &Words, review: Option<usize>) -> bool {
    let is_at = |words: &Words, at: usize, how: Review| matches!(words.get(at), Some(Some(Value::Text(word))) if word.parse() == Ok(how));
    let mut words = words.clone();
    if let Some(at) = review
        && is_at(said, at, Review::ReadyForReview)
        && is_at(&words, at, Review::Reviewed)
        && let (Some(word), Some(said)) = (words.get_mut(at), said.get(at))
    {
        word.clone_from(said);
    }
    equal(said, &words)
}

/// Which of some fields is how far the review of a step has come.
fn review_in(unit: &[Path]) -> Option<usize> {
    let is_review = |path: &Path| matches!(path.as_slice(), [roles, _, steps, _, key] if roles == "roles" && steps == "steps" && key == "review");
    unit.iter().position(is_review)
}

fn equal(a: &Words, b: &Words) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a.as_ref(), b.as_ref()))
}

/// The fields as they are, in the form in which a conflict keeps them.
fn present(values: &BTreeMap<Path, Value>, unit: &[Path]) -> Words {
    let kept = |value: &Value| match value {
        Value::Opaque(toml) => Value::Text(toml.clone()),
        value => value.clone(),
    };
    unit.iter().map(|path| values.get(path).map(kept)).collect()
}

/// The table in which what is said of a field is kept.
fn home(path: &Path) -> Path {
    vec!["conflicts".to_owned(), dotted(path)]
}

/// Whether a key of such a table is of the format.
fn is_known(rest: &[String]) -> bool {
    let parts: Vec<&str> = rest.iter().map(String::as_str).collect();
    matches!(
        parts.as_slice(),
        ["base" | "ours" | "theirs" | "base_unknown" | "ours_from" | "theirs_from"]
            | ["others", _, "value" | "from"]
    )
}

/// What is kept of a field; none where it is not in conflict.
fn entry(values: &BTreeMap<Path, Value>, path: &Path) -> Option<BTreeMap<Vec<String>, Value>> {
    let home = home(path);
    let below = values.range(home.clone()..);
    let below = below.take_while(|(p, _)| p.starts_with(&home));
    let all: BTreeMap<Vec<String>, Value> = below
        .filter_map(|(p, v)| Some((p.get(2..)?.to_vec(), v.clone())))
        .filter(|(rest, _)| is_known(rest))
        .collect();
    (!all.is_empty()).then_some(all)
}

/// What one text says of fields that go together.
struct State {
    now: Words,
    kept: Vec<Option<BTreeMap<Vec<String>, Value>>>,
    open: Option<Dispute>,
    review: Option<usize>,
}

impl State {
    fn of(side: &Parsed, unit: &[Path]) -> Self {
        Self {
            now: present(&side.values, unit),
            kept: unit.iter().map(|path| entry(&side.values, path)).collect(),
            open: Dispute::of(&side.values, unit),
            review: review_in(unit),
        }
    }

    fn is(&self, other: &Self) -> bool {
        equal(&self.now, &other.now)
            && self.kept.iter().zip(&other.kept).all(|pair| match pair {
                (None, None) => true,
                (Some(a), Some(b)) => {
                    a.len() == b.len() && a.iter().all(|(k, v)| same(Some(v), b.get(k)))
                }
                _ => false,
            })
    }

    fn says(&self, words: &Words) -> bool {
        repeats(&self.now, words, self.review)
            || self.open.as_ref().is_some_and(|open| open.says(words))
    }
}

/// The fields that are in conflict on some side, with those that go with them.
fn units(sides: [&Parsed; 3]) -> BTreeSet<Vec<Path>> {
    let in_conflict: BTreeSet<Path> = sides
        .iter()
        .flat_map(|side| side.below(&["conflicts".to_owned()]).into_keys())
        .filter(|path| path.get(2..).is_some_and(is_known))
        .filter_map(|path| {
            let written = path.get(1)?;
            let keys = keys_of(written)?;
            // What is not written as the format writes it is a key of its own.
            (dotted(&keys) == *written).then_some(keys)
        })
        .collect();
    let [_, ours, theirs] = sides;
    let mut units = BTreeSet::new();
    for path in &in_conflict {
        let (unit, leads) = groups::of_conflict(path);
        let lead = unit.first().cloned().unwrap_or_default();
        let alone =
            leads && !in_conflict.contains(&lead) && same(ours.get(&lead), theirs.get(&lead));
        units.insert(if alone { vec![path.clone()] } else { unit });
    }
    units
}

/// Decides the fields that are in conflict on some side. Returns the paths that
/// are decided: theirs, and what is kept of them.
pub(super) fn decide(
    base: &Parsed,
    ours: &Parsed,
    theirs: &Parsed,
    draft: &mut Draft,
) -> BTreeSet<Path> {
    let mut decided = BTreeSet::new();
    for unit in units([base, ours, theirs]) {
        together(&unit, base, ours, theirs, draft);
        for path in &unit {
            let home = home(path);
            for side in [base, ours, theirs] {
                let kept = side.below(&home).into_keys();
                decided.extend(kept.filter(|p| p.get(2..).is_some_and(is_known)).cloned());
            }
        }
        decided.extend(unit);
    }
    decided
}

fn together(unit: &[Path], base: &Parsed, ours: &Parsed, theirs: &Parsed, draft: &mut Draft) {
    let (b, o, t) = (
        State::of(base, unit),
        State::of(ours, unit),
        State::of(theirs, unit),
    );
    let unknown = b.open.is_none()
        && b.now.iter().all(Option::is_none)
        && unit
            .first()
            .is_some_and(|path| draft.labels.has_no_base(path));
    if o.is(&t) || (t.is(&b) && !unknown) {
        return;
    }
    if o.is(&b) && !unknown {
        take(unit, [base, ours, theirs], draft);
        return;
    }
    let (mine, other) = (draft.labels.ours.clone(), draft.labels.theirs.clone());
    let before = match unknown {
        true => Dispute {
            base_unknown: true,
            review: b.review,
            ..Dispute::default()
        },
        false => Dispute {
            base: b.now.iter().cloned().map(Some).collect(),
            review: b.review,
            ..Dispute::default()
        },
    };
    // What was decided on one side is asked about again only where the other has
    // added to it since.
    let is_old = |open: &Dispute, state: &State, decided: &Words| {
        let mut all = open.said.iter().map(|said| &said.words).chain([&state.now]);
        // To take it away with all that it is a part of is not to decide.
        let none = |words: &Words| words.iter().all(Option::is_none);
        all.all(|words| b.says(words) || equal(words, decided) || none(words))
    };
    let mut open = match (&o.open, &t.open) {
        (None, None) => {
            for path in unit {
                if !same(ours.get(path), theirs.get(path)) {
                    draft.conflict(path, base, ours, theirs);
                }
            }
            return;
        }
        (Some(open), Some(others)) => {
            let mut open = open.clone();
            for said in &others.said {
                open.add(said.clone());
            }
            open
        }
        (Some(open), None) if b.open.is_some() && is_old(open, &o, &t.now) => {
            take(unit, [base, ours, theirs], draft);
            return;
        }
        (None, Some(open)) if b.open.is_some() && is_old(open, &t, &o.now) => return,
        (Some(open), None) => open.clone(),
        (None, Some(others)) => {
            if t.says(&o.now) || others.has(&b.now, &o.now) {
                take(unit, [base, ours, theirs], draft);
                return;
            }
            let base = if b.open.is_some() { others } else { &before };
            let mut open = Dispute {
                said: Vec::new(),
                ..base.clone()
            };
            open.add(Said::of(&o.now, &mine));
            for said in &others.said {
                open.add(said.clone());
            }
            open
        }
    };
    open.base.resize(unit.len(), None);
    for (at, base) in open.base.iter_mut().enumerate() {
        let theirs = t.open.as_ref().and_then(|open| open.base.get(at).cloned());
        let before = || b.now.get(at).cloned();
        *base = base.take().or(theirs.flatten()).or_else(before);
    }
    // What stood there already is no new value, unless it is a decision.
    let stays = equal(&t.now, &b.now) && t.open.is_some();
    if !equal(&t.now, &o.now) && !stays && !open.has(&b.now, &t.now) {
        open.add(Said::of(&t.now, &other));
    }
    if o.open
        .as_ref()
        .is_some_and(|of| of.said.len() == open.said.len())
    {
        return;
    }
    if open.said.len() < 2 && open.says(&o.now) {
        keep(unit, None, &o.now, draft);
        return;
    }
    keep(unit, Some(&open), &o.now, draft);
    let new = Some(&o.now).filter(|now| !equal(now, &b.now));
    let all = |state: &State| {
        let mut words = open.said.iter().map(|said| &said.words).chain(new);
        words.all(|words| state.says(words))
    };
    if !all(&o) && !all(&t) {
        let paths = unit
            .iter()
            .filter(|path| entry(&draft.values, path).is_some());
        let paths: Vec<Path> = paths.cloned().collect();
        draft.conflicts.extend(paths);
    }
}

/// Takes the fields and what is kept of them from theirs.
fn take(unit: &[Path], [base, ours, theirs]: [&Parsed; 3], draft: &mut Draft) {
    for path in unit {
        let value = theirs.get(path);
        if matches!(value, Some(Value::Opaque(_))) {
            // It cannot be written as it is.
            draft.conflict(path, base, ours, theirs);
            continue;
        }
        if !same(draft.values.get(path), value) {
            draft.take(path, value.cloned());
        }
        let kept = entry(&theirs.values, path).unwrap_or_default();
        put(path, kept, draft);
    }
}

/// Writes a conflict over fields that go together: one table for each in which
/// what is said differs.
fn keep(unit: &[Path], open: Option<&Dispute>, now: &Words, draft: &mut Draft) {
    for (at, path) in unit.iter().enumerate() {
        let kept = open.map(|open| leaves(open, at, now)).unwrap_or_default();
        put(path, kept, draft);
    }
}

/// The keys of the table of one field of a conflict; none where all say the
/// same of it.
fn leaves(open: &Dispute, at: usize, now: &Words) -> BTreeMap<Vec<String>, Value> {
    let of = |words: &Words| words.get(at).cloned().flatten();
    let first = of(now);
    let mut out = BTreeMap::new();
    let differs = |said: &Said| !same(of(&said.words).as_ref(), first.as_ref());
    if !open.said.iter().any(differs) {
        return out;
    }
    let mut put = |keys: &[&str], value: Option<Value>| {
        if let Some(value) = value {
            let keys = keys.iter().map(|k| (*k).to_owned()).collect();
            out.insert(keys, value);
        }
    };
    let name = |from: &str| (!from.is_empty()).then(|| Value::Text(from.to_owned()));
    if open.base_unknown {
        put(&["base_unknown"], Some(Value::Other("true".into())));
    } else {
        put(&["base"], open.base.get(at).cloned().flatten().flatten());
    }
    let mut used = BTreeSet::new();
    for (nth, said) in open.said.iter().enumerate() {
        match nth {
            0 => {
                put(&["ours"], of(&said.words));
                put(&["ours_from"], name(&said.from));
            }
            1 => {
                put(&["theirs"], of(&said.words));
                put(&["theirs_from"], name(&said.from));
            }
            _ => {
                let id = said.id.clone().unwrap_or_else(|| said.key());
                let numbered = (2..).map(|n| format!("{id}-{n}"));
                let mut ids = std::iter::once(id.clone()).chain(numbered);
                let id = ids.find(|id| !used.contains(id)).unwrap_or(id);
                put(&["others", &id, "value"], of(&said.words));
                // One that says nothing has to be there, too.
                let from = if said.from.is_empty() {
                    UNNAMED
                } else {
                    &said.from
                };
                put(&["others", &id, "from"], name(from));
                used.insert(id);
            }
        }
    }
    out
}

/// Who is said to have given a value that nobody is named for.
const UNNAMED: &str = "unnamed";

/// Makes what is kept of a field what it is to be.
fn put(path: &Path, kept: BTreeMap<Vec<String>, Value>, draft: &mut Draft) {
    let home = home(path);
    let before = entry(&draft.values, path).unwrap_or_default();
    let full = |rest: &[String]| -> Path { home.iter().chain(rest).cloned().collect() };
    for rest in before.keys().filter(|rest| !kept.contains_key(*rest)) {
        draft.take(&full(rest), None);
    }
    for (rest, value) in kept {
        if !same(before.get(&rest), Some(&value)) {
            draft.take(&full(&rest), Some(value));
        }
    }
}

/// The keys of the table of a field that was not in conflict yet, or what is
/// added to it.
pub(super) fn made(
    path: &Path,
    said: &[Option<Value>; 3],
    names: [&str; 2],
    base_unknown: bool,
    values: &BTreeMap<Path, Value>,
) -> BTreeMap<Path, Value> {
    let unit = std::slice::from_ref(path);
    let kept = |value: &Option<Value>| match value {
        Some(Value::Opaque(toml)) => Some(Value::Text(toml.clone())),
        value => value.clone(),
    };
    let [base, ours, theirs] = said;
    let mut open = Dispute::of(values, unit).unwrap_or_else(|| Dispute {
        base: vec![Some(kept(base))],
        base_unknown,
        ..Dispute::default()
    });
    for (value, from) in [ours, theirs].into_iter().zip(names) {
        open.add(Said::of(&vec![kept(value)], from));
    }
    let home = home(path);
    // Where both say the same, one of them has no place to stand at.
    let elsewhere = vec![Some(Value::Other(String::new()))];
    let kept = leaves(&open, 0, &elsewhere).into_iter();
    kept.map(|(rest, value)| (home.iter().cloned().chain(rest).collect(), value))
        .collect()
}
