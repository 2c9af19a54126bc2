//! AI-CAIQ answers as CSV: Python's csv module reads them back, and what CSA's
//! instructions do not allow is refused.

use crate::csv::read_back;
use crate::sample::*;
use crate::{build, sample_report};
use aicaiq::assessment::*;
use aicaiq::report::caiq::{COLUMNS, NoRole, advice, provider, render};
use aicaiq::report::{Report, caiq};
use std::collections::BTreeMap;

fn report(a: &Assessment) -> Report {
    build(&questionnaire(), a, &BTreeMap::new())
}

/// What is handed in for the CSP when this is its answer.
fn with(change: impl FnOnce(&mut QuestionAnswer)) -> Result<String, caiq::Refused> {
    let mut a = clean(&[Role::Csp]);
    change(question(&mut a));
    render(&report(&a).roles[0])
}

fn cells(text: &str) -> Vec<String> {
    let rows = read_back(text);
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|r| r.len() == 6), "{rows:?}");
    assert_eq!(rows[0], COLUMNS);
    rows[1].clone()
}

#[track_caller]
fn refused(change: impl FnOnce(&mut QuestionAnswer), message: &str) {
    let refused = with(change).unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!(
            "CSA's instructions for AI-CAIQ do not allow what CSP answers:\n  CSP.T-01.1: {message}"
        )
    );
}

#[test]
fn exactly_six_columns_for_one_role() {
    let text = with(|q| {
        q.implementation = "Six roles,\n\"as named\" in the policy.".into();
        q.customer_responsibilities = "Keep your own keys.".into();
    });
    assert_eq!(
        cells(&text.unwrap()),
        [
            "T-01.1",
            "Are keys kept by named people?",
            "Yes",
            "Shared CSP-MP",
            "Six roles,\n\"as named\" in the policy.",
            "Keep your own keys."
        ]
    );
    let text = with(|_| ()).unwrap();
    assert!(text.starts_with("Question ID,Question,Service Provider AI-CAIQ Answer,"));
    assert_eq!(text.matches("\r\n").count(), 2);
}

#[test]
fn every_published_ownership_is_taken() {
    for ownership in Ownership::ALL.iter().filter(|o| **o != Ownership::Nd) {
        let text = with(|q| q.ownership = Some(*ownership)).unwrap();
        assert_eq!(cells(&text)[3], ownership.as_str());
    }
}

#[test]
fn what_csa_does_not_allow_is_refused() {
    refused(
        |q| q.answer = None,
        "not answered: answer Yes, No or NA (column C)",
    );
    refused(
        |q| q.ownership = None,
        "Yes without an ownership: name at least one owner (column D)",
    );
    refused(
        |q| q.ownership = Some(Ownership::Nd),
        "Yes with the ownership ND: name at least one owner (column D)",
    );
    refused(
        |q| (q.answer, q.ownership) = (Some(Answer::No), None),
        "No without an ownership: name who has to mend it, or ND where nobody can tell (column D)",
    );
    for blank in ["", " \n"] {
        refused(
            |q| {
                q.answer = Some(Answer::Na);
                q.implementation = blank.into();
            },
            "NA without an explanation: say in the implementation why it does not apply (column E)",
        );
    }
    refused(
        |q| q.customer_responsibilities = "a".repeat(32_768),
        "column F has 32768 characters and a cell holds 32767: shorten it",
    );
}

#[test]
fn all_violations_are_told_at_once() {
    let mut q = questionnaire();
    let mut more = q.questions[0].clone();
    more.id = "T-01.2".into();
    q.questions.push(more);
    let mut a = clean(&[Role::Csp]);
    question(&mut a).ownership = None;
    let refused = render(&build(&q, &a, &BTreeMap::new()).roles[0]).unwrap_err();
    let items: Vec<String> = refused
        .violations
        .iter()
        .map(|v| v.item.to_string())
        .collect();
    assert_eq!(items, ["T-01.1", "T-01.2"]);
}

#[test]
fn an_na_needs_no_owner() {
    let na = |ownership| {
        let text = with(|q| {
            (q.answer, q.ownership) = (Some(Answer::Na), ownership);
            q.implementation = "No keys are kept.".into();
            q.action = Some(action());
        });
        cells(&text.unwrap())
    };
    assert_eq!(na(None)[2..5], ["NA", "ND", "No keys are kept."]);
    assert_eq!(na(Some(Ownership::MpOwned))[3], "MP-Owned");
}

#[test]
fn the_plan_for_what_is_missing_stands_in_column_e() {
    let e = |change: &dyn Fn(&mut QuestionAnswer)| cells(&with(change).unwrap())[4].clone();
    let plan = "Corrective action: Name them; owner: Platform; due: 2027-01-31";
    let no = |q: &mut QuestionAnswer| {
        q.answer = Some(Answer::No);
        q.action = Some(action());
    };
    assert_eq!(e(&no), plan);
    let half_done = |q: &mut QuestionAnswer| {
        q.implementation = "Two of three.\n".into();
        q.action = Some(action());
    };
    assert_eq!(e(&half_done), format!("Two of three.\n\n{plan}"));
    let done = |q: &mut QuestionAnswer| {
        half_done(q);
        q.action.as_mut().unwrap().status = Some(ActionStatus::Done);
    };
    assert_eq!(e(&done), "Two of three.");
    let bare = |q: &mut QuestionAnswer| q.action = Some(Action::default());
    assert_eq!(e(&bare), "");
}

#[test]
fn no_cell_is_a_formula_or_a_control_sequence() {
    for (start, shown) in [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'␍=1"),
        ("\u{1b}[31m", "␛[31m"),
    ] {
        let mut q = questionnaire();
        q.questions[0].text = start.into();
        let mut a = clean(&[Role::Csp]);
        question(&mut a).implementation = start.into();
        question(&mut a).customer_responsibilities = start.into();
        let text = render(&build(&q, &a, &BTreeMap::new()).roles[0]).unwrap();
        let cells = cells(&text);
        assert_eq!([&cells[1], &cells[4], &cells[5]], [shown; 3]);
    }
}

#[test]
fn the_role_is_named_where_there_are_several() {
    let two = sample_report();
    let role = |report: &Report, named| provider(report, named).map(|r| r.role);
    assert_eq!(role(&two, Some(Role::Ap)), Ok(Role::Ap));
    assert_eq!(role(&two, None), Err(NoRole::Several("CSP, AP".into())));
    let assessed = "CSP, AP".to_owned();
    assert_eq!(
        role(&two, Some(Role::Mp)),
        Err(NoRole::NotAssessed {
            role: Role::Mp,
            assessed
        })
    );
    let one = report(&clean(&[Role::Aic, Role::Mp]));
    assert_eq!(role(&one, None), Ok(Role::Mp));
    assert!(matches!(
        role(&one, Some(Role::Aic)),
        Err(NoRole::Customer(_))
    ));
    let customer = report(&clean(&[Role::Aic]));
    assert_eq!(role(&customer, None), Err(NoRole::Nobody));
    let nobody = report(&Assessment::default());
    assert_eq!(role(&nobody, Some(Role::Csp)), Err(NoRole::Nobody));
}

#[test]
fn what_csa_recommends_is_advice() {
    let said = |change: &dyn Fn(&mut Assessment)| {
        let mut a = clean(&[Role::Csp]);
        let answer = question(&mut a);
        answer.implementation = "As the policy says.".into();
        answer.customer_responsibilities = "Keep your own keys.".into();
        change(&mut a);
        let report = report(&a);
        assert!(render(&report.roles[0]).is_ok());
        advice(&report, &report.roles[0])
    };
    assert!(said(&|_| ()).is_empty());
    let empty = said(&|a| question(a).implementation.clear());
    assert!(
        empty[0].starts_with("CSP.T-01.1: column E is empty"),
        "{empty:?}"
    );
    let shared = said(&|a| question(a).customer_responsibilities.clear());
    assert!(shared[0].contains("column F is empty"), "{shared:?}");
    let owned = said(&|a| {
        question(a).customer_responsibilities.clear();
        question(a).ownership = Some(Ownership::CspOwned);
    });
    assert!(owned.is_empty(), "{owned:?}");
    let short = said(&|a| step(a, "01").outcome = Some(Outcome::NotSatisfied));
    assert_eq!(
        short,
        ["CSP.T-01.1: Yes, but 01 falls short: mend it or answer No"]
    );
    let no = said(&|a| {
        question(a).answer = Some(Answer::No);
        step(a, "01").outcome = Some(Outcome::NotSatisfied);
    });
    assert!(no[0].contains("No without a corrective action"), "{no:?}");
    let assumed = said(&|a| {
        question(a).answer = Some(Answer::Na);
        question(a).ownership = None;
        step(a, "01").outcome = Some(Outcome::NotApplicable);
    });
    let what = "CSP.T-01.1: column D is ND, as CSA asks for NA; nobody stated an ownership";
    assert!(assumed.contains(&what.to_owned()), "{assumed:?}");
}
