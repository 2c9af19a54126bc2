//! Guideline texts as steps: no word is lost.

use aicaiq::import::{Steps, split, topic};
use proptest::prelude::*;

fn all(steps: &Steps) -> Vec<String> {
    steps.own.iter().chain(&steps.ccm).cloned().collect()
}

#[test]
fn numbers_are_found_however_they_are_written() {
    for text in [
        "1. One a.\n2. Two b.\n3. Three c.",
        "1) One a.\n2) Two b.\n\n3) Three c.",
        "(1) One a.\n(2) Two b.\n(3) Three c.",
        "1. One a. 2. Two b. 3. Three c.",
        "1.One a.\n2.Two b.\n3.Three c.",
        "  1. One a.\n  2. Two b.\n  3. Three c.",
    ] {
        let steps = split(text);
        assert_eq!(steps.own, ["One a.", "Two b.", "Three c."], "{text}");
        assert!(steps.odd.is_empty());
    }
}

#[test]
fn what_is_no_number_of_a_step_stays_in_it() {
    let steps = split(
        "1. See version 2. of it and 3.5 more (e.g., 2) things:\n   1. inner\n   2. inner\n2. Next in 2024. End.",
    );
    assert_eq!(steps.own.len(), 2, "{steps:?}");
    assert!(steps.own[0].ends_with("1. inner\n   2. inner"));
    assert_eq!(split("No number here. It is one step.").own.len(), 1);
    assert_eq!(
        split("Preamble:\n1. First.\n2. Second.").own,
        ["Preamble:\nFirst.", "Second."]
    );
    assert_eq!(split("").own.len(), 0);
}

#[test]
fn bullets_are_steps_where_each_line_has_one() {
    for text in [
        "• One a\n• Two b",
        "- One a\n\n- Two b\n",
        "  ▪One a\n  ▪Two b",
        "– One a\n* Two b",
    ] {
        let steps = split(text);
        assert_eq!(steps.own, ["One a", "Two b"], "{text}");
        assert!(steps.odd.is_empty());
    }
    let steps = split("Verify:\n• One a\n• Two b");
    assert_eq!(steps.own.len(), 1);
    assert_eq!(
        steps.odd,
        [
            "2 of 3 lines have a bullet: all of it is one step; number the steps, or give each line a bullet"
        ]
    );
    // Within a numbered step they are its list.
    let steps = split("1. One:\n• a\n• b\n2. Two.\nFrom CCM:\n- Old one\n- Old two");
    assert_eq!(steps.own, ["One:\n• a\n• b", "Two."]);
    assert_eq!(steps.ccm, ["Old one", "Old two"]);
    assert!(split("-5 is less than -4").odd.is_empty());
}

#[test]
fn odd_numbers_are_told() {
    let steps = split("1. One.\n3. Three.\n3. Again.\n4. Four.");
    assert_eq!(steps.own.len(), 4);
    assert_eq!(steps.odd.len(), 2, "{:?}", steps.odd);
}

#[test]
fn the_tail_from_ccm_is_apart() {
    for text in [
        "1. One. 2. Two. From CCM: 1. Old one. 2. Old two.",
        "1. One.\n2. Two.\n\nFrom CCM\n1. Old one.\n2. Old two.",
        "1. One.\n2. Two.\nfrom CCM v4.0:\n1. Old one.\n2. Old two.",
        "1. One.\n2. Two.\nFrom the CCM: 1. Old one.\n2. Old two.",
    ] {
        let steps = split(text);
        assert_eq!(steps.own, ["One.", "Two."], "{text}");
        assert_eq!(steps.ccm, ["Old one.", "Old two."], "{text}");
    }
    let steps = split("1. Learn from CCM: a lot.\n2. From CCM controls take this.");
    assert_eq!((steps.own.len(), steps.ccm.len()), (2, 0), "{steps:?}");
    assert_eq!(split("1. One. From CCM:").own, ["One. From CCM:"]);
    // A version has a number; a word without one is a word of the text.
    assert_eq!(split("1. One.\nFrom CCM v4:\n1. Two.").ccm, ["Two."]);
    assert_eq!(split("1. One.\nFrom CCM v:\n1. Two.").ccm.len(), 0);
}

#[test]
fn topics_are_short_and_say_something() {
    for (text, said) in [
        (
            "Verify that the SAMPLE policy of the provider exists.",
            "SAMPLE policy of the",
        ),
        (
            "Confirm that roles are named (e.g. owner)",
            "Roles are named (e.g. owner)",
        ),
        ("Verify that", "Verify"),
        ("", "Step"),
    ] {
        let topic = topic(text);
        assert!(topic.chars().count() <= 28, "{topic}");
        assert_eq!(
            topic.trim_end_matches(" the").trim_end_matches(" of"),
            said.trim_end_matches(" the").trim_end_matches(" of"),
            "{text}"
        );
    }
    assert_eq!(topic(&"x".repeat(90)).chars().count(), 28);
}

proptest! {
    /// The words of a text are the words of its steps, in order; nothing but
    /// numbers and the heading may be missing.
    #[test]
    fn no_word_is_lost(words in prop::collection::vec("[a-z]{1,5}[.:;]?|[0-9]{1,2}[.)]|\\([0-9]\\)|From CCM:?|[0-9]{1,3}|[.:-]", 0..60), gaps in prop::collection::vec(0..4_usize, 60)) {
        let text: String = words.iter().zip(gaps).map(|(word, gap)| format!("{word}{}", [" ", "\n", "\n\n", "\n  "][gap])).collect();
        let steps = split(&text);
        let kept: Vec<String> = all(&steps).iter().flat_map(|s| s.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect();
        let mut rest = kept.iter().peekable();
        for word in text.split_whitespace() {
            if rest.peek().is_some_and(|k| *k == word) {
                rest.next();
                continue;
            }
            let bare = word.trim_matches(['(', ')', '.', ':']);
            let number = bare.len() <= 2 && bare.bytes().all(|b| b.is_ascii_digit()) && word.len() > bare.len();
            prop_assert!(number || ["From", "CCM", "CCM:", ":", "-"].contains(&word), "{word} of {text:?} is lost: {steps:?}");
        }
        prop_assert!(rest.next().is_none(), "something new: {steps:?} of {text:?}");
    }

    #[test]
    fn any_text_is_split_and_has_topics(text in ".{0,200}") {
        for step in all(&split(&text)) {
            let topic = topic(&step);
            prop_assert!(!topic.is_empty() && topic.chars().count() <= 28, "{topic}");
        }
    }
}
