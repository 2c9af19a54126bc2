//! The portfolio as CSV: a line a cell, a total, a record, an action, a
//! problem.

use super::words;
use crate::portfolio::{Cell, Portfolio};
use crate::report::csv::inert;
use crate::text::visible;

/// The columns, in order. New ones are only ever added at the end.
pub const COLUMNS: [&str; 38] = [
    "kind",
    "provider",
    "path",
    "by",
    "column",
    "title",
    "domain",
    "result",
    "controls",
    "begun",
    "broken",
    "major",
    "minor",
    "open",
    "watch",
    "answered",
    "items",
    "expired",
    "overdue",
    "trend",
    "major_before",
    "minor_before",
    "open_before",
    "watch_before",
    "control",
    "role",
    "item",
    "text",
    "owner",
    "date",
    "used_by",
    "expired_records",
    "major_compared",
    "minor_compared",
    "open_compared",
    "watch_compared",
    "stale_sign_offs",
    "conflicts",
];

/// The portfolio as CSV (RFC 4180: comma, quotes where needed, CRLF), UTF-8
/// without a mark. `kind` is `cell`, `provider` (a provider's total), `total`
/// (that of a column or, without one, of all), `expiring`, `overdue`, `due_soon` (a corrective action due within 30 days),
/// `conflict` (a
/// control with fields that nobody has decided), `stale` (a role of a control whose sign-off is stale or of which changes are requested since, `owner` who signed), `problem`, `unread` for what could not be read of what is compared with, or
/// `gone` for what was there before and is not any more. The `_before` gaps can be
/// held against the `_compared` ones, which are today's counted in the same way.
/// `expired` counts the items that rest on a record that has expired, and
/// `expired_records` the records, of a whole provider and of all. Of a `problem` and an
/// `unread`, `broken` is how many files it is the reason for. No cell can be taken for a formula.
#[must_use]
pub fn render(p: &Portfolio) -> String {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory does not fail, and every line has all columns.
    let _ = writer.write_record(COLUMNS);
    let mut put = |line: Line| {
        let _ = writer.write_record(line.0.iter().map(|c| inert(&visible(c))));
    };
    for row in &p.rows {
        let path = row.path.display().to_string();
        let who = |kind| Line::new(kind).with(1, &row.name).with(2, &path);
        let records = p.expired_records(Some(&row.path)).to_string();
        put(who("provider").cell(&row.all).with(31, &records));
        for (column, cell) in p.columns.iter().zip(&row.cells) {
            if let Some(cell) = cell {
                put(who("cell").column(p, column).cell(cell));
            }
        }
    }
    for column in &p.columns {
        put(Line::new("total").column(p, column).cell(&column.all));
    }
    let records = p.expired_records(None).to_string();
    put(Line::new("total").cell(&p.all).with(31, &records));
    for record in &p.expiring {
        put(Line::new("expiring")
            .with(1, &record.provider)
            .with(2, &record.path.display().to_string())
            .with(7, words::expiry(record))
            .with(27, &record.title)
            .with(29, &record.on.to_string())
            .with(30, &words::uses(record)));
    }
    let overdue = p.overdue.iter().map(|action| ("overdue", action));
    let soon = p.soon.iter().map(|action| ("due_soon", action));
    for (kind, action) in overdue.chain(soon) {
        put(Line::new(kind)
            .with(1, &action.provider)
            .with(2, &action.path.display().to_string())
            .with(24, &action.control)
            .with(25, action.role.as_str())
            .with(26, action.item.as_str())
            .with(27, &action.text)
            .with(28, &action.owner)
            .with(29, &action.due.to_string()));
    }
    for one in &p.undecided {
        put(Line::new("conflict")
            .with(1, &one.provider)
            .with(2, &one.path.display().to_string())
            .with(24, &one.control)
            .with(37, &one.conflicts.to_string()));
    }
    for one in &p.stale {
        put(Line::new("stale")
            .with(1, &one.provider)
            .with(2, &one.path.display().to_string())
            .with(24, &one.control)
            .with(25, one.role.as_str())
            .with(27, one.state.as_str())
            .with(28, &one.by));
    }
    let unread = p.unread.iter().map(|one| ("unread", one));
    let problems = p.broken.iter().map(|one| ("problem", one)).chain(unread);
    for (kind, one) in problems {
        put(Line::new(kind)
            .with(1, &one.provider)
            .with(2, &one.path.display().to_string())
            .with(10, &one.files.to_string())
            .with(24, &one.control)
            .with(27, &one.problem));
    }
    for one in &p.gone {
        let role = one.role.map_or("", |role| role.as_str());
        let known = (!one.unread).then(|| one.answers.to_string());
        let answers = known.unwrap_or_default();
        put(Line::new("gone")
            .with(1, &one.provider)
            .with(2, &one.path.display().to_string())
            .with(15, "0")
            .with(16, &answers)
            .with(19, crate::portfolio::Trend::Gone.as_str())
            .with(24, &one.control)
            .with(25, role)
            .with(27, &one.what()));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// A line with its cells by their place.
struct Line([String; COLUMNS.len()]);

impl Line {
    fn new(kind: &str) -> Self {
        Self(std::array::from_fn(|_| String::new())).with(0, kind)
    }

    fn with(mut self, place: usize, text: &str) -> Self {
        if let Some(cell) = self.0.get_mut(place) {
            text.clone_into(cell);
        }
        self
    }

    fn column(self, p: &Portfolio, column: &crate::portfolio::Column) -> Self {
        self.with(3, p.by.as_str())
            .with(4, &column.id)
            .with(5, &column.title)
            .with(6, &column.domain)
    }

    fn cell(self, cell: &Cell) -> Self {
        let (t, c) = (&cell.tally, &cell.controls);
        let (done, all) = t.progress();
        let mut line = self.with(7, t.result().as_str());
        let numbers = [
            c.total,
            c.begun,
            c.broken,
            t.gaps.major,
            t.gaps.minor,
            t.gaps.open,
            t.gaps.watch,
            done,
            all,
            t.expired,
            t.overdue,
        ];
        for (place, number) in (8..).zip(numbers) {
            line = line.with(place, &number.to_string());
        }
        line = line.with(36, &t.stale.to_string());
        line = line.with(37, &c.conflicts.to_string());
        if let Some(trend) = cell.trend {
            line = line.with(19, trend.as_str());
        }
        if let Some((then, _)) = cell.before {
            let g = then.gaps;
            for (place, n) in (20..).zip([g.major, g.minor, g.open, g.watch]) {
                line = line.with(place, &n.to_string());
            }
        }
        if let Some((now, _)) = cell.compared {
            let g = now.gaps;
            for (place, n) in (32..).zip([g.major, g.minor, g.open, g.watch]) {
                line = line.with(place, &n.to_string());
            }
        }
        line
    }
}
