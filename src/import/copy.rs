//! Answers into a copy of a workbook: the cells of the questions that are
//! answered, and not one byte of anything else.

use super::answers::{Chosen, Named, NotFilled, Wanted, chosen};
use super::book::{Book, Sheet, address};
use super::choices::{Choices, choices, range_of};
use super::container::{self, Unreadable};
use super::heading::squeeze;
use super::package::sheet_part;
use super::sheet_xml::{BadSheet, splice};
use super::words::{answer, ownership};
use super::{Note, tidy};
use crate::assessment::{Answer, Ownership, Role};
use crate::questionnaire::by_number;
use crate::text::one_line;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The most characters that a cell holds, in UTF-16 units.
const LONGEST: usize = crate::report::xlsx::LONGEST_TEXT;

/// What goes into the cells C to F of a question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cells {
    /// The question as it was answered, to compare with the workbook's.
    pub question: String,
    /// C.
    pub answer: Option<Answer>,
    /// D.
    pub ownership: Option<Ownership>,
    /// Whether D is what CSA asks for where nobody stated it: then it goes into
    /// an empty cell only.
    pub assumed: bool,
    /// E.
    pub implementation: String,
    /// F.
    pub customer_responsibilities: String,
}

/// A workbook with answers in it.
#[derive(Debug)]
pub struct Copied {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The sheet that was changed.
    pub sheet: String,
    /// How many questions have their row in it.
    pub questions: usize,
    /// How many cells are other than they were.
    pub changed: usize,
    /// The questions that it does not have, by their numbers.
    pub missing: Vec<String>,
    /// Those that it has.
    pub asked: BTreeSet<String>,
    /// What was not written, or not as it is recorded.
    pub notes: Vec<Note>,
    /// The cells that said something else: what they said, and what they say.
    pub replaced: Vec<Note>,
    /// The providers that the sheet names.
    pub named: Vec<Role>,
    /// The other sheets that the answers could have gone into, where none was
    /// named.
    pub others: Vec<String>,
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum NotCopied {
    /// The workbook cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// It has no sheet with questions and answers.
    #[error(
        "it has no sheet with a column “Question ID” and one for answers: is it the AI-CAIQ workbook?"
    )]
    NoSheet,
    /// The sheet that was named is not among those for answers: these are.
    #[error("no sheet with answers is called so; there are “{}”", .0.join("”, “"))]
    Other(Vec<String>),
    /// All that are name other roles.
    #[error("no sheet with answers is one of {0}")]
    OtherRoles(Role, Vec<Named>),
    /// It has none of the questions.
    #[error("it has none of the questions {0}: is it a workbook of the same version?")]
    NoQuestion(String),
}

impl From<BadSheet> for NotCopied {
    fn from(error: BadSheet) -> Self {
        Self::Unreadable(Unreadable::damaged(error))
    }
}

impl From<NotFilled> for NotCopied {
    fn from(error: NotFilled) -> Self {
        match error {
            NotFilled::NoSheet(_) => Self::NoSheet,
            NotFilled::Other(fitting) => Self::Other(fitting),
            NotFilled::OtherRoles(role, fitting) => Self::OtherRoles(role, fitting),
        }
    }
}

/// [`copy_in`], into the first sheet for answers.
///
/// # Errors
/// When the workbook cannot be read or has none of the questions.
pub fn copy(
    name: &str,
    bytes: &[u8],
    answers: &BTreeMap<String, Cells>,
) -> Result<Copied, NotCopied> {
    copy_in(name, bytes, &Wanted::default(), answers)
}

/// Writes answers, by question, into a copy of a workbook: into the sheet that
/// is wanted. A cell is changed
/// where something is recorded for it and it says something else; its format
/// stays. Cells with formulas are left alone.
///
/// # Errors
/// When the workbook cannot be read, has no such sheet or none of the questions.
pub fn copy_in(
    name: &str,
    bytes: &[u8],
    wanted: &Wanted<'_>,
    answers: &BTreeMap<String, Cells>,
) -> Result<Copied, NotCopied> {
    let book = Book::read(name, bytes)?;
    let Chosen { found, others } = chosen(&book, wanted)?;
    let sheet = book.sheets.get(found.at).ok_or(NotCopied::NoSheet)?;
    let mut missing: Vec<String> = answers
        .keys()
        .filter(|id| !found.rows.contains_key(*id))
        .cloned()
        .collect();
    missing.sort_by(|a, b| by_number(a, b));
    if missing.len() == answers.len() {
        let first: Vec<&str> = missing.iter().take(3).map(String::as_str).collect();
        let more = if missing.len() > 3 { ", …" } else { "" };
        return Err(NotCopied::NoQuestion(format!("{}{more}", first.join(", "))));
    }
    let mut zip = container::open(bytes)?;
    let part = sheet_part(&mut zip, &sheet.name)?;
    let (part, xml) = container::part(&mut zip, &part)?.ok_or_else(|| {
        Unreadable::Damaged(format!("its part {} is not there", super::short(&part)))
    })?;
    let xml = String::from_utf8(xml).map_err(Unreadable::damaged)?;
    let mut filling = Filling {
        book: &book,
        sheet,
        lists: choices(&xml),
        texts: BTreeMap::new(),
        notes: Vec::new(),
        replaced: Vec::new(),
    };
    let in_it = answers.iter();
    let in_it = in_it.filter_map(|(id, cells)| Some((*found.rows.get(id)?, cells)));
    let mut in_it: Vec<(u32, &Cells)> = in_it.collect();
    in_it.sort_by_key(|(row, _)| *row);
    for (row, cells) in in_it {
        filling.same_question(row, found.question, &cells.question);
        filling.question(row, &found.columns, cells);
    }
    let Filling {
        texts,
        mut notes,
        mut replaced,
        ..
    } = filling;
    let others = others.iter().map(|other| other.as_named(&book));
    let others = others.filter(|other| wanted.role.is_none_or(|role| other.serves(role)));
    let spliced = splice(&xml, &texts)?;
    for (row, column) in &spliced.formulas {
        let note = Note::of(
            &book.name,
            &sheet.name,
            &address(*row, *column),
            "",
            "the cell holds a formula: it is left as it is",
        );
        notes.push(note);
        let cell = address(*row, *column);
        replaced.retain(|note| note.cell != cell);
    }
    Ok(Copied {
        bytes: packed(&mut zip, &part, spliced.xml.as_bytes())?,
        sheet: sheet.name.clone(),
        questions: answers.len() - missing.len(),
        changed: texts.len() - spliced.formulas.len(),
        missing,
        asked: found.rows.into_keys().collect(),
        notes,
        replaced,
        named: found.named,
        others: others.map(|other| other.sheet).collect(),
    })
}

struct Filling<'a> {
    book: &'a Book,
    sheet: &'a Sheet,
    lists: Vec<Choices>,
    texts: BTreeMap<(u32, u32), String>,
    notes: Vec<Note>,
    replaced: Vec<Note>,
}

impl Filling<'_> {
    fn question(&mut self, row: u32, columns: &[Option<u32>; 4], cells: &Cells) {
        let [a, o, i, c] = *columns;
        self.word(row, a, cells.answer, Answer::as_str, answer);
        let here = o.map_or("", |column| self.sheet.text(row, column));
        let free = here.is_empty();
        let same = ownership(here) == cells.ownership;
        let owner = cells.ownership.filter(|_| !cells.assumed || free || same);
        self.word(row, o, owner, Ownership::as_str, ownership);
        if let (Some(column), Some(owner), true, true) = (o, owner, cells.assumed, free) {
            let what = "as CSA asks for NA; nobody stated an ownership";
            self.note(row, column, owner.as_str(), what);
        }
        self.text(row, i, "implementation", &cells.implementation);
        self.text(
            row,
            c,
            "customer responsibilities",
            &cells.customer_responsibilities,
        );
    }

    /// Notes where the workbook words a question otherwise: an id can mean
    /// another question in another version.
    fn same_question(&mut self, row: u32, column: Option<u32>, asked: &str) {
        let here = column.map_or("", |c| self.sheet.text(row, c)).to_owned();
        if let Some(column) = column
            && !here.is_empty()
            && !asked.is_empty()
            && squeeze(&here) != squeeze(asked)
        {
            let what = "the question that was answered is worded otherwise: see whether it is the same one";
            self.note(row, column, &here, what);
        }
    }

    /// A word, as the sheet's list of choices spells it.
    fn word<T: PartialEq + Copy>(
        &mut self,
        row: u32,
        column: Option<u32>,
        value: Option<T>,
        word: fn(T) -> &'static str,
        read: fn(&str) -> Option<T>,
    ) {
        let Some(value) = value else {
            return self.text(row, column, "word", "");
        };
        let mut text = word(value).to_owned();
        if let Some(column) = column {
            let here = self.sheet.text(row, column);
            let offered = self.offered(row, column);
            let own = offered.iter().find(|choice| read(choice) == Some(value));
            if read(here) == Some(value) {
                // The same in another word, which the sheet's filters do not know.
                if let Some(own) =
                    own.filter(|_| offered.iter().all(|choice| choice != here.trim()))
                {
                    self.texts.insert((row, column), own.clone());
                }
                return;
            }
            if let Some(own) = own {
                text.clone_from(own);
            } else if !offered.is_empty() {
                let what = "written, and the sheet's own list of choices does not have it";
                self.note(row, column, &text, what);
            }
        }
        self.text(row, column, word(value), &text);
    }

    fn text(&mut self, row: u32, column: Option<u32>, what: &str, text: &str) {
        let Some(column) = column else {
            if !text.is_empty() {
                let note = Note::of(
                    &self.book.name,
                    &self.sheet.name,
                    "",
                    text,
                    format!("there is no column for the {what}"),
                );
                self.notes.push(note);
            }
            return;
        };
        let here = self.sheet.text(row, column);
        if text.trim().is_empty() {
            if !here.is_empty() {
                let here = here.to_owned();
                self.note(
                    row,
                    column,
                    &here,
                    "nothing is recorded for this cell: it is left as it is",
                );
            }
            return;
        }
        let length = text.encode_utf16().count();
        if length > LONGEST {
            let what = format!(
                "not written: the text has {length} characters, and a cell holds {LONGEST}"
            );
            return self.note(row, column, text, &what);
        }
        let (was, is) = (tidy(here).0, tidy(text).0);
        if was != is {
            if !was.trim().is_empty() {
                self.replaced(row, column, was.trim(), is.trim());
            }
            self.texts.insert((row, column), text.trim_end().to_owned());
        }
    }

    /// The choices that the sheet offers in a cell; none where it offers none
    /// or where they cannot be told.
    fn offered(&self, row: u32, column: u32) -> Vec<String> {
        let here = |r: &[u32; 4]| (r[0]..=r[2]).contains(&row) && (r[1]..=r[3]).contains(&column);
        let list = self.lists.iter().find(|l| l.ranges.iter().any(here));
        let Some(formula) = list.map(|l| l.formula.as_str()) else {
            return Vec::new();
        };
        if let Some(words) = formula.strip_prefix('"').and_then(|f| f.strip_suffix('"')) {
            return words.split(',').map(|w| w.trim().to_owned()).collect();
        }
        let (sheet, cells) = formula.rsplit_once('!').unwrap_or(("", formula));
        let name = sheet.trim_matches('\'').replace("''", "'");
        let sheet = self.book.sheets.iter().find(|s| s.name == name);
        let Some([top, left, bottom, right]) = range_of(cells) else {
            return Vec::new();
        };
        let sheet = if name.is_empty() {
            Some(self.sheet)
        } else {
            sheet
        };
        let Some(sheet) = sheet else {
            return Vec::new();
        };
        // A whole column is a range, too.
        let rows = sheet
            .rows_from(top)
            .into_iter()
            .take_while(|r| *r <= bottom);
        let cells = rows.flat_map(|r| (left..=right.min(left + 50)).map(move |c| (r, c)));
        let words = cells.map(|(r, c)| sheet.text(r, c).to_owned());
        words.filter(|w| !w.is_empty()).take(100).collect()
    }

    fn replaced(&mut self, row: u32, column: u32, was: &str, is: &str) {
        let (was, is) = unlike(&one_line(was), &one_line(is));
        let (book, sheet) = (&self.book.name, &self.sheet.name);
        let what = format!("replaced by “{}”", super::short(&is));
        let note = Note::of(book, sheet, &address(row, column), &was, what);
        self.replaced.push(note);
    }

    fn note(&mut self, row: u32, column: u32, found: &str, what: &str) {
        let note = Note::of(
            &self.book.name,
            &self.sheet.name,
            &address(row, column),
            found,
            what,
        );
        self.notes.push(note);
    }
}

/// Two texts from where they can be told apart, if that is far from their
/// start.
fn unlike(a: &str, b: &str) -> (String, String) {
    const ALIKE: usize = 30;
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let from = if same > ALIKE { same - ALIKE / 2 } else { 0 };
    let part = |text: &str| {
        let start = if from > 0 { "…" } else { "" };
        let rest: String = text.chars().skip(from).collect();
        format!("{start}{rest}")
    };
    (part(a), part(b))
}

/// The container again, every part but one as it lies there.
fn packed(
    zip: &mut container::Container<'_>,
    changed: &str,
    content: &[u8],
) -> Result<Vec<u8>, Unreadable> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    out.set_raw_comment(zip.comment().into())
        .map_err(Unreadable::damaged)?;
    for at in 0..zip.len() {
        let part = zip.by_index_raw(at).map_err(Unreadable::damaged)?;
        let name = part.name().map_err(Unreadable::damaged)?.into_owned();
        if name != changed {
            out.raw_copy_file(part).map_err(Unreadable::damaged)?;
            continue;
        }
        let mut options =
            SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        if let Some(time) = part.last_modified() {
            options = options.last_modified_time(time);
        }
        drop(part);
        out.start_file(name, options).map_err(Unreadable::damaged)?;
        out.write_all(content).map_err(Unreadable::damaged)?;
    }
    let out = out.finish().map_err(Unreadable::damaged)?;
    Ok(out.into_inner())
}
