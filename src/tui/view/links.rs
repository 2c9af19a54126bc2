//! Which rows of the screen are links: the evidence of a form and of the
//! register, where it is a web address or a file of the folder that is there.

use super::Hits;
use crate::assessment::{EvidenceId, FileState, Place};
use crate::tui::hyperlink::{self, Link};
use crate::tui::model::{App, Field, Hit, Page};
use crate::tui::opener::is_shown;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::Path;

/// Columns in front of the text: the label of a field, the id of a record.
const LABEL: u16 = 16;
const ID: u16 = 14;

/// A link with the text that it was made of.
pub struct Found {
    link: Link,
    text: String,
}

/// The links of what is drawn so far.
pub fn find(app: &App, hits: &Hits, buffer: &Buffer) -> Vec<Found> {
    let (Some(doc), Some(_)) = (&app.doc, &app.links) else {
        return Vec::new();
    };
    let mut register: Option<Vec<EvidenceId>> = None;
    let mut found = Vec::new();
    for (area, hit) in hits {
        let (id, indent) = match hit {
            Hit::Field(Field::Evidence(id)) => (id.clone(), LABEL),
            Hit::Listed(Page::Evidence, n) => {
                let ids = register.get_or_insert_with(|| doc.register().collect());
                match ids.get(*n) {
                    Some(id) => (id.clone(), ID),
                    None => continue,
                }
            }
            _ => continue,
        };
        let Some(url) = url(app, &id) else { continue };
        let indent = indent.min(area.width);
        let place = Rect::new(area.x + indent, area.y, area.width - indent, 1);
        let (_, width) = trimmed(buffer, place);
        if width > 0 {
            let area = Rect { width, ..place };
            found.push(Found {
                link: Link {
                    area,
                    id: id.to_string(),
                    url,
                },
                text: trimmed(buffer, area).0,
            });
        }
    }
    found
}

/// The links over which nothing else has been drawn since.
pub fn kept(found: Vec<Found>, buffer: &Buffer) -> Vec<Link> {
    found
        .into_iter()
        .filter(|f| trimmed(buffer, f.link.area).0 == f.text)
        .map(|f| f.link)
        .collect()
}

fn url(app: &App, id: &EvidenceId) -> Option<String> {
    let doc = app.doc.as_ref()?;
    let record = doc.assessment().evidence.get(id)?;
    match Place::of(&record.href) {
        Place::Link => hyperlink::web(&record.href),
        // It was opened within the folder, not through a symbolic link.
        Place::Inside
            if is_shown(Path::new(&record.href))
                && matches!(doc.files.get(id), Some(FileState::Present { .. })) =>
        {
            hyperlink::file(app.links.as_deref()?, &doc.folder.join(&record.href))
        }
        _ => None,
    }
}

/// The text of a row, and how many columns it takes without the blank ones
/// behind it.
fn trimmed(buffer: &Buffer, row: Rect) -> (String, u16) {
    let (mut text, mut width) = (String::new(), 0);
    for at in row.positions() {
        let symbol = buffer.cell(at).map_or(" ", |cell| cell.symbol());
        text.push_str(symbol);
        if symbol != " " {
            let wide = unicode_width::UnicodeWidthStr::width(symbol).max(1);
            let end = at.x - row.x + u16::try_from(wide).unwrap_or(1);
            width = end.min(row.width);
        }
    }
    (text, width)
}
