//! A questionnaire as the rules see it.

use super::{Questionnaire, StepId};
use crate::text::one_line;
use std::fmt;

/// A questionnaire as the rules see it; `W` says where a thing stands.
#[derive(Debug)]
pub(super) struct View<'a, W> {
    pub schema: Option<(i64, W)>,
    /// None where it cannot be read: a problem of its own.
    pub control: Option<&'a str>,
    pub texts: Vec<Text<'a, W>>,
    /// Ids by kind, in the order of the file.
    pub ids: Vec<(Kind, &'a str, W)>,
    /// The steps that a question names.
    pub links: Vec<(&'a str, StepId, W)>,
    pub layers: Vec<Layer<'a, W>>,
    /// None where it cannot be read.
    pub roles: Option<Vec<Role<'a, W>>>,
    /// Where what is missing could stand.
    pub end: W,
}

/// What an id is of. It has to be the only one of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Question,
    Layer,
    Standard,
    Role,
}

/// A text and whose it is.
#[derive(Debug)]
pub(super) struct Text<'a, W> {
    pub owner: Owner<'a>,
    pub key: &'static str,
    pub text: &'a str,
    pub at: W,
}

/// Whose a text is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Owner<'a> {
    Control,
    Phase(&'a str),
    Layer(&'a str),
    Standard(&'a str),
    Question(&'a str),
    Role(&'a str),
    Step(&'a str, &'a str),
}

/// A layer with whose it is, each with its place.
#[derive(Debug)]
pub(super) struct Layer<'a, W> {
    pub id: &'a str,
    pub role: Option<(&'a str, W)>,
    pub ownership: Option<(&'a str, W)>,
}

/// A role with the ids of its steps.
#[derive(Debug)]
pub(super) struct Role<'a, W> {
    pub id: &'a str,
    pub steps: Vec<(StepId, W)>,
    /// The steps of adapted wording, by their ids as they are written.
    pub adapted: Vec<&'a str>,
    /// Whether all of its steps have an id that can be read.
    pub whole: bool,
    pub at: W,
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Control => f.write_str("the control"),
            Self::Phase(name) => write!(f, "the lifecycle phase {}", one_line(name)),
            Self::Layer(id) => write!(f, "layer {}", one_line(id)),
            Self::Standard(id) => write!(f, "standard {}", one_line(id)),
            Self::Question(id) => write!(f, "question {}", one_line(id)),
            Self::Role(id) => write!(f, "role {}", one_line(id)),
            Self::Step(role, id) => write!(f, "step {} of {}", one_line(id), one_line(role)),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Question => "question",
            Self::Layer => "layer",
            Self::Standard => "standard",
            Self::Role => "role",
        })
    }
}

/// A questionnaire that was read, as the rules see it.
pub(super) fn view(q: &Questionnaire) -> View<'_, ()> {
    view_of(q, |_| true)
}

/// The same with these texts alone.
pub(super) fn view_of<'a>(
    q: &'a Questionnaire,
    is_seen: impl Fn(&Text<'a, ()>) -> bool,
) -> View<'a, ()> {
    let mut view = View {
        schema: Some((q.schema, ())),
        control: Some(&q.control.id),
        texts: Vec::new(),
        ids: Vec::new(),
        links: Vec::new(),
        layers: Vec::new(),
        roles: Some(Vec::new()),
        end: (),
    };
    let c = &q.control;
    let mut put = |owner, key, text| {
        let text = Text {
            owner,
            key,
            text,
            at: (),
        };
        if is_seen(&text) {
            view.texts.push(text);
        }
    };
    put(Owner::Control, "id", &c.id);
    put(Owner::Control, "title", &c.title);
    put(Owner::Control, "domain", &c.domain);
    put(Owner::Control, "version", &c.version);
    put(Owner::Control, "specification", &c.specification);
    c.threats
        .iter()
        .for_each(|t| put(Owner::Control, "threats", t));
    let architecture = c.architecture.iter();
    architecture.for_each(|t| put(Owner::Control, "architecture", t));
    put(Owner::Control, "attribution", &c.attribution);
    put(Owner::Control, "license", &c.license);
    put(Owner::Control, "source", &c.source);
    for p in &q.lifecycle {
        put(Owner::Phase(&p.phase), "phase", &p.phase);
        p.topics
            .iter()
            .for_each(|t| put(Owner::Phase(&p.phase), "topics", t));
    }
    for l in &q.layers {
        let owner = Owner::Layer(&l.id);
        let all = [
            ("id", &l.id),
            ("name", &l.name),
            ("label", &l.label),
            ("text", &l.text),
        ];
        all.into_iter()
            .for_each(|(key, text)| put(owner, key, text));
    }
    for s in &q.standards {
        let owner = Owner::Standard(&s.id);
        let all = [
            ("id", &s.id),
            ("name", &s.name),
            ("mapping", &s.mapping),
            ("addendum", &s.addendum),
        ];
        all.into_iter()
            .for_each(|(key, text)| put(owner, key, text));
        s.references
            .iter()
            .for_each(|t| put(owner, "references", t));
    }
    for x in &q.questions {
        put(Owner::Question(&x.id), "id", &x.id);
        put(Owner::Question(&x.id), "text", &x.text);
    }
    for role in &q.roles {
        put(Owner::Role(role.id.as_str()), "name", &role.name);
        for s in &role.steps {
            let owner = Owner::Step(role.id.as_str(), s.id.as_str());
            put(owner, "topic", &s.topic);
            put(owner, "text", &s.text);
            s.typical_evidence
                .iter()
                .for_each(|t| put(owner, "typical_evidence", t));
        }
    }
    let links = q.questions.iter().flat_map(|x| {
        let steps = x.steps.iter();
        steps.map(|step| (x.id.as_str(), step.clone(), ()))
    });
    view.links.extend(links);
    let ids = &mut view.ids;
    ids.extend(
        q.questions
            .iter()
            .map(|x| (Kind::Question, x.id.as_str(), ())),
    );
    ids.extend(q.layers.iter().map(|x| (Kind::Layer, x.id.as_str(), ())));
    ids.extend(
        q.standards
            .iter()
            .map(|x| (Kind::Standard, x.id.as_str(), ())),
    );
    ids.extend(q.roles.iter().map(|x| (Kind::Role, x.id.as_str(), ())));
    view.layers = q
        .layers
        .iter()
        .map(|l| Layer {
            id: &l.id,
            role: Some((l.role.as_str(), ())),
            ownership: Some((l.ownership.as_str(), ())),
        })
        .collect();
    let role = |r: &'a super::RoleSteps| Role {
        id: r.id.as_str(),
        adapted: r
            .steps
            .iter()
            .filter(|s| s.origin == super::Origin::Adapted)
            .map(|s| s.id.as_str())
            .collect(),
        steps: r.steps.iter().map(|s| (s.id.clone(), ())).collect(),
        whole: true,
        at: (),
    };
    view.roles = Some(q.roles.iter().map(role).collect());
    view
}
