//! Each command's results, refusals and exit codes.

use crate::runner::Folder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

#[test]
fn new_makes_a_file_and_overwrites_none() {
    let folder = Folder::with_assessment();
    insta::assert_snapshot!(
        "new_file",
        folder
            .read("a.toml")
            .replace(digest(&folder.read("a.toml")), "…")
    );
    let before = folder.read("a.toml");
    let ran = folder.run(&["new", "a.toml", "--subject", "Other", "--role", "AP"]);
    insta::assert_snapshot!("new_exists", ran.to_string());
    assert_eq!(ran.code, 2);
    assert_eq!(folder.read("a.toml"), before);
    let ran = folder.run(&["new", "b.toml", "--subject", "Other", "--role", "AIC"]);
    insta::assert_snapshot!("new_role_without_steps", ran.to_string());
    let ran = folder.run(&["new", "b.toml", "--subject", "Other", "--role", "boss"]);
    insta::assert_snapshot!("new_bad_role", ran.to_string());
    let ran = folder.run(&["new", "b.toml", "--subject", "a\u{1b}[31m", "--role", "AP"]);
    assert_eq!(ran.code, 2);
    assert!(!folder.path("b.toml").exists());
}

fn digest(text: &str) -> &str {
    let (_, rest) = text.split_once("sha256:").unwrap();
    &rest[..64]
}

#[test]
fn set_answers_like_the_screen() {
    let folder = Folder::with_assessment();
    folder.write("raci.txt", "sample");
    let ran = folder.run(&[
        "set",
        "a.toml",
        "csp.3",
        "--outcome",
        "satisfied",
        "--method",
        "interview",
        "--method",
        "examine",
        "--note",
        "seen",
        "--evidence",
        "raci.txt",
        "https://example.com/raci",
    ]);
    assert_eq!(
        ran.to_string(),
        "exit 0\n--- stdout\n--- stderr\nCSP.03 satisfied\n"
    );
    let text = folder.read("a.toml");
    for part in [
        "[roles.CSP.steps.03]\noutcome = \"satisfied\"\nmethods = [\"examine\", \"interview\"]\nnote = \"seen\"\n",
        "href = \"raci.txt\"\nsha256 = \"af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf\"\nsize = 6\n",
        "href = \"https://example.com/raci\"",
        "assessed_by = \"sample assessor\"",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let ran = folder.run_with(
        &[
            "--assessor",
            "another",
            "set",
            "a.toml",
            "MP.CEK-02.1",
            "--answer",
            "Yes",
            "--implementation",
            "-",
        ],
        "from\nstandard input\n",
    );
    assert_eq!(ran.code, 0, "{ran}");
    let text = folder.read("a.toml");
    assert!(
        text.contains(
            "ownership = \"MP-Owned\"\nimplementation = \"\"\"\nfrom\nstandard input\"\"\""
        ),
        "{text}"
    );
    assert!(text.contains("answered_by = \"another\""), "{text}");
    let before = folder.read("a.toml");
    let ran = folder.run(&["set", "a.toml", "CSP.03", "--clear"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(!folder.read("a.toml").contains("outcome"));
    assert_ne!(folder.read("a.toml"), before);
}

#[test]
fn set_names_evidence_and_says_when_it_expires() {
    let folder = Folder::with_assessment();
    let ran = folder.run(&[
        "set",
        "a.toml",
        "CSP.03",
        "--outcome",
        "satisfied",
        "--evidence",
        "https://example.com/raci",
        "--title",
        "RACI",
        "--expires-on",
        "2020-01-31",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.err.contains("expired"), "{ran}");
    assert!(folder.read("a.toml").contains("title = \"RACI\""));
    assert!(folder.read("a.toml").contains("expires_on = 2020-01-31"));
    let ran = folder.run(&["set", "a.toml", "CSP.03", "--title", "RACI"]);
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn set_tells_of_all_the_evidence_of_the_item() {
    let folder = Folder::with_assessment();
    let ran = folder.run(&[
        "set",
        "a.toml",
        "CSP.01",
        "--outcome",
        "satisfied",
        "--evidence",
        "nope.md",
    ]);
    assert!(ran.err.contains("gap (major)"), "{ran}");
    let ran = folder.run(&["set", "a.toml", "CSP.01", "--note", "x"]);
    assert!(ran.err.contains("gap (major)"), "{ran}");
}

#[test]
fn a_text_may_begin_with_a_hyphen_and_an_option_is_none() {
    let folder = Folder::with_assessment();
    for (option, text) in [
        ("--note", "- policy seen\n- two owners"),
        ("--note", "--- none ---"),
        ("--note", "-1 of 5"),
        ("--action", "- name them"),
        ("--justification", "--no-such-option is what it says"),
    ] {
        let ran = folder.run(&["set", "a.toml", "CSP.01", option, text]);
        assert_eq!(ran.code, 0, "{text}\n{ran}");
    }
    let file = folder.read("a.toml");
    assert!(file.contains("note = \"-1 of 5\"") && file.contains("text = \"- name them\""));
    let before = folder.read("a.toml");
    for words in [
        &["--note", "--outcome", "satisfied"][..],
        &["--note", "--title=x"],
        &["--outcome", "satisfied", "--note", "--evidence", "x.md"],
    ] {
        let ran = folder.run(&[&["set", "a.toml", "CSP.01"], words].concat());
        assert_eq!(ran.code, 2, "{ran}");
        assert!(
            ran.err
                .contains("is an option: the text before it is missing"),
            "{ran}"
        );
    }
    assert_eq!(folder.read("a.toml"), before);
    let ran = folder.run(&["sign-off", "a.toml", "CSP", "--statement", "--dry-run"]);
    assert!(ran.err.contains("--dry-run is an option"), "{ran}");
}

#[test]
fn pythons_tomllib_reads_the_same_answers() {
    let folder = Folder::with_assessment();
    folder.run_with(
        &[
            "set",
            "a.toml",
            "CSP.03",
            "--outcome",
            "not-satisfied",
            "--due",
            "2027-01-31",
            "--note",
            "-",
        ],
        "quotes \"\"\" and \\ back\\slashes\n\tand a tab",
    );
    let script = "import tomllib, json\n\
                  step = tomllib.load(open('a.toml', 'rb'))['roles']['CSP']['steps']['03']\n\
                  print(json.dumps([step['outcome'], step['note'], str(step['action']['due'])]))";
    let output = std::process::Command::new("python3")
        .args(["-c", script])
        .current_dir(folder.0.path())
        .output()
        .unwrap();
    let read: Value = serde_json::from_slice(&output.stdout).unwrap();
    let note = "quotes \"\"\" and \\ back\\slashes\n\tand a tab";
    assert_eq!(read, json!(["not-satisfied", note, "2027-01-31"]));
}

#[test]
fn a_path_is_the_same_record_however_it_is_written() {
    let folder = Folder::with_assessment();
    folder.write("raci.txt", "sample");
    let absolute = folder.0.path().canonicalize().unwrap().join("raci.txt");
    for href in ["raci.txt", "./raci.txt", absolute.to_str().unwrap()] {
        let file = folder.0.path().canonicalize().unwrap().join("a.toml");
        let ran = folder.run(&["set", file.to_str().unwrap(), "CSP.03", "--evidence", href]);
        assert_eq!(ran.code, 0, "{ran}");
    }
    assert_eq!(
        folder.read("a.toml").matches("\nhref = ").count(),
        1,
        "{}",
        folder.read("a.toml")
    );
}

#[test]
fn new_takes_layers_and_the_roles_follow() {
    let folder = Folder::new();
    let ran = folder.run(&[
        "new",
        "a.toml",
        "--subject",
        "Sample",
        "--layer",
        "pi",
        "--layer",
        "Model",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    let text = folder.read("a.toml");
    assert!(
        text.contains("roles = [\"CSP\", \"MP\"]\nlayers = [\"PI\", \"Model\"]"),
        "{text}"
    );
    let ran = folder.run(&["new", "b.toml", "--subject", "Sample", "--layer", "Cellar"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("expected PI, Model, Orchestrated, Application"),
        "{ran}"
    );
    let ran = folder.run(&["new", "b.toml", "--subject", "Sample"]);
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn what_is_typed_reaches_the_terminal_without_its_escapes() {
    let folder = Folder::with_assessment();
    for words in [
        &["summary", "evil\u{1b}]52;c;eA==\u{7}.toml", "a.toml"][..],
        &[
            "--assessor",
            "x\u{1b}[31my",
            "set",
            "a.toml",
            "CSP.03",
            "--outcome",
            "satisfied",
        ],
        &["set", "a.toml", "CSP.\u{1b}[31m", "--outcome", "satisfied"],
        &["check", "no\u{1b}[31m.toml"],
        &[
            "--questionnaire",
            "no\u{1b}[31m.toml",
            "questionnaire",
            "show",
        ],
        &["export", "a.toml", "--format", "\u{1b}[31m"],
        &["\u{1b}[31m", "--what"],
    ] {
        let ran = folder.run(words);
        assert_eq!(ran.code, 2, "{words:?}: {ran}");
        let text = format!("{}{}", ran.out, ran.err);
        assert!(
            !text.contains(|c| c != '\n' && aicaiq::text::is_unsafe(c)),
            "{text:?}"
        );
    }
}

#[test]
fn standard_input_is_one_text_of_a_bounded_length() {
    let folder = Folder::with_assessment();
    let ran = folder.run_with(
        &[
            "set",
            "a.toml",
            "CSP.03",
            "--note",
            "-",
            "--justification",
            "-",
        ],
        "text",
    );
    assert_eq!(ran.code, 2, "{ran}");
    let ran = folder.run_with(
        &["set", "a.toml", "CSP.03", "--note", "-"],
        &"x".repeat(1024 * 1024 + 1),
    );
    assert_eq!(ran.code, 2, "{ran}");
    // In the words that a workbook may have, too.
    for [option, typed, says] in [
        ["--answer", "Y", "answer = \"Yes\""],
        ["--answer", "not applicable", "answer = \"NA\""],
        ["--ownership", "csp-owned", "ownership = \"CSP-Owned\""],
        ["--ownership", "CSP", "ownership = \"CSP-Owned\""],
        [
            "--ownership",
            "shared csp-mp",
            "ownership = \"Shared CSP-MP\"",
        ],
    ] {
        let ran = folder.run(&["set", "a.toml", "MP.CEK-02.1", option, typed]);
        assert_eq!(ran.code, 0, "{ran}");
        assert!(folder.read("a.toml").contains(says), "{typed}");
    }
    let ran = folder.run(&["set", "a.toml", "MP.CEK-02.1", "--answer", "yes"]);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn export_follows_links_and_replaces_no_device() {
    let folder = Folder::with_assessment();
    folder.write("target.md", "old");
    std::os::unix::fs::symlink("target.md", folder.path("link.md")).unwrap();
    let ran = folder.run(&[
        "export", "a.toml", "--format", "markdown", "--out", "link.md", "--force",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(folder.read("target.md").starts_with("# "));
    assert!(folder.path("link.md").is_symlink());
    std::os::unix::fs::symlink("nowhere/x.md", folder.path("lost.md")).unwrap();
    for force in [&["--force"][..], &[]] {
        let words = ["export", "a.toml", "--format", "html", "--out", "lost.md"];
        let ran = folder.run(&[words.as_slice(), force].concat());
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains("lost.md is a symbolic link"), "{ran}");
    }
    std::os::unix::fs::symlink("/dev/null", folder.path("null.md")).unwrap();
    let ran = folder.run(&[
        "export", "a.toml", "--format", "markdown", "--out", "null.md", "--force",
    ]);
    assert_eq!(ran.code, 1, "{ran}");
}

#[test]
fn set_refuses_what_does_not_fit_and_changes_nothing() {
    let folder = Folder::with_assessment();
    let before = folder.read("a.toml");
    let mut all = String::new();
    for words in [
        &["CSP.03"][..],
        &["CSP.33", "--outcome", "satisfied"],
        &["CSP", "--outcome", "satisfied"],
        &["AP.03", "--outcome", "satisfied"],
        &["CSP.03", "--outcome", "Satisfied"],
        &["CSP.03", "--answer", "Yes"],
        &["CSP.CEK-02.1", "--outcome", "satisfied"],
        &["CSP.CEK-02.1", "--answer", "Partial"],
        &["CSP.03", "--outcome", "satisfied", "--grade", "major"],
        &["CSP.03", "--due", "2027-13-01"],
        &["CSP.03", "--due=+9000000"],
        &["CSP.03", "--due=-0001-01-01"],
        &["CSP.03", "--note", "bell \u{7}"],
        &["CSP.03", "--evidence", "javascript://x"],
    ] {
        let mut command = vec!["set", "a.toml"];
        command.extend(words);
        let ran = folder.run(&command);
        assert_eq!(ran.code, 2, "{words:?}: {ran}");
        let first = ran.err.lines().next().unwrap();
        all.push_str(&format!(
            "{} → {first}\n",
            words.join(" ").replace('\u{7}', "^G")
        ));
        assert_eq!(folder.read("a.toml"), before, "{words:?}");
    }
    insta::assert_snapshot!("set_refusals", all);
}

#[test]
fn check_labels_every_problem_and_ends_as_it_says() {
    let folder = Folder::with_assessment();
    let ran = folder.run(&["check", "a.toml"]);
    assert_eq!(
        ran.to_string(),
        "exit 0\n--- stdout\na.toml: ok\n--- stderr\n"
    );
    let good = folder.read("a.toml");
    folder.write(
        "bad.toml",
        format!(
            "{}\n[roles.CSP.steps.03]\noutcom = \"satisfied\"\noutcome = \"partly\"\nassessed_at = 2027-01-31\n\n\
             [roles.CSP.steps.42]\noutcome = \"satisfied\"\n",
            good.replace(digest(&good), &"0".repeat(64))
        ),
    );
    let ran = folder.run(&["check", "bad.toml"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("check_bad", ran.to_string());
    let ran = folder.run(&["check", "a.toml", "bad.toml", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        found[0],
        json!({"file": "a.toml", "ok": true, "problems": []})
    );
    assert_eq!(found[1]["ok"], json!(false));
    let lines: Vec<&Value> = found[1]["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["line"])
        .collect();
    assert!(lines.iter().all(|l| l.is_u64()), "{found}");
    let ran = folder.run(&["check", "nowhere.toml"]);
    assert_eq!(ran.code, 2, "{ran}");
    let ran = folder.run(&["check"]);
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn check_takes_an_answer_file_from_standard_input() {
    let folder = Folder::with_assessment();
    let good = folder.read("a.toml");
    let check =
        |input: &str, more: &[&str]| folder.run_with(&[&["check", "-"], more].concat(), input);
    let ran = check(&good, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "<stdin>: ok\n"), "{ran}");
    // What is said is what is said of the file.
    let marked = format!("{good}<<<<<<< ours\n# a\n=======\n# b\n>>>>>>> theirs\n");
    let open =
        "open it and choose between the two sides: aicaiq bad.toml; or delete the marks by hand";
    let bad = format!("{good}\n[roles.CSP.steps.03]\noutcom = \"satisfied\"\n");
    for text in [bad.as_str(), "[assessment\n", "", marked.as_str()] {
        folder.write("bad.toml", text);
        for more in [&[][..], &["--format", "json"]] {
            let file = folder.run(&[&["check", "bad.toml"], more].concat());
            let said = file.out.replace(
                open,
                "open the file with aicaiq and choose between the two sides",
            );
            let said = said.replace("bad.toml", "<stdin>");
            let ran = check(text, more);
            assert_eq!((ran.code, ran.out, ran.err), (file.code, said, file.err));
        }
    }
    let large = "#".repeat(usize::try_from(aicaiq::limits::ANSWER_FILE).unwrap() + 1);
    let ran = check(&large, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.starts_with("error: <stdin> is longer than"),
        "{ran}"
    );
    let ran = folder.run_with(&["check", "-", "-"], &good);
    assert_eq!(ran.code, 2, "{ran}");
    folder.write("-", "no answers");
    assert_eq!(folder.run(&["check", "./-"]).code, 1);
}

#[test]
fn check_is_quiet_of_what_is_in_order() {
    let folder = Folder::with_assessment();
    std::fs::create_dir_all(folder.path("all/f")).unwrap();
    folder.run(&["new", "all/f/", "--subject", "Other", "--role", "AP"]);
    folder.run(&["set", "all/f", "CEK-02:AP.01", "--outcome", "satisfied"]);
    folder.run(&["new", "all/b.toml", "--subject", "Third", "--role", "AP"]);
    folder.write("all/Cargo.toml", "[package]\n");
    let words = ["check", "a.toml", "all", "all/f"];
    let loud = folder.run(&words);
    assert_eq!(loud.code, 0, "{loud}");
    assert!(
        loud.out.contains("2 providers") && loud.out.contains("1 control"),
        "{loud}"
    );
    let quiet = |more: &[&str]| folder.run(&[&words[..], &["-q"], more].concat());
    assert_eq!(quiet(&[]).to_string(), "exit 0\n--- stdout\n--- stderr\n");
    assert_eq!(quiet(&["--format", "json"]).out, "[]\n");
    let stdin = folder.run_with(&["check", "--quiet", "-"], &folder.read("a.toml"));
    assert_eq!(stdin.to_string(), "exit 0\n--- stdout\n--- stderr\n");
    // What is to be warned of is said, and of no other file anything.
    let text = folder.read("a.toml");
    folder.write(
        "a.toml",
        format!("{text}\n[roles.CSP.steps.03]\noutcom = \"x\"\n"),
    );
    let ran = quiet(&[]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.out.ends_with("\na.toml: ok, 1 warning\n"), "{ran}");
    assert!(!ran.out.contains("all"), "{ran}");
    folder.write("all/f/CEK-02.toml", "schema = 1\n[");
    let ran = quiet(&[]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("all/f/CEK-02.toml: 1 error"), "{ran}");
    assert!(
        !ran.out.contains("all/b.toml") && !ran.out.contains("control\n"),
        "{ran}"
    );
}

#[test]
fn a_dash_is_standard_output() {
    let folder = Folder::with_assessment();
    folder.run(&["new", "b.toml", "--subject", "Other", "--role", "AP"]);
    for words in [
        &["summary", "a.toml", "--format", "json"][..],
        &["summary", "a.toml", "b.toml", "--format", "html"],
        &["export", "a.toml", "--format", "markdown"],
        &["export", "a.toml", "b.toml", "--format", "jsonl"],
        &["merge", "a.toml", "a.toml", "a.toml"],
    ] {
        let plain = folder.run(words);
        assert_eq!(plain.code, 0, "{plain}");
        let dash = folder.run(&[words, &["--out", "-"]].concat());
        assert_eq!(dash.to_string(), plain.to_string(), "{words:?}");
        assert!(!folder.path("-").exists(), "{words:?}");
        let file = folder.run(&[words, &["--out", "./-"]].concat());
        assert_eq!((file.code, file.out.as_str()), (0, ""), "{file}");
        assert_eq!(folder.read("-"), plain.out, "{words:?}");
        std::fs::remove_file(folder.path("-")).unwrap();
    }
}

#[test]
fn hostile_files_get_an_error_and_no_escape_sequence_through() {
    let folder = Folder::with_assessment();
    let good = folder.read("a.toml");
    folder.write(
        "escape.toml",
        good.replace("\"Sample\"", "\"\\u001b]52;c;eA==\\u0007\""),
    );
    folder.write("raw.toml", good.replace("Sample", "x\u{1b}[31m\u{9b}2J"));
    folder.write(
        "merge.toml",
        format!("<<<<<<< ours\n{good}=======\n{good}>>>>>>> theirs\n"),
    );
    folder.write("latin1.toml", b"subject = \"caf\xe9\"\n");
    folder.write(
        "wrong.toml",
        good.replace("roles = [\"CSP\", \"MP\"]", "roles = 7"),
    );
    folder.write("bidi.toml", good.replace("Sample", "abc\u{202e}def"));
    let big = std::fs::File::create(folder.path("big.toml")).unwrap();
    big.set_len(100 * 1024 * 1024).unwrap();
    std::fs::create_dir(folder.path("folder.toml")).unwrap();
    for name in [
        "escape", "raw", "merge", "latin1", "wrong", "bidi", "big", "folder",
    ] {
        let file = format!("{name}.toml");
        for command in ["check", "summary"] {
            let ran = folder.run(&[command, &file]);
            assert_ne!(ran.code, 0, "{name}");
            let text = format!("{}{}", ran.out, ran.err);
            assert!(
                !text
                    .chars()
                    .any(|c| c != '\n' && aicaiq::text::is_unsafe(c)),
                "{text:?}"
            );
            if command == "check" {
                insta::assert_snapshot!(format!("hostile_{name}"), ran.to_string());
            }
        }
    }
}

#[test]
fn a_newer_schema_opens_read_only() {
    let folder = Folder::with_assessment();
    let newer = folder
        .read("a.toml")
        .replace("schema = 1", "schema = 2\nflavour = \"new\"");
    folder.write("a.toml", &newer);
    let ran = folder.run(&["summary", "a.toml"]);
    assert_eq!(ran.code, 0, "{ran}");
    let ran = folder.run(&["set", "a.toml", "CSP.01", "--outcome", "satisfied"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.err.contains("schema"), "{ran}");
    assert_eq!(folder.read("a.toml"), newer);
    // Nobody can say that it has no errors.
    folder.write("b.toml", "schema = 999999999999\n");
    std::fs::create_dir(folder.path("acme")).unwrap();
    let shared = "schema = 2\n[assessment]\nsubject = \"A\"\nroles = [\"CSP\"]\n";
    folder.write("acme/assessment.toml", shared);
    for name in ["a.toml", "b.toml", "acme"] {
        for format in ["text", "json"] {
            let ran = folder.run(&["check", name, "--format", format]);
            assert_eq!(ran.code, 1, "{ran}");
            let said = "it cannot be checked: written by a newer aicaiq";
            assert!(ran.out.contains(said), "{ran}");
            assert!(
                !ran.out.contains("ok,") && !ran.out.contains("true"),
                "{ran}"
            );
        }
    }
}

#[test]
fn summary_as_json_has_exactly_what_is_promised() {
    let folder = Folder::with_assessment();
    folder.run(&[
        "set",
        "a.toml",
        "CSP.03",
        "--outcome",
        "not-satisfied",
        "--grade",
        "major",
    ]);
    folder.run(&["set", "a.toml", "CSP.CEK-02.1", "--answer", "Yes"]);
    let ran = folder.run(&["summary", "a.toml", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let summary: Value = serde_json::from_str(&ran.out).unwrap();
    let keys: Vec<&String> = summary.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 6);
    assert_eq!(summary["format"], "aicaiq-summary-1");
    assert_eq!(summary["as_of"], "2026-11-24");
    assert_eq!(summary["subject"], "Sample");
    assert_eq!(summary["questionnaire"], "CEK-02");
    assert_eq!(
        summary["roles"]["CSP"],
        json!({"result": "incomplete", "counts": {"satisfied": 0, "partially-satisfied": 0, "not-satisfied": 1,
               "not-applicable": 0, "not-assessed": 11}})
    );
    assert_eq!(summary["roles"]["MP"]["counts"]["not-assessed"], 10);
    let gaps = summary["gaps"].as_array().unwrap();
    for gap in gaps {
        let keys: Vec<&str> = gap
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(keys.len(), 5);
        for key in ["kind", "severity", "role", "item", "message"] {
            assert!(gap[key].is_string(), "{gap}");
        }
    }
    let has = |role: &str, item: &str, severity: &str| {
        gaps.iter()
            .any(|g| g["role"] == role && g["item"] == item && g["severity"] == severity)
    };
    assert!(
        has("CSP", "03", "major") && has("CSP", "CEK-02.1", "major") && has("CSP", "ccm-1", "open")
    );
}

#[test]
fn summary_and_questionnaire_for_people() {
    let folder = Folder::with_assessment();
    folder.run(&[
        "set",
        "a.toml",
        "CSP.03",
        "--outcome",
        "not-satisfied",
        "--grade",
        "major",
    ]);
    insta::assert_snapshot!(
        "summary_text",
        folder.run(&["summary", "a.toml"]).to_string()
    );
    let ran = folder.run(&["questionnaire", "show", "--role", "ap"]);
    assert!(
        ran.out.contains("AP.10") && !ran.out.contains("MP.01") && ran.out.contains("adapted"),
        "{ran}"
    );
    let ran = folder.run(&["questionnaire", "show"]);
    assert!(
        ran.out
            .contains("    References: ISO 27002 5.2, ISO 27002 8.24\n"),
        "{ran}"
    );
    for part in [
        "Lifecycle",
        "Ownership (SSRM)",
        "Standards",
        "CSP.ccm-2",
        "MP.10",
        "OSP.10",
        "AP.10",
        "published",
    ] {
        assert!(ran.out.contains(part), "{part}");
    }
    assert!(
        ran.out
            .lines()
            .all(|l| unicode_width::UnicodeWidthStr::width(l) <= 80)
    );
}

#[test]
fn export_writes_once_unless_forced() {
    let folder = Folder::with_assessment();
    let to_stdout = folder.run(&["export", "a.toml", "--format", "markdown"]);
    assert!(to_stdout.out.starts_with("# "), "{to_stdout}");
    let words = ["export", "a.toml", "--format", "markdown", "--out", "a.md"];
    assert_eq!(
        folder.run(&words).to_string(),
        "exit 0\n--- stdout\n--- stderr\nwrote a.md\n"
    );
    assert_eq!(folder.read("a.md"), to_stdout.out);
    folder.write("a.md", "mine");
    let ran = folder.run(&words);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--force"), "{ran}");
    assert_eq!(folder.read("a.md"), "mine");
    let mut forced = words.to_vec();
    forced.push("--force");
    assert_eq!(folder.run(&forced).code, 0);
    assert_eq!(folder.read("a.md"), to_stdout.out);
    let before = folder.read("a.toml");
    let ran = folder.run(&[
        "export", "a.toml", "--format", "markdown", "--out", "./a.toml", "--force",
    ]);
    assert_eq!(ran.code, 2, "{ran}");
    assert_eq!(folder.read("a.toml"), before);
}

#[test]
fn export_writes_oscal_and_json() {
    let folder = Folder::with_assessment();
    for (format, start) in [
        ("oscal", "{\n  \"assessment-results\": {\n    \"uuid\": \""),
        ("json", "{\n  \"format\": 1,\n  \"subject\": \"Sample\","),
    ] {
        let to_stdout = folder.run(&["export", "a.toml", "--format", format]);
        assert_eq!((to_stdout.code, to_stdout.err.as_str()), (0, ""));
        assert!(to_stdout.out.starts_with(start), "{to_stdout}");
        assert!(to_stdout.out.ends_with("}\n"), "{to_stdout}");
        let ran = folder.run(&["export", "a.toml", "--format", format, "--out", format]);
        assert_eq!(
            ran.to_string(),
            format!("exit 0\n--- stdout\n--- stderr\nwrote {format}\n")
        );
    }
}

#[test]
fn evidence_outside_the_folder_is_not_read_on_its_own() {
    let folder = Folder::with_assessment();
    folder.write("secret.txt", "secret");
    std::fs::create_dir(folder.path("sub")).unwrap();
    std::fs::rename(folder.path("a.toml"), folder.path("sub/a.toml")).unwrap();
    // Named by the user this instant: read, and its digest recorded.
    let ran = folder.run(&[
        "set",
        "sub/a.toml",
        "CSP.01",
        "--outcome",
        "satisfied",
        "--evidence",
        "../secret.txt",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(folder.read("sub/a.toml").contains("size = 6"));
    // Read from a file that somebody sent: not opened, so not seen to change.
    folder.write("secret.txt", "another secret");
    let ran = folder.run(&["summary", "sub/a.toml", "--format", "json"]);
    assert!(!ran.out.contains("not the one that was recorded"), "{ran}");
    assert!(ran.out.contains("outside"), "{ran}");
}

#[test]
fn help_has_examples_for_each_command() {
    let folder = Folder::new();
    for words in [
        &["--help"][..],
        &["new", "--help"],
        &["check", "--help"],
        &["summary", "--help"],
        &["export", "--help"],
        &["pack", "--help"],
        &["pack", "verify", "--help"],
        &["answer", "--help"],
        &["set", "--help"],
        &["questionnaire", "show", "--help"],
    ] {
        let ran = folder.run(words);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("Examples:\n"), "{words:?}: {ran}");
    }
    insta::assert_snapshot!("help", folder.run(&["--help"]).out);
}

#[test]
fn the_version_says_what_the_program_was_built_from() {
    let folder = Folder::new();
    let short = format!("aicaiq {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(folder.run(&["-V"]).out, short);
    let long = folder.run(&["--version"]).out;
    assert!(long.starts_with(&short), "{long}");
    let said: Vec<_> = long.lines().skip(1).map(|l| l.split_at(15)).collect();
    let names: Vec<_> = said.iter().map(|(name, _)| name.trim_end()).collect();
    assert_eq!(
        names,
        ["built from", "built for", "built by", "questionnaire"]
    );
    // Of a release, what `.ci/static` builds, the commit is compared there.
    assert_eq!(said[0].1, "source in work, its commit not looked up");
    assert!(said[1].1.ends_with(", debug"), "{long}");
    assert!(said[2].1.starts_with("rustc "), "{long}");
    let text = include_bytes!("../../questionnaires/cek-02.toml");
    let digest: String = Sha256::digest(text)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert_eq!(said[3].1, format!("CEK-02, sha256:{digest}"));
}

#[test]
fn another_questionnaire_can_be_loaded() {
    let folder = Folder::new();
    let own = r#"
schema = 1
[control]
id = "A&A-01"
title = "Sample control"
domain = "Sample domain"
version = "Sample 1"
specification = "Sample specification"
[[questions]]
id = "A&A-01.1"
text = "Is there a sample?"
[[roles]]
id = "AIC"
name = "AI customer"
[[roles.steps]]
id = "01"
topic = "Sample"
origin = "adapted"
text = "Look at the sample."
"#;
    folder.write("own.toml", own);
    let ran = folder.run(&[
        "--questionnaire",
        "own.toml",
        "new",
        "a.toml",
        "--subject",
        "Sample",
        "--role",
        "AIC",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    let ran = folder.run(&[
        "set",
        "--questionnaire",
        "own.toml",
        "a.toml",
        "AIC.A&A-01.1",
        "--answer",
        "No",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    let ran = folder.run(&["check", "a.toml"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("--questionnaire"), "{ran}");
    folder.write("broken.toml", own.replace("id = \"01\"", "id = \"02\""));
    insta::assert_snapshot!(
        "questionnaire_gap",
        folder
            .run(&["--questionnaire", "broken.toml", "questionnaire", "show"])
            .to_string()
    );
    folder.write("broken.toml", own.replace("topic", "topik"));
    insta::assert_snapshot!(
        "questionnaire_key",
        folder
            .run(&["--questionnaire", "broken.toml", "questionnaire", "show"])
            .to_string()
    );
    let ran = folder.run(&["--questionnaire", "nowhere.toml", "questionnaire", "show"]);
    assert_eq!(ran.code, 2, "{ran}");
}
