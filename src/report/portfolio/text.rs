//! The portfolio as plain text for a terminal, a mail or a pipeline's log.

use super::words;
use crate::gaps::{SOON_DAYS, Severity};
use crate::portfolio::{Broken, By, Cell, Expiring, Overdue, Portfolio, Row, Trend, WORST_FIRST};
use crate::report::wrap::{hang, push_line, table, wrap};
use crate::text::one_line;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The narrowest width that is laid out for, in columns.
const NARROWEST: usize = 60;
/// The narrowest that a name is cut to.
const NAME: usize = 10;
/// The most lines of a list; the other formats have all.
const MOST: usize = 20;
/// The most columns of a title or an action, which are to be known again here.
const SHORT: usize = 48;

/// The portfolio as plain text without colour, at most `width` columns (at
/// least 60; columns by UAX #11).
#[must_use]
pub fn render(p: &Portfolio, width: usize) -> String {
    let width = width.max(NARROWEST);
    let mut out = String::new();
    let head = format!("{}; as of {}", words::size(p), p.today);
    paragraph(&mut out, &head, width);
    if let Some(what) = &p.compared {
        let line = format!("Compared with {}: {}", one_line(what), words::trends(p));
        paragraph(&mut out, &line, width);
    }
    paragraph(&mut out, WORST_FIRST, width);
    broken(&mut out, p, width);
    undecided(&mut out, p, width);
    stale(&mut out, p, width);
    unread(&mut out, p, width);
    gone(&mut out, p, width);
    providers(&mut out, p, width);
    match p.by {
        By::Role => roles(&mut out, p, width),
        By::Control => controls(&mut out, p, width),
        By::Domain => domains(&mut out, p, width),
    }
    changed(&mut out, p, width);
    expiring(&mut out, p, width);
    actions(&mut out, "Overdue corrective actions", &p.overdue, width);
    let soon = format!("Corrective actions due within {SOON_DAYS} days");
    actions(&mut out, &soon, &p.soon, width);
    out
}

fn paragraph(out: &mut String, text: &str, width: usize) {
    for line in wrap(text, width) {
        push_line(out, &line);
    }
}

fn heading(out: &mut String, text: &str) {
    out.push('\n');
    push_line(out, text);
    push_line(out, &"-".repeat(text.width()));
}

/// A name on one line, cut with a sign where it is wider than its room.
fn cut(name: &str, room: usize) -> String {
    let name = one_line(name);
    if name.width() <= room {
        return name;
    }
    let mut out = String::new();
    for c in name.chars() {
        if out.width() + c.width().unwrap_or(0) + 1 > room {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// The same, cut in its middle: names of many begin alike and end differently.
fn squeezed(name: &str, room: usize) -> String {
    let name = one_line(name);
    if name.width() <= room {
        return name;
    }
    let most = room.saturating_sub(1);
    let mut tail = String::new();
    for c in name.chars().rev() {
        if tail.width() + c.width().unwrap_or(0) > most / 2 {
            break;
        }
        tail.insert(0, c);
    }
    let tail = tail.trim_start_matches(|c: char| c.width() == Some(0));
    let head = cut(&name, room - tail.width());
    format!("{head}{tail}")
}

/// Lines of a table whose first column is cut so that the rest fits.
fn fitted(mut rows: Vec<Vec<String>>, names: &[String], width: usize) -> Vec<String> {
    let rest = table(&rows, usize::MAX).unwrap_or_default();
    let rest = rest.iter().map(|l| l.width()).max().unwrap_or(0) + 2;
    let room = width.saturating_sub(rest).max(NAME);
    for (row, name) in rows.iter_mut().zip(names) {
        row.insert(0, squeezed(name, room));
    }
    let lines = table(&rows, usize::MAX).unwrap_or_default();
    // Of very large counts the end of the line goes.
    lines.iter().map(|line| cut(line, width)).collect()
}

/// The counts of a cell: gaps by severity, items answered, trend.
fn counts(p: &Portfolio, cell: &Cell) -> Vec<String> {
    let mut row = Vec::new();
    row.extend(Severity::ALL.map(|s| cell.tally.gaps.get(s).to_string()));
    row.push(words::answered(&cell.tally));
    if p.compared.is_some() {
        row.push(words::trend_with_gone(cell));
    }
    row
}

fn count_headers(p: &Portfolio) -> Vec<String> {
    let mut row = vec!["Major", "Minor", "Open", "Watch", "Answered"];
    if p.compared.is_some() {
        row.push("Trend");
    }
    row.into_iter().map(str::to_owned).collect()
}

fn providers(out: &mut String, p: &Portfolio, width: usize) {
    heading(out, "Providers");
    let has_broken = p.all.controls.broken > 0;
    let has_stale = p.all.tally.stale > 0;
    let line = |cell: &Cell| {
        let mut row = counts(p, cell);
        if has_broken {
            row.insert(0, cell.controls.broken.to_string());
        }
        if has_stale {
            row.push(cell.tally.stale.to_string());
        }
        row
    };
    let mut names = vec!["Provider".to_owned()];
    let mut headers = count_headers(p);
    if has_broken {
        headers.insert(0, "Broken".to_owned());
    }
    if has_stale {
        headers.push("Stale".to_owned());
    }
    let mut rows = vec![headers];
    for row in &p.rows {
        names.push(row.name.clone());
        rows.push(line(&row.all));
    }
    names.push("All".to_owned());
    rows.push(line(&p.all));
    for line in fitted(rows, &names, width) {
        push_line(out, &line);
    }
}

/// A cell with the sign of what became of it.
fn short(cell: Option<&Cell>) -> String {
    let mut word = words::cell(cell);
    if words::hides_conflict(cell) {
        word.push_str(" ≠");
    }
    match cell.filter(|c| c.trend.is_some()) {
        Some(cell) => format!("{word} {}", words::trend_sign(cell)),
        None => word,
    }
}

fn roles(out: &mut String, p: &Portfolio, width: usize) {
    if p.columns.is_empty() {
        return;
    }
    heading(out, "By role");
    let mut names = vec!["Provider".to_owned()];
    let mut rows = vec![p.columns.iter().map(|c| c.id.clone()).collect::<Vec<_>>()];
    for row in &p.rows {
        names.push(row.name.clone());
        rows.push(row.cells.iter().map(|c| short(c.as_ref())).collect());
    }
    names.push("All".to_owned());
    rows.push(p.columns.iter().map(|c| short(Some(&c.all))).collect());
    for line in fitted(rows, &names, width) {
        push_line(out, &line);
    }
    let mut legend = "Each cell has its heaviest gaps; - not assessed".to_owned();
    if p.all.controls.conflicts > 0 {
        legend.push_str("; ≠\u{a0}conflict");
    }
    if p.compared.is_some() {
        legend.push(';');
        for trend in Trend::ALL {
            legend.push_str(&format!(" {}\u{a0}{}", trend.glyph(), trend.as_str()));
        }
    }
    for line in wrap(&format!("{legend}."), width) {
        push_line(out, &line.replace('\u{a0}', " "));
    }
}

/// Domains, whose names are long: one that has no room in its line goes on in
/// the next, and below it stands whose gaps are the worst.
fn domains(out: &mut String, p: &Portfolio, width: usize) {
    heading(out, "By domain");
    let mut rows = vec![count_headers(p)];
    rows.extend(p.columns.iter().map(|column| counts(p, &column.all)));
    let rest = table(&rows, usize::MAX).unwrap_or_default();
    let rest = rest.iter().map(|l| l.width()).max().unwrap_or(0) + 2;
    let room = width.saturating_sub(rest).max(NAME);
    let mut heads = vec!["Domain".to_owned()];
    let mut below: Vec<Vec<String>> = vec![Vec::new()];
    for (at, column) in p.columns.iter().enumerate() {
        let mut lines = wrap(&one_line(&column.id), room).into_iter();
        heads.push(cut(&lines.next().unwrap_or_default(), room));
        let mut lines: Vec<String> = lines.map(|line| cut(&line, width)).collect();
        // Of one provider alone its name says nothing.
        if let Some((row, cell)) = p.worst_in(at).filter(|_| p.rows.len() > 1) {
            let says = words::cell(Some(cell));
            let name = cut(&row.name, width.saturating_sub(says.width() + 12));
            lines.push(format!("  worst: {name}: {says}"));
        }
        below.push(lines);
    }
    for (row, head) in rows.iter_mut().zip(&heads) {
        row.insert(0, head.clone());
    }
    let lines = table(&rows, usize::MAX).unwrap_or_default();
    for (line, more) in lines.iter().zip(&below) {
        push_line(out, &cut(line, width));
        more.iter().for_each(|line| push_line(out, line));
    }
}

/// Controls, one a line: there are too many to stand side by side.
fn controls(out: &mut String, p: &Portfolio, width: usize) {
    heading(out, "By control");
    let mut domain = None;
    let mut names = Vec::new();
    let mut rows = Vec::new();
    for (at, column) in p.columns.iter().enumerate() {
        if domain != Some(&column.domain) {
            block(out, &mut names, &mut rows, width);
            if !column.domain.trim().is_empty() {
                out.push('\n');
                paragraph(out, &one_line(&column.domain), width);
            }
            domain = Some(&column.domain);
        }
        if rows.is_empty() {
            names.push("Control".to_owned());
            let mut headers = count_headers(p);
            headers.push("Worst".to_owned());
            rows.push(headers);
        }
        names.push(column.id.clone());
        let mut row = counts(p, &column.all);
        row.push(p.worst_in(at).map_or(String::new(), |(row, cell)| {
            let room = if p.compared.is_some() { 10 } else { 16 };
            // Of one provider alone its name says nothing.
            let name = (p.rows.len() > 1).then(|| format!("{}: ", cut(&row.name, room)));
            format!("{}{}", name.unwrap_or_default(), words::cell(Some(cell)))
        }));
        rows.push(row);
    }
    block(out, &mut names, &mut rows, width);
}

fn block(out: &mut String, names: &mut Vec<String>, rows: &mut Vec<Vec<String>>, width: usize) {
    for line in fitted(std::mem::take(rows), names, width) {
        push_line(out, &line);
    }
    names.clear();
}

fn more(out: &mut String, all: usize) {
    if let n @ 1.. = all.saturating_sub(MOST) {
        push_line(out, &format!("and {n} more: --format csv has all"));
    }
}

/// The cells that are not what they were, what matters most first.
fn changed(out: &mut String, p: &Portfolio, width: usize) {
    if p.compared.is_none() {
        return;
    }
    let mut cells: Vec<(Trend, &Row, &str, &Cell)> = Vec::new();
    for row in &p.rows {
        for (column, cell) in p.columns.iter().zip(&row.cells) {
            if let Some((cell, trend)) = cell.as_ref().and_then(|c| Some((c, c.trend?)))
                && !matches!(trend, Trend::Same | Trend::Unknown)
            {
                cells.push((trend, row, &column.id, cell));
            }
        }
    }
    cells.sort_by_key(|(trend, ..)| *trend);
    heading(out, "What changed");
    if cells.is_empty() {
        paragraph(out, &one_line(&words::nothing(p)), width);
    }
    for (trend, row, column, cell) in cells.iter().take(MOST) {
        let change = words::change(cell);
        let text = format!("{}, {}: {change}", one_line(&row.name), one_line(column));
        let label = format!("{} {:<7}", trend.glyph(), trend.as_str());
        hang(out, &label, &text, width);
    }
    more(out, cells.len());
    if let Some(note) = words::same_files(p).filter(|_| !cells.is_empty()) {
        paragraph(out, note, width);
    }
}

fn broken(out: &mut String, p: &Portfolio, width: usize) {
    unreadable(
        out,
        "Broken: cannot be read, and not counted",
        &p.broken,
        width,
    );
}

fn unread(out: &mut String, p: &Portfolio, width: usize) {
    let title = one_line(&words::unread_title(p));
    unreadable(out, &title, &p.unread, width);
}

fn unreadable(out: &mut String, title: &str, all: &[Broken], width: usize) {
    if all.is_empty() {
        return;
    }
    heading(out, title);
    for one in all.iter().take(MOST) {
        let path = one_line(&one.path.display().to_string());
        hang(
            out,
            "  ",
            &format!("{path}: {}", one_line(&words::problem(one))),
            width,
        );
    }
    more(out, all.len());
}

/// What is gone, before the counts that it is missing from.
fn gone(out: &mut String, p: &Portfolio, width: usize) {
    if p.gone.is_empty() {
        return;
    }
    heading(out, &one_line(&words::gone_title(p)));
    for one in p.gone.iter().take(MOST) {
        let text = format!("{}: {}", one_line(&words::gone(one)), one.what());
        hang(out, &format!("{} ", Trend::Gone.glyph()), &text, width);
    }
    more(out, p.gone.len());
}

fn expiring(out: &mut String, p: &Portfolio, width: usize) {
    if p.expiring.is_empty() {
        return;
    }
    heading(out, "Evidence that has expired or soon will");
    for record in p.expiring.iter().take(MOST) {
        let text = format!(
            "{}: “{}”, {}",
            one_line(&record.provider),
            cut(&record.title, SHORT),
            one_line(&uses(record))
        );
        let label = format!("{}  {}  ", record.on, words::expiry(record));
        hang(out, &label, &text, width);
    }
    more(out, p.expiring.len());
}

/// The first items that use a record.
fn uses(record: &Expiring) -> String {
    let mut few = record.clone();
    few.uses.truncate(3);
    match record.uses.len() - few.uses.len() {
        0 => words::uses(record),
        n => format!("{} and {n} more", words::uses(&few)),
    }
}

fn undecided(out: &mut String, p: &Portfolio, width: usize) {
    if p.undecided.is_empty() {
        return;
    }
    heading(
        out,
        "Undecided: two people changed a field, and nobody has chosen",
    );
    for one in p.undecided.iter().take(MOST) {
        let of = match one.control.as_str() {
            "" => "what its controls share".to_owned(),
            control => one_line(control),
        };
        let text = format!(
            "{}, {of}: {}, {}",
            one_line(&one.provider),
            crate::text::count(one.conflicts, "conflict"),
            one_line(&one.path.display().to_string())
        );
        hang(out, "! ", &text, width);
    }
    more(out, p.undecided.len());
}

fn stale(out: &mut String, p: &Portfolio, width: usize) {
    if p.stale.is_empty() {
        return;
    }
    heading(out, words::STALE);
    for one in p.stale.iter().take(MOST) {
        let text = format!(
            "{}, {} {}: {}, {}",
            one_line(&one.provider),
            one_line(&one.control),
            one.role,
            one_line(&words::stale(one)),
            one_line(&one.path.display().to_string())
        );
        hang(out, "! ", &text, width);
    }
    more(out, p.stale.len());
}

fn actions(out: &mut String, title: &str, all: &[Overdue], width: usize) {
    if all.is_empty() {
        return;
    }
    heading(out, title);
    for action in all.iter().take(MOST) {
        let owner = match action.owner.trim() {
            "" => "nobody".to_owned(),
            owner => one_line(owner),
        };
        let text = format!(
            "{}, {} {}.{}: {} ({owner})",
            one_line(&action.provider),
            one_line(&action.control),
            action.role,
            one_line(action.item.as_str()),
            cut(&action.text, SHORT)
        );
        hang(out, &format!("{}  ", action.due), &text, width);
    }
    more(out, all.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_alike_stay_apart() {
        let squeezed = |name: &str| super::squeezed(name, 10);
        assert_eq!(squeezed("Sample provider 01"), "Sampl…r 01");
        assert_eq!(squeezed("Sample provider 12"), "Sampl…r 12");
        assert_eq!(squeezed("Acme"), "Acme");
        for wide in [
            "漢字漢字漢字漢字",
            "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}",
        ] {
            assert!(squeezed(wide).width() <= 10, "{}", squeezed(wide));
        }
    }
}
