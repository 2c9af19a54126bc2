//! Parts that are taken back in.

use aicaiq::assessment::Assessment;
use aicaiq::merge::{Basis, Labels, Merged, PartError, join};
use aicaiq::store::render;

/// What comes of taking a part back in, with or without what was sent out.
pub fn joined(
    whole: &Assessment,
    part: &Assessment,
    sent: Option<&Assessment>,
) -> Result<(Merged, Basis), PartError> {
    let (file, text) = (render(whole), render(part));
    let then = sent.map(render);
    let sent = then.as_deref().zip(sent);
    join((&file, whole), (&text, part), sent, &Labels::default())
}
