//! The processes and sockets of a run: server, drivers, a second origin, and the runner's own requests.

mod driver;
mod faults;
mod foreign;
mod memory;
mod plain;
mod process;
mod server;

pub use driver::{Command, Driver, DriverError, Line};
pub use faults::Faults;
pub use foreign::ForeignOrigin;
pub use memory::{PeakMemory, resident_kib};
pub use plain::{Answer, Payload, Plain};
pub use process::Tail;
pub use server::{BOOTSTRAP_KEY, Server};
