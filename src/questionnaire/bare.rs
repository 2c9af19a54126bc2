//! A questionnaire without its texts in a few short lines: what is kept of the
//! files of a folder. A letter says what a line is of, tabs part what it says.

use super::lean::called;
use super::{
    Coverage, Layer, Origin, Question, Questionnaire, RoleSteps, SCHEMA, Standard, Step, StepId,
};
use crate::assessment::Ownership;
use std::fmt::Write as _;

const COVERAGES: [(Coverage, &str); 3] = [
    (Coverage::NoGap, "no"),
    (Coverage::PartialGap, "partial"),
    (Coverage::FullGap, "full"),
];

/// All that the rules look at. What is in no form to be written so reads as
/// something else: compare before you rely on it.
pub(super) fn bare(q: &Questionnaire) -> String {
    let c = &q.control;
    let mut out = format!("C{}\t{}\t{}\t{}\n", c.id, c.title, c.domain, c.version);
    for l in &q.layers {
        let (role, ownership) = (l.role.as_str(), l.ownership.as_str());
        let _ = writeln!(out, "L{}\t{}\t{role}\t{ownership}", l.id, l.name);
    }
    for s in &q.standards {
        let coverage = COVERAGES.iter().find(|(own, _)| *own == s.coverage);
        let coverage = coverage.map_or("", |(_, word)| word);
        let _ = write!(
            out,
            "S{}\t{}\t{coverage}\t{}\t{}",
            s.id, s.name, s.mapping, s.addendum
        );
        for reference in &s.references {
            let _ = write!(out, "\t{reference}");
        }
        out.push('\n');
    }
    for question in &q.questions {
        let _ = write!(out, "Q{}", question.id);
        for step in &question.steps {
            let _ = write!(out, "\t{step}");
        }
        out.push('\n');
    }
    for role in &q.roles {
        let _ = write!(out, "R{}\t{}", role.id.as_str(), role.name);
        for step in &role.steps {
            let sign = match step.origin {
                Origin::Published => 'p',
                Origin::Adapted => 'a',
            };
            let _ = write!(out, "\t{sign}{}", step.id);
        }
        out.push('\n');
    }
    out
}

/// The id, title, domain and version in the first of such lines.
pub(super) fn names(text: &str) -> Option<[String; 4]> {
    let (line, _) = text.split_once('\n')?;
    let mut parts = line.strip_prefix('C')?.split('\t');
    let mut part = || parts.next().map(str::to_owned);
    Some([part()?, part()?, part()?, part()?])
}

/// The questionnaire that such lines are of.
pub(super) fn parse(text: &str) -> Option<Questionnaire> {
    let lines = text.strip_suffix('\n')?.split('\n').skip(1);
    let mut q = Questionnaire {
        schema: SCHEMA,
        control: called(names(text)?),
        lifecycle: Vec::new(),
        layers: Vec::new(),
        standards: Vec::new(),
        questions: Vec::new(),
        roles: Vec::new(),
        digest: String::new(),
        text: "".into(),
    };
    for line in lines {
        let (of, said) = line.split_at_checked(1)?;
        let mut parts = said.split('\t');
        match of {
            "L" => q.layers.push(layer(&mut parts)?),
            "S" => q.standards.push(standard(&mut parts)?),
            "Q" => q.questions.push(question(&mut parts)?),
            "R" => q.roles.push(role(said)?),
            _ => return None,
        }
    }
    Some(q)
}

fn layer<'t>(parts: &mut impl Iterator<Item = &'t str>) -> Option<Layer> {
    Some(Layer {
        id: parts.next()?.to_owned(),
        name: parts.next()?.to_owned(),
        role: parts.next()?.parse().ok()?,
        ownership: parts.next()?.parse::<Ownership>().ok()?,
        label: String::new(),
        text: String::new(),
    })
}

fn standard<'t>(parts: &mut impl Iterator<Item = &'t str>) -> Option<Standard> {
    let (id, name) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let word = parts.next()?;
    let (coverage, _) = COVERAGES.into_iter().find(|(_, own)| *own == word)?;
    Some(Standard {
        id,
        name,
        coverage,
        mapping: parts.next()?.to_owned(),
        addendum: parts.next()?.to_owned(),
        references: parts.map(str::to_owned).collect(),
    })
}

fn question<'t>(parts: &mut impl Iterator<Item = &'t str>) -> Option<Question> {
    Some(Question {
        id: parts.next()?.to_owned(),
        steps: parts
            .map(|id| StepId::new(id).ok())
            .collect::<Option<_>>()?,
        text: String::new(),
    })
}

fn role(said: &str) -> Option<RoleSteps> {
    let mut parts = said.split('\t');
    let (id, name) = (parts.next()?.parse().ok()?, parts.next()?.to_owned());
    let step = |part: &str| {
        let (sign, id) = part.split_at_checked(1)?;
        Some(Step {
            id: StepId::new(id).ok()?,
            topic: String::new(),
            origin: match sign {
                "p" => Origin::Published,
                "a" => Origin::Adapted,
                _ => return None,
            },
            methods: Vec::new(),
            typical_evidence: Vec::new(),
            text: String::new(),
        })
    };
    // Hundreds of such lists are kept: none has room for more.
    let many = memchr::memchr_iter(b'\t', said.as_bytes()).count();
    let mut steps = Vec::with_capacity(many.saturating_sub(1));
    for part in parts {
        steps.push(step(part)?);
    }
    Some(RoleSteps { id, name, steps })
}

#[cfg(test)]
mod tests {
    use super::super::parse_lean;
    use super::*;

    #[test]
    fn what_is_kept_says_the_same_as_the_file() {
        let text = include_str!("../../questionnaires/cek-02.toml");
        let read = |text: &str| Questionnaire {
            digest: String::new(),
            ..parse_lean(text).unwrap()
        };
        let q = read(text);
        let short = bare(&q);
        assert_eq!(parse(&short), Some(q));
        assert!(short.len() * 10 < text.len(), "{}", short.len());
        // What has another form in it reads as something else, which is seen.
        for odd in ["a\\tb", "a\\nb", "a\\nQx"] {
            let other = text.replace("title = \"", &format!("title = \"{odd} "));
            let q = read(&other);
            assert_ne!(parse(&bare(&q)), Some(q), "{odd}");
        }
        for cut in (0..short.len()).filter(|at| short.is_char_boundary(*at)) {
            let _ = parse(&short[..cut]);
        }
    }
}
