//! What is asked, as a prompt: one line that says which answers there are.

use super::walk::{Ask, Walk};
use crate::assessment::{ActionStatus, Evidence, EvidenceId, Grade, Role};
use crate::questionnaire::ItemId;
use crate::report::wrap;
use crate::text::one_line;
use crate::tui::doc::answered;
use crate::tui::field::Field;

impl Walk {
    /// The prompt for the next line. It ends with a colon and a space.
    #[must_use]
    pub fn prompt(&self) -> String {
        let prompt = self.whole_prompt();
        match self.options.width {
            Some(width) => format!("{} ", wrap(&prompt, width).join("\n")),
            None => prompt,
        }
    }

    fn whole_prompt(&self) -> String {
        if let Some(offered) = &self.offered {
            let name = self.name();
            return format!(
                "{name}, Enter takes “{}”, or type it again: ",
                one_line(offered)
            );
        }
        let Some((role, item)) = self.here() else {
            let folder = if self.options.in_folder {
                "next control, "
            } else {
                ""
            };
            return format!(
                "End: Enter quits, or {folder}back, next for what is unanswered, overview, help: "
            );
        };
        let name = self.name();
        match &self.ask {
            Ask::Item => self.item_prompt(&name, role, &item),
            Ask::Choice(field) => self.choice_prompt(&name, role, &item, field),
            Ask::Line(field) => {
                let now = one_line(self.doc.text(role, &item, field).trim());
                let keeps = match now.as_str() {
                    "" => "Enter skips".to_owned(),
                    now => format!("now “{now}”, Enter keeps, a minus sign empties it"),
                };
                format!("{name} {}, {}, {keeps}: ", self.called(field), hint(field))
            }
            Ask::Text(field) => self.text_prompt(&name, role, &item, field),
            Ask::Evidence => {
                let records = if self.listed.is_empty() {
                    ""
                } else {
                    ", or a record's number"
                };
                format!("{name} evidence, path or link{records}, Enter goes on, or help: ")
            }
            Ask::End => format!("{name}: "),
        }
    }

    fn item_prompt(&self, name: &str, role: Role, item: &ItemId) -> String {
        if self.read_only() {
            return format!("{name}, read-only, Enter goes on, or help: ");
        }
        let enter = if answered(self.doc.assessment(), role, item) {
            "keeps"
        } else {
            "leaves it open"
        };
        let choices = match item {
            ItemId::Question(_) => "answer, y for yes, n for no, a for not applicable",
            ItemId::Step(_) => {
                "outcome, s for satisfied, p for partially, n for not satisfied, a for not applicable"
            }
        };
        format!("{name} {choices}, Enter {enter}, or help: ")
    }

    fn choice_prompt(&self, name: &str, role: Role, item: &ItemId, field: &Field) -> String {
        let a = self.doc.assessment();
        let (choices, now) = match (field, item) {
            (Field::Ownership, ItemId::Question(id)) => {
                let now = a.question(role, id).ownership;
                let now = now.map(|o| o.as_str().to_owned());
                ("ownership, name or number, help lists them".to_owned(), now)
            }
            (Field::Grade, ItemId::Step(id)) => {
                let step = a.step(role, id);
                let fits = Grade::ALL.iter().filter(|g| g.fits(step.outcome()));
                let words: Vec<&str> = fits.map(|g| g.as_str()).collect();
                let now = step.grade.map(|g| g.as_str().to_owned());
                (format!("grade, {}", words.join(" or ")), now)
            }
            (Field::Methods, ItemId::Step(id)) => {
                let words = a.step(role, id).methods.iter().map(|m| m.as_str());
                let words: Vec<&str> = words.collect();
                let now = (!words.is_empty()).then(|| words.join(" "));
                let choices =
                    "methods, x for examine, i for interview, t for test, or several as xi";
                (choices.to_owned(), now)
            }
            (Field::Effectiveness, ItemId::Step(id)) => {
                let now = a.step(role, id).effectiveness;
                let now = now.map(|e| e.as_str().to_owned());
                ("effectiveness, design or operating".to_owned(), now)
            }
            (Field::ActionStatus, _) => {
                let status = self.doc.action(role, item).and_then(|x| x.status);
                let now = status.unwrap_or(ActionStatus::Open);
                let now = Some(now.as_str().to_owned());
                ("action status, open or done".to_owned(), now)
            }
            (Field::ActionRetest, _) => {
                let now = self.doc.action(role, item).and_then(|x| x.retest);
                let now = now.map(|r| r.as_str().to_owned());
                ("retest of the action, passed or failed".to_owned(), now)
            }
            _ => (field.label().trim().to_lowercase(), None),
        };
        let keeps = match now {
            None => "Enter skips".to_owned(),
            Some(now) if *field == Field::ActionStatus => format!("now {now}, Enter keeps"),
            Some(now) => format!("now {now}, Enter keeps, none takes it away"),
        };
        format!("{name} {choices}, {keeps}: ")
    }

    fn text_prompt(&self, name: &str, role: Role, item: &ItemId, field: &Field) -> String {
        let label = label(field);
        if let Some(lines) = &self.lines {
            // To a script it is a line as any other.
            let drops = match self.options.interactive {
                true => ", one minus sign drops it",
                false => "",
            };
            return format!(
                "{name} {label}, line {}, one dot ends it{drops}: ",
                lines.len() + 1
            );
        }
        let keeps = if self.draft(role, item, field).is_some() {
            "Enter takes what was begun, a minus sign drops it, or go on writing"
        } else if self.doc.text(role, item, field).is_empty() {
            "Enter skips"
        } else {
            match self.options.interactive {
                true => {
                    "Enter keeps, a plus sign adds to it, colon l reads its lines to change one, a minus sign empties it"
                }
                false => "Enter keeps, a plus sign adds to it, a minus sign empties it",
            }
        };
        let hint = hint(field);
        format!("{name} {label}, {hint}, a line with one dot ends it, {keeps}: ")
    }
}

impl Walk {
    /// What a field is called when it is asked for, with the record that it is
    /// of.
    pub(super) fn called(&self, field: &Field) -> String {
        let of = |what: &str, id: &EvidenceId| {
            let record = self.doc.assessment().evidence.get(id);
            format!("{what} of evidence {}", record_name(id, record))
        };
        match field {
            Field::Evidence(id) => of("title", id),
            Field::EvidenceExpires(id) => of("expiry", id),
            Field::EvidencePeriod(id) => of("period", id),
            field => label(field).to_lowercase(),
        }
    }
}

/// What a record is called: its title, else where it is.
fn record_name(id: &EvidenceId, record: Option<&Evidence>) -> String {
    let (title, href) = record.map_or(("", ""), |e| (e.title.trim(), e.href.as_str()));
    one_line(match (title, href) {
        ("", "") => id.as_str(),
        ("", href) => href,
        (title, _) => title,
    })
}

/// What a field is called when it is asked for.
pub(super) fn label(field: &Field) -> &'static str {
    match field {
        Field::Customer => "customer responsibilities",
        Field::Implementation => "implementation",
        Field::Note => "note",
        Field::Justification => "justification",
        Field::Sample => "sample",
        Field::ActionText => "corrective action",
        Field::ActionOwner => "action owner",
        Field::ActionDue => "action due",
        Field::ActionStatus => "action status",
        Field::ActionRetest => "action retest",
        Field::ReviewComment => "review comment",
        other => other.label().trim(),
    }
}

fn hint(field: &Field) -> &'static str {
    match field {
        Field::Customer => "what is left to the customer",
        Field::Implementation => "how it is done",
        Field::Note => "what was seen",
        Field::Justification => "why it does not apply",
        Field::ReviewComment => "what its assessor is to know",
        Field::Sample => "as 5 of 42 keys, at random",
        Field::ActionText => "what will be done",
        Field::ActionOwner => "who does it",
        Field::ActionDue => "by when, as 2027-01-31, or a plus sign and days, as +30",
        Field::Evidence(_) => "what it is",
        Field::EvidenceExpires(_) => {
            "the last day that it holds, as 2027-01-31, or a plus sign and days, as +365"
        }
        Field::EvidencePeriod(_) => "the days that it covers, as 2026-01-01..2026-06-30",
        _ => "text",
    }
}
