//! What a sign-off of a role stands for, before it is given.

use super::lines::{columns, flow, wrap};
use super::overlay::{closer, frame_box, put, text_width};
use crate::assessment::{Role, SignOffState};
use crate::report::Signing;
use crate::tui::action::Action;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Doc, Overlay};
use crate::tui::update::{person, sign_off_words, signed_by, standing};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

/// Whether an action can be done: nothing is signed that is refused, and
/// nothing taken back that is not there.
#[must_use]
pub fn can(doc: &Doc, role: Role, why: Option<&str>, action: Action) -> bool {
    let answers = doc.assessment().answers.get(&role);
    match action {
        // Where a sign-off stands, it is kept by it.
        Action::Sign => why.is_none() || standing(doc, role).is_some(),
        Action::SignAnew => why.is_none() && standing(doc, role).is_some(),
        Action::Withdraw => answers.is_some_and(|r| r.sign_off.is_some()),
        _ => true,
    }
}

/// Where the question stands, and its lines; without the empty ones where
/// there is too little room.
fn page(app: &App) -> Option<(Rect, Vec<Line<'static>>)> {
    let (Some(Overlay::SignOff(role, why, _)), Some(doc)) = (&app.overlay, &app.doc) else {
        return None;
    };
    let width = text_width(app.size).min(64);
    let lines = lines(app, doc, *role, why.as_deref(), width);
    // What is said meanwhile stands below.
    let most = app.size.1.saturating_sub(3);
    let height = u16::try_from(lines.len()).unwrap_or(8) + 2;
    let width = u16::try_from(width).unwrap_or(60) + 4;
    let area = layout::middle(app.size, width, height.min(most));
    let lines = closer(lines, usize::from(area.height.saturating_sub(2)));
    Some((area, lines))
}

/// How far it can be scrolled.
#[must_use]
pub fn last(app: &App) -> usize {
    page(app).map_or(0, |(area, lines)| {
        lines
            .len()
            .saturating_sub(usize::from(area.height.saturating_sub(2)))
    })
}

/// Draws the question, from a line on.
pub(super) fn draw(app: &App, frame: &mut Frame<'_>, scroll: usize) {
    let (Some((area, lines)), Some(Overlay::SignOff(role, ..))) = (page(app), &app.overlay) else {
        return;
    };
    let room = usize::from(area.height.saturating_sub(2));
    let last = lines.len().saturating_sub(room);
    let scroll = scroll.min(last);
    let mut block = frame_box(app, &format!(" Sign off {role} "));
    if last > 0 {
        let key = |action| app.keys.said(Scope::SignOff, action);
        let (down, up) = (key(Action::ScrollDown), key(Action::ScrollUp));
        let below = match last - scroll {
            0 => String::new(),
            n => format!("{} · ", app.theme.below(n)),
        };
        let text = format!(" {below}{down} and {up} scroll ");
        block = block.title_bottom(Line::styled(text, app.theme.quiet()).right_aligned());
    }
    put(
        frame,
        area,
        block,
        lines.into_iter().skip(scroll).take(room).collect(),
    );
}

/// The lines of the question.
#[must_use]
fn lines(app: &App, doc: &Doc, role: Role, why: Option<&str>, width: usize) -> Vec<Line<'static>> {
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
    let (words, bad) = sign_off_words(doc.signed.get(&role).copied());
    let signed = a.answers.get(&role).and_then(|r| r.sign_off.as_ref());
    let by = signed.map_or(String::new(), |s| format!(" (by {})", signed_by(s)));
    let now = format!("Now: {words}{by}");
    let stands = standing(doc, role).is_some();
    let key = |action| app.keys.said(Scope::SignOff, action);
    if stands {
        put(&now, app.theme.heading());
        let (keep, anew) = (key(Action::Sign), key(Action::SignAnew));
        let worth = match doc.signed.get(&role) {
            Some(SignOffState::ChangesRequested) => "It is valid, but changes are requested since",
            Some(SignOffState::UncheckedChangesRequested) => {
                "Its answers are unchanged, but changes are requested since"
            }
            Some(SignOffState::Unchecked | SignOffState::AskedUnknown) => {
                "Its answers are unchanged"
            }
            _ => "It is valid",
        };
        let what = match why {
            Some(_) => {
                format!("{worth}: {keep} keeps it. It can be signed anew once the above is mended.")
            }
            None => format!("{worth}: {keep} keeps it. {anew} signs anew, in its place."),
        };
        put(&what, app.theme.warn());
        put("", Style::new());
    }
    put(&signing.result, app.theme.heading());
    put("", Style::new());
    put(&signing.gaps, Style::new());
    for note in [signing.own, signing.reworded].into_iter().flatten() {
        put(note, app.theme.warn());
    }
    put("", Style::new());
    if !stands {
        let style = if bad { app.theme.bad() } else { Style::new() };
        put(&now, style);
        if let Some(state) = doc.signed.get(&role).filter(|s| s.is_stale()) {
            let since = a.since_signed(role);
            let since = since.map_or(String::new(), |what| format!(" ({what})"));
            put(&format!("{}{since}", state.as_str()), style);
        }
        put("", Style::new());
    }
    match person(app) {
        // Why it cannot be signed says so already.
        "" if why.is_some() => put(
            "Who is named with --as NAME signs, and is named for what they answer; the assessor stays who it is.",
            app.theme.quiet(),
        ),
        who => put(
            &format!("Signs: {}", crate::text::one_line(who)),
            Style::new(),
        ),
    }
    put(
        "A sign-off binds the role's answers, evidence and texts by a digest. A later change of any makes it stale.",
        app.theme.quiet(),
    );
    put("", Style::new());
    if signed.is_some() && !stands {
        put(
            "Signing again replaces the sign-off that is there.",
            app.theme.warn(),
        );
        put("", Style::new());
    }
    let sign = match (stands, signed) {
        (true, _) => "keep",
        (false, Some(_)) => "sign again",
        (false, None) => "sign",
    };
    let answers = [
        (Action::Sign, sign),
        (Action::SignAnew, "sign anew"),
        (Action::Withdraw, "take back"),
        (Action::Back, "close"),
    ];
    let answers = answers
        .into_iter()
        .filter(|(action, _)| can(doc, role, why, *action));
    let answers: Vec<String> = answers
        .map(|(action, words)| format!("{}  {words}", key(action)))
        .collect();
    // No key stands in another line than its words.
    let line = answers.join("     ");
    let lines = match columns(&line) <= width {
        true => vec![line],
        false => flow(&answers, width),
    };
    out.extend(lines.into_iter().map(Line::raw));
    out
}
