//! The evidence register and the traceability to other standards.

use super::escape::{apart, block, href, inline, paper_link, record_id};
use super::page::{Table, close, open};
use crate::gaps::{self, Severity, StandardImpact};
use crate::report::{EvidenceRow, Report, follow_up};
use std::fmt::Write as _;

/// The columns of the register.
pub(super) const HEADERS: [&str; 8] = [
    "Id",
    "Title and place",
    "File",
    "Collected",
    "Viewed",
    "Period",
    "Expires",
    "Used by",
];

pub(super) fn evidence(out: &mut String, report: &Report) {
    open(out, "evidence", "Evidence register");
    if report.evidence.is_empty() {
        out.push_str("<p>The register is empty.</p>\n");
    } else {
        Table {
            id: "register",
            caption: "Records of evidence",
            headers: &HEADERS,
            names: 0,
        }
        .write(out, report.evidence.iter().map(record));
    }
    close(out);
}

pub(super) fn record(row: &EvidenceRow) -> Vec<String> {
    let record = &row.record;
    let mut place = href(&record.href);
    if !record.title.trim().is_empty() {
        place = format!("{}<br>{place}", apart(&record.title));
    }
    let mut file = row.state_words().to_owned();
    if let Some(size) = record.size {
        let _ = write!(file, "<br>{size} bytes");
    }
    if !record.sha256.trim().is_empty() {
        let _ = write!(file, "<br>SHA-256 <code>{}</code>", inline(&record.sha256));
    }
    let expired = if row.expired { " (expired)" } else { "" };
    let used: Vec<String> = row
        .used_by
        .iter()
        .map(|(role, item)| {
            let text = format!("{role} {}", inline(item.as_str()));
            paper_link(*role, item, &text)
        })
        .collect();
    vec![
        format!(
            "<span id=\"{}\">{}</span>",
            record_id(&row.id),
            inline(row.id.as_str())
        ),
        place,
        file,
        apart(&follow_up::collected(record)),
        apart(&follow_up::viewed(record)),
        follow_up::period(record),
        format!("{}{expired}", follow_up::day(record.expires_on)),
        row.uses(&used),
    ]
}

/// The clauses that a gap is traced to, or the mapping where there are none.
fn traced(standard: &StandardImpact) -> String {
    if standard.references.is_empty() {
        inline(&standard.mapping)
    } else {
        inline(&standard.references.join(", "))
    }
}

pub(super) fn standards(out: &mut String, report: &Report) {
    if report.standards.is_empty() {
        return;
    }
    open(out, "standards", "Other standards");
    if let Some(caution) = gaps::caution(&report.gaps) {
        let _ = writeln!(out, "<p>{}</p>", inline(&caution));
    }
    let rows = report.standards.iter().map(|standard| {
        let counts = Severity::ALL.map(|s| format!("{} {s}", standard.gaps.get(s)));
        vec![
            inline(&standard.name),
            standard.coverage.words().to_owned(),
            counts.join(", "),
            traced(standard),
            inline(&standard.bearing),
        ]
    });
    Table {
        id: "traceability",
        caption: "This control&#39;s gaps, traced to other standards",
        headers: &[
            "Standard",
            "Coverage",
            "Gaps of this control",
            "References",
            "What the gaps mean",
        ],
        names: 0,
    }
    .write(out, rows);
    for standard in &report.standards {
        let (mapping, addendum) = (standard.mapping.trim(), standard.addendum.trim());
        if mapping.is_empty() && addendum.is_empty() {
            continue;
        }
        let _ = writeln!(out, "<h3>{}</h3>", inline(&standard.name));
        if !mapping.is_empty() {
            let _ = writeln!(out, "<p>Mapping: {}</p>", apart(mapping));
        }
        if !addendum.is_empty() {
            let _ = writeln!(out, "<p>Addendum:</p>\n{}", block(&standard.addendum));
        }
    }
    close(out);
}
