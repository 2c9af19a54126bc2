//! The parts of a workbook's package: which part a sheet is.

use super::container::{self, Container, Unreadable};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The name of the part that a sheet is in, by the sheet's name.
///
/// # Errors
/// When the package does not say.
pub(super) fn sheet_part(zip: &mut Container<'_>, sheet: &str) -> Result<String, Unreadable> {
    let missing = || {
        Unreadable::Damaged(format!(
            "it does not say where its sheet “{}” is",
            super::short(sheet)
        ))
    };
    let root = relations(zip, "_rels/.rels")?;
    let document = root.iter().find(|r| r.kind.ends_with("/officeDocument"));
    let document = document
        .map_or("xl/workbook.xml", |r| r.target.trim_start_matches('/'))
        .to_owned();
    let (folder, base) = document.rsplit_once('/').unwrap_or(("", &document));
    let joined = |tail: &str| {
        if folder.is_empty() {
            tail.to_owned()
        } else {
            format!("{folder}/{tail}")
        }
    };
    let rels = relations(zip, &joined(&format!("_rels/{base}.rels")))?;
    let (_, bytes) = container::part(zip, &document)?.ok_or_else(missing)?;
    let text = String::from_utf8(bytes).map_err(Unreadable::damaged)?;
    let mut id = None;
    each(&text, |e| {
        if e.local_name().as_ref() == "sheet" && attribute(e, "name").as_deref() == Some(sheet) {
            id = id.take().or_else(|| attribute(e, "id"));
        }
    })?;
    let relation = rels.iter().find(|r| Some(&r.id) == id.as_ref());
    let target = relation.map(|r| r.target.as_str()).ok_or_else(missing)?;
    Ok(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => joined(target),
    })
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

fn relations(zip: &mut Container<'_>, name: &str) -> Result<Vec<Relation>, Unreadable> {
    let Some((_, bytes)) = container::part(zip, name)? else {
        return Ok(Vec::new());
    };
    let text = String::from_utf8(bytes).map_err(Unreadable::damaged)?;
    let mut all = Vec::new();
    each(&text, |e| {
        if e.local_name().as_ref() == "Relationship" {
            let of = |key| attribute(e, key).unwrap_or_default();
            all.push(Relation {
                id: of("Id"),
                kind: of("Type"),
                target: of("Target"),
            });
        }
    })?;
    Ok(all)
}

fn each(text: &str, mut take: impl FnMut(&BytesStart<'_>)) -> Result<(), Unreadable> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    loop {
        match reader.read_event().map_err(Unreadable::damaged)? {
            Event::Start(e) | Event::Empty(e) => take(&e),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The value of an attribute, whatever its prefix.
pub(super) fn attribute(e: &BytesStart<'_>, key: &str) -> Option<String> {
    let mut attributes = e.attributes();
    let found = attributes
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|a| a.key.local_name().as_ref() == key)?;
    quick_xml::escape::unescape(&found.value)
        .ok()
        .map(std::borrow::Cow::into_owned)
}
