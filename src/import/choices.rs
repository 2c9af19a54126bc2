//! The lists of choices that a sheet offers in its cells.

use super::package::attribute;
use super::sheet_xml::{place_of, scan};
use quick_xml::events::Event;

/// What a list of choices allows, and in which cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choices {
    /// First and last row and column of each range, from 0.
    pub ranges: Vec<[u32; 4]>,
    /// The choices as the sheet has them: `"Yes,No,NA"`, or a range.
    pub formula: String,
}

/// First and last row and column of `C3:C322`, or of one cell.
pub(super) fn range_of(text: &str) -> Option<[u32; 4]> {
    let (from, to) = text.split_once(':').unwrap_or((text, text));
    let (from, to) = (place_of(from)?, place_of(to)?);
    Some([from.0, from.1, to.0, to.1])
}

/// The lists of choices of a sheet.
pub(super) fn choices(xml: &str) -> Vec<Choices> {
    let mut all = Vec::new();
    let (mut formula, mut ranges, mut list) = (String::new(), String::new(), false);
    let mut inside = "";
    // A sheet that cannot be read has none; whoever changes it says why.
    let _ = scan(xml, |event, _, _| {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "dataValidation" => {
                    list = attribute(e, "type").as_deref() == Some("list");
                    ranges = attribute(e, "sqref").unwrap_or_default();
                    formula.clear();
                }
                "formula1" => inside = "formula",
                "sqref" => inside = "ranges",
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "formula1" | "sqref" => inside = "",
                "dataValidation" if list => {
                    let ranges = ranges.split_whitespace().filter_map(range_of).collect();
                    all.push(Choices {
                        ranges,
                        formula: formula.trim().to_owned(),
                    });
                    list = false;
                }
                _ => {}
            },
            Event::Text(text) => match inside {
                "formula" => formula.push_str(text),
                "ranges" => ranges.push_str(text),
                _ => {}
            },
            Event::GeneralRef(name) if inside == "formula" => {
                let name: &str = name;
                if let Ok(text) = quick_xml::escape::unescape(&format!("&{name};")) {
                    formula.push_str(&text);
                }
            }
            _ => {}
        }
        Ok(())
    });
    all
}
