//! Setting the drivers up and taking them away.

use crate::repo::{FILE, Repo, copy_program};
use std::path::Path;

const LINE: &str = "*.cek-02.toml merge=aicaiq diff=aicaiq\n\
                    assessment.toml merge=aicaiq diff=aicaiq\n\
                    [A-Z]*-[0-9][0-9].toml merge=aicaiq diff=aicaiq\n\
                    [A-Z]*-[0-9][0-9][0-9].toml merge=aicaiq diff=aicaiq";

fn config(repo: &Repo) -> String {
    std::fs::read_to_string(repo.path(".git/config")).unwrap()
}

#[test]
fn enabling_twice_is_once_and_disabling_leaves_what_was_there() {
    let repo = Repo::bare_of_drivers("repo");
    repo.write(".gitattributes", "*.png binary\r\n# ours");
    repo.git(&["config", "merge.other.driver", "true"]).fine();
    let before = config(&repo);
    let ran = repo.aicaiq(&["git", "status"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out
            .starts_with("✗ the merge driver is not set up\n✗ the merge driver for ancestors is not set up\n✗ the diff driver is not set up\n✗ "),
        "{ran:?}"
    );
    assert_eq!(ran.err, "to set it up: aicaiq git enable\n");
    repo.aicaiq(&["git", "enable"]).fine();
    let (set, lines) = (config(&repo), repo.read(".gitattributes"));
    assert_eq!(
        lines,
        format!("*.png binary\r\n# ours\r\n{}", LINE.replace('\n', "\r\n"))
    );
    repo.aicaiq(&["git", "enable", "--local"]).fine();
    assert_eq!((config(&repo), repo.read(".gitattributes")), (set, lines));
    let ran = repo.aicaiq(&["git", "status"]).fine();
    assert!(
        !ran.out.contains('✗') && ran.out.contains("names *.cek-02.toml"),
        "{ran:?}"
    );
    repo.aicaiq(&["git", "enable", "--pattern", "my answers/*.toml"])
        .fine();
    assert!(
        repo.read(".gitattributes")
            .ends_with("\r\n\"my answers/*.toml\" merge=aicaiq diff=aicaiq")
    );
    let ran = repo
        .git(&["check-attr", "merge", "--", "my answers/x.toml"])
        .fine();
    assert!(ran.out.ends_with(": aicaiq\n"), "{ran:?}");
    repo.aicaiq(&["git", "disable"]).fine();
    assert_eq!(repo.read(".gitattributes"), "*.png binary\r\n# ours");
    assert_eq!(config(&repo), before);
    assert_eq!(repo.aicaiq(&["git", "status"]).code, 1);
    repo.aicaiq(&["git", "disable"]).fine();
    let ran = repo.aicaiq(&["git", "enable", "--pattern", "!x"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(config(&repo), before);
}

#[test]
fn a_file_of_attributes_that_was_made_goes_again_unless_it_is_kept() {
    let repo = Repo::bare_of_drivers("repo");
    let below = repo.path("below");
    std::fs::create_dir(&below).unwrap();
    repo.aicaiq_in(&below, &["git", "enable"]).fine();
    assert_eq!(repo.read(".gitattributes"), format!("{LINE}\n"));
    repo.aicaiq(&["git", "disable", "--keep-attributes"]).fine();
    assert_eq!(repo.read(".gitattributes"), format!("{LINE}\n"));
    assert!(!config(&repo).contains("aicaiq"));
    repo.aicaiq(&["git", "disable"]).fine();
    assert!(!repo.path(".gitattributes").exists());
}

#[test]
fn what_no_pattern_covers_is_told_with_the_one_that_would() {
    let repo = Repo::bare_of_drivers("repo");
    std::fs::create_dir_all(repo.path("all/more")).unwrap();
    for name in ["all/acme.cek-02.toml", "all/TPR-100.toml"] {
        repo.make(name);
    }
    let told = |words: &[&str], folder: &str| {
        let words = [&["git", "enable"], words].concat();
        let ran = repo.aicaiq_in(&repo.path(folder), &words).fine();
        let line = ran.err.lines().find(|l| l.contains("not covered"));
        line.map(str::to_owned)
    };
    assert_eq!(told(&[], ""), None);
    repo.make("all/kilo.toml");
    assert_eq!(
        told(&[], "").unwrap(),
        "1 answer file not covered, and merged line by line: all/kilo.toml; to cover them: aicaiq git enable --pattern all/kilo.toml"
    );
    repo.make("all/more/lima.toml");
    assert_eq!(
        told(&[], "").unwrap(),
        "2 answer files not covered, and merged line by line: all/kilo.toml, all/more/lima.toml; to cover them: aicaiq git enable --pattern 'all/**/*.toml'"
    );
    repo.commit("answers");
    let ran = repo.aicaiq(&["git", "status"]);
    let each = "to set it up: aicaiq git enable --pattern";
    assert_eq!(
        ran.err,
        format!("{each} all/kilo.toml\n{each} all/more/lima.toml\n")
    );
    // Patterns go from the root, wherever one is.
    let below = told(&[], "all/more").unwrap();
    assert!(
        below.ends_with(
            ": lima.toml; to cover them: aicaiq git enable --pattern all/more/lima.toml"
        ),
        "{below}"
    );
    assert_eq!(told(&["--pattern", "all/**/*.toml"], "all"), None);
    repo.aicaiq(&["git", "status"]).fine();
    repo.make("k.toml");
    assert!(told(&[], "").unwrap().ends_with("--pattern k.toml"));
    for n in 0..6 {
        repo.make(&format!("k{n}.toml"));
    }
    repo.commit("more");
    let ran = repo.aicaiq(&["git", "status"]);
    assert_eq!(ran.err, format!("{each} '/*.toml'\n"));
    told(&["--pattern", "/*.toml"], "");
    repo.aicaiq(&["git", "status"]).fine();
}

#[test]
fn outside_of_a_repository_a_call_is_wrong() {
    let repo = Repo::bare_of_drivers("repo");
    let outside = repo.root.parent().unwrap();
    for command in ["enable", "disable", "status"] {
        let ran = repo.aicaiq_in(outside, &["git", command]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("is in no git repository"), "{ran:?}");
    }
    assert!(!outside.join(".gitattributes").exists());
}

#[test]
fn globally_it_counts_in_every_repository() {
    let repo = Repo::bare_of_drivers("repo");
    let outside = repo.root.parent().unwrap();
    let attributes = repo.home("config/git/attributes");
    repo.aicaiq_in(outside, &["git", "enable", "--global"])
        .fine();
    assert_eq!(
        std::fs::read_to_string(&attributes).unwrap(),
        format!("{LINE}\n")
    );
    repo.aicaiq_in(outside, &["git", "status", "--global"])
        .fine();
    let ran = repo.aicaiq(&["git", "status"]).fine();
    assert!(ran.out.contains("other attributes name"), "{ran:?}");
    repo.make(FILE);
    repo.commit("base");
    repo.on_branch("topic", |r| r.answer("CSP.03", "satisfied", "theirs", "t"));
    repo.answer("CSP.03", "not-satisfied", "ours", "o");
    repo.commit("ours");
    assert_eq!(repo.git(&["merge", "topic"]).code, 1);
    repo.opens();
    repo.aicaiq_in(outside, &["git", "disable", "--global"])
        .fine();
    assert!(!attributes.exists());
    assert_eq!(
        repo.aicaiq_in(outside, &["git", "status", "--global"]).code,
        1
    );
    // Where the config names another file, that one it is.
    repo.git(&["config", "--global", "core.attributesFile", "~/own"])
        .fine();
    repo.aicaiq(&["git", "enable", "--global"]).fine();
    assert!(repo.home("own").exists() && !attributes.exists());
}

/// A repository and a program at awkward places, with a conflict to merge.
fn awkward(place: impl FnOnce(&Path, &Path)) {
    let mut repo = Repo::bare_of_drivers("it's a \"repo\" $HOME 100%P");
    let folder = repo.home("bin it's \"here\" 100%A;`x`");
    std::fs::create_dir(&folder).unwrap();
    let program = folder.join("ai caiq");
    place(&repo.program, &program);
    repo.program = program.clone();
    let below = repo.path("a b'c");
    std::fs::create_dir(&below).unwrap();
    repo.aicaiq(&["git", "enable"]).fine();
    let ran = repo.aicaiq(&["git", "status"]).fine();
    assert!(ran.out.contains(program.to_str().unwrap()), "{ran:?}");
    repo.make(FILE);
    std::fs::rename(repo.path(FILE), below.join("x \"y\".cek-02.toml")).unwrap();
    let file = "a b'c/x \"y\".cek-02.toml";
    repo.commit("base");
    let set = |r: &Repo, note: &str| {
        r.aicaiq(&[
            "set",
            file,
            "CSP.03",
            "--outcome",
            "satisfied",
            "--note",
            note,
        ])
        .fine();
    };
    repo.on_branch("topic", |r| set(r, "theirs"));
    set(&repo, "ours");
    let diff = repo.git(&["diff"]).fine().out;
    assert!(diff.contains("+CSP.03 note: ours"), "{diff}");
    repo.commit("ours");
    let ran = repo.git(&["merge", "topic"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.err
            .contains("next: aicaiq 'a b'\\''c/x \"y\".cek-02.toml' opens it"),
        "{ran:?}"
    );
    assert_eq!(repo.aicaiq(&["check", file]).code, 1);
    assert!(repo.read(file).contains("[conflicts."));
}

#[test]
fn a_copy_at_an_awkward_place_is_called_from_an_awkward_repository() {
    awkward(copy_program);
}

#[cfg(unix)]
#[test]
fn a_link_is_called_by_its_own_name() {
    awkward(|this, there| std::os::unix::fs::symlink(this, there).unwrap());
}

#[test]
fn a_program_that_is_gone_loses_nobodys_answer() {
    let mut repo = Repo::with_answers();
    let first = repo.program.clone();
    let gone = repo.home("gone");
    copy_program(&first, &gone);
    repo.program = gone.clone();
    repo.aicaiq(&["git", "enable"]).fine();
    repo.program = first;
    std::fs::remove_file(gone).unwrap();
    repo.on_branch("topic", |r| r.answer("CSP.03", "satisfied", "theirs", "t"));
    repo.answer("CSP.03", "not-satisfied", "ours", "o");
    let diff = repo.git(&["diff"]).fine().out;
    assert!(diff.contains("+note = \"ours\""), "{diff}");
    repo.commit("ours");
    let ran = repo.git(&["merge", "topic"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let text = repo.read(FILE);
    for part in [
        "<<<<<<< ours\n",
        "note = \"ours\"",
        "note = \"theirs\"",
        ">>>>>>> theirs\n",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn without_the_driver_a_clone_merges_lines_and_nothing_breaks() {
    let repo = Repo::with_answers();
    repo.git(&["clone", ".", "../clone"]).fine();
    let clone = repo.root.with_file_name("clone");
    let ran = repo.aicaiq_in(&clone, &["git", "status"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let ran = repo.aicaiq_in(&clone, &["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out.contains("this clone's config has none")
            && ran.out.contains("run: aicaiq git enable"),
        "{ran:?}"
    );
    repo.git_in(&clone, &["log", "-p"]).fine();
    let ran = repo.aicaiq_in(&clone, &["git", "enable"]).fine();
    assert!(ran.err.contains("names them already"), "{ran:?}");
    assert_eq!(repo.git_in(&clone, &["status", "--short"]).out, "");
    if repo.tells_labels() {
        repo.aicaiq_in(&clone, &["doctor"]).fine();
    }
}
