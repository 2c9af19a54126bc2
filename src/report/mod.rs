//! One report model that every export and the screen show, so that they
//! cannot disagree.

mod build;
pub mod caiq;
pub mod csv;
pub mod folder;
mod follow_up;
pub mod html;
pub mod json;
pub mod lines;
pub mod markdown;
mod model;
pub mod oscal;
pub mod portfolio;
pub mod sarif;
mod signing;
pub mod table;
pub mod text;
mod words;
mod wrap;
pub mod xlsx;

pub use build::build;
pub use follow_up::{period, retest, reviewed, signed_by, viewed, worth};
pub use model::{
    ActionRow, EvidenceRow, FileWord, Finding, NOTHING, NOTHING_HERE, QuestionnaireRef, Report,
    Reviewing, RoleReport, Row, SignedOff, Unplaced,
};
pub use signing::Signing;
pub use words::doubted_sign_offs;
pub(crate) use wrap::wrap;
