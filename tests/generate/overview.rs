//! An overview, which leaves out all that no rule reads, comes to what whole
//! files and whole questionnaires come to.

use crate::{answers, folder, pack};
use aicaiq::assessment::folder_of;
use aicaiq::gaps::{self, Context, Kind, SOON_DAYS, SeverityCounts};
use aicaiq::overview::{ControlOverview, Overdue, Read, provider};
use aicaiq::questionnaire::{self, ItemId, Questionnaire, catalog::Catalog};
use aicaiq::store::{AnswerFile, evidence::inspect_all};
use chrono::NaiveDate;
use std::fs;
use std::path::Path;

const SEED: u64 = 7;
const CONTROLS: usize = 30;
const ROLES: usize = 5;
const TOO_LONG: usize = 1024 * 1024 + 1;

/// What a control comes to by way of everything that its files say.
fn slow(path: &Path, q: &Questionnaire, today: NaiveDate, of: &ControlOverview) {
    let file = AnswerFile::open(path, q).unwrap();
    let a = file.assessment();
    let files = inspect_all(folder_of(path), a);
    let ctx = Context {
        today,
        soon_days: SOON_DAYS,
        files: &files,
    };
    let found = gaps::find(q, a, &ctx);
    let roles: Vec<_> = of.roles.iter().map(|r| r.role).collect();
    assert_eq!(roles, a.roles, "{}", of.id);
    let mut overdue = Vec::new();
    let mut last = None;
    for role in &of.roles {
        let own: Vec<_> = found
            .iter()
            .filter(|g| g.role == role.role)
            .cloned()
            .collect();
        assert_eq!(
            role.gaps,
            SeverityCounts::of(&own),
            "{} {}",
            of.id,
            role.role
        );
        assert_eq!(role.roll_up, gaps::roll_up(q, a, role.role), "{}", of.id);
        let expired = own.iter().filter(|g| g.kind == Kind::EvidenceExpired);
        assert_eq!(role.expired, expired.count(), "{}", of.id);
        let ending = |kind| matches!(kind, Kind::EvidenceExpired | Kind::EvidenceExpiring);
        let mut uses: Vec<ItemId> = own
            .iter()
            .filter(|g| ending(g.kind))
            .map(|g| g.item.clone())
            .collect();
        let used = of.uses.iter().filter(|u| u.role == role.role);
        let mut used: Vec<ItemId> = used.map(|u| u.item.clone()).collect();
        uses.sort();
        used.sort();
        assert_eq!(used, uses, "{}", of.id);
        for item in q.items(role.role) {
            let (action, at) = match &item {
                ItemId::Question(id) => {
                    let x = a.question(role.role, id);
                    (&x.action, x.answered_at)
                }
                ItemId::Step(id) => {
                    let x = a.step(role.role, id);
                    (&x.action, x.assessed_at)
                }
            };
            last = last.max(at);
            if let Some(action) = action.as_ref().filter(|x| x.is_overdue(today)) {
                overdue.push(Overdue {
                    role: role.role,
                    item,
                    text: action.text.clone(),
                    owner: action.owner.clone(),
                    due: action.due.unwrap(),
                });
            }
        }
    }
    assert_eq!(of.overdue, overdue, "{}", of.id);
    assert_eq!(of.last, last, "{}", of.id);
}

#[test]
fn an_overview_comes_to_what_whole_files_come_to() {
    let dir = tempfile::tempdir().unwrap();
    let (all, home) = (dir.path().join("questionnaires"), dir.path().join("acme"));
    fs::create_dir_all(&all).unwrap();
    fs::create_dir_all(&home).unwrap();
    let p = answers::Provider::new(SEED, 1);
    folder::evidence(&p, &home).unwrap();
    let head = folder::head(&p, ROLES, "../questionnaires");
    fs::write(home.join("assessment.toml"), head).unwrap();
    let shapes = pack::shapes(SEED, CONTROLS, ROLES, 1_750).unwrap();
    let mut asked = Vec::new();
    for (n, shape) in shapes.iter().enumerate() {
        let text = pack::questionnaire(SEED, shape);
        fs::write(all.join(format!("{}.toml", shape.id)), &text).unwrap();
        let q = questionnaire::parse(&text).unwrap();
        let text = folder::shared(&p.assessment(SEED, n, &q));
        let text = match n {
            // Begun by nobody.
            0 => String::new(),
            // In no layout of ours.
            1 => text.replace(" = ", "="),
            // Broken.
            2 => text.replacen("[roles", "[[roles", 1),
            // Of another text than that of today.
            3 => text.replacen("sha256:", "sha256:0", 1),
            // With records of its own, one of them in the place of a shared one.
            4 => {
                let at = text.find("\"ev-").unwrap();
                let id = &text[at + 1..at + 12];
                format!("{text}\n[evidence.{id}]\nhref = \"gone.pdf\"\nexpires_on = 2026-11-25\n")
            }
            // With a record that is nowhere.
            5 => text.replacen("\"ev-", "\"ev-x", 1),
            // With a text that is too long, which no rule reads.
            6 => text.replacen(
                "note = \"",
                &format!("note = \"{}", "x".repeat(TOO_LONG)),
                1,
            ),
            _ => text,
        };
        if !text.is_empty() {
            fs::write(home.join(format!("{}.toml", q.control.id)), text).unwrap();
        }
        asked.push(q);
    }
    let files: Vec<_> = fs::read_dir(home.join("evidence"))
        .unwrap()
        .flatten()
        .collect();
    fs::remove_file(files[0].path()).unwrap();
    fs::write(files[1].path(), "other").unwrap();
    let mut by_heads = Catalog::default();
    by_heads.add_folder(&all).unwrap();
    let mut for_rules = Catalog::default();
    for_rules.add_folder_for_rules(&all, &all, None).unwrap();
    assert!(by_heads.heads().eq(for_rules.heads()));
    for day in ["2026-11-24", "2027-09-01", "2027-09-25"] {
        let today: NaiveDate = day.parse().unwrap();
        for gaps in [false, true] {
            let read = Read {
                catalog: if gaps { &by_heads } else { &for_rules },
                today,
                gaps,
            };
            let found = provider(&home, &read, &|_, _| true).unwrap();
            assert_eq!(found.controls.len(), CONTROLS);
            let mut broken = 0;
            for control in &found.controls {
                let q = asked.iter().find(|q| q.control.id == control.id).unwrap();
                match (&control.path, &control.problem) {
                    (Some(path), Some(problem)) => {
                        broken += 1;
                        let error = AnswerFile::open(path, q).unwrap_err();
                        assert_eq!(*problem, error.first());
                    }
                    (Some(path), None) => slow(path, q, today, control),
                    (None, _) => assert_eq!(control.progress().0, 0),
                }
            }
            assert!((2..=4).contains(&broken), "{broken}");
            let too_long = &asked[6].control.id;
            let problem = found.controls.iter().find(|c| c.id == *too_long).unwrap();
            assert!(problem.problem.as_ref().unwrap().contains("1 MiB"));
        }
    }
}
