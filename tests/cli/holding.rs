//! A merge into a file that another program is writing.

use crate::runner::Folder;
use std::fs::File;
use std::time::Duration;

fn sides() -> Folder {
    let folder = Folder::with_assessment();
    folder.write("base.toml", folder.read("a.toml"));
    folder.write("theirs.toml", folder.read("a.toml"));
    for (file, item) in [("a.toml", "CSP.01"), ("theirs.toml", "CSP.02")] {
        let ran = folder.run(&["set", file, item, "--outcome", "satisfied"]);
        assert_eq!(ran.code, 0, "{ran}");
    }
    folder
}

const MERGE: [&str; 7] = [
    "merge",
    "base.toml",
    "a.toml",
    "theirs.toml",
    "--out",
    "a.toml",
    "--force",
];

#[test]
fn a_merge_waits_for_the_lock_of_the_file_that_it_replaces() {
    let folder = sides();
    let before = folder.read("a.toml");
    let holder = File::open(folder.path("a.toml")).unwrap();
    holder.lock().unwrap();
    let ran = folder.run(&MERGE);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.err
            .contains("a.toml is being written by another program"),
        "{ran}"
    );
    assert_eq!(folder.read("a.toml"), before);
    // What is written while it waits is merged too.
    let text = before.replacen(
        "[roles.CSP.steps.01]\n",
        "[roles.CSP.steps.01]\nnote = \"late\"\n",
        1,
    );
    assert_ne!(text, before);
    let (path, late) = (folder.path("a.toml"), text);
    let writer = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        std::fs::write(path, late).unwrap();
        drop(holder);
    });
    let ran = folder.run(&MERGE);
    writer.join().unwrap();
    assert_eq!(ran.code, 0, "{ran}");
    let merged = folder.read("a.toml");
    assert!(
        merged.contains("late") && merged.contains("[roles.CSP.steps.02]"),
        "{merged}"
    );
}

#[test]
fn no_control_takes_the_place_of_what_a_folder_shares() {
    let folder = sides();
    let shared = "schema = 1\n\n[assessment]\nsubject = \"Sample\"\nroles = [\"CSP\"]\n";
    std::fs::create_dir(folder.path("acme")).unwrap();
    folder.write("acme/assessment.toml", shared);
    let merged = |ours| {
        let [base, out] = ["base.toml", "acme/assessment.toml"];
        folder.run(&["merge", base, ours, "theirs.toml", "--out", out, "--force"])
    };
    let ran = merged("a.toml");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("a.toml is none"), "{ran}");
    assert_eq!(folder.read("acme/assessment.toml"), shared);
    // What is shared itself is merged as any file.
    let ran = merged("acme/assessment.toml");
    assert_ne!(ran.code, 2, "{ran}");
}
