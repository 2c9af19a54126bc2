//! Who answered, reviewed and signed off, and which commits changed an item.

use crate::compare::blame::Traced;
use crate::compare::story::Story;
use crate::tui::changes::Who;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Overlay, Row};
use std::sync::Arc;

/// Shows it for the selected item; for a role, its sign-off.
pub fn ask(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let of: Traced = match doc.row.clone() {
        Row::Role(role) => (role, None),
        Row::Item(role, item) => (role, Some(item)),
    };
    let now = Arc::clone(doc.history.now());
    app.overlay = Some(Overlay::Who(Box::new(Who {
        of: of.clone(),
        story: None,
        scroll: 0,
    })));
    vec![Effect::Story(of, now)]
}

/// Git has answered. What is asked for no more is let go.
pub fn told(app: &mut App, of: &Traced, story: Result<Story, String>) {
    if let Some(Overlay::Who(who)) = &mut app.overlay
        && who.of == *of
    {
        who.story = Some(story);
    }
}
