//! Signing off all controls of a folder that are ready.

use crate::made::{acme, ok};
use crate::runner::{Folder, Ran};
use aicaiq::assessment::{Role, SignOffState};
use aicaiq::tui::controls::{Disk, Sign};
use serde_json::Value;

const SIGN: [&str; 5] = ["sign-off", "acme", "CSP", "--as", "sample lead"];

/// With A&A-01 answered.
fn ready() -> Folder {
    let folder = acme();
    let list = ok(
        &folder,
        &[
            "questionnaire",
            "show",
            "--questionnaire",
            "acme/questionnaires/a-and-a-01.toml",
        ],
    );
    assert!(list.out.contains("A&A-01.1"), "{list}");
    answer(&folder, "acme");
    folder
}

fn answer(folder: &Folder, place: &str) {
    let words = ["set", place, "A&A-01:CSP.A&A-01.1", "--answer", "Yes"];
    ok(
        folder,
        &[words.as_slice(), &["--ownership", "CSP-Owned"]].concat(),
    );
    ok(
        folder,
        &["set", place, "A&A-01:CSP.*", "--outcome", "satisfied"],
    );
}

fn run(folder: &Folder, words: &[&str], code: i32) -> Ran {
    let ran = folder.run(words);
    assert_eq!(ran.code, code, "{words:?} {ran}");
    ran
}

#[test]
fn those_that_are_ready_are_signed_and_the_others_named() {
    let folder = ready();
    let before = folder.read("acme/CEK-02.toml");
    let dry = run(&folder, &[SIGN.as_slice(), &["--dry-run"]].concat(), 1);
    assert_eq!(
        dry.out,
        "✓ A&A-01  CSP would be signed off\n\
         ✗ CEK-02  not ready: CSP cannot be signed off: 12 of its questions and steps have no answer\n\
         ✗ I&S-01  not ready: nobody has begun with it\n"
    );
    assert!(!folder.read("acme/A&A-01.toml").contains("sign_off"));
    let ran = run(
        &folder,
        &[SIGN.as_slice(), &["--statement", "I stand for it"]].concat(),
        1,
    );
    assert_eq!(ran.out, dry.out.replace("would be ", ""));
    assert_eq!(
        ran.err,
        "note: A&A-01 CSP: satisfied: 1 of 1 steps assessed, 0 reviewed. Gaps of this role: 1 minor.\n\
         CSP of 1 control signed off; 2 controls not ready\n"
    );
    assert!(
        folder
            .read("acme/A&A-01.toml")
            .contains("by = \"sample lead\"")
    );
    assert_eq!(folder.read("acme/CEK-02.toml"), before);
    // Once more changes nothing.
    let signed = folder.read("acme/A&A-01.toml");
    let again = run(&folder, &SIGN, 1);
    assert!(
        again
            .out
            .starts_with("· A&A-01  CSP is signed off by sample lead already\n"),
        "{again}"
    );
    assert_eq!(folder.read("acme/A&A-01.toml"), signed);
    assert!(
        again
            .err
            .ends_with("; 1 control signed off already, and --force signs anew\n"),
        "{again}"
    );
    let other = ["sign-off", "acme", "CSP", "--as", "another lead", "--force"];
    let anew = run(&folder, &other, 1);
    assert!(anew.out.starts_with("✓ A&A-01  CSP signed off\n"), "{anew}");
    assert!(folder.read("acme/A&A-01.toml").contains("another lead"));
    run(&folder, &[SIGN.as_slice(), &["--force"]].concat(), 1);
    let list = run(&folder, &["sign-off", "acme"], 0);
    assert!(
        list.out.contains("✓ A&A-01 CSP") && list.out.contains("· CEK-02 MP"),
        "{list}"
    );
    // What is stale is told, and can be signed anew.
    ok(
        &folder,
        &["set", "acme", "A&A-01:CSP.01", "--note", "another"],
    );
    let stale = run(&folder, &["sign-off", "acme"], 1);
    assert!(
        stale.out.contains("stale: the answers changed since"),
        "{stale}"
    );
    let on_stale = ["summary", "acme", "--fail-on", "stale"];
    let told = |is: &str, counted: &str, requested: usize| {
        told_everywhere(&folder, is, counted, requested);
        let ran = run(&folder, &on_stale, 1);
        let why = format!("failed: on stale: {counted}, the first of A&A-01 CSP in ");
        assert!(ran.err.starts_with(&why), "{ran}");
    };
    told("stale: the answers changed since", "1 stale sign-off", 0);
    run(&folder, &SIGN, 1);
    run(&folder, &on_stale, 0);
    // So is that a reviewer asks for changes since.
    let set = ["set", "acme", "A&A-01:CSP.01"];
    for words in [
        ["--review", "ready-for-review"],
        ["--review-comment", "Why?"],
    ] {
        let by = ["--as", "sample reviewer"];
        ok(&folder, &[set.as_slice(), &words, &by].concat());
    }
    told(
        "valid, but changes are requested since",
        "1 sign-off with changes requested since",
        1,
    );
    let back = run(&folder, &["sign-off", "acme", "CSP", "--withdraw"], 0);
    assert!(back.err.contains("CSP of 1 control withdrawn"), "{back}");
    assert!(!folder.read("acme/A&A-01.toml").contains("sample lead"));
}

/// A sign-off that is stale or doubted is in whatever shows the folder.
fn told_everywhere(folder: &Folder, is: &str, counted: &str, requested: usize) {
    let checked = run(folder, &["check", "acme"], 0);
    assert!(
        checked
            .out
            .contains(&format!("the sign-off of CSP by sample lead is {is}")),
        "{checked}"
    );
    for path in ["acme", "acme/A&A-01.toml"] {
        let of = |format| run(folder, &["summary", path, "--format", format], 0).out;
        if path == "acme" {
            let text = of("text");
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(&format!(", {counted}")), "{text}");
            let line = format!("A&A-01 CSP: signed off by sample lead, {is}");
            assert!(text.contains(&line), "{text}");
            let json: Value = serde_json::from_str(&of("json")).unwrap();
            assert_eq!(json["total"]["stale_sign_offs"], 1);
            assert_eq!(json["total"]["changes_requested"], requested);
            assert_eq!(json["providers"][0]["cells"]["CSP"]["stale_sign_offs"], 1);
            assert_eq!(json["providers"][0]["cells"]["MP"]["stale_sign_offs"], 0);
            let one = &json["stale_sign_offs"][0];
            assert_eq!(one["control"], "A&A-01");
            assert_eq!(
                (&one["by"], &one["state"]),
                (&"sample lead".into(), &is.into())
            );
        }
        let csv = of("csv");
        let lines: Vec<&str> = csv.lines().collect();
        let row = lines.iter().find(|l| l.starts_with("stale,"));
        assert!(row.is_some_and(|l| l.contains(is)), "{csv}");
        assert!(lines[0].contains(",stale_sign_offs"), "{csv}");
        let html = of("html");
        assert!(html.contains("id=\"stale\"") && html.contains(is), "{html}");
    }
    for format in ["markdown", "html"] {
        let out = run(folder, &["export", "acme", "--format", format], 0).out;
        assert!(out.contains("Stale sign-offs") && out.contains(is), "{out}");
    }
    let out = run(folder, &["export", "acme", "--format", "json"], 0).out;
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["stale_sign_offs"][0]["role"], "CSP");
}

#[test]
fn evidence_that_is_another_is_no_state_to_sign() {
    let folder = ready();
    folder.write("acme/evidence/policy.txt", "another");
    let ran = run(&folder, &SIGN, 1);
    assert!(
        ran.out.contains(
            "✗ A&A-01  not ready: CSP cannot be signed off: an evidence file is missing or changed"
        ),
        "{ran}"
    );
    assert!(!folder.read("acme/A&A-01.toml").contains("sign_off"));
}

#[test]
fn nobody_signs_without_a_name() {
    let folder = ready();
    let shared = folder.read("acme/assessment.toml");
    let without = shared.replace("assessor = \"sample assessor\"\n", "");
    assert_ne!(shared, without);
    folder.write("acme/assessment.toml", without);
    for words in [
        ["sign-off", "acme", "CSP"].as_slice(),
        &["sign-off", "acme/A&A-01.toml", "CSP"],
        &["sign-off", "acme", "CSP", "--as", " "],
    ] {
        let ran = run(&folder, words, 2);
        assert_eq!(
            ran.err,
            "error: nobody is named who signs: give a name with --as NAME\n"
        );
    }
    assert!(!folder.read("acme/A&A-01.toml").contains("sign_off"));
    let ran = run(&folder, &["sign-off", "acme", "OSP", "--as", "x"], 2);
    assert!(ran.err.contains("OSP"), "{ran}");
    run(&folder, &["sign-off", "acme", "CSP", "--show-signed"], 2);
}

#[cfg(unix)]
#[test]
fn where_one_cannot_be_saved_none_is_signed() {
    let folder = ready();
    // Two that are ready.
    let text = folder.read("acme/A&A-01.toml").replace("A&A-01", "I&S-01");
    folder.write("acme/I&S-01.toml", text);
    let lines = ["A&A-01", "I&S-01"].map(|id| folder.read(&format!("acme/{id}.toml")));
    // The second one is too large to take a sign-off.
    let filler = format!("{}\n", "# filler\n".repeat(2_000_000));
    let room = 16 * 1024 * 1024 - lines[1].len() - 60;
    folder.write(
        "acme/I&S-01.toml",
        format!("{}{}", lines[1], &filler[..room]),
    );
    let ran = folder.run(&SIGN);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.err.contains("acme/I&S-01.toml: ") && ran.err.contains("nothing was changed"),
        "{ran}"
    );
    assert!(
        !folder.read("acme/A&A-01.toml").contains("sample lead"),
        "taken back"
    );
}

/// What the list of the screen says of the CSP of a control, and what the
/// command says.
fn told(folder: &Folder, id: &str) -> (Sign, String) {
    let disk = Disk::open(&folder.path("acme")).unwrap();
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let (_, facts) = disk.facts(id, today, true);
    let list = folder.run(&["sign-off", "acme"]).out;
    let line = list.lines().find(|l| l.contains(id) && l.contains("CSP"));
    let sign = facts.sign(Role::Csp).unwrap().clone();
    (sign, line.unwrap_or_default().to_owned())
}

#[test]
fn the_screens_list_says_what_the_command_says() {
    let folder = ready();
    let (sign, _) = told(&folder, "A&A-01");
    assert_eq!(sign, Sign::Ready);
    let (sign, _) = told(&folder, "CEK-02");
    let dry = run(&folder, &[SIGN.as_slice(), &["--dry-run"]].concat(), 1).out;
    let Sign::Open(why) = sign else {
        panic!("{sign:?}");
    };
    assert!(
        dry.contains(&format!("✗ CEK-02  not ready: {why}")),
        "{dry}"
    );
    run(&folder, &SIGN, 1);
    let (sign, line) = told(&folder, "A&A-01");
    assert_eq!(sign, Sign::Signed(SignOffState::Valid), "{line}");
    // What is asked is another text now: that is told by both, although the
    // list is counted without texts.
    let path = "acme/questionnaires/a-and-a-01.toml";
    let text = folder.read(path);
    let at = text.find("topic = \"").unwrap() + "topic = \"".len();
    folder.write(path, format!("{}Another {}", &text[..at], &text[at..]));
    let (sign, line) = told(&folder, "A&A-01");
    assert_eq!(sign, Sign::Signed(SignOffState::AskedChanged), "{line}");
    assert!(line.contains(SignOffState::AskedChanged.as_str()), "{line}");
}
