//! What is deleted makes nothing better: a pipeline fails on it.

use crate::runner::{Folder, Ran};
use serde_json::Value;

fn ok(folder: &Folder, words: &[&str]) -> Ran {
    let ran = folder.run(words);
    assert_eq!(ran.code, 0, "{words:?} {ran}");
    ran
}

fn bad(folder: &Folder, file: &str) {
    ok(
        folder,
        &["set", file, "CSP.03", "--outcome", "not-satisfied"],
    );
}

/// Committed: in `all/` the files of Acme and of Beta, which has a major gap,
/// and the folder of Gamma with two controls, one with a major gap.
fn customers() -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("all")).unwrap();
    let roles = [
        "--role",
        "CSP",
        "--role",
        "MP",
        "--assessor",
        "sample assessor",
    ];
    for (place, subject) in [
        ("all/acme.toml", "Acme"),
        ("all/beta.toml", "Beta"),
        ("all/gamma/", "Gamma"),
    ] {
        let mut words = vec!["new", place, "--subject", subject];
        words.extend(roles);
        ok(&folder, &words);
    }
    std::fs::create_dir(folder.path("all/gamma/questionnaires")).unwrap();
    let place = "all/gamma/questionnaires/a-and-a-01.toml";
    let words = [
        "questionnaire",
        "new",
        place,
        "--id",
        "A&A-01",
        "--title",
        "Audit",
    ];
    ok(&folder, &[words.as_slice(), &["--role", "CSP"]].concat());
    bad(&folder, "all/beta.toml");
    ok(
        &folder,
        &[
            "set",
            "all/gamma",
            "CEK-02:CSP.03",
            "--outcome",
            "not-satisfied",
        ],
    );
    ok(
        &folder,
        &["set", "all/gamma", "CEK-02:MP.03", "--outcome", "satisfied"],
    );
    folder.git(&["init", "-q"]);
    folder.git(&["add", "all"]);
    folder.git(&["commit", "-qm", "first"]);
    folder
}

const SINCE: [&str; 6] = ["summary", "all", "--since", "HEAD", "--fail-on", "worse"];

#[test]
fn nothing_is_gone_where_nothing_changed() {
    let folder = customers();
    let ran = ok(&folder, &SINCE);
    assert!(
        ran.out.contains("Nothing since revision HEAD.") && !ran.out.contains("Gone since"),
        "{ran}"
    );
}

#[test]
fn a_provider_that_is_deleted_fails_the_gate() {
    let folder = customers();
    std::fs::remove_file(folder.path("all/beta.toml")).unwrap();
    let ran = folder.run(&SINCE);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            1,
            "failed: on worse: gone since revision HEAD: Beta (all/beta.toml): the whole provider, with 1 answer, 1 major and 1 minor gaps\n"
        ),
        "{ran}"
    );
    let first = ran.out.split("\nProviders\n").next().unwrap();
    assert!(first.contains("Gone since revision HEAD\n"), "{ran}");
    // What is left is no better for that.
    let total = ran.out.lines().find(|l| l.starts_with("All ")).unwrap();
    assert!(total.ends_with("↓ worse (1 gone)"), "{ran}");
    // The cell of a role says so by its sign.
    let roles = ran
        .out
        .lines()
        .filter(|l| l.starts_with("All "))
        .nth(1)
        .unwrap();
    assert!(roles.contains("1 major ↓×"), "{ran}");
    let alone = folder.run(&["summary", "all", "--since", "HEAD", "--fail-on", "gone"]);
    assert!(
        alone
            .err
            .starts_with("failed: on gone: gone since revision HEAD: Beta"),
        "{alone}"
    );
    let refused = folder.run(&["summary", "all", "--fail-on", "gone"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused
            .err
            .contains("--fail-on gone needs something to compare with"),
        "{refused}"
    );
}

#[test]
fn a_folder_that_is_deleted_fails_the_gate_with_its_own_questionnaires() {
    let folder = customers();
    std::fs::remove_dir_all(folder.path("all/gamma")).unwrap();
    let ran = folder.run(&SINCE);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .contains("Gamma (all/gamma): the whole provider, with 2 answers, 1 major and"),
        "{ran}"
    );
}

#[test]
fn a_control_whose_file_is_deleted_is_gone_and_no_improvement() {
    let folder = customers();
    std::fs::remove_file(folder.path("all/gamma/CEK-02.toml")).unwrap();
    for path in ["all", "all/gamma"] {
        let ran = folder.run(&[
            "summary",
            path,
            "--since",
            "HEAD",
            "--fail-on",
            "worse",
            "--by",
            "control",
        ]);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(
            ran.err.contains("gone since revision HEAD: Gamma CEK-02 (all/gamma/CEK-02.toml): the control's answer file, with 2 answers"),
            "{ran}"
        );
        assert!(ran.out.contains("× gone   Gamma, CEK-02"), "{ran}");
        assert!(!ran.out.contains("better"), "{ran}");
    }
    // Of other controls it says nothing.
    ok(
        &folder,
        &[
            "summary",
            "all",
            "--since",
            "HEAD",
            "--fail-on",
            "worse",
            "--controls",
            "A&A-01",
        ],
    );
}

#[test]
fn a_role_that_is_assessed_no_more_and_answers_taken_back_are_told() {
    let folder = customers();
    let text = folder.read("all/beta.toml");
    folder.write("all/beta.toml", text.replace("\"CSP\", \"MP\"", "\"MP\""));
    let ran = folder.run(&SINCE);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .contains("Beta CSP (all/beta.toml): the role, with 1 answer, 1 major"),
        "{ran}"
    );
    let (head, _) = text.split_once("[roles.CSP").unwrap();
    folder.write("all/beta.toml", head);
    let ran = folder.run(&SINCE);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .contains("Beta CEK-02 CSP (all/beta.toml): 1 answer was taken back"),
        "{ran}"
    );
    assert!(
        ran.out
            .contains("↓ worse  Beta, CSP: 1 gone or with fewer answers, major 1 → 0"),
        "{ran}"
    );
}

#[test]
fn what_has_another_name_now_is_not_gone() {
    let folder = customers();
    // A file, then a folder: of the same subject, whatever else was changed.
    folder.git(&["mv", "all/beta.toml", "all/b.toml"]);
    let ran = ok(&folder, &SINCE);
    assert!(ran.out.contains("Nothing since"), "{ran}");
    ok(
        &folder,
        &["set", "all/b.toml", "MP.03", "--note", "asked again"],
    );
    folder.git(&["add", "all"]);
    let ran = ok(&folder, &SINCE);
    assert!(ran.out.contains("Nothing since"), "{ran}");
    // Also where the file itself is named.
    let ran = ok(
        &folder,
        &[
            "summary",
            "all/b.toml",
            "--since",
            "HEAD",
            "--fail-on",
            "worse",
        ],
    );
    assert!(ran.out.contains("Nothing since"), "{ran}");
    folder.git(&["mv", "all/gamma", "all/gamma-inc"]);
    let ran = ok(&folder, &SINCE);
    assert!(ran.out.contains("Nothing since"), "{ran}");
    // The control's file under another name.
    folder.git(&["mv", "all/gamma-inc/CEK-02.toml", "all/gamma-inc/keys.toml"]);
    let ran = ok(&folder, &SINCE);
    assert!(ran.out.contains("Nothing since"), "{ran}");
    // Out of what is looked at: gone.
    std::fs::create_dir(folder.path("attic")).unwrap();
    folder.git(&["mv", "all/b.toml", "attic/b.toml"]);
    let ran = folder.run(&SINCE);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.err.contains("Beta (all/beta.toml): the whole provider"),
        "{ran}"
    );
}

#[test]
fn what_only_looks_like_the_one_that_is_gone_does_not_hide_it() {
    let roles = [
        "--role",
        "CSP",
        "--role",
        "MP",
        "--assessor",
        "sample assessor",
    ];
    for (gone, new, whole) in [
        ("all/beta.toml", "all/juliet.toml", "with 1 answer, 1 major"),
        ("all/gamma", "all/juliet/", "with 2 answers, 1 major"),
    ] {
        let folder = customers();
        folder.git(&["rm", "-rq", gone]);
        ok(
            &folder,
            &[["new", new, "--subject", "Juliet GenAI"].as_slice(), &roles].concat(),
        );
        folder.git(&["add", "all"]);
        let moved = folder.git(&["diff", "--cached", "-M", "--name-status"]);
        assert!(moved.contains("R0"), "git takes it for moved: {moved}");
        let ran = folder.run(&SINCE);
        assert_eq!(ran.code, 1, "{ran}");
        let told = format!("({gone}): the whole provider, {whole}");
        assert!(ran.err.contains(&told), "{told} {ran}");
        assert!(
            ran.out.contains("● new") && ran.out.contains("× gone"),
            "{ran}"
        );
        let only = ["summary", new, "--since", "HEAD", "--fail-on", "worse"];
        let ran = ok(&folder, &only);
        assert!(ran.out.contains("● new"), "{ran}");
        let ran = folder.run(&["diff", "--since", "HEAD", new]);
        assert!(
            ran.code == 2 && ran.err.contains("was not there in revision"),
            "{ran}"
        );
    }
}

#[test]
fn an_old_file_s_name_elsewhere_does_not_hide_it() {
    let folder = customers();
    std::fs::create_dir(folder.path("more")).unwrap();
    let text = folder.read("all/beta.toml");
    std::fs::remove_file(folder.path("all/beta.toml")).unwrap();
    let since = [
        "summary",
        "all",
        "more",
        "--since",
        "HEAD",
        "--fail-on",
        "gone",
    ];
    folder.write("more/beta.toml", &text);
    ok(&folder, &since);
    folder.write("more/beta.toml", text.replace("Beta", "Juliet"));
    let ran = folder.run(&since);
    assert!(
        ran.code == 1 && ran.err.contains("Beta (all/beta.toml): the whole provider"),
        "{ran}"
    );
}

#[test]
fn the_previous_assessment_is_missed_too() {
    let folder = customers();
    std::fs::create_dir(folder.path("now")).unwrap();
    folder.write("now/acme.toml", folder.read("all/acme.toml"));
    let ran = folder.run(&["summary", "now", "--previous", "all", "--fail-on", "worse"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            1,
            "failed: on worse: 2 things gone since all, the first Beta (all/beta.toml): the whole provider, with 1 answer, 1 major and 1 minor gaps\n"
        ),
        "{ran}"
    );
    // A next year that begins without answers has taken none back.
    ok(
        &folder,
        &["carry", "all/beta.toml", "--out", "now/beta.toml"],
    );
    ok(&folder, &["carry", "all/gamma", "--out", "now/gamma"]);
    let ran = ok(
        &folder,
        &["summary", "now", "--previous", "all", "--fail-on", "worse"],
    );
    // And has mended nothing.
    assert!(
        ran.out
            .contains("Compared with all: ? 2 unknown, · 1 same\n"),
        "{ran}"
    );
}

#[test]
fn answers_are_taken_back_by_one_rule_whatever_it_is_compared_with() {
    let folder = customers();
    ok(
        &folder,
        &["set", "all/acme.toml", "CSP.01", "--outcome", "satisfied"],
    );
    ok(
        &folder,
        &["set", "all/acme.toml", "CSP.02", "--outcome", "satisfied"],
    );
    folder.git(&["commit", "-qam", "more"]);
    folder.write("then.toml", folder.read("all/acme.toml"));
    ok(
        &folder,
        &[
            "set",
            "all/acme.toml",
            "CSP.02",
            "--outcome",
            "not-assessed",
        ],
    );
    for (with, path) in [("--since", "HEAD"), ("--previous", "then.toml")] {
        let ran = folder.run(&["summary", "all/acme.toml", with, path, "--fail-on", "gone"]);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.err.contains("1 answer was taken back"), "{ran}");
        assert!(ran.out.contains("Gone since"), "{ran}");
    }
    // The next one has its own answers, however few there are yet.
    ok(&folder, &["carry", "then.toml", "--out", "next.toml"]);
    let set = ["set", "next.toml", "CSP.01", "--outcome", "satisfied"];
    ok(&folder, &set);
    let next = folder.read("next.toml");
    folder.write(
        "next.toml",
        next.replace("assessed_at = 20", "assessed_at = 21"),
    );
    ok(
        &folder,
        &[
            "summary",
            "next.toml",
            "--previous",
            "then.toml",
            "--fail-on",
            "gone",
        ],
    );
}

#[test]
fn of_what_could_not_be_read_then_nobody_knows_how_much_is_gone() {
    let folder = customers();
    std::fs::create_dir(folder.path("now")).unwrap();
    folder.write("now/acme.toml", folder.read("all/acme.toml"));
    std::fs::remove_dir_all(folder.path("all/gamma")).unwrap();
    folder.write("all/beta.toml", "schema = 1\n[assessment]\nsubject = \n");
    let ran = ok(&folder, &["summary", "now", "--previous", "all"]);
    assert!(!ran.out.contains("0 answers"), "{ran}");
    let words: Vec<&str> = ran.out.split_whitespace().collect();
    let told = "it could not be read: how many answers went with it is unknown";
    assert!(words.join(" ").contains(told), "{ran}");
    assert!(ran.out.contains("unknown ?  unknown ?"), "{ran}");
    let json = ok(
        &folder,
        &["summary", "now", "--previous", "all", "--format", "json"],
    );
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["gone"][0]["answers"], Value::Null);
}

#[test]
fn every_format_tells_it() {
    let folder = customers();
    std::fs::remove_file(folder.path("all/beta.toml")).unwrap();
    std::fs::remove_file(folder.path("all/gamma/CEK-02.toml")).unwrap();
    let of = |format: &str| {
        ok(
            &folder,
            &["summary", "all", "--since", "HEAD", "--format", format],
        )
        .out
    };
    let json: Value = serde_json::from_str(&of("json")).unwrap();
    let gone = json["gone"].as_array().unwrap();
    assert_eq!(gone.len(), 2, "{gone:?}");
    assert_eq!(gone[0]["provider"], "Beta");
    assert_eq!(gone[0]["path"], "all/beta.toml");
    assert_eq!(gone[1]["control"], "CEK-02");
    assert_eq!(gone[1]["answers"], 2);
    assert_eq!(json["total"]["gone"], 2);
    let csv = of("csv");
    assert_eq!(
        csv.lines().filter(|l| l.starts_with("gone,")).count(),
        2,
        "{csv}"
    );
    let html = of("html");
    assert!(
        html.contains("<h2 id=\"gone-heading\"><bdi>Gone since revision HEAD</bdi></h2>"),
        "{html}"
    );
    assert!(html.contains("see <a href=\"#gone\">below</a>"));
    let sarif: Value = serde_json::from_str(&of("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let found: Vec<&Value> = results
        .iter()
        .filter(|r| r["ruleId"] == "assessment-gone")
        .collect();
    assert_eq!(found.len(), 2);
    let place = &found[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(
        (place.as_str(), &found[0]["level"]),
        (Some("all/beta.toml"), &"error".into())
    );
    let rule = usize::try_from(found[0]["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(
        sarif["runs"][0]["tool"]["driver"]["rules"][rule]["id"],
        "assessment-gone"
    );
}
