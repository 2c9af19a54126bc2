//! Many providers side by side, as text, JSON and CSV; the page is
//! [`super::html::portfolio`].

pub mod csv;
pub mod json;
mod rows;
pub mod text;
pub mod words;
