//! `aicaiq questionnaire` as its user meets it.

use crate::pack;
use std::path::Path;
use std::process::Command;

struct Ran(i32, String, String);

fn run(folder: &Path, words: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_aicaiq"))
        .args(words)
        .current_dir(folder)
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder)
        .env("XDG_STATE_HOME", folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran(
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn catalogue() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for shape in pack::shapes(4, 3, 5, 174).unwrap() {
        let path = dir.path().join(format!("{}.toml", shape.id));
        std::fs::write(path, pack::questionnaire(4, &shape)).unwrap();
    }
    dir
}

#[test]
fn a_new_one_is_valid_is_answered_at_once_and_is_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let new = [
        "questionnaire",
        "new",
        "mine.toml",
        "--id",
        "A&A-01",
        "--title",
        "Our \"audits\" \\ 見本",
        "--role",
        "ap",
        "--role",
        "AIC",
        "--steps",
        "3",
        "--questions",
        "2",
    ];
    let Ran(code, _, said) = run(dir.path(), &new);
    assert_eq!(code, 0, "{said}");
    let made = std::fs::read_to_string(dir.path().join("mine.toml")).unwrap();
    let check = ["questionnaire", "check", "--all", "mine.toml"];
    let Ran(code, out, _) = run(dir.path(), &check);
    assert_eq!(code, 0, "{out}");
    // What is to be written is told until it is, wherever it stands.
    for text in aicaiq::questionnaire::format::TEMPLATE {
        assert!(out.contains(&format!("“{text}”")), "{text}: {out}");
    }
    let mut written = made.clone();
    for text in aicaiq::questionnaire::format::TEMPLATE {
        // Topics are the same for all roles, and each text is its own.
        let mut n = 0;
        while written.contains(text) {
            n = if text == "Name the topic" { n % 3 } else { n } + 1;
            written = written.replacen(text, &format!("Written, the {n}."), 1);
        }
    }
    std::fs::write(dir.path().join("written.toml"), written).unwrap();
    let Ran(code, out, _) = run(dir.path(), &["questionnaire", "check", "written.toml"]);
    assert_eq!((code, out.as_str()), (0, "written.toml: ok\n"));
    let Ran(code, _, said) = run(dir.path(), &new);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("exists already"), "{said}");
    assert_eq!(
        std::fs::read_to_string(dir.path().join("mine.toml")).unwrap(),
        made
    );
    // Its folder is made with it.
    for (file, code, why) in [
        ("a/b/x.toml", 0, "made a/b/x.toml; "),
        ("mine.toml/x.toml", 1, "cannot make the folder mine.toml: "),
    ] {
        let words = ["questionnaire", "new", file, "--id", "X-01", "--title", "T"];
        let Ran(ended, _, said) = run(dir.path(), &[&words[..], &["--role", "AP"]].concat());
        assert!(ended == code && said.contains(why), "{ended} {said}");
    }
    for words in [
        ["new", "a.toml", "--subject", "Sample", "--role", "AIC"].as_slice(),
        &[
            "set",
            "a.toml",
            "AIC.03",
            "--outcome",
            "satisfied",
            "--as",
            "S",
        ],
        &[
            "set",
            "a.toml",
            "AIC.A&A-01.2",
            "--answer",
            "Yes",
            "--as",
            "S",
        ],
        &["summary", "a.toml"],
    ] {
        let words: Vec<&str> = ["--questionnaire", "mine.toml"]
            .iter()
            .chain(words)
            .copied()
            .collect();
        let Ran(code, _, said) = run(dir.path(), &words);
        assert_eq!(code, 0, "{words:?}: {said}");
    }
    for wrong in ["", "a\nb"] {
        let words = [
            "questionnaire",
            "new",
            "x.toml",
            "--id",
            wrong,
            "--title",
            "T",
            "--role",
            "AP",
        ];
        assert_eq!(run(dir.path(), &words).0, 2);
    }
}

#[test]
fn what_is_yet_to_be_written_hides_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let new = [
        "questionnaire",
        "new",
        "x.toml",
        "--id",
        "X-01",
        "--title",
        "Keys",
        "--role",
        "CSP",
        "--role",
        "MP",
        "--steps",
        "4",
    ];
    assert_eq!(run(dir.path(), &new).0, 0);
    let path = dir.path().join("x.toml");
    let made = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = made.split_once("[[questions]]").unwrap();
    let (_, after) = rest.split_once("# Audit steps").unwrap();
    std::fs::write(&path, format!("{before}# Audit steps{after}")).unwrap();
    let Ran(code, out, _) = run(dir.path(), &["questionnaire", "check", "x.toml"]);
    assert_eq!(code, 0, "{out}");
    insta::assert_snapshot!("to_be_written", out);
    let Ran(_, all, _) = run(dir.path(), &["questionnaire", "check", "x.toml", "--all"]);
    assert_eq!(all.matches("is what a new questionnaire says").count(), 27);
    assert!(!all.contains("--all"), "{all}");
    // Of others, too, it is said how to see them all.
    let steps: String = (1..=30)
        .map(|n| {
            format!(
                "[[roles.steps]]\nid = \"{n:02}\"\ntopic = \"\"\norigin = \"adapted\"\ntext = \"x {n}\"\n"
            )
        })
        .collect();
    let text = format!(
        "schema = 1\n[control]\nid = \"X-01\"\ntitle = \"K\"\ndomain = \"D\"\nversion = \"1\"\nspecification = \"S\"\n[[questions]]\nid = \"X-01.1\"\ntext = \"Q?\"\n[[roles]]\nid = \"CSP\"\nname = \"C\"\n{steps}"
    );
    std::fs::write(&path, text).unwrap();
    let Ran(_, out, _) = run(dir.path(), &["questionnaire", "check", "x.toml"]);
    assert!(
        out.contains(
            "and 10 more problems in x.toml; to see all: aicaiq questionnaire check x.toml --all\n"
        ),
        "{out}"
    );
}

#[test]
fn a_folder_among_files_stops_nothing() {
    let dir = catalogue();
    let first = std::fs::read_to_string(dir.path().join("A&A-01.toml")).unwrap();
    std::fs::write(dir.path().join("A&A-02.toml"), first).unwrap();
    std::fs::create_dir(dir.path().join("x.toml")).unwrap();
    let words = [
        "questionnaire",
        "check",
        "A&A-01.toml",
        "x.toml",
        "A&A-02.toml",
    ];
    let Ran(code, out, said) = run(dir.path(), &words);
    assert_eq!(code, 2, "as alone: {out}{said}");
    assert!(
        out.contains("A&A-01.toml: ok")
            && out.contains("A&A-02.toml: ok")
            && out.contains("error: x.toml: it is a folder without a questionnaire (*.toml)")
            && out.ends_with(
                "x.toml: 1 error\nA&A-02.toml: ok\n3 questionnaires, 2 without errors\n"
            ),
        "{out}"
    );
    // What is not there is a wrong call, and is told with the others.
    let words = ["questionnaire", "check", "none.toml", "A&A-02.toml"];
    let Ran(code, out, said) = run(dir.path(), &words);
    assert_eq!(code, 2, "{out}{said}");
    assert!(
        out.contains("error: none.toml: it is not there; to make it: ")
            && out.contains("A&A-02.toml: ok"),
        "{out}"
    );
    // Alone, it is the call that is wrong.
    let Ran(code, out, said) = run(dir.path(), &["questionnaire", "check", "x.toml"]);
    assert_eq!((code, out.as_str()), (2, ""), "{said}");
}

#[test]
fn a_folder_is_checked_file_by_file_and_control_by_control() {
    let dir = catalogue();
    let Ran(code, out, _) = run(dir.path(), &["questionnaire", "check", "."]);
    assert_eq!(code, 0, "{out}");
    assert!(
        out.ends_with("3 questionnaires, 3 without errors\n"),
        "{out}"
    );
    std::fs::copy(dir.path().join("A&A-01.toml"), dir.path().join("copy.toml")).unwrap();
    std::fs::write(
        dir.path().join("bad.toml"),
        "schema = 1\n[control]\nid = \"B\"\ntitel = 1\n",
    )
    .unwrap();
    let Ran(code, out, _) = run(dir.path(), &["questionnaire", "check", "."]);
    assert_eq!(code, 1);
    assert!(
        out.contains("control A&A-01 has a file already: ./A&A-01.toml"),
        "{out}"
    );
    assert!(
        out.contains("./copy.toml:") && out.contains("did you mean title?"),
        "{out}"
    );
    let Ran(code, out, _) = run(
        dir.path(),
        &["questionnaire", "check", "--format", "json", "bad.toml"],
    );
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &json[0]["ok"], &json[0]["control"]),
        (1, &false.into(), &"B".into())
    );
    assert!(json[0]["problems"].as_array().unwrap().len() > 3);
    assert_eq!(
        run(dir.path(), &["questionnaire", "check", "none.toml"]).0,
        2
    );
    assert_eq!(run(dir.path(), &["questionnaire", "check"]).0, 2);
}

#[test]
fn controls_of_a_folder_are_listed_and_shown() {
    let dir = catalogue();
    let Ran(code, out, _) = run(dir.path(), &["questionnaire", "list", "."]);
    assert_eq!(code, 0);
    assert!(
        out.contains("A&A-01  SAMPLE control A&A-01 · SAMPLE 1.0\n"),
        "{out}"
    );
    assert!(
        out.contains("; steps: CSP ") && out.contains(", AIC "),
        "{out}"
    );
    let Ran(_, out, _) = run(
        dir.path(),
        &["questionnaire", "list", ".", "--format", "json"],
    );
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 3);
    let at = ["--questionnaire", ".", "questionnaire", "show"];
    assert_eq!(run(dir.path(), &at).0, 2);
    let Ran(code, out, _) = run(
        dir.path(),
        &[&at[..], &["a&a-01", "--role", "AIC"]].concat(),
    );
    assert_eq!(code, 0);
    assert!(
        out.starts_with("A&A-01 SAMPLE control") && out.contains("\nAIC "),
        "{out}"
    );
    let Ran(_, out, _) = run(
        dir.path(),
        &[&at[..], &["A&A-01", "--format", "json"]].concat(),
    );
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["control"]["id"], "A&A-01");
    let Ran(code, _, said) = run(dir.path(), &[&at[..], &["A&A-1"]].concat());
    assert_eq!(code, 2);
    assert!(said.contains("did you mean A&A-01?"), "{said}");
    std::fs::write(dir.path().join("bad.toml"), "[control]\nid = \"B\"\n").unwrap();
    let Ran(code, out, said) = run(dir.path(), &["questionnaire", "list", "."]);
    assert_eq!(code, 1);
    assert!(
        out.contains("A&A-01") && said.contains("bad.toml"),
        "{said}"
    );
}

#[test]
fn controls_are_listed_in_the_order_of_the_catalogue() {
    let dir = tempfile::tempdir().unwrap();
    let order = ["A&A-01", "A&A-06", "AIS-01", "BCR-2", "BCR-10", "CEK-01"];
    let domain = |id: &str| match id.split('-').next() {
        Some("A&A") => "Audit & Assurance",
        Some("AIS") => "Application & Interface Security",
        Some("BCR") => "Business Continuity",
        _ => "Cryptography",
    };
    std::fs::create_dir(dir.path().join("q")).unwrap();
    for id in ["BCR-10", "CEK-01", "AIS-01", "A&A-06", "BCR-2", "A&A-01"] {
        let file = format!("q/{id}.toml");
        let words = ["questionnaire", "new", &file, "--id", id, "--title", "T"];
        let more = ["--role", "CSP", "--domain", domain(id)];
        assert_eq!(run(dir.path(), &[words.as_slice(), &more].concat()).0, 0);
    }
    let Ran(_, out, _) = run(dir.path(), &["questionnaire", "list", "q"]);
    let listed: Vec<&str> = out
        .lines()
        .filter_map(|l| l.strip_prefix("  ")?.split_once("  T ").map(|(id, _)| id))
        .collect();
    assert_eq!(listed, order, "{out}");
    assert!(out.starts_with("Audit & Assurance\n"), "{out}");
    let words = ["questionnaire", "list", "q", "--format", "json"];
    let Ran(_, out, _) = run(dir.path(), &words);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let listed = json.as_array().unwrap().iter().map(|c| c["id"].as_str());
    assert!(listed.eq(order.map(Some)), "{out}");
    // As on the screen.
    let words = [
        "new",
        "acme/",
        "--subject",
        "S",
        "--role",
        "CSP",
        "--questionnaires",
        "q",
    ];
    assert_eq!(run(dir.path(), &words).0, 0);
    let disk = aicaiq::tui::controls::Disk::open(&dir.path().join("acme")).unwrap();
    let listing = disk.listing("2026-11-24".parse().unwrap());
    let shown: Vec<&str> = listing.controls.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(shown, order);
}

#[test]
fn two_versions_are_compared() {
    let (old, new) = (catalogue(), catalogue());
    let path = new.path().join("A&A-01.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        text.replace("SAMPLE control", "SAMPLE other control"),
    )
    .unwrap();
    let (a, b) = (old.path().to_str().unwrap(), new.path().to_str().unwrap());
    let diff = |words: &[&str]| run(old.path(), &[&["questionnaire", "diff"], words].concat());
    assert_eq!(diff(&[a, b]).0, 0);
    let Ran(code, out, _) = diff(&[a, b, "--exit-code"]);
    assert_eq!(code, 1);
    assert!(out.contains("SAMPLE {+other +}control A&A-01"), "{out}");
    assert!(out.ends_with("1 changed, 2 the same\n"), "{out}");
    assert_eq!(diff(&[a, a, "--exit-code"]).0, 0);
    assert_eq!(diff(&[a, path.to_str().unwrap()]).0, 2);
    assert_eq!(
        diff(&["A&A-01.toml", path.to_str().unwrap(), "--exit-code"]).0,
        1
    );
    std::fs::write(&path, "[control]\nid = \"A&A-01\"\n").unwrap();
    assert_eq!(diff(&[a, b]).0, 1);
}

#[test]
fn the_schemas_are_printed() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["answer-file", "questionnaire"] {
        let Ran(code, out, _) = run(dir.path(), &["schema", name]);
        let path = format!(
            "{}/assets/schema/{name}.schema.json",
            env!("CARGO_MANIFEST_DIR")
        );
        assert_eq!((code, out), (0, std::fs::read_to_string(path).unwrap()));
    }
}
