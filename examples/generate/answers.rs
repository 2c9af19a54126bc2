//! Made-up answers of made-up providers.

use crate::random::{LONGEST, Random, prose};
use aicaiq::assessment::{
    Action, ActionStatus, Answer, Assessment, Effectiveness, Evidence, EvidenceId, EvidenceIds,
    Grade, Method, Outcome, Ownership, QuestionAnswer, Retest, Review, Role, Sample, StepAnswer,
};
use aicaiq::questionnaire::{Questionnaire, StepId};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// How many records the evidence register of a provider has.
const RECORDS: usize = 300;
const ASSESSORS: &[&str] = &["Sample Assessor", "Sample Second", "Sample Third"];
const REVIEWER: &str = "Sample Reviewer";

/// The day on which everything was generated: never the clock's, so that the
/// same seed gives the same bytes.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default()
}

fn day(ahead: i64) -> Option<NaiveDate> {
    today().checked_add_signed(TimeDelta::days(ahead))
}

/// An assessed provider: what its answer files share.
pub struct Provider {
    /// From 1.
    pub number: usize,
    /// All of its evidence.
    pub register: BTreeMap<EvidenceId, Evidence>,
    /// The evidence files, by path in its folder, with their text.
    pub files: Vec<(String, String)>,
    ids: Vec<EvidenceId>,
}

impl Provider {
    /// Makes one up.
    pub fn new(seed: u64, number: usize) -> Self {
        let mut random = Random::new(seed, &[4, stream(number)]);
        let mut new = Self {
            number,
            register: BTreeMap::new(),
            files: Vec::new(),
            ids: Vec::new(),
        };
        for n in 1..=RECORDS {
            new.record(n, &mut random);
        }
        new
    }

    fn record(&mut self, n: usize, random: &mut Random) {
        let mut record = Evidence {
            title: prose(random, 50, false),
            ..Evidence::default()
        };
        let expires = match random.below(20) {
            0 => Some(-40),
            1 => Some(12),
            2..=12 => Some(300),
            _ => None,
        };
        record.expires_on = expires.and_then(day);
        if random.chance(70) {
            record.href = format!("https://sample.example/evidence/{n:03}?of={}", self.number);
            record.viewed_on = day(-i64::try_from(random.between(1, 90)).unwrap_or(1));
            record.viewed_by = random.word(ASSESSORS).to_owned();
        } else {
            let text = format!("{}\n", prose(random, 300, true));
            record.href = format!("evidence/sample-{n:03}.md");
            record.sha256 = hex(text.as_bytes());
            record.size = u64::try_from(text.len()).ok();
            record.collected_on = day(-i64::try_from(random.between(1, 90)).unwrap_or(1));
            record.collected_by = random.word(ASSESSORS).to_owned();
            // Some of it is gone, as it is in life.
            if !random.chance(5) {
                self.files.push((record.href.clone(), text));
            }
        }
        if random.chance(30) {
            record.period_from = NaiveDate::from_ymd_opt(2026, 1, 1);
            record.period_to = NaiveDate::from_ymd_opt(2026, 12, 31);
        }
        let id = EvidenceId::of(&record.href);
        self.ids.push(id.clone());
        self.register.insert(id, record);
    }

    /// `Sample provider 07`.
    pub fn name(&self) -> String {
        format!("Sample provider {:02}", self.number)
    }

    /// Every item of a control answered, with the evidence that it uses.
    pub fn assessment(&self, seed: u64, n: usize, q: &Questionnaire) -> Assessment {
        let mut random = Random::new(seed, &[5, stream(self.number), stream(n)]);
        let mut a = Assessment {
            subject: self.name(),
            questionnaire: q.control.id.clone(),
            questionnaire_version: q.control.version.clone(),
            questionnaire_digest: q.digest.clone(),
            roles: q.roles.iter().map(|r| r.id).collect(),
            ..Assessment::default()
        };
        let mut used = BTreeSet::new();
        for role in &q.roles {
            let answers = a.answers.entry(role.id).or_default();
            for question in &q.questions {
                let answer = self.question(&mut random, role.id);
                used.extend(answer.evidence.iter().cloned());
                answers.questions.insert(question.id.clone(), answer);
            }
            for step in &role.steps {
                let answer = self.step(&mut random, &step.id);
                used.extend(answer.evidence.iter().cloned());
                answers.steps.insert(step.id.clone(), answer);
            }
        }
        let records = used.into_iter();
        a.evidence = records
            .filter_map(|id| Some((id.clone(), self.register.get(&id)?.clone())))
            .collect();
        a
    }

    fn evidence(&self, random: &mut Random, most: usize) -> EvidenceIds {
        let least = usize::from(random.chance(90));
        let many = random.between(least, most);
        (0..many)
            .filter_map(|_| random.one(&self.ids).cloned())
            .collect()
    }

    fn question(&self, random: &mut Random, role: Role) -> QuestionAnswer {
        let answer = match random.below(20) {
            0 | 1 => Answer::Na,
            2..=4 => Answer::No,
            _ => Answer::Yes,
        };
        let fitting: Vec<Ownership> = Ownership::ALL
            .iter()
            .copied()
            .filter(|o| o.roles().contains(&role))
            .collect();
        QuestionAnswer {
            answer: Some(answer),
            ownership: random.one(&fitting).copied(),
            implementation: note(random),
            customer_responsibilities: if random.chance(50) {
                prose(random, 200, false)
            } else {
                String::new()
            },
            evidence: self.evidence(random, 3),
            answered_by: random.word(ASSESSORS).to_owned(),
            answered_at: moment(random),
            action: (answer == Answer::No).then(|| action(random)),
            ..QuestionAnswer::default()
        }
    }

    fn step(&self, random: &mut Random, id: &StepId) -> StepAnswer {
        let outcome = match random.below(100) {
            0..=2 => Outcome::NotAssessed,
            3..=10 => Outcome::NotApplicable,
            11..=19 => Outcome::NotSatisfied,
            20..=36 => Outcome::PartiallySatisfied,
            _ => Outcome::Satisfied,
        };
        let mut a = StepAnswer {
            outcome: Some(outcome),
            note: note(random),
            ..StepAnswer::default()
        };
        if outcome == Outcome::NotAssessed {
            return a;
        }
        a.assessed_by = random.word(ASSESSORS).to_owned();
        a.assessed_at = moment(random);
        a.evidence = self.evidence(random, 4);
        a.methods = Method::ALL
            .iter()
            .copied()
            .filter(|m| *m == Method::Examine || random.chance(35))
            .collect();
        if outcome == Outcome::NotApplicable {
            a.justification = prose(random, 120, false);
        } else if outcome.is_shortfall() {
            a.grade = Some(if random.chance(25) {
                Grade::Major
            } else {
                Grade::Minor
            });
            a.action = random.chance(85).then(|| action(random));
        } else if random.chance(8) {
            a.grade = Some(Grade::Ofi);
        }
        if random.chance(20) {
            a.effectiveness = random.one(Effectiveness::ALL).copied();
            a.sample = Some(Sample {
                size: Some(5),
                population: Some(42),
                items: format!("sample items of {id}"),
                selection: "picked at random".into(),
            });
        }
        review(random, &mut a);
        a
    }
}

fn review(random: &mut Random, a: &mut StepAnswer) {
    a.review = match random.below(10) {
        0..=3 => Some(Review::Draft),
        4 | 5 => Some(Review::ReadyForReview),
        6 => Some(Review::ChangesRequested),
        _ => Some(Review::Reviewed),
    };
    let looked_at = [Some(Review::Reviewed), Some(Review::ChangesRequested)];
    if looked_at.contains(&a.review) {
        a.reviewed_by = REVIEWER.into();
        a.reviewed_at = a.assessed_at.and_then(|t| t.checked_add_days(Days::new(2)));
    }
    if a.review == Some(Review::ChangesRequested) {
        a.review_comment = prose(random, 90, false);
    }
}

fn action(random: &mut Random) -> Action {
    let due = i64::try_from(random.between(0, 200)).unwrap_or_default();
    let done = random.chance(40);
    Action {
        text: prose(random, 120, false),
        owner: random.word(&["Sample platform", "Sample security"]).into(),
        due: day(due - 60),
        status: Some(if done {
            ActionStatus::Done
        } else {
            ActionStatus::Open
        }),
        retest: done.then_some(Retest::Passed),
        retested_by: if done { REVIEWER.into() } else { String::new() },
        retested_on: day(-3).filter(|_| done),
    }
}

fn note(random: &mut Random) -> String {
    let lines = random.chance(40);
    let length = match random.below(500) {
        0 => LONGEST,
        1..=20 => 1_200,
        21..=60 => 1,
        _ => random.between(80, 620),
    };
    prose(random, length, lines)
}

fn moment(random: &mut Random) -> Option<DateTime<Utc>> {
    let day = day(-i64::try_from(random.between(1, 60)).unwrap_or(1))?;
    let hour = u32::try_from(random.between(8, 17)).unwrap_or(8);
    let minute = u32::try_from(random.below(60)).unwrap_or_default();
    Some(day.and_hms_opt(hour, minute, 0)?.and_utc())
}

fn stream(n: usize) -> u64 {
    u64::try_from(n).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}
