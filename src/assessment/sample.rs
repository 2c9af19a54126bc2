//! What was looked at of how many: the sample of a step.

use std::fmt;
use std::str::FromStr;

/// The sample that a step's result rests on (AICPA AU-C 530 and ISO 19011
/// A.6 ask for the population, its size and how items were chosen).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sample {
    /// How many items were looked at.
    pub size: Option<u64>,
    /// How many there are.
    pub population: Option<u64>,
    /// What the items are.
    pub items: String,
    /// How they were chosen.
    pub selection: String,
}

/// A text that is no sample.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSample {
    /// It is not of the form that is expected.
    #[error(
        "“{0}” is not a sample: write it as 5 of 42 KMS administrators, picked at random (how many of how many what, how chosen)"
    )]
    Form(String),
    /// More were looked at than there are.
    #[error("{size} of {population}: a sample is not larger than its population")]
    TooLarge {
        /// How many were looked at.
        size: u64,
        /// How many there are.
        population: u64,
    },
}

impl Sample {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Its parts, and whether each is lacking.
    fn lacking(&self) -> [(&'static str, bool); 4] {
        [
            ("sample size", self.size.is_none()),
            ("population", self.population.is_none()),
            ("what the items are", self.items.trim().is_empty()),
            ("how they were chosen", self.selection.trim().is_empty()),
        ]
    }

    /// Whether it lacks nothing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.lacking().iter().all(|(_, lacks)| !lacks)
    }

    /// What it lacks, as a list to read; none when complete.
    #[must_use]
    pub fn lacks(&self) -> Option<String> {
        let missing: Vec<&str> = self
            .lacking()
            .into_iter()
            .filter_map(|(name, lacks)| lacks.then_some(name))
            .collect();
        (!missing.is_empty()).then(|| missing.join(", "))
    }

    /// Whether the numbers can be true.
    ///
    /// # Errors
    /// [`BadSample::TooLarge`] when more were looked at than there are.
    pub fn check(&self) -> Result<(), BadSample> {
        match (self.size, self.population) {
            (Some(size), Some(population)) if size > population => {
                Err(BadSample::TooLarge { size, population })
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Sample {
    /// As it is typed: `5 of 42 KMS administrators, picked at random`; a number
    /// that is not known is `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return Ok(());
        }
        let number = |n: Option<u64>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
        write!(f, "{} of {}", number(self.size), number(self.population))?;
        if !self.items.is_empty() {
            write!(f, " {}", self.items)?;
        }
        if !self.selection.is_empty() {
            write!(f, ", {}", self.selection)?;
        }
        Ok(())
    }
}

impl FromStr for Sample {
    type Err = BadSample;

    /// Reads what [`fmt::Display`] shows: `SIZE of POPULATION ITEMS, SELECTION`.
    /// The items and the selection can be left out; an empty text is an empty
    /// sample.
    fn from_str(text: &str) -> Result<Self, BadSample> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::default());
        }
        let bad = || BadSample::Form(crate::text::one_line(text));
        let number = |word: &str| match word {
            "?" => Ok(None),
            word => word
                .parse()
                .ok()
                .filter(|n| i64::try_from(*n).is_ok())
                .map(Some)
                .ok_or_else(bad),
        };
        let (size, rest) = text.split_once(char::is_whitespace).ok_or_else(bad)?;
        let rest = rest.trim_start();
        let rest = rest
            .strip_prefix("of")
            .and_then(|r| r.strip_prefix(char::is_whitespace))
            .ok_or_else(bad)?
            .trim_start();
        let end = rest
            .find(|c: char| c.is_whitespace() || c == ',')
            .unwrap_or(rest.len());
        let (population, rest) = rest.split_at(end);
        let (items, selection) = rest.split_once(',').unwrap_or((rest, ""));
        let sample = Self {
            size: number(size)?,
            population: number(population)?,
            items: items.trim().to_owned(),
            selection: selection.trim().to_owned(),
        };
        sample.check()?;
        Ok(sample)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_one_line() {
        let sample: Sample = " 5  of 42 KMS administrators , at random, by the auditor"
            .parse()
            .unwrap();
        assert_eq!(
            sample,
            Sample {
                size: Some(5),
                population: Some(42),
                items: "KMS administrators".into(),
                selection: "at random, by the auditor".into(),
            }
        );
        assert_eq!(sample.to_string().parse(), Ok(sample));
        let all: Sample = "42 of 42".parse().unwrap();
        assert_eq!(all.to_string(), "42 of 42");
        assert_eq!(
            all.lacks().as_deref(),
            Some("what the items are, how they were chosen")
        );
        assert_eq!(
            "? of 9, all".parse::<Sample>().unwrap().to_string(),
            "? of 9, all"
        );
        assert_eq!("".parse(), Ok(Sample::default()));
    }

    #[test]
    fn what_is_no_sample_is_refused() {
        for text in [
            "5",
            "5 of",
            "five of nine",
            "5 out of 9",
            "5 of -9",
            "5 off 9",
            "1 of 99999999999999999999",
        ] {
            assert!(
                matches!(text.parse::<Sample>(), Err(BadSample::Form(_))),
                "{text}"
            );
        }
        let error = "9 of 5 keys".parse::<Sample>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "9 of 5: a sample is not larger than its population"
        );
    }
}
