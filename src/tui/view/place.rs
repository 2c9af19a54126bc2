//! Where one is, in the top row.

use super::lines::{columns, fit};
use crate::text::one_line;
use crate::tui::model::{App, Doc};

/// What is assessed, and how many controls there are.
pub fn of_folder(app: &App) -> String {
    let Some(controls) = &app.controls else {
        return String::new();
    };
    let count = crate::text::count(controls.entries.len(), "control");
    match controls.subject.trim() {
        "" => count,
        subject => format!("{subject} · {count}"),
    }
}

/// Columns of a control's name below which it says nothing.
const NAME: usize = 8;

/// Where in a folder one is: what is assessed, the control, the role. The
/// control's name stands there where there is room for it.
pub fn place(app: &App, doc: &Doc, room: usize) -> String {
    let control = &app.questionnaire.control;
    let role = doc.row.role();
    let subject = one_line(&doc.assessment().subject);
    let least = columns(&subject).min(9);
    let whole = format!(" › {} {} › {role}", control.id, control.title);
    let ends = [
        (whole.clone(), columns(&subject)),
        (format!(" › {} › {role}", control.id), least),
        (format!(" › {}", control.id), least),
    ];
    // A name that is cut says more than none, and of what is assessed a few
    // letters do: it is the same everywhere.
    let around = columns(&format!(" › {}  › {role}", control.id));
    let cut = [columns(&subject), least].into_iter().find_map(|of| {
        let left = room.saturating_sub(around + of);
        (left >= NAME && columns(&control.title) > left).then_some((of, left))
    });
    if let Some((of, left)) = cut.filter(|_| columns(&whole) + columns(&subject) > room) {
        let (subject, title) = (fit(&subject, of), fit(&control.title, left));
        return format!("{subject} › {} {title} › {role}", control.id);
    }
    let mut ends = ends.into_iter();
    let end = ends.find(|(end, least)| columns(end) + least <= room);
    let end = end.map(|(end, _)| end).unwrap_or_default();
    format!("{}{end}", fit(&subject, room.saturating_sub(columns(&end))))
}
