//! Phrases that the formats share.

use super::about::{self, ABOUT};
use super::{
    Change, Comparison, GapChange, GapFate, How, ItemChange, Line, Mark, Part, RecordFate,
    TextChange, Verdict,
};
use crate::text::{count, one_line};

/// What is said of an item that has another number now.
pub(super) const MOVED: &str = "moved";
/// What stands beside the number of an item that is not asked any more: it can be
/// another one's now.
pub(super) const OLD_NUMBER: &str = "old number";
/// What is said of an item of which the last answer waits to be confirmed.
const ONLY_SUGGESTED: &str = "only suggested now, to be confirmed";
/// What is said of an item that is not asked any more.
pub(super) const NOT_ASKED: &str = "no longer asked";
/// How many lines of one text are shown to people; JSON has them all.
pub(super) const MOST: usize = 60;

/// What is compared: `Acme GenAI, CEK-02`.
pub(super) fn title(c: &Comparison) -> String {
    let (old, new) = (one_line(&c.subject.0), one_line(&c.subject.1));
    let subject = if old == new {
        new
    } else {
        format!("{old} → {new}")
    };
    format!("{subject}, {}", one_line(&c.control))
}

/// `3 improved, 1 regressed, 2 newly assessed`; ways that nothing went are
/// left out, except the first two.
pub(super) fn verdicts(c: &Comparison) -> String {
    let parts: Vec<String> = Verdict::ALL
        .iter()
        .map(|v| (c.count(*v), *v))
        .filter(|(n, v)| *n > 0 || matches!(v, Verdict::Improved | Verdict::Regressed))
        .map(|(n, v)| match (v, n) {
            (Verdict::AnswerChanged, 1) => "1 answer changed".to_owned(),
            (Verdict::AnswerChanged, n) => format!("{n} answers changed"),
            (v, n) => format!("{n} {}", v.as_str()),
        })
        .collect();
    parts.join(", ")
}

/// `2 new gaps, 5 closed`.
pub(super) fn gaps(c: &Comparison) -> String {
    gap_counts(|fate| c.gaps(fate).count())
}

/// The same of any number of comparisons; fates that no gap had are left out,
/// except the first two.
pub(super) fn gap_counts(of: impl Fn(GapFate) -> usize) -> String {
    let parts = GapFate::ALL.into_iter().filter_map(|fate| match fate {
        GapFate::New => Some(count(of(fate), "new gap")),
        GapFate::Closed => Some(format!("{} closed", of(fate))),
        _ => (of(fate) > 0).then(|| format!("{} {}", of(fate), fate.as_str())),
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// The headings under which gaps stand, each with the fate of those below it.
pub(super) const GAPS: [(&str, GapFate); 4] = [
    ("New gaps", GapFate::New),
    ("Closed gaps", GapFate::Closed),
    (
        "Gaps that were not assessed again",
        GapFate::NotAssessedAgain,
    ),
    ("Gaps of what is no longer asked", GapFate::NotAsked),
];

/// `CSP.03 (was CSP.02)`; `CSP.02 (old number)` of what is not asked any more.
pub(super) fn gap_item(change: &GapChange) -> String {
    let role = change.gap.role;
    let item = one_line(change.gap.item.as_str());
    let since = match &change.was {
        Some(was) => format!(" (was {role}.{})", one_line(was.as_str())),
        None if change.fate == GapFate::NotAsked => format!(" ({OLD_NUMBER})"),
        None => String::new(),
    };
    format!("{role}.{item}{since}")
}

/// `evidence: 1 added, 2 renewed`; none where no record differs.
pub(super) fn records(c: &Comparison) -> Option<String> {
    let parts: Vec<String> = RecordFate::ALL
        .iter()
        .map(|fate| (c.evidence.iter().filter(|r| r.fate == *fate).count(), fate))
        .filter(|(n, _)| *n > 0)
        .map(|(n, fate)| format!("{n} {}", fate.as_str()))
        .collect();
    (!parts.is_empty()).then(|| format!("evidence: {}", parts.join(", ")))
}

/// What a reader has to know about the two texts that were answered.
pub(super) fn caution(c: &Comparison) -> Option<&'static str> {
    (c.text_differs && c.texts.is_empty()).then_some(
        "The questionnaire's text differs between the two. To see where: --old-questionnaire FILE.",
    )
}

/// `↑ improved: partially-satisfied → satisfied`, or `· satisfied` where the
/// outcome is the same.
pub(super) fn verdict(item: &ItemChange) -> String {
    match item.verdict {
        Some(v) => format!("{} {}", v.glyph(), went(v, item)),
        None => format!("· {}", item.is),
    }
}

/// `improved: partially-satisfied → satisfied`.
pub(super) fn went(verdict: Verdict, item: &ItemChange) -> String {
    match verdict {
        Verdict::OnlySuggested => format!("{ONLY_SUGGESTED}: was {}", item.was),
        _ => format!("{}: {} → {}", verdict.as_str(), item.was, item.is),
    }
}

/// The gaps that something became of, but for those of items that are only
/// suggested: how many these are tells [`waiting`].
pub(super) fn gaps_of(c: &Comparison, fate: GapFate) -> Vec<&GapChange> {
    c.gaps(fate).filter(|gap| !waits(c, gap)).collect()
}

/// What is said of gaps of items that are only suggested now; none where there
/// are none.
pub(super) fn waiting(c: &Comparison, fate: GapFate) -> Option<String> {
    let n = c.gaps(fate).filter(|gap| waits(c, gap)).count();
    (n > 0).then(|| format!("{} of what is {ONLY_SUGGESTED}", count(n, "gap")))
}

fn waits(c: &Comparison, change: &GapChange) -> bool {
    change.fate == GapFate::NotAssessedAgain
        && c.is_only_suggested(change.gap.role, &change.gap.item)
}

/// `CSP.03 Key owners`, in words that are safe to show.
pub(super) fn item(item: &ItemChange) -> String {
    let id = format!("{}.{}", item.role, one_line(item.item.as_str()));
    let topic = match item.topic.as_str() {
        "" => String::new(),
        topic => format!(" {}", one_line(topic)),
    };
    let now = match &item.moved {
        Some(was) => format!(" (was {}.{})", item.role, one_line(was.as_str())),
        None if !item.is_asked => format!(" ({OLD_NUMBER}, no longer asked)"),
        None => String::new(),
    };
    format!("{id}{topic}{now}")
}

/// `CSP.03 text`, `CEK-02.1 new item`, `CSP.03 moved, was CSP.02`; of which steps a
/// question is about a sentence.
#[must_use]
pub fn text_change(t: &TextChange) -> String {
    if t.what == ABOUT {
        return about::sentence(t.item.as_str(), &t.words);
    }
    let role = t.role.map_or(String::new(), |r| format!("{r}."));
    let was = t.was.as_ref().filter(|_| t.what == MOVED);
    let was = was.map_or(String::new(), |was| {
        format!(", was {role}{}", one_line(was.as_str()))
    });
    let old = match t.what == NOT_ASKED {
        true => format!(" ({OLD_NUMBER})"),
        false => String::new(),
    };
    format!("{role}{}{old} {}{was}", one_line(t.item.as_str()), t.what)
}

/// The words of both texts on one line, as `[-old-]` and `{+new+}` (as
/// `git diff --word-diff` has them), safe to show.
#[must_use]
pub fn words(t: &TextChange) -> String {
    // It is said already.
    if t.what == ABOUT {
        return String::new();
    }
    word_marks(&t.words)
}

/// Words of two texts as `[-old-]` and `{+new+}`, safe to show.
#[must_use]
pub fn word_marks(parts: &[Part]) -> String {
    let parts = parts.iter().map(|p| {
        let text = one_line(&p.text);
        match p.mark {
            Mark::Added => format!("{{+{text}+}}"),
            Mark::Removed => format!("[-{text}-]"),
            Mark::Same | Mark::Skipped => text,
        }
    });
    parts.collect()
}

/// A piece of what differs in a field.
pub(super) enum Piece<'a> {
    /// A line of its own: `grade: minor → none`.
    Line(String),
    /// A heading with the lines of a text below it.
    Text(String, &'a [Line]),
    /// A heading with pieces below it.
    Group(String, Vec<Piece<'a>>),
}

/// A field's difference in pieces, safe to show.
pub(super) fn pieces(change: &Change) -> Piece<'_> {
    let field = one_line(&change.field);
    match &change.how {
        How::Value { old, new } => {
            let shown = |v: &str| {
                if v.is_empty() {
                    "none".to_owned()
                } else {
                    one_line(v)
                }
            };
            Piece::Line(format!("{field}: {} → {}", shown(old), shown(new)))
        }
        How::Members { added, removed } => {
            let added = added.iter().map(|m| format!("+ {}", one_line(m)));
            let removed = removed.iter().map(|m| format!("- {}", one_line(m)));
            let all: Vec<String> = removed.chain(added).collect();
            Piece::Line(format!("{field}: {}", all.join(", ")))
        }
        How::Lines(lines) => Piece::Text(field, lines),
        How::Event { what, changes } => {
            let below = changes.iter().map(pieces).collect();
            Piece::Group(format!("{field} {what}"), below)
        }
    }
}
