//! Any keys at all: never a panic, what is saved is what is shown, undo leads
//! back to the start, and what reaches the disk can be read again.

use crate::harness::Screen;
use aicaiq::questionnaire::embedded;
use aicaiq::store::{parse, render};
use aicaiq::tui::keymap::BINDINGS;
use proptest::prelude::*;
use std::sync::Arc;

fn key() -> impl Strategy<Value = String> {
    let bound: Vec<String> = BINDINGS
        .iter()
        .flat_map(|b| b.keys)
        .filter(|k| !matches!(**k, "ctrl-z"))
        .map(|k| (*k).to_owned())
        .collect();
    prop_oneof![
        8 => proptest::sample::select(bound),
        1 => Just("\"2027-01-31\"".to_owned()),
        1 => Just("\"https://example.com/x\"".to_owned()),
        1 => Just("\"some words, 鍵\"".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_keep_the_promises(keys in prop::collection::vec(key(), 1..60), wide in any::<bool>()) {
        let mut screen = Screen::sample(if wide { (200, 50) } else { (80, 24) });
        // It is of another file.
        screen.tours = false;
        let start = Arc::clone(screen.doc().history.now());
        for key in &keys {
            screen.keys(key);
            if screen.left {
                break;
            }
            let now = screen.doc().history.now();
            let saved = screen.saved.as_ref().unwrap_or(&start);
            prop_assert_eq!(saved, now, "after {}", key);
            let again = parse(&render(now), embedded());
            prop_assert!(!again.has_errors(), "{:?}", again.problems);
            prop_assert_eq!(&again.assessment, &**now);
        }
        screen.shown();
        screen.keys("esc esc esc");
        while screen.doc().history.clone().undo().is_some() {
            screen.app.overlay = None;
            screen.app.screen = aicaiq::tui::model::Screen::Walk;
            screen.keys("u");
        }
        prop_assert_eq!(screen.doc().history.now(), &start);
        prop_assert_eq!(screen.saved.as_ref().unwrap_or(&start), &start);
    }
}
