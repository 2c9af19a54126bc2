//! What has changed since the last commit, or since the file was opened.

use crate::assessment::Assessment;
use crate::compare::{self, Sides, widened};
use crate::store::parse;
use crate::tui::effect::{Effect, Past};
use crate::tui::model::{App, Changes, Overlay};

/// Asks for the state to compare with.
pub fn ask(app: &App) -> Vec<Effect> {
    if app.doc.is_some() {
        vec![Effect::Past]
    } else {
        Vec::new()
    }
}

/// Shows the comparison with it; where there is none, with the file as it was
/// opened.
pub fn show(app: &mut App, past: Option<Past>) {
    let Some(doc) = &app.doc else { return };
    let committed = past.and_then(|past| {
        let questionnaire = widened(&app.questionnaire, &past.text);
        let parsed = parse(&past.text, &questionnaire);
        let same = parsed.assessment.questionnaire == doc.assessment().questionnaire;
        (same && !parsed.has_errors()).then_some((past.name, parsed.assessment))
    });
    let (since, old): (String, &Assessment) = match &committed {
        Some((name, old)) => (name.clone(), old),
        None => ("it was opened".to_owned(), &doc.opened),
    };
    let comparison = compare::compare(&Sides {
        old,
        new: doc.assessment(),
        questionnaire: &app.questionnaire,
        old_questionnaire: None,
        today: app.clock.today,
    });
    app.overlay = Some(Overlay::Changes(Box::new(Changes {
        title: format!("Changes since {}", crate::text::one_line(&since)),
        text: compare::text::render(&comparison),
        scroll: 0,
    })));
}
