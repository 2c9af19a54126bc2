//! The report as one self-contained web page, for reading and for print.

mod escape;
pub mod folder;
mod gaps;
mod matrix;
mod page;
mod paper;
pub mod portfolio;
mod register;

use super::words::{self, OUTCOMES};
use super::{Report, follow_up};
use escape::{apart, block, href, inline};
use page::{Table, close, fact, open};
use std::fmt::Write as _;

/// The report as HTML: one page without scripts that loads nothing. No text
/// of the assessment takes effect as markup; only http and https addresses of
/// evidence and of the source become links that leave the page.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    let q = &report.questionnaire;
    page::head(
        &mut out,
        &format!("{} · {} {}", report.subject, q.id, q.title),
    );
    out.push_str("<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
    cover(&mut out, report);
    contents(&mut out, report);
    out.push_str("<main id=\"content\" tabindex=\"-1\">\n");
    sections(&mut out, report);
    register::evidence(&mut out, report);
    register::standards(&mut out, report);
    out.push_str("</main>\n");
    terms(&mut out, report);
    out.push_str("</body>\n</html>\n");
    out
}

/// What was found, without the register and other standards.
fn sections(out: &mut String, report: &Report) {
    results(out, report);
    sign_offs(out, report);
    matrix::render(out, report);
    responsibility(out, report);
    gaps::render(out, report);
    gaps::actions(out, report);
    paper::render(out, report);
}

fn cover(out: &mut String, report: &Report) {
    let q = &report.questionnaire;
    let _ = writeln!(
        out,
        "<header class=\"cover\">\n<h1>{} <span class=\"control\">{} {}</span></h1>\n<dl>",
        apart(&report.subject),
        apart(&q.id),
        apart(&q.title)
    );
    let roles: Vec<String> = report
        .roles
        .iter()
        .map(|r| format!("{} {}", r.role, apart(&r.name)))
        .collect();
    let roles = if roles.is_empty() {
        "none".to_owned()
    } else {
        roles.join(", ")
    };
    let facts = [
        ("Subject", inline(&report.subject)),
        ("Control", format!("{} {}", apart(&q.id), apart(&q.title))),
        ("Domain", inline(&q.domain)),
        ("Catalogue", inline(&q.version)),
        ("Assessed by", inline(&report.assessor)),
        ("Roles", roles),
        ("As of", report.today.to_string()),
    ];
    facts_of(out, report, &facts);
    out.push_str("</header>\n");
}

/// What is known of an assessment, then of its questionnaire, to the end of the
/// list; and what it is to be warned of.
fn facts_of(out: &mut String, report: &Report, known: &[(&str, String)]) {
    let q = &report.questionnaire;
    let source = match q.source.trim() {
        "" => String::new(),
        _ => href(&q.source),
    };
    let digest = format!("<code>{}</code>", inline(&q.digest));
    let more = [
        ("Questionnaire digest", digest),
        ("Attribution", inline(&q.attribution)),
        ("Licence", inline(&q.license)),
        ("Source", source),
    ];
    let facts = known.iter().chain(&more);
    for (term, says) in facts.filter(|(_, says)| !says.is_empty()) {
        fact(out, term, says);
    }
    if !q.specification.trim().is_empty() {
        fact(out, "Specification", &block(&q.specification));
    }
    out.push_str("</dl>\n");
    for warning in words::warnings(report) {
        let _ = writeln!(
            out,
            "<p class=\"warning\"><strong>Warning:</strong> {}</p>",
            inline(&warning)
        );
    }
}

/// The sections that the page has, in their order.
fn contents(out: &mut String, report: &Report) {
    let mut links = vec![("results".to_owned(), "Result by role".to_owned())];
    let mut link = |there: bool, id: &str, title: &str| {
        if there {
            links.push((id.to_owned(), title.to_owned()));
        }
    };
    link(!report.roles.is_empty(), "sign-off", "Review and sign-off");
    link(!words::step_ids(report).is_empty(), "steps", "Steps");
    link(
        !report.responsibility.is_empty(),
        "responsibility",
        "Shared responsibility",
    );
    link(true, "gaps", "Gaps");
    link(!report.actions.is_empty(), "actions", "Corrective actions");
    for role in &report.roles {
        link(true, &paper::section_id(role), &paper::title(role));
    }
    link(true, "evidence", "Evidence register");
    link(!report.standards.is_empty(), "standards", "Other standards");
    out.push_str("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>\n");
    for (id, title) in links {
        let _ = writeln!(out, "<li><a href=\"#{id}\">{title}</a></li>");
    }
    out.push_str("</ol>\n</nav>\n");
}

fn results(out: &mut String, report: &Report) {
    open(out, "results", "Result by role");
    if report.roles.is_empty() {
        out.push_str("<p>No role is assessed.</p>\n");
    } else {
        let outcomes = OUTCOMES.map(|o| format!("{} {o}", o.glyph()));
        let mut headers = vec!["Role", "Name", "Result", "Assessed"];
        headers.extend(outcomes.iter().map(String::as_str));
        Table {
            id: "roll-up",
            caption: "Results and counts of steps, each of all steps of the role",
            headers: &headers,
            names: 0,
        }
        .write(
            out,
            report
                .roles
                .iter()
                .map(|r| words::result_row(r).iter().map(|c| inline(c)).collect()),
        );
        out.push_str("<p>A role&#39;s result is its worst applicable step.</p>\n");
    }
    answers(out, report);
    close(out);
}

fn answers(out: &mut String, report: &Report) {
    let answers = words::answers(report);
    if answers.is_empty() {
        return;
    }
    let rows = answers
        .iter()
        .map(|(question, role, word)| vec![inline(question), role.to_string(), inline(word)]);
    Table {
        id: "answers",
        caption: "Answers to the AI-CAIQ questions",
        headers: &["Question", "Role", "Answer"],
        names: 0,
    }
    .write(out, rows);
}

fn sign_offs(out: &mut String, report: &Report) {
    if report.roles.is_empty() {
        return;
    }
    open(out, "sign-off", "Review and sign-off");
    let rows = report.roles.iter().map(|role| {
        let row = follow_up::sign_off_row(role);
        row.iter().map(|c| apart(c)).collect()
    });
    Table {
        id: "sign-offs",
        caption: "Who stands for a role&#39;s answers, and whether they are still those that were signed",
        headers: &follow_up::SIGN_OFF,
        names: 0,
    }
    .write(out, rows);
    close(out);
}

fn responsibility(out: &mut String, report: &Report) {
    if report.responsibility.is_empty() {
        return;
    }
    open(out, "responsibility", "Shared responsibility");
    let rows = report.responsibility.iter().map(|share| {
        vec![
            inline(&share.title()),
            share.ownership.to_string(),
            inline(&words::owners(share)),
            inline(share.finding.as_deref().unwrap_or("")),
        ]
    });
    Table {
        id: "layers",
        caption: "Who owns the control in which layer, and the holes",
        headers: &["Layer", "Ownership", "Owners", "Finding"],
        names: 0,
    }
    .write(out, rows);
    close(out);
}

fn terms(out: &mut String, report: &Report) {
    let q = &report.questionnaire;
    let texts = [&q.attribution, &q.license];
    if texts.iter().all(|t| t.trim().is_empty()) {
        return;
    }
    out.push_str("<footer>\n<h2>The questionnaire&#39;s text</h2>\n");
    for text in texts.into_iter().filter(|t| !t.trim().is_empty()) {
        let _ = writeln!(out, "<p>{}</p>", inline(text));
    }
    out.push_str("</footer>\n");
}
