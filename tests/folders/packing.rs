//! A pack of a folder: all of its controls, and it can be used again.

use crate::made::{acme, ok};
use crate::runner::Folder;
use std::fs::File;
use std::process::Command;

fn names(folder: &Folder, pack: &str) -> Vec<String> {
    let archive = zip::ZipArchive::new(File::open(folder.path(pack)).unwrap()).unwrap();
    let mut names: Vec<String> = (0..archive.len())
        .map(|at| archive.name_for_index(at).unwrap().unwrap().into_owned())
        .collect();
    names.sort();
    names
}

fn unpack(folder: &Folder, pack: &str, to: &str) {
    let mut archive = zip::ZipArchive::new(File::open(folder.path(pack)).unwrap()).unwrap();
    archive.extract(folder.path(to)).unwrap();
}

#[test]
fn a_pack_has_every_control_and_shared_evidence_once() {
    let folder = acme();
    let ran = ok(&folder, &["pack", "acme", "--out", "acme.zip"]);
    assert!(ran.err.contains("wrote acme.zip: 14 entries"), "{ran}");
    assert_eq!(
        names(&folder, "acme.zip"),
        [
            "MANIFEST",
            "README.txt",
            "assessment/A&A-01.toml",
            "assessment/CEK-02.toml",
            "assessment/assessment.toml",
            "assessment/evidence/old.txt",
            "assessment/evidence/policy.txt",
            "assessment/questionnaires/A&A-01.toml",
            "assessment/questionnaires/CEK-02.toml",
            "assessment/questionnaires/I&S-01.toml",
            "report.json",
            "summary.html",
            "summary.md",
            "workbook.xlsx",
        ]
    );
    unpack(&folder, "acme.zip", "out");
    assert!(
        folder
            .read("out/README.txt")
            .starts_with("Audit pack: Acme, 3 controls, 2 begun\n")
    );
    let verified = ok(&folder, &["pack", "verify", "acme.zip"]);
    assert!(
        verified.err.contains("every byte as MANIFEST"),
        "{verified}"
    );
    // The same files give the same bytes.
    ok(&folder, &["pack", "acme", "--out", "again.zip"]);
    let bytes = |name: &str| std::fs::read(folder.path(name)).unwrap();
    assert!(bytes("acme.zip") == bytes("again.zip"));
}

#[test]
fn a_questionnaire_that_is_not_what_was_answered_is_named() {
    let folder = acme();
    let place = "acme/questionnaires/a-and-a-01.toml";
    folder.write(place, format!("{}# later\n", folder.read(place)));
    let ran = ok(&folder, &["pack", "acme", "--out", "acme.zip"]);
    let named = "assessment/questionnaires/A&A-01.toml";
    assert!(
        ran.err.contains(&format!(
            "not the text that was answered: {named}: packed as it is now"
        )),
        "{ran}"
    );
    assert_eq!(ran.err.matches("not the text").count(), 1, "{ran}");
    let ran = ok(&folder, &["pack", "verify", "acme.zip"]);
    assert_eq!(ran.out.matches("· the questionnaire is not").count(), 1);
    assert!(
        ran.out
            .contains("assessment/A&A-01.toml was answered under"),
        "{ran}"
    );
}

#[test]
fn what_is_unpacked_is_the_folder_again() {
    let folder = acme();
    ok(&folder, &["pack", "acme", "--out", "acme.zip"]);
    unpack(&folder, "acme.zip", "x");
    for name in [
        "assessment.toml",
        "CEK-02.toml",
        "A&A-01.toml",
        "evidence/policy.txt",
    ] {
        assert_eq!(
            folder.read(&format!("x/assessment/{name}")),
            folder.read(&format!("acme/{name}"))
        );
    }
    ok(&folder, &["check", "x/assessment"]);
    let of = |place: &str| {
        let ran = ok(
            &folder,
            &["summary", place, "--by", "control", "--format", "csv"],
        );
        ran.out.replace("x/assessment", "acme")
    };
    assert_eq!(of("x/assessment"), of("acme"));
    // The report in it is that of the folder.
    let report = ok(&folder, &["export", "acme", "--format", "markdown"]).out;
    assert_eq!(folder.read("x/summary.md"), report);
    let checked = Command::new("sha256sum")
        .args(["--quiet", "-c", "MANIFEST"])
        .current_dir(folder.path("x"))
        .output()
        .unwrap();
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn questionnaires_go_where_the_folder_looks_for_them() {
    let folder = acme();
    std::fs::rename(folder.path("acme/questionnaires"), folder.path("aicm")).unwrap();
    let shared = folder.read("acme/assessment.toml");
    let with = |named: &str| {
        let head = format!("[assessment]\nquestionnaires = \"{named}\"\n");
        folder.write(
            "acme/assessment.toml",
            shared.replace("[assessment]\n", &head),
        );
    };
    with("../aicm");
    ok(&folder, &["pack", "acme", "--out", "a.zip"]);
    assert!(names(&folder, "a.zip").contains(&"aicm/I&S-01.toml".to_owned()));
    unpack(&folder, "a.zip", "a");
    ok(&folder, &["check", "a/assessment"]);
    // Out of the pack is nowhere.
    std::fs::create_dir_all(folder.path("deep/er")).unwrap();
    std::fs::rename(folder.path("acme"), folder.path("deep/acme")).unwrap();
    let absolute = folder.path("aicm").display().to_string();
    for named in ["../../aicm", "./.././../aicm", &absolute] {
        let text = shared.replace(
            "[assessment]\n",
            &format!("[assessment]\nquestionnaires = \"{named}\"\n"),
        );
        folder.write("deep/acme/assessment.toml", text);
        ok(&folder, &["pack", "deep/acme", "--out", "b.zip", "--force"]);
        let names = names(&folder, "b.zip");
        assert!(
            names.contains(&"assessment/questionnaires/I&S-01.toml".to_owned()),
            "{names:?}"
        );
        assert!(
            names
                .iter()
                .all(|n| !n.contains("..") && !n.starts_with('/'))
        );
        opens_elsewhere(&folder, "b.zip");
    }
}

/// Unpacks a pack of `deep/acme` where nothing else is, and opens it there.
fn opens_elsewhere(folder: &Folder, pack: &str) {
    unpack(folder, pack, "b");
    let own = folder.path("b/assessment/questionnaires");
    assert_eq!(
        folder.read("b/assessment/assessment.toml"),
        folder.read("deep/acme/assessment.toml")
    );
    let of = |place: &str| folder.run(&["summary", place, "--by", "control", "--format", "csv"]);
    let packed = of("deep/acme");
    assert_eq!((packed.code, packed.err.as_str()), (0, ""), "{packed}");
    std::fs::rename(folder.path("aicm"), folder.path("hidden")).unwrap();
    let ran = of("b/assessment");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(ran.out.replace("b/assessment", "deep/acme"), packed.out);
    let told = ran
        .err
        .matches("; used instead: b/assessment/questionnaires\n");
    assert_eq!(told.count(), 1, "{ran}");
    for words in [
        ["check", "b/assessment"].as_slice(),
        &["summary", "b/assessment/A&A-01.toml"],
        &["find", "Sample", "b/assessment"],
        &[
            "export",
            "b/assessment",
            "--format",
            "html",
            "--out",
            "b.html",
        ],
        &[
            "export",
            "b/assessment",
            "--format",
            "parquet",
            "--out",
            "b/tables/",
        ],
        &["carry", "b/assessment", "--out", "b/next"],
    ] {
        let ran = folder.run(words);
        assert_eq!(ran.code, 0, "{words:?} {ran}");
    }
    // What leads out of the pack is not read instead.
    std::fs::rename(&own, folder.path("moved")).unwrap();
    std::os::unix::fs::symlink(folder.path("moved"), &own).unwrap();
    for command in ["check", "summary"] {
        let ran = folder.run(&[command, "b/assessment"]);
        assert!(ran.code == 1 && !ran.err.contains("used instead"), "{ran}");
        let said = format!("{}{}", ran.out, ran.err);
        let said: Vec<&str> = said.split_whitespace().collect();
        assert!(
            said.join(" ")
                .contains("where questionnaires are, cannot be read"),
            "{ran}"
        );
    }
    std::fs::rename(folder.path("hidden"), folder.path("aicm")).unwrap();
    std::fs::remove_dir_all(folder.path("b")).unwrap();
    std::fs::remove_dir_all(folder.path("moved")).unwrap();
    std::fs::remove_file(folder.path("b.html")).unwrap();
}

#[test]
fn hostile_paths_stay_outside_and_what_is_left_out_is_named() {
    let folder = acme();
    folder.write("secret.txt", "secret");
    let mut text = folder.read("acme/CEK-02.toml");
    for (n, href) in [
        "../secret.txt",
        "/etc/passwd",
        "evidence/none.txt",
        "..\\\\x",
        "CEK-02.toml",
    ]
    .iter()
    .enumerate()
    {
        text += &format!("\n[evidence.ev-1111111{n}]\nhref = \"{href}\"\n");
    }
    folder.write("acme/CEK-02.toml", text);
    let ran = ok(&folder, &["pack", "acme", "--out", "acme.zip"]);
    assert!(
        ran.err
            .contains("not packed: ev-11111110 ../secret.txt: it is outside"),
        "{ran}"
    );
    assert!(
        ran.err
            .contains("not packed: ev-11111112 evidence/none.txt: there is no such file"),
        "{ran}"
    );
    let all = names(&folder, "acme.zip");
    assert!(
        all.iter()
            .all(|n| !n.contains("..") && !n.contains("secret") && !n.contains("passwd")),
        "{all:?}"
    );
    assert_eq!(
        all.iter().filter(|n| n.ends_with("CEK-02.toml")).count(),
        2,
        "{all:?}"
    );
    ok(&folder, &["pack", "verify", "acme.zip"]);
    let outside = ok(
        &folder,
        &["pack", "acme", "--out", "o.zip", "--include-outside"],
    );
    let all = names(&folder, "o.zip");
    assert!(
        all.contains(&"outside/ev-11111110/secret.txt".to_owned()),
        "{outside}"
    );
}

#[test]
fn what_was_tampered_with_is_found() {
    let folder = acme();
    ok(&folder, &["pack", "acme", "--out", "acme.zip"]);
    let mut bytes = std::fs::read(folder.path("acme.zip")).unwrap();
    let at = bytes.windows(6).position(|w| w == b"sample").unwrap();
    bytes[at] = b'S';
    folder.write("t.zip", bytes);
    let ran = folder.run(&["pack", "verify", "t.zip"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("assessment/"), "{ran}");
    // Evidence that is another one than was recorded is told by its record.
    folder.write("acme/evidence/policy.txt", "another");
    let ran = ok(&folder, &["pack", "acme", "--out", "c.zip"]);
    assert!(ran.err.contains("changed since it was recorded"), "{ran}");
    let ran = ok(&folder, &["pack", "verify", "c.zip"]);
    assert!(
        ran.out.contains(
            "changed since it was recorded, before it was packed: assessment/evidence/policy.txt"
        ),
        "{ran}"
    );
}

#[test]
fn a_folder_with_a_file_that_cannot_be_read_gives_no_pack() {
    let folder = acme();
    folder.write("acme/A&A-01.toml", "schema = 1\n[assessment\n");
    let ran = folder.run(&["pack", "acme", "--out", "acme.zip"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.err.contains("acme/A&A-01.toml: ") && ran.err.contains("nothing is packed"),
        "{ran}"
    );
    assert!(!folder.path("acme.zip").exists());
    let over = acme();
    for out in [
        "acme/CEK-02.toml",
        "acme/assessment.toml",
        "acme/evidence/policy.txt",
    ] {
        let before = over.read(out);
        let ran = over.run(&["pack", "acme", "--out", out, "--force"]);
        assert_eq!((ran.code, over.read(out)), (2, before), "{ran}");
    }
}
