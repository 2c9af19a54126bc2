//! The limits: what is too large is refused with a sentence, on the way in and
//! on the way out, in bounded time and memory.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod held;
mod large;
mod nested;
mod readme;
mod run;
