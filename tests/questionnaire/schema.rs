//! The schemas for editors: they are those in the repository, they take the
//! real files, and they refuse broken ones. Another program judges.

use crate::{answers, folder, pack, python};
use aicaiq::{questionnaire, schema};
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn shipped(name: &str) -> PathBuf {
    Path::new(ROOT).join(format!("assets/schema/{name}.schema.json"))
}

/// `UPDATE_SCHEMA=1` writes them anew.
#[test]
fn the_files_are_what_the_program_prints() {
    for (name, made) in [
        ("answer-file", schema::answer_file()),
        ("questionnaire", schema::questionnaire()),
    ] {
        let text = format!("{}\n", serde_json::to_string_pretty(&made).unwrap());
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(shipped(name), &text).unwrap();
        }
        let there = std::fs::read_to_string(shipped(name)).unwrap();
        assert_eq!(there, text, "UPDATE_SCHEMA=1 makes {name} anew");
    }
}

/// What another program says of some texts.
fn judged(name: &str, texts: &[String]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/questionnaire/schema.py");
    let mut command = Command::new(python::python());
    command.arg(folder).arg(shipped(name));
    for (n, text) in texts.iter().enumerate() {
        let path = dir.path().join(format!("{n}.toml"));
        std::fs::write(&path, text).unwrap();
        command.arg(path);
    }
    let output = command.env("PYTHONIOENCODING", "utf-8").output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let out = String::from_utf8(output.stdout).unwrap();
    out.lines().map(str::to_owned).collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

fn all_taken(name: &str, texts: &[String]) {
    for (text, said) in texts.iter().zip(judged(name, texts)) {
        assert_eq!(said, "ok", "{}", text.chars().take(400).collect::<String>());
    }
}

#[test]
fn the_real_files_are_taken() {
    let mut asked = vec![read("questionnaires/cek-02.toml")];
    let shapes = pack::shapes(5, 18, 5, 18 * 58).unwrap();
    asked.extend(shapes.iter().map(|s| pack::questionnaire(5, s)));
    all_taken("questionnaire", &asked);

    let provider = answers::Provider::new(5, 1);
    let mut answered = vec![
        read("assets/sample/sample.cek-02.toml"),
        folder::head(&provider, 5, "../questionnaires"),
    ];
    for (n, text) in asked.iter().enumerate().skip(1) {
        let q = questionnaire::parse(text).unwrap();
        let a = provider.assessment(5, n, &q);
        answered.extend([folder::alone(&a), folder::shared(&a)]);
    }
    all_taken("answer-file", &answered);
}

fn all_refused(name: &str, base: &str, breaks: &[(&str, &str)]) {
    let texts: Vec<String> = breaks
        .iter()
        .map(|(from, to)| {
            let text = base.replacen(from, to, 1);
            assert_ne!(text, base, "{from}");
            text
        })
        .collect();
    all_taken(name, &[base.to_owned()]);
    for ((from, to), said) in breaks.iter().zip(judged(name, &texts)) {
        assert_ne!(said, "ok", "{from} → {to}");
    }
}

#[test]
fn broken_questionnaires_are_refused() {
    let base = read("questionnaires/cek-02.toml");
    all_refused(
        "questionnaire",
        &base,
        &[
            ("schema = 1\n", ""),
            ("schema = 1", "schema = 2"),
            ("schema = 1", "schema = \"1\""),
            ("[control]", "[contrl]"),
            ("id = \"CEK-02\"", "id = \" \""),
            ("title = ", "titel = "),
            ("domain = ", "# "),
            ("threats = [", "threats = [1, "),
            ("topics = []", "topics = \"none\""),
            ("phase = \"Preparation\"", "name = \"Preparation\""),
            ("role = \"CSP\"", "role = \"csp\""),
            (
                "ownership = \"Shared CSP-MP\"",
                "ownership = \"Shared MP-CSP\"",
            ),
            ("coverage = \"partial-gap\"", "coverage = \"Partial Gap\""),
            ("[[questions]]\nid = ", "[[questions]]\nnumber = "),
            ("[[roles]]\nid = \"CSP\"", "[[roles]]\nid = \"XSP\""),
            (
                "[[roles.steps]]\nid = \"01\"",
                "[[roles.steps]]\nid = \"1\"",
            ),
            (
                "[[roles.steps]]\nid = \"01\"",
                "[[roles.steps]]\nid = \"ccm-0\"",
            ),
            ("\norigin = \"published\"", "\norigin = \"own\""),
            ("methods = [\"examine\"]", "methods = [\"read\"]"),
            ("methods = [\"examine\"]", "method = \"examine\""),
            (
                "[[roles]]\n",
                "[[roles]]\nid = \"AIC\"\nname = \"n\"\n\n[[roles]]\n",
            ),
        ],
    );
}

#[test]
fn broken_answer_files_are_refused() {
    let base = read("assets/sample/sample.cek-02.toml");
    all_refused(
        "answer-file",
        &base,
        &[
            ("schema = 1\n", ""),
            ("schema = 1", "schema = 0"),
            ("[assessment]\n", "[asessment]\n"),
            ("subject = ", "subjekt = "),
            ("questionnaire = ", "# "),
            ("roles = [\"CSP\"", "roles = [\"CPS\""),
            ("roles = [", "roles = [1, "),
            ("[roles.CSP.", "[roles.CPS."),
            ("answer = \"", "answer = \"Partial"),
            ("ownership = \"", "ownership = \"Mine "),
            ("outcome = \"satisfied\"", "outcome = \"done\""),
            ("outcome = \"satisfied\"", "outcome = 1"),
            ("outcome = \"satisfied\"", "outcom = \"satisfied\""),
            ("methods = [\"", "methods = [\"read\", \""),
            ("evidence = [\"ev-", "evidence = [\"ev "),
            ("steps.01", "steps.1"),
            ("assessed_at = ", "assessed_at = 2 # "),
            ("href = ", "title2 = "),
            ("sha256 = \"", "sha256 = \"x"),
            ("size = ", "size = -"),
            ("due = ", "due = \"soon\" # "),
            ("status = \"", "status = \"not "),
        ],
    );
}
