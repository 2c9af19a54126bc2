//! The merge itself.

use super::side::{Parsed, Path, Value, dotted};
use super::{Labels, MergeError, Merged, Side, away, comments, disputes, groups, lines, settled};
use crate::limits;
use crate::store::fields::Canonical;
use crate::store::layout::Layout;
use std::collections::{BTreeMap, BTreeSet};

/// What was decided so far: ours, with what is taken from theirs.
pub(super) struct Draft {
    /// All values as they will be, conflicts aside.
    pub values: BTreeMap<Path, Value>,
    /// What differs from ours.
    changes: BTreeMap<Path, Option<Value>>,
    /// What both changed in different ways.
    pub conflicts: Vec<Path>,
    /// What was decided without asking.
    pub notes: Vec<String>,
    kept: BTreeMap<Path, [Option<Value>; 3]>,
    pub labels: Labels,
}

impl Draft {
    /// Gives a key another value than ours.
    pub fn take(&mut self, path: &[String], value: Option<Value>) {
        match &value {
            Some(value) => self.values.insert(path.to_vec(), value.clone()),
            None => self.values.remove(path),
        };
        self.changes.insert(path.to_vec(), value);
    }

    /// Leaves a key as ours has it, whatever was decided before.
    pub fn leave(&mut self, path: &[String], ours: Option<&Value>) {
        match ours {
            Some(value) => self.values.insert(path.to_vec(), value.clone()),
            None => self.values.remove(path),
        };
        self.changes.remove(path);
    }

    /// Keeps all that is said of a key.
    pub fn conflict(&mut self, path: &[String], base: &Parsed, ours: &Parsed, theirs: &Parsed) {
        self.keep(
            path,
            [base, ours, theirs].map(|side| side.get(path).cloned()),
        );
    }

    fn keep(&mut self, path: &[String], all: [Option<Value>; 3]) {
        self.kept.insert(path.to_vec(), all);
        self.conflicts.push(path.to_vec());
    }
}

pub(super) fn same(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => a.same(b),
        _ => false,
    }
}

/// Merges theirs into ours, both descended from base; an empty base is a file
/// that both have made.
///
/// # Errors
/// When one of the texts is no TOML, or the result would not be what was
/// decided; then nothing is to be written.
pub fn merge(base: &str, ours: &str, theirs: &str, labels: &Labels) -> Result<Merged, MergeError> {
    let b = Parsed::of(base, Side::Base)?;
    let o = Parsed::of(ours, Side::Ours)?;
    let t = Parsed::of(theirs, Side::Theirs)?;
    let whole = |text: &str, values: &BTreeMap<Path, Value>| Merged {
        text: text.to_owned(),
        conflicts: Vec::new(),
        notes: Vec::new(),
        taken: taken(values, &o, &t),
    };
    if theirs == ours || theirs == base && !labels.no_base {
        return Ok(whole(ours, &o.values));
    }
    let same_schema = o.get(&["schema".to_owned()]) == t.get(&["schema".to_owned()]);
    if ours == base && same_schema && !labels.no_base {
        return Ok(whole(theirs, &t.values));
    }
    for (parsed, side) in [(&b, Side::Base), (&o, Side::Ours), (&t, Side::Theirs)] {
        let schema = parsed.other(&["schema".to_owned()]).parse();
        if let Some(schema) = schema
            .ok()
            .filter(|schema| *schema > crate::assessment::SCHEMA)
        {
            return Err(MergeError::Newer { side, schema });
        }
    }
    let mut draft = Draft {
        values: o.values.clone(),
        changes: BTreeMap::new(),
        conflicts: Vec::new(),
        notes: Vec::new(),
        kept: BTreeMap::new(),
        labels: labels.clone(),
    };
    let decided = disputes::decide(&b, &o, &t, &mut draft);
    let decided = away::decide(&b, &o, &t, decided, &mut draft);
    let decided = groups::decide(&b, &o, &t, decided, &mut draft);
    let paths: BTreeSet<Path> = [&b, &o, &t]
        .iter()
        .flat_map(|side| side.values.keys().cloned())
        .collect();
    for path in paths.iter().filter(|p| !decided.contains(*p)) {
        field(path, &b, &o, &t, &mut draft);
    }
    settled::settle(&b, &o, &t, &mut draft);
    let mut layout = o.layout.clone();
    write(&mut layout, &mut draft, &b, &o, &t, labels);
    comments::merge(&mut layout, &b.layout, &t.layout);
    layout.close_lines();
    let text = layout.to_string();
    check(&text, &draft.values)?;
    fits(text.len(), &draft.values)?;
    let mut conflicts: Vec<String> = draft.conflicts.iter().map(|p| dotted(p)).collect();
    conflicts.sort();
    conflicts.dedup();
    Ok(Merged {
        text,
        conflicts,
        taken: taken(&draft.values, &o, &t),
        notes: draft.notes,
    })
}

/// How many fields are not as ours has them, for theirs has them otherwise.
fn taken(values: &BTreeMap<Path, Value>, ours: &Parsed, theirs: &Parsed) -> usize {
    let paths: BTreeSet<&Path> = ours.values.keys().chain(theirs.values.keys()).collect();
    let differs = |mine: Option<&Value>, path: &Path| !same(mine, ours.get(path));
    let fields = paths
        .into_iter()
        .filter(|path| path.first().is_some_and(|k| k != "conflicts"));
    fields
        .filter(|path| differs(values.get(*path), path) && differs(theirs.get(path), path))
        .count()
}

/// Refuses what could not be opened again.
fn fits(size: usize, values: &BTreeMap<Path, Value>) -> Result<(), MergeError> {
    if !u64::try_from(size).is_ok_and(|size| size <= limits::ANSWER_FILE) {
        let most = limits::ANSWER_FILE >> 20;
        return Err(MergeError::TooMuch(format!(
            "it would be larger than {most} MiB"
        )));
    }
    for (table, most) in [("evidence", limits::EVIDENCE), ("people", limits::PEOPLE)] {
        let mut records: Vec<_> = values
            .keys()
            .filter_map(|path| match path.as_slice() {
                [of, record, ..] if of == table => Some(record),
                _ => None,
            })
            .collect();
        records.dedup();
        if records.len() > most {
            return Err(MergeError::TooMuch(format!(
                "it would have more than {most} records of {table}"
            )));
        }
    }
    Ok(())
}

/// Decides one key that is no part of a group.
fn field(path: &Path, b: &Parsed, o: &Parsed, t: &Parsed, draft: &mut Draft) {
    let (base, ours, theirs) = (b.get(path), o.get(path), t.get(path));
    let plain = groups::is_set(path) || groups::is_bookkeeping(path);
    let no_base = draft.labels.has_no_base(path);
    let unknown = no_base && base.is_none() && !plain;
    if same(ours, theirs) {
        return;
    }
    if path.first().is_some_and(|k| k == "conflicts") {
        older(path, b, o, t, draft);
        return;
    }
    if same(theirs, base) && !unknown {
        return;
    }
    let opaque = |v: Option<&Value>| matches!(v, Some(Value::Opaque(_)));
    let is_set = groups::is_set(path);
    if same(ours, base) && !opaque(ours) && !opaque(theirs) && (!no_base || plain) {
        draft.take(path, theirs.cloned());
        return;
    }
    if is_set {
        let list = |v: Option<&Value>| match v {
            Some(Value::List(words)) => Some(words.clone()),
            None => Some(Vec::new()),
            _ => None,
        };
        if let (Some(base), Some(ours), Some(theirs)) = (list(base), list(ours), list(theirs)) {
            let merged = set(&base, &ours, &theirs);
            if merged.is_empty() && path.last().is_some_and(|k| k == "roles") {
                draft.conflict(path, b, o, t);
                return;
            }
            draft.take(path, (!merged.is_empty()).then_some(Value::List(merged)));
            return;
        }
    }
    if let (Some(Value::Text(ours)), Some(Value::Text(theirs))) = (ours, theirs) {
        let base = match base {
            Some(Value::Text(base)) => base.as_str(),
            _ => "",
        };
        if let Some(text) = lines::merged(base, ours, theirs) {
            let what = path.last().map_or("", String::as_str);
            draft.notes.push(format!(
                "{} {what}: both changed other lines of it; both are in",
                groups::name(path)
            ));
            draft.take(path, Some(Value::Text(text)));
            return;
        }
        if let Some((ours, theirs)) = lines::apart(base, ours, theirs) {
            let what = path.last().map_or("", String::as_str);
            draft.notes.push(format!(
                "{} {}: the lines that one side alone changed are in both texts that there are to choose from",
                groups::name(path),
                what.replace('_', " ")
            ));
            let [ours, theirs] = [ours, theirs].map(|text| Some(Value::Text(text)));
            draft.take(path, ours.clone());
            draft.keep(path, [b.get(path).cloned(), ours, theirs]);
            return;
        }
    }
    draft.conflict(path, b, o, t);
}

/// Decides a key of an older conflict that is none of the format's. It is taken
/// from the side that has changed what is said of the conflict; that of ours
/// stays where both have.
fn older(path: &Path, b: &Parsed, o: &Parsed, t: &Parsed, draft: &mut Draft) {
    let table = path.get(..2).unwrap_or(path);
    let (was, mine, other) = (b.below(table), o.below(table), t.below(table));
    if other == was {
        return;
    }
    let theirs = t.get(path);
    if mine == was || mine.is_empty() {
        draft.take(path, theirs.cloned());
        return;
    }
    let shown = |v: Option<&Value>| v.map_or("nothing".to_owned(), Value::shown);
    draft.notes.push(format!(
        "{}: ours says {}, theirs {}; ours is kept",
        groups::name(path),
        shown(o.get(path)),
        shown(theirs)
    ));
}

/// Ours, with what theirs added and without what theirs took away.
fn set(base: &[String], ours: &[String], theirs: &[String]) -> Vec<String> {
    let kept = ours
        .iter()
        .filter(|w| theirs.contains(w) || !base.contains(w));
    let added = theirs
        .iter()
        .filter(|w| !base.contains(w) && !ours.contains(w));
    kept.chain(added).cloned().collect()
}

/// Puts what was decided into the text of ours.
fn write(
    layout: &mut Layout,
    draft: &mut Draft,
    b: &Parsed,
    o: &Parsed,
    t: &Parsed,
    labels: &Labels,
) {
    let mut layout = layout.filling(&Canonical);
    // First what goes: a key can have become a table.
    let changes = std::mem::take(&mut draft.changes);
    for (path, _) in changes.iter().filter(|(_, v)| v.is_none()) {
        layout.remove(path);
        let is_kept = path.first().is_some_and(|k| k == "conflicts");
        for depth in (1..path.len()).rev() {
            layout.tidy(path.get(..depth).unwrap_or_default(), is_kept && depth > 1);
        }
    }
    for (path, value) in &changes {
        let Some(value) = value else { continue };
        let below = draft.values.range(path.clone()..).nth(1);
        let is_table = below.is_some_and(|(other, _)| other.starts_with(path));
        let mut above = (1..path.len()).filter_map(|depth| path.get(..depth));
        if is_table || above.any(|above| draft.values.contains_key(above)) {
            // A value on one side and a table on the other.
            draft.values.remove(path);
            draft.conflict(path, b, o, t);
            continue;
        }
        layout.set(path, &value.toml());
    }
    draft.conflicts.sort();
    draft.conflicts.dedup();
    for path in &draft.conflicts {
        let Some(said) = draft.kept.get(path) else {
            continue;
        };
        let below = |start: &Vec<String>| path.starts_with(start);
        let anywhere = labels.unknown.is_empty() || labels.unknown.iter().any(below);
        let names = [labels.ours.as_str(), labels.theirs.as_str()];
        let unknown = labels.no_base && anywhere;
        let all = disputes::made(path, said, names, unknown, &draft.values);
        for (path, value) in all {
            layout.set(&path, &value.toml());
            draft.values.insert(path, value);
        }
    }
}

/// Reads the text again, to see that it says what was decided.
fn check(text: &str, values: &BTreeMap<Path, Value>) -> Result<(), MergeError> {
    let broken = |what: String| MergeError::Broken(crate::text::one_line(&what));
    let read = Parsed::of(text, Side::Ours).map_err(|e| broken(e.to_string()))?;
    let paths: BTreeSet<&Path> = read.values.keys().chain(values.keys()).collect();
    for path in paths {
        let (got, want) = (read.get(path), values.get(path));
        let empty = |v: Option<&Value>| matches!(v, Some(Value::List(l)) if l.is_empty());
        let as_meant = same(got, want) || (empty(got) && want.is_none());
        if !as_meant {
            return Err(broken(format!("{} is not as it was decided", dotted(path))));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_as_can_be_opened_fits_and_no_more() {
        let records = |table: &str, count: usize| -> BTreeMap<Path, Value> {
            let of = |n: usize| {
                let path = |key: &str| vec![table.to_owned(), n.to_string(), key.to_owned()];
                ["a", "b"].map(|key| (path(key), Value::Text(String::new())))
            };
            (0..count).flat_map(of).collect()
        };
        let told = |size: usize, values: &BTreeMap<Path, Value>| match fits(size, values) {
            Err(MergeError::TooMuch(why)) => why,
            other => format!("{other:?}"),
        };
        let most = usize::try_from(limits::ANSWER_FILE).unwrap();
        assert_eq!(fits(most, &BTreeMap::new()), Ok(()));
        assert_eq!(
            told(most + 1, &BTreeMap::new()),
            "it would be larger than 16 MiB"
        );
        for (table, most) in [("people", limits::PEOPLE), ("evidence", limits::EVIDENCE)] {
            assert_eq!(fits(1, &records(table, most)), Ok(()));
            let why = format!("it would have more than {most} records of {table}");
            assert_eq!(told(1, &records(table, most + 1)), why);
            assert_eq!(fits(1, &records("of_ones_own", most + 1)), Ok(()));
        }
    }

    #[test]
    fn a_text_that_does_not_say_what_was_decided_is_not_written() {
        let roles = || vec!["assessment".to_owned(), "roles".to_owned()];
        let set = |words: &[&str]| {
            let words = words.iter().map(|w| (*w).to_owned()).collect();
            BTreeMap::from([(roles(), Value::List(words))])
        };
        let one = "assessment.roles = [\"CSP\"]\n";
        for (text, values, is_meant) in [
            (one, set(&["CSP"]), true),
            ("assessment.roles = []\n", BTreeMap::new(), true),
            ("assessment.roles = []\n", set(&["CSP"]), false),
            (one, BTreeMap::new(), false),
            (one, set(&["MP"]), false),
            ("", set(&["CSP"]), false),
            ("= nonsense", BTreeMap::new(), false),
        ] {
            let told = check(text, &values);
            assert_eq!(told.is_ok(), is_meant, "{text}: {told:?}");
            assert!(is_meant || matches!(told, Err(MergeError::Broken(_))));
        }
    }
}
