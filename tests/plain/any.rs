//! Any lines at all: nothing steers, nothing breaks, and the walk can be led.

use crate::harness::Place;
use aicaiq::assessment::Role;
use aicaiq::plain::Options;
use proptest::prelude::*;

fn line() -> impl Strategy<Value = String> {
    let words = [
        "",
        "",
        "",
        "s",
        "p",
        "n",
        "a",
        "y",
        "b",
        "u",
        "redo",
        "next",
        "j 1",
        "j T-01.1",
        "note",
        "evidence",
        "methods",
        "action",
        "grade",
        "sample",
        "effectiveness",
        "clear",
        "ready",
        "reviewed",
        "draft",
        "comment",
        "viewed",
        "why",
        ".",
        "-",
        "+",
        "-1",
        "1",
        "?",
        "help",
        ":u",
        ":r",
        ":b",
        ":o",
        ":l",
        ":1 First",
        ":2 -",
        ":new",
        "One",
        "xi",
        "none",
        "+30",
        "5 of 42",
        "operating",
        "https://example.com/a",
        "\u{1b}[A",
        "text\u{1b}[D",
        "bell\u{7}",
        " q",
        " .",
        "\u{202e}x",
    ];
    prop_oneof![
        9 => prop::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => "[ -~é\u{1b}\u{9b}\t]{0,12}".prop_filter("it goes on", |l| {
            !matches!(l.trim_end(), "q" | "quit" | ":q" | ":quit")
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_lines_leave_a_file_that_can_be_read(lines in prop::collection::vec(line(), 1..40)) {
        let place = Place::fresh(&[Role::Mp]);
        let options = Options {
            interactive: true,
            all: true,
            ..Options::default()
        };
        let mut talk = place.talk(options);
        talk.begin();
        for line in &lines {
            talk.says(line);
            let prompt = talk.walk.prompt();
            prop_assert!(prompt.ends_with(": ") && !prompt.contains(aicaiq::text::is_unsafe), "{:?}", prompt);
            if talk.walk.is_done() {
                break;
            }
        }
        // Whatever it is in: these lines end it.
        if !talk.walk.is_done() {
            for line in [".", "q"] {
                talk.says(line);
            }
            prop_assert!(talk.walk.is_done(), "{}", talk.walk.prompt());
        }
        let said = talk.desk.rescue(talk.walk.assessment());
        prop_assert_eq!(said, None);
        let a = place.assessment();
        prop_assert_eq!(&a, talk.walk.assessment());
        prop_assert!(!place.text().contains("href = \"-\""));
    }
}
