//! What is in conflict: in which order it is asked, and in which words.

pub use crate::assessment::field_words as title;
use crate::assessment::{Assessment, Conflict, same_person};
use crate::merge::{Choice, Pick, choices, keys_of};
use crate::tui::model::Doc;

/// The conflicts to choose from, item by item, the outcome first; a grade is
/// chosen with its outcome, owner and date of an action with its text.
#[must_use]
pub fn list(doc: &Doc) -> Vec<&str> {
    list_of(doc.assessment())
}

/// The same of any assessment.
pub fn list_of(a: &Assessment) -> Vec<&str> {
    let split = |path: &'_ str| -> (String, String) {
        let keys = keys_of(path).unwrap_or_else(|| vec![path.to_owned()]);
        let item = if keys.first().is_some_and(|k| k == "roles") {
            4
        } else {
            2
        };
        let (item, rest) = keys.split_at(item.min(keys.len()));
        (item.join("\u{1f}"), rest.join(" "))
    };
    let rank = |field: &str| match field {
        "outcome" | "answer" => 0,
        "grade" | "ownership" => 1,
        "note" | "implementation" => 2,
        field if field.starts_with("action") => 4,
        _ => 3,
    };
    let mut paths: Vec<&str> = a.choices().collect();
    paths.sort_by_cached_key(|path| {
        let (item, field) = split(path);
        (item, rank(&field), field)
    });
    paths
}

/// The path of a conflict in the order of the list.
#[must_use]
pub fn nth(doc: &Doc, at: usize) -> Option<&str> {
    list(doc).get(at).copied()
}

/// Whether what the file calls ours is the other person's: whoever brought the
/// two together wrote it so, and now somebody else reads it.
#[must_use]
pub fn swapped(conflict: &Conflict, me: &str) -> bool {
    same_person(&conflict.theirs_from, me) && !same_person(&conflict.ours_from, me)
}

/// What the two sides are called to who sits here. Where the file has names of
/// branches, nobody can tell whose they are: a rebase turns them round.
#[must_use]
pub fn sides(conflict: &Conflict, me: &str) -> (&'static str, &'static str) {
    let mine = swapped(conflict, me)
        || same_person(&conflict.ours_from, me)
        || matches!(conflict.ours_from.trim(), "" | "here");
    if mine {
        ("mine", "theirs")
    } else {
        ("one side", "other side")
    }
}

/// The conflicts of the item that a conflict is of, itself among them.
#[must_use]
pub fn of_item<'a>(doc: &'a Doc, path: &str) -> Vec<&'a str> {
    let of = owner(path);
    let list = list(doc).into_iter();
    list.filter(|path| owner(path) == of).collect()
}

/// What a conflict's field is a part of: an item, a record, or itself.
fn owner(path: &str) -> Vec<String> {
    let mut keys = keys_of(path).unwrap_or_else(|| vec![path.to_owned()]);
    match keys.first().map(String::as_str) {
        Some("roles") => keys.truncate(4),
        Some("evidence") => keys.truncate(2),
        _ => {}
    }
    keys
}

/// What a conflict is shown as: what was before, mine, and the others, of which
/// one is in sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What was before; none where that is not known.
    pub base: Option<Choice>,
    /// Mine, or the one side.
    pub mine: Choice,
    /// What it is called.
    pub first: &'static str,
    /// The other side, further ones, and what is in the field where that is none
    /// of them.
    pub others: Vec<Choice>,
    /// What the other side is called.
    pub second: &'static str,
    /// Which of the others is in sight.
    pub at: usize,
}

impl Shown {
    /// The one of the others that is in sight.
    #[must_use]
    pub fn other(&self) -> Option<&Choice> {
        self.others.get(self.at)
    }

    /// What one of the values is called.
    #[must_use]
    pub fn word(&self, pick: &Pick) -> &'static str {
        match pick {
            Pick::Base => "what was before",
            Pick::Current | Pick::Text(_) => "what is in the file now",
            Pick::Other(_) => "a further side",
            pick if *pick == self.mine.pick => self.first,
            _ => self.second,
        }
    }
}

/// What a conflict of the list is shown as.
#[must_use]
pub fn shown(doc: &Doc, path: &str, me: &str) -> Option<Shown> {
    let conflict = doc.assessment().conflicts.get(path)?;
    let all = choices(doc.assessment(), path)?;
    let mine = match swapped(conflict, me) {
        true => Pick::Theirs,
        false => Pick::Ours,
    };
    let (mut own, others): (Vec<_>, Vec<_>) = all
        .values
        .into_iter()
        .partition(|choice| choice.pick == mine);
    let (first, second) = sides(conflict, me);
    let asked = doc.further.as_ref().filter(|(of, _)| of == path);
    let at = asked.map_or(0, |(_, at)| *at);
    Some(Shown {
        base: all.base,
        mine: own.pop()?,
        first,
        at: at.min(others.len().saturating_sub(1)),
        others,
        second,
    })
}

/// What came in, as [`Assessment::differences`] names it, in words.
///
/// [`Assessment::differences`]: crate::assessment::Assessment::differences
#[must_use]
pub fn named(name: &str) -> String {
    match name.strip_prefix("conflict of ") {
        Some(path) => format!("what is in conflict at {}", title(path)),
        None => name.to_owned(),
    }
}

/// Whether what came in is a conflict.
pub fn is_conflict(name: &str) -> bool {
    name.starts_with("conflict of ")
}

/// What was decided without asking, for a message.
#[must_use]
pub fn noted(notes: &[String]) -> String {
    match notes {
        [] => String::new(),
        [one] => format!(" · {one}"),
        [first, second] => format!(" · {first} · {second}"),
        [first, rest @ ..] => format!(" · {first} · and {} decisions more", rest.len()),
    }
}
