//! Whoever watches a long run: is told how far it is, and may ask it to stop.

use std::fmt;
use std::rc::Rc;

use super::OpError;

/// Somebody who watches; by default nobody.
#[derive(Clone)]
pub struct Watch {
    seen: Rc<dyn Fn(usize, usize)>,
    stopped: fn() -> bool,
}

impl Watch {
    /// `seen` is called with how many things are done, and of how many; `stopped` says whether the
    /// run is to end as soon as it can.
    pub fn new(seen: impl Fn(usize, usize) + 'static, stopped: fn() -> bool) -> Self {
        Self {
            seen: Rc::new(seen),
            stopped,
        }
    }

    /// Tells how far it is.
    pub fn tell(&self, done: usize, of: usize) {
        (self.seen)(done, of);
    }

    /// Whether the run is to end.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        (self.stopped)()
    }

    /// Tells how far it is; refused where the run is to end.
    pub fn go_on(&self, done: usize, of: usize) -> Result<(), OpError> {
        self.tell(done, of);
        if self.is_stopped() {
            Err(OpError::Stopped)
        } else {
            Ok(())
        }
    }
}

impl Default for Watch {
    fn default() -> Self {
        Self::new(|_, _| (), || false)
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}
