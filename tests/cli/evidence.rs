//! The evidence register from the command line.

use crate::runner::Folder;
use serde_json::Value;

const SAMPLE_SHA: &str = "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf";

fn with_evidence() -> Folder {
    let folder = Folder::with_assessment();
    folder.write("raci.txt", "sample");
    let ran = folder.run(&[
        "evidence",
        "add",
        "a.toml",
        "CSP.03",
        "raci.txt",
        "--title",
        "RACI",
        "--collected-on",
        "2026-11-01",
        "--expires-on",
        "2027-11-01",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.err.contains("SHA-256 of 6 bytes"), "{ran}");
    let ran = folder.run(&[
        "evidence",
        "add",
        "a.toml",
        "MP.CEK-02.1",
        "https://example.com/raci",
    ]);
    assert!(ran.err.contains("a link, not hashed"), "{ran}");
    folder
}

#[test]
fn added_evidence_is_hashed_dated_and_listed() {
    let folder = with_evidence();
    // One record proves several items.
    assert_eq!(
        folder
            .run(&["evidence", "add", "a.toml", "CSP.04", "./raci.txt"])
            .code,
        0
    );
    let text = folder.read("a.toml");
    assert_eq!(text.matches("href = \"raci.txt\"").count(), 1);
    assert!(
        text.contains(&format!("sha256 = \"{SAMPLE_SHA}\""))
            && text.contains("collected_on = 2026-11-01"),
        "{text}"
    );
    let ran = folder.run(&["evidence", "list", "a.toml"]);
    insta::assert_snapshot!("evidence_list", ran.to_string());
    let ran = folder.run(&["evidence", "list", "a.toml", "--format", "json"]);
    let listed: Value = serde_json::from_str(&ran.out).unwrap();
    let raci = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["title"] == "RACI")
        .unwrap();
    assert_eq!(raci["state"], "matches");
    assert_eq!(raci["used_by"], serde_json::json!(["CSP.03", "CSP.04"]));
    assert_eq!(raci["expires_on"], "2027-11-01");
}

#[test]
fn verify_fails_on_what_is_missing_changed_or_expired() {
    let folder = with_evidence();
    assert_eq!(folder.run(&["evidence", "verify", "a.toml"]).code, 0);
    folder.write("raci.txt", "another");
    let ran = folder.run(&["evidence", "verify", "a.toml"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("evidence_changed", ran.to_string());
    std::fs::remove_file(folder.path("raci.txt")).unwrap();
    let ran = folder.run(&["evidence", "verify", "a.toml", "--format", "json"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("\"state\": \"missing\""), "{ran}");
    folder.write("raci.txt", "sample");
    assert_eq!(folder.run(&["evidence", "verify", "a.toml"]).code, 0);
    folder.write(
        "a.toml",
        folder.read("a.toml").replace("2027-11-01", "2026-11-02"),
    );
    let ran = folder.run(&["evidence", "verify", "a.toml"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("expired"), "{ran}");
    // Every record is counted once.
    let counts = "2 records: 0 as recorded, 1 not in order, 1 not to be checked\n";
    assert!(ran.err.ends_with(counts), "{ran}");
}

#[test]
fn relink_follows_a_moved_file_and_takes_no_other_one_unasked() {
    let folder = with_evidence();
    std::fs::create_dir(folder.path("new")).unwrap();
    std::fs::rename(folder.path("raci.txt"), folder.path("new/raci.txt")).unwrap();
    let ran = folder.run(&["evidence", "relink", "a.toml", "raci.txt", "new/raci.txt"]);
    assert_eq!(ran.code, 0, "{ran}");
    for said in [
        "raci.txt is new/raci.txt now: record ev-",
        ", in a.toml\nit is the file that was recorded; used by CSP.03\n",
    ] {
        assert!(ran.err.contains(said), "{ran}");
    }
    let text = folder.read("a.toml");
    assert!(
        text.contains("href = \"new/raci.txt\"") && !text.contains("\"raci.txt\""),
        "{text}"
    );
    assert_eq!(folder.run(&["evidence", "verify", "a.toml"]).code, 0);
    let ran = folder.run(&["evidence", "list", "a.toml"]);
    assert!(ran.out.contains("proves CSP.03"), "{ran}");

    folder.write("other.txt", "another");
    let before = folder.read("a.toml");
    let ran = folder.run(&["evidence", "relink", "a.toml", "new/raci.txt", "other.txt"]);
    assert_eq!(ran.code, 1, "{ran}");
    for (record, href) in [
        ("nothing", "other.txt"),
        ("new/raci.txt", "nowhere.txt"),
        ("new/raci.txt", "https://example.com/raci"),
    ] {
        let ran = folder.run(&["evidence", "relink", "a.toml", record, href]);
        assert_eq!(ran.code, 2, "{ran}");
    }
    assert_eq!(folder.read("a.toml"), before);
    let ran = folder.run(&[
        "evidence",
        "relink",
        "a.toml",
        "new/raci.txt",
        "other.txt",
        "--accept-new",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(folder.run(&["evidence", "verify", "a.toml"]).code, 0);
}

#[test]
fn a_file_that_was_written_anew_is_recorded_by_a_command_of_its_own() {
    let folder = with_evidence();
    let set = ["set", "a.toml", "CSP.03"];
    for more in [
        ["--outcome", "satisfied"].as_slice(),
        &["--review", "ready-for-review"],
        &["--review", "reviewed", "--as", "sample reviewer"],
    ] {
        let ran = folder.run(&[set.as_slice(), more].concat());
        assert_eq!(ran.code, 0, "{ran}");
    }
    let renew = ["evidence", "renew", "a.toml", "raci.txt"];
    let ran = folder.run(&renew);
    assert!(ran.err.contains("is the one that was recorded"), "{ran}");
    folder.write("raci.txt", "sample 2");
    let before = folder.read("a.toml");
    // What does not renew it says what does.
    let add = ["evidence", "add", "a.toml", "CSP.03", "raci.txt"];
    let relink = ["evidence", "relink", "a.toml", "raci.txt", "raci.txt"];
    let dated = ["--evidence", "raci.txt", "--expires-on", "+400"];
    for (words, code) in [
        (add.as_slice(), 0),
        (&[relink.as_slice(), &["--accept-new"]].concat(), 2),
        (&[set.as_slice(), &dated].concat(), 2),
        (&[add.as_slice(), &dated[2..]].concat(), 2),
    ] {
        let ran = folder.run(words);
        assert_eq!(ran.code, code, "{ran}");
        assert!(
            ran.err.contains("aicaiq evidence renew FILE ev-") && !ran.err.contains("8 bytes"),
            "{ran}"
        );
        assert_eq!(folder.read("a.toml"), before);
    }
    let ran = folder.run(&[renew.as_slice(), &["--as", "third person"]].concat());
    assert_eq!(ran.code, 0, "{ran}");
    for line in [
        "CSP.03: its review by sample reviewer is withdrawn\n",
        " by third person\njudged",
        ": SHA-256 of 8 bytes, collected 2",
        "judged by the file as it was, so look again: CSP.03\n",
    ] {
        assert!(ran.err.contains(line), "{line}{ran}");
    }
    let now = folder.read("a.toml");
    for line in [
        "size = 8\n",
        "collected_by = \"third person\"\n",
        "review = \"draft\"\n",
        "title = \"RACI\"\n",
    ] {
        assert!(now.contains(line), "{line}{now}");
    }
    assert_eq!(folder.run(&["evidence", "verify", "a.toml"]).code, 0);
    std::fs::remove_file(folder.path("raci.txt")).unwrap();
    for (record, code) in [
        ("raci.txt", 1),
        ("nothing", 2),
        ("https://example.com/raci", 2),
    ] {
        let ran = folder.run(&["evidence", "renew", "a.toml", record]);
        assert_eq!(ran.code, code, "{ran}");
    }
    assert_eq!(folder.read("a.toml"), now);
}

#[test]
fn an_answer_file_is_no_proof_of_itself() {
    let folder = with_evidence();
    let before = folder.read("a.toml");
    for words in [
        &["evidence", "add", "a.toml", "CSP.05", "a.toml"][..],
        &["evidence", "add", "a.toml", "CSP.05", "./x/../a.toml"],
        &["evidence", "relink", "a.toml", "raci.txt", "a.toml"],
        &["set", "a.toml", "CSP.05", "--evidence", "a.toml"],
    ] {
        std::fs::create_dir_all(folder.path("x")).unwrap();
        let ran = folder.run(words);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains("is the answer file itself"), "{ran}");
        assert_eq!(folder.read("a.toml"), before);
    }
}

#[test]
fn an_id_that_is_mistyped_makes_no_record() {
    let folder = with_evidence();
    let before = folder.read("a.toml");
    let ran = folder.run(&["evidence", "add", "a.toml", "CSP.05", "ev-0badf00d"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.err.contains("there is no record “ev-0badf00d”"),
        "{ran}"
    );
    assert_eq!(folder.read("a.toml"), before);
    // A file may be called so.
    folder.write("ev-0badf00d", "sample");
    let ran = folder.run(&["evidence", "add", "a.toml", "CSP.05", "ev-0badf00d"]);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn a_path_is_taken_as_the_shell_has_it_from_another_folder() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("acme/evidence")).unwrap();
    let new = ["new", "acme/a.toml", "--subject", "Sample", "--role", "CSP"];
    assert_eq!(folder.run(&new).code, 0);
    for name in ["acme/evidence/x.txt", "acme/both.txt", "both.txt"] {
        folder.write(name, name);
    }
    let href = |what: &str| {
        let text = folder.read("acme/a.toml");
        assert_eq!(text.matches("\nhref = ").count(), 1, "{text}");
        assert!(text.contains(&format!("\nhref = \"{what}\"\n")), "{text}");
    };
    let ok = |words: &[&str]| {
        let ran = folder.run(words);
        assert_eq!(ran.code, 0, "{ran}");
        ran.err
    };
    let given = "acme/evidence/x.txt";
    ok(&["set", "acme/a.toml", "CSP.01", "--evidence", given]);
    href("evidence/x.txt");
    ok(&["evidence", "add", "acme/a.toml", "CSP.02", given]);
    href("evidence/x.txt");
    let words = ["answer", "acme/a.toml", "--plain"];
    let ran = folder.run_with(&words, "j CSP.03\nevidence\nacme/evidence/x.txt\n\nq\n");
    assert!(ran.out.contains("evidence added: evidence/x.txt"), "{ran}");
    href("evidence/x.txt");
    // What is about a record knows it by that path, too.
    folder.write(given, "anew");
    let said = ok(&["evidence", "renew", "acme/a.toml", given]);
    assert!(said.contains("SHA-256 of 4 bytes"), "{said}");
    // The file's folder wins, and that is said.
    let said = ok(&[
        "evidence",
        "relink",
        "acme/a.toml",
        given,
        "both.txt",
        "--accept-new",
    ]);
    assert!(
        said.contains("both.txt is taken from the answer file's folder; another"),
        "{said}"
    );
    href("both.txt");
}

/// The hrefs of the register.
fn hrefs(folder: &Folder) -> Vec<String> {
    let listed = folder.run(&["evidence", "list", "a.toml", "--format", "json"]);
    let listed: Value = serde_json::from_str(&listed.out).unwrap();
    let hrefs = listed.as_array().unwrap().iter().map(|r| &r["href"]);
    hrefs.map(|h| h.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_file_of_the_folder_is_one_record_however_it_is_named() {
    let name = "my board minutes (final).txt";
    let folder = Folder::with_assessment();
    std::fs::create_dir_all(folder.path("proof/deep")).unwrap();
    folder.write(&format!("proof/{name}"), "sample");
    let home = folder.0.path().display().to_string();
    let below = home.rsplit('/').next().unwrap();
    let inside = format!("proof/{name}");
    let escaped = |path: &str| {
        path.replace(' ', "\\ ")
            .replace('(', "\\(")
            .replace(')', "\\)")
    };
    let climbing = format!("../{below}/a.toml");
    for (file, named) in [
        ("a.toml", inside.clone()),
        ("a.toml", format!("{home}/{inside}")),
        (climbing.as_str(), format!("{home}/{inside}")),
        (&climbing, format!("{home}/proof/deep/../{name}")),
        ("a.toml", format!("proof/deep/../../{inside}")),
        ("a.toml", format!("../{below}/{inside}")),
        ("a.toml", escaped(&format!("{home}/{inside}"))),
        ("a.toml", escaped(&inside)),
        (
            "a.toml",
            format!("file://{home}/proof/my%20board%20minutes%20%28final%29.txt"),
        ),
        ("a.toml", format!("file://localhost{home}/{inside}")),
    ] {
        let ran = folder.run(&["evidence", "add", file, "CSP.05", &named]);
        assert_eq!(ran.code, 0, "{named}: {ran}");
        assert_eq!(hrefs(&folder), [inside.as_str()], "{file} {named}");
    }
    let text = folder.read("a.toml");
    assert!(text.contains(SAMPLE_SHA) && !text.contains(&home), "{text}");
    let missing = format!("file://{home}/nowhere.txt");
    let ran = folder.run(&["evidence", "add", "a.toml", "CSP.05", &missing]);
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn a_file_outside_the_folder_is_one_record_however_it_is_named() {
    let folder = Folder::new();
    folder.write("x.txt", "sample");
    std::fs::create_dir(folder.path("acme")).unwrap();
    let new = ["new", "acme/a.toml", "--subject", "Sample", "--role", "CSP"];
    assert_eq!(folder.run(&new).code, 0);
    let absolute = folder.path("x.txt").display().to_string();
    let add = ["evidence", "add", "acme/a.toml"];
    let plain = format!("j CSP.05\nevidence\n{absolute}\n\nq\n");
    for (words, input) in [
        (&[add.as_slice(), &["CSP.01", "../x.txt"]].concat(), ""),
        (&[add.as_slice(), &["CSP.02", &absolute]].concat(), ""),
        (&[add.as_slice(), &["CSP.03", "x.txt"]].concat(), ""),
        (
            &vec!["set", "acme/a.toml", "CSP.04", "--evidence", &absolute],
            "",
        ),
        (&vec!["answer", "acme/a.toml", "--plain"], plain.as_str()),
    ] {
        let ran = folder.run_with(words, input);
        assert_eq!(ran.code, 0, "{ran}");
        let text = folder.read("acme/a.toml");
        assert_eq!(text.matches("\nhref = ").count(), 1, "{words:?} {text}");
    }
    let listed = folder.run(&["evidence", "list", "acme/a.toml"]);
    let all = "proves CSP.01, CSP.02, CSP.03, CSP.04, CSP.05\n";
    assert!(listed.out.contains(all), "{listed}");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_the_folder_stays_outside() {
    let folder = Folder::with_assessment();
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::create_dir(elsewhere.path().join("sub")).unwrap();
    std::fs::write(elsewhere.path().join("x.txt"), "theirs").unwrap();
    folder.write("x.txt", "mine");
    let link = folder.path("out");
    std::os::unix::fs::symlink(elsewhere.path().join("sub"), &link).unwrap();
    // The folder above a link's target is not the one that the link is in.
    let ran = folder.run(&["evidence", "add", "a.toml", "CSP.05", "out/../x.txt"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(hrefs(&folder), ["out/../x.txt"]);
    let listed = folder.run(&["evidence", "list", "a.toml"]);
    assert!(listed.out.contains("outside the folder"), "{listed}");
}

#[test]
fn a_link_with_a_space_is_none() {
    let folder = Folder::with_assessment();
    let two = "https://a.example/x https://b.example/y";
    let before = folder.read("a.toml");
    let no_space = "a link has no space";
    let begun = "is the beginning of a link";
    for (words, why) in [
        (&["evidence", "add", "a.toml", "CSP.05", two][..], no_space),
        (&["set", "a.toml", "CSP.05", "--evidence", two], no_space),
        (&["evidence", "add", "a.toml", "CSP.05", "htt"], begun),
        (&["set", "a.toml", "CSP.05", "--evidence", "https:/"], begun),
    ] {
        let ran = folder.run(words);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains(why), "{ran}");
        assert_eq!(folder.read("a.toml"), before);
    }
    let plain = ["answer", "a.toml", "--plain"];
    let ran = folder.run_with(&plain, "j CSP.05\nevidence\nhttps:/\nhttps:/\n\nq\n");
    assert_eq!(ran.out.matches(begun).count(), 2, "{ran}");
    assert_eq!(folder.read("a.toml"), before);
    // One that is in a file already is told with its line.
    let good = "https://a.example/x";
    let ran = folder.run(&["evidence", "add", "a.toml", "CSP.05", good]);
    assert_eq!(ran.code, 0, "{ran}");
    folder.write("a.toml", folder.read("a.toml").replace(good, two));
    let ran = folder.run(&["check", "a.toml"]);
    assert!(
        ran.to_string().contains("has a space: it leads nowhere"),
        "{ran}"
    );
}
