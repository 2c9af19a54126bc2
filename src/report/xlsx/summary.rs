//! The first sheet: what was assessed, what it came to, who stands for it.

use super::cell::{Cell, Writer};
use crate::gaps::{self, Severity};
use crate::report::words::{self, OUTCOMES};
use crate::report::{Report, follow_up};
use rust_xlsxwriter::XlsxError;

/// The widths of the columns: a name, a long text, a text, and then numbers.
const WIDTHS: [u16; 10] = [22, 60, 44, 18, 18, 21, 18, 16, 16, 13];

pub(super) fn fill(out: &mut Writer<'_>, reports: &[Report]) -> Result<(), XlsxError> {
    let Some(report) = reports.first() else {
        return Ok(());
    };
    for (column, width) in (0_u16..).zip(WIDTHS) {
        out.width(column, width)?;
    }
    let q = &report.questionnaire;
    let title = format!("{} · {} {}", report.subject, q.id, q.title);
    let look = out.look;
    out.text(0, 0, &crate::text::one_line(&title), &look.title)?;
    out.sheet.set_freeze_panes(1, 0)?;
    let mut page = Page { out, row: 1 };
    page.facts(report)?;
    page.results(report)?;
    page.sign_offs(report)?;
    page.gaps(report)?;
    page.responsibility(report)?;
    page.standards(report)?;
    page.terms(report)
}

/// Tables one under the other.
struct Page<'a, 'b> {
    out: &'a mut Writer<'b>,
    row: u32,
}

impl Page<'_, '_> {
    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        let look = self.out.look;
        self.row += 1;
        self.out.text(self.row, 0, text, &look.heading)?;
        self.row += 1;
        Ok(())
    }

    fn headers(&mut self, headers: &[&str]) -> Result<(), XlsxError> {
        let look = self.out.look;
        for (column, header) in (0_u16..).zip(headers) {
            self.out.text(self.row, column, header, &look.header)?;
        }
        self.row += 1;
        Ok(())
    }

    fn line(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        for (column, cell) in (0_u16..).zip(cells) {
            self.out.put(self.row, column, cell)?;
        }
        self.row += 1;
        Ok(())
    }

    /// A label and what it says; nothing where that is empty.
    fn fact(&mut self, label: &str, cell: Cell) -> Result<(), XlsxError> {
        let empty = |text: &str| text.trim().is_empty();
        if matches!(&cell, Cell::Text(t) | Cell::Href(t) if empty(t)) {
            return Ok(());
        }
        let look = self.out.look;
        self.out.text(self.row, 0, label, &look.label)?;
        self.out.put(self.row, 1, &cell)?;
        self.row += 1;
        Ok(())
    }

    fn facts(&mut self, report: &Report) -> Result<(), XlsxError> {
        let q = &report.questionnaire;
        self.fact("Subject", report.subject.clone().into())?;
        self.fact("Control", format!("{} {}", q.id, q.title).into())?;
        self.fact("Domain", q.domain.clone().into())?;
        self.fact("Catalogue", q.version.clone().into())?;
        self.fact("Assessed by", report.assessor.clone().into())?;
        self.fact("As of", Cell::Day(Some(report.today)))?;
        self.fact("Specification", q.specification.clone().into())?;
        self.fact("Questionnaire digest", q.digest.clone().into())?;
        for warning in words::warnings(report) {
            self.fact("Warning", warning.into())?;
        }
        Ok(())
    }

    fn results(&mut self, report: &Report) -> Result<(), XlsxError> {
        self.heading("Result by role")?;
        if report.roles.is_empty() {
            return self.line(&["No role is assessed.".into()]);
        }
        let mut headers = vec!["Role", "Name", "Result", "Steps assessed"];
        headers.extend(OUTCOMES.iter().map(|o| o.as_str()));
        headers.push("Steps in all");
        self.headers(&headers)?;
        for role in &report.roles {
            let counts = &role.roll_up.counts;
            let total = counts.total();
            let mut cells = vec![
                role.role.as_str().into(),
                role.name.clone().into(),
                role.roll_up.result.as_str().into(),
                Cell::Of(counts.assessed(), total),
            ];
            cells.extend(OUTCOMES.iter().map(|o| Cell::Of(counts.get(*o), total)));
            cells.push(Cell::Number(u64::try_from(total).ok()));
            self.line(&cells)?;
        }
        self.line(&["A role's result is its worst applicable step.".into()])
    }

    fn sign_offs(&mut self, report: &Report) -> Result<(), XlsxError> {
        if report.roles.is_empty() {
            return Ok(());
        }
        self.heading("Review and sign-off")?;
        self.headers(&[
            "Role",
            "Statement",
            "Sign-off",
            "Steps reviewed",
            "Signed off by",
            "Signed off at (UTC)",
            "Digest of what was signed",
        ])?;
        for role in &report.roles {
            let signed = role.sign_off.as_ref().map(|s| &s.signed);
            let text = |t: Option<&String>| Cell::Text(t.cloned().unwrap_or_default());
            self.line(&[
                role.role.as_str().into(),
                text(signed.map(|s| &s.statement)),
                Cell::Text(follow_up::sign_off_state(role)),
                Cell::Of(role.reviewed, role.roll_up.counts.total()),
                text(signed.map(|s| &s.by)),
                Cell::Time(signed.and_then(|s| s.at)),
                text(signed.map(|s| &s.digest)),
            ])?;
        }
        Ok(())
    }

    fn gaps(&mut self, report: &Report) -> Result<(), XlsxError> {
        self.heading("Gaps")?;
        self.headers(&["Severity", "What it means", "Gaps"])?;
        for severity in Severity::ALL {
            let count = report
                .gaps
                .iter()
                .filter(|g| g.severity == severity)
                .count();
            self.line(&[
                severity.as_str().into(),
                words::severity_heading(severity).into(),
                Cell::Number(u64::try_from(count).ok()),
            ])?;
        }
        Ok(())
    }

    fn responsibility(&mut self, report: &Report) -> Result<(), XlsxError> {
        if report.responsibility.is_empty() {
            return Ok(());
        }
        self.heading("Shared responsibility")?;
        self.headers(&["Layer", "Owners and their results", "Finding", "Ownership"])?;
        for share in &report.responsibility {
            self.line(&[
                share.title().into(),
                words::owners(share).into(),
                share.finding.clone().unwrap_or_default().into(),
                share.ownership.as_str().into(),
            ])?;
        }
        Ok(())
    }

    fn standards(&mut self, report: &Report) -> Result<(), XlsxError> {
        if report.standards.is_empty() {
            return Ok(());
        }
        self.heading("Other standards")?;
        self.headers(&[
            "Standard",
            "What the gaps mean",
            "Mapping, references and addendum",
            "Coverage",
        ])?;
        for standard in &report.standards {
            let references = standard.references.join(", ");
            let parts = [&standard.mapping, &references, &standard.addendum];
            let parts: Vec<&str> = parts
                .iter()
                .map(|p| p.trim())
                .filter(|p| !p.is_empty())
                .collect();
            self.line(&[
                standard.name.clone().into(),
                standard.bearing.clone().into(),
                parts.join("\n").into(),
                standard.coverage.words().into(),
            ])?;
        }
        if let Some(caution) = gaps::caution(&report.gaps) {
            self.fact("Caution", caution.into())?;
        }
        Ok(())
    }

    fn terms(&mut self, report: &Report) -> Result<(), XlsxError> {
        let q = &report.questionnaire;
        self.heading("The questionnaire's text")?;
        self.fact("Attribution", q.attribution.clone().into())?;
        self.fact("Licence", q.license.clone().into())?;
        self.fact("Source", Cell::Href(q.source.clone()))
    }
}
