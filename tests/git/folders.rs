//! Folders of controls in git: a line in the attributes for each of their
//! files, and branches that add evidence in different controls.

use crate::repo::Repo;

#[test]
fn branches_that_add_evidence_in_different_controls_merge_clean() {
    let repo = Repo::new();
    let text = include_str!("../../questionnaires/cek-02.toml");
    let questionnaires = repo.root.join("acme/questionnaires");
    std::fs::create_dir_all(&questionnaires).unwrap();
    let other = text.replace("CEK-02", "A&A-01");
    std::fs::write(questionnaires.join("a.toml"), other).unwrap();
    let words = [
        "new",
        "acme",
        "--folder",
        "--subject",
        "Acme",
        "--role",
        "CSP",
    ];
    repo.aicaiq(&words).fine();
    let set = |item: &str, href: &str| {
        let words = [
            "set",
            "acme",
            item,
            "--outcome",
            "satisfied",
            "--evidence",
            href,
        ];
        repo.aicaiq(&words).fine();
    };
    set("CEK-02:CSP.01", "https://example.com/base");
    repo.commit("base");
    repo.on_branch("topic", |_| {
        set("A&A-01:CSP.02", "https://example.com/theirs")
    });
    set("CEK-02:CSP.02", "https://example.com/ours");
    repo.commit("ours");
    let ran = repo.git(&["merge", "topic"]).fine();
    assert!(!ran.err.contains("conflict"), "{ran:?}");
    let shared = repo.read("acme/assessment.toml");
    assert_eq!(shared.matches("href").count(), 3, "{shared}");
    assert!(!shared.contains("conflicts"), "{shared}");
    let ran = repo.aicaiq(&["check", "acme"]).fine();
    assert!(
        !ran.out.contains("warning") && !ran.out.contains("note"),
        "{ran:?}"
    );
    repo.aicaiq(&["doctor"]).fine();
    assert_eq!(repo.git(&["status", "--short"]).out, "");
    // An earlier state of a control is whole too.
    let ran = repo
        .aicaiq(&["diff", "--since", "HEAD~1", "acme/CEK-02.toml"])
        .fine();
    assert!(!ran.err.contains("subjects differ"), "{ran:?}");
}
