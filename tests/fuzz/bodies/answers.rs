//! An answer file: opened, checked, read both ways, held against the rules and
//! saved again.

use super::{can_be_shown, scratch, values};
use aicaiq::assessment::{Assessment, Edit, Files, Outcome, Role, Stamp};
use aicaiq::gaps::{Context, SOON_DAYS, find};
use aicaiq::merge::{marks, sentences};
use aicaiq::questionnaire::{Questionnaire, StepId, embedded};
use aicaiq::store::{
    AnswerFile, OpenError, Problem, SaveError, parse_in, parse_shared, read, read_shared, render,
};
use std::fs;
use std::path::Path;

pub fn answers(data: &[u8]) {
    let q = embedded();
    let dir = scratch();
    let path = dir.path().join("a.toml");
    fs::write(&path, data).unwrap();
    let opened = AnswerFile::open(&path, q);
    let Ok(text) = std::str::from_utf8(data) else {
        assert!(
            matches!(opened, Err(OpenError::NotUtf8 { .. })),
            "{opened:?}"
        );
        return;
    };
    let slow = parse_in(text, q, None);
    assert_eq!(read(text, q, None), slow);
    assert_eq!(read_shared(text), parse_shared(text));
    can_be_shown(text, &slow.problems);
    let _ = sentences(text);
    if let Some(sides) = marks::sides(text) {
        assert!(sides.ours.len() <= text.len() && sides.theirs.len() <= text.len());
        let _ = AnswerFile::open_marked(&path, q, || None);
    }
    match opened {
        Ok(file) => {
            assert!(!slow.has_errors(), "{:?}", slow.problems);
            assert_eq!(file.assessment(), &slow.assessment);
            rules(q, file.assessment());
            saved(file, &path);
        }
        Err(OpenError::Invalid { problems, .. }) => {
            assert!(slow.has_errors());
            // How git's marks are mended names the file.
            let plain = |mut problems: Vec<Problem>| {
                let marked =
                    |p: &&mut Problem| p.message.starts_with("unreadable: an unresolved merge");
                problems
                    .iter_mut()
                    .filter(marked)
                    .for_each(|p| p.help = None);
                problems
            };
            assert_eq!(plain(problems), plain(slow.problems));
            assert_eq!(fs::read(&path).unwrap(), data);
        }
        Err(other) => panic!("{other}"),
    }
}

/// Everything that is computed from answers.
pub fn rules(q: &Questionnaire, a: &Assessment) {
    let files = Files::new();
    let ctx = Context {
        today: chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        soon_days: SOON_DAYS,
        files: &files,
    };
    let gaps = find(q, a, &ctx);
    let facts = aicaiq::tui::controls::Facts::of(q, a, &ctx);
    let open = |gap: &&aicaiq::gaps::Gap| a.roles.contains(&gap.role);
    assert!(gaps.iter().all(|gap| open(&gap)), "{gaps:?}");
    let counts = facts.overview.counts();
    assert_eq!(
        counts.major + counts.minor + counts.open + counts.watch,
        gaps.len()
    );
}

/// What a person changes next.
pub fn edited(a: &Assessment, q: &Questionnaire) -> Option<Assessment> {
    let role = *a.roles.iter().find(|r| q.role(**r).is_some())?;
    let id: StepId = q.role(role)?.steps.first()?.id.clone();
    let mut next = a.clone();
    let edits = [
        Edit::Outcome(role, id.clone(), Some(Outcome::NotSatisfied)),
        Edit::Note(role, id, "Seen \"\"\" by a\\b.\n# no\n[x]".to_owned()),
        Edit::Subject("Another # [subject]".to_owned()),
    ];
    for edit in edits {
        edit.apply(&mut next, q, &stamp()).unwrap();
    }
    Some(next)
}

pub fn stamp() -> Stamp {
    Stamp {
        now: "2026-11-24T10:15:00Z".parse().unwrap(),
        by: "somebody".to_owned(),
    }
}

fn saved(mut file: AnswerFile, path: &Path) {
    let q = embedded();
    let before = fs::read_to_string(path).unwrap();
    let first = file.assessment().clone();
    if file.read_only().is_some() {
        let saved = file.save(&first);
        assert!(matches!(saved, Err(SaveError::ReadOnly(_))), "{saved:?}");
        assert_eq!(fs::read_to_string(path).unwrap(), before);
        return;
    }
    // Canonically written it is the same.
    let canonical = render(&first);
    let again = parse_in(&canonical, q, None);
    assert_eq!(again.assessment, first, "{canonical}");
    assert_eq!(read(&canonical, q, None), again, "{canonical}");
    // Nothing changed, nothing written.
    file.save(&first).unwrap();
    assert_eq!(fs::read_to_string(path).unwrap(), before);
    let Some(next) = edited(&first, q) else {
        return;
    };
    file.save(&next).unwrap();
    let after = fs::read_to_string(path).unwrap();
    let reopened = AnswerFile::open(path, q).unwrap();
    assert_eq!(reopened.assessment(), &next, "{after}");
    let role = first.roles.iter().find(|r| q.role(**r).is_some());
    let others = |text: &str| others(text, role.copied());
    assert_eq!(others(&before), others(&after), "{before}\n---\n{after}");
    // And back.
    file.save(&first).unwrap();
    let reopened = AnswerFile::open(path, q).unwrap();
    assert_eq!(reopened.assessment(), &first);
}

/// All that [`edited`] does not touch, keys that nobody knows too.
fn others(text: &str, role: Option<Role>) -> String {
    let mut root = values(text);
    let table = |t: &mut toml::Table, key: &str| {
        t.get_mut(key)
            .and_then(|v| v.as_table_mut().map(std::mem::take))
    };
    let put = |t: &mut toml::Table, key: &str, inner: toml::Table| {
        if inner.is_empty() {
            t.remove(key);
        } else {
            t.insert(key.to_owned(), inner.into());
        }
    };
    if let Some(mut head) = table(&mut root, "assessment") {
        head.remove("subject");
        put(&mut root, "assessment", head);
    }
    let role = role.map_or("", Role::as_str);
    if let Some(mut conflicts) = table(&mut root, "conflicts") {
        // What is answered anew is decided.
        conflicts.retain(|path, _| {
            !path.starts_with(&format!("roles.{role}.steps.")) && path != "assessment.subject"
        });
        put(&mut root, "conflicts", conflicts);
    }
    if let Some(mut roles) = table(&mut root, "roles") {
        if let Some(mut one) = table(&mut roles, role) {
            if let Some(mut steps) = table(&mut one, "steps") {
                if let Some(mut step) = table(&mut steps, "01") {
                    for key in [
                        "outcome",
                        "grade",
                        "note",
                        "assessed_by",
                        "assessed_at",
                        "assessed_also",
                        "suggested",
                    ] {
                        step.remove(key);
                    }
                    // An action that says no more than that it is open is none.
                    if let Some(mut action) = table(&mut step, "action") {
                        let open = |t: &toml::Table| t.get("status") == Some(&"open".into());
                        let said = ["text", "owner", "due", "retest"];
                        let is_said =
                            |key: &&str| action.get(*key).is_some_and(|v| *v != "".into());
                        if open(&action) && !said.iter().any(is_said) {
                            action.remove("status");
                        }
                        put(&mut step, "action", action);
                    }
                    // Another outcome takes back what was reviewed.
                    step.retain(|key, _| !key.starts_with("review"));
                    put(&mut steps, "01", step);
                }
                put(&mut one, "steps", steps);
            }
            put(&mut roles, role, one);
        }
        put(&mut root, "roles", roles);
    }
    format!("{root:?}")
}
