//! The bodies of the fuzz targets on their samples, and on changes of them.

use crate::bodies::{BODIES, Body};
use crate::mutate::{Chance, changed};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The samples of a target.
pub fn samples(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let mut found: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    // What a fuzzer put there of its own is named by a digest.
    found.retain(|(path, _)| path.file_name().is_some_and(|name| name.len() < 40));
    found.sort();
    assert!(!found.is_empty());
    found
}

/// Runs a case; one that fails is kept where it can be tried again.
fn run(name: &str, body: Body, bytes: &[u8]) {
    let Err(panic) = catch_unwind(AssertUnwindSafe(|| body(bytes))) else {
        return;
    };
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}"));
    fs::write(&kept, bytes).unwrap();
    eprintln!(
        "{name} fails with the bytes in {}: {}",
        kept.display(),
        bytes.escape_ascii()
    );
    resume_unwind(panic);
}

/// Every sample, then so many changes of them; more where
/// `AICAIQ_FUZZ_SECONDS` says how long.
fn smoke(name: &str, cases: usize) {
    let (_, body) = *BODIES.iter().find(|(n, _)| *n == name).unwrap();
    let samples: Vec<Vec<u8>> = samples(name).into_iter().map(|(_, bytes)| bytes).collect();
    for sample in &samples {
        run(name, body, sample);
    }
    let longer = std::env::var("AICAIQ_FUZZ_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok());
    let until = longer.map(|s| Instant::now() + Duration::from_secs(s));
    let mut chance = Chance(
        name.bytes()
            .fold(7_u64, |sum, b| sum.wrapping_mul(31) + u64::from(b)),
    );
    let mut done = 0_usize;
    let more = |done: usize| until.map_or(done < cases, |until| Instant::now() < until);
    while more(done) {
        let bytes = changed(&samples, &mut chance);
        run(name, body, &bytes);
        done += 1;
    }
    if longer.is_some() {
        eprintln!("{name}: {done} cases");
    }
}

macro_rules! smoke {
    ($($name:ident: $cases:expr;)+) => {
        $(#[test] fn $name() { smoke(stringify!($name), $cases); })+

        #[test]
        fn every_body_is_run_and_is_a_target() {
            let mut run: Vec<&str> = vec![$(stringify!($name)),+];
            let mut all: Vec<&str> = BODIES.iter().map(|(name, _)| *name).collect();
            run.sort();
            all.sort();
            assert_eq!(run, all);
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
            let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
            for name in all {
                assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
                assert!(root.join(format!("fuzz_targets/{name}.rs")).exists(), "{name}");
            }
        }
    };
}

smoke! {
    answers: 150;
    folder: 150;
    questionnaire: 150;
    merging: 100;
    workbook: 150;
    pack: 400;
    config: 400;
    keys: 40;
}
