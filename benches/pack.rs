//! Packing and checking 256 MB of evidence, in bytes per second, beside what
//! `sha256sum` and `zip -0` take for the same bytes where they are there.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use aicaiq::assessment::EvidenceId;
use aicaiq::pack::{Plan, Request, verify};
use aicaiq::questionnaire::embedded;
use aicaiq::store::AnswerFile;
use aicaiq::store::unfinished::Unfinished;
use divan::counter::BytesCount;
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

const FILES: usize = 16;
const SIZE: usize = 16 << 20;

/// Evidence that no disk can make smaller, on the disk that builds go to.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut text = "schema = 1\n[assessment]\nsubject = \"s\"\nquestionnaire = \"CEK-02\"\n\
                    roles = [\"CSP\"]\n"
        .to_owned();
    let mut state = 1_u64;
    for n in 0..FILES {
        let href = format!("{n:02}.bin");
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        })
        .take(SIZE / 8)
        .flatten()
        .collect();
        std::fs::write(dir.path().join(&href), bytes).unwrap();
        let _ = write!(
            text,
            "[evidence.{}]\nhref = \"{href}\"\n",
            EvidenceId::of(&href)
        );
    }
    std::fs::write(dir.path().join("a.toml"), text).unwrap();
    dir
}

fn pack(folder: &Path, out: &Path) {
    let file = AnswerFile::open(&folder.join("a.toml"), embedded()).unwrap();
    let plan = Plan::new(Request {
        file: &file,
        questionnaire: embedded(),
        include_outside: false,
    })
    .unwrap();
    let mut target = Unfinished::begin(out, true).unwrap();
    let packed = plan
        .write(target.file(), |_| Ok(Vec::new()), &mut |_| ())
        .unwrap();
    assert!(packed.left.is_empty());
    target.finish().unwrap();
}

fn bytes() -> BytesCount {
    BytesCount::new(FILES * SIZE)
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn packing(bencher: divan::Bencher) {
    let dir = folder();
    let out = dir.path().join("p.zip");
    bencher
        .counter(bytes())
        .bench_local(|| pack(dir.path(), &out));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn verifying(bencher: divan::Bencher) {
    let dir = folder();
    let out = dir.path().join("p.zip");
    pack(dir.path(), &out);
    bencher.counter(bytes()).bench_local(|| {
        let mut file = File::open(&out).unwrap();
        let verified = verify(&mut file, None, &mut |_| ()).unwrap();
        assert!(verified.findings.is_empty());
    });
}

/// Another program on the same files; nothing where there is none.
fn others(bencher: divan::Bencher, program: &str, words: &[&str]) {
    let dir = folder();
    let run = || {
        let names = (0..FILES).map(|n| format!("{n:02}.bin"));
        Command::new(program)
            .args(words)
            .args(names)
            .current_dir(dir.path())
            .stdout(Stdio::null())
            .status()
    };
    if run().is_err() {
        println!("{program} is not there");
        return;
    }
    bencher
        .counter(bytes())
        .bench_local(|| assert!(run().unwrap().success()));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn sha256sum(bencher: divan::Bencher) {
    others(bencher, "sha256sum", &[]);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn zip_stored(bencher: divan::Bencher) {
    others(bencher, "zip", &["-0", "-q", "o.zip"]);
}

fn main() {
    divan::main();
}
