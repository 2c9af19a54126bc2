//! Finding words in the texts of assessments: in what is asked, in what was
//! written, and in the evidence that it rests on.

mod fold;
mod folder;
mod snippet;
mod texts;

pub use fold::{Folded, Query};
pub use folder::{Found, Hit, Search, Stop, in_file, in_folder};
pub use snippet::{Cell, snippet};
pub use texts::{Part, Place, Text, Texts};
