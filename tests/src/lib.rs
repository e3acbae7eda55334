//! One behaviour contract for every generated SDK.
//!
//! [`scenario`] reads scenarios as data, [`live`] runs server and drivers, [`play`] plays a scenario through a driver,
//! [`expect`] judges what came of it, [`suite`] goes through all languages and compares them, [`report`] prints.

pub mod expect;
pub mod inventory;
pub mod language;
pub mod live;
pub mod play;
pub mod report;
pub mod repository;
pub mod scenario;
pub mod suite;
