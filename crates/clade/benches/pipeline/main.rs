//! How long each stage of the pipeline takes, and all of them together, on real descriptions.
//!
//! `cargo bench -p clade --bench pipeline` runs everything; a word behind `--` picks by stage or by description (`read`,
//! `github`). Everything happens in memory: neither files nor processes are part of the times.

mod descriptions;

use clade::{Config, Target, languages};
use clade_emit::Emission;
use clade_ir::{Api, Hints};
use clade_spec::ReadResult;
use descriptions::{Description, all};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

/// Bytes to document: parsing, references, schemas.
#[divan::bench(args = all(), sample_size = 1, sample_count = 20)]
fn read(bencher: Bencher<'_, '_>, description: &Description) {
    bencher.counter(BytesCount::of_slice(&description.bytes)).bench(|| read_of(description));
}

/// Document to frozen model: lowering and passes.
#[divan::bench(args = all(), sample_size = 1, sample_count = 20)]
fn build(bencher: Bencher<'_, '_>, description: &Description) {
    let document = read_of(description).document;
    bencher.bench(|| clade_ir::build(&document, &Hints::default()));
}

/// Model to the files of one language.
#[divan::bench_group(sample_size = 1, sample_count = 20)]
mod emit {
    use super::{Bencher, Description, all, emit_of};

    #[divan::bench(args = all())]
    fn rust(bencher: Bencher<'_, '_>, description: &Description) {
        emit_of("rust", bencher, description);
    }

    #[divan::bench(args = all())]
    fn ts(bencher: Bencher<'_, '_>, description: &Description) {
        emit_of("ts", bencher, description);
    }

    #[divan::bench(args = all())]
    fn go(bencher: Bencher<'_, '_>, description: &Description) {
        emit_of("go", bencher, description);
    }
}

/// Bytes to the files of all languages, as `clade generate` does it, a thread a language.
#[divan::bench(args = all(), sample_size = 1, sample_count = 20)]
fn whole(bencher: Bencher<'_, '_>, description: &Description) {
    bencher.counter(BytesCount::of_slice(&description.bytes)).bench(|| {
        let config = Config::default();
        let loaded = clade::load_bytes(&description.file, &description.bytes, &config);
        let targets = languages::ALL.map(|emitter| Target { emitter, driver_to_package: "" });
        clade::generate(&loaded.api, &config, &targets)
    });
}

fn read_of(description: &Description) -> ReadResult {
    clade_spec::read_bytes(&description.file, &description.bytes)
}

fn emit_of(language: &str, bencher: Bencher<'_, '_>, description: &Description) {
    let Some(emitter) = languages::find(language) else {
        eprintln!("there is no emitter called {language}");
        return;
    };
    let api: Api = clade_ir::build(&read_of(description).document, &Hints::default()).0;
    let package = clade::config::package(&Config::default(), &api, "").0;
    bencher.bench(|| -> Emission { emitter.emit(&api, &package) });
}
