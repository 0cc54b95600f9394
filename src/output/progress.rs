//! A bar for what takes longer than a second, on a standard error that is a terminal.

use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes less is not worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);

/// How far something is; the bar is gone when this is dropped.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Progress {
    /// Begins. Nothing is drawn before a second has passed; with `quiet` nothing at all.
    #[must_use]
    pub fn begin(quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{spinner} {elapsed}");
        bar.set_style(style.expect("the template is right"));
        if !quiet {
            let shown = bar.clone();
            thread::spawn(move || {
                thread::sleep(PATIENCE);
                if !shown.is_finished() {
                    shown.set_draw_target(ProgressDrawTarget::stderr());
                    shown.enable_steady_tick(TICK);
                }
            });
        }
        Self(bar)
    }

    /// That it counts: how many are done, and of how many. Until this is called only the time that
    /// it takes is shown.
    pub fn set(&self, done: usize, of: usize) {
        let (done, of) = (
            u64::try_from(done).unwrap_or(u64::MAX),
            u64::try_from(of).unwrap_or(u64::MAX),
        );
        if self.0.length() != Some(of) {
            let style =
                ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len}, {eta} left");
            self.0.set_style(style.expect("the template is right"));
            self.0.set_length(of);
        }
        self.0.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
