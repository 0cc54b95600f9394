//! What the columns of each statement are called: the engine makes that anew whenever it is asked.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// The names of the columns of statements that were read, by the statement's text.
#[derive(Debug, Default)]
pub(super) struct Columns(RefCell<HashMap<String, Rc<[String]>>>);

impl Columns {
    /// The names of a statement's `count` columns, in order; `ask` is asked where they are not known,
    /// or were other ones in an older schema.
    pub(super) fn of(
        &self,
        sql: &str,
        count: usize,
        ask: impl FnOnce() -> Rc<[String]>,
    ) -> Rc<[String]> {
        let mut known = self.0.borrow_mut();
        match known.get(sql) {
            Some(names) if names.len() == count => Rc::clone(names),
            Some(_) | None => {
                let names = ask();
                known.insert(sql.to_owned(), Rc::clone(&names));
                names
            }
        }
    }
}
