//! Overviews made for tests.

use aicaiq::assessment::{EvidenceId, Role, SignOffState};
use aicaiq::gaps::{Counts, Gap, Kind, RoleResult, RollUp, Severity, SeverityCounts};
use aicaiq::overview::{ControlOverview, Expiring, Overdue, ProviderOverview, RoleOverview, Stale};
use aicaiq::questionnaire::ItemId;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::path::PathBuf;

pub fn today() -> NaiveDate {
    "2026-11-24".parse().unwrap()
}

/// A role with so many gaps of each severity, and steps to go with them.
pub fn role(role: Role, [major, minor, open, watch]: [usize; 4]) -> RoleOverview {
    let counts = Counts {
        not_satisfied: major,
        partially_satisfied: minor,
        not_assessed: open,
        satisfied: watch + 1,
        not_applicable: 1,
    };
    RoleOverview {
        role,
        roll_up: RollUp {
            result: RoleResult::Incomplete,
            worst: None,
            counts,
        },
        gaps: SeverityCounts {
            major,
            minor,
            open,
            watch,
        },
        questions: (2, 1),
        expired: watch,
    }
}

pub fn control(id: &str, domain: &str, roles: Vec<RoleOverview>) -> ControlOverview {
    ControlOverview {
        id: id.to_owned(),
        is_unsaid: false,
        title: format!("Control {id}"),
        domain: domain.to_owned(),
        path: Some(PathBuf::from(format!("{id}.toml"))),
        begun: true,
        roles,
        overdue: Vec::new(),
        soon: Vec::new(),
        first: None,
        last: None,
        uses: Vec::new(),
        conflicts: 0,
        stale: Vec::new(),
        gaps: Vec::new(),
        text_differs: false,
        problem: None,
    }
}

pub fn provider(path: &str, subject: &str, controls: Vec<ControlOverview>) -> ProviderOverview {
    let mut roles: Vec<Role> = controls
        .iter()
        .flat_map(|c| &c.roles)
        .map(|r| r.role)
        .collect();
    roles.sort_unstable();
    roles.dedup();
    ProviderOverview {
        path: PathBuf::from(path),
        subject: subject.to_owned(),
        roles,
        controls,
        expiring: Vec::new(),
        conflicts: 0,
        problem: None,
        note: None,
    }
}

/// A provider whose every text is this one.
pub fn hostile(text: &str) -> ProviderOverview {
    let mut one = control(text, text, vec![role(Role::Csp, [1, 2, 3, 4])]);
    one.title = text.to_owned();
    one.path = Some(PathBuf::from(format!("dir/{text}")));
    one.overdue.push(Overdue {
        role: Role::Csp,
        item: ItemId::Question(text.to_owned()),
        text: text.to_owned(),
        owner: text.to_owned(),
        due: "2026-01-01".parse().unwrap(),
    });
    one.stale.push(Stale {
        role: Role::Csp,
        first: None,
        by: text.to_owned(),
        at: None,
        state: SignOffState::AnswersChanged,
        since: None,
    });
    one.gaps.push(Gap {
        kind: Kind::NoEvidence,
        severity: Severity::Minor,
        role: Role::Csp,
        item: ItemId::Question(text.to_owned()),
        message: aicaiq::text::one_line(text),
    });
    let mut broken = control(&format!("{text} broken"), text, Vec::new());
    broken.problem = Some(aicaiq::text::one_line(text));
    let mut all = provider(&format!("dir/{text}"), text, vec![one, broken]);
    all.expiring.push(Expiring {
        id: EvidenceId::new("ev-1").unwrap(),
        title: text.to_owned(),
        on: "2026-01-01".parse().unwrap(),
    });
    all
}

/// Any few providers, of different paths.
pub fn any_providers() -> impl Strategy<Value = Vec<ProviderOverview>> {
    let roles = prop::sample::subsequence(Role::ALL.to_vec(), 0..=3);
    let gaps = prop::array::uniform4(0_usize..4);
    let control = (roles, gaps, 0_usize..4, any::<bool>(), 0_u8..10).prop_map(
        |(roles, gaps, n, begun, broken)| {
            let ids = ["A&A-01", "CEK-01", "CEK-02", "I&S-01"];
            let domains = ["Audit", "Keys", "Keys", ""];
            let roles = roles.into_iter().map(|r| role(r, gaps)).collect();
            let mut made = control(ids[n], domains[n], roles);
            if !begun {
                made.path = None;
                made.begun = false;
            }
            if broken == 0 {
                made.roles.clear();
                made.problem = Some("broken".to_owned());
            }
            (n, made)
        },
    );
    let controls = prop::collection::vec(control, 0..4);
    let names = prop::sample::select(vec!["Acme", "Beta", ""]);
    let one = (controls, names, 0_u8..8);
    prop::collection::vec(one, 0..6).prop_map(|list| {
        let made = list
            .into_iter()
            .enumerate()
            .map(|(i, (controls, subject, broken))| {
                let mut own: Vec<ControlOverview> = Vec::new();
                for (_, control) in controls {
                    if own.iter().all(|c| c.id != control.id) {
                        own.push(control);
                    }
                }
                let mut made = provider(&format!("dir/p{i}"), subject, own);
                // As that of its controls, or another one.
                let why = ["broken", "other"].get(usize::from(broken));
                made.problem = why.map(|why| (*why).to_owned());
                made
            });
        made.collect()
    })
}
