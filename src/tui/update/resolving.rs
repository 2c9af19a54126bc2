//! The texts of a conflict: scrolling them, and one text from both.

use super::conflicts::{plain, sides, swapped};
use super::overlays::moved;
use crate::assessment::Conflict;
use crate::compare::beside::{chunks, have_something_in_common};
use crate::text::one_line;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::App;
use crate::tui::view;

/// Whether the action scrolls the texts.
pub fn scrolls(action: Action) -> bool {
    matches!(
        action,
        Action::PageDown | Action::PageUp | Action::ScrollDown | Action::ScrollUp
    )
}

/// Scrolls the texts.
pub fn scroll(app: &mut App, action: Action) -> Vec<Effect> {
    let Some(at) = view::resolve_scrolled(app) else {
        return Vec::new();
    };
    if at.last == 0 {
        app.say("all of it is shown");
        return Vec::new();
    }
    let (way, page) = match action {
        Action::ScrollDown => (Action::PageDown, 1),
        Action::ScrollUp => (Action::PageUp, 1),
        action => (action, at.page),
    };
    let top = moved(at.top, way, page, at.last);
    if let Some(doc) = &mut app.doc {
        doc.scrolled = Some((at.path, top));
    }
    Vec::new()
}

/// A text made of both, to be written anew from: what is common stands once,
/// and where they differ both follow each other under words that say whose
/// they are. Texts that have nothing in common follow each other as they are.
pub fn both(ours: &str, conflict: &Conflict, me: &str, long: bool) -> String {
    let theirs = conflict.theirs.as_deref().map(plain).unwrap_or_default();
    let gap = if long { "\n" } else { " / " };
    let chunks = chunks(&[ours, &theirs]);
    if !long || !have_something_in_common(&chunks) {
        return format!("{ours}{gap}{theirs}");
    }
    let (first, second) = sides(conflict, me);
    let label = |word: &str, from: &str| match one_line(from.trim()).as_str() {
        "" => word.to_owned(),
        from => format!("{word}, {from}"),
    };
    let turned = swapped(conflict, me);
    let labels = if turned {
        [
            label(second, &conflict.ours_from),
            label(first, &conflict.theirs_from),
        ]
    } else {
        [
            label(first, &conflict.ours_from),
            label(second, &conflict.theirs_from),
        ]
    };
    let mut out: Vec<String> = Vec::new();
    for (at, chunk) in chunks.into_iter().enumerate() {
        if chunk.same {
            if at > 0 {
                out.push("--- the same in both: ---".to_owned());
            }
            out.extend(chunk.sides.into_iter().next().unwrap_or_default());
            continue;
        }
        let mut parts: Vec<_> = labels.iter().zip(chunk.sides).collect();
        if turned {
            parts.reverse();
        }
        for (label, lines) in parts {
            if lines.is_empty() {
                out.push(format!("--- {label}: nothing here ---"));
            } else {
                out.push(format!("--- {label}: ---"));
                out.extend(lines);
            }
        }
    }
    out.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflict(theirs: &str) -> Conflict {
        Conflict {
            theirs: Some(toml_edit::Value::from(theirs).to_string()),
            ours_from: "Ann".into(),
            theirs_from: "Rob".into(),
            ..Conflict::default()
        }
    }

    #[test]
    fn what_is_common_stands_once_and_the_rest_says_whose_it_is() {
        let text = both("a\nb\nc", &conflict("a\nB\nBB\nc\nd"), "Ann", true);
        assert_eq!(
            text,
            "a\n--- mine, Ann: ---\nb\n--- theirs, Rob: ---\nB\nBB\n\
             --- the same in both: ---\nc\n\
             --- mine, Ann: nothing here ---\n--- theirs, Rob: ---\nd"
        );
    }

    #[test]
    fn mine_comes_first_also_where_another_has_brought_them_together() {
        let text = both("a\nb", &conflict("a\nc"), "Rob", true);
        assert_eq!(text, "a\n--- mine, Rob: ---\nc\n--- theirs, Ann: ---\nb");
        let unnamed = Conflict {
            ours_from: String::new(),
            theirs_from: String::new(),
            ..conflict("a\nc")
        };
        assert!(both("a\nb", &unnamed, "", true).contains("\n--- mine: ---\n"));
    }

    #[test]
    fn texts_with_nothing_in_common_follow_each_other() {
        assert_eq!(both("a", &conflict("b"), "Ann", true), "a\nb");
        assert_eq!(both("a", &conflict("b"), "Ann", false), "a / b");
        assert_eq!(
            both("a\n\nb", &conflict("c\n\nd"), "Ann", true),
            "a\n\nb\nc\n\nd"
        );
    }
}
