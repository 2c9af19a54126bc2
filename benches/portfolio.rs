//! What a portfolio comes to, beside others that read the same answers in the
//! same run: the `toml` crate on one thread, openpyxl reading a workbook, and
//! DuckDB aggregating CSV. First one provider of 250 controls and 5 roles
//! (14,580 answers), then fifty of them (500 MB).
//!
//! `AICAIQ_PYTHON` names a Python with `duckdb` and `openpyxl`; without it
//! those two are left out. The files are made in the target folder and deleted
//! afterwards; `AICAIQ_BENCH_DATA` names a folder to keep them in.
//! `AICAIQ_BENCH_PROVIDERS` is how many providers there are instead of 50.
//!
//! Timings are medians of runs in turn; only their ratios mean something
//! elsewhere. Files have been read before, so no disk is measured.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    dead_code
)]

#[path = "../examples/generate/answers.rs"]
mod answers;
#[path = "../examples/generate/folder.rs"]
mod folder;
#[path = "../examples/generate/pack.rs"]
mod pack;
#[path = "../examples/generate/random.rs"]
mod random;
#[path = "../examples/generate/table.rs"]
mod table;

use aicaiq::overview::{self, Read};
use aicaiq::questionnaire::{self, Questionnaire, catalog::Catalog};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const CONTROLS: usize = 250;
const ROLES: usize = 5;
const ANSWERS: usize = 14_580;
const SEED: u64 = 1;
const ROUNDS: usize = 7;
/// How this program is told to be the one that is measured.
const CHILD: &str = "overview-of";

/// What others do with the same answers, and how long it takes them inside of
/// the process; the first run of each is not counted.
const OTHERS: &str = r#"
import glob, resource, statistics, sys, time
what, path, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
times = []
for run in range(runs):
    start = time.perf_counter()
    if what == "openpyxl":
        import openpyxl
        book = openpyxl.load_workbook(path, read_only=True)
        counts = {}
        rows = book.worksheets[0].iter_rows(values_only=True)
        next(rows)
        for row in rows:
            key = (row[1], row[2], row[5])
            counts[key] = counts.get(key, 0) + 1
        assert sum(counts.values()) > 0
    else:
        import duckdb
        how = {"sniff": "", "text": ", all_varchar=true, header=true, delim=',', quote='\"', escape='\"'"}[what]
        db = duckdb.connect()
        db.execute("SET enable_progress_bar = false")
        rows = db.sql(f"""
            SELECT provider, control, role, outcome, count(*) AS answers,
                count(*) FILTER (grade = 'major') AS major,
                count(*) FILTER (action_status = 'open' AND action_due < '2026-11-24') AS overdue,
                max(assessed_at) AS last
            FROM read_csv('{path}'{how}) GROUP BY ALL ORDER BY ALL""").fetchall()
        assert len(rows) > 0
    times.append(time.perf_counter() - start)
kept = times[1:] or times
print(statistics.median(kept), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"#;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|a| a == CHILD) {
        child(&args[at + 1..]);
        return;
    }
    let kept = std::env::var_os("AICAIQ_BENCH_DATA").map(PathBuf::from);
    let made = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let data = kept.unwrap_or_else(|| made.path().to_owned());
    let many: usize = std::env::var("AICAIQ_BENCH_PROVIDERS").map_or(50, |n| n.parse().unwrap());
    make(&data, many);
    let python = std::env::var_os("AICAIQ_PYTHON").map(PathBuf::from);
    one(&data, python.as_deref());
    fifty(&data, many, python.as_deref());
}

/// One provider, beside all others.
fn one(data: &Path, python: Option<&Path>) {
    let provider = data.join("provider-01");
    let (bytes, questionnaires) = (size(&provider), size(&data.join("questionnaires")));
    println!(
        "one provider: {ANSWERS} answers, {} of answer files, {} of questionnaires",
        megabytes(bytes),
        megabytes(questionnaires)
    );
    let texts = texts(&provider);
    let mut times: HashMap<&str, Vec<Duration>> = HashMap::new();
    let mut memory = 0;
    let (kept, nowhere) = (data.join("kept"), Path::new("/dev/null"));
    // What was made only just is read again.
    std::thread::sleep(Duration::from_secs(3));
    command(&provider, &kept);
    for _ in 0..ROUNDS {
        let mut time = |name, took| times.entry(name).or_default().push(took);
        time("ours, inside", clock(|| count(&[&provider])));
        let (took, rss) = process(&[&provider]);
        time("ours, whole process", took);
        memory = memory.max(rss);
        time("ours, summary as json", clock(|| command(&provider, &kept)));
        time("ours, nothing kept", clock(|| command(&provider, nowhere)));
        time("toml, tables", clock(|| tables(&texts)));
        time("toml, serde", clock(|| typed(&texts)));
        if let Some(python) = python {
            let csv = data.join("csv/provider-01.csv");
            let xlsx = data.join("provider-01.xlsx");
            let (inside, _, _) = other(python, "openpyxl", &xlsx, 1);
            time("openpyxl, inside", inside);
            let (inside, _, _) = other(python, "sniff", &csv, 4);
            time("DuckDB, inside", inside);
            let (inside, _, _) = other(python, "text", &csv, 4);
            time("DuckDB as text, inside", inside);
            let (_, whole, _) = other(python, "text", &csv, 1);
            time("DuckDB, whole process", whole);
        }
    }
    let times = medians(times);
    for (name, took) in &times {
        println!("  {name:24} {:8.1} ms", took * 1e3);
    }
    let of = |name: &str| times.iter().find(|(n, _)| *n == name).map(|(_, t)| *t);
    let least = |a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| a.min(b));
    let whole = of("ours, summary as json").unwrap();
    let inside = of("ours, inside").unwrap();
    let toml = least(of("toml, tables"), of("toml, serde")).unwrap();
    println!(
        "  {:.3} of the toml crate's time (goal: at most 0.2), {:.3} with nothing kept",
        whole / toml,
        of("ours, nothing kept").unwrap() / toml
    );
    if let Some(openpyxl) = of("openpyxl, inside") {
        let times = openpyxl / whole;
        println!("  {times:.0} times as fast as openpyxl (goal: at least 40)");
    }
    if let Some(duck) = least(of("DuckDB, inside"), of("DuckDB as text, inside")) {
        let whole = of("DuckDB, whole process").unwrap() / whole;
        println!(
            "  {:.1} times as fast as DuckDB inside, {whole:.1} as a process (goal: faster)",
            duck / inside,
        );
    }
    let ratio = memory as f64 / bytes as f64;
    println!(
        "  {} at most, {ratio:.2} times the answer files (goal: under 2)",
        megabytes(memory)
    );
}

/// Many providers, beside DuckDB over as many files.
fn fifty(data: &Path, many: usize, python: Option<&Path>) {
    let providers: Vec<PathBuf> = (1..=many).map(|n| data.join(name(n))).collect();
    let providers: Vec<&Path> = providers.iter().map(PathBuf::as_path).collect();
    let bytes: u64 = providers.iter().map(|p| size(p)).sum();
    println!("{many} providers: {} of answer files", megabytes(bytes));
    let (mut ours, mut duck, mut duck_whole) = (Vec::new(), Vec::new(), Vec::new());
    let (mut memory, mut duck_memory) = (0, 0);
    for _ in 0..3 {
        let (took, rss) = process(&providers);
        ours.push(took.as_secs_f64());
        memory = memory.max(rss);
        if let Some(python) = python {
            let (inside, whole, rss) = other(python, "text", &data.join("csv/*.csv"), 1);
            duck.push(inside.as_secs_f64());
            duck_whole.push(whole.as_secs_f64());
            duck_memory = duck_memory.max(rss);
        }
    }
    let ours = median(&mut ours);
    println!(
        "  ours, whole process      {ours:8.2} s, {} at most (goal: under 100 MB)",
        megabytes(memory)
    );
    if python.is_some() {
        let (inside, whole) = (median(&mut duck), median(&mut duck_whole));
        println!(
            "  DuckDB, inside           {inside:8.2} s\n  DuckDB, whole process    {whole:8.2} s, {} at most",
            megabytes(duck_memory)
        );
        println!(
            "  {:.2} times as fast as DuckDB inside, {:.2} as a process (goal: no slower)",
            inside / ours,
            whole / ours
        );
    }
}

/// What this program does when it is the one that is measured.
fn child(paths: &[String]) {
    let paths: Vec<&Path> = paths.iter().map(Path::new).collect();
    count(&paths);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|l| l.trim().strip_suffix("kB")?.trim().parse().ok());
    println!("{}", peak.unwrap_or(0_u64));
}

/// The overviews of providers, with the questionnaires beside them read anew.
fn count(providers: &[&Path]) -> usize {
    let mut catalog = Catalog::built_in();
    let beside = providers[0].parent().unwrap().join("questionnaires");
    catalog
        .add_folder_for_rules(&beside, providers[0], None)
        .unwrap();
    let read = Read {
        catalog: &catalog,
        today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        gaps: false,
    };
    let mut answers = 0;
    for provider in providers {
        let overview = overview::provider(provider, &read, &|_, _| true).unwrap();
        assert_eq!(overview.problem, None);
        // Of the built-in control there is no file.
        let begun = overview.controls.iter().filter(|c| c.path.is_some());
        for control in begun {
            assert_eq!(control.problem, None);
            answers += control.progress().0;
        }
    }
    assert!(answers > providers.len() * ANSWERS / 2, "{answers}");
    answers
}

/// The time of a whole process, and the most memory that it had.
fn process(providers: &[&Path]) -> (Duration, u64) {
    let program = std::env::current_exe().unwrap();
    let start = Instant::now();
    let out = Command::new(program)
        .arg(CHILD)
        .args(providers)
        .output()
        .unwrap();
    let took = start.elapsed();
    assert!(out.status.success(), "{out:?}");
    let peak: u64 = String::from_utf8(out.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    (took, peak * 1024)
}

/// The command as people call it, with what it keeps of questionnaires in a folder.
fn command(provider: &Path, kept: &Path) {
    let out = Command::new(env!("CARGO_BIN_EXE_aicaiq"))
        .args(["summary", "--format", "json"])
        .arg(provider)
        .env("XDG_CACHE_HOME", kept)
        .output()
        .unwrap();
    assert!(out.status.success(), "{out:?}");
}

fn tables(texts: &[String]) -> usize {
    let parsed = texts
        .iter()
        .map(|text| text.parse::<toml::Table>().unwrap());
    parsed.map(|table| table.len()).sum()
}

/// An answer file for serde; it takes what it does not know as it is.
#[derive(serde::Deserialize)]
struct Typed {
    schema: i64,
    assessment: HashMap<String, toml::Value>,
    #[serde(default)]
    roles: HashMap<String, TypedRole>,
    #[serde(default)]
    evidence: HashMap<String, HashMap<String, toml::Value>>,
}

#[derive(serde::Deserialize)]
struct TypedRole {
    #[serde(default)]
    questions: HashMap<String, TypedItem>,
    #[serde(default)]
    steps: HashMap<String, TypedItem>,
}

#[derive(serde::Deserialize)]
struct TypedItem {
    answer: Option<String>,
    ownership: Option<String>,
    implementation: Option<String>,
    customer_responsibilities: Option<String>,
    answered_by: Option<String>,
    answered_at: Option<toml::value::Datetime>,
    outcome: Option<String>,
    grade: Option<String>,
    #[serde(default)]
    methods: Vec<String>,
    note: Option<String>,
    justification: Option<String>,
    #[serde(default)]
    evidence: Vec<String>,
    assessed_by: Option<String>,
    assessed_at: Option<toml::value::Datetime>,
    review: Option<String>,
    reviewed_by: Option<String>,
    reviewed_at: Option<toml::value::Datetime>,
    action: Option<TypedAction>,
}

#[derive(serde::Deserialize)]
struct TypedAction {
    text: Option<String>,
    owner: Option<String>,
    due: Option<toml::value::Datetime>,
    status: Option<String>,
}

fn typed(texts: &[String]) -> usize {
    let parsed = texts
        .iter()
        .map(|text| toml::from_str::<Typed>(text).unwrap());
    parsed.map(|file| file.roles.len()).sum()
}

/// The time inside of another program, of its whole process, and its memory.
fn other(python: &Path, what: &str, path: &Path, runs: usize) -> (Duration, Duration, u64) {
    let start = Instant::now();
    let mut command = Command::new(python);
    command
        .args(["-c", OTHERS, what])
        .arg(path)
        .arg(runs.to_string());
    let out = command.output().unwrap();
    let whole = start.elapsed();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let out = String::from_utf8(out.stdout).unwrap();
    // DuckDB draws a progress bar before it.
    let line = out.trim().lines().last().unwrap();
    let (inside, rss) = line
        .rsplit('\r')
        .next()
        .unwrap()
        .trim()
        .split_once(' ')
        .unwrap();
    let inside = Duration::from_secs_f64(inside.parse().unwrap());
    (inside, whole, rss.parse::<u64>().unwrap() * 1024)
}

fn clock<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn medians(times: HashMap<&'static str, Vec<Duration>>) -> Vec<(&'static str, f64)> {
    let seconds = |all: Vec<Duration>| all.iter().map(Duration::as_secs_f64).collect::<Vec<_>>();
    let all = times
        .into_iter()
        .map(|(name, all)| (name, median(&mut seconds(all))));
    let mut all: Vec<_> = all.collect();
    all.sort_by(|a, b| a.1.total_cmp(&b.1));
    all
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn name(number: usize) -> String {
    format!("provider-{number:02}")
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let paths = entries.map(|e| e.path());
    paths
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect()
}

fn size(folder: &Path) -> u64 {
    let files = toml_files(folder);
    files
        .iter()
        .map(|p| std::fs::metadata(p).unwrap().len())
        .sum()
}

fn texts(folder: &Path) -> Vec<String> {
    let files = toml_files(folder);
    files
        .iter()
        .map(|p| std::fs::read_to_string(p).unwrap())
        .collect()
}

/// Makes what is missing of the files.
fn make(data: &Path, many: usize) {
    let questionnaires = data.join("questionnaires");
    std::fs::create_dir_all(&questionnaires).unwrap();
    std::fs::create_dir_all(data.join("csv")).unwrap();
    let asked: Vec<Questionnaire> = pack::shapes(SEED, CONTROLS, ROLES, ANSWERS)
        .unwrap()
        .iter()
        .map(|shape| {
            let text = pack::questionnaire(SEED, shape);
            std::fs::write(questionnaires.join(format!("{}.toml", shape.id)), &text).unwrap();
            questionnaire::parse(&text).unwrap()
        })
        .collect();
    for number in 1..=many {
        let csv = data.join("csv").join(name(number)).with_extension("csv");
        if csv.exists() {
            continue;
        }
        let provider = answers::Provider::new(SEED, number);
        let path = data.join(name(number));
        std::fs::create_dir_all(&path).unwrap();
        folder::evidence(&provider, &path).unwrap();
        let head = folder::head(&provider, ROLES, "../questionnaires");
        std::fs::write(path.join("assessment.toml"), head).unwrap();
        let mut table = table::Table::default();
        for (n, q) in asked.iter().enumerate() {
            let a = provider.assessment(SEED, n, q);
            let file = path.join(format!("{}.toml", q.control.id));
            std::fs::write(file, folder::shared(&a)).unwrap();
            table.add(&a);
        }
        if number == 1 {
            table.xlsx(&data.join("provider-01.xlsx")).unwrap();
        }
        table.csv(&csv).unwrap();
    }
}
