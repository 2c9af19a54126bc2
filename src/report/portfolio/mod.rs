//! Many providers side by side, as text, JSON and CSV; the page is
//! [`super::html::portfolio`].

pub mod csv;
pub mod json;
pub mod text;
pub mod words;
