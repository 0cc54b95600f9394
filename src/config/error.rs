//! What can be wrong with config.toml, told with file and line.

use std::fmt;
use std::path::PathBuf;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1; None where it is about the file as a whole.
    pub line: Option<usize>,
    /// What is wrong, with the user's own words.
    pub message: String,
    /// What was probably meant.
    pub hint: Option<String>,
}

/// A config.toml that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Everything that is wrong, in order of lines; at least one.
    pub problems: Vec<Problem>,
}

impl ConfigError {
    pub(super) fn new(path: PathBuf, mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| problem.line);
        Self { path, problems }
    }

    pub(super) fn whole(path: PathBuf, message: String) -> Self {
        let (line, hint) = (None, None);
        let problems = vec![Problem {
            line,
            message,
            hint,
        }];
        Self { path, problems }
    }

    /// The line of the first problem.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.problems.first()?.line
    }

    /// What was probably meant, where there is one problem; of several each says its own.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self.problems.as_slice() {
            [one] => one.hint.as_deref(),
            _ => None,
        }
    }
}

/// A line for each problem: `config.toml:14: seats: …`, where there are several with what was
/// probably meant.
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}", self.path.display())?;
            if let Some(line) = problem.line {
                write!(f, ":{line}")?;
            }
            write!(f, ": {}", problem.message)?;
            if let Some(hint) = problem.hint.as_ref().filter(|_| self.problems.len() > 1) {
                write!(f, ": {hint}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}
