//! A role of a control of a folder, split off and joined again.

use crate::made::ok;
use crate::runner::Folder;
use crate::x01::{STEPS, x01};
use serde_json::Value;

/// `firm/` asked by `asked/`, with an answer to X-01's CSP.01 and a record that
/// MP.01 uses.
fn firm() -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("asked")).unwrap();
    std::fs::create_dir(folder.path("mail")).unwrap();
    folder.write("asked/x-01.toml", x01(STEPS));
    let words = ["new", "firm/", "--subject", "Firm", "--role", "CSP"];
    let more = ["--role", "MP", "--questionnaires", "asked"];
    ok(&folder, &[words.as_slice(), &more].concat());
    folder.write("firm/proof.txt", "sample");
    let set = |item: &str, more: &[&str]| {
        let words = ["set", "firm", item, "--as", "sample assessor"];
        ok(&folder, &[words.as_slice(), more].concat());
    };
    set("X-01:CSP.01", &["--outcome", "satisfied"]);
    set("X-01:MP.01", &["--evidence", "proof.txt"]);
    let own = folder.read("firm/X-01.toml");
    folder.write("firm/X-01.toml", format!("# of our own\n{own}"));
    folder
}

fn sent(folder: &Folder) -> String {
    let words = ["split", "firm/X-01.toml", "--role", "MP"];
    let more = ["--out", "mail/x.toml", "--assessor", "Pia"];
    ok(folder, &[words.as_slice(), &more].concat()).err
}

const ASKED: [&str; 2] = ["--questionnaire", "asked/x-01.toml"];

#[test]
fn a_preview_says_what_the_join_does() {
    let folder = firm();
    sent(&folder);
    let join = |more: &[&str]| {
        let words = ["join", "firm/X-01.toml", "mail/x.toml"];
        let ran = ok(&folder, &[words.as_slice(), more].concat());
        (ran.err, ran.out)
    };
    // Nothing has come back yet.
    let (said, shown) = join(&["--dry-run"]);
    assert_eq!(
        said,
        "would change 0 items and 0 records of firm/X-01.toml\n"
    );
    assert!(shown == "Firm, X-01\nno differences\n", "{shown}");
    let words = ["set", "mail/x.toml", "MP.01", "--outcome", "satisfied"];
    ok(&folder, &[words.as_slice(), &ASKED].concat());
    folder.write("mail/more.txt", "sample of theirs");
    let words = ["evidence", "add", "mail/x.toml", "MP.02", "more.txt"];
    ok(&folder, &[words.as_slice(), &ASKED].concat());
    let shared = folder.read("firm/assessment.toml");
    let (said, shown) = join(&["--dry-run"]);
    assert!(
        said.ends_with("would change 2 items and 1 record of firm/X-01.toml\n"),
        "{said}"
    );
    assert!(!said.contains("note:"), "{said}");
    assert!(
        shown.contains("more.txt") && !shown.contains("gone"),
        "{shown}"
    );
    assert_eq!(folder.read("firm/assessment.toml"), shared);
    let (done, _) = join(&[]);
    assert_eq!(done, said.replace("would change", "changed"));
    // Each is written where it belongs.
    let own = folder.read("firm/X-01.toml");
    assert!(own.starts_with("# of our own\n"), "{own}");
    assert!(own.contains("assessed_by = \"Pia\""), "{own}");
    assert!(!own.contains("subject") && !own.contains("href"), "{own}");
    let now = folder.read("firm/assessment.toml");
    assert!(now.contains("href = \"more.txt\""), "{now}");
    assert!(
        now.starts_with(shared.split("\n[evidence").next().unwrap()),
        "{now}"
    );
    let (said, _) = join(&[]);
    assert_eq!(said, "changed 0 items and 0 records of firm/X-01.toml\n");
}

#[test]
fn a_part_can_be_opened_where_it_is_sent() {
    let folder = firm();
    let said = sent(&folder);
    assert!(
        said.contains("a folder questionnaires beside it, or to be named with --questionnaire:\n  firm/../asked/x-01.toml\n"),
        "{said}"
    );
    // What the folder asks lies elsewhere there.
    let part = folder.read("mail/x.toml");
    assert!(!part.contains("questionnaires"), "{part}");
    std::fs::create_dir(folder.path("mail/questionnaires")).unwrap();
    folder.write("mail/questionnaires/x-01.toml", x01(STEPS));
    ok(&folder, &["check", "mail/x.toml"]);
}

#[test]
fn what_nobody_has_decided_is_seen_from_afar() {
    let folder = firm();
    sent(&folder);
    let set = |file: &str, item: &str, more: &[&str]| {
        let words = ["set", file, item, "--note"];
        ok(&folder, &[words.as_slice(), more, &ASKED].concat());
    };
    set("firm/X-01.toml", "MP.02", &["Owners by team."]);
    set("mail/x.toml", "MP.02", &["Stewards by vault."]);
    let ran = folder.run(&["join", "firm/X-01.toml", "mail/x.toml"]);
    assert_eq!(ran.code, 1, "{ran}");
    let ran = ok(&folder, &["summary", "firm"]);
    for line in [
        "1 undecided conflict;",
        "Undecided: two people changed a field, and nobody has chosen\n",
        "! Firm, X-01: 1 conflict, firm/X-01.toml\n",
    ] {
        assert!(ran.out.contains(line), "{line}{ran}");
    }
    // Also what does not stand in the field is found.
    for words in ["Owners", "Stewards"] {
        let ran = ok(&folder, &["find", words, "firm"]);
        assert!(ran.out.contains("MP.02"), "{ran}");
    }
    let ran = ok(&folder, &["carry", "firm", "--out", "firm-2027"]);
    let told = "X-01 has 1 unresolved conflict: what its fields say now was carried\n";
    assert!(ran.err.contains(told), "{ran}");
}

#[test]
fn actions_that_are_due_soon_are_listed() {
    let folder = firm();
    for (item, due) in [
        ("X-01:CSP.02", "2026-11-25"),
        ("X-01:CSP.03", "2026-12-24"),
        ("X-01:CSP.04", "2026-12-25"),
    ] {
        let words = ["set", "firm", item, "--action", "Name them", "--due", due];
        ok(&folder, &words);
    }
    let ran = ok(&folder, &["summary", "firm"]);
    let (_, soon) = ran
        .out
        .split_once("Corrective actions due within 30 days\n")
        .expect("the list");
    assert!(
        soon.contains("2026-11-25") && soon.contains("2026-12-24"),
        "{ran}"
    );
    assert!(!soon.contains("2026-12-25"), "{ran}");
    assert!(!ran.out.contains("Overdue corrective actions"), "{ran}");
    // The same ones in what other programs read.
    let of = |words: &[&str]| ok(&folder, words).out;
    let dues = |json: &str| {
        let json: Value = serde_json::from_str(json).unwrap();
        let all = json["due_soon"].as_array().unwrap().iter();
        let due = |a: &Value| a["due"].as_str().unwrap().to_owned();
        all.map(due).collect::<Vec<_>>()
    };
    let soon = ["2026-11-25", "2026-12-24"];
    assert_eq!(dues(&of(&["summary", "firm", "--format", "json"])), soon);
    assert_eq!(dues(&of(&["export", "firm", "--format", "json"])), soon);
    let csv = of(&["summary", "firm", "--format", "csv"]);
    let rows: Vec<&str> = csv.lines().filter(|l| l.starts_with("due_soon,")).collect();
    assert!(rows.len() == 2 && rows[1].contains(soon[1]), "{csv}");
    for words in [
        ["summary", "firm", "--format", "html"],
        ["export", "firm", "--format", "html"],
        ["export", "firm", "--format", "markdown"],
    ] {
        let page = of(&words);
        let (_, after) = page.rsplit_once("Actions due soon").expect("the list");
        assert!(after.contains(soon[0]) && after.contains(soon[1]), "{page}");
    }
    let one = of(&["export", "firm/X-01.toml", "--format", "json"]);
    let one: Value = serde_json::from_str(&one).unwrap();
    let flags = one["actions"].as_array().unwrap().iter();
    let flags: Vec<&Value> = flags.map(|a| &a["due_soon"]).collect();
    assert_eq!(flags, [true, true, false]);
    let page = of(&["export", "firm/X-01.toml", "--format", "html"]);
    assert!(page.contains("open, due soon"), "{page}");
}
