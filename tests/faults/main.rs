//! Faults: whatever fails and whenever, a command is done whole or not at all, and says which.

mod desk;
mod edited;
mod files;
mod output;
mod planted;
mod rivals;
mod whole;
mod writes;
