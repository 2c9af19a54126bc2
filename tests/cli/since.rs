//! What only moved in the questionnaire is no change of an answer: `diff` knows
//! each step by the text that it was answered under, beside the files or in git.

use crate::carry::of_x01;
use crate::runner::{Folder, Ran};
use crate::x01::{STEPS, x01};

/// `a.toml`, answered under X-01; `b.toml`, carried from it to a text in which
/// CSP.02 and CSP.03 have changed places, and answered as before.
fn carried() -> Folder {
    let folder = of_x01();
    fine(
        &folder,
        &["set", "a.toml", "CSP.03", "--outcome", "not-satisfied"],
    );
    folder.write("swapped.toml", swapped());
    let later = ["--questionnaire", "swapped.toml"];
    for words in [
        ["carry", "a.toml", "--out", "b.toml"].as_slice(),
        &["set", "b.toml", "CSP.02", "--outcome", "not-satisfied"],
        &["set", "b.toml", "CSP.03", "--outcome", "satisfied"],
    ] {
        fine(&folder, &[words, later.as_slice()].concat());
    }
    folder
}

fn swapped() -> String {
    let mut steps = STEPS.to_vec();
    steps.swap(1, 2);
    x01(&steps)
}

fn fine(folder: &Folder, words: &[&str]) -> Ran {
    let ran = folder.run(words);
    assert_eq!(ran.code, 0, "{ran}");
    ran
}

/// That nothing is told but where the steps are now.
#[track_caller]
fn only_moved(ran: &Ran) {
    assert!(
        ran.out
            .contains("0 improved, 0 regressed; 0 new gaps, 0 closed")
            && ran.out.contains("  CSP.02 moved, was CSP.03\n")
            && !ran.out.contains("\nItems\n"),
        "{ran}"
    );
}

#[test]
fn an_answer_that_nobody_has_given_again_is_to_the_text_of_then() {
    let folder = carried();
    std::fs::create_dir_all(folder.path("next/questionnaires")).unwrap();
    folder.write("next/questionnaires/x-01.toml", swapped());
    folder.write("next/a.toml", folder.read("a.toml"));
    only_moved(&fine(&folder, &["diff", "a.toml", "next/a.toml"]));
    // What is answered again is answered under the text of now.
    fine(
        &folder,
        &[
            "set",
            "next/a.toml",
            "CSP.03",
            "--outcome",
            "partially-satisfied",
        ],
    );
    let ran = fine(&folder, &["diff", "a.toml", "next/a.toml"]);
    for says in [
        "0 improved, 1 regressed",
        "  CSP.03 Owner reviewed (was CSP.02)\n      ▼ regressed: satisfied → partially-satisfied\n",
    ] {
        assert!(ran.out.contains(says), "{says}\n{ran}");
    }
    assert!(!ran.out.contains("  CSP.02 Owner reviewed\n"), "{ran}");
}
