//! Keys in a message: none stands in another line than what it does.

/// What stands for the space behind a key while lines are broken, and for the
/// hyphen in it: no line is broken at either.
const JOINED: char = '\u{a0}';
const HYPHEN: char = '\u{2011}';

/// Whether a word may be a key as messages name it. One that is none loses no
/// more than a place where the line could be broken.
fn is_key(word: &str) -> bool {
    // In brackets too; the bracket is a key itself.
    let inner = word.strip_prefix('(').filter(|rest| !rest.is_empty());
    let word = inner.unwrap_or(word);
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (None, _) => false,
        (Some(c), None) => c.is_alphanumeric() || c.is_ascii_graphic() || "↑↓←→".contains(c),
        (Some(first), _) => {
            let names = [
                "Space",
                "Enter",
                "Esc",
                "Tab",
                "Backspace",
                "Del",
                "Ins",
                "PgUp",
                "PgDn",
                "Home",
                "End",
                "Up",
                "Down",
                "Left",
                "Right",
            ];
            let held = ["Ctrl-", "Alt-", "Shift-"];
            let number = word.get(1..).and_then(|n| n.parse::<u8>().ok());
            names.contains(&word)
                || held.iter().any(|h| word.starts_with(h))
                || first == 'F' && number.is_some()
        }
    }
}

/// The text with each key joined to the word behind it, to be broken into
/// lines.
#[must_use]
pub fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        let is_key = is_key(word);
        if is_key {
            out.extend(word.chars().map(|c| if c == '-' { HYPHEN } else { c }));
        } else {
            out.push_str(word);
        }
        if words.peek().is_some() {
            out.push(if is_key { JOINED } else { ' ' });
        }
    }
    out
}

/// A line of that, as it is shown.
#[must_use]
pub fn shown(line: &str) -> String {
    line.replace(JOINED, " ").replace(HYPHEN, "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::{BINDINGS, shown as name_of, worded};
    use crate::tui::view::lines::wrap;
    use proptest::prelude::*;

    #[test]
    fn every_key_is_taken_for_one() {
        for key in BINDINGS.iter().flat_map(|b| b.keys) {
            assert!(is_key(&name_of(key)) && is_key(&worded(key)), "{key}");
        }
        for word in ["", "next", "Enters", "·", "“n”", "CEK-02", "Fine"] {
            assert!(!is_key(word), "{word}");
        }
    }

    /// A key of each action that has one.
    fn keys() -> Vec<String> {
        let firsts = BINDINGS.iter().filter_map(|b| b.keys.first());
        firsts.map(|key| name_of(key).into_owned()).collect()
    }

    proptest! {
        #[test]
        fn a_key_and_its_word_stand_in_one_line(
            parts in prop::collection::vec(("[a-z]{1,8}( [a-z]{1,8}){0,2}", prop::sample::select(keys())), 1..6),
            width in 24_usize..100,
        ) {
            let part = |(words, key): &(String, String)| format!("{words}; ({key} undoes it)");
            let text = parts.iter().map(part).collect::<Vec<_>>().join(", ");
            let lines: Vec<String> = wrap(&joined(&text), width).iter().map(|l| shown(l)).collect();
            for (_, key) in &parts {
                let said = format!("({key} undoes");
                prop_assert!(lines.iter().any(|l| l.contains(&said)), "{}: {:?}", said, lines);
            }
            let words = |t: &str| t.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&lines.join(" ")), words(&text));
        }
    }
}
