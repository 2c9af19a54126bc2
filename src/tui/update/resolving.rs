//! The texts of a conflict: scrolling them, and one text from both.

use super::conflicts::{self, Shown, nth};
use super::overlays::moved;
use super::{editor, person, walk};
use crate::assessment::{ActionStatus, Edit, Role, may_comment};
use crate::compare::beside::{chunks, have_something_in_common};
use crate::merge::{Choice, item_of, keys_of};
use crate::questionnaire::{ItemId, StepId};
use crate::text::one_line;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Field, Overlay, Row};
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

/// Above the lines that all have.
const SAME: &str = "--- the same in both: ---";

/// A text made of all that was said, to be written anew from: what is common
/// stands once, and where they differ they follow each other under words that
/// say whose they are. Texts that have nothing in common follow each other as
/// they are.
pub fn both(shown: &Shown, long: bool) -> String {
    let all: Vec<_> = std::iter::once(&shown.mine).chain(&shown.others).collect();
    let text = |choice: &&Choice| choice.value.clone().unwrap_or_default();
    let texts: Vec<String> = all.iter().map(text).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let chunks = chunks(&texts);
    if !long || !have_something_in_common(&chunks) {
        return texts.join(if long { "\n" } else { " / " });
    }
    let labels: Vec<String> = all.iter().map(|c| label(shown, c)).collect();
    let mut out: Vec<String> = Vec::new();
    for (at, chunk) in chunks.into_iter().enumerate() {
        if chunk.same {
            if at > 0 {
                out.push(SAME.to_owned());
            }
            out.extend(chunk.sides.into_iter().next().unwrap_or_default());
            continue;
        }
        for (label, lines) in labels.iter().zip(chunk.sides) {
            let [is, is_nothing] = heads(label);
            out.push(if lines.is_empty() { is_nothing } else { is });
            out.extend(lines);
        }
    }
    out.join("\n")
}

/// Whose a text is.
fn label(shown: &Shown, choice: &Choice) -> String {
    let word = shown.word(&choice.pick);
    match one_line(&choice.from).as_str() {
        "" => word.to_owned(),
        from => format!("{word}, {from}"),
    }
}

/// The lines above what one says, and instead of it where that is nothing.
fn heads(label: &str) -> [String; 2] {
    [
        format!("--- {label}: ---"),
        format!("--- {label}: nothing here ---"),
    ]
}

/// The first line of a text that only says whose the lines below it are, from 1.
#[must_use]
fn mark_of(shown: &Shown, text: &str) -> Option<usize> {
    let all = std::iter::once(&shown.mine).chain(&shown.others);
    let heads: Vec<String> = all.flat_map(|c| heads(&label(shown, c))).collect();
    let is_mark = |line: &str| line == SAME || heads.iter().any(|head| head == line);
    let at = text.split('\n').position(|line| is_mark(line.trim_end()))?;
    Some(at + 1)
}

/// Opens a text that both changed, with both in it.
pub fn edit(app: &mut App, at: usize) -> Vec<Effect> {
    let me = person(app).to_owned();
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let Some(path) = nth(doc, at).map(str::to_owned) else {
        return Vec::new();
    };
    let Some((role, item, field)) = place(&path) else {
        let why = "this is no text: choose a side".to_owned();
        app.overlay = Some(Overlay::Resolve(at, Some(why)));
        return Vec::new();
    };
    if let (Field::ReviewComment, ItemId::Step(id)) = (&field, &item)
        && let Err(why) = may_comment(doc.assessment(), role, id, &me)
    {
        app.overlay = Some(Overlay::Resolve(at, Some(why.to_string())));
        return Vec::new();
    }
    let mine = doc.text(role, &item, &field);
    let Some(shown) = conflicts::shown(doc, &path, &me) else {
        return Vec::new();
    };
    let key = editor::key(role, &item, &field);
    // What was begun to be made of them is gone on with.
    let is_begun = |text: &str| mark_of(&shown, text).is_some();
    let mut drafts = doc.drafts.iter().filter(|d| d.key() == key);
    let draft = drafts.find(|draft| is_begun(&draft.text));
    let both = match draft {
        Some(draft) => draft.text.clone(),
        None => both(&shown, field.is_long()),
    };
    walk::select(doc, Row::Item(role, item.clone()));
    editor::open_with(app, role, item, field, &both, mine, false);
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        editor.settles = Some(path);
    }
    Vec::new()
}

/// The first line of a text for a conflict that still says whose the lines
/// below it are.
#[must_use]
pub fn mark_left(app: &App, path: &str, text: &str) -> Option<usize> {
    let shown = conflicts::shown(app.doc.as_ref()?, path, person(app))?;
    mark_of(&shown, text)
}

/// The edits that say that a conflict over a text is decided. An action of
/// another text is not done, where that is a part of the conflict.
#[must_use]
pub fn settle(app: &App, path: &str) -> Vec<Edit> {
    let mut edits = vec![Edit::Settle(path.to_owned())];
    let table = path.strip_suffix(".action.text");
    if let (Some(table), Some((role, item)), Some(doc)) = (table, item_of(path), &app.doc) {
        let conflicts = &doc.assessment().conflicts;
        let is_open = |key: &str| conflicts.contains_key(&format!("{table}.action.{key}"));
        if is_open("status") {
            edits.push(Edit::ActionStatus(role, item.clone(), ActionStatus::Open));
        }
        if is_open("retest") {
            edits.push(Edit::ActionRetest(role, item, None));
        }
    }
    edits
}

/// Whether a conflict is about a text, which can be written anew from both.
#[must_use]
pub fn is_text(path: &str) -> bool {
    place(path).is_some()
}

/// The text field that a conflict is about.
fn place(path: &str) -> Option<(Role, ItemId, Field)> {
    let keys = keys_of(path)?;
    let parts: Vec<&str> = keys.iter().map(String::as_str).collect();
    let ["roles", role, kind, id, rest @ ..] = parts.as_slice() else {
        return None;
    };
    let field = match (*kind, rest) {
        ("steps", ["note"]) => Field::Note,
        ("steps", ["justification"]) => Field::Justification,
        ("steps", ["review_comment"]) => Field::ReviewComment,
        ("questions", ["implementation"]) => Field::Implementation,
        ("questions", ["customer_responsibilities"]) => Field::Customer,
        (_, ["action", "text"]) => Field::ActionText,
        (_, ["action", "owner"]) => Field::ActionOwner,
        _ => return None,
    };
    let item = match *kind {
        "steps" => ItemId::Step(StepId::new(id).ok()?),
        _ => ItemId::Question((*id).to_owned()),
    };
    Some((role.parse().ok()?, item, field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::Pick;

    /// Of two sides: what each says, and whose it is.
    fn shown(mine: (&str, &str), theirs: (&str, &str)) -> Shown {
        let choice = |pick, (text, from): (&str, &str)| Choice {
            pick,
            from: from.into(),
            value: Some(text.into()),
            along: Vec::new(),
            stands: false,
        };
        Shown {
            base: None,
            mine: choice(Pick::Ours, mine),
            first: "mine",
            others: vec![choice(Pick::Theirs, theirs)],
            second: "theirs",
            at: 0,
        }
    }

    #[test]
    fn what_is_common_stands_once_and_the_rest_says_whose_it_is() {
        let of = shown(("a\nb\nc", "Ann"), ("a\nB\nBB\nc\nd", "Rob"));
        assert_eq!(
            both(&of, true),
            "a\n--- mine, Ann: ---\nb\n--- theirs, Rob: ---\nB\nBB\n\
             --- the same in both: ---\nc\n\
             --- mine, Ann: nothing here ---\n--- theirs, Rob: ---\nd"
        );
        let unnamed = both(&shown(("a\nb", ""), ("a\nc", "")), true);
        assert!(unnamed.contains("\n--- mine: ---\n"));
    }

    #[test]
    fn texts_with_nothing_in_common_follow_each_other() {
        let both = |mine, theirs, long| both(&shown((mine, "Ann"), (theirs, "Rob")), long);
        assert_eq!(both("a", "b", true), "a\nb");
        assert_eq!(both("a", "b", false), "a / b");
        assert_eq!(both("a\n\nb", "c\n\nd", true), "a\n\nb\nc\n\nd");
    }
}
