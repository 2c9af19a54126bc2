use super::*;
use crate::assessment::SignOffState;
use crate::gaps::{RoleResult, RollUp, SeverityCounts};
use crate::overview::{ControlOverview, RoleOverview, Stale};
use proptest::prelude::*;

fn facts(id: &str, gaps: (usize, usize, usize)) -> Arc<Facts> {
    let (major, minor, open) = gaps;
    let mut facts = Facts::broken(id, "", "", String::new());
    facts.overview = ControlOverview {
        problem: None,
        last: Some(chrono::DateTime::UNIX_EPOCH),
        roles: vec![RoleOverview {
            role: Role::Csp,
            roll_up: RollUp {
                result: RoleResult::Satisfied,
                worst: None,
                counts: crate::gaps::Counts {
                    satisfied: 10 - open.min(10),
                    not_assessed: open.min(10),
                    ..Default::default()
                },
            },
            gaps: SeverityCounts {
                major,
                minor,
                open,
                watch: 0,
            },
            questions: (0, 0),
            expired: 0,
        }],
        ..facts.overview
    };
    Arc::new(facts)
}

fn listing(domains: &[usize]) -> Listing {
    let mut controls = Vec::new();
    for (d, n) in domains.iter().enumerate() {
        for c in 0..*n {
            controls.push(Listed {
                id: format!("D{d}-{c:02}"),
                domain: format!("Domain {d}"),
                begun: true,
                ..Listed::default()
            });
        }
    }
    Listing {
        controls,
        ..Listing::default()
    }
}

#[test]
fn sums_are_those_of_the_controls_that_were_counted() {
    let mut c = Controls::new(Listing {
        undecided: ["assessment.subject".to_owned()].into(),
        ..listing(&[2, 1])
    });
    assert_eq!((c.sum.controls, c.sum.counted, c.sum.items), (3, 0, 0));
    assert_eq!(c.sum.conflicts, 1, "what they share is counted once");
    c.learn("D0-01", true, facts("D0-01", (1, 2, 3)));
    c.learn("D1-00", true, facts("D1-00", (0, 0, 0)));
    c.count();
    assert_eq!((c.sum.counted, c.sum.done), (2, 1));
    assert_eq!((c.sum.answered, c.sum.items), (17, 20));
    assert_eq!(c.domains[0].sum.gaps.minor, 2);
    assert_eq!(c.domains[1].sum.done, 1);
    assert_eq!(c.entries[0].standing(), Standing::Counting);
    assert_eq!(c.entries[1].standing(), Standing::Major);
    assert_eq!(c.entries[2].standing(), Standing::Fine);
}

#[test]
fn a_control_that_waits_for_a_decision_or_a_signature_is_answered_and_not_done() {
    let mut disputed = facts("D0-01", (0, 0, 0));
    Arc::make_mut(&mut disputed).overview.conflicts = 1;
    let mut stale = facts("D0-02", (1, 0, 0));
    Arc::make_mut(&mut stale).overview.stale = vec![Stale {
        role: Role::Csp,
        first: None,
        by: "Ann".into(),
        at: None,
        state: SignOffState::AnswersChanged,
        since: None,
    }];
    let mut requested = facts("D0-03", (1, 0, 0));
    let mut one = stale.overview.stale.clone();
    one[0].state = SignOffState::ChangesRequested;
    Arc::make_mut(&mut requested).overview.stale = one;
    let mut c = Controls::new(listing(&[4]));
    c.learn("D0-00", true, facts("D0-00", (0, 0, 0)));
    c.learn("D0-01", true, disputed);
    c.learn("D0-02", true, stale);
    c.learn("D0-03", true, requested);
    c.count();
    assert_eq!((c.sum.counted, c.sum.done), (4, 1));
    assert_eq!((c.sum.stale, c.sum.requested), (2, 1));
    let rows = c.entries.iter().map(|e| {
        let standing = e.standing();
        let unanswered = c.fits(Show::Unanswered, e, "");
        let stale = c.fits(Show::Stale, e, "");
        (standing.glyph(), standing.word(), unanswered, stale)
    });
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [
            ("✓", "no gaps", false, false),
            ("≠", "conflict", false, false),
            ("!", "stale", false, true),
            ("!", "changes", false, true)
        ]
    );
}

#[test]
fn beside_goes_round_and_starts_at_a_heading_with_its_first() {
    let mut c = Controls::new(listing(&[2, 2]));
    let next = |c: &Controls, step| c.beside(None, step, |_| true).map(|e| e.head.id.clone());
    c.at = 3;
    assert_eq!(c.row(), Some(Row::Domain(1)));
    assert_eq!(next(&c, 1).as_deref(), Some("D1-00"));
    assert_eq!(next(&c, -1).as_deref(), Some("D0-01"));
    c.at = 5;
    assert_eq!(next(&c, 1).as_deref(), Some("D0-00"));
    let none = c.beside(Some("D0-00"), 1, |_| false);
    assert!(none.is_none());
}

proptest! {
    #[test]
    fn the_selected_row_is_there_and_in_sight_whatever_is_done(
        domains in prop::collection::vec(1_usize..6, 0..5),
        counted in prop::collection::vec((0_usize..30, 0_usize..3, 0_usize..3, 0_usize..3), 0..20),
        steps in prop::collection::vec((0_u8..7, 0_usize..30), 0..30),
        height in 1_usize..12,
    ) {
        let mut c = Controls::new(listing(&domains));
        for (n, major, minor, open) in counted {
            if let Some(entry) = c.entries.get(n) {
                let id = entry.head.id.clone();
                c.learn(&id, true, facts(&id, (major, minor, open)));
            }
        }
        c.count();
        for (what, n) in steps {
            match what {
                0 => c.order = if n % 2 == 0 { Order::Worst } else { Order::Catalogue },
                1 => c.show = [Show::All, Show::Gaps, Show::Unanswered, Show::Mine][n % 4],
                2 => { c.folded.insert(format!("Domain {n}")); }
                3 => c.folded.clear(),
                4 => c.at = n.min(c.rows.len().saturating_sub(1)),
                5 => {
                    let id = c.entries.get(n).map(|e| e.head.id.clone());
                    if let Some(id) = id {
                        c.select(&id, "me");
                        prop_assert_eq!(&c.selected().unwrap().head.id, &id);
                    }
                }
                _ => c.take(listing(&domains)),
            }
            c.arrange("me");
            prop_assert!(c.at == 0 || c.at < c.rows.len());
            let top = c.first_in_sight(height);
            c.top = top;
            prop_assert!(top <= c.at && (c.rows.is_empty() || c.at < top + height));
            prop_assert!(c.in_sight(height).len() <= height);
        }
    }
}
