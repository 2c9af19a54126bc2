//! SARIF logs are held against OASIS's schema.

use crate::made::hostile;
use crate::python;
use crate::runner::Folder;
use aicaiq::report::sarif::{Base, Log};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// The logs, with no problem in any.
fn valid(logs: &[String]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (n, log) in logs.iter().enumerate() {
        let path = folder.path().join(format!("{n}.sarif"));
        std::fs::write(&path, log).unwrap();
        paths.push(path);
    }
    let paths: Vec<&Path> = paths.iter().map(|p| p.as_path()).collect();
    let problems: Vec<Vec<String>> =
        serde_json::from_str(&python::run("sarif.py", &paths)).unwrap();
    for (log, problems) in logs.iter().zip(problems) {
        assert!(problems.is_empty(), "{problems:?}\n{log}");
    }
    logs.iter()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

fn answered() -> Folder {
    let folder = Folder::with_assessment();
    let ran = folder.run(&["set", "a.toml", "CSP.03", "--outcome", "not-satisfied"]);
    assert_eq!(ran.code, 0);
    let ran = folder.run(&["set", "a.toml", "CSP.04", "--outcome", "satisfied"]);
    assert_eq!(ran.code, 0);
    folder
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().unwrap()
}

#[test]
fn gaps_stand_where_their_item_does() {
    let folder = answered();
    let ran = folder.run(&["summary", "a.toml", "--format", "sarif"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let log = &valid(&[ran.out])[0];
    let text = folder.read("a.toml");
    let line = |header: &str| 1 + text.lines().position(|l| l == header).unwrap();
    let of = |rule: &str| {
        let found = results(log).iter().find(|r| r["ruleId"] == rule).unwrap();
        let place = &found["locations"][0]["physicalLocation"];
        let start = place["region"]["startLine"].as_u64().unwrap();
        assert_eq!(place["artifactLocation"]["uri"], "a.toml");
        (
            found["level"].as_str().unwrap().to_owned(),
            usize::try_from(start).unwrap(),
        )
    };
    assert_eq!(
        of("step-not-satisfied"),
        ("error".into(), line("[roles.CSP.steps.03]"))
    );
    assert_eq!(
        of("no-evidence"),
        ("warning".into(), line("[roles.CSP.steps.04]"))
    );
    assert_eq!(of("step-not-assessed").0, "note");
    let summary = folder.run(&["summary", "a.toml", "--format", "json"]);
    let summary: Value = serde_json::from_str(&summary.out).unwrap();
    assert_eq!(
        results(log).len(),
        summary["gaps"].as_array().unwrap().len()
    );
    let filtered = folder.run(&["summary", "a.toml", "--format", "sarif", "--role", "mp"]);
    let filtered = &valid(&[filtered.out])[0];
    assert!(results(filtered).len() < results(log).len());
}

#[test]
fn in_a_repository_addresses_go_from_its_root() {
    let folder = answered();
    std::fs::create_dir(folder.path("sub")).unwrap();
    std::fs::rename(folder.path("a.toml"), folder.path("sub/a.toml")).unwrap();
    let address = |words: &[&str]| {
        let (words, below) = (words.join(" "), folder.path("sub"));
        let program = env!("CARGO_BIN_EXE_aicaiq");
        let ran = std::process::Command::new("sh")
            .args(["-c", &format!("{program} {words} --format sarif")])
            .current_dir(below)
            .output()
            .unwrap();
        let log = String::from_utf8(ran.stdout).unwrap();
        let log = valid(&[log]).remove(0);
        let place = "/locations/0/physicalLocation/artifactLocation";
        let place = results(&log)[0].pointer(place).unwrap().clone();
        let base = log.pointer("/runs/0/originalUriBaseIds/%SRCROOT%");
        assert_eq!(base.is_some(), place.get("uriBaseId").is_some());
        place
    };
    assert_eq!(address(&["summary", "a.toml"]), json!({ "uri": "a.toml" }));
    folder.git(&["init", "-q"]);
    let from_root = json!({ "uri": "sub/a.toml", "uriBaseId": "%SRCROOT%" });
    assert_eq!(address(&["summary", "a.toml"]), from_root);
    assert_eq!(address(&["summary", "../sub"]), from_root);
}

#[test]
fn what_a_gap_is_known_by_does_not_move_with_it() {
    let folder = answered();
    let prints = || {
        let ran = folder.run(&["summary", "a.toml", "--format", "sarif"]);
        let log = &valid(&[ran.out])[0];
        let all = results(log).iter();
        let mut all: Vec<String> = all.map(|r| r["partialFingerprints"].to_string()).collect();
        all.sort();
        all
    };
    let before = prints();
    let moved = folder
        .read("a.toml")
        .replacen("schema = 1", "# moved\n\n\nschema = 1", 1);
    folder.write("a.toml", moved);
    assert_eq!(prints(), before);
}

#[test]
fn hostile_names_and_broken_files_are_valid_results() {
    let texts = [
        "harmless",
        "<b>\"'&",
        "a b#c?d%e\\f",
        "\u{1b}[31m\u{202E}x\u{9b}",
        "javascript:alert(1)",
        "鍵\n管理",
        "{0} {{}} [x](y)",
    ];
    let logs = texts.map(|text| {
        let mut log = Log::default();
        let base = Base {
            folder: "/".into(),
            root: None,
        };
        log.add(&hostile(text), &base, &|_| None);
        // The same again is another result.
        log.add(&hostile(text), &base, &|_| None);
        log.render()
    });
    for log in &logs {
        assert_eq!(*log, aicaiq::text::visible(log));
    }
    for log in valid(&logs) {
        assert_eq!(results(&log).len(), 4);
    }
    let folder = answered();
    folder.write("b.toml", "schema = 1\n[assessment]\nsubject = \n");
    let ran = folder.run(&["summary", "a.toml", "b.toml", "--format", "sarif"]);
    assert_eq!(ran.code, 1);
    let log = &valid(&[ran.out])[0];
    let broken = results(log)
        .iter()
        .find(|r| r["ruleId"] == "file-unreadable")
        .unwrap();
    assert_eq!(
        broken["locations"][0]["physicalLocation"]["region"]["startLine"],
        3
    );
}

#[test]
fn only_gaps_of_the_severities_that_are_named_are_kept() {
    let folder = answered();
    let sarif = |words: &[&str]| {
        let ran = folder.run(&[&["summary", "a.toml", "--format", "sarif"], words].concat());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran}");
        serde_json::from_str::<Value>(&ran.out).unwrap()
    };
    let levels = |log: &Value| -> BTreeSet<String> {
        let level = |r: &Value| r["level"].as_str().unwrap().to_owned();
        results(log).iter().map(level).collect()
    };
    let all = sarif(&[]);
    assert_eq!(levels(&all).len(), 3);
    let worse = sarif(&["--severity", "major,minor"]);
    assert_eq!(
        levels(&worse).into_iter().collect::<Vec<_>>(),
        ["error", "warning"]
    );
    let open = sarif(&["--severity", "open", "--severity", "watch"]);
    assert_eq!(
        results(&all).len(),
        results(&worse).len() + results(&open).len()
    );
    for format in ["text", "json", "csv", "html"] {
        let words = ["summary", "a.toml", "--severity", "major", "--format"];
        let ran = folder.run(&[words.as_slice(), &[format]].concat());
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains("--format sarif only"), "{ran}");
    }
}

#[test]
fn a_log_that_github_would_refuse_is_told() {
    // 64 files with 396 open steps each.
    let folder = Folder::new();
    let mut control = "schema = 1\n[control]\nid = \"X-01\"\ntitle = \"T\"\ndomain = \"D\"\n\
        version = \"TEST 1.0\"\nspecification = \"S\"\n"
        .to_owned();
    for role in ["CSP", "MP", "OSP", "AP"] {
        control.push_str(&format!("[[roles]]\nid = \"{role}\"\nname = \"{role}\"\n"));
        for n in 1..=99 {
            control.push_str(&format!(
                "[[roles.steps]]\nid = \"{n:02}\"\ntopic = \"T\"\norigin = \"adapted\"\ntext = \"X\"\n"
            ));
        }
    }
    std::fs::create_dir_all(folder.path("all/questionnaires")).unwrap();
    folder.write("all/questionnaires/x.toml", control);
    for n in 0..64 {
        folder.write(
            &format!("all/{n}.toml"),
            format!(
                "schema = 1\n[assessment]\nsubject = \"S{n}\"\nquestionnaire = \"X-01\"\nroles = [\"CSP\", \"MP\", \"OSP\", \"AP\"]\n"
            ),
        );
    }
    let ran = folder.run(&["summary", "all", "--format", "sarif"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(
        ran.err,
        "note: there are 25344 results, and GitHub refuses a log of more than 25000: --severity major,minor keeps the worse ones\n"
    );
    let words = [
        "summary",
        "all",
        "--format",
        "sarif",
        "--severity",
        "major,minor",
    ];
    let ran = folder.run(&words);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.err);
}

#[test]
fn that_another_text_was_answered_is_a_notification() {
    let folder = answered();
    let log = |folder: &Folder| {
        let ran = folder.run(&["summary", "a.toml", "--format", "sarif"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        valid(&[ran.out]).remove(0)
    };
    let before = log(&folder);
    assert_eq!(before["runs"][0]["invocations"], Value::Null);
    let text = folder.read("a.toml");
    folder.write("a.toml", text.replace("\"sha256:", "\"sha256:0"));
    let after = log(&folder);
    assert_eq!(results(&before), results(&after));
    let said = after
        .pointer("/runs/0/invocations/0/toolExecutionNotifications")
        .and_then(Value::as_array)
        .unwrap();
    let text = said[0]["message"]["text"].as_str().unwrap();
    assert!(
        text.contains("the questionnaire's text has changed"),
        "{text}"
    );
    assert_eq!(said.len(), 1);
    // The other exports say it too.
    let ran = folder.run(&["export", "a.toml", "--format", "csv"]);
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(ran.out.as_bytes())
        .into_records()
        .map(Result::unwrap)
        .collect();
    let at = aicaiq::report::csv::COLUMNS
        .iter()
        .position(|c| *c == "text_differs");
    assert!(rows.iter().all(|row| &row[at.unwrap()] == "true"), "{ran}");
    let words = ["set", "a.toml", "CSP.CEK-02.1", "--answer", "Yes"];
    let own = ["--ownership", "CSP-Owned"];
    assert_eq!(folder.run(&[&words[..], &own].concat()).code, 0);
    let ran = folder.run(&["export", "a.toml", "--format", "caiq", "--role", "CSP"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.err
            .contains("CEK-02: the questionnaire's text has changed"),
        "{ran}"
    );
}
