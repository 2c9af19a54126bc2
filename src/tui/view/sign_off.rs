//! What a sign-off of a role stands for, before it is given.

use super::lines::wrap;
use crate::assessment::Role;
use crate::report::Signing;
use crate::tui::action::Action;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Doc};
use crate::tui::update::{naming, person, sign_off_words};
use ratatui::style::Style;
use ratatui::text::Line;

/// Whether an action can be done: nothing is signed that is refused, and
/// nothing taken back that is not there.
#[must_use]
pub fn can(doc: &Doc, role: Role, why: Option<&str>, action: Action) -> bool {
    let answers = doc.assessment().answers.get(&role);
    match action {
        Action::Sign => why.is_none(),
        Action::Withdraw => answers.is_some_and(|r| r.sign_off.is_some()),
        _ => true,
    }
}

/// The lines of the question.
#[must_use]
pub fn lines(
    app: &App,
    doc: &Doc,
    role: Role,
    why: Option<&str>,
    width: usize,
) -> Vec<Line<'static>> {
    let a = doc.assessment();
    let signing = Signing::of(&app.questionnaire, a, &doc.gaps, role, person(app));
    let mut out = Vec::new();
    let mut put = |text: &str, style: Style| {
        out.extend(
            wrap(text, width)
                .into_iter()
                .map(|l| Line::styled(l, style)),
        );
    };
    // First: below, a low terminal may have no room for it.
    if let Some(why) = why {
        put(&format!("✗ {why}"), app.theme.bad());
        put("", Style::new());
    }
    put(&signing.result, app.theme.heading());
    put("", Style::new());
    put(&signing.gaps, Style::new());
    if let Some(own) = signing.own {
        put(own, app.theme.warn());
    }
    put("", Style::new());
    let (words, bad) = sign_off_words(doc.signed.get(&role).copied());
    let style = if bad { app.theme.bad() } else { Style::new() };
    let signed = a.answers.get(&role).and_then(|r| r.sign_off.as_ref());
    let by = signed.map_or(String::new(), |s| {
        let at = s.at.map_or(String::new(), |t| {
            t.format(", %Y-%m-%d %H:%M UTC").to_string()
        });
        format!(" (by {}{at})", crate::text::one_line(&s.by))
    });
    put(&format!("Now: {words}{by}"), style);
    if let Some(state) = doc.signed.get(&role).filter(|s| s.is_stale()) {
        put(state.as_str(), style);
    }
    put("", Style::new());
    let who = match person(app) {
        "" => format!("nobody is named: {}", naming(&app.keys)),
        who => crate::text::one_line(who),
    };
    put(&format!("Signs: {who}"), Style::new());
    put(
        "A sign-off binds the role's answers and evidence as they are, by a digest. A later change of either makes it stale.",
        app.theme.quiet(),
    );
    put("", Style::new());
    if signed.is_some() {
        put(
            "Signing again replaces the sign-off that is there.",
            app.theme.warn(),
        );
        put("", Style::new());
    }
    let sign = if signed.is_some() {
        "sign again"
    } else {
        "sign"
    };
    let answers = [
        (Action::Sign, sign),
        (Action::Withdraw, "take back"),
        (Action::Back, "close"),
    ];
    let answers = answers
        .into_iter()
        .filter(|(action, _)| can(doc, role, why, *action));
    let answers = answers.map(|(action, words)| {
        let key = app.keys.said(Scope::SignOff, action);
        format!("{key}  {words}")
    });
    put(&Vec::from_iter(answers).join("     "), Style::new());
    out
}
