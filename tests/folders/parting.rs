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
        "nothing in mail/x.toml is new to firm/X-01.toml: it stays as it is\n"
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
    assert!(!own.contains("subject") && !own.contains("href ="), "{own}");
    let now = folder.read("firm/assessment.toml");
    assert!(now.contains("href = \"more.txt\""), "{now}");
    assert!(
        now.starts_with(shared.split("\n[evidence").next().unwrap()),
        "{now}"
    );
    let (said, _) = join(&[]);
    assert_eq!(
        said,
        "nothing in mail/x.toml is new to firm/X-01.toml: it stays as it is\n"
    );
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

/// Two controls of `firm/`, with answers of the MP that rest on one record, sent
/// to `mp/`, with what is asked in it.
fn two_sent() -> (Folder, String) {
    let folder = firm();
    let set = |item: &str, more: &[&str]| {
        let words = ["set", "firm", item, "--as", "sample assessor"];
        ok(&folder, &[words.as_slice(), more].concat());
    };
    std::fs::write(
        folder.path("asked/x-02.toml"),
        x01(STEPS).replace("X-01", "X-02"),
    )
    .unwrap();
    folder.write("firm/ours.txt", "of the CSP alone");
    set("X-01:CSP.02", &["--evidence", "ours.txt"]);
    set("X-02:MP.01", &["--evidence", "proof.txt"]);
    let shared = folder.read("firm/assessment.toml");
    folder.write(
        "firm/assessment.toml",
        format!("{shared}\n[people.\"Pia\"]\norganisation = \"Model firm\"\n"),
    );
    let words = ["split", "firm", "--role", "MP", "--out", "mp"];
    let said = ok(
        &folder,
        &[words.as_slice(), &["--assessor", "Pia"]].concat(),
    )
    .err;
    for name in ["x-01.toml", "x-02.toml"] {
        let text = folder.read(&format!("asked/{name}"));
        assert_eq!(folder.read(&format!("mp/questionnaires/{name}")), text);
    }
    folder.write("mp/proof.txt", "sample");
    (folder, said)
}

/// All files of a folder, by name.
fn files(folder: &Folder, name: &str) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder.path(name)).unwrap().flatten();
    let mut all: Vec<(String, String)> = entries
        .filter(|e| e.path().is_file())
        .map(|e| {
            let file = e.file_name().into_string().unwrap();
            let text = folder.read(&format!("{name}/{file}"));
            (file, text)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn a_folder_is_split_off_and_joined_control_by_control() {
    let (folder, said) = two_sent();
    assert_eq!(
        said,
        "made mp: 2 controls; answers given in it are recorded as by “Pia”\n\
         kept in firm only: 1 comment\n\
         what its controls ask is in it, as mp/questionnaires: 2 questionnaires from firm/../asked\n\
         to send along, by the same paths:\n  proof.txt\n"
    );
    let head = folder.read("mp/assessment.toml");
    for (words, has) in [
        ("roles = [\"MP\"]", true),
        ("assessor = \"Pia\"", true),
        ("[people.Pia]", true),
        ("href = \"proof.txt\"", true),
        ("ours.txt", false),
        // In itself.
        ("questionnaires", false),
    ] {
        assert_eq!(head.contains(words), has, "{words}\n{head}");
    }
    let part = folder.read("mp/X-01.toml");
    assert!(
        part.contains("split_digest") && !part.contains("CSP") && !part.contains("subject"),
        "{part}"
    );
    ok(&folder, &["check", "mp"]);
    let join = |more: &[&str]| {
        let words = ["join", "firm", "mp"];
        let ran = ok(&folder, &[words.as_slice(), more].concat());
        (ran.err, ran.out)
    };
    // Nothing has come back yet.
    let before = files(&folder, "firm");
    let none = "nothing in mp is new to firm: it stays as it is\n";
    assert_eq!(join(&["--dry-run"]).0, none);
    assert_eq!(join(&[]).0, none);
    assert_eq!(files(&folder, "firm"), before);
    // A control is begun there, and the file that two rest on is another one.
    let set = |item: &str, more: &[&str]| {
        let words = ["set", "mp", item];
        ok(&folder, &[words.as_slice(), more].concat());
    };
    set("X-01:MP.02", &["--outcome", "satisfied"]);
    set(
        "X-02:MP.03",
        &["--outcome", "satisfied", "--evidence", "more.txt"],
    );
    set(
        "CEK-02:MP.03",
        &["--outcome", "satisfied", "--evidence", "proof.txt"],
    );
    folder.write("mp/proof.txt", "sample of theirs");
    ok(&folder, &["evidence", "renew", "mp/X-02.toml", "proof.txt"]);
    let (would, shown) = join(&["--dry-run"]);
    assert_eq!(files(&folder, "firm"), before);
    assert!(
        shown.starts_with("3 controls compared: 3 differ"),
        "{shown}"
    );
    let (done, _) = join(&[]);
    assert_eq!(done, would.replace("would change", "changed"));
    assert!(
        done.ends_with(
            "evidence to be put into the folder:\n  more.txt\n  proof.txt, in the place of the \
             file that is there\n\
             changed 3 items and 2 records of 3 controls in firm: 3 controls came back\n"
        ),
        "{done}"
    );
    let own = folder.read("firm/X-01.toml");
    assert!(
        own.starts_with("# of our own\n") && own.contains("[roles.CSP.steps.02]"),
        "{own}"
    );
    assert!(
        own.contains("assessed_by = \"Pia\"") && !own.contains("split_digest"),
        "{own}"
    );
    let begun = folder.read("firm/CEK-02.toml");
    assert!(begun.contains("[roles.MP.steps.03]"), "{begun}");
    let shared = folder.read("firm/assessment.toml");
    assert!(
        shared.contains("roles = [\"CSP\", \"MP\"]") && shared.contains("more.txt"),
        "{shared}"
    );
    assert!(!shared.contains("conflicts"), "{shared}");
    let again = join(&[]).0;
    assert!(
        again.ends_with(
            "changed 0 items and 0 records of 0 controls in firm: 3 controls came back\n"
        ),
        "{again}"
    );
}

#[test]
fn a_part_has_the_controls_that_ask_its_roles_and_can_be_used_as_it_comes() {
    let folder = firm();
    for (id, roles) in [("X-02", 2), ("X-03", 1), ("X-04", 1)] {
        let text = x01(STEPS).replace("X-01", id);
        let end = match roles {
            1 => text.find("\n[[roles]]\nid = \"MP\"").unwrap(),
            _ => text.len(),
        };
        folder.write(&format!("asked/{id}.toml"), &text[..end]);
    }
    ok(&folder, &["set", "firm", "X-04:CSP.01", "--note", "Ours."]);
    let split = ["split", "firm", "--role", "MP", "--out"];
    let said = ok(&folder, &[split.as_slice(), &["mail/mp"]].concat()).err;
    for line in [
        "made mail/mp: 2 controls, 1 of them not begun; ",
        "left out, as nothing in them is for these roles: X-04\n",
        "is in it, as mail/mp/questionnaires: 2 questionnaires from firm/../asked\n",
    ] {
        assert!(said.contains(line), "{line}{said}");
    }
    let names = |place: &str| -> Vec<String> {
        let all = files(&folder, place);
        all.into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names("mail/mp"), ["X-01.toml", "assessment.toml"]);
    let asked = ["X-02.toml", "x-01.toml"];
    assert_eq!(names("mail/mp/questionnaires"), asked);
    folder.write("mail/mp/proof.txt", "sample");
    ok(&folder, &["check", "mail/mp"]);
    let size = ok(&folder, &["summary", "mail/mp"]).out;
    assert!(size.contains("2 controls, 1 begun"), "{size}");
    ok(&folder, &["set", "mail/mp", "X-02:MP.01", "--note", "New."]);
    let said = ok(&folder, &["join", "firm", "mail/mp"]).err;
    assert!(
        said.contains("changed 1 item and 0 records of 1 control in firm"),
        "{said}"
    );
    assert!(folder.read("firm/X-02.toml").contains("New."));
    // As the call names what is asked, too.
    let named = ["mail/named", "--questionnaire", "asked"];
    ok(&folder, &[split.as_slice(), &named].concat());
    assert_eq!(names("mail/named/questionnaires"), asked);
}

#[test]
fn what_both_have_changed_in_a_folder_is_summed_up() {
    let (folder, _) = two_sent();
    ok(&folder, &["split", "firm", "--role", "MP", "--out", "sent"]);
    for (place, words) in [("firm", "Owners by team."), ("mp", "Stewards by vault.")] {
        for item in ["X-01:MP.02", "X-02:MP.04"] {
            ok(&folder, &["set", place, item, "--note", words]);
        }
    }
    let words = ["join", "firm", "mp", "--sent", "sent"];
    let dry = folder.run(&[words.as_slice(), &["--dry-run"]].concat());
    let ran = folder.run(&words);
    let done = dry.err.replace("would change", "changed");
    assert_eq!((dry.out.as_str(), &done), ("", &ran.err), "{dry}");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.err
            .contains("2 conflicts to choose from: aicaiq firm\n  X-01: MP.02 note")
            && ran.err.contains("\n  X-02: MP.04 note"),
        "{ran}"
    );
}

#[test]
fn where_one_control_does_not_fit_the_folder_stays_as_it_was() {
    let (folder, _) = two_sent();
    ok(
        &folder,
        &["set", "mp", "X-01:MP.02", "--outcome", "satisfied"],
    );
    let before = files(&folder, "firm");
    let refused = |words: &[&str], why: &str| {
        let ran = folder.run(words);
        assert!(ran.code > 0 && ran.err.contains(why), "{words:?} {ran}");
        assert_eq!(files(&folder, "firm"), before);
    };
    let join = ["join", "firm", "mp"];
    let part = folder.read("mp/X-02.toml");
    folder.write(
        "mp/X-02.toml",
        part.replace("[assessment]", "[assessment]\nsubject = \"Other\""),
    );
    refused(
        &join,
        "firm/X-02.toml: the part is of subject “Other”, the file of “Firm”",
    );
    folder.write("mp/X-02.toml", "broken");
    refused(&join, "nothing was changed");
    folder.write("mp/X-02.toml", part.replace("\"X-02\"", "\"X-09\""));
    refused(&join, "mp/X-02.toml");
    folder.write("mp/X-02.toml", &part);
    folder.write("mp/X-03.toml", part.replace("\"X-02\"", "\"X-03\""));
    refused(&join, "mp/X-03.toml: firm has no control X-03");
    refused(
        &["join", "firm", "mp/X-01.toml"],
        "firm is a folder of controls and mp/X-01.toml is none",
    );
    // Of splitting, too.
    let split = ["split", "firm", "--role", "MP", "--out"];
    refused(&[split.as_slice(), &["mp"]].concat(), "mp exists already");
    refused(
        &[split.as_slice(), &["x.toml"]].concat(),
        "name a folder with --out",
    );
    refused(
        &["split", "firm", "--role", "AP", "--out", "new"],
        "does not assess AP",
    );
    let own = folder.read("firm/X-02.toml");
    folder.write("firm/X-02.toml", "broken");
    let ran = folder.run(&[split.as_slice(), &["new"]].concat());
    assert!(
        ran.code == 1 && ran.err.contains("; nothing was made"),
        "{ran}"
    );
    assert!(!folder.path("new").exists());
    folder.write("firm/X-02.toml", own);
}

#[test]
fn a_join_that_breaks_off_says_what_is_written() {
    let (folder, _) = two_sent();
    for item in ["X-01:MP.02", "X-02:MP.02"] {
        ok(&folder, &["set", "mp", item, "--outcome", "satisfied"]);
    }
    let own = folder.read("firm/X-02.toml");
    let held = std::fs::File::open(folder.path("firm/X-02.toml")).unwrap();
    held.lock().unwrap();
    let ran = folder.run(&["join", "firm", "mp"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.err.contains("firm/X-02.toml: ")
            && ran
                .err
                .contains("; joined before it: X-01; not joined: X-02; "),
        "{ran}"
    );
    assert!(folder.read("firm/X-01.toml").contains("Pia"));
    assert_eq!(folder.read("firm/X-02.toml"), own);
    drop(held);
    let ran = ok(&folder, &["join", "firm", "mp"]);
    assert!(
        ran.err
            .contains("changed 1 item and 0 records of 1 control in firm"),
        "{ran}"
    );
}
