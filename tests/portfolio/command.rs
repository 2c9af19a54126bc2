//! Real runs of `aicaiq summary` on many providers.

use crate::runner::{Folder, Ran};
use serde_json::Value;

/// Two customers in `all/`: `acme.toml` with a major gap, `beta.toml` without.
fn customers() -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("all")).unwrap();
    for (name, subject) in [("acme", "Acme GenAI"), ("beta", "Beta Cloud")] {
        let file = format!("all/{name}.toml");
        run(
            &folder,
            &[
                "new",
                &file,
                "--subject",
                subject,
                "--role",
                "CSP",
                "--role",
                "MP",
            ],
        );
    }
    run(
        &folder,
        &[
            "set",
            "all/acme.toml",
            "CSP.03",
            "--outcome",
            "not-satisfied",
            "--action",
            "Name them",
            "--owner",
            "Platform",
            "--due",
            "2026-10-31",
        ],
    );
    run(
        &folder,
        &[
            "set",
            "all/beta.toml",
            "CSP.03",
            "--outcome",
            "partially-satisfied",
        ],
    );
    folder
}

fn run(folder: &Folder, words: &[&str]) -> Ran {
    let ran = folder.run(words);
    assert_eq!(ran.code, 0, "{words:?} {ran}");
    ran
}

#[test]
fn a_folder_of_files_is_a_portfolio_and_one_file_is_what_it_was() {
    let folder = customers();
    let ran = run(&folder, &["summary", "all"]);
    insta::assert_snapshot!("two_customers", ran.to_string());
    let same = run(
        &folder,
        &["summary", "all/beta.toml", "all/acme.toml", "all"],
    );
    assert_eq!(same.out, ran.out);
    let one = run(&folder, &["summary", "all/acme.toml"]);
    assert!(one.out.starts_with("Acme GenAI\nCEK-02 "), "{one}");
    let by = run(&folder, &["summary", "all", "--by", "control"]);
    insta::assert_snapshot!("by_control", by.out);
    let by = run(
        &folder,
        &["summary", "all", "--by", "domain", "--role", "mp"],
    );
    assert!(by.out.contains("0 of 22"), "{by}");
}

#[test]
fn a_report_in_a_pipe_is_as_wide_as_columns_says() {
    let folder = customers();
    let widest = |columns: &str| {
        let ran = folder.run_where(&["summary", "all"], &[("COLUMNS", columns)]);
        let lines = ran.out.lines().map(|l| l.chars().count());
        lines.max().unwrap()
    };
    assert!((61..=80).contains(&widest("")), "as without it");
    assert!((81..=120).contains(&widest("120")));
    assert!(widest("60") <= 60);
}

#[test]
fn what_is_neither_file_nor_folder_of_assessments_is_refused() {
    let folder = customers();
    std::fs::create_dir_all(folder.path("empty/x")).unwrap();
    for (words, says) in [
        (["summary", "empty"], "has no assessment in it: expected"),
        (["summary", "none"], "cannot read none"),
        (["summary", "."], "name ./*/"),
    ] {
        let ran = folder.run(&words);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains(says), "{ran}");
        assert_eq!(ran.out, "");
    }
    let ran = folder.run(&["summary", "all", "--controls", "CEK-99"]);
    assert_eq!(
        ran.to_string(),
        "exit 2\n--- stdout\n--- stderr\nerror: no control is “CEK-99”: there are CEK-02\n"
    );
    let ran = folder.run(&["summary", "all", "--fail-on", "worse"]);
    assert_eq!(ran.code, 2);
    let ran = folder.run(&["summary", "all", "--since", "x"]);
    assert!(
        ran.code == 2 && ran.err.contains("not in a git repository"),
        "{ran}"
    );
}

#[test]
fn a_broken_file_is_shown_as_such_with_the_rest() {
    let folder = customers();
    folder.write("all/gamma.toml", "schema = 1\n[assessment]\nsubject = \n");
    let ran = folder.run(&["summary", "all"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "failed: 1 file cannot be read\n"),
        "{ran}"
    );
    assert!(ran.out.contains("all/gamma.toml: line 3: "), "{ran}");
    assert!(ran.out.contains("Acme GenAI"), "{ran}");
}

#[test]
fn what_cannot_be_read_is_told_with_its_cause_and_is_no_column() {
    let folder = customers();
    let long = format!("\n# {}\n", "x".repeat(16 << 20));
    folder.write("all/huge.cek-02.toml", folder.read("all/beta.toml") + &long);
    folder.write("all/bin.toml", [0xff, 0, 1]);
    let pipe = folder.path("all/pipe.toml");
    let made = std::process::Command::new("mkfifo").arg(pipe).status();
    assert!(made.unwrap().success());
    let causes = [
        ("all/huge.cek-02.toml", "at most 16777216 bytes (16 MiB)"),
        ("all/bin.toml", "not UTF-8"),
        ("all/pipe.toml", "a device or pipe"),
    ];
    for by in ["role", "control", "domain"] {
        let words = ["summary", "all", "--by", by, "--format", "json"];
        let ran = folder.run(&words);
        let read: Value = serde_json::from_str(&ran.out).unwrap();
        for (path, cause) in causes {
            let mut problems = read["problems"].as_array().unwrap().iter();
            let problem = problems.find(|p| p["path"] == path).unwrap();
            let said = problem["problem"].as_str().unwrap();
            assert!(said.contains(cause), "{said}");
        }
        let columns = read["columns"].as_array().unwrap().iter();
        let columns: Vec<&str> = columns.filter_map(|c| c["id"].as_str()).collect();
        let expected = match by {
            "role" => ["CSP", "MP"].as_slice(),
            "control" => &["CEK-02"],
            _ => &["Cryptography, Encryption & Key Management"],
        };
        assert_eq!(columns, expected);
        assert_eq!(read["total"]["controls"]["broken"], 3, "{by}");
        assert_eq!(ran.err, "failed: 3 files cannot be read\n");
    }
}

#[test]
fn a_pipeline_fails_on_what_it_names() {
    let folder = customers();
    for (on, code, says) in [
        ("major", 1, "on major: 2 major gaps of 1 provider"),
        ("minor", 1, "on minor: "),
        ("any", 1, "on any: "),
        (
            "overdue",
            1,
            "1 corrective action overdue, the first since 2026-10-31 (Acme GenAI)",
        ),
        ("incomplete", 1, "items of"),
        ("expired", 0, ""),
    ] {
        for path in ["all", "all/acme.toml"] {
            let ran = folder.run(&["summary", path, "--fail-on", on]);
            assert_eq!(ran.code, code, "{on} {ran}");
            assert!(ran.err.contains(says), "{on} {ran}");
            assert_eq!(ran.err.lines().count(), usize::from(code == 1), "{ran}");
        }
    }
    let ran = folder.run(&[
        "summary",
        "all",
        "--fail-on",
        "expired,major",
        "--fail-on",
        "overdue",
    ]);
    assert_eq!(
        ran.err,
        "failed: on major: 2 major gaps of 1 provider; on overdue: 1 corrective action overdue, the first since 2026-10-31 (Acme GenAI)\n"
    );
}

#[test]
fn the_previous_assessment_says_what_got_worse() {
    let folder = customers();
    std::fs::create_dir(folder.path("old")).unwrap();
    for name in ["acme", "beta"] {
        let text = folder.read(&format!("all/{name}.toml"));
        folder.write(&format!("old/{name}.toml"), text);
    }
    let same = run(
        &folder,
        &["summary", "all", "--previous", "old", "--fail-on", "worse"],
    );
    assert!(same.out.contains("Nothing since old."), "{same}");
    run(
        &folder,
        &[
            "set",
            "all/beta.toml",
            "CSP.04",
            "--outcome",
            "not-satisfied",
        ],
    );
    run(
        &folder,
        &[
            "set",
            "all/acme.toml",
            "CSP.03",
            "--outcome",
            "satisfied",
            "--evidence",
            "https://example.com",
        ],
    );
    let ran = folder.run(&["summary", "all", "--previous", "old", "--fail-on", "worse"]);
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.err,
        "failed: on worse: 1 control worse than before, the first CEK-02 of Beta Cloud\n"
    );
    assert!(
        ran.out.contains("↓ worse  Beta Cloud, CSP: major 0 → 1"),
        "{ran}"
    );
    assert!(
        ran.out.contains("↑ better Acme GenAI, CSP: major 2 → 0"),
        "{ran}"
    );
}

#[test]
fn an_earlier_assessment_that_cannot_be_read_makes_nothing_better() {
    let folder = customers();
    std::fs::create_dir(folder.path("old")).unwrap();
    for name in ["acme", "beta"] {
        let text = folder.read(&format!("all/{name}.toml"));
        folder.write(&format!("old/{name}.toml"), text);
    }
    let acme = folder.read("old/acme.toml");
    folder.write("old/acme.toml", acme.replace("[roles", "[[roles"));
    let words = ["summary", "all", "--previous", "old"];
    let ran = run(&folder, &words);
    assert!(
        ran.err.starts_with(
            "note: 1 file of old cannot be read and not be compared, the first old/acme.toml: "
        ),
        "{ran}"
    );
    assert!(
        ran.out.contains("Compared with old: ? 1 unknown, · 1 same"),
        "{ran}"
    );
    assert!(
        ran.out.contains("Cannot be read in old, and not compared"),
        "{ran}"
    );
    assert!(
        ran.out.contains("Nothing that can be compared since old."),
        "{ran}"
    );
    for on in ["worse", "gone"] {
        let ran = folder.run(&[&words[..], &["--fail-on", on]].concat());
        assert_eq!(ran.code, 1, "{ran}");
        assert!(
            ran.err.contains(&format!("failed: on {on}: 1 file of old cannot be read, so that nothing can be said of it, the first old/acme.toml\n")),
            "{ran}"
        );
    }
    let json = folder.run(&[&words[..], &["--format", "json"]].concat());
    let read: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(read["unread"][0]["path"], "old/acme.toml");
    let trend = |name: &str| {
        let all = read["providers"].as_array().unwrap();
        all.iter().find(|p| p["provider"] == name).unwrap()["total"]["trend"].clone()
    };
    assert_eq!(
        (trend("Acme GenAI"), trend("Beta Cloud")),
        ("unknown".into(), "same".into())
    );
    let csv = folder.run(&[&words[..], &["--format", "csv"]].concat());
    assert!(
        csv.out.contains("\r\nunread,Acme GenAI,old/acme.toml,"),
        "{csv}"
    );
}

/// A folder of the controls AA-01 and BB-01 in `all/`, and their questionnaires
/// beside it.
fn controls() -> Folder {
    let folder = Folder::new();
    let text = include_str!("../../questionnaires/cek-02.toml");
    std::fs::create_dir_all(folder.path("questionnaires")).unwrap();
    std::fs::create_dir_all(folder.path("all")).unwrap();
    for id in ["AA-01", "BB-01"] {
        let asked = text.replace("CEK-02", id);
        folder.write(&format!("questionnaires/{id}.toml"), asked);
    }
    let subject = ["--subject", "Acme GenAI", "--role", "CSP"];
    run(&folder, &[&["new", "all/acme/"], &subject[..]].concat());
    let shared = folder.read("all/acme/assessment.toml");
    let named = "[assessment]\nquestionnaires = \"../../questionnaires\"\n";
    let shared = shared.replace("[assessment]\n", named);
    folder.write("all/acme/assessment.toml", shared);
    for id in ["AA-01", "BB-01"] {
        run(
            &folder,
            &[
                "set",
                &format!("all/acme/{id}.toml"),
                "CSP.03",
                "--outcome",
                "not-satisfied",
            ],
        );
    }
    folder
}

#[test]
fn a_folder_without_its_assessment_is_not_passed_by() {
    let folder = controls();
    run(&folder, &["summary", "all"]);
    std::fs::remove_file(folder.path("all/acme/assessment.toml")).unwrap();
    // A copy beside its answers says all by itself, and is nobody's assessment.
    folder.write(
        "all/acme/CEK-02.mine-0123abcd.toml",
        customers().read("all/beta.toml"),
    );
    for path in ["all", "all/acme"] {
        let ran = folder.run(&["summary", path]);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.out.contains("there is no assessment.toml"), "{ran}");
        assert_eq!(ran.err, "failed: 1 file cannot be read\n");
    }
    let ran = folder.run(&["doctor", "all"]);
    assert!(
        ran.out
            .contains("CEK-02.mine-0123abcd.toml: a copy from when two programs wrote one file"),
        "{ran}"
    );
    // What says all by itself is in no need of it.
    std::fs::create_dir(folder.path("all/2025")).unwrap();
    let own = customers().read("all/beta.toml");
    folder.write("all/beta.toml", &own);
    folder.write("all/2025/beta.toml", &own);
    std::fs::remove_dir_all(folder.path("all/acme")).unwrap();
    run(&folder, &["summary", "all"]);
    std::os::unix::fs::symlink("nowhere.toml", folder.path("all/zz.toml")).unwrap();
    let ran = folder.run(&["summary", "all"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("all/zz.toml"), "{ran}");
}

#[test]
fn of_two_files_for_one_control_the_one_that_is_called_so_counts() {
    let folder = controls();
    let before = run(&folder, &["summary", "all", "--format", "json"]);
    let gaps = |out: &str| {
        let read: Value = serde_json::from_str(out).unwrap();
        read["total"]["gaps"].clone()
    };
    let text = folder.read("all/acme/AA-01.toml");
    let empty = text.split("\n[roles").next().unwrap();
    for copy in ["A-copy.toml", "copy-of.toml"] {
        folder.write(&format!("all/acme/{copy}"), empty);
        let ran = folder.run(&["summary", "all", "--format", "json", "--fail-on", "major"]);
        assert_eq!(gaps(&ran.out), gaps(&before.out), "{copy}");
        assert_eq!(ran.code, 1);
        assert!(
            ran.err.contains("1 file cannot be read; on major: "),
            "{ran}"
        );
        let why = "all/acme/AA-01.toml answers AA-01 too, and is counted: take one of them away";
        assert!(ran.out.contains(why), "{ran}");
        // The screen and exports keep to it.
        let ran = folder.run(&[
            "export",
            "all/acme",
            "--format",
            "jsonl",
            "--skip-unreadable",
        ]);
        assert_eq!(ran.out.matches("\"CSP\"").count(), 26, "{ran}");
        std::fs::remove_file(folder.path(&format!("all/acme/{copy}"))).unwrap();
    }
}

#[test]
fn what_expires_in_a_file_that_is_not_counted_is_not_listed() {
    let folder = controls();
    let own = "\n[evidence.ev-3f9a1c02]\ntitle = \"Old policy\"\nhref = \"https://example.com/old\"\nexpires_on = 2025-01-01\n";
    let text = folder.read("all/acme/AA-01.toml");
    let with_record = format!("{text}{own}");
    // Also as it is read slowly, in another layout than the program's.
    for record in [own.to_owned(), own.replace(" = ", "=")] {
        folder.write("all/acme/copy-of.toml", format!("{text}{record}"));
        let ran = folder.run(&["summary", "all", "--fail-on", "expired"]);
        assert!(ran.out.contains("answers AA-01 too"), "{ran}");
        assert!(!ran.out.contains("Old policy"), "{ran}");
        assert_eq!(ran.err, "failed: 1 file cannot be read\n");
        std::fs::remove_file(folder.path("all/acme/copy-of.toml")).unwrap();
    }
    // In the one that is counted it is.
    folder.write("all/acme/AA-01.toml", with_record);
    let ran = folder.run(&["summary", "all", "--fail-on", "expired"]);
    assert!(ran.out.contains("Old policy"), "{ran}");
    assert!(ran.err.contains("on expired: "), "{ran}");
}

#[test]
fn one_file_that_is_not_whole_hides_none_beside_it() {
    let folder = customers();
    let lone = "schema = 1\n\n[assessment]\nquestionnaire = \"CEK-02\"\n";
    folder.write("all/a.toml", lone);
    let ran = folder.run(&["summary", "all"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.out.contains("Acme GenAI") && ran.out.contains("Beta Cloud"),
        "{ran}"
    );
    // Nor does one with roles of its own hide that the folder has lost its head.
    let folder = controls();
    std::fs::remove_file(folder.path("all/acme/assessment.toml")).unwrap();
    let own = folder.read("all/acme/AA-01.toml");
    let own = own.replace("[assessment]\n", "[assessment]\nroles = [\"CSP\"]\n");
    folder.write("all/acme/AA-01.toml", own);
    let ran = folder.run(&["summary", "all"]);
    assert!(ran.out.contains("there is no assessment.toml"), "{ran}");
    let ran = folder.run(&["check", "all"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("there is no assessment.toml"), "{ran}");
}

#[test]
fn what_was_broken_in_a_revision_may_be_worse_today() {
    let folder = customers();
    folder.git(&["init", "-q"]);
    let acme = folder.read("all/acme.toml");
    let fine = folder.read("all/beta.toml");
    folder.write("all/acme.toml", acme.replace("[roles", "[[roles"));
    folder.write("all/beta.toml", fine.replace("[roles", "[[roles"));
    folder.git(&["add", "all"]);
    folder.git(&["commit", "-qm", "broken"]);
    folder.write("all/acme.toml", &acme);
    let words = ["summary", "all", "--since", "HEAD", "--fail-on", "worse"];
    folder.write("all/beta.toml", "");
    std::fs::remove_file(folder.path("all/beta.toml")).unwrap();
    run(
        &folder,
        &[
            "new",
            "all/beta.toml",
            "--subject",
            "Beta Cloud",
            "--role",
            "CSP",
        ],
    );
    let ran = folder.run(&words);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.err
            .contains("failed: on worse: 2 files of revision HEAD cannot be read"),
        "{ran}"
    );
    // What was mended and has no gap that counts fails nothing.
    folder.write(
        "all/acme.toml",
        folder
            .read("all/beta.toml")
            .replace("Beta Cloud", "Acme GenAI"),
    );
    let ran = run(&folder, &words);
    assert!(ran.out.contains("? 2 unknown"), "{ran}");
}

#[test]
fn questionnaires_that_are_not_there_are_one_reason() {
    let folder = controls();
    std::fs::rename(folder.path("questionnaires"), folder.path("moved")).unwrap();
    let ran = folder.run(&["summary", "all"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert_eq!(ran.err, "failed: 2 files cannot be read\n");
    let words: Vec<&str> = ran.out.split_whitespace().collect();
    let words = words.join(" ");
    let said = words.matches("where questionnaires are,").count();
    assert_eq!(said, 1, "{ran}");
    // The reason, its word and its count are those of the table.
    for part in [
        "Broken: cannot be read, and not counted",
        "(questionnaires = \"…\") (2 files)",
        "Provider Broken Major Minor Open Watch Answered Acme GenAI 2 0 0 0 0 0 of 0 ",
    ] {
        assert!(words.contains(part), "{part}: {ran}");
    }
    // Nobody knows whether it asks what is built in.
    assert!(!ran.out.contains(" open\n"), "{ran}");
    let cek = folder.path("all/acme/CEK-02.toml");
    let text = "schema = 1\n[assessment]\nquestionnaire = \"CEK-02\"\n";
    std::fs::write(&cek, text).unwrap();
    let with = folder.run(&["summary", "all"]);
    assert_eq!(with.err, "failed: 3 files cannot be read\n");
    assert!(!with.out.contains(" open\n"), "{with}");
    std::fs::remove_file(cek).unwrap();
    assert!(!ran.out.contains("no questionnaire for"), "{ran}");
    // Also where nobody has begun a control.
    for id in ["AA-01", "BB-01"] {
        let path = folder.path(&format!("all/acme/{id}.toml"));
        std::fs::rename(&path, folder.path(id)).unwrap();
    }
    let none = folder.run(&["summary", "all"]);
    assert_eq!(none.code, 1, "{none}");
    assert_eq!(none.err, "failed: 1 file cannot be read\n");
    for id in ["AA-01", "BB-01"] {
        let path = folder.path(&format!("all/acme/{id}.toml"));
        std::fs::rename(folder.path(id), path).unwrap();
    }
    let json = folder.run(&["summary", "all", "--format", "json"]);
    let read: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(read["total"]["controls"]["broken"], 2, "both files");
    assert_eq!(read["problems"][0]["files"], 2);
    let csv = folder.run(&["summary", "all", "--format", "csv"]);
    let line = csv.out.lines().find(|l| l.starts_with("problem,")).unwrap();
    assert_eq!(line.split(',').nth(10), Some("2"), "{line}");
}

#[test]
fn a_comparison_of_several_providers_says_which_commands_there_are() {
    let folder = customers();
    std::fs::create_dir(folder.path("empty")).unwrap();
    let says = |words: &[&str], why: &str| {
        let ran = folder.run(words);
        assert_eq!((ran.code, ran.err), (2, format!("error: {why}\n")));
    };
    let has = "all has 2 assessments in it, and diff compares one";
    says(
        &["diff", "--since", "HEAD", "all"],
        &format!(
            "{has}: aicaiq diff --since HEAD all/acme.toml; what became of all of them: aicaiq summary all --since HEAD"
        ),
    );
    says(
        &["diff", "all", "all"],
        &format!(
            "{has}: the same of one in each of the two; what became of all of them: aicaiq summary all --previous all"
        ),
    );
    let none = "empty is a folder without an assessment.toml: name an answer file, or a folder that has one";
    says(&["diff", "--since", "HEAD", "empty"], none);
}

#[test]
fn an_earlier_revision_does_the_same() {
    let folder = customers();
    folder.git(&["init", "-q"]);
    // Evidence that is in no commit says nothing of the past.
    folder.write("all/policy.txt", "sample");
    run(
        &folder,
        &[
            "set",
            "all/beta.toml",
            "CSP.05",
            "--outcome",
            "satisfied",
            "--evidence",
            "all/policy.txt",
        ],
    );
    folder.git(&["add", "all/acme.toml", "all/beta.toml"]);
    folder.git(&["commit", "-qm", "first"]);
    let same = run(
        &folder,
        &["summary", "all", "--since", "HEAD", "--fail-on", "worse"],
    );
    assert!(same.out.contains("Nothing since revision HEAD."), "{same}");
    std::fs::remove_file(folder.path("all/policy.txt")).unwrap();
    let same = run(
        &folder,
        &["summary", "all", "--since", "HEAD", "--fail-on", "worse"],
    );
    assert!(same.out.contains("Nothing since"), "{same}");
    run(
        &folder,
        &[
            "set",
            "all/beta.toml",
            "CSP.04",
            "--outcome",
            "not-satisfied",
        ],
    );
    run(
        &folder,
        &["new", "all/new.toml", "--subject", "New", "--role", "AP"],
    );
    let ran = folder.run(&[
        "summary",
        "all",
        "--since",
        "HEAD",
        "--fail-on",
        "worse",
        "--format",
        "json",
    ]);
    assert_eq!(ran.code, 1, "{ran}");
    let read: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(read["compared_with"], "revision HEAD");
    // The policy that is missing counts today, and not where one compares.
    let beta = &read["providers"].as_array().unwrap();
    let beta = beta.iter().find(|p| p["provider"] == "Beta Cloud").unwrap();
    let major = |of: &str| beta["total"][of]["major"].as_u64().unwrap();
    assert_eq!(
        (major("gaps"), major("compared"), major("before")),
        (2, 1, 0)
    );
    let text = folder.run(&["summary", "all", "--since", "HEAD"]);
    assert!(
        text.out
            .contains("Then and now are compared without what the files"),
        "{text}"
    );
    let trend = |name: &str| {
        let all = read["providers"].as_array().unwrap();
        all.iter().find(|p| p["provider"] == name).unwrap()["total"]["trend"].clone()
    };
    assert_eq!(trend("Beta Cloud"), "worse");
    assert_eq!(trend("Acme GenAI"), "same");
    assert_eq!(trend("New"), "new");
    let ran = folder.run(&["summary", "all", "--since", "nonsense"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("has no revision “nonsense”"), "{ran}");
}

#[test]
fn what_is_written_replaces_nothing_unasked() {
    let folder = customers();
    let ran = run(
        &folder,
        &["summary", "all", "--format", "html", "--out", "all.html"],
    );
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        ("", "wrote all.html\n")
    );
    let ran = folder.run(&["summary", "all", "--format", "csv", "--out", "all.html"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(folder.read("all.html").starts_with("<!DOCTYPE html>"));
    run(
        &folder,
        &[
            "summary", "all", "--format", "csv", "--out", "all.html", "--force",
        ],
    );
    let before = folder.read("all/acme.toml");
    for out in ["all/acme.toml", "all/beta.toml"] {
        let ran = folder.run(&["summary", "all", "--out", out, "--force"]);
        assert_eq!(ran.code, 2, "{ran}");
    }
    assert_eq!(folder.read("all/acme.toml"), before);
}

#[test]
fn hostile_names_reach_no_terminal() {
    let folder = customers();
    let text = folder
        .read("all/acme.toml")
        .replace("Acme GenAI", "=1 <b> & \\\"x");
    folder.write("all/\u{1b}[2J.toml", text);
    std::fs::create_dir(folder.path("all/\u{202e}\u{1b}]0;x\u{7}")).unwrap();
    let shared = "schema = 1\n[assessment]\nsubject = \"B\"\nroles = [\"CSP\"]\n";
    folder.write("all/\u{202e}\u{1b}]0;x\u{7}/assessment.toml", shared);
    for format in ["text", "json", "html", "sarif", "csv"] {
        let ran = folder.run(&["summary", "all", "--format", format]);
        assert_eq!(ran.code, 0, "{ran}");
        // The line ends of CSV.
        let out = ran.out.replace("\r\n", "\n");
        assert_eq!(out, aicaiq::text::visible(&out), "{format}");
    }
    folder.write("all/\u{1b}[2J.toml", "schema = 1\n[assessment\n");
    let ran = folder.run(&["summary", "all", "--fail-on", "any"]);
    assert_eq!(ran.err, aicaiq::text::visible(&ran.err));
    assert_eq!(ran.out, aicaiq::text::visible(&ran.out));
}
