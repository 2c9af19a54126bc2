//! This year's assessment from last year's.

use crate::runner::Folder;
use crate::x01::{STEPS, x01};

fn last_year() -> Folder {
    let folder = Folder::with_assessment();
    folder.write("raci.txt", "sample");
    let set = |words: &[&str]| {
        let words: Vec<&str> = ["set", "a.toml"].iter().chain(words).copied().collect();
        let ran = folder.run(&words);
        assert_eq!(ran.code, 0, "{ran}");
    };
    set(&[
        "CSP.03",
        "--outcome",
        "partially-satisfied",
        "--grade",
        "minor",
        "--note",
        "Two of five.",
        "--action",
        "Name them",
        "--owner",
        "Platform",
        "--due",
        "2027-01-31",
        "--evidence",
        "raci.txt",
        "--expires-on",
        "2026-11-01",
        "--review",
        "ready-for-review",
    ]);
    set(&[
        "CSP.10",
        "--outcome",
        "not-satisfied",
        "--action",
        "x",
        "--status",
        "done",
    ]);
    set(&[
        "CSP.CEK-02.1",
        "--answer",
        "Yes",
        "--implementation",
        "By the book.",
    ]);
    folder
}

#[test]
fn answers_come_as_suggestions() {
    let folder = last_year();
    let before = folder.read("a.toml");
    let ran = folder.run(&[
        "carry",
        "a.toml",
        "--out",
        "b.toml",
        "--assessor",
        "this year's",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(folder.read("a.toml"), before);
    let text = folder.read("b.toml");
    let collected = text
        .lines()
        .find(|l| l.starts_with("collected_on"))
        .unwrap();
    let digest = text
        .lines()
        .find(|l| l.starts_with("questionnaire_digest"))
        .unwrap();
    let shown = text
        .replace(collected, "collected_on = …")
        .replace(digest, "questionnaire_digest = …");
    insta::assert_snapshot!("carried", format!("{shown}--- stderr\n{}", ran.err));
    // Stale proof shows as stale, and nothing counts as answered.
    let summary = folder.run(&["summary", "b.toml", "--format", "json"]);
    assert!(summary.out.contains("evidence-expired"), "{summary}");
    assert!(summary.out.contains("\"not-assessed\": 12"), "{summary}");
    assert_eq!(folder.run(&["check", "b.toml"]).out, "b.toml: ok\n");
    // What is only suggested now is told once.
    let ran = folder.run(&["diff", "a.toml", "b.toml"]);
    insta::assert_snapshot!("carried_diff", ran.out);
    let ran = folder.run(&["diff", "a.toml", "b.toml", "--format", "json"]);
    let read: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(read["counts"]["only_suggested"], 3, "{ran}");
    assert_eq!(read["counts"]["no_longer_assessed"], 0, "{ran}");
    // Confirmed, the suggestion goes.
    let ran = folder.run(&[
        "set",
        "b.toml",
        "CSP.03",
        "--outcome",
        "partially-satisfied",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(!folder.read("b.toml").contains("suggested = \"partially"));
}

#[test]
fn a_hyphen_is_standard_output_and_no_file_of_that_name() {
    let folder = last_year();
    for words in [
        ["carry", "a.toml", "--out"].as_slice(),
        &["split", "a.toml", "--role", "CSP", "--out"],
    ] {
        let written = folder.run(&[words, &["as-file.toml"]].concat());
        let ran = folder.run(&[words, &["-"]].concat());
        assert_eq!((written.code, ran.code), (0, 0), "{ran}");
        assert_eq!(ran.out, folder.read("as-file.toml"), "{ran}");
        assert!(ran.err.starts_with("made the new file"), "{ran}");
        assert!(
            !ran.err.contains(" -\n") && !ran.err.contains("aicaiq -"),
            "{ran}"
        );
        std::fs::remove_file(folder.path("as-file.toml")).unwrap();
    }
    std::fs::create_dir(folder.path("whole")).unwrap();
    folder.write(
        "whole/assessment.toml",
        "schema = 1\n[assessment]\nsubject = \"S\"\nroles = [\"CSP\"]\n",
    );
    for words in [
        ["carry", "whole", "--out", "-"].as_slice(),
        &["split", "whole", "--role", "CSP", "--out", "-"],
        &["import", "none.xlsx", "--out", "-"],
    ] {
        let ran = folder.run(words);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran}");
        assert!(
            ran.err
                .contains("--out - is standard output, and this makes a folder"),
            "{ran}"
        );
    }
    assert!(!folder.path("-").exists());
}

#[test]
fn nothing_is_overwritten() {
    let folder = last_year();
    folder.write("b.toml", "mine");
    let ran = folder.run(&["carry", "a.toml", "--out", "b.toml"]);
    assert_eq!(ran.code, 2, "{ran}");
    let ran = folder.run(&["carry", "a.toml", "--out", "a.toml"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert_eq!(folder.read("b.toml"), "mine");
}

#[test]
fn another_questionnaire_is_worked_through() {
    let folder = last_year();
    let old = aicaiq::questionnaire::embedded().text.to_string();
    // Without the first role's step 10, and with other words in 03.
    let from = old.find("[[roles.steps]]\nid = \"10\"").unwrap();
    let to = from + old[from..].find("[[roles.steps]]\nid = \"ccm-1\"").unwrap();
    let new = format!("{}{}", &old[..from], &old[to..]).replacen(
        "Review documentation to confirm that resp",
        "Confirm that resp",
        1,
    );
    folder.write("old-q.toml", &old);
    folder.write("new-q.toml", &new);
    std::fs::create_dir(folder.path("next")).unwrap();
    // One of which nobody has the text any more that it was answered under.
    let digest = aicaiq::questionnaire::embedded().digest.as_str();
    folder.write(
        "odd.toml",
        folder.read("a.toml").replace(digest, "sha256:00"),
    );
    let carry = |from: &str, out: &str, more: &[&str]| {
        let words = ["carry", from, "--out", out, "--questionnaire", "new-q.toml"];
        let words: Vec<&str> = words.iter().chain(more).copied().collect();
        let ran = folder.run(&words);
        assert_eq!(ran.code, 0, "{ran}");
        ran.err
    };
    let blind = carry("odd.toml", "next/b.toml", &[]);
    let seeing = carry("a.toml", "c.toml", &["--old-questionnaire", "old-q.toml"]);
    // What is built in is at hand.
    let own = carry("a.toml", "e.toml", &[]);
    assert_eq!(own.replace("e.toml", "c.toml"), seeing);
    insta::assert_snapshot!("carried_across", format!("{blind}\n{seeing}"));
    assert!(!folder.read("c.toml").contains("steps.10"));
    // The two can be compared too, without the old text.
    let ran = folder.run(&["diff", "a.toml", "c.toml", "--questionnaire", "new-q.toml"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.out.contains("no longer assessed: not-satisfied"),
        "{ran}"
    );
    // Another control has no use for it.
    folder.write("xyz.toml", new.replace("CEK-02", "XYZ-01"));
    let ran = folder.run(&[
        "carry",
        "a.toml",
        "--out",
        "d.toml",
        "--questionnaire",
        "xyz.toml",
    ]);
    assert!(ran.code != 0 && !folder.path("d.toml").exists(), "{ran}");
}

/// `a.toml`, an assessment of X-01 with what is said of CSP.02 and CSP.03 in
/// their notes.
pub fn of_x01() -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("questionnaires")).unwrap();
    folder.write("questionnaires/x-01.toml", x01(STEPS));
    let fine = |words: &[&str]| {
        let ran = folder.run(words);
        assert_eq!(ran.code, 0, "{ran}");
    };
    fine(&[
        "new",
        "--subject",
        "S",
        "--role",
        "CSP",
        "a.toml",
        "--questionnaire",
        "questionnaires",
    ]);
    for (item, note) in [("CSP.02", "of reviews"), ("CSP.03", "of leavers")] {
        fine(&[
            "set",
            "a.toml",
            item,
            "--outcome",
            "satisfied",
            "--note",
            note,
        ]);
    }
    folder
}

#[test]
fn an_answer_goes_with_its_step_to_another_number() {
    let folder = of_x01();
    let mut later = STEPS.to_vec();
    later.insert(1, ("Retired keys", "Ask how retired keys are destroyed."));
    // Edited a little, and moved.
    later[3].1 = "Verify that the keys of leavers pass to a successor.";
    folder.write("later.toml", x01(&later));
    let later = ["--questionnaire", "later.toml"];
    let ran = folder.run(&[&["carry", "a.toml", "--out", "b.toml"], later.as_slice()].concat());
    assert_eq!(ran.code, 0, "{ran}");
    for says in [
        "CSP.02 new item\n",
        "CSP.03 moved, was CSP.02\n",
        "CSP.04 moved, was CSP.03\nCSP.04 text: Verify that {+the +}keys",
        "CSP.05 moved, was CSP.04\n",
    ] {
        assert!(ran.err.contains(says), "{says}\n{ran}");
    }
    assert!(!ran.err.contains("not asked any more"), "{ran}");
    let text = folder.read("b.toml");
    let (_, second) = text.split_once("[roles.CSP.steps.03]\n").unwrap();
    let (second, third) = second.split_once("[roles.CSP.steps.04]\n").unwrap();
    assert!(second.contains("suggested = \"satisfied\"\n") && second.contains("of reviews"));
    assert!(
        third.contains("of leavers") && !text.contains("steps.02]"),
        "{text}"
    );
    // Compared, each step is held against what it was.
    let ran = folder.run(&[&["diff", "a.toml", "b.toml"], later.as_slice()].concat());
    for says in [
        "  CSP.03 moved, was CSP.02\n",
        "  CSP.03 Owner reviewed (was CSP.02)\n      ◇ only suggested now, to be confirmed: was satisfied\n",
    ] {
        assert!(ran.out.contains(says), "{says}\n{ran}");
    }
    assert!(
        !ran.out.contains("of reviews"),
        "the note is the same\n{ran}"
    );
    let ran = folder.run(&[
        "questionnaire",
        "diff",
        "questionnaires/x-01.toml",
        "later.toml",
    ]);
    for says in [
        "  + CSP.02 Retired keys (new)\n",
        "  CSP.03 Owner reviewed (moved, was CSP.02)\n",
        "  MP.05 Emergency access (moved, was MP.04)\n",
    ] {
        assert!(ran.out.contains(says), "{says}\n{ran}");
    }
    assert!(
        !ran.out.contains("no longer there") && !ran.out.contains("topic"),
        "{ran}"
    );
}

#[test]
fn a_suggestion_to_another_text_says_so_until_it_is_confirmed() {
    let folder = of_x01();
    let fine = |words: &[&str]| {
        let ran = folder.run(words);
        assert_eq!(ran.code, 0, "{ran}");
        ran.out
    };
    fine(&["set", "a.toml", "CSP.X-01.1", "--answer", "Yes"]);
    let mut later = STEPS.to_vec();
    later.insert(1, ("Retired keys", "Ask how retired keys are destroyed."));
    later[3].1 = "Verify that the keys of leavers pass to a successor.";
    // The same question, answered by other steps.
    let asks = "text = \"Is each key owned?\"\n";
    let about = format!("{asks}steps = [\"01\"]\n");
    folder.write("later.toml", x01(&later).replace(asks, &about));
    let q = ["--questionnaire", "later.toml"];
    let said = folder.run(&[&["carry", "a.toml", "--out", "b.toml"], q.as_slice()].concat());
    assert_eq!(said.code, 0, "{said}");
    // Of one nobody has the text any more.
    let digest = folder.read("a.toml");
    let digest = digest.lines().find(|l| l.contains("_digest")).unwrap();
    folder.write(
        "odd.toml",
        folder
            .read("a.toml")
            .replace(digest, "questionnaire_digest = \"sha256:00\""),
    );
    fine(&[&["carry", "odd.toml", "--out", "c.toml"], q.as_slice()].concat());

    let text = folder.read("b.toml");
    let part = |item: &str| {
        let (_, rest) = text.split_once(&format!("[roles.CSP.{item}]\n")).unwrap();
        rest.split_once("\n[")
            .map_or(rest, |(own, _)| own)
            .to_owned()
    };
    let (question, third, fourth) = (
        part("questions.\"X-01.1\""),
        part("steps.03"),
        part("steps.04"),
    );
    assert!(
        question.contains("\nasked = ") && !question.contains("was ="),
        "{text}"
    );
    assert!(
        third.contains("\nwas = \"02\"\n") && !third.contains("asked"),
        "{text}"
    );
    assert!(
        fourth.contains("\nwas = \"03\"\n") && fourth.contains("\nasked = "),
        "{text}"
    );

    let check = |file: &str| fine(&[&["check", file], q.as_slice()].concat());
    let since = "§ suggested by the last assessment, and the text has changed since: ";
    assert_eq!(
        check("b.toml"),
        format!("b.toml: {since}CSP.X-01.1, CSP.04\nb.toml: ok\n")
    );
    let blind = check("c.toml");
    assert!(
        blind.contains(&format!("{since}CSP.X-01.1, CSP.02, CSP.03\n")),
        "{blind}"
    );
    let heard = |from: &str| {
        let words = ["answer", "b.toml", "--plain", "--from", from];
        folder.run_with(&[words.as_slice(), &q].concat(), "q\n").out
    };
    let heard = ["CSP.X-01.1", "CSP.03", "CSP.04"].map(heard).concat();
    for says in [
        "Last time it was Yes: a suggestion, and the text has changed since: read it, then y confirms it.",
        "Last time it was satisfied, as CSP.02: a suggestion, s confirms it.",
        "Last time it was satisfied, as CSP.03: a suggestion, and the text has changed since: read it, then s confirms it.",
    ] {
        assert!(heard.contains(says), "{says}\n{heard}");
    }
    let report =
        |format: &str| fine(&[&["export", "b.toml", "--format", format], q.as_slice()].concat());
    let words = "suggested: satisfied (by the last assessment, not confirmed; was CSP.03; the text has changed since)";
    assert!(report("markdown").contains(words), "{}", report("markdown"));
    let all: serde_json::Value = serde_json::from_str(&report("json")).unwrap();
    let items = all["roles"][0]["items"].as_array().unwrap();
    let item = |id: &str| items.iter().find(|i| i["item"] == id).unwrap();
    assert_eq!(item("03")["suggested_text_changed"], false);
    assert_eq!(item("04")["suggested_text_changed"], true);
    assert_eq!(
        (&item("03")["suggested_was"], &item("02")["suggested_was"]),
        (&"CSP.02".into(), &serde_json::Value::Null)
    );

    fine(
        &[
            &["set", "b.toml", "CSP.04", "--outcome", "satisfied"],
            q.as_slice(),
        ]
        .concat(),
    );
    let text = folder.read("b.toml");
    let (_, fourth) = text.split_once("[roles.CSP.steps.04]\n").unwrap();
    assert!(
        !fourth.contains("asked") && !fourth.contains("was ="),
        "{text}"
    );
    assert!(check("b.toml").contains(&format!("{since}CSP.X-01.1\n")));
    // Carried on unconfirmed, it is still of the text of then.
    fine(&[&["carry", "b.toml", "--out", "d.toml"], q.as_slice()].concat());
    assert!(check("d.toml").contains(&format!("{since}CSP.X-01.1\n")));
    assert!(folder.read("d.toml").contains("\nwas = \"02\"\n"));
}

#[test]
fn what_only_the_later_text_asks_stays_as_it_is() {
    let folder = of_x01();
    let mut later = STEPS.to_vec();
    later.insert(1, ("Retired keys", "Ask how retired keys are destroyed."));
    folder.write("later.toml", x01(&later));
    let later = ["--questionnaire", "later.toml"];
    let fine = |words: &[&str]| {
        let ran = folder.run(&[words, later.as_slice()].concat());
        assert_eq!(ran.code, 0, "{ran}");
        ran
    };
    fine(&[
        "set",
        "a.toml",
        "CSP.05",
        "--outcome",
        "not-satisfied",
        "--note",
        "of break-glass",
    ]);
    // What was CSP.02 was answered anew under its new number.
    fine(&[
        "set",
        "a.toml",
        "CSP.03",
        "--outcome",
        "not-satisfied",
        "--note",
        "of reviews now",
    ]);
    let old = ["--old-questionnaire", "questionnaires/x-01.toml"];
    let ran = fine(&[["carry", "a.toml", "--out", "b.toml"].as_slice(), &old].concat());
    assert!(ran.err.contains("2 suggestions to confirm"), "{ran}");
    assert!(
        ran.err.contains("answered anew under another number since, the older answer kept in a.toml only: CSP.02\n"),
        "{ran}"
    );
    let text = folder.read("b.toml");
    let (third, fifth) = text.split_once("[roles.CSP.steps.05]\n").unwrap();
    assert!(fifth.contains("suggested = \"not-satisfied\"\n") && fifth.contains("of break-glass"));
    let (_, third) = third.split_once("[roles.CSP.steps.03]\n").unwrap();
    assert!(
        third.contains("of reviews now") && !text.contains("of leavers"),
        "{text}"
    );
    // Without the old text named it is the same, and `diff` reads it so too.
    fine(&["carry", "a.toml", "--out", "c.toml"]);
    assert_eq!(folder.read("c.toml"), text);
    let ran = fine(&[["diff", "a.toml", "b.toml"].as_slice(), &old].concat());
    assert!(
        ran.out
            .contains("  CSP.05 Emergency access\n      ◇ only suggested now, to be confirmed: was not-satisfied\n"),
        "{ran}"
    );
}

#[test]
fn an_answer_stays_with_its_step_where_two_change_places_or_one_goes() {
    let folder = of_x01();
    let mut swapped = STEPS.to_vec();
    swapped.swap(1, 2);
    folder.write("swapped.toml", x01(&swapped));
    let carry = |out: &str, q: &str| {
        let ran = folder.run(&["carry", "a.toml", "--out", out, "--questionnaire", q]);
        assert_eq!(ran.code, 0, "{ran}");
        ran.err
    };
    let told = carry("b.toml", "swapped.toml");
    assert!(
        told.ends_with("\nCSP.02 moved, was CSP.03\nCSP.03 moved, was CSP.02\n"),
        "{told}"
    );
    let text = folder.read("b.toml");
    let (before, after) = text.split_once("[roles.CSP.steps.03]\n").unwrap();
    assert!(
        before.contains("of leavers") && after.contains("of reviews"),
        "{text}"
    );

    folder.write("shorter.toml", x01(&[STEPS[0], STEPS[2]]));
    let ran = folder.run(&["check", "a.toml", "--questionnaire", "shorter.toml"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.out.contains("X-01 has no step “03” for CSP")
            && ran
                .out
                .contains("aicaiq carry takes over into a new file what still fits"),
        "{ran}"
    );
    let told = carry("c.toml", "shorter.toml");
    assert!(told.contains("kept in a.toml only: CSP.02\n"), "{told}");
    assert!(told.contains("CSP.02 moved, was CSP.03\n"), "{told}");
    let text = folder.read("c.toml");
    assert!(
        text.contains("of leavers") && !text.contains("of reviews"),
        "{text}"
    );
    let ran = folder.run(&[
        "diff",
        "a.toml",
        "c.toml",
        "--questionnaire",
        "shorter.toml",
    ]);
    assert!(
        ran.out
            .contains("  CSP.02 Owner reviewed (old number, no longer asked)\n"),
        "{ran}"
    );
    // A gap that nobody has looked at again is not closed, and no number means two steps.
    for item in ["CSP.02", "CSP.03"] {
        let words = [
            "set",
            "a.toml",
            item,
            "--outcome",
            "not-satisfied",
            "--grade",
            "major",
        ];
        assert_eq!(folder.run(&words).code, 0);
    }
    carry("e.toml", "shorter.toml");
    let diff = |format: &str| {
        let words = [
            "diff",
            "a.toml",
            "e.toml",
            "--questionnaire",
            "shorter.toml",
            "--format",
        ];
        folder.run(&[words.as_slice(), &[format]].concat()).out
    };
    let text = diff("text");
    for says in [
        "\n  CSP.02 moved, was CSP.03\n  CSP.02 (old number) no longer asked\n",
        "\nGaps that were not assessed again\n  × 2 gaps of what is only suggested now, to be confirmed\n",
        "\nGaps of what is no longer asked\n  – CSP.02 (old number) (major): not satisfied",
        "0 closed, ",
    ] {
        assert!(text.contains(says), "{says}\n{text}");
    }
    assert!(!text.contains("Closed gaps"), "{text}");
    let all: serde_json::Value = serde_json::from_str(&diff("json")).unwrap();
    let left = all["gaps_left"].as_array().unwrap().iter();
    let left: Vec<(&str, &str, Option<&str>)> = left
        .filter(|g| g["severity"] == "major")
        .map(|g| {
            let word = |key: &str| g[key].as_str();
            (
                word("item").unwrap(),
                word("why").unwrap(),
                word("moved_from"),
            )
        })
        .collect();
    assert_eq!(
        left,
        [
            ("02", "not assessed again", Some("03")),
            ("02", "no longer asked", None)
        ]
    );
    assert_eq!(all["closed_gaps"].as_array().unwrap().len(), 0);
    assert!(
        diff("markdown").contains("- 2 gaps of what is only suggested now, to be confirmed\n"),
        "{}",
        diff("markdown")
    );
}
