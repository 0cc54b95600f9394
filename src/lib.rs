//! daypass: day passes for coworking spaces, on a local SQLite file.

pub mod domain;
pub mod output;
