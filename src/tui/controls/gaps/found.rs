//! A row of the page of gaps.

use super::super::{Disputed, Facts};
use crate::assessment::Role;
use crate::gaps::Gap;
use crate::overview::Stale;
use crate::text::one_line;
use crate::tui::disputed;
use crate::tui::theme::severity_glyph;
use std::sync::Arc;

/// What is to be seen to.
#[derive(Debug, Clone)]
pub enum Found {
    /// A conflict in what the controls share.
    Shared(Disputed),
    /// Something of a control, by what is known of it.
    Of(Arc<Facts>, What),
}

/// Something of a control, by its place in what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A conflict.
    Conflict(usize),
    /// A sign-off that is stale or doubted.
    SignOff(usize),
    /// A gap.
    Gap(usize),
}

impl Found {
    /// A conflict in what the controls share, by its key path.
    #[must_use]
    pub fn shared(path: &str) -> Self {
        Self::Shared(Disputed::at(path))
    }

    /// The control's id; empty for what they share.
    #[must_use]
    pub fn control(&self) -> &str {
        match self {
            Self::Shared(_) => "",
            Self::Of(facts, _) => &facts.overview.id,
        }
    }

    /// The control's name, or what it is called that they share.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Shared(_) => "What the controls share",
            Self::Of(facts, _) => &facts.overview.title,
        }
    }

    /// The gap, if it is one.
    #[must_use]
    pub fn gap(&self) -> Option<&Gap> {
        match self {
            Self::Of(facts, What::Gap(n)) => facts.overview.gaps.get(*n),
            _ => None,
        }
    }

    /// The sign-off that is stale or doubted, if it is one.
    #[must_use]
    pub fn sign_off(&self) -> Option<&Stale> {
        match self {
            Self::Of(facts, What::SignOff(n)) => facts.overview.stale.get(*n),
            _ => None,
        }
    }

    /// The conflict, if it is one.
    #[must_use]
    pub fn conflict(&self) -> Option<&Disputed> {
        match self {
            Self::Shared(of) => Some(of),
            Self::Of(facts, What::Conflict(n)) => facts.disputed.get(*n),
            Self::Of(..) => None,
        }
    }

    /// The role, where it is of one.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        let gap = self.gap().map(|gap| gap.role);
        let sign_off = self.sign_off().map(|of| of.role);
        gap.or(sign_off)
            .or_else(|| self.conflict().and_then(|of| of.role))
    }

    /// The item, the role or the record that it is of: `CSP.03`.
    #[must_use]
    pub fn item(&self) -> String {
        match (self.gap(), self.sign_off(), self.conflict()) {
            (Some(gap), ..) => format!("{}.{}", gap.role, gap.item),
            (_, Some(of), _) => of.role.to_string(),
            (.., of) => of.map_or(String::new(), |of| of.of.clone()),
        }
    }

    /// Its sign.
    #[must_use]
    pub fn glyph(&self) -> &'static str {
        match self.gap() {
            Some(gap) => severity_glyph(gap.severity),
            None if self.sign_off().is_some() => "!",
            None => disputed::SIGN,
        }
    }

    /// The word for what it is.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match (self.gap(), self.sign_off()) {
            (Some(gap), _) => gap.severity.as_str(),
            (_, Some(of)) if of.state.is_requested() => "changes",
            (_, Some(_)) => "stale",
            (None, None) => "conflict",
        }
    }

    /// What is to be known of it, in a sentence.
    #[must_use]
    pub fn message(&self) -> String {
        match (self.gap(), self.sign_off(), self.conflict()) {
            (Some(gap), ..) => gap.message.clone(),
            (_, Some(of), _) => {
                let by = match of.by.trim() {
                    "" => "someone unnamed",
                    by => by,
                };
                let on = of.at.map_or(String::new(), |at| {
                    format!(" on {}", at.date_naive().format("%Y-%m-%d"))
                });
                one_line(&format!("signed off by {by}{on}, {}", of.state.as_str()))
            }
            (.., Some(of)) => format!("{}: two people changed it, nobody has decided", of.field),
            _ => String::new(),
        }
    }

    /// Whether it is the same as one of another count.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let kind = |gap: Option<&Gap>| gap.map(|gap| gap.kind);
        let path = |of: &Self| of.conflict().map(|of| of.path.clone());
        self.control() == other.control()
            && (self.sign_off().is_some() || self.word() == other.word())
            && self.sign_off().is_some() == other.sign_off().is_some()
            && kind(self.gap()) == kind(other.gap())
            && self.item() == other.item()
            && path(self) == path(other)
            // What has changed since may be another thing now.
            && (self.sign_off().is_some() || self.message() == other.message())
    }
}
