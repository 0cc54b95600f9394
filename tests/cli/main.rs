//! The program as scripts see it: words in; standard output, standard error and exit code out.

mod apply;
mod init;
mod space;
