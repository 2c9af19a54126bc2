//! What is read and what is not, and where it goes.

use crate::common::*;
use crate::runner::Folder;
use aicaiq::assessment::EvidenceId;
use std::os::unix::fs::symlink;

fn packed(folder: &Folder, more: &[&str]) -> (String, Vec<String>) {
    let mut words = vec!["pack", "a.toml", "--out", "p.zip", "--force"];
    words.extend(more);
    let ran = folder.run(&words);
    assert_eq!(ran.code, 0, "{ran}");
    let pack = folder.path("p.zip");
    assert_eq!(findings(&pack), [""; 0]);
    let own = [
        "assessment/a.toml",
        "assessment/questionnaire.toml",
        "summary.html",
        "summary.md",
        "workbook.xlsx",
        "oscal.json",
        "README.txt",
        "MANIFEST",
    ];
    let names = names(&pack).into_iter();
    (
        ran.err,
        names.filter(|n| !own.contains(&n.as_str())).collect(),
    )
}

#[test]
fn nothing_outside_the_folder_is_read_unless_told() {
    let beyond = tempfile::tempdir().unwrap();
    let secret = beyond.path().join("secret.txt");
    std::fs::write(&secret, "top secret").unwrap();
    let up = format!("../{}", "s.txt");
    let hrefs = [
        secret.to_str().unwrap(),
        up.as_str(),
        "link.txt",
        "links/secret.txt",
    ];
    let folder = with_records(&hrefs);
    let up_path = folder.0.path().parent().unwrap().join("s.txt");
    let had = up_path.exists();
    symlink(&secret, folder.path("link.txt")).unwrap();
    symlink(beyond.path(), folder.path("links")).unwrap();
    let (said, names) = packed(&folder, &[]);
    assert_eq!(names, [""; 0]);
    let bytes = std::fs::read(folder.path("p.zip")).unwrap();
    assert!(!bytes.windows(10).any(|w| w == b"top secret"));
    assert_eq!(
        said.matches("outside the answer file's folder").count(),
        4,
        "{said}"
    );
    let (said, names) = packed(&folder, &["--include-outside"]);
    // One file by three ways is packed once, by the first record.
    assert_eq!(names.len(), 1 + usize::from(had), "{names:?}");
    let mut ids: Vec<_> = [hrefs[0], hrefs[2], hrefs[3]].map(EvidenceId::of).to_vec();
    ids.sort();
    let name = format!("outside/{}/", ids[0]);
    assert!(names.iter().any(|n| n.starts_with(&name)), "{names:?}");
    assert_eq!(
        said.matches("its path leads out").count(),
        3 + usize::from(had),
        "{said}"
    );
    let about = text(&folder.path("p.zip"), "README.txt");
    assert!(
        about.contains("its path leads out of the folder"),
        "{about}"
    );
}

#[test]
fn other_schemes_are_never_followed() {
    let folder = with_records(&["file:///etc/hostname", "ftp://example.com/x"]);
    for more in [&[][..], &["--include-outside"]] {
        let (said, names) = packed(&folder, more);
        assert_eq!(names, [""; 0]);
        assert_eq!(said.matches("neither a path nor").count(), 2, "{said}");
    }
}

#[test]
fn links_within_the_folder_are_files() {
    let folder = with_records(&["link.txt", "real.txt", "./real.txt"]);
    folder.write("real.txt", "real");
    symlink("real.txt", folder.path("link.txt")).unwrap();
    let (_, names) = packed(&folder, &[]);
    assert_eq!(names, ["assessment/link.txt", "assessment/real.txt"]);
    assert_eq!(entry(&folder.path("p.zip"), "assessment/link.txt"), b"real");
}

#[test]
fn only_regular_files_are_packed() {
    let folder = with_records(&["pipe", "folder", "null", "loop"]);
    others(folder.0.path(), "mkfifo", &["pipe"]);
    std::fs::create_dir(folder.path("folder")).unwrap();
    symlink("/dev/null", folder.path("null")).unwrap();
    symlink("loop", folder.path("loop")).unwrap();
    for more in [&[][..], &["--include-outside"]] {
        let (said, names) = packed(&folder, more);
        assert_eq!(names, [""; 0], "{said}");
    }
}

#[test]
fn the_answer_file_and_a_pack_as_evidence_break_nothing() {
    let folder = with_records(&["a.toml", "p.zip", "old.zip"]);
    let ran = folder.run(&["pack", "a.toml", "--out", "old.zip"]);
    assert_eq!(
        ran.code, 2,
        "nothing is written where a record points: {ran}"
    );
    folder.write("old.zip", "PK");
    let ran = folder.run(&["pack", "a.toml", "--out", "p.zip"]);
    assert_eq!(ran.code, 2, "{ran}");
    let ran = folder.run(&["pack", "a.toml", "--out", "q.zip"]);
    assert_eq!(ran.code, 0, "{ran}");
    let names = names(&folder.path("q.zip"));
    assert_eq!(
        names.iter().filter(|n| *n == "assessment/a.toml").count(),
        1
    );
    assert!(names.contains(&"assessment/old.zip".to_owned()));
    for out in ["a.toml", "old.zip", "./a.toml"] {
        let before = folder.read("a.toml");
        let ran = folder.run(&["pack", "a.toml", "--out", out, "--force"]);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains("choose another name"), "{ran}");
        assert_eq!(folder.read("a.toml"), before);
        assert_eq!(folder.read("old.zip"), "PK");
    }
}

#[test]
fn names_that_other_systems_cannot_have_are_changed_and_said_so() {
    let hrefs = [
        "con.txt",
        "A.toml",
        "x.txt",
        "X.TXT",
        "q\\r.txt",
        "dot.",
        "line\nbreak",
        "questionnaire.toml",
        "deep/../x.txt",
        "c:colon",
    ];
    let folder = with_records(&hrefs);
    std::fs::create_dir(folder.path("deep")).unwrap();
    for (n, href) in hrefs
        .iter()
        .enumerate()
        .filter(|(_, href)| !href.contains(".."))
    {
        folder.write(href, format!("{n}"));
    }
    let (said, names) = packed(&folder, &[]);
    let outside: Vec<&String> = names.iter().filter(|n| n.starts_with("outside/")).collect();
    // x.txt or X.TXT keeps its name, and the other is moved. What deep/../x.txt
    // means is x.txt, so it is packed once.
    let moved = said.matches("packed under another name").count();
    assert_eq!(moved, 9, "{said}");
    assert!((8..=9).contains(&outside.len()), "{names:?}");
    for name in names {
        assert!(aicaiq::pack::check_name(&name).is_ok(), "{name}");
    }
    let id = EvidenceId::of("con.txt");
    let moved = entry(&folder.path("p.zip"), &format!("outside/{id}/_con.txt"));
    assert_eq!(moved, b"0");
    let about = text(&folder.path("p.zip"), "README.txt");
    assert!(
        about.contains("is the name of a device on some systems"),
        "{about}"
    );
    assert!(!about.contains("line\nbreak"));
}

#[test]
fn an_answer_file_with_the_name_of_another_entry_is_packed() {
    let folder = Folder::with_assessment();
    std::fs::rename(folder.path("a.toml"), folder.path("questionnaire.toml")).unwrap();
    let ran = folder.run(&["pack", "questionnaire.toml", "--out", "p.zip"]);
    assert_eq!(ran.code, 0, "{ran}");
    let pack = folder.path("p.zip");
    let answers = entry(&pack, "assessment/answers.toml");
    assert_eq!(
        answers,
        std::fs::read(folder.path("questionnaire.toml")).unwrap()
    );
    assert_eq!(findings(&pack), [""; 0]);
}
