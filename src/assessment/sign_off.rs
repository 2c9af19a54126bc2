//! Signing a role's answers off: a statement of a person, bound to what they
//! signed by a digest.

use super::{
    Assessment, EvidenceId, EvidenceIds, FileState, Files, Place, Review, Role, RoleAnswers,
};
use crate::questionnaire::Questionnaire;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// That a person stands for a role's answers and evidence as they were.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignOff {
    /// Who signed.
    pub by: String,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// What they said.
    pub statement: String,
    /// What the role was asked, see [`Questionnaire::asked_digest`]; empty where the
    /// sign-off does not say.
    pub asked: String,
    /// `sha256:` and the digest in hex of what was signed, see
    /// [`Assessment::role_digest`].
    pub digest: String,
}

/// What a sign-off is worth today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOffState {
    /// Answers and evidence are those that were signed.
    Valid,
    /// It would be valid, and a reviewer asks for changes of what was signed.
    ChangesRequested,
    /// The same, of a sign-off that is not known to be valid.
    UncheckedChangesRequested,
    /// The answers are those that were signed; some of the evidence files have
    /// no digest or were not read.
    Unchecked,
    /// The answers are those that were signed; the questionnaire is another text,
    /// and the sign-off does not say what was asked.
    AskedUnknown,
    /// The answers or the records of the evidence are others.
    AnswersChanged,
    /// The answers are the same, and what the role is asked is not.
    AskedChanged,
    /// The answers are the same, and an evidence file is missing or another.
    EvidenceChanged,
}

impl SignOffState {
    /// The words that screens and exports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::ChangesRequested => "valid, but changes are requested since",
            Self::UncheckedChangesRequested => "answers unchanged, but changes are requested since",
            Self::Unchecked => "answers unchanged, some evidence not checked",
            Self::AskedUnknown => "answers unchanged, what is asked may have changed",
            Self::AnswersChanged => "stale: the answers changed since",
            Self::AskedChanged => "stale: what is asked has changed since",
            Self::EvidenceChanged => "stale: evidence changed or is missing",
        }
    }

    /// Whether something has changed since.
    #[must_use]
    pub fn is_stale(self) -> bool {
        matches!(
            self,
            Self::AnswersChanged | Self::AskedChanged | Self::EvidenceChanged
        )
    }

    /// Whether a reviewer asks for changes of what was signed and is still so.
    #[must_use]
    pub fn is_requested(self) -> bool {
        matches!(
            self,
            Self::ChangesRequested | Self::UncheckedChangesRequested
        )
    }

    /// Whether somebody has to look at it again.
    #[must_use]
    pub fn is_doubted(self) -> bool {
        self.is_stale() || self.is_requested()
    }
}

impl Assessment {
    /// The digest of a role's answers and the evidence that they name:
    /// `sha256:` and hex. It is of the lines `PATH = VALUE` (what is assessed,
    /// who signs, when, with what words and what was asked, then questions, steps and evidence,
    /// each by id), each with a line feed,
    /// values as JSON strings and empty ones left out;
    /// [`Self::role_statement`] has the lines. The review and what
    /// becomes of a corrective action (its status and retest) are no part of
    /// it: they go on after a sign-off.
    #[must_use]
    pub fn role_digest(&self, role: Role) -> String {
        let mut hash = Sha256::new();
        for line in self.role_statement(role) {
            hash.update(line.as_bytes());
            hash.update(b"\n");
        }
        let hex: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        format!("sha256:{hex}")
    }

    /// The lines that [`Self::role_digest`] is of.
    #[must_use]
    pub fn role_statement(&self, role: Role) -> Vec<String> {
        let mut lines = Lines(Vec::new());
        lines.put("subject", &self.subject);
        lines.put("questionnaire", &self.questionnaire);
        let signed = self.answers.get(&role).and_then(|a| a.sign_off.as_ref());
        // What the role was asked is what counts, and not what else the text says.
        if signed.is_none_or(|signed| signed.asked.is_empty()) {
            lines.put("questionnaire_version", &self.questionnaire_version);
            lines.put("questionnaire_digest", &self.questionnaire_digest);
        }
        lines.put("role", role.as_str());
        // Else another name could be put under what somebody has signed.
        if let Some(signed) = signed {
            lines.put("signed_by", &signed.by);
            lines.put("signed_at", &time(signed.at));
            lines.put("signed_statement", &signed.statement);
            lines.put("signed_asked", &signed.asked);
        }
        let mut used = BTreeSet::new();
        if let Some(answers) = self.answers.get(&role) {
            for (id, q) in &answers.questions {
                let mut put = |key: &str, value: &str| lines.put(&format!("{id}.{key}"), value);
                put("answer", q.answer.map_or("", |w| w.as_str()));
                put("ownership", q.ownership.map_or("", |w| w.as_str()));
                put("implementation", &q.implementation);
                put("customer_responsibilities", &q.customer_responsibilities);
                put("answered_by", &q.answered_by);
                put("answered_at", &time(q.answered_at));
                lines.shared(id, &q.evidence, q.action.as_ref());
                used.extend(&q.evidence);
            }
            for (id, s) in &answers.steps {
                let id = id.as_str();
                let mut put = |key: &str, value: &str| lines.put(&format!("{id}.{key}"), value);
                put("outcome", s.outcome.map_or("", |w| w.as_str()));
                put("grade", s.grade.map_or("", |w| w.as_str()));
                put("effectiveness", s.effectiveness.map_or("", |w| w.as_str()));
                for method in &s.methods {
                    put("method", method.as_str());
                }
                put("note", &s.note);
                put("justification", &s.justification);
                put("assessed_by", &s.assessed_by);
                put("assessed_at", &time(s.assessed_at));
                for name in &s.assessed_also {
                    put("assessed_also", name);
                }
                if let Some(sample) = &s.sample {
                    let number = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
                    put("sample.size", &number(sample.size));
                    put("sample.population", &number(sample.population));
                    put("sample.items", &sample.items);
                    put("sample.selection", &sample.selection);
                }
                lines.shared(id, &s.evidence, s.action.as_ref());
                used.extend(&s.evidence);
            }
        }
        for (id, e) in &self.evidence {
            if !used.contains(id) {
                continue;
            }
            let mut put = |key: &str, value: &str| lines.put(&format!("{id}.{key}"), value);
            put("href", &e.href);
            put("title", &e.title);
            put("sha256", &e.sha256.to_ascii_lowercase());
            put("size", &e.size.map_or(String::new(), |n| n.to_string()));
            for (key, on) in [
                ("collected_on", e.collected_on),
                ("viewed_on", e.viewed_on),
                ("period_from", e.period_from),
                ("period_to", e.period_to),
                ("expires_on", e.expires_on),
            ] {
                put(key, &on.map_or(String::new(), |d| d.to_string()));
            }
            put("collected_by", &e.collected_by);
            put("viewed_by", &e.viewed_by);
        }
        lines.0
    }

    /// What the sign-off of a role is worth, with what is asked now and what is
    /// known of the evidence files; none where the role is not signed off.
    #[must_use]
    pub fn sign_off_state(
        &self,
        role: Role,
        q: &Questionnaire,
        files: &Files,
    ) -> Option<SignOffState> {
        let answers = self.answers.get(&role)?;
        let signed = answers.sign_off.as_ref()?;
        if signed.digest != self.role_digest(role) {
            return Some(SignOffState::AnswersChanged);
        }
        let is_same = |asked: String| signed.asked == asked;
        if !signed.asked.is_empty() && !q.asked_digest(role).is_none_or(is_same) {
            return Some(SignOffState::AskedChanged);
        }
        if !self.broken_evidence(role, files).is_empty() {
            return Some(SignOffState::EvidenceChanged);
        }
        let is_requested = !self.changes_requested(role).is_empty();
        // Signed before a sign-off said what was asked.
        let asked_unknown = signed.asked.is_empty() && self.is_reworded(q);
        if asked_unknown && !is_requested {
            return Some(SignOffState::AskedUnknown);
        }
        let matches = |id: &EvidenceId| {
            let Some(record) = self.evidence.get(id) else {
                return false;
            };
            record.place() == Place::Link
                || (!record.sha256.is_empty()
                    && matches!(files.get(id), Some(FileState::Present { .. })))
        };
        let is_checked = !asked_unknown && self.evidence_of(role).all(matches);
        Some(match (is_checked, is_requested) {
            (true, false) => SignOffState::Valid,
            (true, true) => SignOffState::ChangesRequested,
            (false, false) => SignOffState::Unchecked,
            (false, true) => SignOffState::UncheckedChangesRequested,
        })
    }

    /// The steps of a role of which a reviewer asks for changes, as `MP.03`.
    #[must_use]
    pub fn changes_requested(&self, role: Role) -> Vec<String> {
        let steps = self.answers.get(&role).into_iter().flat_map(|r| &r.steps);
        let waits = steps.filter(|(_, s)| s.review == Some(Review::ChangesRequested));
        waits.map(|(id, _)| format!("{role}.{id}")).collect()
    }

    /// The sign-offs that hold here and not in a later state, as what was signed
    /// has changed, and whose they are.
    #[must_use]
    pub fn sign_offs_broken(&self, now: &Self) -> Vec<(Role, String)> {
        let holds = |a: &Self, role: Role| {
            let signed = a.answers.get(&role).and_then(|a| a.sign_off.as_ref())?;
            Some((signed.digest == a.role_digest(role), signed.by.clone()))
        };
        let signed = self.answers.keys().filter_map(|role| {
            let (true, _) = holds(self, *role)? else {
                return None;
            };
            let (false, by) = holds(now, *role)? else {
                return None;
            };
            Some((*role, by))
        });
        signed.collect()
    }

    /// The roles that are signed off here and now alike, and of which changes
    /// are requested now that were not, with whoever signed.
    #[must_use]
    pub fn sign_offs_doubted(&self, now: &Self) -> Vec<(Role, String)> {
        let of = |(role, answers): (&Role, &RoleAnswers)| {
            let signed = answers.sign_off.as_ref()?;
            let before = self.answers.get(role)?.sign_off.as_ref()?;
            let stands = before == signed && signed.digest == now.role_digest(*role);
            let wished = self.changes_requested(*role);
            let new = now.changes_requested(*role);
            let is_new = new.iter().any(|step| !wished.contains(step));
            (stands && is_new).then(|| (*role, signed.by.clone()))
        };
        now.answers.iter().filter_map(of).collect()
    }

    /// The records of a role whose files are missing or others than recorded.
    #[must_use]
    pub fn broken_evidence(&self, role: Role, files: &Files) -> BTreeSet<EvidenceId> {
        let broken = |id: &&EvidenceId| {
            let Some(record) = self.evidence.get(*id) else {
                return false;
            };
            match files.get(*id) {
                Some(FileState::Missing) => true,
                Some(state) => crate::gaps::is_changed(record, state),
                None => false,
            }
        };
        self.evidence_of(role).filter(broken).cloned().collect()
    }

    /// The ids of the records that a role's answers name.
    fn evidence_of(&self, role: Role) -> impl Iterator<Item = &EvidenceId> {
        let answers = self.answers.get(&role).into_iter();
        answers.flat_map(RoleAnswers::evidence_used)
    }
}

struct Lines(Vec<String>);

impl Lines {
    fn put(&mut self, path: &str, value: &str) {
        if !value.is_empty() {
            self.0
                .push(format!("{path} = {}", serde_json::Value::from(value)));
        }
    }

    fn shared(&mut self, id: &str, evidence: &EvidenceIds, action: Option<&super::Action>) {
        for record in evidence {
            self.put(&format!("{id}.evidence"), record.as_str());
        }
        if let Some(action) = action {
            self.put(&format!("{id}.action.text"), &action.text);
            self.put(&format!("{id}.action.owner"), &action.owner);
            let due = action.due.map_or(String::new(), |d| d.to_string());
            self.put(&format!("{id}.action.due"), &due);
        }
    }
}

fn time(at: Option<DateTime<Utc>>) -> String {
    at.map_or(String::new(), |t| {
        t.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
    })
}
