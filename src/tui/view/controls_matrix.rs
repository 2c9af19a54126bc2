//! The results of every control and role.

use super::controls::{glyph, id_width, result_style, style};
use super::lines::{columns, fit, pad};
use super::put::put;
use crate::assessment::SignOffState;
use crate::gaps::{RoleResult, Severity};
use crate::overview::RoleOverview;
use crate::text::grouped;
use crate::tui::controls::{Controls, Domain, Entry, Order, Sign};
use crate::tui::model::App;
use crate::tui::theme::{Theme, severity_glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of a cell with whole words, and with short ones.
const WHOLE: usize = 25;
const SHORT: usize = 16;
const TINY: usize = 10;

/// How wide a cell is where there is so much room.
fn cell_width(controls: &Controls, width: usize) -> usize {
    let room = width.saturating_sub(5 + id_width(controls));
    let each = room / controls.roles.len().max(1);
    // What is over goes to the control's name.
    match each {
        WHOLE.. if room >= controls.roles.len() * WHOLE + 20 => WHOLE,
        SHORT.. => SHORT,
        _ => each.min(TINY.max(each)),
    }
}

fn title_width(controls: &Controls, width: usize) -> usize {
    let used = 6 + id_width(controls) + controls.roles.len() * cell_width(controls, width);
    match width.saturating_sub(used) {
        0..8 => 0,
        room => room,
    }
}

/// A domain with what it comes to, in one phrase behind its name: nothing of it
/// stands as if it were a role's.
pub fn heading(app: &App, controls: &Controls, domain: &Domain, width: usize) -> Line<'static> {
    let sum = &domain.sum;
    let folded = controls.folded.contains(&domain.name);
    let fold = app.theme.fold(folded);
    let mut parts = vec![format!("{}/{} controls done", sum.done, sum.controls)];
    if sum.counted < sum.controls {
        parts.push(format!("{} counted", sum.counted));
    }
    if sum.broken > 0 {
        parts.push(format!("! {} unreadable", sum.broken));
    }
    for severity in [Severity::Major, Severity::Minor, Severity::Open] {
        let n = sum.gaps.get(severity);
        if n > 0 {
            parts.push(format!("{} {}", severity_glyph(severity), grouped(n)));
        }
    }
    let all = parts.len();
    let phrase = |parts: &[String]| {
        let more = if parts.len() < all { ", …" } else { "" };
        format!(" (all roles: {}{more})", parts.join(", "))
    };
    // Some of the name is seen in any case.
    let name = columns(&domain.name).min(width / 3);
    while parts.len() > 1 && columns(&phrase(&parts)) + name + 3 > width {
        parts.pop();
    }
    let phrase = phrase(&parts);
    let room = width.saturating_sub(columns(&phrase) + 3);
    let text = format!("{fold} {}{phrase}", fit(&domain.name, room));
    Line::styled(text, app.theme.heading())
}

/// Draws what the columns are of.
pub fn names(app: &App, controls: &Controls, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    let cell = cell_width(controls, width);
    let title = title_width(controls, width);
    let lead = 5 + id_width(controls) + title + usize::from(title > 0);
    let words = match (controls.signs, lead < 18) {
        (false, true) => "  Result",
        (false, false) => "  Result by role",
        (true, true) => "  Sign-off",
        (true, false) => "  Sign-off by role",
    };
    let mut text = pad(words, lead);
    for role in &controls.roles {
        text.push_str(&pad(role.as_str(), cell));
    }
    put(frame, area, &Line::styled(text, app.theme.heading()));
}

/// A control with the result of each role.
pub fn row(app: &App, controls: &Controls, entry: &Entry, width: usize) -> Line<'static> {
    let theme = app.theme;
    let standing = entry.standing();
    let cell = cell_width(controls, width);
    let title = title_width(controls, width);
    let indent = match controls.order {
        Order::Catalogue => "  ",
        Order::Worst => " ",
    };
    let mut spans = vec![
        Span::raw(indent),
        Span::styled(format!("{} ", standing.glyph()), style(theme, standing)),
        Span::raw(pad(&entry.head.id, id_width(controls))),
        Span::raw(" ".repeat(3 - indent.len())),
    ];
    if title > 0 {
        spans.push(Span::raw(format!("{} ", pad(&entry.head.title, title))));
    }
    let known = entry.facts.as_deref();
    let facts = known.map(|f| &f.overview);
    let Some(facts) = facts.filter(|f| f.problem.is_none()) else {
        let text = pad(standing.word(), controls.roles.len() * cell);
        spans.push(Span::styled(text, style(theme, standing)));
        return Line::from(spans);
    };
    for role in &controls.roles {
        let Some(of) = facts.roles.iter().find(|r| r.role == *role) else {
            spans.push(Span::styled(pad("· none", cell), theme.quiet()));
            continue;
        };
        if controls.signs {
            let sign = known.and_then(|f| f.sign(*role));
            spans.push(sign.map_or_else(
                || Span::raw(" ".repeat(cell)),
                |s| signed(theme, s, of, cell),
            ));
            continue;
        }
        let (words, mark) = words(of, cell);
        let look = result_style(theme, of.roll_up.result);
        let free = cell.saturating_sub(columns(&words));
        spans.push(Span::styled(words, look));
        match mark {
            Some((severity, mark)) => {
                spans.push(Span::raw(" "));
                let mark = pad(&mark, free.saturating_sub(1));
                spans.push(Span::styled(mark, theme.severity(severity)));
            }
            None => spans.push(Span::raw(" ".repeat(free))),
        }
    }
    Line::from(spans)
}

/// How it stands with a role's sign-off, in so many columns; of one that is
/// open how many steps and questions are answered, where there is room.
fn signed(theme: Theme, sign: &Sign, of: &RoleOverview, width: usize) -> Span<'static> {
    let least = format!("{} {}", sign.glyph(), sign.word());
    let (done, all) = of.progress();
    let more = match sign {
        Sign::Open(_) if done < all => format!("{least} {done}/{all}"),
        _ => least.clone(),
    };
    // A column stays free before the next role's.
    let text = if columns(&more) < width { more } else { least };
    let text = fit(&text, width.saturating_sub(1));
    Span::styled(pad(&text, width), sign_style(theme, sign))
}

/// How that looks.
pub fn sign_style(theme: Theme, sign: &Sign) -> Style {
    match sign {
        Sign::Signed(state) if state.is_stale() => theme.bad(),
        Sign::Signed(SignOffState::Valid) => theme.good(),
        Sign::Signed(_) => theme.warn(),
        Sign::Ready => theme.accent(),
        Sign::Open(_) => Style::new(),
    }
}

/// The heaviest gaps that a role has, other than what is yet to be answered.
fn heaviest(of: &RoleOverview) -> Option<(Severity, String)> {
    let found = [Severity::Major, Severity::Minor].into_iter();
    let mut found = found.map(|s| (s, of.gaps.get(s))).filter(|(_, n)| *n > 0);
    let (severity, n) = found.next()?;
    Some((
        severity,
        format!("{}{}", severity_glyph(severity), grouped(n)),
    ))
}

/// A result with how many steps and questions were answered, and its heaviest
/// gaps, in so many columns. A column stays free before the next role's.
fn words(of: &RoleOverview, width: usize) -> (String, Option<(Severity, String)>) {
    let texts = results(of, width);
    let fits = |room: usize| texts.iter().find(|text| columns(text) + room < width);
    let shortest = || texts.last().cloned().unwrap_or_default();
    let marked = heaviest(of).and_then(|mark| {
        let text = fits(columns(&mark.1) + 1)?;
        Some((text.clone(), Some(mark)))
    });
    marked.unwrap_or_else(|| (fits(0).cloned().unwrap_or_else(shortest), None))
}

/// A result with how many steps and questions were answered, and without; the
/// longest first.
fn results(of: &RoleOverview, width: usize) -> Vec<String> {
    let result = of.roll_up.result;
    let (done, all) = of.progress();
    let steps = format!("{done}/{all}");
    let sign = glyph(result);
    if width >= WHOLE {
        let word = match result {
            RoleResult::NotApplicable => "n/a".to_owned(),
            RoleResult::PartiallySatisfied => "partially".to_owned(),
            result => result.as_str().replace('-', " "),
        };
        return vec![format!("{sign} {word} {steps}"), format!("{sign} {word}")];
    }
    let word = match result {
        RoleResult::Incomplete => "open",
        RoleResult::NotSatisfied => "not",
        RoleResult::PartiallySatisfied => "part",
        RoleResult::Satisfied => "sat",
        RoleResult::NotApplicable => "n/a",
    };
    let mut texts = vec![format!("{sign} {word} {steps}"), format!("{sign} {word}")];
    if result == RoleResult::NotSatisfied && width >= SHORT {
        texts.insert(0, format!("{sign} not sat {steps}"));
    }
    texts
}
