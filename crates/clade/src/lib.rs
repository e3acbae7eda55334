//! The toolkit as a library: one description in, SDK packages out.
//!
//! ```text
//! load(document, config) -> Loaded { api, … } -> generate(&api, config, languages) -> Generated -> output::write | compare
//! ```

pub mod config;
mod generate;
pub mod languages;
mod load;
pub mod output;
pub mod report;

pub use config::Config;
pub use generate::{Generated, Target, generate};
pub use load::{Loaded, load, load_bytes};
