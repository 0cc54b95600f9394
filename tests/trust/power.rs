//! The power fails: what a disk was told is recorded once, and the files are rebuilt as they may be
//! found after a cut at any sync, with what was not yet synced there, gone, or torn.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::begun::{INIT, before};
use crate::desk::{Desk, LATER, NOW, open};
use crate::dice::Dice;
use crate::disk::{Disk, Event};
use crate::figures::{Size, Tally};
use crate::truth::Truth;
use crate::writes::{WRITING, with_files};

/// What disks write in one piece.
const SECTOR: usize = 512;

/// What a file holds: what a cut leaves for certain, and what was told since.
#[derive(Debug, Clone, Default)]
struct File {
    certain: Vec<u8>,
    since: Vec<Told>,
}

#[derive(Debug, Clone)]
enum Told {
    Bytes(usize, Vec<u8>),
    Length(usize),
}

/// A name that appeared or went away, and for which file.
#[derive(Debug, Clone)]
struct Renamed {
    name: PathBuf,
    file: Option<usize>,
}

/// A folder on a disk.
#[derive(Debug, Clone, Default)]
struct Folder {
    files: Vec<File>,
    /// The names now.
    names: BTreeMap<PathBuf, usize>,
    /// The names that a cut leaves for certain, and what became of them since, in order.
    certain: BTreeMap<PathBuf, usize>,
    since: Vec<Renamed>,
}

/// What became of what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// All of it is gone.
    Gone,
    /// All of it is there.
    There,
    /// Some of it is there, some of that torn.
    Torn,
}

fn put(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[at..end].copy_from_slice(bytes);
}

impl File {
    /// What is found after a cut.
    fn after(&self, cut: Cut, dice: &mut Dice) -> Vec<u8> {
        let mut content = self.certain.clone();
        if cut == Cut::Gone {
            return content;
        }
        // Few of the last writes, most of them, or half: so that whole commits and parts are met.
        let likely = *dice.one_of(&[10, 50, 90]).expect("three");
        for told in &self.since {
            match told {
                Told::Bytes(at, bytes) if cut == Cut::There => put(&mut content, *at, bytes),
                Told::Length(len) if cut == Cut::There => content.resize(*len, 0),
                Told::Bytes(at, bytes) => {
                    let torn = dice.percent(20);
                    let whole = dice.percent(likely);
                    for (nth, sector) in bytes.chunks(SECTOR).enumerate() {
                        let there = if torn { dice.percent(50) } else { whole };
                        if there {
                            put(&mut content, at + nth * SECTOR, sector);
                        }
                    }
                }
                Told::Length(len) => {
                    if dice.percent(50) {
                        content.resize(*len, 0);
                    }
                }
            }
        }
        content
    }

    fn sync(&mut self) {
        for told in self.since.drain(..) {
            match told {
                Told::Bytes(at, bytes) => put(&mut self.certain, at, &bytes),
                Told::Length(len) => self.certain.resize(len, 0),
            }
        }
    }
}

impl Folder {
    /// A folder at rest.
    fn of(desk: &Desk) -> Self {
        let mut folder = Self::default();
        let path = desk.database();
        if !path.exists() {
            return folder;
        }
        folder.files.push(File {
            certain: fs::read(&path).expect("a database"),
            since: Vec::new(),
        });
        folder.names.insert(path, 0);
        folder.certain.clone_from(&folder.names);
        folder
    }

    fn file(&mut self, name: &Path) -> Option<&mut File> {
        self.names.get(name).map(|at| &mut self.files[*at])
    }

    fn tell(&mut self, event: &Event) {
        match event {
            Event::Written(name, at, bytes) => {
                if let Some(file) = self.file(name) {
                    file.since.push(Told::Bytes(*at, bytes.clone()));
                }
            }
            Event::Truncated(name, len) => {
                if let Some(file) = self.file(name) {
                    file.since.push(Told::Length(*len));
                }
            }
            Event::Synced(name) => match self.file(name) {
                Some(file) => file.sync(),
                None => self.sync_names(name),
            },
            Event::Created(name) => {
                self.files.push(File::default());
                self.rename(name, Some(self.files.len() - 1));
            }
            Event::Linked(first, second) => {
                let file = self.names.get(first).copied();
                self.rename(second, file);
            }
            Event::Unlinked(name) => self.rename(name, None),
            Event::Answered => {}
        }
    }

    fn rename(&mut self, name: &Path, file: Option<usize>) {
        let name = name.to_owned();
        named(&mut self.names, &name, file);
        self.since.push(Renamed { name, file });
    }

    fn sync_names(&mut self, folder: &Path) {
        let within = |renamed: &mut Renamed| renamed.name.parent() == Some(folder);
        for renamed in self.since.extract_if(.., within) {
            named(&mut self.certain, &renamed.name, renamed.file);
        }
    }

    /// Puts into a folder what is found after a cut.
    fn restore(&self, into: &Desk, cut: Cut, dice: &mut Dice) {
        let mut names = self.certain.clone();
        let most = i64::try_from(self.since.len()).expect("few");
        let kept = match cut {
            Cut::Gone => 0,
            Cut::There => most,
            Cut::Torn => dice.between(0, most),
        };
        let kept = usize::try_from(kept).expect("not negative");
        for renamed in &self.since[..kept] {
            named(&mut names, &renamed.name, renamed.file);
        }
        for end in ["", "-wal", "-journal", "-shm"] {
            drop(fs::remove_file(into.path(&format!("daypass.db{end}"))));
        }
        for (name, file) in names {
            let name = name.file_name().expect("a file");
            let name = name.to_str().expect("a name of ours");
            // The index of the log is memory, and nobody's after a cut.
            if name.starts_with("daypass.db") && !name.ends_with("-shm") {
                into.write(name, self.files[file].after(cut, dice));
            }
        }
    }
}

fn named(names: &mut BTreeMap<PathBuf, usize>, name: &Path, file: Option<usize>) {
    match file {
        Some(file) => names.insert(name.to_owned(), file),
        None => names.remove(name),
    };
}

/// A command, and every cut of the power while it runs.
struct Trial<'a> {
    truth: Truth,
    words: &'a [&'a str],
    found: Desk,
}

impl Trial<'_> {
    fn cut(
        &self,
        folder: &Folder,
        cut: Cut,
        answered: bool,
        dice: &mut Dice,
    ) -> Result<(), String> {
        folder.restore(&self.found, cut, dice);
        let found = self.truth.found(&self.found);
        let found = found.map_err(|why| format!("{:?}, {cut:?}: {why}", self.words))?;
        if answered && found != self.truth.after() {
            let words = self.words;
            return Err(format!("{words:?}, {cut:?}: what was reported is gone"));
        }
        Ok(())
    }
}

/// A desk whose database a program of schema version 1 wrote: whatever opens it upgrades it.
fn older() -> Desk {
    let desk = with_files();
    fs::remove_file(desk.database()).expect("a database");
    let db = open(&desk.database());
    db.execute_batch(include_str!("../../fixtures/schema/v1.sql"))
        .expect("a dump");
    db.pragma_update(None, "journal_mode", "WAL").expect("set");
    drop(db);
    desk
}

/// Cuts the power at each sync of each writing command, and of an upgrade.
pub(crate) fn cuts(size: Size) -> Tally {
    const WHAT: &str =
        "power cut at each sync of each writing command, of init and of a schema upgrade";
    let Some(drive) = Disk::new() else {
        return Tally::skipped(WHAT, "needs Linux and cc");
    };
    let mut tally = Tally::new(WHAT);
    let mut dice = Dice::new(7);
    let renew: (&str, &[&str]) = (LATER, &["renew"]);
    let upgrade: (&str, &[&str]) = (NOW, &["member", "list"]);
    let others = [&renew, &upgrade, &INIT[0], &INIT[1]];
    let others = &others[..size.of(3, 4)];
    for (now, words) in WRITING.iter().chain(others.iter().copied()) {
        let is_older = *words == upgrade.1;
        let desk = if is_older { older() } else { before(words) };
        let mut folder = Folder::of(&desk);
        let found_first = desk.dump();
        let (ran, events) = drive.watch(&desk, now, words);
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        let after = desk.dump();
        // Whoever looks at an older database upgrades it, so that nobody sees it as it was.
        let found_first = if is_older { after.clone() } else { found_first };
        let trial = Trial {
            truth: Truth::of(found_first, after),
            words,
            found: Desk::empty(),
        };
        let mut answered = false;
        for event in &events {
            let synced = matches!(event, Event::Synced(_));
            let mut try_all = |folder: &Folder, answered| {
                tally.count(trial.cut(folder, Cut::Gone, answered, &mut dice));
                for _ in 0..size.of(1, 12) {
                    tally.count(trial.cut(folder, Cut::Torn, answered, &mut dice));
                }
            };
            if synced {
                try_all(&folder, answered);
            }
            folder.tell(event);
            if matches!(event, Event::Answered) && !answered {
                answered = true;
                try_all(&folder, answered);
            }
        }
        tally.count(trial.cut(&folder, Cut::There, answered, &mut dice));
        tally.count(trial.cut(&folder, Cut::Gone, answered, &mut dice));
    }
    tally
}
