//! Conflicts in a plain walk: read at their item, and decided by a word.

use super::desk::Desk;
use super::walk::Walk;
use crate::assessment::{Stamp, field_words};
use crate::merge::{Choice, Choices, Pick, choices, decide, item_of};
use crate::text::one_line;
use crate::tui::doc::Disk;
use crate::tui::update::conflict_list;

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
    /// A value by its number.
    Number(usize),
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
            rest => match (rest.parse(), rest.strip_prefix("write ")) {
                (Ok(number), _) => Self::Number(number),
                (_, Some(text)) => Self::Write(text.trim().to_owned()),
                _ => return None,
            },
        })
    }
}

impl Walk {
    /// The conflicts of the item that is asked about, in order.
    fn open_here(&self) -> Vec<String> {
        let here = self.here();
        let of = |path: &&str| here.is_some() && item_of(path) == here;
        let list = conflict_list(&self.doc).into_iter().filter(of);
        list.map(str::to_owned).collect()
    }

    /// Says what of the item is in conflict and how that is decided.
    pub(super) fn read_conflicts(&mut self) {
        let open = self.open_here();
        let titles: Vec<String> = open.iter().map(|path| field(path)).collect();
        if !titles.is_empty() {
            let titles = titles.join(", ");
            self.out.line(&format!(
                "Changed by two people and not decided: {titles}. conflict reads what there is to choose from."
            ));
        }
    }

    /// Reads the first conflict of the item, or decides it.
    pub(super) fn conflict(&mut self, word: &Word, desk: &mut dyn Desk) {
        let open = self.open_here();
        let found = open.first().and_then(|path| {
            let all = choices(self.doc.assessment(), path)?;
            Some((path.clone(), all))
        });
        let Some((path, all)) = found else {
            return self.out.line("Nothing of this item is in conflict.");
        };
        let pick = match word {
            Word::Read => return self.read_conflict(&path, &all, open.len()),
            Word::Ours => Ok(Pick::Ours),
            Word::Theirs => Ok(Pick::Theirs),
            Word::Before => Ok(Pick::Base),
            Word::Write(text) => Ok(Pick::Text(text.clone())),
            Word::Both => both(&path, &all),
            Word::Number(n) => {
                let choice = n.checked_sub(1).and_then(|at| all.values.get(at));
                let most = all.values.len();
                choice
                    .map(|choice| choice.pick.clone())
                    .ok_or_else(|| format!("there is no value {n}: expected 1 to {most}"))
            }
        };
        let decided = pick.and_then(|pick| self.decided(&path, pick, desk));
        match decided {
            Ok(()) => {
                let left = self.open_here();
                self.say_kept(&format!(
                    "The conflict over the {} is decided",
                    field(&path)
                ));
                if let Some((next, all)) = left.first().and_then(|next| {
                    let all = choices(self.doc.assessment(), next)?;
                    Some((next.clone(), all))
                }) {
                    self.read_conflict(&next, &all, left.len());
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

    fn read_conflict(&mut self, path: &str, all: &Choices, count: usize) {
        let more = match count {
            0 | 1 => String::new(),
            n => format!(", 1 of {n} of this item"),
        };
        self.out
            .line(&format!("Conflict over the {}{more}.", field(path)));
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
            "It is decided by conflict and one of: ours, theirs, a number, before, {both}or write and the right one."
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
