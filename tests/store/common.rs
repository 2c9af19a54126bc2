//! A small questionnaire, and assessments of it.

use aicaiq::assessment::{
    Action, Assessment, Conflict, Evidence, EvidenceId, EvidenceIds, Other, Outcome, Person,
    QuestionAnswer, Role, RoleAnswers, Sample, SignOff, StepAnswer,
};
use aicaiq::questionnaire::{self, Questionnaire, StepId};
use aicaiq::store::{AnswerFile, render};
use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub const QUESTIONS: [&str; 2] = ["CEK-02.1", "CEK-02.2"];
pub const STEPS: [&str; 4] = ["01", "02", "03", "ccm-1"];
pub const ROLES: [Role; 3] = [Role::Csp, Role::Mp, Role::Ap];

pub fn questionnaire() -> &'static Questionnaire {
    static ONE: OnceLock<Questionnaire> = OnceLock::new();
    ONE.get_or_init(|| {
        let mut text = String::from(
            "schema = 1\n[control]\nid = \"CEK-02\"\ntitle = \"t\"\ndomain = \"d\"\n\
             version = \"AICM 1.0\"\nspecification = \"s\"\n",
        );
        for id in QUESTIONS {
            text += &format!("[[questions]]\nid = \"{id}\"\ntext = \"q\"\n");
        }
        text += "[[layers]]\nid = \"PI\"\nname = \"n\"\nrole = \"CSP\"\nownership = \"CSP-Owned\"\n";
        for role in ROLES {
            text += &format!("[[roles]]\nid = \"{role}\"\nname = \"n\"\n");
            for id in STEPS {
                text += &format!(
                    "[[roles.steps]]\nid = \"{id}\"\ntopic = \"t\"\norigin = \"adapted\"\ntext = \"x\"\n"
                );
            }
        }
        questionnaire::parse(&text).unwrap()
    })
}

pub fn step(id: &str) -> StepId {
    StepId::new(id).unwrap()
}

/// A small assessment that is complete in the file's sense.
pub fn sample() -> Assessment {
    let mut a = Assessment {
        subject: "Acme".into(),
        questionnaire: "CEK-02".into(),
        roles: vec![Role::Csp],
        assessor: "A. Sessor".into(),
        ..Assessment::default()
    };
    let answers = a.answers.entry(Role::Csp).or_default();
    answers.steps.insert(
        step("02"),
        StepAnswer {
            outcome: Some(Outcome::Satisfied),
            note: "Seen.".into(),
            ..StepAnswer::default()
        },
    );
    a
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "Zeile",
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "\"",
        "\"\"\"",
        "\\",
        "\\u0041",
        "#",
        "# x",
        "'''",
        "=",
        "[a]",
        "<<<<<<< HEAD",
        "=======",
        "é",
        "漢",
        "🙂",
        "{",
        "}",
        ",",
        "\u{feff}",
    ]);
    prop_oneof![
        2 => Just(String::new()),
        5 => prop::collection::vec(piece, 1..8).prop_map(|p| p.concat()),
    ]
}

fn date() -> impl Strategy<Value = Option<NaiveDate>> {
    let days = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    prop::option::of((0..9000_u64).prop_map(move |d| days + chrono::Days::new(d)))
}

fn time() -> impl Strategy<Value = Option<DateTime<Utc>>> {
    prop::option::of((0..4_000_000_000_i64).prop_map(|s| DateTime::from_timestamp(s, 0).unwrap()))
}

fn word<T: Copy + std::fmt::Debug + 'static>(
    all: &'static [T],
) -> impl Strategy<Value = Option<T>> {
    prop::option::of(prop::sample::select(all))
}

fn action() -> impl Strategy<Value = Option<Action>> {
    use aicaiq::assessment::{ActionStatus, Retest};
    let words = (word(ActionStatus::ALL), word(Retest::ALL));
    let some = (text(), text(), date(), words, text(), date()).prop_map(
        |(text, owner, due, (status, retest), retested_by, retested_on)| Action {
            text,
            owner,
            due,
            status,
            retest,
            retested_by,
            retested_on,
        },
    );
    prop::option::of(some).prop_map(|a| a.filter(|a| *a != Action::default()))
}

fn refs() -> impl Strategy<Value = EvidenceIds> {
    prop::collection::btree_set(evidence_id(), 0..3).prop_map(|ids| ids.into_iter().collect())
}

fn evidence_id() -> impl Strategy<Value = EvidenceId> {
    prop::sample::select(vec!["ev-1", "ev-2", "ev-10", "0b", "a_b"])
        .prop_map(|id| EvidenceId::new(id).unwrap())
}

fn number() -> impl Strategy<Value = Option<u64>> {
    prop::option::of(0..1_u64 << 62)
}

fn sample_of() -> impl Strategy<Value = Option<Sample>> {
    (number(), number(), text(), text()).prop_map(|(one, two, items, selection)| {
        let sample = Sample {
            size: one.min(two.or(one)),
            population: two.map(|two| two.max(one.unwrap_or(0))),
            items,
            selection,
        };
        (!sample.is_empty()).then_some(sample)
    })
}

/// What an answer to a text that has changed is to.
fn asked(is_said: bool) -> String {
    if is_said {
        "9f86d081".into()
    } else {
        String::new()
    }
}

fn sign_off() -> impl Strategy<Value = Option<SignOff>> {
    (text(), time(), text(), text(), text()).prop_map(|(by, at, statement, asked, digest)| {
        let signed = SignOff {
            by,
            at,
            statement,
            asked,
            digest,
        };
        (signed != SignOff::default()).then_some(signed)
    })
}

fn step_answer() -> impl Strategy<Value = StepAnswer> {
    use aicaiq::assessment::{Effectiveness, Grade, Method, Review};
    let words = (
        (word(Outcome::ALL), word(Outcome::ALL)),
        word(Grade::ALL),
        word(Review::ALL),
        word(Effectiveness::ALL),
    );
    let also = prop::collection::btree_set("[a-zä ]{1,4}", 0..3);
    let review = (text(), time(), text(), sample_of(), also);
    let methods = prop::collection::btree_set(prop::sample::select(Method::ALL), 0..4);
    (
        words,
        methods,
        text(),
        text(),
        refs(),
        text(),
        time(),
        action(),
        review,
    )
        .prop_map(
            |(
                ((outcome, suggested), grade, review, effectiveness),
                methods,
                note,
                justification,
                evidence,
                by,
                at,
                action,
                (reviewed_by, reviewed_at, review_comment, sample, also),
            )| {
                StepAnswer {
                    outcome,
                    suggested,
                    grade: grade.filter(|g| g.fits(outcome.unwrap_or(Outcome::NotAssessed))),
                    methods,
                    effectiveness,
                    sample,
                    note,
                    justification,
                    evidence,
                    assessed_by: by,
                    was: if suggested.is_some() {
                        "07".into()
                    } else {
                        String::new()
                    },
                    asked: asked(at.is_some()),
                    assessed_at: at,
                    assessed_also: also,
                    review,
                    reviewed_by,
                    reviewed_at,
                    review_comment,
                    action,
                }
            },
        )
}

fn question_answer() -> impl Strategy<Value = QuestionAnswer> {
    use aicaiq::assessment::{Answer, Ownership};
    let words = (word(Answer::ALL), word(Answer::ALL), word(Ownership::ALL));
    (words, text(), text(), refs(), text(), time(), action()).prop_map(
        |((answer, suggested, ownership), implementation, customer, evidence, by, at, action)| {
            QuestionAnswer {
                answer,
                suggested,
                ownership,
                implementation,
                customer_responsibilities: customer,
                evidence,
                answered_by: by,
                was: if suggested.is_some() {
                    "CEK-02.7".into()
                } else {
                    String::new()
                },
                asked: asked(at.is_some()),
                answered_at: at,
                action,
            }
        },
    )
}

fn record() -> impl Strategy<Value = Evidence> {
    let dates = (date(), date(), date(), date(), date());
    (
        text(),
        text(),
        "([0-9a-f]{64})?",
        prop::option::of(0..1_u64 << 62),
        (text(), text()),
        dates,
    )
        .prop_map(
            |(
                title,
                href,
                sha256,
                size,
                (collected_by, viewed_by),
                (on, from, to, expires, viewed_on),
            )| Evidence {
                title,
                href: format!("x{href}"),
                sha256,
                size,
                collected_on: on,
                collected_by,
                viewed_on,
                viewed_by,
                period_from: from.min(to.or(from)),
                period_to: to.map(|to| to.max(from.unwrap_or(to))),
                expires_on: expires,
            },
        )
}

fn role_answers() -> impl Strategy<Value = RoleAnswers> {
    let ids = prop::sample::select(QUESTIONS.to_vec()).prop_map(str::to_owned);
    let questions = prop::collection::btree_map(ids, question_answer(), 0..3);
    let ids = prop::sample::select(STEPS.to_vec()).prop_map(step);
    let steps = prop::collection::btree_map(ids, step_answer(), 0..4);
    (questions, steps, sign_off()).prop_map(|(questions, steps, sign_off)| RoleAnswers {
        questions,
        steps,
        sign_off,
    })
}

fn conflicts() -> impl Strategy<Value = BTreeMap<String, Conflict>> {
    let value = || {
        let values = [
            "\"satisfied\"",
            "\"\"\"\nfirst\nsecond\"\"\"",
            "[\"ev-1\", \"ev-2\"]",
            "2026-11-20",
            "7",
            "[1, [2, \"a\"]]",
        ];
        prop::option::of(prop::sample::select(values.to_vec()).prop_map(str::to_owned))
    };
    let other = (value(), "[a-z]{1,4}").prop_map(|(value, from)| Other { value, from });
    let others = || prop::collection::btree_map("[0-9a-f]{2}", other.clone(), 0..3);
    let conflict = (value(), value(), value(), text(), text(), others()).prop_map(
        |(base, ours, theirs, ours_from, theirs_from, others)| Conflict {
            base_unknown: base.is_none(),
            base,
            ours,
            theirs,
            ours_from,
            theirs_from,
            others,
        },
    );
    let said = conflict.prop_filter("says something", |c| *c != Conflict::default());
    let paths = vec!["assessment.subject", "roles.CSP.steps.02.note", "a.\"b c\""];
    let paths = prop::sample::select(paths).prop_map(str::to_owned);
    prop::collection::btree_map(paths, said, 0..3)
}

fn people() -> impl Strategy<Value = BTreeMap<String, Person>> {
    let names = vec!["Sample Assessor", "R. Néviewer", "a 'b' c", "x.y", "one"];
    let names = prop::sample::select(names).prop_map(str::to_owned);
    let person = (text(), text()).prop_map(|(function, organisation)| Person {
        function,
        organisation,
    });
    prop::collection::btree_map(names, person, 0..3)
}

/// Any assessment that a file can hold.
pub fn assessment() -> impl Strategy<Value = Assessment> {
    let roles = prop::sample::subsequence(ROLES.to_vec(), 1..=3).prop_shuffle();
    let answers =
        prop::collection::btree_map(prop::sample::select(ROLES.to_vec()), role_answers(), 0..4);
    let register = prop::collection::btree_map(evidence_id(), record(), 0..4);
    let layers = prop::sample::subsequence(vec!["PI".to_owned()], 0..=1);
    let parts = (roles, answers, register, layers, conflicts(), people());
    (text(), text(), text(), text(), parts).prop_map(
        |(
            subject,
            version,
            assessor,
            split_digest,
            (roles, answers, evidence, layers, conflicts, people),
        )| {
            valid(Assessment {
                subject,
                questionnaire: "CEK-02".into(),
                questionnaire_version: version,
                questionnaire_digest: String::new(),
                roles,
                layers,
                assessor,
                questionnaires: String::new(),
                joined: (!split_digest.is_empty())
                    .then(|| split_digest.clone())
                    .into_iter()
                    .collect(),
                split_digest,
                people,
                answers,
                evidence,
                conflicts,
                home: aicaiq::assessment::Home::default(),
            })
        },
    )
}

/// Drops references to nothing and entries that say nothing.
pub fn valid(mut a: Assessment) -> Assessment {
    let ids: BTreeSet<EvidenceId> = a.evidence.keys().cloned().collect();
    for answers in a.answers.values_mut() {
        for s in answers.steps.values_mut() {
            s.evidence.retain(|id| ids.contains(id));
        }
        for q in answers.questions.values_mut() {
            q.evidence.retain(|id| ids.contains(id));
        }
        answers.steps.retain(|_, s| *s != StepAnswer::default());
        answers
            .questions
            .retain(|_, q| *q != QuestionAnswer::default());
    }
    a.answers
        .retain(|_, r| !r.steps.is_empty() || !r.questions.is_empty() || r.sign_off.is_some());
    a
}

/// Takes each part from one of two assessments.
pub fn mixed(a: &Assessment, b: &Assessment, picks: &[bool]) -> Assessment {
    let mut pick = picks.iter().copied().cycle();
    let mut next = || pick.next().unwrap_or_default();
    let mut out = if next() { a.clone() } else { b.clone() };
    out.roles
        .clone_from(if next() { &a.roles } else { &b.roles });
    out.evidence = merge(&a.evidence, &b.evidence, &mut next);
    out.people = merge(&a.people, &b.people, &mut next);
    out.conflicts = merge(&a.conflicts, &b.conflicts, &mut next);
    let none = RoleAnswers::default();
    out.answers = ROLES
        .iter()
        .map(|role| {
            let (x, y) = (
                a.answers.get(role).unwrap_or(&none),
                b.answers.get(role).unwrap_or(&none),
            );
            let questions = merge(&x.questions, &y.questions, &mut next);
            let mut steps = merge(&x.steps, &y.steps, &mut next);
            for (id, s) in &mut steps {
                if let Some(other) = y.steps.get(id)
                    && next()
                {
                    s.note.clone_from(&other.note);
                    s.action.clone_from(&other.action);
                    s.sample.clone_from(&other.sample);
                }
            }
            let signed = if next() { x } else { y };
            let answers = RoleAnswers {
                questions,
                steps,
                sign_off: signed.sign_off.clone(),
            };
            (*role, answers)
        })
        .collect();
    valid(out)
}

fn merge<K: Ord + Clone, V: Clone>(
    a: &BTreeMap<K, V>,
    b: &BTreeMap<K, V>,
    pick: &mut impl FnMut() -> bool,
) -> BTreeMap<K, V> {
    let keys: BTreeSet<&K> = a.keys().chain(b.keys()).collect();
    keys.into_iter()
        .filter_map(|k| {
            let from = if pick() { a } else { b };
            Some((k.clone(), from.get(k)?.clone()))
        })
        .collect()
}

/// A folder with an answer file in it, and the file.
pub fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    std::fs::write(&path, render(&sample())).unwrap();
    (folder, path)
}

pub fn open(path: &Path) -> AnswerFile {
    AnswerFile::open(path, questionnaire()).unwrap()
}

/// Runs a test as somebody who may not do everything; true where that is who
/// runs it already. Without `setpriv`, or where its user cannot run the tests,
/// nothing is seen.
#[cfg(unix)]
pub fn as_nobody(module: &str, test: &str) -> bool {
    if !rustix::process::geteuid().is_root() {
        return true;
    }
    let (_, module) = module.split_once("::").unwrap();
    let ran = std::process::Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--groups=65533"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("{module}::{test}")])
        .env("TMPDIR", "/tmp")
        .output();
    match ran {
        Ok(ran) if ran.status.code() != Some(126) && ran.status.code() != Some(127) => {
            let said = String::from_utf8_lossy(&ran.stdout).into_owned();
            let told = String::from_utf8_lossy(&ran.stderr).into_owned();
            assert!(said.contains("1 passed"), "{said}{told}");
        }
        _ => eprintln!("skipped: nobody else can run the tests here"),
    }
    false
}
