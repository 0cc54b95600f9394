//! Faults between the acts and within them: an act that fails at one of its writes or at the commit
//! left nothing, and the program is opened anew before it is tried again.

use std::path::PathBuf;
use std::time::Duration;

use daypass::ops::OpError;
use daypass::store::Store;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::acts::Act;
use crate::compare;
use crate::dice::Dice;
use crate::oracle::{Id, Oracle};
use crate::planted::{fail_at, fail_commit, plant};
use crate::program::Program;

/// How many acts of a hundred meet a fault.
const PERCENT: i64 = 40;
/// Most acts write less often than this.
const WRITES: i64 = 30;

/// A database on a disk, and somebody who breaks it.
pub(crate) struct Faults {
    path: PathBuf,
    behind: Connection,
    dice: Dice,
    /// How many acts failed by a fault.
    pub(crate) struck: u64,
    _folder: TempDir,
}

impl Faults {
    /// An empty database on a disk, and its faults.
    pub(crate) fn new(seed: u64) -> (Store, Self) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("daypass.db");
        let store = Store::create(&path, Duration::ZERO).expect("a database");
        let behind = Connection::open(&path).expect("a database");
        plant(&behind);
        let faults = Self {
            path,
            behind,
            dice: Dice::new(seed),
            struck: 0,
            _folder: folder,
        };
        (store, faults)
    }

    /// Does the act, with a fault in its way now and then. A renewal goes on with the next customer
    /// where a write fails (R4), so only its commit does.
    pub(crate) fn act(
        &mut self,
        program: &mut Program,
        oracle: &Oracle,
        act: &Act,
    ) -> Result<Option<Id>, OpError> {
        if !self.dice.percent(PERCENT) {
            return program.act(act);
        }
        if matches!(act, Act::Renew { .. }) || self.dice.percent(20) {
            fail_commit(&self.behind, true);
        } else {
            fail_at(&self.behind, self.dice.between(1, WRITES));
        }
        let done = program.act(act);
        fail_at(&self.behind, 0);
        fail_commit(&self.behind, false);
        let Err(OpError::Store(_)) = done else {
            return done;
        };
        self.struck += 1;
        compare::agree(program, oracle, true);
        program.store = Store::open(&self.path, Duration::ZERO).expect("opened again");
        program.act(act)
    }
}
