//! The same answers as one table: what others read, to compare with.

use aicaiq::assessment::{Action, Assessment, EvidenceId, EvidenceIds};
use chrono::{DateTime, Utc};
use rust_xlsxwriter::Workbook;
use std::error::Error;
use std::path::Path;

const HEAD: [&str; 15] = [
    "provider",
    "control",
    "role",
    "item",
    "kind",
    "outcome",
    "grade",
    "methods",
    "note",
    "assessed_by",
    "assessed_at",
    "review",
    "action_due",
    "action_status",
    "evidence",
];

/// The answers of a provider, one row each.
#[derive(Default)]
pub struct Table(pub Vec<[String; 15]>);

impl Table {
    /// Adds the answers to a control.
    pub fn add(&mut self, a: &Assessment) {
        for (role, answers) in &a.answers {
            for (id, q) in &answers.questions {
                let [due, status] = action(q.action.as_ref());
                self.0.push([
                    a.subject.clone(),
                    a.questionnaire.clone(),
                    role.to_string(),
                    id.clone(),
                    "question".into(),
                    q.answer.map(|w| w.to_string()).unwrap_or_default(),
                    String::new(),
                    String::new(),
                    q.implementation.clone(),
                    q.answered_by.clone(),
                    time(q.answered_at),
                    String::new(),
                    due,
                    status,
                    ids(&q.evidence),
                ]);
            }
            for (id, s) in &answers.steps {
                let [due, status] = action(s.action.as_ref());
                let methods: Vec<&str> = s.methods.iter().map(|m| m.as_str()).collect();
                self.0.push([
                    a.subject.clone(),
                    a.questionnaire.clone(),
                    role.to_string(),
                    id.to_string(),
                    "step".into(),
                    s.outcome().to_string(),
                    s.grade.map(|w| w.to_string()).unwrap_or_default(),
                    methods.join(" "),
                    s.note.clone(),
                    s.assessed_by.clone(),
                    time(s.assessed_at),
                    s.review.map(|w| w.to_string()).unwrap_or_default(),
                    due,
                    status,
                    ids(&s.evidence),
                ]);
            }
        }
    }

    /// Writes it as CSV.
    pub fn csv(&self, path: &Path) -> Result<(), Box<dyn Error>> {
        let mut out = csv::Writer::from_path(path)?;
        out.write_record(HEAD)?;
        for row in &self.0 {
            out.write_record(row)?;
        }
        out.flush()?;
        Ok(())
    }

    /// Writes it as a workbook of one sheet.
    pub fn xlsx(&self, path: &Path) -> Result<(), Box<dyn Error>> {
        let mut book = Workbook::new();
        // The clock's time would make every file another one.
        let mut properties = rust_xlsxwriter::DocProperties::new();
        properties = properties
            .set_creation_datetime(&rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 11, 24)?);
        book.set_properties(&properties);
        let sheet = book.add_worksheet();
        sheet.set_name("Answers")?;
        sheet.write_row(0, 0, HEAD)?;
        for (n, row) in (1..).zip(&self.0) {
            for (column, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(n, column, cell)?;
            }
        }
        book.save(path)?;
        Ok(())
    }
}

fn action(action: Option<&Action>) -> [String; 2] {
    let due = action.and_then(|a| a.due).map(|d| d.to_string());
    let status = action.and_then(|a| a.status).map(|s| s.to_string());
    [due.unwrap_or_default(), status.unwrap_or_default()]
}

fn time(time: Option<DateTime<Utc>>) -> String {
    time.map(|t| t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
        .unwrap_or_default()
}

fn ids(evidence: &EvidenceIds) -> String {
    let ids: Vec<&str> = evidence.iter().map(EvidenceId::as_str).collect();
    ids.join(" ")
}
