//! The roles and their steps as a picture whose cells lead to the working
//! papers, and the same in words.

use super::escape::{inline, paper_id};
use super::page::{Table, close, open};
use crate::questionnaire::ItemId;
use crate::report::{Finding, Report, RoleReport, words};
use std::fmt::Write as _;

/// So many steps stand side by side on an A4 page and can be read.
const ACROSS: usize = 12;
/// A cell's width and height, and the room for the roles' names.
const WIDE: usize = 56;
const HIGH: usize = 36;
const NAMES: usize = 48;
/// Between two blocks of steps.
const BETWEEN: usize = 16;

pub(super) fn render(out: &mut String, report: &Report) {
    let ids = words::step_ids(report);
    if ids.is_empty() {
        return;
    }
    open(out, "steps", "Steps");
    out.push_str("<figure>\n");
    picture(out, report, &ids);
    out.push_str("<figcaption>\n<ul class=\"legend\">\n");
    for sign in words::legend(report) {
        // The legend's word is the outcome's class.
        let class = sign.split_once(' ').map_or("", |(_, word)| word);
        let class = if class.contains(' ') { "none" } else { class };
        let _ = writeln!(out, "<li class=\"tag {class}\">{}</li>", inline(&sign));
    }
    out.push_str("</ul>\n</figcaption>\n</figure>\n");
    in_words(out, report, &ids);
    close(out);
}

fn picture(out: &mut String, report: &Report, ids: &[&ItemId]) {
    let across = ids.len().min(ACROSS);
    let block = (report.roles.len() + 1) * HIGH + BETWEEN;
    let width = NAMES + across * WIDE;
    let height = ids.len().div_ceil(ACROSS) * block;
    // A group, not an image: what is in an image cannot be followed.
    let _ = writeln!(
        out,
        "<svg class=\"matrix\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"group\" aria-labelledby=\"matrix-title\" aria-describedby=\"matrix-desc\">\n\
         <title id=\"matrix-title\">Outcomes by role and step</title>\n\
         <desc id=\"matrix-desc\">A row for each role and a column for each step. Each cell has the sign of its outcome and leads to its working paper. The table below says the same in words.</desc>"
    );
    for (number, ids) in ids.chunks(ACROSS).enumerate() {
        let top = number * block;
        for (column, id) in ids.iter().enumerate() {
            label(
                out,
                NAMES + column * WIDE + WIDE / 2,
                top + HIGH / 2,
                id.as_str(),
            );
        }
        for (line, role) in report.roles.iter().enumerate() {
            let y = top + (line + 1) * HIGH;
            label(out, NAMES / 2, y + HIGH / 2, role.role.as_str());
            for (column, id) in ids.iter().enumerate() {
                cell(out, role, id, NAMES + column * WIDE, y);
            }
        }
    }
    out.push_str("</svg>\n");
}

fn label(out: &mut String, x: usize, y: usize, text: &str) {
    let _ = writeln!(
        out,
        "<text class=\"label\" x=\"{x}\" y=\"{y}\">{}</text>",
        inline(text)
    );
}

fn cell(out: &mut String, role: &RoleReport, id: &ItemId, x: usize, y: usize) {
    let frame = format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"",
        x + 2,
        y + 2,
        WIDE - 4,
        HIGH - 4
    );
    let row = role.rows.iter().find(|row| row.item == *id);
    let Some((row, Finding::Step { outcome, .. })) = row.map(|row| (row, &row.finding)) else {
        let _ = writeln!(out, "<rect class=\"none\" {frame}/>");
        return;
    };
    let (sign, word) = words::cell(role, id).unwrap_or((outcome.glyph(), outcome.as_str()));
    let says = format!(
        "{} {} {}: {word}",
        role.role,
        inline(id.as_str()),
        inline(&row.topic)
    );
    let _ = writeln!(
        out,
        "<a href=\"#{}\" aria-label=\"{says}\" class=\"{outcome}\"><title>{says}</title><rect {frame}/><text x=\"{}\" y=\"{}\" aria-hidden=\"true\">{}</text></a>",
        paper_id(role.role, id),
        x + WIDE / 2,
        y + HIGH / 2,
        sign
    );
}

fn in_words(out: &mut String, report: &Report, ids: &[&ItemId]) {
    let mut headers = vec!["Step"];
    headers.extend(report.roles.iter().map(|r| r.role.as_str()));
    let rows = ids.iter().map(|id| {
        let mut row = vec![inline(id.as_str())];
        row.extend(report.roles.iter().map(|role| {
            words::cell(role, id).map_or(String::new(), |(sign, word)| format!("{sign} {word}"))
        }));
        row
    });
    Table {
        id: "steps-table",
        caption: "Outcomes by step and role in words",
        headers: &headers,
        names: 0,
    }
    .write(out, rows);
}
