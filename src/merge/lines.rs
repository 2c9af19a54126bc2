//! Merging texts by lines.

use crate::compare::beside::chunks;

/// The text with the changes of both, where they touch different lines. Lines
/// that repeat (blank ones) can be taken for one another: what would come out
/// otherwise the other way round, or once more, is left to a person.
pub(super) fn merged(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let text = once(base, ours, theirs)?;
    let stable = once(base, theirs, ours).as_ref() == Some(&text)
        && once(base, &text, theirs).as_ref() == Some(&text)
        && once(base, &text, ours).as_ref() == Some(&text);
    stable.then_some(text)
}

/// Both texts, each with the lines that the other alone changed, where some
/// lines of them collide and others do not: whoever chooses one of the two then
/// loses nothing that does not contradict it. None where there is nothing to be
/// put in, or the two could not be told from it when they are merged again.
pub(super) fn apart(base: &str, ours: &str, theirs: &str) -> Option<(String, String)> {
    let (mut mine, mut other) = (Vec::new(), Vec::new());
    for chunk in chunks(&[base, ours, theirs]) {
        let [b, o, t] = chunk.sides.as_slice() else {
            return None;
        };
        let (o, t) = match (o == b, t == b) {
            (true, _) => (t, t),
            (_, true) => (o, o),
            _ => (o, t),
        };
        mine.extend_from_slice(o);
        other.extend_from_slice(t);
    }
    let (mine, other) = (mine.join("\n"), other.join("\n"));
    let is_known = has(base, &mine, ours) && has(base, &other, theirs);
    let is_other = mine != other && (mine != ours || other != theirs);
    let is_told_apart = !has(base, &mine, theirs) && !has(base, &other, ours);
    (is_other && is_known && is_told_apart).then_some((mine, other))
}

/// Whether a text has all the changes in it that another has made of the base.
pub(super) fn has(base: &str, text: &str, other: &str) -> bool {
    text == other || (other != base && merged(base, text, other).as_deref() == Some(text))
}

fn once(base: &str, ours: &str, theirs: &str) -> Option<String> {
    // A last line with and without its end is the same line in a note.
    let ended = |text: &str| format!("{text}\n");
    let text = diffy::merge(&ended(base), &ended(ours), &ended(theirs)).ok()?;
    Some(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_different_lines_go_together() {
        let base = "a\nb\nc\nd\ne";
        assert_eq!(
            merged(base, "A\nb\nc\nd\ne", "a\nb\nc\nd\nE").as_deref(),
            Some("A\nb\nc\nd\nE")
        );
        assert_eq!(merged("a", "b", "c"), None);
        assert_eq!(merged("", "b", "c"), None);
    }

    #[test]
    fn what_does_not_collide_is_in_both_texts() {
        for (base, ours, theirs, both) in [
            (
                "a\nb\nc\nd\ne",
                "A\nb\nx\nd\ne",
                "a\nb\ny\nd\nE",
                Some(("A\nb\nx\nd\nE", "A\nb\ny\nd\nE")),
            ),
            // On one side alone, a line taken away, an end of the last line.
            (
                "a\nb\nc",
                "a\nb\nx",
                "A\nb\ny",
                Some(("A\nb\nx", "A\nb\ny")),
            ),
            (
                "a\nb\nc\n",
                "b\nx\n",
                "a\nb\ny\n",
                Some(("b\nx\n", "b\ny\n")),
            ),
            // Nothing to be put in, or nothing that collides.
            ("a\nb", "a\nx", "a\ny", None),
            ("", "x", "y", None),
            ("a\nb\nc", "A\nb\nc", "a\nb\nC", None),
        ] {
            let both = both.map(|(mine, other)| (mine.to_owned(), other.to_owned()));
            assert_eq!(apart(base, ours, theirs), both, "{ours:?} {theirs:?}");
            let turned = both.map(|(mine, other)| (other, mine));
            assert_eq!(apart(base, theirs, ours), turned, "{theirs:?} {ours:?}");
        }
    }

    #[test]
    fn what_would_grow_when_it_is_merged_again_is_left_to_a_person() {
        for (base, ours, theirs) in [
            ("", "\n", "b\n"),
            ("\nb\n", "\n\nb", "a\n\nb"),
            ("\n\nb", "b\n\n", "\nb\n"),
        ] {
            assert!(
                once(base, ours, theirs).is_some(),
                "taken by itself it goes"
            );
            assert_eq!(merged(base, ours, theirs), None, "{ours:?} {theirs:?}");
            assert_eq!(merged(base, theirs, ours), None, "{ours:?} {theirs:?}");
        }
    }
}
