//! The fuzz targets' bodies, which the tests of a stable compiler run as well.
#![allow(dead_code)]

#[path = "../../tests/fuzz/bodies/mod.rs"]
pub mod bodies;

/// Runs the body of a target.
pub fn run(name: &str, data: &[u8]) {
    let found = bodies::BODIES.iter().find(|(n, _)| *n == name);
    let (_, body) = found.expect("a target has a body");
    body(data);
}
