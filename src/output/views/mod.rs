//! What is printed, one file per thing: the JSON contract lives here.

pub mod member;
