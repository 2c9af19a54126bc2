//! A comparison as a Markdown document.

use super::show::{self, MOST, Piece};
use super::{Comparison, Line};
use crate::report::markdown::inline;
use crate::text::{count, visible};
use std::fmt::Write as _;

/// The comparison as Markdown; texts of the files take no effect as markup.
#[must_use]
pub fn render(c: &Comparison) -> String {
    let mut out = format!("# What changed: {}\n\n", inline(&show::title(c)));
    if c.is_empty() {
        out.push_str("No differences.\n");
        return out;
    }
    let _ = writeln!(out, "- {}\n- {}", show::verdicts(c), show::gaps(c));
    if let Some(records) = show::records(c) {
        let _ = writeln!(out, "- {records}");
    }
    if let Some(caution) = show::caution(c) {
        let _ = writeln!(out, "- {caution}");
    }
    section(&mut out, "Assessment", !c.head.is_empty());
    for change in &c.head {
        piece(&mut out, &show::pieces(change), 0);
    }
    section(&mut out, "Text of the questionnaire", !c.texts.is_empty());
    for text in &c.texts {
        let words = match show::words(text).as_str() {
            "" => String::new(),
            words => format!(" — {}", inline(words)),
        };
        let _ = writeln!(out, "- {}{words}", inline(&show::text_change(text)));
    }
    section(&mut out, "Items", !c.items.is_empty());
    for item in &c.items {
        let _ = writeln!(
            out,
            "### {}\n\n- {}",
            inline(&show::item(item)),
            inline(&show::verdict(item))
        );
        for change in &item.changes {
            piece(&mut out, &show::pieces(change), 0);
        }
        out.push('\n');
    }
    section(&mut out, "Sign-offs", !c.sign_offs.is_empty());
    for (role, changes) in &c.sign_offs {
        let _ = writeln!(out, "- {role}");
        for change in changes {
            piece(&mut out, &show::pieces(change), 1);
        }
    }
    section(&mut out, "Evidence", !c.evidence.is_empty());
    for record in &c.evidence {
        let used = if record.used_by.is_empty() {
            String::new()
        } else {
            format!(" (of {})", inline(&record.used_by.join(", ")))
        };
        let (id, name) = (&record.id, inline(&record.name));
        let _ = writeln!(out, "- {}: {id} {name}{used}", record.fate.as_str());
        for change in &record.changes {
            piece(&mut out, &show::pieces(change), 1);
        }
    }
    section(&mut out, "Conflicts of a merge", !c.conflicts.is_empty());
    for change in &c.conflicts {
        piece(&mut out, &show::pieces(change), 0);
    }
    for (title, fate) in show::GAPS {
        let (gaps, waiting) = (show::gaps_of(c, fate), show::waiting(c, fate));
        section(&mut out, title, !gaps.is_empty() || waiting.is_some());
        for change in gaps {
            let (severity, message) = (change.gap.severity, inline(&change.gap.message));
            let item = inline(&show::gap_item(change));
            let _ = writeln!(out, "- {item} ({severity}): {message}");
        }
        if let Some(waiting) = waiting {
            let _ = writeln!(out, "- {waiting}");
        }
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
    out.push('\n');
    out
}

fn section(out: &mut String, title: &str, any: bool) {
    if any {
        let kept = out.trim_end().len();
        out.truncate(kept);
        let _ = write!(out, "\n\n## {title}\n\n");
    }
}

fn piece(out: &mut String, of: &Piece<'_>, depth: usize) {
    let indent = "  ".repeat(depth);
    match of {
        Piece::Line(text) => {
            let _ = writeln!(out, "{indent}- {}", inline(text));
        }
        Piece::Text(field, lines) => {
            let _ = writeln!(out, "{indent}- {}:\n", inline(field));
            fenced(out, lines, &format!("{indent}  "));
            out.push('\n');
        }
        Piece::Group(heading, below) => {
            let _ = writeln!(out, "{indent}- {}", inline(heading));
            for part in below {
                piece(out, part, depth + 1);
            }
        }
    }
}

/// The lines in a fence that none of them can close.
fn fenced(out: &mut String, lines: &[Line], indent: &str) {
    let longest = |text: &str| {
        let runs = text.split(|c| c != '`').map(str::len);
        runs.max().unwrap_or(0)
    };
    let most = lines.iter().map(|l| longest(&l.text)).max().unwrap_or(0);
    let fence = "`".repeat(most.max(2) + 1);
    let _ = writeln!(out, "{indent}{fence}diff");
    for line in lines.iter().take(MOST) {
        let _ = writeln!(out, "{indent}{}{}", line.mark.sign(), visible(&line.text));
    }
    let rest = lines.len().saturating_sub(MOST);
    if rest > 0 {
        let _ = writeln!(out, "{indent}… {}", count(rest, "more line"));
    }
    let _ = writeln!(out, "{indent}{fence}");
}
