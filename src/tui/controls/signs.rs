//! What the sign-offs of a control's roles are worth, and which roles are
//! ready for one: by the edit that signs and the state that commands tell.

use crate::assessment::{Assessment, Edit, Files, Role, SignOffState, Stamp};
use crate::questionnaire::Questionnaire;
use chrono::{DateTime, Utc};

/// How it stands with the sign-off of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// It is signed off; what that is worth today.
    Signed(SignOffState),
    /// It could be signed off.
    Ready,
    /// It could not be, with why in one sentence.
    Open(String),
}

impl Sign {
    /// Looks at a role that is assessed. A questionnaire that was read without
    /// its texts does not tell whether what is asked has changed.
    #[must_use]
    pub fn of(q: &Questionnaire, a: &Assessment, role: Role, files: &Files) -> Self {
        if let Some(state) = a.sign_off_state(role, q, files) {
            return Self::Signed(state);
        }
        // Who signs, and when, is no matter here.
        let stamp = Stamp {
            now: DateTime::<Utc>::UNIX_EPOCH,
            by: "somebody".to_owned(),
        };
        let mut next = a.clone();
        if let Err(why) = Edit::SignOff(role, String::new()).apply(&mut next, q, &stamp) {
            return Self::Open(why.to_string());
        }
        let state = next.sign_off_state(role, q, files);
        match state.is_none_or(SignOffState::is_stale) {
            true => Self::Open(format!(
                "{role} cannot be signed off: an evidence file is missing or changed"
            )),
            false => Self::Ready,
        }
    }

    /// Whether something has changed since it was signed.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::Signed(state) if state.is_stale())
    }

    /// Its sign.
    #[must_use]
    pub fn glyph(&self) -> &'static str {
        match self {
            Self::Signed(state) if state.is_doubted() => "!",
            Self::Signed(_) => "✎",
            Self::Ready => "✓",
            Self::Open(_) => "○",
        }
    }

    /// The word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Signed(state) if state.is_stale() => "stale",
            Self::Signed(state) if state.is_requested() => "changes",
            Self::Signed(SignOffState::Valid) => "signed",
            Self::Signed(_) => "signed?",
            Self::Ready => "ready",
            Self::Open(_) => "open",
        }
    }

    /// What is to be known of it, in a sentence.
    #[must_use]
    pub fn words(&self, role: Role) -> String {
        match self {
            Self::Signed(SignOffState::Valid) => format!("{role} is signed off"),
            Self::Signed(state) => format!("{role} is signed off, {}", state.as_str()),
            Self::Ready => format!("{role} is ready to be signed off"),
            Self::Open(why) => why.clone(),
        }
    }
}
