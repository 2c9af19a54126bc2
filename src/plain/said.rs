//! What is to be said, as lines.

use crate::report::wrap;
use crate::text::visible;

/// Lines that wait to be written.
#[derive(Debug, Default)]
pub(super) struct Said {
    text: String,
    width: Option<usize>,
}

impl Said {
    /// Lines of at most so many columns; without a width as long as they are.
    pub fn new(width: Option<usize>) -> Self {
        Self {
            text: String::new(),
            width,
        }
    }

    /// Adds a text: each of its lines on a line, free of control characters.
    pub fn line(&mut self, text: &str) {
        let lines = match self.width {
            Some(width) => wrap(text, width),
            None => visible(text).lines().map(str::to_owned).collect(),
        };
        for line in &lines {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Adds an empty line.
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// What waits; then nothing waits any more.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}
