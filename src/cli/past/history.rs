//! The commits that changed a file, and its contents then.

use super::{Failure, Tracked, command, failed};
use crate::compare::blame::Commit;
use crate::store::LIMIT;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// How many commits are looked at.
pub const MOST: usize = 500;

/// A commit that changed the file.
pub struct Revision {
    /// The commit.
    pub commit: Commit,
    /// The file's object in each parent, none where it was not there, and in
    /// the commit itself.
    pub objects: Vec<(Option<String>, String)>,
}

impl Tracked {
    /// The commits that changed the file, the newest first, through its
    /// renames; at most [`MOST`], and whether there are more.
    pub fn history(&self) -> Result<(Vec<Revision>, bool), Failure> {
        let most = format!("--max-count={}", MOST + 1);
        let words = [
            "log",
            "-m",
            "--follow",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-color",
            &most,
            "--format=%x1e%H%x1f%aI%x1f%aN%x1f%s",
            "--",
        ];
        let words = words.iter().map(OsStr::new).chain([self.name.as_os_str()]);
        let output = self.ask(words)?;
        // Without any commit there is no log either.
        let mut revisions = read(&output.stdout);
        let more = revisions.len() > MOST;
        revisions.truncate(MOST);
        Ok((revisions, more))
    }

    /// The commits at which the history of a shallow clone is cut off; none of a
    /// whole one.
    pub fn cuts(&self) -> Result<BTreeSet<String>, Failure> {
        let shallow = self.ask(["rev-parse", "--is-shallow-repository"])?;
        if !shallow.stdout.starts_with(b"true") {
            return Ok(BTreeSet::new());
        }
        let place = self.ask(["rev-parse", "--git-path", "shallow"])?.stdout;
        let place = crate::git::os(place.strip_suffix(b"\n").unwrap_or(&place).to_vec());
        let listed = std::fs::read_to_string(self.folder.join(place))?;
        Ok(listed.lines().map(str::to_owned).collect())
    }

    /// The file's object in the last commit; none where it is not in it.
    pub fn committed(&self) -> Result<Option<String>, Failure> {
        let mut object = std::ffi::OsString::from("HEAD:./");
        object.push(&self.name);
        let words = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
        let words = words.iter().map(OsStr::new).chain([object.as_os_str()]);
        let output = self.ask(words)?;
        let id = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok((output.status.success() && !id.is_empty()).then_some(id))
    }

    /// Begins to read objects.
    pub fn objects(&self) -> Result<Objects, Failure> {
        let mut child = command(&self.folder)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| failed(&e))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        match (input, output) {
            (Some(input), Some(output)) => Ok(Objects {
                child,
                input: Some(input),
                output: BufReader::new(output),
            }),
            _ => Err(Failure::found("git cannot be talked to")),
        }
    }
}

/// What `git log --raw -z` says, in pieces.
fn read(bytes: &[u8]) -> Vec<Revision> {
    let mut out: Vec<Revision> = Vec::new();
    let mut tokens = bytes.split(|b| *b == 0);
    while let Some(token) = tokens.next() {
        let text = String::from_utf8_lossy(token);
        if let Some(head) = text.strip_prefix('\x1e') {
            let mut fields = head.trim_end_matches('\n').splitn(4, '\x1f');
            let mut next = || fields.next().unwrap_or_default().to_owned();
            let commit = Commit {
                id: next(),
                date: next(),
                author: next(),
                subject: next(),
            };
            // A merge is told once for each parent.
            if out.last().is_none_or(|r| r.commit.id != commit.id) {
                out.push(Revision {
                    commit,
                    objects: Vec::new(),
                });
            }
        } else if let Some(raw) = text.trim_start_matches('\n').strip_prefix(':') {
            let words: Vec<&str> = raw.split(' ').collect();
            let [_, _, old, new, status] = words.as_slice() else {
                continue;
            };
            // The paths follow: two of a rename or a copy.
            let paths = if status.starts_with(['R', 'C']) { 2 } else { 1 };
            for _ in 0..paths {
                tokens.next();
            }
            let there = |id: &str| !id.bytes().all(|b| b == b'0');
            if let Some(revision) = out.last_mut()
                && there(new)
            {
                let old = there(old).then(|| (*old).to_owned());
                revision.objects.push((old, (*new).to_owned()));
            }
        }
    }
    out
}

/// A program that hands out objects.
pub struct Objects {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Objects {
    /// The bytes of an object; none where it is not there or larger than an
    /// answer file can be.
    pub fn get(&mut self, id: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(input) = &mut self.input else {
            return Ok(None);
        };
        writeln!(input, "{id}")?;
        input.flush()?;
        let mut head = String::new();
        self.output.read_line(&mut head)?;
        let words: Vec<&str> = head.split_whitespace().collect();
        let [_, "blob", size] = words.as_slice() else {
            return Ok(None);
        };
        let size: u64 = size.parse().map_err(io::Error::other)?;
        // With the line feed behind it.
        let mut body = (&mut self.output).take(size.saturating_add(1));
        if size > LIMIT {
            io::copy(&mut body, &mut io::sink())?;
            return Ok(None);
        }
        let mut bytes = Vec::new();
        body.read_to_end(&mut bytes)?;
        bytes.pop();
        Ok(Some(bytes))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // It ends with its input.
        self.input = None;
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_read_with_merges_renames_and_odd_names() {
        let (a, b, none) = ("a".repeat(40), "b".repeat(40), "0".repeat(40));
        let log = format!(
            "\x1e{b}\x1f2026-11-20T10:00:00Z\x1fA\x1fjoin\x1fed\0\n:100644 100644 {a} {b} M\0\x1eodd\0\
             \x1e{b}\x1f2026-11-20T10:00:00Z\x1fA\x1fjoin\x1fed\0\n:100644 100644 {b} {a} M\0:odd\0\
             \x1e{a}\x1f2026-11-19T10:00:00Z\x1fB\x1fmoved\0\n:100644 100644 {a} {a} R100\0:x\0:y\0\
             \x1efirst\x1f2026-11-18T10:00:00Z\x1fC\x1f\0\n:000000 100644 {none} {a} A\0f\0"
        );
        let read = read(log.as_bytes());
        let shown: Vec<(String, usize)> = read
            .iter()
            .map(|r| (r.commit.subject.clone(), r.objects.len()))
            .collect();
        let expected = [("join\x1fed", 2), ("moved", 1), ("", 1)];
        assert_eq!(shown, expected.map(|(s, n)| (s.to_owned(), n)));
        assert_eq!(read[2].objects[0].0, None);
    }
}
