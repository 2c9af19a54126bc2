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

#[test]
fn marks_in_what_controls_share_go_when_one_of_them_is_opened() {
    let repo = Repo::new();
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
    let item = ["set", "acme", "CEK-02:CSP.01", "--outcome", "satisfied"];
    repo.aicaiq(&item).fine();
    repo.commit("base");
    let shared = repo.read("acme/assessment.toml");
    let head = "subject = \"Acme\"\n";
    let marked = |ours: &str, theirs: &str| {
        let marks =
            format!("<<<<<<< HEAD\n{ours}||||||| 123\n{head}=======\n{theirs}>>>>>>> topic\n");
        assert!(shared.contains(head));
        repo.write("acme/assessment.toml", shared.replace(head, &marks));
    };
    let theirs = "subject = \"Beta\"\n";
    marked(&format!("{head}assessor = \"Ann\"\n"), theirs);
    let help = "open the folder, which takes the marks out and keeps what both sides changed to choose from: aicaiq acme; or delete the marks by hand";
    let ran = repo.aicaiq(&["doctor"]);
    let told = format!("✗ acme/assessment.toml: git's marks of a merge stand in it → {help}\n");
    assert!(ran.code == 1 && ran.out.contains(&told), "{ran:?}");
    let ran = repo.aicaiq(&["summary", "acme/CEK-02.toml"]);
    assert!(ran.code == 1 && ran.err.contains(help), "{ran:?}");
    for words in [["check", "acme"], ["check", "acme/assessment.toml"]] {
        let ran = repo.aicaiq(&words);
        assert!(
            ran.code > 0 && !format!("{ran:?}").contains("aicaiq acme/assessment.toml;"),
            "{ran:?}"
        );
    }
    // Nothing is left to choose.
    let answer = ["answer", "acme/CEK-02.toml", "--plain"];
    let ran = repo.aicaiq(&answer).fine();
    assert!(
        ran.err
            .contains("assessment.toml: git's marks are out of the file: all of it came together"),
        "{ran:?}"
    );
    let now = repo.read("acme/assessment.toml");
    assert!(
        now.contains("\"Beta\"") && now.contains("\"Ann\"") && !now.contains("<<<"),
        "{now}"
    );
    // What both changed is.
    marked("subject = \"Alpha\"\n", theirs);
    let ran = repo.aicaiq(&answer).fine();
    assert!(
        ran.err
            .contains("1 conflict left to choose, with all values kept"),
        "{ran:?}"
    );
    let now = repo.read("acme/assessment.toml");
    assert!(
        now.contains("\"Alpha\"") && now.contains("\"Beta\"") && !now.contains("<<<"),
        "{now}"
    );
    let ran = repo.aicaiq(&["doctor"]);
    assert!(
        ran.out
            .contains("open it and choose: aicaiq acme; or aicaiq conflicts acme lists them"),
        "{ran:?}"
    );
    repo.aicaiq(&["resolve", "acme", "subject", "--theirs"])
        .fine();
    repo.aicaiq(&["check", "acme"]).fine();
    // What is no answer file of ours stays as it is.
    let broken = "<<<<<<< HEAD\n[assessment\n=======\n>>>>>>> topic\n";
    repo.write("acme/assessment.toml", broken);
    assert!(repo.aicaiq(&answer).code > 0);
    assert_eq!(repo.read("acme/assessment.toml"), broken);
}
