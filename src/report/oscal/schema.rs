//! The objects of OSCAL 1.2.1 that an export is made of, with OSCAL's names,
//! in the order in which they are written. Only the fields that are used.

use super::text::{Line, Prose, Token, Word};
use serde::Serialize;

/// Something that OSCAL has no empty form of: where it is empty it is not
/// written at all.
pub(super) trait Absent {
    /// Whether there is nothing to write.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Absent for String {}
impl Absent for &'static str {}
impl Absent for Line {}
impl Absent for Prose {}
impl Absent for Token {}
impl Absent for Word {}

/// Declares objects whose absent fields are left out.
macro_rules! objects {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attr:meta])* $field:ident: $type:ty,)+ })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Serialize)]
            #[serde(rename_all = "kebab-case")]
            pub(super) struct $name {
                $(
                    $(#[$attr])*
                    #[serde(skip_serializing_if = "Absent::is_absent")]
                    pub(super) $field: $type,
                )+
            }
            impl Absent for $name {}
        )+
    };
}

/// A UUID as text.
pub(super) type Id = String;
/// A time in UTC as text.
pub(super) type Time = String;
/// A URI reference.
pub(super) type Href = String;

objects! {
    Document { assessment_results: AssessmentResults, }

    AssessmentResults {
        uuid: Id,
        metadata: Metadata,
        import_ap: ImportAp,
        local_definitions: Option<Objectives>,
        results: Vec<AssessmentResult>,
        back_matter: Option<BackMatter>,
    }

    Metadata {
        title: Line,
        last_modified: Time,
        version: Word,
        oscal_version: &'static str,
        roles: Vec<Role>,
        parties: Vec<Party>,
        responsible_parties: Vec<ResponsibleParty>,
    }

    Role { id: &'static str, title: Line, }

    Party { uuid: Id, r#type: &'static str, name: Word, }

    /// Of metadata, attestations, tasks: they write it alike.
    ResponsibleParty { role_id: &'static str, party_uuids: Vec<Id>, }

    ImportAp { href: Href, remarks: Option<Prose>, }

    Objectives { objectives_and_methods: Vec<LocalObjective>, }

    LocalObjective { control_id: Token, description: Option<Prose>, props: Vec<Prop>, parts: Vec<Part>, }

    /// A part of an objective, which has an id, or of an attestation, which
    /// has a UUID.
    Part {
        id: Option<Token>,
        uuid: Option<Id>,
        name: &'static str,
        ns: Option<&'static str>,
        title: Option<Line>,
        props: Vec<Prop>,
        prose: Option<Prose>,
    }

    /// A property; `class` is the role or the rule that it belongs to.
    Prop {
        name: &'static str,
        ns: Option<&'static str>,
        value: Word,
        class: Option<Token>,
    }

    AssessmentResult {
        uuid: Id,
        title: Line,
        description: Prose,
        start: Time,
        end: Time,
        props: Vec<Prop>,
        local_definitions: LocalDefinitions,
        reviewed_controls: ReviewedControls,
        attestations: Vec<Attestation>,
        observations: Vec<Observation>,
        risks: Vec<Risk>,
        findings: Vec<Finding>,
        remarks: Option<Prose>,
    }

    LocalDefinitions { components: Vec<Component>, tasks: Vec<Task>, }

    Component { uuid: Id, r#type: &'static str, title: Line, description: Prose, status: Status, }

    Status { state: &'static str, remarks: Option<Prose>, }

    ReviewedControls {
        control_selections: Vec<Controls>,
        control_objective_selections: Vec<ObjectiveSelection>,
    }

    Controls { include_controls: Vec<ControlId>, }

    ControlId { control_id: Token, }

    ObjectiveSelection { include_objectives: Vec<ObjectiveId>, }

    ObjectiveId { objective_id: Token, }

    Attestation { responsible_parties: Vec<ResponsibleParty>, parts: Vec<Part>, }

    Observation {
        uuid: Id,
        title: Line,
        description: Prose,
        props: Vec<Prop>,
        methods: Vec<&'static str>,
        types: Vec<&'static str>,
        origins: Vec<Origin>,
        subjects: Vec<Subject>,
        relevant_evidence: Vec<RelevantEvidence>,
        collected: Time,
        expires: Option<Time>,
        remarks: Option<Prose>,
    }

    Origin { actors: Vec<Actor>, }

    Actor { r#type: &'static str, actor_uuid: Id, role_id: Option<&'static str>, }

    Subject { subject_uuid: Id, r#type: &'static str, }

    RelevantEvidence { href: Option<Href>, description: Prose, }

    Risk {
        uuid: Id,
        title: Line,
        description: Prose,
        statement: Prose,
        props: Vec<Prop>,
        status: &'static str,
        origins: Vec<Origin>,
        deadline: Option<Time>,
        remediations: Vec<Response>,
        risk_log: Option<RiskLog>,
        related_observations: Vec<RelatedObservation>,
    }

    Response {
        uuid: Id,
        lifecycle: &'static str,
        title: Line,
        description: Prose,
        props: Vec<Prop>,
        tasks: Vec<Task>,
    }

    Task {
        uuid: Id,
        r#type: &'static str,
        title: Line,
        description: Option<Prose>,
        props: Vec<Prop>,
        timing: Option<Timing>,
        responsible_roles: Vec<ResponsibleParty>,
    }

    OnDate { date: Time, }

    DateRange { start: Time, end: Time, }

    RiskLog { entries: Vec<LogEntry>, }

    LogEntry {
        uuid: Id,
        title: Line,
        description: Prose,
        start: Time,
        logged_by: Vec<LoggedBy>,
        status_change: &'static str,
        related_responses: Vec<RelatedResponse>,
        remarks: Option<Prose>,
    }

    LoggedBy { party_uuid: Id, role_id: &'static str, }

    RelatedResponse { response_uuid: Id, }

    RelatedObservation { observation_uuid: Id, }

    RelatedRisk { risk_uuid: Id, }

    Finding {
        uuid: Id,
        title: Line,
        description: Prose,
        props: Vec<Prop>,
        origins: Vec<Origin>,
        target: Target,
        related_observations: Vec<RelatedObservation>,
        related_risks: Vec<RelatedRisk>,
    }

    Target { r#type: &'static str, target_id: Token, title: Line, status: ObjectiveStatus, }

    ObjectiveStatus { state: &'static str, reason: &'static str, remarks: Option<Prose>, }

    BackMatter { resources: Vec<Resource>, }

    Resource {
        uuid: Id,
        title: Line,
        description: Option<Prose>,
        props: Vec<Prop>,
        citation: Option<Citation>,
        rlinks: Vec<Rlink>,
        remarks: Option<Prose>,
    }

    Citation { text: Line, }

    Rlink { href: Href, media_type: Option<&'static str>, hashes: Vec<Hash>, }

    Hash { algorithm: &'static str, value: String, }
}

/// By when a task is to be done.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Timing {
    /// On a day.
    OnDate(OnDate),
    /// Between two times.
    WithinDateRange(DateRange),
}
