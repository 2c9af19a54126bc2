//! Gaps as SARIF 2.1.0, so that a forge shows them where they stand in the
//! answer files.

use super::oscal::uri;
use crate::gaps::{Gap, Kind, Severity, Weight};
use crate::overview::ProviderOverview;
use crate::portfolio::Portfolio;
use crate::text::{one_line, visible};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Component, Path};
use toml_edit::{Document, Item, TableLike};

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
}

impl Log {
    /// Takes in the gaps of a provider, whose overview has to have them.
    /// `text_of` gives the text of an answer file; `from` is the folder that
    /// addresses are relative to.
    pub fn add(
        &mut self,
        provider: &ProviderOverview,
        from: &Path,
        text_of: &dyn Fn(&Path) -> Option<String>,
    ) {
        if let Some(problem) = &provider.problem {
            let place = Place::start(from, &provider.path);
            self.unreadable(&provider.subject, "", problem, &place);
        }
        for control in &provider.controls {
            let subject = &provider.subject;
            let Some(path) = &control.path else {
                let home = provider.path.join("assessment.toml");
                self.not_begun(subject, &control.id, &Place::start(from, &home));
                continue;
            };
            if let Some(problem) = &control.problem {
                let mut place = Place::start(from, path);
                place.line = line_of(problem);
                self.unreadable(subject, &control.id, problem, &place);
                continue;
            }
            if control.text_differs {
                self.text_differs(subject, &control.id, &Place::start(from, path));
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
                    ..Place::start(from, path)
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
    pub fn gone(&mut self, portfolio: &Portfolio, from: &Path) {
        let since = portfolio.compared.as_deref().unwrap_or_default();
        for one in &portfolio.gone {
            let part = match one.part() {
                part if part.is_empty() => one.provider.clone(),
                part => format!("{part} ({})", one.provider),
            };
            let text = format!("{part}: gone since {since}: {}", one.what());
            let role = one.role.map_or("", |role| role.as_str());
            let parts = [one.provider.as_str(), &one.control, role, GONE];
            let place = Place::start(from, &one.path);
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

/// The level that a severity has: what stands today is an error or a warning.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Major => "error",
        Severity::Minor => "warning",
        Severity::Open | Severity::Watch => "note",
    }
}

fn index(rule: &str) -> usize {
    let kinds = Kind::ALL.iter().position(|k| k.as_str() == rule);
    let own = [NOT_BEGUN, UNREADABLE, GONE];
    let own = || own.iter().position(|r| *r == rule).unwrap_or(0);
    kinds.unwrap_or_else(|| Kind::ALL.len() + own())
}

fn rules() -> Vec<Value> {
    let mut rules: Vec<Value> = Kind::ALL
        .iter()
        .map(|kind| {
            let (level, weighs) = match kind.weight() {
                Weight::Fixed(severity) => (level(severity), format!("Always {severity}.")),
                Weight::Shown(severity) => (
                    level(severity),
                    format!("Usually {severity}; watch where a control has several questions and this one does not name the steps that show whether its answer holds."),
                ),
                Weight::ByGrade => (
                    "warning",
                    "Major or minor by the finding's grade; without one, a step that is not satisfied weighs as major and all else as minor."
                        .to_owned(),
                ),
            };
            rule(kind.as_str(), about(*kind), &weighs, kind.source(), level)
        })
        .collect();
    rules.push(rule(
        NOT_BEGUN,
        "Nobody has begun with a control.",
        "Always open.",
        "aicaiq's own rule",
        "note",
    ));
    rules.push(rule(
        UNREADABLE,
        "An answer file cannot be read.",
        "Nothing is known of its gaps.",
        "aicaiq's own rule",
        "error",
    ));
    rules.push(rule(
        GONE,
        "A provider, a control's answer file, a role or answers were there before and are not any more.",
        "Its gaps are not seen any more, which does not mend them.",
        "aicaiq's own rule",
        "error",
    ));
    rules
}

/// What a rule finds, in a sentence.
fn about(kind: Kind) -> &'static str {
    match kind {
        Kind::StepNotSatisfied => "A step is not satisfied.",
        Kind::StepPartiallySatisfied => "A step is satisfied in part.",
        Kind::YesContradicted => "The answer is Yes, yet a step of the role falls short.",
        Kind::NoContradicted => {
            "The answer is No, yet every applicable step is satisfied or its action is done."
        }
        Kind::NaContradicted => "The answer is NA, yet a step of the role was found to apply.",
        Kind::NoneApplies => "The answer is Yes or No, yet no step of the role applies.",
        Kind::NoEvidence => "What is claimed has no evidence.",
        Kind::EvidenceUnregistered => "Evidence of an item is not in the register.",
        Kind::EvidenceMissing => "The file of a record is not there.",
        Kind::EvidenceChanged => "The file of a record is not the one that was recorded.",
        Kind::EvidenceExpired => "A record has expired.",
        Kind::EvidenceExpiring => "A record expires soon.",
        Kind::EvidenceUnchecked => "The file of a record was not read.",
        Kind::StepUnjustified => "A step does not apply and nothing says why.",
        Kind::ActionIncomplete => {
            "A step falls short and its corrective action lacks text, owner or due date."
        }
        Kind::ActionDone => "A corrective action is done and its step still falls short.",
        Kind::ChangesRequested => "A reviewer wants a step changed.",
        Kind::SelfReviewed => "A step was reviewed by the person who assessed it.",
        Kind::SampleIncomplete => {
            "A step speaks of operating effectiveness and its sample is incomplete."
        }
        Kind::ActionOverdue => "An open corrective action is past its due date.",
        Kind::NaUnexplained => "The answer is NA and nothing says why.",
        Kind::YesWithoutOwner => "The answer is Yes and nobody is named as the owner.",
        Kind::NoWithoutPlan => "The answer is No and there is no complete plan to change that.",
        Kind::QuestionUnanswered => "A question has no answer yet.",
        Kind::StepNotAssessed => "A step is not assessed yet.",
    }
}

fn rule(id: &str, short: &str, weighs: &str, source: &str, level: &str) -> Value {
    json!({
        "id": id,
        "shortDescription": { "text": short },
        "fullDescription": { "text": format!("{short} {weighs} Source: {source}.") },
        "help": { "text": format!("{short} {weighs} Source of the rule: {source}.") },
        "defaultConfiguration": { "level": level },
        "properties": { "tags": ["compliance"] },
    })
}

/// A place in a file.
struct Place {
    uri: String,
    line: usize,
    column: usize,
}

impl Place {
    fn location(&self) -> Value {
        json!({
            "physicalLocation": {
                "artifactLocation": { "uri": self.uri },
                "region": { "startLine": self.line, "startColumn": self.column },
            },
        })
    }

    /// The start of a file.
    fn start(from: &Path, path: &Path) -> Self {
        Self {
            uri: address(from, path),
            line: 1,
            column: 1,
        }
    }
}

/// The address of a file: relative to a folder that it is in, else absolute.
fn address(from: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(from).unwrap_or(path);
    let mut parts: Vec<String> = Vec::new();
    for part in inside.components() {
        match part {
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            Component::ParentDir => parts.push("..".to_owned()),
            Component::RootDir | Component::CurDir | Component::Prefix(_) => {}
        }
    }
    let encoded = uri::path(&parts.join("/"));
    if inside.is_absolute() {
        format!("file:///{encoded}")
    } else {
        encoded
    }
}

/// The line that a problem names, from 1.
fn line_of(problem: &str) -> usize {
    let rest = problem.split_once("line ").map_or("", |(_, rest)| rest);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|n| *n > 0).unwrap_or(1)
}

/// Where tables stand in an answer file.
struct Lines<'t>(Option<Document<&'t str>>);

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Self(Document::parse(text).ok())
    }

    /// Line and column of an item's table; where it has none, of what is
    /// around it.
    fn of_item(&self, text: &str, gap: &Gap) -> (usize, usize) {
        let Some(document) = &self.0 else {
            return (1, 1);
        };
        let kind = match gap.item {
            crate::questionnaire::ItemId::Question(_) => "questions",
            crate::questionnaire::ItemId::Step(_) => "steps",
        };
        let root = document.as_table();
        let keys = ["roles", gap.role.as_str(), kind, gap.item.as_str()];
        let mut found = None;
        let mut table: Option<&dyn TableLike> = Some(root);
        for key in keys {
            let Some((name, item)) = table.and_then(|t| t.get_key_value(key)) else {
                break;
            };
            let own = match item {
                // Of a table with a header of its own.
                Item::Table(t) if t.is_dotted() => name.span(),
                // One that others only imply stands nowhere itself.
                Item::Table(t) if t.is_implicit() => None,
                Item::Table(t) => t.span(),
                _ => name.span(),
            };
            found = own.or(found);
            table = item.as_table_like();
        }
        let head = || root.get("assessment").and_then(Item::span);
        let start = found.or_else(head).map_or(0, |span| span.start);
        crate::store::position(text, start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Role;
    use crate::questionnaire::{ItemId, StepId};

    fn at(text: &str, role: Role, item: ItemId) -> (usize, usize) {
        let gap = Gap {
            kind: Kind::NoEvidence,
            severity: Severity::Minor,
            role,
            item,
            message: String::new(),
        };
        Lines::of(text).of_item(text, &gap)
    }

    #[test]
    fn an_item_stands_where_its_table_begins() {
        let step = |id| ItemId::Step(StepId::new(id).unwrap());
        let text = "schema = 1\n[assessment]\nsubject = \"\"\"\n[roles.CSP.steps.03]\n\"\"\"\n\
            [roles.CSP]\n  [roles.CSP.steps.03]\noutcome = \"satisfied\"\n\
            [roles.MP.steps]\n02 = { outcome = \"satisfied\" }\n\
            [roles.AP]\nsteps.01.outcome = \"satisfied\"\n\
            [roles.CSP.questions.\"CEK-02.1\"]\nanswer = \"Yes\"\n";
        assert_eq!(at(text, Role::Csp, step("03")), (7, 3));
        assert_eq!(at(text, Role::Mp, step("02")), (10, 1));
        assert_eq!(at(text, Role::Ap, step("01")), (12, 7));
        assert_eq!(at(text, Role::Csp, step("09")), (6, 1));
        assert_eq!(at(text, Role::Osp, step("01")), (2, 1));
        let question = ItemId::Question("CEK-02.1".into());
        assert_eq!(at(text, Role::Csp, question), (13, 1));
        assert_eq!(at("", Role::Csp, step("01")), (1, 1));
    }

    #[test]
    fn only_gaps_of_some_severities_are_kept_and_what_hides_gaps_always() {
        let mut log = Log::default();
        let place = Place::start(Path::new("/work"), Path::new("a.toml"));
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

    #[test]
    fn addresses_are_relative_and_encoded() {
        let from = Path::new("/work/repo");
        for (path, expected) in [
            ("a b/c#%.toml", "a%20b/c%23%25.toml"),
            ("/work/repo/x/y.toml", "x/y.toml"),
            ("/else/x.toml", "file:///else/x.toml"),
            ("./a.toml", "a.toml"),
            ("../a.toml", "../a.toml"),
            ("javascript:x.toml", "javascript%3Ax.toml"),
        ] {
            assert_eq!(address(from, Path::new(path)), expected);
        }
    }

    #[test]
    fn a_broken_file_is_shown_where_it_is_broken() {
        assert_eq!(line_of("line 12: not valid TOML"), 12);
        assert_eq!(
            line_of("a.toml is not UTF-8 text: see byte 3, on line 4; x"),
            4
        );
        assert_eq!(line_of("no"), 1);
    }
}
