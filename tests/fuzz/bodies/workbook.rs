//! A workbook: as questionnaires, as answers, and answers into a copy of it.

use aicaiq::assessment::Answer;
use aicaiq::import::{Book, Cells, NotCopied, NotFaithful, checked, copy, filled, questionnaires};
use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What is written into the copy.
const SAID: &str = "=SUM(1) <b> & \"x\" ]]> \u{1b}[2J";

pub fn workbook(data: &[u8]) {
    let bytes = if data.starts_with(b"PK") {
        data.to_vec()
    } else {
        let Some(bytes) = packed(data) else { return };
        bytes
    };
    let book = match Book::read("a.xlsx", &bytes) {
        Ok(book) => book,
        Err(why) => {
            safe(&why.to_string());
            return;
        }
    };
    let imported = questionnaires(std::slice::from_ref(&book));
    for note in &imported.notes {
        safe(&note.to_string());
    }
    for q in &imported.questionnaires {
        match checked(q, "head") {
            Ok(_) | Err(NotFaithful::Refused(_)) => {}
            Err(NotFaithful::Changed) => panic!("{q:?}"),
        }
    }
    let Some(found) = filled(&book) else { return };
    for note in &found.notes {
        safe(&note.to_string());
    }
    let cells = |id: &str| {
        let cells = Cells {
            question: String::new(),
            answer: Some(Answer::No),
            ownership: None,
            assumed: false,
            implementation: SAID.to_owned(),
            customer_responsibilities: String::new(),
        };
        (id.to_owned(), cells)
    };
    let answers: BTreeMap<String, Cells> = found.rows.iter().map(|row| cells(&row.id)).collect();
    if answers.is_empty() {
        return;
    }
    let copied = match copy("a.xlsx", &bytes, &answers) {
        Ok(copied) => copied,
        Err(NotCopied::Unreadable(_)) => return,
        Err(other) => panic!("{other}"),
    };
    for note in copied.notes.iter().chain(&copied.replaced) {
        safe(&note.to_string());
    }
    let again = Book::read("b.xlsx", &copied.bytes).unwrap();
    let again = filled(&again).unwrap();
    // A question that was there is there still.
    for row in &found.rows {
        assert!(again.rows.iter().any(|r| r.id == row.id), "{}", row.id);
    }
    if copied.notes.is_empty() {
        for row in &again.rows {
            assert_eq!(row.answer, Some(Answer::No), "{row:?}");
        }
    }
}

fn safe(said: &str) {
    assert!(!said.contains(aicaiq::text::is_unsafe), "{said:?}");
}

/// A workbook of parts that are given as names and contents by turns, parted
/// by NUL; none where no archive can be made of them.
pub fn packed(data: &[u8]) -> Option<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut pieces = data.split(|b| *b == 0);
    while let (Some(name), Some(content)) = (pieces.next(), pieces.next()) {
        let name = std::str::from_utf8(name).ok()?;
        let stored =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, stored).ok()?;
        zip.write_all(content).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}
