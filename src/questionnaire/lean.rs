//! A questionnaire without its texts: all that the rules look at, for an
//! overview of hundreds of controls that shows none of their texts.

use super::load::{LoadError, digest, parse, read};
use super::rules;
use super::{
    Control, Coverage, Layer, Origin, Phase, Question, Questionnaire, RoleSteps, SCHEMA, Standard,
    Step, StepId,
};
use crate::bounded;
use crate::canon::{Canon, Lines, Other, is_plain};
use crate::limits::QUESTIONNAIRE;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use std::path::Path;

/// As many steps as most roles have no more of.
const STEPS: usize = 16;

impl Questionnaire {
    /// Without its texts: gaps, results and what they mean stay the same, and
    /// so does the digest.
    #[must_use]
    pub fn without_texts(mut self) -> Self {
        let c = &mut self.control;
        for text in [
            &mut c.specification,
            &mut c.attribution,
            &mut c.license,
            &mut c.source,
        ] {
            *text = String::new();
        }
        c.threats = Vec::new();
        c.architecture = Vec::new();
        self.lifecycle = Vec::new();
        for layer in &mut self.layers {
            layer.label = String::new();
            layer.text = String::new();
        }
        for question in &mut self.questions {
            question.text = String::new();
        }
        for step in self.roles.iter_mut().flat_map(|r| &mut r.steps) {
            step.topic = String::new();
            step.text = String::new();
            step.methods = Vec::new();
            step.typical_evidence = Vec::new();
        }
        self.text = "".into();
        self
    }
}

/// Reads a questionnaire file without its texts.
///
/// # Errors
/// As [`load`](super::load()): the file is checked as strictly.
pub fn load_lean(path: &Path) -> Result<Questionnaire, LoadError> {
    parse_lean(&read(path)?)
}

/// Reads a questionnaire from its text, without its texts.
///
/// # Errors
/// As [`load`](super::load()).
pub fn parse_lean(text: &str) -> Result<Questionnaire, LoadError> {
    let lean = parse_for_rules(text)?;
    Ok(Questionnaire {
        digest: digest(text),
        ..lean
    })
}

/// Reads a questionnaire file as far as the rules look at it: without its
/// texts, and without their digest, which takes as long as all the rest.
pub(super) fn load_for_rules(path: &Path) -> Result<Questionnaire, LoadError> {
    parse_for_rules(&read(path)?)
}

/// Reads a questionnaire file as far as the rules look at it, by way of a
/// buffer; none where it has to be read in another way, or cannot be.
pub(super) fn lean_in(path: &Path, buffer: &mut Vec<u8>) -> Option<Questionnaire> {
    lean(bounded::text_in(
        path,
        bounded::metadata,
        QUESTIONNAIRE,
        buffer,
    )?)
    .ok()
}

fn parse_for_rules(text: &str) -> Result<Questionnaire, LoadError> {
    match lean(text) {
        Ok(questionnaire) => Ok(questionnaire),
        Err(Other) => Ok(parse(text)?.without_texts()),
    }
}

/// Whether a questionnaire can be read without making its texts first: it is
/// in the layout of the built-in one, and nothing in it is wrong.
#[must_use]
pub fn is_canonical(text: &str) -> bool {
    lean(text).is_ok()
}

/// The facts of a control that stand in the first lines of its table.
pub(super) fn names(lines: &mut Lines<'_>) -> Canon<[String; 4]> {
    Ok([
        lines.required("id")?,
        lines.required("title")?,
        lines.required("domain")?,
        lines.required("version")?,
    ])
}

fn lean(text: &str) -> Canon<Questionnaire> {
    if !is_plain(text) {
        return Err(Other);
    }
    let lines = &mut Lines::new(text);
    lines.skip();
    if lines.number("schema")? != u64::try_from(SCHEMA).ok() {
        return Err(Other);
    }
    let q = Questionnaire {
        schema: SCHEMA,
        control: control(lines)?,
        lifecycle: lifecycle(lines)?,
        layers: tables(lines, "[[layers]]", layer)?,
        standards: tables(lines, "[[standards]]", standard)?,
        questions: tables(lines, "[[questions]]", question)?,
        roles: tables(lines, "[[roles]]", role)?,
        digest: String::new(),
        text: "".into(),
    };
    if lines.left() > 0 || !rules::sound(&q) {
        return Err(Other);
    }
    Ok(q)
}

fn control(lines: &mut Lines<'_>) -> Canon<Control> {
    if !lines.opens(["[control]"]) {
        return Err(Other);
    }
    let names = names(lines)?;
    passed(lines, "specification")?;
    for list in ["threats", "architecture"] {
        lines.pass_list(list)?;
    }
    for text in ["attribution", "license", "source"] {
        lines.pass_text(text)?;
    }
    Ok(called(names))
}

/// A control of this id, title, domain and version, without its texts.
pub(super) fn called([id, title, domain, version]: [String; 4]) -> Control {
    Control {
        id,
        title,
        domain,
        version,
        specification: String::new(),
        threats: Vec::new(),
        architecture: Vec::new(),
        attribution: String::new(),
        license: String::new(),
        source: String::new(),
    }
}

fn lifecycle(lines: &mut Lines<'_>) -> Canon<Vec<Phase>> {
    while lines.opens(["[[lifecycle]]"]) {
        passed(lines, "phase")?;
        lines.pass_list("topics")?.then_some(()).ok_or(Other)?;
    }
    Ok(Vec::new())
}

fn tables<'t, T>(
    lines: &mut Lines<'t>,
    header: &str,
    one: impl Fn(&mut Lines<'t>) -> Canon<T>,
) -> Canon<Vec<T>> {
    let mut all = Vec::new();
    while lines.opens([header]) {
        if all.is_empty() {
            all.reserve(STEPS);
        }
        all.push(one(lines)?);
    }
    // Hundreds of such lists are kept.
    all.shrink_to_fit();
    Ok(all)
}

fn layer(lines: &mut Lines<'_>) -> Canon<Layer> {
    let layer = Layer {
        id: lines.required("id")?,
        name: lines.required("name")?,
        role: lines.word("role")?.ok_or(Other)?,
        ownership: lines.word("ownership")?.ok_or(Other)?,
        label: String::new(),
        text: String::new(),
    };
    lines.pass_text("label")?;
    lines.pass_text("text")?;
    Ok(layer)
}

fn standard(lines: &mut Lines<'_>) -> Canon<Standard> {
    Ok(Standard {
        id: lines.required("id")?,
        name: lines.required("name")?,
        coverage: word::<Coverage>(&lines.borrowed("coverage")?)?,
        mapping: lines.text("mapping")?,
        references: {
            let mut all = Vec::new();
            lines.list("references", |text| {
                all.push(text.into_owned());
                Ok(())
            })?;
            all
        },
        addendum: lines.text("addendum")?,
    })
}

fn question(lines: &mut Lines<'_>) -> Canon<Question> {
    let id = lines.required("id")?;
    let mut steps = Vec::new();
    lines.list("steps", |step| {
        steps.push(StepId::new(&step).map_err(|_| Other)?);
        Ok(())
    })?;
    passed(lines, "text")?;
    Ok(Question {
        id,
        steps,
        text: String::new(),
    })
}

fn role(lines: &mut Lines<'_>) -> Canon<RoleSteps> {
    Ok(RoleSteps {
        id: lines.word("id")?.ok_or(Other)?,
        name: lines.required("name")?,
        steps: tables(lines, "[[roles.steps]]", step)?,
    })
}

fn step(lines: &mut Lines<'_>) -> Canon<Step> {
    let id = StepId::new(&lines.borrowed("id")?).map_err(|_| Other)?;
    passed(lines, "topic")?;
    let origin = word::<Origin>(&lines.borrowed("origin")?)?;
    lines.list("methods", |word| {
        let method: crate::assessment::Method = word.parse().map_err(|_| Other)?;
        let _ = method;
        Ok(())
    })?;
    lines.pass_list("typical_evidence")?;
    passed(lines, "text")?;
    Ok(Step {
        id,
        topic: String::new(),
        origin,
        methods: Vec::new(),
        typical_evidence: Vec::new(),
        text: String::new(),
    })
}

/// Passes a text that has to be there.
fn passed(lines: &mut Lines<'_>, key: &str) -> Canon<()> {
    lines.pass_text(key)?.then_some(()).ok_or(Other)
}

fn word<'w, T: Deserialize<'w>>(word: &'w str) -> Canon<T> {
    let word: StrDeserializer<'w, Error> = word.into_deserializer();
    T::deserialize(word).map_err(|_| Other)
}
