//! Looking after many providers: those that other programs have written, made or
//! taken away are read again, off the drawing thread, which is woken only when
//! something has changed.

use super::effect::Clock;
use super::wait::Waker;
use super::watch::{State, state};
use crate::assessment::folder_of;
use crate::folder::Asked;
use crate::overview::ProviderOverview;
use crate::portfolio::find::{find, is_one};
use crate::portfolio::read::{Catalogs, provider};
use crate::store::SHARED_FILE;
use crate::store::meant::is_toml;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};

/// How long between two looks.
const EVERY: Duration = Duration::from_secs(1);

/// Files that are looked at in one look; the others follow in the next ones. What
/// is put in the place of a file, as most programs save, changes its folder, and
/// is seen at once.
const AT_ONCE: usize = 2_000;

/// How far the clock of files may lag behind that of programs.
const LAG: Duration = Duration::from_millis(50);

/// Looks that have to miss a provider before it is gone: it may be taken away for
/// a moment while it is written anew.
const MISSED: u8 = 2;

type States = BTreeMap<PathBuf, State>;

/// What is looked after.
#[derive(Debug)]
pub struct Asking {
    /// The paths of the call.
    pub paths: Vec<PathBuf>,
    /// The providers that were found in them.
    pub providers: Vec<PathBuf>,
    /// When they began to be read.
    pub since: SystemTime,
    /// The questionnaire that the call names.
    pub named: Option<Asked>,
}

/// What has changed among the providers.
#[derive(Debug, Default)]
pub struct Changed {
    /// Those that were written or are new, as they are now.
    pub read: Vec<ProviderOverview>,
    /// Those that are gone.
    pub gone: Vec<PathBuf>,
}

/// The look-out. It ends when it is dropped.
#[derive(Debug)]
pub(super) struct Lookout {
    found: Receiver<Changed>,
    known: Sender<(PathBuf, States)>,
    away: Arc<AtomicBool>,
}

impl Lookout {
    /// Starts to look.
    pub fn start(asking: Asking, clock: fn() -> Clock, waker: Arc<Waker>) -> Self {
        let (send, found) = channel();
        let (known, told) = channel();
        let away = Arc::new(AtomicBool::new(false));
        let weak = Arc::downgrade(&away);
        // Without a thread they stay as they were read.
        let _ = std::thread::Builder::new()
            .spawn(move || look(asking, clock, &told, &send, &waker, &weak));
        Self { found, known, away }
    }

    /// Whether something else is on the screen: there is nobody to look for.
    pub fn is_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    /// Takes a provider as it is now for the known state: it is read elsewhere.
    pub fn know(&self, path: &Path) {
        let _ = self.known.send((path.to_owned(), files_of(path)));
    }

    /// What has changed since this was asked last.
    pub fn found(&self) -> impl Iterator<Item = Changed> + '_ {
        self.found.try_iter()
    }
}

fn look(
    asking: Asking,
    clock: fn() -> Clock,
    told: &Receiver<(PathBuf, States)>,
    send: &Sender<Changed>,
    waker: &Waker,
    away: &Weak<AtomicBool>,
) {
    let named = asking.named.clone();
    let mut looking = Looking::new(asking);
    loop {
        std::thread::sleep(EVERY);
        let Some(away) = away.upgrade() else { return };
        if away.load(Ordering::SeqCst) {
            continue;
        }
        for (path, files) in told.try_iter() {
            looking.providers.insert(path, Seen { files, missed: 0 });
        }
        let Turn { changed, gone } = looking.turn();
        if changed.is_empty() && gone.is_empty() {
            continue;
        }
        // Questionnaires may have changed with them.
        let mut catalogs = Catalogs::new(named.clone());
        let asked = (clock().today, true);
        let read = changed.iter();
        let read = read.filter_map(|path| provider(path, &mut catalogs, asked, &|_, _| true));
        let changed = Changed {
            read: read.collect(),
            gone,
        };
        if send.send(changed).is_err() {
            return;
        }
        waker.wake();
    }
}

/// A provider as it was seen last.
#[derive(Debug, Default)]
struct Seen {
    files: States,
    missed: u8,
}

/// What a look has found.
#[derive(Debug, Default, PartialEq)]
struct Turn {
    changed: Vec<PathBuf>,
    gone: Vec<PathBuf>,
}

/// What is known of the files.
#[derive(Debug)]
struct Looking {
    paths: Vec<PathBuf>,
    /// The paths of the call that providers are looked for in.
    within: Vec<PathBuf>,
    /// What is directly in those, and the other paths.
    places: States,
    providers: BTreeMap<PathBuf, Seen>,
    /// The provider that was looked at last.
    last: Option<PathBuf>,
    /// Whether one was missed that is not gone yet.
    unsure: bool,
    /// Those that were written while they were read at the start.
    late: Vec<PathBuf>,
}

impl Looking {
    fn new(asking: Asking) -> Self {
        let Asking {
            paths,
            providers,
            since,
            ..
        } = asking;
        let within = paths.iter().filter(|p| p.is_dir() && !is_one(p));
        let within: Vec<PathBuf> = within.cloned().collect();
        let after = since.checked_sub(LAG).unwrap_or(since);
        let is_late = |files: &States| {
            let mut times = files.values().flatten().filter_map(|(_, time, _)| *time);
            times.any(|time| time >= after)
        };
        let seen = |path: PathBuf| {
            let files = files_of(&path);
            (path, Seen { files, missed: 0 })
        };
        let providers: BTreeMap<PathBuf, Seen> = providers.into_iter().map(seen).collect();
        let late = providers.iter().filter(|(_, seen)| is_late(&seen.files));
        Self {
            places: places(&paths, &within),
            paths,
            within,
            late: late.map(|(path, _)| path.clone()).collect(),
            providers,
            last: None,
            // Whether one came or went meanwhile is seen by the first look.
            unsure: true,
        }
    }

    /// Looks once.
    fn turn(&mut self) -> Turn {
        let mut turn = Turn::default();
        let mut changed: BTreeSet<PathBuf> = self.late.drain(..).collect();
        let now = places(&self.paths, &self.within);
        let mut suspects: Vec<PathBuf> = Vec::new();
        for (path, state) in &now {
            if self.places.get(path) != Some(state) {
                suspects.push(path.clone());
            }
        }
        let is_less = self.places.keys().any(|path| !now.contains_key(path));
        self.places = now;
        if is_less || !suspects.is_empty() || self.unsure {
            self.find(&mut changed, &mut turn.gone);
        }
        suspects.extend(self.next(AT_ONCE));
        for path in suspects {
            if let Some(seen) = self.providers.get_mut(&path).filter(|s| s.missed == 0) {
                let files = files_of(&path);
                if files != seen.files {
                    seen.files = files;
                    changed.insert(path);
                }
            }
        }
        turn.changed = changed.into_iter().collect();
        turn
    }

    /// Finds out which providers there are.
    fn find(&mut self, changed: &mut BTreeSet<PathBuf>, gone: &mut Vec<PathBuf>) {
        let found = find(&self.paths).unwrap_or_else(|_| {
            // One that is not there keeps nobody from finding the others.
            let each = self.paths.iter();
            let each = each.filter_map(|path| find(std::slice::from_ref(path)).ok());
            each.flatten().collect()
        });
        let found: BTreeSet<PathBuf> = found.into_iter().collect();
        self.unsure = false;
        for (path, seen) in &mut self.providers {
            if found.contains(path) {
                // It may be another one that has come back.
                if std::mem::take(&mut seen.missed) > 0 {
                    changed.insert(path.clone());
                }
                continue;
            }
            seen.missed = seen.missed.saturating_add(1);
            match seen.missed >= MISSED {
                true => gone.push(path.clone()),
                false => self.unsure = true,
            }
        }
        for path in gone.iter() {
            self.providers.remove(path);
            changed.remove(path);
        }
        for path in found {
            if !self.providers.contains_key(&path) {
                let files = files_of(&path);
                self.providers
                    .insert(path.clone(), Seen { files, missed: 0 });
                changed.insert(path);
            }
        }
    }

    /// The providers whose turn it is: as many as have so many files, or one.
    fn next(&mut self, most: usize) -> Vec<PathBuf> {
        let mut left = most;
        let after = |path: &&PathBuf| self.last.as_ref().is_none_or(|last| *path > last);
        let mut all = Vec::new();
        for path in self.providers.keys().filter(after) {
            let files = self.providers.get(path).map_or(0, |seen| seen.files.len());
            if left == 0 {
                break;
            }
            left = left.saturating_sub(files.max(1));
            all.push(path.clone());
        }
        let ended = self.providers.keys().next_back() == all.last();
        self.last = all.last().filter(|_| !ended).cloned();
        all
    }
}

/// The states of some paths and of what is directly in those that providers are
/// looked for in.
fn places(paths: &[PathBuf], within: &[PathBuf]) -> States {
    let mut all: States = paths
        .iter()
        .map(|path| (path.clone(), state(path)))
        .collect();
    for folder in within {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if !entry.file_name().to_string_lossy().starts_with('.') {
                let state = state(&path);
                all.insert(path, state);
            }
        }
    }
    all
}

/// The files that a provider's counts come from, its evidence and questionnaires
/// apart.
fn files_of(provider: &Path) -> States {
    let mut paths = vec![provider.to_owned()];
    match std::fs::read_dir(provider) {
        Ok(entries) => {
            let entries = entries.flatten().map(|entry| entry.path());
            paths.extend(entries.filter(|path| is_toml(path)));
        }
        Err(_) => paths.push(folder_of(provider).join(SHARED_FILE)),
    }
    let state_of = |path: PathBuf| {
        // What comes into a folder and is no answer file changes nothing.
        let is_folder = path == provider && path.is_dir();
        let state = state(&path).filter(|_| !is_folder);
        (path, state)
    };
    paths.into_iter().map(state_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const ANSWERS: &str = "schema = 1\n[assessment]\nsubject = \"A\"\n";

    const CONTROL: &str = "schema = 1\n[assessment]\nquestionnaire = \"CEK-02\"\n";

    /// A file and a folder of controls, in a folder.
    fn place() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("b")).unwrap();
        fs::write(at("a.toml"), ANSWERS).unwrap();
        fs::write(at("b/assessment.toml"), ANSWERS).unwrap();
        fs::write(at("b/CEK-02.toml"), CONTROL).unwrap();
        dir
    }

    fn looking(paths: &[PathBuf], since: SystemTime) -> Looking {
        Looking::new(Asking {
            paths: paths.to_vec(),
            providers: find(paths).unwrap(),
            since,
            named: None,
        })
    }

    fn later() -> SystemTime {
        SystemTime::now() + Duration::from_secs(60)
    }

    #[test]
    fn what_is_written_comes_or_goes_is_seen_once() {
        let dir = place();
        let at = |name: &str| dir.path().join(name);
        let mut looking = looking(&[dir.path().to_owned()], later());
        let mut sees = |changed: &[&str], gone: &[&str], what: &str| {
            let all = |names: &[&str]| names.iter().map(|name| at(name)).collect();
            let (changed, gone) = (all(changed), all(gone));
            assert_eq!(looking.turn(), Turn { changed, gone }, "{what}");
        };
        sees(&[], &[], "nothing");
        fs::write(at("b/CEK-02.toml"), format!("{CONTROL}# longer\n")).unwrap();
        sees(&["b"], &[], "written in its place");
        fs::write(at("x"), format!("{ANSWERS}# put in its place\n")).unwrap();
        fs::rename(at("x"), at("a.toml")).unwrap();
        sees(&["a.toml"], &[], "written anew");
        fs::write(at("b/notes.md"), "x").unwrap();
        fs::write(at(".hidden.toml"), ANSWERS).unwrap();
        fs::create_dir(at("c")).unwrap();
        sees(&[], &[], "no answers");
        fs::write(at("c/assessment.toml"), ANSWERS).unwrap();
        fs::write(at("b/CEK-03.toml"), CONTROL).unwrap();
        sees(&["b", "c"], &[], "a provider and a control are new");
        fs::remove_file(at("a.toml")).unwrap();
        fs::rename(at("b"), at(".b")).unwrap();
        sees(&[], &[], "they may come back");
        fs::rename(at(".b"), at("b")).unwrap();
        sees(&["b"], &["a.toml"], "one has, one has not");
        sees(&[], &[], "that is told once");
        fs::write(at("a.toml"), ANSWERS).unwrap();
        fs::remove_file(at("b/assessment.toml")).unwrap();
        sees(&["a.toml", "b"], &[], "back, and broken");
    }

    #[test]
    fn a_path_of_the_call_may_go() {
        let dir = place();
        let at = |name: &str| dir.path().join(name);
        let mut looking = looking(&[at("a.toml"), at("b")], later());
        assert_eq!(looking.turn(), Turn::default());
        fs::remove_file(at("a.toml")).unwrap();
        fs::write(at("b/CEK-02.toml"), format!("{CONTROL}# longer\n")).unwrap();
        assert_eq!(looking.turn().changed, [at("b")]);
        assert_eq!(looking.turn().gone, [at("a.toml")]);
        assert_eq!(looking.turn(), Turn::default());
    }

    #[test]
    fn what_was_written_while_it_was_read_is_read_again() {
        let dir = place();
        let since = SystemTime::now();
        let mut looking = looking(&[dir.path().to_owned()], since);
        let both = [dir.path().join("a.toml"), dir.path().join("b")];
        assert_eq!(looking.turn().changed, both);
        assert_eq!(looking.turn(), Turn::default());
    }

    #[test]
    fn many_take_turns() {
        let dir = place();
        let mut looking = looking(&[dir.path().to_owned()], later());
        let (a, b) = (dir.path().join("a.toml"), dir.path().join("b"));
        for (most, seen) in [(1, vec![&a]), (1, vec![&b]), (1, vec![&a]), (100, vec![&b])] {
            assert_eq!(looking.next(most).iter().collect::<Vec<_>>(), seen);
        }
        assert_eq!(looking.next(100), [a, b]);
    }
}
