//! Programs that write at the same time, and those who kill some of them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// What is to be done by how many.
pub struct Plan<'a> {
    /// The answer file or folder.
    pub target: &'a str,
    /// What stands before an item: the control and a colon, or nothing.
    pub prefix: &'a [&'a str],
    pub roles: &'a [&'a str],
    pub workers: usize,
    pub edits: usize,
    /// One program in so many is killed.
    pub killed: u64,
}

/// An edit and what became of it.
#[derive(Debug, Clone)]
pub struct Done {
    pub worker: usize,
    pub item: String,
    pub note: Option<String>,
    pub href: Option<String>,
    pub acknowledged: bool,
    pub killed: bool,
}

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// Has all programs write; gives every edit in the order of its worker.
pub fn all(folder: &Path, plan: &Plan<'_>) -> Vec<Done> {
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..plan.workers)
            .map(|worker| scope.spawn(move || one(folder, plan, worker)))
            .collect();
        let done = workers.into_iter().map(|w| w.join().unwrap());
        done.collect::<Vec<_>>().concat()
    })
}

fn one(folder: &Path, plan: &Plan<'_>, worker: usize) -> Vec<Done> {
    let mut numbers =
        Numbers(0x9e37_79b9_7f4a_7c15 ^ (worker as u64 + 1).wrapping_mul(0xff51_afd7));
    let mut done = Vec::new();
    for n in 0..plan.edits {
        let pick = |numbers: &mut Numbers, of: &[&str]| {
            let at = numbers.below(of.len() as u64) as usize;
            of[at].to_owned()
        };
        let prefix = pick(&mut numbers, plan.prefix);
        let role = pick(&mut numbers, plan.roles);
        // Notes are of a step that no other worker writes a note of; evidence
        // is added to any.
        let kind = numbers.below(3);
        let step = match kind {
            0 => worker + 1,
            _ => numbers.below(10) as usize + 1,
        };
        let item = format!("{prefix}{role}.{step:02}");
        let text = format!("w{worker}-{n}");
        let href = format!("https://example.com/{text}");
        let words: Vec<&str> = match kind {
            0 => vec!["set", plan.target, &item, "--note", &text],
            1 => vec!["set", plan.target, &item, "--evidence", &href],
            // Of a folder, to the register that its controls share.
            _ if plan.prefix.len() > 1 => vec!["evidence", "add", plan.target, &href],
            _ => vec!["evidence", "add", plan.target, &item, &href],
        };
        let killed = numbers.below(plan.killed) == 0;
        let after = Duration::from_micros(numbers.below(40_000));
        let acknowledged = ran(folder, &words, killed.then_some(after));
        done.push(Done {
            worker,
            note: (kind == 0).then(|| text.clone()),
            href: (kind != 0).then_some(href),
            item,
            acknowledged,
            killed,
        });
    }
    done
}

/// Whether the program said that it has done it.
fn ran(folder: &Path, words: &[&str], killed_after: Option<Duration>) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aicaiq"))
        .args(words)
        .current_dir(folder)
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_STATE_HOME", folder.join("state"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    if let Some(after) = killed_after {
        std::thread::sleep(after);
        let _ = child.kill();
    }
    let ended = child.wait_with_output().unwrap();
    if !ended.status.success() && killed_after.is_none() {
        println!(
            "refused: {words:?}: {}",
            String::from_utf8_lossy(&ended.stderr)
        );
    }
    ended.status.success()
}
