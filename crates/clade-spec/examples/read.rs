//! Reads a description and shows what there is to say about it:
//! `cargo run -p clade-spec --example read -- api/openapi.yaml`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clade_diag::Renderer;
use clade_spec::{ReadOptions, read};

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: read FILE [FINDINGS PER CODE]");
        return ExitCode::from(2);
    };
    let per_code = std::env::args().nth(2).and_then(|count| count.parse().ok()).unwrap_or(5);
    let start = Instant::now();
    let result = read(&path, &ReadOptions::default());
    let elapsed = start.elapsed();
    print!("{}", Renderer::new(&result.sources).per_code(per_code).all(&result.diags));
    let document = &result.document;
    let operations: usize = document.paths.iter().map(|item| item.operations.len()).sum();
    println!(
        "{}: OpenAPI {:?}, {} files, {operations} operations, {} named schemas, {} schemas, {:.1} ms",
        path.display(),
        document.version,
        result.sources.iter().count(),
        document.components.schemas.len(),
        document.schema_ids().count(),
        elapsed.as_secs_f64() * 1000.0,
    );
    if result.diags.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
