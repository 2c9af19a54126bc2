//! A comparison for a terminal.

use super::show::{self, MOST, Piece};
use super::{Comparison, Line, RecordFate};
use crate::text::{count, one_line, visible};

/// The comparison as text, safe for a terminal; `no differences` where there
/// are none.
#[must_use]
pub fn render(c: &Comparison) -> String {
    let mut out = format!("{}\n", show::title(c));
    if c.is_empty() {
        out.push_str("no differences\n");
        return out;
    }
    let mut counts = vec![show::verdicts(c), show::gaps(c)];
    counts.extend(show::records(c));
    out.push_str(&format!("{}\n", counts.join("; ")));
    if let Some(caution) = show::caution(c) {
        out.push_str(&format!("{caution}\n"));
    }
    section(&mut out, "Assessment", !c.head.is_empty());
    for change in &c.head {
        piece(&mut out, &show::pieces(change), 2);
    }
    section(&mut out, "Text of the questionnaire", !c.texts.is_empty());
    for text in &c.texts {
        line(&mut out, 2, &show::text_change(text));
        let words = show::words(text);
        if !words.is_empty() {
            line(&mut out, 6, &words);
        }
    }
    section(&mut out, "Items", !c.items.is_empty());
    for item in &c.items {
        line(&mut out, 2, &show::item(item));
        line(&mut out, 6, &show::verdict(item));
        for change in &item.changes {
            piece(&mut out, &show::pieces(change), 6);
        }
    }
    section(&mut out, "Sign-offs", !c.sign_offs.is_empty());
    for (role, changes) in &c.sign_offs {
        line(&mut out, 2, role.as_str());
        for change in changes {
            piece(&mut out, &show::pieces(change), 6);
        }
    }
    section(&mut out, "Evidence", !c.evidence.is_empty());
    for record in &c.evidence {
        let (glyph, fate) = (record.fate.glyph(), record.fate.as_str());
        let name = one_line(&record.name);
        line(
            &mut out,
            2,
            &format!("{glyph} {fate}: {} {name}", record.id),
        );
        if !record.used_by.is_empty() {
            let proves = if record.fate == RecordFate::Gone {
                "proved"
            } else {
                "proves"
            };
            let used: Vec<String> = record.used_by.iter().map(|u| one_line(u)).collect();
            line(&mut out, 6, &format!("{proves} {}", used.join(", ")));
        }
        for change in &record.changes {
            piece(&mut out, &show::pieces(change), 6);
        }
    }
    section(&mut out, "Conflicts of a merge", !c.conflicts.is_empty());
    for change in &c.conflicts {
        piece(&mut out, &show::pieces(change), 2);
    }
    for (title, fate) in show::GAPS {
        let (gaps, waiting) = (show::gaps_of(c, fate), show::waiting(c, fate));
        section(&mut out, title, !gaps.is_empty() || waiting.is_some());
        for change in gaps {
            let (glyph, item) = (fate.glyph(), show::gap_item(change));
            let (severity, message) = (change.gap.severity, &change.gap.message);
            line(
                &mut out,
                2,
                &format!("{glyph} {item} ({severity}): {message}"),
            );
        }
        if let Some(waiting) = waiting {
            line(&mut out, 2, &format!("{} {waiting}", fate.glyph()));
        }
    }
    out
}

fn section(out: &mut String, title: &str, any: bool) {
    if any {
        out.push_str(&format!("\n{title}\n"));
    }
}

fn line(out: &mut String, indent: usize, text: &str) {
    let text = format!("{:indent$}{text}", "");
    out.push_str(text.trim_end());
    out.push('\n');
}

fn piece(out: &mut String, piece_of: &Piece<'_>, indent: usize) {
    match piece_of {
        Piece::Line(text) => line(out, indent, text),
        Piece::Text(field, lines) => {
            line(out, indent, &format!("{field}:"));
            text_lines(out, lines, indent + 2);
        }
        Piece::Group(heading, below) => {
            line(out, indent, heading);
            for part in below {
                piece(out, part, indent + 2);
            }
        }
    }
}

fn text_lines(out: &mut String, lines: &[Line], indent: usize) {
    for shown in lines.iter().take(MOST) {
        let text = visible(&shown.text);
        line(out, indent, &format!("{} {text}", shown.mark.sign()));
    }
    let rest = lines.len().saturating_sub(MOST);
    if rest > 0 {
        line(out, indent, &format!("… {}", count(rest, "more line")));
    }
}
