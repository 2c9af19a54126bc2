//! The walk without a screen: lines in, lines out, for screen readers,
//! braille displays, dumb terminals and scripts.
//!
//! [`Walk`] is told a line and says lines; [`Desk`] is what it keeps answers
//! by; [`run`] joins the two to a reader and a writer. Nothing is drawn again,
//! no cursor is moved, and nothing depends on colour.

mod answer;
mod ask;
mod choose;
mod command;
mod conflict;
mod controls;
mod desk;
mod drop;
mod evidence;
mod help;
mod item;
mod keep;
mod keys;
mod lines;
mod resume;
mod run;
mod said;
mod text;
mod walk;
mod ways;
mod words;

pub use controls::Lead;
pub use desk::{Desk, Kept, OnDisk};
pub use run::{Ended, run};
pub use walk::{Options, Walk};
