//! Histories of more than two branches, and repositories of other shapes.

use crate::repo::{FILE, Repo};

const ROLES: [&str; 4] = ["CSP", "MP", "OSP", "AP"];

/// A branch a role, each with an answer.
fn branches(repo: &Repo, note: &str) {
    for role in ROLES {
        let item = format!("{role}.05");
        repo.on_branch(role, |r| {
            r.answer(&item, "satisfied", &format!("{note} {role}"), role)
        });
    }
}

fn all_in(repo: &Repo, note: &str) {
    let text = repo.read(FILE);
    for role in ROLES {
        assert!(
            text.contains(&format!("note = \"{note} {role}\"")),
            "{text}"
        );
    }
    assert!(!text.contains("conflicts"), "{text}");
    repo.opens();
}

#[test]
fn four_branches_a_role_each_go_together_one_after_another() {
    let repo = Repo::with_answers();
    branches(&repo, "of");
    // Git's octopus knows no merge drivers: it gives up, and nothing changes.
    let before = repo.read(FILE);
    let ran = repo.git(&["merge", "CSP", "MP", "OSP", "AP"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    repo.git(&["reset", "--hard", "main"]).fine();
    assert_eq!(repo.read(FILE), before);
    for role in ROLES {
        repo.git(&["merge", role]).fine();
    }
    all_in(&repo, "of");
}

#[test]
fn an_octopus_of_lines_apart_takes_all() {
    let repo = Repo::with_answers();
    for role in ROLES {
        for step in ["04", "05", "06"] {
            repo.answer(&format!("{role}.{step}"), "satisfied", "base", "b");
        }
    }
    repo.commit("answered");
    branches(&repo, "again");
    repo.git(&["merge", "CSP", "MP", "OSP", "AP"]).fine();
    all_in(&repo, "again");
}

#[test]
fn two_branches_that_took_from_each_other_are_merged() {
    let repo = Repo::with_answers();
    repo.on_branch("a", |r| r.answer("CSP.03", "satisfied", "of a", "a"));
    repo.on_branch("b", |r| r.answer("CSP.03", "not-satisfied", "of b", "b"));
    for (one, other) in [("a", "b"), ("b", "a")] {
        repo.git(&["checkout", one]).fine();
        repo.git(&["branch", &format!("{one}-before")]).fine();
        let from = format!("{other}{}", if other == "a" { "-before" } else { "" });
        assert_eq!(repo.git(&["merge", &from]).code, 1);
        repo.git(&["checkout", "--ours", FILE]).fine();
        repo.commit("ours wins");
    }
    // Two ancestors that differ: git merges them first. Neither wins by that.
    repo.answer("MP.01", "satisfied", "later", "b");
    repo.commit("later");
    let ran = repo.git(&["merge", "a"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.err.matches("next:").count(), 1, "{ran:?}");
    let text = repo.read(FILE);
    let both = "[conflicts.\"roles.CSP.steps.03.note\"]\nours = \"of b\"\ntheirs = \"of a\"\n";
    assert!(
        text.contains(both) && text.contains("note = \"later\""),
        "{text}"
    );
    repo.labels("b", "a");
    repo.opens();
}

#[test]
fn a_linked_worktree_merges_alike() {
    let repo = Repo::with_answers();
    repo.on_branch("topic", |r| r.answer("CSP.03", "satisfied", "theirs", "t"));
    repo.answer("CSP.04", "satisfied", "ours", "o");
    repo.commit("ours");
    repo.git(&["worktree", "add", "../linked tree", "-b", "linked"])
        .fine();
    let tree = repo.root.with_file_name("linked tree");
    repo.git_in(&tree, &["merge", "topic"]).fine();
    let text = std::fs::read_to_string(tree.join(FILE)).unwrap();
    assert!(
        text.contains("note = \"theirs\"") && text.contains("note = \"ours\""),
        "{text}"
    );
    repo.aicaiq_in(&tree, &["git", "status"]).fine();
}

#[test]
fn a_bare_repository_merges_with_attributes_of_its_own() {
    let repo = Repo::with_answers();
    repo.on_branch("topic", |r| r.answer("CSP.03", "satisfied", "theirs", "t"));
    repo.answer("CSP.04", "satisfied", "ours", "o");
    repo.commit("ours");
    repo.git(&["clone", "--bare", ".", "../bare.git"]).fine();
    let bare = repo.root.with_file_name("bare.git");
    let ran = repo.aicaiq_in(&bare, &["git", "enable"]).fine();
    assert!(!ran.err.contains("commit it"), "{ran:?}");
    assert!(bare.join("info/attributes").exists());
    repo.aicaiq_in(&bare, &["git", "status"]).fine();
    let words = ["merge-tree", "--write-tree", "main", "topic"];
    let ran = repo.git_in(&bare, &words).fine();
    let tree = ran.out.lines().next().unwrap().to_owned();
    let text = repo
        .git_in(&bare, &["show", &format!("{tree}:{FILE}")])
        .fine()
        .out;
    assert!(
        text.contains("note = \"theirs\"") && text.contains("note = \"ours\""),
        "{text}"
    );
}
