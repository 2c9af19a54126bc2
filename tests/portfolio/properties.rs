//! What holds for any providers.

use crate::made::{any_providers, control, provider, role, today};
use aicaiq::assessment::Role;
use aicaiq::portfolio::{Before, By, Cell, FailOn, Filter, Portfolio, Tally, Trend, build, failed};
use proptest::prelude::*;

fn sum<'a>(cells: impl Iterator<Item = &'a Cell>) -> Tally {
    let mut all = Tally::default();
    cells.for_each(|cell| all += cell.tally);
    all
}

fn all_ways(p: &Portfolio) {
    for (at, column) in p.columns.iter().enumerate() {
        let cells = p.rows.iter().filter_map(|r| r.cells[at].as_ref());
        assert_eq!(sum(cells), column.all.tally, "{}", column.id);
    }
    for row in &p.rows {
        assert_eq!(row.cells.len(), p.columns.len());
        assert_eq!(
            sum(row.cells.iter().flatten()),
            row.all.tally,
            "{}",
            row.name
        );
    }
    assert_eq!(sum(p.rows.iter().map(|r| &r.all)), p.all.tally);
    assert_eq!(sum(p.columns.iter().map(|c| &c.all)), p.all.tally);
    // What is told of what cannot be read is what is counted.
    assert_eq!(p.broken_files(), p.all.controls.broken);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn totals_are_the_sum_of_their_cells(now in any_providers(), then in any_providers()) {
        let before = Before { what: "then".into(), then, now: None };
        let mut totals = Vec::new();
        for by in By::ALL {
            for before in [None, Some(&before)] {
                let p = build(&now, before, by, &Filter::default(), today());
                all_ways(&p);
                totals.push(p.all.tally);
            }
        }
        // However it is cut, it is the same whole.
        prop_assert!(totals.windows(2).all(|w| w[0] == w[1]));
    }

    #[test]
    fn the_order_of_the_paths_means_nothing(
        (now, mixed) in any_providers().prop_flat_map(|v| (Just(v.clone()), Just(v).prop_shuffle())),
        (then, then_mixed) in any_providers().prop_flat_map(|v| (Just(v.clone()), Just(v).prop_shuffle())),
    ) {
        let before = |then| Before { what: "then".into(), then, now: None };
        for by in By::ALL {
            let filter = Filter::default();
            let one = build(&now, Some(&before(then.clone())), by, &filter, today());
            let other = build(&mixed, Some(&before(then_mixed.clone())), by, &filter, today());
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn rows_are_worst_first_and_nothing_changes_by_itself(now in any_providers()) {
        let before = Before { what: "then".into(), then: now.clone(), now: None };
        let p = build(&now, Some(&before), By::Control, &Filter::default(), today());
        let ranks: Vec<_> = p.rows.iter().map(|r| r.all.rank()).collect();
        prop_assert!(ranks.windows(2).all(|w| w[0] >= w[1]));
        let cells = p.rows.iter().flat_map(|r| r.cells.iter().flatten());
        // Of what could not be read then nothing is known, also today.
        let unknown = !p.unread.is_empty();
        let is_same = |t| t == Some(Trend::Same) || unknown && t == Some(Trend::Unknown);
        prop_assert!(cells.map(|c| c.trend).all(is_same));
        prop_assert!(p.worse.is_empty());
    }

    #[test]
    fn a_filter_counts_only_what_it_names(now in any_providers()) {
        let filter = Filter { controls: vec!["cek-*".into()], roles: vec![Role::Mp] };
        let p = build(&now, None, By::Control, &filter, today());
        prop_assert!(p.columns.iter().all(|c| c.id.starts_with("CEK-")));
        let mut expected = 0;
        for c in now.iter().flat_map(|p| &p.controls).filter(|c| c.id.starts_with("CEK-")) {
            expected += c.roles.iter().filter(|r| r.role == Role::Mp).map(|r| r.gaps.major).sum::<usize>();
        }
        prop_assert_eq!(p.all.tally.gaps.major, expected);
    }
}

fn one(gaps: [usize; 4]) -> Vec<aicaiq::overview::ControlOverview> {
    vec![control("CEK-02", "Keys", vec![role(Role::Csp, gaps)])]
}

#[test]
fn a_provider_is_known_again_by_its_subject_or_its_name() {
    let now = [
        provider("now/acme", "Acme", one([1, 0, 0, 0])),
        provider("now/beta", "Beta Cloud", one([0, 3, 0, 0])),
        provider("now/new", "New", one([0, 0, 0, 0])),
    ];
    let then = vec![
        provider("then/a", "acme ", one([0, 9, 9, 9])),
        provider("then/beta", "Beta", one([1, 2, 0, 0])),
        provider("then/old", "Old", one([0, 0, 0, 1])),
    ];
    let before = Before {
        what: "then".into(),
        then,
        now: None,
    };
    let p = build(&now, Some(&before), By::Role, &Filter::default(), today());
    let trends: Vec<(&str, Trend)> = p
        .rows
        .iter()
        .map(|r| (r.name.as_str(), r.all.trend.unwrap()))
        .collect();
    assert_eq!(
        trends,
        [
            ("Acme", Trend::Worse),
            ("Beta Cloud", Trend::Better),
            ("New", Trend::New),
            ("Old", Trend::Gone)
        ]
    );
    assert_eq!(p.worse, [("Acme".to_owned(), "CEK-02".to_owned())]);
    // One major gap more weighs more than many others less.
    assert_eq!(p.all.trend, Some(Trend::Worse));
    let why = failed(&p, &[FailOn::Worse, FailOn::Worse]);
    assert_eq!(why.len(), 1);
    assert_eq!(
        why[0].why,
        "1 control worse than before, the first CEK-02 of Acme, and gone since then: Old (then/old): the whole provider, with 4 answers"
    );
}

#[test]
fn a_role_that_came_or_went_is_said() {
    let cell = |roles| vec![control("CEK-02", "Keys", roles)];
    let now = [provider("a", "A", cell(vec![role(Role::Csp, [0; 4])]))];
    let then = vec![provider("a", "A", cell(vec![role(Role::Mp, [0; 4])]))];
    let before = Before {
        what: "then".into(),
        then,
        now: None,
    };
    let p = build(&now, Some(&before), By::Role, &Filter::default(), today());
    let trends: Vec<_> = p.rows[0].cells.iter().map(|c| c.unwrap().trend).collect();
    assert_eq!(trends, [Some(Trend::New), Some(Trend::Gone)]);
}

#[test]
fn each_reason_to_fail_is_found() {
    let of = |gaps| {
        let providers = [provider("a", "A", one(gaps))];
        build(&providers, None, By::Role, &Filter::default(), today())
    };
    let on = |gaps: [usize; 4], on| failed(&of(gaps), &[on]).len();
    for (reason, gaps, is) in [
        (FailOn::Major, [1, 0, 0, 0], 1),
        (FailOn::Major, [0, 9, 9, 9], 0),
        (FailOn::Minor, [0, 1, 0, 0], 1),
        (FailOn::Minor, [1, 0, 0, 0], 1),
        (FailOn::Minor, [0, 0, 9, 9], 0),
        (FailOn::Any, [0, 0, 0, 1], 1),
        (FailOn::Any, [0, 0, 0, 0], 0),
        (FailOn::Incomplete, [0, 0, 1, 0], 1),
        (FailOn::Worse, [9, 9, 9, 9], 0),
        (FailOn::Expired, [9, 9, 9, 9], 0),
        (FailOn::Overdue, [9, 9, 9, 9], 0),
    ] {
        assert_eq!(on(gaps, reason), is, "{reason:?} {gaps:?}");
    }
    let p = build(
        &[crate::made::hostile("x")],
        None,
        By::Role,
        &Filter::default(),
        today(),
    );
    assert_eq!(failed(&p, &[FailOn::Expired, FailOn::Overdue]).len(), 2);
}
