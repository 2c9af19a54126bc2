//! The report of a folder of controls as one page: an overview, then each
//! control.

use super::escape::{apart, inline, record_id};
use super::page::{self, Table, close, fact, open};
use crate::portfolio::WORST_FIRST;
use crate::report::Report;
use crate::report::folder::{ControlRow, FolderReport, SharedRow};
use crate::report::portfolio::words as totals;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The report of a folder as HTML: one page without scripts that loads nothing.
/// As of one control, no text of it takes effect as markup.
#[must_use]
pub fn render(report: &FolderReport) -> String {
    let mut out = String::new();
    page::head(&mut out, &format!("{} · {}", report.subject, report.size()));
    out.push_str("<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
    cover(&mut out, report);
    contents(&mut out, report);
    out.push_str("<main id=\"content\" tabindex=\"-1\">\n");
    super::portfolio::broken(&mut out, &report.all);
    super::portfolio::stale(&mut out, &report.all);
    controls(&mut out, report);
    super::portfolio::expiring(&mut out, &report.all);
    super::portfolio::overdue(&mut out, &report.all);
    evidence(&mut out, report);
    for (at, control) in report.begun() {
        part(&mut out, at, control);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// The id of a control's part of the page.
fn part_id(at: usize) -> String {
    format!("c{}", at + 1)
}

fn cover(out: &mut String, report: &FolderReport) {
    let _ = writeln!(
        out,
        "<header class=\"cover\">\n<h1>{} <span class=\"control\">{}</span></h1>\n<dl>",
        apart(&report.subject),
        inline(&report.size())
    );
    let roles: Vec<&str> = report.roles.iter().map(|r| r.as_str()).collect();
    let all = &report.all.all.tally;
    let facts = [
        ("Subject", inline(&report.subject)),
        ("Assessed by", inline(&report.assessor)),
        ("Roles", roles.join(", ")),
        ("As of", report.today.to_string()),
        ("Gaps", inline(&totals::gaps(all))),
        ("Answered", totals::answered(all)),
        ("Evidence", inline(&report.evidence_words())),
        ("Order", inline(WORST_FIRST)),
    ];
    for (term, says) in facts.iter().filter(|(_, says)| !says.is_empty()) {
        fact(out, term, says);
    }
    out.push_str("</dl>\n");
    if !report.all.broken.is_empty() {
        let n = crate::text::count(report.all.broken_files(), "file");
        let _ = writeln!(
            out,
            "<p class=\"warning\"><strong>Warning:</strong> {n} cannot be read and is not in this report: see <a href=\"#broken\">below</a>.</p>"
        );
    }
    out.push_str("</header>\n");
}

fn contents(out: &mut String, report: &FolderReport) {
    let links = [
        (!report.all.broken.is_empty(), "broken", "Cannot be read"),
        (!report.all.stale.is_empty(), "stale", "Stale sign-offs"),
        (true, "controls", "Controls"),
        (true, "expiring", "Expiring evidence"),
        (true, "overdue", "Overdue actions"),
        (!report.all.soon.is_empty(), "due-soon", "Actions due soon"),
        (true, "evidence", "Evidence register"),
    ];
    out.push_str("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>\n");
    for (_, id, title) in links.iter().filter(|(there, ..)| *there) {
        let _ = writeln!(out, "<li><a href=\"#{id}\">{title}</a></li>");
    }
    for (at, control) in report.begun() {
        let q = &control.questionnaire;
        let _ = writeln!(
            out,
            "<li><a href=\"#{}\">{} {}</a></li>",
            part_id(at),
            apart(&q.id),
            apart(&q.title)
        );
    }
    out.push_str("</ol>\n</nav>\n");
}

/// Controls × roles.
fn controls(out: &mut String, report: &FolderReport) {
    open(out, "controls", "Controls");
    let mut headers = vec!["Control", "Name", "State"];
    headers.extend(report.roles.iter().map(|r| r.as_str()));
    headers.extend(["Major", "Minor", "Open", "Watch", "Answered"]);
    let rows = report.rows.iter().map(|row| {
        let id = apart(&row.id);
        let mut cells = vec![
            row.part.map_or(id.clone(), |at| {
                format!("<a href=\"#{}\">{id}</a>", part_id(at))
            }),
            apart(&row.title),
            row.state().to_owned(),
        ];
        cells.extend((0..report.roles.len()).map(|at| tag(row, at)));
        let gaps = &row.all.tally.gaps;
        cells.extend([gaps.major, gaps.minor, gaps.open, gaps.watch].map(|n| n.to_string()));
        cells.push(totals::answered(&row.all.tally));
        cells
    });
    let all = &report.all.all.tally;
    let mut total = vec!["All".to_owned(), String::new(), String::new()];
    total.extend(report.roles.iter().map(|_| String::new()));
    let gaps = &all.gaps;
    total.extend([gaps.major, gaps.minor, gaps.open, gaps.watch].map(|n| n.to_string()));
    total.push(totals::answered(all));
    Table {
        id: "controls-table",
        caption: "The result and the heaviest gaps of each control and role, worst first; - is not assessed",
        headers: &headers,
        names: 0,
    }
    .write(out, rows.chain([total]));
    if let Some(left) = report.without_part() {
        let _ = writeln!(out, "<p>{}.</p>", inline(&left));
    }
    close(out);
}

/// A cell with its colour; the words say the same.
fn tag(row: &ControlRow, at: usize) -> String {
    let words = inline(&row.cell(at));
    match row.cells.get(at).and_then(Option::as_ref) {
        None => words,
        Some(role) => {
            let class = match role.roll_up.worst {
                Some(outcome) if outcome.is_shortfall() => outcome.as_str(),
                _ => match role.roll_up.result {
                    crate::gaps::RoleResult::Incomplete => "not-assessed",
                    other => other.as_str(),
                },
            };
            format!("<span class=\"tag {class}\">{words}</span>")
        }
    }
}

fn evidence(out: &mut String, report: &FolderReport) {
    open(out, "evidence", "Evidence register");
    if report.evidence.is_empty() {
        out.push_str("<p>The register is empty.</p>\n");
        close(out);
        return;
    }
    let mut known = BTreeSet::new();
    let rows = report.evidence.iter().map(|shared| {
        let mut cells = super::register::record(&shared.row);
        // Two controls may have each a record of one id.
        if !known.insert(shared.row.id.clone())
            && let Some(first) = cells.first_mut()
        {
            *first = inline(shared.row.id.as_str());
        }
        if let Some(last) = cells.last_mut() {
            *last = inline(&uses(shared));
        }
        cells
    });
    Table {
        id: "register",
        caption: "Records of evidence of all controls, each once",
        headers: &super::register::HEADERS,
        names: 0,
    }
    .write(out, rows);
    close(out);
}

/// `CEK-02 CSP 03, CEK-02 MP 01`.
fn uses(shared: &SharedRow) -> String {
    let uses = shared.used_by.iter();
    let uses: Vec<String> = uses
        .map(|(control, role, item)| format!("{control} {role} {item}"))
        .collect();
    uses.join(", ")
}

/// A control's part: what its own report has, one level deeper.
fn part(out: &mut String, at: usize, report: &Report) {
    let q = &report.questionnaire;
    let mut own = String::new();
    let _ = writeln!(own, "<dl>");
    let facts = [
        ("Domain", inline(&q.domain)),
        ("Catalogue", inline(&q.version)),
        ("Assessed by", inline(&report.assessor)),
    ];
    super::facts_of(&mut own, report, &facts);
    super::sections(&mut own, report);
    super::register::standards(&mut own, report);
    let id = part_id(at);
    let title = format!("{} {}", apart(&q.id), apart(&q.title));
    open(out, &id, &title);
    out.push_str(&nested(&own, &id));
    close(out);
}

/// HTML of this program one level deeper in a page, with ids of its own. What
/// stands in a text of an assessment is escaped, so that no `<` or `"` is of
/// one. The register of evidence is one for the whole page.
fn nested(html: &str, prefix: &str) -> String {
    let record = record_id_start();
    let mut out = html.to_owned();
    for level in (2..=5).rev() {
        for mark in ["<h", "</h"] {
            out = out.replace(&format!("{mark}{level}"), &format!("{mark}{}", level + 1));
        }
    }
    for name in [
        " id=\"",
        " href=\"#",
        " aria-labelledby=\"",
        " aria-describedby=\"",
    ] {
        out = out.replace(name, &format!("{name}{prefix}-"));
    }
    out.replace(
        &format!(" href=\"#{prefix}-{record}"),
        &format!(" href=\"#{record}"),
    )
}

/// What the ids of records begin with.
fn record_id_start() -> String {
    let none = crate::assessment::EvidenceId::new("x");
    let id = none.map_or_else(|| "record-x".to_owned(), |id| record_id(&id));
    id.trim_end_matches('x').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_a_level_deeper_and_has_ids_of_its_own() {
        let html = "<section id=\"a\" aria-labelledby=\"a-heading\"><h2 id=\"a-heading\">A</h2><h3>&lt;h2 id=&quot;x&quot;</h3><a href=\"#a\">a</a><a href=\"https://e.example/#x\">e</a><a href=\"#record-ev-1\">r</a></section>";
        assert_eq!(
            nested(html, "c1"),
            "<section id=\"c1-a\" aria-labelledby=\"c1-a-heading\"><h3 id=\"c1-a-heading\">A</h3><h4>&lt;h2 id=&quot;x&quot;</h4><a href=\"#c1-a\">a</a><a href=\"https://e.example/#x\">e</a><a href=\"#record-ev-1\">r</a></section>"
        );
    }
}
