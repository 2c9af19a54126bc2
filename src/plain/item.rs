//! An item, read aloud.

use super::choose;
use super::walk::Walk;
use crate::assessment::{Action, By, Evidence, EvidenceId, Grade, LOOK_AGAIN, Place, Role};
use crate::gaps::Severity;
use crate::questionnaire::{ItemId, StepId};
use crate::report::FileWord;
use crate::text::one_line;

impl Walk {
    /// Reads the item: id, topic, wording, text, the present answer, gaps.
    pub(super) fn read_item(&mut self) {
        let Some((role, item)) = self.here() else {
            return;
        };
        let place = self.items.iter().take(self.at);
        let number = place.filter(|(r, _)| *r == role).count() + 1;
        let (_, all) = self.counts(role);
        let what = match &item {
            ItemId::Question(_) => "AI-CAIQ question".to_owned(),
            ItemId::Step(id) => {
                let step = self.q.step(role, id);
                let topic = one_line(step.map_or("", |s| s.topic.as_str()));
                let origin = step.map_or("", |s| s.origin.word());
                let from = if id.is_ccm() { "from CCM; " } else { "" };
                format!("{from}{topic}; wording {origin}")
            }
        };
        let name = self.name();
        self.out
            .line(&format!("{name}, {number} of {all}: {what}."));
        let text = match &item {
            ItemId::Question(id) => self.q.question(id).map_or("", |x| x.text.as_str()),
            ItemId::Step(id) => self.q.step(role, id).map_or("", |s| s.text.as_str()),
        };
        let text = text.to_owned();
        self.out.line(&text);
        match &item {
            ItemId::Question(id) => self.read_question(role, id),
            ItemId::Step(id) => self.read_step(role, id),
        }
        for line in self.evidence_lines(role, &item) {
            self.out.line(&line);
        }
        if let Some(action) = self.doc.action(role, &item) {
            let line = action_line(action);
            self.out.line(&line);
        }
        self.read_conflicts();
        self.told = self.gaps(role, &item);
        for gap in self.told.clone() {
            self.out.line(&gap);
        }
    }

    /// Says that an answer is to another text.
    fn read_reworded(&mut self, role: Role, item: &ItemId) {
        let said = self.doc.assessment().look_again(&self.q, role, item);
        if said == Some(LOOK_AGAIN) {
            self.out.line(&format!("Note: {LOOK_AGAIN}."));
        }
    }

    /// `No answer yet. Last time it was Yes, as CEK-02.2: a suggestion, y confirms it.`
    fn suggestion(&mut self, role: Role, item: &ItemId, last: &str, letter: &str) {
        let a = self.doc.assessment();
        let was = a.suggested_as(role, item);
        let was = was.map_or(String::new(), |was| format!(", as {was}"));
        let since = match a.is_item_reworded(&self.q, role, item) {
            true => "and the text has changed since: read it, then ",
            false => "",
        };
        self.out.line(&format!(
            "No answer yet. Last time it was {last}{was}: a suggestion, {since}{letter} confirms it."
        ));
    }

    fn read_question(&mut self, role: Role, id: &str) {
        self.read_reworded(role, &ItemId::Question(id.to_owned()));
        let x = self.doc.assessment().question(role, id).clone();
        match (x.answer, x.suggested) {
            (Some(answer), _) => {
                let own = x.ownership.map_or(String::new(), |o| format!(", {o}"));
                self.out.line(&format!("Answer: {answer}{own}."));
            }
            (None, Some(last)) => {
                let letter = choose::answer_letter(last);
                let item = ItemId::Question(id.to_owned());
                self.suggestion(role, &item, last.as_str(), letter);
            }
            (None, None) => self.out.line("No answer yet."),
        }
        self.text("Implementation", &x.implementation);
        self.text("Customer responsibilities", &x.customer_responsibilities);
        self.stamp(x.answered());
    }

    fn read_step(&mut self, role: Role, id: &StepId) {
        self.read_reworded(role, &ItemId::Step(id.clone()));
        let x = self.doc.assessment().step(role, id).clone();
        let words = |o: crate::assessment::Outcome| o.as_str().replace('-', " ");
        match (x.outcome, x.suggested) {
            (Some(outcome), _) => {
                let grade = x.grade.map_or("", Grade::as_str);
                let graded = if grade.is_empty() { "" } else { ", grade " };
                self.out
                    .line(&format!("Answer: {}{graded}{grade}.", words(outcome)));
            }
            (None, Some(last)) => {
                let letter = choose::outcome_letter(last);
                self.suggestion(role, &ItemId::Step(id.clone()), &words(last), letter);
            }
            (None, None) => self.out.line("No answer yet."),
        }
        let methods: Vec<&str> = x.methods.iter().map(|m| m.as_str()).collect();
        self.text("Methods", &methods.join(", "));
        let effectiveness = x.effectiveness.map_or("", |e| e.as_str());
        self.text("Effectiveness", effectiveness);
        let sample = x.sample.as_ref().map(ToString::to_string);
        self.text("Sample", &sample.unwrap_or_default());
        self.text("Note", &x.note);
        self.text("Justification", &x.justification);
        self.stamp(x.assessed());
        let review = x.review.map_or("", |r| r.as_str());
        let by = match x.reviewed_by.trim() {
            "" => String::new(),
            by => format!(", by {}", one_line(by)),
        };
        if !review.is_empty() {
            self.text("Review", &format!("{review}{by}"));
        }
        self.text("Review comment", &x.review_comment);
    }

    /// A labelled text; nothing for an empty one.
    fn text(&mut self, label: &str, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        if text.contains('\n') {
            self.out.line(&format!("{label}:"));
            self.out.line(text);
        } else {
            self.out.line(&format!("{label}: {text}"));
        }
    }

    fn stamp(&mut self, (by, at): By<'_>) {
        let Some(at) = at else { return };
        let by = match by.trim() {
            "" => String::new(),
            by => format!("by {}, ", one_line(by)),
        };
        let line = format!("Answered {by}{}.", at.format("%Y-%m-%d %H:%M UTC"));
        self.out.line(&line);
    }

    /// The records of an item.
    pub(super) fn records(&self, role: Role, item: &ItemId) -> Vec<EvidenceId> {
        let a = self.doc.assessment();
        let ids = match item {
            ItemId::Question(id) => &a.question(role, id).evidence,
            ItemId::Step(id) => &a.step(role, id).evidence,
        };
        let mut ids: Vec<EvidenceId> = ids.iter().cloned().collect();
        ids.sort_by_key(|id| a.evidence.get(id).map(|e| e.href.clone()));
        ids
    }

    fn evidence_lines(&self, role: Role, item: &ItemId) -> Vec<String> {
        let a = self.doc.assessment();
        let ids = self.records(role, item);
        let records = ids.iter().filter_map(|id| Some((id, a.evidence.get(id)?)));
        records
            .map(|(id, record)| format!("Evidence: {}", self.record(id, record)))
            .collect()
    }

    /// A record in words: title, href, state, expiry.
    pub(super) fn record(&self, id: &EvidenceId, record: &Evidence) -> String {
        let word = match FileWord::of(record, self.doc.files.get(id)) {
            FileWord::NotHashed if record.place() == Place::Link => match record.viewed_on {
                None => "link, not viewed".to_owned(),
                Some(day) => format!("link, viewed {day}"),
            },
            word => word.as_str().to_owned(),
        };
        let href = one_line(&record.href);
        let title = match record.title.trim() {
            "" => href,
            title => format!("{}, {href}", one_line(title)),
        };
        let expires = record
            .expires_on
            .map_or(String::new(), |day| format!(", expires {day}"));
        let covers = match (record.period_from, record.period_to) {
            (None, None) => String::new(),
            (Some(from), None) => format!(", covers {from} on"),
            (None, Some(to)) => format!(", covers until {to}"),
            (Some(from), Some(to)) => format!(", covers {from} to {to}"),
        };
        format!("{title}: {word}{covers}{expires}.")
    }

    /// The gaps of an item, each as a line; what is merely open is not said.
    pub(super) fn gaps(&self, role: Role, item: &ItemId) -> Vec<String> {
        self.doc
            .gaps_of(role, item)
            .filter(|g| g.severity != Severity::Open)
            .map(|g| format!("Gap, {}: {}.", g.severity, g.message))
            .collect()
    }

    /// What to ask for.
    pub(super) fn read_typical(&mut self) {
        let here = self.here();
        let step = here
            .as_ref()
            .and_then(|(role, item)| self.q.step(*role, item.step()?))
            .cloned();
        let Some(step) = step.filter(|s| !s.typical_evidence.is_empty()) else {
            self.out
                .line("The questionnaire does not say what to ask for here.");
            return;
        };
        let methods: Vec<&str> = step.methods.iter().map(|m| m.as_str()).collect();
        let methods = match methods.as_slice() {
            [] => String::new(),
            methods => format!(", methods {}", methods.join(", ")),
        };
        self.out.line(&format!("What to ask for{methods}:"));
        for evidence in &step.typical_evidence {
            self.out.line(&one_line(evidence));
        }
    }
}

fn action_line(action: &Action) -> String {
    let or = |text: &str, none: &str| match text.trim() {
        "" => none.to_owned(),
        text => one_line(text),
    };
    let due = action
        .due
        .map_or_else(|| "no due date".to_owned(), |day| format!("due {day}"));
    let state = if action.is_done() { "done" } else { "open" };
    let owner = or(&action.owner, "no owner");
    let retest = action.retest.map_or(String::new(), |result| {
        let by = match action.retested_by.trim() {
            "" => String::new(),
            by => format!(" by {}", one_line(by)),
        };
        let on = action.retested_on.map(|day| format!(" on {day}"));
        format!("; retest {result}{by}{}", on.unwrap_or_default())
    });
    format!(
        "Corrective action: {}; owner: {owner}; {due}; {state}{retest}.",
        or(&action.text, "no text")
    )
}
