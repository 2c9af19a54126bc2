//! Names of items: audit steps and AI-CAIQ questions.

use compact_str::CompactString;
use serde::Deserialize;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A step's id: `01` to `99`, or `ccm-1` for a step "From CCM". CCM steps
/// come after the others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct StepId {
    ccm: bool,
    number: u32,
    text: CompactString,
}

/// A text that is no step id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a step: expected two digits such as 03, or ccm-1")]
pub struct BadId(pub String);

impl StepId {
    /// Reads an id as a file writes it: exactly two digits, or `ccm-N`.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn new(text: &str) -> Result<Self, BadId> {
        let (ccm, digits) = match text.strip_prefix("ccm-") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let well_formed = digits.bytes().all(|b| b.is_ascii_digit())
            && if ccm {
                (1..=2).contains(&digits.len()) && !digits.starts_with('0')
            } else {
                digits.len() == 2 && digits != "00"
            };
        match digits.parse() {
            Ok(number) if well_formed => Ok(Self {
                ccm,
                number,
                text: text.into(),
            }),
            _ => Err(BadId(crate::text::one_line(text))),
        }
    }

    /// The id as files write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is a step "From CCM".
    #[must_use]
    pub fn is_ccm(&self) -> bool {
        self.ccm
    }

    /// Its number among its kind, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }
}

impl TryFrom<String> for StepId {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        Self::new(&text)
    }
}

/// Reads what a person types: `3`, `03`, `ccm-1` or `CCM-1`.
impl FromStr for StepId {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let lower = text.trim().to_ascii_lowercase();
        if lower.len() == 1 && lower.bytes().all(|b| b.is_ascii_digit()) {
            return Self::new(&format!("0{lower}"));
        }
        Self::new(&lower).map_err(|_| BadId(crate::text::one_line(text)))
    }
}

impl Ord for StepId {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.ccm, self.number, &self.text).cmp(&(other.ccm, other.number, &other.text))
    }
}

impl PartialOrd for StepId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Something that is answered: a question or a step.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemId {
    /// An AI-CAIQ question by its id.
    Question(String),
    /// An audit step.
    Step(StepId),
}

impl ItemId {
    /// The id as files and reports write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Question(id) => id,
            Self::Step(id) => id.as_str(),
        }
    }

    /// The step's id, if it is a step.
    #[must_use]
    pub fn step(&self) -> Option<&StepId> {
        match self {
            Self::Step(id) => Some(id),
            Self::Question(_) => None,
        }
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The order of controls: by domain, then by number, `CEK-2` before `CEK-10`.
#[must_use]
pub fn in_order(a: &str, b: &str) -> Ordering {
    fn parts(id: &str) -> (&str, Option<u64>) {
        let number = id.rsplit_once('-').and_then(|(domain, number)| {
            let is_number = number.bytes().all(|b| b.is_ascii_digit());
            let number = number.parse().ok().filter(|_| is_number)?;
            Some((domain, Some(number)))
        });
        number.unwrap_or((id, None))
    }
    parts(a).cmp(&parts(b)).then_with(|| a.cmp(b))
}

/// The order of questions: by control, then by number, `LOG-02.2` before
/// `LOG-02.10`.
#[must_use]
pub fn by_number(a: &str, b: &str) -> Ordering {
    fn parts(id: &str) -> (&str, Option<u64>) {
        let number = id.rsplit_once('.');
        let number = number.and_then(|(of, n)| Some((of, Some(n.parse().ok()?))));
        number.unwrap_or((id, None))
    }
    let ((of_a, n), (of_b, m)) = (parts(a), parts(b));
    let order = in_order(of_a, of_b).then(n.cmp(&m));
    order.then_with(|| a.cmp(b))
}

/// The file name of a control: `CEK-02.toml`. None where its id can be no name.
#[must_use]
pub fn file_name(id: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '&' | '+');
    let fits = !id.is_empty() && id.len() <= 100 && id.chars().all(plain);
    let name = format!("{id}.toml");
    (fits && !id.starts_with(['.', '-']) && name != crate::store::SHARED_FILE).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_leave_out_the_zero_and_files_may_not() {
        assert_eq!("3".parse::<StepId>().unwrap().as_str(), "03");
        assert_eq!("CCM-1".parse::<StepId>().unwrap().as_str(), "ccm-1");
        for bad in ["3", "003", "ccm-01", "ccm-", "00", "+1", "ccm-٣", ""] {
            assert!(StepId::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn controls_are_in_the_order_of_domain_and_number() {
        let order = [
            "A&A-01", "A&A-06", "AIS-1", "AIS-02", "AIS-10", "BCR-01", "CEK", "CEK-02", "CEK-2",
            "CEK-11", "CEK-", "CEK-+1", "DSP-024", "DSP-99",
        ];
        let mut ids = order;
        ids.reverse();
        ids.sort_by(|a, b| in_order(a, b));
        assert_eq!(ids, order);
    }

    #[test]
    fn questions_are_in_the_order_of_their_numbers() {
        let order = [
            "AIS-02.1",
            "AIS-10.1",
            "LOG-02",
            "LOG-02.2",
            "LOG-02.10",
            "LOG-02.x",
        ];
        let mut ids = order;
        ids.reverse();
        ids.sort_by(|a, b| by_number(a, b));
        assert_eq!(ids, order);
    }

    #[test]
    fn ccm_steps_come_last() {
        let mut ids: Vec<StepId> = ["ccm-1", "10", "02", "ccm-2"]
            .map(|t| StepId::new(t).unwrap())
            .to_vec();
        ids.sort();
        assert_eq!(
            ids.iter().map(StepId::as_str).collect::<Vec<_>>(),
            ["02", "10", "ccm-1", "ccm-2"]
        );
    }
}
