//! Showing only some of the items.

use crate::assessment::{Review, Role, assessed_by, same_person};
use crate::gaps::{Kind, Severity};
use crate::questionnaire::{ItemId, Questionnaire};
use crate::tui::doc::{Doc, Row, answered};
use crate::tui::suggested::is_suggested;
use std::collections::{BTreeMap, HashSet};

/// Which items are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Show {
    /// All of them.
    #[default]
    All,
    /// Those that nobody has answered.
    Unanswered,
    /// Those with a major or minor gap.
    Gaps,
    /// Those that the user has assessed.
    Mine,
    /// Steps that wait for a reviewer, or for what one asks.
    Review,
    /// Those whose evidence expires soon or has expired, is changed or missing.
    Evidence,
    /// Those with an answer of last time that waits to be confirmed.
    Suggested,
    /// Those of which two people changed a field, and nobody has decided.
    Conflicts,
    /// Those that are marked.
    Marked,
    /// Of controls and providers: those that cannot be read.
    Unreadable,
    /// Of controls and gaps: sign-offs that are stale, or of which changes are requested.
    Stale,
    /// Of providers: those that are worse than before.
    Worse,
    /// Of providers: those with an overdue action.
    Overdue,
    /// Of providers: those that are gone, or of which something is.
    Gone,
    /// Of gaps: the major ones.
    Major,
    /// Of gaps: the minor ones.
    Minor,
    /// Of gaps: those that are none yet, or could not be checked.
    Watch,
    /// Of gaps: those of a role.
    Of(Role),
}

impl Show {
    /// Of gaps: those of the CSP.
    pub const CSP: Self = Self::Of(Role::Csp);
    /// Of gaps: those of the MP.
    pub const MP: Self = Self::Of(Role::Mp);
    /// Of gaps: those of the OSP.
    pub const OSP: Self = Self::Of(Role::Osp);
    /// Of gaps: those of the AP.
    pub const AP: Self = Self::Of(Role::Ap);
    /// Of gaps: those of the AIC.
    pub const AIC: Self = Self::Of(Role::Aic);

    /// Those that are offered for items, in the menu's order.
    pub const ALL: [Self; 9] = [
        Self::All,
        Self::Unanswered,
        Self::Gaps,
        Self::Mine,
        Self::Review,
        Self::Evidence,
        Self::Suggested,
        Self::Conflicts,
        Self::Marked,
    ];

    /// Those that are offered for the controls of a folder, in the menu's order.
    pub const CONTROLS: [Self; 9] = [
        Self::All,
        Self::Unanswered,
        Self::Gaps,
        Self::Mine,
        Self::Review,
        Self::Evidence,
        Self::Conflicts,
        Self::Stale,
        Self::Unreadable,
    ];

    /// The word for the items that are shown, for a narrow place.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Unanswered => "unanswered",
            Self::Gaps => "with gaps",
            Self::Mine => "mine",
            Self::Review => "in review",
            Self::Evidence => "evidence",
            Self::Suggested => "suggested",
            Self::Conflicts => "in conflict",
            Self::Marked => "marked",
            Self::Unreadable => "unreadable",
            Self::Stale => "sign-off stale",
            Self::Worse => "worse",
            Self::Overdue => "overdue",
            Self::Gone => "gone",
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Watch => "watch",
            Self::Of(role) => role.as_str(),
        }
    }

    /// Which items these are.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "all items",
            Self::Unanswered => "unanswered",
            Self::Gaps => "with gaps, major or minor",
            Self::Mine => "mine: assessed by",
            Self::Review => "ready for review, or changes requested",
            Self::Evidence => "evidence expired or soon, changed, missing",
            Self::Suggested => "suggested: carried over, to be confirmed",
            Self::Conflicts => "in conflict: changed by two people",
            Self::Marked => "marked",
            Self::Unreadable => "unreadable: cannot be opened as they are",
            Self::Stale => "sign-off stale, or changes requested since",
            Self::Worse => "worse than before",
            Self::Overdue => "with an overdue action",
            Self::Gone => "gone, or something of them",
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Watch => "watch: will become a gap, or could not be checked",
            Self::Of(role) => role.as_str(),
        }
    }

    /// What is said where there is none.
    #[must_use]
    pub fn none(self) -> &'static str {
        match self {
            Self::All => "There are no items.",
            Self::Unanswered => "Every item is answered.",
            Self::Gaps => "No item has a major or minor gap.",
            Self::Mine => "You have assessed no item yet.",
            Self::Review => "No step waits for a review or for changes.",
            Self::Evidence => "All evidence is as it was, and none expires soon.",
            Self::Suggested => "No answer of last time waits to be confirmed.",
            Self::Conflicts => "Nothing that two people changed is undecided.",
            Self::Marked => "No item is marked.",
            Self::Unreadable
            | Self::Stale
            | Self::Worse
            | Self::Overdue
            | Self::Gone
            | Self::Major
            | Self::Minor
            | Self::Watch
            | Self::Of(_) => "No item is like that.",
        }
    }
}

/// A filter of the outline.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Which items are shown.
    pub show: Show,
    /// Those of them that there are, by role; of all items, none are listed.
    fitting: BTreeMap<Role, HashSet<ItemId>>,
    /// The row that was selected when it was last looked whether it fits.
    pub at: Option<Row>,
}

impl Filter {
    /// Whether some items may be hidden.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.show != Show::All
    }

    /// Whether an item is one of those to show.
    #[must_use]
    pub fn fits(&self, role: Role, item: &ItemId) -> bool {
        !self.is_on() || self.fitting.get(&role).is_some_and(|f| f.contains(item))
    }

    /// How many items of a role are to be shown.
    #[must_use]
    pub fn count(&self, role: Role) -> usize {
        self.fitting.get(&role).map_or(0, HashSet::len)
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.is_on() && self.fitting.values().all(HashSet::is_empty)
    }
}

/// What a filter has to know of the items, found once for all of them.
struct Facts<'a> {
    doc: &'a Doc,
    me: &'a str,
    with_gaps: HashSet<(Role, &'a ItemId)>,
    stale: HashSet<(Role, &'a ItemId)>,
}

impl<'a> Facts<'a> {
    fn of(doc: &'a Doc, me: &'a str) -> Self {
        let of = |wanted: fn(&crate::gaps::Gap) -> bool| {
            let gaps = doc.gaps.iter().filter(|gap| wanted(gap));
            gaps.map(|gap| (gap.role, &gap.item)).collect()
        };
        Self {
            doc,
            me,
            with_gaps: of(|g| matches!(g.severity, Severity::Major | Severity::Minor)),
            stale: of(|g| {
                matches!(
                    g.kind,
                    Kind::EvidenceExpiring
                        | Kind::EvidenceExpired
                        | Kind::EvidenceChanged
                        | Kind::EvidenceMissing
                )
            }),
        }
    }

    fn fits(&self, show: Show, role: Role, item: &ItemId) -> bool {
        let a = self.doc.assessment();
        match show {
            Show::All => true,
            Show::Unanswered => !answered(a, role, item),
            Show::Gaps => self.with_gaps.contains(&(role, item)),
            Show::Mine => self.mine(role, item),
            Show::Review => item.step().is_some_and(|id| {
                matches!(
                    a.step(role, id).review,
                    Some(Review::ReadyForReview | Review::ChangesRequested)
                )
            }),
            Show::Evidence => self.stale.contains(&(role, item)),
            Show::Suggested => is_suggested(a, role, item),
            Show::Conflicts => a.is_disputed(role, item),
            Show::Unreadable
            | Show::Stale
            | Show::Worse
            | Show::Overdue
            | Show::Gone
            | Show::Major
            | Show::Minor
            | Show::Watch
            | Show::Of(_) => false,
            Show::Marked => self.doc.is_marked(role, item),
        }
    }

    fn mine(&self, role: Role, item: &ItemId) -> bool {
        let a = self.doc.assessment();
        if self.me.is_empty() || !answered(a, role, item) {
            return false;
        }
        match item {
            ItemId::Step(id) => assessed_by(a, a.step(role, id), self.me),
            ItemId::Question(id) => {
                let by = a.question(role, id).answered_by.trim();
                same_person(if by.is_empty() { &a.assessor } else { by }, self.me)
            }
        }
    }
}

/// How many items each filter would show.
#[must_use]
pub fn counts(doc: &Doc, q: &Questionnaire, me: &str) -> Vec<(Show, usize)> {
    let facts = Facts::of(doc, me);
    let items = doc.items(q);
    let count = |show: &Show| {
        let fitting = items.iter().filter(|(role, i)| facts.fits(*show, *role, i));
        (*show, fitting.count())
    };
    Show::ALL.iter().map(count).collect()
}

/// Shows these items only from now on.
pub fn choose(doc: &mut Doc, q: &Questionnaire, me: &str, show: Show) {
    doc.filter = Filter {
        show,
        ..Filter::default()
    };
    refresh(doc, q, me);
}

/// Looks anew which items fit the filter. What is marked stays in sight until
/// its mark is taken back, whatever its answer is by now: else the next key
/// would be for fewer items than the one before it.
pub fn refresh(doc: &mut Doc, q: &Questionnaire, me: &str) {
    let mut fitting: BTreeMap<Role, HashSet<ItemId>> = BTreeMap::new();
    if doc.filter.is_on() {
        let facts = Facts::of(doc, me);
        let stays = |role, item: &ItemId| doc.is_marked(role, item) && doc.filter.fits(role, item);
        for &role in &doc.assessment().roles {
            let items = q.items(role);
            let items =
                items.filter(|item| facts.fits(doc.filter.show, role, item) || stays(role, item));
            fitting.insert(role, items.collect());
        }
    }
    doc.filter.fitting = fitting;
}
