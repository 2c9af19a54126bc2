//! Two programs on one file.

use crate::common::{folder, open, questionnaire, sample, step};
use aicaiq::assessment::{Assessment, Edit, Outcome, Role, Stamp, StepAnswer};
use aicaiq::questionnaire::ItemId;
use aicaiq::store::{AnswerFile, JoinError, SaveError, render};
use std::path::Path;

fn csp<'a>(a: &'a mut Assessment, id: &str) -> &'a mut StepAnswer {
    let steps = &mut a.answers.entry(Role::Csp).or_default().steps;
    steps.entry(step(id)).or_default()
}

/// Marks a file's note as git does; returns its text before and since.
fn mark(path: &Path) -> (String, String) {
    let text = std::fs::read_to_string(path).unwrap();
    let marked = text.replace(
        "note = \"Seen.\"\n",
        "<<<<<<< HEAD\nnote = \"Seen.\"\n=======\nnote = \"Not seen.\"\n>>>>>>> audit\n",
    );
    std::fs::write(path, &marked).unwrap();
    (text, marked)
}

#[test]
fn both_changes_are_in_the_file_with_both_comments() {
    let (_folder, path) = folder();
    let mut mine = open(&path);
    let mut other = open(&path);
    let mut theirs = other.assessment().clone();
    csp(&mut theirs, "01").outcome = Some(Outcome::Satisfied);
    csp(&mut theirs, "01").assessed_by = "B. Other".into();
    other.save(&theirs).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("# theirs\n{text}")).unwrap();

    let mut next = mine.assessment().clone();
    csp(&mut next, "03").outcome = Some(Outcome::NotSatisfied);
    assert!(matches!(mine.save(&next), Err(SaveError::ChangedOnDisk)));
    let joined = mine.join(&next, questionnaire(), false).unwrap();
    assert_eq!(joined.came_in, ["CSP.01"]);
    assert_eq!(joined.by, ["B. Other"]);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("# theirs\n"), "{text}");
    let read = open(&path);
    assert_eq!(*read.assessment(), joined.assessment);
    let outcome = |id: &str| read.assessment().step(Role::Csp, &step(id)).outcome();
    assert_eq!(outcome("01"), Outcome::Satisfied);
    assert_eq!(outcome("03"), Outcome::NotSatisfied);
    // It goes on from there.
    csp(&mut next, "01").note = "more".into();
    mine.save(&joined.assessment).unwrap();
}

#[test]
fn what_both_changed_is_asked_or_kept() {
    let (_folder, path) = folder();
    let mut mine = open(&path);
    let mut other = open(&path);
    let mut theirs = other.assessment().clone();
    csp(&mut theirs, "02").note = "theirs".into();
    other.save(&theirs).unwrap();
    let before = std::fs::read(&path).unwrap();
    let mut next = mine.assessment().clone();
    csp(&mut next, "02").note = "mine".into();
    let error = mine.join(&next, questionnaire(), false).unwrap_err();
    assert!(
        matches!(&error, JoinError::Conflicts(c) if *c == ["roles.CSP.steps.02.note"]),
        "{error}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), before, "nothing was written");
    let joined = mine.join(&next, questionnaire(), true).unwrap();
    assert_eq!(joined.assessment.conflicts.len(), 1);
    assert_eq!(csp(&mut joined.assessment.clone(), "02").note, "mine");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("theirs = \"theirs\""), "{text}");
}

#[test]
fn what_another_settles_in_a_marked_file_comes_in() {
    let (_folder, path) = folder();
    mark(&path);
    let open_marked = || AnswerFile::open_marked(&path, questionnaire(), || None).unwrap();
    let (mut one, mut two) = (open_marked(), open_marked());
    let mut settled = one.assessment().clone();
    settled.conflicts.clear();
    csp(&mut settled, "02").note = "Not seen.".into();
    one.save(&settled).unwrap();
    let mine = two.assessment().clone();
    assert_eq!(mine.conflicts.len(), 1);
    let joined = two.join(&mine, questionnaire(), false).unwrap();
    assert_eq!(joined.assessment, settled);
    assert_eq!(*two.assessment(), settled);
}

/// Git's marks come while the file is open: as where it is opened, they become
/// conflicts, and they stay in the file until something is chosen.
#[test]
fn marks_that_come_while_it_is_open_become_conflicts() {
    let (_folder, path) = folder();
    let text = std::fs::read_to_string(&path).unwrap();
    let marked = text.replace(
        "note = \"Seen.\"\n",
        "<<<<<<< HEAD\nnote = \"Ours.\"\n=======\nnote = \"Not seen.\"\n>>>>>>> audit\n",
    );
    let note = "roles.CSP.steps.02.note";
    let (mut idle, mut busy) = (open(&path), open(&path));
    idle.set_past(|_, of| (of == ":1").then(|| render(&sample())));
    let mine = idle.assessment().clone();
    std::fs::write(&path, &marked).unwrap();
    let joined = idle.join(&mine, questionnaire(), false).unwrap();
    let conflict = &joined.assessment.conflicts[note];
    assert_eq!(conflict.ours.as_deref(), Some("\"Ours.\""));
    assert_eq!(conflict.theirs.as_deref(), Some("\"Not seen.\""));
    assert!(!conflict.base_unknown, "git knows what was before");
    assert_eq!(joined.assessment, *idle.assessment());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), marked);
    assert!(!idle.changed_on_disk().unwrap());
    // What was changed here comes along, and is written.
    let mut mine = busy.assessment().clone();
    csp(&mut mine, "01").note = "mine".into();
    let joined = busy.join(&mine, questionnaire(), false).unwrap();
    assert_eq!(csp(&mut joined.assessment.clone(), "01").note, "mine");
    assert!(joined.assessment.conflicts[note].base_unknown);
    let now = std::fs::read_to_string(&path).unwrap();
    assert!(
        !now.contains("<<<<<<<") && now.contains("\"mine\""),
        "{now}"
    );
}

#[test]
fn marks_that_leave_nothing_to_choose_are_written_away() {
    let (_folder, path) = folder();
    let (text, marked) = mark(&path);
    // Ours left it as it was: theirs is taken.
    let base = Some(text.clone());
    let mut file = AnswerFile::open_marked(&path, questionnaire(), || base.clone()).unwrap();
    assert!(file.assessment().conflicts.is_empty());
    file.settle_marks();
    let said = file.notes().first().unwrap();
    assert!(
        said.starts_with("git's marks are out of the file"),
        "{said}"
    );
    let now = std::fs::read_to_string(&path).unwrap();
    assert_eq!(now, text.replace("\"Seen.\"", "\"Not seen.\""));
    assert_eq!(open(&path).assessment(), file.assessment());
    // They come while it is open: the same.
    let mut idle = open(&path);
    idle.set_past(|_, of| (of == ":1").then(|| render(&sample())));
    let mine = idle.assessment().clone();
    std::fs::write(&path, &marked).unwrap();
    let joined = idle.join(&mine, questionnaire(), false).unwrap();
    assert!(
        joined.notes[0].starts_with("git's marks are out"),
        "{:?}",
        joined.notes
    );
    let now = std::fs::read_to_string(&path).unwrap();
    assert!(!now.contains("<<<<<<<"), "{now}");
    // Where there is something, they stay until it is chosen.
    std::fs::write(&path, &marked).unwrap();
    let mut file = AnswerFile::open_marked(&path, questionnaire(), || None).unwrap();
    file.settle_marks();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), marked);
}

#[test]
fn a_file_with_gits_marks_opens_with_conflicts() {
    let (_folder, path) = folder();
    let text = std::fs::read_to_string(&path).unwrap();
    let marked = text.replace(
        "note = \"Seen.\"\n",
        "<<<<<<< HEAD\nnote = \"Seen.\"\ngrade = \"ofi\"\n=======\nnote = \"Not seen.\"\n>>>>>>> audit\n",
    );
    assert_ne!(text, marked);
    std::fs::write(&path, &marked).unwrap();
    assert!(AnswerFile::open(&path, questionnaire()).is_err());
    let mut file = AnswerFile::open_marked(&path, questionnaire(), || None).unwrap();
    let a = file.assessment().clone();
    let paths: Vec<&String> = a.conflicts.keys().collect();
    // What only one side has may have been taken away by the other.
    assert_eq!(
        paths,
        ["roles.CSP.steps.02.grade", "roles.CSP.steps.02.note"]
    );
    let conflict = &a.conflicts["roles.CSP.steps.02.note"];
    assert_eq!(conflict.theirs.as_deref(), Some("\"Not seen.\""));
    assert_eq!(conflict.theirs_from, "audit");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        marked,
        "only read so far"
    );
    let mut next = a.clone();
    next.conflicts.clear();
    file.save(&next).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        !text.contains("<<<<") && !text.contains("conflicts"),
        "{text}"
    );
    assert_eq!(*open(&path).assessment(), next);
}

#[test]
fn the_base_that_git_wrote_is_used() {
    let (_folder, path) = folder();
    let text = std::fs::read_to_string(&path).unwrap();
    let old = "outcome = \"satisfied\"\nnote = \"Seen.\"\n";
    let marked = text.replace(
        old,
        &format!(
            "<<<<<<< HEAD\nnote = \"Ours.\"\n||||||| base\n{old}=======\noutcome = \"satisfied\"\nnote = \"Theirs.\"\n>>>>>>> audit\n"
        ),
    );
    assert_ne!(text, marked);
    std::fs::write(&path, &marked).unwrap();
    let file = AnswerFile::open_marked(&path, questionnaire(), || None).unwrap();
    let a = file.assessment();
    let paths: Vec<&String> = a.conflicts.keys().collect();
    let all = ["note", "outcome"].map(|key| format!("roles.CSP.steps.02.{key}"));
    assert_eq!(paths, all.each_ref());
    let step = a.step(Role::Csp, &step("02"));
    assert_eq!(step.outcome, None, "ours took it away, theirs left it");
    let base = all.map(|path| a.conflicts[&path].base.clone());
    assert_eq!(
        base,
        ["\"Seen.\"", "\"satisfied\""].map(|of| Some(of.to_owned()))
    );
}

#[test]
fn marks_whose_ancestor_cannot_be_put_together_open_all_the_same() {
    let (_folder, path) = folder();
    let text = std::fs::read_to_string(&path).unwrap();
    // As zdiff3 leaves it: what both have in common stands before the marks.
    let old = "outcome = \"satisfied\"\nnote = \"Seen.\"\n";
    let marked = text.replace(
        old,
        &format!(
            "note = \"New.\"\n<<<<<<< HEAD\noutcome = \"not-satisfied\"\n||||||| base\n{old}=======\noutcome = \"partially-satisfied\"\n>>>>>>> audit\n"
        ),
    );
    assert_ne!(text, marked);
    std::fs::write(&path, &marked).unwrap();
    let file = AnswerFile::open_marked(&path, questionnaire(), || None).unwrap();
    let paths: Vec<&String> = file.assessment().conflicts.keys().collect();
    assert_eq!(paths, ["roles.CSP.steps.02.outcome"]);
}

/// How many edits each of the two makes; `AICAIQ_EDITS` sets another number.
fn edits() -> usize {
    let set = std::env::var("AICAIQ_EDITS").ok();
    set.and_then(|n| n.parse().ok()).unwrap_or(400)
}

/// A program that makes edits of its own on a file which another one writes.
fn write(path: &Path, who: &str, own: [&str; 2], edits: usize) -> Vec<(String, String)> {
    let q = questionnaire();
    let mut file = open(path);
    let mut last = vec![
        (own[0].to_owned(), String::new()),
        (own[1].to_owned(), String::new()),
    ];
    for n in 0..edits {
        let stamp = Stamp {
            now: chrono::DateTime::from_timestamp(1_800_000_000 + n as i64, 0).unwrap(),
            by: who.into(),
        };
        let mut next = file.assessment().clone();
        let slot = (n * 7 + n / 3) % 2;
        let text = format!("{who} {n}\nand more");
        let id = step(own[slot]);
        let edit = Edit::Note(Role::Csp, id.clone(), text.clone());
        edit.apply(&mut next, q, &stamp).unwrap();
        if n % 50 == 0 {
            let href = format!("{who}-{n}.pdf");
            let edit = Edit::AddEvidence(Role::Csp, ItemId::Step(step("ccm-1")), href);
            edit.apply(&mut next, q, &stamp).unwrap();
        }
        loop {
            match file.save(&next) {
                Ok(()) => break,
                Err(SaveError::ChangedOnDisk) => match file.join(&next, q, false) {
                    Ok(_) => break,
                    Err(JoinError::Save(SaveError::Busy)) => {}
                    Err(error) => panic!("{error}"),
                },
                Err(SaveError::Busy) => {}
                Err(error) => panic!("{error}"),
            }
        }
        last[slot].1 = text;
    }
    last
}

#[test]
fn two_programs_on_one_file_lose_no_edit() {
    let (_folder, path) = folder();
    let edits = edits();
    let done = std::thread::scope(|scope| {
        let a = scope.spawn(|| write(&path, "A", ["01", "02"], edits));
        let b = scope.spawn(|| write(&path, "B", ["03", "ccm-1"], edits));
        [a.join().unwrap(), b.join().unwrap()]
    });
    let read = open(&path);
    let a = read.assessment();
    for (id, text) in done.iter().flatten() {
        assert_eq!(a.step(Role::Csp, &step(id)).note, *text, "{id}");
    }
    let tied = &a.step(Role::Csp, &step("ccm-1")).evidence;
    assert_eq!(tied.len(), 2 * edits.div_ceil(50), "every record is tied");
    assert_eq!(a.evidence.len(), tied.len());
    assert!(a.conflicts.is_empty());
}

#[test]
fn what_was_undecided_before_is_not_lost_when_a_new_text_takes_its_place() {
    let (folder, path) = folder();
    let mut mine = open(&path);
    let text = std::fs::read_to_string(&path).unwrap();
    let conflict = "\n[conflicts.\"roles.CSP.steps.03.note\"]\nours = \"head words\"\ntheirs = \"branch words\"\n";
    let note = "\n[roles.CSP.steps.03]\nnote = \"head words\"\n";
    std::fs::write(&path, format!("{text}{note}{conflict}")).unwrap();
    let mut next = mine.assessment().clone();
    csp(&mut next, "03").note = "my words".into();
    mine.join(&next, questionnaire(), true).unwrap();
    let a = open(&path).assessment().clone();
    let kept = aicaiq::merge::choices(&a, "roles.CSP.steps.03.note").unwrap();
    let texts: Vec<_> = kept.values.iter().filter_map(|c| c.value.clone()).collect();
    assert_eq!(texts, ["my words", "head words", "branch words"]);
    assert_eq!(folder.path().read_dir().unwrap().count(), 1, "no copy");
}
