//! Review, samples, periods and sign-off from the command line.

use crate::runner::Folder;

/// Answers all of CSP, with one file as evidence.
fn answered() -> Folder {
    let folder = Folder::with_assessment();
    folder.write("raci.txt", "sample");
    let question = ["set", "a.toml", "CSP.CEK-02.1", "--answer", "Yes"];
    assert_eq!(folder.run(&question).code, 0);
    let steps = (1..=10).map(|n| format!("CSP.{n:02}"));
    for step in steps.chain(["CSP.ccm-1".into(), "CSP.ccm-2".into()]) {
        let words = [
            "set",
            "a.toml",
            &step,
            "--outcome",
            "satisfied",
            "--evidence",
            "raci.txt",
        ];
        let ran = folder.run(&words);
        assert_eq!(ran.code, 0, "{ran}");
    }
    folder
}

#[test]
fn a_step_is_reviewed_by_another_person() {
    let folder = answered();
    let set = |words: &[&str]| {
        let words: Vec<&str> = ["set", "a.toml", "CSP.03"]
            .iter()
            .chain(words)
            .copied()
            .collect();
        folder.run(&words)
    };
    let early = set(&["--review", "reviewed", "--as", "sample reviewer"]);
    assert_eq!(early.code, 2, "{early}");
    assert_eq!(set(&["--review", "ready-for-review"]).code, 0);
    let own = set(&["--review", "reviewed"]);
    assert_eq!(own.code, 2, "{own}");
    insta::assert_snapshot!("review_refused", format!("{early}{own}"));
    let wish = set(&[
        "--review",
        "changes-requested",
        "--review-comment",
        "Which teams?",
        "--as",
        "sample reviewer",
    ]);
    assert_eq!(wish.code, 0, "{wish}");
    assert!(
        wish.err.contains("sample reviewer asks for changes"),
        "{wish}"
    );
    let text = folder.read("a.toml");
    for line in [
        "review = \"changes-requested\"",
        "reviewed_by = \"sample reviewer\"",
        "review_comment = \"Which teams?\"",
        "assessed_by = \"sample assessor\"",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // Who says something of what another has reviewed asks for changes, and
    // who changes it withdraws that review: both are told.
    for (more, by, state) in [
        (
            ["--review-comment", "Why?"],
            "sample lead",
            "changes-requested",
        ),
        (["--note", "Other."], "sample assessor", "draft"),
    ] {
        let reviewed = ["--review", "reviewed", "--as", "sample reviewer"];
        set(&["--review", "ready-for-review"]);
        assert_eq!(set(&reviewed).code, 0);
        let ran = set(&[more.as_slice(), &["--as", by]].concat());
        assert_eq!(ran.code, 0, "{ran}");
        assert!(
            ran.err
                .starts_with("CSP.03: its review by sample reviewer is withdrawn\n"),
            "{ran}"
        );
        let text = folder.read("a.toml");
        assert!(text.contains(&format!("review = \"{state}\"")), "{text}");
    }
    // Who signed for what it was is told as well, once.
    let reviewer = [
        "sign-off",
        "a.toml",
        "CSP",
        "--as",
        "sample lead",
        "--force",
    ];
    assert_eq!(folder.run(&reviewer).code, 0);
    for (note, told) in [("Yet other.", true), ("And other.", false)] {
        let ran = set(&["--note", note]);
        let is_told = ran
            .err
            .contains("CSP: its sign-off by sample lead is stale now\n");
        assert_eq!((ran.code, is_told), (0, told), "{ran}");
    }
}

#[test]
fn a_sample_is_typed_in_one_line_and_kept_in_four() {
    let folder = Folder::with_assessment();
    let sample = "5 of 42 KMS administrators, at random";
    let words = [
        "set",
        "a.toml",
        "CSP.03",
        "--effectiveness",
        "operating",
        "--sample",
        sample,
    ];
    assert_eq!(folder.run(&words).code, 0);
    let text = folder.read("a.toml");
    assert!(
        text.contains(
            "[roles.CSP.steps.03.sample]\nsize = 5\npopulation = 42\nitems = \"KMS administrators\"\nselection = \"at random\"\n"
        ),
        "{text}"
    );
    for bad in ["many", "9 of 5 keys"] {
        let ran = folder.run(&["set", "a.toml", "CSP.03", "--sample", bad]);
        assert_eq!(ran.code, 2, "{ran}");
    }
    assert_eq!(folder.read("a.toml"), text, "nothing was changed");
    assert_eq!(
        folder
            .run(&["set", "a.toml", "CSP.03", "--sample", ""])
            .code,
        0
    );
    assert!(!folder.read("a.toml").contains("sample]"));
}

#[test]
fn evidence_covers_a_period_and_a_link_was_looked_at() {
    let folder = Folder::with_assessment();
    let link = "https://example.com/log";
    let add = [
        "evidence",
        "add",
        "a.toml",
        "CSP.01",
        link,
        "--period",
        "2026-01-01..2026-06-30",
    ];
    assert_eq!(folder.run(&add).code, 0);
    let id = "ev-".to_owned()
        + folder
            .read("a.toml")
            .split("evidence.ev-")
            .nth(1)
            .unwrap()
            .get(..8)
            .unwrap();
    let again = ["evidence", "add", "a.toml", "CSP.02", &id];
    assert_eq!(folder.run(&again).code, 0);
    let viewed = [
        "evidence",
        "viewed",
        "a.toml",
        &id,
        "--on",
        "2026-11-20",
        "--as",
        "sample auditor",
    ];
    let ran = folder.run(&viewed);
    assert_eq!(
        ran.err,
        format!("{id}: viewed 2026-11-20 by sample auditor\n")
    );
    let ran = folder.run(&["evidence", "list", "a.toml"]);
    insta::assert_snapshot!("evidence_of_a_period", ran.to_string());
    let bad = [
        "evidence",
        "add",
        "a.toml",
        "CSP.01",
        link,
        "--period",
        "2026-06-30..2026-01-01",
    ];
    assert_eq!(folder.run(&bad).code, 2);
    let unknown = folder.run(&["evidence", "viewed", "a.toml", "ev-00000000"]);
    assert_eq!(unknown.code, 2, "{unknown}");
}

#[test]
fn a_record_that_shows_something_else_is_to_be_reviewed_again() {
    let folder = answered();
    let step = |words: &[&str]| {
        let words: Vec<&str> = ["set", "a.toml", "CSP.03"]
            .iter()
            .chain(words)
            .copied()
            .collect();
        let ran = folder.run(&words);
        assert_eq!(ran.code, 0, "{ran}");
    };
    step(&["--review", "ready-for-review"]);
    step(&["--review", "reviewed", "--as", "Bob"]);
    folder.write("moved.txt", "sample");
    let ran = folder.run(&["evidence", "relink", "a.toml", "raci.txt", "moved.txt"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        folder.read("a.toml").contains("reviewed_by = \"Bob\""),
        "the same bytes"
    );
    folder.write("other.txt", "other");
    let words = [
        "evidence",
        "relink",
        "a.toml",
        "moved.txt",
        "other.txt",
        "--accept-new",
    ];
    assert_eq!(folder.run(&words).code, 0);
    assert!(!folder.read("a.toml").contains("reviewed_by"));
}

#[test]
fn an_export_overwrites_nothing_that_it_is_about() {
    let folder = answered();
    let out = |name: &str| {
        let words = [
            "export", "a.toml", "--format", "csv", "--force", "--out", name,
        ];
        folder.run(&words)
    };
    for name in ["raci.txt", "a.toml"] {
        let before = folder.read(name);
        let ran = out(name);
        assert_eq!(ran.code, 2, "{ran}");
        assert_eq!(folder.read(name), before);
    }
    assert_eq!(out("report.csv").code, 0);
}

#[test]
fn a_sign_off_goes_stale() {
    let folder = answered();
    let sign = [
        "sign-off",
        "a.toml",
        "CSP",
        "--as",
        "sample lead",
        "--statement",
        "I stand for it.",
    ];
    let early = folder.run(&["sign-off", "a.toml", "MP"]);
    assert_eq!(early.code, 1, "{early}");
    let ran = folder.run(&sign);
    assert_eq!(ran.code, 0, "{ran}");
    let valid = folder.run(&["sign-off", "a.toml"]);
    assert_eq!(valid.code, 0, "{valid}");
    assert!(
        valid
            .out
            .contains("✓ CSP  0 of 12 steps reviewed; signed off by sample lead at"),
        "{valid}"
    );

    // What it stands for is said, as on the screen.
    let said = "12 of 12 steps assessed, 0 reviewed. No gaps in this role.\n";
    assert!(
        ran.err.starts_with("note: CSP: ") && ran.err.contains(said),
        "{ran}"
    );
    assert!(!ran.err.contains("Who signs has assessed"), "{ran}");
    // Nobody's sign-off is replaced unasked.
    let signed = folder.read("a.toml");
    let other = ["sign-off", "a.toml", "CSP", "--as", "another lead"];
    for dry in [[].as_slice(), &["--dry-run"]] {
        let ran = folder.run(&[other.as_slice(), dry].concat());
        assert_eq!(ran.code, 1, "{ran}");
        let why = "error: CSP is signed off by sample lead already: nothing was changed; --force signs it anew\n";
        assert_eq!(ran.err, why);
    }
    assert_eq!(folder.read("a.toml"), signed);
    let ran = folder.run(&[other.as_slice(), &["--force"]].concat());
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.err.contains("CSP signed off by another lead"), "{ran}");
    let told = "note: CSP is signed in place of the sign-off by sample lead\n";
    assert!(ran.err.starts_with(told), "{ran}");
    let own = ["sign-off", "a.toml", "CSP", "--force", "--dry-run"];
    let ran = folder.run(&own);
    assert!(
        ran.err
            .contains(" Who signs has assessed steps of this role.\n"),
        "{ran}"
    );
    assert_eq!(
        folder.run(&[sign.as_slice(), &["--force"]].concat()).code,
        0
    );

    let lines = folder.run(&["sign-off", "a.toml", "CSP", "--show-signed"]);
    folder.write("signed.txt", &lines.out);
    let hash = std::process::Command::new("sha256sum")
        .arg(folder.path("signed.txt"))
        .output()
        .unwrap();
    let hex = String::from_utf8(hash.stdout).unwrap();
    let hex = hex.split(' ').next().unwrap().to_owned();
    assert!(
        folder
            .read("a.toml")
            .contains(&format!("digest = \"sha256:{hex}\""))
    );

    // Another text of what the role is asked is not what was signed.
    let own = include_str!("../../questionnaires/cek-02.toml");
    let step = "Review documentation to confirm that resp";
    folder.write("q.toml", own.replacen(step, "Confirm that no resp", 1));
    let asked = ["--questionnaire", "q.toml"];
    let changed = folder.run(&[&["sign-off", "a.toml"], asked.as_slice()].concat());
    assert_eq!(changed.code, 1, "{changed}");
    assert!(
        changed.out.contains("✗ CSP")
            && changed
                .out
                .contains("stale: what is asked has changed since"),
        "{changed}"
    );
    // It can be signed, and is told what that means.
    let ran = folder.run(&[sign.as_slice(), asked.as_slice(), &["--dry-run"]].concat());
    assert!(
        ran.code == 0
            && ran
                .err
                .contains(" What is asked is not the text that was answered: it is signed")
            && ran.err.ends_with("CSP would be signed off in place of the sign-off by sample lead, which is stale; nothing was changed\n"),
        "{ran}"
    );

    folder.write("raci.txt", "other");
    let changed = folder.run(&["sign-off", "a.toml"]);
    assert_eq!(changed.code, 1, "{changed}");
    assert!(
        changed.out.contains("✗ CSP") && changed.out.contains("stale: evidence changed"),
        "{changed}"
    );
    let refused = folder.run(&sign);
    assert_eq!(refused.code, 1, "{refused}");
    folder.write("raci.txt", "sample");
    folder.run(&["set", "a.toml", "CSP.04", "--note", "Another look."]);
    let changed = folder.run(&["sign-off", "a.toml"]);
    assert!(
        changed.out.contains("stale: the answers changed since"),
        "{changed}"
    );
    // What was answered after it is named: here it is all, as it was signed long ago.
    let text = folder.read("a.toml");
    let (before, signed) = text.split_at(text.find("[roles.CSP.sign_off]").unwrap());
    let old = signed.lines().find(|line| line.starts_with("at = "));
    let signed = signed.replacen(old.unwrap(), "at = 2020-01-01T00:00:00Z", 1);
    let long_ago = format!("{before}{signed}");
    folder.write("old.toml", long_ago);
    for words in [["sign-off", "old.toml"], ["check", "old.toml"]] {
        let ran = folder.run(&words);
        let names = "since (CSP.CEK-02.1 and 12 more since 2020-01-01)";
        assert!(ran.out.contains(names), "{ran}");
    }
    // Whatever tells of the file tells of it.
    let is = "stale: the answers changed since";
    let checked = folder.run(&["check", "a.toml"]);
    let says = format!("warning: the sign-off of CSP by sample lead is {is}");
    assert!(
        checked.code == 0 && checked.out.contains(&says) && checked.out.contains("1 warning"),
        "{checked}"
    );
    assert!(checked.out.contains("[roles.CSP.sign_off]"), "{checked}");
    let json = folder.run(&["check", "a.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json[0]["problems"][0]["severity"], "warning", "{json:#}");
    let line = folder.read("a.toml");
    let line = line.lines().position(|l| l == "[roles.CSP.sign_off]");
    assert_eq!(json[0]["problems"][0]["line"], line.unwrap() + 1);
    let text = folder.run(&["summary", "a.toml"]);
    assert!(
        text.out
            .contains("Signed off, and not as it was signed any more: CSP"),
        "{text}"
    );
    let json = folder.run(&["summary", "a.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["roles"]["CSP"]["sign_off"], is);
    assert_eq!(json["roles"]["MP"].get("sign_off"), None);
    assert_eq!(
        folder
            .run(&["sign-off", "a.toml", "CSP", "--withdraw"])
            .code,
        0
    );
    let none = folder.run(&["sign-off", "a.toml"]);
    assert_eq!(none.code, 0);
    assert!(
        none.out
            .contains("· CSP  0 of 12 steps reviewed; not signed off"),
        "{none}"
    );
    assert!(!folder.read("a.toml").contains("sign_off"));
}

#[test]
fn a_sign_off_of_which_changes_are_requested_since_is_told() {
    let folder = answered();
    let sign = ["sign-off", "a.toml", "CSP", "--as", "sample lead"];
    assert_eq!(folder.run(&sign).code, 0);
    let set = |words: &[&str]| folder.run(&[&["set", "a.toml", "CSP.03"], words].concat());
    assert_eq!(set(&["--review", "ready-for-review"]).code, 0);
    let wish = set(&["--review-comment", "Why?", "--as", "sample reviewer"]);
    let told = "CSP: it is signed off by sample lead, and changes are requested now\n";
    assert!(wish.code == 0 && wish.err.contains(told), "{wish}");
    // It is told once.
    let again = set(&["--review-comment", "Why so?", "--as", "sample reviewer"]);
    assert!(again.code == 0 && !again.err.contains(told), "{again}");
    let is = "valid, but changes are requested since (CSP.03)";
    for (words, code, says) in [
        (["sign-off", "a.toml"].as_slice(), 1, format!(": {is}\n")),
        (
            &["check", "a.toml"],
            0,
            format!("warning: the sign-off of CSP by sample lead is {is}"),
        ),
        (
            &["summary", "a.toml"],
            0,
            "Signed off, and changes are requested since: CSP.03.".to_owned(),
        ),
        (&["summary", "a.toml"], 0, is.to_owned()),
        (
            &["export", "a.toml", "--format", "markdown"],
            0,
            "valid, but changes are requested since".to_owned(),
        ),
    ] {
        let ran = folder.run(words);
        let out = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_told = out.contains(says.trim_end());
        assert!(ran.code == code && is_told, "{ran}");
    }
    // Nothing offers what would be refused.
    for more in [[].as_slice(), &["--force"]] {
        let ran = folder.run(&[sign.as_slice(), more].concat());
        assert_eq!(ran.code, 1, "{ran}");
        assert_eq!(
            ran.err,
            "error: CSP cannot be signed off: changes are requested of CSP.03\n"
        );
    }
}

#[test]
fn a_review_comment_that_goes_with_the_next_reviewer_is_told() {
    let folder = answered();
    let set = |words: &[&str]| {
        let ran = folder.run(&[&["set", "a.toml", "CSP.03"], words].concat());
        assert_eq!(ran.code, 0, "{ran}");
        ran.err
    };
    let told = |by: &str| format!("CSP.03: the review comment by {by} is gone from the file\n");
    set(&["--review", "ready-for-review"]);
    set(&["--review-comment", "R4", "--as", "Rev"]);
    let err = set(&["--review-comment", "O1", "--as", "Oth"]);
    assert!(err.contains(&told("Rev")), "{err}");
    set(&["--review", "ready-for-review"]);
    let err = set(&["--review", "reviewed", "--as", "Third"]);
    assert!(err.contains(&told("Oth")), "{err}");
    let text = folder.read("a.toml");
    assert!(text.contains("reviewed_by = \"Third\"\n"), "{text}");
    assert!(!text.contains("review_comment"), "{text}");
    // What is renewed leaves the comment its name.
    set(&["--review-comment", "T1", "--as", "Third"]);
    set(&["--review", "reviewed", "--as", "Third"]);
    folder.write("raci.txt", "another sample");
    let list = folder.read("a.toml");
    let (_, rest) = list.split_once("[evidence.").unwrap();
    let (id, _) = rest.split_once(']').unwrap();
    let ran = folder.run(&["evidence", "renew", "a.toml", id, "--as", "Ann"]);
    assert_eq!(ran.code, 0, "{ran}");
    let text = folder.read("a.toml");
    let kept = [
        "review_comment = \"T1\"\n",
        "reviewed_by = \"Third\"\n",
        "review = \"draft\"\n",
    ];
    kept.iter()
        .for_each(|line| assert!(text.contains(line), "{line}: {text}"));
}
