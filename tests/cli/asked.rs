//! Which questionnaire an answer file is judged by: the same one by every
//! command.

use crate::runner::{Folder, Ran};
use crate::x01::{STEPS, reworded, x01};
use serde_json::Value;

fn fine(folder: &Folder, words: &[&str]) -> Ran {
    let ran = folder.run(words);
    assert_eq!(ran.code, 0, "{words:?}\n{ran}");
    ran
}

/// The built-in questionnaire with fewer steps, and of another control if told.
fn shorter(id: &str) -> String {
    let text = include_str!("../../questionnaires/cek-02.toml");
    let mut table: toml::Table = text.parse().unwrap();
    table["control"]["id"] = id.into();
    for role in table["roles"].as_array_mut().unwrap() {
        role["steps"].as_array_mut().unwrap().truncate(3);
    }
    let questions = table["questions"].as_array_mut().unwrap();
    for question in questions {
        question["id"] = format!("{id}.1").into();
    }
    table.to_string()
}

fn total(folder: &Folder, of: &str) -> (Value, Value) {
    let ran = folder.run(&["summary", of, "--by", "control", "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran}"));
    (
        json.pointer("/total/steps/total").cloned().unwrap(),
        json.pointer("/total/controls/total").cloned().unwrap(),
    )
}

#[test]
fn what_comes_to_lie_beside_a_file_later_does_not_change_what_it_is_asked() {
    let folder = Folder::with_assessment();
    fine(
        &folder,
        &["set", "a.toml", "CSP.10", "--outcome", "satisfied"],
    );
    let before = total(&folder, ".");
    std::fs::create_dir(folder.path("questionnaires")).unwrap();
    folder.write("questionnaires/CEK-02.toml", shorter("CEK-02"));
    fine(&folder, &["check", "a.toml"]);
    let ran = fine(&folder, &["summary", "."]);
    assert!(!ran.err.contains("cannot be read"), "{ran}");
    assert_eq!(total(&folder, "."), before);
    // One that was begun with it stays with it, whatever the command.
    let questionnaire = &["--questionnaire", "questionnaires/CEK-02.toml"];
    let new = ["new", "b.toml", "--subject", "B", "--role", "CSP"];
    fine(&folder, &[&new[..], questionnaire].concat());
    let ran = folder.run(&["set", "b.toml", "CSP.10", "--outcome", "satisfied"]);
    assert_eq!(ran.code, 2, "{ran}");
    fine(
        &folder,
        &["set", "b.toml", "CSP.03", "--outcome", "satisfied"],
    );
    assert_eq!(total(&folder, "b.toml").0, 3);
    let one = fine(&folder, &["summary", "b.toml", "--format", "json"]);
    let one: Value = serde_json::from_str(&one.out).unwrap();
    let steps = one
        .pointer("/roles/CSP/counts")
        .unwrap()
        .as_object()
        .unwrap();
    let sum: u64 = steps.values().filter_map(Value::as_u64).sum();
    assert_eq!(sum, 3, "{one:#}");
}

#[test]
fn a_folder_is_asked_what_its_questionnaires_ask_and_no_more() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("q")).unwrap();
    folder.write("q/X-01.toml", shorter("X-01"));
    let new = ["new", "p/", "--subject", "P", "--role", "CSP"];
    fine(&folder, &[&new[..], &["--questionnaires", "q"]].concat());
    assert_eq!(total(&folder, "p"), (3.into(), 1.into()));
    for (words, wanted) in [
        (&["set", "p", "X-01", "CSP.01"][..], "as X-01:CSP.01"),
        (&["set", "p", "CSP.01"], "as X-01:CSP.01"),
    ] {
        let ran = folder.run(&[words, &["--outcome", "satisfied"]].concat());
        assert_ne!(ran.code, 0, "{ran}");
        assert!(ran.err.contains(wanted), "{words:?}: {ran}");
    }
    assert!(!folder.path("p/CEK-02.toml").exists());
    fine(
        &folder,
        &["set", "p", "X-01:CSP.01", "--outcome", "satisfied"],
    );
    assert_eq!(total(&folder, "p"), (3.into(), 1.into()));
}

#[test]
fn evidence_is_counted_of_the_controls_and_roles_that_are_asked_for() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("q")).unwrap();
    for id in ["X-01", "X-02"] {
        folder.write(&format!("q/{id}.toml"), shorter(id));
    }
    let new = [
        "new",
        "p/",
        "--subject",
        "P",
        "--role",
        "CSP",
        "--role",
        "MP",
    ];
    fine(&folder, &[&new[..], &["--questionnaires", "q"]].concat());
    for (item, n) in [("X-01:CSP.01", 1), ("X-01:MP.01", 2), ("X-02:CSP.01", 3)] {
        let href = format!("https://example.com/{n}");
        fine(
            &folder,
            &[
                "set",
                "p",
                item,
                "--outcome",
                "satisfied",
                "--evidence",
                &href,
            ],
        );
    }
    fine(&folder, &["evidence", "add", "p", "https://example.com/4"]);
    let text = folder.read("p/assessment.toml");
    let expired = text.replace("\nhref = ", "\nexpires_on = 2020-01-01\nhref = ");
    folder.write("p/assessment.toml", expired);
    let expiring = |more: &[&str]| {
        let words = [&["summary", "p", "--format", "json"], more].concat();
        let json: Value = serde_json::from_str(&folder.run(&words).out).unwrap();
        json["expiring"].as_array().unwrap().len()
    };
    assert_eq!(expiring(&[]), 4);
    assert_eq!(expiring(&["--controls", "X-01"]), 2);
    assert_eq!(expiring(&["--role", "MP"]), 1);
    assert_eq!(expiring(&["--controls", "X-02", "--role", "MP"]), 0);
    let fails = ["summary", "p", "--controls", "X-02", "--role", "MP"];
    fine(&folder, &[&fails[..], &["--fail-on", "expired"]].concat());
}

#[test]
fn each_of_several_files_is_asked_what_lies_beside_it() {
    let folder = Folder::new();
    let (earlier, steps) = (shorter("X-01"), "CSP.01..03");
    let mut later: toml::Table = earlier.parse().unwrap();
    for role in later["roles"].as_array_mut().unwrap() {
        let steps = role["steps"].as_array_mut().unwrap();
        let mut more = steps[0].clone();
        more["id"] = "04".into();
        more["text"] = "See what nobody has asked before.".into();
        steps[0]["text"] = "Look at it otherwise.".into();
        steps.push(more);
    }
    for (year, asks, steps) in [
        ("2026", earlier, steps),
        ("2027", later.to_string(), "CSP.01..04"),
    ] {
        std::fs::create_dir_all(folder.path(&format!("{year}/questionnaires"))).unwrap();
        let asked = format!("{year}/questionnaires/x-01.toml");
        folder.write(&asked, asks);
        let file = format!("{year}/a.toml");
        fine(
            &folder,
            &[
                "new",
                &file,
                "--subject",
                "A",
                "--role",
                "CSP",
                "--questionnaire",
                &asked,
            ],
        );
        fine(&folder, &["set", &file, steps, "--outcome", "satisfied"]);
    }
    for [one, other] in [["2026", "2027"], ["2027", "2026"]] {
        let [one, other] = [format!("{one}/a.toml"), format!("{other}/a.toml")];
        let ran = fine(&folder, &["export", &one, &other, "--format", "jsonl"]);
        let rows = ran.out.lines().map(|l| l.parse::<Value>().unwrap());
        let rows: Vec<Value> = rows.collect();
        assert!(rows.iter().all(|row| row["text_differs"] == false), "{ran}");
        let steps = rows.iter().filter(|row| row["kind"] == "step").count();
        assert_eq!(steps, 7, "{ran}");
        // The earlier text is found: where it differs need not be asked for.
        let ran = fine(&folder, &["diff", &one, &other]);
        assert!(ran.out.contains("otherwise"), "{ran}");
        assert!(!ran.out.contains("--old-questionnaire"), "{ran}");
        let was = if one.starts_with("2026") {
            "new item"
        } else {
            "no longer asked"
        };
        assert!(ran.out.contains(was), "{ran}");
    }
    // Of folders too.
    for year in ["2026", "2027"] {
        let shared = "schema = 1\n[assessment]\nsubject = \"A\"\nroles = [\"CSP\"]\n";
        folder.write(&format!("{year}/assessment.toml"), shared);
        let moved = format!("{year}/X-01.toml");
        std::fs::rename(folder.path(&format!("{year}/a.toml")), folder.path(&moved)).unwrap();
    }
    let ran = fine(&folder, &["diff", "2026", "2027"]);
    assert!(ran.out.contains("new item"), "{ran}");
    assert!(!ran.out.contains("--old-questionnaire"), "{ran}");
}

#[test]
fn a_role_that_a_control_does_not_ask_is_asked_nothing() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("acme/questionnaires")).unwrap();
    let mut asks: toml::Table = shorter("X-01").parse().unwrap();
    let is_asked = |role: &toml::Value| role["id"].as_str() != Some("AP");
    asks["roles"].as_array_mut().unwrap().retain(is_asked);
    folder.write("acme/questionnaires/x-01.toml", asks.to_string());
    folder.write(
        "acme/assessment.toml",
        "schema = 1\n[assessment]\nsubject = \"A\"\nroles = [\"CSP\", \"AP\"]\n",
    );
    let whole = |steps: &str| {
        let ran = fine(&folder, &["summary", "acme", "--format", "json"]);
        let json: Value = serde_json::from_str(&ran.out).unwrap();
        let total = |of: &str| json.pointer(&format!("/total/{of}/total")).cloned();
        assert_eq!(total("steps").unwrap().to_string(), steps);
        assert_eq!(total("questions").unwrap(), 1, "{json:#}");
    };
    whole("3");
    fine(
        &folder,
        &["set", "acme", "X-01:CSP.*", "--outcome", "satisfied"],
    );
    fine(
        &folder,
        &["set", "acme", "X-01:CSP.X-01.1", "--answer", "NA"],
    );
    // Nor can it be answered or signed off.
    let says = "X-01 asks nothing of AP";
    for words in [
        &["set", "acme", "X-01:AP.X-01.1", "--answer", "NA"][..],
        &["sign-off", "acme/X-01.toml", "AP", "--as", "R"],
        &[
            "answer",
            "acme",
            "--control",
            "X-01",
            "--plain",
            "--role",
            "AP",
        ],
    ] {
        let ran = folder.run(words);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains(says), "{words:?} {ran}");
    }
    let ran = folder.run(&["sign-off", "acme", "AP", "--as", "R"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("no control here asks anything of AP"));
    // What was answered nevertheless is told, and stays where it is.
    let file = "acme/X-01.toml";
    let answer = "\n[roles.AP.questions.\"X-01.1\"]\nanswer = \"No\"\n";
    folder.write(file, folder.read(file) + answer);
    let ran = fine(&folder, &["check", file]);
    assert!(ran.out.contains(says), "{ran}");
    fine(
        &folder,
        &["set", "acme", "X-01:CSP.01", "--note", "As before."],
    );
    assert!(folder.read(file).contains(answer.trim()));
    whole("3");
    let ran = fine(&folder, &["sign-off", file]);
    assert!(ran.out.contains("AP   X-01 asks nothing of it"), "{ran}");
    let ran = fine(&folder, &["summary", file]);
    assert!(ran.out.contains(says), "{ran}");
    assert!(
        ran.out
            .contains("has no item for, not counted here: AP X-01.1")
    );
    assert!(!ran.out.contains("AP incomplete"), "{ran}");
    let ran = fine(&folder, &["export", file, "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["not_asked"], serde_json::json!(["AP"]));
    assert_eq!(json["roles"].as_array().unwrap().len(), 1);
}

#[test]
fn a_command_that_is_offered_works_as_it_stands() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("my q")).unwrap();
    folder.write("my q/x-01.toml", x01(STEPS));
    let flag = "--questionnaire 'my q/x-01.toml'";
    let with = |words: &[&str]| {
        let words = [words, &["--questionnaire", "my q/x-01.toml"]].concat();
        fine(&folder, &words)
    };
    let new = |name: &str| ["new", name, "--subject", "S", "--role", "CSP"].map(str::to_owned);
    let words = new("it's one.toml");
    let ran = with(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let typed = format!("'it'\\''s one.toml' {flag}");
    assert!(
        ran.err
            .starts_with(&format!("made it's one.toml; to answer: aicaiq {typed}\n")),
        "{ran}"
    );
    let ran = with(&["carry", "it's one.toml", "--out", "two.toml"]);
    assert!(
        ran.err
            .contains(&format!("; to answer: aicaiq two.toml {flag}\n")),
        "{ran}"
    );
    // What was answered is another text: that is a warning.
    folder.write("my q/x-01.toml", x01(&reworded(&[(1, "Another.")])));
    let answer = ["answer", "two.toml", "--plain"];
    let words = [answer.as_slice(), &["--questionnaire", "my q/x-01.toml"]].concat();
    let ran = folder.run_with(&words, "overview\nquit\n");
    for says in [
        format!("The file has 1 warning: aicaiq check two.toml {flag} shows them."),
        format!("aicaiq summary two.toml {flag} prints the whole report."),
    ] {
        let said = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(&says), "{says}\n{ran}");
    }
    let ran = with(&["check", "two.toml"]);
    assert_eq!(
        ran.out.lines().last(),
        Some("two.toml: ok, 1 warning"),
        "{ran}"
    );
    // Where it is found without, it is not named.
    std::fs::create_dir(folder.path("questionnaires")).unwrap();
    folder.write("questionnaires/x.toml", x01(&reworded(&[(1, "Another.")])));
    let words = new("three.toml");
    let ran = with(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(ran.err.contains("to answer: aicaiq three.toml\n"), "{ran}");
}

#[test]
fn a_text_that_has_changed_is_confirmed_for_the_whole_file() {
    let folder = Folder::with_assessment();
    let mut later: toml::Table = include_str!("../../questionnaires/cek-02.toml")
        .parse()
        .unwrap();
    later["control"]["version"] = "AICM 1.1".into();
    for n in 0..2 {
        later["roles"][0]["steps"][n]["text"] = "Another.".into();
    }
    folder.write("q.toml", later.to_string());
    let with = |words: &[&str]| fine(&folder, &[words, &["--questionnaire", "q.toml"]].concat());
    let ran = with(&["check", "a.toml"]);
    let said = "aicaiq set FILE --confirm-text says that they do";
    assert!(ran.out.contains(said), "{ran}");
    // What was answered before is marked until it is answered again.
    for item in ["CSP.01", "CSP.02", "CSP.03"] {
        fine(&folder, &["set", "a.toml", item, "--outcome", "satisfied"]);
    }
    assert!(!folder.read("a.toml").contains("asked"));
    let before = "§ answered before the text changed: ";
    let ran = with(&["check", "a.toml"]);
    assert!(
        ran.out
            .contains(&format!("a.toml: {before}CSP.01, CSP.02\n")),
        "{ran}"
    );
    with(&["set", "a.toml", "CSP.02", "--outcome", "satisfied"]);
    assert_eq!(folder.read("a.toml").matches("\nasked = \"").count(), 1);
    let ran = with(&["check", "a.toml"]);
    assert!(
        ran.out.contains(&format!("a.toml: {before}CSP.01\n")),
        "{ran}"
    );
    let ran = with(&["summary", "a.toml"]);
    let said = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("Check the answers against the text below: CSP.01."),
        "{ran}"
    );
    let ran = with(&["set", "a.toml", "--confirm-text"]);
    assert!(!folder.read("a.toml").contains("asked"));
    assert_eq!(
        ran.err,
        "the answers count as given to the text of CEK-02 as it is now\n"
    );
    assert_eq!(with(&["check", "a.toml"]).out, "a.toml: ok\n");
    assert!(
        folder
            .read("a.toml")
            .contains("questionnaire_version = \"AICM 1.1\"\n")
    );
    let ran = with(&["set", "a.toml", "--confirm-text"]);
    assert!(ran.err.ends_with(": nothing to confirm\n"), "{ran}");
    let ran = folder.run(&["set", "a.toml"]);
    assert_eq!(ran.code, 2, "{ran}");
    fine(
        &folder,
        &["new", "acme/", "--subject", "S", "--role", "CSP"],
    );
    let ran = folder.run(&["set", "acme", "--confirm-text"]);
    assert!(
        ran.code == 2 && ran.err.contains("name the file of the one"),
        "{ran}"
    );
}
