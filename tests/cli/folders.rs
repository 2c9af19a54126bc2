//! Folders of controls: made, answered, checked, and written by many at once.

use crate::runner::{Folder, Ran};
use std::process::{Command, Stdio};

const OTHERS: [&str; 2] = ["A&A-01", "I&S-01"];

/// A folder `acme` of CSP and MP, with questionnaires for three controls.
fn acme() -> Folder {
    let folder = Folder::new();
    let text = include_str!("../../questionnaires/cek-02.toml");
    std::fs::create_dir(folder.path("aicm")).unwrap();
    for id in OTHERS {
        folder.write(&format!("aicm/{id}.toml"), text.replace("CEK-02", id));
    }
    fine(
        &folder,
        &[
            "new",
            "acme/",
            "--subject",
            "Acme",
            "--role",
            "CSP",
            "--role",
            "MP",
            "--questionnaires",
            "aicm",
            "--assessor",
            "sample assessor",
        ],
    );
    folder
}

fn fine(folder: &Folder, words: &[&str]) -> Ran {
    let ran = folder.run(words);
    assert_eq!(ran.code, 0, "{words:?}\n{ran}");
    ran
}

/// What the built-in questionnaire asks is nothing to a folder that has its own.
#[test]
fn a_new_folder_is_of_the_roles_that_its_questionnaires_ask() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("questionnaires")).unwrap();
    let made = "questionnaires/x-01.toml";
    let words = ["questionnaire", "new", made, "--id", "X-01", "--title", "X"];
    fine(&folder, &[&words[..], &["--role", "AIC"]].concat());
    let new = |place: &str, role: &str, more: &[&str]| {
        let words = ["new", place, "--subject", "Acme", "--role", role];
        folder.run(&[&words[..], more].concat())
    };
    let named = ["--questionnaires", "questionnaires"];
    for (at, more) in [&named[..], &[]].into_iter().enumerate() {
        let refused = new(&format!("no{at}/"), "CSP", more);
        assert_eq!(refused.code, 2, "{refused}");
        let why = "questionnaires asks nothing of CSP: expected AIC";
        assert!(refused.err.contains(why), "{refused}");
        let made = new(&format!("acme{at}/"), "AIC", more);
        assert_eq!(made.code, 0, "{made}");
    }
    // A file of its own answers the built-in one.
    assert_eq!(new("a.toml", "AIC", &[]).code, 2);
}

#[test]
fn a_folder_is_made_and_nothing_is_made_over() {
    let folder = acme();
    assert_eq!(
        folder.read("acme/assessment.toml"),
        "schema = 1\n\n[assessment]\nsubject = \"Acme\"\nroles = [\"CSP\", \"MP\"]\n\
         assessor = \"sample assessor\"\nquestionnaires = \"../aicm\"\n"
    );
    let again = folder.run(&["new", "acme/", "--subject", "B", "--role", "CSP"]);
    assert_eq!(again.code, 2, "{again}");
    // An empty folder, and one that is said to be one.
    std::fs::create_dir(folder.path("empty")).unwrap();
    fine(
        &folder,
        &["new", "empty", "--subject", "B", "--role", "CSP"],
    );
    fine(
        &folder,
        &[
            "new",
            "named",
            "--folder",
            "--subject",
            "B",
            "--layer",
            "PI",
        ],
    );
    assert!(
        folder.path("empty/assessment.toml").exists()
            && folder.path("named/assessment.toml").exists()
    );
    let ran = folder.run(&[
        "new",
        "x.toml",
        "--subject",
        "B",
        "--role",
        "CSP",
        "--questionnaires",
        "aicm",
    ]);
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn a_control_is_answered_by_its_folder_or_its_file() {
    let folder = acme();
    let ran = folder.run(&["set", "acne", "A&A-01:CSP.01", "--outcome", "satisfied"]);
    assert!(
        ran.code == 2 && ran.err.contains("cannot read acne"),
        "{ran}"
    );
    fine(
        &folder,
        &[
            "set",
            "acme",
            "A&A-01:CSP.01",
            "--outcome",
            "satisfied",
            "--evidence",
            "https://example.com/a",
        ],
    );
    fine(
        &folder,
        &[
            "set",
            "acme/CEK-02.toml",
            "MP.02",
            "--outcome",
            "not-satisfied",
            "--grade",
            "minor",
        ],
    );
    let text = folder.read("acme/A&A-01.toml");
    assert!(
        text.contains("questionnaire = \"A&A-01\"") && !text.contains("href"),
        "{text}"
    );
    assert!(
        folder
            .read("acme/assessment.toml")
            .contains("href = \"https://example.com/a\"")
    );
    // What the other control registered is there by its id.
    fine(
        &folder,
        &[
            "evidence",
            "add",
            "acme",
            "CEK-02:CSP.01",
            "https://example.com/a",
            "--title",
            "A",
        ],
    );
    fine(
        &folder,
        &["evidence", "add", "acme", "https://example.com/b"],
    );
    let ran = fine(&folder, &["evidence", "list", "acme"]);
    insta::assert_snapshot!(ran);
    let ran = fine(&folder, &["summary", "acme/A&A-01.toml"]);
    assert!(ran.out.contains("A&A-01"), "{ran}");
    for words in [
        &["export", "acme/A&A-01.toml", "--format", "json"] as &[&str],
        &["check", "acme/A&A-01.toml"],
        &["blame", "acme/A&A-01.toml"],
        &["sign-off", "acme/A&A-01.toml"],
        &[
            "split",
            "acme/A&A-01.toml",
            "--role",
            "MP",
            "--out",
            "part.toml",
        ],
        &["pack", "acme/A&A-01.toml", "--out", "a.zip"],
        &["pack", "verify", "a.zip"],
        &["diff", "acme/A&A-01.toml", "acme/A&A-01.toml"],
        &["summary", "part.toml", "--questionnaire", "aicm"],
        &["check", "part.toml", "--questionnaire", "aicm/A&A-01.toml"],
    ] {
        fine(&folder, words);
    }
    // Of a folder all of it, or an item of a control.
    let ran = fine(&folder, &["blame", "acme"]);
    for part in [
        "A&A-01\nCSP.01        satisfied: ",
        "\n\nCEK-02\nCSP.01        ",
    ] {
        assert!(ran.out.contains(part), "{ran}");
    }
    let ran = fine(&folder, &["blame", "acme", "A&A-01:CSP.01"]);
    assert!(
        ran.out.starts_with("CSP.01        satisfied: ") && !ran.out.contains("MP.02"),
        "{ran}"
    );
    let ran = fine(&folder, &["blame", "acme", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json[0]["control"], "A&A-01", "{json:#}");
    let ran = fine(
        &folder,
        &["blame", "acme", "CEK-02:CSP.01", "--format", "json"],
    );
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json[0]["control"], "CEK-02", "{json:#}");
    // The others are told where one cannot be read.
    let broken = folder.path("acme/A&A-01.toml");
    let text = std::fs::read_to_string(&broken).unwrap();
    for no in [
        "schema = 1\n[assessment\n",
        "schema = 1\n[assessment]\nquestionnaire = \"X-01\"\n",
    ] {
        std::fs::write(&broken, no).unwrap();
        let ran = folder.run(&["blame", "acme"]);
        assert!(ran.code == 1 && ran.out.starts_with("CEK-02\n"), "{ran}");
        assert!(ran.err.contains("A&A-01"), "{ran}");
    }
    std::fs::write(&broken, text).unwrap();
    let ran = folder.run(&["blame", "acme", "CSP.01"]);
    assert_eq!(ran.code, 2, "{ran}");
    let told = "acme is a folder of controls: say which one, as A&A-01:CSP.01";
    assert!(ran.err.contains(told), "{ran}");
    let ran = folder.run_with(
        &["answer", "acme", "--control", "I&S-01", "--plain"],
        "quit\n",
    );
    assert!(
        ran.out.contains("I&S-01") || ran.err.contains("I&S-01"),
        "{ran}"
    );
    assert!(!folder.path("acme/I&S-01.toml").exists());
}

#[test]
fn a_walk_in_lines_goes_from_control_to_control() {
    let folder = acme();
    let call = ["answer", "acme", "--control", "A&A-01", "--plain"];
    let script = "controls\nj i&s-01:csp.02\ns\n\n\nprevious control\nj CSP.03\na\nwhy\n.\n\
        next control\nnext control\nq\n";
    let ran = folder.run_with(&call, script);
    assert_eq!(ran.code, 0, "{ran}");
    for said in [
        "A&A-01, this one\nI&S-01\n",
        "Leaving A&A-01. CSP: 0 of 13",
        "CSP.02 satisfied, saved.\n",
        "Leaving I&S-01. CSP: 1 of 13",
        "CSP.03 justification written, saved.\n",
        "This is the last control.\n",
    ] {
        assert!(ran.out.contains(said), "{said}\n{ran}");
    }
    let answered = |file: &str, step: &str| folder.read(file).contains(step);
    assert!(answered("acme/I&S-01.toml", "[roles.CSP.steps.02]"));
    assert!(answered("acme/A&A-01.toml", "[roles.CSP.steps.03]"));
    // A control that cannot be walked leaves one where one was.
    folder.write("acme/I&S-01.toml", "no TOML");
    let ran = folder.run_with(&call, "next control\nj X-09:CSP.01\nj 4\nq\n");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("no control of this folder is “X-09”"));
    assert!(ran.out.contains("CSP.04, 5 of 13"), "{ran}");
    assert!(ran.err.contains("2 lines of the input not taken"), "{ran}");
    // What nobody asks for here is no slip that goes unseen.
    let call = ["answer", "acme", "--control", "CEK-02", "--plain"];
    let ran = folder.run_with(&call, "q\n");
    assert!(ran.err.contains("! acme asks nothing of CEK-02"), "{ran}");
}

#[test]
fn items_of_several_controls_are_set_in_one_call_or_none_is() {
    let folder = acme();
    let set = |items: &[&str], more: &[&str]| {
        folder.run(&[&["set", "acme"], items, &["--outcome", "satisfied"], more].concat())
    };
    let ran = set(&["A&A-01:CSP.01", "I&S-01:MP.01", "A&A-01:CSP.02"], &[]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.err.contains("A&A-01:\nCSP.01 satisfied")
            && ran.err.contains("I&S-01:\nMP.01 satisfied"),
        "{ran}"
    );
    let first = folder.read("acme/A&A-01.toml");
    assert_eq!(
        first.matches("outcome = \"satisfied\"").count(),
        2,
        "{first}"
    );
    // What does not go is told before the first is written.
    for (items, more, says) in [
        (["A&A-01:CSP.03", "I&S-01:MP.99"], [].as_slice(), "MP.99: "),
        (
            ["A&A-01:CSP.03", "I&S-01:MP.01"],
            &["--answer", "Yes"],
            "--answer is of a question",
        ),
        (
            ["A&A-01:CSP.03", "ZZ-01:MP.01"],
            &[],
            "no control of acme is “ZZ-01”",
        ),
    ] {
        let ran = set(&items, more);
        assert!(ran.code != 0 && ran.err.contains(says), "{ran}");
        assert_eq!(folder.read("acme/A&A-01.toml"), first);
    }
}

#[test]
fn what_does_not_fit_is_told() {
    let folder = acme();
    fine(
        &folder,
        &["set", "acme", "A&A-01:CSP.01", "--outcome", "satisfied"],
    );
    std::fs::copy(folder.path("acme/A&A-01.toml"), folder.path("alone.toml")).unwrap();
    let mut said = String::new();
    for words in [
        &["set", "acme", "CSP.01", "--outcome", "satisfied"] as &[&str],
        &[
            "set",
            "acme",
            "A&A-01:CSP.01",
            "CSP.01",
            "--outcome",
            "satisfied",
        ],
        &["set", "acme", "B-01:CSP.01", "--outcome", "satisfied"],
        &["set", "acme", "../x:CSP.01", "--outcome", "satisfied"],
        &["answer", "acme", "--control", "ZZ", "--plain"],
        &["answer", "alone.toml", "--control", "CEK-02"],
        &["evidence", "add", "acme", "CSP.01", "x.pdf"],
        &["evidence", "add", "alone.toml", "x.pdf"],
        &["summary", "alone.toml"],
        &["summary", "acme/assessment.toml"],
        &["summary", "alone.toml", "--questionnaire", "acme"],
    ] {
        let ran = folder.run(words);
        assert_ne!(ran.code, 0, "{words:?}\n{ran}");
        said += &format!("$ aicaiq {}\n{ran}\n", words.join(" "));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn a_check_of_the_folder_looks_at_all_of_it() {
    let folder = acme();
    let set = |control: &str, by: &str| {
        let item = format!("{control}:CSP.01");
        fine(
            &folder,
            &[
                "set",
                "acme",
                &item,
                "--outcome",
                "satisfied",
                "--assessor",
                by,
            ],
        );
    };
    set("A&A-01", "sample assessor");
    set("CEK-02", "Somebody Else");
    fine(
        &folder,
        &["evidence", "add", "acme", "https://example.com/b"],
    );
    let ran = fine(&folder, &["check", "acme"]);
    assert!(!ran.out.contains("Somebody"), "nobody is listed: {ran}");
    let shared = folder.read("acme/assessment.toml");
    folder.write(
        "acme/assessment.toml",
        shared + "\n[people.\"Sample  Assessor\"]\nfunction = \"lead\"\n",
    );
    let again = folder.read("acme/CEK-02.toml");
    folder.write("acme/old.toml", again);
    let broken = folder
        .read("acme/A&A-01.toml")
        .replace("\"satisfied\"", "\"fine\"");
    folder.write("acme/I&S-01.toml", broken.replace("A&A-01", "I&S-01"));
    let ran = folder.run(&["check", "acme"]);
    assert_eq!(ran.code, 1, "{ran}");
    insta::assert_snapshot!(ran);
    let ran = folder.run(&["check", "acme", "--format", "json"]);
    let objects: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(objects.as_array().unwrap().len(), 5, "{ran}");
    folder.write(
        "acme/assessment.toml",
        "schema = 1\n[assessment]\nsubject = 1\n",
    );
    let ran = folder.run(&["check", "acme"]);
    assert_eq!(ran.code, 1, "{ran}");
    let ran = folder.run(&["check", "acme/CEK-02.toml"]);
    assert!(ran.out.contains("assessment.toml"), "{ran}");
}

#[test]
fn what_is_named_like_an_answer_file_and_is_none_is_told_and_copies_are_left_alone() {
    let folder = acme();
    fine(
        &folder,
        &["set", "acme", "A&A-01:CSP.01", "--outcome", "satisfied"],
    );
    let text = folder.read("acme/A&A-01.toml");
    folder.write("acme/A&A-01.theirs-0123abcd.toml", text);
    let summed = fine(&folder, &["summary", "acme", "--format", "json"]);
    let summed: serde_json::Value = serde_json::from_str(&summed.out).unwrap();
    assert_eq!(
        summed.pointer("/total/steps/satisfied"),
        Some(&1.into()),
        "{summed:#}"
    );
    let ran = fine(&folder, &["check", "acme"]);
    assert!(!ran.out.contains("theirs"), "{ran}");
    folder.write("acme/notes.toml", "a = 1\n");
    std::fs::create_dir(folder.path("acme/I&S-01.toml")).unwrap();
    let ran = folder.run(&["check", "acme"]);
    assert_eq!(ran.code, 1, "{ran}");
    for said in [
        "acme/notes.toml: it does not say which control it answers",
        "acme/I&S-01.toml is a folder",
    ] {
        assert!(ran.out.contains(said), "{said}: {ran}");
    }
    let summed = folder.run(&["summary", "acme"]);
    assert!(summed.err.contains("2 files cannot be read"), "{summed}");
}

#[test]
fn no_report_and_no_pack_replaces_answers_or_questionnaires() {
    let folder = acme();
    for item in ["A&A-01:CSP.01", "I&S-01:CSP.01"] {
        fine(&folder, &["set", "acme", item, "--outcome", "satisfied"]);
    }
    for out in [
        "acme/I&S-01.toml",
        "acme/assessment.toml",
        "aicm/I&S-01.toml",
    ] {
        let before = folder.read(out);
        for words in [
            &["export", "acme/A&A-01.toml", "--format", "html"][..],
            &["export", "acme/A&A-01.toml", "--format", "csv"],
            &["pack", "acme/A&A-01.toml"],
            &["summary", "acme", "--format", "html"],
        ] {
            let ran = folder.run(&[words, &["--out", out, "--force"]].concat());
            assert_eq!(ran.code, 2, "{words:?} {out}: {ran}");
            assert_eq!(folder.read(out), before, "{words:?} {out}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_told_whatever_is_asked_for() {
    let folder = acme();
    fine(
        &folder,
        &["set", "acme", "A&A-01:CSP.01", "--outcome", "satisfied"],
    );
    fine(&folder, &["summary", "acme", "--controls", "I&S-01"]);
    // A file that may be of any control.
    folder.write("acme/some.toml", "schema = 1\n[assessment]\nx\n");
    for asked in [&["--controls", "A&A-*"][..], &["--role", "MP"], &[]] {
        let ran = folder.run(&[&["summary", "acme"], asked].concat());
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.out.contains("some.toml"), "{ran}");
    }
    std::fs::remove_file(folder.path("acme/some.toml")).unwrap();
    // A questionnaire that cannot be used is not one control less.
    let text = folder.read("aicm/I&S-01.toml");
    folder.write("aicm/I&S-01.toml", text.replace("title = \"", "title = "));
    for command in ["summary", "check"] {
        let ran = folder.run(&[command, "acme"]);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.out.contains("aicm/I&S-01.toml"), "{ran}");
    }
    // A control that is written otherwise, or is none.
    for (item, wanted) in [
        ("a&a-01:CSP.02", "write A&A-01"),
        ("B-1:CSP.01", "there are A&A-01"),
    ] {
        let ran = folder.run(&["set", "acme", item, "--outcome", "satisfied"]);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains(wanted), "{ran}");
    }
}

#[test]
fn a_report_of_each_control_goes_into_a_folder_and_one_of_all_into_a_file() {
    let folder = acme();
    fine(
        &folder,
        &["set", "acme", "A&A-01:CSP.01", "--outcome", "satisfied"],
    );
    // A file is one report of all.
    fine(
        &folder,
        &["export", "acme", "--format", "html", "--out", "all.html"],
    );
    assert!(folder.path("all.html").is_file());
    fine(
        &folder,
        &["export", "acme", "--format", "html", "--out", "all"],
    );
    assert!(folder.path("all/A&A-01.html").is_file());
}

#[test]
fn processes_that_add_evidence_in_many_controls_at_once_all_keep_it() {
    let folder = acme();
    let ids = ["A&A-01", "I&S-01", "CEK-02"];
    let start = |n: usize| {
        let item = format!("{}:CSP.{:02}", ids[n % 3], n / 3 + 1);
        let href = format!("https://example.com/{n}");
        Command::new(env!("CARGO_BIN_EXE_aicaiq"))
            .args([
                "set",
                "acme",
                &item,
                "--outcome",
                "satisfied",
                "--evidence",
                &href,
            ])
            .current_dir(folder.0.path())
            .env("HOME", folder.0.path())
            .env("XDG_CONFIG_HOME", folder.path("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let running: Vec<_> = (0..12).map(start).collect();
    for child in running {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
    }
    let shared = folder.read("acme/assessment.toml");
    assert_eq!(shared.matches("href = ").count(), 12, "{shared}");
    let ran = fine(&folder, &["evidence", "list", "acme"]);
    assert_eq!(ran.out.matches(":CSP.").count(), 12, "{ran}");
    let left = std::fs::read_dir(folder.path("acme")).unwrap().count();
    assert_eq!(left, 4, "no temporary files and no copies");
}

#[test]
fn a_folder_is_carried_and_exported() {
    let folder = acme();
    let href = "https://example.com/a";
    for id in ["A&A-01", "CEK-02"] {
        let item = format!("{id}:CSP.01");
        fine(
            &folder,
            &[
                "set",
                "acme",
                &item,
                "--outcome",
                "satisfied",
                "--note",
                id,
                "--evidence",
                href,
            ],
        );
    }
    fine(&folder, &["carry", "acme", "--out", "next"]);
    let text = folder.read("next/A&A-01.toml");
    assert!(
        text.contains("suggested = \"satisfied\"") && !text.contains("subject"),
        "{text}"
    );
    let shared = folder.read("next/assessment.toml");
    assert!(
        shared.contains(href) && shared.contains("questionnaires = \"../aicm\""),
        "{shared}"
    );
    fine(&folder, &["check", "next"]);
    let again = folder.run(&["carry", "acme", "--out", "next"]);
    assert_eq!(again.code, 2, "{again}");
    fine(
        &folder,
        &["export", "acme", "--format", "csv", "--out", "reports"],
    );
    assert!(folder.read("reports/A&A-01.csv").contains("A&A-01"));
    assert!(folder.path("reports/CEK-02.csv").exists());
    let again = folder.run(&["export", "acme", "--format", "csv", "--out", "reports"]);
    assert_eq!(again.code, 2, "{again}");
    fine(
        &folder,
        &[
            "export", "acme", "--format", "csv", "--out", "reports", "--force",
        ],
    );
    fine(&folder, &["export", "acme", "--format", "csv"]);
}

#[test]
fn a_folder_that_is_meant_otherwise_is_told_how() {
    let folder = acme();
    let ran = folder.run(&["answer", "acme", "--plain"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.err.contains("say which one, as --control A&A-01;"),
        "{ran}"
    );
    let ran = folder.run(&["."]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.err.contains("without one use: aicaiq summary PATH"),
        "{ran}"
    );
    std::fs::create_dir(folder.path("empty")).unwrap();
    let ran = folder.run(&["empty/"]);
    assert!(ran.err.contains("has no assessment in it"), "{ran}");
    assert!(ran.err.contains("aicaiq new empty/ --folder"), "{ran}");
}
