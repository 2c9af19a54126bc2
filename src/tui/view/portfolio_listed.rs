//! Many providers: the lists of expiring evidence and of actions that are due.

use super::Hits;
use super::lines::cut;
use super::portfolio::window;
use super::put::put;
use crate::report::portfolio::words;
use crate::text::one_line;
use crate::tui::model::{App, Hit};
use crate::tui::portfolio::{Page, Portfolio};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// Draws the list of the present page.
pub(super) fn listed(app: &App, p: &Portfolio, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let rows: Vec<(String, String, bool)> = match p.page {
        Page::Due => p
            .due()
            .map(|(a, overdue)| {
                let text = format!("{}: {}", a.provider, a.text);
                let word = if overdue { "overdue" } else { "due" };
                (format!("{} {word:<7}", a.due), text, overdue)
            })
            .collect(),
        _ => p
            .records
            .iter()
            .filter_map(|at| p.shown.expiring.get(*at))
            .map(|e| {
                let head = format!("{} {}", e.on, words::expiry(e));
                (head, format!("{}: {}", e.provider, e.title), e.expired)
            })
            .collect(),
    };
    let at = match p.page {
        Page::Due => p.action,
        _ => p.record,
    };
    if rows.is_empty() {
        let of = match p.is_filtered() {
            true => " of these providers",
            false => "",
        };
        let text = match p.page {
            Page::Due => format!("No corrective action{of} is overdue or due within 30 days."),
            _ => format!("No evidence{of} has expired or will within 30 days."),
        };
        put(frame, area, &Line::raw(text));
        return;
    }
    let height = usize::from(area.height);
    let top = window(at, rows.len(), height);
    for (y, (n, (head, text, bad))) in rows.iter().enumerate().skip(top).take(height).enumerate() {
        let Ok(y) = u16::try_from(y) else { break };
        let place = Rect::new(area.x, area.y + y, area.width, 1);
        let mark = if n == at { "▸ " } else { "  " };
        let look = if *bad {
            app.theme.bad()
        } else {
            app.theme.warn()
        };
        let line = Line::from(vec![
            Span::styled(format!("{mark}{head}"), look),
            Span::raw(format!("  {}", one_line(text))),
        ]);
        let line = if n == at {
            line.patch_style(Style::new().add_modifier(Modifier::BOLD))
        } else {
            line
        };
        put(frame, place, &cut(line, usize::from(area.width)));
        hits.push((place, Hit::ProviderListed(n)));
    }
    let below = rows.len().saturating_sub(top + height);
    if below > 0 {
        let text = format!(" {} ", app.theme.below(below));
        let wide = u16::try_from(text.chars().count())
            .unwrap_or(0)
            .min(area.width);
        let place = Rect::new(area.right() - wide, area.y.saturating_sub(1), wide, 1);
        put(frame, place, &Line::styled(text, app.theme.quiet()));
    }
}
