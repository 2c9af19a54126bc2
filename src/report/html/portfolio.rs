//! The portfolio as one self-contained web page, for reading and for print.

use super::escape::{apart, inline};
use super::page::{self, Table, close, fact, open};
use crate::gaps::{SOON_DAYS, Severity};
use crate::portfolio::{Broken, By, Cell, Overdue, Portfolio, Trend, WORST_FIRST};
use crate::report::portfolio::words;
use std::fmt::Write as _;

/// The most providers that stand side by side above rows of controls.
const BESIDE: usize = 6;

/// The portfolio as HTML: one page without scripts that loads nothing. No text
/// of an assessment takes effect as markup, and nothing is a link out of it.
#[must_use]
pub fn render(p: &Portfolio) -> String {
    let mut out = String::new();
    let title = format!("{} by {}", words::size(p), p.by.as_str());
    page::head(&mut out, &title);
    out.push_str("<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
    let _ = writeln!(
        out,
        "<header class=\"cover\">\n<h1>AI providers <span class=\"control\">{}</span></h1>\n<dl>",
        inline(&words::size(p))
    );
    fact(&mut out, "As of", &p.today.to_string());
    fact(&mut out, "Gaps", &inline(&words::gaps(&p.all.tally)));
    fact(&mut out, "Answered", &words::answered(&p.all.tally));
    if let Some(what) = &p.compared {
        let says = format!("{}: {}", apart(what), inline(&words::trends(p)));
        fact(&mut out, "Compared with", &says);
    }
    fact(&mut out, "Order", &inline(WORST_FIRST));
    out.push_str("</dl>\n");
    if !p.broken.is_empty() {
        let n = crate::text::count(p.broken_files(), "file");
        let _ = writeln!(
            out,
            "<p class=\"warning\"><strong>Warning:</strong> {n} cannot be read and is not counted: see <a href=\"#broken\">below</a>.</p>"
        );
    }
    if !p.gone.is_empty() {
        let n = crate::text::count(p.gone.len(), "part");
        let _ = writeln!(
            out,
            "<p class=\"warning\"><strong>Warning:</strong> {n} of what was there before cannot be seen any more: see <a href=\"#gone\">below</a>.</p>"
        );
    }
    out.push_str("</header>\n");
    contents(&mut out, p);
    out.push_str("<main id=\"content\" tabindex=\"-1\">\n");
    broken(&mut out, p);
    unread(&mut out, p);
    gone(&mut out, p);
    undecided(&mut out, p);
    stale(&mut out, p);
    providers(&mut out, p);
    match p.by {
        By::Role => roles(&mut out, p),
        By::Control | By::Domain => columns(&mut out, p),
    }
    changed(&mut out, p);
    expiring(&mut out, p);
    overdue(&mut out, p);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn contents(out: &mut String, p: &Portfolio) {
    let by = format!("By {}", p.by.as_str());
    let links = [
        (!p.broken.is_empty(), "broken", "Cannot be read"),
        (!p.unread.is_empty(), "unread", "Cannot be compared"),
        (!p.gone.is_empty(), "gone", "Gone"),
        (!p.undecided.is_empty(), "conflicts", "Conflicts"),
        (!p.stale.is_empty(), "stale", "Stale sign-offs"),
        (true, "providers", "Providers"),
        (!p.columns.is_empty(), "matrix", by.as_str()),
        (p.compared.is_some(), "changed", "What changed"),
        (true, "expiring", "Expiring evidence"),
        (true, "overdue", "Overdue actions"),
        (!p.soon.is_empty(), "due-soon", "Actions due soon"),
    ];
    out.push_str("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>\n");
    for (_, id, title) in links.iter().filter(|(there, ..)| *there) {
        let _ = writeln!(out, "<li><a href=\"#{id}\">{title}</a></li>");
    }
    out.push_str("</ol>\n</nav>\n");
}

/// A cell with its colour; the words say the same.
fn tag(cell: Option<&Cell>) -> String {
    let class = match cell {
        None => return "-".to_owned(),
        Some(cell) if cell.trend == Some(Trend::Gone) => "none",
        Some(cell) if cell.controls.broken > 0 => "not-satisfied",
        Some(cell) => match cell.worst() {
            Some((Severity::Major, _)) => "not-satisfied",
            Some((Severity::Minor, _)) => "partially-satisfied",
            Some((Severity::Open, _)) => "not-assessed",
            Some((Severity::Watch, _)) => "not-applicable",
            None if words::cell(Some(cell)).starts_with("no gap") => "satisfied",
            None => "none",
        },
    };
    let mut out = format!("<span class=\"tag {class}\">{}</span>", words::cell(cell));
    if words::hides_conflict(cell) {
        out.push_str(" <span class=\"tag not-satisfied\">conflict</span>");
    }
    if let Some(cell) = cell.filter(|c| c.trend.is_some()) {
        let _ = write!(out, " {}", words::trend_with_gone(cell));
    }
    out
}

fn count_headers(p: &Portfolio) -> Vec<&'static str> {
    let mut headers = vec!["Major", "Minor", "Open", "Watch", "Answered"];
    if p.compared.is_some() {
        headers.push("Trend");
    }
    headers
}

fn counts(p: &Portfolio, cell: &Cell) -> Vec<String> {
    let mut row: Vec<String> = Severity::ALL
        .iter()
        .map(|s| cell.tally.gaps.get(*s).to_string())
        .collect();
    row.push(words::answered(&cell.tally));
    if p.compared.is_some() {
        row.push(words::trend_with_gone(cell));
    }
    row
}

fn providers(out: &mut String, p: &Portfolio) {
    open(out, "providers", "Providers");
    let mut headers = vec!["Provider", "Controls begun"];
    headers.extend(count_headers(p));
    let has_stale = p.all.tally.stale > 0;
    if has_stale {
        headers.push("Stale sign-offs");
    }
    let line = |name: String, cell: &Cell| {
        let c = cell.controls;
        let mut row = vec![name, format!("{} of {}", c.begun, c.total)];
        row.extend(counts(p, cell));
        if has_stale {
            row.push(cell.tally.stale.to_string());
        }
        row
    };
    let rows = p.rows.iter().map(|row| line(apart(&row.name), &row.all));
    Table {
        id: "providers-table",
        caption: "Gaps by severity and items answered, worst first",
        headers: &headers,
        names: 0,
    }
    .write(out, rows.chain([line("All".to_owned(), &p.all)]));
    close(out);
}

fn roles(out: &mut String, p: &Portfolio) {
    if p.columns.is_empty() {
        return;
    }
    open(out, "matrix", "By role");
    let mut headers = vec!["Provider"];
    headers.extend(p.columns.iter().map(|c| c.id.as_str()));
    let rows = p.rows.iter().map(|row| {
        let mut line = vec![apart(&row.name)];
        line.extend(row.cells.iter().map(|c| tag(c.as_ref())));
        line
    });
    let mut all = vec!["All".to_owned()];
    all.extend(p.columns.iter().map(|c| tag(Some(&c.all))));
    Table {
        id: "matrix-table",
        caption: "The heaviest gaps of each provider in each role; - is not assessed",
        headers: &headers,
        names: 0,
    }
    .write(out, rows.chain([all]));
    close(out);
}

/// Controls or domains as rows; the providers stand beside them as long as
/// there is room, and else the worst one does.
fn columns(out: &mut String, p: &Portfolio) {
    if p.columns.is_empty() {
        return;
    }
    let by = p.by.as_str();
    open(out, "matrix", &format!("By {by}"));
    let beside = p.rows.len() <= BESIDE;
    let names: Vec<String> = p.rows.iter().map(|r| apart(&r.name)).collect();
    let mut headers = vec![if p.by == By::Control {
        "Control"
    } else {
        "Domain"
    }];
    if p.by == By::Control {
        headers.push("Name");
    }
    if beside {
        headers.extend(names.iter().map(String::as_str));
        headers.push("All");
    } else {
        headers.extend(count_headers(p));
        headers.push("Worst");
    }
    let mut domains: Vec<(&str, Vec<usize>)> = Vec::new();
    for (at, column) in p.columns.iter().enumerate() {
        match domains.last_mut() {
            Some((domain, places)) if *domain == column.domain => places.push(at),
            _ => domains.push((&column.domain, vec![at])),
        }
    }
    for (n, (domain, places)) in domains.iter().enumerate() {
        if !domain.trim().is_empty() {
            let _ = writeln!(out, "<h3>{}</h3>", apart(domain));
        }
        let rows = places.iter().filter_map(|at| {
            let column = p.columns.get(*at)?;
            let mut row = vec![apart(&column.id)];
            if p.by == By::Control {
                row.push(apart(&column.title));
            }
            if beside {
                let cells = p.rows.iter().map(|r| r.cells.get(*at));
                row.extend(cells.map(|c| tag(c.and_then(Option::as_ref))));
                row.push(tag(Some(&column.all)));
            } else {
                row.extend(counts(p, &column.all));
                row.push(p.worst_in(*at).map_or(String::new(), |(row, cell)| {
                    format!("{}: {}", apart(&row.name), words::cell(Some(cell)))
                }));
            }
            Some(row)
        });
        Table {
            id: &format!("matrix-{n}"),
            caption: &format!("The heaviest gaps by {by}"),
            headers: &headers,
            names: 0,
        }
        .write(out, rows);
    }
    close(out);
}

fn changed(out: &mut String, p: &Portfolio) {
    if p.compared.is_none() {
        return;
    }
    open(out, "changed", "What changed");
    let mut cells = Vec::new();
    for row in &p.rows {
        for (column, cell) in p.columns.iter().zip(&row.cells) {
            if let Some((cell, trend)) = cell.as_ref().and_then(|c| Some((c, c.trend?)))
                && !matches!(trend, Trend::Same | Trend::Unknown)
            {
                cells.push((trend, row, column, cell));
            }
        }
    }
    cells.sort_by_key(|(trend, ..)| *trend);
    if cells.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", apart(&words::nothing(p)));
    } else {
        if let Some(note) = words::same_files(p) {
            let _ = writeln!(out, "<p>{note}</p>");
        }
        let rows = cells.iter().map(|(_, row, column, cell)| {
            vec![
                words::trend_with_gone(cell),
                apart(&row.name),
                apart(&column.id),
                inline(&words::change(cell)),
            ]
        });
        let by = match p.by {
            By::Role => "Role",
            By::Control => "Control",
            By::Domain => "Domain",
        };
        Table {
            id: "changed-table",
            caption: "What is not as it was, what got worse first",
            headers: &["Trend", "Provider", by, "Change"],
            names: 1,
        }
        .write(out, rows);
    }
    close(out);
}

pub(super) fn broken(out: &mut String, p: &Portfolio) {
    let caption = "Files that cannot be read (broken); they are not counted";
    unreadable(out, ("broken", "Cannot be read", caption), &p.broken);
}

fn unread(out: &mut String, p: &Portfolio) {
    let title = apart(&words::unread_title(p));
    let caption = "Earlier files that cannot be read; nothing is compared with them";
    unreadable(out, ("unread", &title, caption), &p.unread);
}

fn unreadable(out: &mut String, (id, title, caption): (&str, &str, &str), all: &[Broken]) {
    if all.is_empty() {
        return;
    }
    open(out, id, title);
    let rows = all.iter().map(|one| {
        vec![
            apart(&one.provider),
            apart(&one.path.display().to_string()),
            inline(&words::problem(one)),
        ]
    });
    Table {
        id: &format!("{id}-table"),
        caption,
        headers: &["Provider", "File", "Problem"],
        names: 0,
    }
    .write(out, rows);
    close(out);
}

fn gone(out: &mut String, p: &Portfolio) {
    if p.gone.is_empty() {
        return;
    }
    open(out, "gone", &apart(&words::gone_title(p)));
    let rows = p.gone.iter().map(|one| {
        vec![
            apart(&one.provider),
            apart(&one.control),
            one.role.map_or(String::new(), |role| role.to_string()),
            inline(&one.what()),
            apart(&one.path.display().to_string()),
        ]
    });
    Table {
        id: "gone-table",
        caption: "What was there before and is not any more; its gaps are not counted, and not mended by that",
        headers: &["Provider", "Control", "Role", "What", "Where it was"],
        names: 0,
    }
    .write(out, rows);
    close(out);
}

fn undecided(out: &mut String, p: &Portfolio) {
    if p.undecided.is_empty() {
        return;
    }
    open(out, "conflicts", "Conflicts");
    let rows = p.undecided.iter().map(|one| {
        vec![
            apart(&one.provider),
            match one.control.as_str() {
                "" => "what its controls share".to_owned(),
                control => apart(control),
            },
            one.conflicts.to_string(),
            apart(&one.path.display().to_string()),
        ]
    });
    Table {
        id: "conflicts-table",
        caption: "What two people changed and nobody has decided",
        headers: &["Provider", "Control", "Conflicts", "File"],
        names: 0,
    }
    .write(out, rows);
    close(out);
}

pub(super) fn stale(out: &mut String, p: &Portfolio) {
    if p.stale.is_empty() {
        return;
    }
    open(out, "stale", "Stale sign-offs");
    let rows = p.stale.iter().map(|one| {
        vec![
            apart(&one.provider),
            apart(&one.control),
            one.role.to_string(),
            inline(&words::stale(one)),
        ]
    });
    Table {
        id: "stale-table",
        caption: "Roles that were signed off, and of which something has changed since, or changes are requested",
        headers: &["Provider", "Control", "Role", "Sign-off"],
        names: 0,
    }
    .write(out, rows);
    close(out);
}

pub(super) fn expiring(out: &mut String, p: &Portfolio) {
    open(out, "expiring", "Expiring evidence");
    if p.expiring.is_empty() {
        out.push_str("<p>Nothing has expired or will soon.</p>\n");
    } else {
        let rows = p.expiring.iter().map(|record| {
            vec![
                format!("{} {}", words::expiry(record), record.on),
                apart(&record.provider),
                apart(&record.title),
                inline(&words::uses(record)),
            ]
        });
        Table {
            id: "expiring-table",
            caption: "Evidence that has expired or soon will, of all providers",
            headers: &["When", "Provider", "Evidence", "Used by"],
            names: 2,
        }
        .write(out, rows);
    }
    close(out);
}

/// What is overdue, and what is due soon.
pub(super) fn overdue(out: &mut String, p: &Portfolio) {
    open(out, "overdue", "Overdue actions");
    if p.overdue.is_empty() {
        out.push_str("<p>No corrective action is overdue.</p>\n");
    } else {
        let caption = "Open corrective actions past their due date, of all providers";
        actions(out, ("overdue-table", caption), &p.overdue);
    }
    close(out);
    if p.soon.is_empty() {
        return;
    }
    open(out, "due-soon", "Actions due soon");
    let caption = format!("Open corrective actions due within {SOON_DAYS} days, of all providers");
    actions(out, ("due-soon-table", &caption), &p.soon);
    close(out);
}

fn actions(out: &mut String, (id, caption): (&str, &str), all: &[Overdue]) {
    let rows = all.iter().map(|action| {
        vec![
            action.due.to_string(),
            apart(&action.provider),
            apart(&action.control),
            action.role.to_string(),
            inline(action.item.as_str()),
            apart(&action.text),
            apart(&action.owner),
        ]
    });
    Table {
        id,
        caption,
        headers: &[
            "Due", "Provider", "Control", "Role", "Item", "Action", "Owner",
        ],
        names: 1,
    }
    .write(out, rows);
}
