//! What `doctor` says of merges that nobody has ended, and of repositories in a
//! repository.

use crate::repo::{FILE, Repo};

fn doctor(repo: &Repo) -> (i32, String) {
    let ran = repo.aicaiq(&["doctor"]);
    let lines = ran.out.lines();
    let own = lines.filter(|line| !line.contains("does not tell the driver"));
    (ran.code, own.map(|line| format!("{line}\n")).collect())
}

#[test]
fn a_file_that_one_side_deleted_and_the_other_changed_is_found() {
    for (ours, said) in [
        (true, "changed here and deleted on the other side"),
        (false, "deleted here and changed on the other side"),
    ] {
        let repo = Repo::with_answers();
        let delete = |r: &Repo| {
            r.git(&["rm", "-q", FILE]).fine();
        };
        let change = |r: &Repo| {
            r.answer("CSP.03", "satisfied", "a", "x");
        };
        repo.on_branch("topic", |r| if ours { delete(r) } else { change(r) });
        if ours {
            change(&repo);
        } else {
            delete(&repo);
        }
        repo.commit("ours");
        assert_eq!(repo.git(&["merge", "topic"]).code, 1);
        let (code, out) = doctor(&repo);
        assert_eq!(code, 1, "{out}");
        assert_eq!(out.lines().count(), 1, "{out}");
        assert!(out.starts_with(&format!("✗ {FILE}: {said}")), "{out}");
        assert!(out.contains(&format!("git add {FILE}")), "{out}");
        assert!(out.contains(&format!("git rm {FILE}")), "{out}");
        let told = out.replace("✗ ", "").replace(" → ", ": ");
        for words in [["conflicts", FILE], ["conflicts", "."]] {
            let ran = repo.aicaiq(&words);
            assert_eq!((ran.code, &ran.err), (1, &told), "{ran:?}");
        }
        repo.git(&["add", FILE]).fine();
        let ran = repo.aicaiq(&["conflicts", FILE]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(ran.err, "no field is in conflict\n");
    }
}

#[test]
fn a_merge_that_is_decided_in_the_file_alone_is_found() {
    let repo = Repo::with_answers();
    repo.on_branch("topic", |r| r.answer("CSP.03", "satisfied", "theirs", "t"));
    repo.answer("CSP.03", "not-satisfied", "ours", "o");
    repo.commit("ours");
    assert_eq!(repo.git(&["merge", "topic"]).code, 1);
    repo.git(&["checkout", "--ours", FILE]).fine();
    let (code, out) = doctor(&repo);
    assert_eq!(code, 1, "{out}");
    let said = format!("✗ {FILE}: nothing in it is undecided, and for git its merge is still open");
    assert!(out.starts_with(&said), "{out}");
    repo.git(&["add", FILE]).fine();
    repo.commit("ended");
    assert_eq!(doctor(&repo).1, "");
}

#[test]
fn a_repository_in_the_folder_is_looked_at_by_itself() {
    let inner = Repo::with_answers();
    let outer = Repo::bare_of_drivers("outer");
    let from = inner.root.display().to_string();
    let words = ["-c", "protocol.file.allow=always", "submodule", "add", "-q"];
    let words = [words.as_slice(), &[&from, "provider"]].concat();
    outer.git(&words).fine();
    let (code, out) = doctor(&outer);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.starts_with(
            "✗ provider: the attributes name the driver of aicaiq and this clone's config has none"
        ),
        "{out}"
    );
    assert!(
        out.contains("→ in provider, run: aicaiq git enable"),
        "{out}"
    );
    outer
        .aicaiq_in(&outer.path("provider"), &["git", "enable"])
        .fine();
    assert_eq!(doctor(&outer).1, "");
}
