//! Merging texts by lines.

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
