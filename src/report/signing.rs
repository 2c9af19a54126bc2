//! What a sign-off of a role stands for, in words: the screen asks with them
//! before it signs, and the command line tells them.

use crate::assessment::{Assessment, Review, Role, assessed_by};
use crate::gaps::{Gap, Severity, roll_up};
use crate::questionnaire::Questionnaire;

/// What somebody who signs has to know first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// `not satisfied: 12 of 12 steps assessed, 0 reviewed.`
    pub result: String,
    /// `Gaps of this role: 7 major, 8 minor.`
    pub gaps: String,
    /// That who signs has assessed steps of the role, where that is so.
    pub own: Option<&'static str>,
    /// That what is asked is not what was answered, where that is so.
    pub reworded: Option<&'static str>,
    /// Whether all steps are reviewed, by others than who signs, and there is no
    /// gap.
    pub is_clean: bool,
}

impl Signing {
    /// Looks at a role that `who` signs; `gaps` are those of the assessment.
    #[must_use]
    pub fn of(q: &Questionnaire, a: &Assessment, gaps: &[Gap], role: Role, who: &str) -> Self {
        let roll = roll_up(q, a, role);
        let counts = &roll.counts;
        let steps = || q.role(role).into_iter().flat_map(|r| &r.steps);
        let is_reviewed = |review| review == Some(Review::Reviewed);
        let reviewed = steps()
            .filter(|s| is_reviewed(a.step(role, &s.id).review))
            .count();
        let of_role = |severity: &Severity| {
            let is = |g: &&Gap| g.role == role && g.severity == *severity;
            let n = gaps.iter().filter(is).count();
            (n > 0).then(|| format!("{n} {severity}"))
        };
        let found: Vec<String> = Severity::ALL.iter().filter_map(of_role).collect();
        let mut own = steps().map(|s| a.step(role, &s.id));
        let own = !who.is_empty() && own.any(|s| s.outcome.is_some() && assessed_by(a, s, who));
        Self {
            result: format!(
                "{}: {} of {} steps assessed, {reviewed} reviewed.",
                roll.words(),
                counts.assessed(),
                counts.total()
            ),
            gaps: match found.is_empty() {
                true => "No gaps in this role.".to_owned(),
                false => format!("Gaps of this role: {}.", found.join(", ")),
            },
            own: own.then_some("Who signs has assessed steps of this role."),
            reworded: a.is_reworded(q).then_some(
                "What is asked is not the text that was answered: it is signed that the answers fit it.",
            ),
            is_clean: found.is_empty() && reviewed == counts.total() && !own,
        }
    }

    /// All of it in one line.
    #[must_use]
    pub fn line(&self) -> String {
        let notes = [self.own, self.reworded].into_iter().flatten();
        let notes: String = notes.map(|note| format!(" {note}")).collect();
        format!("{} {}{notes}", self.result, self.gaps)
    }
}
