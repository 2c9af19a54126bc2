//! The gaps by severity, the sources of their rules, the corrective actions.

use super::escape::{inline, paper_link};
use super::page::{Table, close, open};
use crate::gaps::{Gap, Kind, Severity};
use crate::report::{Report, follow_up, words};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

pub(super) fn render(out: &mut String, report: &Report) {
    open(out, "gaps", "Gaps");
    let _ = writeln!(out, "<p>{}</p>", words::gap_counts(report));
    for severity in Severity::ALL {
        let of: Vec<&Gap> = report
            .gaps
            .iter()
            .filter(|g| g.severity == severity)
            .collect();
        if of.is_empty() {
            continue;
        }
        let heading = words::severity_heading(severity);
        let _ = writeln!(out, "<h3>{heading}</h3>");
        let rows = together(&of).into_iter().map(|(gap, items)| {
            vec![
                gap.role.to_string(),
                items.join(", "),
                inline(&gap.message),
                format!("<a href=\"#rule-{0}\">{0}</a>", gap.kind),
            ]
        });
        Table {
            id: &format!("gaps-{severity}"),
            caption: &format!("Gaps: {heading}"),
            headers: &["Role", "Items", "Gap", "Rule"],
            names: 1,
        }
        .write(out, rows);
    }
    sources(out, report);
    close(out);
}

/// Gaps of a role that say the same, as one with a link for each item (see
/// `words::together`, which keeps the items' names only).
fn together<'a>(gaps: &[&'a Gap]) -> Vec<(&'a Gap, Vec<String>)> {
    let mut groups: Vec<(&Gap, Vec<String>)> = Vec::new();
    let mut places = BTreeMap::new();
    for gap in gaps {
        let link = paper_link(gap.role, &gap.item, &inline(gap.item.as_str()));
        let new = groups.len();
        let place = *places
            .entry((gap.role, gap.kind, &gap.message))
            .or_insert(new);
        match groups.get_mut(place) {
            Some((_, items)) => items.push(link),
            None => groups.push((gap, vec![link])),
        }
    }
    groups
}

/// Where the rules that found a gap come from, each source once.
fn sources(out: &mut String, report: &Report) {
    let kinds: BTreeSet<Kind> = report.gaps.iter().map(|g| g.kind).collect();
    let mut sources: Vec<(&str, Vec<String>)> = Vec::new();
    for kind in &kinds {
        let rule = format!(
            "<span id=\"rule-{kind}\">{kind}</span>",
            kind = kind.as_str()
        );
        match sources.iter_mut().find(|(s, _)| *s == kind.source()) {
            Some((_, rules)) => rules.push(rule),
            None => sources.push((kind.source(), vec![rule])),
        }
    }
    if sources.is_empty() {
        return;
    }
    out.push_str("<h3>Sources of the rules</h3>\n");
    let rows = sources
        .iter()
        .map(|(source, rules)| vec![rules.join(", "), inline(source)]);
    Table {
        id: "sources",
        caption: "Where the rules that found a gap come from",
        headers: &["Rules", "Source"],
        names: 0,
    }
    .write(out, rows);
}

pub(super) fn actions(out: &mut String, report: &Report) {
    if report.actions.is_empty() {
        return;
    }
    open(out, "actions", "Corrective actions");
    let rows = report.actions.iter().map(|row| {
        let action = &row.action;
        vec![
            row.role.to_string(),
            paper_link(row.role, &row.item, &inline(row.item.as_str())),
            inline(&action.text),
            inline(&action.owner),
            action.due.map_or(String::new(), |d| d.to_string()),
            words::action_state(action, report.today).to_owned(),
            inline(&follow_up::retest(action)),
        ]
    });
    Table {
        id: "actions-table",
        caption: "Corrective actions, done ones included",
        headers: &["Role", "Item", "Action", "Owner", "Due", "Status", "Retest"],
        names: 1,
    }
    .write(out, rows);
    close(out);
}
