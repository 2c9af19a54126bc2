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
            // The clock may have gone on between two answers.
            && !ran.out.contains("note: "),
        "{ran}"
    );
}

#[test]
fn both_texts_may_lie_in_one_folder() {
    let folder = carried();
    // By name the later one comes first, and last.
    for (name, other) in [("a-x-01.toml", "x-01.toml"), ("z-x-01.toml", "x-01.toml")] {
        let place = format!("questionnaires/{name}");
        folder.write(&place, swapped());
        only_moved(&fine(&folder, &["diff", "a.toml", "b.toml"]));
        // The other way round, too.
        only_moved(&fine(&folder, &["diff", "b.toml", "a.toml"]));
        let carry = [
            "carry",
            "a.toml",
            "--out",
            "c.toml",
            "--questionnaire",
            &place,
        ];
        let ran = fine(&folder, &carry);
        assert!(ran.err.contains("CSP.02 moved, was CSP.03\n"), "{ran}");
        std::fs::remove_file(folder.path("c.toml")).unwrap();
        std::fs::remove_file(folder.path(&place)).unwrap();
        assert!(folder.path("questionnaires").join(other).exists());
    }
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
        "  CSP.03 Owner reviewed (was CSP.02)\n      ↓ regressed: satisfied → partially-satisfied\n",
    ] {
        assert!(ran.out.contains(says), "{says}\n{ran}");
    }
    assert!(!ran.out.contains("  CSP.02 Owner reviewed\n"), "{ran}");
}

/// `a.toml` and its questionnaire in git as v1; then the next edition of both.
fn in_git() -> Folder {
    let folder = carried();
    folder.git(&["init", "-q", "-b", "main"]);
    folder.git(&["add", "a.toml", "questionnaires"]);
    folder.git(&["commit", "-q", "-m", "last year"]);
    folder.git(&["tag", "v1"]);
    folder.write("a.toml", folder.read("b.toml"));
    folder.write("questionnaires/x-01.toml", swapped());
    folder
}

#[test]
fn the_text_of_a_revision_is_that_of_its_answers() {
    let folder = in_git();
    let since = ["diff", "--since", "v1", "a.toml"];
    let ran = fine(&folder, &since);
    only_moved(&ran);
    let says = "note: revision v1 was answered under questionnaires/x-01.toml of then, and each step is known by its text there\n";
    assert_eq!(ran.err, says);
    // Under another name by now, or with the folder gone.
    let other = ["--questionnaire", "swapped.toml"];
    folder.git(&["mv", "questionnaires/x-01.toml", "questionnaires/new.toml"]);
    only_moved(&fine(&folder, &since));
    std::fs::remove_dir_all(folder.path("questionnaires")).unwrap();
    only_moved(&fine(&folder, &[since.as_slice(), &other].concat()));
    // What was not in git is looked for beside the files.
    let bare = carried();
    bare.git(&["init", "-q", "-b", "main"]);
    bare.git(&["add", "a.toml"]);
    bare.git(&["commit", "-q", "-m", "last year"]);
    bare.write("a.toml", bare.read("b.toml"));
    bare.write("questionnaires/next.toml", swapped());
    let ran = fine(&bare, &["diff", "--since", "HEAD", "a.toml"]);
    only_moved(&ran);
    assert!(
        ran.err.contains("under questionnaires/x-01.toml, and"),
        "{ran}"
    );
}

#[test]
fn a_summary_holds_an_earlier_state_to_the_text_of_its_revision() {
    let folder = of_x01();
    folder.git(&["init", "-q", "-b", "main"]);
    folder.git(&["add", "a.toml", "questionnaires"]);
    folder.git(&["commit", "-q", "-m", "last year"]);
    // The next edition asks for a fifth step, which is answered.
    let mut steps = STEPS.to_vec();
    steps.push(("Register kept", "Verify that all keys are registered."));
    folder.write("questionnaires/x-01.toml", x01(&steps));
    fine(
        &folder,
        &["set", "a.toml", "CSP.05", "--outcome", "satisfied"],
    );
    let ran = fine(
        &folder,
        &["summary", "a.toml", "--since", "HEAD", "--format", "json"],
    );
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let total = &json["providers"][0]["total"];
    assert_eq!(
        total["before"]["open"], total["compared"]["open"],
        "{total:#}"
    );
}

#[test]
fn a_folder_s_texts_of_a_revision_are_found_too_where_it_named_them_then() {
    for named in ["questionnaires", "../texts"] {
        let folder = carried();
        let texts = std::path::Path::new("acme").join(named);
        std::fs::create_dir(folder.path("acme")).unwrap();
        std::fs::create_dir(folder.path(texts.to_str().unwrap())).unwrap();
        let put = |answers: &str, text: &str| {
            folder.write("acme/X-01.toml", folder.read(answers));
            folder.write(texts.join("x-01.toml").to_str().unwrap(), text);
        };
        let shared = format!(
            "schema = 1\n[assessment]\nsubject = \"S\"\nroles = [\"CSP\"]\nquestionnaires = \"{named}\"\n"
        );
        folder.write("acme/assessment.toml", &shared);
        put("a.toml", &x01(STEPS));
        folder.git(&["init", "-q", "-b", "main"]);
        folder.git(&["add", "."]);
        folder.git(&["commit", "-q", "-m", "last year"]);
        put("b.toml", &swapped());
        let ran = fine(&folder, &["diff", "--since", "HEAD", "acme"]);
        only_moved(&ran);
        assert!(
            ran.err
                .starts_with("note: X-01 of acme was answered under "),
            "{ran}"
        );
        // The folder names other texts by now.
        if named == "../texts" {
            std::fs::create_dir(folder.path("acme/questionnaires")).unwrap();
            folder.write("acme/questionnaires/x-01.toml", swapped());
            folder.write(
                "acme/assessment.toml",
                shared.replace(named, "questionnaires"),
            );
            std::fs::remove_dir_all(folder.path("texts")).unwrap();
            only_moved(&fine(&folder, &["diff", "--since", "HEAD", "acme"]));
        }
    }
}

/// X-01, whose question is about some of its steps.
fn about(steps: &str, of: crate::x01::Steps<'_>) -> String {
    let own = format!("id = \"X-01.1\"\nsteps = [{steps}]\n");
    x01(of).replace("id = \"X-01.1\"\n", &own)
}

#[test]
fn that_a_question_is_about_other_steps_is_told_everywhere() {
    let folder = Folder::new();
    folder.write("then.toml", about("\"01\", \"02\"", STEPS));
    folder.write("now.toml", about("\"01\"", STEPS));
    let (then, now) = (
        ["--questionnaire", "then.toml"],
        ["--questionnaire", "now.toml"],
    );
    let words = [
        "new",
        "a.toml",
        "--subject",
        "S",
        "--role",
        "CSP",
        "--assessor",
        "sample assessor",
    ];
    fine(&folder, &[&words, then.as_slice()].concat());
    for words in [
        ["set", "a.toml", "CSP.X-01.1", "--answer", "Yes"].as_slice(),
        &[
            "set",
            "a.toml",
            "CSP.01",
            "CSP.02",
            "CSP.03",
            "CSP.04",
            "--outcome",
            "satisfied",
        ],
        &[
            "sign-off",
            "a.toml",
            "CSP",
            "--assessor",
            "sample assessor",
            "--statement",
            "True.",
        ],
    ] {
        fine(&folder, &[words, &then].concat());
    }
    let says = "what X-01.1 is about has changed: steps 01, 02 → 01\n";
    let ran = fine(&folder, &["questionnaire", "diff", "then.toml", "now.toml"]);
    assert!(ran.out.contains(says), "{ran}");
    let old = ["--old-questionnaire", "then.toml"];
    let carry = ["carry", "a.toml", "--out", "b.toml"];
    let ran = fine(&folder, &[carry.as_slice(), &old, &now].concat());
    assert!(ran.err.contains(says), "{ran}");
    let ran = fine(
        &folder,
        &[["diff", "a.toml", "b.toml"].as_slice(), &old, &now].concat(),
    );
    assert!(ran.out.contains(says), "{ran}");
    let stale = |q: &[&str]| {
        let ran = fine(&folder, &[["summary", "a.toml"].as_slice(), q].concat());
        ran.out.contains("stale: what is asked has changed since")
    };
    assert!(stale(&now) && !stale(&then));
    // What was answered again was answered to what it is about now.
    folder.write("other.toml", about("\"02\"", STEPS));
    let again = ["set", "a.toml", "CSP.X-01.1", "--answer", "Yes"];
    fine(&folder, &[again.as_slice(), &now].concat());
    for (q, named) in [("now.toml", false), ("other.toml", true)] {
        let ran = fine(&folder, &["check", "a.toml", "--questionnaire", q]);
        assert_eq!(
            ran.out.contains("text changed: CSP.X-01.1,"),
            named,
            "{ran}"
        );
    }

    // The same steps under other numbers are the same.
    let mut later = STEPS.to_vec();
    later.insert(1, ("Retired keys", "Ask how retired keys are destroyed."));
    folder.write("later.toml", about("\"01\", \"03\"", &later));
    let ran = fine(
        &folder,
        &["questionnaire", "diff", "then.toml", "later.toml"],
    );
    assert!(!ran.out.contains("is about"), "{ran}");
    folder.write("later.toml", about("\"01\", \"02\"", &later));
    let ran = fine(
        &folder,
        &["questionnaire", "diff", "then.toml", "later.toml"],
    );
    let says = "what X-01.1 is about has changed: steps 01, 02, which are others now\n";
    assert!(ran.out.contains(says), "{ran}");
}
