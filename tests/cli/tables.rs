//! Tables of many assessments, and the README's questions to them.

use crate::asking::{ask, sql};
use crate::runner::{Folder, Ran};
use serde_json::Value;
use std::collections::BTreeMap;

fn control(id: &str, domain: &str) -> String {
    let mut text = format!(
        "schema = 1\n[control]\nid = \"{id}\"\ntitle = \"Control {id}\"\ndomain = \"{domain}\"\n\
         version = \"TEST 1.0\"\nspecification = \"Do it.\"\n\
         [[questions]]\nid = \"{id}.1\"\ntext = \"Is it done?\"\n"
    );
    for (role, steps) in [("CSP", 2), ("MP", 1)] {
        text.push_str(&format!("[[roles]]\nid = \"{role}\"\nname = \"{role}\"\n"));
        for n in 1..=steps {
            text.push_str(&format!(
                "[[roles.steps]]\nid = \"0{n}\"\ntopic = \"Topic {n}\"\norigin = \"adapted\"\ntext = \"Look.\"\n"
            ));
        }
    }
    text
}

fn head(subject: &str, control: &str, roles: &str) -> String {
    format!(
        "schema = 1\n[assessment]\nsubject = \"{subject}\"\nquestionnaire = \"{control}\"\nroles = [{roles}]\n"
    )
}

fn step(id: &str, outcome: &str, more: &str) -> String {
    format!("[roles.CSP.steps.{id}]\noutcome = \"{outcome}\"\nassessed_by = \"A\"\n{more}\n")
}

const REVIEWED: &str = "review = \"reviewed\"\nreviewed_by = \"R\"";

/// `providers/` with Acme (one of two controls begun) and Beta (both), as they
/// are or as they were, and `questionnaires/`.
fn providers(folder: &Folder, name: &str, now: bool) {
    let make = |path: &str| std::fs::create_dir_all(folder.path(path)).unwrap();
    make("questionnaires");
    folder.write("questionnaires/a.toml", control("A&A-01", "Audit"));
    folder.write("questionnaires/i.toml", control("I&S-01", "Infrastructure"));
    for (dir, subject, roles) in [
        ("acme", "Acme", "\"CSP\", \"MP\""),
        ("beta", "Beta", "\"CSP\""),
    ] {
        make(&format!("{name}/{dir}"));
        folder.write(
            &format!("{name}/{dir}/assessment.toml"),
            format!(
                "schema = 1\n[assessment]\nsubject = \"{subject}\"\nroles = [{roles}]\nquestionnaires = \"../../questionnaires\"\n"
            ),
        );
    }
    let worse = if now { "not-satisfied" } else { "satisfied" };
    let mut acme = head("Acme", "A&A-01", "\"CSP\", \"MP\"");
    acme += &step("01", worse, REVIEWED);
    if now {
        acme += "[roles.CSP.steps.01.action]\ntext = \"Mend\"\nowner = \"Platform\"\ndue = 2026-11-01\n";
    }
    acme += &step("02", "satisfied", "evidence = [\"ev-1\", \"ev-2\"]");
    acme += "[roles.MP.questions.\"A&A-01.1\"]\nanswer = \"Yes\"\n";
    acme += "[evidence.ev-1]\ntitle = \"Policy\"\nhref = \"https://example.com/p\"\nexpires_on = 2026-12-10\n";
    acme += "[evidence.ev-2]\nhref = \"https://example.com/q\"\nexpires_on = 2027-12-10\n";
    folder.write(&format!("{name}/acme/A&A-01.toml"), acme);
    let mut beta = head("Beta", "A&A-01", "\"CSP\"");
    beta += &step("01", "partially-satisfied", "grade = \"minor\"");
    beta += "[roles.CSP.steps.01.action]\ntext = \"Do\"\nowner = \"Ops\"\ndue = 2026-10-01\n";
    beta += &step("02", "satisfied", "evidence = [\"ev-1\"]");
    beta += "[evidence.ev-1]\nhref = \"https://example.com/b\"\nexpires_on = 2026-11-24\n";
    folder.write(&format!("{name}/beta/A&A-01.toml"), beta);
    let mut other = head("Beta", "I&S-01", "\"CSP\"");
    other += &step(
        "01",
        "satisfied",
        &format!("evidence = [\"ev-1\"]\n{REVIEWED}"),
    );
    other += "[roles.CSP.steps.01.action]\ntext = \"Later\"\ndue = 2026-11-02\n";
    other += "[evidence.ev-1]\nhref = \"https://example.com/b\"\nexpires_on = 2026-11-24\n";
    folder.write(&format!("{name}/beta/I&S-01.toml"), other);
}

fn sample() -> Folder {
    let folder = Folder::new();
    providers(&folder, "providers", true);
    folder
}

fn rows(ran: &Ran) -> Vec<Value> {
    let lines = ran.out.split_terminator('\n');
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn export(folder: &Folder, words: &[&str]) -> Ran {
    let mut all = vec!["export"];
    all.extend(words);
    folder.run(&all)
}

fn table(folder: &Folder, path: &str, name: &str) -> Vec<Value> {
    let ran = export(folder, &[path, "--format", "jsonl", "--table", name]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran}");
    rows(&ran)
}

#[test]
fn a_folder_of_folders_has_a_row_for_every_item_of_every_control() {
    let folder = sample();
    folder.write("providers/notes.toml", "[package]\nname = \"x\"\n");
    let answers = table(&folder, "providers", "answers");
    let mut items: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in &answers {
        let text = |key: &str| row[key].as_str().unwrap_or("none").to_owned();
        *items.entry((text("provider"), text("file"))).or_default() += 1;
        assert_eq!(row["source"], "providers");
        assert_eq!(row["as_of"], "2026-11-24");
    }
    let items: Vec<(&str, &str, usize)> = items
        .iter()
        .map(|((who, file), n)| (who.as_str(), file.as_str(), *n))
        .collect();
    assert_eq!(
        items,
        [
            ("Acme", "acme/A&A-01.toml", 5),
            // Nobody has begun it, and all of it is open.
            ("Acme", "none", 5),
            ("Beta", "beta/A&A-01.toml", 3),
            ("Beta", "beta/I&S-01.toml", 3),
        ]
    );
    assert_eq!(answers.iter().filter(|r| r["answered"] == true).count(), 6);
    let evidence = table(&folder, "providers", "evidence");
    let known: Vec<(&Value, &Value)> = evidence
        .iter()
        .map(|r| (&r["provider"], &r["used_by"]))
        .collect();
    assert_eq!(
        serde_json::to_value(&known).unwrap(),
        serde_json::json!([
            ["Acme", ["A&A-01 CSP.02"]],
            ["Acme", ["A&A-01 CSP.02"]],
            // One record of two controls.
            ["Beta", ["A&A-01 CSP.02", "I&S-01 CSP.01"]],
        ])
    );
    let gaps = table(&folder, "providers", "gaps");
    let majors = |rows: &[Value]| {
        let of = rows.iter().map(|r| r["gaps_major"].as_u64().unwrap());
        of.sum::<u64>()
    };
    let counted = gaps.iter().filter(|r| r["severity"] == "major").count();
    assert_eq!(majors(&answers), counted as u64);
    assert!(counted > 0);
}

#[test]
fn one_folder_one_file_and_several_of_them() {
    let folder = sample();
    assert_eq!(table(&folder, "providers/acme", "answers").len(), 10);
    let one = folder.run(&["new", "one.toml", "--subject", "One", "--role", "MP"]);
    assert_eq!(one.code, 0, "{one}");
    let ran = export(
        &folder,
        &["one.toml", "providers/beta", "--format", "jsonl"],
    );
    let all = rows(&ran);
    let files: Vec<&str> = all.iter().map(|r| r["file"].as_str().unwrap()).collect();
    assert_eq!(files.len(), 11 + 6);
    assert_eq!((files[0], files[11]), ("one.toml", "A&A-01.toml"));
    assert_eq!(all[11]["source"], "providers/beta");
    // Loose answer files of a folder, too.
    std::fs::rename(folder.path("one.toml"), folder.path("providers/one.toml")).unwrap();
    assert_eq!(table(&folder, "providers", "answers").len(), 16 + 11);
}

#[test]
fn files_come_into_being_whole_or_not_at_all() {
    let folder = sample();
    let words = ["providers", "--format", "parquet", "--out", "tables/"];
    let ran = export(&folder, &words);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.err
            .starts_with("wrote tables/answers.parquet: 16 rows\n"),
        "{ran}"
    );
    assert_eq!(ran.err.lines().count(), 3);
    let before = std::fs::read(folder.path("tables/gaps.parquet")).unwrap();
    let again = export(&folder, &words);
    assert_eq!(again.code, 2, "{again}");
    assert!(again.err.contains("--force"), "{again}");
    let forced = export(&folder, &[&words[..], &["--force"]].concat());
    assert_eq!(forced.code, 0, "{forced}");
    // The same answers on the same day are the same bytes.
    assert_eq!(
        std::fs::read(folder.path("tables/gaps.parquet")).unwrap(),
        before
    );
    // Of one table, in a file and to a pipe.
    let one = export(
        &folder,
        &[
            "providers",
            "--format",
            "parquet",
            "--table",
            "gaps",
            "--out",
            "g.parquet",
        ],
    );
    assert_eq!(one.code, 0, "{one}");
    assert_eq!(std::fs::read(folder.path("g.parquet")).unwrap(), before);

    folder.write("providers/beta/I&S-01.toml", "schema = 1\n[assessment\n");
    for words in [
        ["providers", "--format", "parquet", "--out", "new/"],
        ["providers", "--format", "jsonl", "--out", "new.jsonl"],
    ] {
        let ran = export(&folder, &words);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.err.contains("I&S-01.toml"), "{ran}");
        assert!(ran.err.contains("nothing was written"), "{ran}");
        assert!(!folder.path(words[4]).exists());
        let ran = export(&folder, &[&words[..], &["--skip-unreadable"]].concat());
        assert_eq!(ran.code, 1, "{ran}");
        assert!(folder.path(words[4]).exists());
    }
    assert_eq!(folder.read("new.jsonl").lines().count(), 13);
    // A pipe gets nothing either: who reads it does not see the exit code.
    let words = ["providers", "--format", "jsonl"];
    let piped = export(&folder, &words);
    assert_eq!((piped.code, piped.out.as_str()), (1, ""), "{piped}");
    assert!(piped.err.contains("nothing was written"), "{piped}");
    let piped = export(&folder, &[&words[..], &["--skip-unreadable"]].concat());
    assert_eq!((piped.code, piped.out.lines().count()), (1, 13), "{piped}");
}

#[test]
fn a_control_without_a_questionnaire_is_told_as_everywhere() {
    let folder = sample();
    let text = head("Beta", "ZZZ-09", "\"CSP\"") + &step("01", "satisfied", "");
    folder.write("providers/beta/ZZZ-09.toml", &text);
    folder.write("alone.toml", &text);
    for (place, named) in [
        ("providers", "providers/beta/ZZZ-09.toml"),
        ("providers/beta/ZZZ-09.toml", "providers/beta/ZZZ-09.toml"),
    ] {
        let ran = export(&folder, &[place, "--format", "jsonl"]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{ran}");
        // A file that is named alone need not be named again.
        let path = if place == named { "" } else { named };
        let said = format!("error: {path}: nobody knows what ZZZ-09 asks: ");
        let said = said.replace("error: : ", "error: ");
        assert!(ran.err.contains(&said), "{ran}");
        // To name another control would make it that one.
        assert!(!ran.err.contains("CEK-02\""), "{ran}");
        let other = export(&folder, &[named, "--format", "csv"]);
        assert!(
            other.err.contains("nobody knows what ZZZ-09 asks: "),
            "{other}"
        );
    }
}

#[test]
fn wrong_calls_are_told() {
    let folder = sample();
    std::fs::create_dir(folder.path("empty")).unwrap();
    let file = "providers/acme/A&A-01.toml";
    for (words, said) in [
        (vec!["empty", "--format", "jsonl"], "no assessment in it"),
        (
            vec!["none.toml", "--format", "jsonl"],
            "cannot read none.toml",
        ),
        (
            vec![file, file, "--format", "csv"],
            "one answer file at a time",
        ),
        (vec![file, "--format", "csv", "--table", "gaps"], "--table"),
        (vec![file, "--format", "jsonl", "--out", "x.toml"], ".toml"),
        (vec![file, "--format", "jsonl", "--role", "CSP"], "--role"),
        (vec!["--format", "jsonl"], "required"),
        (
            vec!["providers", "providers/acme", "--format", "jsonl"],
            "named twice",
        ),
    ] {
        let ran = export(&folder, &words);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran}");
        assert!(ran.err.contains(said), "{said}: {ran}");
    }
    // Evidence is not written over, even when told to.
    folder.write("e.jsonl", "proof");
    let answers = head("One", "CEK-02", "\"MP\"") + "[evidence.ev-1]\nhref = \"e.jsonl\"\n";
    folder.write("one.toml", answers);
    let ran = export(
        &folder,
        &[
            "one.toml", "--format", "jsonl", "--out", "e.jsonl", "--force",
        ],
    );
    assert_eq!(ran.code, 2, "{ran}");
    assert_eq!(folder.read("e.jsonl"), "proof");
}

#[test]
fn names_that_would_steer_a_terminal_do_not() {
    let folder = sample();
    let evil = "ev\u{1b}[2Jil\u{202e}\u{9b}";
    std::fs::rename(
        folder.path("providers/acme"),
        folder.path(&format!("providers/{evil}")),
    )
    .unwrap();
    let ran = export(&folder, &["providers", "--format", "jsonl"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(ran.out, aicaiq::text::visible(&ran.out));
    let file = format!("{evil}/A&A-01.toml");
    assert!(rows(&ran).iter().any(|r| r["file"] == file.as_str()));
    folder.write(
        &format!("providers/{file}"),
        "schema = 1\n[assessment]\nsubject = \"\\u001b\u{1b}\"\n",
    );
    let ran = export(&folder, &["providers", "--format", "jsonl"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert_eq!(ran.err, aicaiq::text::visible(&ran.err));
}

/// What the README asks, and what it comes to when it is counted by hand.
#[test]
fn the_questions_of_the_readme_are_answered() {
    let folder = sample();
    providers(&folder, "last-year", false);
    for (paths, out) in [
        (vec!["providers"], "tables/"),
        (vec!["last-year", "providers"], "trend/"),
    ] {
        let words = [&paths[..], &["--format", "parquet", "--out", out]].concat();
        let ran = export(&folder, &words);
        assert_eq!(ran.code, 0, "{ran}");
    }
    let readme = include_str!("../../README.md");
    let questions = sql(readme, "## Ask questions with DuckDB");
    let found = ask(folder.0.path(), &questions);
    let [by_domain, expiring, reviewed, overdue, trend, unanswered] = found.as_slice() else {
        panic!("{} questions", found.len())
    };
    let answers = table(&folder, "providers", "answers");
    let gaps = table(&folder, "providers", "gaps");

    let mut counted: BTreeMap<(&str, &str), [u64; 3]> = BTreeMap::new();
    for gap in &gaps {
        let key = (
            gap["domain"].as_str().unwrap(),
            gap["role"].as_str().unwrap(),
        );
        let counts = counted.entry(key).or_default();
        let severities = ["major", "minor", "open"];
        if let Some(n) = severities.iter().position(|s| gap["severity"] == *s) {
            counts[n] += 1;
        }
    }
    assert_eq!(by_domain.len(), counted.len());
    for row in by_domain {
        let key = (
            row["domain"].as_str().unwrap(),
            row["role"].as_str().unwrap(),
        );
        let [major, minor, open] = counted[&key];
        assert_eq!(
            (&row["major"], &row["minor"], &row["open"]),
            (&major.into(), &minor.into(), &open.into())
        );
    }
    assert_eq!(by_domain[0]["domain"], "Audit");

    let json = |rows: &[Value]| serde_json::to_value(rows).unwrap();
    assert_eq!(
        json(expiring),
        serde_json::json!([
            {"provider": "Beta", "evidence": "https://example.com/b", "expires_on": "2026-11-24", "items": 2},
            {"provider": "Acme", "evidence": "Policy", "expires_on": "2026-12-10", "items": 1},
        ])
    );
    let steps = |who: &str| {
        answers
            .iter()
            .filter(|r| r["provider"] == who && r["kind"] == "step")
            .count()
    };
    assert_eq!((steps("Acme"), steps("Beta")), (6, 4));
    assert_eq!(
        json(reviewed),
        serde_json::json!([
            {"provider": "Acme", "reviewed": 1, "steps": 6, "percent": 16.7},
            {"provider": "Beta", "reviewed": 1, "steps": 4, "percent": 25.0},
        ])
    );
    assert_eq!(
        json(overdue),
        serde_json::json!([
            {"owner": "Ops", "overdue": 1, "oldest": "2026-10-01", "items": ["Beta A&A-01 CSP.01"]},
            {"owner": "Platform", "overdue": 1, "oldest": "2026-11-01", "items": ["Acme A&A-01 CSP.01"]},
            {"owner": null, "overdue": 1, "oldest": "2026-11-02", "items": ["Beta I&S-01 CSP.01"]},
        ])
    );
    let sum = |rows: &[Value], who: &str, key: &str| {
        let own = rows.iter().filter(|r| r["provider"] == who);
        own.map(|r| r[key].as_i64().unwrap()).sum::<i64>()
    };
    let before = table(&folder, "last-year", "answers");
    let mut expected = Vec::new();
    for who in ["Acme", "Beta"] {
        for (source, rows) in [("last-year", &before), ("providers", &answers)] {
            let standing =
                |rows: &[Value]| sum(rows, who, "gaps_major") + sum(rows, who, "gaps_minor");
            let open = rows
                .iter()
                .filter(|r| r["provider"] == who && r["answered"] == false);
            expected.push(serde_json::json!({
                "provider": who, "source": source, "gaps": standing(rows), "unanswered": open.count(),
                "change": (source == "providers").then(|| standing(rows) - standing(&before)),
            }));
        }
    }
    assert_eq!(trend, &expected);
    assert_ne!(expected[1]["change"], 0);
    let open: Vec<String> = unanswered
        .iter()
        .map(|r| {
            format!(
                "{} {} {}",
                r["provider"].as_str().unwrap(),
                r["role"].as_str().unwrap(),
                r["item"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        open,
        [
            "Acme CSP A&A-01.1",
            "Acme CSP I&S-01.1",
            "Acme MP I&S-01.1",
            "Beta CSP A&A-01.1",
            "Beta CSP I&S-01.1"
        ]
    );
}
