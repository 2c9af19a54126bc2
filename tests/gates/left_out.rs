//! Files of a folder that nobody can read, or that are something else.

use crate::runner::{Folder, Ran};

fn ok(folder: &Folder, words: &[&str]) -> Ran {
    let ran = folder.run(words);
    assert_eq!(ran.code, 0, "{words:?} {ran}");
    ran
}

const NEW: [&str; 6] = [
    "--subject",
    "Good",
    "--role",
    "CSP",
    "--assessor",
    "sample assessor",
];

/// A folder `cust` with `good.toml` in it.
fn customers() -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("cust")).unwrap();
    ok(
        &folder,
        &[["new", "cust/good.toml"].as_slice(), &NEW].concat(),
    );
    folder
}

/// Every command that reads a folder of answer files fails and names a file.
fn all_fail(folder: &Folder, file: &str) {
    let commands: [&[&str]; 8] = [
        &["check", "cust"],
        &["check", "cust", "--format", "json"],
        &["summary", "cust"],
        &["summary", "cust", "--format", "csv"],
        &["summary", "cust", "--format", "json", "--fail-on", "major"],
        &["summary", "cust", "--format", "sarif"],
        &["export", "cust", "--format", "jsonl"],
        &["find", "key", "cust"],
    ];
    for words in commands {
        let ran = folder.run(words);
        assert_eq!(ran.code, 1, "{file}: {words:?} {ran}");
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains(file), "{file}: {words:?} {ran}");
    }
}

const HIDDEN: &str = "schema = 1
assessment.subject = \"Omitted\"
assessment.questionnaire = \"CEK-02\"
assessment.roles = [\"CSP\"]
roles.CSP.steps.01.outcome = \"not-satisfied\"
roles.CSP.steps.01.grade = \"major\"
";

#[test]
fn a_file_with_dotted_keys_counts_with_the_rest() {
    let folder = customers();
    ok(&folder, &["summary", "cust", "--fail-on", "major"]);
    folder.write("cust/hidden.toml", HIDDEN);
    let ran = ok(&folder, &["check", "cust"]);
    assert!(ran.out.contains("cust/hidden.toml: ok"), "{ran}");
    assert!(ran.out.contains("2 answer files"), "{ran}");
    let ran = folder.run(&["summary", "cust", "--fail-on", "major"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("Omitted"), "{ran}");
    let ran = ok(&folder, &["export", "cust", "--format", "jsonl"]);
    assert!(ran.out.contains("hidden.toml"), "{ran}");
    let ran = ok(&folder, &["find", "key", "cust"]);
    assert!(ran.out.contains("cust/hidden.toml"), "{ran}");
}

#[test]
fn what_nobody_can_read_is_a_problem_of_its_folder() {
    let good = customers().read("cust/good.toml");
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, Vec<u8>); 9] = [
        ("utf16.toml", [b"\xff\xfe".to_vec(), utf16].concat()),
        ("empty.toml", Vec::new()),
        ("spaces.toml", b"\n  \n# nothing yet\n".to_vec()),
        ("zeros.toml", vec![0; 600]),
        ("cr.toml", good.replace('\n', "\r").into_bytes()),
        (
            "misspelt.toml",
            good.replace("[assessment]", "[asessment]").into_bytes(),
        ),
        ("not.toml", b"subject: Acme\n".to_vec()),
        ("broken.TOML", b"schema = 1\n[assessment\n".to_vec()),
        (
            "latin1.toml",
            good.replace("Good", "G\u{1}d")
                .into_bytes()
                .iter()
                .map(|b| if *b == 1 { 0xfc } else { *b })
                .collect(),
        ),
    ];
    for (name, bytes) in cases {
        let folder = customers();
        folder.write(&format!("cust/{name}"), bytes);
        all_fail(&folder, name);
    }
}

#[test]
fn an_extension_in_capitals_is_one() {
    let folder = customers();
    folder.write("cust/b.TOML", HIDDEN);
    let ran = ok(&folder, &["check", "cust"]);
    assert!(ran.out.contains("b.TOML: ok"), "{ran}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_a_problem_and_nobody_waits_for_it() {
    let folder = customers();
    let pipe = folder.path("cust/pipe.toml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    all_fail(&folder, "pipe.toml");
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_a_problem() {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;
    let shut = |folder: &Folder, name: &str| {
        let path = folder.path(name);
        std::fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
        // Root may read everything.
        std::fs::File::open(&path).is_err()
    };
    let folder = customers();
    std::fs::copy(folder.path("cust/good.toml"), folder.path("cust/shut.toml")).unwrap();
    if shut(&folder, "cust/shut.toml") {
        all_fail(&folder, "shut.toml");
    }
    let folder = customers();
    std::fs::create_dir(folder.path("cust/shut")).unwrap();
    if shut(&folder, "cust/shut") {
        for words in [["check", "cust"], ["summary", "cust"]] {
            let ran = folder.run(&words);
            assert_eq!(ran.code, 1, "{ran}");
            assert!(format!("{ran}").contains("shut"), "{ran}");
        }
    }
}

#[test]
fn what_is_plainly_something_else_is_passed_over_and_named_once() {
    let folder = customers();
    folder.write("cust/Cargo.toml", "[package]\nname = \"x\"\n");
    std::fs::copy("questionnaires/cek-02.toml", folder.path("cust/q.toml")).unwrap();
    let ran = ok(&folder, &["check", "cust"]);
    assert_eq!(
        ran.err,
        "passed over: cust/Cargo.toml, no answer file\npassed over: cust/q.toml, no answer file\n"
    );
    let commands: [&[&str]; 2] = [&["summary", "cust"], &["find", "key", "cust"]];
    for words in commands {
        let ran = ok(&folder, words);
        assert!(!ran.out.contains("Cargo"), "{ran}");
    }
}

/// A folder of controls with CEK-02 begun.
fn controls() -> Folder {
    let folder = Folder::new();
    ok(&folder, &[["new", "acme/"].as_slice(), &NEW].concat());
    ok(
        &folder,
        &["set", "acme", "CEK-02:CSP.03", "--outcome", "satisfied"],
    );
    folder
}

#[test]
fn a_folder_of_controls_leaves_out_no_file_either() {
    for (name, text) in [
        ("empty.toml", ""),
        ("misspelt.toml", "schema = 1\n[asessment]\n"),
        ("broken.TOML", "schema = 1\n[assessment\n"),
    ] {
        let folder = controls();
        folder.write(&format!("acme/{name}"), text);
        let commands: [&[&str]; 7] = [
            &["check", "acme"],
            &["summary", "acme"],
            &["export", "acme", "--format", "json"],
            &["export", "acme", "--format", "jsonl"],
            &["pack", "acme", "--out", "x.zip"],
            &["find", "key", "acme"],
            &["sign-off", "acme"],
        ];
        for words in commands {
            let ran = folder.run(words);
            assert_eq!(ran.code, 1, "{name}: {words:?} {ran}");
            assert!(format!("{ran}").contains(name), "{name}: {words:?} {ran}");
            assert!(!ran.err.contains("nobody knows what"), "{words:?} {ran}");
        }
        assert!(!folder.path("x.zip").exists());
    }
}

#[test]
fn a_role_that_no_control_asks_is_told_and_passes_no_gate_of_its_own() {
    let folder = Folder::new();
    let words = [
        "questionnaire",
        "new",
        "all/n/questionnaires/x-01.toml",
        "--id",
        "X-01",
    ];
    std::fs::create_dir_all(folder.path("all/n/questionnaires")).unwrap();
    ok(
        &folder,
        &[&words[..], &["--title", "T", "--role", "CSP"]].concat(),
    );
    let refused = folder.run(&["new", "all/n/", "--subject", "N", "--role", "OSP"]);
    assert_eq!(refused.code, 2, "{refused}");
    assert!(
        refused.err.contains("asks nothing of OSP: expected CSP"),
        "{refused}"
    );
    ok(
        &folder,
        &["new", "all/n/", "--subject", "N", "--role", "CSP"],
    );
    let shared = folder.read("all/n/assessment.toml");
    folder.write("all/n/assessment.toml", shared.replace("CSP", "OSP"));
    let told = "OSP is to be assessed, and no control here asks anything of it";
    let check = ok(&folder, &["check", "all/n"]);
    assert!(check.out.contains(&format!("warning: {told}")), "{check}");
    let sum = ok(&folder, &["summary", "all"]);
    assert!(
        sum.err
            .contains("OSP is assessed for N, and no control asks anything of it"),
        "{sum}"
    );
    assert!(sum.out.contains("N         not asked\n"), "{sum}");
    let html = ok(&folder, &["summary", "all", "--format", "html"]).out;
    assert!(
        html.contains(">not asked<") && !html.contains("no gaps"),
        "{html}"
    );
    let gate = folder.run(&["summary", "all", "--role", "OSP", "--fail-on", "any"]);
    assert_eq!(gate.code, 2, "{gate}");
    assert!(
        gate.err
            .contains("error: no control asks anything of OSP, nor of another role\n"),
        "{gate}"
    );
}
