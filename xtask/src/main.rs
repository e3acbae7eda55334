//! `cargo xtask …`: the repository's verbs. Glue only — what a step does is decided in the crate or tool it runs.

mod bench;
mod compile;
mod contract;
mod corpus;
mod document;
mod gates;
mod generate;
mod process;
mod repository;
mod serve;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The repository's verbs.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Print the server's document and generate the SDKs from it.
    Generate(generate::Generate),
    /// Run every check of the repository.
    Test(test::Test),
    /// Run the contract scenarios through every SDK against a live server.
    Contract(contract::Contract),
    /// Run the strict gates of the generated packages' ecosystems.
    Gates(gates::Gates),
    /// Generate from documents that nobody here wrote, and compile the output.
    Corpus(corpus::Corpus),
    /// Generate from the tiny descriptions in tests/specs, and compile the output.
    Compile(compile::tiny::Compile),
    /// Measure.
    Bench(bench::Bench),
    /// Start the reference server.
    Serve(serve::Serve),
}

fn main() -> ExitCode {
    let result = match Cli::parse().verb {
        Verb::Generate(verb) => verb.run(),
        Verb::Test(verb) => verb.run(),
        Verb::Contract(verb) => verb.run(),
        Verb::Gates(verb) => verb.run(),
        Verb::Corpus(verb) => verb.run(),
        Verb::Compile(verb) => verb.run(),
        Verb::Bench(verb) => verb.run(),
        Verb::Serve(verb) => verb.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
