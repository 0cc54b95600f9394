//! The program as scripts see it: words in; standard output, standard error and exit code out.

#![expect(
    clippy::needless_raw_string_hashes,
    reason = "snapbox writes its snapshots so"
)]

mod apply;
mod backup;
mod booking;
mod codes;
mod company;
mod complete;
mod config;
mod declared;
mod explain;
mod export;
mod fits;
mod history;
mod hold;
mod import;
mod import_from;
mod init;
mod invoice;
mod member;
mod money;
mod notify;
mod plan;
mod renew;
mod report;
mod sell;
mod show;
mod space;
mod statement;
mod subscription;
mod terminal;
mod undo;
mod visit;
mod words;
