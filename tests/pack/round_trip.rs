//! What is packed comes out again, by this program and by others.

use crate::common::*;
use crate::runner::Folder;

fn sample() -> Folder {
    let folder = Folder::new();
    put(&folder, "evidence/policy.pdf", "policy");
    put(&folder, "evidence/prüfung é.txt", "ä");
    put(&folder, "empty", "");
    let made = with_records(&[]);
    folder.write("a.toml", made.read("a.toml"));
    for href in [
        "evidence/policy.pdf",
        "evidence/prüfung é.txt",
        "empty",
        "https://example.com/x",
    ] {
        let ran = folder.run(&["evidence", "add", "a.toml", "CSP.03", href]);
        assert_eq!(ran.code, 0, "{ran}");
    }
    folder
}

#[test]
fn others_unpack_it_and_the_paths_still_lead_to_the_evidence() {
    let folder = sample();
    let ran = folder.run(&["pack", "a.toml", "--out", "p.zip"]);
    assert_eq!(ran.code, 0, "{ran}");
    let pack = folder.path("p.zip");
    let line = format!("{}  p.zip\n", sha256(&std::fs::read(&pack).unwrap()));
    assert_eq!(ran.out, line, "as sha256sum writes it");
    let script = "import zipfile; z = zipfile.ZipFile('p.zip'); assert z.testzip() is None; \
                  z.extractall('python')";
    others(folder.0.path(), "python3", &["-c", script]);
    let at = folder.path("python");
    let said = others(&at, "sha256sum", &["--strict", "-c", "MANIFEST"]);
    assert_eq!(said.lines().count(), names(&pack).len() - 1);
    for name in [
        "a.toml",
        "evidence/policy.pdf",
        "evidence/prüfung é.txt",
        "empty",
    ] {
        let packed = std::fs::read(at.join("assessment").join(name)).unwrap();
        assert_eq!(packed, std::fs::read(folder.path(name)).unwrap(), "{name}");
    }
    let ran = folder.run(&["evidence", "verify", "python/assessment/a.toml"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.err.contains("3 as recorded"), "{ran}");
    let questionnaire = include_bytes!("../../questionnaires/cek-02.toml");
    assert_eq!(entry(&pack, "assessment/questionnaire.toml"), questionnaire);
    // It can be read as it says.
    let reading = "summary assessment/a.toml --questionnaire assessment/questionnaire.toml";
    let about = text(&pack, "README.txt");
    assert!(
        about.contains(&format!("\n  aicaiq {reading}\n")),
        "{about}"
    );
    let reading = reading.replace("assessment/", "python/assessment/");
    let ran = folder.run(&reading.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "{ran}");
    let ran = folder.run(&["export", "a.toml", "--format", "markdown"]);
    assert_eq!(text(&pack, "summary.md"), ran.out);
    let ran = folder.run(&["export", "a.toml", "--format", "html"]);
    assert_eq!(text(&pack, "summary.html"), ran.out);
    assert!(text(&pack, "README.txt").contains("https://example.com/x"));
    let ran = folder.run(&["pack", "verify", "p.zip"]);
    assert_eq!((ran.code, ran.out), (0, line), "{}", ran.err);
}

#[test]
fn the_questionnaire_that_was_asked_is_packed_byte_by_byte() {
    let folder = sample();
    let own = include_str!("../../questionnaires/cek-02.toml").replace('\n', "\r\n");
    folder.write("own.toml", &own);
    let words = [
        "pack",
        "a.toml",
        "--out",
        "p.zip",
        "--questionnaire",
        "own.toml",
    ];
    let ran = folder.run(&words);
    assert_eq!(ran.code, 0, "{ran}");
    let packed = entry(&folder.path("p.zip"), "assessment/questionnaire.toml");
    assert_eq!(packed, own.as_bytes());
    // It is not what was answered, and that is said by all that speak of it.
    let digest = &aicaiq::questionnaire::embedded().digest;
    let named = "assessment/questionnaire.toml";
    assert!(
        ran.err.contains(&format!(
            "not the text that was answered: {named}: packed as it is now; the answers are to {digest}\n"
        )),
        "{ran}"
    );
    let about = text(&folder.path("p.zip"), "README.txt");
    assert!(
        about.contains("NOT the text that was answered, see below")
            && about.contains(&format!("  {named}\n    answered: {digest}\n")),
        "{about}"
    );
    let told = "· the questionnaire is not the text that was answered, before it was packed: assessment/a.toml was";
    let ran = folder.run(&["pack", "verify", "p.zip"]);
    assert!(ran.code == 0 && ran.out.starts_with(told), "{ran}");
    // The text that was answered is that without a word.
    folder.run(&["pack", "a.toml", "--out", "same.zip"]);
    let about = text(&folder.path("same.zip"), "README.txt");
    assert!(
        about.contains("the questionnaire that was answered\n"),
        "{about}"
    );
    let ran = folder.run(&["pack", "verify", "same.zip"]);
    assert!(ran.code == 0 && !ran.out.contains('·'), "{ran}");
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let folder = sample();
    folder.run(&["pack", "a.toml", "--out", "p.zip"]);
    // Another folder, another time, another mode.
    let other = Folder::new();
    others(
        folder.0.path(),
        "cp",
        &[
            "-r",
            "a.toml",
            "evidence",
            "empty",
            other.0.path().to_str().unwrap(),
        ],
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(other.path("empty"), mode).unwrap();
    }
    other.run(&["pack", "a.toml", "--out", "q.zip"]);
    let packs = [folder.path("p.zip"), other.path("q.zip")];
    let [one, two] = packs.map(|p| std::fs::read(p).unwrap());
    assert!(one == two && !one.is_empty());
}

#[test]
fn what_has_changed_is_packed_and_named_and_what_is_missing_is_named() {
    let folder = Folder::new();
    folder.write("gone.txt", "x");
    folder.write("changed.txt", "x");
    let made = with_records(&[]);
    folder.write("a.toml", made.read("a.toml"));
    for href in ["gone.txt", "changed.txt"] {
        folder.run(&["evidence", "add", "a.toml", "CSP.03", href]);
    }
    std::fs::remove_file(folder.path("gone.txt")).unwrap();
    folder.write("changed.txt", "y");
    let ran = folder.run(&["pack", "a.toml", "--out", "p.zip"]);
    assert_eq!(ran.code, 0, "{ran}");
    let pack = folder.path("p.zip");
    assert_eq!(entry(&pack, "assessment/changed.txt"), b"y");
    let about = text(&pack, "README.txt");
    for said in [&ran.err, &about] {
        assert!(
            said.to_lowercase()
                .contains("changed since it was recorded"),
            "{said}"
        );
        assert!(said.contains("there is no such file"), "{said}");
    }
    // The reports say it too: they are made of what was packed.
    assert!(text(&pack, "summary.md").contains("changed"));
    let verified = checked(&pack);
    assert!(verified.findings.is_empty(), "{:?}", verified.findings);
    assert_eq!(verified.notes.len(), 1);
    assert!(verified.notes[0].contains("assessment/changed.txt"));
}

#[test]
fn a_pack_of_nothing_but_answers_is_one() {
    let folder = Folder::with_assessment();
    let ran = folder.run(&["pack", "a.toml", "--out", "p.zip"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(findings(&folder.path("p.zip")), [""; 0]);
}
