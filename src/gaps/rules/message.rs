//! What a rule has to say.

/// What is missing and what to do, in one sentence on one line. It is made only
/// where somebody reads it: an overview of thousands of answers counts.
pub(in crate::gaps) enum Message<'a> {
    /// Always the same.
    Fixed(&'static str),
    /// Made of what the item has.
    Made(Box<dyn FnOnce() -> String + 'a>),
}

impl<'a> Message<'a> {
    /// A sentence that is made when it is asked for.
    pub fn made(make: impl FnOnce() -> String + 'a) -> Self {
        Self::Made(Box::new(make))
    }

    /// The sentence.
    pub fn text(self) -> String {
        match self {
            Self::Fixed(text) => text.to_owned(),
            Self::Made(make) => make(),
        }
    }
}

impl From<&'static str> for Message<'_> {
    fn from(text: &'static str) -> Self {
        Self::Fixed(text)
    }
}
