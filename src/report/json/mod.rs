//! The report as one JSON object for other programs: a summary, and
//! everything.

pub mod folder;
pub mod full;
mod parts;
mod summary;

pub use summary::render;
