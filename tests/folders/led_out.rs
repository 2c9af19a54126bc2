//! Links in a folder of controls that lead out of it: whoever sent the folder may
//! have put them there, and what is behind them is somebody else's.

use crate::made::{acme, ok};
use crate::runner::{Folder, Ran};
use std::fs::{create_dir, read_link, remove_file, rename};
use std::os::unix::fs::symlink;

const SECRET: &str = "SECRET of another customer";

/// `acme/` and `other/`, of which one file is in `acme/` by a link.
fn linked(name: &str) -> Folder {
    let folder = acme();
    let (own, other) = (format!("acme/{name}"), format!("other/{name}"));
    create_dir(folder.path("other")).unwrap();
    create_dir(folder.path("other/questionnaires")).unwrap();
    rename(folder.path(&own), folder.path(&other)).unwrap();
    symlink(folder.path(&other), folder.path(&own)).unwrap();
    if other.ends_with(".toml") {
        let text = folder.read(&other);
        let text = match name.starts_with("questionnaires") {
            true => text.replace("Sample title", SECRET),
            false => format!("# {SECRET}\n{}", text.replace("Acme", SECRET)),
        };
        assert!(text.contains(SECRET));
        folder.write(&other, text);
    }
    folder
}

fn refused(ran: &Ran, name: &str) {
    let all = format!("{}{}", ran.out, ran.err);
    let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_ne!(ran.code, 0, "{name} {ran}");
    assert!(
        all.contains("symbolic link that leads out of the folder"),
        "{name} {ran}"
    );
    assert!(!all.contains("SECRET"), "{name} {ran}");
}

#[test]
fn a_link_that_leads_out_is_a_problem_and_nothing_is_read_or_written_through_it() {
    for name in [
        "CEK-02.toml",
        "assessment.toml",
        "questionnaires/a-and-a-01.toml",
        "questionnaires",
    ] {
        let folder = linked(name);
        let other = format!("other/{name}");
        let before = folder.path(&other).is_file().then(|| folder.read(&other));
        let checked = folder.run(&["check", "acme"]);
        assert_eq!(checked.code, 1, "{name} {checked}");
        refused(&checked, name);
        for words in [
            ["summary", "acme"].as_slice(),
            &["summary", "acme", "--format", "json"],
            &["pack", "acme", "--out", "p.zip"],
            &["export", "acme", "--format", "html", "--out", "o.html"],
            &["export", "acme", "--format", "jsonl", "--out", "o.jsonl"],
            &["find", "customer", "acme"],
        ] {
            let ran = folder.run(words);
            match words {
                // Of rows it is told only which are missing.
                [_, _, _, "jsonl", ..] if name.starts_with("questionnaires/") => {
                    assert_eq!(ran.code, 1, "{ran}");
                }
                _ => refused(&ran, name),
            }
        }
        assert!(!folder.path("p.zip").exists(), "{name}");
        for made in ["o.html", "o.jsonl"] {
            let is_made = folder.path(made).exists();
            assert!(!is_made || !folder.read(made).contains("SECRET"), "{name}");
        }
        let item = match name.starts_with("questionnaires") {
            true => "A&A-01:CSP.01",
            false => "CEK-02:CSP.02",
        };
        let set = folder.run(&["set", "acme", item, "--outcome", "satisfied"]);
        assert_ne!(set.code, 0, "{name} {set}");
        assert!(!set.err.contains("SECRET"), "{name} {set}");
        let add = [
            "evidence",
            "add",
            "acme",
            "acme/evidence/old.txt",
            "--title",
            "x",
        ];
        let added = folder.run(&add);
        assert_eq!(added.code == 0, name != "assessment.toml", "{name} {added}");
        if let Some(before) = before {
            assert_eq!(folder.read(&other), before, "{name}");
        }
        assert!(read_link(folder.path(&format!("acme/{name}"))).is_ok());
    }
}

#[test]
fn a_link_that_stays_within_and_one_that_the_user_names_are_fine() {
    let folder = acme();
    for name in ["CEK-02.toml", "assessment.toml", "questionnaires"] {
        let own = format!("acme/evidence/{name}");
        rename(folder.path(&format!("acme/{name}")), folder.path(&own)).unwrap();
        let target = format!("evidence/{name}");
        symlink(target, folder.path(&format!("acme/{name}"))).unwrap();
    }
    symlink("acme", folder.path("named")).unwrap();
    symlink("acme/evidence/CEK-02.toml", folder.path("one.toml")).unwrap();
    for named in ["acme", "named"] {
        ok(&folder, &["check", named]);
        ok(&folder, &["set", named, "CEK-02:CSP.02", "--note", "x"]);
        ok(&folder, &["summary", named]);
    }
    assert!(folder.path("acme/CEK-02.toml").is_symlink());
    // By itself it lacks what it inherits, and is read all the same.
    let ran = folder.run(&["check", "one.toml"]);
    assert!(!ran.out.contains("symbolic link"), "{ran}");
    // What a folder names elsewhere may be links.
    remove_file(folder.path("acme/questionnaires")).unwrap();
    create_dir(folder.path("common")).unwrap();
    for id in ["a-and-a-01", "i-and-s-01"] {
        let place = format!("../acme/evidence/questionnaires/{id}.toml");
        symlink(place, folder.path(&format!("common/{id}.toml"))).unwrap();
    }
    let shared = folder.read("acme/evidence/assessment.toml");
    let named = "[assessment]\nquestionnaires = \"../common\"\n";
    let shared = shared.replacen("[assessment]\n", named, 1);
    folder.write("acme/evidence/assessment.toml", shared);
    ok(&folder, &["check", "acme"]);
}
