//! The screen: a model, a pure update, a pure view, and the loop that joins
//! them to the terminal.

pub mod action;
pub mod again;
pub mod asker;
mod changed;
pub mod changes;
pub mod controls;
mod counter;
pub mod disputed;
pub mod doc;
mod editing;
pub mod effect;
pub mod field;
pub mod finder;
mod held;
pub mod hyperlink;
pub mod keymap;
pub mod layout;
mod line;
mod linked;
mod lister;
pub mod lookout;
pub mod model;
mod opener;
pub mod paint;
mod pen;
pub mod picker;
pub mod portfolio;
pub mod row;
pub mod runtime;
mod searcher;
mod shown;
pub mod standing;
pub mod start;
pub mod suggested;
pub mod terminal;
pub mod theme;
pub mod tour;
pub mod update;
pub mod view;
pub mod wait;
mod watch;
mod whole;
pub mod wizard;
pub mod writing;

use crate::config::Config;
use crate::questionnaire::Questionnaire;
use crate::store::{AnswerFile, recent};
use crossterm::event::{self, Event as Input, KeyCode, KeyModifiers};
use effect::{Clock, Effect, Event};
use held::{Held, Selected};
use line::Input as Line;
use model::App;
use runtime::Runtime;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use terminal::Screen;
use theme::Theme;
use wait::{Lending, Waiter, Woken};
use wizard::line_of;

/// What the screen is started with.
pub struct Start {
    /// What is asked.
    pub questionnaire: Arc<Questionnaire>,
    /// The one that the call names, if it names one.
    pub named: Option<crate::folder::Asked>,
    /// What `--questionnaire` names, as it was typed.
    pub flag: Option<PathBuf>,
    /// The assessment to open; none shows the start page.
    pub file: Option<AnswerFile>,
    /// Many providers, to be shown in the place of one assessment.
    pub portfolio: Option<portfolio::Portfolio>,
    /// How they are looked after.
    pub looks_after: Option<lookout::Asking>,
    /// The assessment folder to open instead.
    pub controls: Option<controls::Disk>,
    /// The folder that the program was started in, absolute.
    pub folder: PathBuf,
    /// The user's state folder.
    pub state: PathBuf,
    /// The user's home folder, that `~/` stands for.
    pub home: Option<PathBuf>,
    /// Who sits here; empty means the assessment's assessor.
    pub user: String,
    /// How it looks.
    pub theme: Theme,
    /// How the user wants it: keys, mouse.
    pub config: Config,
    /// What is to be said of the configuration, if it has problems.
    pub misconfigured: Option<String>,
    /// The name of this machine, where the terminal is to be told of links.
    pub links: Option<String>,
    /// The user's own editor command, split as a shell splits words; may be
    /// empty.
    pub editor: OsString,
    /// Finds an earlier text of a file: in `HEAD`, or in `:1`, the common
    /// ancestor of a merge that is going on.
    pub past: fn(&std::path::Path, &str) -> Option<String>,
    /// Asks git about the file's history.
    pub git: asker::Git,
    /// Tells the time.
    pub clock: fn() -> Clock,
}

impl std::fmt::Debug for Start {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Start")
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// How the screen ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The user left.
    Left,
    /// A signal asked for it.
    Signal(i32),
}

/// How the screen ended, and what the user has to be told after it.
#[derive(Debug)]
pub struct End {
    /// How.
    pub how: Ended,
    /// Where answers are that could not be saved.
    pub rescued: Option<String>,
}

/// Runs the screen until the user leaves or a signal ends it. Whatever
/// happens, a panic included, what is being typed is in the journal and the
/// terminal is as it was.
///
/// # Errors
/// When the terminal cannot be used.
pub fn run(start: Start) -> io::Result<End> {
    let mut waiter = Waiter::new()?;
    let clock = start.clock;
    let mut app = App::new(Arc::clone(&start.questionnaire), clock(), start.theme);
    app.keys = start.config.keys.named_with(start.theme.glyphs);
    app.wizard.assessor = line_of(&start.user);
    app.user = start.user;
    app.home = start.home;
    app.links = start.links;
    app.start = model::Start::new(recent::list(&start.state));
    if let Some(portfolio) = start.portfolio {
        app.portfolio = Some(Box::new(portfolio));
        app.screen = model::Screen::Portfolio;
    } else if start.file.is_none() && start.controls.is_none() {
        app.start.found_here(recent::here(&start.folder));
    }
    let mut runtime = Runtime::new(
        start.questionnaire,
        start.state,
        start.editor,
        waiter.waker()?,
        start.past,
        start.git,
    );
    runtime.user.clone_from(&app.user);
    runtime.named = start.named;
    runtime.flag = start.flag;
    if let Some(asking) = start.looks_after {
        runtime.look_after(asking, clock);
    }
    let line = Line::take(waiter.waker()?)?;
    let mut screen = Screen::take(start.config.mouse)?;
    app.size = screen.size()?;
    let mut first = VecDeque::new();
    if let Some(file) = start.file {
        first.push_back(runtime.adopt(file, false, clock().now));
    }
    if let Some(disk) = start.controls {
        let clock = clock();
        first.push_back(runtime.adopt_folder(disk, clock.now));
    }
    first.extend(start.misconfigured.map(Event::Misconfigured));
    let result = std::panic::catch_unwind(AssertUnwindSafe(|| {
        Loop {
            app: &mut app,
            runtime: &mut runtime,
            screen: &mut screen,
            clock,
            lending: waiter.lending()?,
            line: &line,
            events: first,
            held: Held::default(),
            asked: None,
        }
        .run(&mut waiter)
    }));
    runtime.journal(true);
    runtime.keep_place();
    // Of the tour's sample nothing has to be kept.
    let doc = app.doc.as_ref().filter(|_| app.tour.is_none());
    let rescued = doc.and_then(|doc| runtime.rescue(doc.assessment()));
    drop(runtime.end_tour());
    drop(screen);
    let hung_up = Ended::Signal(signal_hook::consts::SIGHUP);
    match result {
        Ok(Ok(how)) => return Ok(End { how, rescued }),
        // What cannot be read or shown any more is no failure of its own.
        Ok(Err(_)) if line.lost() => {
            let how = hung_up;
            return Ok(End { how, rescued });
        }
        _ => {}
    }
    // Nobody gets to see an `End`, but where the answers are has to be said.
    if let Some(rescued) = rescued {
        let _ = writeln!(io::stderr(), "{}", crate::text::one_line(&rescued));
    }
    match result {
        Ok(ended) => ended.map(|how| End { how, rescued: None }),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

struct Loop<'a> {
    app: &'a mut App,
    runtime: &'a mut Runtime,
    screen: &'a mut Screen,
    clock: fn() -> Clock,
    lending: Lending,
    line: &'a Line,
    events: VecDeque<Event>,
    held: Held,
    /// Since when a question is shown that nobody here has asked for.
    asked: Option<Instant>,
}

/// How long such a question takes no letter: whoever writes goes on writing for
/// a moment before it is seen.
const UNREAD: Duration = Duration::from_millis(700);

impl Loop<'_> {
    fn run(&mut self, waiter: &mut Waiter) -> io::Result<Ended> {
        if self.handle()? {
            return Ok(Ended::Left);
        }
        loop {
            self.draw()?;
            self.line.watch()?;
            self.runtime.after_frame();
            let limit = [self.runtime.until_journal(), self.held.left(Instant::now())];
            let limit = limit.into_iter().flatten().min();
            match waiter.wait(limit, self.screen.is_behind())? {
                Woken::End(signal) => return Ok(Ended::Signal(signal)),
                Woken::Stop => self.suspend()?,
                Woken::Look | Woken::TimeUp => {}
            }
            self.events.extend(self.runtime.looks());
            self.events.extend(self.runtime.reading());
            self.events.extend(self.runtime.touched());
            self.events.extend(self.runtime.listings());
            self.events.extend(self.runtime.counted());
            self.events.extend(self.runtime.changed_providers());
            self.events.extend(self.runtime.told());
            self.events.extend(self.runtime.not_opened());
            if self.handle()? {
                return Ok(Ended::Left);
            }
            let mut taken = false;
            let before = Selected::of(self.app);
            while event::poll(Duration::ZERO)? {
                let input = event::read()?;
                taken = true;
                if matches!(input, Input::Resize(..)) {
                    self.screen.resized();
                }
                let event = translate(input);
                if self.is_early(event.as_ref()) {
                    let said = "a letter typed as this came up did nothing: read it first";
                    self.events.push_back(Event::Notice(said.to_owned()));
                } else {
                    self.events.extend(event);
                }
                let asked_before = self.asks();
                if self.handle()? {
                    return Ok(Ended::Left);
                }
                if self.asks() && !asked_before {
                    // What was typed before the question is seen is no
                    // answer to it.
                    while event::poll(Duration::ZERO)? {
                        event::read()?;
                    }
                    self.draw()?;
                }
            }
            if taken {
                let after = Selected::of(self.app);
                let now = Instant::now();
                self.held.key(before.as_ref(), after.as_ref(), now);
            } else {
                waiter.rouse();
            }
            if let Some(event) = self.runtime.journal(false) {
                self.events.push_back(event);
                self.handle()?;
            }
        }
    }

    fn asks(&self) -> bool {
        matches!(self.app.overlay, Some(model::Overlay::Conflict(_)))
    }

    /// Whether it is a letter that was hardly meant for the question.
    fn is_early(&self, event: Option<&Event>) -> bool {
        let is_letter = matches!(event, Some(Event::Key(key))
            if matches!(key.code, KeyCode::Char(_)) && !key.modifiers.contains(KeyModifiers::CONTROL));
        is_letter && self.asks() && self.asked.is_none_or(|since| since.elapsed() < UNREAD)
    }

    fn draw(&mut self) -> io::Result<()> {
        self.asked = match self.asks() {
            true => self.asked.or_else(|| Some(Instant::now())),
            false => None,
        };
        let app = &mut *self.app;
        let mut hits = None;
        let selected = self.held.is_going_by().then(|| Selected::of(app)).flatten();
        let held = self.held.area(selected.as_ref(), Instant::now());
        self.screen.draw(held, |frame, links, held| {
            // The first change of size can come before anybody listens for it.
            app.fit((frame.area().width, frame.area().height));
            let (places, shown) = view::draw_linked(app, frame, held);
            (hits, *links) = (Some(places), shown);
        })?;
        // Nothing was drawn where the terminal takes nothing.
        if let Some(hits) = hits {
            app.hits = hits;
        }
        Ok(())
    }

    /// Takes in the events that wait, and does what follows from each before
    /// the next: an answer is on disk before the next key is looked at.
    /// Returns whether it is time to leave.
    fn handle(&mut self) -> io::Result<bool> {
        while let Some(event) = self.events.pop_front() {
            let joined = matches!(event, Event::Joined(_));
            let effects = update::update(self.app, event, (self.clock)());
            if joined {
                self.runtime.join_is_known();
            }
            // Of the tour's sample nothing has to be remembered.
            let doc = self.app.doc.as_ref().filter(|_| self.app.tour.is_none());
            if let Some((doc, (role, item))) = doc.and_then(|doc| Some((doc, doc.item()?))) {
                let item = update::item_name(role, &item);
                self.runtime.is_at(&doc.path, item);
            }
            let mut told = VecDeque::new();
            for effect in effects {
                match effect {
                    Effect::Quit => return Ok(true),
                    Effect::Suspend => self.suspend()?,
                    Effect::Copy(text) => self.screen.copy(&text)?,
                    Effect::EditOutside(text) => {
                        let runtime = &mut *self.runtime;
                        let (lending, line) = (&self.lending, self.line);
                        let run = |command: &mut Command| lending.run(command.stdin(line.given()?));
                        let waits = runtime.awaits_editor();
                        let edit = || runtime.edit_outside(&text, &run);
                        told.push_back(self.screen.lend_to_program(&waits, edit)?);
                        let typed = line::forget_typed()?;
                        told.extend(typed.then_some(Event::Unheard));
                    }
                    effect => {
                        told.extend(self.runtime.perform(effect, (self.clock)().now));
                        told.extend(self.runtime.notices());
                    }
                }
            }
            // What came of this event goes before what the user did next.
            told.append(&mut self.events);
            self.events = told;
        }
        Ok(false)
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.runtime.journal(true);
        self.screen.lend(|| {
            signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)
        })??;
        let whole = self.screen.size()?;
        self.app.fit(whole);
        Ok(())
    }
}

fn translate(input: Input) -> Option<Event> {
    match input {
        Input::Key(key) => Some(Event::Key(key)),
        Input::Paste(text) => Some(Event::Paste(text)),
        Input::Mouse(mouse) => Some(Event::Mouse(mouse)),
        Input::Resize(width, height) => {
            let (width, height) = layout::capped((width, height));
            Some(Event::Resize(width, height))
        }
        Input::FocusGained | Input::FocusLost => None,
    }
}
