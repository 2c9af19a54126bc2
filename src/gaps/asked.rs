//! What is asked of a role with what was answered, looked up once for all
//! rules.

use super::rules::{self, Answered, Item};
use super::{Context, Kind, RollUp, Severity, roll_up};
use crate::assessment::{
    Assessment, Evidence, EvidenceId, FileState, QuestionAnswer, Role, StepAnswer,
};
use crate::questionnaire::{Layer, Question, Questionnaire, Step};

/// The questions and steps of a role in their order, with their answers.
pub(crate) struct Asked<'a> {
    pub role: Role,
    /// The layer that the role is at home in and has a share of, where the
    /// provider runs it.
    pub home: Option<&'a Layer>,
    pub questions: Vec<(&'a Question, &'a QuestionAnswer)>,
    pub steps: Vec<(&'a Step, &'a StepAnswer)>,
}

impl<'a> Asked<'a> {
    pub fn of(q: &'a Questionnaire, a: &'a Assessment, role: Role) -> Self {
        let questions = q.questions_of(role).iter();
        let steps = q.role(role).into_iter().flat_map(|r| &r.steps);
        Self {
            role,
            home: home(q, &a.layers, role),
            questions: questions.map(|x| (x, a.question(role, &x.id))).collect(),
            steps: steps.map(|x| (x, a.step(role, &x.id))).collect(),
        }
    }

    /// The kinds and severities of all its gaps but those of records, in no
    /// order that means anything, and without the sentences, which cost more
    /// than finding that there is something to say.
    pub fn each(&self, a: &Assessment, ctx: &Context<'_>, mut found: impl FnMut(Kind, Severity)) {
        let questions = self.questions.iter().map(|(q, x)| Answered::Question(q, x));
        let steps = self.steps.iter().map(|(_, x)| Answered::Step(x));
        for answer in questions.chain(steps) {
            let item = Item::new(self, a, ctx, answer);
            rules::each(&item, |kind| !kind.is_of_record(), &mut found);
        }
    }

    pub fn roll_up(&self) -> RollUp {
        roll_up::of(self.steps.iter().map(|(_, x)| x.outcome()))
    }
}

/// The layer that a role is at home in and has a share of, where the provider
/// runs it; it runs all where it was not asked.
pub(crate) fn home<'a>(q: &'a Questionnaire, runs: &[String], role: Role) -> Option<&'a Layer> {
    let layer = q.home_layer(role)?;
    let is_run = runs.is_empty() || runs.contains(&layer.id);
    (is_run && layer.ownership.roles().contains(&role)).then_some(layer)
}

/// The gaps of a record, which are the same wherever it is used. Of one that
/// is in no register there is no record.
pub(crate) fn of_record(
    id: &EvidenceId,
    record: Option<&Evidence>,
    state: Option<FileState>,
    ctx: &Context<'_>,
) -> Vec<(Kind, Severity)> {
    let files = state.map(|state| (id.clone(), state)).into_iter().collect();
    let ctx = Context {
        files: &files,
        ..*ctx
    };
    let a = Assessment {
        evidence: record
            .map(|r| (id.clone(), r.clone()))
            .into_iter()
            .collect(),
        ..Assessment::default()
    };
    let step = StepAnswer {
        evidence: [id.clone()].into(),
        ..StepAnswer::default()
    };
    let asked = Asked {
        role: Role::Csp,
        home: None,
        questions: Vec::new(),
        steps: Vec::new(),
    };
    let mut kinds = Vec::new();
    let item = Item::new(&asked, &a, &ctx, Answered::Step(&step));
    rules::each(&item, Kind::is_of_record, |kind, severity| {
        kinds.push((kind, severity));
    });
    kinds
}

impl Kind {
    /// Whether a gap is of a record alone, whatever uses it.
    pub(crate) fn is_of_record(self) -> bool {
        matches!(
            self,
            Self::EvidenceUnregistered
                | Self::EvidenceMissing
                | Self::EvidenceChanged
                | Self::EvidenceExpired
                | Self::EvidenceExpiring
                | Self::EvidenceUnchecked
        )
    }
}
