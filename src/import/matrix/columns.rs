//! What the columns of a table say of a control.

use crate::assessment::Role;
use crate::import::heading::{Column, Table};
use crate::import::standards::{self, Part};
use crate::import::words;

/// What a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// The control's id, or that of the control a question belongs to.
    Control,
    /// The control's name.
    Title,
    /// Its domain.
    Domain,
    /// Its specification.
    Specification,
    /// A question's id.
    QuestionId,
    /// A question.
    Question,
    /// What providers fill in: not asked here.
    Answer,
    /// Who owns the control in a layer.
    Layer(&'static LayerName),
    /// Whether an architectural layer is touched.
    Architecture(String),
    /// What of a lifecycle phase is touched.
    Phase(String),
    /// Whether a threat is addressed.
    Threat(String),
    /// A part of a mapping to a standard.
    Standard(Part, String),
    /// Auditing guidelines of a role.
    Audit(Role),
    /// Implementation guidelines: a questionnaire has no place for them.
    Implementation,
    /// Something else.
    Unknown,
}

/// A layer as questionnaires name it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LayerName {
    pub id: &'static str,
    pub name: &'static str,
    pub role: Role,
}

static LAYERS: [LayerName; 4] = [
    LayerName {
        id: "PI",
        name: "Processing infrastructure",
        role: Role::Csp,
    },
    LayerName {
        id: "Model",
        name: "Model",
        role: Role::Mp,
    },
    LayerName {
        id: "Orchestrated",
        name: "Orchestrated",
        role: Role::Osp,
    },
    LayerName {
        id: "Application",
        name: "Application",
        role: Role::Ap,
    },
];

/// What the columns of a sheet are, in order.
pub(super) fn kinds(sheet: &str, table: &Table) -> Vec<(Column, Kind)> {
    let mut before = Kind::Unknown;
    let columns = table.columns.iter().map(|column| {
        let kind = kind(sheet, table, column, &before);
        before = kind.clone();
        (column.clone(), kind)
    });
    columns.collect()
}

fn kind(sheet: &str, table: &Table, column: &Column, before: &Kind) -> Kind {
    let key = column.key.as_str();
    if table.control == Some(column.at) {
        return Kind::Control;
    }
    if table.question == Some(column.at) {
        return Kind::QuestionId;
    }
    if table.question.is_some()
        && [
            "caiqanswer",
            "controlownership",
            "implementationdescription",
            "responsibilities",
        ]
        .iter()
        .any(|word| key.contains(word))
    {
        return Kind::Answer;
    }
    if let Some((part, standard)) = standards::column(&column.name, &column.group) {
        return Kind::Standard(part, standard);
    }
    if key.contains("domain") {
        return Kind::Domain;
    }
    if matches!(
        key,
        "title" | "controltitle" | "aicmcontroltitle" | "controlname"
    ) {
        return Kind::Title;
    }
    if key.contains("specification") {
        return Kind::Specification;
    }
    if table.question.is_some() && key.contains("question") {
        return Kind::Question;
    }
    if let Some(kind) = grid(column, before) {
        return kind;
    }
    guideline(sheet, column)
}

/// A column of one of the grids: ownership, architecture, lifecycle, threats.
fn grid(column: &Column, before: &Kind) -> Option<Kind> {
    let (key, group) = (column.key.as_str(), column.group_key());
    let layer = || layer(key).map(Kind::Layer);
    if group.contains("ownership") {
        return layer();
    }
    if group.contains("architectur") {
        return Some(Kind::Architecture(architecture(&column.name)));
    }
    if group.contains("lifecycle") {
        return Some(Kind::Phase(column.name.clone()));
    }
    if group.contains("threat") {
        return Some(Kind::Threat(column.name.clone()));
    }
    // Without headings above them, what only one grid has tells.
    match key {
        "application" if !matches!(before, Kind::Layer(_)) => {
            Some(Kind::Architecture(architecture(&column.name)))
        }
        "phys" | "physical" | "network" | "compute" | "storage" | "app" | "data" => {
            Some(Kind::Architecture(architecture(&column.name)))
        }
        "preparation"
        | "development"
        | "evaluationvalidation"
        | "deployment"
        | "delivery"
        | "serviceretirement" => Some(Kind::Phase(column.name.clone())),
        _ if [
            "modelmanipulation",
            "datapoisoning",
            "sensitivedatadisclosure",
            "modeltheft",
            "modelservicefailure",
            "insecuresupplychain",
            "insecureapps",
            "denialofservice",
            "lossofgovernance",
        ]
        .iter()
        .any(|threat| key.starts_with(threat)) =>
        {
            Some(Kind::Threat(column.name.clone()))
        }
        _ => layer(),
    }
}

fn layer(key: &str) -> Option<&'static LayerName> {
    let at = if key == "pi" || key.contains("infrastructure") || key.ends_with("aiops") {
        0
    } else if key.starts_with("orchestrated") && !key.contains("provider") {
        2
    } else if matches!(key, "model" | "themodel") {
        1
    } else if matches!(key, "application" | "applications" | "theapplication") {
        3
    } else {
        return None;
    };
    LAYERS.get(at)
}

/// An architectural layer's name in full.
fn architecture(name: &str) -> String {
    match name.to_lowercase().as_str() {
        "phys" => "Physical".to_owned(),
        "app" => "Application".to_owned(),
        _ => name.to_owned(),
    }
}

/// A column of guidelines: which ones is said by its heading, by the one
/// above it, or by the sheet's name.
fn guideline(sheet: &str, column: &Column) -> Kind {
    let role = words::role(&column.name);
    for text in [&column.name, &column.group, sheet] {
        let lower = text.to_lowercase();
        match (lower.contains("audit"), lower.contains("implement")) {
            (true, false) => return role.map_or(Kind::Unknown, Kind::Audit),
            (false, true) => return Kind::Implementation,
            _ => {}
        }
    }
    Kind::Unknown
}
