//! Words in the texts of a file, a folder and many.

use crate::runner::{Folder, Ran};
use serde_json::Value;

const SAMPLE: &str = include_str!("../../assets/sample/sample.cek-02.toml");

fn sample() -> Folder {
    let folder = Folder::new();
    folder.write("sample.toml", SAMPLE);
    folder
}

fn lines(ran: &Ran) -> Vec<&str> {
    ran.out.lines().collect()
}

#[test]
fn texts_that_have_all_words_are_listed() {
    let folder = sample();
    let ran = folder.run(&["find", "kms TEAM", "sample.toml"]);
    assert_eq!(ran.code, 1, "capital letters count: {ran}");
    assert!(ran.err.contains("found nowhere"), "{ran}");
    let ran = folder.run(&["find", "team kms", "sample.toml"]);
    assert_eq!(ran.code, 0, "{ran}");
    insta::assert_snapshot!("find", ran.out);
    let written = folder.run(&["find", "--written", "team kms", "sample.toml"]);
    let kept: Vec<&str> = lines(&ran)
        .into_iter()
        .filter(|line| {
            ![" step: ", " ask for: ", " question: "]
                .iter()
                .any(|w| line.contains(w))
        })
        .collect();
    assert_eq!(lines(&written), kept);
    // In the folder one is in, without a path.
    let here = folder.run(&["find", "team kms"]);
    assert_eq!(here.out, ran.out);
}

#[test]
fn programs_get_the_whole_text_and_where_it_is() {
    let folder = sample();
    let ran = folder.run(&["find", "who does what", "sample.toml", "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran}");
    let all: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    let record = all.iter().find(|hit| hit["text_of"] == "evidence").unwrap();
    assert_eq!(record["role"], "CSP");
    assert_eq!(record["control"], "CEK-02");
    assert_eq!(
        record["text"],
        "Sample: who does what with keys · evidence/kms-roles.md"
    );
    assert!(record["evidence"].as_str().unwrap().starts_with("ev-"));
}

#[test]
fn all_controls_of_a_folder_are_looked_through_and_each_record_is_told() {
    let folder = Folder::new();
    let asked = include_str!("../../questionnaires/cek-02.toml");
    std::fs::create_dir(folder.path("aicm")).unwrap();
    for id in ["A&A-01", "I&S-01"] {
        folder.write(&format!("aicm/{id}.toml"), asked.replace("CEK-02", id));
    }
    let fine = |words: &[&str]| {
        let ran = folder.run(words);
        assert_eq!(ran.code, 0, "{words:?} {ran}");
    };
    fine(&[
        "new",
        "acme/",
        "--subject",
        "Acme",
        "--role",
        "MP",
        "--questionnaires",
        "aicm",
        "--assessor",
        "sample assessor",
    ]);
    fine(&[
        "set",
        "acme",
        "A&A-01:MP.03",
        "--note",
        "the naïve zebra walks",
    ]);
    fine(&["set", "acme", "A&A-01:MP.04", "--note", "nothing"]);
    fine(&[
        "evidence",
        "add",
        "acme",
        "I&S-01:MP.01",
        "https://example.com/zebra",
    ]);
    let shared = folder.read("acme/assessment.toml");
    let idle =
        "\n[evidence.ev-0000000a]\ntitle = \"Zebra crossing\"\nhref = \"https://example.com/b\"\n";
    folder.write("acme/assessment.toml", shared + idle);
    let ran = folder.run(&["find", "zebra", "acme"]);
    assert_eq!(
        lines(&ran),
        [
            "acme/A&A-01.toml: MP.03 note: the naïve zebra walks",
            "acme/I&S-01.toml: MP.01 evidence: https://example.com/zebra",
            "acme/assessment.toml: register evidence: Zebra crossing · https://example.com/b",
        ],
        "{ran}"
    );
    let ran = folder.run(&["find", "naive", "acme", "--written"]);
    assert_eq!(lines(&ran).len(), 1, "{ran}");
    // What is asked is found in controls that nobody has begun.
    let asked = folder.run(&["find", "key management", "acme"]);
    assert!(
        asked
            .out
            .contains("acme/I&S-01.toml: MP.I&S-01.1 question: "),
        "{asked}"
    );
    // What cannot be read is told, and the rest is looked through.
    folder.write("acme/I&S-01.toml", "schema = 1\n[assessment\n");
    let ran = folder.run(&["find", "zebra", "acme"]);
    // Of a record that only it uses nobody can say where.
    assert!(
        ran.out
            .contains("register evidence: https://example.com/zebra"),
        "{ran}"
    );
    assert_eq!((ran.code, lines(&ran).len()), (1, 3), "{ran}");
    assert!(ran.err.contains("! acme/I&S-01.toml: "), "{ran}");
}

#[test]
fn one_provider_that_cannot_be_read_hides_no_other() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("all/bad")).unwrap();
    folder.write("all/bad/assessment.toml", "schema = 1\n[assessment\n");
    folder.write("all/good.toml", SAMPLE);
    let ran = folder.run(&["find", "team kms", "all"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.starts_with("all/good.toml: "), "{ran}");
    assert!(ran.err.contains("! all/bad: "), "{ran}");
}

#[test]
fn nothing_of_a_text_steers_the_terminal() {
    let folder = Folder::with_assessment();
    let hostile = "zebra \\u001b]52;c;aGk=\\u0007 \\u202e walks";
    let text = folder.read("a.toml") + &format!("\n[roles.MP.steps.01]\nnote = \"{hostile}\"\n");
    folder.write("a.toml", text);
    let ran = folder.run(&["find", "zebra", "a.toml"]);
    let shown = format!("{}{}", ran.out, ran.err);
    assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{ran}");
}

#[test]
fn a_call_without_words_or_with_a_path_that_is_not_there_is_wrong() {
    let folder = sample();
    for words in [["find", " ", "sample.toml"], ["find", "x", "nowhere"]] {
        assert_eq!(folder.run(&words).code, 2);
    }
}
