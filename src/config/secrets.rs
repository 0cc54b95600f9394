//! What a mail server wants to know and config.toml does not say: user and password, from the
//! environment or from a file that only its owner may read.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Config, ConfigError};

const USER: &str = "DAYPASS_SMTP_USER";
const PASSWORD: &str = "DAYPASS_SMTP_PASSWORD";

/// User and password for a mail server.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

/// Never shows the password.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Secrets {
    /// User and password: from the environment where both are there, else from the file that the
    /// config names, else None. Refused where the file cannot be read or others may read it.
    pub fn read(config: &Config) -> Result<Option<Self>, ConfigError> {
        if let Some((user, password)) = variable(USER).zip(variable(PASSWORD)) {
            return Ok(Some(Self { user, password }));
        }
        let Some(name) = &config.notify.credentials else {
            return Ok(None);
        };
        let path = beside(config, name);
        let wrong = |message: String| ConfigError::whole(path.clone(), message);
        refuse_open_to_others(&path).map_err(wrong)?;
        let text = fs::read_to_string(&path).map_err(|error| wrong(unreadable(&error)))?;
        let read = toml::from_str(&text).map_err(|_| {
            wrong("is not of the form user = \"desk\", password = \"…\"".to_owned())
        })?;
        Ok(Some(read))
    }
}

/// The certificate of the mail server's authority (PEM), where the config names one.
pub fn authority(config: &Config) -> Result<Option<Vec<u8>>, ConfigError> {
    let read = |name: &String| {
        let path = beside(config, name);
        fs::read(&path).map_err(|error| ConfigError::whole(path, unreadable(&error)))
    };
    config.notify.authority.as_ref().map(read).transpose()
}

fn beside(config: &Config, name: &str) -> PathBuf {
    let folder = config.path.parent().unwrap_or(Path::new(""));
    folder.join(name)
}

fn unreadable(error: &std::io::Error) -> String {
    format!("cannot be read: {error}")
}

#[cfg(unix)]
fn refuse_open_to_others(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(|error| unreadable(&error))?;
    let mode = metadata.permissions().mode() & 0o777;
    let for_others = mode & 0o077;
    if for_others == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(format!(
        "others may read it (mode {mode:03o}): chmod 600 {path}"
    ))
}

#[cfg(not(unix))]
fn refuse_open_to_others(_: &Path) -> Result<(), String> {
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "secrets come from the environment, never from a flag"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
