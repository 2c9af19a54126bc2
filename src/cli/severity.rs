//! Which gaps a SARIF log keeps, and what a forge takes of it.

use super::{Failure, say};
use crate::gaps::Severity;
use crate::report::sarif::{GITHUB_TAKES, Log};
use clap::builder::PossibleValue;

/// Which gaps are kept.
#[derive(Debug, clap::Args)]
pub(super) struct Kept {
    /// Of --format sarif: keep only gaps of these severities; a list, or several times
    #[arg(long, value_enum, value_name = "SEVERITY", value_delimiter = ',')]
    severity: Vec<Severity>,
}

impl Kept {
    /// Whether nothing is asked.
    pub fn is_all(&self) -> bool {
        self.severity.is_empty()
    }

    /// Refuses what would be without effect.
    pub fn goes_with(&self, is_sarif: bool) -> Result<(), Failure> {
        match is_sarif || self.is_all() {
            true => Ok(()),
            false => Err(Failure::usage("--severity goes with --format sarif only")),
        }
    }

    /// What of a log is kept; told where that is more than GitHub takes.
    pub fn of(&self, mut log: Log) -> Log {
        if !self.is_all() {
            log.keep(&self.severity);
        }
        let n = log.len();
        if n > GITHUB_TAKES {
            let mend = match self.severity.as_slice() {
                [] => "--severity major,minor keeps the worse ones",
                [Severity::Major] => "--controls and --role keep some of them",
                _ => "--severity major keeps the worst ones",
            };
            say(&format!(
                "note: there are {n} results, and GitHub refuses a log of more than {GITHUB_TAKES}: {mend}"
            ));
        }
        log
    }
}

impl clap::ValueEnum for Severity {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}
