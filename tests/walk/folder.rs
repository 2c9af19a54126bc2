//! An assessment of many controls: the list, and from it into one and back.

use crate::harness::{DiskIs, Screen, assessment, clock};
use aicaiq::assessment::{
    Action, Answer, Assessment, Evidence, EvidenceId, Files, Outcome, QuestionAnswer, Role,
    RoleAnswers, StepAnswer,
};
use aicaiq::find::{Found, Hit, Place, Query, Texts};
use aicaiq::gaps::{Context, SOON_DAYS};
use aicaiq::overview::Expiring;
use aicaiq::questionnaire::{ItemId, Questionnaire, StepId, embedded};
use aicaiq::tui::controls::{Facts, Listed, Listing};
use aicaiq::tui::effect::{Counted, Effect, Event};
use aicaiq::tui::model::{Row, Screen as Shown};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

const SIZE: (u16, u16) = (80, 24);

const DOMAINS: [(&str, &str, usize); 3] = [
    ("A&A", "Sample Audits", 6),
    ("CEK", "Sample Keys and Encryption", 12),
    ("IAM", "Sample Identities", 19),
];

/// A control of the folder asks what the built-in one does.
pub fn questionnaire(id: &str) -> Questionnaire {
    let mut q = embedded().clone();
    q.control.id = id.to_owned();
    q.control.title = format!("Sample control {id}");
    q
}

/// What nobody has answered yet.
pub fn empty(id: &str) -> Assessment {
    Assessment {
        questionnaire: id.to_owned(),
        ..assessment(&[Role::Csp, Role::Mp, Role::Osp, Role::Ap])
    }
}

/// Everything answered, one step in so many as given.
pub fn answered(id: &str, every: usize, with: Outcome) -> Assessment {
    let q = questionnaire(id);
    let mut a = empty(id);
    for role in a.roles.clone() {
        let answers = a.answers.entry(role).or_default();
        for (n, item) in q.items(role).enumerate() {
            match item {
                ItemId::Question(id) => {
                    let answer = QuestionAnswer {
                        answer: Some(Answer::Yes),
                        implementation: "so and so".into(),
                        answered_at: Some(clock().now),
                        ..QuestionAnswer::default()
                    };
                    answers.questions.insert(id, answer);
                }
                ItemId::Step(id) => {
                    let outcome = if n % every == every - 1 {
                        with
                    } else {
                        Outcome::Satisfied
                    };
                    let step = StepAnswer {
                        outcome: Some(outcome),
                        note: "a note".into(),
                        assessed_by: "sample assessor".into(),
                        assessed_at: Some(clock().now),
                        action: (outcome == Outcome::NotSatisfied).then(|| Action {
                            text: "Name an owner".into(),
                            owner: "Platform".into(),
                            due: chrono::NaiveDate::from_ymd_opt(2026, 11, 1),
                            ..Action::default()
                        }),
                        ..StepAnswer::default()
                    };
                    answers.steps.insert(id, step);
                }
            }
        }
    }
    a
}

/// Everything answered and nothing to be said of it.
pub fn flawless(id: &str) -> Assessment {
    let mut a = answered(id, usize::MAX, Outcome::Satisfied);
    let record = EvidenceId::of("https://sample.example/policy");
    let link = Evidence {
        href: "https://sample.example/policy".into(),
        viewed_on: Some(clock().today),
        ..Evidence::default()
    };
    a.evidence.insert(record.clone(), link);
    for (role, answers) in &mut a.answers {
        let layer = embedded().home_layer(*role);
        for x in answers.questions.values_mut() {
            x.evidence.insert(record.clone());
            x.ownership = layer.map(|layer| layer.ownership);
        }
        for x in answers.steps.values_mut() {
            x.evidence.insert(record.clone());
        }
    }
    a
}

/// What a control comes to, as the disk would tell.
pub fn count(screen: &Screen, id: &str) -> Counted {
    let found = screen.controls.get(id);
    let begun = found.is_some() || screen.broken.iter().any(|b| b == id);
    if screen.broken.iter().any(|b| b == id) {
        let problem = "“Maybe” is not an answer: expected Yes, No or NA".to_owned();
        let facts = Arc::new(Facts::broken(id, "Sample", "Sample Identities", problem));
        return Counted {
            id: id.to_owned(),
            begun,
            facts,
        };
    }
    let a = found.cloned().unwrap_or_else(|| empty(id));
    let files = Files::new();
    let ctx = Context {
        today: clock().today,
        soon_days: SOON_DAYS,
        files: &files,
    };
    let mut facts = Facts::of(&questionnaire(id), &a, &ctx);
    if let Some(controls) = &screen.app.controls {
        facts.leave_shared(|path| controls.undecided.contains(path));
    }
    Counted {
        id: id.to_owned(),
        begun,
        facts: Arc::new(facts),
    }
}

/// Where words are, as the disk would tell.
pub fn find(screen: &Screen, typed: &str) -> Found {
    let query = Query::new(typed);
    let mut found = Found::default();
    for id in ids() {
        let a = screen.controls.get(&id).cloned();
        let a = a.unwrap_or_else(|| empty(&id));
        let path = PathBuf::from(format!("/work/acme/{id}.toml"));
        if screen.broken.contains(&id) {
            found.unread.push((path, "broken".to_owned()));
            continue;
        }
        let hit = |text: aicaiq::find::Text| Hit {
            control: id.clone(),
            path: path.clone(),
            places: text.places(&query),
            place: text.place,
            text: text.text,
        };
        let texts = Texts::new(&a, &questionnaire(&id)).found(&query);
        let idle = |p: &Place| matches!(p, Place::Register(id) if a.is_shared(id));
        let texts = texts.into_iter().filter(|text| !idle(&text.place));
        let hits = texts.map(hit).collect();
        found.add(&id, hits, screen.most);
    }
    found
}

pub fn ids() -> Vec<String> {
    let of = |(prefix, _, n): &(&str, &str, usize)| {
        let prefix = (*prefix).to_owned();
        (1..=*n).map(move |n| format!("{prefix}-{n:02}"))
    };
    DOMAINS.iter().flat_map(of).collect()
}

pub fn listing(begun: &dyn Fn(&str) -> bool) -> Listing {
    let control = |id: String| {
        let domain = DOMAINS.iter().find(|(p, ..)| id.starts_with(p)).unwrap().1;
        Listed {
            title: format!("Sample control {id}"),
            domain: domain.to_owned(),
            path: PathBuf::from(format!("/work/acme/{id}.toml")),
            begun: begun(&id),
            id,
        }
    };
    let expiring = |name: &str, on: &str| Expiring {
        id: aicaiq::assessment::EvidenceId::of(name),
        title: name.to_owned(),
        on: on.parse().unwrap(),
    };
    Listing {
        folder: PathBuf::from("/work/acme"),
        subject: "Sample GenAI Platform".into(),
        assessor: "sample assessor".into(),
        roles: vec![Role::Csp, Role::Mp, Role::Osp, Role::Ap],
        expiring: vec![
            expiring("Key policy v4", "2026-11-20"),
            expiring("Penetration test", "2026-12-10"),
        ],
        undecided: Default::default(),
        controls: ids().into_iter().map(control).collect(),
        notes: Vec::new(),
        problem: None,
        place: None,
    }
}

/// A folder whose first domain is done, whose second has gaps and whose
/// third is hardly begun.
pub fn unread(size: (u16, u16)) -> Screen {
    let mut screen = Screen::start(size);
    for id in ids() {
        let number: usize = id[4..].parse().unwrap();
        let a = match &id[..3] {
            "A&A" if number == 5 => continue,
            "A&A" => answered(&id, 3, Outcome::NotApplicable),
            "CEK" if number == 2 => {
                let mut a = answered(&id, 4, Outcome::NotSatisfied);
                a.answers.remove(&Role::Ap);
                a
            }
            "CEK" if number.is_multiple_of(2) => answered(&id, number, Outcome::NotSatisfied),
            "CEK" => answered(&id, number + 2, Outcome::PartiallySatisfied),
            _ if number < 3 => {
                let mut a = answered(&id, 3, Outcome::Satisfied);
                a.answers.remove(&Role::Mp);
                a
            }
            _ => continue,
        };
        screen.controls.insert(id, a);
    }
    screen.broken.push("IAM-19".into());
    screen
}

pub fn open(screen: &mut Screen) {
    let known: Vec<String> = screen
        .controls
        .keys()
        .chain(&screen.broken)
        .cloned()
        .collect();
    let listing = listing(&|id| known.iter().any(|k| k == id));
    screen.happen(Event::FolderOpened(Box::new(listing)));
}

/// The list, everything counted.
pub fn sample(size: (u16, u16)) -> Screen {
    let mut screen = unread(size);
    open(&mut screen);
    screen.count(ids());
    screen
}

/// The list, hardly anything counted.
pub fn counting() -> Screen {
    let mut screen = unread(SIZE);
    screen.slow = true;
    open(&mut screen);
    screen.count(ids().into_iter().take(9).collect());
    screen
}

pub fn empty_folder() -> Screen {
    let mut screen = Screen::start(SIZE);
    let listing = Listing {
        controls: Vec::new(),
        ..listing(&|_| false)
    };
    screen.happen(Event::FolderOpened(Box::new(listing)));
    screen
}

/// Names that are longer than their places, in other letters.
pub fn long_names() -> Screen {
    let mut screen = unread(SIZE);
    let mut listing = listing(&|_| true);
    listing.subject = "鍵管理の責任者 ".repeat(12);
    listing.notes = vec!["x.toml is not used: it has no [control] table at its head".into()];
    for (n, control) in listing.controls.iter_mut().enumerate() {
        control.title = "Sehr lange Namen für Maßnahmen, 鍵管理 e\u{301} ".repeat(n % 4 + 1);
        control.domain = format!("{} {}", control.domain, "and everything else ".repeat(5));
    }
    screen.happen(Event::FolderOpened(Box::new(listing)));
    screen.count(ids());
    screen
}

#[test]
fn the_list_says_how_each_control_stands_and_what_all_come_to() {
    let mut screen = sample(SIZE);
    screen
        .sees("Sample GenAI Platform · 37 controls")
        .sees("▾ Sample Audits")
        .sees("✗ 1 expired")
        .sees("◷ 1 expiring")
        .does_not_see("counting");
    screen.keys("/ \"cek-02\" enter").sees("▲ CEK-02");
    screen.keys("G").sees("! IAM-19").sees("unreadable");
}

#[test]
fn what_is_not_counted_yet_says_so() {
    let mut screen = counting();
    screen.sees("counting: 9/37").sees("… CEK-0");
    let asked = screen.effects.iter().filter_map(|e| match e {
        Effect::Count(ids) => Some(ids.clone()),
        _ => None,
    });
    let asked: Vec<Vec<String>> = asked.collect();
    assert_eq!(asked.len(), 1, "once, until other controls are in sight");
    assert_eq!(asked[0][0], "A&A-01");
    assert!(asked[0].len() < 22);
    screen.keys("G");
    let last = screen.effects.last();
    assert!(matches!(last, Some(Effect::Count(ids)) if ids.contains(&"IAM-19".to_owned())));
    screen.count(ids());
    screen.does_not_see("counting");
}

#[test]
fn into_a_control_and_back_with_its_numbers_fresh() {
    let mut screen = sample(SIZE);
    screen.keys("/ \"A&A-05\" enter");
    screen.sees("· A&A-05").sees("not begun").sees("0/46");
    screen.keys("enter");
    assert_eq!(screen.app.screen, Shown::Walk);
    screen.sees("Sample GenAI Platform › A&A-05");
    screen.sees("nobody has begun it");
    assert_eq!(screen.saves, 0, "looking makes no file");
    screen.keys("y s");
    assert_eq!(screen.saves, 2);
    screen.keys("esc");
    assert_eq!(screen.app.screen, Shown::Controls);
    screen.sees("△ A&A-05").sees("2/46");
    assert!(screen.at_cursor().contains("A&A-05"));
    // In again: what was done can still be undone.
    screen.keys("enter u").sees("undone");
    let steps = |s: &Screen| s.controls["A&A-05"].answers[&Role::Csp].steps.len();
    assert_eq!(steps(&screen), 0);
    screen.keys("-").sees("1/46");
}

#[test]
fn undo_in_the_list_goes_to_the_control_that_was_changed_last() {
    let mut screen = sample(SIZE);
    screen.keys("u").sees("nothing to undo");
    let before = screen.controls.clone();
    screen.keys("/ \"CEK-03\" enter enter n L n - home u");
    screen.sees("CEK-04").sees("undone");
    assert_eq!(screen.app.screen, Shown::Walk);
    let answers = |all: &BTreeMap<String, Assessment>, id: &str| {
        all.get(id).map(|a| a.answers.clone()).unwrap_or_default()
    };
    assert_ne!(
        answers(&screen.controls, "CEK-03"),
        answers(&before, "CEK-03")
    );
    let (now, then) = (
        answers(&screen.controls, "CEK-04"),
        answers(&before, "CEK-04"),
    );
    let steps = |a: &BTreeMap<Role, RoleAnswers>| {
        a.values()
            .map(|r| r.steps.len() + r.questions.len())
            .sum::<usize>()
    };
    assert_eq!(steps(&now), steps(&then));
    // Where that is all, the one before it is next.
    screen.keys("- u").sees("CEK-03").sees("undone");
    assert_eq!(
        steps(&answers(&screen.controls, "CEK-03")),
        steps(&answers(&before, "CEK-03"))
    );
    screen.keys("- u").sees("nothing to undo");
}

#[test]
fn a_control_that_others_touch_meanwhile_keeps_its_undo() {
    let mut screen = sample(SIZE);
    let step = |s: &Screen, n: &str| {
        let id = StepId::new(n).unwrap();
        s.controls["A&A-05"].step(Role::Csp, &id).outcome()
    };
    screen.keys("/ \"A&A-05\" enter enter j s s -");
    assert_eq!(step(&screen, "02"), Outcome::Satisfied);
    let a = screen.controls.get_mut("A&A-05").unwrap();
    let mp = a.answers.entry(Role::Mp).or_default();
    mp.steps.insert(
        StepId::new("01").unwrap(),
        StepAnswer {
            outcome: Some(Outcome::NotSatisfied),
            ..StepAnswer::default()
        },
    );
    screen.keys("enter u").sees("undone");
    assert_eq!(step(&screen, "02"), Outcome::NotAssessed);
    assert_eq!(step(&screen, "01"), Outcome::Satisfied);
    let theirs = &screen.controls["A&A-05"];
    let theirs = theirs.step(Role::Mp, &StepId::new("01").unwrap());
    assert_eq!(theirs.outcome(), Outcome::NotSatisfied, "theirs stays");
}

#[test]
fn what_was_undone_in_the_list_is_redone_in_the_list() {
    let mut screen = sample(SIZE);
    screen.keys("U").sees("nothing to redo");
    screen.keys("2 u").sees("one step at a time");
    screen.keys("/ \"CEK-03\" enter enter n L n j n");
    let done = screen.controls.clone();
    // Where one's own is all undone, the other control is named.
    screen
        .keys("3 u u")
        .sees("nothing to undo in this control; in CEK-03: 1");
    screen.keys("- U").sees("CEK-04").sees("done again");
    screen.keys("U");
    assert_eq!(screen.controls["CEK-04"].answers, done["CEK-04"].answers);
    screen.keys("- home u").sees("undone").keys("- home U");
    assert_eq!(screen.controls["CEK-04"].answers, done["CEK-04"].answers);
}

#[test]
fn a_control_whose_file_others_delete_meanwhile_can_be_brought_back() {
    let mut screen = sample(SIZE);
    screen.keys("/ \"A&A-05\" enter enter j s s -");
    let answers = screen.controls["A&A-05"].answers.clone();
    screen.controls.remove("A&A-05");
    screen.keys("enter").sees("is gone from disk").keys("u");
    assert_eq!(screen.controls["A&A-05"].answers, answers);
}

#[test]
fn other_controls_are_left_alone() {
    let mut screen = sample(SIZE);
    let before = screen.controls.clone();
    screen.keys("/ \"CEK-03\" enter enter j n L j n - ");
    for (id, a) in &screen.controls {
        let same = before.get(id) == Some(a);
        assert_eq!(same, !matches!(id.as_str(), "CEK-03" | "CEK-04"), "{id}");
    }
}

#[test]
fn from_one_control_to_the_next_without_the_list() {
    let mut screen = sample(SIZE);
    screen.keys("/ \"CEK-03\" enter enter");
    screen
        .keys("L")
        .sees("› CEK-04")
        .keys("H H")
        .sees("› CEK-02");
    screen
        .keys("2 L")
        .sees("› CEK-04")
        .keys("2 H")
        .sees("› CEK-02");
    // A number is as many presses, also where they lead round.
    let all = screen.app.controls.as_ref().unwrap().entries.len();
    let times = |n: usize, key: &str| {
        let digits: Vec<String> = n.to_string().chars().map(String::from).collect();
        format!("{} {key}", digits.join(" "))
    };
    screen
        .keys(&times(all, "L"))
        .sees("so many controls on is this one again")
        .sees("› CEK-02")
        .keys(&times(all + 1, "L"))
        .sees("› CEK-03")
        .keys(&times(all + 1, "H"))
        .sees("› CEK-02");
    screen.keys("ctrl-n").sees("› IAM-01");
    screen.keys("ctrl-g").sees("› IAM-02");
    screen.keys("ctrl-g").sees("› A&A-01");
    screen.keys(": \"iam-02\" enter").sees("› IAM-02");
    screen.keys("esc");
    assert!(screen.at_cursor().contains("IAM-02"), "{}", screen.shown());
}

#[test]
fn what_is_not_saved_is_not_left_unasked() {
    let mut screen = sample(SIZE);
    screen.keys("/ \"CEK-02\" enter enter");
    screen.disk = DiskIs::Broken("no space left on device");
    screen.keys("G s esc").sees("Not everything is saved");
    screen.keys("esc");
    assert_eq!(screen.app.screen, Shown::Walk);
    screen.sees("NOT SAVED");
    screen.keys("L").sees("Not everything is saved").keys("Q");
    assert!(!screen.left, "only the control is left");
    assert!(screen.rescued.is_some());
    screen
        .sees("› CEK-03")
        .sees("what could not be saved is in");
    // And from there the program, which asks no more.
    screen.keys("q");
    assert!(screen.left);
}

#[test]
fn leaving_the_program_is_not_leaving_the_control() {
    let mut screen = sample(SIZE);
    screen.keys("/ \"CEK-02\" enter enter");
    screen.disk = DiskIs::Broken("no space left on device");
    screen.keys("G s esc esc q Q");
    assert!(screen.left);
}

#[test]
fn a_control_that_cannot_be_opened_leaves_one_in_the_list() {
    let mut screen = sample(SIZE);
    screen.keys("G enter").sees("IAM-19.toml has 1 error");
    assert_eq!(screen.app.screen, Shown::Controls);
    screen.keys("up enter");
    assert_eq!(screen.app.screen, Shown::Walk);
    screen.keys("L");
    assert_eq!(screen.app.screen, Shown::Controls, "from one as well");
}

#[test]
fn domains_fold_and_the_selected_control_stays() {
    let mut screen = sample(SIZE);
    screen.keys("/ \"CEK-02\" enter left");
    assert!(screen.at_cursor().contains("Sample Keys"));
    screen
        .keys("left")
        .sees("▸ Sample Keys")
        .does_not_see("CEK-02 ");
    screen.keys("right").sees("CEK-02 ");
    screen
        .keys("*")
        .does_not_see("CEK-02 ")
        .does_not_see("IAM-01 ");
    screen.keys("]").sees("CEK-02 ");
    screen.keys("* g enter");
    assert_eq!(screen.app.screen, Shown::Controls, "a heading folds");
}

#[test]
fn filters_show_the_controls_they_name() {
    let mut screen = sample(SIZE);
    screen
        .keys("z g")
        .sees("only with gaps: 19")
        .does_not_see("A&A-05");
    screen.keys("z m G").sees("IAM-02").does_not_see("A&A-05");
    screen.keys("z r").sees("No control fits");
    screen.keys("esc").sees("A&A-01");
    screen.keys("z u } ").sees("only unanswered");
}

#[test]
fn a_filter_stays_where_the_control_that_is_left_fits_no_more() {
    let mut screen = sample(SIZE);
    screen.keys("z u");
    let first = screen.at_cursor();
    assert!(first.contains("A&A-05"), "{first}");
    screen.keys("enter");
    for _ in 0..46 {
        screen.keys("s");
    }
    screen.sees("✓ saved").keys("esc").sees("only unanswered");
    assert!(screen.at_cursor().contains("CEK-02"), "{}", screen.shown());
    screen.does_not_see("A&A-05");
}

#[test]
fn the_worst_come_first_where_that_is_wanted() {
    let mut screen = sample(SIZE);
    screen.keys("w");
    let shown = screen.shown();
    let lines: Vec<&str> = shown.lines().skip(2).take(4).collect();
    assert!(lines[0].contains("IAM-19"), "{shown}");
    assert!(lines[1].contains("CEK-04"), "{shown}");
    screen.keys("down w");
    assert!(screen.at_cursor().contains("CEK-04"), "{}", screen.shown());
    screen.sees("▾ Sample");
}

#[test]
fn the_results_are_controls_by_roles_with_words() {
    let mut screen = sample(SIZE);
    screen
        .keys("o")
        .sees("CSP")
        .sees("AP")
        .sees("✓ sat")
        .sees("✗ not");
    screen.app.size = (60, 15);
    screen.sees("✓ sat");
    screen.app.size = (200, 50);
    screen
        .sees("✗ not satisfied")
        .keys("o")
        .does_not_see("Result by role");
}

#[test]
fn what_changes_on_disk_is_taken_in() {
    let mut screen = sample(SIZE);
    screen.keys("/ \"IAM-03\" enter").sees("0/46");
    screen.controls.insert(
        "IAM-03".into(),
        answered("IAM-03", 2, Outcome::NotSatisfied),
    );
    screen.count(vec!["IAM-03".into()]);
    screen.sees("▲ IAM-03").sees("46/46");
    assert!(screen.at_cursor().contains("IAM-03"));
    // The folder is listed anew: what is known and where one is stays.
    open(&mut screen);
    screen.sees("▲ IAM-03").sees("46/46");
    assert!(screen.at_cursor().contains("IAM-03"));
}

#[test]
fn a_single_file_has_no_list() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("-").sees("this is a single file");
    screen.keys("L").sees("this is a single file");
    screen.keys("esc").does_not_see("single file");
    assert_eq!(screen.app.screen, Shown::Walk);
}

#[test]
fn clicks_select_and_open() {
    let mut screen = sample(SIZE);
    screen.click("A&A-03").click("A&A-03");
    screen.sees("› A&A-03");
}

#[test]
fn words_are_found_in_all_controls_and_one_key_leads_there() {
    let mut screen = sample(SIZE);
    let a = screen.controls.get_mut("CEK-03").unwrap();
    let answers = a.answers.entry(Role::Mp).or_default();
    let step = StepId::new("04").unwrap();
    answers.steps.entry(step.clone()).or_default().note = "one zebra, and\nanother".into();
    let step5 = StepId::new("05").unwrap();
    answers.steps.entry(step5).or_default().note = "a zebra".into();
    screen.keys("/ \"z\"").does_not_see("looking through");
    screen.keys("\"ebra\"");
    insta::assert_snapshot!("find_in_folder", screen.shown());
    screen.sees("CEK-03 MP.04 note one zebra, and another");
    screen.sees("0 controls · 2 texts");
    screen.keys("enter");
    assert_eq!(screen.app.screen, Shown::Walk);
    assert_eq!(screen.doc().row, Row::Item(Role::Mp, ItemId::Step(step)));
    screen.sees("“zebra” 1 of 2: MP.04 note");
    screen.keys("n").sees("“zebra” 2 of 2: MP.05 note");
    // Back in the list the same words are at hand, and typing replaces them.
    screen.keys("esc esc /").sees("/ zebra").sees("2 texts");
    screen.keys("\"CEK-03\"").sees("/ CEK-03");
    screen.keys("enter");
    assert_eq!(
        screen.app.screen,
        Shown::Controls,
        "a control is only selected"
    );
}

#[test]
fn what_is_found_in_the_next_control_is_gone_on_to() {
    let mut screen = sample(SIZE);
    for (id, step, note) in [
        ("A&A-01", "03", "a zebra"),
        ("CEK-03", "04", "one zebra"),
        ("CEK-03", "05", "another zebra"),
    ] {
        let a = screen.controls.get_mut(id).unwrap();
        let answers = a.answers.entry(Role::Mp).or_default();
        let step = StepId::new(step).unwrap();
        answers.steps.entry(step).or_default().note = note.into();
    }
    screen.keys("/ \"zebra\" enter");
    screen.sees("“zebra” 1 of 1 here, of 3 in 2 controls: MP.03 note");
    screen.keys("n").sees("› CEK-03");
    screen.sees("“zebra” 1 of 2 here, of 3 in 2 controls: MP.04 note");
    screen
        .keys("n")
        .sees("“zebra” 2 of 2 here")
        .sees("MP.05 note");
    screen.keys("n").sees("› A&A-01").sees("MP.03 note");
    screen.keys("N").sees("› CEK-03").sees("MP.05 note");
    screen.keys("N").sees("MP.04 note");
    // A search in the control itself stays in it.
    screen.keys("/ \"zebra\" enter").sees("1 of 2: ");
    screen.keys("n").sees("2 of 2: ");
    screen.keys("n").sees("› CEK-03").sees("1 of 2: ");
}

#[test]
fn what_is_found_beyond_the_list_is_gone_on_to_as_well() {
    let mut screen = sample(SIZE);
    for (id, step) in [("A&A-01", "03"), ("A&A-01", "04"), ("CEK-03", "04")] {
        let a = screen.controls.get_mut(id).unwrap();
        let answers = a.answers.entry(Role::Mp).or_default();
        let step = StepId::new(step).unwrap();
        answers.steps.entry(step).or_default().note = "a zebra".into();
    }
    screen.most = 1;
    screen.keys("/ \"zebra\"").sees("first 1 of 3 texts");
    screen.keys("enter").sees("1 of 2 here, of 3 in 2 controls");
    screen.keys("n").sees("2 of 2 here, of 3 in 2 controls");
    screen.keys("n").sees("› CEK-03").sees("1 of 1 here");
    screen.keys("n").sees("› A&A-01").sees("1 of 2 here");
    screen.keys("N").sees("› CEK-03").sees("1 of 1 here");
}

#[test]
fn what_only_other_controls_use_is_not_gone_through_in_each() {
    let mut screen = sample(SIZE);
    let href = "https://example.com/theirs";
    let record = Evidence {
        title: "zebra".into(),
        href: href.into(),
        ..Evidence::default()
    };
    let shared = Assessment {
        evidence: [(EvidenceId::of(href), record)].into(),
        ..Assessment::default()
    };
    for id in ["A&A-01", "CEK-03"] {
        let mut a = screen.controls[id].clone();
        let answers = a.answers.entry(Role::Mp).or_default();
        let step = StepId::new("03").unwrap();
        answers.steps.entry(step).or_default().note = "a zebra".into();
        let a = a.inheriting(&shared);
        screen.controls.insert(id.to_owned(), a);
    }
    screen.keys("/ \"zebra\" enter");
    screen.sees("“zebra” 1 of 1 here, of 2 in 2 controls: MP.03 note");
    screen.keys("n").sees("› CEK-03").sees("1 of 1 here");
    // In the control itself it is found.
    screen.keys("/ \"zebra\" enter").sees("1 of 2: ");
    screen.keys("n").sees("register evidence");
}

#[test]
fn an_undo_that_cannot_be_made_is_not_made_elsewhere() {
    let mut screen = sample(SIZE);
    screen.keys("/ \"CEK-03\" enter enter n L n - home");
    let answers = |screen: &Screen| screen.controls["CEK-03"].answers.clone();
    let before = answers(&screen);
    screen.broken.push("CEK-04".to_owned());
    screen.keys("u");
    assert_eq!(screen.app.screen, Shown::Controls);
    screen.keys("/ \"CEK-03\" enter enter");
    assert_eq!(answers(&screen), before, "it was only opened");
    screen.keys("- u").sees("CEK-03").sees("undone");
}

#[test]
fn a_jump_that_fails_is_not_made_later() {
    let mut screen = sample(SIZE);
    screen.keys("/ \"IAM-02\" down enter");
    screen.keys("esc / \"a note\"");
    screen.broken.push("A&A-01".to_owned());
    screen.keys("enter");
    assert_eq!(screen.app.screen, Shown::Controls);
    assert_eq!(screen.app.controls.as_ref().unwrap().goes_to, None);
}

#[test]
fn what_is_found_later_or_not_at_all_is_said() {
    let mut screen = sample(SIZE);
    screen
        .keys("/ \"z\"")
        .sees("one more letter looks through all texts");
    screen.keys("esc / \"鍵\"").sees("0 controls · 0 texts");
    screen.keys("esc");
    screen
        .keys("/ \"zebra\"")
        .sees("found nowhere")
        .sees("0 controls · 0 texts");
    screen.keys("esc");
    screen.keys("/ \"note\"").sees("! 1 control not read");
    screen.keys("esc");
    screen.slow = true;
    screen
        .keys("/ \"note\"")
        .sees("looking through all texts …");
    // What was looked for before comes too late.
    let found = find(&screen, "note");
    screen.keys("\"s\"");
    screen.happen(Event::FoundInFolder("note".into(), found.clone()));
    screen.sees("looking through all texts …");
    screen.keys("esc");
    screen.happen(Event::FoundInFolder("notes".into(), found));
    assert!(screen.app.overlay.is_none());
}

#[test]
fn what_controls_share_is_counted_once_and_said_where_it_is_decided() {
    let mut screen = Screen::start((120, 40));
    let listing = Listing {
        undecided: ["assessment.subject".to_owned()].into(),
        ..listing(&|_| true)
    };
    screen.happen(Event::FolderOpened(Box::new(listing)));
    screen.count(ids());
    screen.sees("≠ 1 undecided");
    screen
        .keys("z x")
        .sees("; 1 field of what they share: X chooses");
}
