//! What the engine itself finds wrong with the file (A2): pages, indices, types. It looks through one
//! table after the other, which two connections can do at once; only how the pages belong together
//! is asked of all tables, and that is soon told.

use std::sync::{Mutex, PoisonError};

use super::{Row, Snapshot, Stop, StoreError};

/// What the engine finds wrong with the whole file, in its words. Empty when it is sound; `quick`
/// leaves out whether each row is in each index.
pub fn whole(db: &Snapshot, quick: bool) -> Result<Vec<String>, StoreError> {
    let (sql, column) = if quick {
        ("PRAGMA quick_check(20)", "quick_check")
    } else {
        ("PRAGMA integrity_check(20)", "integrity_check")
    };
    said(db, sql, column)
}

/// What a check says is wrong.
fn said(db: &Snapshot, sql: &str, column: &str) -> Result<Vec<String>, StoreError> {
    let mut found = db.rows(sql, &[], |row| row.get::<String>(column))?;
    found.retain(|line| line != "ok");
    Ok(found)
}

/// The check of a whole file that is done in parts, by whoever has time for one.
#[derive(Debug, Default)]
pub struct Parts(Mutex<Left>);

#[derive(Debug, Default)]
struct Left {
    /// The tables that nobody has begun with, the largest last.
    tables: Vec<String>,
    /// Whether something is wrong, or could not be read.
    unsound: bool,
    /// What was found where it was not done in parts.
    whole: Option<Vec<String>>,
}

impl Parts {
    fn left<T>(&self, work: impl FnOnce(&mut Left) -> T) -> T {
        let Self(left) = self;
        work(&mut left.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks at how the pages belong together, and then goes on with the tables. The quick check is
    /// that of the whole at once.
    pub fn begin(&self, db: &Snapshot, quick: bool) -> Result<(), StoreError> {
        let tables = if quick { Ok(None) } else { tables(db) };
        if let Ok(Some(tables)) = tables {
            self.left(|left| left.tables = tables);
        } else {
            let found = whole(db, quick)?;
            self.left(|left| left.whole = Some(found));
        }
        self.go_on(db);
        Ok(())
    }

    /// Looks through tables until none is left.
    pub fn go_on(&self, db: &Snapshot) {
        while let Some(table) = self.left(|left| left.tables.pop()) {
            let name = table.replace('"', "\"\"");
            let sql = format!("PRAGMA integrity_check(\"{name}\")");
            let sound = said(db, &sql, "integrity_check").is_ok_and(|found| found.is_empty());
            if !sound {
                self.left(|left| {
                    left.unsound = true;
                    left.tables.clear();
                });
            }
        }
    }

    /// What [`whole`] finds. It is asked only where a part was not sound: its words are about the
    /// whole file.
    pub fn found(self, db: &Snapshot) -> Result<Vec<String>, StoreError> {
        let Self(left) = self;
        let left = left.into_inner().unwrap_or_else(PoisonError::into_inner);
        match left.whole {
            Some(found) => Ok(found),
            None if left.unsound => whole(db, false),
            None => Ok(Vec::new()),
        }
    }
}

/// The tables, the largest last, each of which can be looked at by itself, since every page of the
/// file is free or belongs to exactly one of them or of their indices. None where one does not.
fn tables(db: &Snapshot) -> Result<Option<Vec<String>>, StoreError> {
    let size = number(db, "PRAGMA page_size")?;
    let mut pages = Pages::of(number(db, "PRAGMA page_count")?);
    // The page of the byte that locks are taken on is nobody's.
    pages.take(LOCKED_BYTE / size.max(1) + 1);
    if !free(db, &mut pages)? {
        return Ok(None);
    }
    let mut trees = vec![Tree::new("sqlite_schema", "sqlite_schema")];
    let sql = "SELECT name, tbl_name FROM sqlite_schema WHERE rootpage > 0 ORDER BY rootpage";
    trees.extend(db.rows(sql, &[], |row| Ok(Tree::new(row.text(0)?, row.text(1)?)))?);
    let mut at = 0;
    let all = db.each("SELECT name, pageno FROM dbstat", &[], |row: &Row| {
        let (name, page) = (row.text(0)?, row.at(1)?);
        if trees[at].name != name {
            let found = trees.iter().position(|tree| tree.name == name);
            at = found.ok_or(Stop::Enough)?;
        }
        trees[at].pages += 1;
        if pages.take(page) {
            Ok(())
        } else {
            Err(Stop::Enough)
        }
    });
    if !Stop::came_to_the_end(all)? || !pages.are_all_taken() {
        return Ok(None);
    }
    Ok(Some(by_size(&trees)))
}

fn number(db: &Snapshot, sql: &str) -> Result<i64, StoreError> {
    let found = db.one(sql, &[], |row| row.at(0))?;
    Ok(found.unwrap_or_default())
}

/// Takes the free pages, and says whether there are as many as the file says and none is taken
/// twice. Lists of them are pages themselves: the next list's number, how many pages this one
/// names, and their numbers, of four bytes each.
fn free(db: &Snapshot, pages: &mut Pages) -> Result<bool, StoreError> {
    let many = number(db, "PRAGMA freelist_count")?;
    let read = |page: i64, from: i64, numbers: i64| -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT hex(substr(data, $1, $2)) FROM sqlite_dbpage WHERE pgno = $3";
        let values = [from.into(), (4 * numbers).into(), page.into()];
        let found = db.one(sql, &values, |row| row.at::<String>(0))?;
        let found = found.unwrap_or_default();
        let digits = (0..found.len() / 8).map(|at| &found[8 * at..8 * at + 8]);
        let numbers = digits.map(|digits| i64::from_str_radix(digits, 16).unwrap_or_default());
        Ok(numbers.collect())
    };
    let mut found = 0;
    let mut list = read(1, FIRST_LIST, 1)?.first().copied().unwrap_or_default();
    while list != 0 {
        let [next, count] = read(list, 1, 2)?[..] else {
            return Ok(false);
        };
        let free = read(list, 9, count)?;
        found += 1 + count;
        if !pages.take(list) || !free.iter().all(|page| pages.take(*page)) {
            return Ok(false);
        }
        list = next;
    }
    Ok(found == many)
}

/// Where the first page stands the number of the first list of free pages, in bytes from 1.
const FIRST_LIST: i64 = 33;

const LOCKED_BYTE: i64 = 0x4000_0000;

/// A table or an index.
struct Tree {
    name: String,
    table: String,
    pages: i64,
}

impl Tree {
    fn new(name: &str, table: &str) -> Self {
        Self {
            name: name.to_owned(),
            table: table.to_owned(),
            pages: 0,
        }
    }
}

/// The tables by how many pages they and their indices have, the largest last.
fn by_size(trees: &[Tree]) -> Vec<String> {
    let of = |table: &str| -> i64 {
        let its = trees.iter().filter(|tree| tree.table == table);
        its.map(|tree| tree.pages).sum()
    };
    let mut tables: Vec<&str> = trees.iter().map(|tree| tree.table.as_str()).collect();
    tables.sort_unstable();
    tables.dedup();
    tables.sort_by_key(|table| of(table));
    tables.into_iter().map(ToOwned::to_owned).collect()
}

/// Which pages of a file are somebody's.
struct Pages {
    taken: Vec<bool>,
}

impl Pages {
    fn of(count: i64) -> Self {
        Self {
            taken: vec![false; usize::try_from(count).unwrap_or_default()],
        }
    }

    /// Takes a page, by its number from 1, and says whether nobody had it; one beyond the end is
    /// nobody's to take.
    fn take(&mut self, number: i64) -> bool {
        let at = usize::try_from(number - 1).ok();
        let page = at.and_then(|at| self.taken.get_mut(at));
        page.is_some_and(|taken| !std::mem::replace(taken, true))
    }

    fn are_all_taken(&self) -> bool {
        self.taken.iter().all(|taken| *taken)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::store::Store;
    use crate::store::beside::testing::{WAIT, unbound};

    /// A file of some tables with some hundred rows each.
    fn filled(path: &Path) -> Store {
        let store = unbound(path);
        store.tamper(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
             INSERT INTO line (operation, customer, subscription, on_day, text, amount_minor,
                 currency, tax_hundredths)
             SELECT 1, i % 70 + 1, i, 20000, printf('line %.*c', 400, 'x'), i, 'EUR', 0 FROM n;
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
             INSERT INTO setting (operation, name, value)
             SELECT 1, 'name ' || i, printf('%.*c', i % 50 * 200, 'x') FROM n;",
        );
        store
    }

    fn in_parts(db: &Snapshot) -> Result<Vec<String>, StoreError> {
        let parts = Parts::default();
        parts.begin(db, false)?;
        parts.found(db)
    }

    #[test]
    fn a_sound_file_is_looked_through_in_parts_the_largest_first() {
        let folder = tempfile::tempdir().unwrap();
        filled(&folder.path().join("daypass.db"))
            .read(|db| {
                assert!(whole(db, false)?.is_empty() && whole(db, true)?.is_empty());
                let tables = tables(db)?.unwrap();
                assert_eq!(tables.last().unwrap(), "setting");
                assert_eq!(tables[tables.len() - 2], "line");
                let count = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table'";
                let count = db.one(count, &[], |row| row.at::<i64>(0))?.unwrap();
                assert_eq!(i64::try_from(tables.len()).unwrap(), count + 1);
                assert!(in_parts(db)?.is_empty());
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }

    #[test]
    fn pages_may_be_free_and_where_one_is_lost_the_whole_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let store = filled(&folder.path().join("daypass.db"));
        store.tamper("DELETE FROM setting WHERE id < 200");
        store
            .read(|db| {
                assert!(number(db, "PRAGMA freelist_count")? > 20);
                assert!(tables(db)?.is_some());
                let found = in_parts(db)?;
                assert!(found.is_empty(), "{found:?}");
                Ok::<_, StoreError>(())
            })
            .unwrap();
        store.guard_schema(false).unwrap();
        store.tamper(
            "PRAGMA writable_schema = ON;
             DELETE FROM sqlite_schema WHERE name = 'line_customer';
             PRAGMA writable_schema = RESET;",
        );
        let found = store.read(in_parts).unwrap();
        assert!(found[0].contains("never used"), "{found:?}");
    }

    #[test]
    fn whatever_bit_is_flipped_is_found_in_parts_as_in_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daypass.db");
        filled(&path).tamper("DELETE FROM setting WHERE id < 200");
        let sound = std::fs::read(&path).unwrap();
        let mut dice: u64 = 7;
        let mut next = |most: usize| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(dice >> 33).unwrap() % most
        };
        let mut unsound = 0;
        for round in 0..600 {
            let mut bytes = sound.clone();
            let page = next(bytes.len() / 4096) * 4096;
            // Most of them where a page says what it holds and where.
            let at = page + next(if round % 4 == 0 { 4096 } else { 24 });
            bytes[at] ^= 1 << next(8);
            std::fs::write(&path, &bytes).unwrap();
            let Ok(store) = Store::connect(&path, WAIT) else {
                continue;
            };
            let found = store.read(|db| Ok::<_, StoreError>((whole(db, false)?, in_parts(db)?)));
            let Ok((whole, in_parts)) = found else {
                continue;
            };
            assert_eq!(in_parts, whole, "bit of byte {at}");
            unsound += usize::from(!whole.is_empty());
        }
        assert!(unsound > 50, "{unsound}");
    }
}
