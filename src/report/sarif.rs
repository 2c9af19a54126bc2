//! Gaps as SARIF 2.1.0, so that a forge shows them where they stand in the
//! answer files.

mod places;
mod rules;

use crate::gaps::{Gap, Severity};
use crate::overview::ProviderOverview;
use crate::portfolio::Portfolio;
use crate::text::{one_line, visible};
pub use places::Base;
use places::{Lines, Place, ROOT, line_of};
use rules::{index, level, rules};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The rule for a control without an answer file.
const NOT_BEGUN: &str = "control-not-begun";
/// The rule for a file that cannot be read.
const UNREADABLE: &str = "file-unreadable";
/// The rule for what was assessed before and is not any more.
const GONE: &str = "assessment-gone";

/// The most results of a run that GitHub takes; of more, it takes none (see its
/// page on SARIF results that exceed limits).
pub const GITHUB_TAKES: usize = 25_000;

/// Where results are gathered, provider by provider.
#[derive(Debug, Default)]
pub struct Log {
    /// Each with the severity of its gap; none of what hides gaps.
    results: Vec<(Option<Severity>, Value)>,
    seen: BTreeMap<String, usize>,
    /// What is to be known of the results, and is none itself.
    notes: Vec<Value>,
    /// Whether addresses go from the root of a repository.
    in_repository: bool,
}

impl Log {
    /// Takes in the gaps of a provider, whose overview has to have them.
    /// `text_of` gives the text of an answer file.
    pub fn add(
        &mut self,
        provider: &ProviderOverview,
        base: &Base,
        text_of: &dyn Fn(&Path) -> Option<String>,
    ) {
        self.in_repository |= base.root.is_some();
        if let Some(problem) = &provider.problem {
            let place = Place::start(base, &provider.path);
            self.unreadable(&provider.subject, "", problem, &place);
        }
        for control in &provider.controls {
            let subject = &provider.subject;
            let Some(path) = &control.path else {
                let home = provider.path.join("assessment.toml");
                self.not_begun(subject, &control.id, &Place::start(base, &home));
                continue;
            };
            if let Some(problem) = &control.problem {
                let mut place = Place::start(base, path);
                place.line = line_of(problem);
                self.unreadable(subject, &control.id, problem, &place);
                continue;
            }
            if control.text_differs {
                self.text_differs(subject, &control.id, &Place::start(base, path));
            }
            if control.gaps.is_empty() {
                continue;
            }
            let text = text_of(path).unwrap_or_default();
            let lines = Lines::of(&text);
            // Thousands of records of one item stand at one place.
            let mut known = BTreeMap::new();
            for gap in &control.gaps {
                let place = || lines.of_item(&text, gap);
                let (line, column) = *known.entry((gap.role, &gap.item)).or_insert_with(place);
                let place = Place {
                    line,
                    column,
                    ..Place::start(base, path)
                };
                self.gap(subject, &control.id, gap, &place);
            }
        }
    }

    fn gap(&mut self, subject: &str, control: &str, gap: &Gap, place: &Place) {
        let item = format!("{}.{}", gap.role, gap.item);
        let text = format!("{control} {item}: {} ({})", gap.message, one_line(subject));
        let parts = [subject, control, &item, gap.kind.as_str()];
        let rule = (gap.kind.as_str(), Some(gap.severity));
        self.push(rule, &text, place, &parts);
    }

    fn not_begun(&mut self, subject: &str, control: &str, place: &Place) {
        let text = format!(
            "{control}: nobody has begun with this control ({})",
            one_line(subject)
        );
        let parts = [subject, control, NOT_BEGUN];
        let rule = (NOT_BEGUN, Some(Severity::Open));
        self.push(rule, &text, place, &parts);
    }

    fn text_differs(&mut self, subject: &str, control: &str, place: &Place) {
        let text = format!(
            "{control}: the questionnaire's text has changed since it was answered, and the gaps are those of the text of today: check that the answers still fit it ({})",
            one_line(subject)
        );
        self.notes.push(json!({
            "level": "warning",
            "message": { "text": visible(&one_line(&text)) },
            "locations": [place.location()],
        }));
    }

    fn unreadable(&mut self, subject: &str, control: &str, problem: &str, place: &Place) {
        let text = format!("cannot be read, so its gaps are not known: {problem}");
        let parts = [subject, control, UNREADABLE];
        self.push((UNREADABLE, None), &text, place, &parts);
    }

    /// Takes in what is gone since, each where it was.
    pub fn gone(&mut self, portfolio: &Portfolio, base: &Base) {
        self.in_repository |= base.root.is_some();
        let since = portfolio.compared.as_deref().unwrap_or_default();
        for one in &portfolio.gone {
            let part = match one.part() {
                part if part.is_empty() => one.provider.clone(),
                part => format!("{part} ({})", one.provider),
            };
            let text = format!("{part}: gone since {since}: {}", one.what());
            let role = one.role.map_or("", |role| role.as_str());
            let parts = [one.provider.as_str(), &one.control, role, GONE];
            let place = Place::start(base, &one.path);
            self.push((GONE, None), &text, &place, &parts);
        }
    }

    /// Adds a result. What it is known by does not depend on where it stands,
    /// so that a line above it changes nothing.
    fn push(
        &mut self,
        (rule, severity): (&str, Option<Severity>),
        text: &str,
        place: &Place,
        parts: &[&str],
    ) {
        let level = severity.map_or("error", level);
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_le_bytes());
            hash.update(part.as_bytes());
        }
        let mut print = String::new();
        for byte in hash.finalize().iter().take(12) {
            let _ = write!(print, "{byte:02x}");
        }
        let nth = self.seen.entry(print.clone()).or_default();
        *nth += 1;
        let print = format!("{print}:{nth}");
        let text = visible(&one_line(text)).into_owned();
        let result = json!({
            "ruleId": rule,
            "ruleIndex": index(rule),
            "level": level,
            "message": { "text": text },
            "locations": [place.location()],
            // The second is the one that GitHub knows an alert again by.
            "partialFingerprints": {
                "aicaiqGap/v1": print,
                "primaryLocationLineHash": print,
            },
        });
        self.results.push((severity, result));
    }

    /// Leaves out the gaps of other severities than these. A file that cannot be
    /// read and what is gone stay: nobody knows how bad what they hide is.
    pub fn keep(&mut self, severities: &[Severity]) {
        self.results
            .retain(|(severity, _)| severity.is_none_or(|s| severities.contains(&s)));
    }

    /// How many results there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.results.len()
    }

    /// Whether there is no result.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.results.is_empty()
    }

    /// The log as JSON with a final line feed.
    #[must_use]
    pub fn render(self) -> String {
        let results: Vec<Value> = self.results.into_iter().map(|(_, result)| result).collect();
        let mut root = json!({
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "aicaiq",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": rules(),
                } },
                // Columns are counted in characters, not in UTF-16 units.
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        });
        if self.in_repository
            && let Some(run) = root.pointer_mut("/runs/0")
        {
            // Where that is, is the reader's to know.
            run["originalUriBaseIds"] = json!({
                ROOT: { "description": { "text": "The root of the repository." } },
            });
        }
        if !self.notes.is_empty()
            && let Some(run) = root.pointer_mut("/runs/0")
        {
            run["invocations"] = json!([{
                "executionSuccessful": true,
                "toolExecutionNotifications": self.notes,
            }]);
        }
        let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
        text.push('\n');
        crate::text::json(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Role;
    use crate::gaps::Kind;
    use crate::questionnaire::ItemId;

    #[test]
    fn only_gaps_of_some_severities_are_kept_and_what_hides_gaps_always() {
        let mut log = Log::default();
        let base = Base {
            folder: "/work".into(),
            root: None,
        };
        let place = Place::start(&base, Path::new("a.toml"));
        for (kind, severity) in [
            (Kind::StepNotSatisfied, Severity::Major),
            (Kind::NoEvidence, Severity::Minor),
            (Kind::StepNotAssessed, Severity::Open),
            (Kind::EvidenceExpiring, Severity::Watch),
        ] {
            let gap = Gap {
                kind,
                severity,
                role: Role::Csp,
                item: ItemId::Question("Q".into()),
                message: String::new(),
            };
            log.gap("Acme", "X-01", &gap, &place);
        }
        log.not_begun("Acme", "X-02", &place);
        log.unreadable("Acme", "X-03", "line 2: no", &place);
        let levels = |log: &Log| -> Vec<String> {
            let level = |r: &(_, Value)| r.1["level"].as_str().unwrap().to_owned();
            log.results.iter().map(level).collect()
        };
        let all = ["error", "warning", "note", "note", "note", "error"];
        assert_eq!(levels(&log), all);
        log.keep(&[Severity::Major, Severity::Minor, Severity::Open]);
        assert_eq!(log.len(), 5);
        log.keep(&[Severity::Major, Severity::Minor]);
        assert_eq!(levels(&log), ["error", "warning", "error"]);
        log.keep(&[]);
        assert_eq!(log.len(), 1);
        assert!(log.render().contains(UNREADABLE));
    }
}
