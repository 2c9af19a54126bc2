//! What `doctor` finds.

use crate::repo::{FILE, Repo, copy_program};
use std::fs::File;
use std::time::{Duration, SystemTime};

/// The findings, one a line, without what an old git is told.
fn findings(repo: &Repo) -> Vec<String> {
    let ran = repo.aicaiq(&["doctor"]);
    let lines: Vec<String> = ran.out.lines().map(str::to_owned).collect();
    assert_eq!(ran.code, i32::from(!lines.is_empty()), "{ran:?}");
    for line in &lines {
        assert!(line.starts_with("✗ ") && line.contains(" → "), "{line}");
    }
    let old = |line: &String| line.contains("does not tell the driver");
    assert_eq!(
        lines.iter().any(old),
        !repo.tells_labels() && repo.path(".git").exists()
    );
    lines.into_iter().filter(|l| !old(l)).collect()
}

#[test]
fn in_order_there_is_nothing_to_say() {
    let repo = Repo::with_answers();
    assert_eq!(findings(&repo), [""; 0]);
    let ran = repo.aicaiq(&["doctor", "none"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    // A file stands for the folder that it is in.
    let ran = repo.aicaiq(&["doctor", FILE]);
    let old = ran
        .out
        .lines()
        .all(|l| l.contains("does not tell the driver"));
    assert!(old && ran.code < 2, "{ran:?}");
}

#[test]
fn without_git_there_is_nothing_to_say_of_it() {
    let repo = Repo::bare_of_drivers("repo");
    std::fs::remove_dir_all(repo.path(".git")).unwrap();
    repo.make(FILE);
    assert_eq!(findings(&repo), [""; 0]);
}

#[test]
fn a_file_that_is_no_toml_is_found() {
    let repo = Repo::bare_of_drivers("repo");
    std::fs::remove_dir_all(repo.path(".git")).unwrap();
    std::fs::create_dir(repo.path("acme")).unwrap();
    let text = "schema = 1\n\n[assessment]\nsubject = \"Acme\nroles = [\"CSP\"]\n";
    for (name, checks) in [(FILE, FILE), ("acme/assessment.toml", "acme")] {
        std::fs::write(repo.path(name), text).unwrap();
        let found = format!(
            "✗ {name}: it is not valid TOML, and cannot be opened → mend it by hand: aicaiq check {checks} names the line"
        );
        assert_eq!(findings(&repo), [found]);
        std::fs::remove_file(repo.path(name)).unwrap();
    }
}

#[test]
fn a_repository_that_keeps_answer_files_without_the_driver_is_found() {
    let repo = Repo::bare_of_drivers("repo");
    let findings = |repo: &Repo| repo.aicaiq(&["doctor"]).out;
    repo.write("other.toml", "x = 1\n");
    repo.commit("no answers");
    assert_eq!(findings(&repo), "");
    repo.make("k.cek-02.toml");
    assert_eq!(findings(&repo), "", "git does not keep it");
    repo.make("TPR-100.toml");
    repo.commit("answers");
    assert_eq!(
        findings(&repo),
        "✗ git is not set up for the 2 answer files that it keeps here (TPR-100.toml, k.cek-02.toml): it merges them line by line → run: aicaiq git enable\n"
    );
}

#[test]
fn a_program_that_moved_is_found() {
    let mut repo = Repo::with_answers();
    let first = repo.program.clone();
    repo.program = repo.home("moved");
    copy_program(&first, &repo.program);
    let found = findings(&repo);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].contains("this is another program"), "{found:?}");
    assert_eq!(repo.aicaiq(&["git", "status"]).code, 1);
    repo.aicaiq(&["git", "enable"]).fine();
    assert_eq!(findings(&repo), [""; 0]);
    std::fs::remove_file(&repo.program).unwrap();
    repo.program = first;
    let found = findings(&repo);
    assert!(found[0].contains("which is not there"), "{found:?}");
    assert!(found[0].ends_with("→ run: aicaiq git enable"), "{found:?}");
    repo.git(&["config", "merge.aicaiq.driver", "other %A"])
        .fine();
    assert!(findings(&repo)[0].contains("otherwise than this version does: other %A"));
}

#[test]
fn a_driver_that_nothing_names_is_found() {
    let repo = Repo::with_answers();
    repo.git(&["rm", ".gitattributes"]).fine();
    let found = findings(&repo);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("no attributes name it"), "{found:?}");
}

#[test]
fn an_answer_file_under_another_name_is_found() {
    let repo = Repo::with_answers();
    std::fs::create_dir(repo.path("be low")).unwrap();
    repo.make("be low/b.toml");
    assert_eq!(findings(&repo), [""; 0], "git does not keep it");
    repo.commit("another");
    assert_eq!(
        findings(&repo),
        [
            "✗ be low/b.toml: no attributes name the driver for it: git merges it line by line → run: aicaiq git enable --pattern 'be low/b.toml'"
        ]
    );
    let below = repo.aicaiq(&["doctor", "be low"]);
    assert!(below.out.contains("✗ b.toml: no attributes"), "{below:?}");
    let words = ["git", "enable", "--pattern", "be low/b.toml"];
    repo.aicaiq(&words).fine();
    assert_eq!(findings(&repo), [""; 0]);
}

#[test]
fn merges_that_nobody_ended_are_found() {
    let repo = Repo::with_answers();
    repo.on_branch("topic", |r| r.answer("CSP.03", "satisfied", "theirs", "t"));
    repo.answer("CSP.03", "not-satisfied", "ours", "o");
    repo.commit("ours");
    assert_eq!(repo.git(&["merge", "topic"]).code, 1);
    std::fs::create_dir(repo.path("below")).unwrap();
    repo.write(
        "below/b.toml",
        "<<<<<<< ours\n[assessment]\n=======\n>>>>>>> theirs\n",
    );
    repo.write("below/other.toml", "<<<<<<< ours\n");
    assert_eq!(
        findings(&repo),
        [
            format!("✗ {FILE}: 2 conflicts that nobody has decided: CSP.03 note, CSP.03 outcome → open it and choose: aicaiq {FILE}; or aicaiq conflicts {FILE} lists them, and aicaiq resolve decides"),
            "✗ below/b.toml: git's marks of a merge stand in it → open it and choose between the two sides: aicaiq below/b.toml; or delete the marks by hand, aicaiq check names their lines".to_owned(),
        ]
    );
}

#[test]
fn a_file_that_no_attributes_name_is_told_once_in_a_merge_too_and_by_the_status() {
    let repo = Repo::with_answers();
    repo.make("b.toml");
    repo.commit("another");
    let finding = "b.toml: no attributes name the driver for it: git merges it line by line";
    let in_b = |r: &Repo, to: &str| {
        r.write("b.toml", r.read("b.toml").replace("\"Sample\"", to));
    };
    repo.on_branch("topic", |r| in_b(r, "\"Theirs\""));
    in_b(&repo, "\"Ours\"");
    repo.commit("ours");
    for is_open in [false, true] {
        if is_open {
            assert_eq!(repo.git(&["merge", "topic"]).code, 1);
        }
        let found = findings(&repo);
        let told = found.iter().filter(|line| line.contains(finding)).count();
        assert_eq!(told, 1, "{found:?}");
        let ran = repo.aicaiq(&["git", "status"]);
        let told = ran.out.matches(&format!("✗ {finding}\n")).count();
        assert_eq!((ran.code, told), (1, 1), "{ran:?}");
        assert!(
            ran.err
                .contains("to set it up: aicaiq git enable --pattern b.toml\n"),
            "{ran:?}"
        );
    }
}

#[test]
fn what_was_left_is_found() {
    let repo = Repo::with_answers();
    repo.write("a.cek-02.mine-0123abcd.toml", "x");
    repo.write(".aicaiq-abc123.tmp", "x");
    repo.write(".aicaiq-new123.tmp", "being written");
    let old = File::options()
        .write(true)
        .open(repo.path(".aicaiq-abc123.tmp"));
    old.unwrap()
        .set_modified(SystemTime::now() - Duration::from_secs(3600))
        .unwrap();
    let state = repo.home("state/aicaiq");
    let drafts = aicaiq::store::drafts::Drafts::new(&state, &repo.path(FILE));
    drafts
        .put(&aicaiq::store::drafts::Draft {
            role: "CSP".into(),
            item: "03".into(),
            field: "note".into(),
            text: "half".into(),
            base: String::new(),
            saved_at: chrono::DateTime::UNIX_EPOCH,
        })
        .unwrap();
    let answers = aicaiq::assessment::Assessment::default();
    for file in [repo.path(FILE), repo.path("gone.toml")] {
        aicaiq::store::rescue::Rescue::new(&state, &file)
            .keep(&answers, &answers)
            .unwrap();
    }
    let found = findings(&repo);
    assert_eq!(found.len(), 5, "{found:#?}");
    for (line, part) in found.iter().zip([
        "a.cek-02.mine-0123abcd.toml: a copy from when two programs wrote one file",
        ".aicaiq-abc123.tmp: left by a save that was broken off",
        "a.cek-02.toml: unsaved answers are kept in ",
        "a.cek-02.toml: a half-typed text is kept of CSP.03 note",
        "unsaved answers to a file that is not in this folder",
    ]) {
        assert!(line.contains(part), "{line}: {part}");
    }
    assert_eq!(repo.read(".aicaiq-abc123.tmp"), "x", "nothing is changed");
}

#[cfg(unix)]
#[test]
fn what_an_open_screen_could_not_save_is_not_called_left() {
    let repo = Repo::with_answers();
    let state = repo.home("state/aicaiq");
    let answers = aicaiq::assessment::Assessment::default();
    let screens = [FILE, "gone.toml"].map(|file| {
        let mut screen = aicaiq::store::rescue::Rescue::new(&state, &repo.path(file));
        screen.keep(&answers, &answers).unwrap();
        screen
    });
    let found = findings(&repo);
    assert_eq!(found.len(), 2, "{found:#?}");
    for (line, name) in found
        .iter()
        .zip([FILE, "a file that is not in this folder"])
    {
        let start = format!("✗ {name}: a screen that is open has answers");
        assert!(line.starts_with(&start), "{line}");
        assert!(line.contains("the screen saves it itself"), "{line}");
    }
    drop(screens);
    let found = findings(&repo);
    assert!(
        found[0].contains("unsaved answers are kept in"),
        "{found:#?}"
    );
}

#[cfg(unix)]
#[test]
fn a_program_that_a_repository_names_is_not_run() {
    use std::os::unix::fs::PermissionsExt;
    let repo = Repo::with_answers();
    let hook = repo.path("hook.sh");
    repo.write("hook.sh", "#!/bin/sh\ntouch called\n");
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    repo.git(&["config", "core.fsmonitor", hook.to_str().unwrap()])
        .fine();
    repo.aicaiq(&["doctor"]);
    repo.aicaiq(&["git", "status"]);
    assert!(!repo.path("called").exists());
    // Git on its own runs it: the test can fail.
    repo.git(&["ls-files", "--", FILE]).fine();
    assert!(repo.path("called").exists());
}
