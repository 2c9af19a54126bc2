//! Conflicts in a plain walk: read at their item, and decided by a word.

use super::desk::Desk;
use super::walk::Walk;
use crate::assessment::{EvidenceId, Stamp, field_words, same_person};
use crate::merge::{Choice, Choices, Pick, choices, decide, item_of, keys_of};
use crate::text::one_line;
use crate::tui::doc::Disk;
use crate::tui::update::conflict_list;
use std::collections::BTreeSet;

/// What the word `conflict` is followed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// Nothing: what there is to choose from is read.
    Read,
    /// The one side.
    Ours,
    /// The other side.
    Theirs,
    /// What was before both.
    Before,
    /// All texts, one behind the other.
    Both,
    /// What is in the field meanwhile.
    Now,
    /// A value by its number.
    Number(usize),
    /// A value by whose it is.
    Whose(String),
    /// Another text.
    Write(String),
}

impl Word {
    /// What a line that begins with `conflict` says; none where it is a text
    /// that begins so.
    pub fn of(line: &str) -> Option<Self> {
        let rest = line.strip_prefix("conflict")?;
        if rest.is_empty() {
            return Some(Self::Read);
        }
        let rest = rest.strip_prefix(' ')?.trim();
        Some(match rest {
            "" => Self::Read,
            "ours" => Self::Ours,
            "theirs" => Self::Theirs,
            "before" => Self::Before,
            "both" => Self::Both,
            "now" => Self::Now,
            rest => match (rest.parse(), rest.strip_prefix("write ")) {
                (Ok(number), _) => Self::Number(number),
                (_, Some(text)) => Self::Write(text.trim().to_owned()),
                _ => return None,
            },
        })
    }

    /// What a line says that is no text: then a name can follow the word.
    pub fn of_someone(line: &str) -> Option<Self> {
        let name = line.strip_prefix("conflict ")?.trim();
        match Self::of(line.trim_end()) {
            None => Some(Self::Whose(name.to_owned())),
            of_all => of_all,
        }
    }
}

impl Walk {
    /// The conflicts of the item that is asked about and of its evidence, in
    /// order.
    fn open_here(&self) -> Vec<String> {
        let Some((role, item)) = self.here() else {
            return Vec::new();
        };
        let records = self.records(role, &item);
        let here = Some((role, item));
        let is_own = |path: &&str| item_of(path) == here;
        let is_proof = |path: &&str| record_of(path).is_some_and(|id| records.contains(&id));
        let list = conflict_list(&self.doc);
        let own = list.iter().copied().filter(is_own);
        let proofs = list.iter().copied().filter(is_proof);
        own.chain(proofs).map(str::to_owned).collect()
    }

    /// Those of no item that can be gone to: the subject, people, sign-offs,
    /// evidence that nothing rests on.
    fn open_elsewhere(&self) -> Vec<String> {
        let mut used: BTreeSet<EvidenceId> = BTreeSet::new();
        for (role, item) in &self.items {
            used.extend(self.records(*role, item));
        }
        let of_none = |path: &&str| match (item_of(path), record_of(path)) {
            (Some(item), _) => !self.items.contains(&item),
            (None, Some(id)) => !used.contains(&id),
            (None, None) => true,
        };
        let list = conflict_list(&self.doc).into_iter().filter(of_none);
        list.map(str::to_owned).collect()
    }

    /// What is asked next: of the item, then of none; and whether it is of the
    /// item.
    fn open(&self) -> (Vec<String>, bool) {
        match self.open_here() {
            here if here.is_empty() => (self.open_elsewhere(), false),
            here => (here, true),
        }
    }

    /// A field in words, of the item that is asked about without its name.
    fn field(&self, path: &str) -> String {
        let words = field_words(path);
        let Some(id) = record_of(path) else {
            return match item_of(path) {
                Some(item) if self.here().as_ref() == Some(&item) => field(path),
                _ => words,
            };
        };
        let record = self.doc.assessment().evidence.get(&id);
        let name = record.map_or_else(|| id.to_string(), |e| one_line(e.name()));
        format!("{} of the evidence “{name}”", field(path))
    }

    /// Says what of the item is in conflict and how that is decided.
    pub(super) fn read_conflicts(&mut self) {
        let open = self.open_here();
        let titles: Vec<String> = open.iter().map(|path| self.field(path)).collect();
        if !titles.is_empty() {
            let titles = titles.join(", ");
            self.out.line(&format!(
                "Changed by two people and not decided: {titles}. conflict reads what there is to choose from."
            ));
        }
    }

    /// Reads the first conflict of the item, or decides it.
    pub(super) fn conflict(&mut self, word: &Word, desk: &mut dyn Desk) {
        let (open, here) = self.open();
        let found = open.first().and_then(|path| {
            let all = choices(self.doc.assessment(), path)?;
            Some((path.clone(), all))
        });
        let Some((path, all)) = found else {
            return self.out.line("Nothing of this item is in conflict.");
        };
        if !here && *word != Word::Read && self.conflict.as_deref() != Some(path.as_str()) {
            // Nobody decides of another thing what was meant of the item.
            self.out
                .line("Nothing of this item is in conflict, but something of no item is.");
            return self.read_conflict(&path, &all, (open.len(), here));
        }
        let pick = match word {
            Word::Read => return self.read_conflict(&path, &all, (open.len(), here)),
            Word::Ours => Ok(Pick::Ours),
            Word::Theirs => Ok(Pick::Theirs),
            Word::Before => Ok(Pick::Base),
            Word::Write(text) => Ok(Pick::Text(text.clone())),
            Word::Both => both(&path, &all),
            Word::Now => Ok(Pick::Current),
            Word::Whose(name) => of(name, &all),
            Word::Number(n) => {
                let choice = n.checked_sub(1).and_then(|at| all.values.get(at));
                let most = all.values.len();
                choice
                    .map(|choice| choice.pick.clone())
                    .ok_or_else(|| format!("there is no value {n}: expected 1 to {most}"))
            }
        };
        let title = self.field(&path);
        let decided = pick.and_then(|pick| self.decided(&path, pick, desk));
        match decided {
            Ok(()) => {
                let (left, here) = self.open();
                self.say_kept(&format!("The conflict over the {title} is decided"));
                if let Some((next, all)) = left.first().and_then(|next| {
                    let all = choices(self.doc.assessment(), next)?;
                    Some((next.clone(), all))
                }) {
                    self.read_conflict(&next, &all, (left.len(), here));
                }
            }
            Err(why) => self.refuse(&why),
        }
    }

    fn decided(&mut self, path: &str, pick: Pick, desk: &mut dyn Desk) -> Result<(), String> {
        if let Disk::ReadOnly(why) = &self.doc.disk {
            return Err(format!("read-only: {why}"));
        }
        let stamp = Stamp {
            now: self.clock.now,
            by: self.options.user.clone(),
        };
        let chosen = [(path.to_owned(), pick)];
        let next = decide(self.doc.assessment(), &chosen, &self.q, &stamp)
            .map_err(|(_, error)| error.to_string())?;
        self.edit_and(&[], "conflict decided", |now| *now = next, desk)?;
        Ok(())
    }

    fn read_conflict(&mut self, path: &str, all: &Choices, (count, here): (usize, bool)) {
        let of = if here { "this item" } else { "no item" };
        let more = match (count, here) {
            (0 | 1, true) => String::new(),
            (0 | 1, false) => format!(", of {of}"),
            (n, _) => format!(", 1 of {n} of {of}"),
        };
        self.conflict = Some(path.to_owned());
        let title = self.field(path);
        self.out.line(&format!("Conflict over the {title}{more}."));
        for (n, choice) in all.values.iter().enumerate() {
            let word = match choice.pick {
                Pick::Ours => "ours",
                Pick::Theirs => "theirs",
                Pick::Current => "now in the file",
                _ => "one more",
            };
            self.read_value(&format!("{} {word}", n + 1), choice);
        }
        match &all.base {
            Some(base) => self.read_value("before both", base),
            None => self.out.line("What was before both is not known."),
        }
        let both = match both(path, all) {
            Ok(_) => "both, ",
            Err(_) => "",
        };
        self.out.line(&format!(
            "It is decided by conflict and one of: ours, theirs, now, a number, whose it is, before, {both}or write and the right one."
        ));
    }

    fn read_value(&mut self, head: &str, choice: &Choice) {
        let from = match choice.from.as_str() {
            "" => String::new(),
            from => format!(", {}", one_line(from)),
        };
        let text = choice.text().unwrap_or_else(|| "nothing".to_owned());
        let mut lines = text.split('\n').map(one_line);
        let first = lines.next().unwrap_or_default();
        self.out.line(&format!("{head}{from}: {first}"));
        for line in lines {
            self.out.line(&line);
        }
    }
}

/// The record that a conflict is about.
fn record_of(path: &str) -> Option<EvidenceId> {
    match keys_of(path)?.as_slice() {
        [evidence, id, ..] if evidence == "evidence" => EvidenceId::new(id),
        _ => None,
    }
}

/// The one value of somebody.
fn of(name: &str, all: &Choices) -> Result<Pick, String> {
    let mut own = all.values.iter().filter(|c| same_person(&c.from, name));
    let name = one_line(name);
    match (own.next(), own.next()) {
        (Some(choice), None) => Ok(choice.pick.clone()),
        (Some(_), _) => Err(format!("two of the values are of {name}: say a number")),
        (None, _) => Err(format!(
            "no value is of “{name}”: expected ours, theirs, now, a number, a name that was read, before, both or write"
        )),
    }
}

/// A field without its item: `note`.
fn field(path: &str) -> String {
    let words = field_words(path);
    match words.split_once(' ') {
        Some((_, field)) => field.to_owned(),
        None => words,
    }
}

/// All texts one behind the other, where they are texts.
fn both(path: &str, all: &Choices) -> Result<Pick, String> {
    let ends = [
        ".note",
        ".justification",
        ".implementation",
        ".customer_responsibilities",
        ".review_comment",
    ];
    if !ends.iter().any(|end| path.ends_with(end)) {
        return Err(format!(
            "the {} is no text that both fit into: choose one",
            field(path)
        ));
    }
    let texts = all.values.iter().filter_map(|choice| choice.value.clone());
    Ok(Pick::Text(texts.collect::<Vec<_>>().join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_begins_with_the_word_is_a_text() {
        assert_eq!(Word::of("conflict 2"), Some(Word::Number(2)));
        assert_eq!(Word::of("conflict"), Some(Word::Read));
        let text = Some(Word::Write("both saw it".into()));
        assert_eq!(Word::of("conflict write both saw it"), text);
        for line in ["conflict of interest", "conflicts", "conflict oursx"] {
            assert_eq!(Word::of(line), None, "{line}");
        }
    }
}
