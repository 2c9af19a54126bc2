//! The texts that are asked, as digests: what tells whether they are those that
//! were answered or signed. How lines are broken makes no other text.

use super::{ItemId, Question, Questionnaire, StepId};
use crate::assessment::Role;
use sha2::{Digest, Sha256};

impl Questionnaire {
    /// The digest of what a role is asked, `sha256:` and hex: of the lines
    /// `ID.KEY = "TEXT"` (the text of each question and the `steps` that it names, topic and
    /// text of each step, in their order), each with a line feed, texts as JSON strings with single
    /// spaces. None of a questionnaire that was read without its texts.
    #[must_use]
    pub fn asked_digest(&self, role: Role) -> Option<String> {
        if self.digest.is_empty() {
            return None;
        }
        let mut hash = Sha256::new();
        let mut put = |id: &str, key: &str, text: &str| {
            let text = serde_json::Value::from(plain(text));
            hash.update(format!("{id}.{key} = {text}\n"));
        };
        for question in &self.questions {
            put(&question.id, "text", &question.text);
            // They say what contradicts the answer.
            if !question.steps.is_empty() {
                put(&question.id, "steps", &steps(question));
            }
        }
        for step in self.role(role).into_iter().flat_map(|r| &r.steps) {
            put(step.id.as_str(), "topic", &step.topic);
            put(step.id.as_str(), "text", &step.text);
        }
        Some(format!("sha256:{}", hex(&hash.finalize())))
    }
}

impl Questionnaire {
    /// What an item asks in eight hex digits: the start of the SHA-256 of its text,
    /// with single spaces, and of the steps that a question names, on a line below it.
    /// None of one that is not asked, or was read without texts.
    #[must_use]
    pub fn item_digest(&self, role: Role, item: &ItemId) -> Option<String> {
        if self.digest.is_empty() {
            return None;
        }
        let text = match item {
            ItemId::Question(id) => {
                let question = self.question(id)?;
                match question.steps.is_empty() {
                    true => plain(&question.text),
                    false => format!("{}\n{}", plain(&question.text), steps(question)),
                }
            }
            ItemId::Step(id) => plain(&self.step(role, id)?.text),
        };
        let hash = Sha256::digest(text);
        Some(hash.iter().take(4).map(|b| format!("{b:02x}")).collect())
    }
}

/// The steps that a question is about: `01, 02`.
fn steps(question: &Question) -> String {
    let steps: Vec<&str> = question.steps.iter().map(StepId::as_str).collect();
    steps.join(", ")
}

/// A text with single spaces between its words.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::embedded;

    #[test]
    fn a_role_s_digest_is_of_its_words_and_of_no_other_s() {
        let q = embedded();
        let asked = |q: &Questionnaire| Role::ALL.iter().map(|r| q.asked_digest(*r)).collect();
        let before: Vec<Option<String>> = asked(q);
        let mut other = q.clone();
        let step = &mut other.roles[0].steps[0];
        step.text = step.text.replace(' ', "\n");
        assert_eq!(asked(&other), before);
        let role = other.roles[0].id;
        other.roles[0].steps[0].text.push('!');
        for (at, digest) in asked(&other).into_iter().enumerate() {
            assert_eq!(digest == before[at], Role::ALL[at] != role);
        }
        other.questions[0].text.push('!');
        assert!(asked(&other).iter().zip(&before).all(|(a, b)| a != b));
        other.digest.clear();
        assert_eq!(other.asked_digest(role), None);
    }
}
