//! The controls of a folder: domains and controls with sign, word, progress
//! and gaps.

use super::lines::{columns, cut, fit, pad, span, wrap};
use super::put::{put, put_selected};
use super::{Hits, controls_matrix, controls_side};
use crate::assessment::field_words;
use crate::gaps::{RoleResult, Severity, SeverityCounts};
use crate::overview::doubted_words;
use crate::text::{count, grouped, one_line};
use crate::tui::action::Action;
use crate::tui::controls::{Controls, Entry, Order, Row, Sign, Standing};
use crate::tui::disputed;
use crate::tui::finder::filter::Show;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Hit};
use crate::tui::theme::{Theme, severity_glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the longest word for how a control stands.
const WORD: usize = 10;
/// Columns between a title and what is said of it that are too many without
/// something between them.
const FAR: usize = 60;
/// Columns that the mini results of a role take: ` ✗OSP`.
const MINI: usize = 5;

/// Draws the list, and what is known of the selected control beside or
/// below it.
pub fn draw(
    app: &App,
    frame: &mut Frame<'_>,
    (size, held): ((u16, u16), Option<Rect>),
    hits: &mut Hits,
) {
    let Some(controls) = &app.controls else {
        return;
    };
    let areas = areas_in(app, size);
    head(app, controls, frame, areas.head);
    for (line, row) in notice(app, controls, size)
        .into_iter()
        .zip(areas.notice.rows())
    {
        put(frame, row, &Line::styled(line, app.theme.bad()));
    }
    if controls.matrix {
        controls_matrix::names(app, controls, frame, areas.names);
    }
    rows(app, controls, frame, areas.rows, hits);
    let shown = |area: &Rect| held != Some(*area);
    if let Some(area) = areas.foot.filter(shown) {
        controls_side::foot(app, controls, frame, area);
    }
    if let Some(area) = areas.side.filter(shown) {
        controls_side::draw(app, controls, frame, area);
    }
}

/// Where the parts of the list are.
#[must_use]
pub fn areas(app: &App) -> layout::Controls {
    areas_in(app, app.size)
}

fn areas_in(app: &App, size: (u16, u16)) -> layout::Controls {
    let controls = app.controls.as_deref();
    let notice = controls.map_or(0, |c| notice(app, c, size).len());
    let matrix = controls.is_some_and(|c| c.matrix);
    // As many as any control has, so that nothing moves with the selection.
    let foot = controls.filter(|c| c.signs).map_or(1, |c| c.roles.len());
    let rows = |n: usize| u16::try_from(n).unwrap_or(0);
    layout::controls(size, matrix, rows(notice), rows(foot))
}

/// Why controls cannot be opened, and what is in conflict in what they share, in
/// as many rows as leave room for the list.
fn notice(app: &App, controls: &Controls, size: (u16, u16)) -> Vec<String> {
    let width = usize::from(size.0.min(layout::READABLE)).saturating_sub(4);
    let most = usize::from(layout::frame(size).body.height) / 2;
    let problem = controls.problem().map(|text| ("!", one_line(text)));
    let shared = shared(app, controls).map(|text| (disputed::SIGN, text));
    let lines = problem.into_iter().chain(shared).flat_map(|(sign, text)| {
        let lead = std::iter::once(format!(" {sign} ")).chain(std::iter::repeat("   ".to_owned()));
        let lines = lead.zip(wrap(&text, width));
        lines.map(|(lead, l)| lead + &l).collect::<Vec<_>>()
    });
    lines.take(most).collect()
}

/// What nobody has decided of what the controls share, and the key that does.
fn shared(app: &App, controls: &Controls) -> Option<String> {
    let first = controls.undecided.first()?;
    let key = app.keys.said(Scope::Controls, Action::Conflicts);
    let what = match controls.undecided.len() {
        1 => one_line(&field_words(first)),
        n => count(n, "field"),
    };
    Some(format!(
        "two people changed {what}, in what the controls share: {key} chooses"
    ))
}

/// How a standing looks.
pub fn style(theme: Theme, standing: Standing) -> Style {
    match standing {
        Standing::Broken | Standing::Conflict | Standing::Stale | Standing::Requested => {
            theme.bad()
        }
        Standing::Major => theme.severity(Severity::Major),
        Standing::Minor => theme.severity(Severity::Minor),
        Standing::Open => theme.severity(Severity::Open),
        Standing::Watch => theme.severity(Severity::Watch),
        Standing::NotBegun | Standing::Counting | Standing::NotApplicable => theme.quiet(),
        Standing::Fine => theme.good(),
    }
}

/// What all controls come to, as far as they were counted; in few words where
/// there is little room, and where there is less, the first of it.
fn head(app: &App, controls: &Controls, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width).saturating_sub(2);
    let all = [0, 1, 2].map(|level| sums(app, controls, level));
    let fits = |parts: &&Vec<(String, Style)>| parts_width(parts) <= width;
    let parts = all.iter().find(fits).or(all.last()).cloned();
    let line = parts_line(app.theme, parts.unwrap_or_default(), width);
    put(frame, area, &line);
}

/// Columns that parts take with what stands between them.
pub fn parts_width(parts: &[(String, Style)]) -> usize {
    let columns: usize = parts.iter().map(|(text, _)| columns(text) + 3).sum();
    columns.saturating_sub(3)
}

/// Parts with ` · ` between them, a column in: those that there is room for,
/// whole, and … where there are more.
pub fn parts_line(theme: Theme, mut parts: Vec<(String, Style)>, width: usize) -> Line<'static> {
    let all = parts.len();
    let more = |kept: usize| if kept < all { 4 } else { 0 };
    while parts.len() > 1 && parts_width(&parts) + more(parts.len()) > width {
        parts.pop();
    }
    if parts.len() < all {
        parts.push(("…".to_owned(), theme.quiet()));
    }
    let mut spans = vec![Span::raw(" ")];
    for (n, (text, style)) in parts.into_iter().enumerate() {
        if n > 0 {
            spans.push(Span::styled(" · ", theme.quiet()));
        }
        spans.push(span(&text, style));
    }
    cut(Line::from(spans), width + 1)
}

/// What is said in the head, the weightiest first; in fewer words at a higher
/// level.
fn sums(app: &App, controls: &Controls, level: u8) -> Vec<(String, Style)> {
    let (sum, theme) = (&controls.sum, app.theme);
    let (short, shorter) = (level > 0, level > 1);
    let of = |done: usize, all: usize| {
        let between = if short { "/" } else { " of " };
        format!("{}{between}{}", grouped(done), grouped(all))
    };
    let mut parts: Vec<(String, Style)> = Vec::new();
    if controls.show != Show::All {
        let key = app.keys.said(Scope::Controls, Action::Back);
        let all = if short {
            String::new()
        } else {
            format!(" · {key}: all")
        };
        let text = format!("only {}: {}{all}", controls.show.word(), controls.shown());
        parts.push((text, theme.warn()));
    }
    if controls.order == Order::Worst {
        parts.push(("worst first".to_owned(), theme.accent()));
    }
    if sum.counted < sum.controls {
        let text = format!("counting: {}", of(sum.counted, sum.controls));
        parts.push((text, theme.warn()));
    }
    if controls.signs {
        parts.extend(signs(app, controls));
    }
    let done = of(sum.done, sum.controls);
    let noun = if short { "" } else { " controls" };
    parts.push((format!("{done}{noun} done"), theme.heading()));
    if sum.conflicts > 0 {
        let text = format!("{} {} undecided", disputed::SIGN, grouped(sum.conflicts));
        parts.push((text, theme.bad()));
    }
    if sum.stale > 0 && !controls.signs {
        let text = match short {
            true => doubted_short(sum.stale, sum.requested),
            false => format!("! {}", doubted_words(sum.stale, sum.requested)),
        };
        parts.push((text, theme.bad()));
    }
    if sum.overdue > 0 {
        parts.push((format!("! {} overdue", grouped(sum.overdue)), theme.bad()));
    }
    let expired = controls.expiring.iter().filter(|e| e.on < app.clock.today);
    let expired = expired.count();
    let soon = controls.expiring.len() - expired;
    if expired > 0 {
        parts.push((format!("✗ {} expired", grouped(expired)), theme.bad()));
    }
    let answered = of(sum.answered, sum.items);
    let noun = if shorter { "items" } else { "answered" };
    parts.push((format!("{answered} {noun}"), Style::new()));
    if soon > 0 {
        let word = if shorter { "soon" } else { "expiring" };
        parts.push((format!("◷ {} {word}", grouped(soon)), theme.warn()));
    }
    parts
}

/// `! 2 stale, 1 changes`: sign-offs that are stale, and those of which changes are
/// requested, where there is little room.
pub(super) fn doubted_short(all: usize, requested: usize) -> String {
    let (stale, changes) = (all.saturating_sub(requested), requested);
    match (stale, changes) {
        (0, n) => format!("! {} changes", grouped(n)),
        (n, 0) => format!("! {} stale", grouped(n)),
        (n, m) => format!("! {} stale, {} changes", grouped(n), grouped(m)),
    }
}

/// How many roles of controls are signed off, stale, ready and open.
fn signs(app: &App, controls: &Controls) -> Vec<(String, Style)> {
    let all = controls.entries.iter().filter_map(|e| e.facts.as_deref());
    let mut counts: Vec<(&Sign, usize)> = Vec::new();
    for (_, sign) in all.flat_map(|facts| &facts.signs) {
        match counts.iter_mut().find(|(s, _)| s.word() == sign.word()) {
            Some((_, n)) => *n += 1,
            None => counts.push((sign, 1)),
        }
    }
    let place = |sign: &Sign| match sign {
        sign if sign.is_stale() => 0,
        Sign::Signed(_) => 1,
        Sign::Ready => 2,
        Sign::Open(_) => 3,
    };
    counts.sort_by_key(|(sign, _)| (place(sign), sign.word()));
    let part = |(sign, n): (&Sign, usize)| {
        let text = format!("{} {} {}", sign.glyph(), grouped(n), sign.word());
        (text, controls_matrix::sign_style(app.theme, sign))
    };
    counts.into_iter().map(part).collect()
}

fn rows(app: &App, controls: &Controls, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let width = usize::from(area.width);
    let top = controls.first_in_sight(usize::from(area.height));
    let in_sight = controls.rows.iter().enumerate().skip(top);
    for (y, (n, row)) in (area.y..area.bottom()).zip(in_sight) {
        let line = match row {
            Row::Domain(domain) => heading(app, controls, *domain, width),
            Row::Control(n) => match controls.entries.get(*n) {
                Some(entry) if controls.matrix => controls_matrix::row(app, controls, entry, width),
                Some(entry) => control(app, controls, entry, width),
                None => Line::default(),
            },
        };
        let place = Rect::new(area.x, y, area.width, 1);
        if n == controls.at {
            put_selected(frame, place, &line, app.theme.selected());
        } else {
            put(frame, place, &line);
        }
        hits.push((place, Hit::Control(n)));
    }
    if controls.rows.is_empty() {
        let text = match controls.show {
            Show::All if controls.problem().is_some() => {
                "No controls: their questionnaires are missing.".to_owned()
            }
            Show::All => "No controls: the folder names no questionnaires.".to_owned(),
            show => format!(
                "No control fits “{}”: {} shows all.",
                show.word(),
                app.key(Action::Back)
            ),
        };
        let text = format!(" {}", fit(&text, width.saturating_sub(1)));
        put(frame, area, &Line::styled(text, app.theme.quiet()));
    }
}

fn heading(app: &App, controls: &Controls, domain: usize, width: usize) -> Line<'static> {
    let Some(domain) = controls.domains.get(domain) else {
        return Line::default();
    };
    let sum = &domain.sum;
    if controls.matrix {
        return controls_matrix::heading(app, controls, domain, width);
    }
    let fold = app.theme.fold(controls.folded.contains(&domain.name));
    let mut right = format!("{}/{} done ", sum.done, sum.controls);
    if sum.counted < sum.controls {
        right = format!("… {right}");
    }
    if sum.broken > 0 {
        let word = if width >= 70 { " unreadable" } else { "" };
        right = format!("! {}{word}  {right}", sum.broken);
    }
    right.push_str(&gap_columns(&sum.gaps));
    let room = width.saturating_sub(columns(&right) + 3);
    let text = format!("{fold} {} {right}", pad(&domain.name, room));
    Line::styled(text, app.theme.heading())
}

/// Gaps in columns that stand below each other: `▲ 2 △ 1 ○33 `.
fn gap_columns(gaps: &SeverityCounts) -> String {
    let columns = [Severity::Major, Severity::Minor, Severity::Open];
    let columns = columns.map(|s| gap_column(s, gaps.get(s)));
    columns.concat()
}

fn gap_column(severity: Severity, n: usize) -> String {
    let sign = severity_glyph(severity);
    match n {
        0 => " ".repeat(5),
        1000.. => format!("{sign}{:<4}", format!("{}k", n / 1000)),
        n => format!("{sign}{n:<4}"),
    }
}

fn control(app: &App, controls: &Controls, entry: &Entry, width: usize) -> Line<'static> {
    let theme = app.theme;
    let standing = entry.standing();
    let look = style(theme, standing);
    let facts = entry.facts.as_deref().map(|f| &f.overview);
    let id = id_width(controls);
    let indent = match controls.order {
        Order::Catalogue => "  ",
        Order::Worst => " ",
    };
    let progress = match facts.filter(|f| f.problem.is_none()) {
        Some(f) => {
            let (done, all) = f.progress();
            format!("{done}/{all}")
        }
        None => "–".to_owned(),
    };
    let gaps = facts.map(|f| f.counts()).unwrap_or_default();
    let minis = controls.roles.len() * MINI;
    let fixed = indent.len() + 2 + id + 1 + 1 + WORD + 1 + 7 + 2 + 15;
    let minis = if width >= fixed + minis + 30 {
        minis
    } else {
        0
    };
    let title = width.saturating_sub(fixed + minis);
    let mut spans = vec![
        Span::raw(indent),
        Span::styled(format!("{} ", standing.glyph()), look),
        Span::raw(format!("{} ", pad(&entry.head.id, id))),
        Span::raw(format!("{} ", fit(&entry.head.title, title))),
        leader(theme, &entry.head.title, title),
        Span::styled(format!("{:<WORD$}", standing.word()), look),
        Span::raw(format!(" {progress:>7}  ")),
    ];
    for severity in [Severity::Major, Severity::Minor, Severity::Open] {
        let text = gap_column(severity, gaps.get(severity));
        spans.push(Span::styled(text, theme.severity(severity)));
    }
    if minis > 0 {
        for role in &controls.roles {
            let of = facts.and_then(|f| f.roles.iter().find(|r| r.role == *role));
            let (glyph, look) = match of {
                Some(of) => (
                    glyph(of.roll_up.result),
                    result_style(theme, of.roll_up.result),
                ),
                None => ("·", theme.quiet()),
            };
            spans.push(Span::styled(format!(" {glyph}{:<3}", role.as_str()), look));
        }
    }
    Line::from(spans)
}

/// What fills a row behind a title: points, where the eye would lose its way.
fn leader(theme: Theme, title: &str, width: usize) -> Span<'static> {
    match width.saturating_sub(columns(title)) {
        free @ 0..FAR => Span::raw(" ".repeat(free)),
        free => Span::styled(format!("{} ", "·".repeat(free - 1)), theme.quiet()),
    }
}

/// Columns of the longest id.
pub fn id_width(controls: &Controls) -> usize {
    let all = controls.entries.iter().map(|e| e.head.id.len());
    // Ids are ASCII by the questionnaire's rules; a longer one is cut.
    all.max().unwrap_or(7).clamp(6, 12)
}

/// The sign of a role's result.
pub fn glyph(result: RoleResult) -> &'static str {
    match result {
        RoleResult::Incomplete => "○",
        RoleResult::NotSatisfied => "✗",
        RoleResult::PartiallySatisfied => "◐",
        RoleResult::Satisfied => "✓",
        RoleResult::NotApplicable => "–",
    }
}

/// How a role's result looks.
pub fn result_style(theme: Theme, result: RoleResult) -> Style {
    match result {
        RoleResult::Incomplete => Style::new(),
        RoleResult::NotSatisfied => theme.bad(),
        RoleResult::PartiallySatisfied => theme.warn(),
        RoleResult::Satisfied => theme.good(),
        RoleResult::NotApplicable => theme.quiet(),
    }
}
