//! What changed between two states of a folder of controls: what its controls
//! share, each control, and which came and went.

use super::{Comparison, GapFate, Verdict, json, markdown, show, text};
use crate::report::markdown::inline;
use crate::text::{count, one_line};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Everything that differs between two states of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FolderComparison {
    /// What the controls share.
    pub shared: Option<Comparison>,
    /// The controls that differ, by id.
    pub controls: Vec<Comparison>,
    /// How many controls were compared.
    pub compared: usize,
    /// Controls that only the earlier state has an answer file of.
    pub gone: Vec<String>,
    /// Controls that only the later state has one of.
    pub new: Vec<String>,
}

impl FolderComparison {
    /// Takes in what the controls share; nothing where it is the same.
    pub fn share(&mut self, mut shared: Comparison) {
        // It has no answers, so that all its items are open.
        shared.new_gaps.clear();
        shared.earlier_gaps.clear();
        shared.text_differs = false;
        shared.control = "all controls".to_owned();
        self.shared = (!shared.is_empty()).then_some(shared);
    }

    /// Takes in a control. What is said of all controls is not said once more
    /// of it.
    pub fn add(&mut self, mut control: Comparison) {
        self.compared += 1;
        if let Some(shared) = &self.shared {
            control.head.retain(|change| !shared.head.contains(change));
            let own = |r: &super::RecordChange| {
                let same = shared
                    .evidence
                    .iter()
                    .any(|s| s.id == r.id && s.fate == r.fate);
                !same || !r.used_by.is_empty()
            };
            control.evidence.retain(own);
        }
        if !control.is_empty() {
            self.controls.push(control);
        }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let none = self.gone.is_empty() && self.new.is_empty();
        none && self.controls.is_empty() && self.shared.is_none()
    }

    /// `250 controls compared: 3 differ, 1 gone, 2 new`.
    fn size(&self) -> String {
        let mut out = format!("{} compared", count(self.compared, "control"));
        let _ = write!(out, ": {} differ", self.controls.len());
        for (list, word) in [(&self.gone, "gone"), (&self.new, "new")] {
            if !list.is_empty() {
                let _ = write!(out, ", {} {word}", list.len());
            }
        }
        out
    }

    /// `3 improved, 1 regressed; 2 new gaps, 5 closed`, of all controls.
    fn totals(&self) -> String {
        let sum = |of: &dyn Fn(&Comparison) -> usize| self.controls.iter().map(of).sum::<usize>();
        let verdicts = Verdict::ALL.iter().map(|v| (sum(&|c| c.count(*v)), *v));
        let shown = |(n, v): &(usize, Verdict)| {
            *n > 0 || matches!(v, Verdict::Improved | Verdict::Regressed)
        };
        let verdicts = verdicts
            .filter(shown)
            .map(|(n, v)| format!("{n} {}", v.as_str()));
        let verdicts: Vec<String> = verdicts.collect();
        let gaps = show::gap_counts(|fate| sum(&|c| c.gaps(fate).count()));
        format!("{}; {gaps}", verdicts.join(", "))
    }

    fn parts(&self) -> impl Iterator<Item = &Comparison> {
        self.shared.iter().chain(&self.controls)
    }

    /// For a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("{}\n", self.size());
        if self.is_empty() {
            out.push_str("no differences\n");
            return out;
        }
        let _ = writeln!(out, "{}", self.totals());
        for (list, word) in [(&self.gone, "gone"), (&self.new, "new")] {
            for id in list {
                let _ = writeln!(out, "{word}: {}", one_line(id));
            }
        }
        for part in self.parts() {
            let _ = write!(out, "\n{}", text::render(part));
        }
        out
    }

    /// As a document.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("# What changed: {}\n\n", self.size());
        if self.is_empty() {
            out.push_str("No differences.\n");
            return out;
        }
        let _ = writeln!(out, "- {}", self.totals());
        for (list, word) in [(&self.gone, "Gone"), (&self.new, "New")] {
            for id in list {
                let _ = writeln!(out, "- {word}: {}", inline(id));
            }
        }
        for part in self.parts() {
            out.push('\n');
            for line in markdown::render(part).lines() {
                // Only a heading begins so: all else of a text is indented or escaped.
                if line.starts_with('#') {
                    out.push('#');
                }
                let _ = writeln!(out, "{line}");
            }
        }
        out
    }

    /// As one object: `differs`, `compared`, `counts`, `gone`, `new`, `shared`
    /// and `controls`, the last two as of one control.
    #[must_use]
    pub fn json(&self) -> String {
        let sum = |of: &dyn Fn(&Comparison) -> usize| self.controls.iter().map(of).sum::<usize>();
        let mut counts = Map::new();
        for verdict in Verdict::ALL {
            let name = verdict.as_str().replace(' ', "_");
            counts.insert(name, json!(sum(&|c| c.count(verdict))));
        }
        counts.insert("new_gaps".to_owned(), json!(sum(&|c| c.new_gaps.len())));
        counts.insert(
            "closed_gaps".to_owned(),
            json!(sum(&|c| c.gaps(GapFate::Closed).count())),
        );
        let left = sum(&|c| json::left(c).count());
        counts.insert("gaps_left".to_owned(), json!(left));
        let root = json!({
            "differs": !self.is_empty(),
            "compared": self.compared,
            "counts": counts,
            "gone": self.gone,
            "new": self.new,
            "shared": self.shared.as_ref().map(json::value),
            "controls": self.controls.iter().map(json::value).collect::<Vec<Value>>(),
        });
        format!("{root:#}\n")
    }
}
