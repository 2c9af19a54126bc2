//! Folders of controls for tests.

use crate::runner::{Folder, Ran};

pub fn ok(folder: &Folder, words: &[&str]) -> Ran {
    let ran = folder.run(words);
    assert_eq!(ran.code, 0, "{words:?} {ran}");
    ran
}

/// `acme/` with three controls: CEK-02 with a major gap, A&A-01 with one answer,
/// I&S-01 that nobody has begun. One file of evidence is shared by both, one
/// has expired.
pub fn acme() -> Folder {
    let folder = Folder::new();
    let words = [
        "new",
        "acme/",
        "--subject",
        "Acme",
        "--assessor",
        "sample assessor",
    ];
    let roles = ["--role", "CSP", "--role", "MP"];
    ok(&folder, &[words.as_slice(), &roles].concat());
    std::fs::create_dir(folder.path("acme/questionnaires")).unwrap();
    std::fs::create_dir(folder.path("acme/evidence")).unwrap();
    for (id, name) in [("A&A-01", "a-and-a-01"), ("I&S-01", "i-and-s-01")] {
        let place = format!("acme/questionnaires/{name}.toml");
        let words = [
            "questionnaire",
            "new",
            &place,
            "--id",
            id,
            "--title",
            "Sample title",
        ];
        ok(&folder, &[words.as_slice(), &["--role", "CSP"]].concat());
    }
    // It has words of its template left to be replaced, and can be used.
    folder.write("acme/evidence/policy.txt", "sample policy");
    folder.write("acme/evidence/old.txt", "sample of last year");
    let shared = "evidence/policy.txt";
    let set = |item: &str, more: &[&str]| {
        ok(&folder, &[["set", "acme", item].as_slice(), more].concat());
    };
    set("CEK-02:CSP.03", &["--outcome", "not-satisfied"]);
    set(
        "CEK-02:CSP.03",
        &[
            "--action",
            "Name them",
            "--owner",
            "Platform",
            "--due",
            "2026-10-31",
        ],
    );
    set(
        "CEK-02:MP.03",
        &["--outcome", "satisfied", "--evidence", shared],
    );
    set(
        "A&A-01:CSP.01",
        &["--outcome", "satisfied", "--evidence", shared],
    );
    set("A&A-01:CSP.01", &["--evidence", "evidence/old.txt"]);
    let register = folder.read("acme/assessment.toml");
    let at = register.find("href = \"evidence/old.txt\"").unwrap();
    let (head, tail) = register.split_at(at);
    folder.write(
        "acme/assessment.toml",
        format!("{head}expires_on = 2026-11-01\n{tail}"),
    );
    ok(&folder, &["check", "acme"]);
    folder
}
