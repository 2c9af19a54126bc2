//! A comparison as a list that a reader walks through.

use super::about::ABOUT;
use super::show::{self, NOT_ASKED, Piece};
use super::{
    Change, Comparison, GapChange, GapFate, How, ItemChange, RecordChange, RecordFate, TextChange,
    Verdict,
};
use crate::assessment::{EvidenceId, Role};
use crate::gaps::Severity;
use crate::questionnaire::ItemId;
use crate::text::{one_line, visible};
use std::collections::BTreeMap;

/// Something that differs, in words that are safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The heading that it stands under: a role, or a part of the file.
    pub group: String,
    /// Which way it went, in a sign.
    pub glyph: &'static str,
    /// What differs: `CSP.03 Key owners`.
    pub name: String,
    /// Which way it went, in words.
    pub way: String,
    /// All that differs in it, a line each.
    pub lines: Vec<String>,
    /// Where it is.
    pub place: Place,
    /// Whether it is now further from compliance than it was: a worse outcome
    /// or none any more, a heavier gap, proof that is gone, a sign-off taken back.
    pub worse: bool,
}

/// Where something that differs is found in the later state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At an item.
    Item(Role, ItemId),
    /// At a role.
    Role(Role),
    /// In the register.
    Evidence(EvidenceId),
    /// Nowhere in particular.
    Nowhere,
}

/// What differs of one item: the change, then its gaps.
type OfItem<'a> = (Option<&'a ItemChange>, Vec<&'a GapChange>);

/// All that differs: role by role, then the register and the rest of the file.
#[must_use]
pub fn entries(c: &Comparison) -> Vec<Entry> {
    let mut out = Vec::new();
    for role in Role::ALL {
        // What is not asked any more is another item than that of its number now.
        let mut items: BTreeMap<(bool, &ItemId), OfItem<'_>> = BTreeMap::new();
        for change in c.items.iter().filter(|i| i.role == *role) {
            let of = items.entry((!change.is_asked, &change.item));
            of.or_default().0 = Some(change);
        }
        for gap in c.new_gaps.iter().chain(&c.earlier_gaps) {
            if gap.gap.role == *role {
                let is_gone = gap.fate == GapFate::NotAsked;
                let of = items.entry((is_gone, &gap.gap.item));
                of.or_default().1.push(gap);
            }
        }
        out.extend(items.into_iter().map(|(id, of)| item(*role, id, &of)));
        let signed = c.sign_offs.iter().filter(|(of, _)| of == role);
        out.extend(signed.map(|(_, changes)| sign_off(*role, changes)));
    }
    out.extend(c.evidence.iter().map(record));
    out.extend(c.texts.iter().map(text));
    for (group, changes) in [("Assessment", &c.head), ("Conflicts", &c.conflicts)] {
        for change in changes {
            out.push(Entry {
                group: group.to_owned(),
                glyph: "~",
                name: one_line(&change.field),
                way: "changed".to_owned(),
                lines: change_lines(std::slice::from_ref(change)),
                place: Place::Nowhere,
                worse: false,
            });
        }
    }
    out
}

/// What has changed in one item or a sign-off, a line each; for its history.
#[must_use]
pub fn item_lines(change: &ItemChange) -> Vec<String> {
    let mut lines = Vec::new();
    if change.verdict.is_some() {
        lines.push(show::verdict(change));
    }
    lines.extend(change_lines(&change.changes));
    lines
}

/// Differences of fields, a line each.
#[must_use]
pub fn change_lines(changes: &[Change]) -> Vec<String> {
    let mut lines = Vec::new();
    for change in changes {
        push(&mut lines, &show::pieces(change), 0);
    }
    lines
}

/// The counts of all that differs, and what has to be known of the two texts.
#[must_use]
pub fn counts(c: &Comparison) -> String {
    let mut counts = vec![show::verdicts(c), show::gaps(c)];
    counts.extend(show::records(c));
    let caution = show::caution(c).map_or(String::new(), |why| format!(". {why}"));
    format!("{}{caution}", counts.join("; "))
}

fn item(role: Role, (is_gone, id): (bool, &ItemId), (change, gaps): &OfItem<'_>) -> Entry {
    let of = |fate: GapFate| -> Vec<&GapChange> {
        let all = gaps.iter().filter(|gap| gap.fate == fate);
        all.copied().collect()
    };
    let (new, closed) = (of(GapFate::New), of(GapFate::Closed));
    let verdict = change.and_then(|i| i.verdict);
    let mut lines = change.map_or_else(Vec::new, item_lines);
    for fate in GapFate::ALL {
        for change in of(fate) {
            let (glyph, words, gap) = (fate.glyph(), fate.as_str(), &change.gap);
            let said = match fate {
                GapFate::New | GapFate::Closed => format!("{words} gap"),
                _ => format!("gap {words}"),
            };
            lines.push(format!(
                "{glyph} {said} ({}): {}",
                gap.severity, gap.message
            ));
        }
    }
    let mut way: Vec<String> = Vec::new();
    if let (Some(verdict), Some(change)) = (verdict, change) {
        way.push(show::went(verdict, change));
    }
    if !new.is_empty() {
        way.push(crate::text::count(new.len(), "new gap"));
    }
    if !closed.is_empty() {
        way.push(format!(
            "{} closed",
            crate::text::count(closed.len(), "gap")
        ));
    }
    for fate in [GapFate::NotAssessedAgain, GapFate::NotAsked] {
        let left = of(fate).len();
        if left > 0 {
            way.push(format!(
                "{} {}",
                crate::text::count(left, "gap"),
                fate.as_str()
            ));
        }
    }
    if way.is_empty() {
        let fields = change.map_or_else(Vec::new, fields);
        way.push(format!("{} changed", fields.join(", ")));
    }
    let named = |i: &&ItemChange| show::item(i);
    // A gap that takes the place of another one as heavy is no step back.
    let worst = |gaps: &[&GapChange]| {
        gaps.iter()
            .map(|g| g.gap.severity)
            .min()
            .unwrap_or(Severity::Watch)
    };
    Entry {
        group: role.to_string(),
        glyph: match verdict {
            Some(verdict) => verdict.glyph(),
            None if !new.is_empty() => "✗",
            None if !closed.is_empty() => "✓",
            None if !gaps.is_empty() => "×",
            None => "·",
        },
        name: change
            .as_ref()
            .map_or_else(|| unchanged(role, id, gaps), named),
        way: way.join("; "),
        lines,
        place: match is_gone {
            true => Place::Nowhere,
            false => Place::Item(role, id.clone()),
        },
        worse: matches!(
            verdict,
            Some(Verdict::Regressed | Verdict::NoLongerAssessed)
        ) || worst(&new) < worst(&closed),
    }
}

/// The name of an item of which only gaps differ.
fn unchanged(role: Role, id: &ItemId, gaps: &[&GapChange]) -> String {
    let named = gaps.first().map(|gap| show::gap_item(gap));
    named.unwrap_or_else(|| format!("{role}.{}", one_line(id.as_str())))
}

fn fields(change: &ItemChange) -> Vec<String> {
    change.changes.iter().map(|c| one_line(&c.field)).collect()
}

fn text(text: &TextChange) -> Entry {
    let words = show::words(text);
    let named = show::text_change(text);
    let (name, way) = match text.what {
        ABOUT => (text.item.as_str(), named.as_str()),
        _ => named.split_once(' ').unwrap_or((&named, "")),
    };
    Entry {
        group: "Text of the questionnaire".to_owned(),
        glyph: "~",
        name: one_line(name),
        way: way.to_owned(),
        lines: match words.is_empty() {
            true => Vec::new(),
            false => vec![words],
        },
        place: match text.role {
            Some(_) if text.what == NOT_ASKED => Place::Nowhere,
            Some(role) => Place::Item(role, text.item.clone()),
            None => Place::Nowhere,
        },
        worse: false,
    }
}

fn sign_off(role: Role, changes: &[Change]) -> Entry {
    let what = changes.iter().find_map(|c| match &c.how {
        How::Event { what, .. } => Some(what.as_str()),
        _ => None,
    });
    let what = what.unwrap_or("changed");
    Entry {
        group: role.to_string(),
        glyph: "✎",
        name: format!("{role} sign-off"),
        way: what.to_owned(),
        lines: change_lines(changes),
        place: Place::Role(role),
        worse: what == "taken back",
    }
}

fn record(record: &RecordChange) -> Entry {
    let gone = record.fate == RecordFate::Gone;
    let mut lines = vec![format!("{} {}", record.id, one_line(&record.name))];
    let used: Vec<String> = record.used_by.iter().map(|u| one_line(u)).collect();
    if !used.is_empty() {
        let proves = if gone { "proved" } else { "proves" };
        lines.push(format!("{proves} {}", used.join(", ")));
    }
    lines.extend(change_lines(&record.changes));
    Entry {
        group: "Evidence".to_owned(),
        glyph: record.fate.glyph(),
        name: one_line(&record.name),
        way: record.fate.as_str().to_owned(),
        lines,
        place: if gone {
            Place::Nowhere
        } else {
            Place::Evidence(record.id.clone())
        },
        worse: gone,
    }
}

fn push(out: &mut Vec<String>, piece: &Piece<'_>, indent: usize) {
    let mut line = |text: String| out.push(format!("{:indent$}{text}", ""));
    match piece {
        Piece::Line(text) => line(text.clone()),
        Piece::Text(field, lines) => {
            line(format!("{field}:"));
            for shown in *lines {
                line(format!("  {} {}", shown.mark.sign(), visible(&shown.text)));
            }
        }
        Piece::Group(heading, below) => {
            line(heading.clone());
            for part in below {
                push(out, part, indent + 2);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::{Assessment, Outcome};
    use crate::compare::{Sides, compare};
    use crate::questionnaire::{StepId, embedded};

    fn with(outcomes: &[(&str, Outcome)]) -> Assessment {
        let mut a = Assessment {
            questionnaire: "CEK-02".into(),
            roles: vec![Role::Csp],
            ..Assessment::default()
        };
        for (id, outcome) in outcomes {
            let steps = &mut a.answers.entry(Role::Csp).or_default().steps;
            let step = steps.entry(StepId::new(id).unwrap()).or_default();
            step.outcome = Some(*outcome);
            step.note = "seen".into();
        }
        a
    }

    #[test]
    fn every_difference_is_an_entry_with_its_gaps_beside_it() {
        let old = with(&[
            ("01", Outcome::Satisfied),
            ("02", Outcome::NotSatisfied),
            ("03", Outcome::Satisfied),
        ]);
        let new = with(&[
            ("01", Outcome::NotSatisfied),
            ("02", Outcome::Satisfied),
            ("03", Outcome::Satisfied),
        ]);
        let c = compare(&Sides {
            old: &old,
            new: &new,
            questionnaire: embedded(),
            old_questionnaire: None,
            today: chrono::NaiveDate::default(),
        });
        let all = entries(&c);
        let of = |id: &str| {
            let place = Place::Item(Role::Csp, ItemId::Step(StepId::new(id).unwrap()));
            all.iter().find(|e| e.place == place)
        };
        let (worse, better) = (of("01").unwrap(), of("02").unwrap());
        assert!(
            worse.worse
                && worse
                    .way
                    .starts_with("regressed: satisfied → not-satisfied")
        );
        assert!(!better.worse && better.way.starts_with("improved"));
        assert!(of("03").is_none());
        let lines =
            |of: &Entry, start: &str| of.lines.iter().filter(|l| l.starts_with(start)).count();
        let told: usize = all.iter().map(|e| lines(e, "✗ new gap")).sum();
        assert_eq!(told, c.new_gaps.len(), "each new gap once");
        let told: usize = all.iter().map(|e| lines(e, "✓ closed gap")).sum();
        let closed = c.gaps(GapFate::Closed).count();
        assert_eq!(told, closed, "each closed gap once");
    }
}
