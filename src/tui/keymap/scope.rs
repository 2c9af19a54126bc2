//! What each scope is called in the configuration, and what must not be
//! taken from it.

use super::Scope;
use crate::tui::action::Action;

/// Makes the vocabulary from one list, so that a scope without a name does
/// not compile.
macro_rules! vocabulary {
    ($($name:literal = $scope:ident;)+) => {
        impl Scope {
            /// All scopes, in the order of the configuration.
            pub const ALL: &'static [Self] = &[$(Self::$scope),+];

            /// The scope's name in the configuration: `[keys.items]`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$scope => $name,)+
                }
            }
        }
    };
}

vocabulary! {
    "controls" = Controls;
    "gaps" = Gaps;
    "items" = Outline;
    "form" = Form;
    "text" = Text;
    "line" = Line;
    "evidence" = Evidence;
    "summary" = Summary;
    "wizard" = Wizard;
    "wizard-text" = WizardText;
    "start" = Start;
    "reading" = Reading;
    "drafts" = Drafts;
    "not-saved" = Left;
    "changed" = Conflict;
    "resolve" = Resolve;
    "sign-off" = SignOff;
    "changes" = Changes;
    "compare-with" = Against;
    "open-evidence" = Links;
    "finder" = Finder;
    "hits" = Hits;
    "show-only" = Filter;
    "leaving" = Leaving;
    "portfolio" = Portfolio;
}

impl Scope {
    /// The scope of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|s| s.name() == name).copied()
    }

    /// Where the scope is, for somebody who reads its name in the configuration.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Controls => "the controls of an assessment folder",
            Self::Outline => "the list of roles and items",
            Self::Form => "the form of an item",
            Self::Text => "writing a text of many lines",
            Self::Line => "writing a text of one line",
            Self::Evidence => "adding evidence",
            Self::Summary => "the overview",
            Self::Wizard => "a new assessment, and what one is of: on a choice",
            Self::WizardText => "the same, in a line of text",
            Self::Start => "the start page",
            Self::Reading => "help, the control, what changed",
            Self::Drafts => "unsaved text was found",
            Self::Left => "answers could not be saved the last time",
            Self::Conflict => "the file has changed on disk",
            Self::Resolve => "choosing between two people's values",
            Self::SignOff => "signing a role off",
            Self::Changes => "what changed since an earlier state",
            Self::Against => "choosing the earlier state",
            Self::Links => "choosing which evidence is opened",
            Self::Finder => "the palette, and finding words",
            Self::Hits => "at a text that was just found",
            Self::Filter => "choosing which items are shown",
            Self::Leaving => "leaving while something is not saved",
            Self::Portfolio => "many providers side by side",
            Self::Gaps => "the gaps of all controls of a folder",
        }
    }

    /// Whether letters are written there, so that none can be a key.
    #[must_use]
    pub const fn is_typing(self) -> bool {
        matches!(
            self,
            Self::Text
                | Self::Line
                | Self::Evidence
                | Self::WizardText
                | Self::Against
                | Self::Finder
        )
    }

    /// What leads out of it. Of each group one action has to have a key, or
    /// nobody could get out.
    #[must_use]
    pub const fn ways_out(self) -> &'static [&'static [Action]] {
        match self {
            Self::Outline | Self::Start | Self::Controls | Self::Portfolio => &[&[Action::Quit]],
            Self::Form | Self::Summary => &[&[Action::Back, Action::Quit]],
            Self::Text => &[&[Action::Done]],
            // Any key that it has not leads out of it.
            Self::Hits => &[],
            Self::Leaving => &[&[Action::Back], &[Action::QuitAnyway]],
            _ => &[&[Action::Back]],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::of_scope;

    #[test]
    fn each_scope_has_a_name_of_its_own_keys_and_a_way_out() {
        for scope in Scope::ALL {
            assert_eq!(Scope::named(scope.name()), Some(*scope));
            for group in scope.ways_out() {
                let bound = of_scope(*scope).any(|b| group.contains(&b.action));
                assert!(bound, "{}: {group:?}", scope.name());
            }
        }
    }

    #[test]
    fn where_letters_are_written_none_is_a_key() {
        for scope in Scope::ALL.iter().filter(|s| s.is_typing()) {
            let keys = of_scope(*scope).flat_map(|b| b.keys);
            for key in keys {
                assert!(key.chars().count() > 1 && *key != "space", "{key}");
            }
        }
    }
}
