//! What every command has in hand: the clock's reading, the store, the way out, and the frame
//! around a use case that writes.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::Args;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::places::{Place, Source};
use super::{interrupt, words};
use crate::clock::Reading;
use crate::config::Config;
use crate::domain::day::Instant;
use crate::domain::ids::OperationId;
use crate::error::{CliError, Mend};
use crate::ops::OpError;
use crate::ops::apply;
use crate::ops::operation::{Done, Stamp, perform, perform_recorded, was_done};
use crate::ops::watch::Watch;
use crate::output::{Column, Listing, Out, Progress, View, views};
use crate::store::{Snapshot, Store, StoreError, Tx};

/// The flags of every command that writes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Writing")]
pub(crate) struct Writing {
    /// The same key again changes nothing and answers as the first time
    #[arg(long, value_name = "KEY", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) key: Option<String>,
    /// What for; kept with the operation
    #[arg(long, value_name = "TEXT")]
    pub(crate) memo: Option<String>,
    /// Say what would happen and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What a command works with.
pub(crate) struct Ctx {
    pub(crate) clock: Reading,
    pub(crate) out: Out,
    /// Where the config is, or would be.
    pub(crate) place: Place,
    pub(crate) config: Config,
    pub(crate) db: Place,
    pub(crate) actor: String,
    pub(crate) actor_from: Source,
    pub(crate) yes: bool,
    /// Whether long answers go through a pager.
    pub(crate) paged: bool,
    /// Which pager; None is the usual one.
    pub(crate) pager: Option<String>,
    /// The words that were typed, the program's name first.
    pub(crate) args: Vec<OsString>,
    pub(crate) words: BTreeMap<String, String>,
    store: Option<Store>,
}

/// An answer of a command that writes, and whether it was given before or only rehearsed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Answer<V> {
    #[serde(flatten)]
    view: V,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    replayed: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
}

impl<V> Answer<V> {
    /// The answer itself.
    pub(crate) const fn view(&self) -> &V {
        &self.view
    }

    /// Without the word that it was only rehearsed, where the view says so itself.
    pub(crate) fn unmarked(self) -> Self {
        Self {
            dry_run: false,
            ..self
        }
    }

    /// Whether it was given before.
    pub(crate) const fn is_replayed(&self) -> bool {
        self.replayed
    }
}

impl<V: View> View for Answer<V> {
    fn text(&self) -> String {
        self.view.text()
    }
}

impl Ctx {
    pub(crate) fn new(clock: Reading, out: Out, place: Place, config: Config, db: Place) -> Self {
        Self {
            clock,
            out,
            place,
            config,
            db,
            actor: "unknown".to_owned(),
            actor_from: Source::Default,
            yes: false,
            paged: false,
            pager: None,
            args: Vec::new(),
            words: BTreeMap::new(),
            store: None,
        }
    }

    /// A long answer follows: it goes through a pager where somebody reads it.
    pub(crate) fn page(&mut self) {
        if self.paged {
            self.out.page(self.pager.as_deref());
        }
    }

    /// The program's clock.
    pub(crate) const fn now(&self) -> Instant {
        self.clock.now
    }

    /// The database, opened the first time it is asked for.
    pub(crate) fn store(&mut self) -> Result<&Store, CliError> {
        if self.store.is_none() {
            let opened = Store::open(&self.db.path, self.config.lock_wait);
            let opened = opened.map_err(|error| {
                if !matches!(error, StoreError::Missing(_)) {
                    return error.into();
                }
                CliError::Advised {
                    error: Box::new(error.into()),
                    hint: self.beginning().into(),
                }
            });
            let opened = opened?;
            if let Some(upgraded) = opened.upgraded() {
                self.out.note(&format!(
                    "the database was brought from schema {} to {}; as it was before it is kept in {}",
                    upgraded.from,
                    upgraded.to,
                    upgraded.kept.display()
                ));
            }
            self.store = Some(opened);
        }
        Ok(self.store.as_ref().expect("opened above"))
    }

    /// Suggests the same command with a change.
    pub(crate) fn hint_again(&mut self, mend: Mend) {
        if let Some(line) = words::hint(&mend.into(), &self.args, None) {
            self.out.hint(&line);
        }
    }

    /// The `init` that makes the database that is missing.
    fn beginning(&self) -> String {
        let line = match &self.config.space {
            Some(_) => "daypass init --keep-config",
            None => "daypass init",
        };
        let files = [("--config", &self.place), ("--db", &self.db)];
        let files = files.map(|(flag, at)| (flag, at.is_named().then_some(at.path.as_path())));
        words::with_files(line, files)
    }

    /// The database and the way out, for answers that are printed while they are read.
    pub(crate) fn reading(&mut self) -> Result<(&Store, &mut Out), CliError> {
        self.store()?;
        let store = self.store.as_ref().expect("opened above");
        Ok((store, &mut self.out))
    }

    /// Prints a list while it is read; how many there were. What it names is found first, before
    /// anything is printed.
    pub(crate) fn list<A>(
        &mut self,
        columns: &[Column],
        ask: impl FnOnce(&Snapshot) -> Result<A, OpError>,
        read: impl FnOnce(&Snapshot, &A, &mut Listing<'_>) -> Result<(), CliError>,
    ) -> Result<usize, CliError> {
        let (store, out) = self.reading()?;
        store.read(|db| {
            let asked = ask(db)?;
            let mut listing = out.listing(columns)?;
            read(db, &asked, &mut listing)?;
            Ok(listing.end()?)
        })
    }

    /// Works with this database from now on.
    pub(crate) fn use_store(&mut self, store: Store) {
        self.store = Some(store);
    }

    /// Warns where the config says of the space what was not applied. A database that cannot be
    /// read is told by the command itself.
    pub(crate) fn heed_config(&mut self) {
        if self.config.space.is_none() || self.store().is_err() {
            return;
        }
        let (Some(declared), Some(store)) = (&self.config.space, &self.store) else {
            return;
        };
        let Ok(pending) = store.read(|db| apply::pending(db, declared)) else {
            return;
        };
        if let Some(first) = pending.first() {
            let file = self.place.path.display();
            let more = match pending.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let thing = views::applied::named(&first.thing);
            let warning = format!("{file} says what was not applied: {thing}{more}");
            self.out.warn(&warning);
            self.out.hint("daypass apply --dry-run");
        }
    }

    /// Whoever sits at the terminal sees that it goes on, until this is dropped: for work that may
    /// take long and leaves nothing half done where it is stopped.
    pub(crate) fn progress(&self) -> Progress {
        Progress::begin(self.out.is_quiet())
    }

    /// Whoever sits at the terminal, for work that may take long: sees how far it is, and may stop
    /// it.
    pub(crate) fn watch(&self) -> Watch {
        interrupt::heed();
        let progress = self.progress();
        Watch::new(move |done, of| progress.set(done, of), interrupt::asked)
    }

    /// How an operation of this command is stamped.
    pub(crate) fn stamp(&self, writing: &Writing) -> Stamp {
        Stamp {
            now: self.now(),
            actor: self.actor.clone(),
            command: words::line(&self.args),
            memo: writing.memo.clone(),
            key: writing.key.clone(),
            words: self.words.clone(),
            yes: self.yes,
            dry_run: writing.dry_run,
        }
    }

    /// Runs a use case as one operation and answers what is to be printed after the commit. The
    /// view is made of the operation's number (None when nothing was kept) and what was done.
    pub(crate) fn perform<T, V: View + DeserializeOwned>(
        &mut self,
        writing: &Writing,
        work: impl FnOnce(&Tx) -> Result<T, OpError>,
        view: impl Fn(Option<OperationId>, &T) -> V,
    ) -> Result<Answer<V>, CliError> {
        let stamp = self.stamp(writing);
        let done = perform(self.store()?, &stamp, work, |id, done| {
            serde_json::to_string(&view(id, done)).expect("a view can be serialized")
        })?;
        self.answered(writing, done, |id, done| view(id, &done))
    }

    /// At a terminal, shows what a use case would do and asks whether it is to be done. What was
    /// done under the same key is only answered again (A4): about that nobody is asked.
    pub(crate) fn agree<T, V: View>(
        &mut self,
        writing: &Writing,
        work: impl FnOnce(&Tx) -> Result<T, OpError>,
        view: impl Fn(Option<OperationId>, &T) -> V,
        question: &str,
    ) -> Result<(), CliError> {
        if !self.would_ask() || writing.dry_run || self.was_done(writing)? {
            return Ok(());
        }
        let progress = self.progress();
        let done = self.rehearse(writing, work)?;
        drop(progress);
        self.out.preview(&view(None, &done));
        self.confirm(question)
    }

    /// Whether its key was used before.
    pub(crate) fn was_done(&mut self, writing: &Writing) -> Result<bool, CliError> {
        let stamp = self.stamp(writing);
        Ok(was_done(self.store()?, &stamp)?)
    }

    /// What a use case would do: for a preview, before it is asked about.
    pub(crate) fn rehearse<T>(
        &mut self,
        writing: &Writing,
        work: impl FnOnce(&Tx) -> Result<T, OpError>,
    ) -> Result<T, CliError> {
        let stamp = Stamp {
            key: None,
            dry_run: true,
            ..self.stamp(writing)
        };
        match perform(self.store()?, &stamp, work, |_, _| String::new())? {
            Done::Now(_, done) => Ok(done),
            Done::Before(_) => unreachable!("a rehearsal takes no key"),
        }
    }

    /// [`Ctx::write`] of a use case that may say no and keep what it wrote: then that is told.
    pub(crate) fn write_recorded<T, V: View + DeserializeOwned>(
        &mut self,
        writing: &Writing,
        work: impl FnOnce(&Tx) -> Result<Result<T, OpError>, OpError>,
        view: impl Fn(Option<OperationId>, &T) -> V,
    ) -> Result<(), CliError> {
        let stamp = self.stamp(writing);
        let done = perform_recorded(self.store()?, &stamp, work, |id, done| {
            serde_json::to_string(&view(id, done)).expect("a view can be serialized")
        })?;
        let done = match done {
            Done::Now(id, done) => Done::Now(id, done?),
            Done::Before(answer) => Done::Before(answer),
        };
        let answer = self.answered(writing, done, |id, done| view(id, &done))?;
        Ok(self.out.say(&answer)?)
    }

    /// The answer of a use case that was performed, or was before.
    pub(crate) fn answered<T, V: View + DeserializeOwned>(
        &mut self,
        writing: &Writing,
        done: Done<T>,
        view: impl FnOnce(Option<OperationId>, T) -> V,
    ) -> Result<Answer<V>, CliError> {
        match done {
            Done::Now(id, done) => {
                if writing.dry_run {
                    self.out.note("dry run: nothing was written");
                }
                Ok(Answer {
                    view: view(id, done),
                    replayed: false,
                    dry_run: writing.dry_run,
                })
            }
            Done::Before(json) => {
                let view = serde_json::from_str(&json).map_err(|_| {
                    OpError::from(StoreError::Damaged(
                        "the answer kept with the key cannot be read".to_owned(),
                    ))
                })?;
                self.out
                    .note("this key was used before: nothing was changed");
                Ok(Answer {
                    view,
                    replayed: true,
                    dry_run: false,
                })
            }
        }
    }

    /// [`Ctx::perform`], and print.
    pub(crate) fn write<T, V: View + DeserializeOwned>(
        &mut self,
        writing: &Writing,
        work: impl FnOnce(&Tx) -> Result<T, OpError>,
        view: impl Fn(Option<OperationId>, &T) -> V,
    ) -> Result<(), CliError> {
        let answer = self.perform(writing, work, view)?;
        Ok(self.out.say(&answer)?)
    }
}
