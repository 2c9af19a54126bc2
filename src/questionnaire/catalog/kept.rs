//! What was read of the questionnaires of a folder, kept for the next time:
//! hundreds of files need not be read for what the rules look at, which is a
//! thirtieth of them. It is never needed, and nothing of it is used for a file that is
//! not to the nanosecond the one that was read.

use super::super::Questionnaire;
use super::super::bare::{bare, names, parse};
use crate::bounded;
use crate::store::unfinished::Unfinished;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::Metadata;
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What the file begins with. Another version may have other rules: it reads for
/// itself what is sound.
const FORM: &str = concat!(
    "aicaiq ",
    env!("CARGO_PKG_VERSION"),
    " kept questionnaires 1"
);
/// Fewer files than this are read in no time.
const FEW: usize = 16;
/// How many folders something is kept of.
const FOLDERS: usize = 64;
/// The most that is read, bytes.
const LIMIT: u64 = 32 << 20;
/// A file that was changed so shortly before may have been changed once more
/// without its times telling, nanoseconds.
pub(super) const FRESH: i128 = 2_000_000_000;

/// What a file is told apart by from what it was and will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Device, number, size.
    is: [u64; 3],
    /// When its content changed, and when anything of it did; nanoseconds.
    times: [i128; 2],
}

impl Stamp {
    /// Of a file; none of a link, of anything else, and where the system does
    /// not tell enough.
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> Option<Self> {
        let meta = std::fs::symlink_metadata(path).ok()?;
        meta.is_file().then(|| Self::told(&meta))
    }

    #[cfg(not(unix))]
    pub(super) fn of(_: &Path) -> Option<Self> {
        None
    }

    #[cfg(unix)]
    fn told(meta: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let time = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            is: [meta.dev(), meta.ino(), meta.size()],
            times: [
                time(meta.mtime(), meta.mtime_nsec()),
                time(meta.ctime(), meta.ctime_nsec()),
            ],
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let mut number = || words.next()?.parse::<u64>().ok();
        let is = [number()?, number()?, number()?];
        let mut time = || words.next()?.parse::<i128>().ok();
        let times = [time()?, time()?];
        words.next().is_none().then_some(Self { is, times })
    }
}

/// What is kept of a questionnaire.
#[derive(Debug, Clone)]
pub(super) struct Short {
    text: Box<str>,
    was_used: Arc<AtomicBool>,
}

impl Short {
    /// The id, title, domain and version.
    pub(super) fn names(&self) -> Option<[String; 4]> {
        names(&self.text)
    }

    /// The questionnaire as far as the rules look at it, and whether it was asked for
    /// before: most are used once, and need not be held.
    pub(super) fn questionnaire(&self) -> Option<(Questionnaire, bool)> {
        let questionnaire = parse(&self.text)?;
        Some((questionnaire, self.was_used.swap(true, Ordering::Relaxed)))
    }
}

/// What is known of the questionnaires of a folder, and what becomes known.
#[derive(Debug)]
pub(super) struct Kept {
    /// Where it is kept.
    path: PathBuf,
    text: String,
    known: BTreeMap<String, (Stamp, Range<usize>)>,
    /// What is to be kept of this time, with its text where it was not known.
    found: Mutex<Vec<(String, Stamp, Option<String>)>>,
}

impl Kept {
    /// What a folder of such has of the questionnaires of another; nothing where
    /// there is none, or it is not as it was written, nor of what was `fresh` then.
    pub(super) fn of(cache: &Path, folder: &Path, fresh: i128) -> Self {
        let mut name = String::new();
        for byte in Sha256::digest(folder.as_os_str().as_encoded_bytes())
            .iter()
            .take(16)
        {
            let _ = write!(name, "{byte:02x}");
        }
        let mut kept = Self {
            path: cache.join(name),
            text: String::new(),
            known: BTreeMap::new(),
            found: Mutex::default(),
        };
        if let Some((text, known)) = read(&kept.path, fresh) {
            kept.text = text;
            kept.known = known;
        }
        kept
    }

    /// What is known of a file, if that is the file that was read.
    pub(super) fn of_file(&self, path: &Path, stamp: Stamp) -> Option<Short> {
        let name = path.file_name()?.to_str()?;
        let (known, range) = self.known.get(name)?;
        let text = self.text.get(range.clone()).filter(|_| *known == stamp)?;
        self.find(name, stamp, None);
        Some(Short {
            text: text.into(),
            was_used: Arc::default(),
        })
    }

    /// Keeps what was read of a file that was so before.
    pub(super) fn keep(&self, path: &Path, stamp: Stamp, questionnaire: &Questionnaire) {
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name.filter(|name| !name.contains(char::is_control)) else {
            return;
        };
        let text = bare(questionnaire);
        if parse(&text).as_ref() == Some(questionnaire) {
            self.find(name, stamp, Some(text));
        }
    }

    fn find(&self, name: &str, stamp: Stamp, text: Option<String>) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.push((name.to_owned(), stamp, text));
    }

    /// Writes what there is to know now, where that is more or less than before.
    ///
    /// # Errors
    /// Where nothing can be written, which changes nothing.
    pub(super) fn save(self) -> io::Result<()> {
        let found = self
            .found
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let is_same =
            found.len() == self.known.len() && found.iter().all(|(.., text)| text.is_none());
        if is_same || found.len() < FEW {
            return Ok(());
        }
        let mut body = String::new();
        for (name, stamp, text) in &found {
            let known = self
                .known
                .get(name)
                .and_then(|(_, at)| self.text.get(at.clone()));
            let Some(text) = text.as_deref().or(known) else {
                continue;
            };
            let ([dev, ino, size], [changed, touched]) = (stamp.is, stamp.times);
            let long = text.len();
            let _ = writeln!(
                body,
                "{dev} {ino} {size} {changed} {touched}\t{long}\t{name}"
            );
            body.push_str(text);
        }
        let folder = crate::assessment::folder_of(&self.path);
        std::fs::create_dir_all(folder)?;
        let mut kept = Unfinished::begin(&self.path, true)?;
        writeln!(
            kept.file(),
            "{FORM} {:08x}",
            crc32fast::hash(body.as_bytes())
        )?;
        kept.file().write_all(body.as_bytes())?;
        kept.finish()?;
        forget(folder)
    }
}

type Known = BTreeMap<String, (Stamp, Range<usize>)>;

/// What was kept, but for files that had only just changed.
fn read(path: &Path, fresh: i128) -> Option<(String, Known)> {
    let written = Stamp::of(path)?.times.into_iter().min()?;
    let bytes = bounded::read(&bounded::open_own(path).ok()?, LIMIT).ok()??;
    let text = String::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once('\n')?;
    let first = head.len() + 1;
    let sum = head.strip_prefix(FORM)?.strip_prefix(' ')?;
    if u32::from_str_radix(sum, 16).ok()? != crc32fast::hash(body.as_bytes()) {
        return None;
    }
    let mut known = Known::new();
    let mut at = 0;
    while let Some((line, rest)) = body.get(at..)?.split_once('\n') {
        let mut parts = line.splitn(3, '\t');
        let stamp = Stamp::parse(parts.next()?)?;
        let long: usize = parts.next()?.parse().ok()?;
        let start = body.len() - rest.len();
        at = start.checked_add(long)?;
        if stamp
            .times
            .iter()
            .all(|time| time.saturating_add(fresh) <= written)
        {
            known.insert(parts.next()?.to_owned(), (stamp, first + start..first + at));
        }
    }
    Some((text, known))
}

/// Takes away what was kept longest ago of many folders.
fn forget(folder: &Path) -> io::Result<()> {
    let mut kept = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        kept.push((entry.metadata()?.modified()?, entry.path()));
    }
    kept.retain(|(_, path): &(_, PathBuf)| {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        name.len() == 32 && name.iter().all(u8::is_ascii_hexdigit)
    });
    kept.sort_unstable();
    let many = kept.len().saturating_sub(FOLDERS);
    kept.iter()
        .take(many)
        .try_for_each(|(_, path)| std::fs::remove_file(path))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::questionnaire::parse_lean;
    use std::fs;

    const MANY: usize = FEW + 3;

    /// What is known of a folder, with how many of its files were known before.
    fn read_all(cache: &Path, folder: &Path) -> (Vec<Questionnaire>, usize) {
        let kept = Kept::of(cache, folder, i128::MIN / 2);
        let mut paths: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort_unstable();
        let mut known = 0;
        let mut one = |path: &PathBuf| {
            let stamp = Stamp::of(path);
            if let Some(lines) = stamp.and_then(|stamp| kept.of_file(path, stamp)) {
                known += 1;
                let (found, was_used) = lines.questionnaire().unwrap();
                assert!(!was_used && lines.questionnaire().unwrap().1);
                assert_eq!(lines.names().unwrap()[0], found.control.id);
                return found;
            }
            let read = Questionnaire {
                digest: String::new(),
                ..parse_lean(&fs::read_to_string(path).unwrap()).unwrap()
            };
            if let Some(stamp) = stamp {
                kept.keep(path, stamp, &read);
            }
            read
        };
        let all = paths.iter().map(&mut one).collect();
        kept.save().unwrap();
        (all, known)
    }

    #[test]
    fn what_was_read_is_kept_as_long_as_the_files_are_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let (cache, folder) = (dir.path().join("a/b"), dir.path().join("q"));
        fs::create_dir(&folder).unwrap();
        let text = include_str!("../../../questionnaires/cek-02.toml");
        let path = |n: usize| folder.join(format!("{n:02}.toml"));
        let put = |n: usize, title: &str| {
            let text = text.replace("\"CEK-02\"", &format!("\"A-{n:02}\""));
            let (start, end) = text.split_once("title = \"").unwrap();
            fs::write(path(n), format!("{start}title = \"{title}{end}")).unwrap();
        };
        (0..MANY).for_each(|n| put(n, "Old "));
        // No line could begin with its name.
        fs::rename(path(MANY - 1), folder.join("18\n.toml")).unwrap();
        let (first, known) = read_all(&cache, &folder);
        assert_eq!(known, 0);
        assert_eq!(read_all(&cache, &folder), (first.clone(), MANY - 1));

        // Written anew with as many bytes, and dated back.
        let when = fs::metadata(path(3)).unwrap().modified().unwrap();
        put(3, "New ");
        let file = fs::File::options().append(true).open(path(3)).unwrap();
        file.set_modified(when).unwrap();
        let (second, known) = read_all(&cache, &folder);
        assert_eq!(known, MANY - 2);
        assert!(second[3].control.title.starts_with("New "));
        assert_eq!(read_all(&cache, &folder), (second, MANY - 1));

        // Another file, a link and one less.
        put(MANY, "Late ");
        fs::rename(path(4), dir.path().join("away.toml")).unwrap();
        fs::remove_file(path(5)).unwrap();
        std::os::unix::fs::symlink(dir.path().join("away.toml"), path(4)).unwrap();
        assert_eq!(read_all(&cache, &folder).1, MANY - 3);
        assert_eq!(read_all(&cache, &folder).1, MANY - 2);

        // What is not as it was written is as good as nothing.
        let kept = fs::read_dir(&cache)
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        let said = fs::read_to_string(&kept).unwrap();
        for (from, to) in [
            ("Late ", "Bold "),
            (FORM, "other"),
            ("\t", " "),
            (" 1", " 170141183460469231731687303715884105727"),
        ] {
            let (head, body) = said.split_once('\n').unwrap();
            let body = body.replacen(from, to, 1);
            let head = match from {
                // What is summed up rightly is looked at.
                "\t" | " 1" => format!("{FORM} {:08x}", crc32fast::hash(body.as_bytes())),
                _ => head.replacen(from, to, 1),
            };
            fs::write(&kept, format!("{head}\n{body}")).unwrap();
            assert_eq!(read_all(&cache, &folder).1, 0, "{from}");
            assert_eq!(read_all(&cache, &folder).1, MANY - 2, "{from}");
        }
    }

    #[test]
    fn what_had_only_just_changed_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let (cache, folder) = (dir.path().join("cache"), dir.path().join("q"));
        fs::create_dir(&folder).unwrap();
        let text = include_str!("../../../questionnaires/cek-02.toml");
        for n in 0..FEW {
            fs::write(folder.join(format!("{n:02}.toml")), text).unwrap();
        }
        read_all(&cache, &folder);
        assert!(Kept::of(&cache, &folder, FRESH).known.is_empty());
        assert_eq!(Kept::of(&cache, &folder, 0).known.len(), FEW);
    }

    #[test]
    fn of_many_folders_the_last_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        for n in 0..FOLDERS + 3 {
            let file = fs::File::create(dir.path().join(format!("{n:032x}"))).unwrap();
            let when = std::time::UNIX_EPOCH + std::time::Duration::from_secs(n as u64);
            file.set_modified(when).unwrap();
        }
        fs::write(dir.path().join("mine.txt"), "").unwrap();
        forget(dir.path()).unwrap();
        let mut left: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort_unstable();
        assert_eq!(left.len(), FOLDERS + 1);
        assert_eq!(left[0].to_str(), Some(format!("{:032x}", 3).as_str()));
    }
}
