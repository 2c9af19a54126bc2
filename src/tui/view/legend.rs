//! What the signs of lists stand for, at the end of their help.

use super::lines::wrap;
use crate::tui::keymap::Scope;
use crate::tui::theme::Theme;
use ratatui::text::Line;

const ITEMS: &[&str] = &[
    "✓ satisfied  ◐ partially  ✗ not satisfied  – not applicable  ○ not assessed  ◇ suggested: answered last time, to be confirmed",
    "behind it the review: › ready  ‹ changes asked for  • reviewed; and the worst gap: ▲ major  △ minor  ◷ watch",
    "≠ conflict: two people changed it  § answered before its text changed",
    "◆ marked  ✎ signed off  ! its sign-off is stale: something changed since, or a reviewer asks for changes  ■ what is chosen  ↗ link  ⊘ outside the folder, not read",
];

const CONTROLS: &[&str] = &[
    "controls: ! unreadable, or a sign-off is stale or has changes requested since  ≠ conflict: two people changed it  ▲ major gap  △ minor gap  ○ open  · not begun  … not counted yet  ◷ watch: will become a gap, or could not be checked  – not applicable  ✓ no gaps",
    "roles: ✓ satisfied  ◐ partially  ✗ not satisfied  – not applicable  ○ not all assessed",
    "sign-offs: ✎ signed  ✎ signed? not all could be checked  ! stale: something changed since  ! changes: a reviewer asks for changes since  ✓ ready  ○ open",
    "evidence: ✗ expired  ◷ expires soon",
];

const GAPS: &[&str] = &[
    "≠ conflict: two people changed it  ! stale: a role was signed off and something changed since  ! changes: a reviewer asks for changes since",
    "▲ major  △ minor  ○ open: not answered  ◷ watch: will become a gap, or could not be checked",
];

const PORTFOLIO: &[&str] = &[
    "cells: ! a file cannot be read  ▲ major gaps  △ minor gaps  ○ open items  ◷ watch: will become a gap, or could not be checked  ✓ no gaps; the number is how many of the worst there are",
    "behind it, compared with the earlier state: ↓ worse  ↑ better  ● new  × gone  ? unknown  · the same",
];

/// The signs of a scope's list, if it is one of those that have signs of
/// their own.
pub fn lines(theme: Theme, scope: Scope, width: usize) -> Vec<Line<'static>> {
    let texts = match scope {
        Scope::Outline | Scope::Form => ITEMS,
        Scope::Controls => CONTROLS,
        Scope::Gaps => GAPS,
        Scope::Portfolio => PORTFOLIO,
        _ => return Vec::new(),
    };
    let lines = texts
        .iter()
        .flat_map(|text| wrap(&theme.signs(text), width));
    std::iter::once(Line::default())
        .chain(lines.map(Line::raw))
        .collect()
}
